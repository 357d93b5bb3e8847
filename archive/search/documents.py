"""Convert the articles in the database to the documents that engines index."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from archive.batches import batched
from archive.facets.table import FACETS, FacetSource
from archive.models import (
    Article,
    Byline,
    Coverage,
    Issue,
    Mention,
    Newspaper,
    Organisation,
    PageImage,
    Person,
    Place,
    Reprint,
    Tag,
    Tagging,
)
from archive.models.article_parts import Basis
from archive.models.article_queries import ArticleQuerySet
from archive.models.ledger import compact_number
from archive.text.fold import BOUNDARY, fold

from .contract import Document

Extent = Reprint.Extent
# columns that facets read besides those of _Row
_FACET_COLUMNS = tuple(dict.fromkeys(column for facet in FACETS for column in facet.reads))
# articles per query
_BATCH = 500
# Sort keys of 63 bits. By date: the first possible day (22 bits), the number of possible days after
# it (12), the issue's rank among those of the same dates (15), the position in the issue (14). By
# accession: the day (22), the issue's number in the ledger (27), the position in it (14). A key
# changes only with the article, or if an issue of the same dates is withdrawn.
_LAST_DAY, _MAX_SPAN_DAYS = 2**22 - 1, 2**12 - 1
_RANK_BITS, _ISSUE_BITS, _POSITION_BITS = 15, 27, 14


class _ArticleRow(NamedTuple):
    """The columns of an article, named as in the database."""

    pk: int
    ident: str
    kicker: str
    headline: str
    subheads: list[str]
    digest: str
    column: str
    blocks: list[dict]
    page_id: int
    earliest: date
    latest: date
    first_published: date
    page__issue_id: int
    page__issue__newspaper_id: int
    page__issue__date_basis: str
    # None if the archive does not have the text
    full_text__plain: str | None


_WIDTH = len(_ArticleRow._fields)


class _SortKeys(NamedTuple):
    newest: int
    oldest: int
    added: int

    @classmethod
    def of(cls, row: _ArticleRow, rank: int, position: int) -> "_SortKeys":
        """Return the keys of an article, composed as described above."""
        earliest = row.earliest.toordinal()
        span = min(row.latest.toordinal() - earliest, _MAX_SPAN_DAYS)
        place = min(position, 2**_POSITION_BITS - 1)
        tiebreaker = min(rank, 2**_RANK_BITS - 1) << _POSITION_BITS | place
        number = compact_number(row.page__issue_id, _ISSUE_BITS)
        shift = _RANK_BITS + _POSITION_BITS
        return cls(
            newest=((_LAST_DAY - earliest) << 12 | (_MAX_SPAN_DAYS - span)) << shift | tiebreaker,
            oldest=(earliest << 12 | span) << shift | tiebreaker,
            added=((_LAST_DAY - row.first_published.toordinal()) << _ISSUE_BITS | number)
            << _POSITION_BITS
            | place,
        )


class _Mention(NamedTuple):
    """The columns of a mention, named as in the database."""

    kind: str
    name: str
    person_id: int | None
    organisation_id: int | None
    place_id: str | None


class _AuthorityLookup:
    """All people, newspapers, places and topics, loaded once."""

    def __init__(self) -> None:
        # pk → (slug, name)
        self.people = _by_key(Person.objects.values_list("pk", "slug", "name"))
        # pk → (slug, name and its variants)
        self.organisations = {row.pk: (row.slug, row.names) for row in Organisation.objects.all()}
        self.newspapers = _by_key(Newspaper.objects.values_list("pk", "slug", "name"))
        places = Place.objects.referenced().with_lineage()
        self.lineages = {place.pk: place.lineage for place in places}
        page_ids = PageImage.objects.held().values_list("page_id", flat=True)
        self.pages_with_images = set(page_ids.iterator())
        self.topics = {tag.pk: tag for tag in Tag.objects.select_related("broader")}


class _NamedEntities(NamedTuple):
    """The people, organisations and places that an article names."""

    # (slug, or name without a record; name), except authors
    people: list[tuple[str, str]]
    # (slug, or name without a record; its names)
    organisations: list[tuple[str, list[str]]]
    # codes
    places: list[str]

    @classmethod
    def of(
        cls, mentions: list[_Mention], authors: list[tuple[str, str]], shared: "_AuthorityLookup"
    ) -> "_NamedEntities":
        """Return the entities mentioned in an article by these authors, (slug, name)."""
        slugs, names = {slug for slug, _ in authors}, {name for _, name in authors}
        entities = cls([], [], [])
        for mention in mentions:
            if mention.kind == Mention.Kind.PERSON:
                person = shared.people.get(mention.person_id or 0, (mention.name,))
                if person[0] not in slugs and mention.name not in names:
                    entities.people.append((person[0], mention.name))
            elif mention.kind == Mention.Kind.ORGANISATION:
                key, names_of_it = shared.organisations.get(
                    mention.organisation_id or 0, (mention.name, [mention.name])
                )
                entities.organisations.append((key, names_of_it))
            elif mention.place_id is not None:
                entities.places.append(mention.place_id)
        return entities


def documents(articles: Collection[int] | None = None) -> Iterator[Document]:
    """Yield all articles, or those with these keys, newest first, in bounded memory."""
    shared, ranks = _AuthorityLookup(), issue_ranks()
    positions = _numbered(Article.objects.all()) if articles is None else _positions(articles)
    for numbered in batched(positions, _BATCH):
        position_of = dict(numbered)
        batch = list(position_of)
        values = Article.objects.filter(pk__in=batch).order_by()
        rows = {
            row[0]: (_ArticleRow(*row[:_WIDTH]), row[_WIDTH:])
            for row in values.values_list(*_ArticleRow._fields, *_FACET_COLUMNS)
        }
        people = _of_articles(Byline, "person_id", batch)
        places = _of_articles(Coverage, "place_id", batch)
        topics = _of_articles(Tagging, "tag_id", batch)
        mentions = _mentions(batch)
        reprinted, later = _reprints(batch)
        for key, position in position_of.items():
            authors = [shared.people[person] for person in people[key]]
            row, columns = rows[key]
            newspaper, name = shared.newspapers[row.page__issue__newspaper_id]
            entities = _NamedEntities.of(mentions[key], authors, shared)
            covered = [place for pk in places[key] for place in shared.lineages[pk]]
            source = FacetSource(
                earliest=row.earliest,
                latest=row.latest,
                newspaper=newspaper,
                people=[slug for slug, _ in authors],
                places=covered,
                topics=[shared.topics[topic] for topic in topics[key]],
                named=[key for key, _ in entities.people],
                organisations=[key for key, _ in entities.organisations],
                named_places=[
                    place
                    for pk in entities.places
                    for place in shared.lineages[pk]
                    if place not in covered
                ],
                has_image=row.page_id in shared.pages_with_images,
                is_reprinted=key in reprinted,
                is_reprint=key in later,
                columns=dict(zip(_FACET_COLUMNS, columns, strict=True)),
            )
            order = _SortKeys.of(row, ranks[row.page__issue_id], position)
            yield _document(row, order, source, name, [name for _, name in authors], entities)


def issue_ranks() -> dict[int, int]:
    """Return the rank of each issue among those of the same dates, by its primary key."""
    counts: Counter[tuple[date, int]] = Counter()
    ranks = {}
    rows = Issue.objects.order_by("earliest", "latest", "pk")
    for key, earliest, latest in rows.values_list("pk", "earliest", "latest").iterator():
        dates = earliest, min((latest - earliest).days, _MAX_SPAN_DAYS)
        ranks[key] = counts[dates]
        counts[dates] += 1
    return ranks


def _positions(articles: Collection[int]) -> Iterator[tuple[int, int]]:
    """Yield (key, position) of these articles, as `_numbered` does."""
    keys, issues = set(articles), set[int]()
    for batch in batched(sorted(keys), _BATCH):
        rows = Article.objects.filter(pk__in=batch).order_by()
        issues.update(rows.values_list("page__issue_id", flat=True))
    for batch in batched(sorted(issues), _BATCH):
        numbered = list(_numbered(Article.objects.of_issues(batch)))
        yield from (item for item in numbered if item[0] in keys)


def _numbered(articles: ArticleQuerySet) -> Iterator[tuple[int, int]]:
    """Yield the key of each article, newest first, and its position in its issue."""
    last, position = 0, 0
    rows = articles.newest_first().values_list("pk", "page__issue_id")
    for key, issue in rows.iterator():
        # the articles of an issue follow each other in printed order
        position = position + 1 if issue == last else 0
        last = issue
        yield key, position


def titles_and_texts(idents: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (title, text) of these articles as indexed, without names of topics and newspaper."""
    for values in Article.objects.with_idents(idents).order_by().values_list(*_ArticleRow._fields):
        row = _ArticleRow(*values)
        yield _title(row), _fold(_own_text(row))


