"""Start a cluster of searchds with the tables of docs/search-cluster.md: two shards, a frontend."""

import re
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from archive.search.engines.sphinxql.engine import SphinxQLEngine

PAGE = Path(__file__).parents[2] / "docs" / "search-cluster.md"
# so many folders can have an index at a time
TABLES = [f"articles_{n}" for n in ["a", "b", "c", *range(40)]]
SECONDS = 20


def blocks(language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for sock in sockets:
            sock.bind(("127.0.0.1", 0))
        return [sock.getsockname()[1] for sock in sockets]


class Searchd:
    """One searchd with a folder and ports of its own."""

    def __init__(self, folder: Path, config: str, ports: tuple[int, int]):
        folder.mkdir(parents=True)
        self.folder = folder
        self.api, self.sql = ports
        config = re.sub(r"/var/(lib|run|log)/sphinxsearch(/data)?", str(folder), config)
        config = re.sub(r"= \S+:9312$", f"= 127.0.0.1:{self.api}", config, flags=re.MULTILINE)
        config = re.sub(
            r"= \S+:9306:mysql41$", f"= 127.0.0.1:{self.sql}:mysql41", config, flags=re.MULTILINE
        )
        self.config = folder / "sphinx.conf"
        self.config.write_text(config, encoding="utf-8")
        self.process: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.sql}"

    def start(self) -> None:
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(
                ["searchd", "--nodetach", "--config", str(self.config)],
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.sql)) == 0:
                    return
            time.sleep(0.02)
        self.kill()
        raise RuntimeError((self.folder / "output").read_text(errors="replace"))

    def kill(self) -> None:
        """Kill the server without warning, like a failing machine."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


class Cluster:
    """`with Cluster(folder) as cluster: cluster.engine(folder).search(…)`; skip without searchd."""

    def __init__(self, folder: Path, mirrors: int = 1):
        if not shutil.which("searchd"):
            pytest.skip("sphinx: no searchd (apt install sphinxsearch)")
        shard_config, frontend_config = blocks("ini")
        ports = iter(_free_ports(2 * (2 * mirrors + 1)))
        self.shards = [
            [
                Searchd(
                    folder / f"shard{n}{m}", _more_tables(shard_config), (next(ports), next(ports))
                )
                for m in range(mirrors)
            ]
            for n in range(2)
        ]
        agents = [
            "|".join(f"127.0.0.1:{mirror.api}" for mirror in mirrors_) for mirrors_ in self.shards
        ]
        for number, agent in enumerate(agents, 1):
            frontend_config = frontend_config.replace(f"10.0.0.{number}:9312:", f"{agent}:")
        self.frontend = Searchd(
            folder / "frontend", _more_tables(frontend_config), (next(ports), next(ports))
        )
        self.config = {
            "frontends": [self.frontend.address],
            "shards": [[mirror.address for mirror in shard] for shard in self.shards],
            "tables": TABLES,
        }
        self._engines: list[SphinxQLEngine] = []

    def __enter__(self):
        try:
            for searchd in self._all():
                searchd.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for engine in self._engines:
            engine.close()
        for searchd in self._all():
            searchd.kill()

    def engine(self, folder: Path, **changes) -> SphinxQLEngine:
        engine = SphinxQLEngine(folder, {**self.config, **changes})
        self._engines.append(engine)
        return engine

    def kill_shard(self, number: int, mirror: int = 0) -> None:
        self.shards[number][mirror].kill()

    def start_shard(self, number: int, mirror: int = 0) -> None:
        self.shards[number][mirror].start()

    def _all(self):
        return [*(mirror for shard in self.shards for mirror in shard), self.frontend]


def _more_tables(config: str) -> str:
    """Add tables like the second of the three on the page."""
    second = re.search(r"^index articles_b\b.*?^}\n", config, re.MULTILINE | re.DOTALL).group()
    tables = [second.replace("articles_b", table) for table in TABLES[3:]]
    return "\n".join([config, *tables])
