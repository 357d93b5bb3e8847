"""The archive served with the options of docs/deploy, with nginx in front."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from ..shared_folder import shared_folder
from .front import ROOT, Front, free_port

# seconds
TIMEOUT = 60


class Server:
    """granian as `make serve` and baozang.service start it."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        self.log = folder / f"granian-{self.port}.log"
        self.url = f"http://127.0.0.1:{self.port}"
        options = (ROOT / "docs/deploy/granian.env").read_text(encoding="utf-8").splitlines()
        pairs = (line.split("=", 1) for line in options if line and not line.startswith("#"))
        self.environment = os.environ | dict(pairs) | {"ARCHIVE_VAR": str(folder / "var")}
        # its command line
        self.prefix: tuple[str, ...] = ()
        self.process = None

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(
            command, env=self.environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )

    def start(self) -> "Server":
        command = [*self.prefix, sys.executable, "-m", "granian", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "archive.wsgi:application"],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + TIMEOUT
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(self.url, timeout=5).close()
                return self
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def workers(self) -> set[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(pid) for pid in children.read_text().split()}

    def reload(self) -> None:
        self.process.send_signal(signal.SIGHUP)

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=TIMEOUT)


@pytest.fixture(scope="session")
def unstarted_server(tmp_path_factory):
    """A server, not yet started, of the edition without texts that browsers read, too."""
    with shared_folder(tmp_path_factory, "without") as folder:
        (folder / "no-pages").mkdir(exist_ok=True)
        server = Server(folder)
        server.environment["ARCHIVE_PAGES"] = str(folder / "no-pages")
        if not (folder / "var" / "current").exists():
            server.manage("publish")
        if not (folder / "var" / "static").exists():
            server.manage("collectstatic", "--no-input", "--verbosity", "0")
    return server


@pytest.fixture(scope="session")
def server(unstarted_server):
    unstarted_server.start()
    yield unstarted_server
    if unstarted_server.process.poll() is None:
        unstarted_server.stop()


@pytest.fixture(scope="session")
def nginx():
    if not shutil.which("nginx"):
        pytest.skip("nginx: not installed")


@pytest.fixture(scope="session")
def front(nginx, server, tmp_path_factory):
    front = Front(tmp_path_factory.mktemp("front"), server.port, server.folder / "var" / "static")
    yield front.start()
    front.close()
