"""The date of an issue as implied by its sentences, and no more precise."""

from datetime import date
from types import SimpleNamespace

import pytest

from archive.ingest.drafting.article import ArticleDraft
from archive.ingest.drafting.issue_date import likely_date
from archive.ingest.drafting.training_data import TrainingData
from archive.text import dates
from archive.text.numerals import parse_numeral

TODAY = date(2026, 11, 21)
KNOWN_SPANS = {"shi-bao": (date(2005, 3, 1), date(2024, 4, 30))}


@pytest.fixture(scope="module")
def places(training):
    return training.gazetteer


def date_of(places, *sentences, spans=KNOWN_SPANS, printed_day="", given_date=""):
    article = ArticleDraft({"ident": "1cq34jc"}, sentences=list(sentences))
    training = TrainingData(spans=spans, gazetteer=places)
    page = SimpleNamespace(printed_day=printed_day)
    fields = likely_date([article], [page], given_date, training, "shi-bao", TODAY)
    (guess,) = fields.pop("guesses") or [None]
    if fields["edtf"]:
        dates.bounds(fields["edtf"])
    return fields, guess


@pytest.mark.parametrize(
    ("sentence", "edtf", "expected_message"),
    [
        ("车间里人人学习党的二十大精神。", "[2022-10..2024-04]", "说及二十大"),
        ("大家学习党的十九届五中全会精神。", "[2020-10..2024-04]", "说及十九届五中全会"),
        # the unions count their congresses otherwise
        ("贯彻落实中国工会十八大精神。", "[2023-10..2024-04]", "说及中国工会十八大"),
        ("代表们谈十三届全国人大三次会议通过的法典。", "[2020-03..2024-04]", "全国人大三次会议"),
        ("门口的师傅查健康码。", "[2020-02..2024-04]", "说及健康码"),
        ("钱塘区的绣娘摆开架子。", "[2021-01..2024-04]", "说及钱塘区"),
        ("老师傅说，一九七八年他刚进厂。大家用微信报名。", "[2011-01..2024-04]", "说及微信"),
    ],
)
def test_what_a_text_takes_for_granted_is_a_lower_bound(places, sentence, edtf, expected_message):
    fields, guess = date_of(places, sentence)
    assert fields["edtf"] == edtf
    assert fields["basis"] == "inferred"
    assert any(expected_message in evidence["says"] for evidence in fields["evidence"])
    # the other end is no more than what the catalogue has, and says so
    assert "暂以目录里本报最晚的一期（2024年4月）为限" in fields["reason"]
    assert guess.confidence <= 0.2


def test_the_youngest_of_several_bounds_counts(places):
    fields, _ = date_of(places, "学习十八届三中全会精神。", "用抖音卖货。", "落实八项规定。")
    assert fields["edtf"].startswith("[2016-09..")


def test_a_planned_event_is_an_upper_bound(places):
    fields, guess = date_of(places, "学习党的十九大精神。", "以实际行动迎接党的二十大胜利召开。")
    assert fields["edtf"] == "[2017-10..2022-10]"
    assert "即将召开的二十大" in fields["reason"]
    assert guess.confidence == 0.3
    fields, _ = date_of(places, "学习党的十九大精神。", "新厂房计划于2019年建成。")
    assert fields["edtf"] == "[2017-10..2019-12]"


def test_what_may_have_been_said_before_or_after_is_no_bound(places):
    # a delegate to a congress is chosen before it; a plan that was carried out is past
    for sentence in (
        "她是党的二十大代表候选人。",
        "按计划于2019年建成了厂房。",
        "二十大学里的学生精神好。",
        "他们学十大工匠精神。",
    ):
        fields, _ = date_of(places, sentence)
        assert "evidence" not in fields


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("为庆祝建党100周年，工友们排了一台戏。", 2021),
        ("为庆祝中国共产党成立九十五周年，大家唱歌。", 2016),
        ("庆祝新中国成立70周年书画展开幕。", 2019),
        ("纪念改革开放四十周年。", 2018),
        ("百年华诞之际，她交了申请书。", 2021),
    ],
)
def test_an_anniversary_gives_an_approximate_date(places, sentence, year):
    fields, guess = date_of(places, sentence)
    assert fields["edtf"] == f"{year}~"
    assert guess.confidence == 0.4


def test_an_anniversary_that_is_younger_than_the_year_named_takes_precedence_over_it(places):
    fields, _ = date_of(places, "2020年的冬天很冷，2020年人人盼雪。", "喜迎建党100周年。")
    assert fields["edtf"] == "2021~"


def test_a_day_of_the_week_leaves_a_few_years(places):
    # 11 October was a Sunday in 2015 and 2020
    fields, guess = date_of(places, "10月11日(星期日)，大家用微信报名。")
    assert fields["edtf"] == "[2015, 2020]"
    assert guess.confidence == 0.25
    fields, guess = date_of(places, "10月11日（周日），门口查健康码。")
    assert fields["edtf"] == "2020"
    assert guess.confidence == 0.4
    # it is no evidence if it fits too many years
    fields, _ = date_of(
        places, "10月11日(星期日)比武。", spans={"shi-bao": (date(1950, 1, 1), TODAY)}
    )
    assert fields["edtf"] == "[1950-01..2026-11]"


def test_a_year_that_is_named_is_the_issues_own_unless_it_is_history(places):
    fields, guess = date_of(
        places, "2021年3月开了班。", "二〇二一年五月又开了一班。", "将于9月比武。"
    )
    assert fields["edtf"] == "[2021-03..2021-09]"
    assert guess.confidence == 0.5
    for numeral in ("二〇二一年", "20２１年"):
        fields, _ = date_of(places, f"{numeral}，大家都来了。")
        assert fields["edtf"] == "[2021-01..2021-12]"
    # once, without a month, and older than all that is known of the newspaper
    fields, guess = date_of(places, "厂子是1956年办的。")
    assert fields["edtf"] == "[1956-01..2024-04]"
    assert guess.confidence == 0.2
    # older than something else
    fields, _ = date_of(places, "2012年3月进厂，2012年5月出师。", "如今人人有健康码。")
    assert fields["edtf"].startswith("[2020-02..")


def test_a_page_that_says_nothing_is_dated_by_the_catalogue_alone_and_hardly(places):
    fields, guess = date_of(places, "灯一直亮着。")
    assert fields["edtf"] == "[2005-03..2024-04]"
    assert guess.confidence == 0.1
    assert "文中没有依据" in fields["reason"]
    assert "evidence" not in fields
    fields, guess = date_of(places, "灯一直亮着。", spans={})
    assert fields["edtf"] == "[1900-01..2026-11]"
    assert guess.confidence == 0.05


def test_a_bound_that_lies_ahead_or_contradicts_is_left_out(places):
    fields, _ = date_of(places, "迎接党的十八大召开。", "学习党的二十大精神。", "到2035年建成。")
    assert fields["edtf"] == "[2022-10..2024-04]"


def test_given_or_printed_values_take_precedence(places):
    assert date_of(places, "学习党的二十大精神。", given_date="2021-05")[0]["edtf"] == "2021-05"
    fields, guess = date_of(places, "学习党的二十大精神。", printed_day="2023年1月5日")
    assert (fields["edtf"], fields["basis"], guess.confidence) == (
        "2023-01-05",
        "stated",
        0.9,
    )


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("十九", 19),
        ("二十", 20),
        ("七十五", 75),
        ("一百", 100),
        ("百", 100),
        ("三三", 0),
    ],
)
def test_numerals(numeral, value):
    assert parse_numeral(numeral) == value
