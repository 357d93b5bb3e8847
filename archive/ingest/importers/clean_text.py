"""Cleans, joins and cuts words as they come from scans and web pages."""

import re
import unicodedata
from collections.abc import Iterable

from archive.text import segment
from archive.text.fold import fold

# Hangul, kana and ideographs with their marks: what stands in lines without blanks
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]|"
                   "[\U00020000-\U0003ffff]|[“”‘’…—·]")  # fmt: skip
# the soft hyphen, and what transcribers write for one; a plain hyphen may belong to the word
_DIVIDED = "\u00ad¬⸗"
# not the point of 3.5 or U.S., nor the comma of 1,000
_ENDS = re.compile(r"[。！？；：，、]\s*|[!?;:,.]+(?![0-9A-Za-z\u00c0-\u024f])\s*")
# characters of a title that is taken from the text: of wide ones, of others
_MOST_WIDE, _MOST_NARROW = 30, 60
_WORD = re.compile(f"(?:{_WIDE.pattern})[^\\W_]|[^\\W\\d_]{{3}}")


def clean(text: str) -> str:
    """One line without control and format characters, blanks single; what is drawn stays."""
    line = " ".join(text.split())
    # most lines are, and it is told at once
    if line.isprintable():
        return line
    return " ".join("".join(c for c in text if c.isspace() or _is_drawn(c)).split())


def _is_drawn(c: str) -> bool:
    # the last two of each plane and U+FDD0 to FDEF are no characters (Unicode, section 23.7)
    is_none = ord(c) & 0xFFFE == 0xFFFE or "\ufdd0" <= c <= "\ufdef"
    return unicodedata.category(c) not in ("Cc", "Cf", "Cs") and not is_none


def display_width(character: str) -> bool:
    return bool(_WIDE.match(character))


def joined(pieces: Iterable[str]) -> str:
    """Lines of one paragraph: with a blank between, but none beside a wide character.

    A mark that stands only where a word is divided is taken out, and the word is whole.
    """
    whole = ""
    for piece in pieces:
        if not piece:
            continue
        if whole and whole[-1] in _DIVIDED:
            whole = whole[:-1] + piece
            continue
        apart = whole and not (display_width(whole[-1]) or display_width(piece[0]))
        whole += (" " if apart else "") + piece
    return whole


def cut(text: str, most: int) -> tuple[str, str]:
    """(opening, rest) of at most `most` characters, at a mark or a blank where there is one.

    Else between two words; inside one only where a single word is longer.
    """
    if len(text) <= most:
        return text, ""
    ends = [m.end() for m in _ENDS.finditer(text, 1) if m.end() <= most]
    blanks = [m.end() for m in re.finditer(r"\s", text[:most])]
    end = max(ends, default=0) or max(blanks, default=0) or _between_words(text, most)
    return text[:end].rstrip(), text[end:].lstrip()


def _between_words(text: str, most: int) -> int:
    """The last place up to `most` at which no word is cut in two; `most` where there is none."""
    around = fold(text[: 2 * most]).text
    if len(around) != len(text[: 2 * most]):
        return most
    inside: set[int] = set()
    for word in set(segment.words(around)):
        for found in re.finditer(re.escape(word), around):
            inside.update(range(found.start() + 1, found.end()))
    return next((end for end in range(most, 0, -1) if end not in inside), most)


def has_word(text: str) -> bool:
    """Whether anything in it can be read: two wide characters, or three letters, that stand together.

    What recognition makes of ornaments and rules (`' * ' I * .`, `T2i. XX.`) has none.
    """
    return bool(_WORD.search(text))


def fits_title(text: str) -> bool:
    """Whether a text is no longer than a title that is taken from the text."""
    return len(text) <= _most(text)


def _most(text: str) -> int:
    return _MOST_WIDE if any(map(display_width, text[:_MOST_WIDE])) else _MOST_NARROW


def incipit(text: str) -> tuple[str, str]:
    """(opening, rest) for what has no title: its first clause, or as much of it as a title holds.

    Nothing is left where it is as short as a title and has no mark or blank to be cut at.
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
    return cut(text, most)
