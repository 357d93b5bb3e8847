"""Which place an article is about, and which place its newspaper is from."""

import json
from pathlib import Path

import pytest

from archive.ingest.drafting import folio, landmarks
from archive.ingest.drafting.issue import draft_issue
from archive.text.fold import simplified

BODY = "来人把木箱一只一只搬上船，又把绳子系了两遍，直到天黑才散。"
DATA = Path(landmarks.__file__).parent


def places(training, deck, lead, **more):
    return [choice.code for choice in training.gazetteer.choose(deck, lead, BODY, **more)]


@pytest.mark.parametrize(
    ("deck", "lead", "code"),
    [
        ("湖上办起夜航", "武汉东湖昨晚办起夜航。", "420100"),
        ("東山区添了渡船", "广州東山区昨天添了渡船。", "440100"),
        ("旧仓库挂上画", "武汉外滩的旧仓库挂上了画。", "420100"),
        ("一条街两头亮", "上海和南京各修了一条街。", "310000"),
    ],
)
def test_a_name_within_a_city_is_no_place_elsewhere(training, deck, lead, code):
    assert places(training, deck, lead)[0] == code


@pytest.mark.parametrize("deck", ["剧团排演《龙江颂》", "大家唱《洪湖水》"])
def test_a_county_in_the_title_of_a_work_is_no_place(training, deck):
    assert places(training, deck, "剧团在工地上演了三场。") == []


def test_where_something_goes_is_not_where_it_is_from(training):
    assert places(training, "一封寄往香港的信", "德阳市的小学生写了一封信。")[0] == "510600"
    assert places(training, "民工专列开往新疆", "兰州铁路局今天开出一列民工专列。")[0] == "620100"


def test_a_government_that_moved_to_taiwan_was_not_there_before(training):
    lead = "行政院十日晨開例會，通過導淮工程的經費。"
    deck = "行政院例會　通過經費"
    dateline = "【中央社南京十日電】"
    assert places(training, deck, lead, dateline=dateline, day="1936-09-11") == ["320100"]
    assert places(training, deck, lead, day="1995-03-10") == ["710000"]


@pytest.mark.parametrize(
    ("lead", "home", "code"),
    [
        ("全县春茶增产，山东客商住进了旅馆。", "331123", "331123"),
        ("全市春茶增产，山东客商住进了旅馆。", "331100", "331100"),
        # not the newspaper's place
        ("全县春茶增产，山东客商住进了旅馆。", "331100", "370000"),
        ("春茶增产，山东客商住进了旅馆。", "331123", "370000"),
        ("全县春茶增产，杭州客商住进了旅馆。", "331123", "330100"),
    ],
)
def test_a_text_that_calls_a_county_its_own_is_about_the_newspaper_s(training, lead, home, code):
    assert places(training, "春茶又是丰年", lead, home=home)[0] == code


def test_a_town_of_taiwan_is_no_county_of_the_same_name(training):
    more = {"dateline": "記者吳玉／白河報導"}
    deck, lead = "白河蓮農憂花期", "白河蓮田乾得裂出縫，蓮農一早就排隊抽井水。"
    assert places(training, deck, lead, **more)[0] == "610929"
    assert places(training, deck, lead, home="710000", **more) == []


@pytest.mark.parametrize(
    ("lead", "code"),
    [
        ("渔民在东海救起船员。", None),
        ("太湖里的蓝藻少了。", None),
        ("东海县的渔民救起船员。", "320722"),
    ],
)
def test_a_sea_is_no_county(training, lead, code):
    assert places(training, "", lead) == ([code] if code else [])


def test_an_autonomous_division_may_be_named_without_its_peoples(training):
    assert places(training, "", "临夏州工会的同志送来一担米。")[0] == "622900"


def test_a_place_named_counts_more_than_a_sight(training):
    assert places(training, "学生登上珠峰", "武汉的三名学生带回一块石头。")[0] == "420100"


def test_a_dateline_without_its_unit_is_a_county_s_and_no_district_s(training):
    assert places(training, "", "民船三天运粮。", dateline="【本報平山訊】") == ["130131"]


@pytest.mark.parametrize(
    ("lead", "day", "code"),
    [
        ("莫高窟对面的渡口添了一只船。", "", "620900"),
        ("研讨会昨天在沪举行。", "", "310000"),
        ("演员们日前抵蓉。", "", "510100"),
        ("大会昨天在京召开。", "1958-03-01", "110000"),
        ("大会昨天在京召开。", "1947-03-01", "320100"),
        ("首都公共汽车昨起加价。", "1947-03-01", "320100"),
        ("首都公共汽车昨起加价。", "", "110000"),
        # no landmarks: 成山 in 堆成山, another country's capital, 在深山
        ("煤在码头上堆成山。", "", None),
        ("他们走进该国首都大学。", "", None),
        ("他在深山举行婚礼。", "", None),
    ],
)
def test_a_landmark_tells_the_place_where_none_is_named(training, lead, day, code):
    assert places(training, "", lead, day=day) == ([code] if code else [])


def test_a_place_told_by_a_landmark_is_inferred_with_a_reason(training):
    (choice,) = training.gazetteer.choose("", "寒山寺外的渡口添了一只船。", BODY)
    assert (choice.code, choice.stated) == ("320500", False)
    assert "寒山寺" in choice.reason
    assert choice.confidence <= 0.6


def test_a_newspaper_of_one_place_mentions_sights_elsewhere(training):
    lead = "他说起寒山寺外的渡口。"
    assert places(training, "", lead, home="330200") == []
    assert places(training, "寒山寺外添了一只船", lead, home="330200") == ["320500"]


