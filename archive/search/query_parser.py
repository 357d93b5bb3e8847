"""Reads what a reader typed: terms, phrases, "not", "or", fields and dates; a slip never fails."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from archive.text.dates import bounds
from archive.text.dates import parse_input as parse_date
from archive.text.fold import BOUNDARY, fold

from .contract import Clause, Field, Term

MOST_TERMS = 32

# Opening mark → what may close it; the later ones only where the first is nowhere behind.
_QUOTES = {"“": '”"＂', "「": "」", "『": "』", '"': '"＂”', "＂": '＂"”'}
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
}
# what people take for fields, and what all of them is not
_TAKEN_FOR_FIELDS = (
    "人名 姓名 人物 主题 专题 报纸 报名 报刊 日期 时间 年份 体裁 栏目 "
    "全文 正文 内容 关键词 省份 城市 "
    "date from to year topic subject newspaper paper text genre person name"
)
_NO_FIELDS = frozenset(_TAKEN_FOR_FIELDS.split())
_PREFIXES: dict[Field, str] = {"any": "", "title": "标题:", "people": "作者:", "places": "地区:"}
_PREFIX = re.compile(r"(\w{2,9})[:：]")
_RANGE = re.compile(r"(.*?)(\.{2,3}|[~—–至到]+)(.*)")
# what stands before or behind two points where a date is meant, be it a good one or not
_LIKE_A_DATE = re.compile("[0-9年月日号/.-]*")
# the end of a span, with what it has in common with the beginning left out
_END = re.compile("(?:([0-9]{1,2})月)?(?:([0-9]{1,2})[日号])?")
# by itself only what cannot be taken for a number
_ALONE = re.compile("[0-9]{4}(?:年.*|[-/].*|[0-9]{4})")
_OPERATOR = re.compile(r"(OR|或|AND|且|NOT)(?=\s+\S)")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Parsed:
    """What was typed, read; it is true of an article when all clauses and both days are."""

    typed: str
    clauses: tuple[Clause, ...] = ()
    # days as date.toordinal(), both included
    since: int | None = None
    until: int | None = None
    # folded, what is to be marked: every term that is not negated
    marks: tuple[str, ...] = ()
    # nothing but words parted by blanks
    plain: bool = True
    # for the reader: what was not taken as meant, and why
    slips: tuple[str, ...] = ()
    # what was typed, in simplified characters; "" where that is no other
    simplified: str = ""
    # for the reader: what is searched for in the place of what was typed, which finds nothing
    instead: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """How it was understood, in sentences for the reader; none where that is as typed."""
        folded = f"已按“{self.simplified}”检索，结果包括简体和繁体。" if self.simplified else ""
        return (*filter(None, [folded]), *self.slips, *self.instead)

    @property
    def canonical(self) -> str:
        """The same question in one spelling; reading it gives the same clauses and days."""
        parts = [
            ("-" if clause.negated else "")
            + "|".join(_PREFIXES[term.field] + _quoted(term.text) for term in clause.terms)
            for clause in self.clauses
        ]
        if self.since is not None or self.until is not None:
            days = (self.since, self.until)
            ends = [date.fromordinal(day).isoformat() if day else "" for day in days]
            parts.append("..".join(ends))
        return " ".join(parts)

    def parted(self) -> list[tuple["Parsed", "Parsed"]]:
        """Each thing that is asked for, and the rest without it; none where there is but one."""
        clauses, days = self.clauses, (self.since, self.until)
        parts = [
            (
                Parsed(self.typed, (clause,)),
                Parsed(self.typed, tuple(c for c in clauses if c != clause), *days),
            )
            for clause in clauses
        ]
        if any(days):
            parts.append((Parsed(self.typed, (), *days), Parsed(self.typed, clauses)))
        return parts if len(parts) > 1 else []


@dataclass(frozen=True)
class _Piece:
    """A term as it stood: `text` is without minus, field and quotes."""

    raw: str
    text: str
    field: Field = "any"
    negated: bool = False
    quoted: bool = False

    @property
    def term(self) -> Term:
        return Term(_folded(self.text), self.field)


def parse(typed: str) -> Parsed:
    """What `typed` asks for, in time linear in its length; whatever was typed, it asks something.

    Terms parted by blanks must all stand; `"…"`, `“…”`, `「…」`, `『…』` is one term whatever is in
    it; `-` before a term says that it must not; `|` between terms that one of them is enough (and
    a `-` before the first of them that none may stand); 标题: 记者: 作者: 地点: title: by: place:
    before a term limits it to a field; `2020..2021`, `2020-03..`, `..2021-07-28`,
    2021年6月至9月 and 2021/6 are dates. OR and 或 are `|`, NOT is `-`.
    """
    return _Reading(typed).parsed()


def _quoted(text: str) -> str:
    """`text` as it can be written to be one term: in quotation marks only where it needs them."""
    written = text.replace(BOUNDARY, "，")
    alone = parse(written).clauses == (Clause((Term(text),)),)
    return written if alone and not _QUOTES.keys() & set(text) else f'"{written}"'


def _folded(text: str) -> str:
    return fold(text).text.strip(BOUNDARY + " ")


class _Reading:
    """One reading of one query, with what went wrong on the way."""

    def __init__(self, typed: str):
        self.typed = typed
        self.slips: list[str] = []
        self.since: int | None = None
        self.until: int | None = None

    def parsed(self) -> Parsed:
        pieces = list(self._pieces())
        groups = self._groups(pieces)
        clauses = self._bounded([c for group in groups if (c := self._clause(group))])
        words = [t for clause in clauses if not clause.negated for t in clause.terms]
        dated = self.since is not None or self.until is not None
        if clauses and not words:
            self.slips.append("只写了要排除的词，列出的是其余全部文章。")
        if not clauses and not dated and not self.slips and self.typed.strip():
            self.slips.append(f"“{_short(self.typed.strip())}”里只有标点，没有可检索的文字。")
        return Parsed(
            self.typed,
            clauses,
            self.since,
            self.until,
            tuple(dict.fromkeys(term.text for term in words)),
            not dated
            and all(p is not None and p == _Piece(p.raw, p.raw) for p in pieces)
            and not any(clause.negated or len(clause.terms) > 1 for clause in clauses),
            tuple(dict.fromkeys(self.slips)),
            _simplified(self.typed),
        )

    def _pieces(self) -> Iterator[_Piece | None]:
        """The terms in order, and None for every `|`."""
        typed, at = self.typed, 0
        # where each closing mark stands last: an opening mark behind it has no chance
        last = {mark: typed.rfind(mark) for marks in _QUOTES.values() for mark in marks}
        # a minus counts only where a blank, a `|` or nothing is before it
        apart, excluded = True, False
        while at < len(typed):
            if typed[at].isspace():
                at, apart = at + 1, True
                continue
            operator = _OPERATOR.match(typed, at) if apart else None
            if operator and (operator[1] == "NOT" or typed[:at].strip()):
                if operator[1] in ("OR", "或"):
                    yield None
                excluded = operator[1] == "NOT"
                at = operator.end()
                continue
            if typed[at] in _OR:
                yield None
                at, apart = at + 1, True
                continue
            start, negated, excluded = at, excluded, False
            if apart and typed[at] in MINUS:
                after = typed[at + 1 : at + 2]
                if after and not after.isspace() and after not in _OR + MINUS:
                    at, negated = at + 1, True
                else:
                    self._lone_minus(after)
            field, at = self._field(at, last)
            closing = self._closing(at, last)
            if closing is not None:
                text = typed[at + 1 : closing]
                at = closing + 1
                yield _Piece(typed[start:at], text, field, negated, True)
            else:
                begin, at = at, self._end(at, last)
                yield _Piece(typed[start:at], typed[begin:at], field, negated)
            apart = False

    def _lone_minus(self, after: str) -> None:
        if after and after in MINUS:
            self.slips.append("连写的“-”不是“排除”，已当作普通文字。")
        else:
            self.slips.append("“-”后面没有紧接要排除的词，已略去。")

    def _field(self, at: int, last: dict[str, int]) -> tuple[Field, int]:
        """The field named at `at`, and where what is looked for in it begins."""
        if not (named := _PREFIX.match(self.typed, at)):
            return "any", at
        field = FIELD_NAMES.get(fold(named[1]).text)
        if field is None:
            if fold(named[1]).text in _NO_FIELDS:
                self.slips.append(
                    f"没有“{named[1]}:”这一项，已当作普通文字。可用的有“标题:”“作者:”“地区:”；"
                    "主题、报纸、日期等请在“筛选”中选择。"
                )
            return "any", at
        begin = named.end()
        end = self._closing(begin, last)
        if end is None:
            end = self._end(begin, last)
        if _folded(self.typed[begin:end]):
            return field, begin
        self.slips.append(f"“{named[0]}”后面没有紧接要找的词，已当作普通文字。")
        return "any", at

    def _closing(self, at: int, last: dict[str, int]) -> int | None:
        """Where the quotation that opens at `at` closes; None if none does."""
        for mark in _QUOTES.get(self.typed[at : at + 1], ""):
            if last[mark] > at:
                return self.typed.index(mark, at + 1)
        return None

    def _end(self, at: int, last: dict[str, int]) -> int:
        """Where the word that begins at `at` ends: at a blank, a `|`, or a quotation."""
        for n in range(at, len(self.typed)):
            character = self.typed[n]
            if character.isspace() or character in _OR:
                return n
            if character in _QUOTES:
                if n > at and self._closing(n, last) is not None:
                    return n
                if self._closing(n, last) is None:
                    self.slips.append(f"引号 {character} 没有配对，已当作普通文字。")
        return len(self.typed)

    def _groups(self, pieces: list[_Piece | None]) -> list[list[_Piece]]:
        """Neighbours joined by `|` together; pieces of punctuation alone are gone."""
        groups: list[list[_Piece]] = []
        joined = False
        for piece in pieces:
            if piece is None:
                if groups:
                    joined = True
                else:
                    self._lone_or()
            elif not _folded(piece.text):
                continue
            elif joined:
                groups[-1].append(piece)
                joined = False
            else:
                groups.append([piece])
        if joined:
            self._lone_or()
        return groups

    def _lone_or(self) -> None:
        self.slips.append("“|”的一边没有词，已略去。")

    def _clause(self, group: list[_Piece]) -> Clause | None:
        first, *others = group
        if not others and not first.quoted and self._is_date(first):
            return None
        for piece in others:
            if piece.negated:
                self.slips.append(
                    f"“{_short(piece.raw)}”在“|”之后，前面的“-”不起作用；要排除几个词，请分开写。"
                )
        terms = tuple(dict.fromkeys(piece.term for piece in group))
        return Clause(terms, first.negated)

    def _is_date(self, piece: _Piece) -> bool:
        """Whether it is a span of days; then it is taken, else a slip says why not."""
        written = unicodedata.normalize("NFKC", piece.text)
        span = _span(written)
        if span is None:
            return False
        shown = _short(piece.raw)
        if ".." not in written and (piece.negated or piece.field != "any"):
            return False
        if piece.negated or piece.field != "any":
            self.slips.append(f"“{shown}”：日期前面不能加“-”或“标题:”等，已当作普通文字。")
            return False
        begin, end = (each and parse_date(each) for each in span)
        if begin == "" or end == "":
            self.slips.append(
                f"“{shown}”不是日期，已当作普通文字。"
                "日期写作 2021..2022、2021-07.. 或 2021年6月至9月。"
            )
            return False
        if ".." not in written:
            self.slips.append(f"“{shown}”按日期查找；要检索这几个字，请加引号。")
        since = bounds(begin).earliest.toordinal() if begin else None
        until = bounds(end).latest.toordinal() if end else None
        # several spans: the days that lie in all of them
        since = max((d for d in (since, self.since) if d is not None), default=None)
        until = min((d for d in (until, self.until) if d is not None), default=None)
        if since is not None and until is not None and since > until:
            self.slips.append(f"“{shown}”的起止先后颠倒了，已当作普通文字。")
            return False
        self.since, self.until = since, until
        return True

    def _bounded(self, clauses: list[Clause]) -> tuple[Clause, ...]:
        """The first MOST_TERMS terms; a slip names the others."""
        kept: list[Clause] = []
        left_out: list[str] = []
        room = MOST_TERMS
        for clause in dict.fromkeys(clauses):
            terms = clause.terms[:room]
            room -= len(terms)
            left_out += [term.text for term in clause.terms[len(terms) :]]
            if terms:
                kept.append(Clause(terms, clause.negated))
        if left_out:
            named = "、".join(_short(text) for text in left_out[:5])
            more = " 等" if len(left_out) > 5 else ""
            self.slips.append(
                f"一次最多检索 {MOST_TERMS} 个词，"
                f"后面的 {len(left_out)} 个没有用上：{named}{more}。"
            )
        return tuple(kept)


def _span(written: str) -> tuple[str | None, str | None] | None:
    """The beginning and the end of the span that somebody means, None for an open one; or None."""
    if _ALONE.fullmatch(written) and parse_date(written):
        return written, written
    if not (parts := _RANGE.fullmatch(written)):
        return None
    begin, between, end = parts.groups()
    if parse_date(begin) and (short := _END.fullmatch(end)) and (short[1] or short[2]):
        year, *month = parse_date(begin).split("-")
        end = "-".join(filter(None, (year, short[1] or "".join(month[:1]), short[2])))
    if not between.startswith("."):
        # words and dashes stand in text, too
        return (begin, end) if parse_date(begin) and parse_date(end) else None
    is_meant = (begin or end) and all(map(_LIKE_A_DATE.fullmatch, (begin, end)))
    return (begin or None, end or None) if is_meant else None


def _short(text: str, most: int = 20) -> str:
    text = _BLANKS.sub(" ", text)
    return text if len(text) <= most else text[:most] + "……"


def _simplified(typed: str) -> str:
    """`typed` with every traditional or variant character folded; "" if there is none."""
    simplified = "".join(_han(character) for character in typed)
    return simplified if simplified != typed else ""


def _han(character: str) -> str:
    if character < "\u2e80":
        return character
    folded = fold(character).text
    is_han = len(folded) == 1 and ("\u3400" <= folded <= "\u9fff" or folded >= "\U00020000")
    return folded if is_han else character
