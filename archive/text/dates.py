"""Dates that may be only roughly known: EDTF (ISO 8601-2:2019) read, bounded and shown.

The `edtf` library parses; this module holds it to what a newspaper archive can stand behind: a
date with both ends, between 1600 and 2200. Seasons are the library's: 21 spring is March to May,
…, 24 winter is December of that year.
"""

import re
import threading
import unicodedata
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from edtf import (
    Consecutives,
    Date,
    DateAndTime,
    EDTFObject,
    Interval,
    MultipleDates,
    OneOfASet,
    Season,
    UncertainOrApproximate,
    Unspecified,
    parse_edtf,
)
from pyparsing import ParseException

FIRST_YEAR, LAST_YEAR = 1600, 2200

_DIGIT, _BETWEEN = "[0-9０-９]", r"[\-\/.－／．]"
# A year, month or day as people type it: 2021, 2021-06, 2021/6, 2021年6月15日, 20210615.
# For browsers and JSON Schema as well.
TYPED = (
    rf"({_DIGIT}{{4}})(?:年?|(?:年|{_BETWEEN})({_DIGIT}{{1,2}})"
    rf"(?:月|(?:月|{_BETWEEN})({_DIGIT}{{1,2}})[日号]?)?|({_DIGIT}{{2}})({_DIGIT}{{2}})?)"
)

_SEASONS = {21: "春", 22: "夏", 23: "秋", 24: "冬", 25: "春", 26: "夏", 27: "秋", 28: "冬"}
_SEASONS |= {33: "第一季度", 34: "第二季度", 35: "第三季度", 36: "第四季度"}
_SEASONS |= {40: "上半年", 41: "下半年"}
_QUALIFIERS = "?~%"
# EDTF that is refused: digits left open inside a month or a day, and qualifiers after what is
# left open, on which the library fails with a message on standard output; the fifteenth of an
# unknown month; significant digits, of which its bounds take no account. Nor may there be blanks
# around a date, though the library would let them pass.
_UNREAD = re.compile(r"-(?:X\d|\dX)|-XX[?~%]|\.\.[?~%]|-XX-\d|S")
_parsing = threading.Lock()
# what nearly every date is: a day, or from one day to another, as an interval or one of a set
_DAY = r"(\d{4})-(\d{2})-(\d{2})"
_PLAIN = re.compile(rf"(\[?){_DAY}(?:(/|\.\.){_DAY})?(\]?)")


class Bounds(NamedTuple):
    """The first and the last day a date can mean, both included."""

    earliest: date
    latest: date


def bounds(edtf: str) -> Bounds:
    """Return the days between which `edtf` lies; `~` and `?` widen nothing.

    Raises ValueError, with a message for the reader, for what is not EDTF or no day of the
    calendar, for an open end, and for years before 1600 or after 2200.
    """
    return _read(edtf)[1]


# how people write days, months and years
_WRITTEN = (
    re.compile(r"(?P<about>约)?(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})[日号]?"),
    re.compile(r"(?P<about>约)?(\d{4})(\d\d)(\d\d)"),
    re.compile(r"(?P<about>约)?(\d{4})[年./-](\d{1,2})月?"),
    re.compile(r"(?P<about>约)?(\d{4})年"),
)


def to_edtf(text: str) -> str:
    """EDTF for a date written otherwise, as 2021年7月28日; "" for what is none."""
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    for pattern in _WRITTEN:
        if found := pattern.fullmatch(bare):
            year, *rest = found.groups()[1:]
            edtf = "-".join([year, *(f"{int(part):02}" for part in rest)])
            edtf += "~" if found["about"] else ""
            try:
                bounds(edtf)
            except ValueError:
                return ""
            return edtf if edtf != text else ""
    return ""


def is_exact(edtf: str) -> bool:
    """Whether `edtf` is one certain day. Raises ValueError as `bounds` does."""
    parsed, _ = _read(edtf)
    return type(parsed) in (Date, DateAndTime) and _precision(parsed) == "day"


