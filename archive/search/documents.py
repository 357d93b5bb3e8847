"""Convert the articles in the database to the documents that engines index."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from archive.facets.table import FACETS, FacetSource
from archive.models import Article, Byline, Coverage, Newspaper, Person, Place, Tag, Tagging
from archive.models.article_parts import Basis
from archive.text.fold import BOUNDARY, fold

from .contract import Document

# columns that facets read beside those of _Row
_FACET_COLUMNS = tuple(dict.fromkeys(column for facet in FACETS for column in facet.reads))
# articles per query
_BATCH = 500
# Sort keys, packed into 62 bits: a day (22 bits), the length of the date range in days (12), and
# the article's rank by date (28) as a tiebreaker.
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
    earliest: date
    latest: date
    first_published: date
    page__issue__newspaper_id: int
    page__issue__date_basis: str
    # None if the archive does not have the text
    full_text__plain: str | None


_WIDTH = len(_Row._fields)


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
        values = Article.objects.filter(pk__in=batch).order_by()
        rows = {
            row[0]: (_Row(*row[:_WIDTH]), row[_WIDTH:])
            for row in values.values_list(*_Row._fields, *_FACET_COLUMNS)
        }
        people = _of_articles(Byline, "person_id", batch)
        places = _of_articles(Coverage, "place_id", batch)
        topics = _of_articles(Tagging, "tag_id", batch)
        for number, key in enumerate(batch, start):
            authors = [shared.people[person] for person in people[key]]
            row, columns = rows[key]
            newspaper, name = shared.newspapers[row.page__issue__newspaper_id]
            source = FacetSource(
                earliest=row.earliest,
                latest=row.latest,
                newspaper=newspaper,
                people=[slug for slug, _ in authors],
                places=[place for pk in places[key] for place in shared.lineages[pk]],
                topics=[shared.topics[topic] for topic in topics[key]],
                columns=dict(zip(_FACET_COLUMNS, columns, strict=True)),
            )
            yield _document(row, number, source, name, [name for _, name in authors])


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
    row: _Row, number: int, source: FacetSource, newspaper: str, people: list[str]
) -> Document:
    """Return the document of the article whose rank, newest first, is `number`.

    `newspaper` and `people` are names.
    """
    labels = (label for tag in source.topics for label in (tag.pref_label, *tag.alt_labels))
    earliest, latest = row.earliest.toordinal(), row.latest.toordinal()
    span = min(latest - earliest, _LONGEST_SPAN)
    return Document(
        ident=row.ident,
        title=_title(row),
        text=_fold((*_own_text(row), newspaper, *(tag.pref_label for tag in source.topics))),
        people=_fold(people),
        places=_fold(place.name for place in source.places),
        labels=tuple(dict.fromkeys(fold(label).text for label in labels)),
        values={facet.name: tuple(dict.fromkeys(facet.values(source))) for facet in FACETS},
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


def _fold(parts) -> str:
    """Return the folded parts joined by boundaries, so that no match crosses them."""
    return BOUNDARY.join(folded for part in parts if (folded := fold(part).text))
