"""Pinyin without tones; the only importer of pypinyin at run time.

Importing pypinyin takes a quarter of a second and 60 MB, so only edition builds import it. The
readings that queries need are stored beside the index.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain
from typing import cast

from .fold import fold

# Readings of a character that a query may use: 单 is dan and shan, 重 zhong and chong.
MAX_READINGS = 3

# blocks of common characters
_COMMON = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))

_PLAIN_U = re.compile("(?<=[ln])v")
_NEAR = re.compile("(?<=[zcs])h|(?<=n)g|l")


# returns unreadable characters one by one; pypinyin accepts `list`, but its annotations allow only
# strings
_CHARACTERS = cast(Callable[[str], str], list)


@lru_cache(maxsize=65536)
def syllables(word: str) -> tuple[str, ...]:
    """Return the pinyin of each character of this word; characters other than Han are unchanged."""
    from pypinyin import lazy_pinyin

    spelled = lazy_pinyin(word, errors=_CHARACTERS)
    if len(spelled) != len(word):
        spelled = [lazy_pinyin(character, errors=_CHARACTERS)[0] for character in word]
    return tuple(plain(syllable) for syllable in spelled)


@lru_cache(maxsize=65536)
def letters(word: str) -> tuple[str, ...]:
    """Return the pinyin of each character of this word as it is written, with ü."""
    from pypinyin import lazy_pinyin

    spelled = lazy_pinyin(word, errors=_CHARACTERS, v_to_u=True)
    if len(spelled) != len(word):
        spelled = [lazy_pinyin(character, errors=_CHARACTERS, v_to_u=True)[0] for character in word]
    return tuple(spelled)


def spelled_name(name: str, slug: str = "") -> tuple[str, ...]:
    """Return the pinyin of each character of a name; its slug decides between readings."""
    usual = syllables(name)
    parts = slug.split("-")
    if len(parts) != len(name):
        # only the family name's reading is known: 单 is shan, 曾 is zeng
        parts = parts[:1]
    possible = [_readings(character) for character in name[: len(parts)]]
    if all(sound in sounds for sound, sounds in zip(parts, possible, strict=True)):
        return (*parts, *usual[len(parts) :])
    return usual


@lru_cache(maxsize=4096)
def _readings(character: str) -> tuple[str, ...]:
    """Return the readings of a character of the common blocks, the usual one first, or ()."""
    from pypinyin.constants import PINYIN_DICT

    point = ord(character)
    spelled = PINYIN_DICT.get(point) if any(point in block for block in _COMMON) else None
    return tuple(dict.fromkeys(map(plain, spelled.split(","))))[:MAX_READINGS] if spelled else ()


def readings() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (character, its readings, the usual one first) for the common blocks."""
    for character in map(chr, chain.from_iterable(_COMMON)):
        if sounds := _readings(character):
            yield character, sounds


@lru_cache(maxsize=4096)
def plain(spelled: str) -> str:
    """Return pinyin as people type it: without tones, with ü as u."""
    return _PLAIN_U.sub("u", fold(spelled).text)


def merged_sounds(spelled: str) -> str:
    """Return pinyin with z and zh, n and ng, l and n merged, for readers who do not distinguish
    them.
    """
    return _NEAR.sub(lambda match: "n" if match[0] == "l" else "", spelled)
