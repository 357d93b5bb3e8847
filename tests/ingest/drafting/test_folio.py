"""Dates and numbers that pages print."""

import pytest

from archive.ingest.drafting import folio
from archive.ingest.drafting.folio import (
    newspaper_place,
    printed_date,
    printed_number,
    printed_page_name,
)
from archive.ingest.drafting.issue import draft_issue


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2 要闻 2021年7月28日 星期三 责编：甲文", "2021-07-28"),
        ("2021.7.28 星期三", "2021-07-28"),
        ("2021-07-28", "2021-07-28"),
        ("一九八四年十二月九日 第一版", "1984-12-09"),
        ("二○一四年十二月三日", "2014-12-03"),
        ("民國卅六年八月廿二日", "1947-08-22"),
        ("中華民國99年11月5日　星期五", "2010-11-05"),
        ("2021年13月40日", ""),
        ("本版责编：甲文", ""),
    ],
)
def test_dates_of_folios(line, day):
    assert printed_date([line]) == day


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("A08 都市圈 宁波晚报 2013年12月9日 星期一", "330200"),
        ("香港商報", "810000"),
        ("甘肃日报", "620000"),
        ("江阴日报 第3版", "320281"),
        ("人民日报", ""),
        ("蓉城少年报 第七版", "510100"),
        ("遂昌乡讯　2006年4月14日", "331123"),
        ("武汉钢铁工人报", "420100"),
        ("潇湘晨报", "430000"),
        ("南海日報", ""),
        # named with an ordinary word, which is a county too
        ("光明日报", ""),
        ("新民晚报", "310000"),
        ("解放日报", "310000"),
        ("东方早报", "310000"),
        ("本报今日八版", ""),
    ],
)
def test_a_newspaper_s_name_says_where_it_is_from(line, code, training):
    assert newspaper_place([line], training.gazetteer) == code


def test_two_dates_are_none():
    assert printed_date(["2021年7月28日", "2021年7月29日"]) == ""


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("第3版 要闻", "3"),
        ("第十二版", "12"),
        ("A12 港聞 2009年3月17日", "A12"),
        ("2 要闻 2021年7月28日 星期三", "2"),
        ("体育新闻 12", "12"),
        ("B02 公司·产业 2019年11月21日", "B2"),
        ("（下转第5版）", ""),
        ("导读 ▶ 4版 春耕", ""),
        ("2023年5月11日 星期四 第16852号 今日8版", ""),
        ("2021年7月28日", ""),
        ("2024年5月18日 星期六 第3128期 第1版 要闻", "1"),
        ("星期一 今日8版 第3版", "3"),
    ],
)
def test_numbers_of_folios(line, number):
    assert printed_number([line]) == number


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (["江城日报 第3128期 今日4版"], "3128"),
        (["2021年7月28日 总第1204期 第31期"], "1204"),
        (["第十二號 民國廿五年十一月四日"], "12"),
        (["今日4版 第3版"], ""),
        (["第3128期", "第3129期"], ""),
        (["江边路5号 热线12345"], ""),
    ],
)
def test_the_number_of_the_issue_is_not_that_of_the_page(lines, number):
    assert folio.issue_number(lines) == number


@pytest.mark.parametrize(
    ("furniture", "code"),
    [
        ("中華民國八十四年十月三日　星期二", "710000"),
        ("中華民國二十五年九月十七日　星期四", ""),
        ("香港　星期二　一九五五年四月十二日", "810000"),
        ("第三版 1985年6月18日 星期二", ""),
    ],
)
def test_a_day_of_the_republic_after_1949_is_printed_in_taiwan(training, furniture, code):
    assert folio.territory([furniture], training.gazetteer) == code


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("2024年9月11日　星期三　第1版　要闻", "要闻"),
        ("综合新闻 A05 2011年3月2日 责编 何田", "综合新闻"),
        ("中華民國七十年五月三日　第九版　副刊", "副刊"),
        ("2012年6月27日／星期三／本市新闻／A17", "本市新闻"),
        ("5 特别报道 2005年4月30日 星期六", "特别报道"),
        # the date, who made the page, the number of pages, no number
        ("第三版　一九五三年四月十二日　星期日", ""),
        ("责任编辑　何小田　第3版", ""),
        ("编辑：何小田　第3版", ""),
        ("双溪日报　第3版　今日8版", ""),
        ("2005年4月30日　星期六　副刊", ""),
    ],
)
def test_the_name_beside_the_page_number_is_the_pages(line, name):
    assert printed_page_name([line]) == name


def test_a_page_that_prints_two_names_has_none():
    assert printed_page_name(["第1版　要闻", "A1　国际"]) == ""


@pytest.mark.parametrize(
    ("nameplate", "basis"),
    [
        ("工　人　日　报", "stated"),
        ("工人日報 2021年7月28日 星期三", "stated"),
        ("2021年7月28日 星期三", "inferred"),
    ],
)
def test_the_newspaper_is_stated_where_the_page_prints_its_name(training, nameplate, basis):
    article = "酱园晒场变看台\n本报讯 一家酱园把晒场改成看台，坐满了人。\n"
    page = f"{nameplate}\n第2版 综合 2021年7月28日\n{article}"
    draft = draft_issue([page], "gongren-ribao", training, frozenset())
    assert draft.fields["attribution"]["basis"] == basis
    doubted = [guess["at"] for guess in draft.fields["draft"]["guesses"]]
    assert ("attribution" in doubted) is (basis == "inferred")
