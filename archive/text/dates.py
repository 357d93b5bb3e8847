"""Parse, bound and format dates that may be uncertain: EDTF (ISO 8601-2:2019).

The `edtf` library parses; this module accepts only dates with both ends, between 1600 and 2200.
Seasons are the library's: 21 spring is March to May, …, 24 winter is December of that year.
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

from .value_refused import ValueRefused

FIRST_YEAR, LAST_YEAR = 1600, 2200

_DIGIT, _SEPARATOR = "[0-9０-９]", r"[\-\/.－／．]"
# A year, month or day as people type it: 2021, 2021-06, 2021/6, 2021年6月15日, 20210615.
# For browsers and JSON Schema as well.
INPUT_PATTERN = (
    rf"({_DIGIT}{{4}})(?:年?|(?:年|{_SEPARATOR})({_DIGIT}{{1,2}})"
    rf"(?:月|(?:月|{_SEPARATOR})({_DIGIT}{{1,2}})[日号]?)?|({_DIGIT}{{2}})({_DIGIT}{{2}})?)"
)

_SEASONS = {21: "春", 22: "夏", 23: "秋", 24: "冬", 25: "春", 26: "夏", 27: "秋", 28: "冬"}
_SEASONS |= {33: "第一季度", 34: "第二季度", 35: "第三季度", 36: "第四季度"}
_SEASONS |= {40: "上半年", 41: "下半年"}
_QUALIFIERS = "?~%"
# EDTF that this module rejects: unspecified digits inside a month or day, and qualifiers after
# unspecified
# parts, on which the library fails with a message on standard output; a day of an unknown month;
# significant digits, which its bounds ignore. Unlike the library, it also rejects blanks around a
# date.
_UNSUPPORTED = re.compile(r"-(?:X\d|\dX)|-XX[?~%]|\.\.[?~%]|-XX-\d|S")
_parsing = threading.Lock()
# most dates: a day, or two days as an interval or as one of a set
_DAY = r"(\d{4})-(\d{2})-(\d{2})"
_PLAIN = re.compile(rf"(\[?){_DAY}(?:(/|\.\.){_DAY})?(\]?)")


class Bounds(NamedTuple):
    """The first and the last day a date can mean, both included."""

    earliest: date
    latest: date


def bounds(edtf: str) -> Bounds:
    """Return the first and last day `edtf` can mean; `~` and `?` do not widen it.

    ValueError, with a message for readers, for invalid EDTF or days that do not exist, for an
    open end, and for years before 1600 or after 2200.
    """
    return read_edtf(edtf)[1]


# days, months and years as printed
_DATE_PATTERNS = (
    re.compile(r"(?P<about>约)?(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})[日号]?"),
    re.compile(r"(?P<about>约)?(\d{4})(\d\d)(\d\d)"),
    re.compile(r"(?P<about>约)?(\d{4})[年./-](\d{1,2})月?"),
    re.compile(r"(?P<about>约)?(\d{4})年"),
)


def to_edtf(text: str) -> str:
    """Return EDTF for a date in another notation, such as 2021年7月28日; "" if it is none."""
    compact = "".join(unicodedata.normalize("NFKC", text).split())
    for pattern in _DATE_PATTERNS:
        if match := pattern.fullmatch(compact):
            year, *month_and_day = match.groups()[1:]
            edtf = "-".join([year, *(f"{int(part):02}" for part in month_and_day)])
            edtf += "~" if match["about"] else ""
            try:
                bounds(edtf)
            except ValueError:
                return ""
            return edtf if edtf != text else ""
    return ""


def is_exact(edtf: str) -> bool:
    """Return whether `edtf` is one certain day. ValueError as from `bounds`."""
    parsed, _ = read_edtf(edtf)
    return type(parsed) in (Date, DateAndTime) and _precision(parsed) == "day"


def parse_input(text: str) -> str:
    """Return the EDTF of a year, month or day as people type it; "" if it is none."""
    match = re.fullmatch(INPUT_PATTERN, text.strip())
    if not match:
        return ""
    # int() reads full-width digits, too
    edtf = "-".join(f"{int(part):02}" for part in match.groups() if part)
    try:
        bounds(edtf)
    except ValueError:
        return ""
    return edtf


@lru_cache(maxsize=4096)
def in_chinese(edtf: str) -> str:
    """Return `edtf` as Chinese readers write it, with its uncertainty.

    约 precedes approximate dates and one-of-a-range dates (`~`, `%`, `[…]`); （存疑） follows
    uncertain ones (`?`, `%`). ValueError as from `bounds`.
    """
    parsed, _ = read_edtf(edtf)
    about = isinstance(parsed, OneOfASet) or any(mark in edtf for mark in "~%")
    if isinstance(parsed, OneOfASet) and not any(
        isinstance(part, Consecutives) for part in parsed.objects
    ):
        about = any(mark in edtf for mark in "~%")  # 或 already says that only one of them is right
    doubted = any(mark in edtf for mark in "?%")
    return ("约" if about else "") + _in_chinese(parsed) + ("（存疑）" if doubted else "")


def range_without_about(edtf: str) -> str:
    """Return `in_chinese`, omitting 约 from a range: for dates displayed beside 推定.

    Dates marked as approximate (`2021~`) keep their 约.
    """
    text = in_chinese(edtf)
    return text.removeprefix("约") if edtf.startswith("[") else text


@lru_cache(maxsize=4096)
def in_iso(edtf: str) -> str:
    """Return the `datetime` value of HTML's <time> for `edtf`: a day, a month or a year.

    "" for ranges and uncertain dates, which the attribute cannot express. ValueError as from
    `bounds`.
    """
    parsed, (earliest, _) = read_edtf(edtf)
    if type(parsed) not in (Date, DateAndTime, Unspecified) or any(q in edtf for q in _QUALIFIERS):
        return ""
    if type(parsed) is Unspecified:
        # 2021-12-XX is a day of that month; 202X and 2021-XX-15 are neither a month nor a year
        certain = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-XX){1,2}", edtf)
        return "-".join(filter(None, certain.groups())) if certain else ""
    digits = {"day": 10, "month": 7, "year": 4}[_precision(parsed)]
    return earliest.isoformat()[:digits]


@lru_cache(maxsize=4096)
def read_edtf(edtf: str) -> tuple[EDTFObject, Bounds]:
    """Return the parsed date and its bounds; ValueRefused for refused ones."""
    if not re.fullmatch(r"[\[{]?\S+(?:, ?\S+)*[\]}]?", edtf) or _UNSUPPORTED.search(edtf):
        raise ValueRefused("“%(edtf)s”不是本站能读的 EDTF 日期", edtf=edtf)
    try:
        parsed = _parse_days(edtf) or _parse(edtf)
        lower, upper = parsed.lower_strict(), parsed.upper_strict()
    except (ParseException, ValueError, TypeError, AttributeError, KeyError) as error:
        if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", edtf):
            raise ValueRefused("“%(edtf)s”不是 EDTF 日期：历法里没有", edtf=edtf) from error
        raise ValueRefused("“%(edtf)s”不是 EDTF 日期（ISO 8601-2）", edtf=edtf) from error
    if _is_open(parsed) or not isinstance(lower, tuple) or not isinstance(upper, tuple):
        raise ValueRefused("“%(edtf)s”没有写明起止，不能用作日期", edtf=edtf)
    if not (FIRST_YEAR <= lower[0] <= LAST_YEAR and FIRST_YEAR <= upper[0] <= LAST_YEAR):
        raise ValueRefused(
            "“%(edtf)s”不在 %(first)s 至 %(last)s 年之间",
            edtf=edtf,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    try:
        bounds = Bounds(date(*lower[:3]), date(*upper[:3]))
    except ValueError as error:
        raise ValueRefused("“%(edtf)s”不是历法里的日子", edtf=edtf) from error
    if bounds.earliest > bounds.latest or not _in_order(parsed):
        raise ValueRefused("“%(edtf)s”的起止先后颠倒了", edtf=edtf)
    return parsed, bounds


def _parse(edtf: str) -> EDTFObject:
    # pyparsing keeps its position in the grammar object, so it is not thread-safe
    with _parsing:
        return parse_edtf(edtf)


def _parse_days(edtf: str) -> EDTFObject | None:
    """Parse plain days as the library would, but without its cost of some 10 to 50 ms."""
    match = _PLAIN.fullmatch(edtf)
    if not match:
        return None
    opens, *first, between, year, month, day, closes = match.groups()
    days = [Date(*first)] if between is None else [Date(*first), Date(year, month, day)]
    # leave days that do not exist to the parser, which rejects them
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
    """Return whether an end is open or unknown: `2021/..`, `2021/`, `[..2021]`."""
    if not isinstance(parsed, EDTFObject) or type(parsed).__name__ == "UnspecifiedIntervalSection":
        return True
    return any(_is_open(part) for part in _parts(parsed))


def _in_order(parsed: EDTFObject) -> bool:
    if isinstance(parsed, Interval):
        return parsed.lower.lower_strict() <= parsed.upper.upper_strict()
    return all(_in_order(part) for part in _parts(parsed))


def unqualified(parsed: EDTFObject) -> EDTFObject:
    """Return the date without qualifiers and time."""
    while isinstance(parsed, UncertainOrApproximate | DateAndTime):
        parsed = parsed.date
    return parsed


def _precision(parsed: EDTFObject) -> str:
    """Return `day`, `month` or `year` for a plain date, else ""."""
    plain = unqualified(parsed)
    return plain.precision if type(plain) is Date else ""


def _in_chinese(parsed: EDTFObject) -> str:
    """Return `parsed` in Chinese, without its qualifiers."""
    parsed = unqualified(parsed)
    if isinstance(parsed, OneOfASet):
        return "或".join(_in_chinese(part) for part in parsed.objects)
    if isinstance(parsed, MultipleDates):
        return "、".join(_in_chinese(part) for part in parsed.objects)
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
    """Return both ends, naming shared units once: 2021年6—9月, 2024年3月26日—4月5日."""
    return _joined(_in_chinese(lower), _in_chinese(upper))


def _joined(first: str, last: str) -> str:
    """Join two formatted dates by a dash, omitting from the second the units they share."""
    if first == last:
        return first
    unit = r"(?:(\d+年)(?:(\d+月)(\d+日)?)?)"
    start, end = re.fullmatch(unit, first), re.fullmatch(unit, last)
    if not start or not end or start.lastindex != end.lastindex:
        return f"{first}—{last}"
    common = 0
    while start.group(common + 1) == end.group(common + 1):
        common += 1
    suffix = "".join(end.groups(default="")[common:])
    # if only the last unit differs, it is named once, after the second number
    return f"{first[:-1] if common + 1 == start.lastindex else first}—{suffix}"


def _month(day: date) -> str:
    return f"{day.year}年{day.month}月"


def _day(day: date) -> str:
    return f"{_month(day)}{day.day}日"
