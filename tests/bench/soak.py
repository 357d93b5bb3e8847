"""Request every kind of page for half an hour, while editions are swapped every minute.

    python tests/bench/soak.py VAR [--minutes 30] [--per-second 40] [--swap 60] [--rest 5]

VAR has at least two editions, as `publish` (and `publish --force` after it) leave them; they are
swapped in by turns. With --rest, so many minutes with swaps and without follow each other.
Ends with 1 if a request failed.
"""

import argparse
import http.client
import os
import queue
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from growth import Site, run_benchmark
from measuring import percentile
from serve import ROOT

# connections that are kept open and asked in turn
READERS = 16
# seconds between two looks at the workers
LOOK = 10


class Readers:
    """Sends requests when due; records failures in full, and times by minute."""

    def __init__(self, netloc: str, pages: dict[str, list[str]], seed: int):
        self.netloc, self.pages = netloc, pages
        self.rng = random.Random(seed)
        self.due: queue.Queue = queue.Queue()
        self.times: list[list[float]] = []
        self.failures: list[str] = []
        self.statuses: Counter = Counter()
        for _ in range(READERS):
            threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        connection = None
        # what this reader has seen: (path → ETag), asked again with it now and then
        etags: dict[str, str] = {}
        while (job := self.due.get()) is not None:
            minute, path = job
            headers = {"If-None-Match": etags[path]} if path in etags else {}
            begun = time.perf_counter()
            try:
                connection = connection or http.client.HTTPConnection(self.netloc, timeout=60)
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(f"{path}: {error!r}")
                connection = None
                continue
            self.times[minute].append(1000 * (time.perf_counter() - begun))
            self.statuses[answer.status] += 1
            if answer.status not in (200, 304) or (answer.status == 200 and not body):
                self.failures.append(f"{path}: {answer.status}")
            if etag := answer.headers.get("ETag"):
                etags[path] = etag

    def run(self, seconds: float, per_second: int) -> None:
        begun, kinds = time.perf_counter(), list(self.pages)
        for number in range(int(seconds * per_second)):
            at_ = begun + number / per_second
            time.sleep(max(0.0, at_ - time.perf_counter()))
            minute = int((at_ - begun) // 60)
            while len(self.times) <= minute:
                self.times.append([])
            self.due.put((minute, self.rng.choice(self.pages[self.rng.choice(kinds)])))
        while self.due.qsize():
            time.sleep(0.1)
        for _ in range(READERS):
            self.due.put(None)
        time.sleep(2)


def run(options: argparse.Namespace, folder: Path) -> dict:
    var = options.var.resolve()
    manifests = sorted(var.glob("editions/*/edition.json"))
    editions = [manifest.parent.name for manifest in manifests]
    if len(editions) < 2:
        raise SystemExit(f"{var}/editions has {len(editions)}, two are needed")
    # its addresses are requested, which later ones have as well
    _serve(var, editions[0])
    site = Site(var, folder, options.seed, len(os.sched_getaffinity(0)))
    readers = Readers(urlsplit(site.server.url).netloc, site.pages, options.seed)
    memory, swaps, over = [], [], threading.Event()
    begun = time.perf_counter()

    def look() -> None:
        while True:
            memory.append({"at": round(time.perf_counter() - begun), **site.server.memory()})
            if over.wait(LOOK):
                return

    def swap() -> None:
        number = 0
        while not over.wait(options.swap):
            if not _has_swaps(int((time.perf_counter() - begun) // 60), options.rest):
                continue
            number += 1
            name = editions[number % len(editions)]
            process = _serve(var, name)
            swaps.append({"to": name, "ended": process.returncode, "said": process.stderr[-200:]})

    threads = [threading.Thread(target=function) for function in (look, swap)]
    for thread in threads:
        thread.start()
    try:
        readers.run(60 * options.minutes, options.per_second)
    finally:
        over.set()
        for thread in threads:
            thread.join()
        workers = len(site.server.workers())
        site.server.close()
    logged = (folder / "granian.log").read_text(encoding="utf-8").splitlines()
    return {
        "articles": site.articles,
        "editions": editions,
        "swaps": len(swaps),
        "swaps_failed": [swap_record for swap_record in swaps if swap_record["ended"]],
        "asked": sum(map(len, readers.times)) + len(readers.failures),
        "failed": len(readers.failures),
        "failures": readers.failures[:50],
        # why, as the log has it; the folder goes
        "errors": [line for line in logged if '"level": "ERROR"' in line][:50],
        "statuses": dict(readers.statuses),
        "minutes": [
            {"p50": percentile(0.5, minute), "p99": percentile(0.99, minute)}
            for minute in readers.times
            if minute
        ],
        "with_swaps": _times(readers, options.rest, with_swaps=True),
        "without_swaps": _times(readers, options.rest, with_swaps=False),
        "memory": memory,
        "workers": workers,
    }


def _serve(var: Path, edition: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "editions", "rollback", edition],
        cwd=ROOT,
        env=os.environ | {"ARCHIVE_VAR": str(var)},
        capture_output=True,
        text=True,
        check=False,
    )


def _has_swaps(minute: int, rest: int) -> bool:
    return not rest or minute // rest % 2 == 0


def _times(readers: Readers, rest: int, with_swaps: bool) -> dict[str, float]:
    """p50 and p99 of the minutes with swaps or without, but for the first; {} if there are none."""
    minutes = list(enumerate(readers.times))[1:]
    times = [n for minute, of in minutes if _has_swaps(minute, rest) == with_swaps for n in of]
    return {"p50": percentile(0.5, times), "p99": percentile(0.99, times)} if times else {}


def table(figures: dict) -> str:
    first, last = (figures["memory"][n] for n in (len(figures["memory"]) // 3, -1))
    slowest = max(figures["minutes"], key=lambda minute: minute["p99"])
    first_minute, final_minute = figures["minutes"][0], figures["minutes"][-1]
    lines = [
        f"{figures['articles']:,} articles; {figures['asked']:,} asked, {figures['failed']} failed",
        f"{figures['swaps']} swaps, {len(figures['swaps_failed'])} failed",
        f"statuses {figures['statuses']}",
    ]
    for name, minute in {"first": first_minute, "last": final_minute, "slowest": slowest}.items():
        lines.append(f"p50/p99 of the {name} minute: {minute['p50']:.0f}/{minute['p99']:.0f} ms")
    for name in ("with_swaps", "without_swaps"):
        if times := figures[name]:
            label = name.replace("_", " ")
            lines.append(f"p50/p99 {label}: {times['p50']:.1f}/{times['p99']:.0f} ms")
    for minute in (first, last):
        lines.append(f"the largest worker after {minute['at']} s: {minute['Rss']} MB")
    return "\n".join([*lines, *figures["failures"]])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("var", type=Path, metavar="VAR")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--per-second", type=int, default=40)
    parser.add_argument("--swap", type=float, default=60, help="seconds between two swaps")
    parser.add_argument("--rest", type=int, default=0, help="minutes without swaps, by turns")
    result = run_benchmark(parser, run, table)
    return 1 if result["failed"] or result["swaps_failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
