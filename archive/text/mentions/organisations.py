"""Recognise organisations in a text, by the beginnings and ends of their names.

A name begins with a place or a word such as 全国, or where a clause begins if it ends as firms do.
It goes on to the last word that organisations end with, before anything that no name has.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from archive.text import segment
from archive.text.gazetteer import NOT_PLACES, ORDINARY, Gazetteer, edges, short_name
from archive.text.phrases import any_pattern

_WORDS = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
Span = tuple[int, int]


def _any_of(*names: str) -> str:
    return any_pattern(phrase for name in names for phrase in _WORDS[name])


def _firsts(*names: str) -> str:
    """Return the characters that phrases of these lists begin with, which most places lack."""
    phrases = (phrase for name in names for phrase in _WORDS[name])
    bare = (re.sub(r"\(\?<[^)]*\)", "", phrase) for phrase in phrases)
    # a phrase may begin with a class of characters
    return "".join(
        sorted({c for b in bare for c in (b[1 : b.index("]")] if b[0] == "[" else b[0])})
    )


_SUFFIX = re.compile(
    rf"(?=[{_firsts('organisation_endings')}])(?:{_any_of('organisation_endings')})"
    rf"(?:{_any_of('parts_of_organisations')})?"
)
_FIRM = re.compile(r"(?:集团|有限公司|有限责任公司|总公司|股份公司)$")
_BEGINNINGS = ("organisation_beginnings", "countries")
_NAME_START = re.compile(rf"(?=[{_firsts(*_BEGINNINGS)}])(?:{_any_of(*_BEGINNINGS)})")
_RAILWAY = re.compile(r"(?<![㐀-鿿])[㐀-鿿]{2}铁路局")
# 卫生部 and 赞比亚卫生部, but not 卫生部门
_WHOLE = re.compile(
    rf"(?=[{_firsts('whole_organisations', 'countries')}])"
    rf"(?:{_any_of('whole_organisations')}|(?:{_any_of('countries')})(?:{_any_of('of_countries')}))"
    r"(?!(?<=部)[门队分位件署落属]|(?<=大学)[生城堂]|(?<=[^部])[㐀-鿿]{0,3}[电讯])"
)
# not part of any name: marks, particles, numbers
_STOP = re.compile(
    rf"[^㐀-鿿·]|(?<!协)和(?!{_any_of('after_and')})"
    r"|[的了在与及或由从向对到把被将给让是为等于至各某每该这那其之以我你他她它们就也还都又才并而但却]"
    r"|(?<=[省市县区])总(?![㐀-鿿]?[工商会站队社局院部厂])|历任|曾任|解放[前后]|(?<!建)设(?![计备施])|特色|社会主义|新时代|优秀|先进|各级|各地|广大|部分|首届|首批|第[一二三四五六七八九十]+[届次批]"
    r"|[一二两三四五六七八九十百千几多数]+[余多]?[家个所名座条位批期级项岁年月日天次]|(?<!第)[一两](?=小学|中学|大学|企业|工厂|公司|医院)"
)
_MAX_NAME_LENGTH = 26
_MIN_FIRM_LENGTH, _MAX_FIRM_LENGTH = 6, 20
# a firm's own union or committee is the firm
_OF_A_FIRM = re.compile(r"(?:公司|集团|公社|矿|(?<=[㐀-鿿]{4})厂)(?:工会|党委|团委)(?:联合会)?$")
# (杭州) in the name of a firm
_BRACKETS = re.compile(r"（([㐀-鿿]{2,4})）(?=[㐀-鿿]{0,8}(?:有限|公司|集团|股份))")
# remainders of names after their place that are too general: 民营医院, 读中学
_GENERIC = re.compile(
    rf"(?:{_any_of('before_generic')})?(?:{_any_of('kinds_of_organisations')})*"
    rf"(?:{_any_of('generic_organisations')})"
    rf"|(?:{_any_of('before_generic')}|{_any_of('kinds_of_organisations')})+"
    rf"(?:{_any_of('generic_of_a_kind')})"
)
# after a word as 全国: 全国法院
_GENERIC_AT_LARGE = re.compile(rf"{_GENERIC.pattern}|(?:{_any_of('generic_of_a_kind')})")
_ABBREVIATED_END = 2
# of a branch of a union, after its place
_MAX_UNION_LENGTH = 10
_STRONG = re.compile(r"总工会|人民政府|法院|医院|大学|公司|集团")
_UNIT = ("", "省", "市", "县", "区")
_MUNICIPALITIES = ("北京", "天津", "上海", "重庆")


class RecognizedOrganisation(NamedTuple):
    """An organisation, by its longest name in the text or that of its record."""

    name: str
    # how often it is named, and in which forms
    times: int
    forms: frozenset[str]


def organisations(
    text: str, gazetteer: Gazetteer, known: Mapping[str, str]
) -> tuple[list[RecognizedOrganisation], list[Span]]:
    """Return (organisations, spans of their names); `known` names get that of their record."""
    bare = _BRACKETS.sub(r"·\1·", text)
    spans = _merged([*_spans(bare, gazetteer), *_known_spans(text, known)])
    counts = Counter(text[start:end] for start, end in spans)
    forms: dict[str, list[str]] = {}
    full_names = _full_names([name for name in counts if name not in known], gazetteer)
    for name in counts:
        full_name = known.get(name) or full_names[name]
        forms.setdefault(known.get(full_name, full_name), []).append(name)
    return [
        RecognizedOrganisation(name, sum(counts[form] for form in full_name), frozenset(full_name))
        for name, full_name in forms.items()
    ], spans


def _known_spans(text: str, known_names: Mapping[str, str]) -> Iterator[Span]:
    for name in known_names:
        start = text.find(name)
        while start >= 0:
            yield start, start + len(name)
            start = text.find(name, start + len(name))
    for pattern in (_WHOLE, _RAILWAY) if "铁路局" in text else (_WHOLE,):
        for match in pattern.finditer(text):
            yield match.span()


def _spans(text: str, gazetteer: Gazetteer) -> Iterator[Span]:
    words = edges(text)
    begins: dict[int, int] | None = None
    for suffix in _SUFFIX.finditer(text):
        if _OF_A_FIRM.search(text, suffix.start() - 2, suffix.end()):
            continue
        first = max(suffix.end() - _MAX_NAME_LENGTH, 0)
        clause = _after_last_stop(text, first, suffix, words, gazetteer)
        if begins is None:
            begins = {match.start(): match.end() for match in _NAME_START.finditer(text)}
        start = _name_start(text, clause, suffix, begins, words, gazetteer)
        if start >= 0:
            while start and text[start - 1].isascii() and text[start - 1].isalnum():
                start -= 1
            yield start, suffix.end()


def _name_start(
    text: str,
    clause: int,
    suffix: "re.Match[str]",
    begins: Mapping[int, int],
    words: frozenset[int],
    gazetteer: Gazetteer,
) -> int:
    """Return the start of a name with this suffix, not before `clause`; -1 if there is none."""
    for at in range(clause, suffix.start()):
        if at not in words or text[at - 1 : at] == "·":
            continue
        place = gazetteer.longest_name(text, at, suffix.start())
        if place in ORDINARY and text[at + len(place)] in "省市县区":
            # 会同市发改局: 会同 is no county here
            continue
        if place or at in begins:
            after = _after_places(text, at, suffix.start(), gazetteer)
            if _begins_anew(text, after, suffix.start(), words, gazetteer):
                continue
            if suffix.group() == "工会" and suffix.end() - after > _MAX_UNION_LENGTH:
                return -1
            if not place and _GENERIC_AT_LARGE.fullmatch(text[begins[at] : suffix.end()]):
                return -1
            if suffix.group() == "工会" and after == suffix.start() and text[after - 1] in "县区":
                return at
            return -1 if _GENERIC.fullmatch(text[after : suffix.end()]) else at
    if (
        _FIRM.search(text, clause, suffix.end())
        and _MIN_FIRM_LENGTH <= suffix.end() - clause <= _MAX_FIRM_LENGTH
        and suffix.start() - clause > 2
        and clause in words
    ):
        return clause
    return -1


def _begins_anew(
    text: str, start: int, end: int, words: frozenset[int], gazetteer: Gazetteer
) -> bool:
    """Return whether a name ends here and another, with its place, begins: 甲市总工会命名乙市…."""
    inner = _STRONG.search(text, start, end)
    if inner is not None and text[end] == "分":
        # 某集团杭州分公司
        return False
    return inner is not None and any(
        gazetteer.longest_name(text, at, end)
        for at in range(inner.end(), end)
        if at in words and text[at - 1] != "·"
    )


def _after_places(text: str, at: int, end: int, gazetteer: Gazetteer) -> int:
    """Return the end of the successive place names from `at` on."""
    outer = ""
    while at < end and (place := gazetteer.longest_name(text, at, end)):
        if outer and not gazetteer.is_whole_name(place) and not gazetteer.is_inside(place, outer):
            # 商城 in 临沂商城集团 is no county
            break
        at += len(place)
        outer = place
    return at


def _after_last_stop(
    text: str,
    first: int,
    suffix: "re.Match[str]",
    words: frozenset[int],
    gazetteer: Gazetteer,
) -> int:
    """Return the earliest possible start of the name with this suffix."""
    begin, end = first, suffix.start()
    for stop in _STOP.finditer(text, first, suffix.end()):
        if stop.start() < end:
            begin = stop.end()
    classes = segment.word_classes()
    cuts = [at for at in range(begin, end + 1) if at in words]
    for start, after in pairwise(cuts):
        word = text[start:after]
        kind = classes.get(word)
        ends_name = kind == "v" or (kind in _FUNCTION_WORDS and len(word) > 1)
        ends_name = ends_name and word not in _NOUN_LIKE
        if ends_name and gazetteer.longest_name(text, start, after) != word:
            begin = after
    return begin


# adverbs, pronouns and conjunctions; those of one character are in _STOP
_FUNCTION_WORDS = frozenset(("d", "r", "c"))
_NOUN_LIKE = frozenset(_WORDS["verbs_in_organisations"])


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return the longest of the spans that begin at one place or overlap."""
    result: list[Span] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not result or start >= result[-1][1]:
            result.append((start, end))
    return result


