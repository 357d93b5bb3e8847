"""Parse a query: terms, phrases, negation, alternatives, fields and dates; it never fails."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext

from archive.languages import counted
from archive.text.dates import bounds
from archive.text.dates import parse_input as parse_date
from archive.text.fold import BOUNDARY, fold

from .contract import Clause, Field, Term

MAX_TERMS = 32
# characters between two words near each other: by default, and at most
DEFAULT_GAP, MAX_GAP = 10, 30

# Opening mark → closing marks; later ones count only if the first is missing.
_QUOTES = {"“": '”"＂', "「": "」", "『": "』", '"': '"＂”', "＂": '＂"”'}
_MARKS = frozenset("".join(_QUOTES) + "".join(_QUOTES.values()))
MINUS = "-－−"
_OR = "|｜"
FIELD_NAMES: dict[str, Field] = {
    "标题": "title",
    "题目": "title",
    "题名": "title",
    "title": "title",
    "记者": "people",
    "作者": "people",
    "署名": "people",
    "by": "people",
    "author": "people",
    "地点": "places",
    "地区": "places",
    "place": "places",
    "人名": "named",
    "人物": "named",
    "姓名": "named",
    "person": "named",
    "单位": "organisations",
    "机构": "organisations",
    "organisation": "organisations",
    "organization": "organisations",
    "org": "organisations",
}
# fields that readers try but that do not exist
_UNSUPPORTED_NAMES = (
    "主题 专题 报纸 报名 报刊 日期 时间 年份 体裁 栏目 "
    "全文 正文 内容 关键词 省份 城市 "
    "date from to year topic subject newspaper paper text genre name"
)
_UNSUPPORTED_FIELDS = frozenset(_UNSUPPORTED_NAMES.split())
_PREFIXES: dict[Field, str] = {
    "any": "",
    "title": "标题:",
    "people": "作者:",
    "places": "地区:",
    "named": "人名:",
    "organisations": "单位:",
}
_PREFIX = re.compile(r"(\w{2,12})[:：]")
_RANGE = re.compile(r"(.*?)(\.{2,3}|[~—–至到]+)(.*)")
# either side of `..` if a date is meant, even an invalid one
_DATE_CHARACTERS = re.compile("[0-9年月日号/.-]*")
# the end of a range without the units it shares with the beginning
_RANGE_END = re.compile("(?:([0-9]{1,2})月)?(?:([0-9]{1,2})[日号])?")
# a single date, unless it may be a number
_SINGLE_DATE = re.compile("[0-9]{4}(?:年.*|[-/].*|[0-9]{4})")
_OPERATOR = re.compile(r"(OR|或|AND|且|NOT)(?=\s+\S)")
# between blanks: `~10`
_NEAR = re.compile(r"[~～]([0-9０-９]{0,3})(?=\s+\S)")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class ParsedQuery:
    """A parsed query; an article matches if all clauses and both days do."""

    typed: str
    clauses: tuple[Clause, ...] = ()
    # first and last day as date.toordinal()
    since: int | None = None
    until: int | None = None
    # terms to highlight: those that are not negated, folded
    highlight_terms: tuple[str, ...] = ()
    # messages to the reader: what was probably meant otherwise, and why
    warnings: tuple[str, ...] = ()
    # the query in simplified characters; "" if that is the same
    simplified: str = ""
    # messages to the reader: the fallback query, if this is one
    fallback_notes: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """Messages to the reader on how the query was interpreted; none if as typed."""
        folded = (
            gettext("已按“%(simplified)s”检索，结果包括简体和繁体。")
            % {"simplified": self.simplified}
            if self.simplified
            else ""
        )
        return (*filter(None, [folded]), *self.warnings, *self.fallback_notes)

    @property
    def canonical(self) -> str:
        """The query in canonical form, which parses to the same clauses and days."""
        parts = [
            ("-" if clause.negated else "") + "|".join(map(_written, clause.terms))
            for clause in self.clauses
        ]
        if self.since is not None or self.until is not None:
            days = (self.since, self.until)
            ends = [date.fromordinal(day).isoformat() if day else "" for day in days]
            parts.append("..".join(ends))
        return " ".join(parts)

    def without_each_part(self) -> list[tuple["ParsedQuery", "ParsedQuery"]]:
        """Return (a clause or the dates, the query without it) for each; [] if only one."""
        clauses, days = self.clauses, (self.since, self.until)
        parts = [
            (
                ParsedQuery(self.typed, (clause,)),
                ParsedQuery(self.typed, tuple(c for c in clauses if c != clause), *days),
            )
            for clause in clauses
        ]
        if any(days):
            parts.append((ParsedQuery(self.typed, (), *days), ParsedQuery(self.typed, clauses)))
        return parts if len(parts) > 1 else []


@dataclass(frozen=True)
class _TypedTerm:
    """A term as typed; `text` is without minus, field and quotes."""

    raw: str
    text: str
    field: Field = "any"
    negated: bool = False
    quoted: bool = False
    # the other of two terms near each other, and the number of characters in between
    near: str = ""
    gap: int = 0

    @property
    def term(self) -> Term:
        return Term(_folded(self.text), self.field, near=_folded(self.near), gap=self.gap)


@dataclass(frozen=True)
class _Near:
    """`~10` between two terms."""

    gap: int


def parse(typed: str) -> ParsedQuery:
    """Parse `typed` in time linear in its length; every input is a valid query.

    Terms separated by blanks must all match; a quotation (`"…"`, `“…”`, `「…」`, `『…』`) is one
    term; `-` before a term excludes it; of terms joined by `|` one must match (with `-` before the
    first: none); 标题: 作者: 地区: 人名: 单位: title: by: place: person: organisation: before a
    term limits it to a field; `2020..2021`, `2020-03..`, `..2021-07-28`, 2021年6月至9月 and 2021/6
    are dates. OR and 或 mean `|`, NOT `-`. `~10` between two terms finds them with at most ten
    characters in between.
    """
    return _Parser(typed).parsed()


def _written(term: Term) -> str:
    near = f" ~{term.gap} {_quoted(term.near)}" if term.near else ""
    return _PREFIXES[term.field] + _quoted(term.text) + near


def _quoted(text: str) -> str:
    """Return `text` as one term of a query, in quotation marks only if needed."""
    typed = text.replace(BOUNDARY, "，")
    is_one_term = parse(typed).clauses == (Clause((Term(text),)),)
    return typed if is_one_term and not _QUOTES.keys() & set(text) else f'"{typed}"'


def quoted_term(typed: str, always: bool = False) -> str:
    """Return typed text as one term, in quotation marks if they are needed, or `always`.

    Quotation marks cannot be escaped; they become other marks, which match alike.
    """
    plain = "".join("，" if character in _MARKS else character for character in typed)
    return f'"{plain}"' if always else _quoted(plain)


def _folded(text: str) -> str:
    return fold(text).text.strip(BOUNDARY + " ")


class _Parser:
    """The state of parsing one query, with the warnings for its reader."""

    def __init__(self, typed: str):
        self.typed = typed
        self.warnings: list[str] = []
        self.since: int | None = None
        self.until: int | None = None

    def parsed(self) -> ParsedQuery:
        groups = self._groups(self._typed_terms())
        clauses = self._first_terms([c for group in groups if (c := self._clause(group))])
        words = [t for clause in clauses if not clause.negated for t in clause.terms]
        marks = [text for term in words for text in (term.text, term.near) if text]
        dated = self.since is not None or self.until is not None
        if clauses and not words:
            self.warnings.append(gettext("只写了要排除的词，列出的是其余全部文章。"))
        if not clauses and not dated and not self.warnings and self.typed.strip():
            self.warnings.append(
                gettext("“%(words)s”里只有标点，没有可检索的文字。")
                % {"words": _short(self.typed.strip())}
            )
        return ParsedQuery(
            self.typed,
            clauses,
            self.since,
            self.until,
            tuple(dict.fromkeys(marks)),
            tuple(dict.fromkeys(self.warnings)),
            _simplified(self.typed),
        )

    def _typed_terms(self) -> Iterator[_TypedTerm | _Near | None]:
        """Yield the terms in order, None for every `|`, and _Near for every `~10`."""
        typed, at = self.typed, 0
        # the last position of each closing mark: an opening mark after it is unmatched
        last = {mark: typed.rfind(mark) for marks in _QUOTES.values() for mark in marks}
        # a minus negates only at the beginning and after a blank or `|`
        after_blank, excluded = True, False
        while at < len(typed):
            if typed[at].isspace():
                at, after_blank = at + 1, True
                continue
            operator = _OPERATOR.match(typed, at) if after_blank else None
            if operator and (operator[1] == "NOT" or typed[:at].strip()):
                if operator[1] in ("OR", "或"):
                    yield None
                excluded = operator[1] == "NOT"
                at = operator.end()
                continue
            if after_blank and typed[:at].strip() and (near := _NEAR.match(typed, at)):
                yield _Near(self._gap(near[1]))
                at = near.end()
                continue
            if typed[at] in _OR:
                yield None
                at, after_blank = at + 1, True
                continue
            start, negated, excluded = at, excluded, False
            if after_blank and typed[at] in MINUS:
                after = typed[at + 1 : at + 2]
                if after and not after.isspace() and after not in _OR + MINUS:
                    at, negated = at + 1, True
                else:
                    self._warn_of_lone_minus(after)
            field, at = self._field(at, last)
            closing = self._closing(at, last)
            if closing is not None:
                text = typed[at + 1 : closing]
                at = closing + 1
                yield _TypedTerm(typed[start:at], text, field, negated, True)
            else:
                begin, at = at, self._end(at, last)
                yield _TypedTerm(typed[start:at], typed[begin:at], field, negated)
            after_blank = False

    def _gap(self, typed: str) -> int:
        gap = int(typed) if typed else DEFAULT_GAP
        if gap > MAX_GAP:
            self.warnings.append(
                gettext("“~”最多相隔 %(most)s 字，已按 %(most)s 字检索。") % {"most": MAX_GAP}
            )
        return min(gap, MAX_GAP)

    def _warn_of_lone_minus(self, after: str) -> None:
        if after and after in MINUS:
            self.warnings.append(gettext("连写的“-”不是“排除”，已当作普通文字。"))
        else:
            self.warnings.append(gettext("“-”后面没有紧接要排除的词，已略去。"))

    def _field(self, at: int, last: dict[str, int]) -> tuple[Field, int]:
        """Return the field named at `at`, and where its term begins."""
        if not (prefix := _PREFIX.match(self.typed, at)):
            return "any", at
        field = FIELD_NAMES.get(fold(prefix[1]).text)
        if field is None:
            if fold(prefix[1]).text in _UNSUPPORTED_FIELDS:
                self.warnings.append(
                    gettext(
                        "没有“%(name)s:”这一项，已当作普通文字。可用的有“标题:”“作者:”“地区:”"
                        "“人名:”“单位:”；主题、报纸、日期等请在“筛选”中选择。"
                    )
                    % {"name": prefix[1]}
                )
            return "any", at
        begin = prefix.end()
        end = self._closing(begin, last)
        if end is None:
            end = self._end(begin, last)
        if _folded(self.typed[begin:end]):
            return field, begin
        self.warnings.append(
            gettext("“%(word)s”后面没有紧接要找的词，已当作普通文字。") % {"word": prefix[0]}
        )
        return "any", at

    def _closing(self, at: int, last: dict[str, int]) -> int | None:
        """Return the position of the mark that closes the quotation at `at`, or None."""
        for mark in _QUOTES.get(self.typed[at : at + 1], ""):
            if last[mark] > at:
                return self.typed.index(mark, at + 1)
        return None

    def _end(self, at: int, last: dict[str, int]) -> int:
        """Return where the word at `at` ends: at a blank, a `|` or a quotation."""
        for n in range(at, len(self.typed)):
            character = self.typed[n]
            if character.isspace() or character in _OR:
                return n
            if character in _QUOTES:
                if n > at and self._closing(n, last) is not None:
                    return n
                if self._closing(n, last) is None:
                    self.warnings.append(
                        gettext("引号 %(character)s 没有配对，已当作普通文字。")
                        % {"character": character}
                    )
        return len(self.typed)

    def _groups(self, terms: Iterable[_TypedTerm | _Near | None]) -> list[list[_TypedTerm]]:
        """Return the terms in groups joined by `|`, without those of punctuation alone."""
        groups: list[list[_TypedTerm]] = []
        is_joined = False
        near: _Near | None = None
        for term in terms:
            if isinstance(term, _Near):
                near = term if groups and not is_joined else None
            elif isinstance(term, _TypedTerm) and near and _folded(term.text):
                self._join_near(groups, term, near)
                near = None
            elif term is None:
                if groups:
                    is_joined = True
                else:
                    self._warn_of_lone_or()
            elif not _folded(term.text):
                continue
            elif is_joined:
                groups[-1].append(term)
                is_joined = False
            else:
                groups.append([term])
        if is_joined:
            self._warn_of_lone_or()
        return groups

    def _join_near(self, groups: list[list[_TypedTerm]], term: _TypedTerm, near: _Near) -> None:
        """Join the term to the last one of the groups, or note why it is searched for by itself."""
        first = groups[-1][-1]
        if first.near or term.negated:
            why = gettext("“~”只能连接两个词")
        elif {first.field, term.field} - {"any", "title"} or term.field not in ("any", first.field):
            why = gettext("“~”只能用于标题和正文")
        elif min(len(_folded(first.text)), len(_folded(term.text))) < 2:
            why = gettext("“~”两边的词至少要两个字")
        else:
            raw = f"{first.raw} ~{near.gap} {term.raw}"
            groups[-1][-1] = replace(first, raw=raw, near=term.text, gap=near.gap)
            return
        self.warnings.append(
            gettext("%(why)s，“%(words)s”已另作一个词检索。")
            % {"why": why, "words": _short(term.raw)}
        )
        groups.append([term])

    def _warn_of_lone_or(self) -> None:
        self.warnings.append(gettext("“|”的一边没有词，已略去。"))

    def _clause(self, group: list[_TypedTerm]) -> Clause | None:
        first, *other_terms = group
        if not other_terms and not first.quoted and not first.near and self._take_date_range(first):
            return None
        for term in other_terms:
            if term.negated:
                self.warnings.append(
                    gettext("“%(words)s”在“|”之后，前面的“-”不起作用；要排除几个词，请分开写。")
                    % {"words": _short(term.raw)}
                )
        terms = tuple(dict.fromkeys(typed.term for typed in group))
        return Clause(terms, first.negated)

    def _take_date_range(self, term: _TypedTerm) -> bool:
        """Return whether the term is a date or range, and if so, limit the query to it.

        If it only looks like one, a note says why it is searched for as text.
        """
        typed = unicodedata.normalize("NFKC", term.text)
        span = _date_range(typed)
        if span is None:
            return False
        label = _short(term.raw)
        if ".." not in typed and (term.negated or term.field != "any"):
            return False
        if term.negated or term.field != "any":
            self.warnings.append(
                gettext("“%(shown)s”：日期前面不能加“-”或“标题:”等，已当作普通文字。")
                % {"shown": label}
            )
            return False
        begin, end = (bound and parse_date(bound) for bound in span)
        if begin == "" or end == "":
            self.warnings.append(
                gettext(
                    "“%(shown)s”不是日期，已当作普通文字。"
                    "日期写作 2021..2022、2021-07.. 或 2021年6月至9月。"
                )
                % {"shown": label}
            )
            return False
        if ".." not in typed:
            self.warnings.append(
                gettext("“%(shown)s”按日期查找；要检索这几个字，请加引号。") % {"shown": label}
            )
        since = bounds(begin).earliest.toordinal() if begin else None
        until = bounds(end).latest.toordinal() if end else None
        # several ranges: their intersection
        since = max((d for d in (since, self.since) if d is not None), default=None)
        until = min((d for d in (until, self.until) if d is not None), default=None)
        if since is not None and until is not None and since > until:
            self.warnings.append(
                gettext("“%(shown)s”的起止先后颠倒了，已当作普通文字。") % {"shown": label}
            )
            return False
        self.since, self.until = since, until
        return True

    def _first_terms(self, clauses: list[Clause]) -> tuple[Clause, ...]:
        """Return the clauses of the first MAX_TERMS terms; a note names the others."""
        accepted: list[Clause] = []
        left_out: list[str] = []
        room = MAX_TERMS
        for clause in dict.fromkeys(clauses):
            terms = clause.terms[:room]
            room -= len(terms)
            left_out += [term.text for term in clause.terms[len(terms) :]]
            if terms:
                accepted.append(Clause(terms, clause.negated))
        if left_out:
            labels = gettext("、").join(_short(text) for text in left_out[:5])
            ellipsis = gettext(" 等") if len(left_out) > 5 else ""
            self.warnings.append(
                counted(
                    "一次最多检索 %(num)s 个词，"
                    "后面的 %(left_out)s 个没有用上：%(named)s%(more)s。",
                    MAX_TERMS,
                    left_out=len(left_out),
                    named=labels,
                    more=ellipsis,
                )
            )
        return tuple(accepted)


def _date_range(typed: str) -> tuple[str | None, str | None] | None:
    """Return (start, end) as typed, with None for an open end; None if no range is meant."""
    if _SINGLE_DATE.fullmatch(typed) and parse_date(typed):
        return typed, typed
    if not (parts := _RANGE.fullmatch(typed)):
        return None
    begin, between, end = parts.groups()
    if parse_date(begin) and (short := _RANGE_END.fullmatch(end)) and (short[1] or short[2]):
        year, *month = parse_date(begin).split("-")
        end = "-".join(filter(None, (year, short[1] or "".join(month[:1]), short[2])))
    if not between.startswith("."):
        # dashes and words such as 至 occur in text, too
        return (begin, end) if parse_date(begin) and parse_date(end) else None
    is_meant = (begin or end) and all(map(_DATE_CHARACTERS.fullmatch, (begin, end)))
    return (begin or None, end or None) if is_meant else None


def _short(text: str, limit: int = 20) -> str:
    text = _BLANKS.sub(" ", text)
    return text if len(text) <= limit else text[:limit] + "……"


def _simplified(typed: str) -> str:
    """Return `typed` with traditional and variant characters folded; "" if it has none."""
    simplified = "".join(_han(character) for character in typed)
    return simplified if simplified != typed else ""


def _han(character: str) -> str:
    if character < "\u2e80":
        return character
    folded = fold(character).text
    is_han = len(folded) == 1 and ("\u3400" <= folded <= "\u9fff" or folded >= "\U00020000")
    return folded if is_han else character
