"""The queries of most requests, prepared: articles as their pages and list entries show them.

A prepared query is a QuerySet whose SQL is compiled once and executed again with new parameters:
compiling takes Django several times as long as the query takes the database. This reimplements
parts of Django's ModelIterable and ValuesListIterable, so tests/models/test_prepared_queries.py
compares the results with Django's, which matters after an upgrade.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql import Query

from .article_parts import Byline, Coverage, FullText, Tagging
from .article_queries import OPENING
from .articles import Article
from .authorities import Tag
from .mentions import Mention
from .page_images import PageImage
from .reprints import Reprint

_M = TypeVar("_M", bound=Model)
# a row: an instance of a model, or a tuple
_R = TypeVar("_R")
# larger numbers of articles are loaded by Django: each number needs a compiled query
MAX_PREPARED = 100


class PreparedQuery(Generic[_R]):
    """A query compiled on first use, then executed with new parameters.

    `build(*values)` returns the QuerySet, of instances or of `values_list`. The values must be all
    the parameters of its SQL, in order; prefetch_related is not carried out.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, _R]]):
        self._build = build
        # by database vendor and number of values
        self._compiled: dict[tuple[str, int], _CompiledQuery | _CompiledTuples] = {}

    def __call__(self, *values: str | int) -> list[_R]:
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, len(values))
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = _compile(self._build(*values), values, connection)
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, values)
            rows = [list(row) for row in cursor.fetchall()]
        for index, functions, column in compiled.converters:
            for convert in functions:
                for row in rows:
                    row[index] = convert(row[index], column, connection)
        return [compiled.result(row) for row in rows]


class _CompiledTuples(NamedTuple):
    sql: str
    # (index in the row, converter functions, column)
    converters: list[tuple]

    def result(self, row: list) -> Any:
        return tuple(row)


class _CompiledQuery(NamedTuple):
    sql: str
    model: type[Model]
    # the model's own columns, in row order, and where they start and end in the row
    fields: list[str]
    start: int
    end: int
    # (index in the row, converter functions, column)
    converters: list[tuple]
    # populate the related instances of select_related
    populators: list
    # name of an annotation → its index in the row
    annotations: dict[str, int]

    def result(self, row: list) -> Any:
        instance = self.model.from_db(DEFAULT_DB_ALIAS, self.fields, row[self.start : self.end])
        for populator in self.populators:
            populator.populate(row, instance)
        for name, index in self.annotations.items():
            setattr(instance, name, row[index])
        return instance


def _compile(
    queryset: QuerySet, values: tuple, connection: BaseDatabaseWrapper
) -> _CompiledQuery | _CompiledTuples:
    """Do what Django's iterables of a QuerySet do before they read the first row."""
    compiler = queryset.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    if tuple(parameters) != values:
        raise ValueError(f"{sql} has the parameters {parameters}, not {values}")
    columns = [column for column, *_ in compiler.select]
    converters = [
        (index, *functions) for index, functions in compiler.get_converters(columns).items()
    ]
    if queryset.query.values_select:
        return _CompiledTuples(sql, converters)
    own_columns = compiler.klass_info["select_fields"]
    start, end = own_columns[0], own_columns[-1] + 1
    return _CompiledQuery(
        sql,
        compiler.klass_info["model"],
        [column.target.attname for column in columns[start:end]],
        start,
        end,
        converters,
        # the stubs describe a later Django, where this takes one more argument
        get_related_populators(  # type: ignore[call-arg]
            compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS
        ),
        compiler.annotation_col_map,
    )


