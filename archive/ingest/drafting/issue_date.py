"""Finds in an issue's articles what dates it: the likely EDTF range, and the sentences that say so."""

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive.text.numerals import DIGITS

from .article import ArticleDraft, ArticleGuess
from .date_evidence import DatedSentence, DateEvidence, date_evidence
from .training_data import TrainingData

_CHINESE = "〇零一二三四五六七八九"
_YEAR = re.compile(
    rf"(?<!\d)((?:19|20)\d{{2}}|[一二][{_CHINESE}]{{3}})\s?年(?:度)?(?:(\d{{1,2}})月)?(?:(\d{{1,2}})[日号])?"
)
_MONTH = re.compile(r"(?<![\d年])(今年)?(\d{1,2})月(?:(\d{1,2})日|(上旬|中旬|下旬|底|初|末))?")
_PLAN = re.compile(
    r"将(?:于|在|持续|继续|会|再次|陆续|适时)|计划|拟|预计|力争|到\d{4}年|前完成|规划|目标"
)
_PRINTED = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})")
# the first year in which newspapers of this archive's kind were printed
_FIRST = 1900
# sentences shown as evidence
_MOST_SHOWN = 4
# a day of the week that fits more years than this tells too little
_MOST_YEARS = 3


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

    @property
    def told(self) -> DatedSentence:
        return DatedSentence(self.says, self.article, self.sentence)


@dataclass(frozen=True)
class _Span:
    """Months from `first` to `last`, both included, why each, and the sentences that say so."""

    first: date
    last: date
    # "" where no sentence says so
    since: str = ""
    until: str = ""
    told: tuple[DatedSentence, ...] = ()


def likely_date(
    articles: Sequence[ArticleDraft],
    pages: Sequence[Any],
    given: str,
    learnt: TrainingData,
    newspaper: str,
    today: date,
) -> dict[str, Any]:
    """The fields of the issue's date, with the `guesses` made of it; no issue is later than `today`."""
    if given:
        return {"edtf": given, "basis": "stated", "reason": "起草时给定。", "guesses": []}
    if printed := next(filter(None, (_printed(page.printed_day) for page in pages)), ""):
        return {
            "edtf": printed,
            "basis": "stated",
            "reason": "页面上印有日期。",
            "guesses": [ArticleGuess("date.edtf", 0.9, "页面上印有日期")],
        }
    facts = [fact for article in articles for fact in _facts(article)]
    evidence = date_evidence(articles, learnt.gazetteer)
    span = _span(evidence, facts, today)
    known = learnt.spans.get(newspaper)
    if year := _own_year(facts, evidence, span, known):
        return _in_year(year, facts, span)
    return _between(span, evidence, known, today)


def _inferred(
    edtf: str, reason: str, sure: float, shown: Iterable[DatedSentence]
) -> dict[str, Any]:
    evidence = [
        {"article": told.article, "sentence": told.sentence, "says": told.says}
        for told in dict.fromkeys(shown)
    ]
    fields: dict[str, Any] = {"edtf": edtf, "basis": "inferred", "reason": reason}
    if evidence:
        fields["evidence"] = evidence[:_MOST_SHOWN]
    return fields | {"guesses": [ArticleGuess("date.edtf", sure, reason)]}


def _span(evidence: DateEvidence, facts: Sequence["_Fact"], today: date) -> _Span:
    """What sentences say of the months between which the issue lies."""
    lower = sorted(evidence.not_before, key=lambda pair: pair[0])
    lower += [
        (date(fact.year, 1, 1), fact.told)
        for fact in facts
        if fact.year and not fact.planned and fact.year <= today.year
    ]
    span = _Span(date(_FIRST, 1, 1), today)
    # what lies ahead is no evidence of the past
    lower = [pair for pair in lower if pair[0] <= today]
    if lower:
        first, told = max(lower, key=lambda pair: pair[0])
        span = _Span(first, today, told.says, "", (told,))
    upper = [pair for pair in evidence.not_after if span.first <= pair[0] <= today]
    if upper:
        last, told = min(upper, key=lambda pair: pair[0])
        span = _Span(span.first, last, span.since, told.says, (*span.told, told))
    return span


def _own_year(
    facts: Sequence["_Fact"], evidence: DateEvidence, span: _Span, known: tuple[date, date] | None
) -> int:
    """The newest year that is told as past, where it may be the issue's own; 0 where it is history.

    It is history where something else that the text takes for granted is younger, and where it is
    named but once, without a month, and is older than all that is known of the newspaper.
    """
    past = [fact for fact in facts if fact.year and not fact.planned]
    year = max((fact.year for fact in past), default=0)
    if not span.first.year <= year <= span.last.year:
        return 0
    if any(year < one <= span.last.year + 1 for one, _ in evidence.about):
        return 0
    named = [fact for fact in past if fact.year == year]
    often = len(named) > 1 or any(fact.month for fact in named)
    return year if often or (known and known[0].year <= year) else 0


