"""The fixture of places is complete and consistent; entries are made correctly from the lists."""

import json
from collections import Counter
from pathlib import Path

import pytest

from archive.catalogue.places import pinyin, place_entries

FIXTURE = Path(__file__).parents[2] / "fixtures" / "places.jsonl"
FIELDS = (
    "name short_name level parent province slug pinyin is_group since ended"  # as the model has
)


@pytest.fixture(scope="module")
def records():
    return [json.loads(line) for line in FIXTURE.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def places(records):
    return {record["pk"]: record["fields"] for record in records}


def test_each_record_has_the_models_fields_and_its_code_for_a_key(records):
    for record in records:
        assert set(record) == {"model", "pk", "fields"}
        assert record["model"] == "archive.place"
        assert set(record["fields"]) == set(FIELDS.split())
        assert len(record["pk"]) == 6
        assert record["pk"].isdigit()


def test_records_are_in_the_order_of_their_codes_each_once(records):
    codes = [record["pk"] for record in records]
    assert codes == sorted(set(codes))


def test_as_many_units_as_the_standard_has(places):
    now = Counter(p["level"] for p in places.values() if not p["is_group"] and not p["ended"])
    # the Ministry's count at the end of 2024, with Hong Kong, Macao and Taiwan
    assert now == {"province": 34, "city": 333, "county": 2846}


def test_every_parent_is_before_its_children_one_level_up(places):
    up = {"province": None, "city": "province", "county": "city"}
    codes = set()
    for code, place in places.items():
        if place["parent"] is None:
            assert place["level"] == "province"
        else:
            assert place["parent"] in codes
            assert places[place["parent"]]["level"] == up[place["level"]]
        assert places[place["province"]]["level"] == "province"
        assert place["province"][:2] == code[:2]
        codes.add(code)


def test_only_provinces_have_slugs_and_each_its_own(places):
    slugs = [p["slug"] for p in places.values() if p["level"] == "province"]
    assert len(set(slugs)) == len(slugs) == 34
    assert all(slug.isascii() and slug.isalpha() and slug.islower() for slug in slugs)
    assert all(p["slug"] is None for p in places.values() if p["level"] != "province")


@pytest.mark.parametrize(
    ("code", "short_name", "slug"),
    [
        ("110000", "北京", "beijing"),
        ("140000", "山西", "shanxi"),
        ("150000", "内蒙古", "neimenggu"),
        ("230000", "黑龙江", "heilongjiang"),
        ("330000", "浙江", "zhejiang"),
        ("450000", "广西", "guangxi"),
        ("540000", "西藏", "xizang"),
        ("610000", "陕西", "shaanxi"),
        ("640000", "宁夏", "ningxia"),
        ("650000", "新疆", "xinjiang"),
        ("710000", "台湾", "taiwan"),
        ("810000", "香港", "xianggang"),
        ("820000", "澳门", "aomen"),
    ],
)
def test_provinces(places, code, short_name, slug):
    assert (places[code]["short_name"], places[code]["slug"]) == (short_name, slug)


@pytest.mark.parametrize(
    ("code", "name", "parent", "level"),
    [
        ("330182", "建德市", "330100", "county"),
        ("330213", "奉化区", "330200", "county"),
        ("429004", "仙桃市", "429000", "county"),
        ("110115", "大兴区", "110100", "county"),
        ("371482", "禹城市", "371400", "county"),
        ("340603", "相山区", "340600", "county"),
        ("441300", "惠州市", "440000", "city"),
        ("150100", "呼和浩特市", "150000", "city"),
        ("460000", "海南省", None, "province"),
        ("500235", "云阳县", "500200", "county"),
        ("130502", "襄都区", "130500", "county"),
    ],
)
def test_units(places, code, name, parent, level):
    place = places[code]
    assert (place["name"], place["parent"], place["level"]) == (name, parent, level)
    assert not place["is_group"]


@pytest.mark.parametrize(
    ("code", "since", "ended"),
    [
        ("330113", "2021", ""),
        ("330114", "2021", ""),
        ("330103", "", "2021"),
        ("330104", "", "2021"),
        ("330105", "", ""),
        ("330383", "2019", ""),
        ("371200", "", "2018"),
        ("659012", "2023", ""),
    ],
)
def test_years(places, code, since, ended):
    assert (places[code]["since"], places[code]["ended"]) == (since, ended)


def test_the_pseudo_units_bear_the_standards_names(places):
    assert {code: p["name"] for code, p in places.items() if p["is_group"]} == {
        "110100": "市辖区",
        "120100": "市辖区",
        "310100": "市辖区",
        "419000": "省直辖县级行政区划",
        "429000": "省直辖县级行政区划",
        "469000": "省直辖县级行政区划",
        "500100": "市辖区",
        "500200": "县",
        "659000": "自治区直辖县级行政区划",
    }


def test_no_zone_of_the_statisticians_is_a_place(places):
    names = [p["name"] for p in places.values()]
    assert not [name for name in names if "开发区" in name or "管委会" in name or "-" in name]
    assert all(name.endswith(tuple("省市区县州盟旗")) for name in names if "行政区划" not in name)


def test_each_character_of_a_name_has_its_syllable(places):
    for place in places.values():
        syllables = place["pinyin"].split(" ")
        assert len(syllables) == len(place["name"])
        assert all(s.replace("ü", "u").isascii() and s.isalpha() for s in syllables)


READINGS = """
    重庆市 chong qing shi | 长沙市 chang sha shi | 厦门市 xia men shi | 蚌埠市 beng bu shi
    蚌山区 beng shan qu | 六安市 lu an shi | 六合区 lu he qu | 六盘水市 liu pan shui shi
    亳州市 bo zhou shi | 台州市 tai zhou shi | 丽水市 li shui shi | 浚县 xun xian
    单县 shan xian | 莘县 shen xian | 涡阳县 guo yang xian | 尉犁县 yu li xian
    尉氏县 wei shi xian | 番禺区 pan yu qu | 吐鲁番市 tu lu fan shi | 黄陂区 huang pi qu
    大埔县 da bu xian | 黄埔区 huang pu qu | 乐清市 yue qing shi | 乐山市 le shan shi
    乐亭县 lao ting xian | 乐陵市 lao ling shi | 南乐县 nan le xian | 歙县 she xian
    砀山县 dang shan xian | 盱眙县 xu yi xian | 铅山县 yan shan xian | 朝阳市 chao yang shi
    长治市 chang zhi shi | 长子县 zhang zi xian | 天长市 tian chang shi | 漯河市 luo he shi
    珲春市 hun chun shi | 泊头市 bo tou shi | 洪洞县 hong tong xian | 洞头区 dong tou qu
    荥阳市 xing yang shi | 荥经县 ying jing xian | 闵行区 min hang qu | 马尾区 ma wei qu
    汕尾市 shan wei shi | 崆峒区 kong tong qu | 都江堰市 du jiang yan shi | 都匀市 du yun shi
    东阿县 dong e xian | 什邡市 shi fang shi | 渑池县 mian chi xian | 东莞市 dong guan shi
    枞阳县 zong yang xian | 郴州市 chen zhou shi | 宝坻区 bao di qu | 泌阳县 bi yang xian
    繁峙县 fan shi xian | 句容市 ju rong shi | 鄄城县 juan cheng xian | 蔚县 yu xian
    吕梁市 lü liang shi | 旅顺口区 lü shun kou qu | 弥勒市 mi le shi | 侯马市 hou ma shi
"""


@pytest.mark.parametrize("line", [r.strip() for r in READINGS.replace("\n", "|").split("|")])
def test_readings_that_a_general_dictionary_gets_wrong(places, line):
    if line:
        name, _, reading = line.partition(" ")
        assert {p["pinyin"] for p in places.values() if p["name"] == name} == {reading}


def spell(name: str) -> list[str]:
    return ["x"] * len(name)


BASE = {"330000": "浙江省", "330100": "杭州市", "330103": "下城区", "330105": "拱墅区"}


def test_the_newer_list_adds_renames_and_loses_zones():
    newer = BASE | {
        "330101": "市辖区",
        "330105": "新名区",
        "330113": "临平区",
        "330171": "某经济技术开发区",
        "460000": "海南省",
        "460300": "三沙市",
        "540000": "西藏自治区",
        "540400": "林芝市",
        "540500": "山南市",
        "650000": "新疆维吾尔自治区",
        "653200": "和田地区",
    }
    base = {code: name for code, name in newer.items() if code[:2] != "33"} | BASE
    result = {r.code: r for r in place_entries(base, newer, spell) if r.province == "330000"}
    assert {code: (r.name, r.since, r.ended) for code, r in result.items()} == {
        "330000": ("浙江省", "", ""),
        "330100": ("杭州市", "", ""),
        "330103": ("下城区", "", "2021"),  # though the newer list has it still
        "330105": ("新名区", "", ""),
        "330113": ("临平区", "2021", ""),
    }


def test_without_the_newer_list_recent_units_are_missing():
    assert [r.code for r in place_entries(BASE, None, spell)] == sorted(BASE)


@pytest.mark.parametrize(
    ("newer", "message"),
    [
        (BASE | {"330199": "无名区"}, "introduction is known for 330199"),
        ({code: name for code, name in BASE.items() if code != "330105"}, "known for 330105"),
    ],
)
def test_a_change_of_unknown_year_is_refused(newer, message):
    with pytest.raises(ValueError, match=message):
        place_entries(BASE, newer, spell)


def test_a_unit_without_a_place_in_the_tree_is_refused():
    with pytest.raises(ValueError, match="330599"):
        place_entries(BASE | {"330599": "无名区"}, None, spell)


def test_exceptions_take_precedence_over_the_dictionary():
    assert pinyin("乐清市", spell) == "yue qing x"
    assert pinyin("昌乐县", spell) == "x le x"
