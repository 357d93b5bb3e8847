"""Measure networks and counts of names among generated articles.

python tests/bench/names.py --articles 100000
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from unittest import mock

from django.core.management import call_command
from django.db import connection, transaction
from generate import SEED

from archive import search
from archive.editions import names
from archive.editions.database import edition_database
from archive.insight.name_cooccurrence import cooccurring_names
from archive.models import Article, Issue, Mention, Newspaper, Page
from archive.search.documents import documents
from archive.search.engines.tantivy.engine import TantivyEngine

FIRST_DAY = date(1950, 1, 1)
PER_PAGE, PER_DAY, NAMES, CHUNK = 6, 48, 40_000, 6000
# name → of how many in a thousand articles
OFTEN = {"甲常在": 6, "乙常在": 63, "丙常在": 650}


def fill(articles: int) -> None:
    rng = random.Random(SEED)
    weights = list(accumulate(1 / (n + 5) for n in range(NAMES)))
    paper = Newspaper.objects.create(slug="bao", name="某某报")
    for first in range(0, articles, CHUNK):
        numbers = range(first, min(first + CHUNK, articles))
        issues = [_issue(n, paper) for n in numbers if n % PER_PAGE == 0]
        Issue.objects.bulk_create(issues)
        Page.objects.bulk_create(
            Page(pk=i.pk, issue=i, key="1", sequence=1, sha256=f"{i.pk:064x}", length=1)
            for i in issues
        )
        Article.objects.bulk_create(map(_article, numbers))
        names_by_article = {
            n: set(rng.choices(range(NAMES), cum_weights=weights, k=5)) for n in numbers
        }
        often = {
            n: [x for x, share in OFTEN.items() if rng.random() < share / 1000]
            for n in names_by_article
        }
        Mention.objects.bulk_create(
            Mention(article_id=n + 1, kind=Mention.Kind.PERSON, name=name, count=1)
            for n, name_numbers in names_by_article.items()
            for name in [f"名{name_number}" for name_number in name_numbers] + often[n]
        )


def _day(n: int) -> date:
    return FIRST_DAY + timedelta(days=n // PER_DAY)


def _issue(n: int, paper: Newspaper) -> Issue:
    day, pk = _day(n), n // PER_PAGE + 1
    return Issue(
        pk=pk, newspaper=paper, key=f"n{pk}", date=day.isoformat(), date_basis="stated",
        attribution="stated", earliest=day, latest=day,
    )  # fmt: skip


def _article(n: int) -> Article:
    return Article(
        pk=n + 1, ident=f"{n:07d}", page_id=n // PER_PAGE + 1, sequence=n % PER_PAGE + 1,
        cataloguing="minimal", headline=f"题{n}", earliest=_day(n), latest=_day(n),
        first_published=FIRST_DAY, accession=n + 1, length=0,
    )  # fmt: skip


def _best(measured: Callable[[], object]) -> float:
    """Return the shortest of ten CPU times in ms."""
    times = []
    for _ in range(10):
        started = time.process_time()
        measured()
        times.append((time.process_time() - started) * 1000)
    return min(times)


def measure(folder: Path) -> None:
    engine = TantivyEngine(folder)
    engine.rebuild(documents())

    def anew(query: search.Query) -> search.Results:
        engine.forget()
        return engine.search(query)

    with mock.patch("archive.search.search", anew):
        for name in OFTEN:
            query = search.Query(
                filters={"named": (name,)}, limit=0, facets=("named",), all_of=("named",)
            )
            counts_ms = _best(lambda query=query: anew(query))
            network_ms = _best(lambda name=name: cooccurring_names(("named", name)))
            total = anew(query).total
            print(
                f"of {total:,} articles, CPU: network {network_ms:.0f} ms, "
                f"counts of names {counts_ms:.1f} ms"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    articles = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as path, edition_database().build_database(Path(path)):
        call_command("migrate", verbosity=0, interactive=False)
        started = time.monotonic()
        with transaction.atomic():
            fill(articles)
            names.fill()
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        print(f"{articles:,} articles in {time.monotonic() - started:.0f} s", file=sys.stderr)
        measure(Path(path))


if __name__ == "__main__":
    main()
