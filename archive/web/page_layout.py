"""Makes up a newspaper page: how large each article is set and across which columns it stands.

Articles stay in their order, so that reading across and down is reading the document. They are put
into bands that fill the page from edge to edge: a band is a row of articles, or one article with
the next two or three stacked beside it. Of all ways to cut the page into bands the one that leaves
the least paper white is taken, found from the first article to the last (dynamic programming).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from archive.models import Article
from archive.text.sentences import sentences

# Columns of the page on screens of three widths; on a phone there is one. static/css/newspapers.css
# has the same.
GRIDS = {"six": 6, "four": 4, "two": 2}
# characters in a line of a column; 13 is the measure of a Chinese newspaper's basic column
MEASURE = {6: 13, 4: 15, 2: 23}
# Of a headline's character, in characters of the text, by grade; static/css sets the same.
SIZES = {"lead": 2.7, "major": 1.8, "minor": 1.4, "brief": 1.15}
# the page's first article is what its editor put on top
FIRST = 2
# of the mean article of the page: from here on large, up to here small
LARGE, SMALL = 1.25, 0.5

# in characters: the gutter between columns; in lines of text: a line of headline by its size,
# one of kicker or subhead, and what else stands around the text
_GUTTER = 1.5
_HEADLINE, _DECK, _AROUND = 0.8, 1.1, 2.5
# what counts as white paper: each line less than these under a headline, each line of headline more
_FEWEST_LINES, _MOST_HEADLINE = 4, 4


class ArticleMetrics(NamedTuple):
    """What the make-up has to know of an article; lengths in characters."""

    length: int
    headline: int
    # kicker and subheads
    decks: tuple[int, ...]
    # paragraphs set beneath the decks
    text: tuple[int, ...]
    # a report set off by a frame; a few lines of news
    is_feature: bool = False
    is_brief: bool = False


class GridPlace(NamedTuple):
    """Columns and rows of the grid that an article takes."""

    columns: int
    rows: int = 1


@dataclass(frozen=True)
class ArticleLayout:
    """How an article is set: its grade, and its place by the name of the grid."""

    grade: str
    is_feature: bool
    places: dict[str, GridPlace]

    @property
    def classes(self) -> str:
        """Class names: `grade-lead six-4 six-rows-2 four-4 two-2`."""
        names = [f"grade-{self.grade}", *(["boxed"] if self.is_feature else [])]
        for grid, place in self.places.items():
            names.append(f"{grid}-{place.columns}")
            if place.rows > 1:
                names.append(f"{grid}-rows-{place.rows}")
        return " ".join(names)


def article_metrics(article: Article, text: Sequence[str]) -> ArticleMetrics:
    """Of an article of which these paragraphs are set."""
    genre = Article.Genre
    return ArticleMetrics(
        length=article.length,
        headline=len(article.headline),
        decks=tuple(len(deck) for deck in (article.kicker, *article.subheads) if deck),
        text=tuple(map(len, text)),
        is_feature=article.genre in (genre.REPORT, genre.FEATURE, genre.ROUNDUP),
        is_brief=article.genre == genre.BRIEF,
    )


def lay_out(page: Sequence[ArticleMetrics]) -> list[ArticleLayout]:
    """The setting of every article of a page, one for one."""
    ranks = grades(page)
    placed = {
        grid: _places(list(zip(page, ranks, strict=True)), columns)
        for grid, columns in GRIDS.items()
    }
    return [
        ArticleLayout(grade, copy.is_feature, {grid: placed[grid][n] for grid in GRIDS})
        for n, (copy, grade) in enumerate(zip(page, ranks, strict=True))
    ]


def opening(paragraphs: Sequence[str], characters: int) -> list[str]:
    """Whole sentences from the beginning, no more than `characters` but at least one sentence."""
    shown: list[str] = []
    room = characters
    for text in paragraphs:
        ends = [end for _, end in sentences(text) if end <= room]
        if not ends and shown:
            break
        shown.append(text[: ends[-1]] if ends else text[: next(iter(sentences(text)))[1]])
        room -= len(shown[-1])
        if len(shown[-1]) < len(text):
            break
    return shown


def grades(page: Sequence[ArticleMetrics]) -> list[str]:
    """Each article's size of headline, by its length among those of the page and by its position."""
    if not page:
        return []
    weights = [copy.length * (FIRST if n == 0 else 1) for n, copy in enumerate(page)]
    lead, mean = weights.index(max(weights)), sum(copy.length for copy in page) / len(page)

    def grade(n: int, copy: ArticleMetrics) -> str:
        if n == lead:
            return "lead"
        if copy.is_brief or copy.length < SMALL * mean:
            return "brief"
        return "major" if copy.length >= LARGE * mean else "minor"

    return [grade(n, copy) for n, copy in enumerate(page)]


