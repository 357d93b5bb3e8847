"""Highlighting on page images: positions of search hits in a page's text and on its image."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from archive.catalogue.geometry import PageGeometry
from archive.catalogue.text_positions import Position, body_positions, joined, title_positions
from archive.models import Article
from archive.text.boxes import Box

from .highlight import spans

# characters quoted before and after a hit
_AROUND = 20


class PageHit(NamedTuple):
    """A hit: its number in the article, its words, and its spans in the text of the page."""

    number: int
    words: str
    spans: list[Position]
    # the text before and after it
    before: str = ""
    after: str = ""

    def boxes(self, geometry: PageGeometry) -> list[Box]:
        """Return the boxes on the page image to highlight, one per printed line."""
        return [box for start, end in self.spans for box in geometry.boxes(start, end) if box.area]


class _BlockText(NamedTuple):
    text: str
    # span of each character in the page's text; empty for characters that are not printed
    positions: list[Position]


def page_hits(article: Article, terms: Sequence[str]) -> Iterator[PageHit]:
    """Yield the search hits in an article that are printed on its page.

    They are numbered as on the article's page (archive.web.article_text): the title, the digest,
    which is not printed, and the text, if it is held.
    """
    number = 0
    for text, positions in _texts(article):
        for start, end in spans(text, terms):
            number += 1
            if boxes := joined(positions[start:end]):
                before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
                yield PageHit(number, text[start:end], boxes, before, after)


def _texts(article: Article) -> Iterator[_BlockText]:
    deck_spans = dict(article.deck_spans)
    titles = [("kicker", article.kicker), ("headline", article.headline)]
    titles += [(f"subhead-{n}", subhead) for n, subhead in enumerate(article.subheads, 1)]
    for part, title in titles:
        yield _BlockText(title, title_positions(title, deck_spans.get(part, ())))
    for paragraph in article.digest.splitlines():
        yield _BlockText(paragraph, [])
    if article.text_held:
        yield _body(article)


def _body(article: Article) -> _BlockText:
    """Return the blocks joined as on the article's page, since a hit may span two."""
    at = {block["id"]: block["at"] for block in article.blocks}
    texts, positions = [], []
    for block in article.full_text.blocks:
        texts.append("".join(run["text"] for run in block["runs"]))
        positions += [*body_positions(at[block["id"]], block["runs"]), (0, 0)]
    return _BlockText("\n".join(texts), positions)


def boxes_of(hits: Iterable[PageHit], geometry: PageGeometry) -> Iterator[tuple[int, Box]]:
    """Yield (number of the hit, box) for every printed line of every hit."""
    for hit in hits:
        for box in hit.boxes(geometry):
            yield hit.number, box