_whole_article: PreparedQuery[Article] = PreparedQuery(
    lambda ident: (
        Article.objects.with_idents([ident])
        .select_related("page__issue__newspaper__place", "full_text")
        .order_by()
    )
)
_on_page: PreparedQuery[Article] = PreparedQuery(
    lambda page: Article.objects.on_page(page).only("ident", "headline")
)
_candidates: PreparedQuery[tuple[str, date, date, int | None]] = PreparedQuery(
    lambda *idents: (
        Article.objects.with_idents(idents)
        .order_by()
        .values_list("ident", "earliest", "latest", "reprints__dispatch")
    )
)
_comparable: PreparedQuery[Article] = PreparedQuery(
    lambda *idents: Article.objects.for_comparing().with_idents(idents).order_by()
)
_places: PreparedQuery[tuple[int, str]] = PreparedQuery(
    lambda *keys: (
        Coverage.objects.filter(article__in=keys)
        .order_by("sequence")
        .values_list("article_id", "place_id")
    )
)
_topics_of: PreparedQuery[tuple[int, int]] = PreparedQuery(
    lambda *keys: (
        Tagging.objects.filter(article__in=keys).order_by().values_list("article_id", "tag_id")
    )
)
_entries: PreparedQuery[Article] = PreparedQuery(
    lambda *idents: Article.objects.for_entries().with_idents(idents).order_by()
)
_entries_and_texts: PreparedQuery[Article] = PreparedQuery(
    lambda *idents: (
        Article.objects.for_entries()
        .with_texts()
        .defer("full_text__blocks")
        .with_idents(idents)
        .order_by()
    )
)
_texts: PreparedQuery[FullText] = PreparedQuery(
    lambda *keys: FullText.objects.defer("blocks").filter(article__in=keys)
)
_whole_entries: PreparedQuery[Article] = PreparedQuery(
    lambda *idents: (
        Article.objects.for_list()
        .with_texts()
        .defer("full_text__blocks")
        .with_idents(idents)
        .order_by()
    )
)
_bylines: PreparedQuery[Byline] = PreparedQuery(
    lambda *keys: Byline.objects.of_each_article().filter(article__in=keys)
)
_coverage: PreparedQuery[Coverage] = PreparedQuery(
    lambda *keys: Coverage.objects.of_each_article().filter(article__in=keys)
)
_taggings: PreparedQuery[Tagging] = PreparedQuery(
    lambda *keys: Tagging.objects.of_each_article().filter(article__in=keys)
)
_reprints: PreparedQuery[Reprint] = PreparedQuery(
    lambda *keys: Reprint.objects.with_dispatches().filter(article__in=keys)
)
_mentions: PreparedQuery[Mention] = PreparedQuery(
    lambda *keys: Mention.objects.of_each_article().filter(article__in=keys)
)
_printings: PreparedQuery[Reprint] = PreparedQuery(
    lambda dispatch: Reprint.objects.of_dispatch(dispatch)
)
_images: PreparedQuery[PageImage] = PreparedQuery(
    lambda *pages: PageImage.objects.held().filter(page__in=pages).order_by("page", "sequence")
)
_zones: PreparedQuery[Article] = PreparedQuery(
    lambda *keys: Article.objects.filter(pk__in=keys).order_by().only("deck_spans", "zones")
)
_topics: PreparedQuery[Tag] = PreparedQuery(Tag.objects.all)


def article_to_read(ident: str) -> Article:
    """Return the article, loaded as by `Article.objects.for_reading()`; Article.DoesNotExist."""
    articles = _whole_article(ident)
    if not articles:
        raise Article.DoesNotExist(ident)
    (article,) = articles
    _prefetch_bylines(articles)
    _prefetch_reprints(articles)
    _prefetch_mentions(articles)
    _prefetch_subjects(articles)
    return article


def printings_of(dispatch: int) -> list[Reprint]:
    """Return the printings of the dispatch with this key, the earliest first."""
    return _printings(dispatch)


def headlines_of_page(article: Article) -> list[Article]:
    """Return all articles of its page in order, with only the fields a link needs."""
    return _on_page(article.page_id)


def entries(
    idents: Sequence[str], with_texts: bool = False, with_images: bool = False
) -> list[Article]:
    """Return the articles with these idents, in order, loaded as by
    `Article.objects.for_entries()`.

    `with_images`: with the images of their pages, and the positions of their titles on them.
    """
    if not idents:
        return []
    articles = (_entries_and_texts if with_texts else _entries)(*idents)
    _prefetch_subjects(articles)
    if with_images:
        _add_images(articles)
    by_ident = {article.ident: article for article in articles}
    return [by_ident[ident] for ident in idents]


class Candidate(NamedTuple):
    """The data by which related articles are chosen."""

    ident: str
    earliest: date
    latest: date
    # keys of the dispatches that it prints
    dispatches: set[int]


def candidates(idents: Sequence[str]) -> list[Candidate]:
    """Return the articles with these idents, in order, as candidates."""
    by_ident: dict[str, Candidate] = {}
    # a row for each dispatch of an article
    for ident, earliest, latest, dispatch in _candidates(*idents) if idents else ():
        candidate = by_ident.setdefault(ident, Candidate(ident, earliest, latest, set()))
        if dispatch is not None:
            candidate.dispatches.add(dispatch)
    return [by_ident[ident] for ident in idents]


class ComparableArticle(NamedTuple):
    """An article and what it has in common with others; its topics and places by their keys."""

    article: Article
    topics: set[int]
    # in order
    places: list[str]


def comparable(idents: Sequence[str]) -> list[ComparableArticle]:
    """Return the articles with these idents, in order, loaded as by `for_comparing()`."""
    articles = _comparable(*idents) if idents else []
    by_key = {article.pk: ComparableArticle(article, set(), []) for article in articles}
    for key, topic in _topics_of(*by_key) if by_key else ():
        by_key[key].topics.add(topic)
    for key, place in _places(*by_key) if by_key else ():
        by_key[key].places.append(place)
    by_ident = {item.article.ident: item for item in by_key.values()}
    return [by_ident[ident] for ident in idents]


