"""Render an editor's Markdown as HTML that is safe to embed in a page."""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

# of the highest heading: <h1> is the page's own
_FIRST_LEVEL = 2
_LAST_LEVEL = 6


def to_html(markdown: str) -> str:
    """Return CommonMark with tables as HTML; its highest headings become <h2>.

    HTML in it is shown as written, links lead to web addresses or paths only, and pictures are
    shown as links: the Content-Security-Policy allows none from elsewhere.
    """
    parser = _parser()
    tokens = parser.parse(markdown)
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    lower = _FIRST_LEVEL - min(map(_level, headings), default=_FIRST_LEVEL)
    for token in headings:
        token.tag = f"h{min(_level(token) + lower, _LAST_LEVEL)}"
    return parser.renderer.render(tokens, parser.options, {})


def _level(heading: Token) -> int:
    return int(heading.tag[1:])


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
