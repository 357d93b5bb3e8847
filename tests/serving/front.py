"""nginx with the site file of docs/deploy, its paths and ports replaced, in front of a server."""

import http.client
import itertools
import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
SITE = ROOT / "docs" / "deploy" / "nginx.conf"
# seconds that nginx may take to start
TIMEOUT = 20
MODULES = Path("/etc/nginx/modules-enabled")


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Front:
    """A running nginx; `upstream` is the archive's port. Without `limits` a client may ask all.

    With `tls`, `port` speaks TLS with the certificate that is made in `folder`, else what would.
    """

    def __init__(
        self, folder: Path, upstream: int, static: Path, limits: bool = True, tls: bool = False
    ):
        self.folder, self.port, self.tls_free, self.tls = folder, free_port(), free_port(), tls
        if tls:
            _certify(folder)
        for name in ("cache", "logs"):
            (folder / name).mkdir()
        site = self._site(upstream, static)
        if not limits:
            site = re.sub(r"limit_(req|conn) .*;", "", site)
        (folder / "site.conf").write_text(site)
        # workers read what the tests have made for themselves alone
        user = "user root;\n" if os.getuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"{user}include {MODULES}/*.conf;\n"
            f"pid {folder}/nginx.pid;\nerror_log {folder}/logs/error.log warn;\n"
            "worker_processes 1;\nevents { worker_connections 512; }\n"
            "http {\n  include /etc/nginx/mime.types;\n  sendfile on;\n"
            + "".join(
                f"  {kind}_temp_path {folder}/temp_{kind};\n"
                for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            )
            + f"  include {folder}/site.conf;\n}}\n"
        )
        self.command = ["nginx", "-e", f"{folder}/logs/error.log", "-c", f"{folder}/nginx.conf"]
        self.process = None
        # every client of the tests has an address of its own, and so limits of its own
        self._clients = (f"127.0.{n // 250}.{n % 250 + 2}" for n in itertools.count())

    def _site(self, upstream: int, static: Path) -> str:
        """The site file, unchanged except for names, paths, ports and TLS."""
        text = SITE.read_text(encoding="utf-8")
        secured = (
            (r"listen 443 ssl http2;", f"listen 127.0.0.1:{self.port} ssl http2;"),
            (r"/etc/ssl/baozang/", f"{self.folder}/"),
        )
        plain = (
            (r"listen 443 ssl http2;", f"listen 127.0.0.1:{self.port};"),
            (r"ssl_\w+ .*;", ""),
        )
        for pattern, replacement in (
            *(secured if self.tls else plain),
            (r"server 127\.0\.0\.1:8000 ", f"server 127.0.0.1:{upstream} "),
            (r"listen 80;", f"listen 127.0.0.1:{self.tls_free};"),
            (r"listen \[::\].*;\n", "\n"),
            (r"/srv/baozang/var/static/", f"{static}/"),
            (r"/srv/baozang/", f"{ROOT}/"),
            (r"/var/cache/nginx/baozang", f"{self.folder}/cache"),
            (r"/var/log/nginx/", f"{self.folder}/logs/"),
            (r"archive\.example\.org", "127.0.0.1 localhost"),
        ):
            text, results = re.subn(pattern, replacement, text)
            assert results, pattern
        return text

    def check(self) -> subprocess.CompletedProcess:
        return subprocess.run([*self.command, "-t"], capture_output=True, text=True, check=False)

    def start(self) -> "Front":
        self.process = subprocess.Popen([*self.command, "-g", "daemon off;"])
        until = time.monotonic() + TIMEOUT
        while time.monotonic() < until:
            assert self.process.poll() is None, (self.folder / "logs/error.log").read_text()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise AssertionError("nginx does not answer")

    def client(self) -> "Client":
        return Client(self.port, next(self._clients))

    def get(self, path: str, **headers: str) -> Answer:
        return self.client().get(path, **headers)

    def close(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=10)
        shutil.rmtree(self.folder / "cache", ignore_errors=True)


class Client:
    """A reader with its own IP address and one connection."""

    def __init__(self, port: int, address: str):
        self.connection = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=30, source_address=(address, 0)
        )

    def get(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str):
        """`accept_encoding="br"` is sent as Accept-Encoding: br."""
        hyphenated = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body, hyphenated)
        answer = self.connection.getresponse()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())


def _certify(folder: Path) -> None:
    """A self-signed certificate for localhost, with its key."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", f"{folder}/key.pem", "-out", f"{folder}/fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
