"""Convert the articles in the database to the documents that engines index."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from archive.models import Article, Byline, Coverage, Newspaper, Person, Place, Tag, Tagging
from archive.models.article_parts import Basis
from archive.text.fold import BOUNDARY, fold

from .contract import Document

# articles per query
_BATCH = 500
# Sort keys, packed into a number of 62 bits: a day (22 bits), how many days later it may be (12),
# and the article's rank by date (28) as a tiebreaker.
_LAST_DAY, _LONGEST_SPAN = 2**22 - 1, 2**12 - 1


class _Row(NamedTuple):
    """The columns of an article, named as in the database."""

    pk: int
    ident: str
    kicker: str
    headline: str
    subheads: list[str]
    digest: str
    column: str
    blocks: list[dict]
    genre: str
    earliest: date
    latest: date
    first_published: date
    page__issue__newspaper_id: int
    page__issue__date_basis: str
    # None if the archive does not have the text
    full_text__plain: str | None


class _Authorities:
    """All people, newspapers, places and topics, loaded once."""

    def __init__(self):
        # pk → (slug, name)
        self.people = _by_key(Person.objects.values_list("pk", "slug", "name"))
        self.newspapers = _by_key(Newspaper.objects.values_list("pk", "slug", "name"))
        self.lineages = {place.pk: place.lineage for place in Place.objects.with_lineage()}
        self.topics = {tag.pk: tag for tag in Tag.objects.select_related("broader")}


def documents() -> Iterator[Document]:
    """Yield every article in the database, newest first, in bounded memory."""
    shared = _Authorities()
    keys = list(Article.objects.newest_first().values_list("pk", flat=True).iterator())
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        values = Article.objects.filter(pk__in=batch).order_by().values_list(*_Row._fields)
        rows = {row[0]: _Row(*row) for row in values}
        people = _of_articles(Byline, "person_id", batch)
        places = _of_articles(Coverage, "place_id", batch)
        topics = _of_articles(Tagging, "tag_id", batch)
        for number, key in enumerate(batch, start):
            authors = [shared.people[person] for person in people[key]]
            about = [ancestor for place in places[key] for ancestor in shared.lineages[place]]
            tags = [shared.topics[topic] for topic in topics[key]]
            paper = shared.newspapers[rows[key].page__issue__newspaper_id]
            yield _document(rows[key], number, paper, authors, about, tags)


def titles_and_texts(idents: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (title, text) of these articles as indexed, without names of topics and newspaper."""
    for values in Article.objects.with_idents(idents).order_by().values_list(*_Row._fields):
        row = _Row(*values)
        yield _title(row), _fold(_own_text(row))


def count() -> int:
    return Article.objects.count()


def _by_key(rows: Iterable[tuple]) -> dict[int, tuple]:
    return {row[0]: row[1:] for row in rows}


def _of_articles(model, column: str, keys: list[int]) -> dict[int, list]:
    """Return {article pk: values of `column` in its rows of `model`, in sequence}."""
    by_article = defaultdict(list)
    rows = model.objects.filter(article_id__in=keys).order_by("sequence")
    for article, value in rows.values_list("article_id", column):
        by_article[article].append(value)
    return by_article


def _document(
    row: _Row,
    number: int,
    paper: tuple[str, str],
    people: list[tuple[str, str]],
    places: list[Place],
    tags: list[Tag],
) -> Document:
    """Return the document of the article whose rank, newest first, is `number`."""
    labels = (label for tag in tags for label in (tag.pref_label, *tag.alt_labels))
    earliest, latest = row.earliest.toordinal(), row.latest.toordinal()
    span = min(latest - earliest, _LONGEST_SPAN)
    values: dict[str, Iterable[str]] = {
        # only provinces have a slug
        "province": [place.slug for place in places if place.slug],
        "city": [place.code for place in places if place.level == Place.Level.CITY],
        "county": [place.code for place in places if place.level == Place.Level.COUNTY],
        # articles about a narrower topic count for the broader one, too
        "topic": [slug for tag in tags for slug in _with_broader(tag)],
        "newspaper": [paper[0]],
        "year": [str(year) for year in range(row.earliest.year, row.latest.year + 1)],
        "genre": [row.genre] if row.genre else [],
        "person": [slug for slug, _ in people],
    }
    return Document(
        ident=row.ident,
        title=_title(row),
        text=_fold((*_own_text(row), paper[1], *(tag.pref_label for tag in tags))),
        people=_fold(name for _, name in people),
        places=_fold(place.name for place in places),
        labels=tuple(dict.fromkeys(fold(label).text for label in labels)),
        # as in URLs
        values={facet: tuple(dict.fromkeys(keys)) for facet, keys in values.items()},
        earliest=earliest,
        latest=latest,
        date_inferred=row.page__issue__date_basis == Basis.INFERRED,
        newest=number,
        oldest=earliest << 40 | span << 28 | number,
        added=(_LAST_DAY - row.first_published.toordinal()) << 28 | number,
    )


def _title(row: _Row) -> str:
    return _fold((row.kicker, row.headline, *row.subheads))


def _own_text(row: _Row) -> list[str]:
    crossheads = [block["text"] for block in row.blocks if block["kind"] == "crosshead"]
    return [row.digest, row.column, *crossheads, row.full_text__plain or ""]


def _with_broader(tag: Tag) -> tuple[str, ...]:
    return (tag.slug, tag.broader.slug) if tag.broader else (tag.slug,)


def _fold(parts) -> str:
    """Return the folded parts joined by boundaries, so that no match crosses them."""
    return BOUNDARY.join(folded for part in parts if (folded := fold(part).text))
