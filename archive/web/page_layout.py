"""The layout of a newspaper page on a grid: the headline size and the columns of each article.

Articles keep their order, so that the visual order is the order of the document. They form bands
across the whole page: a band is a row of articles, or an article with the next two or three
stacked beside it. Dynamic programming finds the bands that leave the least white space.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from archive.models import Article
from archive.text.sentences import sentences

# Columns of the grid at three widths; phones have one. Keep in step with static/css/newspapers.css.
GRIDS = {"six": 6, "four": 4, "two": 2}
# characters per line of a column, by number of columns; 13 is usual in Chinese newspapers
MEASURE = {6: 13, 4: 15, 2: 23}
# Font size of headlines relative to the text, by grade. Keep in step with the style sheets.
SIZES = {"lead": 2.7, "major": 1.8, "minor": 1.4, "brief": 1.15}
# weight of the first article, which the newspaper put on top
FIRST = 2
# multiples of the mean length on the page: major from LARGE on, brief below SMALL
LARGE, SMALL = 1.25, 0.5

# the gutter between columns, in characters; in lines of text: a line of headline times its size, a
# line of kicker or subhead, and the space around an article
_GUTTER = 1.5
_HEADLINE, _DECK, _AROUND = 0.8, 1.1, 2.5
# penalties, as white space: each line of text below the other, each line of headline above it
_MIN_LINES, _MAX_HEADLINE = 4, 4


class ArticleMetrics(NamedTuple):
    """The measures of an article that its layout depends on; lengths in characters."""

    length: int
    headline: int
    # kicker and subheads
    decks: tuple[int, ...]
    # characters of the paragraphs opened
    text: tuple[int, ...]
    # set in a frame; news of a few lines
    is_feature: bool = False
    is_brief: bool = False


class GridPlace(NamedTuple):
    """The columns and rows of the grid that an article spans."""

    columns: int
    rows: int = 1


@dataclass(frozen=True)
class ArticleLayout:
    """The layout of an article: its grade, and its place in each grid."""

    grade: str
    is_feature: bool
    places: dict[str, GridPlace]

    @property
    def classes(self) -> str:
        """CSS classes: `grade-lead six-4 six-rows-2 four-4 two-2`."""
        names = [f"grade-{self.grade}", *(["boxed"] if self.is_feature else [])]
        for grid, place in self.places.items():
            names.append(f"{grid}-{place.columns}")
            if place.rows > 1:
                names.append(f"{grid}-rows-{place.rows}")
        return " ".join(names)


def article_metrics(article: Article, text: Sequence[str]) -> ArticleMetrics:
    """Return the metrics of an article shown with these paragraphs."""
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
    """Return the layout of each article of a page."""
    ranks = grades(page)
    placed = {
        grid: _places(list(zip(page, ranks, strict=True)), columns)
        for grid, columns in GRIDS.items()
    }
    return [
        ArticleLayout(grade, metrics.is_feature, {grid: placed[grid][n] for grid in GRIDS})
        for n, (metrics, grade) in enumerate(zip(page, ranks, strict=True))
    ]


def opening(paragraphs: Sequence[str], characters: int) -> list[str]:
    """Return whole sentences from the beginning, at most `characters` but at least one sentence."""
    excerpts: list[str] = []
    length_left = characters
    for text in paragraphs:
        ends = [end for _, end in sentences(text) if end <= length_left]
        if not ends and excerpts:
            break
        excerpts.append(text[: ends[-1]] if ends else text[: next(iter(sentences(text)))[1]])
        length_left -= len(excerpts[-1])
        if len(excerpts[-1]) < len(text):
            break
    return excerpts


def grades(page: Sequence[ArticleMetrics]) -> list[str]:
    """Return the headline grade of each article, by its relative length and its position."""
    if not page:
        return []
    weights = [metrics.length * (FIRST if n == 0 else 1) for n, metrics in enumerate(page)]
    lead, mean = weights.index(max(weights)), sum(metrics.length for metrics in page) / len(page)

    def grade(n: int, metrics: ArticleMetrics) -> str:
        if n == lead:
            return "lead"
        if metrics.is_brief or metrics.length < SMALL * mean:
            return "brief"
        return "major" if metrics.length >= LARGE * mean else "minor"

    return [grade(n, metrics) for n, metrics in enumerate(page)]


def _places(page: Sequence[tuple[ArticleMetrics, str]], columns: int) -> list[GridPlace]:
    """Return the grid places that leave the least white space on a page of so many columns."""
    height = cache(lambda n, span: _height(*page[n], span, columns))
    # for the first n articles: the least white space, and the last band
    best: list[tuple[float, tuple[GridPlace, ...]]] = [(0, ())]
    for end in range(1, len(page) + 1):
        best.append(
            min(
                (best[end - len(band)][0] + _white(band, end - len(band), columns, height), band)
                for size in range(1, min(end, columns) + 1)
                for band in _bands(size, columns)
            )
        )
    placed: list[GridPlace] = []
    end = len(page)
    while end:
        band = best[end][1]
        placed[:0] = band
        end -= len(band)
    return placed


@cache
def _bands(size: int, columns: int) -> tuple[tuple[GridPlace, ...], ...]:
    """Return all bands of `size` articles."""
    rows = [tuple(map(GridPlace, spans)) for spans in _sums(columns, size)]
    stacks = [
        (GridPlace(head, size - 1), *[GridPlace(columns - head)] * (size - 1))
        for head in range(1, columns)
        if size in (3, 4)
    ]
    return (*rows, *stacks)


def _sums(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Yield all ways to write `total` as a sum of so many positive integers."""
    if parts == 1:
        yield (total,)
        return
    for first in range(1, total - parts + 2):
        for parts_after in _sums(total - first, parts - 1):
            yield (first, *parts_after)


