"""Collect training data from the archive: texts, people, columns, places and topics."""

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
from archive.catalogue.page_texts import held_text
from archive.catalogue.people_files import read_people
from archive.catalogue.yaml_file import CatalogueError, Fault, read
from archive.command_messages import message
from archive.text import dates
from archive.text.punctuation import letters_only
from archive.text.standoff import text_of_spans

from .article_places import ArticlePlaces
from .heading_style import Headings
from .language_model import LanguageModel
from .models import models, typeset_models
from .page_model import MAX_PAGES_FITTED, MIN_PAGES, fit_to_pages
from .recent_issues import recent_issues
from .sequence_model import SequenceModel
from .similarity import features
from .text_lines import lines
from .topics import CataloguedArticle, TopicModel

# Number of pages that suffice to train the language model; more only takes time.
MAX_PAGES = 200
# Number of letters that suffice.
MAX_LETTERS = 150_000
# Minimum number of articles that show whether a newspaper signs them.
_ENOUGH_ARTICLES = 6
# Minimum share of signed articles in a newspaper that signs them.
_MAJORITY = 0.8
# Maximum number of articles from JSON lines used as topic examples.
MAX_EXAMPLES = 200


@dataclass(repr=False, eq=False)
class TrainingData:
    """Data of the archive, without the pages to be drafted."""

    articles: list[CataloguedArticle] = field(default_factory=list)
    # Catalogued pages with their texts, the newspaper's own first.
    pages: list[tuple[str, PageEntry]] = field(default_factory=list)
    # Number of the newspaper's own pages among them.
    own_pages: int = 0
    # Paragraphs that train the language model, joined where torn.
    paragraphs: list[str] = field(default_factory=list)
    letters: int = 0
    # Number of `articles` from JSON lines.
    examples: int = 0
    # Headings and crossheads as printed.
    heads: list[str] = field(default_factory=list)
    # Name → slugs of everybody with it.
    people: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # Slug → newspapers that print the name.
    papers_of: dict[str, set[str]] = field(default_factory=dict)
    # Slug → name of everybody in people.yaml, including those named only on excluded pages.
    entered: dict[str, str] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    topics: dict[str, TopicEntry] = field(default_factory=dict)
    newspapers: dict[str, NewspaperEntry] = field(default_factory=dict)
    # Newspaper → first and last day of its catalogued issues.
    spans: dict[str, tuple[date, date]] = field(default_factory=dict)
    gazetteer: ArticlePlaces = field(default_factory=lambda: ArticlePlaces(()))

    @cached_property
    def slugs(self) -> frozenset[str]:
        return frozenset(slug for slugs in self.people.values() for slug in slugs)

    @property
    def is_full(self) -> bool:
        """Return whether there is enough text to train the language model."""
        return self.letters >= MAX_LETTERS

    def add_paragraphs(self, paragraphs: Iterable[str]) -> None:
        """Add text for the language model until there is enough."""
        for paragraph in paragraphs:
            if self.is_full:
                return
            self.paragraphs.append(paragraph)
            self.letters += len(paragraph)

    def extend_span(self, newspaper: str, edtf: str) -> None:
        """Extend the span of a newspaper by an issue's date."""
        bounds = dates.bounds(edtf)
        first, last = self.spans.get(newspaper, bounds)
        self.spans[newspaper] = min(first, bounds.earliest), max(last, bounds.latest)

    def similar_names(self, name: str) -> list[tuple[str, tuple[str, ...]]]:
        """Return (name, slugs) of people whose three-character name differs only at the end."""
        return self._names_by_prefix.get(name[:2], []) if len(name) == 3 else []

    @cached_property
    def _names_by_prefix(self) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
        by_prefix: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for name, slugs in sorted(self.people.items()):
            if len(name) == 3:
                by_prefix.setdefault(name[:2], []).append((name, slugs))
        return by_prefix

    @cached_property
    def language(self) -> LanguageModel:
        return LanguageModel(self.paragraphs)

    @cached_property
    def headings(self) -> Headings:
        return Headings(self.heads, self.paragraphs)

    @property
    def signs_articles(self) -> bool:
        """Return whether the newspaper's catalogued articles are mostly signed."""
        own_pages = self.pages[: self.own_pages]
        articles = [article for _, page in own_pages for article in page.articles]
        signed = sum(bool(article.bylines) for article in articles)
        return len(articles) >= _ENOUGH_ARTICLES and signed >= _MAJORITY * len(articles)

    @cached_property
    def line_model(self) -> SequenceModel:
        """Return the model of lines, fitted further to the newspaper's pages and other pages.

        Editors of one archive make similar decisions.
        """
        return self._fitted(models()["lines"])

    @cached_property
    def typeset_line_model(self) -> SequenceModel:
        """Return the same for lines with boxes."""
        return self._fitted(typeset_models()["lines"])

    def _fitted(self, shipped: SequenceModel) -> SequenceModel:
        # Pages of other newspapers alone would bias it towards them.
        if self.own_pages < MIN_PAGES:
            return shipped
        return fit_to_pages(
            self.pages, self.language, self.gazetteer, self.columns, self.headings, shipped
        )

    @cached_property
    def subjects(self) -> TopicModel:
        return TopicModel(self.topics, self.articles)

    @cached_property
    def feature_sets(self) -> list[frozenset[str]]:
        """Return the features of the articles with text, for inverse document frequency."""
        return [features(article.text) for article in self.articles if article.text]


