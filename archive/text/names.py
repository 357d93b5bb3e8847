"""Chinese personal names: split off the family name, and spell a name for URLs.

A name is split only where that is safe: two or three characters, or a compound family name followed
by one or two. Anything else (four characters, a point, other letters) stays whole, as it may be a
foreign, Mongolian or Uyghur name, or have two family names.
"""

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from .fold import fold
from .pinyin import syllables

COMPOUND_SURNAME = re.compile(
    "欧阳|司马|上官|诸葛|夏侯|司徒|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|轩辕|独孤|端木|南宫|西门|百里"
    "|呼延|申屠|澹台|公冶|太史|闻人|钟离|濮阳|赫连|淳于|单于|鲜于|司空|闾丘|仲孙|左丘|谷梁|拓跋|完颜|第五"
)
# family names whose reading differs from the usual one of the character
_SURNAME_READINGS = {
    "单": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "翟": "zhai",
    "区": "ou",
    "盖": "ge",
    "朴": "piao",
    "乐": "yue",
    "缪": "miao",
    "覃": "qin",
    "员": "yun",
    "秘": "bi",
    "黑": "he",
    "折": "she",
    "召": "shao",
    "种": "chong",
    "薄": "bo",
    "阚": "kan",
    "么": "yao",
    "都": "du",
    "洗": "xian",
    "柏": "bai",
    "繁": "po",
    "句": "gou",
    "祭": "zhai",
    "车": "che",
}
# maximum length of a slug, leaving room for a number
_LONGEST = 40
# separators in a name: blanks, and points of every kind
_PARTS = re.compile(r"[\s·•‧・．.]+")
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]+")


class Name(NamedTuple):
    """Family and given name; a name that cannot be split is stored as the family name."""

    family: str
    given: str


@lru_cache(maxsize=4096)
def split_name(name: str) -> Name:
    """Split `name`, which must have no surrounding blanks, if that is safe."""
    if not _HAN.fullmatch(name):
        return Name(name, "")
    if 3 <= len(name) <= 4 and COMPOUND_SURNAME.fullmatch(fold(name[:2]).text):
        return Name(name[:2], name[2:])
    if 2 <= len(name) <= 3:
        return Name(name[0], name[1:])
    return Name(name, "")


def slug(name: str, *taken: Container[str]) -> str:
    """Return a key from the pinyin of a name: 张晓燕 → zhang-xiaoyan, 欧阳春晓 → ouyang-chunxiao.

    A name that cannot be split becomes one word, 乌兰图雅 → wulantuya, or one per part between
    blanks
    or points. If a key is in any of `taken`, a number is appended: 2, 3, …
    """
    family, given = split_name(name.strip())
    spelt = _SURNAME_READINGS.get(fold(family).text) if given else None
    words = [spelt or _spelt(family)] if given else [_spelt(part) for part in _PARTS.split(family)]
    base = "-".join(filter(None, [*words, _spelt(given)]))[:_LONGEST].strip("-") or "unnamed"
    numbered = (f"{base}-{n}" if n > 1 else base for n in count(1))
    return next(key for key in numbered if not any(key in keys for keys in taken))


def _spelt(word: str) -> str:
    """Return the pronunciation of `word` in letters a to z and digits."""
    plain = unicodedata.normalize("NFKD", "".join(syllables(word))).lower()
    return "".join(c for c in plain if c.isascii() and c.isalnum())
