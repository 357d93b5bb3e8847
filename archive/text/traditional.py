"""Convert the visible text of pages to traditional characters with OpenCC."""

import re
from functools import lru_cache

from opencc import OpenCC

_HAN = re.compile("[㐀-鿿]")
# not converted: scripts, data, and elements that opt out, such as citations
_UNTRANSLATED = r'<(?P<name>script|style|\w+(?=[^<>]*\btranslate="no"))\b.*?</(?P=name)>'
_PART = re.compile(rf"{_UNTRANSLATED}|<[^>]*>|[^<]+", re.DOTALL)
# corrections of OpenCC: characters unused in Taiwan, matches across word boundaries, a name, and
# 游標, which interface texts contain already
_RIGHT = {
    "孃": "娘",
    "日誌願": "日志願",
    "寫明瞭": "寫明了",
    "方誌敏": "方志敏",
    "遊標": "游標",
}
_WRONG = re.compile("|".join(_RIGHT))
# attributes that are displayed or read aloud
_SHOWN_ATTRIBUTE = re.compile(r'\b(aria-label|alt|title|placeholder)="([^"]*)"')


def traditional(text: str) -> str:
    """Return `text` in the characters of Taiwan; words are not replaced."""
    if not _HAN.search(text):
        return text
    return _WRONG.sub(lambda match: _RIGHT[match[0]], _opencc().convert(text))


def traditional_html(html: str) -> str:
    """Return the page with its texts converted; addresses, values and metadata stay."""
    return _PART.sub(_converted, html)


def _converted(match: re.Match[str]) -> str:
    part = match[0]
    if match["name"] or not _HAN.search(part):
        return part
    if part.startswith("<"):
        return _SHOWN_ATTRIBUTE.sub(
            lambda attribute: f'{attribute[1]}="{traditional(attribute[2])}"', part
        )
    return traditional(part)


@lru_cache(maxsize=1)
def _opencc() -> OpenCC:
    return OpenCC("s2tw")
