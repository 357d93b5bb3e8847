"""Draw cards, the preview images for links: 1200 by 630 pixels, PNG."""

import logging
import threading
from functools import cache, lru_cache
from importlib import resources
from io import BytesIO
from typing import Any, NamedTuple

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from .line_fitting import fit_lines, fit_one_line, line_height, wrapped

logger = logging.getLogger(__name__)

# the package that contains the font file (OFL)
PACKAGE = "pylopdf_fonts_zh_cn"
WIDTH, HEIGHT = 1200, 630
_MARGIN = 84
_INSIDE = WIDTH - 2 * _MARGIN
# the light colours of static/css/tokens.css
_PAPER, _INK, _INK_2, _RULE, ACCENT = "#f5f2ea", "#1d1b18", "#55504a", "#d8d2c5", "#9d2419"
_HEADLINE = (100, 88, 76, 66, 58)
_KICKER, _FOOT, _NAME = 38, 34, 44
# y of the rules at the top and at the bottom
_TOP, _BOTTOM = 76, 510
_AROUND = 16
# margins of a printed headline
_MAX_ENLARGED = 3
# stroke width in pixels that emboldens a font of one weight
_HEAVY = 0.9
# a code point without a glyph, to find out how a font draws missing ones
_MISSING = "\U0010ffff"


class Card(NamedTuple):
    """The texts of a card: `kicker` above the headline, `foot` below."""

    headline: str
    kicker: str = ""
    foot: str = ""


# FreeType faces are not thread-safe
_font_lock = threading.Lock()


def draw(
    card: Card, name: str, headline: bytes | None = None, accent: str = ACCENT
) -> bytes | None:
    """Return a PNG with the site's `name` and colour; None if no font has all characters.

    `headline` is an image of the printed headline, drawn instead of its text.
    """
    with _font_lock:
        path = next((path for path in _fonts() if _covers(path, "".join(card) + name)), None)
        return _draw(card, name, path, headline, accent) if path else None


