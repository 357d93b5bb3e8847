"""What requests ask most: articles with all that their pages or entries show, and what stands beside them."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet

from archive.editions.current import cached_per_edition

from .article_parts import Byline, Coverage, FullText, Tagging
from .articles import Article
from .authorities import Place, Tag
from .issues import Issue
from .prepared_query import PreparedQuery

_M = TypeVar("_M", bound=Model)

_whole: PreparedQuery[Article] = PreparedQuery(
    lambda ident: (
        Article.objects.with_idents([ident])
        .select_related("page__issue__newspaper__place", "full_text")
        .order_by()
    )
)
_on_page: PreparedQuery[Article] = PreparedQuery(
    lambda page: Article.objects.on_page(page).only("ident", "headline")
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
_bylines: PreparedQuery[Byline] = PreparedQuery(
    lambda article: Byline.objects.of_each_article().filter(article=article)
)
_coverage: PreparedQuery[Coverage] = PreparedQuery(
    lambda *keys: Coverage.objects.of_each_article().filter(article__in=keys)
)
_taggings: PreparedQuery[Tagging] = PreparedQuery(
    lambda *keys: Tagging.objects.of_each_article().filter(article__in=keys)
)
_topics: PreparedQuery[Tag] = PreparedQuery(Tag.objects.all)


def article_to_read(ident: str) -> Article:
    """As `Article.objects.for_reading()` has it; Article.DoesNotExist."""
    articles = _whole(ident)
    if not articles:
        raise Article.DoesNotExist(ident)
    (article,) = articles
    signed = [(article.pk, row) for row in _bylines(article.pk)]
    _fill_prefetch_cache(articles, "bylines", Byline, signed)
    _prefetch_subjects(articles)
    return article


def headlines_of_page(article: Article) -> list[Article]:
    """The articles of its page in their order, itself among them, with what a link to them needs."""
    return _on_page(article.page_id)


def entries(idents: Sequence[str], with_texts: bool = False) -> list[Article]:
    """The articles with these idents, one for one, as `Article.objects.for_entries()` has them."""
    if not idents:
        return []
    found = (_entries_and_texts if with_texts else _entries)(*idents)
    _prefetch_subjects(found)
    by_ident = {article.ident: article for article in found}
    return [by_ident[ident] for ident in idents]


def with_openings(articles: list[Article]) -> list[Article]:
    """The same articles; those that have no digest but a text have it with them, to open with."""
    bare = [one for one in articles if not one.digest and one.page.text_held]
    if bare:
        texts = {text.article_id: text for text in _texts(*(one.pk for one in bare))}
        field = Article._meta.get_field("full_text")
        for one in bare:
            # None where there is none, so that it is not asked for again
            field.set_cached_value(one, texts.get(one.pk))
    return articles


@cached_per_edition
def topics_by_group() -> tuple[Tag, ...]:
    """The broadest topics, each with its narrower ones behind it."""
    topics = _topics()
    broadest = [topic for topic in topics if topic.broader_id is None]
    _fill_prefetch_cache(
        broadest, "narrower", Tag, [(t.broader_id, t) for t in topics if t.broader_id]
    )
    return tuple(broadest)


@cached_per_edition
def provinces() -> tuple[Place, ...]:
    """All of them, in the order of their codes."""
    return tuple(Place.objects.provinces())


@cached_per_edition
def span_is_inferred() -> bool:
    """Whether the years that are held, from the first to the last, rest on an editor's conclusion."""
    return Issue.objects.has_inferred_ends()


def _prefetch_subjects(articles: list[Article]) -> None:
    keys = [article.pk for article in articles]
    covered = [(row.article_id, row) for row in _coverage(*keys)]
    _fill_prefetch_cache(articles, "coverage", Coverage, covered)
    tagged = [(row.article_id, row) for row in _taggings(*keys)]
    _fill_prefetch_cache(articles, "taggings", Tagging, tagged)


def _fill_prefetch_cache(
    owners: Sequence[Model], name: str, model: type[_M], rows: Iterable[tuple[int, _M]]
) -> None:
    """Fill the prefetch cache of `owner.<name>` from `(owner's key, row)` pairs.

    The result is what prefetch_related leaves behind.
    """
    by_owner: dict[int, list[_M]] = {owner.pk: [] for owner in owners}
    for key, row in rows:
        by_owner[key].append(row)
    for owner in owners:
        queryset: QuerySet[_M] = QuerySet(model)
        vars(queryset).update(_result_cache=by_owner[owner.pk], _prefetch_done=True)
        vars(owner).setdefault("_prefetched_objects_cache", {})[name] = queryset
