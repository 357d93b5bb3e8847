"""How well names are recognised in invented texts: precision and recall by kind.

`texts("tuning")` are for adjusting the rules, `texts("held_out")` for measuring them only.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from django.conf import settings

from archive.catalogue.article_body import block_text, body
from archive.catalogue.entries import IssueFile
from archive.catalogue.files import issue_files
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.people_files import read_people
from archive.catalogue.yaml_file import read
from archive.catalogue.yaml_serializer import rows
from archive.ingest.drafting.corpus.source import read_source
from archive.text.gazetteer import Gazetteer
from archive.text.mentions.recognize import NameRecognizer

HERE = Path(__file__).parent
PAGES = HERE.parent.parent / "ingest/drafting/corpus"
KINDS = ("person", "organisation", "place")
_FIELDS = ("people", "organisations", "places")
_TEXT_TAGS = "KHSPCAIV"
_FIRST_OF_LATER = 301


class NamedText(NamedTuple):
    """A text, who signs it, and its names by kind, each with its alternatives."""

    label: str
    text: str
    signers: frozenset[str]
    truth: dict[str, list[frozenset[str]]]


class Score(NamedTuple):
    right: int
    shown: int
    named: int

    @property
    def precision(self) -> float:
        return self.right / self.shown if self.shown else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.named if self.named else 1.0


@cache
def gazetteer() -> Gazetteer:
    lines = (settings.FIXTURES_DIR / "places.jsonl").read_text(encoding="utf-8").splitlines()
    rows = (json.loads(line) for line in lines)
    return Gazetteer((row["pk"], row["fields"]) for row in rows)


def texts(half: str) -> Iterator[NamedText]:
    """The texts of one half: articles of invented pages, then short pieces."""
    for style, entries in _read("invented_pages.yaml")[half].items():
        for number, (text, signers) in enumerate(_articles(PAGES / half / f"{style}.txt"), 1):
            entry = entries.get(number, {})
            yield _labelled(f"{style} {number}", text, signers | {*entry.get("signers", ())}, entry)
    for number, piece in _read("pieces.yaml").items():
        if (number % 2 == 1) == (half == "tuning"):
            yield _labelled(f"piece {number}", piece["text"], frozenset(), piece)


def is_reprint(text: NamedText) -> bool:
    """Whether this piece was written before anything was measured by it."""
    kind, _, number = text.label.partition(" ")
    return kind == "piece" and int(number) >= _FIRST_OF_LATER


def catalogue_texts() -> Iterator[NamedText]:
    """The articles of the catalogue whose page texts are held; the truth has no places."""
    page_texts = PageTexts(settings.PAGES_DIR)
    people = {person.slug: person.name for person in read_people(settings.FIXTURES_DIR)}
    truth = _read("catalogue_pages.yaml")
    for path in issue_files(settings.FIXTURES_DIR):
        issue = read(path, IssueFile).record
        records = (row["fields"] for row in rows(issue) if row["model"] == "archive.article")
        articles = ((page, article) for page in issue.pages for article in page.articles)
        for (page, article), fields in zip(articles, records, strict=True):
            if page.text.sha256 in page_texts:
                blocks = body(fields["blocks"], fields["corrections"], page_texts[page.text.sha256])
                body_blocks = [
                    block for block in blocks if block["kind"] not in ("byline", "credit")
                ]
                decks = [fields["kicker"], fields["headline"], *fields["subheads"]]
                text = "\n".join([*decks, fields["digest"], *map(block_text, body_blocks)])
                signers = frozenset(people[credit.person] for credit in article.bylines)
                yield _labelled(article.ident, text, signers, truth.get(article.ident, {}))


def scores(named_texts: Iterable[NamedText]) -> dict[str, Score]:
    """The score of each kind."""
    right, recognised_counts, true_counts = Counter[str](), Counter[str](), Counter[str]()
    for text, result in recognize_all(named_texts):
        for kind in KINDS:
            right[kind] += sum(bool(names & result[kind]) for names in text.truth[kind])
            recognised_counts[kind] += len(result[kind])
            true_counts[kind] += len(text.truth[kind])
    return {kind: Score(right[kind], recognised_counts[kind], true_counts[kind]) for kind in KINDS}


def recognize_all(
    named_texts: Iterable[NamedText],
) -> Iterator[tuple[NamedText, dict[str, set[str]]]]:
    """Each text with what is recognised in it, by kind."""
    recognizer = NameRecognizer(gazetteer())
    for text in named_texts:
        results: dict[str, set[str]] = {kind: set() for kind in KINDS}
        for item in recognizer.recognize(text.text, text.signers):
            results[item.kind].add(item.name)
        yield text, results


def _read(name: str):
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def _articles(path: Path) -> Iterator[tuple[str, frozenset[str]]]:
    for page in read_source(path):
        for number, bylines in enumerate(page.bylines):
            lines = (
                line.text
                for line in page.lines
                if line.article == number and line.tag in _TEXT_TAGS
            )
            yield "\n".join(lines), frozenset(name for name, _ in bylines)


def _labelled(label: str, text: str, signers: frozenset[str], entry: dict) -> NamedText:
    truth = {
        kind: [
            frozenset([_code(name)] if kind == "place" else name.split("|"))
            for name in entry.get(field) or ()
        ]
        for kind, field in zip(KINDS, _FIELDS, strict=True)
    }
    return NamedText(label, text, signers, truth)


def _code(name: str) -> str:
    """Return the code of a place by its name, with a containing place before a slash if needed."""
    places = gazetteer().places
    outer, _, own = name.rpartition("/")
    codes = [code for code, place in places.items() if place.name == own and not place.ended]
    if outer:
        codes = [code for code in codes if gazetteer().within(code, _code(outer))]
    if len(codes) != 1:
        raise ValueError(f"{name} is {codes}")
    return codes[0]
