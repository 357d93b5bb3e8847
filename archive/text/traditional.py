"""Pages in traditional characters: what is shown is converted by OpenCC, data stays."""

import re
from functools import lru_cache

from opencc import OpenCC

_HAN = re.compile("[㐀-鿿]")
# what stays as it is: scripts and data, and elements that say so, such as citations
_KEPT = r'<(?P<name>script|style|\w+(?=[^<>]*\btranslate="no"))\b.*?</(?P=name)>'
_PART = re.compile(rf"{_KEPT}|<[^>]*>|[^<]+", re.DOTALL)
# what OpenCC converts wrongly: characters that Taiwan does not use, words across the bounds of
# others, a name, and 游標, which interface texts have already
_RIGHT = {
    "孃": "娘",
    "日誌願": "日志願",
    "寫明瞭": "寫明了",
    "方誌敏": "方志敏",
    "遊標": "游標",
}
_WRONG = re.compile("|".join(_RIGHT))
# attributes that are shown or read out
_SHOWN = re.compile(r'\b(aria-label|alt|title|placeholder)="([^"]*)"')


def traditional(text: str) -> str:
    """`text` in the characters of Taiwan; words are not replaced."""
    if not _HAN.search(text):
        return text
    return _WRONG.sub(lambda match: _RIGHT[match[0]], _opencc().convert(text))


def traditional_html(html: str) -> str:
    """The page with its texts converted; addresses, values and metadata stay."""
    return _PART.sub(_converted, html)


def _converted(match: re.Match[str]) -> str:
    part = match[0]
    if match["name"] or not _HAN.search(part):
        return part
    if part.startswith("<"):
        return _SHOWN.sub(lambda shown: f'{shown[1]}="{traditional(shown[2])}"', part)
    return traditional(part)


@lru_cache(maxsize=1)
def _opencc() -> OpenCC:
    return OpenCC("s2tw")