def parse_input(text: str) -> str:
    """The EDTF of a year, month or day as people type it; "" for what is none."""
    found = re.fullmatch(TYPED, text.strip())
    if not found:
        return ""
    # figures of either width
    edtf = "-".join(f"{int(part):02}" for part in found.groups() if part)
    try:
        bounds(edtf)
    except ValueError:
        return ""
    return edtf


@lru_cache(maxsize=4096)
def in_chinese(edtf: str) -> str:
    """Return `edtf` as Chinese readers write it, with what is not certain said so.

    约 stands before what is approximate or one of a range (`~`, `%`, `[…]`), （存疑） after what
    is uncertain (`?`, `%`). Raises ValueError as `bounds` does.
    """
    parsed, _ = _read(edtf)
    about = isinstance(parsed, OneOfASet) or any(mark in edtf for mark in "~%")
    if isinstance(parsed, OneOfASet) and not any(
        isinstance(part, Consecutives) for part in parsed.objects
    ):
        about = any(mark in edtf for mark in "~%")  # 或 says already that it is one of these
    doubted = any(mark in edtf for mark in "?%")
    return ("约" if about else "") + _shown(parsed) + ("（存疑）" if doubted else "")


@lru_cache(maxsize=4096)
def in_iso(edtf: str) -> str:
    """Return the `datetime` value of HTML's <time> for `edtf`: a day, a month or a year.

    '' for all else: a range has no such value, and a machine cannot be told of a doubt there.
    Raises ValueError as `bounds` does.
    """
    parsed, (earliest, _) = _read(edtf)
    if type(parsed) not in (Date, DateAndTime, Unspecified) or any(q in edtf for q in _QUALIFIERS):
        return ""
    if type(parsed) is Unspecified:
        # 2021-12-XX is some day of that month; 202X or 2021-XX-15 is neither month nor year.
        known = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-XX){1,2}", edtf)
        return "-".join(filter(None, known.groups())) if known else ""
    digits = {"day": 10, "month": 7, "year": 4}[_precision(parsed)]
    return earliest.isoformat()[:digits]


@lru_cache(maxsize=4096)
def _read(edtf: str) -> tuple[EDTFObject, Bounds]:
    """Parse and bound, refusing in Chinese what does not stand."""
    if not re.fullmatch(r"[\[{]?\S+(?:, ?\S+)*[\]}]?", edtf) or _UNREAD.search(edtf):
        raise ValueError(f"“{edtf}”不是本站能读的 EDTF 日期")
    try:
        parsed = _of_days(edtf) or _parsed(edtf)
        lower, upper = parsed.lower_strict(), parsed.upper_strict()
    except (ParseException, ValueError, TypeError, AttributeError, KeyError) as error:
        if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", edtf):
            raise ValueError(f"“{edtf}”不是 EDTF 日期：历法里没有") from error
        raise ValueError(f"“{edtf}”不是 EDTF 日期（ISO 8601-2）") from error
    if _is_open(parsed) or not isinstance(lower, tuple) or not isinstance(upper, tuple):
        raise ValueError(f"“{edtf}”没有写明起止，不能用作日期")
    if not (FIRST_YEAR <= lower[0] <= LAST_YEAR and FIRST_YEAR <= upper[0] <= LAST_YEAR):
        raise ValueError(f"“{edtf}”不在 {FIRST_YEAR} 至 {LAST_YEAR} 年之间")
    try:
        found = Bounds(date(*lower[:3]), date(*upper[:3]))
    except ValueError as error:
        raise ValueError(f"“{edtf}”不是历法里的日子") from error
    if found.earliest > found.latest or not _in_order(parsed):
        raise ValueError(f"“{edtf}”的起止先后颠倒了")
    return parsed, found


def _parsed(edtf: str) -> EDTFObject:
    # pyparsing keeps its position in the grammar object: of two threads using it, one would fail
    with _parsing:
        return parse_edtf(edtf)


