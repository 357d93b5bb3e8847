"""Clean, join and truncate text from scans and web pages."""

import re
import unicodedata
from collections.abc import Iterable

from archive.text import segment
from archive.text.fold import fold

# Full-width characters, which are set without spaces: Hangul, kana, ideographs, punctuation.
_WIDE = re.compile(
    "[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]|"
                   "[\U00020000-\U0003ffff]|[“”‘’…—·]")  # fmt: skip
# The soft hyphen and its transcriptions; a plain hyphen may be part of the word.
DIVIDED = "\u00ad¬⸗"
# Excludes the point of 3.5 or U.S. and the comma of 1,000.
_ENDS = re.compile(r"[。！？；：，、]\s*|[!?;:,.]+(?![0-9A-Za-z\u00c0-\u024f])\s*")
# Maximum length of a title taken from the text, in full-width characters.
_MAX_WIDE = 30
# The same for other characters.
_MAX_NARROW = 60
_WORD = re.compile(f"(?:{_WIDE.pattern})[^\\W_]|[^\\W\\d_]{{3}}")


def clean(text: str) -> str:
    """Return the text as one line: single spaces, no control or format characters."""
    line = " ".join(text.split())
    # Fast path for most lines.
    if line.isprintable():
        return line
    return " ".join("".join(c for c in text if c.isspace() or _is_printable(c)).split())


def _is_printable(c: str) -> bool:
    # The last two code points of each plane and U+FDD0 to U+FDEF are noncharacters (Unicode,
    # section 23.7).
    is_noncharacter = ord(c) & 0xFFFE == 0xFFFE or "\ufdd0" <= c <= "\ufdef"
    return unicodedata.category(c) not in ("Cc", "Cf", "Cs") and not is_noncharacter


def is_full_width(character: str) -> bool:
    """Return whether a character is full-width, so that no space is set beside it."""
    return bool(_WIDE.match(character))


def joined(lines: Iterable[str]) -> str:
    """Return the lines of one paragraph joined by spaces, except beside full-width characters.

    A hyphen that only divides a word at the end of a line is removed.
    """
    paragraph = ""
    for line in lines:
        if not line:
            continue
        if paragraph and paragraph[-1] in DIVIDED:
            paragraph = paragraph[:-1] + line
            continue
        needs_space = paragraph and not (is_full_width(paragraph[-1]) or is_full_width(line[0]))
        paragraph += (" " if needs_space else "") + line
    return paragraph


def truncate(text: str, most: int) -> tuple[str, str]:
    """Return (start, rest) with a start of at most `most` characters.

    It ends at punctuation or a space if possible, otherwise between two words; within a word only
    if that word alone is longer.
    """
    if len(text) <= most:
        return text, ""
    after_marks = [m.end() for m in _ENDS.finditer(text, 1) if m.end() <= most]
    after_spaces = [m.end() for m in re.finditer(r"\s", text[:most])]
    end = max(after_marks, default=0) or max(after_spaces, default=0) or _between_words(text, most)
    return text[:end].rstrip(), text[end:].lstrip()


def _between_words(text: str, most: int) -> int:
    """Return the last index up to `most` that is between two words; `most` if there is none."""
    folded = fold(text[: 2 * most]).text
    if len(folded) != len(text[: 2 * most]):
        return most
    inside: set[int] = set()
    for word in set(segment.words(folded)):
        for match in re.finditer(re.escape(word), folded):
            inside.update(range(match.start() + 1, match.end()))
    return next((end for end in range(most, 0, -1) if end not in inside), most)


def has_word(text: str) -> bool:
    """Return whether the text has a word: two full-width characters or three letters in a row.

    Misread ornaments and rules (`' * ' I * .`, `T2i. XX.`) have none.
    """
    return bool(_WORD.search(text))


def fits_title(text: str) -> bool:
    """Return whether a text is short enough to be a title taken from the text."""
    return len(text) <= _most(text)


def _most(text: str) -> int:
    return _MAX_WIDE if any(map(is_full_width, text[:_MAX_WIDE])) else _MAX_NARROW


def incipit(text: str) -> tuple[str, str]:
    """Return (opening, rest): the first clause, or as much of it as fits a title.

    `rest` is empty if the text is as short as a title and has no punctuation or blank to cut at.
    """
    most = _most(text)
    first = next((m.end() for m in _ENDS.finditer(text, 4) if m.end() <= most), 0)
    if not text[first:].strip():
        first = 0
    if not first and len(text) <= most:
        places = [
            m.end() for m in re.finditer(rf"{_ENDS.pattern}|\s+", text) if m.end() < len(text)
        ]
        first = min(places, key=lambda at: abs(at - len(text) / 2), default=0)
    if first:
        return text[:first].strip(), text[first:].strip()
    return truncate(text, most)
