"""Who and what a text names."""

import pytest

from archive.text.mentions.recognize import NameRecognizer

from .scoring import gazetteer, is_reprint, scores, texts


def recognize(text, signers=(), **options):
    """{kind: {name: how often}}; of places, their names."""
    result = {}
    for item in NameRecognizer(gazetteer(), **options).recognize(text, signers):
        name = gazetteer().places[item.name].name if item.kind == "place" else item.name
        result.setdefault(item.kind, {})[name] = item.times
    return result


@pytest.mark.parametrize(("text", "names"), [
    ("厂长陈大山说，今年增产。陈大山还说了明年。", {"陈大山": 2}),
    ("先进工作者林小山、高文、章大海走上主席台。", {"林小山": 1, "高文": 1, "章大海": 1}),
    ("护士长欧阳春晓介绍了情况。", {"欧阳春晓": 1}),
    ("选手阿里木·买买提获得冠军。", {"阿里木·买买提": 1}),
    ("廠長陳大山表示，明年擴建。", {"陳大山": 1}),
    # a place in a given name, and 长孙 that is no family name
    ("院长甘永康汇报了情况。队长孙铁成来了。", {"甘永康": 1, "孙铁成": 1}),
    # titles alone, pseudonyms and ordinary words are no names
    ("王师傅和小李、老张去找李某，陈伯、何女士也去了。", {}),
    ("时间紧，任务重，应该从容。家长和学生都高兴。", {}),
    ("《陈大山传》出版了。", {}),
])  # fmt: skip
def test_people_are_recognised_by_context(text, names):
    assert recognize(text).get("person", {}) == names


def test_signers_are_not_mentions():
    text = "记者高文报道：焊工林小山说，活干完了。"
    assert recognize(text, ["高文"])["person"] == {"林小山": 1}
    assert recognize("記者陳大山報道：今天開工。", ["陳大山"]).get("person") is None


def test_known_authors_need_no_role():
    text = "大家都记得章可喻，也记得那场雨。"
    assert "person" not in recognize(text)
    assert recognize(text, authors={"章可喻"})["person"] == {"章可喻": 1}


@pytest.mark.parametrize(("text", "names"), [
    ("嘉兴市总工会召开会议。", {"嘉兴市总工会": 1}),
    ("浙江嘉兴市总工会与河北省石家庄市总工会结对。",
     {"嘉兴市总工会": 1, "石家庄市总工会": 1}),
    # abbreviations are the longest form in the text
    ("绍兴市柯桥水务有限公司开工。柯桥水务公司去年投产。", {"绍兴市柯桥水务有限公司": 2}),
    ("全国总工会和国务院发文。", {"全国总工会": 1, "国务院": 1}),
    # generic names, and names broken off by verbs, numbers or marks
    ("市总工会、省图书馆和几家医院都来了。杭州三家企业工会参加。", {}),
    ("嘉兴的一所小学、嘉兴举办比赛的公司。", {}),
    ("新华社杭州3月5日电", {}),
    # kinds of organisations are none: neither after a place nor at large
    ("宁波外资公司、温州三甲医院和绍兴三级工会。全国法院、中国公司。", {}),
    ("他在南京读中学，在长沙办学校。", {}),
    ("石家庄市总力求工会更好", {}),
    # a name goes on to its last part, whatever place is named within
    ("厦门大学附属中山医院开诊。", {"厦门大学附属中山医院": 1}),
    ("安徽省供销合作社联合社开会。", {"安徽省供销合作社联合社": 1}),
    ("郴州市第一中学、临沂商城集团", {"郴州市第一中学": 1, "临沂商城集团": 1}),
    # of a country
    ("赞比亚卫生部和法国总工会来人，卫生部门也派了人。",
     {"赞比亚卫生部": 1, "法国总工会": 1}),
    ("西吉县财政局、北京协和医院", {"西吉县财政局": 1, "北京协和医院": 1}),
    # without its place it is the same
    ("榆树县红旗公社丰收。红旗公社党委来电。", {"榆树县红旗公社": 2}),
])  # fmt: skip
def test_organisations_are_recognised_by_prefix_and_suffix(text, names):
    assert recognize(text).get("organisation", {}) == names


def test_organisations_with_a_record_have_its_name():
    names = {"某某厂": "某某机械厂", "某某机械厂": "某某机械厂"}
    results = recognize("某某厂扩建。某某机械厂的工人来了。", known=names)
    assert results["organisation"] == {"某某机械厂": 2}


@pytest.mark.parametrize(("text", "names"), [
    ("杭州市上城区的工人来了。", {"上城区": 1}),
    ("三门课上完，朝大方向走。", {}),
    # in the name of an organisation only with its unit
    ("嘉兴恒丰丝织厂建成。", {}),
    ("嘉兴市总工会来人。", {"嘉兴市": 1}),
    # in the name of a person or a team
    ("郑州队领先。院长甘永康说，好。", {}),
    ("供电局局长代昌平说，灯亮了。", {}),
])  # fmt: skip
def test_places_are_those_of_the_gazetteer(text, names):
    assert recognize(text).get("place", {}) == names


def test_recognition_reaches_its_targets_on_held_out_texts():
    """The figures are in docs/insight.md; `tests/bench/mentions.py` prints them."""
    for half in ("tuning", "held_out"):
        half_texts = [*texts(half)]
        for kind, score in scores(half_texts).items():
            assert score.precision >= 0.9, (half, kind)
        # the first texts name more with what speaks for a name than newspapers at large do
        for later, recall in ((False, 0.7), (True, 0.55)):
            part = [text for text in half_texts if is_reprint(text) == later]
            for kind, score in scores(part).items():
                assert score.precision >= 0.85, (half, kind, later)
                assert score.recall >= recall, (half, kind, later)
