"""Reads dates and page numbers as they are written in sources."""

import re
from datetime import date, datetime, timedelta, timezone

from archive.text.numerals import DIGITS, NUMERAL, numeral

_PATTERNS = (
    # 2021-07-28, 2021/7/28, 2021.7.28, 2021年7月28日, 20210728, 2021-07/28
    re.compile(r"(?<!\d)(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>1[5-9]\d\d|20\d\d)(?P<m>[01]\d)/?(?P<d>[0-3]\d)(?!\d)"),
    # 08.02.1882
    re.compile(r"(?<!\d)(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4})(?!\d)"),
)


# 民国元年一月一日, 中華民國三十七年, 一九一二年一月: years of the Republic, or digit by digit
_IN_NUMERALS = re.compile(
    rf"(?:(?P<era>(?:中华|中華)?民[国國])\s*(?P<since>元|{NUMERAL}{{1,4}}|\d{{1,3}})|(?P<year>[一二][{''.join(DIGITS)}]{{3}}))"
    rf"\s*年(?:\s*(?P<m>{NUMERAL}{{1,3}}|\d{{1,2}})\s*月(?:\s*(?P<d>{NUMERAL}{{1,3}}|\d{{1,2}})\s*[日号號]?)?)?"
)
# the year before the first of the Republic
_BEFORE_THE_REPUBLIC = 1911


def _in_figures(text: str) -> str:
    """A text with dates in Chinese numerals, and years of the Republic, as 1912年1月1日."""
    return _IN_NUMERALS.sub(_figures, text) if "年" in text else text


def _figures(found: re.Match) -> str:
    if found["era"]:
        since = 1 if found["since"] == "元" else _value(found["since"])
        year = _BEFORE_THE_REPUBLIC + since if since else 0
    else:
        year = int("".join(str(DIGITS[one]) for one in found["year"]))
    month_, day_ = (_value(found[name]) for name in ("m", "d"))
    if not year:
        return found[0]
    return f"{year}年" + (f"{month_}月" if month_ else "") + (f"{day_}日" if day_ else "")


def _value(written: str | None) -> int:
    if not written:
        return 0
    return int(written) if written.isdecimal() else numeral(written)


def day(text: str) -> str:
    """The first day that a text names, as ISO 8601; "" where it names none.

    08/02/1882 is the eighth of February or the second of August, and so is none.
    """
    text = _in_figures(text or "")
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            if _is_either(found):
                continue
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat()
            except ValueError:
                continue
    return ""


def _is_either(found: re.Match) -> bool:
    """Whether what is written may be two days: year last, and no points, which those write who put the day first."""
    slashed = found.end("y") == found.end() and "." not in found[0]
    return slashed and int(found["d"]) <= 12 and int(found["d"]) != int(found["m"])


def month(text: str) -> str:
    """A month or year that is all a text says, as ISO 8601: 1948-06, 1948年6月, 民国三十七年; "" for another."""
    written = _in_figures(text or "")
    found = re.fullmatch(
        r"\s*(1[5-9]\d\d|20\d\d)(?:[-年]\s*(0?[1-9]|1[0-2])\s*月?|年)?\s*", written
    )
    return "-".join(part.zfill(2) for part in found.groups() if part) if found else ""


# what may stand beside a day that is all that is told: a time, a day of the week, marks
_BESIDE = re.compile(
    r"(?:[T\s]*\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:[.:]\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?"
    r"|[（(]?(?:星期|周|礼拜)[一二三四五六日天][）)]?|[日号\s,，;；.])*"
)


# an instant as programs write it, in UTC
_IN_UTC = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(?:Z|[+-]00:?00)", re.IGNORECASE
)
_IN_CHINA = timezone(timedelta(hours=8))


def only_day(text: str) -> str:
    """The day, as ISO 8601, that is all a text says; "" where it says more, or not which day.

    An instant in UTC is of the day that it is in China then: what is dated at midnight there has the
    evening before.
    """
    if found := _IN_UTC.fullmatch(text.strip()):
        try:
            instant = datetime.fromisoformat(f"{found[1]}T{found[2]}+00:00")
            return instant.astimezone(_IN_CHINA).date().isoformat()
        except (ValueError, OverflowError):
            return ""
    text = _in_figures(text)
    for pattern in _PATTERNS:
        if found := pattern.search(text):
            rest = f"{text[: found.start()]} {text[found.end() :]}"
            return day(found[0]) if _BESIDE.fullmatch(rest) else ""
    return ""


