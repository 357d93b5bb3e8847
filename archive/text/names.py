"""Chinese personal names: which characters are the family name.

A name is divided only where that is safe: two or three characters, or a compound family name with
one or two more. All else (a name of four characters, one with a point or in other letters) stays whole:
it may be a foreign, Mongolian or Uyghur name, or two family names.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from .fold import fold

_COMPOUND = re.compile(
    "欧阳|司马|上官|诸葛|夏侯|司徒|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|轩辕|独孤|端木|南宫|西门|百里"
    "|呼延|申屠|澹台|公冶|太史|闻人|钟离|濮阳|赫连|淳于|单于|鲜于|司空|闾丘|仲孙|左丘|谷梁|拓跋|完颜|第五"
)
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]+")


class Name(NamedTuple):
    """Family and given name; a name that is not divided is all family name."""

    family: str
    given: str


@lru_cache(maxsize=4096)
def divided(name: str) -> Name:
    """`name`, without blanks around it, in its two parts where they are sure enough."""
    if not _HAN.fullmatch(name):
        return Name(name, "")
    if 3 <= len(name) <= 4 and _COMPOUND.fullmatch(fold(name[:2]).text):
        return Name(name[:2], name[2:])
    if 2 <= len(name) <= 3:
        return Name(name[0], name[1:])
    return Name(name, "")
