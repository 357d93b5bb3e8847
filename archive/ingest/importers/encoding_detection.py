"""Sees in which encoding bytes are that come from China, Hong Kong or Macau, whatever is said of them."""

import codecs
import re
from functools import lru_cache

# the longer ones first: one begins with a shorter one
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UTF8, GB, BIG5 = "utf-8-sig", "gb18030", "big5hkscs"
_BEYOND_ASCII = re.compile("[^\0-\x7f]")
# stands where something cannot be decoded
BROKEN = "\ufffd"
# of so many characters beyond ASCII one may be broken: in UTF-8 hardly any come out right by chance
_ENOUGH = {UTF8: 4, GB: 20, BIG5: 20}
# every seventh character of a Chinese text or so, and hardly one of what is decoded amiss
_COMMON = re.compile(
    "[的一是在不了有和人中大上以要他到用生地出就分成可主年同工也能下子面而方多定行所民得十三之]"
)
_MARKS_OF_TEXT = re.compile("[\u3001-\u3011\u2014\u2018-\u201d\u2026\uff01-\uff1f]")


def byte_order_mark(raw: bytes) -> str:
    """UTF-16 or UTF-32 by the mark at the beginning; "" without one."""
    return next((name for mark, name in _MARKS if raw.startswith(mark)), "")


def detect_encoding(raw: bytes) -> str:
    """The encoding that makes sense of `raw`: UTF-8, else GB 18030 or Big5; GB 18030 for none.

    One that does but for a few characters, as where a program cut a string in the middle of one, is
    the encoding all the same: what is UTF-8 with one broken character must not be read as GB 18030,
    in which nearly all bytes mean something. So do they in Big5, but what they say is not written.
    """
    if name := byte_order_mark(raw):
        return name
    if decodes_as(raw.decode(UTF8, "replace"), UTF8):
        return UTF8
    return max((GB, BIG5), key=lambda name: _sense(raw.decode(name, "replace")))


def _sense(text: str) -> int:
    """How much of a text is of characters in use, less what is hardly ever written."""
    beyond = _BEYOND_ASCII.findall(text)
    in_use = sum(map(_is_in_use, beyond))
    return 2 * in_use - len(beyond) + len(_COMMON.findall(text)) - text.count(BROKEN)


@lru_cache(maxsize=65536)
def _is_in_use(c: str) -> bool:
    """Whether a character is a mark, or one of those that either standard has as the frequent ones."""
    if _MARKS_OF_TEXT.match(c):
        return True
    gb, big5 = (c.encode(name, "ignore") for name in ("gb2312", "big5"))
    return b"\xb0" <= gb[:1] <= b"\xd7" or b"\xa4" <= big5[:1] <= b"\xc6"


def decodes_as(text: str, encoding: str) -> bool:
    """Whether a text could be decoded but for a few characters at most."""
    broken = text.count(BROKEN)
    enough = _ENOUGH.get(encoding, _ENOUGH[GB])
    return not broken or broken * enough < len(_BEYOND_ASCII.findall(text))
