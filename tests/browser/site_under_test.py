"""A published edition behind a running server, as an operator would have it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# how long a server may take to answer its first request, in seconds
TIMEOUT = 30


class Site:
    """A published edition behind a running server.

    `sample` limits how many articles and addresses are checked when it is published.
    """

    def __init__(self, folder, pages, fixtures=None, images=None, sample=None):
        pages.mkdir(exist_ok=True)
        self.environment = os.environ | {
            "ARCHIVE_VAR": str(folder / "var"),
            "ARCHIVE_PAGES": str(pages),
        }
        if fixtures:
            self.environment["ARCHIVE_FIXTURES"] = str(fixtures)
        if images:
            self.environment["ARCHIVE_IMAGES"] = str(images)
        self._sample = () if sample is None else ("--sample", str(sample))
        # another process of the tests may have published it
        if not (folder / "var" / "current").exists():
            self.publish()
        if not (folder / "var" / "static").exists():
            self._manage("collectstatic", "--no-input", "--verbosity", "0")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = (folder / f"server-{self.port}.log").open("wb")
        command = ["-m", "granian", "--interface", "wsgi", "--port", str(self.port), "--no-ws"]
        self.process = subprocess.Popen(
            [sys.executable, *command, "--log-level", "warning", "archive.wsgi:application"],
            env=self.environment,
            cwd=ROOT,
            stdout=self.log,
            stderr=self.log,
        )
        self._wait()

    def publish(self):
        """Publish the changed catalogue, served from the next request on."""
        self._manage("publish", *self._sample)

    def _manage(self, *arguments):
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=self.environment,
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def _wait(self):
        until = time.monotonic() + TIMEOUT
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(self.url, timeout=2).close()
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert self.process.poll() is None, f"the server ended; see {self.log.name}"
                time.sleep(0.1)
        raise AssertionError(f"no answer from {self.url} in {TIMEOUT} s")

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.log.close()
