"""The clipping of an article: its zones cut from the page's image and joined, as a JPEG."""

from typing import NamedTuple
from xml.sax.saxutils import escape

import pyvips

from archive.cards.drawing import draw_text
from archive.models import Article, PageImage
from archive.text.boxes import Box, to_pixels, union

from .clipping_layout import ClippingLayout, Cutout
from .served_images import served_image
from .tile_archive import TILE, TileArchive

QUALITY = 82
# maximum side of a headline in a list, in pixels
MAX_HEADLINE_SIDE = 480
# font size of captions, in pixels
_MIN_TYPE, _MAX_TYPE = 14, 34
# the description in XMP (ISO 16684-1, section 8.3)
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt>
<rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:description></rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


class Clipping(NamedTuple):
    image: PageImage
    layout: ClippingLayout


def clipping_of(article: Article) -> Clipping | None:
    """Return the clipping of an article; None if the page has no image or its place is unknown."""
    image = article.page.image
    if image is None or not article.outline:
        return None
    other_articles = Article.objects.on_page(article.page).exclude(pk=article.pk)
    outlines = other_articles.order_by().values_list("outline", flat=True)
    layout = ClippingLayout(
        [Box(*box) for box in article.outline],
        [Box(*box) for outline in outlines for box in outline],
        (image.width, image.height),
        article.page.reads_from_right,
    )
    return Clipping(image, layout)


def picture_of(article: Article, number: int) -> Clipping | None:
    """Return the photograph or drawing with this number, from 1; None if there is none."""
    image = article.page.image
    if image is None or not 1 <= number <= len(article.pictures):
        return None
    zone = Box(*article.pictures[number - 1]["zone"])
    return Clipping(image, ClippingLayout([zone], (), (image.width, image.height), margin=0))


def headline_of(article: Article, max_side: int = MAX_HEADLINE_SIDE) -> Clipping | None:
    """Return the printed title, at most `max_side` pixels wide and high; None if not located."""
    image = article.page.image
    decks = {part for part, _ in article.deck_spans}
    titles = [Box(*box) for part, *box in article.zones if part in decks]
    if image is None or not titles:
        return None
    boxes = [union(titles)]
    layout = ClippingLayout(boxes, (), (image.width, image.height), max_side=max_side)
    return Clipping(image, layout)


def picture(clipping: Clipping) -> pyvips.Image | None:
    """Return the clipping, cut from the tiles of the page's image; None without tiles."""
    image = served_image(clipping.image.image_id)
    return cut_out(clipping.layout, image.archive) if image else None


def cut_out(layout: ClippingLayout, archive: TileArchive) -> pyvips.Image:
    """Return the parts of a page, joined as in the layout, from the tiles of its image."""
    canvas = _blank(layout.width, layout.height)
    for placement in layout.placements:
        piece = _piece(placement, archive)
        canvas = canvas.insert(piece, placement.left, placement.top)
    return canvas


def jpeg(image: pyvips.Image) -> bytes:
    return image.jpegsave_buffer(Q=QUALITY, keep="none")


def png(image: pyvips.Image) -> bytes:
    return image.pngsave_buffer(keep="none")


def captioned_jpeg(image: pyvips.Image, caption: str) -> bytes:
    """Return the picture with its caption drawn below and in its XMP as the description."""
    size = min(max(image.width // 36, _MIN_TYPE), _MAX_TYPE)
    width = max(image.width, _MIN_TYPE * 20)
    # a caption that no font can draw is stored in the description only
    if words := draw_text(caption, size, width - 2 * size):
        words_image = pyvips.Image.pngload_buffer(words)
        canvas = _blank(width, image.height + words_image.height + 2 * size)
        image = canvas.insert(image, 0, 0).insert(words_image, size, image.height + size)
    image = image.copy()
    description = _XMP.format(escape(caption)).encode()
    image.set_type(pyvips.GValue.blob_type, "xmp-data", description)
    return image.jpegsave_buffer(Q=QUALITY, keep="xmp")


def _blank(width: int, height: int) -> pyvips.Image:
    blank = pyvips.Image.black(width, height, bands=3).invert()
    return blank.copy(interpretation="srgb")


def _piece(placement: Cutout, archive: TileArchive) -> pyvips.Image:
    """Return a part of the page as large as in the clipping, from the smallest sufficient tiles."""
    info = archive.info
    left, top, width, height = to_pixels(placement.source, info.width, info.height)
    scale = max(
        factor for factor in info.scale_factors if factor == 1 or width >= factor * placement.width
    )
    part = _part(archive, scale, left, top, left + width, top + height)
    return part.thumbnail_image(placement.width, height=placement.height, size="force")


def _part(
    archive: TileArchive, scale: int, left: int, top: int, right: int, bottom: int
) -> pyvips.Image:
    """Return the pixels between these edges of the whole image, scaled down by `scale`."""
    step = TILE * scale
    size = archive.info.width, archive.info.height
    first = left // step * step, top // step * step
    rows = []
    for y in range(first[1], bottom, step):
        tiles = [_tile(archive, scale, x, y, size) for x in range(first[0], right, step)]
        rows.append(pyvips.Image.arrayjoin(tiles, across=len(tiles)))
    joined_rows = rows[0]
    for row in rows[1:]:
        joined_rows = joined_rows.join(row, "vertical", expand=True)
    x, y = (left - first[0]) // scale, (top - first[1]) // scale
    width = min(-(-(right - left) // scale), joined_rows.width - x)
    height = min(-(-(bottom - top) // scale), joined_rows.height - y)
    return joined_rows.crop(x, y, width, height)


def _tile(
    archive: TileArchive, scale: int, x: int, y: int, full_size: tuple[int, int]
) -> pyvips.Image:
    width, height = min(TILE * scale, full_size[0] - x), min(TILE * scale, full_size[1] - y)
    size = -(-width // scale), -(-height // scale)
    region = "full" if (width, height) == full_size else f"{x},{y},{width},{height}"
    size_parameter = "max" if region == "full" and size == full_size else f"{size[0]},{size[1]}"
    tile = pyvips.Image.jpegload_buffer(archive.image(region, size_parameter))
    return tile.colourspace("srgb")
