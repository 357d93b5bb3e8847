"""Who signed, in each form in which newspapers print it."""

import pytest

from archive.ingest.drafting.bylines import (
    parse_lead,
    parse_name_line,
    parse_standalone,
    parse_trailing,
)
from archive.ingest.drafting.credits import credit
from archive.ingest.drafting.signed_names import SignedName
from archive.ingest.drafting.training_data import TrainingData


def people(signature):
    return [(p.name, p.position or p.role) for p in signature.people] if signature else None


@pytest.mark.parametrize(
    ("line", "signed", "words"),
    [
        ("本报讯 通讯员甲文报道 十月里", [("甲文", "通讯员")], "本报讯 通讯员甲文报道"),
        (
            "本报讯(记者甲文 通讯员乙武)昨",
            [("甲文", "记者"), ("乙武", "通讯员")],
            "本报讯(记者甲文 通讯员乙武)",
        ),
        (
            "本报讯（记者甲文 乙武 特约通讯员丙全）昨天",
            [("甲文", "记者"), ("乙武", "记者"), ("丙全", "特约通讯员")],
            None,
        ),
        ("记者甲文报道 没有人", [("甲文", "记者")], "记者甲文报道"),
        (
            "本报 记者甲文 通讯员乙武、丙全报道 锣鼓",
            [("甲文", "记者"), ("乙武", "通讯员"), ("丙全", "通讯员")],
            None,
        ),
        ("新华社杭州3月5日电(记者甲文)今天", [("甲文", "记者")], None),
        ("本报讯 通讯员甲文、记者乙武报道 海边", [("甲文", "通讯员"), ("乙武", "记者")], None),
        ("本报讯 见记者甲文报道 近日", [("甲文", "见习记者")], None),
        ("本报讯(通迅员甲文)近日", [("甲文", "通讯员")], None),
        (
            "本报讯（记者甲文 实习生乙武）近日",
            [("甲文", "记者"), ("乙武", "实习生")],
            "本报讯（记者甲文 实习生乙武）",
        ),
        ("本报讯 记者欧阳　春报道 江边", [("欧阳春", "记者")], "本报讯 记者欧阳　春报道"),
        (
            "本报讯（记者诸葛 明 通讯员欧阳　春）江边",
            [("诸葛明", "记者"), ("欧阳春", "通讯员")],
            None,
        ),
        ("全媒体记者甲文报道 今天", [("甲文", "全媒体记者")], "全媒体记者甲文报道"),
        ("本报讯 通讯员甲文报", [("甲文", "通讯员")], "本报讯 通讯员甲文报"),
    ],
)
def test_a_report_opens_with_its_signature(line, signed, words):
    lead = parse_lead(line)
    assert people(lead) == signed
    if words:
        assert line[: lead.length] == words


@pytest.mark.parametrize(
    "line",
    [
        "记者了解到,今年以来变化不小。",
        "记者日前获悉,这里办起了学堂。",
        "通讯员队伍有了新面孔。",
        "本报讯息灵通",
        "整理旧档",
        "评论员文章",
        "撰稿比赛",
        "",
    ],
)
def test_text_about_reporters_is_not_a_signature(line):
    assert parse_lead(line) is None
    assert parse_standalone(line) is None


