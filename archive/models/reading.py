"""An article with all that its own page shows, and what stands beside it: asked at every request."""

from collections.abc import Iterable

from django.db.models import Model, QuerySet

from .articles import Article, Byline, Coverage
from .prepared import Prepared
from .subjects import Tag

_whole = Prepared(
    lambda ident: (
        Article.objects.with_idents([ident])
        .select_related("page__issue__newspaper__place", "full_text")
        .order_by()
    )
)
_bylines = Prepared(lambda article: Byline.objects.of_each_article().filter(article=article))
_coverage = Prepared(lambda article: Coverage.objects.of_each_article().filter(article=article))
_tags = Prepared(lambda article: Tag.objects.filter(articles=article))
_on_page = Prepared(lambda page: Article.objects.on_page(page).only("ident", "headline"))


def article_to_read(ident: str) -> Article:
    """As `Article.objects.for_reading()` has it; Article.DoesNotExist."""
    found = _whole(ident)
    if not found:
        raise Article.DoesNotExist(ident)
    (article,) = found
    _have(article, "bylines", Byline, _bylines(article.pk))
    _have(article, "coverage", Coverage, _coverage(article.pk))
    _have(article, "tags", Tag, _tags(article.pk))
    return article


def headlines_of_page(article: Article) -> list[Article]:
    """The articles of its page in their order, itself among them, with what a link to them needs."""
    return _on_page(article.page_id)


def _have(article: Article, name: str, model: type[Model], rows: Iterable[Model]) -> None:
    """Makes `rows` what `article.name.all()` answers with, as prefetch_related does."""
    known = QuerySet(model)
    known._result_cache, known._prefetch_done = list(rows), True
    if not hasattr(article, "_prefetched_objects_cache"):
        article._prefetched_objects_cache = {}
    article._prefetched_objects_cache[name] = known
