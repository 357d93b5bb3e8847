"""Time lists without words, answered by the search engine and by the database of an edition.

    python tests/bench/lists.py VAR [--rounds 40]

VAR is a folder with `current` in it, as `publish` and ingest.py leave it. Both give the total and
the first twenty idents, in turn; without facets, which the engine alone can count.
"""

import argparse
import random
import sys
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# sets Django up as well
from measuring import percentile

PAGE = 20
# a page far behind
OFFSET = 49 * PAGE
# kind of list → its address; {name} is a value of that facet, drawn anew each time
KINDS = {
    "no condition": "",
    "no condition, page 50": "",
    "no condition, oldest first": "sort=oldest",
    "newspaper": "newspaper={newspaper}",
    "province": "province={province}",
    "city": "city={city}",
    "topic": "topic={topic}",
    "genre": "genre={genre}",
    "author": "person={person}",
    "year": "year={year}",
    "a span of three months": "from={year}-04&to={year}-06",
    "topic and province": "topic={topic}&province={province}",
    "topic, province and year": "topic={topic}&province={province}&year={year}",
    "province, oldest first": "province={province}&sort=oldest",
    "province, page 50": "province={province}",
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("var", type=Path)
    options.add_argument("--rounds", type=int, default=40)
    arguments = options.parse_args()
    from django.db import connection

    from archive import search
    from archive.editions import current

    with current.opened((arguments.var / "current").resolve()), connection.cursor():
        values = {
            name: list(search.search(search.Query(limit=0, facets=(name,))).facets[name])
            for name in search.FACETS
        }
        print(f"{search.search(search.Query(limit=0)).total:,} articles; ms, p50/p95")
        print("| list | articles | engine: clock | computed | database: clock | computed |")
        print("|---|--:|--:|--:|--:|--:|")
        for kind, address in KINDS.items():
            print(measure(kind, address, values, arguments.rounds), flush=True)


def measure(kind: str, address: str, values: dict[str, list[str]], rounds: int) -> str:
    """Return a row of the table."""
    from django.http import QueryDict

    from archive import search
    from archive.filters.articles import ArticleFilter

    chance = random.Random(7)
    offset = OFFSET if "page 50" in kind else 0
    times: dict[str, list[tuple[float, float]]] = {"engine": [], "database": []}
    totals = []
    for _ in range(rounds + 3):
        parameters = {name: chance.choice(choices) for name, choices in values.items()}
        selection = ArticleFilter(QueryDict(address.format(**parameters)))
        assert selection.is_valid(), selection.errors
        query = selection.search_query(offset=offset, limit=PAGE)
        wall, cpu = perf_counter(), process_time()
        results = search.search(query)
        times["engine"].append((perf_counter() - wall, process_time() - cpu))
        wall, cpu = perf_counter(), process_time()
        idents, total = selection.qs.slice_of_idents(offset, offset + PAGE), selection.qs.count()
        times["database"].append((perf_counter() - wall, process_time() - cpu))
        assert ([hit.ident for hit in results.hits], results.total) == (idents, total), (
            selection.data
        )
        totals.append(total)
    cells = [
        f"{percentile(0.5, choices) * 1000:,.1f}/{percentile(0.95, choices) * 1000:,.1f}"
        for by in times.values()
        # the first ones warm up
        for choices in zip(*by[3:], strict=True)
    ]
    return f"| {kind} | {sorted(totals)[len(totals) // 2]:,} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
