"""Detect bold type by its amount of ink, for PDFs whose fonts do not give their weight."""

from dataclasses import replace
from statistics import median

import pypdfium2
import pyvips

from archive.text.boxes import Box

from .printed_page import PrintedLine, PrintedPage, body_size, is_cjk

# Pixels: size of body text in the rendering that is measured.
_BODY = 20.0
# Maximum number of pixels in that rendering.
_MAX_PIXELS = 12_000_000
# Maximum number of lines that are measured.
_MAX_LINES = 3_000
# Minimum number of characters in a line of body text that serves as reference.
_LONG = 8
# Lines with fewer characters than this are short.
_SHORT = 4
# Bold type has this many times the ink of body text.
_BOLD = 1.38
# The same for short lines, which vary more.
_BOLD_IF_SHORT = 1.6
# Width of a letter or digit, relative to a Chinese character.
_NARROW = 0.45


def with_weight(page: PrintedPage, pdf_page: pypdfium2.PdfPage) -> PrintedPage:
    """Return the page with the weight of its lines measured, unless its fonts give it."""
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
    """Return the width of a line in Chinese characters, without punctuation and blanks."""
    letters = [character for character in line.text if character.isalnum()]
    return sum(1.0 if is_cjk(character) else _NARROW for character in letters)


def _ink(image: pyvips.Image, line: PrintedLine, scale: float) -> float:
    """Return the share of ink in the squares of a line's characters; 0 if it has none."""
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
