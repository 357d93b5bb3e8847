"""What a newspaper page sets of each article: the opening of its own text where that is held, else its digest."""

from collections.abc import Iterable
from typing import NamedTuple

from archive.catalogue.article_body import with_texts
from archive.models import Article

from .page_layout import ArticleLayout, article_metrics, lay_out, opening

# characters that are set of an article's own text: a third of it, within these bounds
LEAST, MOST = 130, 560
# kinds of blocks that an article goes on with; its bylines stand beneath its opening anyhow
_RUNNING = ("paragraph", "item", "summary")


class PageStory(NamedTuple):
    """An article on a newspaper page, how it is set, and its paragraphs."""

    article: Article
    setting: ArticleLayout
    text: list[str]
    # whether that is the newspaper's text, not ours
    is_own: bool


def page_stories(articles: Iterable[Article]) -> list[PageStory]:
    """The articles of a page, which were read `with_openings`, each with how it is set."""
    articles = list(articles)
    openings = [own_opening(article, _room(article)) for article in articles]
    texts = [
        opened or article.paragraphs for article, opened in zip(articles, openings, strict=True)
    ]
    settings = lay_out([article_metrics(*both) for both in zip(articles, texts, strict=True)])
    return list(map(PageStory, articles, settings, texts, map(bool, openings)))


def own_opening(article: Article, characters: int) -> list[str]:
    """The first sentences of its own text, no more than `characters`; none where none is held."""
    return opening(list(_running(article)), characters)


def _room(article: Article) -> int:
    return max(LEAST, min(article.length // 3, MOST))


def _running(article: Article) -> Iterable[str]:
    """The paragraphs of `begins`, each with the byline that runs into it and the gaps in it."""
    before = ""
    for block, line in with_texts(article.blocks, article.begins) if article.begins else ():
        text = before + line
        if block.get("run_in"):
            before = f"{text}　"
            continue
        before = ""
        if block["kind"] in _RUNNING and text:
            yield text
