"""Fresh processes that generate, build or answer, with their memory and time."""

import contextlib
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from generate import Maker, document
from rivals import Fts5Engine, LikeEngine, Store

from archive.search.contract import Engine, Query, Results

OURS, FTS5, LIKE = "ours", "fts5", "like"
# a new process, as a server's is; a fork would bring along what its parent has
_spawn = multiprocessing.get_context("spawn")


def log(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


class Progress:
    """Pass items on, report how many and how fast, and measure how long they took to arrive."""

    def __init__(self, items: Iterable, expected: int, doing: str):
        self.items, self.expected, self.doing = items, expected, doing
        self.waited = 0.0

    def __iter__(self) -> Iterator:
        started = last_report = time.perf_counter()
        iterator = iter(self.items)
        for n in range(self.expected + 1):
            before = time.perf_counter()
            try:
                item = next(iterator)
            except StopIteration:
                return
            now = time.perf_counter()
            self.waited += now - before
            if now - last_report > 5:
                last_report = now
                remaining = (self.expected - n) * (now - started) / max(n, 1)
                log(f"{self.doing}: {n:,} of {self.expected:,}, "
                     f"{n / (now - started):,.0f}/s, {remaining:,.0f} s left")  # fmt: skip
            yield item


def _set_up() -> None:
    import django

    django.setup()


def _engine(name: str, dotted: str, folder: Path) -> Engine:
    if name != OURS:
        return {FTS5: Fts5Engine, LIKE: LikeEngine}[name](folder)
    from django.utils.module_loading import import_string

    return import_string(dotted)(folder / OURS)


def generate(connection, folder: Path, articles: int, seed: int) -> None:
    maker = Maker(articles, seed)
    phrases = maker.vocabulary.parts.keys()

    def rows():
        for article in maker:
            units = set(article.units)
            yield (
                document(article, articles),
                maker.vocabulary.words(units),
                phrases & units,
                article.headline,
            )

    started = time.perf_counter()
    size = Store(folder).fill(Progress(rows(), articles, "generating"), maker.catalogue.names)
    connection.send({"seconds": time.perf_counter() - started, "text": size})


def build(connection, folder: Path, articles: int, name: str, dotted: str) -> None:
    _set_up()
    engine = _engine(name, dotted, folder)
    engine.folder.mkdir(exist_ok=True)
    progress = Progress(Store(folder), articles, f"building {name}")
    started = time.perf_counter()
    count = engine.rebuild(progress)
    seconds = time.perf_counter() - started
    engine.close()
    assert count == articles, f"{name} holds {count} of {articles}"
    # its own, and of the processes it started
    cpu = sum(os.times()[:4])
    connection.send({"seconds": seconds, "cpu": cpu, "waited": progress.waited})


def _serve(connection, name: str, dotted: str, folder: Path) -> None:
    """Send the time until ready, then answer queries until None arrives."""
    started = time.perf_counter()
    _set_up()
    from archive.text.segment import warm

    warm()
    before = memory(os.getpid())
    engine = _engine(name, dotted, folder)
    if name == OURS and not any(engine.folder.iterdir()):
        # an engine for tests that keeps nothing on disk
        engine.rebuild(Store(folder))
    connection.send((time.perf_counter() - started, before))
    while (query := connection.recv()) is not None:
        results, failure = None, ""
        try:
            # each query is answered as if it were the first: nothing is remembered for it
            engine.forget()
            begun, cpu = time.perf_counter(), time.process_time()
            results = engine.search(query)
        except Exception as error:  # noqa: BLE001 (told to the parent, which stops)
            failure = f"{type(error).__name__}: {error}"
        times = Times(time.perf_counter() - begun, time.process_time() - cpu)
        connection.send((times, results, failure))
    connection.send(memory(os.getpid()))
    engine.close()


class Times(NamedTuple):
    """Seconds: of the clock, and of all cores of the process."""

    clock: float
    cpu: float


class Worker:
    """A fresh process that only searches."""

    def __init__(self, name: str, dotted: str, folder: Path):
        self.name = name
        self.connection, other_end = _spawn.Pipe()
        self.process = _spawn.Process(target=_serve, args=(other_end, name, dotted, folder))
        self.process.start()
        other_end.close()
        self.ready, self.before = self.connection.recv()

    def ask(self, query: Query) -> tuple[Times, Results]:
        self.connection.send(query)
        times, results, failure = self.connection.recv()
        if failure:
            raise RuntimeError(f"{self.name} cannot answer {query}: {failure}")
        return times, results

    def close(self) -> dict[str, int]:
        self.connection.send(None)
        memory = self.connection.recv()
        self.process.join()
        return memory


def run(target, *arguments) -> dict:
    """Return what `target` sends, with the peak memory of its process and children."""
    connection, other_end = _spawn.Pipe()
    process = _spawn.Process(target=target, args=(other_end, *arguments))
    process.start()
    other_end.close()
    peak = {"own": 0, "mapped": 0}
    finished = threading.Event()

    def watch() -> None:
        while not finished.wait(0.5):
            members = [memory(member) for member in _family(process.pid)]
            for kind, most in peak.items():
                peak[kind] = max(most, sum(member[kind] for member in members))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        answer = connection.recv()
    except EOFError:
        process.join()
        raise SystemExit(f"{target.__name__} failed, see above") from None
    except BaseException:
        process.terminate()
        raise
    finally:
        finished.set()
        watching.join()
    process.join()
    return {**answer, "peak": peak}


def memory(process: int) -> dict[str, int]:
    """Return the bytes of private memory and of mapped files (reclaimable page cache)."""
    sizes = {"own": 0, "mapped": 0}
    names = {"RssAnon:": "own", "RssFile:": "mapped", "RssShmem:": "mapped"}
    # a process that has ended has none
    with contextlib.suppress(OSError), open(f"/proc/{process}/status") as lines:
        for line in lines:
            name, *values = line.split()
            if name in names:
                sizes[names[name]] += int(values[0]) * 1024
    return sizes


def _family(process: int) -> list[int]:
    """Return the process and its living descendants."""
    pids = [process]
    for member in pids:
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{member}/task"):
                children = Path(f"/proc/{member}/task/{task}/children").read_text()
                pids += map(int, children.split())
    return pids
