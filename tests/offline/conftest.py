"""The sample newspaper published, and exported as an offline copy of each kind."""

import os
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

# fixtures
from ..browser.conftest import browser, executable  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "sample_newspaper"


def manage(*arguments, check=True, **environment):
    # settings of whoever runs the tests must not reach the sample
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVE_")}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if check:
        assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """The settings of the sample newspaper, which is published with its page images."""
    settings = {
        "ARCHIVE_VAR": str(tmp_path_factory.mktemp("sample") / "var"),
        "ARCHIVE_FIXTURES": str(SAMPLE / "catalogue"),
        "ARCHIVE_PAGES": str(SAMPLE / "texts"),
        "ARCHIVE_IMAGES": str(SAMPLE / "scans"),
    }
    manage("collectstatic", "--no-input", "-v0", **settings)
    manage("publish", **settings)
    return settings


@pytest.fixture(scope="session")
def static_copy(environment, tmp_path_factory):
    folder = tmp_path_factory.mktemp("static") / "below" / "a-path"
    said = manage("export_static", str(folder), **environment).stdout
    assert f"已写好 {folder}" in said
    return folder


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def static_address(static_copy):
    """Where a plain file server has the copy: below a path."""
    handler = partial(_Quiet, directory=str(static_copy.parents[1]))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/below/a-path/"
        server.shutdown()


@pytest.fixture(scope="session")
def zim_file(environment, tmp_path_factory):
    pytest.importorskip("libzim", reason="libzim is not installed")
    file = tmp_path_factory.mktemp("zim") / "sample.zim"
    assert f"已写好 {file}" in manage("export_zim", str(file), **environment).stdout
    return file