@pytest.mark.parametrize(
    ("line", "signed", "photo"),
    [
        ("本报记者 甲文 本报通讯员 乙武", [("甲文", "记者"), ("乙武", "通讯员")], False),
        ("记者甲文 摄", [("甲文", "记者")], True),
        ("本报通讯员 甲文 乙武全 摄", [("甲文", "通讯员"), ("乙武全", "通讯员")], True),
        ("(记者 甲文)", [("甲文", "记者")], False),
        ("（记者甲文 实习生乙武）", [("甲文", "记者"), ("乙武", "实习生")], False),
        ("特约记者 甲文", [("甲文", "特约记者")], False),
        ("本版撰稿 甲文 乙武", [("甲文", "撰稿"), ("乙武", "撰稿")], False),
        ("实习生 甲文 摄", [("甲文", "实习生")], True),
        ("本报记者 王 伟 李娜", [("王伟", "记者"), ("李娜", "记者")], False),
        ("甲文 文/摄", [("甲文", "摄影")], True),
        ("新华社发（甲文 摄）", [("甲文", "摄影")], True),
        ("摄影：甲文", [("甲文", "摄影")], True),
        ("图/甲文 乙武", [("甲文", "摄影"), ("乙武", "摄影")], True),
        ("学生记者 甲文 指导老师 乙武", [("甲文", "记者")], False),
        ("采写：本报记者 甲文", [("甲文", "记者")], False),
        ("本报特派记者 甲文 发自福州", [("甲文", "记者")], False),
        ("口述 乙武 整理 甲文", [("甲文", "整理")], False),
        ("〔記者甲文／台北報導〕", [("甲文", "记者")], False),
        ("江城快递全媒体记者 甲文 发自福州", [("甲文", "全媒体记者")], False),
        ("■江城商訊記者 甲文", [("甲文", "记者")], False),
        ("■章文 本报通讯员 李 武", [("章文", "撰稿"), ("李武", "通讯员")], False),
        ("·冷　巷·", [("冷巷", "撰稿")], False),
        ("口述：一位老渔民 整理：甲文", [("甲文", "整理")], False),
        ("[西班牙]甲文·乙武 丙全编译", [("甲文·乙武", "撰稿"), ("丙全", "编译")], False),
        ("中青报·中青网记者 甲文 通讯员 乙武", [("甲文", "记者"), ("乙武", "通讯员")], False),
        ("橙柿互动·都市快报 记者 甲文", [("甲文", "记者")], False),
        ("YMG全媒体记者 甲文", [("甲文", "全媒体记者")], False),
        ("□《长空报》记者 甲文", [("甲文", "记者")], False),
        ("每经记者 甲文 每经编辑 乙武", [("甲文", "记者")], False),
        ("▍本报记者 甲文", [("甲文", "记者")], False),
        ("◎ 特约评论员 山月", [("山月", "特约评论员")], False),
        ("特约评论员章文", [("章文", "特约评论员")], False),
        ("天气记者 甲文", [("甲文", "记者")], False),
        ("小记者 章文（四年级）", [("章文", "记者")], False),
        ("本报记者 甲文 专访语言学者", [("甲文", "记者")], False),
        ("本报记者 乌云毕力格", [("乌云毕力格", "记者")], False),
        ("本报记者 阿依努尔·吐尔逊", [("阿依努尔·吐尔逊", "记者")], False),
        ("通讯员 县融媒体中心 章文", [("章文", "通讯员")], False),
        ("章文／台北報導", [("章文", "记者")], False),
        ("（吴江）章文", [("章文", "撰稿")], False),
        ("文·章文", [("章文", "撰稿")], False),
        ("[日]森田秋子 文 李武 译", [("森田秋子", "撰稿"), ("李武", "编译")], False),
        ("图片摄影：甲文", [("甲文", "摄影")], True),
        ("By Jia Wen and Yi Wu in Hangzhou", [("Jia Wen", "记者"), ("Yi Wu", "记者")], False),
    ],
)
def test_a_signature_is_on_its_own(line, signed, photo):
    byline = parse_standalone(line)
    assert people(byline) == signed
    assert {p.role == "摄影" for p in byline.people} == {photo}


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        ("章文画 李武诗", [("章文", "绘图"), ("李武", "撰稿")]),
        ("章文诗 李武图", [("章文", "撰稿"), ("李武", "摄影")]),
    ],
)
def test_of_two_on_a_line_each_did_what_is_behind_the_name(line, signed):
    assert people(parse_standalone(line)) == signed


@pytest.mark.parametrize(
    "line",
    [
        *("综合新华社、央视新闻等", "●路透社", "据《海报》报道", "本报评论员"),
        *("新华社评论员", "本报评论部", "均据新华社"),
    ],
)
def test_an_agency_or_an_office_may_sign(line):
    assert people(parse_standalone(line)) == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("实验小学四（2）班 章文", "章文"),
        ("章文／上班族（台中市）", "章文"),
        ("章 武（执业律师）", "章武"),
        ("化学系 林 泊", "林泊"),
    ],
)
def test_who_signs_may_say_where_or_what_he_is(line, name):
    assert [person.name for person in parse_name_line(line).people] == [name]


