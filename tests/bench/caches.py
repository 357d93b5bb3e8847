"""Measure the gain of each cache between reader and database: requests with and without it.

    python tests/bench/caches.py [--rounds 40] [--out FILE] [CACHE …]

Asks the edition that the settings name (ARCHIVE_VAR, ARCHIVE_EDITION), in this process, by turns
with the cache and with it turned off. Milliseconds are what the process computed for a request:
other programs on the machine change that little.
"""

import argparse
import importlib
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote
from wsgiref.util import setup_testing_defaults

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = 20
REVALIDATED = "article, revalidated"

# name → (module, attribute, replacement, whether the page cache is on)
Switch = tuple[str, str, Callable[..., Any], bool]
CACHES: dict[str, Switch] = {
    "page cache": ("archive.http.page_cache", "cache_key", lambda environ: None, True),
    "cached_per_edition": ("archive.editions.current", "published_edition", lambda: None, False),
    "PreparedQuery": (
        "archive.models.prepared_queries",
        "PreparedQuery.__call__",
        lambda self, *values: list(self._build(*values)),
        False,
    ),
    "precounts": (
        "archive.search.engines.tantivy.count",
        "single_term",
        lambda query: None,
        False,
    ),
    "totals": ("archive.editions.totals", "_stored", lambda: None, False),
}


@contextmanager
def switch_off(switch: Switch) -> Iterator[None]:
    module, path, replacement, _ = switch
    owner = importlib.import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    original = getattr(owner, name)
    setattr(owner, name, replacement)
    try:
        yield
    finally:
        setattr(owner, name, original)


def ask(application: Callable[..., Any], address: str, headers: dict[str, str]) -> dict[str, str]:
    """Return the headers of a response after reading all of it."""
    path, _, query = address.partition("?")
    environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "localhost"}
    environ |= {"HTTP_ACCEPT": "text/html", "HTTP_ACCEPT_ENCODING": "gzip, br"} | headers
    setup_testing_defaults(environ)
    result: list[Any] = []
    parts = application(environ, lambda status, headers: result.extend((status, headers)))
    for _ in parts:
        pass
    if close := getattr(parts, "close", None):
        close()
    if result[0][:3] not in ("200", "304"):
        raise SystemExit(f"{address}: {result[0]}")
    return dict(result[1])


def addresses() -> dict[str, list[str]]:
    from archive.models import Article, Issue

    idents = list(Article.objects.as_entered().values_list("ident", flat=True)[:2000])
    words = ("工会", "职工", "劳动", "企业", "中国")
    issues = [issue.get_absolute_url() for issue in Issue.objects.all()[:EXAMPLES]]
    return {
        "article": [f"/articles/{i}/" for i in random.Random(1).sample(idents, EXAMPLES)],
        "list": ["/articles/"],
        "search": [f"/articles/?q={quote(word)}" for word in words],
        "front page": ["/"],
        "issue": issues,
        "topics": ["/topics/"],
    }


def cost(application: Callable[..., Any], address: str, revalidate: bool) -> float:
    """Return the CPU time of one request in milliseconds."""
    from django.conf import settings

    from archive.editions.current import served
    from archive.search import _engine

    headers = {"HTTP_IF_NONE_MATCH": ask(application, address, {})["ETag"]} if revalidate else {}
    # else the engine remembers the counts of the last queries
    served().cached(_engine, settings.SEARCH_ENGINE).forget()
    begun = time.process_time()
    ask(application, address, headers)
    return 1000 * (time.process_time() - begun)


def measure(
    application: Callable[..., Any], name: str, rounds: int
) -> Iterator[tuple[str, float, float]]:
    """(kind of page, ms with, ms without)."""
    from django.conf import settings

    switch = CACHES[name]
    settings.PAGE_CACHE = 32_000_000 if switch[3] else 0
    paths_by_kind = addresses()
    if switch[3]:
        paths_by_kind |= {REVALIDATED: paths_by_kind["article"]}
    for kind, paths in paths_by_kind.items():
        is_revalidation = kind == REVALIDATED
        for path in paths:
            cost(application, path, is_revalidation)
        with_it: list[float] = []
        without: list[float] = []
        for _ in range(max(2, rounds // len(paths))):
            with_it += [cost(application, path, is_revalidation) for path in paths]
            with switch_off(switch):
                without += [cost(application, path, is_revalidation) for path in paths]
        yield kind, statistics.median(with_it), statistics.median(without)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("caches", nargs="*", metavar="CACHE", help=", ".join(CACHES))
    parser.add_argument("--rounds", type=int, default=40, help="requests of each kind, at least")
    parser.add_argument("--out", type=Path, help="where to write the figures, as JSON")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    from archive.wsgi import application

    rows = []
    print("| without | page | ms with | ms without | more |\n|---|---|--:|--:|--:|")
    for name in options.caches or CACHES:
        for kind, with_it, without in measure(application, name, options.rounds):
            gain = without / with_it - 1
            print(f"| {name} | {kind} | {with_it:.2f} | {without:.2f} | {gain:+.0%} |", flush=True)
            rows.append({"cache": name, "page": kind, "with": with_it, "without": without})
    if options.out:
        options.out.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
