"""Find the places of GB/T 2260 that a text names."""

import json
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import add
from pathlib import Path

from . import segment
from .fold import simplified
from .phrases import any_pattern
from .segment import is_word, rareness

_WORDS = json.loads(Path(__file__).with_name("place_words.json").read_text(encoding="utf-8"))


def _alternatives(name: str) -> str:
    return any_pattern(_WORDS[name])


_SUFFIX = re.compile(r"(?:自治区|自治州|自治县|自治旗|特别行政区|地区|新区|林区|[省市县区旗盟])$")
_PEOPLES = re.compile(
    r"(?:(?:壮|回|维吾尔|蒙古|藏|彝|苗|土家|侗|布依|瑶|哈尼|傣|景颇|傈僳|白|朝鲜|哈萨克|柯尔克孜|羌|土|畲|满"
    r"|黎|佤|拉祜|纳西|仡佬|水|毛南|仫佬|达斡尔|鄂温克|鄂伦春|东乡|保安|撒拉|裕固|锡伯|塔吉克|独龙|怒|普米|布朗|各)族)+$"
    r"|(?<=..)(?:维吾尔|哈萨克|柯尔克孜)$|(?<=...)蒙古$"
)
# words after a short name that confirm it is a place
UNIT = re.compile(
    r"[省市县区旗]|总工会|市总|区总|县总|工会|开发区|经开区|高新区|新区|古镇|职工|籍|本地|市民|县城|城区"
)
_ORGAN = re.compile(r"[省市县区旗]|总工会|[省市县区]委")
# words after a name that make it the name of something else: a village, a road, a hotel
_OTHER_SENSE = re.compile(
    rf"{_alternatives('products')}"
    r"|村|镇|乡|街道|[东西南北中]?[路街](?![道头上])|大道|大街|坊|庄|屯|店|桥(?!西|东)|门(?!头)|湾|里弄|大厦|宾馆|酒店|饭店|牌|岭|沟|岗|坪|坡|坝|垭|巷(?!战)|堡|寺|庙|菜|话|戏|剧|棋|鸭|鸡|面馆|日报|晚报|晨报"
)
# continuations of a place name that make another word: 钦州港, 上海南京路
_FACILITY = re.compile(rf"(?:{_alternatives('facilities')})$|[㐀-鿿]{{2,3}}[路街道]$")
# names that are also common nouns: 矿区 is a county only after its city or province
_COMMON_NOUN = re.compile(r"(?:[东西南北中城郊矿市新老]|[桥城市河山路][东西南北中关])区?")
NOT_PLACES = frozenset(_WORDS["not_places"])
ORDINARY = frozenset(_WORDS["ordinary_words"])
# a short name with less rareness than this, in nats, is an ordinary word first
_COMMON = 12.7
_TERRITORIES = ("香港", "澳门", "台湾", "台北", "高雄", "汉口", "武昌", "汉阳")
# a text is in traditional characters if this share of its characters is
_TRADITIONAL = 0.05
# names up to this length may be parts of other words: 北林区 in 东北林区
_SHORT_NAME = 3


@dataclass(frozen=True)
class GazetteerPlace:
    code: str
    name: str
    level: str
    parent: str
    ended: bool
    # first year in which it is listed, "" if it is in the oldest list
    since: str = ""


@dataclass(frozen=True)
class PlaceMention:
    """A place named at [start, end); `sure` if the words can hardly mean anything else."""

    start: int
    end: int
    codes: tuple[str, ...]
    sure: bool


