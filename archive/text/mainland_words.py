"""Convert words of Taiwan and Hong Kong to those of the mainland."""

from functools import lru_cache

from opencc import OpenCC

# words about newspapers and labour that OpenCC's phrases lack, in simplified characters
_EXTRA_WORDS = {
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
    """Return `text` in simplified characters, with known words replaced by mainland ones."""
    converted = _opencc().convert(text)
    for taiwan, mainland in _EXTRA_WORDS.items():
        converted = converted.replace(taiwan, mainland)
    return converted


@lru_cache(maxsize=1)
def _opencc() -> OpenCC:
    # loaded lazily: it takes 20 ms and is needed only after a search without results
    return OpenCC("tw2sp")