def load_training_data(
    folder: Path, texts: Mapping[str, str], without: Iterable[str] = (), newspaper: str = ""
) -> TrainingData:
    """Return the catalogue in `folder` and the available page texts, except the pages `without`.

    `without` holds SHA-256 sums. From JSON lines, the newest issues of `newspaper` are read. Raise
    CatalogueError if a catalogue file cannot be read.
    """
    left_out = set(without)
    training = TrainingData()
    names = {person.slug: person.name for person in read_people(folder)}
    training.entered = names
    topics = read(folder / "topics.yaml", TopicsFile).record.topics
    training.topics = {topic.slug: topic for topic in topics}
    training.newspapers = read_newspapers(folder)
    training.gazetteer = read_gazetteer(folder)
    used_pages: set[str] = set()
    credited: set[str] = set()
    # The newspaper's own issues first, others while there is room.
    for path in sorted(issue_files(folder), key=lambda path: path.parent.name != newspaper):
        if path.suffix != ".yaml" or len(used_pages) >= MAX_PAGES:
            continue
        record = read(path).record
        if not isinstance(record, IssueFile):
            continue
        for page in record.pages:
            credited |= {c.person for article in page.articles for c in article.bylines}
            if page.text.sha256 in left_out:
                continue
            used_pages.add(page.text.sha256)
            training.extend_span(record.newspaper, record.date.edtf)
            _learn_page(training, record.newspaper, page, texts)
            text = held_text(texts, page.text)
            if text is not None and len(training.pages) < MAX_PAGES_FITTED:
                training.pages.append((text, page))
                training.own_pages += record.newspaper == newspaper
    for record in recent_issues(folder, newspaper) if newspaper else ():
        for page in record.pages:
            credited |= {c.person for article in page.articles for c in article.bylines}
            if page.text.sha256 not in left_out:
                used_pages.add(page.text.sha256)
                training.extend_span(record.newspaper, record.date.edtf)
                _learn_line(training, record.newspaper, page, texts)
    # People named only on the excluded pages are unknown.
    for slug, name in names.items():
        if slug in training.papers_of or slug not in credited:
            training.people[name] = (*training.people.get(name, ()), slug)
    for sha256 in sorted(texts):
        if len(used_pages) >= MAX_PAGES or training.is_full:
            break
        if sha256 not in used_pages and sha256 not in left_out:
            used_pages.add(sha256)
            try:
                training.add_paragraphs(line.text for line in lines(texts[sha256]))
            except ValueError:
                continue  # check_catalogue reports a file that is not UTF-8.
    return training


def read_newspapers(folder: Path) -> dict[str, NewspaperEntry]:
    """Return the newspapers of `folder` by slug. Raise CatalogueError if the file is invalid."""
    newspapers = read(folder / "newspapers.yaml", NewspapersFile).record.newspapers
    return {entry.slug: entry for entry in newspapers}


def read_gazetteer(folder: Path) -> ArticlePlaces:
    """Return the places of `folder`. Raise CatalogueError if the file is invalid."""
    path = folder / "places.jsonl"
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return ArticlePlaces((row["pk"], row["fields"]) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CatalogueError(
            [Fault(str(path), 0, message("（文件）"), message("无法读取：%(error)s", error=error))]
        ) from error


def _learn_page(
    training: TrainingData, newspaper: str, page: PageEntry, texts: Mapping[str, str]
) -> None:
    text = held_text(texts, page.text)
    for article in page.articles:
        _learn_facts(training, newspaper, article)
        paragraphs = list(_paragraphs(article, text))
        training.add_paragraphs(paragraphs)
        training.articles.append(CataloguedArticle(newspaper, article, "\n".join(paragraphs)))
    _learn_columns(training, page)


def _learn_line(
    training: TrainingData, newspaper: str, page: PageEntry, texts: Mapping[str, str]
) -> None:
    """Add a page from JSON lines: text only while needed, and few topic examples."""
    text = None if training.is_full else held_text(texts, page.text)
    for article in page.articles:
        _learn_facts(training, newspaper, article)
        training.add_paragraphs(_paragraphs(article, text))
        if article.topics and training.examples < MAX_EXAMPLES:
            training.examples += 1
            training.articles.append(CataloguedArticle(newspaper, article, ""))
    _learn_columns(training, page)


def _learn_facts(training: TrainingData, newspaper: str, article: ArticleEntry) -> None:
    decks = (article.kicker, article.headline, *article.subheads)
    # A title that an importer took from the text is no example.
    if not any(note.kind == "deck" for note in article.notes if article.cataloguing == "minimal"):
        training.heads += [deck.text for deck in decks if deck]
    training.heads += [block.text for block in article.body if block.kind == "crosshead"]
    if article.column:
        training.columns.add(letters_only(article.column))
    for credit in article.bylines:
        training.papers_of.setdefault(credit.person, set()).add(newspaper)


def _paragraphs(article: ArticleEntry, text: str | None) -> Iterator[str]:
    """Yield the body text of an article by block; nothing if the page's text is not available."""
    if text is None:
        return
    for block in article.body:
        if block.kind in ("paragraph", "item", "caption"):
            yield text_of_spans(text, block.at)


def _learn_columns(training: TrainingData, page: PageEntry) -> None:
    for zone in page.apart:
        if zone.kind == "column-title" and zone.text:
            training.columns.add(letters_only(zone.text))
