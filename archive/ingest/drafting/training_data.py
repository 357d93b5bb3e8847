"""What the drafter knows from the archive: its texts, people, columns, places and topics."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from archive.catalogue.entries import (
    ArticleEntry,
    IssueFile,
    NewspaperEntry,
    NewspapersFile,
    PageEntry,
    TopicEntry,
    TopicsFile,
)
from archive.catalogue.files import issue_files
from archive.catalogue.page_texts import held_texts
from archive.catalogue.people_files import read_people
from archive.catalogue.yaml_file import CatalogueError, Fault, read
from archive.text import dates

from .gazetteer import Gazetteer
from .heading_style import Headings
from .language_model import Language
from .page_lines import lines
from .recent_issues import recent_issues
from .similarity import features
from .topics import KnownTopics, TopicModel

# so many pages, or letters of them, teach the language enough; more would only take time
MOST_PAGES, MOST_LETTERS = 200, 150_000
# articles of issues that stand one a line, by whose topics others are chosen
MOST_EXAMPLES = 200


@dataclass(repr=False, eq=False)
class TrainingData:
    """The archive without the pages that are to be drafted."""

    known: list[KnownTopics] = field(default_factory=list)
    # what teaches the language: each a paragraph, joined where it was torn
    paragraphs: list[str] = field(default_factory=list)
    letters: int = 0
    # how many of `known` stand one a line
    examples: int = 0
    # headings and crossheads as printed
    heads: list[str] = field(default_factory=list)
    # name → slugs of all who are called so; and slug → the newspapers that print the name
    people: dict[str, tuple[str, ...]] = field(default_factory=dict)
    papers_of: dict[str, set[str]] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    topics: dict[str, TopicEntry] = field(default_factory=dict)
    newspapers: dict[str, NewspaperEntry] = field(default_factory=dict)
    # newspaper → the first and the last day of the issues that are catalogued
    spans: dict[str, tuple[date, date]] = field(default_factory=dict)
    gazetteer: Gazetteer = field(default_factory=lambda: Gazetteer(()))

    @cached_property
    def slugs(self) -> frozenset[str]:
        return frozenset(slug for slugs in self.people.values() for slug in slugs)

    @property
    def is_full(self) -> bool:
        """Whether there is text enough to teach the language."""
        return self.letters >= MOST_LETTERS

    def add_paragraphs(self, paragraphs: Iterable[str]) -> None:
        """Adds what teaches the language, as far as there is need of it."""
        for paragraph in paragraphs:
            if self.is_full:
                return
            self.paragraphs.append(paragraph)
            self.letters += len(paragraph)

    def dated(self, newspaper: str, edtf: str) -> None:
        """Widens the span of a newspaper by an issue's date."""
        here = dates.bounds(edtf)
        first, last = self.spans.get(newspaper, here)
        self.spans[newspaper] = min(first, here.earliest), max(last, here.latest)

    def nearly(self, name: str) -> list[tuple[str, tuple[str, ...]]]:
        """(name, slugs) of those whose name of three characters has another third one, by name."""
        return self._begin_alike.get(name[:2], []) if len(name) == 3 else []

    @cached_property
    def _begin_alike(self) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
        found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for name, slugs in sorted(self.people.items()):
            if len(name) == 3:
                found.setdefault(name[:2], []).append((name, slugs))
        return found

    @cached_property
    def language(self) -> Language:
        return Language(self.paragraphs)

    @cached_property
    def headings(self) -> Headings:
        return Headings(self.heads, self.paragraphs)

    @cached_property
    def subjects(self) -> TopicModel:
        return TopicModel(self.topics, self.known)

    @cached_property
    def feature_sets(self) -> list[frozenset[str]]:
        """What the articles held hold, to tell rare words from common ones."""
        return [features(one.text) for one in self.known if one.text]