class Gazetteer:
    """Places by full and short name."""

    def __init__(self, rows: Iterable[tuple[str, Mapping]]):
        self.places: dict[str, GazetteerPlace] = {}
        self._names: dict[str, list[str]] = defaultdict(list)
        self._short: dict[str, list[str]] = defaultdict(list)
        for code, fields in rows:
            if fields.get("is_group"):
                continue
            place = GazetteerPlace(
                code,
                fields["name"],
                fields["level"],
                fields.get("parent") or "",
                bool(fields.get("ended")),
                fields.get("since") or "",
            )
            self.places[code] = place
            self._names[place.name].append(code)
            short = short_name(place.name)
            if len(short) >= 2 and short != place.name:
                self._short[short].append(code)
        # names of districts and former names of cities, by which a text means a larger place
        self._other: dict[str, str] = {}
        for code, names in _WORDS["other_names"].items():
            if code in self.places:
                self._other |= dict.fromkeys(names, code)
        self._other |= {
            name: code for name, code in _WORDS["latin_names"].items() if code in self.places
        }
        # lengths of names by first character, longest first
        self._sizes: dict[str, list[int]] = {}
        self._every = frozenset((*self._names, *self._short, *self._other))
        self._begins = frozenset(name[:2] for name in self._every)
        for name in self._every:
            self._sizes.setdefault(name[0], []).append(len(name))
        self._sizes = {
            first: sorted({*sizes}, reverse=True) for first, sizes in self._sizes.items()
        }

    def within(self, code: str, container: str) -> bool:
        """Return whether `code` is in `container` or equal to it."""
        if container.endswith("0000"):
            return code[:2] == container[:2]
        if container.endswith("00"):
            return code[:4] == container[:4]
        return code == container

    def longest_name(self, plain: str, start: int, end: int) -> str:
        """Return the longest name of a place, full or short, that begins at `start`, else ""."""
        for size in self._sizes.get(plain[start], ()) if start < end else ():
            name = plain[start : start + size]
            if start + size <= end and name in self._every:
                return name
        return ""

    def is_whole_name(self, name: str) -> bool:
        return name in self._names

    def is_province(self, name: str) -> bool:
        """Return whether this is the name of a province, whole or short."""
        return any(code.endswith("0000") for code in self._codes(name))

    def is_inside(self, name: str, container: str) -> bool:
        """Return whether a place with this name, whole or short, is in one with the other name."""
        outer = self._codes(container)
        return any(self.within(code, larger) for code in self._codes(name) for larger in outer)

    def _codes(self, name: str) -> tuple[str, ...]:
        alternative = self._other.get(name)
        extra = () if alternative is None else (alternative,)
        return (*self._names.get(name, ()), *self._short.get(name, ()), *extra)

    def mentions(self, text: str, plain: str | None = None) -> list[PlaceMention]:
        """Return the places that `text` names, longest match first, without overlaps.

        `plain` is the text in simplified characters, if that is known: traditional ones count as
        simplified ones. A short name counts only where it is a word, and does not go on into the
        name of a village, a road or the like.
        """
        plain = simplified(text) if plain is None else plain
        begins, pairs = self._begins, map(add, plain, plain[1:])
        starts = [at for at, pair in enumerate(pairs) if pair in begins]
        if not starts:
            return []
        traditional = is_traditional(text, plain)
        words = edges(plain)
        result: list[PlaceMention] = []
        free = 0
        for position in starts:
            if position < free:
                continue
            for size in self._sizes.get(plain[position], ()):
                word = plain[position : position + size]
                if len(word) < size or word not in self._every:
                    continue
                codes = self._names.get(word)
                if codes and size <= _SHORT_NAME and not self._has_city(codes):
                    after_place = bool(result) and result[-1].end == position
                    if position not in words and not after_place and _in_word(plain, position):
                        codes = None
                sure = bool(codes) and not self._is_common_noun(word)
                if not codes and (foreign_code := self._other.get(word)):
                    abroad = foreign_code[:1] in "78"
                    if word.isascii():
                        around = plain[position - 1 : position] + plain[position + size :][:1]
                        if not any(char.isascii() and char.isalpha() for char in around):
                            codes, sure = [foreign_code], True
                    elif (traditional or not abroad or word in _TERRITORIES) and (
                        position in words or not _in_word(plain, position)
                    ):
                        codes, sure = [foreign_code], True
                if not codes and (codes := self._short.get(word)):
                    follows = bool(UNIT.match(plain, position + size))
                    ordinary = word in ORDINARY
                    sure = (follows and not ordinary) or self._has_city(codes)
                    is_word = {position, position + size} <= words
                    is_word = is_word or (
                        bool(_ORGAN.match(plain, position + size))
                        and (position in words or not _in_word(plain, position))
                    )
                    if not is_word and position in words and not ordinary and self._has_city(codes):
                        following = plain[position + size : _word_bounds(plain, position)[1]]
                        # 辽宁大连 as one word
                        is_word = bool(_FACILITY.match(following)) or following in self._short
                    if not is_word and position in words and not ordinary and self._has_city(codes):
                        # 西安易俗社, whose name is in no dictionary
                        is_word = not _in_word(plain, position + size)
                    if not is_word and result and result[-1].end == position:
                        is_word = position + size in words and position not in words
                    if not is_word or _OTHER_SENSE.match(plain, position + size):
                        codes = None
                if codes:
                    free = position + size
                    result.append(PlaceMention(position, free, tuple(codes), sure))
                    break
        return result

    def _is_common_noun(self, name: str) -> bool:
        if not _COMMON_NOUN.fullmatch(name):
            return False
        return not self._has_city((*self._names.get(name, ()), *self._short.get(name, ())))

    def _has_city(self, codes: Sequence[str]) -> bool:
        return any(code.endswith("00") for code in codes)

    def chains(
        self, text: str, context: Sequence[str] = (), mentions: Sequence[PlaceMention] | None = None
    ) -> list[tuple[str, bool, int, bool]]:
        """Return (most specific code, sure, position, whether in a larger unit) of each mention.

        杭州市上城区 is one chain and names 上城区. Codes outside the larger unit before them are
        dropped, and of several places with one name, those in it are chosen. A county's short name
        counts only beside its city or province, or if that is among the codes in `context`.
        `mentions` are those of the text, if known.
        """
        result: list[tuple[str, bool, int, bool]] = []
        outer: str | None = None
        outer_end = -9
        mentions = self.mentions(text) if mentions is None else mentions
        seen = [*context, *self.unambiguous(text, mentions)]
        for mention in mentions:
            codes = [c for c in mention.codes if not self.places[c].ended] or list(mention.codes)
            between = text[outer_end : mention.start]
            near = 0 <= mention.start - outer_end <= 1 and between in ("", "市", "省")
            inner = [c for c in codes if outer and near and c != outer and self.within(c, outer)]
            if inner:
                result.pop()
                result.append((min(inner), mention.sure, mention.start, True))
                outer, outer_end = min(inner), mention.end
                continue
            word = simplified(text[mention.start : mention.end])
            in_city = outer is not None and near and between in ("", "市") and outer[2:] != "0000"
            if in_city and word.endswith("区") and all(self.places[c].name == word for c in codes):
                # 广州东山区, which is no more: not the district of that name elsewhere
                outer_end = mention.end
                continue
            if word not in self._names and not mention.sure:
                related = [c for c in codes if any(_same_region(c, o) for o in seen)]
                ordinary = word in ORDINARY or rareness(word) < _COMMON
                if not related and ordinary:
                    continue
                codes = related or codes
            if self._is_common_noun(word):
                codes = [c for c in codes if any(self.within(c, o) for o in seen)]
                if not codes:
                    continue
            if len(codes) > 1:
                in_context = [c for c in codes if any(self.within(c, o) for o in reversed(seen))]
                major = [c for c in codes if c.endswith("00")]
                codes = in_context or major or codes
            code = min(codes)
            is_unique = len(codes) == 1
            result.append((code, mention.sure and is_unique, mention.start, False))
            if is_unique:
                seen.append(code)
            outer, outer_end = code, mention.end
        return result

    def named(self, text: str) -> set[str]:
        """Return the codes of the places that `text` names."""
        return {code for code, *_ in self.chains(text)}

    def unambiguous(self, text: str, mentions: Sequence[PlaceMention] | None = None) -> list[str]:
        """Return places that `text` names in full and unambiguously, in order."""
        codes = []
        for mention in self.mentions(text) if mentions is None else mentions:
            name = simplified(text[mention.start : mention.end])
            is_only = len(mention.codes) == 1
            if (is_only and (name in self._other or mention.codes[0].endswith("0000"))) or (
                mention.sure and len({*self._names.get(name, ()), *self._short.get(name, ())}) == 1
            ):
                codes.append(mention.codes[0])
        return list(dict.fromkeys(codes))


