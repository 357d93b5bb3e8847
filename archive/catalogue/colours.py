"""The colour of a collection: its contrast (WCAG 2.2, 1.4.3 and 1.4.11) and its shades."""

import re
from typing import NamedTuple

from archive.command_messages import message

# the background and text colours of static/css/tokens.css, light and dark
PAPER = {"light": "#fdfcf8", "dark": "#171614"}
SURFACE = {"light": "#f5f2ea", "dark": "#211f1c"}
INK = {"light": "#1d1b18", "dark": "#e9e5dc"}
# the colour of text on the collection's colour
ON_COLOUR = {"light": "#ffffff", "dark": "#171614"}
TEXT_CONTRAST = 4.5
# share of the colour in the two faint shades, and of the text colour in the strongest
_FAINT = {"light": (0.12, 0.35), "dark": (0.15, 0.3)}
_STRONGEST = 0.3


class Shades(NamedTuple):
    """Shades for tiles and bars of charts, faintest first; hexadecimal colours."""

    faintest: str
    faint: str
    full: str
    strongest: str


def is_hex(value: str) -> bool:
    return bool(re.fullmatch("#[0-9a-fA-F]{6}", value))


def contrast(colour: str, other_colour: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(colour), _luminance(other_colour)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def contrast_problems(colour: str, scheme: str) -> list[str]:
    """Return messages on contrasts that are too low on the `light` or the `dark` page."""
    grounds = (PAPER[scheme], SURFACE[scheme], ON_COLOUR[scheme])
    least = min(grounds, key=lambda ground: contrast(colour, ground))
    if (ratio := contrast(colour, least)) >= TEXT_CONTRAST:
        return []
    if scheme == "light":
        return [
            message(
                "%(colour)s 在浅色页面上看不清：与 %(least)s 的对比度只有 %(ratio).1f，"
                "至少要 %(required)s；请用深一些的颜色",
                colour=colour,
                least=least,
                ratio=ratio,
                required=TEXT_CONTRAST,
            )
        ]
    return [
        message(
            "%(colour)s 在深色页面上看不清：与 %(least)s 的对比度只有 %(ratio).1f，"
            "至少要 %(required)s；请用浅一些的颜色",
            colour=colour,
            least=least,
            ratio=ratio,
            required=TEXT_CONTRAST,
        )
    ]


def shades(colour: str, scheme: str) -> Shades:
    faintest, faint = _FAINT[scheme]
    paper, ink = PAPER[scheme], INK[scheme]
    return Shades(
        _mixed(colour, paper, faintest),
        _mixed(colour, paper, faint),
        colour,
        _mixed(ink, colour, _STRONGEST),
    )


def _channels(colour: str) -> list[int]:
    return [int(colour[n : n + 2], 16) for n in (1, 3, 5)]


def _luminance(colour: str) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _mixed(colour: str, other_colour: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other_colour), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)
