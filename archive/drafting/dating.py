"""Finds in an issue's articles what dates it: the likely EDTF range, and the sentences that say so."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .article import ArticleDraft, Guess

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年(?:度)?(?:(\d{1,2})月)?(?:(\d{1,2})[日号])?")
_MONTH = re.compile(r"(?<![\d年])(今年)?(\d{1,2})月(?:(\d{1,2})日|(上旬|中旬|下旬|底|初|末))?")
_PLAN = re.compile(
    r"将(?:于|在|持续|继续|会|再次|陆续|适时)|计划|拟|预计|力争|到\d{4}年|前完成|规划|目标"
)
_PARTY = re.compile(r"(?:建党|中国共产党成立)(?:百年|一百周年|100周年)|百年华诞")
_PRINTED = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})")
# years between which newspapers of this archive's kind were printed
_FIRST, _LAST = 1900, 2100


@dataclass(frozen=True)
class _Fact:
    """A sentence that tells of `year` (0: the issue's own) and `month` (0: none), past or planned."""

    year: int
    month: int
    day: int
    planned: bool
    article: str
    sentence: int
    says: str


def dated(articles: Sequence[ArticleDraft], pages: Sequence[Any], given: str) -> dict[str, Any]:
    """The fields of the issue's date, with the `guesses` made of it."""
    facts = [fact for article in articles for fact in _facts(article)]
    if given:
        return {"edtf": given, "basis": "stated", "reason": "起草时给定。", "guesses": []}
    if printed := next(filter(None, (_printed(page.printed_day) for page in pages)), ""):
        return {
            "edtf": printed,
            "basis": "stated",
            "reason": "页面上印有日期。",
            "guesses": [Guess("date.edtf", 0.9, "页面上印有日期")],
        }
    past = [fact for fact in facts if fact.year and not fact.planned]
    if not past:
        return {
            "edtf": f"{_FIRST}/{_LAST}",
            "basis": "inferred",
            "reason": "文中没有年份，日期待考。",
            "guesses": [Guess("date.edtf", 0.05, "文中没有年份")],
        }
    year = max(fact.year for fact in past)
    own = [fact for fact in facts if fact.year in (0, year) and not fact.planned]
    month, day = max(((f.month, f.day) for f in own), default=(0, 0))
    month, day = (month, day) if 1 <= month <= 12 else (1, 0)
    coming = [
        f.month for f in facts if f.planned and f.year in (0, year) and 12 >= f.month >= month
    ]
    last = min(coming, default=12)
    edtf = f"[{year}-{month:02}..{year}-{last:02}]" if last > month else f"{year}-{month:02}"
    shown = {(f.year, f.month, f.day): f for f in reversed(own) if f.year == year or f.month}
    chosen = sorted(shown.values(), key=lambda f: (f.year, f.month, f.day), reverse=True)[:4]
    reason = f"文中最晚的年份是{year}年，最晚说到的月份是{month}月；上限以当年为度，待编者核定。"
    sure = 0.5 if month > 1 else 0.35
    return {
        "edtf": edtf,
        "basis": "inferred",
        "reason": reason,
        "evidence": [
            {"article": f.article, "sentence": f.sentence, "says": f.says} for f in chosen
        ],
        "guesses": [Guess("date.edtf", sure, reason)],
    }


def _printed(words: str) -> str:
    match = _PRINTED.search(words)
    if not match:
        return ""
    try:
        return date(*map(int, match.groups())).isoformat()
    except ValueError:
        return ""


def _facts(article: ArticleDraft) -> list[_Fact]:
    """What an article's sentences say of time; sentences are counted as check_catalogue counts them."""
    found: list[_Fact] = []
    for number, words in enumerate(article.sentences, 1):
        planned = bool(_PLAN.search(words))
        ident = article.fields["ident"]
        for match in _YEAR.finditer(words):
            year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
            if _FIRST <= year <= _LAST and month <= 12:
                says = f"说及{match.group()}"
                found.append(_Fact(year, month, day, planned, ident, number, says))
        for match in _MONTH.finditer(words):
            month, day = int(match[2]), int(match[3] or 0)
            if 1 <= month <= 12 and day <= calendar.monthrange(2024, month)[1]:
                says = f"说及{match.group()}"
                found.append(_Fact(0, month, day, planned, ident, number, says))
        if _PARTY.search(words):
            found.append(_Fact(2021, 0, 0, planned, ident, number, "说及建党百年"))
    return found