_ISSUE_NUMBER = re.compile(
    r"(?:\b(?:n[º°o]|nrs?|num[ée]ro|n[úu]m(?:ero)?|number|heft|issue|aflevering)\b\.?|n[º°]|[总總]?第)\s*"
    r"(?P<number>\d[\d/–-]*[A-Za-z]?)(?:\s*[期号號])?",
    re.IGNORECASE,
)
_VOLUME = re.compile(
    r"\s*(?:unknown|\W*|(?:jg|jahrgang|vol|volume|ann[ée]e|tome|bd)\b.*)", re.IGNORECASE
)
_LONGEST_ISSUE_NUMBER = 20


def issue_number(text: str) -> tuple[str, str]:
    """(number, what else is told of the issue) of 「Nr. 161 (Abend-Ausgabe)」, 「Jg. 43, nº 161」.

    ("", "") where nothing but a volume is told. 增刊 and the like belong to the number.
    """
    text = " ".join((text or "").split())
    found = _ISSUE_NUMBER.search(text)
    if not found:
        if _VOLUME.fullmatch(text):
            return "", ""
        return (text, "") if len(text) <= _LONGEST_ISSUE_NUMBER else ("", text)
    number, rest = found["number"], text[found.end() :].strip(" ,，;；.")
    if re.fullmatch("[\u4e00-\u9fff]{1,6}", rest):
        return number + rest, ""
    bracketed = _IN_BRACKETS.fullmatch(rest)
    return number, bracketed[1] if bracketed else rest


_PLACE = rf"(?P<letter>[A-Za-z]?)[-. ]?0*(?P<digits>\d{{1,3}}?)|(?P<numeral>{NUMERAL}{{1,6}})"
_SHEET = "(?:[版面页頁](?![面图]))"
# those of width, as they are typed among Chinese characters, in ASCII
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# Seite 3, p. 3, 版次：3
_CALLED = r"(?:seite|page|pagina|página|pág|pag|side|sida)\.?|[sp]\.|版[次面]?:?"
_PAGE_NUMBER = re.compile(
    rf"[\[(【]?\s*(?:(?:{_CALLED})\s*)?第?\s*(?:{_PLACE})\s*{_SHEET}?\.?\s*[\])】]?", re.IGNORECASE
)
_PAGE_TITLE = re.compile(
    rf"\s*第?\s*(?:{_PLACE})\s*(?:{_SHEET}\s*[:\s]*|:\s*(?!\d))(?P<name>.*)", re.DOTALL
)
_IN_BRACKETS = re.compile(r"[(（\[【]\s*([^()（）\[\]【】]*?)\s*[)）\]】]")


def page_number(text: str) -> str:
    """The page that a text says and nothing else: `3` of 03, 第03版, 第三版, [3], Seite 3; `A1` of A01.

    "" where it says no number.
    """
    written = (text or "").translate(_NARROW).strip()
    return _number_in(_PAGE_NUMBER.fullmatch(written))


def page_title(text: str) -> tuple[str, str]:
    """(number, name) of a page as it is called: 「第A01版：要闻」, 「第四版 国际」, 「[3]」.

    ("", the whole) where it has no number.
    """
    whole = " ".join((text or "").split())
    if number := page_number(whole):
        return number, ""
    found = _PAGE_TITLE.match(whole.translate(_NARROW))
    if found is None or not (number := _number_in(found)):
        return "", whole
    # the name as it is written, with its own marks
    name = whole[found.start("name") :]
    bracketed = _IN_BRACKETS.fullmatch(name)
    return number, bracketed[1] if bracketed else name


def _number_in(found: re.Match | None) -> str:
    if found is None:
        return ""
    if found["numeral"]:
        return str(numeral(found["numeral"]) or "")
    return f"{found['letter'].upper()}{found['digits']}"
