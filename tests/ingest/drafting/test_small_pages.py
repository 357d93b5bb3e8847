"""Small pages of many styles, each of which a drafter for one style alone gets wrong."""

import pytest

from archive.catalogue.entries import PageEntry
from archive.ingest.drafting.credits import credit
from archive.ingest.drafting.issue import draft_issue
from archive.ingest.drafting.page import draft_page
from archive.ingest.drafting.signed_names import SignedName

NEWSPAPER = "gongren-ribao"
FIRST = (
    "江苏省盱眙县的一家酱园日前把晒场改成了看台，"
    "游客坐在缸沿上听老师傅讲怎样翻酱，首月接待三千人次。"
)
SECOND = (
    "四川省合江县今年给荔枝古树挂上铭牌，扫码可知树龄和养护人，"
    "首批建档一千二百株，来年春天分株育苗。"
)
HEADS = ("盱眙酱园晒场变看台", "合江荔枝古树有了名牌")


def draft_entry(text, training):
    draft = draft_page(text, "x1", training, NEWSPAPER, frozenset())
    return PageEntry.model_validate(draft.fields, context={"draft": True})


def names(training, article):
    names_by_slug = {slug: name for name, slugs in training.people.items() for slug in slugs}
    return [(names_by_slug.get(c.person, c.person), c.role) for c in article.bylines]


@pytest.mark.parametrize(
    ("leads", "roles"),
    [
        (("", ""), [[], []]),
        (("新华社南京9月2日电 ", "新华社成都9月2日电 "), [[], []]),
        (
            ("本报南京电 （记者甲文）", "本报成都电 （记者乙武）"),
            [[("jia-wen", "记者")], [("yi-wu", "记者")]],
        ),
        (
            ("本报讯（全媒体记者 甲文 通讯员 乙武）", "本报讯 "),
            [[("jia-wen", "全媒体记者"), ("yi-wu", "通讯员")], []],
        ),
        (("【本报讯】", "【新华社成都二日电】"), [[], []]),
    ],
)
def test_an_article_begins_at_its_headline_whoever_signs_it(training, leads, roles):
    text = f"{HEADS[0]}\n\n{leads[0]}{FIRST}\n\n{HEADS[1]}\n\n{leads[1]}{SECOND}\n"
    articles = draft_entry(text, training).articles
    assert [article.headline.text for article in articles] == list(HEADS)
    assert [names(training, article) for article in articles] == roles
    assert [article.places[0].code for article in articles] == ["320830", "510522"]


def test_traditional_leads_are_read_and_a_common_noun_is_no_county(training):
    text = (
        "電車公司試辦夜行列車\n\n〔記者甲文／台北報導〕九龍的電車公司昨日宣佈，下月起試辦夜行列車兩班。\n\n"
        "公屋天台養起蜜蜂\n\n〔記者乙武／台北報導〕元朗一個屋邨的天台，自去年起擺了六箱蜜蜂，街坊輪流照料。\n"
    )
    articles = draft_entry(text, training).articles
    assert [names(training, article) for article in articles] == [
        [("jia-wen", "记者")],
        [("yi-wu", "记者")],
    ]
    assert {article.places[0].code for article in articles} == {"810000"}


@pytest.mark.parametrize(
    ("folio", "day", "number"),
    [
        ("第3版 要闻 2019年6月4日 星期二 责编：甲文", "2019-06-04", "3"),
        ("3 要闻 2019年6月4日 星期二 责编：甲文", "2019-06-04", "3"),
        ("一九五三年六月四日 星期四 第三版", "1953-06-04", "3"),
        ("中華民國二十三年六月四日 星期一", "1934-06-04", ""),
        ("A12 港聞 2009年6月4日 星期四", "2009-06-04", "A12"),
    ],
)
def test_the_printed_folio_is_believed(training, folio, day, number):
    text = f"{folio}\n\n{HEADS[0]}\n\n本报讯（记者 甲文）{FIRST}\n"
    draft = draft_issue([text], NEWSPAPER, training, set())
    assert draft.fields["date"]["edtf"] == day
    assert draft.fields["date"]["basis"] == "stated"
    (page,) = draft.fields["pages"]
    assert page.get("number", "") == number
    assert [article["headline"]["text"] for article in page["articles"]] == [HEADS[0]]
    assert "kicker" not in page["articles"][0]


