"""Write generated articles as a catalogue for `manage.py publish`, together with the real one.

python tests/bench/fixtures.py --articles 10000 /tmp/generated
ARCHIVE_FIXTURES=/tmp/generated ARCHIVE_VAR=/tmp/var python manage.py enter_ledger
ARCHIVE_FIXTURES=/tmp/generated ARCHIVE_VAR=/tmp/var python manage.py publish
"""

import argparse
import hashlib
import json
import shutil
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from generate import ROOT, SEED, Article, Maker

PAGE_HOLDS = 6
REASON = "生成的文章，测速用。"


def rows(maker: Maker) -> Iterator[dict[str, Any]]:
    """Django's fixture records, each after those it refers to."""
    # articles come by date, so those of an issue are never far apart
    for _, of_day in groupby(maker, key=lambda article: article.earliest):
        issues: dict[tuple, list[Article]] = {}
        for article in of_day:
            issues.setdefault((article.newspaper.slug, article.latest), []).append(article)
        for (paper, latest), articles in issues.items():
            yield from _issue(paper, articles[0].earliest, latest, articles)


def _row(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": f"archive.{model}", "fields": fields}


def _issue(
    paper: str, earliest: date, latest: date, articles: list[Article]
) -> Iterator[dict[str, Any]]:
    span = {"earliest": earliest.isoformat(), "latest": latest.isoformat()}
    is_exact = earliest == latest
    key = span["earliest"] if is_exact else f"{span['earliest']}-{(latest - earliest).days}"
    yield _row(
        "issue", newspaper=[paper], key=key, number="", evidence=[],
        date=span["earliest"] if is_exact else f"{span['earliest']}/{span['latest']}",
        date_basis="stated" if is_exact else "inferred", date_reason=REASON,
        attribution="stated", attribution_reason="", **span,
    )  # fmt: skip
    for start in range(0, len(articles), PAGE_HOLDS):
        on_page = articles[start : start + PAGE_HOLDS]
        number = start // PAGE_HOLDS + 1
        page = [paper, key, str(number)]
        yield _row(
            "page", issue=page[:2], key=page[2], sequence=number, number=page[2], name="要闻",
            sha256=hashlib.sha256("/".join(page).encode()).hexdigest(),
            length=sum(len(article.body) for article in on_page), apart=[], notes=[],
            text_held=True,
        )  # fmt: skip
        for position, article in enumerate(on_page, 1):
            yield from _article(article, page, position, span)


def _article(article: Article, page: list[str], position: int, span: dict[str, str]):
    blocks = list(_blocks(article))
    yield _row(
        "article", ident=article.ident, page=page, sequence=position, genre=article.genre,
        column=article.column, kicker=article.kicker, headline=article.headline,
        subheads=list(article.subheads), digest=article.digest, corrections=[], notes=[],
        blocks=[{name: block[name] for name in ("id", "kind", "text")} | {"at": []}
                for block in blocks],
        length=len(article.body), **span,
    )  # fmt: skip
    credits = [(person, "记者") for person in article.reporters]
    credits += [(person, "通讯员") for person in article.correspondents]
    for number, (person, role) in enumerate(credits, 1):
        yield _row(
            "byline", article=[article.ident], person=[person.slug], sequence=number, role=role,
            position="", read_from=f"{role} {person.name}", note="",
        )  # fmt: skip
    for number, place in enumerate(article.places, 1):
        yield _row(
            "coverage", article=[article.ident], place=place.code, sequence=number,
            basis="stated", reason="",
        )  # fmt: skip
    for number, topic in enumerate(article.topics, 1):
        yield _row("tagging", article=[article.ident], tag=[topic.slug], sequence=number)
    plain = "\n".join(
        block["text"] or "".join(run["text"] for run in block["runs"]) for block in blocks
    )
    yield _row("fulltext", article=[article.ident], blocks=blocks, plain=plain)


def _blocks(article: Article) -> Iterator[dict[str, Any]]:
    """Paragraphs as FullText has them, a crosshead before some."""
    crossheads = list(article.crossheads)
    for number, text in enumerate(article.body.split("\n"), 1):
        if number % 3 == 0 and crossheads:
            head = crossheads.pop(0)
            yield _block(f"h{number}", "crosshead", head, head)
        yield _block(f"p{number}", "paragraph", "", text)
    for number, head in enumerate(crossheads, 100):
        yield _block(f"h{number}", "crosshead", head, head)


def _block(ident: str, kind: str, own: str, text: str) -> dict[str, Any]:
    run = {"text": text, "scan": None, "reason": "", "certainty": ""}
    return {"id": ident, "kind": kind, "run_in": False, "gap": "", "text": own, "runs": [run]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="must not be there yet")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    shutil.copytree(ROOT / "fixtures", options.folder)
    maker = Maker(options.articles, options.seed)
    with (options.folder / "newspapers.yaml").open("a", encoding="utf-8") as file:
        for paper in maker.catalogue.new_newspapers:
            file.write(f"  - slug: {paper.slug}\n    name: {paper.name}\n    level: 地市\n")
            file.write(f"    place: {paper.place}\n    description: {REASON}\n")
    with (options.folder / "people.yaml").open("a", encoding="utf-8") as file:
        for person in maker.catalogue.new_people:
            file.write(f"  - slug: {person.slug}\n    name: {person.name}\n")
    path = options.folder / "issues" / "generated.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for row in rows(maker):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{path}: {path.stat().st_size / 1e6:,.1f} MB")


if __name__ == "__main__":
    main()
