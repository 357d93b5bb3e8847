"""Parse numbers in Chinese numerals."""

import re

DIGITS = {char: n for n, char in enumerate("〇一二三四五六七八九")}
DIGITS |= {"零": 0, "○": 0, "两": 2, "兩": 2}
_TENS = {"廿": "二十", "卅": "三十", "卌": "四十"}
_COUNT_PATTERN = re.compile(
    r"(?:(?P<hundreds>\D?)(?P<hundred>百)零?)?(?:(?P<tens>\D?)(?P<ten>十))?(?P<ones>\D?)"
)
NUMERAL = f"[{''.join(DIGITS)}十百{''.join(_TENS)}]"


def parse_numeral(text: str) -> int:
    """Return the number below 1000 in Chinese numerals: 十九, 七十五, 一百零二, 廿一; 0 if none."""
    for short, full in _TENS.items():
        text = text.replace(short, full)
    match = _COUNT_PATTERN.fullmatch(text)
    if not match or not set(text) <= {*DIGITS, "十", "百"}:
        return 0
    hundreds = DIGITS.get(match["hundreds"], 1) if match["hundred"] else 0
    tens = DIGITS.get(match["tens"], 1) if match["ten"] else 0
    return hundreds * 100 + tens * 10 + DIGITS.get(match["ones"], 0)
