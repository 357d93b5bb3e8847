"""Draws cards, the pictures that other sites show beside a link to a page: 1200 by 630 pixels, PNG."""

import logging
import threading
from functools import cache, lru_cache
from importlib import resources
from io import BytesIO
from typing import NamedTuple

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from .setting import lead, one_line, set_lines

logger = logging.getLogger(__name__)

# what has the font of cards as a file (OFL)
PACKAGE = "pylopdf_fonts_zh_cn"
WIDTH, HEIGHT = 1200, 630
_MARGIN = 84
_INSIDE = WIDTH - 2 * _MARGIN
# the light colours of static/css/tokens.css
_PAPER, _INK, _INK_2, _RULE, _ACCENT = "#f5f2ea", "#1d1b18", "#55504a", "#d8d2c5", "#9d2419"
_HEADLINE = (100, 88, 76, 66, 58)
_KICKER, _FOOT, _NAME = 38, 34, 44
# between the rules at the top and at the bottom
_TOP, _BOTTOM = 76, 510
_AROUND = 16
# pixels by which strokes are thickened on either side, for a font of one weight
_HEAVY = 0.9
# what no font has: it is drawn as whatever else a font lacks
_NOTHING = "\U0010ffff"


class Card(NamedTuple):
    """The words of a card; `kicker` stands above the headline, `foot` below."""

    headline: str
    kicker: str = ""
    foot: str = ""


# a face of FreeType may not be used by two threads at once
_one_at_a_time = threading.Lock()


def draw(card: Card, name: str) -> bytes | None:
    """A PNG; None where no font has all characters. `name` is that of the site."""
    with _one_at_a_time:
        path = next((path for path in _fonts() if _has(path, "".join(card) + name)), None)
        return _drawn(card, name, path) if path else None


def _drawn(card: Card, name: str, path: str) -> bytes:
    def font(size: int) -> ImageFont.FreeTypeFont:
        return _font(path, size)

    def measure(text: str, size: int) -> float:
        return font(size).getlength(text)

    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((_MARGIN, _TOP - 20, WIDTH - _MARGIN, _TOP - 15), fill=_INK)
    pen.rectangle((_MARGIN, _TOP - 11, WIDTH - _MARGIN, _TOP - 10), fill=_INK)
    kicker = one_line(card.kicker, _KICKER, _INSIDE, measure)
    above = round(_KICKER * 1.7) if kicker else 0
    room = _BOTTOM - _TOP - 2 * _AROUND - above
    size, lines = set_lines(card.headline, _HEADLINE, _INSIDE, room, measure)
    at = _TOP + _AROUND + (room - lead(size) * len(lines)) // 2
    if kicker:
        _write(pen, at + above // 2, kicker, font(_KICKER), _INK_2)
    at += above
    for line in lines:
        _write(pen, at + lead(size) // 2, line, font(size), _INK, stroke_width=_HEAVY)
        at += lead(size)
    pen.rectangle((_MARGIN, _BOTTOM, WIDTH - _MARGIN, _BOTTOM + 1), fill=_RULE)
    _sign(pen, name, font(_NAME))
    room = _INSIDE - measure(name, _NAME) - 120
    foot = one_line(card.foot, _FOOT, room, measure)
    _write(pen, _BOTTOM + 60, foot, font(_FOOT), _INK_2)
    file = BytesIO()
    image.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def _write(pen: ImageDraw.ImageDraw, middle: int, text: str, font, colour: str, **more) -> None:
    """A line whose first stroke is at the margin: an opening mark has half its room before it."""
    box = font.getmask(text[:1]).getbbox()
    before = box[0] if box else 0
    pen.text((_MARGIN - before, middle), text, colour, font, "lm", **more)


def _sign(pen: ImageDraw.ImageDraw, name: str, font: ImageFont.FreeTypeFont) -> None:
    """The icon (static/icon.svg) and the name of the site, at the bottom right."""
    right, middle, side = WIDTH - _MARGIN, _BOTTOM + 60, 52
    pen.text((right, middle), name, _INK, font, "rm", stroke_width=_HEAVY)
    left, top = right - font.getlength(name) - side - 16, middle - side / 2

    def at(x: float, y: float) -> tuple[float, float]:
        return left + (x - 3) * side / 26, top + (y - 3) * side / 26

    pen.rounded_rectangle((*at(3, 3), *at(29, 29)), 4, _ACCENT)
    for y in (10, 13):
        pen.line((at(8, y), at(24, y)), _PAPER, 3)
    for y in (17, 20, 23):
        pen.line((at(8, y), at(15, y)), _PAPER, 3)
    for x in (17.5, 20, 22.5):
        pen.line((at(x, 17), at(x, 23.5)), _PAPER, 3)


def _has(path: str, text: str) -> bool:
    return all(_has_character(path, character) for character in set(text) if character.strip())


@lru_cache(maxsize=20_000)
def _has_character(path: str, character: str) -> bool:
    return _glyph(path, character) != _glyph(path, _NOTHING)


def _glyph(path: str, character: str) -> tuple[tuple[int, int], bytes]:
    mask = _font(path, _FOOT).getmask(character)
    return mask.size, bytes(mask)


@lru_cache(maxsize=32)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _fonts() -> list[str]:
    """The files of fonts, the one that is wanted first; the log says which cannot be read."""
    found = []
    for path in filter(None, (settings.CARD_FONT, _ours())):
        try:
            ImageFont.truetype(path, _FOOT)
        except OSError as error:
            logger.warning("cards are drawn without the font %s: %s", path, error)
        else:
            found.append(path)
    return found


def _ours() -> str:
    try:
        return str(resources.files(PACKAGE) / "NotoSerifSC-Regular.otf")
    except ModuleNotFoundError as error:
        logger.warning("cards are drawn without the font that comes with the archive: %s", error)
        return ""
