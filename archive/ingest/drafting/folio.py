"""Read the date, page number and newspaper printed in a page's folio or masthead."""

import json
import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path

from archive.text.gazetteer import ORDINARY, Gazetteer
from archive.text.numerals import DIGITS, parse_numeral

from .landmarks import landmarks
from .press_forms import press_forms, simple

_HAN_DIGIT = r"[〇零○一二三四五六七八九]"
_COUNT = r"[〇零一二三四五六七八九十廿卅]{1,4}"
_DAY = re.compile(
    rf"(?P<year>(?:1[89]|20)\d{{2}}|[一二]{_HAN_DIGIT}{{3}})\s*[年./\-－·]\s*"
    rf"(?P<month>\d{{1,2}}|{_COUNT})\s*[月./\-－·]\s*(?P<day>\d{{1,2}}|{_COUNT})"
)
_REPUBLIC = re.compile(
    rf"(?:中华)?民国\s*(?P<year>\d{{1,3}}|{_COUNT})\s*年\s*(?P<month>\d{{1,2}}|{_COUNT})\s*月\s*"
    rf"(?P<day>\d{{1,2}}|{_COUNT})"
)
# Year 1 of the Republic is 1912.
_REPUBLIC_BEGAN = 1911
_TAIWAN = "710000"
# First year from which Republican dates are Taiwan's.
_TAIWAN_FROM = "1950"
_TERRITORIES = {"810000", "820000"}
_ELSEWHERE = re.compile(r"[下上紧][转接]|导读|▶|详见")
# The number of pages of the issue, and the number of the issue.
_OTHER_NUMBERS = re.compile(r"(?:今日|共)\s*\d+\s*版|第?\d+\s*期|第\s*\d+\s*号")
# 第3128期, 总第1204期: the number of the issue, counted from the first issue or within the year.
_ISSUE = re.compile(
    rf"(?P<all>[总總])?第?\s*(?P<number>\d{{1,6}}|{_COUNT})\s*[期号號](?![楼线院厅码文令])"
)
_NUMBER = (
    re.compile(r"第\s*(?P<letter>[A-Z]?)\s*(?P<digits>\d{1,3})\s*[版张]"),
    re.compile(r"第\s*(?P<numeral>[一二三四五六七八九十廿]{1,4})\s*[版张]"),
    re.compile(r"(?:^|[ 　])(?P<letter>[A-Z]?)(?P<digits>\d{1,2})\s*版(?:$|[ 　])"),
    re.compile(r"(?:^|[ 　])(?P<letter>[A-Z])-?(?P<digits>\d{1,2})(?:$|[ 　])"),
    re.compile(r"^(?P<letter>)(?P<digits>\d{1,2})(?:$|[ 　](?!月|日|年))"),
    re.compile(r"(?<=[㐀-鿿])[ 　](?P<letter>)(?P<digits>\d{1,2})$"),
)

_PAGE_NUMBER = re.compile(
    r"第?\s*(?:[A-Z]?\d{1,3}|[一二三四五六七八九十廿]{1,4})\s*[版张]|[A-Z]-?\d{1,2}"
)
_PAGE_NAME = re.compile(r"[㐀-鿿]{2,6}")
# dates, numbers and names of newspapers
_NO_PAGE_NAME = re.compile(
    r"星期|礼拜|^周[一二三四五六日]|农历|年|[月日号期]$|[版张]$|报$|社$|刊号|邮发|代号|今日|主办|编|校|责|版式"
)
# before the name of who made the page
_MADE_BY = re.compile(r"编|校|责|版式|排版|制图|组版|美术|统筹|值班|电话|热线|邮箱")


# 宁波晚报, 蓉城少年报, 遂昌乡讯, 武汉大学校刊: the name of a newspaper.
_PAPER = re.compile(
    r"(?<![㐀-鿿])(?![本据])(?P<name>[㐀-鿿]{2,12}?(?:[报讯]|[校院会厂]刊|通讯))(?![㐀-鿿])"
)


_KIND_OF_PAPER = re.compile(r"(?:都市|[日晚晨早午商快时新侨乡])?[报讯]$|[校院会厂]刊$|通讯$")


# 成都新闻, 浙江要闻: the place in a page's name.
_PLACE_NEWS = re.compile(
    r"(?<![㐀-鿿])(?P<place>[㐀-鿿]{2,4}?)(?:市|省)?(?:新闻|要闻|城事|民生|社区|社会|都市|地方|时政)"
    r"(?:版|周刊)?(?![㐀-鿿])"
)


