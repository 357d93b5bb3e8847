"""The server as operators run it stops and reloads without a failed request; its unit is valid."""

import re
import shutil
import subprocess
import sys
import threading
import time

import pytest

from .front import ROOT

UNIT = ROOT / "docs" / "deploy" / "baozang.service"


def test_workers_are_renewed_without_a_request_that_fails(server, front):
    before, statuses, over = server.workers(), set(), threading.Event()

    def go_on_asking():
        # past the cache, so that each goes to a worker
        while not over.wait(0.1):
            statuses.add(front.get("/oai?verb=Identify").status)

    asking = threading.Thread(target=go_on_asking)
    asking.start()
    try:
        server.reload()
        until = time.monotonic() + 90
        while server.workers() & before or len(server.workers()) < 2:
            assert time.monotonic() < until
            time.sleep(0.1)
    finally:
        over.set()
        asking.join()
    assert statuses == {200}


def test_a_worker_has_read_its_views_before_the_first_request():
    result = (
        "import gc, sys, archive.wsgi;"
        "print('archive.web.article_list' in sys.modules, gc.get_freeze_count() > 10 * "
        "len(gc.get_objects()))"
    )
    run = [sys.executable, "-c", result]
    completed = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    assert completed.stdout.split() == ["True", "True"]


def test_systemd_finds_no_fault_in_the_unit(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd: systemd-analyze is not installed")
    text = UNIT.read_text(encoding="utf-8")
    # only the paths of what it starts and reads differ here
    text = text.replace("/srv/baozang/.venv/bin/python", shutil.which("python3"))
    unit = tmp_path / UNIT.name
    unit.write_text(text.replace("/srv/baozang", str(ROOT)))
    verified = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    # tenths: 2.0 of 10
    assert rated.returncode == 0, rated.stdout[-300:]


def test_make_and_the_unit_start_the_same():
    unit_options = re.search(r"-m granian (.*)", UNIT.read_text(encoding="utf-8"))[1]
    make_options = re.search(r"exec \$\(PY\) -m granian (.*)", (ROOT / "Makefile").read_text())[1]
    assert unit_options == make_options.replace("$(HOST)", "127.0.0.1").replace("$(PORT)", "8000")