def test_a_notice_is_no_article_and_does_not_date_the_page(training):
    text = (
        f"{HEADS[0]}\n\n本报讯（记者 甲文）{FIRST}\n\n"
        "注销公告\n\n盱眙县顺水运输合作社经全体成员同意解散，"
        "请债权人自本公告发布之日起45日内申报债权。\n\n2019年6月4日\n"
    )
    draft = draft_issue([text], NEWSPAPER, training, set())
    (page,) = draft.fields["pages"]
    assert len(page["articles"]) == 1
    assert [zone["kind"] for zone in page["apart"]] == ["notice"]
    assert draft.fields["date"]["basis"] == "inferred"


def test_a_place_inside_a_word_is_none(training):
    text = (
        "镇上添了“月光课堂”\n\n"
        "本报讯（记者 甲文）入秋起，镇总工会开办夜校，焊工、面点、修表三门课两天就报满。\n"
    )
    (article,) = draft_entry(text, training).articles
    assert not article.places


@pytest.mark.parametrize("words", ["局长办公会决定西德设备缓购", "改革的大方向没有变"])
def test_a_place_across_words_is_none(training, words):
    assert training.gazetteer.choose("", words, "") == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("广西防城港的渔民昨天开海。", "450600"),
        ("宁夏的酱园开了晒场。", "640000"),
        ("南京长江大桥昨起维修。", "320100"),
        ("大连港昨天开了新航线。", "210200"),
        ("上海南京路的老店开门。", "310000"),
        ("陇东的苹果红了。", "620000"),
        ("街角的兰州拉面馆五点开门。", None),
        ("这是东北林区的旧事。", None),
        ("北京时间昨晚八点开球。", None),
    ],
)
def test_a_city_is_named_by_its_harbour_and_not_by_its_noodles(training, words, code):
    articles = draft_entry(f"酱园的一天\n\n{words}{FIRST[10:]}\n", training).articles
    assert [place.code for place in articles[0].places] == ([code] if code else [])


def test_news_of_a_local_newspaper_is_from_where_its_page_is(training):
    text = (
        f"晒场变看台\n\n晚报讯（记者甲文）武汉市硚口区{FIRST[10:]}\n\n"
        "伞落在车上 司机送还\n\n晚报讯（记者甲文）司机问了四个小区，把伞送到了老人手里。\n\n"
        "酱油涨价\n\n新华社广州9月2日电 广州的酱油今年涨了一成，酱园说豆子贵了，缸也贵了。\n"
    )
    first, second, third = draft_entry(text, training).articles
    assert [a.places[0].code[:2] for a in (first, second, third)] == ["42", "42", "44"]
    assert second.places[0].basis == "inferred"


def test_verses_stay_in_their_poem(training):
    text = "酱缸谣\n\n□ 章文\n\n缸沿上\n\n坐着一只猫\n\n它数着豆子\n\n一直数到天黑\n"
    page = draft_entry(text, training)
    assert [article.headline.text for article in page.articles] == ["酱缸谣"]
    assert not [zone for zone in page.apart if zone.kind == "stray"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("延安地区昨天下了雨。", "610600"),
        ("昌潍地区的社员开了夜校。", "370700"),
        ("川沙县的渔民昨天开海。", "310000"),
        ("宁波老外滩的仓库改作画廊。", "330200"),
    ],
)
def test_a_former_county_or_prefecture_is_in_its_city_of_today(training, words, code):
    assert [choice.code for choice in training.gazetteer.choose("", words, "")] == [code]


def test_a_county_in_the_dateline_is_in_a_province_that_the_text_names(training):
    """龙潭 is a district of 吉林, and a township of 桃園."""
    choices = training.gazetteer.choose(
        "", "桃園縣環保局昨派員採樣。", "", dateline="［記者陸一鳴／龍潭報導］"
    )
    assert [choice.code[:2] for choice in choices] == ["71"]


def test_a_village_with_a_citys_name_is_in_its_own_county(training):
    choices = training.gazetteer.choose("", "浏阳市普迹镇南阳村的夜校开了课。", "浏阳的夜校")
    assert choices[0].code == "430181"


