"""The clipping on an article's page: its parts, corrections and highlighted search hits."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archive.catalogue.geometry import PageGeometry
from archive.catalogue.text_positions import correction_positions
from archive.images.clipping import clipping_of, picture_of
from archive.images.clipping_layout import ClippingLayout
from archive.models import Article
from archive.search.page_hits import boxes_of, page_hits
from archive.site_urls import fast_reverse
from archive.text.boxes import Box, scaled

from .article_text import corrections_in_titles
from .citations import block_name
from .page_image import ScaledImage, geometry_of


class ClippingPart(NamedTuple):
    """A block of the text, and its boxes in pixels of the clipping."""

    id: str
    name: str
    boxes: list[Box]


class ClippingHit(NamedTuple):
    number: int
    box: Box


class CroppedPicture(NamedTuple):
    """A photograph or drawing; `caption` is the id of the block that is its caption, or ""."""

    url: str
    width: int
    height: int
    caption: str


class AnnotatedClipping(NamedTuple):
    """The clipping of an article, and the overlays drawn on it.

    `corrections` maps the number of each correction to its boxes.
    """

    page: ScaledImage
    width: int
    height: int
    parts: list[ClippingPart]
    corrections: dict[int, list[Box]]
    hits: list[ClippingHit]
    pictures: list[CroppedPicture]

    @property
    def part_names(self) -> dict[str, str]:
        """The names of the blocks that are on the clipping, by their ids."""
        return {part.id: part.name for part in self.parts}


def annotated_clipping(
    article: Article, terms: Sequence[str], anchors: set[str]
) -> AnnotatedClipping | None:
    """Return the clipping of an article; None if its page's image or its position there is unknown.

    `anchors` are the ids of the blocks shown on the article's page.
    """
    if (clipping := clipping_of(article)) is None:
        return None
    layout, geometry = clipping.layout, geometry_of(article.page)
    return AnnotatedClipping(
        ScaledImage(clipping.image),
        layout.width,
        layout.height,
        list(_parts(article, layout, anchors)),
        dict(_corrections(article, layout, geometry)) if geometry else {},
        list(_hits(article, terms, layout, geometry)) if terms and geometry else [],
        list(_pictures(article)),
    )


def _parts(article: Article, layout: ClippingLayout, anchors: set[str]) -> Iterator[ClippingPart]:
    kinds = {block["id"]: block["kind"] for block in article.blocks}
    captions = {f"picture-{n}": picture["caption"] for n, picture in enumerate(article.pictures, 1)}
    boxes: dict[str, list[Box]] = {}
    for part, *box in article.zones:
        boxes.setdefault(captions.get(part, part), []).append(Box(*box))
    for part, of_part in boxes.items():
        if part in anchors:
            yield ClippingPart(part, block_name(kinds[part], part), _placed(layout, of_part))


def _corrections(
    article: Article, layout: ClippingLayout, geometry: PageGeometry
) -> Iterator[tuple[int, list[Box]]]:
    """Yield the boxes of each correction, numbered as in archive.web.article_text.text_of."""
    at = {block["id"]: block["at"] for block in article.blocks}
    spans = [
        span
        for block in (article.full_text.blocks if article.text_held else ())
        for span in correction_positions(at[block["id"]], block["runs"])
    ]
    spans += [tuple(item["at"]) for item in corrections_in_titles(article)]
    for number, (start, end) in enumerate(spans, 1):
        if boxes := _placed(layout, geometry.boxes(start, end)):
            yield number, boxes


def _hits(
    article: Article, terms: Sequence[str], layout: ClippingLayout, geometry: PageGeometry
) -> Iterator[ClippingHit]:
    for number, box in boxes_of(page_hits(article, terms), geometry):
        for placed in _placed(layout, [box]):
            yield ClippingHit(number, placed)


def _pictures(article: Article) -> Iterator[CroppedPicture]:
    for number, picture in enumerate(article.pictures, 1):
        if cut := picture_of(article, number):
            url = fast_reverse("article-picture", article.ident, number)
            yield CroppedPicture(url, cut.layout.width, cut.layout.height, picture["caption"])


def _placed(layout: ClippingLayout, boxes: Sequence[Box]) -> list[Box]:
    placed = (layout.place(box) for box in boxes)
    return [scaled(box, 1, 1, digits=1) for box in placed if box]
