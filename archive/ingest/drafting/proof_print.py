"""Show the image of a page on its proof sheet, with the positions of each stretch and doubt."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from archive.catalogue.entries import PageEntry
from archive.catalogue.geometry import PageGeometry
from archive.catalogue.zones import zones
from archive.images.image_copies import write_smaller_copy
from archive.images.open_image import Size, UnreadableImage
from archive.text.boxes import Box, scaled, union

# Pixels: width of the image on the sheet.
WIDTH = 1800
# Margin around doubted text, as a share of the page's width.
_AROUND = 0.02
# Maximum number of doubted characters that are shown, counted from the first.
_SHOWN = 40

GeometryOf = Callable[[str], PageGeometry | None]


class PrintMark(NamedTuple):
    """The position of a stretch in pixels of the image; `anchor` is its anchor on the sheet."""

    anchor: str
    label: str
    colour: str
    boxes: list[Box]


class PrintCrop(NamedTuple):
    """The part of the image shown beside a doubt, and the doubted text in it, in pixels."""

    file: str
    width: int
    height: int
    view: Box
    boxes: list[Box]


@dataclass
class ProofPage:
    """A page's image, its file in the sheet's folder, and its marks; `geometry` may be None."""

    file: str
    width: int
    height: int
    geometry: PageGeometry | None
    marks: list[PrintMark] = field(default_factory=list)

    def mark(self, anchor: str, label: str, colour: str, span: tuple[int, int]) -> None:
        """Add the mark of a stretch, if its position is known."""
        if self.geometry and (boxes := zones([span], self.geometry)):
            self.marks.append(PrintMark(anchor, label, colour, list(map(self._placed, boxes))))

    def crop(self, span: list[int]) -> PrintCrop | None:
        """Return the crop of the image for a span; None if its position is unknown."""
        if not self.geometry or len(span) != 2:
            return None
        boxes = self.geometry.boxes(span[0], min(max(span[1], span[0] + 1), span[0] + _SHOWN))
        if not boxes:
            return None
        around = union(boxes)
        down = _AROUND * self.width / self.height
        left, top = max(0.0, around.x - _AROUND), max(0.0, around.y - down)
        right, bottom = min(1.0, around.right + _AROUND), min(1.0, around.bottom + down)
        view = self._placed(Box(left, top, right - left, bottom - top))
        placed = [self._placed(box) for box in boxes]
        return PrintCrop(self.file, self.width, self.height, view, placed)

    @property
    def anchors(self) -> set[str]:
        return {mark.anchor for mark in self.marks}

    def _placed(self, box: Box) -> Box:
        return scaled(box, self.width, self.height, digits=1)


def page_prints(
    pages: Iterable[PageEntry], images: Mapping[str, Path], geometry_of: GeometryOf, folder: Path
) -> list[ProofPage | None]:
    """Return the print of each page, or None without an image; write the images to `folder`."""
    return [
        _page_print(number, page, images, geometry_of, folder)
        for number, page in enumerate(pages, 1)
    ]


def _page_print(
    number: int,
    page: PageEntry,
    images: Mapping[str, Path],
    geometry_of: GeometryOf,
    folder: Path,
) -> ProofPage | None:
    held = (image for image in page.images if image.shows == "page" and image.sha256 in images)
    image = next(held, None)
    if image is None:
        return None
    name = f"page-{number}.jpg"
    size = Size(image.width, image.height)
    try:
        shown = write_smaller_copy(images[image.sha256], image.pdf_page, size, WIDTH, folder / name)
    except UnreadableImage:
        # check_catalogue and publish report the fault.
        return None
    return ProofPage(name, shown.width, shown.height, geometry_of(page.text.sha256))