def test_a_lead_broken_over_two_lines_is_read(training):
    text = (
        "合江荔枝古树有了名牌\n　　本报成都9月2日电（记者江\n小舟）四川省合江县今年给荔枝古树\n"
        "挂上铭牌，扫码可知树龄。\n"
    )
    (article,) = draft_entry(text, training).articles
    assert article.headline.text == "合江荔枝古树有了名牌"
    assert names(training, article) == [("jiang-xiaozhou", "记者")]


def test_indents_mark_paragraphs_in_printed_lines(training):
    text = (
        "盱眙酱园晒场变看台\n　　本报讯（记者 甲文）江苏省盱眙县的\n"
        "一家酱园日前把晒场改成了看台，首月接待\n"
        "三千人。\n　　晒场摆着缸二百口，老师傅坐在缸沿上讲\n怎样翻酱，讲一场收入不过三百\n元。\n"
    )
    (article,) = draft_entry(text, training).articles
    paragraphs = [
        "".join(text[start:end] for start, end in block.at)
        for block in article.body
        if block.kind == "paragraph"
    ]
    assert [words[:4] for words in paragraphs] == ["江苏省盱", "晒场摆着"]
    assert paragraphs[1].endswith("收入不过三百元。")


def test_a_headline_with_a_subhead(training):
    text = (
        "衢州工匠用旧铁皮“剪”出百鸟园\n\n衢州市柯城区总工会办起“变废为宝”手工赛\n\n"
        "本报讯 通讯员甲文报道 本月初，衢州市柯城区一家农具厂的墙根下多出一座铁皮百鸟园。\n"
    )
    (article,) = draft_entry(text, training).articles
    assert article.headline.text == "衢州工匠用旧铁皮“剪”出百鸟园"
    assert [deck.text for deck in article.subheads] == ["衢州市柯城区总工会办起“变废为宝”手工赛"]


def test_names_at_the_end_of_a_paragraph_sign(training):
    text = f"{HEADS[0]}\n\n本报讯 {FIRST}（江小舟）\n\n{HEADS[1]}\n\n{SECOND}\n"
    first, second = draft_entry(text, training).articles
    assert names(training, first) == [("jiang-xiaozhou", "记者")]
    assert second.headline.text == HEADS[1]


def test_a_short_line_between_two_who_sign_is_a_headline(training):
    text = (
        "议事录何以流于表面\n\n丁文\n\n"
        f"{FIRST}\n\n小城一日\n\n从码头走到城门，原来不用两个钟头。只是沿途的店，有一半已经不认得我。"
        "\n\n方武\n"
    )
    articles = draft_entry(text, training).articles
    assert [names(training, article) for article in articles] == [
        [("ding-wen", "撰稿")],
        [("fang-wu", "撰稿")],
    ]


def test_a_signature_on_a_line_of_its_own_is_not_joined_to_the_paragraph_below(training):
    lines = [
        "江边的车间",
        "本报记者 丁文 方小武 何大江",
        "铸造车间的工人把废砂过筛拌土，",
        "重新拿来造型，五月份省下新砂四",
    ]
    lines += [
        "十多吨，老工人说砂子也是国家的",
        "钱，不能随便往江里倒，他把扫帚",
        "靠在门边，说明天还要再筛一遍。",
    ]
    articles = draft_entry("\n".join(lines) + "\n", training).articles
    assert names(training, articles[0]) == [
        ("ding-wen", "记者"),
        ("fang-xiaowu", "记者"),
        ("he-dajiang", "记者"),
    ]


def test_a_headline_above_the_folio_is_the_only_article_s(training):
    text = f"酱缸边上\n2021年7月28日 星期三\n\n{FIRST}\n\n{SECOND}\n"
    articles = draft_entry(text, training).articles
    assert [article.headline.text for article in articles] == ["酱缸边上"]


def test_the_number_of_the_issue_is_recorded(training):
    text = f"江城日报 2021年7月28日 第3128期 第3版\n\n{HEADS[0]}\n\n{FIRST}\n\n{SECOND}\n"
    fields = draft_issue([text], NEWSPAPER, training, frozenset()).fields
    assert fields["number"] == "3128"
    assert fields["pages"][0]["number"] == "3"


