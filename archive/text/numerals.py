"""Reads numbers that are written in Chinese numerals."""

import re

DIGITS = {char: n for n, char in enumerate("〇一二三四五六七八九")}
DIGITS |= {"零": 0, "○": 0, "两": 2, "兩": 2}
_TENS = {"廿": "二十", "卅": "三十", "卌": "四十"}
_COUNTED = re.compile(
    r"(?:(?P<hundreds>\D?)(?P<hundred>百)零?)?(?:(?P<tens>\D?)(?P<ten>十))?(?P<ones>\D?)"
)
NUMERAL = f"[{''.join(DIGITS)}十百{''.join(_TENS)}]"


def parse_numeral(written: str) -> int:
    """The number below 1000 that Chinese numerals say: 十九, 七十五, 一百零二, 廿一; 0 for none."""
    for short, whole in _TENS.items():
        written = written.replace(short, whole)
    found = _COUNTED.fullmatch(written)
    if not found or not set(written) <= {*DIGITS, "十", "百"}:
        return 0
    hundreds = DIGITS.get(found["hundreds"], 1) if found["hundred"] else 0
    tens = DIGITS.get(found["tens"], 1) if found["ten"] else 0
    return hundreds * 100 + tens * 10 + DIGITS.get(found["ones"], 0)
