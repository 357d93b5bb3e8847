"""Sees in which encoding bytes are that come from China, Hong Kong or Macau, whatever is said of them."""

import codecs
import re

# the longer ones first: one begins with a shorter one
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UTF8, GB, BIG5 = "utf-8-sig", "gb18030", "big5hkscs"
_BEYOND_ASCII = re.compile("[^\0-\x7f]")
# what cannot be decoded, and what no newspaper prints: characters for private use
BROKEN = "\ufffd"
_UNLIKELY = re.compile("[\ufffd\ue000-\uf8ff]")
# of so many characters beyond ASCII one may be broken
_ENOUGH = 20


def marked(raw: bytes) -> str:
    """UTF-16 or UTF-32 by the mark at the beginning; "" without one."""
    return next((name for mark, name in _MARKS if raw.startswith(mark)), "")


def seen(raw: bytes) -> str:
    """The encoding that makes sense of `raw`: UTF-8, else GB 18030, else Big5; GB 18030 for none.

    One that does but for a few characters, as where a program cut a string in the middle of one, is
    the encoding all the same: what is UTF-8 with one broken character must not be read as GB 18030,
    in which nearly all bytes mean something.
    """
    if name := marked(raw):
        return name
    return next((name for name in (UTF8, GB, BIG5) if fits(raw.decode(name, "replace"))), GB)


def fits(text: str) -> bool:
    """Whether a text is decoded aright, but for a few characters at most."""
    unlikely = len(_UNLIKELY.findall(text))
    return not unlikely or unlikely * _ENOUGH < len(_BEYOND_ASCII.findall(text))