def test_who_is_in_people_yaml_but_signs_on_no_other_page_is_not_listed_as_new(training):
    training.entered["ding-wen"] = "丁文"
    try:
        fields, _, reason = credit(SignedName("丁文", "记者", "", "丁文"), training, NEWSPAPER)
        other_fields, _, _ = credit(SignedName("丁闻", "记者", "", "丁闻"), training, NEWSPAPER)
    finally:
        del training.entered["ding-wen"]
    assert (fields["person"], other_fields["person"]) == ("ding-wen", "ding-wen-2")
    assert "已有" in reason


def test_names_whose_blanks_recognition_did_not_read_are_parted(training):
    text = f"{HEADS[0]}\n\n{FIRST}（滕云易水）\n\n{HEADS[1]}\n\n{SECOND}（通讯员涂远盛小满）\n"
    articles = draft_entry(text, training).articles
    assert [names(training, article) for article in articles] == [
        [("teng-yun", "撰稿"), ("yi-shui", "撰稿")],
        [("tu-yuan", "通讯员"), ("sheng-xiaoman", "通讯员")],
    ]


def test_a_paragraph_above_a_name_in_brackets_is_no_caption(training):
    text = f"{HEADS[0]}\n\n{FIRST}\n\n（通讯员 丁文）\n\n{HEADS[1]}\n\n{SECOND}\n\n（丁文）\n"
    kinds = [
        [block.kind for block in article.body] for article in draft_entry(text, training).articles
    ]
    assert kinds == [["paragraph", "byline"]] * 2


def test_who_signs_a_column_above_the_headline_signs_the_article_below_it(training):
    text = (
        f"副刊 1998年3月17日 星期二\n\n江边闲话\n\n丁 文\n\n{HEADS[0]}\n\n{FIRST}\n\n"
        f"{HEADS[1]}\n\n本报讯（记者 方武）{SECOND}\n"
    )
    first, second = draft_entry(text, training).articles
    assert first.headline.text == HEADS[0]
    assert names(training, first) == [("ding-wen", "撰稿")]
    assert names(training, second) == [("fang-wu", "记者")]


def test_short_lines_numbered_one_after_the_other_are_crossheads(training):
    text = (
        f"{HEADS[0]}\n\n盱眙县副县长　丁文\n\n{FIRST}\n\n一、先算账\n\n{SECOND}\n\n"
        f"二、不跟风\n\n{FIRST[12:]}\n"
    )
    (article,) = draft_entry(text, training).articles
    assert [block.text for block in article.body if block.kind == "crosshead"] == [
        "一、先算账",
        "二、不跟风",
    ]
    assert names(training, article) == [("ding-wen", "撰稿")]


def test_a_signature_below_a_headline_is_not_joined_to_it(training):
    text = f"{HEADS[0]}\n文、图_丁小文\n{FIRST}\n{HEADS[1]}\n本报记者 方小武\n{SECOND}\n"
    first, second = draft_entry(text, training).articles
    assert [first.headline.text, second.headline.text] == list(HEADS)
    assert names(training, first) == [("ding-xiaowen", "撰稿"), ("ding-xiaowen", "摄影")]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("沈阳街头的清洁工天不亮就出门。", "210100"),
        ("西安易俗社的学徒今年没有歇。", "610100"),
        ("【新华社北京七日电】公债今日开始发售，本市首日售出三万份。", "110000"),
        ("新华社北京七日电　公债今日开始发售，首日售出三万份。", None),
        ("外白渡桥边的老钟又走了。", "310000"),
        ("南華昨晚以二比一險勝，全場觀眾離場時猶議論紛紛。", None),
    ],
)
def test_a_place_is_known_by_what_continues_with_its_name(training, words, code):
    articles = draft_entry(f"酱园的一天\n\n{words}{FIRST[10:]}\n", training).articles
    assert [place.code for place in articles[0].places] == ([code] if code else [])


