"""Files that depend on the collection: its style sheet and its web app manifest."""

import json
import struct

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from archive.cards.drawing import ACCENT, draw_icon
from archive.catalogue.collection_file import Colours
from archive.catalogue.colours import PAPER, shades
from archive.editions.collection import collection
from archive.http.caching import PAGE_LIFETIME, lifetime

# pixels of the icon as a PNG
_TOUCH_ICON = 180
_FAVICON = 48
_SHADES = ("--shade-1", "--shade-2", "--shade-3", "--shade-4")


@lifetime(PAGE_LIFETIME)
def style(request: HttpRequest) -> HttpResponse:
    """Return the collection's colours, and its name on printed pages."""
    about = collection()
    rules = [_page_header(f"{about.short_name}　中文报纸档案")]
    if about.colours:
        rules.append(_tokens(about.colours))
    text = "@layer tokens {\n" + "".join(rules) + "}\n"
    return HttpResponse(text, content_type="text/css; charset=utf-8")


@lifetime(PAGE_LIFETIME)
def icon(request: HttpRequest) -> HttpResponse:
    """Return the icon (static/icon.svg) in the collection's colour."""
    drawing = (settings.BASE_DIR / "static" / "icon.svg").read_text(encoding="utf-8")
    return HttpResponse(drawing.replace(ACCENT, _colour()), content_type="image/svg+xml")


@lifetime(PAGE_LIFETIME)
def favicon(request: HttpRequest) -> HttpResponse:
    """Return the icon for browsers and programs that ask for /favicon.ico: a PNG in an ICO file."""
    picture = draw_icon(_FAVICON, _colour())
    # one picture, its size, a plane of 32 bits, its length, and where it begins
    head = struct.pack("<3H4B2H2I", 0, 1, 1, _FAVICON, _FAVICON, 0, 0, 1, 32, len(picture), 22)
    return HttpResponse(head + picture, content_type="image/x-icon")


@lifetime(PAGE_LIFETIME)
def touch_icon(request: HttpRequest) -> HttpResponse:
    """Return the icon as a PNG, for devices on which the site is installed."""
    return HttpResponse(draw_icon(_TOUCH_ICON, _colour()), content_type="image/png")


def _colour() -> str:
    colours = collection().colours
    return colours.light if colours else ACCENT


@lifetime(PAGE_LIFETIME)
def manifest(request: HttpRequest) -> HttpResponse:
    """Return the web app manifest (W3C): name and icons of the site when installed on a device."""
    about = collection()
    content = {
        "name": about.name,
        "short_name": about.short_name,
        "description": about.description,
        "lang": "zh-Hans",
        "start_url": reverse("home"),
        "scope": reverse("home"),
        "display": "minimal-ui",
        "background_color": PAPER["light"],
        "theme_color": about.colours.light if about.colours else PAPER["light"],
        "icons": [
            {"src": reverse("icon"), "type": "image/svg+xml", "sizes": "any"},
            {"src": reverse("touch-icon"), "type": "image/png", "sizes": "180x180"},
        ],
    }
    return JsonResponse(
        content,
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _page_header(words: str) -> str:
    """Return the CSS of the header of each printed page but the first, which has the nameplate.

    Custom properties do not reach a page box, so that static/css/ cannot have it.
    """
    return (
        "  @page {\n    @top-left {\n"
        f"      content: {_css_string(words)};\n"
        '      font: 8pt "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;\n'
        "      color: #555;\n    }\n  }\n"
        "  @page :first { @top-left { content: none; } }\n"
    )


def _tokens(colours: Colours) -> str:
    """Return the tokens of static/css/tokens.css that depend on the colour.

    For the screen only: print is black. A browser without light-dark() has its own colours.
    """
    pairs = zip(shades(colours.light, "light"), shades(colours.dark, "dark"), strict=True)
    values = dict(zip(_SHADES, pairs, strict=True))
    values["--accent"] = (colours.light, colours.dark)
    lines = [
        f"        {name}: light-dark({light}, {dark});\n" for name, (light, dark) in values.items()
    ]
    lines.append(f"        --print-ink: {colours.light};\n")
    return (
        "  @supports (color: light-dark(#000, #fff)) {\n"
        "    @media screen and (forced-colors: none) and (not (prefers-contrast: more)) {\n"
        f"      :root {{\n{''.join(lines)}      }}\n"
        "    }\n  }\n"
    )


def _css_string(words: str) -> str:
    """Return a CSS string; it escapes quotation marks and backslashes as JSON does."""
    return json.dumps(words, ensure_ascii=False)
