"""Detect the encoding of bytes from China, Hong Kong or Macau, ignoring what they declare."""

import codecs
import re
from functools import lru_cache

# Longest first: the UTF-32 LE mark begins with the UTF-16 LE mark.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UTF8 = "utf-8-sig"
GB = "gb18030"
BIG5 = "big5hkscs"
_BEYOND_ASCII = re.compile("[^\0-\x7f]")
# The replacement character.
BROKEN = "\ufffd"
# Minimum number of non-ASCII characters per broken one; text is rarely valid UTF-8 by chance.
_MIN_PER_BROKEN = {UTF8: 4, GB: 20, BIG5: 20}
# About every seventh character of Chinese text; rare in wrongly decoded text.
_COMMON = re.compile(
    "[的一是在不了有和人中大上以要他到用生地出就分成可主年同工也能下子面而方多定行所民得十三之]"
)
_MARKS_OF_TEXT = re.compile("[\u3001-\u3011\u2014\u2018-\u201d\u2026\uff01-\uff1f]")


def byte_order_mark(raw: bytes) -> str:
    """Return the encoding given by a UTF-16 or UTF-32 byte order mark; "" without one."""
    return next((name for mark, name in _MARKS if raw.startswith(mark)), "")


def detect_encoding(raw: bytes) -> str:
    """Return the most plausible encoding of `raw`: UTF-8, GB 18030 or Big5; GB 18030 if none fits.

    A few broken characters, such as at the end of a truncated string, do not exclude an encoding:
    UTF-8 with one broken character must not be decoded as GB 18030, in which nearly every byte
    sequence is valid. The same is true of Big5, so GB 18030 and Big5 are compared by how common the
    decoded characters are.
    """
    if name := byte_order_mark(raw):
        return name
    if decodes_as(raw.decode(UTF8, "replace"), UTF8):
        return UTF8
    return max((GB, BIG5), key=lambda name: _plausibility(raw.decode(name, "replace")))


def _plausibility(text: str) -> int:
    """Return a score of a decoded text: characters in use minus characters hardly ever written."""
    non_ascii = _BEYOND_ASCII.findall(text)
    in_use = sum(map(_is_in_use, non_ascii))
    return 2 * in_use - len(non_ascii) + len(_COMMON.findall(text)) - text.count(BROKEN)


@lru_cache(maxsize=65536)
def _is_in_use(c: str) -> bool:
    """Return whether a character is punctuation or in the frequent level of GB 2312 or Big5."""
    if _MARKS_OF_TEXT.match(c):
        return True
    gb, big5 = (c.encode(name, "ignore") for name in ("gb2312", "big5"))
    return b"\xb0" <= gb[:1] <= b"\xd7" or b"\xa4" <= big5[:1] <= b"\xc6"


def decodes_as(text: str, encoding: str) -> bool:
    """Return whether a text was decoded with at most a few broken characters."""
    broken = text.count(BROKEN)
    characters_per_broken = _MIN_PER_BROKEN.get(encoding, _MIN_PER_BROKEN[GB])
    return not broken or broken * characters_per_broken < len(_BEYOND_ASCII.findall(text))
