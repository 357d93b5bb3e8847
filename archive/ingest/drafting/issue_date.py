"""Estimate the date of an issue from its articles: an EDTF range and the sentences it rests on."""

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
# Earliest plausible year of a newspaper in this archive.
_FIRST = 1900
# Maximum number of sentences shown as evidence.
_MAX_SHOWN = 4
# A weekday that fits more years than this is no evidence.
_MAX_YEARS = 3


@dataclass(frozen=True)
class _Fact:
    """A mention of a year and a month in a sentence, past or planned.

    `year` 0 is the issue's own; `month` 0 is none.
    """

    year: int
    month: int
    day: int
    planned: bool
    article: str
    sentence: int
    says: str

    @property
    def dated_sentence(self) -> DatedSentence:
        return DatedSentence(self.says, self.article, self.sentence)


@dataclass(frozen=True)
class _Span:
    """Months from `first` to `last` inclusive, with reasons and supporting sentences."""

    first: date
    last: date
    # "" if no sentence supports it.
    since: str = ""
    until: str = ""
    sentences: tuple[DatedSentence, ...] = ()


def likely_date(
    articles: Sequence[ArticleDraft],
    pages: Sequence[Any],
    given: str,
    training: TrainingData,
    newspaper: str,
    today: date,
) -> dict[str, Any]:
    """Return the date fields of the issue, with `guesses` about it; none is later than `today`."""
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
    evidence = date_evidence(articles, training.gazetteer)
    span = _span(evidence, facts, today)
    known_span = training.spans.get(newspaper)
    if year := _own_year(facts, evidence, span, known_span):
        return _in_year(year, facts, span)
    return _between(span, evidence, known_span, today)


def _inferred(
    edtf: str, reason: str, confidence: float, shown_sentences: Iterable[DatedSentence]
) -> dict[str, Any]:
    evidence = [
        {"article": sentence.article, "sentence": sentence.sentence, "says": sentence.says}
        for sentence in dict.fromkeys(shown_sentences)
    ]
    fields: dict[str, Any] = {"edtf": edtf, "basis": "inferred", "reason": reason}
    if evidence:
        fields["evidence"] = evidence[:_MAX_SHOWN]
    return fields | {"guesses": [ArticleGuess("date.edtf", confidence, reason)]}


def _span(evidence: DateEvidence, facts: Sequence["_Fact"], today: date) -> _Span:
    """Return the bounds on the month of the issue that its sentences support."""
    lower = sorted(evidence.not_before, key=lambda pair: pair[0])
    lower += [
        (date(fact.year, 1, 1), fact.dated_sentence)
        for fact in facts
        if fact.year and not fact.planned and fact.year <= today.year
    ]
    span = _Span(date(_FIRST, 1, 1), today)
    # Years in the future are no lower bound.
    lower = [pair for pair in lower if pair[0] <= today]
    if lower:
        first, sentence = max(lower, key=lambda pair: pair[0])
        span = _Span(first, today, sentence.says, "", (sentence,))
    upper = [pair for pair in evidence.not_after if span.first <= pair[0] <= today]
    if upper:
        last, sentence = min(upper, key=lambda pair: pair[0])
        span = _Span(span.first, last, span.since, sentence.says, (*span.sentences, sentence))
    return span


def _own_year(
    facts: Sequence["_Fact"],
    evidence: DateEvidence,
    span: _Span,
    known_span: tuple[date, date] | None,
) -> int:
    """Return the latest past year mentioned, if it may be the issue's own; 0 if it is history.

    It is history if other evidence is later, or if it is mentioned only once, without a month, and
    is earlier than all known issues of the newspaper.
    """
    past = [fact for fact in facts if fact.year and not fact.planned]
    year = max((fact.year for fact in past), default=0)
    if not span.first.year <= year <= span.last.year:
        return 0
    if any(year < year_near <= span.last.year + 1 for year_near, _ in evidence.about):
        return 0
    named = [fact for fact in past if fact.year == year]
    is_supported = len(named) > 1 or any(fact.month for fact in named)
    return year if is_supported or (known_span and known_span[0].year <= year) else 0


