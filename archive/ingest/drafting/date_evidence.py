"""Find sentences that help date an issue although they do not state its year.

A text is no older than the things it mentions: a meeting whose decisions it studies, a name in use,
the rank of a district. The months are those of the meetings' communiqués and of the first public
use of the names.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from archive.catalogue.publication import WEEKDAYS
from archive.text.gazetteer import Gazetteer
from archive.text.numerals import parse_numeral

from .article import ArticleDraft

# Month of each party congress by number.
_PARTY = {8: "1956-09", 9: "1969-04", 10: "1973-08", 11: "1977-08", 12: "1982-09", 13: "1987-10"}
_PARTY |= {14: "1992-10", 15: "1997-09", 16: "2002-11", 17: "2007-10", 18: "2012-11"}
_PARTY |= {19: "2017-10", 20: "2022-10"}
# Month of each trade-union congress by number.
_UNIONS = {9: "1978-10", 10: "1983-10", 11: "1988-10", 12: "1993-10", 13: "1998-10", 14: "2003-09"}
_UNIONS |= {15: "2008-10", 16: "2013-10", 17: "2018-10", 18: "2023-10"}
# Month of each plenary session of the Central Committee, by (congress, session).
_PLENUMS = {
    (11, 3): "1978-12",
    (12, 3): "1984-10",
    (14, 3): "1993-11",
    (15, 5): "2000-10",
    (16, 3): "2003-10",
    (16, 4): "2004-09",
    (16, 5): "2005-10",
    (16, 6): "2006-10",
    (17, 3): "2008-10",
    (17, 4): "2009-09",
    (17, 5): "2010-10",
    (17, 6): "2011-10",
    (18, 2): "2013-02",
    (18, 3): "2013-11",
    (18, 4): "2014-10",
    (18, 5): "2015-10",
    (18, 6): "2016-10",
    (18, 7): "2017-10",
    (19, 2): "2018-01",
    (19, 3): "2018-02",
    (19, 4): "2019-10",
    (19, 5): "2020-10",
    (19, 6): "2021-11",
    (19, 7): "2022-10",
    (20, 2): "2023-02",
    (20, 3): "2024-07",
    (20, 4): "2025-10",
}
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_MEETING = re.compile(
    rf"(?P<union>(?:中国)?工会|工代会)?(?:第)?(?P<congress>{_NUMERAL})(?:大(?![学厂会队型家])|次全国代表大会)"
    rf"|(?P<term>{_NUMERAL})届(?P<plenum>[一二三四五六七])中全会"
    rf"|(?P<npc>{_NUMERAL})届全国(?:人大|政协)(?P<session>[一二三四五])次会议"
    rf"|全国政协(?P<cppcc>{_NUMERAL})届(?P<sitting>[一二三四五])次会议"
)
# Words after the name of a meeting that has taken place.
_HELD = re.compile(
    r"^[^。；，,]{0,6}?(?:精神|以来|闭幕|结束|胜利召开|报告|提出|指出|强调|部署|作出|通过)"
)
# Words before the name of a meeting that is yet to come.
_COMING = re.compile(r"(?:迎接?|喜迎|献礼|即将|将于|筹备|期盼)[^。；，,]{0,8}$")
_COMING_BEHIND = re.compile(r"^[^。；，,]{0,4}(?:即将|将于|召开之前|召开前)")
_ANNIVERSARY = re.compile(
    r"(?P<what>建党|中国共产党(?:成立|建党)|建国|(?:新中国|中华人民共和国)成立|建军|改革开放|(?:抗战|抗日战争)胜利"
    r"|长征胜利|辛亥革命|五四运动|(?:全国总工会|全总)成立)(?P<n>\d{1,3}|[一二三四五六七八九十百]{1,5})周年"
    r"|(?P<hundred>建党百年|百年华诞)"
)
_FOUNDED = {"党": 1921, "国成": 1949, "建国": 1949, "军": 1927, "开放": 1978, "抗": 1945}
_FOUNDED |= {"长征": 1936, "辛亥": 1911, "五四": 1919, "全": 1925}
# Month in which each name came into use.
_NAMES = {
    "新冠": "2020-01",
    "健康码": "2020-02",
    "奥密克戎": "2021-11",
    "微信": "2011-01",
    "抖音": "2016-09",
    "支付宝": "2004-12",
    "一带一路": "2013-10",
    "八项规定": "2012-12",
    "精准扶贫": "2013-11",
    "放管服": "2015-05",
    "新质生产力": "2023-09",
    "中国梦": "2012-11",
    "科学发展观": "2003-07",
    "三个代表": "2000-02",
    "ChatGPT": "2022-11",
}
_BY = re.compile(
    r"(?:到|至|力争|预计|计划(?:于|在)?|将(?:于|在))(?P<year>20\d\d)年(?!.{0,12}[了已])"
)
_WEEKDAY = re.compile(
    r"(?<![\d年])(?P<m>\d{1,2})月(?P<d>\d{1,2})日[,，]?\s*[（(]?(?:星期|周)(?P<w>[一二三四五六日天])"
)


class DatedSentence(NamedTuple):
    """A statement about time, and the sentence of the article that makes it."""

    says: str
    article: str
    sentence: int


@dataclass
class DateEvidence:
    """Bounds on the month of the issue, years it is near, and weekdays of dates."""

    not_before: list[tuple[date, DatedSentence]]
    not_after: list[tuple[date, DatedSentence]]
    about: list[tuple[int, DatedSentence]]
    # (month, day, weekday from 0 for Monday)
    weekdays: list[tuple[tuple[int, int, int], DatedSentence]]


def date_evidence(articles: Sequence[ArticleDraft], gazetteer: Gazetteer) -> DateEvidence:
    """Return the date evidence in the sentences of the articles."""
    evidence = DateEvidence([], [], [], [])
    since = {p.name: p.since for p in gazetteer.places.values() if p.since}
    for article in articles:
        for number, sentence in enumerate(article.sentences, 1):

            def dated(
                says: str, article: ArticleDraft = article, number: int = number
            ) -> DatedSentence:
                return DatedSentence(says, article.fields["ident"], number)

            for match, month in _meetings(sentence):
                text_before, text_after = sentence[: match.start()], sentence[match.end() :]
                if _COMING.search(text_before) or _COMING_BEHIND.match(text_after):
                    evidence.not_after.append((month, dated(f"提到即将召开的{match[0]}")))
                elif _HELD.match(text_after):
                    evidence.not_before.append((month, dated(f"说及{match[0]}")))
            for name, first_used in _NAMES.items():
                if name in sentence:
                    evidence.not_before.append((_month(first_used), dated(f"说及{name}")))
            for name, year in _founded(sentence, since, gazetteer):
                evidence.not_before.append((date(year, 1, 1), dated(f"说及{name}")))
            for match in _BY.finditer(sentence):
                evidence.not_after.append(
                    (date(int(match["year"]), 12, 1), dated(f"说及{match[0]}"))
                )
            for match in _ANNIVERSARY.finditer(sentence):
                if year := _anniversary(match):
                    evidence.about.append((year, dated(f"说及{match[0]}")))
            for match in _WEEKDAY.finditer(sentence):
                day = (int(match["m"]), int(match["d"]), WEEKDAYS.find(match["w"]) % 7)
                evidence.weekdays.append((day, dated(f"说及{match[0]}")))
    return evidence


def _month(written: str) -> date:
    return date.fromisoformat(f"{written}-01")


def _meetings(sentence: str) -> Iterator[tuple[re.Match, date]]:
    """Yield (match, month) for each known meeting that is named."""
    for match in _MEETING.finditer(sentence):
        month_held = ""
        # 十大工匠 is no congress.
        if match["congress"] and match[0].endswith(match["congress"] + "大"):
            congresses = _UNIONS if match["union"] else _PARTY
            month_held = (
                congresses.get(parse_numeral(match["congress"]), "")
                if len(match["congress"]) > 1
                else ""
            )
        elif match["congress"]:
            month_held = (_UNIONS if match["union"] else _PARTY).get(
                parse_numeral(match["congress"]), ""
            )
        elif match["term"]:
            month_held = _PLENUMS.get(
                (parse_numeral(match["term"]), parse_numeral(match["plenum"])), ""
            )
        else:
            term = parse_numeral(match["npc"] or match["cppcc"])
            session = parse_numeral(match["session"] or match["sitting"])
            # Annual sessions in March of a five-year term; the fifth term began in 1978.
            month_held = f"{1978 + (term - 5) * 5 + session - 1}-03" if term >= 5 else ""
        if month_held:
            yield match, _month(month_held)


def _founded(
    words: str, since: Mapping[str, str], gazetteer: Gazetteer
) -> Iterator[tuple[str, int]]:
    """Yield (name, year) for places first listed as administrative divisions in that year."""
    for mention in gazetteer.mentions(words):
        name = words[mention.start : mention.end]
        if len(mention.codes) == 1 and name in since:
            yield name, int(since[name])


def _anniversary(match: re.Match) -> int:
    """Return the year of an anniversary; 0 if it is implausible."""
    if match["hundred"]:
        return 2021
    first = next(year for name, year in _FOUNDED.items() if name in match["what"])
    count = int(match["n"]) if match["n"].isascii() else parse_numeral(match["n"])
    return first + count if 1 <= count <= 200 else 0
