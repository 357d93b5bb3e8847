"""Measure an index to which an issue is added each day: its updates, and searches afterwards.

python tests/bench/daily_index.py --days 1000

The archive grows from ARTICLES by EACH a day. Searches are for two characters of a text, with all
facets; the same are asked of an index of the same articles that was built whole.
"""

import argparse
import json
import random
import shutil
import sys
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

# sets Django up as well
from generate import SEED, documents
from measuring import percentile

from archive.search.contract import FACETS, Clause, Document, Query, Term
from archive.search.engines.tantivy import TantivyEngine
from archive.search.engines.tantivy.build import META

QUERIES, ROUNDS = 150, 3


def update_daily(folder: Path, documents: list[Document], days: int, per_day: int) -> list[float]:
    """Leave the last index in `folder`; return the CPU seconds of each update."""
    before, seconds = folder / "before", []
    TantivyEngine(before).rebuild(documents[days * per_day :])
    for day in range(1, days + 1):
        start = (days - day) * per_day
        begun = process_time()
        TantivyEngine(folder / "next").update(before, [], documents[start : start + per_day])
        seconds.append(process_time() - begun)
        shutil.rmtree(before)
        (folder / "next").rename(before)
    return seconds


def two_characters(texts: list[str]) -> list[Query]:
    """Return searches for two characters of these texts, with all facets."""
    chance, queries = random.Random(SEED), []
    while len(queries) < QUERIES:
        text = chance.choice(texts)
        start = chance.randrange(len(text) - 1)
        if (pair := text[start : start + 2]).isalnum():
            queries.append(Query((Clause((Term(pair),)),), facets=FACETS))
    return queries


def search_times(engine: TantivyEngine, queries: list[Query]) -> tuple[list[float], list[int]]:
    """Return the milliseconds of each search, and the totals."""
    times, totals = [], []
    for round_ in range(ROUNDS + 1):
        for query in queries:
            engine.forget()
            begun = perf_counter()
            totals.append(engine.search(query).total)
            if round_:
                times.append(1000 * (perf_counter() - begun))
    return times, totals


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=1000)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--each", type=int, default=10)
    options = parser.parse_args()
    all_documents = list(islice(documents(options.articles + options.days * options.each), None))
    with TemporaryDirectory(prefix="daily-index-") as name:
        folder = Path(name)
        seconds = update_daily(folder, all_documents, options.days, options.each)
        last = TantivyEngine(folder / "before")
        segments = len(json.loads((last.path / META).read_text(encoding="utf-8"))["segments"])
        # the median of ten days
        tenth, end = (
            sorted(middle_times)[len(middle_times) // 2]
            for middle_times in (seconds[5:15], seconds[-10:])
        )
        print(f"{options.days:,} days of {options.each}: {segments} segments; CPU s of an update:")
        print(f"  the 10th {tenth:.3f}, the last {end:.3f}, ÷ {end / tenth:.2f}")
        full_index = TantivyEngine(folder / "whole")
        full_index.rebuild(all_documents)
        queries = two_characters([document.text for document in all_documents])
        (steps, totals), (step_searches, full_totals) = (
            search_times(last, queries),
            search_times(full_index, queries),
        )
        if totals != full_totals:
            sys.exit("the two do not find the same")
        print("searches, ms p50/p95:")
        for label, times in (("by steps", steps), ("built whole", step_searches)):
            print(f"  {label} {percentile(0.5, times):.2f}/{percentile(0.95, times):.2f}")


if __name__ == "__main__":
    main()
