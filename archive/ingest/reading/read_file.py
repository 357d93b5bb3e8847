"""Read the pages of a file: by the text layer of a PDF if it is usable, otherwise by OCR."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pyvips

from archive.catalogue.geometry import PageGeometry
from archive.catalogue.image_format import ImageFormat, UnreadableImage, image_format
from archive.command_messages import gettext_noop, message
from archive.images.open_image import Size, image_size, open_image, unreadable_image
from archive.ingest.importers.printed_text import PrintedText
from archive.ingest.page_lines import PageLine

from . import page_text, pdf_text, type_weight
from .printed_page import PrintedPage
from .reading_order import reading_order
from .recognizer import NOT_INSTALLED, NotInstalled

# How a page was read.
TEXT_LAYER = "text layer"
OCR = "OCR"
_NO_PAGES = gettext_noop("PDF 里没有页面")
# Minimum number of letters on a page with text.
_MIN_LETTERS = 8
# Pixels: longer side of the image that is checked for print.
_THUMBNAIL = 1200
# Pixels: blur radius that removes the grain of the paper.
_GRAIN = 1.5
# Pixels: blur radius for the surroundings of print.
_AROUND = 12.0
# Minimum contrast of faded print, in grey levels of 0 to 255.
_MIN_CONTRAST = 12.0


class BlankPage(UnreadableImage):
    """A page on which nothing is printed, such as the back of a single sheet."""


@dataclass(frozen=True)
class ReadPage:
    """A page that has been read: its lines in reading order, with the print of each.

    `width` and `height` are those of its image in pixels; `pdf_page` counts from 1 and is None for
    an image; `how` is TEXT_LAYER or OCR. An image that lay sideways or upside down was rotated by
    `turns` clockwise quarter turns: sizes and boxes are those of the upright image.
    """

    path: Path
    pdf_page: int | None
    width: int
    height: int
    how: str
    lines: Sequence[PageLine]
    prints: Sequence[PrintedText | None] = ()
    turns: int = 0

    def geometry(self, sha256: str) -> PageGeometry | None:
        """Return the geometry of its text; `sha256` is the SHA-256 of the text."""
        return page_text.page_geometry(self.lines, self.prints, sha256)


def read_file(path: Path) -> list[ReadPage]:
    """Return the pages of an image or PDF without blank ones.

    Raise BlankPage if all are blank, UnreadableImage with the reason if the file is damaged, or
    OSError.
    """
    return list(read_pages(path))


def read_pages(path: Path) -> Iterator[ReadPage]:
    """Yield the pages one by one; otherwise like `read_file`."""
    blank: BlankPage | None = None
    any_printed = False
    for number in page_numbers(path):
        try:
            yield read_page(path, number)
            any_printed = True
        except BlankPage as error:
            blank = error
    if blank and not any_printed:
        raise blank


def page_numbers(path: Path) -> list[int | None]:
    """Return the pages of a file: [None] for an image, [1, 2, …] for a PDF."""
    if image_format(path) is not ImageFormat.PDF:
        return [None]
    document = _opened(path)
    try:
        if not len(document):
            raise UnreadableImage(message(_NO_PAGES))
        return list(range(1, len(document) + 1))
    finally:
        document.close()


def _opened(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableImage(message("PDF 有口令，请先去掉口令")) from error
        if "success" in str(error).lower():
            # PDFium has no error code for it.
            raise UnreadableImage(message(_NO_PAGES)) from error
        raise UnreadableImage(message("不能作为 PDF 打开：%(error)s", error=error)) from error


def read_page(path: Path, pdf_page: int | None) -> ReadPage:
    """Return one page. Raise BlankPage, UnreadableImage, NotInstalled or OSError."""
    if pdf_page is None:
        width, height = image_size(path)
    else:
        page = _text_layer(path, pdf_page)
        width, height = image_size(path, pdf_page)
        if pdf_text.is_usable(page):
            return _read(path, pdf_page, width, height, TEXT_LAYER, page)
    if _is_blank(path, pdf_page, Size(width, height)):
        raise BlankPage(message("空白页，没有识别出文字"))
    try:
        # Imported here because its dependencies are optional.
        from . import scan
    except ImportError as error:
        raise NotInstalled(message(NOT_INSTALLED, error=error)) from error
    return _read(path, pdf_page, width, height, OCR, scan.recognize(path, pdf_page))


def _is_blank(path: Path, pdf_page: int | None, size: Size) -> bool:
    """Return whether the page has no visible contrast."""
    scale = min(1.0, _THUMBNAIL / max(size))
    small = Size(*(max(1, round(side * scale)) for side in size))
    try:
        image = open_image(path, pdf_page, small if pdf_page else None)
        grey = image.thumbnail_image(small.width).colourspace(pyvips.Interpretation.B_W)[0]
        # Kept in memory because it is read twice.
        grey = grey.copy_memory()
        contrast = (grey.gaussblur(_GRAIN) - grey.gaussblur(_AROUND)).abs()
        return float(contrast.max()) < _MIN_CONTRAST
    except pyvips.Error as error:
        raise unreadable_image(error) from error


def _text_layer(path: Path, pdf_page: int) -> PrintedPage:
    document = _opened(path)
    try:
        pdf = document[pdf_page - 1]
        page = pdf_text.read_text_layer(pdf)
        return type_weight.with_weight(page, pdf) if pdf_text.is_usable(page) else page
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise UnreadableImage(
            message("PDF 的第 %(pdf_page)s 页无法读取：%(error)s", pdf_page=pdf_page, error=error)
        ) from error
    finally:
        document.close()


def _read(
    path: Path, pdf_page: int | None, width: int, height: int, how: str, page: PrintedPage
) -> ReadPage:
    if sum(len(line.text) for line in page.lines) < _MIN_LETTERS:
        raise UnreadableImage(message("版面上没有识别出文字"))
    size = page.image or (page.width, page.height)
    lines, prints = page_text.page_lines(reading_order(page), *size)
    if page.turns % 2:
        width, height = height, width
    return ReadPage(path, pdf_page, width, height, how, lines, prints, page.turns)