def short_name(name: str) -> str:
    """Return a place's name without its unit: 武义县 → 武义, 景宁畲族自治县 → 景宁."""
    bare = _SUFFIX.sub("", name)
    bare = (
        _PEOPLES.sub("", bare) if name.endswith(("自治区", "自治州", "自治县", "自治旗")) else bare
    )
    return bare or name


def is_traditional(text: str, plain: str) -> bool:
    if text == plain:
        return False
    differences = sum(a != b for a, b in zip(text, plain, strict=True))
    return differences > _TRADITIONAL * len(text)


@lru_cache(maxsize=1024)
def edges(plain: str) -> frozenset[int]:
    """Return the positions where words begin or end, including words not in the dictionary."""
    return frozenset(_ordered_edges(plain))


@lru_cache(maxsize=1024)
def _ordered_edges(plain: str) -> tuple[int, ...]:
    return tuple(accumulate(map(len, segment.cut(plain)), initial=0))


def _word_bounds(plain: str, at: int) -> tuple[int, int]:
    """Return the bounds of the word around `at`."""
    ordered = _ordered_edges(plain)
    before, after = bisect_left(ordered, at) - 1, bisect_right(ordered, at)
    return ordered[before], ordered[after] if after < len(ordered) else len(plain)


def _in_word(plain: str, at: int) -> bool:
    """Return whether a word of the dictionary crosses `at`: 东北 in 在东北林区, at 北."""
    start, end = _word_bounds(plain, at)
    return is_word(plain[start:end])


def _same_region(code: str, other: str) -> bool:
    """Return whether a county and another place share a city, or the other is its province."""
    return code[:4] == other[:4] or other == code[:2] + "0000" or code[:2] == other[:2]
