"""Fold Chinese text for search, with the offset in the original of each folded character.

Texts that readers consider equal fold to the same: full width and half width, upper and lower
case, 繁體 and 简体, variant characters, letters with and without accents, with and without line
breaks, whatever the punctuation marks. Han characters are mapped one to one (OpenCC's table of
single characters, not its phrases), which keeps offsets valid.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property, lru_cache

from opencc import OpenCC

BOUNDARY = "¶"
"""What each run of punctuation and symbols folds to (U+00B6). It is punctuation, so it folds to
itself; newspapers do not print it; it is visible in tokens, and valid in engines, XML and JSON."""

# Characters that OpenCC does not convert, mapped to the ones they stand for in newspapers, PDF text
# layers and OCR: variants of the First List of Processed Variant Characters (1955),
# Japanese forms, and the CJK Radicals Supplement, which fonts use in place of characters.
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
# OpenCC converts these as traditional forms, but mainland print uses them as characters of their
# own (哪吒, 蒜薹), with meanings other than their conversions.
_UNCHANGED = frozenset("吒薹袷拚")

# characters whose class and folding are cached
_CACHE_SIZE = 65536

_RINGS = "○◯"
_RINGS_TO_ZEROS = str.maketrans(_RINGS, "〇〇")
_NUMERALS = frozenset("〇零一二三四五六七八九十百千两")
_KANA_VOICING = "\u3099\u309a"


class Folded:
    """Folded text, with the offset in the source of each character, computed on first use."""

    def __init__(self, original: str):
        self._original = original
        self._folded = _fold_characters(original)
        self.text = _RUNS.sub(_collapsed, self._folded)

    @property
    def offsets(self) -> list[int]:
        """For each character of `text`, where its source begins in the original."""
        return self._offsets_and_ends[0]

    @property
    def ends(self) -> list[int]:
        """For each character of `text`, where its source ends in the original."""
        return self._offsets_and_ends[1]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the range [start, end) of the original for that range of the folded text.

        An empty range gives an empty one at the same place. IndexError for a range outside the
        folded text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"[{start}, {end}) is not in a folded text of {len(self.text)}")
        if start == end:
            at = self.offsets[start] if start < len(self.text) else (self.ends or [0])[-1]
            return at, at
        return self.offsets[start], self.ends[end - 1]

    @cached_property
    def _offsets_and_ends(self) -> tuple[list[int], list[int]]:
        # offset in the original of each character of self._folded
        if _FOLDED.length_changing.isdisjoint(self._original):
            at: Sequence[int] = range(len(self._original))
        else:
            pieces = (_FOLDED[ord(character)] for character in self._original)
            at = [place for place, piece in enumerate(pieces) for _ in piece]
        offsets: list[int] = []
        # index of a folded run → offset of the last character it stands for
        lasts: dict[int, int] = {}
        copied = 0
        for run in _RUNS.finditer(self._folded):
            start, end = run.span()
            offsets += at[copied:start]
            if _collapsed(run):
                lasts[len(offsets)] = at[start + len(run[0].rstrip(" ") or run[0]) - 1]
                offsets.append(at[start])
            copied = end
        offsets += at[copied:]
        ends = [place + 1 for place in offsets]
        for n, last in lasts.items():
            ends[n] = last + 1
        return offsets, ends


def fold(text: str) -> Folded:
    """Fold `text`; folding is idempotent.

    Blanks and line breaks become one space between two characters neither of which is Han or
    kana, else nothing; each run of punctuation and symbols, with the blanks in it, becomes one
    `BOUNDARY`; a full stop between two digits remains a decimal point; ○ after a Chinese numeral
    becomes 〇. Control and other invisible characters are dropped.
    """
    return Folded(text)


def simplified(text: str) -> str:
    """Return `text` in as many simplified characters; marks and letters stay as they are."""
    return text.translate(_SIMPLIFIED)


def squeezed(text: str) -> str:
    """Return `text` folded, without blanks and marks, so that they make no difference."""
    return squeezed_fold(fold(text).text)


def squeezed_fold(folded: str) -> str:
    return folded.replace(BOUNDARY, "").replace(" ", "")


def _fold_characters(text: str) -> str:
    """Fold every character; marks become boundaries; runs of marks and blanks keep their length."""
    folded = text.translate(_FOLDED)
    if "○" in folded or "◯" in folded:
        folded = _NUMERAL_RINGS.sub(
            lambda run: run[0].replace("○", "〇").replace("◯", "〇"), folded
        )
        folded = folded.replace("○", BOUNDARY).replace("◯", BOUNDARY)
    return _OTHER_STOPS.sub(BOUNDARY, folded) if "." in folded else folded


def _collapsed(run: re.Match) -> str:
    """Reduce marks to one boundary, and blanks to one between letters, none elsewhere."""
    text, start, end = run.string, *run.span()
    if text[start] == BOUNDARY:
        return BOUNDARY
    neighbours = (text[start - 1], text[end]) if start > 0 and end < len(text) else (BOUNDARY,)
    return "" if any(_kind(character) != "letter" for character in neighbours) else " "


class _FoldTable(dict):
    """Code point → folded string, for str.translate: a mark is BOUNDARY, a blank is a space.

    Full stops and rings are left alone here: what they become depends on their neighbours.
    """

    def __init__(self) -> None:
        # characters looked up so far that fold to none or several
        self.length_changing: set[str] = set()

    def __missing__(self, point: int) -> str:
        # bounded, so that unusual pages cannot fill the memory
        if len(self) >= _CACHE_SIZE:
            self.clear()
        folded = "".join(map(self._character_or_class, _folded_character(chr(point))))
        if len(folded) != 1:
            # before the entry itself, so that no other thread sees the entry without it
            self.length_changing.add(chr(point))
        self[point] = folded
        return folded

    @staticmethod
    def _character_or_class(character: str) -> str:
        if character in _RINGS or character == ".":
            return character
        return {"blank": " ", "mark": BOUNDARY}.get(_kind(character), character)


class _SimplifiedTable(dict):
    """Code point → the character in simplified form, for str.translate."""

    def __missing__(self, point: int) -> str:
        if len(self) >= _CACHE_SIZE:
            self.clear()
        self[point] = simplified = _simplified(chr(point))
        return simplified


_FOLDED = _FoldTable()
_SIMPLIFIED = _SimplifiedTable()
_NUMERAL_RINGS = re.compile(f"[{''.join(sorted(_NUMERALS))}](?: *[{_RINGS}])+")
_OTHER_STOPS = re.compile(r"(?<![0-9])\.|\.(?![0-9])")
_RUNS = re.compile(f"{BOUNDARY}[ {BOUNDARY}]+| +")


@lru_cache(maxsize=_CACHE_SIZE)
def _folded_character(character: str) -> str:
    """Return what a character folds to by itself: "" if invisible, several for a ligature."""
    if character.isspace():
        return " "
    before = None
    folded = character
    # Repeat until nothing changes: one mapping can lead to another (薴 → 苧 → 苎).
    while folded != before:
        before = folded
        folded = "".join(_fold_once(c) for c in folded)
    return folded


def _fold_once(character: str) -> str:
    if character in _UNCHANGED:
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
    if character in _UNCHANGED or not _is_ideograph(character):
        return character
    simplified = _opencc().convert(character)
    return simplified if len(simplified) == 1 else character


@lru_cache(maxsize=1)
def _opencc() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=_CACHE_SIZE)
def _kind(character: str) -> str:
    """Return `blank`, `mark` (punctuation, symbol), `han` (or kana) or `letter` (all else)."""
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
