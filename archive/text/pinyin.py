"""How Chinese is pronounced: pinyin without tones; the only importer of pypinyin at run time.

pypinyin takes a quarter of a second to import and 60 MB, so only what builds an edition imports
it: the readings that queries need are stored beside the index.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import cast

from .fold import fold

# Readings in addition to the first that a query may mean: 单 is dan and shan, 重 zhong and chong.
MOST_READINGS = 3

_PLAIN_U = re.compile("(?<=[ln])v")
_NEAR = re.compile("(?<=[zcs])h|(?<=n)g|l")


# pypinyin takes a list for what it cannot read, though its annotations allow only a string
_CHARACTERS = cast(Callable[[str], str], list)


@lru_cache(maxsize=65536)
def syllables(word: str) -> tuple[str, ...]:
    """The pinyin of each character of `word`, as the word is said; what is not Han stays."""
    from pypinyin import lazy_pinyin

    spelled = lazy_pinyin(word, errors=_CHARACTERS)
    if len(spelled) != len(word):
        spelled = [lazy_pinyin(character, errors=_CHARACTERS)[0] for character in word]
    return tuple(plain(syllable) for syllable in spelled)


def spelled_name(name: str, slug: str = "") -> tuple[str, ...]:
    """The pinyin of each character of a name; its address decides between several readings."""
    said = syllables(name)
    given = slug.split("-")
    if len(given) != len(name):
        # 单 is shan, and 曾 zeng, at the head of a name
        given = given[:1]
    ways = [_ways().get(character, ()) for character in name[: len(given)]]
    if all(sound in ways_of_one for sound, ways_of_one in zip(given, ways, strict=True)):
        return (*given, *said[len(given) :])
    return said


@lru_cache(maxsize=1)
def _ways() -> dict[str, tuple[str, ...]]:
    return dict(readings())


def readings() -> Iterator[tuple[str, tuple[str, ...]]]:
    """(character, the ways it is read by itself, the usual one first) for the common blocks."""
    from pypinyin.constants import PINYIN_DICT

    for point in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)):
        if spelled := PINYIN_DICT.get(point):
            ways = dict.fromkeys(map(plain, spelled.split(",")))
            yield chr(point), tuple(ways)[:MOST_READINGS]


@lru_cache(maxsize=4096)
def plain(spelled: str) -> str:
    """Pinyin as it is typed: no tones, ü as u."""
    return _PLAIN_U.sub("u", fold(spelled).text)


def near(spelled: str) -> str:
    """What pinyin becomes for those who do not tell z from zh, n from ng, l from n."""
    return _NEAR.sub(lambda found: "n" if found[0] == "l" else "", spelled)