def with_openings(articles: list[Article]) -> list[Article]:
    """Return the same articles; those without a digest with full text, to show its opening."""
    without_digest = [
        article for article in articles if not article.digest and article.page.text_held
    ]
    if without_digest:
        texts = {text.article_id: text for text in _texts(*(a.pk for a in without_digest))}
        field = Article._meta.get_field("full_text")
        for article in without_digest:
            # caches None as well, so that a missing text is not queried again
            field.set_cached_value(article, texts.get(article.pk))
    return articles


def whole_entries(idents: Sequence[str]) -> list[Article]:
    """Return the articles with these idents, in order, loaded as by `for_data()`."""
    if not idents:
        return []
    if len(idents) > MAX_PREPARED:
        return Article.objects.for_data().in_order_of(idents)
    articles = _whole_entries(*idents)
    _prefetch_bylines(articles)
    _prefetch_subjects(articles)
    _prefetch_reprints(articles)
    _prefetch_mentions(articles)
    by_ident = {article.ident: article for article in articles}
    return [by_ident[ident] for ident in idents]


def stories(idents: Sequence[str]) -> list[Article]:
    """Return the existing ones of these articles, in order, loaded for a list with openings."""
    articles = _whole_entries(*idents) if idents else []
    if articles:
        _prefetch_bylines(articles)
        _prefetch_subjects(articles)
    for article in articles:
        article.opening = article.full_text.plain[:OPENING] if article.text_held else None
    by_ident = {article.ident: article for article in articles}
    return [by_ident[ident] for ident in idents if ident in by_ident]


def topics_by_group() -> tuple[Tag, ...]:
    """Return the broadest topics, with their narrower ones prefetched."""
    topics = _topics()
    broadest = [topic for topic in topics if topic.broader_id is None]
    _fill_prefetch_cache(
        broadest, "narrower", Tag, [(t.broader_id, t) for t in topics if t.broader_id]
    )
    return tuple(broadest)


def _prefetch_bylines(articles: list[Article]) -> None:
    bylines = [(row.article_id, row) for row in _bylines(*(article.pk for article in articles))]
    _fill_prefetch_cache(articles, "bylines", Byline, bylines)


def _prefetch_reprints(articles: list[Article]) -> None:
    reprints = [(row.article_id, row) for row in _reprints(*(article.pk for article in articles))]
    _fill_prefetch_cache(articles, "reprints", Reprint, reprints)


def _prefetch_mentions(articles: list[Article]) -> None:
    mentions = [(row.article_id, row) for row in _mentions(*(article.pk for article in articles))]
    _fill_prefetch_cache(articles, "mentions", Mention, mentions)


def _prefetch_subjects(articles: list[Article]) -> None:
    keys = [article.pk for article in articles]
    coverage = [(row.article_id, row) for row in _coverage(*keys)]
    _fill_prefetch_cache(articles, "coverage", Coverage, coverage)
    taggings = [(row.article_id, row) for row in _taggings(*keys)]
    _fill_prefetch_cache(articles, "taggings", Tagging, taggings)


def _add_images(articles: list[Article]) -> None:
    """Load the images of the articles' pages, and the positions of their titles on them."""
    of_pages: dict[int, list[PageImage]] = {}
    for image in _images(*{article.page_id for article in articles}):
        of_pages.setdefault(image.page_id, []).append(image)
    for article in articles:
        # each article has its own instance of its page
        images = [(article.page_id, image) for image in of_pages.get(article.page_id, ())]
        _fill_prefetch_cache([article.page], "images", PageImage, images)
    articles_by_pk = {article.pk: article for article in articles if article.page.image}
    for row in _zones(*articles_by_pk) if articles_by_pk else ():
        articles_by_pk[row.pk].deck_spans, articles_by_pk[row.pk].zones = row.deck_spans, row.zones


@cache
def _query_of_all(model: type[Model]) -> Query:
    return Query(model)


def _fill_prefetch_cache(
    owners: Sequence[Model], name: str, model: type[_M], rows: Iterable[tuple[int, _M]]
) -> None:
    """Fill the prefetch cache of `owner.<name>` from `(owner's key, row)` pairs.

    The result equals that of prefetch_related.
    """
    by_owner: dict[int, list[_M]] = {owner.pk: [] for owner in owners}
    for key, row in rows:
        by_owner[key].append(row)
    for owner in owners:
        # the shared query is copied only when filtered
        queryset: QuerySet[_M] = QuerySet(model, query=_query_of_all(model))
        vars(queryset).update(_result_cache=by_owner[owner.pk], _prefetch_done=True)
        vars(owner).setdefault("_prefetched_objects_cache", {})[name] = queryset