def _in_year(year: int, facts: Sequence["_Fact"], span: _Span) -> dict[str, Any]:
    """The issue is of the newest year that is told as past, from the last month that is on."""
    own = [fact for fact in facts if fact.year in (0, year) and not fact.planned]
    month = max((fact.month for fact in own), default=0) or 1
    if span.first.year == year:
        month = max(month, span.first.month)
    coming = [
        f.month for f in facts if f.planned and f.year in (0, year) and 12 >= f.month >= month
    ]
    last = min(coming, default=12)
    if span.last.year == year:
        last = max(month, min(last, span.last.month))
    by_date = {(f.year, f.month, f.day): f for f in reversed(own) if f.year == year or f.month}
    chosen = sorted(by_date.values(), key=lambda f: (f.year, f.month, f.day), reverse=True)
    reason = f"文中最晚的年份是{year}年，最晚说到的月份是{month}月；上限以当年为度，待编者核定。"
    sure = 0.5 if month > 1 else 0.35
    shown = (*(f.told for f in chosen[: _MOST_SHOWN - len(span.told)]), *span.told)
    return _inferred(_months(date(year, month, 1), date(year, last, 1)), reason, sure, shown)


def _between(
    span: _Span, evidence: DateEvidence, known: tuple[date, date] | None, today: date
) -> dict[str, Any]:
    """The issue's year is told by no sentence: between what they take for granted and what is to come."""
    told, reasons = [*span.told], []
    for year, sentence in sorted(evidence.about):
        if span.first.year <= year <= span.last.year + 1:
            reason = f"文中没有写明当年；{sentence.says}，当在{year}年前后，待编者核定。"
            return _inferred(f"{year}~", reason, 0.4, (sentence, *told))
    first, last = span.first, span.last
    reasons.append(f"{span.since}，不早于{_said(first)}" if span.since else "不早于何时，文中无据")
    if not span.since and known and known[0] <= last:
        first = known[0]
        reasons.append(f"姑以库中本报最早的一期（{_said(first)}）为限")
    reasons.append(f"{span.until}，不晚于{_said(last)}" if span.until else "不晚于何时，文中无据")
    if not span.until and known and first <= known[1] <= today:
        last = known[1]
        reasons.append(f"姑以库中本报最晚的一期（{_said(last)}）为限")
    elif not span.until:
        reasons.append("姑以起草之日为限")
    sides = bool(span.since) + bool(span.until)
    months = (last.year - first.year) * 12 + last.month - first.month
    sure = (0.05 if not known else 0.1, 0.2, 0.45 if months <= 36 else 0.3)[sides]
    edtf = _months(first, last)
    if years := _by_weekday(evidence, first, last):
        names = [str(year) for year in sorted(years)]
        edtf = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
        says = evidence.weekdays[0][1].says
        reasons.append(f"{says}，其间只合{'、'.join(names)}年")
        told += [sentence for _, sentence in evidence.weekdays]
        sure = max(sure, 0.4 if len(names) == 1 else 0.25)
    return _inferred(edtf, f"文中没有写明当年；{'；'.join(reasons)}。待编者核定。", sure, told)


def _by_weekday(evidence: DateEvidence, first: date, last: date) -> set[int]:
    """The few years in which the days of the week that are told fall so; none where they are many."""
    years = set(range(first.year, last.year + 1)) if evidence.weekdays else set()
    for (month, day, weekday), _ in evidence.weekdays:
        years = {year for year in years if _weekday(year, month, day) == weekday}
    return years if len(years) <= _MOST_YEARS else set()


def _weekday(year: int, month: int, day: int) -> int:
    try:
        return date(year, month, day).weekday()
    except ValueError:
        return -1


def _months(first: date, last: date) -> str:
    start, end = (f"{one.year}-{one.month:02}" for one in (first, last))
    return f"[{start}..{end}]" if end > start else start


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月"


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
            year, month, day = _year(match[1]), int(match[2] or 0), int(match[3] or 0)
            if year >= _FIRST and month <= 12:
                says = f"说及{match.group()}"
                found.append(_Fact(year, month, day, planned, ident, number, says))
        for match in _MONTH.finditer(words):
            month, day = int(match[2]), int(match[3] or 0)
            if 1 <= month <= 12 and day <= calendar.monthrange(2024, month)[1]:
                says = f"说及{match.group()}"
                found.append(_Fact(0, month, day, planned, ident, number, says))
    return found


def _year(written: str) -> int:
    """2021 of 2021 and of 二〇二一."""
    if written.isdigit():
        return int(written)
    return int("".join(str(DIGITS[char]) for char in written))
