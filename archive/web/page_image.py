"""A page's image for readers: its sizes, and the overlays on it (areas of articles, highlighted
search hits).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from archive.catalogue.geometry import PageGeometry
from archive.images.tile_archive import WIDTHS
from archive.models import Article, Page, PageImage
from archive.search.page_hits import boxes_of, page_hits
from archive.site_urls import fast_reverse
from archive.text.boxes import Box, scaled

# Drawing units across an image's width and across its height.
UNITS = 10_000


class HitBox(NamedTuple):
    """The box of a highlighted search hit, or of one line of it; `opens` marks its first line."""

    number: int
    opens: bool
    box: Box


class ArticleArea(NamedTuple):
    """The area of an article on the page; empty if unknown."""

    article: Article
    boxes: list[Box]


class ScaledImage:
    """An image in the sizes that are served."""

    def __init__(self, image: PageImage):
        self.image = image
        self.width, self.height = image.width, image.height

    def url(self, width: int | None = None) -> str:
        """Return the URL of the whole image at this width in pixels, by default its full size."""
        size = f"{width}," if width and width < self.width else "max"
        return fast_reverse("iiif-image", self.image.image_id, "full", size, "0", "default", "jpg")

    @property
    def srcset(self) -> str:
        widths = [width for width in WIDTHS if width < self.width]
        sized = [f"{self.url(width)} {width}w" for width in widths]
        return ", ".join([*sized, f"{self.url()} {self.width}w"])

    @property
    def information(self) -> str:
        """The URL of its info.json."""
        return fast_reverse("iiif-info", self.image.image_id)

    @property
    def is_licensed(self) -> bool:
        return self.image.rights.startswith(("http://", "https://"))


class AnnotatedPageImage(NamedTuple):
    """A page as an image: its overlays, and the articles in order."""

    page_image: ScaledImage
    areas: list[ArticleArea]
    hits: list[HitBox]
    hit_count: int
    from_right: bool


class Thumbnail(NamedTuple):
    page: Page
    image: ScaledImage | None


def annotated_page_image(
    page: Page, articles: Sequence[Article], terms: Sequence[str]
) -> AnnotatedPageImage | None:
    """Return the page as an image; None if its image is not held.

    If `terms` are given, the articles must have been loaded with their full texts.
    """
    if (image := page.image) is None:
        return None
    geometry = geometry_of(page)
    hits = _hits(articles, terms, geometry) if terms and geometry else []
    return AnnotatedPageImage(
        ScaledImage(image),
        [
            ArticleArea(article, [_drawn(Box(*box)) for box in article.outline])
            for article in articles
        ],
        hits,
        hits[-1].number if hits else 0,
        page.reads_from_right,
    )


def geometry_of(page: Page) -> PageGeometry | None:
    """Return the geometry of a page's text; one query."""
    row = getattr(page, "geometry", None)
    return row.unpack() if row else None


def thumbnails(pages: Iterable[Page]) -> list[Thumbnail]:
    """Return each page with its image; [] if none is held."""
    rows = [Thumbnail(page, ScaledImage(page.image) if page.image else None) for page in pages]
    return rows if any(thumbnail.image for thumbnail in rows) else []


def _drawn(box: Box) -> Box:
    return scaled(box, UNITS, UNITS)


def _hits(
    articles: Iterable[Article], terms: Sequence[str], geometry: PageGeometry
) -> list[HitBox]:
    """Return the hits of all articles, numbered through the page."""
    boxes: list[HitBox] = []
    number = 0
    for article in articles:
        last = None
        for in_article, box in boxes_of(page_hits(article, terms), geometry):
            opens = in_article != last
            number, last = number + opens, in_article
            boxes.append(HitBox(number, opens, _drawn(box)))
    return boxes
