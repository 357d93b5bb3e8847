"""Measure the cost of an incremental publish: an issue, a record, a label, or no change.

python tests/bench/daily.py DIR, where ingest.py has published an archive in DIR
python tests/bench/daily.py DIR --issues 1000 --each 10: that many issues, one after the other
"""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from generate import SEED, Article, Maker, _idents
from ingest import Stage, environment_of, run, size
from issues import Issue

ARTICLES = 60
# idents of generated archives come before
FIRST_IDENT = 3_000_000
TOPIC_LABELS = ("职工健康", "职工健康服务")


def add_issue(
    folder: Path, size: int = ARTICLES, new_articles: Iterator[Article] | None = None
) -> None:
    """Append a day's issue of so many articles to the newspaper with the largest file."""
    path = max((folder / "fixtures" / "issues").rglob("generated.jsonl"), key=size_of)
    paper, day = path.parent.name, date(2030, 1, 1)
    content = path.read_text(encoding="utf-8")
    while f'"{day}"' in content:
        day += timedelta(days=1)
    issue = Issue(paper, day, day)
    articles = new_articles or make_articles(size, size * (day - date(2030, 1, 1)).days)
    issue.articles += [
        article._replace(earliest=day, latest=day, reporters=(), correspondents=())
        for article in islice(articles, size)
    ]
    record, texts = issue.record()
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")
    with (folder / "pages" / f"{paper}.pages.jsonl").open("a", encoding="utf-8") as file:
        for text in texts:
            sha256 = hashlib.sha256(text.encode()).hexdigest()
            file.write(json.dumps({"sha256": sha256, "text": text}, ensure_ascii=False) + "\n")


def make_articles(count: int, used: int = 0) -> Iterator[Article]:
    """Yield articles for issues, apart from the `used` that others have; it takes 15 s to begin."""
    idents = islice(_idents(), FIRST_IDENT + used, None)
    for article, ident in zip(Maker(count, SEED + 1 + used), idents, strict=False):
        yield article._replace(ident=ident)