def _in_year(year: int, facts: Sequence["_Fact"], span: _Span) -> dict[str, Any]:
    """Return the date fields of an issue within `year`, from the latest month mentioned as past."""
    past_facts = [fact for fact in facts if fact.year in (0, year) and not fact.planned]
    month = max((fact.month for fact in past_facts), default=0) or 1
    if span.first.year == year:
        month = max(month, span.first.month)
    coming = [
        f.month for f in facts if f.planned and f.year in (0, year) and 12 >= f.month >= month
    ]
    last = min(coming, default=12)
    if span.last.year == year:
        last = max(month, min(last, span.last.month))
    by_date = {
        (f.year, f.month, f.day): f for f in reversed(past_facts) if f.year == year or f.month
    }
    chosen = sorted(by_date.values(), key=lambda f: (f.year, f.month, f.day), reverse=True)
    reason = f"文中最晚的年份是{year}年，最晚说到的月份是{month}月；上限定为当年，待编辑核定。"
    confidence = 0.5 if month > 1 else 0.35
    shown = (
        *(f.dated_sentence for f in chosen[: _MAX_SHOWN - len(span.sentences)]),
        *span.sentences,
    )
    return _inferred(_months(date(year, month, 1), date(year, last, 1)), reason, confidence, shown)


def _between(
    span: _Span, evidence: DateEvidence, known_span: tuple[date, date] | None, today: date
) -> dict[str, Any]:
    """Return the date fields of an issue between the bounds, if no sentence gives its year."""
    supporting, reasons = [*span.sentences], []
    for year, sentence in sorted(evidence.about):
        if span.first.year <= year <= span.last.year + 1:
            reason = f"文中没有写明年份；{sentence.says}，当在{year}年前后，待编辑核定。"
            return _inferred(f"{year}~", reason, 0.4, (sentence, *supporting))
    first, last = span.first, span.last
    reasons.append(
        f"{span.since}，不早于{_in_chinese(first)}" if span.since else "不早于何时，文中没有依据"
    )
    if not span.since and known_span and known_span[0] <= last:
        first = known_span[0]
        reasons.append(f"暂以目录里本报最早的一期（{_in_chinese(first)}）为限")
    reasons.append(
        f"{span.until}，不晚于{_in_chinese(last)}" if span.until else "不晚于何时，文中没有依据"
    )
    if not span.until and known_span and first <= known_span[1] <= today:
        last = known_span[1]
        reasons.append(f"暂以目录里本报最晚的一期（{_in_chinese(last)}）为限")
    elif not span.until:
        reasons.append("暂以起草之日为限")
    bounds_known = bool(span.since) + bool(span.until)
    months = (last.year - first.year) * 12 + last.month - first.month
    confidence = (0.05 if not known_span else 0.1, 0.2, 0.45 if months <= 36 else 0.3)[bounds_known]
    edtf = _months(first, last)
    if years := _by_weekday(evidence, first, last):
        names = [str(year) for year in sorted(years)]
        edtf = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
        statement = evidence.weekdays[0][1].says
        reasons.append(f"{statement}，其间相符的只有{'、'.join(names)}年")
        supporting += [sentence for _, sentence in evidence.weekdays]
        confidence = max(confidence, 0.4 if len(names) == 1 else 0.25)
    return _inferred(
        edtf, f"文中没有写明年份；{'；'.join(reasons)}。待编辑核定。", confidence, supporting
    )


def _by_weekday(evidence: DateEvidence, first: date, last: date) -> set[int]:
    """Return the years in which the weekdays mentioned fit; empty if there are many."""
    years = set(range(first.year, last.year + 1)) if evidence.weekdays else set()
    for (month, day, weekday), _ in evidence.weekdays:
        years = {year for year in years if _weekday(year, month, day) == weekday}
    return years if len(years) <= _MAX_YEARS else set()


def _weekday(year: int, month: int, day: int) -> int:
    try:
        return date(year, month, day).weekday()
    except ValueError:
        return -1


def _months(first: date, last: date) -> str:
    start, end = (f"{bound.year}-{bound.month:02}" for bound in (first, last))
    return f"[{start}..{end}]" if end > start else start


def _in_chinese(day: date) -> str:
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
    """Return the years and months mentioned in an article; sentences as check_catalogue counts."""
    facts: list[_Fact] = []
    for number, sentence_text in enumerate(article.sentences, 1):
        planned = bool(_PLAN.search(sentence_text))
        ident = article.fields["ident"]
        for match in _YEAR.finditer(sentence_text):
            year, month, day = _year(match[1]), int(match[2] or 0), int(match[3] or 0)
            if year >= _FIRST and month <= 12:
                statement = f"说及{match.group()}"
                facts.append(_Fact(year, month, day, planned, ident, number, statement))
        for match in _MONTH.finditer(sentence_text):
            month, day = int(match[2]), int(match[3] or 0)
            if 1 <= month <= 12 and day <= calendar.monthrange(2024, month)[1]:
                statement = f"说及{match.group()}"
                facts.append(_Fact(0, month, day, planned, ident, number, statement))
    return facts


def _year(written: str) -> int:
    """Return 2021 for 2021 or 二〇二一."""
    if written.isdigit():
        return int(written)
    return int("".join(str(DIGITS[char]) for char in written))
