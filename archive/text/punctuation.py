"""Restore full-width marks that scanning turned into half-width ones, and strip punctuation.

Printed Chinese uses full-width marks (GB/T 15834-2011; W3C CLREQ, section 3.1); page texts are
often in NFKC, which folds them. Marks are replaced one by one, so offsets stay valid.
"""

import re

WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}

_HAN = r"㐀-鿿豈-﫿\U00020000-\U0003ffff"
# neighbours of a mark in Chinese text: Han characters and Chinese punctuation marks
_CHINESE = rf"{_HAN}，。、；：？！“”‘’（）《》〈〉【】「」『』…—％%"
# (not between digits: there a comma is a separator, and a colon part of a time or ratio)
_MARK = re.compile(r"[,;:?!]")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_BESIDE = re.compile(rf"[{_CHINESE}]")
_DIGIT = re.compile(r"\d")


def full_width(text: str) -> str:
    """Return `text` with half-width marks widened beside Chinese text.

    Same length as `text`; idempotent. Marks between digits, and brackets with no Chinese in or
    beside them, stay as they are.
    """
    # a mark that was widened counts as Chinese text for its neighbours
    while (wider := _widened(text)) != text:
        text = wider
    return text


def letters_only(text: str) -> str:
    """Return the letters and digits of `text`, without punctuation and blanks."""
    return "".join(filter(str.isalnum, text))


def _widened(text: str) -> str:
    chars = list(text)
    for match in _MARK.finditer(text):
        i = match.start()
        before, after = text[max(0, i - 1) : i], text[i + 1 : i + 2]
        if _DIGIT.match(before) and _DIGIT.match(after):
            continue
        if _BESIDE.match(before) or _BESIDE.match(after):
            chars[i] = WIDE[text[i]]
    for match in _BRACKETS.finditer(text):
        start, end = match.start(), match.end()
        beside = text[max(0, start - 1) : start] + text[end : end + 1]
        if _BESIDE.search(match[1]) or _BESIDE.search(beside):
            chars[start], chars[end - 1] = "（", "）"
    return "".join(chars)