def correct(folder: Path) -> None:
    """Give another column to the first article of a newspaper in the middle."""
    paths = sorted((folder / "fixtures" / "issues").rglob("generated.jsonl"))
    path = paths[len(paths) // 2]
    first, other_lines = path.read_text(encoding="utf-8").split("\n", 1)
    record = json.loads(first)
    article = record["pages"][0]["articles"][0]
    article["column"] = "要闻" if article.get("column") != "要闻" else "读者来信"
    path.write_text(json.dumps(record, ensure_ascii=False) + "\n" + other_lines, encoding="utf-8")


def rename_topic(folder: Path) -> None:
    """Give another label to the topic of about one article in twenty."""
    path = folder / "fixtures" / "topics.yaml"
    old_topic, new_topic = (
        f"slug: zhigong-jiankang\n    label: {label}\n" for label in TOPIC_LABELS
    )
    text = path.read_text(encoding="utf-8")
    if old_topic not in text:
        old_topic, new_topic = new_topic, old_topic
    path.write_text(text.replace(old_topic, new_topic), encoding="utf-8")


def change_nothing(folder: Path) -> None:
    """Change nothing."""


CHANGES: dict[str, Callable[[Path], None]] = {
    "nothing changed": change_nothing,
    f"an issue of {ARTICLES} articles added": add_issue,
    "a record corrected": correct,
    "a topic's label changed": rename_topic,
}


def publish_daily(folder: Path, issues: int, per_issue: int) -> None:
    """Publish issues one after the other; print the medians of the last ten before a milestone."""
    environment, times = environment_of(folder), []
    new_articles = make_articles(issues * per_issue)
    print(f"{'publish':>8} {'s':>7} {'CPU s':>7} {'MB of its own':>14} {'MB of logs':>11}  logs")
    for number in range(1, issues + 1):
        add_issue(folder, per_issue, new_articles)
        run("enter_ledger", ["enter_ledger"], environment)
        stages = run("publish", ["publish"], environment)
        seconds = sum(stage.seconds for stage in stages)
        times.append((sum(stage.cpu_seconds for stage in stages), seconds))
        if number % 10 == 0 or number == issues:
            edition = (folder / "var" / "current").resolve()
            logs = sorted(edition.rglob("*-wal"))
            sizes = " ".join(f"{log.stem} {size_of(log) / 1e6:.1f}" for log in logs)
            cpu, wall = (_median(series) for series in zip(*times[-10:], strict=True))
            print(
                f"{number:8} {wall:7.1f} {cpu:7.2f} {_own_bytes(edition) / 1e6:14.1f}"
                f" {sum(map(size_of, logs)) / 1e6:11.1f}  {sizes}",
                flush=True,
            )
    first, last = (_median([cpu for cpu, _ in series]) for series in (times[5:15], times[-10:]))
    print(f"CPU s, the last ÷ the 10th (medians of ten): {last / first:.2f}")


def compare_searches(folder: Path) -> None:
    """Search an incrementally built edition and a full build of the same catalogue."""
    # sets up Django, which reads these
    os.environ |= environment_of(folder)
    from daily_index import search_times, two_characters
    from measuring import percentile

    from archive.search.engines.tantivy import TantivyEngine

    packs = sorted((folder / "pages").glob("*.jsonl"))
    texts = [
        json.loads(line)["text"] for line in packs[0].read_text(encoding="utf-8").split("\n")[:-1]
    ]
    queries = two_characters(texts)
    editions = [(folder / "var" / "current").resolve()]
    run("publish", ["publish", "--whole"], environment_of(folder))
    editions.append((folder / "var" / "current").resolve())
    p95 = []
    for label, edition in zip(("by steps", "made whole"), editions, strict=True):
        times, totals = search_times(TantivyEngine(edition), queries)
        p95.append(percentile(0.95, times))
        print(
            f"searches {label}: ms p50/p95 {percentile(0.5, times):.2f}/{p95[-1]:.2f},"
            f" {sum(totals)} hits"
        )
    print(f"p95 by steps ÷ made whole: {p95[0] / p95[1]:.2f}")


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def _own_bytes(edition: Path) -> int:
    """Bytes of the files that no other edition shares."""
    files = (path for path in edition.rglob("*") if path.is_file())
    return sum(size_of(path) for path in files if path.stat().st_nlink == 1)


def size_of(path: Path) -> int:
    return path.stat().st_size


def measure(folder: Path) -> Iterator[tuple[str, list[Stage], int]]:
    """(what changed, the stages of the publish, bytes of the edition that no other one shares)."""
    environment = environment_of(folder)
    for name, change in CHANGES.items():
        change(folder)
        if change is not change_nothing:
            run(
                "enter_ledger",
                ["enter_ledger", "--says", "改了栏目", "--part", "record"],
                environment,
            )
        stages = run("publish", ["publish"], environment)
        edition = (folder / "var" / "current").resolve()
        yield name, stages, _own_bytes(edition)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stages", action="store_true", help="each stage, not only the whole")
    parser.add_argument("--issues", type=int, default=0, help="issues, one after the other")
    parser.add_argument("--each", type=int, default=ARTICLES, help="articles of each of them")
    options = parser.parse_args()
    if options.issues:
        publish_daily(options.folder.resolve(), options.issues, options.each)
        compare_searches(options.folder.resolve())
        return
    edition = size((options.folder / "var" / "current").resolve())
    print(f"edition {edition / 1e6:,.0f} MB")
    print(f"{'publish after':36} {'s':>8} {'CPU s':>8} {'peak MB':>8} {'MB of its own':>14}")
    for name, stages, alone in measure(options.folder.resolve()):
        seconds = sum(stage.seconds for stage in stages)
        cpu = sum(stage.cpu_seconds for stage in stages)
        peak = max(stage.peak for stage in stages)
        print(f"{name:36} {seconds:8.1f} {cpu:8.1f} {peak / 1e6:8,.0f} {alone / 1e6:14,.0f}")
        for stage in stages if options.stages else ():
            print(f"  {stage.name:34} {stage.seconds:8.1f} {stage.cpu_seconds:8.1f}")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