def count() -> int:
    return Article.objects.count()


def _by_key(rows: Iterable[tuple]) -> dict[int, tuple]:
    return {row[0]: row[1:] for row in rows}


def _of_articles(model: Any, column: str, keys: list[int]) -> dict[int, list]:
    """Return {article pk: values of `column` in its rows of `model`, in sequence}."""
    by_article = defaultdict(list)
    rows = model.objects.filter(article_id__in=keys).order_by("sequence")
    for article, value in rows.values_list("article_id", column):
        by_article[article].append(value)
    return by_article


def _mentions(keys: list[int]) -> dict[int, list[_Mention]]:
    """Return {article pk: its mentions}."""
    by_article = defaultdict(list)
    rows = Mention.objects.filter(article_id__in=keys).order_by("kind", "-count", "name")
    for article, *values in rows.values_list("article_id", *_Mention._fields):
        by_article[article].append(_Mention(*values))
    return by_article


def _reprints(keys: list[int]) -> tuple[set[int], set[int]]:
    """Return which of these articles print a dispatch, and which reprint one."""
    rows = list(
        Reprint.objects.filter(article_id__in=keys).values_list("article", "extent", "is_first")
    )
    later = {article for article, extent, first in rows if extent == Extent.WHOLE and not first}
    return {article for article, *_ in rows}, later


