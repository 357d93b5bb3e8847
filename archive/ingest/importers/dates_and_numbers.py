"""Parse dates, issue numbers and page numbers as sources write them."""

import re
from datetime import date, datetime, timedelta, timezone

from archive.text.numerals import DIGITS, NUMERAL, parse_numeral

_PATTERNS = (
    # 2021-07-28, 2021/7/28, 2021.7.28, 2021年7月28日, 20210728, 2021-07/28
    re.compile(r"(?<!\d)(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>1[5-9]\d\d|20\d\d)(?P<m>[01]\d)/?(?P<d>[0-3]\d)(?!\d)"),
    # 08.02.1882
    re.compile(r"(?<!\d)(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4})(?!\d)"),
)


# 民国元年一月一日, 中華民國三十七年, 一九一二年一月: a Republican year, or one written digit by
# digit.
_IN_NUMERALS = re.compile(
    rf"(?:(?P<era>(?:中华|中華)?民[国國])\s*(?P<since>元|{NUMERAL}{{1,4}}|\d{{1,3}})|(?P<year>[一二][{''.join(DIGITS)}]{{3}}))"
    rf"\s*年(?:\s*(?P<m>{NUMERAL}{{1,3}}|\d{{1,2}})\s*月(?:\s*(?P<d>{NUMERAL}{{1,3}}|\d{{1,2}})\s*[日号號]?)?)?"
)
# Year 0 of the Republic.
_BEFORE_THE_REPUBLIC = 1911


def _in_figures(text: str) -> str:
    """Return the text with dates in Chinese numerals or Republican years as 1912年1月1日."""
    return _IN_NUMERALS.sub(_figures, text) if "年" in text else text


def _figures(match: re.Match) -> str:
    if match["era"]:
        year_of_republic = 1 if match["since"] == "元" else _value(match["since"])
        year = _BEFORE_THE_REPUBLIC + year_of_republic if year_of_republic else 0
    else:
        year = int("".join(str(DIGITS[digit]) for digit in match["year"]))
    month_number, day_number = (_value(match[name]) for name in ("m", "d"))
    if not year:
        return match[0]
    return (
        f"{year}年"
        + (f"{month_number}月" if month_number else "")
        + (f"{day_number}日" if day_number else "")
    )


def _value(text: str | None) -> int:
    if not text:
        return 0
    return int(text) if text.isdecimal() else parse_numeral(text)


def day(text: str) -> str:
    """Return the first date in a text that is exact to the day, as ISO 8601; "" if there is none.

    08/02/1882 is ambiguous (8 February or 2 August) and is skipped.
    """
    text = _in_figures(text or "")
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if _is_ambiguous(match):
                continue
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"])).isoformat()
            except ValueError:
                continue
    return ""


def _is_ambiguous(match: re.Match) -> bool:
    """Return whether a match is ambiguous: year last, separated by slashes or hyphens.

    Only writers who put the day first use points.
    """
    is_slashed = match.end("y") == match.end() and "." not in match[0]
    return is_slashed and int(match["d"]) <= 12 and int(match["d"]) != int(match["m"])


def month(text: str) -> str:
    """Return the month or year if the text is nothing else, as ISO 8601, otherwise "".

    It parses 1948-06, 1948年6月 and 民国三十七年.
    """
    normalized = _in_figures(text or "")
    match = re.fullmatch(
        r"\s*(1[5-9]\d\d|20\d\d)(?:[-年]\s*(0?[1-9]|1[0-2])\s*月?|年)?\s*", normalized
    )
    return "-".join(part.zfill(2) for part in match.groups() if part) if match else ""


# What may accompany a date that is otherwise the whole text: time, weekday, punctuation.
_BESIDE = re.compile(
    r"(?:[T\s]*\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:[.:]\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?"
    r"|[（(]?(?:星期|周|礼拜)[一二三四五六日天][）)]?|[日号\s,，;；.])*"
)


# A UTC timestamp.
_IN_UTC = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(?:Z|[+-]00:?00)", re.IGNORECASE
)
_IN_CHINA = timezone(timedelta(hours=8))