def test_the_name_of_the_page_says_where_its_news_are_from(training):
    text = (
        "B03 澳聞 二〇〇五年八月三十日 星期二\n\n渠務工程拖足九月\n\n"
        "【本報消息】渡船街渠務工程動工九個月仍未完工，商戶指生意跌了四成，促請當局公佈完工日期。\n"
    )
    draft = draft_page(text, "x1", training, "", frozenset())
    (article,) = PageEntry.model_validate(draft.fields, context={"draft": True}).articles
    assert [place.code for place in article.places] == ["820000"]
    assert article.places[0].basis == "inferred"


@pytest.mark.parametrize("name", ["成都新闻", "成都城事"])
def test_a_page_named_for_a_city_has_its_news(training, name):
    text = (
        f"{name} 11 2008年3月12日 星期三\n\n晨跑老人捡到一麻袋图章\n\n"
        "本报讯（记者 甲文）昨天清早，府河边晨跑的老人踢到一只麻袋，解开一看全是刻好的图章。\n"
    )
    draft = draft_page(text, "x1", training, "", frozenset())
    (article,) = PageEntry.model_validate(draft.fields, context={"draft": True}).articles
    assert [(place.code, place.basis) for place in article.places] == [("510100", "inferred")]


def test_a_district_that_is_no_more_is_not_one_of_that_name_elsewhere(training):
    text = f"邮局设了新窗口\n\n广州东山区一家邮局昨起把四道手续并作一个窗口。{FIRST[10:]}\n"
    (article,) = draft_entry(text, training).articles
    assert article.places[0].code == "440100"


def test_a_report_without_a_place_is_from_where_the_page_is_if_all_others_are(training):
    stories = [
        ("南京老码头修好", "南京的老码头昨天修好，头一班渡船坐满了人，船票半价三天，老人不收钱。"),
        ("苏州巷口设书架", "苏州平江路的巷口前天立起一个书架，谁都可以拿一本、放一本，不用登记。"),
        (
            "无锡茶农办夜校",
            "无锡的茶农上月办起夜校，白天采茶，夜里学炒茶，先生都是七十岁的老师傅。",
        ),
        ("食堂阿姨会用英语问好", "打饭的阿姨会用英语问你要几两，学生都爱排她的队。"),
    ]
    pages = ["\n\n".join(f"{head}\n\n{words}" for head, words in stories)]
    pages.append(pages[0].replace("打饭的阿姨", "本报讯（记者 甲文）打饭的阿姨"))
    drafts = [draft_entry(text, training).articles[-1] for text in pages]
    assert [place.code[:2] for place in drafts[1].places] == ["32"]
    assert drafts[1].places[0].basis == "inferred"
    # who does not report may write of anywhere
    assert not drafts[0].places


def test_two_names_below_a_text_sign_it(training):
    text = f"{HEADS[0]}\n\n{FIRST}\n\n向文生　彭武\n\n{HEADS[1]}\n\n{SECOND}\n"
    first, second = draft_entry(text, training).articles
    assert names(training, first) == [("xiang-wensheng", "撰稿"), ("peng-wu", "撰稿")]
    assert second.headline.text == HEADS[1]


def test_who_made_what_a_caption_names_as_art_drew_it(training):
    text = f"牧鹅姑娘（剪纸）\n\n张文清 作\n\n{FIRST}\n"
    (article,) = draft_entry(text, training).articles
    assert names(training, article) == [("zhang-wenqing", "绘图")]


@pytest.mark.parametrize(
    ("above", "genre"),
    [("社论", "pinglun"), ("本报时评", "pinglun"), ("社論", "pinglun"), ("要闻", "jianxun")],
)
def test_what_stands_below_the_name_of_a_column_of_comments_is_commentary(training, above, genre):
    text = (
        f"{above}\n\n酱缸还要自己翻\n\n　　{FIRST}\n\n　　{SECOND}\n\n新桥下月通车\n\n"
        "　　本报讯 记者章文报道 新桥铺好了沥青，下月通车。\n"
    )
    page = draft_entry(text, training)
    (article,) = [article for article in page.articles if "酱缸" in article.headline.text]
    assert article.genre == genre


def test_an_article_of_verses_is_a_poem(training):
    text = "酱缸谣\n\n□ 章文\n\n缸沿上\n\n坐着一只猫\n\n它数着豆子\n\n一直数到天黑\n"
    assert [article.genre for article in draft_entry(text, training).articles] == ["shige"]
