"""Names of places in English: Hangzhou, Xihu District, Jingning She Autonomous County.

The kind of division is translated (a city's is left out), names from other languages are those in
use, and all else is pinyin.
"""

import re

from .romanisation import joined

# names that are not the pinyin of their characters, without the kind of division
_IN_USE = {
    "内蒙古": "Inner Mongolia",
    "陕西": "Shaanxi",
    "西藏": "Tibet",
    "香港": "Hong Kong",
    "澳门": "Macao",
    "哈尔滨": "Harbin",
    "齐齐哈尔": "Qiqihar",
    "呼和浩特": "Hohhot",
    "鄂尔多斯": "Ordos",
    "呼伦贝尔": "Hulunbuir",
    "巴彦淖尔": "Bayannur",
    "乌兰察布": "Ulanqab",
    "乌兰浩特": "Ulanhot",
    "锡林浩特": "Xilinhot",
    "二连浩特": "Erenhot",
    "兴安盟": "Hinggan League",
    "锡林郭勒": "Xilingol",
    "阿拉善": "Alxa",
    "拉萨": "Lhasa",
    "日喀则": "Xigazê",
    "昌都": "Qamdo",
    "林芝": "Nyingchi",
    "那曲": "Nagqu",
    "阿里": "Ngari",
    "甘孜": "Garzê",
    "阿坝": "Aba",
    "迪庆": "Dêqên",
    "果洛": "Golog",
    "格尔木": "Golmud",
    "德令哈": "Delingha",
    "乌鲁木齐": "Ürümqi",
    "克拉玛依": "Karamay",
    "吐鲁番": "Turpan",
    "博尔塔拉": "Bortala",
    "巴音郭楞": "Bayingolin",
    "库尔勒": "Korla",
    "克孜勒苏": "Kizilsu",
    "喀什": "Kashgar",
    "和田": "Hotan",
    "阿克苏": "Aksu",
    "伊犁": "Ili",
    "阿勒泰": "Altay",
    "喀喇沁": "Harqin",
    "察布查尔": "Qapqal",
    "塔什库尔干": "Taxkorgan",
}
_KINDS = (
    ("特别行政区", ""),
    ("自治区", ""),
    ("自治州", "Autonomous Prefecture"),
    ("自治县", "Autonomous County"),
    ("自治旗", "Autonomous Banner"),
    ("地区", "Prefecture"),
    ("林区", "Forestry District"),
    ("特区", "Special District"),
    ("省", ""),
    ("市", ""),
    ("盟", "League"),
    ("县", "County"),
    ("区", "District"),
    ("旗", "Banner"),
)
_GROUPS = {
    "蒙古": "Mongol", "回": "Hui", "藏": "Tibetan", "维吾尔": "Uyghur", "苗": "Miao", "彝": "Yi",
    "壮": "Zhuang", "布依": "Bouyei", "朝鲜": "Korean", "满": "Manchu", "侗": "Dong", "瑶": "Yao",
    "白": "Bai", "土家": "Tujia", "哈尼": "Hani", "哈萨克": "Kazakh", "傣": "Dai", "黎": "Li",
    "傈僳": "Lisu", "佤": "Va", "畲": "She", "拉祜": "Lahu", "水": "Sui", "东乡": "Dongxiang",
    "纳西": "Nakhi", "景颇": "Jingpo", "柯尔克孜": "Kyrgyz", "土": "Tu", "达斡尔": "Daur",
    "仫佬": "Mulao", "羌": "Qiang", "布朗": "Blang", "撒拉": "Salar", "毛南": "Maonan",
    "仡佬": "Gelao", "锡伯": "Xibe", "塔吉克": "Tajik", "普米": "Pumi", "怒": "Nu",
    "鄂温克": "Evenki", "裕固": "Yugur", "保安": "Bonan", "独龙": "Derung", "鄂伦春": "Oroqen",
    "各": "Multi-Ethnic",
}  # fmt: skip
# groups that some divisions name without 族
_BARE = ("蒙古", "哈萨克", "柯尔克孜", "锡伯", "塔吉克", "鄂伦春", "维吾尔")
_GROUPS_AT_END = re.compile(
    rf"((?:(?:{'|'.join(sorted(_GROUPS, key=len, reverse=True))})族)+|(?:{'|'.join(_BARE)}))$"
)
_GROUP = re.compile("|".join(sorted(_GROUPS, key=len, reverse=True)))


def in_english(name: str, pinyin: str) -> str:
    """Return `name` in English; `pinyin` has its syllables, separated by spaces."""
    if name in _IN_USE:
        return _IN_USE[name]
    syllables = pinyin.split()
    for ending, kind in _KINDS:
        stem = name.removesuffix(ending)
        if not stem or stem == name:
            continue
        groups = ""
        if stem not in _IN_USE and (kind.startswith("Autonomous") or ending == "自治区"):
            stem, groups = _without_groups(stem)
        if len(stem) == 1:
            # 萧县 is Xiaoxian County
            place = joined(syllables[: len(name)]).capitalize()
        else:
            place = _IN_USE.get(stem) or joined(syllables[: len(stem)]).capitalize()
        if not kind:
            return place
        return " ".join(filter(None, (place, groups, kind)))
    return joined(syllables).capitalize()


def _without_groups(stem: str) -> tuple[str, str]:
    """Return (the name before its peoples, the peoples in English) of an autonomous division."""
    match = _GROUPS_AT_END.search(stem)
    if match is None:
        return stem, ""
    *groups, last = (_GROUPS[group] for group in _GROUP.findall(match[1].replace("族", " ")))
    return stem[: match.start()], f"{', '.join(groups)} and {last}" if groups else last