def _full_names(names: Sequence[str], gazetteer: Gazetteer) -> dict[str, str]:
    """Return {name: the longest one it abbreviates, without its province}."""
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    result: dict[str, str] = {}
    for name in longest_first:
        longer = (
            other
            for other in longest_first
            if len(other) > len(name) and _is_abbreviation(name, other, gazetteer)
        )
        full_name = next(longer, name)
        result[name] = result.get(full_name, _without_province(full_name, gazetteer))
    return result


def _is_abbreviation(name: str, full_name: str, gazetteer: Gazetteer) -> bool:
    """Return whether `name` has characters of `full_name` in order, and the same place and end."""
    remaining = iter(full_name)
    if name.endswith("集团") and name in _plain(full_name) and full_name.endswith("公司"):
        return True
    before = len(full_name) - len(name)
    if full_name.endswith(name):
        after_places = _after_places(full_name, 0, before, gazetteer)
        if full_name[after_places:before] in _UNIT:
            # 红旗公社 of 榆树县红旗公社, which the gazetteer has as a city
            return True
    return (
        name[-_ABBREVIATED_END:] == full_name[-_ABBREVIATED_END:]
        and all(char in remaining for char in name)
        and _place_of(name, gazetteer) == _place_of(full_name, gazetteer)
    )


def _plain(name: str) -> str:
    return re.sub("[（）]", "", name)


def _place_of(name: str, gazetteer: Gazetteer) -> str:
    """Return the last of the places that a name begins with, by its short name."""
    at, place = 0, ""
    while name_of_place := gazetteer.longest_name(name, at, len(name) - 1):
        at, place = at + len(name_of_place), short_name(name_of_place)
    return place


def _without_province(name: str, gazetteer: Gazetteer) -> str:
    """Remove the province, as other articles do: 河北省石家庄市总工会 → 石家庄市总工会."""
    province = gazetteer.longest_name(name, 0, len(name))
    if province.removesuffix("市") not in _MUNICIPALITIES and gazetteer.is_province(province):
        inner = gazetteer.longest_name(name, len(province), len(name))
        if inner and inner not in ORDINARY and inner not in NOT_PLACES:
            return name[len(province) :]
    return name