# 中共某市委机关报, 本报地址：
_PUBLISHER = re.compile(r"机关报|主办|主管|[地社馆]址|编辑部|发行所|印刷")
_COMMITTEE = re.compile(r"([㐀-鿿]{2})地委")
# Beijing, where many national newspapers are published.
_BEIJING = "11"
# 0574-87000000, (0574)87000000, 电话/0991-5500000
_TELEPHONE = re.compile(r"(?<!\d)[(（]?(?P<area>0\d{2,3})[)）\-－—–·\s]{1,2}\d{4,8}")
_POSTCODE = re.compile(r"邮政?编码?[:：\s]*(?P<region>\d\d)\d{4}(?!\d)")
_SERIAL = re.compile(r"(?:CN|刊号[:：]?)[\s\-]*(?P<province>[1-6]\d)\s*[-－—–]\s*\d{4}")
_ISSN = re.compile(r"ISSN\s*\d{4}-\d{3}[\dX]")
# The lead of a report of one's own, up to the newspaper's name.
_OWN_LEAD = re.compile(r"[【〔［\[（(]?[㐀-鿿]{3,8}报(?=讯|记者|消息|通讯员|首席|见习)")


def newspaper_place(furniture: Iterable[str], gazetteer: Gazetteer) -> str:
    """Return the code of the place in the newspaper's name that furniture prints; "" if none.

    Names that begin with an ordinary word (光明, 新民) are in a list of their own.
    """
    names = {match["name"] for line in furniture for match in _PAPER.finditer(simple(line))}
    codes = {code for name in names if (code := _place_of_name(name, gazetteer))}
    return codes.pop() if len(codes) == 1 else ""


def _place_of_name(name: str, gazetteer: Gazetteer) -> str:
    """Return the code of the place with which a newspaper's name begins, or ""."""
    if code := _newspaper_places()["newspapers"].get(name, ""):
        return code
    stem = _KIND_OF_PAPER.sub("", name)
    if code := press_forms()["page_name_places"].get(stem, ""):
        return code
    for mention in gazetteer.mentions(stem)[:1]:
        places = [gazetteer.places[code] for code in mention.codes]
        places = [place for place in places if not place.ended]
        places = [place for place in places if place.code.endswith("00")] or places
        at = stem[: mention.end]
        # 江海 is no newspaper of 江海区, nor 光明 of 光明区; 江阴 is one of 江阴市.
        is_certain = len(places) == 1 and (
            at == places[0].name
            or places[0].code.endswith("00")
            or (at not in ORDINARY and not places[0].name.endswith("区"))
        )
        return places[0].code if mention.start == 0 and is_certain else ""
    return next((code for at, code in landmarks().named_in(stem) if stem.startswith(at)), "")


def page_name_place(furniture: Iterable[str], gazetteer: Gazetteer) -> str:
    """Return the code of the place in the page's name: 澳闻, 津门, 成都新闻; "" if none."""
    places: dict[str, str] = press_forms()["page_name_places"]
    lines = [simple(line) for line in furniture]
    codes = {
        code
        for name, code in places.items()
        for line in lines
        if re.search(rf"(?<![㐀-鿿]){name}(?![㐀-鿿])", line)
    }
    for line in lines:
        for match in _PLACE_NEWS.finditer(line):
            codes |= gazetteer.named(match["place"])
    return codes.pop() if len(codes) == 1 else ""


def territory(furniture: Iterable[str], gazetteer: Gazetteer) -> str:
    """Return the code of Taiwan, Hong Kong or Macau if furniture indicates it, otherwise "".

    Taiwan dates by the Republic after 1949; Hong Kong or Macau must be the only one named.
    """
    lines = [simple(line) for line in furniture]
    days = [_day(line) for line in lines if _REPUBLIC.search(line)]
    if any(day >= _TAIWAN_FROM for day in days):
        return _TAIWAN
    codes = {code for line in lines for code in gazetteer.named(line)}
    return codes.pop() if len(codes) == 1 and codes <= _TERRITORIES else ""


def publisher_place(furniture: Iterable[str], gazetteer: Gazetteer) -> str:
    """Return the code of the place of the publisher or its address; "" if there is none."""
    codes = {
        code
        for line in map(simple, furniture)
        if _PUBLISHER.search(line)
        # 南平地委, 农八师
        for code in gazetteer.unambiguous(_COMMITTEE.sub(r"\1市", line))
    }
    return _only_place(codes)


def registered_place(furniture: Iterable[str]) -> str:
    """Return the code of the place of the telephone numbers, postcode and serial number; or "".

    The serial number of a newspaper, CN33-0014, begins with the code of its province.
    """
    codes: set[str] = set()
    for line in (_ISSN.sub("", simple(line)) for line in furniture):
        numbers = [match["area"] for match in _TELEPHONE.finditer(line)]
        codes |= {_newspaper_places()["area_codes"].get(area, "") for area in numbers}
        postcodes = [match["region"] for match in _POSTCODE.finditer(line)]
        codes |= {_newspaper_places()["postcodes"].get(region, "") for region in postcodes}
        codes |= {f"{match['province']}0000" for match in _SERIAL.finditer(line)}
    return _only_place(codes - {""})


