"""`make` as operators run it: it checks the port first, and builds where ARCHIVE_VAR says."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from .front import ROOT, free_port


def make(*arguments, folder=ROOT, **extra):
    command = ["make", "--no-print-directory", *arguments, f"PY={sys.executable}"]
    return subprocess.run(
        command, cwd=folder, env=os.environ | extra, capture_output=True, text=True, check=False
    )


@pytest.fixture
def taken_port():
    """A port in use with SO_REUSEPORT, as by granian, so that a second server could bind to it."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.mark.parametrize("target", ["run", "serve"])
def test_a_second_server_on_a_port_is_refused_before_anything_is_built(target, taken_port):
    completed = make(target, f"PORT={taken_port}")
    assert completed.returncode != 0
    assert f"Port {taken_port} is in use" in completed.stderr
    assert completed.stdout == ""


@pytest.mark.parametrize("target", ["run", "serve"])
def test_the_port_is_looked_at_again_when_everything_is_built(target):
    recipe = make(target, "--dry-run").stdout
    assert recipe.rindex('-c "$FREE_PORT"') > recipe.index("manage.py publish")
    assert recipe.rindex('-c "$FREE_PORT"') < recipe.index("-m granian")


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("PORT=80000", "PORT=80000 is not a port: give a number from 1 to 65535"),
        ("PORT=abc", "PORT=abc is not a port"),
        ("PORT=0", "PORT=0 is not a port"),
        ("HOST=192.0.2.1", "HOST=192.0.2.1: cannot listen there"),
    ],
)
def test_an_invalid_port_is_distinguished_from_a_taken_one(argument, message):
    process = make("port", argument)
    assert process.returncode != 0
    assert message in process.stderr
    assert "Traceback" not in process.stderr
    assert make("port", f"PORT={free_port()}").returncode == 0


def test_a_port_is_free_as_soon_as_its_server_has_ended(taken_port):
    with socket.create_connection(("127.0.0.1", taken_port)) as client:
        assert client.getpeername()
    port = free_port()
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen()
        client = socket.create_connection(("127.0.0.1", port))
        # the server hangs up first: its side of the connection lingers
        listening.accept()[0].close()
        client.close()
    assert make("port", f"PORT={port}").returncode == 0


@pytest.fixture
def clone(tmp_path, catalogue):
    """A fresh checkout that uses the installed environment."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("archive", "static", "templates", "docs"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("Makefile", "manage.py", "requirements.txt", "requirements.lock"):
        shutil.copy(ROOT / name, folder / name)
    (folder / ".venv").mkdir()
    (folder / ".venv" / ".serve").touch()
    return folder


@pytest.mark.slow
def test_all_is_built_where_archive_var_says(clone, catalogue, tmp_path):
    # make splits unquoted values at blanks
    var = tmp_path / "else where"
    variables = {
        "ARCHIVE_VAR": str(var),
        "ARCHIVE_FIXTURES": str(catalogue.folder),
        "ARCHIVE_PAGES": str(catalogue.pages),
    }
    # a clone that was used before has static files of its own, which are no use elsewhere
    (clone / "var" / "static").mkdir(parents=True)
    (clone / "var" / "static" / "staticfiles.json").write_text("{}")
    for _ in range(2):
        process = make("publish", folder=clone, **variables)
        assert process.returncode == 0, process.stderr
        assert "静态文件" not in process.stdout
    assert "Collecting" not in process.stdout, "what was collected is not collected again"
    assert (var / "static" / "staticfiles.json").is_file()
    assert (var / "current" / "edition.json").is_file()
    shutil.rmtree(var / "static")
    assert "Collecting" in make("publish", folder=clone, **variables).stdout
    assert (var / "static" / "staticfiles.json").is_file()


def test_the_demonstration_has_its_own_files_and_port():
    recipe = make("demo", "--dry-run").stdout
    assert "http://127.0.0.1:8001/newspapers/yangbao/2026-01-05/1/" in recipe
    for setting in ("ARCHIVE_FIXTURES", "ARCHIVE_PAGES", "ARCHIVE_IMAGES"):
        (folder,) = set(re.findall(rf'"{setting}=([^"]+)"', recipe))
        assert any(Path(folder).iterdir()), setting
    (var,) = set(re.findall(r'"ARCHIVE_VAR=([^"]+)"', recipe))
    assert Path(var).name == "demo"
    assert "--port 8001" in recipe
    assert "--port 8123" in make("demo", "--dry-run", "PORT=8123").stdout