def draw_text(text: str, size: int, width: int) -> bytes | None:
    """Return a PNG of the text in lines of at most `width` pixels, black on white; None if no font
    has all characters.
    """
    with _font_lock:
        path = next((path for path in _fonts() if _covers(path, text)), None)
        if path is None:
            return None
        font = _font(path, size)
        lines = wrapped(text, size, width, lambda line, _: font.getlength(line))
        image = Image.new("RGB", (width, line_height(size) * len(lines)), "#ffffff")
        pen = ImageDraw.Draw(image)
        for n, line in enumerate(lines):
            middle = line_height(size) * n + line_height(size) // 2
            pen.text((0, middle), line, _INK, font, "lm")
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _draw(card: Card, name: str, path: str, headline: bytes | None, accent: str) -> bytes:
    def font(size: int) -> ImageFont.FreeTypeFont:
        return _font(path, size)

    def measure(text: str, size: int) -> float:
        return font(size).getlength(text)

    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((_MARGIN, _TOP - 20, WIDTH - _MARGIN, _TOP - 15), fill=_INK)
    pen.rectangle((_MARGIN, _TOP - 11, WIDTH - _MARGIN, _TOP - 10), fill=_INK)
    if headline:
        _paste(image, headline)
    else:
        _draw_headline(pen, card, path)
    pen.rectangle((_MARGIN, _BOTTOM, WIDTH - _MARGIN, _BOTTOM + 1), fill=_RULE)
    _draw_logo(pen, name, font(_NAME), accent)
    foot_width = _INSIDE - measure(name, _NAME) - 120
    foot = fit_one_line(card.foot, _FOOT, foot_width, measure)
    _draw_line(pen, _BOTTOM + 60, foot, font(_FOOT), _INK_2)
    file = BytesIO()
    image.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def _draw_headline(pen: ImageDraw.ImageDraw, card: Card, path: str) -> None:
    """Draw kicker and headline between the rules, the headline as large as it can be."""

    def font(size: int) -> ImageFont.FreeTypeFont:
        return _font(path, size)

    def measure(text: str, size: int) -> float:
        return font(size).getlength(text)

    kicker = fit_one_line(card.kicker, _KICKER, _INSIDE, measure)
    above = round(_KICKER * 1.7) if kicker else 0
    room = _BOTTOM - _TOP - 2 * _AROUND - above
    size, lines = fit_lines(card.headline, _HEADLINE, _INSIDE, room, measure)
    at = _TOP + _AROUND + (room - line_height(size) * len(lines)) // 2
    if kicker:
        _draw_line(pen, at + above // 2, kicker, font(_KICKER), _INK_2)
    at += above
    for line in lines:
        _draw_line(pen, at + line_height(size) // 2, line, font(size), _INK, stroke_width=_HEAVY)
        at += line_height(size)


def _paste(card: Image.Image, headline: bytes) -> None:
    """Put the image of a headline between the rules, as large as it can be."""
    image = Image.open(BytesIO(headline)).convert("RGB")
    room = _INSIDE, _BOTTOM - _TOP - 2 * _AROUND
    scale = min(room[0] / image.width, room[1] / image.height, _MAX_ENLARGED)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    left = _MARGIN + (room[0] - size[0]) // 2
    top = _TOP + _AROUND + (room[1] - size[1]) // 2
    card.paste(image.resize(size, Image.Resampling.LANCZOS), (left, top))


def _draw_line(
    pen: ImageDraw.ImageDraw,
    middle: int,
    text: str,
    font: ImageFont.FreeTypeFont,
    colour: str,
    **options: Any,
) -> None:
    """Draw a line with its first stroke at the margin: opening marks are blank on the left."""
    box = font.getmask(text[:1]).getbbox()
    before = box[0] if box else 0
    pen.text((_MARGIN - before, middle), text, colour, font, "lm", **options)


def _draw_logo(
    pen: ImageDraw.ImageDraw, name: str, font: ImageFont.FreeTypeFont, accent: str
) -> None:
    """Draw the icon (static/icon.svg) and the name of the site at the bottom right."""
    right, middle, side = WIDTH - _MARGIN, _BOTTOM + 60, 52
    pen.text((right, middle), name, _INK, font, "rm", stroke_width=_HEAVY)
    _draw_icon(pen, right - font.getlength(name) - side - 16, middle - side / 2, side, accent)


def draw_icon(side: int, accent: str = ACCENT) -> bytes:
    """Return the icon of the site as a PNG of `side` pixels, in its colour."""
    image = Image.new("RGB", (4 * side, 4 * side), _PAPER)
    margin = 4 * side // 11
    _draw_icon(ImageDraw.Draw(image), margin / 2, margin / 2, 4 * side - margin, accent)
    file = BytesIO()
    image.resize((side, side), Image.Resampling.LANCZOS).save(file, "PNG")
    return file.getvalue()


def _draw_icon(pen: ImageDraw.ImageDraw, left: float, top: float, side: float, accent: str) -> None:
    """Draw the icon (static/icon.svg) in a square of `side` pixels."""

    def at(x: float, y: float) -> tuple[float, float]:
        return left + (x - 3) * side / 26, top + (y - 3) * side / 26

    width = round(side * 3 / 52)
    pen.rounded_rectangle((*at(3, 3), *at(29, 29)), round(side * 4 / 52), accent)
    for y in (10, 13):
        pen.line((at(8, y), at(24, y)), _PAPER, width)
    for y in (17, 20, 23):
        pen.line((at(8, y), at(15, y)), _PAPER, width)
    for x in (17.5, 20, 22.5):
        pen.line((at(x, 17), at(x, 23.5)), _PAPER, width)


def _covers(path: str, text: str) -> bool:
    return all(_has_character(path, character) for character in set(text) if character.strip())


@lru_cache(maxsize=20_000)
def _has_character(path: str, character: str) -> bool:
    return _glyph(path, character) != _glyph(path, _MISSING)


def _glyph(path: str, character: str) -> tuple[tuple[int, int], bytes]:
    mask = _font(path, _FOOT).getmask(character)
    return mask.size, bytes(mask)


@lru_cache(maxsize=32)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _fonts() -> list[str]:
    """Return the readable font files, preferred one first; log those that cannot be read."""
    fonts = []
    for path in filter(None, (settings.CARD_FONT, _bundled_font())):
        try:
            ImageFont.truetype(path, _FOOT)
        except OSError as error:
            logger.warning("cards are drawn without the font %s: %s", path, error)
        else:
            fonts.append(path)
    return fonts


def _bundled_font() -> str:
    try:
        return str(resources.files(PACKAGE) / "NotoSerifSC-Regular.otf")
    except ModuleNotFoundError as error:
        logger.warning("cards are drawn without the font that comes with the archive: %s", error)
        return ""