def test_landmarks_are_simplified_and_each_in_one_place_of_the_list(training):
    names_of = json.loads((DATA / "landmarks.json").read_text(encoding="utf-8"))["landmarks"]
    names = [name for listed in names_of.values() for name in listed]
    assert set(names_of) <= set(training.gazetteer.places)
    assert len(names) == len(set(names))
    assert [name for name in names if simplified(name) != name or len(name) < 2] == []
    assert [
        name for name in names if training.gazetteer.longest_name(name, 0, len(name)) == name
    ] == []


def test_area_codes_are_of_places_of_the_list(training):
    codes_of = json.loads((DATA / "newspaper_places.json").read_text(encoding="utf-8"))
    codes = {*codes_of["area_codes"].values(), *codes_of["postcodes"].values()}
    assert codes <= set(training.gazetteer.places)
    assert {code[:2] for code in codes} >= {
        code[:2]
        for code, place in training.gazetteer.places.items()
        if place.level == "province" and code[:2] not in ("11", "71", "81", "82")
    }


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("05 民生 责编：甲文 电话：0574-87000000", "330200"),
        ("本版热线（0991）5500000", "650000"),
        ("邮编：430070 邮箱 jb@example.com", "420000"),
        ("国内统一刊号：CN44—0103 第3版", "440000"),
        ("电话 0574-87000000 邮编 310003", "330200"),
        # two provinces, Beijing, a date, an ISSN
        ("电话 0574-87000000 邮编 430070", ""),
        ("电话：010-65000000 CN11-0001 邮政编码 100031", ""),
        ("2006-09-1200 第3版", ""),
        ("ISSN 0512-1231 第3版", ""),
    ],
)
def test_numbers_of_a_newspaper_tell_where_it_is_from(line, code):
    assert folio.registered_place([line]) == code


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("中共温州市委机关报　第一版", "330300"),
        ("本报地址：长沙市中山路", "430100"),
        ("四川省总工会主办", "510000"),
        ("中共南平地委机关报", "350700"),
        ("中华全国总工会主办　地址：北京市东城区", ""),
        ("国内新闻　成都市", ""),
    ],
)
def test_the_publisher_tells_where_a_newspaper_is_from(training, line, code):
    assert folio.publisher_place([line], training.gazetteer) == code


@pytest.mark.parametrize(
    ("lead", "code"),
    [
        ("宁波晚报讯（记者 甲文）昨天", "330200"),
        ("【宁波晚报记者 甲文】", "330200"),
        ("据宁波晚报讯", ""),
        ("宁波晚报报道，昨天", ""),
    ],
)
def test_a_newspaper_names_itself_in_leads(training, lead, code):
    assert folio.reporting_newspaper_place([lead], training.gazetteer) == code


PAGE = """\
2013年12月9日 A08版 {margin}

公交车厢里添了书架

{lead}从昨天起，515路公交车的车厢里添了书架，乘客可以把看完的书留给下一位。
{more}"""
NEAR = """
渡口修好码头

本报讯（记者 乙武）嘉兴市的一处渡口日前修好码头，船家夜里靠岸不必再看星星。

旧厂改成书场

本报讯（记者 丙周）湖州市的一座旧厂日前改成书场，下午和晚上各演一场。
"""
FAR = """
渡口修好码头

本报讯（记者 乙武）成都市的一处渡口日前修好码头，船家夜里靠岸不必再看星星。
"""


@pytest.mark.parametrize(
    ("margin", "lead", "more", "code"),
    [
        ("电话 0574-87000000", "本报讯（记者 甲文）", FAR, "330200"),
        ("", "宁波晚报讯（记者 甲文）", FAR, "330200"),
        ("", "本报讯（记者 甲文）", NEAR, "330000"),
        # one other article is not enough, nor do the reports of an agency come from there
        ("", "本报讯（记者 甲文）", FAR, None),
        ("", "新华社电 ", NEAR, None),
    ],
)
def test_own_reports_without_a_place_are_from_the_newspaper_s(training, margin, lead, more, code):
    text = PAGE.format(margin=margin, lead=lead, more=more)
    (page,) = draft_issue([text], "", training, frozenset()).fields["pages"]
    first = page["articles"][0]["places"]
    assert [place["code"] for place in first] == ([code] if code else [])


def test_news_of_local_life_is_from_the_newspaper_s_place_without_a_lead(training):
    text = (
        "闽北日报　中共南平地委机关报　1972年9月20日　第一版\n\n"
        "劈开石头修山路\n\n水北大队的社员劈开三座石头山，修通了十二里上山的路。\n\n"
        "梦里有一条船\n\n梦里的船没有桨，自己往前走，走到天亮就不见了，只剩下一片水声。\n"
    )
    (page,) = draft_issue([text], "", training, frozenset()).fields["pages"]
    codes = [[place["code"] for place in article["places"]] for article in page["articles"]]
    assert codes == [["350700"], []]


def test_the_place_that_an_article_calls_the_newspaper_s_own_counts_most(training):
    own = "\n夜市搬进弄堂\n\n本报讯（记者 丁丘）我市苏州的夜市昨晚搬进弄堂，摊主各领一盏灯。\n"
    text = PAGE.format(margin="", lead="本市讯 ", more=own + FAR)
    (page,) = draft_issue([text], "", training, frozenset()).fields["pages"]
    assert [place["code"] for place in page["articles"][0]["places"]] == ["320500"]
