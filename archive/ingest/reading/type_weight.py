"""Tell bold type by how much ink it has, where a PDF does not say how heavy its fonts are."""

from dataclasses import replace
from statistics import median

import pypdfium2
import pyvips

from archive.text.boxes import Box

from .printed_page import PrintedLine, PrintedPage, body_size, is_cjk

# pixels of body text as it is drawn to be measured, and of the page at most
_BODY, _MAX_PIXELS = 20.0, 12_000_000
# lines that are measured
_MAX_LINES = 3_000
# characters of a line of body text that shows what is usual; of a short line
_LONG, _SHORT = 8, 4
# bold type has more ink than body text by this; short lines vary more
_BOLD, _BOLD_IF_SHORT = 1.38, 1.6
# a letter or digit is as wide as this much of a Chinese character
_NARROW = 0.45


def with_weight(page: PrintedPage, pdf_page: pypdfium2.PdfPage) -> PrintedPage:
    """The page with the weight of its lines as their ink shows it, unless its fonts tell it."""
    body = body_size(page.lines)
    if not body or len(page.lines) > _MAX_LINES or any(line.bold for line in page.lines):
        return page
    scale = min(_BODY / body, (_MAX_PIXELS / (page.width * page.height)) ** 0.5)
    bitmap = pdf_page.render(scale=scale, grayscale=True)
    image = pyvips.Image.new_from_memory(
        bytes(bitmap.buffer), bitmap.stride, bitmap.height, 1, "uchar"
    ).crop(0, 0, bitmap.width, bitmap.height)
    bitmap.close()
    inks = [_ink(image, line, scale) for line in page.lines]
    usual = [
        ink
        for line, ink in zip(page.lines, inks, strict=True)
        if ink and len(line.text) >= _LONG and abs(line.size - body) < 0.1 * body
    ]
    if not usual:
        return page
    least = median(usual)
    lines = [
        replace(line, bold=ink > (_BOLD if _width(line) >= _SHORT else _BOLD_IF_SHORT) * least)
        for line, ink in zip(page.lines, inks, strict=True)
    ]
    return replace(page, lines=lines)


def _width(line: PrintedLine) -> float:
    """How many Chinese characters are as wide as those of a line, but for marks and blanks."""
    letters = [character for character in line.text if character.isalnum()]
    return sum(1.0 if is_cjk(character) else _NARROW for character in letters)


def _ink(image: pyvips.Image, line: PrintedLine, scale: float) -> float:
    """The ink of a line's characters, as a share of their squares; 0 if it has none."""
    box = _pixels(line.box, scale, image)
    width = _width(line)
    if box is None or not width:
        return 0.0
    ink = (255 - image.crop(*box).avg()) / 255 * box[2] * box[3]
    return ink / (width * (line.size * scale) ** 2)


def _pixels(box: Box, scale: float, image: pyvips.Image) -> tuple[int, int, int, int] | None:
    left, top = max(0, int(box.x * scale)), max(0, int(box.y * scale))
    right = min(image.width, int(box.right * scale) + 1)
    bottom = min(image.height, int(box.bottom * scale) + 1)
    return (left, top, right - left, bottom - top) if left < right and top < bottom else None