@pytest.mark.parametrize("line", ["【萌宠】猫为什么爱钻纸箱", "（十二日）", "【夜读】灯下"])
def test_a_column_s_name_or_a_date_in_brackets_is_none(line):
    assert parse_lead(line) is None
    assert parse_trailing("雨下了一夜。" + line) is None


def test_somebody_who_only_sounds_alike_is_another():
    training = TrainingData(people={"李伟": ("li-wei",)})
    signed = SignedName("李玮", "记者", "", "记者李玮")
    fields, confidence, _ = credit(signed, training, "shi-bao")
    assert fields["person"] == "li-wei-2"
    assert confidence < 0.9


@pytest.mark.parametrize(
    ("newspaper", "slug", "sure"),
    [("shi-bao", "jia-wen-2", 0.75), ("yi-bao", "jia-wen", 0.25), ("bing-bao", "jia-wen", 0.25)],
)
def test_of_two_namesakes_the_one_who_signs_in_the_newspaper_is_chosen_or_a_remark_is_made(
    newspaper, slug, sure
):
    training = TrainingData(
        people={"甲文": ("jia-wen", "jia-wen-2")},
        papers_of={"jia-wen-2": {"shi-bao", "bing-bao"}, "jia-wen": {"bing-bao"}},
    )
    fields, confidence, reason = credit(
        SignedName("甲文", "记者", "", "记者甲文"), training, newspaper
    )
    assert (fields["person"], confidence) == (slug, sure)
    assert "jia-wen、jia-wen-2" in reason