def only_day(text: str) -> str:
    """Return the date if the text is nothing else, as ISO 8601; "" if it says more or is ambiguous.

    A UTC timestamp is converted to China time: midnight in China is the evening before in UTC.
    """
    if match := _IN_UTC.fullmatch(text.strip()):
        try:
            instant = datetime.fromisoformat(f"{match[1]}T{match[2]}+00:00")
            return instant.astimezone(_IN_CHINA).date().isoformat()
        except (ValueError, OverflowError):
            return ""
    text = _in_figures(text)
    for pattern in _PATTERNS:
        if match := pattern.search(text):
            remaining = f"{text[: match.start()]} {text[match.end() :]}"
            return day(match[0]) if _BESIDE.fullmatch(remaining) else ""
    return ""


_ISSUE_NUMBER = re.compile(
    r"(?:\b(?:n[º°o]|nrs?|num[ée]ro|n[úu]m(?:ero)?|number|heft|issue|aflevering)\b\.?|n[º°]|[总總]?第)\s*"
    r"(?P<number>\d[\d/–-]*[A-Za-z]?)(?:\s*[期号號])?",
    re.IGNORECASE,
)
_VOLUME = re.compile(
    r"\s*(?:unknown|\W*|(?:jg|jahrgang|vol|volume|ann[ée]e|tome|bd)\b.*)", re.IGNORECASE
)
_MAX_ISSUE_NUMBER_LENGTH = 20


def issue_number(text: str) -> tuple[str, str]:
    """Return (number, other details) of an issue: 「Nr. 161 (Abend-Ausgabe)」, 「Jg. 43, nº 161」.

    ("", "") if there is only a volume. 增刊 and the like are part of the number.
    """
    text = " ".join((text or "").split())
    match = _ISSUE_NUMBER.search(text)
    if not match:
        if _VOLUME.fullmatch(text):
            return "", ""
        return (text, "") if len(text) <= _MAX_ISSUE_NUMBER_LENGTH else ("", text)
    number, remaining = match["number"], text[match.end() :].strip(" ,，;；.")
    if re.fullmatch("[\u4e00-\u9fff]{1,6}", remaining):
        return number + remaining, ""
    bracketed = _IN_BRACKETS.fullmatch(remaining)
    return number, bracketed[1] if bracketed else remaining


_PLACE = rf"(?P<letter>[A-Za-z]?)[-. ]?0*(?P<digits>\d{{1,3}}?)|(?P<numeral>{NUMERAL}{{1,6}})"
_SHEET = "(?:[版面页頁](?![面图]))"
# Full-width ASCII → ASCII.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# Seite 3, p. 3, 版次：3
_PAGE_WORD = r"(?:seite|page|pagina|página|pág|pag|side|sida)\.?|[sp]\.|版[次面]?:?"
_PAGE_NUMBER = re.compile(
    rf"[\[(【]?\s*(?:(?:{_PAGE_WORD})\s*)?第?\s*(?:{_PLACE})\s*{_SHEET}?\.?\s*[\])】]?",
    re.IGNORECASE,
)
_PAGE_TITLE = re.compile(
    rf"\s*第?\s*(?:{_PLACE})\s*(?:{_SHEET}\s*[:\s]*|:\s*(?!\d))(?P<name>.*)", re.DOTALL
)
_IN_BRACKETS = re.compile(r"[(（\[【]\s*([^()（）\[\]【】]*?)\s*[)）\]】]")


def page_number(text: str) -> str:
    """Return the page number if the text is nothing else, otherwise "".

    `3` for 03, 第03版, 第三版, [3] and Seite 3; `A1` for A01.
    """
    number_text = (text or "").translate(_NARROW).strip()
    return _number_in(_PAGE_NUMBER.fullmatch(number_text))


def page_title(text: str) -> tuple[str, str]:
    """Return (number, name) of a page heading: 「第A01版：要闻」, 「第四版 国际」, 「[3]」.

    ("", the whole text) if there is no number.
    """
    title = " ".join((text or "").split())
    if number := page_number(title):
        return number, ""
    match = _PAGE_TITLE.match(title.translate(_NARROW))
    if match is None or not (number := _number_in(match)):
        return "", title
    # The name is cut from the original text, with its own punctuation.
    name = title[match.start("name") :]
    bracketed = _IN_BRACKETS.fullmatch(name)
    return number, bracketed[1] if bracketed else name


def _number_in(match: re.Match | None) -> str:
    if match is None:
        return ""
    if match["numeral"]:
        return str(parse_numeral(match["numeral"]) or "")
    return f"{match['letter'].upper()}{match['digits']}"