def reporting_newspaper_place(openings: Iterable[str], gazetteer: Gazetteer) -> str:
    """Return the code of the place in the name by which a newspaper calls itself in leads; or "".

    宁波晚报讯, 宁波晚报记者; not 据宁波晚报报道.
    """
    leads = [match.group() for line in openings if (match := _OWN_LEAD.match(simple(line)))]
    return newspaper_place([lead.lstrip("【〔［[（(") for lead in leads], gazetteer)


def _only_place(codes: set[str]) -> str:
    """Return the smallest place of one province, or the province if there are several.

    "" if there are several provinces. Beijing counts for none: national newspapers are from there.
    """
    codes = {code for code in codes if code[:2] != _BEIJING}
    if len({code[:2] for code in codes}) != 1:
        return ""
    cities = {code for code in codes if not code.endswith("0000")}
    return cities.pop() if len(cities) == 1 else f"{min(codes)[:2]}0000"


@lru_cache(maxsize=1)
def _newspaper_places() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("newspaper_places.json")
    return json.loads(path.read_text(encoding="utf-8"))


def prints_name(furniture: Iterable[str], name: str) -> bool:
    """Return whether a line of furniture begins with the newspaper's name, however it is spaced."""
    plain = simple(name)
    return any(re.sub(r"\s", "", simple(line)).startswith(plain) for line in furniture)


def printed_date(furniture: Iterable[str]) -> str:
    """Return the only day printed in lines of furniture, as 2021-07-28, otherwise ""."""
    days = {day for line in furniture if (day := _day(simple(line)))}
    return days.pop() if len(days) == 1 else ""


def _day(line: str) -> str:
    years = 0
    match = _REPUBLIC.search(line)
    if match:
        years = _REPUBLIC_BEGAN
    else:
        match = _DAY.search(line)
    if not match:
        return ""
    try:
        year, month, day = (_value(match[name]) for name in ("year", "month", "day"))
        return date(year + years, month, day).isoformat()
    except ValueError:
        return ""


def _value(written: str) -> int:
    if written.isdigit():
        return int(written)
    if len(written) == 4 and not set(written) & set("十廿卅"):
        return int("".join(str(DIGITS[char]) for char in written))
    return parse_numeral(written)


def issue_number(furniture: Iterable[str]) -> str:
    """Return the only number of the issue printed in lines of furniture, as 3128, otherwise "".

    It is the one counted from the first issue if both are printed.
    """
    matches = [
        match
        for line in furniture
        for match in _ISSUE.finditer(_ELSEWHERE.sub("▮", simple(line)))
        if match["all"] or "第" in match.group()
    ]
    matches = [match for match in matches if match["all"]] or matches
    numbers = {_value(match["number"]) for match in matches}
    return str(numbers.pop()) if len(numbers) == 1 else ""


def printed_number(furniture: Iterable[str]) -> str:
    """Return the only page number printed in lines of furniture, as 3 or A12, otherwise ""."""
    lines = [_OTHER_NUMBERS.sub("　", _ELSEWHERE.sub("▮", simple(line))) for line in furniture]
    lines = [_DAY.sub("▮", line) for line in lines if not re.search(r"▮\s*第?\d+\s*版", line)]
    for pattern in _NUMBER:
        numbers = {
            _number(match) for line in lines for match in pattern.finditer(line.strip("▮ 　日"))
        }
        if numbers:
            return numbers.pop() if len(numbers) == 1 else ""
    return ""


def printed_page_name(furniture: Iterable[str]) -> str:
    """Return the only name printed beside a page number, as 要闻 in 第1版　要闻, otherwise ""."""
    names: set[str] = set()
    for line in furniture:
        words = ["", *re.split(r"[\s/／|]+", line.strip()), ""]
        for n, (before, name, after) in enumerate(zip(words, words[1:], words[2:], strict=False)):
            is_numbered = (
                _PAGE_NUMBER.fullmatch(simple(before))
                or _PAGE_NUMBER.fullmatch(simple(after))
                # 5 特别报道 2005年4月30日
                or (n == 1 and re.fullmatch(r"\d{1,2}", before) and _DAY.search(simple(line)))
            )
            if (
                is_numbered
                and _PAGE_NAME.fullmatch(name)
                and not _NO_PAGE_NAME.search(simple(name))
                and not _MADE_BY.search(simple(before))
            ):
                names.add(name)
    return names.pop() if len(names) == 1 else ""


def _number(match: re.Match[str]) -> str:
    groups = match.groupdict()
    digits = groups.get("digits")
    value = int(digits) if digits else parse_numeral(groups["numeral"])
    return f"{groups.get('letter') or ''}{value}"