def test_a_name_that_is_one_character_off_is_looked_for_in_the_same_newspaper():
    training = TrainingData(
        people={"甲小文": ("jia-xiaowen",), "甲小玉": ("jia-xiaoyu",)},
        papers_of={"jia-xiaoyu": {"shi-bao"}},
    )
    fields, confidence, _ = credit(
        SignedName("甲小王", "记者", "", "记者甲小王"), training, "shi-bao"
    )
    assert fields["person"] == "jia-xiaoyu"
    assert "甲小玉" in fields["note"]
    assert confidence == 0.5


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("本报记者 甲文 文 乙武 摄", [("甲文", "记者"), ("乙武", "摄影")]),
        ("甲文/文 乙武/图", [("甲文", "撰稿"), ("乙武", "摄影")]),
        ("文/本报记者 甲文 图/通讯员 乙武", [("甲文", "记者"), ("乙武", "摄影")]),
        ("本报记者 甲文 文/图", [("甲文", "记者"), ("甲文", "摄影")]),
        ("□ 文/图 甲文", [("甲文", "撰稿"), ("甲文", "摄影")]),
        ("■ 甲文 乙武", None),
        ("■ 章文 李武", [("章文", "撰稿"), ("李武", "撰稿")]),
        ("本报评论员", []),
        ("编译章文／综合报道", [("章文", "编译")]),
        ("（记者章文 摄影李武）", [("章文", "记者"), ("李武", "摄影")]),
        ("文丨章文 图丨李武", [("章文", "撰稿"), ("李武", "摄影")]),
        ("本报记者 章文 北京、上海报道", [("章文", "记者")]),
        ("高级记者 章文", [("章文", "记者")]),
        ("记者章文李小川通讯员王武", [("章文", "记者"), ("李小川", "记者"), ("王武", "通讯员")]),
        ("本报记者 范徐丽泰", [("范徐丽泰", "记者")]),
        ("记者 章文 摄影 李武", [("章文", "记者"), ("李武", "摄影")]),
        ("章文口述 李武整理", [("李武", "整理")]),
        ("本报记者章文文/图", [("章文", "记者"), ("章文", "摄影")]),
        ("章文 画", [("章文", "绘图")]),
        ("小记者 章文 指导老师 李武", [("章文", "记者")]),
        ("本组图片由记者章文摄", [("章文", "摄影")]),
        ("记者 章文 图片由受访者提供", [("章文", "记者")]),
        ("時事評論員 章文", [("章文", "评论员")]),
        ("本报记者 章文 发自 上海", [("章文", "记者")]),
        ("受访者供图", None),
        ("摄影大赛启动", None),
        ("编译出版", None),
    ],
)
def test_the_work_that_is_printed_beside_a_name_says_what_somebody_did(line, roles):
    byline = parse_standalone(line)
    assert (byline and [(p.name, p.role) for p in byline.people]) == roles


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        ("本报讯（章文 李武）昨天下了雨。", ["章文", "李武"]),
        ("本报烟台电（记者于晚舟）昨天下了雨。", ["于晚舟"]),
        ("东江日报讯 记者 章文 通讯员 李武 昨天上午下了雨。", ["章文", "李武"]),
        ("【本報記者章文台北報導】昨天下了雨。", ["章文"]),
        ("【本報特派員章文東京三日電】昨天下了雨。", ["章文"]),
        ("（中央社記者章文台北三日電）昨天下了雨。", ["章文"]),
        ("本报讯 某市水务局章文报道：昨天下了雨。", ["章文"]),
        ("综合新华社消息 昨天下了雨。", []),
        ("南京三日電　昨天下了雨。", []),
        ("又讯 昨天下了雨。", []),
        ("SHANGHAI, June 17 (Xinhua) -- It rained.", []),
        ("本报讯通讯员章文、记者李武报道昨天下了雨。", ["章文", "李武"]),
        ("记者章文李武报道昨天下了雨。", ["章文", "李武"]),
        ("广州讯 昨天下了雨。", []),
        ("本埠訊　昨天下了雨。", []),
        ("三日南京电 昨天下了雨。", []),
        ("综合新华社、中新社消息 昨天下了雨。", []),
        ("深圳特区报讯（记者章文）昨天下了雨。", ["章文"]),
        ("工人日报—中工网讯（记者章文）昨天下了雨。", ["章文"]),
        ("红星新闻记者 章文 报道 昨天下了雨。", ["章文"]),
        ("本报驻法国记者 章文 昨天下了雨。", ["章文"]),
        ("据本报记者章文报道：昨天下了雨。", ["章文"]),
        ("本报讯 县委办公室章文、李武报道：昨天下了雨。", ["章文", "李武"]),
        ("【章文、李武╱台北報導】昨天下了雨。", ["章文", "李武"]),
        ("【特派記者廣州專電】昨天下了雨。", []),
        ("本报讯［记者章文］昨天下了雨。", ["章文"]),
        ("（怡保三日訊）昨天下了雨。", []),
        ("（本報記者章文檳城二日專訊）昨天下了雨。", ["章文"]),
        ("（本報特派員章文西安航訊）昨天下了雨。", ["章文"]),
        ("【本報桂林特派記者章文通訊】昨天下了雨。", ["章文"]),
        ("据《海报》报道 昨天下了雨。", []),
        ("工人日报—中工网记者章文报道 昨天下了雨。", ["章文"]),
        ("青年报客户端北京三日电（青年报·青网记者 章文）昨天下了雨。", ["章文"]),
        ("上证报中国证券网讯（记者 章文）昨天下了雨。", ["章文"]),
        ("江上客户端岭前讯（江上日报记者 章文）昨天下了雨。", ["章文"]),
        ("本报讯（通讯员 县融媒体中心 章文）昨天下了雨。", ["章文"]),
        ("【本報記者章文專訪】昨天下了雨。", ["章文"]),
        ("醴陵讯 昨天下了雨。", []),
        ("【日本《海报》三月七日文章】题：慢一点（作者 章文）昨天下了雨。", ["章文"]),
    ],
)
def test_a_lead_ends_before_the_first_word_of_the_report(line, signed):
    lead = parse_lead(line)
    assert [person.name for person in lead.people] == signed
    assert line[lead.length :].lstrip(" 　").startswith(("昨天", "It"))


