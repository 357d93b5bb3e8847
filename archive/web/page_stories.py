"""The articles of a newspaper page: each with the opening of its full text, or else its digest."""

from collections.abc import Iterable
from typing import NamedTuple

from archive.catalogue.article_body import with_texts
from archive.models import Article

from .page_layout import ArticleLayout, article_metrics, lay_out, opening

# number of characters of the full text to show: a third of it, within these bounds
MIN_SHOWN, MAX_SHOWN = 130, 560
# block kinds of running text; bylines are shown below the opening anyway
_RUNNING = ("paragraph", "item", "summary")


class PageStory(NamedTuple):
    """An article on a newspaper page, its layout, and the paragraphs shown."""

    article: Article
    setting: ArticleLayout
    text: list[str]
    # whether the paragraphs are the newspaper's text, not the digest
    is_own: bool


def page_stories(articles: Iterable[Article]) -> list[PageStory]:
    """Return the stories of a page; the articles come from a QuerySet `with_openings`."""
    articles = list(articles)
    openings = [own_opening(article, _shown_length(article)) for article in articles]
    texts = [
        own_text or article.paragraphs for article, own_text in zip(articles, openings, strict=True)
    ]
    settings = lay_out([article_metrics(*pair) for pair in zip(articles, texts, strict=True)])
    return list(map(PageStory, articles, settings, texts, map(bool, openings)))


def own_opening(article: Article, characters: int) -> list[str]:
    """Return the first sentences of the text, at most `characters`; [] if it is not held."""
    return opening(list(_running_text(article)), characters)


def _shown_length(article: Article) -> int:
    return max(MIN_SHOWN, min(article.length // 3, MAX_SHOWN))


def _running_text(article: Article) -> Iterable[str]:
    """Yield the paragraphs of `opening`, with run-in bylines and marks for gaps."""
    before = ""
    for block, line in with_texts(article.blocks, article.opening) if article.opening else ():
        text = before + line
        if block.get("run_in"):
            before = text
            continue
        before = ""
        if block["kind"] in _RUNNING and text:
            yield text