def load_training_data(
    folder: Path, texts: Mapping[str, str], without: Iterable[str] = (), newspaper: str = ""
) -> TrainingData:
    """Reads the catalogue in `folder` with the page texts held, but for the pages `without`.

    `without` holds SHA-256 sums. Of issues that stand one a line the newest of `newspaper` are read.
    CatalogueError for a file of the catalogue that cannot be read.
    """
    left_out = set(without)
    found = TrainingData()
    names = {person.slug: person.name for person in read_people(folder)}
    topics = read(folder / "topics.yaml", TopicsFile).record.topics
    newspapers = read(folder / "newspapers.yaml", NewspapersFile).record.newspapers
    found.topics = {topic.slug: topic for topic in topics}
    found.newspapers = {entry.slug: entry for entry in newspapers}
    found.gazetteer = read_gazetteer(folder)
    used: set[str] = set()
    named: set[str] = set()
    # the newspaper's own issues first: others teach where there is room
    for path in sorted(issue_files(folder), key=lambda path: path.parent.name != newspaper):
        if path.suffix != ".yaml" or len(used) >= MOST_PAGES:
            continue
        record = read(path).record
        if not isinstance(record, IssueFile):
            continue
        for page in record.pages:
            named |= {c.person for article in page.articles for c in article.bylines}
            if page.text.sha256 in left_out:
                continue
            used.add(page.text.sha256)
            found.dated(record.newspaper, record.date.edtf)
            _learn_page(found, record.newspaper, page, texts)
    for record in recent_issues(folder, newspaper) if newspaper else ():
        for page in record.pages:
            named |= {c.person for article in page.articles for c in article.bylines}
            if page.text.sha256 not in left_out:
                used.add(page.text.sha256)
                found.dated(record.newspaper, record.date.edtf)
                _learn_line(found, record.newspaper, page, texts)
    # those who are named nowhere but on the pages left out are not known
    for slug, name in names.items():
        if slug in found.papers_of or slug not in named:
            found.people[name] = (*found.people.get(name, ()), slug)
    for sha256 in sorted(texts):
        if len(used) >= MOST_PAGES or found.is_full:
            break
        if sha256 not in used and sha256 not in left_out:
            used.add(sha256)
            try:
                found.add_paragraphs(line.text for line in lines(texts[sha256]))
            except ValueError:
                continue  # check_catalogue tells of a file that is not UTF-8
    return found


def read_gazetteer(folder: Path) -> Gazetteer:
    """The places of `folder`. CatalogueError for a file that holds anything else."""
    path = folder / "places.jsonl"
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return Gazetteer((row["pk"], row["fields"]) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CatalogueError([Fault(str(path), 0, "（文件）", f"读不出来：{error}")]) from error


def _learn_page(
    found: TrainingData, newspaper: str, page: PageEntry, texts: Mapping[str, str]
) -> None:
    text = held_texts(texts, page.text)
    for article in page.articles:
        _learn_facts(found, newspaper, article)
        paragraphs = list(_paragraphs(article, text))
        found.add_paragraphs(paragraphs)
        found.known.append(KnownTopics(newspaper, article, "\n".join(paragraphs)))
    _learn_columns(found, page)


def _learn_line(
    found: TrainingData, newspaper: str, page: PageEntry, texts: Mapping[str, str]
) -> None:
    """The same of one page among thousands: texts as long as they teach, few examples of topics."""
    text = None if found.is_full else held_texts(texts, page.text)
    for article in page.articles:
        _learn_facts(found, newspaper, article)
        found.add_paragraphs(_paragraphs(article, text))
        if article.topics and found.examples < MOST_EXAMPLES:
            found.examples += 1
            found.known.append(KnownTopics(newspaper, article, ""))
    _learn_columns(found, page)


def _learn_facts(found: TrainingData, newspaper: str, article: ArticleEntry) -> None:
    decks = (article.kicker, article.headline, *article.subheads)
    # a title that an importer took from the first words is none
    if not any(note.kind == "deck" for note in article.notes if article.cataloguing == "minimal"):
        found.heads += [deck.text for deck in decks if deck]
    found.heads += [block.text for block in article.body if block.kind == "crosshead"]
    if article.column:
        found.columns.add(_bare(article.column))
    for credit in article.bylines:
        found.papers_of.setdefault(credit.person, set()).add(newspaper)


def _paragraphs(article: ArticleEntry, text: str | None) -> Iterator[str]:
    """The running text of an article, a block each; none where the page's text is not held."""
    if text is None:
        return
    for block in article.body:
        if block.kind in ("paragraph", "item", "caption"):
            yield "".join(text[start:end] for start, end in block.at)


def _learn_columns(found: TrainingData, page: PageEntry) -> None:
    for zone in page.apart:
        if zone.kind == "column-title" and zone.text:
            found.columns.add(_bare(zone.text))


def _bare(words: str) -> str:
    return "".join(char for char in words if char.isalnum())