def _of_days(edtf: str) -> EDTFObject | None:
    """What the library's parser makes of plain days, which takes it some hundredths of a second."""
    found = _PLAIN.fullmatch(edtf)
    if not found:
        return None
    opens, *first, between, year, month, day, closes = found.groups()
    days = [Date(*first)] if between is None else [Date(*first), Date(year, month, day)]
    # what is no day of the calendar is the parser's to refuse
    if not all(_is_day(int(day.year), int(day.month), int(day.day)) for day in days):
        return None
    match opens, between, closes:
        case "", None, "":
            return days[0]
        case "", "/", "":
            return Interval(*days)
        case "[", "..", "]":
            return OneOfASet(Consecutives(*days))
    return None


def _is_day(year: int, month: int, day: int) -> bool:
    return year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _parts(parsed: EDTFObject) -> list[EDTFObject]:
    if isinstance(parsed, OneOfASet | MultipleDates):
        return list(parsed.objects)
    if isinstance(parsed, Interval):
        return [parsed.lower, parsed.upper]
    return []


def _is_open(parsed: EDTFObject) -> bool:
    """Whether an end is left open or unknown: `2021/..`, `2021/`, `[..2021]`."""
    if not isinstance(parsed, EDTFObject) or type(parsed).__name__ == "UnspecifiedIntervalSection":
        return True
    return any(_is_open(part) for part in _parts(parsed))


def _in_order(parsed: EDTFObject) -> bool:
    if isinstance(parsed, Interval):
        return parsed.lower.lower_strict() <= parsed.upper.upper_strict()
    return all(_in_order(part) for part in _parts(parsed))


def _plain(parsed: EDTFObject) -> EDTFObject:
    """The date inside qualifiers and times."""
    while isinstance(parsed, UncertainOrApproximate | DateAndTime):
        parsed = parsed.date
    return parsed


def _precision(parsed: EDTFObject) -> str:
    """`day`, `month` or `year` for a plain date, else ''."""
    plain = _plain(parsed)
    return plain.precision if type(plain) is Date else ""


def _shown(parsed: EDTFObject) -> str:
    """`parsed` in Chinese, without its qualifiers."""
    parsed = _plain(parsed)
    if isinstance(parsed, OneOfASet):
        return "或".join(_shown(part) for part in parsed.objects)
    if isinstance(parsed, MultipleDates):
        return "、".join(_shown(part) for part in parsed.objects)
    if isinstance(parsed, Interval):
        return _range(parsed.lower, parsed.upper)
    first, last = date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3])
    if isinstance(parsed, Season) and int(parsed.season) in _SEASONS:
        return f"{first.year}年{_SEASONS[int(parsed.season)]}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        years = last.year - first.year + 1
        if years == 1:
            return f"{first.year}年"
        if years == 10 and first.year % 10 == 0:
            return f"{first.year}年代"
        if years == 100 and first.year % 100 == 0:
            return f"{first.year // 100 + 1}世纪"
    if first == last:
        return _day(first)
    if (first.year, first.month) == (last.year, last.month):
        return _month(first)
    return _joined(_day(first), _day(last))


def _range(lower: EDTFObject, upper: EDTFObject) -> str:
    """Both ends, what they share said once: 2021年6—9月, 2024年3月26日—4月5日."""
    return _joined(_shown(lower), _shown(upper))


def _joined(first: str, last: str) -> str:
    """Join two shown dates by a dash, leaving out of the second what it shares with the first."""
    if first == last:
        return first
    unit = r"(?:(\d+年)(?:(\d+月)(\d+日)?)?)"
    one, two = re.fullmatch(unit, first), re.fullmatch(unit, last)
    if not one or not two or one.lastindex != two.lastindex:
        return f"{first}—{last}"
    same = 0
    while one.group(same + 1) == two.group(same + 1):
        same += 1
    rest = "".join(two.groups(default="")[same:])
    # Where only the last unit differs it is named once, after the second number.
    return f"{first[:-1] if same + 1 == one.lastindex else first}—{rest}"


def _month(day: date) -> str:
    return f"{day.year}年{day.month}月"


def _day(day: date) -> str:
    return f"{_month(day)}{day.day}日"
