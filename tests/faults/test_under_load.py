"""Faults in a server under load: which requests are refused, which served, and that it recovers."""

import contextlib
import http.client
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from archive.editions.current import MANIFEST, SCHEMA

ROOT = Path(__file__).resolve().parents[2]
# as `make run` starts it, with two processes, so that one can be killed
SERVER = (
    *("-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "20"),
    *(
        "--respawn-failed-workers",
        "--respawn-interval",
        "0.2",
        "--http1-header-read-timeout",
        "10000",
    ),
    *(
        "--backlog",
        "4096",
        "--backpressure",
        "12000",
        "--no-ws",
        "--log-level",
        "warning",
        "archive.wsgi:application",
    ),
)
# as many connections as this process and the server may open
MAX_FILES = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
# seconds that the whole server may take to answer again
TIMEOUT = 30


class Server:
    """Serves an empty edition folder: what fails here is the server, not the record."""

    def __init__(self, folder: Path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder, self.log = folder, (folder / "server.log").open("wb")
        self.start()
        self.wait()

    def start(self):
        folder = str(self.folder)
        self.process = subprocess.Popen(
            [sys.executable, *SERVER[:4], "--port", str(self.port), *SERVER[4:]],
            env=os.environ | {"ARCHIVE_EDITION": folder, "ARCHIVE_VAR": folder},
            cwd=ROOT,
            stdout=self.log,
            stderr=self.log,
        )

    def status(self, path="/healthz", timeout=5) -> int:
        """Return the HTTP status, 0 if the connection breaks."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path, headers={"Accept": "application/json"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def wait(self):
        """Wait until it answers and has both workers: the second may start long after the first."""
        until = time.monotonic() + TIMEOUT
        while self.status(timeout=1) != 200 or len(self.workers()) < 2:
            assert time.monotonic() < until, Path(self.log.name).read_text()
            time.sleep(0.1)

    def revive(self):
        """Start it again if it gave up, like systemd (Restart=always); wait until it answers."""
        until = time.monotonic() + TIMEOUT
        while self.status(timeout=1) != 200:
            assert time.monotonic() < until, Path(self.log.name).read_text()
            if self.process.poll() is not None:
                self.start()
            time.sleep(0.1)

    def workers(self) -> list[int]:
        results = []
        for status in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = status.read_text().rsplit(")", 1)[1].split()
                if int(fields[1]) == self.process.pid and "granian" in _command(status.parent):
                    results.append(int(status.parent.name))
        return results

    def settle(self):
        """Wait until no worker is busy, as one that just started is."""
        until, before = time.monotonic() + TIMEOUT, None
        while before != (now := {pid: _computed(pid) for pid in self.workers()}) or len(now) < 2:
            assert time.monotonic() < until, now
            before = now
            time.sleep(1)

    def close(self):
        pids = self.workers()
        self.process.terminate()
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            # it may wait for ever for a worker that was killed; a service manager ends it so, too
            for pid in (self.process.pid, *pids):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait(timeout=5)
        self.log.close()


def _computed(process: int) -> str:
    """Return its CPU time in ticks: user and system."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return " ".join(fields[11:13])


def _has_ended(process: int) -> bool:
    """Return whether it has exited, even as a zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX"
    except FileNotFoundError:
        return True


def _command(process: Path) -> str:
    return (process / "cmdline").read_text() + (process / "comm").read_text()


@pytest.fixture
def server(tmp_path):
    """One for each test, so that the damage of one does not affect another."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("system: no /proc to find the server's processes by")
    resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_FILES, MAX_FILES))
    manifest = {"fingerprint": "f", "made": "2026-11-21T00:00:00+00:00", "schema": SCHEMA}
    (tmp_path / MANIFEST).write_text(json.dumps(manifest))
    new_server = Server(tmp_path)
    yield new_server
    new_server.close()


def test_a_killed_worker_fails_only_its_own_requests(server):
    result, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            began = time.monotonic()
            # a busy machine may be slow, which is no broken connection
            status = server.status(timeout=TIMEOUT)
            result.append((began, time.monotonic(), status))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        time.sleep(0.3)
        before = server.workers()
        assert len(before) == 2
        killed = time.monotonic()
        os.kill(before[0], signal.SIGKILL)
        until = time.monotonic() + TIMEOUT
        while not _has_ended(before[0]):
            assert time.monotonic() < until
            time.sleep(0.01)
        removal_time = time.monotonic()
        while (
            len(set(server.workers()) - {before[0]}) < 2
            or before[0] in server.workers()
            or not any(began > removal_time and status == 200 for began, _, status in result)
        ):
            assert time.monotonic() < until
            time.sleep(0.1)
    finally:
        stop.set()
        for reader in readers:
            reader.join(TIMEOUT)
    assert {status for *_, status in result} <= {200, 0}
    # those that it had, and those on their way to it: none that began when it was gone for long
    broken = [(began - removal_time, end - killed) for began, end, status in result if not status]
    assert all(began < 1 and end > 0 for began, end in broken), broken
    assert server.status() == 200


def test_little_memory_costs_answers_but_not_the_server(server):
    # modules still being imported would fail permanently
    server.settle()
    victims = server.workers()
    limits = {}
    for pid in victims:
        size = int(Path(f"/proc/{pid}/statm").read_text().split()[0]) * resource.getpagesize()
        limits[pid] = resource.prlimit(pid, resource.RLIMIT_AS)
        resource.prlimit(pid, resource.RLIMIT_AS, (size + 2_000_000, limits[pid][1]))
    result = {server.status("/api/openapi.json", timeout=3) for _ in range(10)}
    for pid in victims:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_AS, limits[pid])
    assert result <= {0, 200, 500, 503}
    server.revive()
    assert {server.status() for _ in range(5)} == {200}


def slow_readers(server, path, amount):
    """Open connections that read their response byte by byte."""
    readers = []
    for _ in range(amount):
        reader = socket.socket()
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        reader.connect(("127.0.0.1", server.port))
        reader.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        readers.append(reader)
    for reader in readers:
        reader.settimeout(TIMEOUT)
        assert reader.recv(1) == b"H"
    return readers


def test_clients_that_read_byte_by_byte_do_not_delay_others(server):
    """Of pages and data; whole files are for the front to pass on (docs/safety.md)."""
    readers = slow_readers(server, "/api/openapi.json", 100)
    try:
        assert {server.status() for _ in range(10)} == {200}
        assert all(reader.recv(1) == b"T" for reader in readers)
    finally:
        for reader in readers:
            reader.close()


def test_idle_connections_do_not_delay_others(server):
    idle = []
    try:
        for _ in range(min(10_000, MAX_FILES - 500)):
            idle.append(socket.create_connection(("127.0.0.1", server.port), timeout=10))
        # half a request holds no more than none
        for item in idle[:200]:
            item.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert {server.status() for _ in range(10)} == {200}
    finally:
        for item in idle:
            item.close()
