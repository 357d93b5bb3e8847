"""Cleans, joins and cuts words as they come from scans and web pages."""

import re
import unicodedata
from collections.abc import Iterable

# Hangul, kana and ideographs with their marks: what stands in lines without blanks
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]|"
                   "[\U00020000-\U0003ffff]|[“”‘’…—·]")  # fmt: skip
# the soft hyphen, and what transcribers write for one; a plain hyphen may belong to the word
_DIVIDED = "\u00ad¬⸗"
_ENDS = re.compile(r"[。！？!?；;：:，,、.]\s*")


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


def wide(character: str) -> bool:
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
        apart = whole and not (wide(whole[-1]) or wide(piece[0]))
        whole += (" " if apart else "") + piece
    return whole


def cut(text: str, most: int) -> tuple[str, str]:
    """(opening, rest) of at most `most` characters, at a mark or a blank where there is one."""
    if len(text) <= most:
        return text, ""
    ends = [m.end() for m in _ENDS.finditer(text, 1) if m.end() <= most]
    blanks = [m.end() for m in re.finditer(r"\s", text[:most])]
    end = max(ends, default=0) or max(blanks, default=0) or most
    return text[:end].rstrip(), text[end:].lstrip()


def incipit(text: str, most: int = 30) -> tuple[str, str]:
    """(opening, rest) for what has no title: its first clause, or as much of it as a title holds."""
    most = most if any(map(wide, text[:most])) else 2 * most
    first = next((m.end() for m in _ENDS.finditer(text, 4) if m.end() <= most), 0)
    if first and text[first:].strip():
        return text[:first].strip(), text[first:].strip()
    opening, rest = cut(text, most)
    if rest:
        return opening, rest
    # something must be left to read
    half = max(1, len(text) // 2)
    return text[:half].strip(), text[half:].strip()