def _places(page: Sequence[tuple[ArticleMetrics, str]], columns: int) -> list[GridPlace]:
    """The places that leave the least white, in a page of so many columns."""
    height = cache(lambda n, span: _height(*page[n], span, columns))
    # for the first n articles: the least white, and the band that ends with them
    best: list[tuple[float, tuple[GridPlace, ...]]] = [(0, ())]
    for end in range(1, len(page) + 1):
        best.append(
            min(
                (best[end - len(band)][0] + _white(band, end - len(band), columns, height), band)
                for size in range(1, min(end, columns) + 1)
                for band in _bands(size, columns)
            )
        )
    placed, end = [], len(page)
    while end:
        band = best[end][1]
        placed[:0] = band
        end -= len(band)
    return placed


@cache
def _bands(size: int, columns: int) -> tuple[tuple[GridPlace, ...], ...]:
    """Every way in which `size` articles can fill a band of the page."""
    rows = [tuple(map(GridPlace, spans)) for spans in _sums(columns, size)]
    stacks = [
        (GridPlace(head, size - 1), *[GridPlace(columns - head)] * (size - 1))
        for head in range(1, columns)
        if size in (3, 4)
    ]
    return (*rows, *stacks)


def _sums(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        yield (total,)
        return
    for first in range(1, total - parts + 2):
        for rest in _sums(total - first, parts - 1):
            yield (first, *rest)


def _white(band: tuple[GridPlace, ...], start: int, columns: int, height) -> float:
    """The column lines that a band leaves empty, and what is as bad as that."""
    sizes = [height(start + n, place.columns) for n, place in enumerate(band)]
    if band[0].rows > 1:
        beside = sum(lines for lines, _ in sizes[1:])
        tallest = max(sizes[0][0], beside)
        used = band[0].columns * sizes[0][0] + band[1].columns * beside
    else:
        tallest = max(lines for lines, _ in sizes)
        used = sum(place.columns * size[0] for place, size in zip(band, sizes, strict=True))
    return columns * tallest - used + sum(spoilt for _, spoilt in sizes)


def _height(copy: ArticleMetrics, grade: str, span: int, columns: int) -> tuple[float, float]:
    """(lines that the article takes across `span` columns, column lines it is as bad as wasting)."""
    measure = MEASURE[columns]
    width = span * measure + (span - 1) * _GUTTER
    headline = math.ceil(copy.headline * SIZES[grade] / width)
    decks = sum(math.ceil(length / width) for length in copy.decks)
    # two characters of indent
    text = math.ceil(sum(math.ceil((length + 2) / measure) for length in copy.text) / span)
    lines = _AROUND + headline * SIZES[grade] * _HEADLINE + decks * _DECK + text
    spoilt = max(0, _FEWEST_LINES - text) * (span - 1) + max(0, headline - _MOST_HEADLINE) * span
    least, most = _range(grade, copy.is_feature, columns)
    return lines, spoilt + (0 if least <= span <= most else columns * lines)


def _range(grade: str, is_feature: bool, columns: int) -> tuple[int, int]:
    """The columns between which an article of this grade looks it."""
    half = math.ceil(columns / 2)
    if grade == "lead":
        return half, max(columns - 1, 2)
    if columns == 2:
        return 1, 2 if grade == "major" else 1
    if grade == "major":
        return 2, columns - 2
    return (2 if is_feature else 1), (2 if grade == "brief" else half)
