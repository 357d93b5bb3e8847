"""Write generated articles as a JSON Lines catalogue, an issue per line, with page text packs.

The real catalogue is included, for its topics, places and people.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TextIO

from generate import ROOT, Article, Maker
from printed_pages import Scans, geometry

from archive.catalogue.page_check import MAX_QUOTE_LENGTH, bare_letters

PAGES, PAGE_HOLDS = 3, 6
REASON = "生成的文章，测速用。"


class Issue:
    """One day's newspaper while its articles are collected."""

    def __init__(self, paper: str, day: date, until: date):
        self.paper, self.day, self.until = paper, day, until
        self.articles: list[Article] = []

    @property
    def key(self) -> str:
        days = (self.until - self.day).days
        return f"{self.day}-{days}" if days else f"{self.day}"

    def record(self) -> tuple[dict[str, Any], list[str]]:
        """(the issue as fixtures have it, the texts of its pages)."""
        pages, texts = [], []
        for start in range(0, len(self.articles), PAGE_HOLDS):
            number = str(len(pages) + 1)
            text, articles = _page(self.articles[start : start + PAGE_HOLDS])
            sha256 = hashlib.sha256(text.encode()).hexdigest()
            text_record = {"sha256": sha256, "length": len(text)}
            pages.append(
                {"page": number, "number": number, "name": "要闻", "text": text_record}
                | {"articles": articles}
            )
            texts.append(text)
        is_exact = self.day == self.until
        dated = {"edtf": str(self.day), "basis": "stated"}
        if not is_exact:
            edtf = f"[{self.day}..{self.until}]"
            dated = {"edtf": edtf, "basis": "inferred", "reason": REASON}
        issue = {"newspaper": self.paper, "issue": self.key, "attribution": {"basis": "stated"}}
        return issue | {"date": dated, "pages": pages}, texts


def issues(maker: Maker) -> Iterator[Issue]:
    """The articles of each newspaper, newest first, in groups of the size of a real issue."""
    waiting: dict[str, Issue] = {}
    before: dict[str, date] = {}
    for article in maker:
        paper = article.newspaper.slug
        issue = waiting.get(paper)
        if issue is None:
            # a newspaper has one issue a day
            day = min(article.earliest, before.get(paper, date.max) - timedelta(1))
            before[paper] = day
            issue = waiting[paper] = Issue(paper, day, day + (article.latest - article.earliest))
        issue.articles.append(article)
        if len(issue.articles) == PAGES * PAGE_HOLDS:
            yield waiting.pop(paper)
    yield from waiting.values()


def _page(articles: list[Article]) -> tuple[str, list[dict[str, Any]]]:
    """(text of a page, its articles with their places in it)."""
    text, at = [], 0

    def append_text(words: str) -> list[list[int]]:
        nonlocal at
        start, at = at, at + len(words)
        text.append(words + "\n")
        at += 1
        return [[start, start + len(words)]]

    records = []
    for article in articles:
        record: dict[str, Any] = {
            "ident": article.ident,
            "cataloguing": "minimal",
            "genre": article.genre,
        }
        if article.column:
            record["column"] = article.column
        if article.kicker:
            record["kicker"] = {"text": article.kicker, "at": append_text(article.kicker)}
        record["headline"] = {"text": article.headline, "at": append_text(article.headline)}
        if article.subheads:
            record["subheads"] = [
                {"text": deck, "at": append_text(deck)} for deck in article.subheads
            ]
        credits = [(person, "记者") for person in article.reporters]
        credits += [(person, "通讯员") for person in article.correspondents]
        record["bylines"] = [
            {"person": person.slug, "role": role, "read": person.name} for person, role in credits
        ]
        record["places"] = [{"code": place.code, "basis": "stated"} for place in article.places]
        record["topics"] = [topic.slug for topic in article.topics]
        if article.digest:
            record["digest"] = article.digest
        record["body"] = list(_blocks(article, append_text))
        records.append(record)
    page = bare_letters("".join(text))
    for record in records:
        # A long name, drawn twice by chance in both, would be refused as a quotation.
        if _quotes(record.get("digest", ""), page):
            del record["digest"]
    return "".join(text), records


def _quotes(digest: str, page: str) -> bool:
    """Whether a digest has a longer run of letters of the page than a catalogue may have."""
    letters, size = bare_letters(digest), MAX_QUOTE_LENGTH + 1
    return any(letters[i : i + size] in page for i in range(len(letters) - size + 1))


def _blocks(article: Article, append_text) -> Iterator[dict[str, Any]]:
    """A signed line and paragraphs, a crosshead before some."""
    crossheads = list(article.crossheads)
    signed, end, paragraphs = (
        article.body.partition("）") if article.people else ("", "", article.body)
    )
    if end:
        yield {"kind": "byline", "id": "b1", "at": append_text(signed + end), "run_in": True}
    for number, paragraph in enumerate(filter(None, paragraphs.split("\n")), 1):
        if number % 3 == 0 and crossheads:
            yield {"kind": "crosshead", "id": f"h{number}", "at": append_text(crossheads.pop(0))}
        yield {"kind": "paragraph", "id": f"p{number}", "at": append_text(paragraph)}


def write(maker: Maker, fixtures: Path, pages: Path, images: Path | None = None) -> dict[str, int]:
    """Writes the folders; returns how many articles, issues, pages and characters they have.

    With `images` each page has a scan of 35 megapixels there, and geometry.
    """
    shutil.copytree(ROOT / "fixtures", fixtures)
    pages.mkdir()
    with (fixtures / "newspapers.yaml").open("a", encoding="utf-8") as file:
        for paper in maker.catalogue.new_newspapers:
            file.write(f"  - slug: {paper.slug}\n    name: {paper.name}\n    level: 地市\n")
            file.write(f"    place: {paper.place}\n    description: {REASON}\n")
    (fixtures / "people").mkdir()
    with (fixtures / "people" / "generated.jsonl").open("w", encoding="utf-8") as file:
        for person in maker.catalogue.new_people:
            _line(file, {"slug": person.slug, "name": person.name})
    scans = Scans(images) if images else None
    counts = {"articles": 0, "issues": 0, "pages": 0, "characters": 0}
    with ExitStack() as stack:
        files: dict[Path, TextIO] = {}

        def open_file(path: Path) -> TextIO:
            if path not in files:
                path.parent.mkdir(parents=True, exist_ok=True)
                files[path] = stack.enter_context(path.open("w", encoding="utf-8"))
            return files[path]

        for issue in issues(maker):
            record, texts = issue.record()
            if scans:
                geometry_file = open_file(fixtures / "geometry" / issue.paper / "generated.jsonl")
                for page, text in zip(record["pages"], texts, strict=True):
                    page["images"] = [scans.write(page["text"]["sha256"])]
                    geometry_file.write(geometry(text).encode() + "\n")
            _line(open_file(fixtures / "issues" / issue.paper / "generated.jsonl"), record)
            pack = open_file(pages / f"{issue.paper}.pages.jsonl")
            for page, text in zip(record["pages"], texts, strict=True):
                _line(pack, {"sha256": page["text"]["sha256"], "text": text})
                counts["characters"] += len(text)
            counts["articles"] += len(issue.articles)
            counts["issues"] += 1
            counts["pages"] += len(texts)
    return counts


def _line(file: TextIO, record: dict[str, Any]) -> None:
    file.write(json.dumps(record, ensure_ascii=False) + "\n")
