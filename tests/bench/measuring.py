"""Run the same queries on several engines, warm and cold, and verify their results."""

import os
import random
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from processes import LIKE, OURS, Worker, log
from queries import Kind
from rivals import Store

from archive.search.contract import FACETS, Query, most_values

# each query as the whole page asks it, and without facets
PAGE, HITS = "page", "hits"
ROUNDS = 3
# a LIKE scan slower than this is not asked again
TIMEOUT = 5.0
COLD_STARTS = 5


@dataclass
class Series:
    """The answers of one engine to one kind of query."""

    milliseconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    skipped: str = ""

    @property
    def spent(self) -> float:
        return sum(self.milliseconds) / 1000

    def summary(self) -> dict:
        return {
            "asked": len(self.milliseconds),
            "p50": percentile(0.5, self.milliseconds),
            "p95": percentile(0.95, self.milliseconds),
            "cpu_p50": percentile(0.5, self.cpu),
            "cpu_p95": percentile(0.95, self.cpu),
            "max": max(self.milliseconds, default=None),
            "median_total": statistics.median(self.totals) if self.totals else None,
            "skipped": self.skipped,
            "milliseconds": [round(ms, 3) for ms in self.milliseconds],
            "cpu": [round(ms, 3) for ms in self.cpu],
        }


def percentile(share: float, times: list[float]) -> float | None:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


class Measurement:
    """Sends every query to every worker, kinds in random order, until the time is used up."""

    def __init__(self, workers: list[Worker], kinds: list[Kind], budget: float, seed: int):
        self.workers, self.kinds, self.budget = workers, kinds, budget
        self.rng = random.Random(seed)
        self.series = {
            (kind.name, form, worker.name): Series()
            for kind in kinds
            for form in (PAGE, HITS)
            for worker in workers
        }
        # (kind, query's number) → engine → total
        self.totals: dict[tuple[str, int], dict[str, int]] = {}

    def run(self) -> None:
        self._warm()
        most = ROUNDS * max(len(kind.measured) for kind in self.kinds)
        last_report = time.perf_counter()
        for turn in range(most):
            tasks = [
                (kind, form, worker)
                for kind in self.kinds
                if turn < ROUNDS * len(kind.measured) or len(kind.measured) == 1
                for form in (PAGE, HITS)
                for worker in self.workers
                if self._goes_on(kind, form, worker)
            ]
            self.rng.shuffle(tasks)
            for kind, form, worker in tasks:
                self._ask(kind, form, worker, turn % len(kind.measured))
            if not tasks:
                return
            if time.perf_counter() - last_report > 5:
                last_report = time.perf_counter()
                log(f"asking: turn {turn + 1} of {most}, {len(tasks)} queries a turn")

    def _goes_on(self, kind: Kind, form: str, worker: Worker) -> bool:
        series = self.series[kind.name, form, worker.name]
        return not series.skipped and series.spent < self.budget

    def _warm(self) -> None:
        log("warming up")
        for kind in self.kinds:
            for form in (PAGE, HITS):
                for worker in self.workers:
                    spent = 0.0
                    for query in kind.warm_up:
                        times, _ = worker.ask(with_form(query, form))
                        spent += times.clock
                        if worker.name == LIKE and times.clock > TIMEOUT:
                            series = self.series[kind.name, form, worker.name]
                            series.skipped = f"{times.clock:.1f} s a query"
                        if spent > self.budget / 4:
                            break

    def _ask(self, kind: Kind, form: str, worker: Worker, number: int) -> None:
        series = self.series[kind.name, form, worker.name]
        times, results = worker.ask(with_form(kind.measured[number], form))
        series.milliseconds.append(times.clock * 1000)
        series.cpu.append(times.cpu * 1000)
        series.totals.append(results.total)
        self.totals.setdefault((kind.name, number), {})[worker.name] = results.total
        if worker.name == LIKE and times.clock > TIMEOUT:
            series.skipped = f"{times.clock:.1f} s a query"

    def recall(self, kind: Kind, engine: str, reference: str) -> float | None:
        """Return the share of the hits of `reference` that `engine` finds, over common queries."""
        compared = [
            totals
            for (name, _), totals in self.totals.items()
            if name == kind.name and engine in totals and reference in totals
        ]
        reference_total = sum(totals[reference] for totals in compared)
        return (
            sum(totals[engine] for totals in compared) / reference_total
            if reference_total
            else None
        )

    def count_differing(self, engine: str, reference: str) -> tuple[int, int]:
        """Return (queries with different totals, queries that both answered)."""
        compared = [t for t in self.totals.values() if engine in t and reference in t]
        return sum(t[engine] != t[reference] for t in compared), len(compared)


def with_form(query: Query, form: str) -> Query:
    return replace(query, limit=20, facets=FACETS if form == PAGE else ())


def cold_starts(name: str, dotted: str, folder: Path, kinds: list[Kind], evict: bool) -> dict:
    """Time the first query of fresh processes, with the index in the page cache or evicted."""
    first, ready = [], []
    queries = [query for kind in kinds for query in kind.measured if kind.name == "common"]
    for query in queries[:COLD_STARTS]:
        if evict:
            _evict(folder / OURS if name == OURS else folder)
        worker = Worker(name, dotted, folder)
        times, _ = worker.ask(with_form(query, PAGE))
        first.append(times.clock * 1000)
        ready.append(worker.ready * 1000)
        worker.close()
    return {
        "first": statistics.median(first),
        "worst": max(first),
        "ready": statistics.median(ready),
    }


def _evict(folder: Path) -> None:
    """Ask the system to evict the files' pages; it does for those that no process has mapped."""
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)


def check(dotted: str, folder: Path, kinds: list[Kind], per_kind: int = 6) -> dict:
    """Compare totals, facets and orders by date with the plain scan of the tests."""
    from tests.search.scan import ScanEngine

    scan = ScanEngine(folder)
    scan.rebuild(Store(folder))
    worker = Worker(OURS, dotted, folder)
    failures, compared = [], 0
    for kind in kinds:
        for number, query in enumerate(kind.measured[:per_kind]):
            # a scan counts each facet by another scan
            page_query = with_form(query, PAGE if number < 2 else HITS)
            _, results = worker.ask(page_query)
            truth = scan.search(page_query)
            compared += 1
            is_same = results.total == truth.total and all(
                _same_counts(name, page_query, results.facets[name], truth.facets[name])
                for name in page_query.facets
            )
            if not page_query.ranks:
                is_same = is_same and [h.ident for h in results.hits] == [
                    h.ident for h in truth.hits
                ]
            if not is_same:
                failures.append(
                    {"query": str(page_query), "total": results.total, "truth": truth.total}
                )
    worker.close()
    return {"compared": compared, "wrong": failures}


def _same_counts(
    name: str, query: Query, our_counts: Mapping[str, int], truth: Mapping[str, int]
) -> bool:
    """Return whether the most frequent values agree; among equal ones, any may be left out."""
    most, selected_values = most_values(name), query.filters.get(name, ())

    def most_frequent(counts: Mapping[str, int]) -> list[int]:
        return sorted(counts.values(), reverse=True)[:most]

    return (
        most_frequent(our_counts) == most_frequent(truth)
        and all(truth.get(value) == count for value, count in our_counts.items())
        and all(value in our_counts for value in selected_values if value in truth)
    )
