"""Start PostgreSQL servers in temporary folders: a primary and its standbys."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

SECONDS = 30
# nothing here need outlive the machine
_SETTINGS = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


def _programs() -> Path | None:
    """Return the folder of the programs, which Debian keeps out of PATH."""
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    results = max(folders, key=lambda path: int(path.parts[-3]), default=shutil.which("initdb"))
    return Path(results).parent if results else None


PROGRAMS = _programs()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`with Server(folder) as server: server.url("baozang")`. Root runs it as `nobody`."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.data = folder / "data"
        self.port = _free_port()
        self.process: subprocess.Popen | None = None

    def __enter__(self):
        self._make_folder()
        self._run("initdb", "-A", "trust", "-U", "baozang", "-E", "UTF8", "--locale=C", "-N")
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(_SETTINGS)
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()

    def standby(self, folder: Path) -> "Server":
        """Start and return a standby of this server, as docs/cluster.md describes."""
        server = Server(folder)
        server._make_folder()
        source = f"host=127.0.0.1 port={self.port} user=baozang"
        server._run("pg_basebackup", "-d", source, "-R", "-X", "stream", "-c", "fast", "-N")
        server.start()
        return server

    def url(self, database: str, *other_servers: "Server") -> str:
        hosts = ",".join(f"127.0.0.1:{server.port}" for server in (self, *other_servers))
        return f"postgresql://baozang@{hosts}/{database}"

    def create(self, database: str, *options: str) -> None:
        command = [PROGRAMS / "createdb", *self._where(), *options, database]
        subprocess.run(command, check=True, cwd=self.folder)

    def ask(self, database: str, question: str) -> str:
        command = [PROGRAMS / "psql", *self._where(), "-qAtc", question, database]
        output = subprocess.run(
            command, check=True, cwd=self.folder, capture_output=True, text=True
        )
        return output.stdout.strip()

    def _where(self) -> list[str]:
        return ["-h", "127.0.0.1", "-p", str(self.port), "-U", "baozang"]

    def start(self) -> None:
        end = time.monotonic() + SECONDS
        while not self._starts(end):
            # a killed server's remains may still hold its memory
            if time.monotonic() > end:
                raise RuntimeError((self.folder / "log").read_text(errors="replace"))
            time.sleep(0.2)

    def _starts(self, end: float) -> bool:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(PROGRAMS / "postgres", "-D", self.data, "-k", self.folder),
                    *("-h", "127.0.0.1", "-p", str(self.port)),
                ],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **_unprivileged(),
            )
        ready = [PROGRAMS / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while time.monotonic() < end and self.process.poll() is None:
            if subprocess.run(ready, check=False).returncode == 0:
                return True
            time.sleep(0.05)
        self.kill()
        return False

    def kill(self) -> None:
        """Kill the server without warning, like a failing machine."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None
            # the other processes of it end by themselves, soon after
            end = time.monotonic() + SECONDS
            while _listens(self.port) and time.monotonic() < end:
                time.sleep(0.02)

    def _make_folder(self) -> None:
        self.folder.mkdir(parents=True)
        if _unprivileged():
            shutil.chown(self.folder, "nobody", "nogroup")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [PROGRAMS / program, *arguments, "-D", self.data],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            **_unprivileged(),
        )


def _unprivileged() -> dict:
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}


def _listens(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0
