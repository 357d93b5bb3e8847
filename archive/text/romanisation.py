"""Names and headlines in pinyin by the orthography of GB/T 16159 (ISO 7098), without tones.

Words are written together, names with capitals, and an apostrophe keeps syllables apart: Xi’an.
Readings and the division into words are those of programs; editors write what is wrong.
"""

import re
from collections.abc import Iterable

from . import names
from .pinyin import letters, spelled_name
from .segment import cut

_HAN = re.compile("[㐀-䶿一-鿿]+")
_PARTS = re.compile(r"[\s·•‧・．.]+")
# separators in a headline → their form between Latin letters
_MARKS = {
    "，": ", ", "、": ", ", "；": "; ", "：": ": ", "。": ". ", "！": "! ", "？": "? ",
    "（": " (", "）": ") ", "…": "…", "《": " “", "》": "” ", "〈": " ‘", "〉": "’ ",
    "“": " “", "”": "” ", "‘": " ‘", "’": "’ ", "·": " ", "　": " ", "「": " “", "」": "” ",
    "『": " ‘", "』": "’ ",
}  # fmt: skip
_PROVINCES = frozenset(
    re.findall(
        r"\w+",
        "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 "
        "湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾 "
        "中国 长江 黄河",
    )
)
# the last word of most newspapers' names
_ENDING = re.compile("(?<=..)(?:日报|晚报|时报|早报|晨报|周报|商报|导报|画报|新报|公报)$")
# generic ends of organisations' names
_GENERIC = re.compile(
    "(?<=..)(?:自治[区州县]|[省市县]|(?<!开发)(?<!工业)区|总工会|委员会|联合会|协会|银行|大学|学院|医院|集团|公司)$"
)


def joined(syllables: Iterable[str]) -> str:
    """Return the syllables of one word: xi, an → xi’an."""
    word = ""
    for syllable in syllables:
        word += f"’{syllable}" if word and syllable[:1] in ("a", "e", "o") else syllable
    return word


def person(name: str, slug: str = "") -> str:
    """Return a name, family name first: 陈标 → Chen Biao; "" for one that has no characters to
    read.

    Its slug decides between readings.
    """
    if not _HAN.search(name):
        return ""
    family, given_name = names.split_name(name)
    if given_name:
        syllables = _with_umlauts(name, spelled_name(name, slug))
        parts = (syllables[: len(family)], syllables[len(family) :])
        return " ".join(joined(part).capitalize() for part in parts)
    return " ".join(joined(letters(part)).capitalize() for part in _PARTS.split(name) if part)


def newspaper(name: str) -> str:
    """Return the name of a newspaper, each word with a capital: 工人日报 → Gongren Ribao."""
    if not _HAN.search(name):
        return ""
    return _capitals(title(_ENDING.sub(lambda ending: f" {ending[0]}", name)))


def organisation(name: str) -> str:
    """Return an organisation's name, each word with a capital: 河港总工会 → Hegang Zonggonghui."""
    if not _HAN.search(name):
        return ""
    return _capitals(title(" ".join(part for word in cut(name) for part in _divided(word))))


def _divided(word: str) -> list[str]:
    """Return a word of an organisation's name in parts: 杭州市 → 杭州, 市."""
    if not (match := _GENERIC.search(word)):
        return [word]
    start = word[: match.start()]
    country = next((name for name in _PROVINCES if start.startswith(name) and start != name), "")
    return [*([country] if country else []), start.removeprefix(country), match[0]]


def _capitals(words: str) -> str:
    return " ".join(map(_first_upper, words.split()))


def title(text: str) -> str:
    """Return a headline, the first word with a capital: 工会送清凉 → Gonghui song qingliang."""
    words = [_written(word) for word in cut(text)]
    line = " ".join(words)
    line = re.sub(r"\s+", " ", line).strip()
    line = re.sub(r" ([,;:.!?)”’…])", r"\1", line)
    line = re.sub(r"([(“‘]) ", r"\1", line)
    return _first_upper(re.sub(" ?(?:— ?)+", "—", line))


def _written(word: str) -> str:
    """Return one word of a headline in Latin letters."""
    if not _HAN.search(word):
        return "".join(_MARKS.get(character, character) for character in word.replace("——", "—"))
    if word in _PROVINCES:
        return joined(letters(word)).capitalize()
    if word[:-1] in _PROVINCES and word[-1] in "省市":
        return f"{_written(word[:-1])} {joined(letters(word[-1])).capitalize()}"
    return joined(letters(word))


def _first_upper(text: str) -> str:
    """Return `text` with its first letter as a capital; a mark may come before it."""
    return re.sub(r"[^\W\d_]", lambda first: first[0].upper(), text, count=1)


def _with_umlauts(name: str, syllables: tuple[str, ...]) -> list[str]:
    """Return the same syllables with ü, which pinyin for typing writes as u."""
    characters = letters(name)
    return [
        full if full.replace("ü", "u") == plain else plain
        for full, plain in zip(characters, syllables, strict=True)
    ]
