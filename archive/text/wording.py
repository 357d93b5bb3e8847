"""Words of Taiwan and Hong Kong in those of the mainland."""

from functools import lru_cache

from opencc import OpenCC

# What OpenCC's phrases lack, simplified: words of newspapers and of work.
_MORE = {
    "报导": "报道",
    "职业灾害": "工伤",
    "职灾": "工伤",
    "劳工": "职工",
    "志工": "志愿者",
    "公车": "公交车",
    "捷运": "地铁",
    "幼稚园": "幼儿园",
    "品质": "质量",
    "水准": "水平",
    "透过": "通过",
}


def to_mainland(text: str) -> str:
    """`text` in simplified characters and the mainland's words, as far as they are known."""
    found = _opencc().convert(text)
    for there, here in _MORE.items():
        found = found.replace(there, here)
    return found


@lru_cache(maxsize=1)
def _opencc() -> OpenCC:
    # two hundredths of a second, the first time that a search finds nothing
    return OpenCC("tw2sp")
