"""Convert the visible text of pages to traditional characters with OpenCC."""

import re
from functools import lru_cache

from opencc import OpenCC

_HAN = re.compile("[㐀-鿿]")
# Texts, and attributes that are displayed or read aloud; between them the elements that are not
# converted: scripts, data, and those that opt out, such as citations.
_TEXT = re.compile(
    r'<(?P<name>script|style|\w++(?=[^<>]*\stranslate="no"))\b.*?</(?P=name)(?=>)'
    r"|>(?P<text>[^<]++)"
    r'|\s(?:aria-label|alt|title|placeholder)="(?P<attribute>[^"<]*)',
    re.DOTALL,
)
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


def traditional(text: str) -> str:
    """Return `text` in the characters of Taiwan; words are not replaced."""
    if not _HAN.search(text):
        return text
    return _WRONG.sub(lambda match: _RIGHT[match[0]], _opencc().convert(text))


def traditional_html(html: str) -> str:
    """Return the page with its texts converted; addresses, values and metadata stay."""
    spans = [
        match.span(match.lastgroup)
        for match in _TEXT.finditer(html)
        if match.lastgroup and match.lastgroup != "name" and _HAN.search(match[match.lastgroup])
    ]
    if not spans:
        return html
    # all at once, as OpenCC takes as long to begin as for a sentence; no text has the separator
    texts = traditional("<".join(html[start:end] for start, end in spans)).split("<")
    parts, copied = [], 0
    for (start, end), text in zip(spans, texts, strict=True):
        parts += [html[copied:start], text]
        copied = end
    return "".join((*parts, html[copied:]))


@lru_cache(maxsize=1)
def _opencc() -> OpenCC:
    return OpenCC("s2tw")