def _white(
    band: tuple[GridPlace, ...],
    start: int,
    columns: int,
    height: Callable[[int, int], tuple[float, float]],
) -> float:
    """Return the white space of a band and its penalties, in column lines."""
    sizes = [height(start + n, place.columns) for n, place in enumerate(band)]
    if band[0].rows > 1:
        beside = sum(lines for lines, _ in sizes[1:])
        tallest = max(sizes[0][0], beside)
        used = band[0].columns * sizes[0][0] + band[1].columns * beside
    else:
        tallest = max(lines for lines, _ in sizes)
        used = sum(place.columns * size[0] for place, size in zip(band, sizes, strict=True))
    return columns * tallest - used + sum(penalty for _, penalty in sizes)


def _height(metrics: ArticleMetrics, grade: str, span: int, columns: int) -> tuple[float, float]:
    """Return (lines of the article across `span` columns, penalty in column lines)."""
    measure = MEASURE[columns]
    width = span * measure + (span - 1) * _GUTTER
    headline = math.ceil(metrics.headline * SIZES[grade] / width)
    decks = sum(math.ceil(length / width) for length in metrics.decks)
    # two characters of indentation
    text = math.ceil(sum(math.ceil((length + 2) / measure) for length in metrics.text) / span)
    lines = _AROUND + headline * SIZES[grade] * _HEADLINE + decks * _DECK + text
    penalty = max(0, _MIN_LINES - text) * (span - 1) + max(0, headline - _MAX_HEADLINE) * span
    least, most = _range(grade, metrics.is_feature, columns)
    return lines, penalty + (0 if least <= span <= most else columns * lines)


def _range(grade: str, is_feature: bool, columns: int) -> tuple[int, int]:
    """Return the least and the most columns that suit the grade."""
    half = math.ceil(columns / 2)
    if grade == "lead":
        return half, max(columns - 1, 2)
    if columns == 2:
        return 1, 2 if grade == "major" else 1
    if grade == "major":
        return 2, columns - 2
    return (2 if is_feature else 1), (2 if grade == "brief" else half)
