"""Roll an edition through three nodes behind nginx: docs/deploy/nginx-nodes.conf, roll-edition."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import ExitStack

import pytest
from django.conf import settings

DEPLOY = settings.BASE_DIR / "docs" / "deploy"
NODES = ("n1", "n2", "n3")
# seconds
TIMEOUT = 60
ADDRESSES = ("/newspapers/", "/articles/1cq34jc/", "/articles/222222f/")
OLD, NEW = "试报", "新报"


def _free_ports(count):
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for sock in sockets:
            sock.bind(("127.0.0.1", 0))
        return [sock.getsockname()[1] for sock in sockets]


class Nodes:
    """Three nodes, each with a process per colour, behind nginx; all on this machine."""

    def __init__(self, folder, edition):
        self.folder, self.processes = folder, {}
        # nginx's own name for what it asks (localhost) is none of these
        hosts = {"ARCHIVE_HOSTS": "127.0.0.1,archive.example.org"}
        self.environment = os.environ | hosts | {"ARCHIVE_VAR": str(folder / "var")}
        ports = iter(_free_ports(7))
        self.url = f"http://127.0.0.1:{next(ports)}"
        self.ports = {(node, colour): next(ports) for node in NODES for colour in ("blue", "green")}
        for node in NODES:
            (folder / node / "editions").mkdir(parents=True)
            shutil.copytree(edition, folder / node / "editions" / edition.name)
            for colour in ("blue", "green"):
                (folder / node / colour).symlink_to(f"editions/{edition.name}")
        (folder / "live.sock").symlink_to("blue.sock")
        self.on = folder / "on"
        self.on.write_text(
            "#!/bin/sh\nnode=$1; shift; cd /\n"
            f'export SITE={folder}/$node; . {folder}/$node/ports; exec {DEPLOY}/"$@"\n'
        )
        self.on.chmod(0o755)
        for node in NODES:
            blue, green = self.ports[node, "blue"], self.ports[node, "green"]
            (folder / node / "ports").write_text(f"export BLUE={blue} GREEN={green}\n")

    def __enter__(self):
        try:
            subprocess.run(
                [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
                env=self.environment,
                cwd=settings.BASE_DIR,
                check=True,
            )
            for node, colour in self.ports:
                self.start(node, colour)
            self.processes["nginx"] = subprocess.Popen(
                ["nginx", "-c", str(self._configuration()), "-e", str(self.folder / "error.log")]
            )
            for address in (*self.ports.values(), int(self.url.rpartition(":")[2])):
                self._wait(f"http://127.0.0.1:{address}/")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            process.wait(timeout=TIMEOUT)

    def start(self, node, colour):
        with (self.folder / f"{node}.log").open("ab") as log:
            self.processes[node, colour] = subprocess.Popen(
                [
                    *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
                    *("--port", str(self.ports[node, colour]), "--blocking-threads", "2"),
                    *("--log-level", "warning", "archive.wsgi:application"),
                ],
                env=self.environment | {"ARCHIVE_EDITION": str(self.folder / node / colour)},
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
            )

    def kill(self, node):
        for colour in ("blue", "green"):
            process = self.processes.pop((node, colour))
            # its workers with it, as when the machine dies
            children = f"/proc/{process.pid}/task/{process.pid}/children"
            with open(children) as file:
                workers = [int(pid) for pid in file.read().split()]
            for pid in (process.pid, *workers):
                os.kill(pid, 9)
            process.wait()

    def roll(self, *arguments):
        return subprocess.run(
            [DEPLOY / "roll-edition", *arguments],
            env=os.environ | {"RUN": str(self.folder), "ON": str(self.on)},
            capture_output=True,
            text=True,
            check=False,
        )

    def _configuration(self):
        text = (DEPLOY / "nginx-nodes.conf").read_text(encoding="utf-8")
        text = text.replace("/run/baozang", str(self.folder))
        for number, node in enumerate(NODES, 1):
            for colour, port in (("blue", 8001), ("green", 8002)):
                address = f"127.0.0.1:{self.ports[node, colour]}"
                text = text.replace(f"10.0.0.1{number}:{port}", address)
        text = text.replace("listen 80;", f"listen {self.url.removeprefix('http://')};")
        assert not re.search(r"10\.0\.0|listen 80", text)
        temporary = "".join(
            f"{kind}_temp_path {self.folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        # its workers are to reach the sockets in our folder
        user = "user root;\n" if os.getuid() == 0 else ""
        path = self.folder / "nginx.conf"
        path.write_text(
            f"daemon off;\n{user}master_process on;\nworker_processes 2;\n"
            f"pid {self.folder}/nginx.pid;\n"
            "events {}\n"
            f"http {{\naccess_log off;\n{temporary}{text}}}\n"
        )
        return path

    def _wait(self, url):
        end = time.monotonic() + TIMEOUT
        while True:
            try:
                return urllib.request.urlopen(url, timeout=5).close()
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert time.monotonic() < end, f"no answer from {url}"
                time.sleep(0.1)


class Reader(threading.Thread):
    """Loads pages one after the other, and records the edition of each, or the failure."""

    def __init__(self, url):
        super().__init__()
        self.url, self.seen, self.is_done = url, [], threading.Event()
        # responses that broke off in the middle
        self.broken_off = 0

    def run(self):
        number = 0
        # the pause leaves the processor to the nodes
        while not self.is_done.wait(0.02):
            address = ADDRESSES[number % len(ADDRESSES)]
            number += 1
            try:
                with urllib.request.urlopen(self.url + address, timeout=TIMEOUT) as answer:
                    text = answer.read().decode()
            except OSError as error:
                self.seen.append(f"{address}: {error}")
                continue
            except http.client.IncompleteRead:
                # no front can ask another node once a response has begun: a reader asks again
                self.broken_off += 1
                continue
            editions = [name for name in (OLD, NEW) if name in text]
            self.seen.append(editions[0] if len(editions) == 1 else f"{address}: {editions}")

    @property
    def story(self):
        """The observed editions, without consecutive repetitions."""
        return [entry for n, entry in enumerate(self.seen) if n == 0 or entry != self.seen[n - 1]]


@pytest.fixture(scope="module")
def nodes(two_editions, tmp_path_factory):
    if not shutil.which("nginx"):
        pytest.skip("nginx: none (apt install nginx-light)")
    # names of sockets may have 100 characters
    with Nodes(tmp_path_factory.mktemp("n"), two_editions.old) as nodes:
        yield nodes


def test_no_reader_sees_the_old_after_the_new_though_a_node_dies(nodes, two_editions):
    readers = [Reader(nodes.url) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        rolled = nodes.roll(two_editions.new, *NODES)
        assert rolled.returncode == 0, rolled.stderr
        _until(lambda: all(NEW in reader.seen for reader in readers))
        nodes.kill("n2")
        before = [len(reader.seen) for reader in readers]
        _until(lambda: all(len(r.seen) > n + 9 for r, n in zip(readers, before, strict=True)))
        # a node that does not take the edition stops the roll before any reader sees it
        refused = nodes.roll(two_editions.old, *NODES)
        assert (refused.returncode, "n2 did not take" in refused.stderr) == (1, True)
        before = [len(reader.seen) for reader in readers]
        _until(lambda: all(len(r.seen) > n + 9 for r, n in zip(readers, before, strict=True)))
    finally:
        for reader in readers:
            reader.is_done.set()
        for reader in readers:
            reader.join()
    assert [reader.story for reader in readers] == [[OLD, NEW]] * len(readers)
    # by the node that was killed, while it answered
    assert max(reader.broken_off for reader in readers) <= 1


def _until(condition):
    end = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
