"""Measure the search engine beside SQLite FTS5 and a LIKE scan, on the same generated articles.

    python tests/bench/search.py --articles 10000 100000 --out figures.json

README.md says what each row means.
"""

import argparse
import contextlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

from generate import SEED
from measuring import HITS, PAGE, Measurement, Series, check, cold_starts
from processes import FTS5, LIKE, OURS, Worker, build, generate, log, run
from queries import Sampler
from report import growth, machine, report
from rivals import DOCUMENTS, INDEX, Store
from site_answers import over_http
from suggesting import suggestion

# articles up to which every answer looked at is compared with a scan in Python
CHECKED = 10_000
# bytes of disk for an article, at the worst moment (merging): documents, FTS5, our index twice
DISK = 14_000


def bench(articles: int, options: argparse.Namespace) -> dict:
    if options.resume:
        options.resume.mkdir(parents=True, exist_ok=True)
        log(f"{articles:,} articles in {options.resume}")
        return _bench(articles, options.resume, options)
    free = shutil.disk_usage(options.folder or tempfile.gettempdir()).free
    if free < articles * DISK:
        raise SystemExit(f"{articles:,} articles take {articles * DISK / 1e9:.1f} GB for a while;"
                         f" {free / 1e9:.1f} GB are free")  # fmt: skip
    folder = Path(tempfile.mkdtemp(prefix=f"bench-{articles}-", dir=options.folder))
    log(f"{articles:,} articles in {folder}")
    try:
        return _bench(articles, folder, options)
    finally:
        if options.keep:
            log(f"kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _bench(articles: int, folder: Path, options: argparse.Namespace) -> dict:
    engine = options.engine
    generation = _once(folder, "made", generate, articles, options.seed)
    if (article_count := len(Store(folder))) != articles:
        raise SystemExit(f"{folder} has {article_count:,} articles, not {articles:,}")
    names = (OURS,) if options.alone else (OURS, FTS5, LIKE)
    # LIKE reads the articles, and FTS5's facets
    indexed = names[:2]
    builds = {}
    for name in indexed:
        builds[name] = _once(folder, f"built-{name}", build, articles, name, engine)
        builds[name]["articles_a_second"] = articles / builds[name]["seconds"]
        # what was spent on reading the documents back, when nothing else ran meanwhile
        path = folder / OURS if name == OURS else folder / INDEX
        builds[name]["bytes"] = _size(path)
        builds[name]["of_text"] = builds[name]["bytes"] / generation["text"]
    kinds = Sampler(Store(folder), articles, options.seed).kinds()

    figures = {
        "articles": articles,
        "generated": generation,
        "documents_bytes": _size(folder / DOCUMENTS),
    }
    if articles <= CHECKED:
        log("comparing with a scan in Python")
        figures["check"] = check(engine, folder, kinds)
    log("cold starts")
    figures["cold"] = {
        name: {
            "cached": cold_starts(name, engine, folder, kinds, evict=False),
            "evicted": cold_starts(name, engine, folder, kinds, evict=True),
        }
        for name in indexed
    }
    workers = [Worker(name, engine, folder) for name in names]
    measurement = Measurement(workers, kinds, options.seconds_per_query, options.seed)
    measurement.run()
    figures["memory"] = {
        worker.name: {"before": worker.before, "after": worker.close()} for worker in workers
    }
    figures["built"] = builds
    figures["queries"] = {
        kind.name: {
            "title": kind.title,
            "different": len(kind.measured),
            "fts5_found": measurement.recall(kind, FTS5, OURS),
            **{
                form: {
                    name: measurement.series.get((kind.name, form, name), Series()).summary()
                    for name in (OURS, FTS5, LIKE)
                }
                for form in (PAGE, HITS)
            },
        }
        for kind in kinds
    }
    figures["differing_from_like"] = measurement.count_differing(OURS, LIKE)
    log("suggestions")
    figures["suggestion"] = suggestion(folder, options.seed)
    if options.http:
        log(f"asking {options.http}")
        figures["http"] = over_http(options.http, kinds, options.seconds_per_query)
    return figures


def _once(folder: Path, name: str, step, *arguments) -> dict:
    """Return the saved result of a step in this folder; run the step if there is none."""
    file = folder / f"{name}.json"
    if not file.exists():
        file.write_text(json.dumps(run(step, folder, *arguments)) + "\n")
    return json.loads(file.read_text())


def _size(path: Path) -> int:
    """Return the bytes used, without SQLite's free pages."""
    if path.is_file():
        with contextlib.closing(sqlite3.connect(path)) as database:
            pages, free, size = (
                database.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("page_count", "freelist_count", "page_size")
            )
        return (pages - free) * size
    return sum(inside.stat().st_size for inside in path.rglob("*") if inside.is_file())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000])
    parser.add_argument("--engine", help="dotted path; settings.SEARCH_ENGINE without it")
    parser.add_argument("--out", type=Path, help="file for all figures, as JSON")
    parser.add_argument("--seconds-per-query", type=float, default=10.0,
                        help="for each engine, for each kind, with and without facets")  # fmt: skip
    parser.add_argument("--http", metavar="URL", help="a running site, asked the same queries")
    parser.add_argument(
        "--folder", type=Path, help="where indexes are built (default: a temporary one)"
    )
    parser.add_argument("--keep", action="store_true", help="leave the indexes there")
    parser.add_argument("--resume", type=Path, metavar="DIR",
                        help="a folder that stays: what is complete there is not made "
                             "again")  # fmt: skip
    parser.add_argument("--alone", action="store_true", help="our engine without its rivals")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    if options.resume and len(options.articles) > 1:
        parser.error("--resume goes with one size")
    if not options.engine:
        from django.conf import settings

        options.engine = settings.SEARCH_ENGINE
    figures = {"machine": machine(options.engine, options.seed), "sizes": []}
    for name, value in figures["machine"].items():
        print(f"{name:<12} {value}")
    for articles in options.articles:
        size = bench(articles, options)
        figures["sizes"].append(size)
        print(report(size), flush=True)
        # after every size, so that a stop loses nothing that is done
        if options.out:
            options.out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    if len(figures["sizes"]) > 1:
        print("\n" + growth(figures["sizes"]))


if __name__ == "__main__":
    main()
