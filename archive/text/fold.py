"""Fold Chinese text for search, telling for every folded character where it came from.

Two texts that a reader takes for the same fold to the same: full width and half width, upper and
lower case, 繁體 and 简体, variant characters, letters with and without accents, lines broken or
not, one punctuation mark or another. Han characters go one to one (OpenCC's table of single
characters, not its phrases), so that an offset stays true.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property, lru_cache

from opencc import OpenCC

BOUNDARY = "¶"
"""Stands for each run of punctuation and symbols (U+00B6). It is itself punctuation, so that it
folds to itself; newspapers do not print it; a person reading tokens sees it; no engine, no XML
and no JSON minds it."""

# Characters OpenCC leaves as they are though newspapers, PDF text layers and OCR have them for
# the characters on the right: variants of the First List of Processed Variant Characters (1955),
# Japanese forms, and the CJK Radicals Supplement, which fonts put in place of whole characters.
_PAIRS = (
    "囯国 囬回 戸户 斉齐 竜龙 鬪斗 閙闹 甯宁 甦苏 傚效 歛敛 嬾懒 攷考 敍叙 皐皋 衹只 粧妆 "
    "耡锄 膓肠 荳豆 菓果 蔴麻 蘂蕊 躭耽 醻酬 隣邻 靣面 韮韭 頟额 騐验 鴈雁 鵞鹅 鼇鳌 劵券 "
    "栢柏 堿碱 擡抬 舖铺 遶绕 扞捍 牴抵 搧扇 貍狸 逕径 牠它 ⺁厂 ⺄乙 ⺅亻 ⺈刀 ⺌小 ⺍小 "
    "⺎尢 ⺏尢 ⺐尢 ⺑尣 ⺒巳 ⺓幺 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛无 ⺜日 ⺝月 ⺞歹 ⺟母 ⺠民 ⺡氵 "
    "⺢水 ⺣灬 ⺤爪 ⺥爪 ⺦丬 ⺨犭 ⺩王 ⺫目 ⺬示 ⺭礻 ⺮竹 ⺯纟 ⺰纟 ⺱网 ⺲网 ⺳网 ⺴网 "
    "⺶羊 ⺷羊 ⺸羊 ⺹老 ⺻聿 ⺼肉 ⺽臼 ⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃西 ⻄西 ⻅见 ⻆角 ⻇角 "
    "⻈讠 ⻉贝 ⻊足 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻏阝 ⻐钅 ⻑长 ⻒长 ⻓长 ⻔门 ⻖阝 ⻗雨 ⻘青 ⻙韦 "
    "⻚页 ⻛风 ⻜飞 ⻝食 ⻟食 ⻠饣 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫齐 ⻬齐 "
    "⻭齿 ⻮齿 ⻯龙 ⻰龙 ⻱龟 ⻲龟 ⻳龟"
)
_VARIANTS = {pair[0]: pair[1] for pair in _PAIRS.split()}
# OpenCC takes these for traditional; in mainland print they are characters in their own right
# (哪吒, 蒜薹), of other meaning than what it would make of them.
_KEPT = frozenset("吒薹袷拚")

# characters of which it is remembered what they are and fold to
_MOST_KEPT = 65536

_RINGS = "○◯"
_NUMERALS = frozenset("〇零一二三四五六七八九十百千两")
_KANA_VOICING = "\u3099\u309a"


class Folded:
    """Folded text, with the offset in the source of each character, computed on first use."""

    def __init__(self, original: str):
        self._original = original
        self._begun = _begun(original)
        self.text = _SHORTENED.sub(_shortened, self._begun)

    @property
    def offsets(self) -> list[int]:
        """Of each character of `text`: where what it stands for begins in the original."""
        return self._way_back[0]

    @property
    def ends(self) -> list[int]:
        """Of each character of `text`: where what it stands for ends in the original."""
        return self._way_back[1]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the range [start, end) of the original for that range of the folded text.

        An empty range gives an empty one at the same place. Raises IndexError for a range that
        does not lie in the folded text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"[{start}, {end}) is not in a folded text of {len(self.text)}")
        if start == end:
            at = self.offsets[start] if start < len(self.text) else (self.ends or [0])[-1]
            return at, at
        return self.offsets[start], self.ends[end - 1]

    @cached_property
    def _way_back(self) -> tuple[list[int], list[int]]:
        # of each character that folding began with: the place of what it stands for
        if _INTO.not_one.isdisjoint(self._original):
            at: Sequence[int] = range(len(self._original))
        else:
            pieces = (_INTO[ord(character)] for character in self._original)
            at = [place for place, piece in enumerate(pieces) for _ in piece]
        offsets: list[int] = []
        # of those that stand for several characters: where the last one is
        lasts: dict[int, int] = {}
        done = 0
        for run in _SHORTENED.finditer(self._begun):
            start, end = run.span()
            offsets += at[done:start]
            if _shortened(run):
                lasts[len(offsets)] = at[start + len(run[0].rstrip(" ") or run[0]) - 1]
                offsets.append(at[start])
            done = end
        offsets += at[done:]
        ends = [place + 1 for place in offsets]
        for n, last in lasts.items():
            ends[n] = last + 1
        return offsets, ends


def fold(text: str) -> Folded:
    """Fold `text`; folding the result again changes nothing.

    Blanks and line breaks stay, as one space, only between two characters neither of which is
    Han or kana; each run of punctuation and symbols, with the blanks in it, is one `BOUNDARY`;
    a full stop between two digits stays a decimal point; ○ after a Chinese numeral is 〇. Control
    and other invisible characters are dropped.
    """
    return Folded(text)


def squeezed(text: str) -> str:
    """Folded, without blanks and marks: what is typed with them or without them is the same."""
    return squeezed_fold(fold(text).text)


def squeezed_fold(folded: str) -> str:
    return folded.replace(BOUNDARY, "").replace(" ", "")


def _begun(text: str) -> str:
    """Fold every character; marks become boundaries; runs of marks and blanks keep their length."""
    found = text.translate(_INTO)
    if "○" in found or "◯" in found:
        found = _NUMERAL_RINGS.sub(lambda run: run[0].replace("○", "〇").replace("◯", "〇"), found)
        found = found.replace("○", BOUNDARY).replace("◯", BOUNDARY)
    return _OTHER_STOPS.sub(BOUNDARY, found) if "." in found else found


def _shortened(run: re.Match) -> str:
    """Reduce marks to one boundary, and blanks to one between letters, none elsewhere."""
    found, start, end = run.string, *run.span()
    if found[start] == BOUNDARY:
        return BOUNDARY
    beside = (found[start - 1], found[end]) if start > 0 and end < len(found) else (BOUNDARY,)
    return "" if any(_kind(character) != "letter" for character in beside) else " "


class _Into(dict):
    """Character → what folding begins with: marks are boundaries, and blanks are single spaces.

    Left as they are: full stops and rings, of which the neighbours decide.
    """

    def __init__(self):
        # characters asked for that fold to none or to several
        self.not_one: set[str] = set()

    def __missing__(self, point: int) -> str:
        # more of them than newspapers print are not kept, whatever a page may have
        if len(self) >= _MOST_KEPT:
            self.clear()
        made = "".join(map(self._one, _folded_character(chr(point))))
        if len(made) != 1:
            # before another thread can have it from here
            self.not_one.add(chr(point))
        self[point] = made
        return made

    @staticmethod
    def _one(character: str) -> str:
        if character in _RINGS or character == ".":
            return character
        return {"blank": " ", "mark": BOUNDARY}.get(_kind(character), character)


_INTO = _Into()
_NUMERAL_RINGS = re.compile(f"[{''.join(sorted(_NUMERALS))}](?: *[{_RINGS}])+")
_OTHER_STOPS = re.compile(r"(?<![0-9])\.|\.(?![0-9])")
_SHORTENED = re.compile(f"{BOUNDARY}[ {BOUNDARY}]+| +")


@lru_cache(maxsize=_MOST_KEPT)
def _folded_character(character: str) -> str:
    """What one character folds to by itself: none for an invisible one, several for a ligature."""
    if character.isspace():
        return " "
    before = None
    folded = character
    # A step can open the way for another (㎏ → kg, 苧 is what 薴 becomes and becomes 苎), so they
    # are taken until nothing changes any more.
    while folded != before:
        before = folded
        folded = "".join(_step(c) for c in folded)
    return folded


def _step(character: str) -> str:
    if character in _KEPT:
        return character
    if character in _VARIANTS:
        return _VARIANTS[character]
    bare = "".join(
        c
        for c in unicodedata.normalize("NFKD", character).casefold()
        if c in _KANA_VOICING or unicodedata.category(c) not in ("Mn", "Me", "Cc", "Cf", "Cs")
    )
    composed = unicodedata.normalize("NFC", bare)
    return "".join(_simplified(c) for c in composed)


def _simplified(character: str) -> str:
    if character in _KEPT or not _is_ideograph(character):
        return character
    simplified = _opencc().convert(character)
    return simplified if len(simplified) == 1 else character


@lru_cache(maxsize=1)
def _opencc() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=_MOST_KEPT)
def _kind(character: str) -> str:
    """`blank`, `mark` (punctuation or symbol), `han` (or kana) or `letter` (all else)."""
    if character.isspace():
        return "blank"
    if unicodedata.category(character)[0] in "PS":
        return "mark"
    return "han" if _is_ideograph(character) or _is_kana(character) else "letter"


def _is_ideograph(character: str) -> bool:
    return (
        "\u3400" <= character <= "\u9fff"
        or "\U00020000" <= character <= "\U000323af"
        or "\uf900" <= character <= "\ufaff"
        or character in "〇々"
    )


def _is_kana(character: str) -> bool:
    return "\u3040" <= character <= "\u30ff" or "\u31f0" <= character <= "\u31ff"
