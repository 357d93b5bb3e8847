"""Gives Chinese text back the full-width marks that scanning turned into half-width ones.

Printed Chinese uses full-width marks (GB/T 15834-2011; W3C CLREQ, section 3.1); page texts often
come through NFKC, which folds them. One character becomes one character, so offsets stay true.
"""

import re

WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}

_HAN = r"㐀-鿿豈-﫿\U00020000-\U0003ffff"
# what stands beside a mark in Chinese text: a character, or a mark of Chinese punctuation
_CHINESE = rf"{_HAN}，。、；：？！“”‘’（）《》〈〉【】「」『』…—％%"
# a comma between digits groups them, a colon between digits tells the time or a ratio
_MARK = re.compile(r"[,;:?!]")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_BESIDE = re.compile(rf"[{_CHINESE}]")
_DIGIT = re.compile(r"\d")


def full_width(text: str) -> str:
    """`text` with half-width marks widened where their surroundings are Chinese.

    Same length as `text`; widening twice is widening once. Marks between digits, and brackets with
    nothing Chinese in or beside them, stay as they are.
    """
    # a mark that was widened makes its neighbours' surroundings Chinese in turn
    while (wider := _widened(text)) != text:
        text = wider
    return text


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