def _document(
    row: _ArticleRow,
    order: _SortKeys,
    source: FacetSource,
    newspaper: str,
    people: list[str],
    entities: "_NamedEntities",
) -> Document:
    """Return the document of an article; `newspaper` and `people` are names."""
    labels = (label for tag in source.topics for label in (tag.pref_label, *tag.alt_labels))
    return Document(
        ident=row.ident,
        title=_title(row),
        text=_fold((*_own_text(row), newspaper, *(tag.pref_label for tag in source.topics))),
        people=_fold(people),
        places=_fold(place.name for place in source.places),
        named=_fold(name for _, name in entities.people),
        organisations=_fold(name for _, names in entities.organisations for name in names),
        labels=tuple(dict.fromkeys(fold(label).text for label in labels)),
        values={facet.name: tuple(dict.fromkeys(facet.values(source))) for facet in FACETS},
        earliest=row.earliest.toordinal(),
        latest=row.latest.toordinal(),
        date_inferred=row.page__issue__date_basis == Basis.INFERRED,
        **order._asdict(),
    )


def _title(row: _ArticleRow) -> str:
    return _fold((row.kicker, row.headline, *row.subheads))


def _own_text(row: _ArticleRow) -> list[str]:
    crossheads = [block["text"] for block in row.blocks if block["kind"] == "crosshead"]
    return [row.digest, row.column, *crossheads, row.full_text__plain or ""]


def _fold(parts: Iterable[str]) -> str:
    """Return the folded parts joined by boundaries, so that no match crosses them."""
    return BOUNDARY.join(folded for part in parts if (folded := fold(part).text))