@pytest.mark.parametrize(
    ("ending", "signed"),
    [
        ("（章文）", ["章文"]),
        ("（章文 李武）", ["章文", "李武"]),
        ("（东山镇 章文）", ["章文"]),
        ("（章文／台北市，教师）", ["章文"]),
        ("（记者 章文 通讯员 李武）", ["章文", "李武"]),
        ("　章文", ["章文"]),
        ("新华社记者 章文 摄", ["章文"]),
        ("（退翁）", ["退翁"]),
        ("（水利局 章文 李武）", ["章文", "李武"]),
        ("（县委宣传部章文）", ["章文"]),
        ("（作者章文系中学教师）", ["章文"]),
        ("（本市读者章文）", ["章文"]),
        ("（章文∕台北市∕教師）", ["章文"]),
        ("（章文编译）", ["章文"]),
        ("——章文", ["章文"]),
        ("（章文寄自纽约）", ["章文"]),
        ("（机修车间章文）", ["章文"]),
        ("（章文译自英国《海报》）", ["章文"]),
        ("（淮 农）", ["淮农"]),
        ("（章文 通讯员 李武）", ["章文", "李武"]),
        ("（阿依努尔·吐尔逊）", ["阿依努尔·吐尔逊"]),
        ("（江上舟）", ["江上舟"]),
        ("（安监处 章文）", ["章文"]),
        ("（臺中市‧商 章文）", ["章文"]),
    ],
)
def test_a_paragraph_may_be_signed_at_its_end(ending, signed):
    trailing = parse_trailing("雨下了一夜。" + ending)
    assert [person.name for person in trailing[0].people] == signed


@pytest.mark.parametrize("credit", ["　章文摄", "（章文摄）", "（本报记者 章文 摄）", " 章文 摄"])
def test_a_caption_without_a_stop_may_name_its_photographer(credit):
    trailing, start = parse_trailing("船工在渡口修石阶" + credit)
    assert [(person.name, person.role) for person in trailing.people] == [("章文", "摄影")]
    assert start >= len("船工在渡口修石阶")


@pytest.mark.parametrize(
    "ending",
    [
        *("（完）", "（综合）", "（如图）", "（据新华社）", "他说：“好。”", "（有删节）"),
        *("（作者单位：船厂）", "（作者系中学教师）", "（特写）", "（张家口 北京）", "（宗合）"),
    ],
)
def test_a_bracket_at_the_end_of_a_paragraph_need_not_be_a_name(ending):
    assert parse_trailing("雨下了一夜。" + ending) is None


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        ("採訪、撰文：甲文", [("甲文", "记者")]),
        ("採訪／甲文 攝影／乙武", [("甲文", "记者"), ("乙武", "摄影")]),
        ("撰文、攝影：甲文", [("甲文", "撰稿"), ("甲文", "摄影")]),
        ("記者甲文／南投報導．攝影", [("甲文", "记者"), ("甲文", "摄影")]),
        ("法国都德作　甲文译", [("都德", "撰稿"), ("甲文", "编译")]),
        ("丁文 编译自《海报》", [("丁文", "编译")]),
        ("每商记者 丁文 发自佛山 每商编辑 方武", [("丁文", "记者")]),
        ("文/图 江城观察新闻记者 丁文 受访者供图", [("丁文", "记者"), ("丁文", "摄影")]),
        ("本报驻成都记者丁文、韩武报道", [("丁文", "记者"), ("韩武", "记者")]),
    ],
)
def test_several_works_and_places_may_be_printed_beside_a_name(line, signed):
    byline = parse_standalone(line)
    assert [(person.name, person.role) for person in byline.people] == signed


def test_the_names_of_a_lead_and_the_first_words_of_its_report_are_no_signature():
    assert parse_standalone("（记者丁文 通讯员方武）荆州市今") is None


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        ("（中央社記者丁阿土虎尾15日電）停駛十年的小火車昨天復駛", ["丁阿土"]),
        ("（本報多倫多訊，記者丁文）多倫多華埠前晚停電四小時", ["丁文"]),
    ],
)
def test_a_lead_in_brackets_may_name_a_place_that_is_in_no_list(line, signed):
    assert [person.name for person in parse_lead(line).people] == signed


@pytest.mark.parametrize(
    ("ending", "signed"),
    [
        ("（镇海 丁文 方武）", ["丁文", "方武"]),
        ("（作者丁文、方武均为某所研究员，本文仅代表个人观点）", ["丁文", "方武"]),
        ("（作者秋螢為中學教師）", ["秋螢"]),
        ("（丁士文投）", ["丁士文"]),
    ],
)
def test_who_wrote_may_be_named_with_a_place_or_with_others(ending, signed):
    signature, _ = parse_trailing(f"江边起了雾。{ending}")
    assert [person.name for person in signature.people] == signed
