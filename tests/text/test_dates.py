"""EDTF: bounds, Chinese wording, refused dates."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from archive.text import dates
from archive.text.dates import Bounds, bounds, in_chinese, in_iso, is_exact, range_without_about

TABLE = [
    # EDTF, first day, last day, in Chinese, for <time>
    ("2021-12-23", "2021-12-23", "2021-12-23", "2021年12月23日", "2021-12-23"),
    ("2021-12", "2021-12-01", "2021-12-31", "2021年12月", "2021-12"),
    ("2024-02", "2024-02-01", "2024-02-29", "2024年2月", "2024-02"),
    ("2021", "2021-01-01", "2021-12-31", "2021年", "2021"),
    ("2020-04~", "2020-04-01", "2020-04-30", "约2020年4月", ""),
    ("2021?", "2021-01-01", "2021-12-31", "2021年（存疑）", ""),
    ("2021-06-11?", "2021-06-11", "2021-06-11", "2021年6月11日（存疑）", ""),
    ("2021%", "2021-01-01", "2021-12-31", "约2021年（存疑）", ""),
    ("[2021-06..2021-09]", "2021-06-01", "2021-09-30", "约2021年6—9月", ""),
    ("[2020-04..2020-05]", "2020-04-01", "2020-05-31", "约2020年4—5月", ""),
    ("[2020-12..2021-02]", "2020-12-01", "2021-02-28", "约2020年12月—2021年2月", ""),
    ("[2024-03-26..2024-04-05]", "2024-03-26", "2024-04-05", "约2024年3月26日—4月5日", ""),
    ("[2024-03-26..2024-03-28]", "2024-03-26", "2024-03-28", "约2024年3月26—28日", ""),
    ("[2023-12-30..2024-01-02]", "2023-12-30", "2024-01-02", "约2023年12月30日—2024年1月2日", ""),
    ("[2019..2021]", "2019-01-01", "2021-12-31", "约2019—2021年", ""),
    ("[2021-06,2021-08]", "2021-06-01", "2021-08-31", "2021年6月或2021年8月", ""),
    ("{2021-06,2021-08}", "2021-06-01", "2021-08-31", "2021年6月、2021年8月", ""),
    ("2021-06/2021-09", "2021-06-01", "2021-09-30", "2021年6—9月", ""),
    ("2021-06~/2021-09", "2021-06-01", "2021-09-30", "约2021年6—9月", ""),
    ("2021/2022-03", "2021-01-01", "2022-03-31", "2021年—2022年3月", ""),
    ("2021-06-11/2021-06-11", "2021-06-11", "2021-06-11", "2021年6月11日", ""),
    ("202X", "2020-01-01", "2029-12-31", "2020年代", ""),
    ("192X", "1920-01-01", "1929-12-31", "1920年代", ""),
    ("192X~", "1920-01-01", "1929-12-31", "约1920年代", ""),
    ("19XX", "1900-01-01", "1999-12-31", "20世纪", ""),
    ("2021-12-XX", "2021-12-01", "2021-12-31", "2021年12月", "2021-12"),
    ("2021-XX-XX", "2021-01-01", "2021-12-31", "2021年", "2021"),
    ("2021-XX", "2021-01-01", "2021-12-31", "2021年", "2021"),
    ("2021-21", "2021-03-01", "2021-05-31", "2021年春", ""),
    ("2021-22", "2021-06-01", "2021-08-31", "2021年夏", ""),
    ("2021-23", "2021-09-01", "2021-11-30", "2021年秋", ""),
    ("2021-24", "2021-12-01", "2021-12-31", "2021年冬", ""),
    ("2021-34", "2021-04-01", "2021-06-30", "2021年第二季度", ""),
    ("2021-41", "2021-07-01", "2021-12-31", "2021年下半年", ""),
    ("2021-06~-11", "2021-06-11", "2021-06-11", "约2021年6月11日", ""),
    ("1600", "1600-01-01", "1600-12-31", "1600年", "1600"),
    ("2200-12-31", "2200-12-31", "2200-12-31", "2200年12月31日", "2200-12-31"),
]


@pytest.mark.parametrize(("edtf", "earliest", "latest", "chinese", "iso"), TABLE)
def test_dates_of_the_table(edtf, earliest, latest, chinese, iso):
    expected = Bounds(date.fromisoformat(earliest), date.fromisoformat(latest))
    assert bounds(edtf) == expected
    assert in_chinese(edtf) == chinese
    assert in_iso(edtf) == iso
    assert is_exact(edtf) == (edtf in {"2021-12-23", "2200-12-31"})


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("[2021-06..2021-09]", "2021年6—9月"),
        ("2021~", "约2021年"),
        ("2021-06-11?", "2021年6月11日（存疑）"),
        ("[2021-06,2021-08]", "2021年6月或2021年8月"),
    ],
)
def test_only_a_range_loses_its_about(edtf, expected):
    assert range_without_about(edtf) == expected


@pytest.mark.parametrize("edtf", ["2021/..", "../2021", "2021/", "/2021", "[..2021]", "[2021..]"])
def test_open_ends_are_refused(edtf):
    with pytest.raises(ValueError, match="起止"):
        bounds(edtf)


@pytest.mark.parametrize(
    "edtf",
    [
        "",
        " ",
        "abc",
        "2021年",
        "20211223",
        "2021-13",
        "2021-00",
        "2021-06-31",
        "2021-2",
        " 2021",
        "2021\n",
        "2021-1X",
        "2021-X1",
        "2021-12-2X",
        "[2021]",
        "[2021-06..2021-09]~",
        "2021 - 12",
        "2021-XX~",
        "2021-XX-15",
        "2021S2",
    ],
)
def test_dates_that_are_not_edtf_are_refused(edtf, capsys):
    with pytest.raises(ValueError, match="EDTF 日期"):
        bounds(edtf)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "edtf", ["1599", "2201-01-01", "-0044", "0000", "Y120000", "XXXX", "16XX/22XX"]
)
def test_years_out_of_reach_are_refused(edtf):
    with pytest.raises(ValueError, match="1600 至 2200"):
        bounds(edtf)


def test_no_day_of_the_calendar_is_refused():
    with pytest.raises(ValueError, match="历法"):
        bounds("2021-02-29")


@pytest.mark.parametrize("edtf", ["[2021-09..2021-06]", "2021-09/2021-06"])
def test_ends_the_wrong_way_round_are_refused(edtf):
    with pytest.raises(ValueError, match="先后颠倒"):
        bounds(edtf)


@pytest.mark.parametrize("parse", [is_exact, in_chinese, in_iso])
def test_every_function_refuses_invalid_dates(parse):
    with pytest.raises(ValueError, match="EDTF 日期"):
        parse("someday")


@pytest.mark.parametrize(
    "edtf",
    [
        "2021-12-23",
        "2021-02-29",
        "2021-13-01",
        "2024-03-26/2024-04-05",
        "2024-04-05/2024-03-26",
        "[2024-03-26..2024-04-05]",
        "[2024-04-05..2024-03-26]",
        "[2024-03-26]",
        "2024-03-26..2024-04-05",
    ],
)
def test_plain_days_are_read_as_the_librarys_parser_reads_them(edtf, monkeypatch):
    def read_dates():
        dates.read_edtf.cache_clear()
        dates.in_chinese.cache_clear()
        try:
            return *map(str, dates.bounds(edtf)), dates.in_chinese(edtf), dates.is_exact(edtf)
        except ValueError as error:
            return str(error)

    quick = read_dates()
    monkeypatch.setattr(dates, "_parse_days", lambda edtf: None)
    assert read_dates() == quick
    dates.read_edtf.cache_clear()
    dates.in_chinese.cache_clear()


def test_one_thread_at_a_time_is_in_the_parser(monkeypatch):
    """The parser is not thread-safe: with two threads, valid dates were sometimes rejected."""
    parse, inside = dates.parse_edtf, []

    def watched_parse(edtf):
        inside.append(edtf)
        alone = len(inside) == 1
        # gives way to whoever would come in
        time.sleep(0.001)
        parsed = parse(edtf)
        inside.remove(edtf)
        assert alone, f"{edtf} is parsed beside another"
        return parsed

    monkeypatch.setattr(dates, "parse_edtf", watched_parse)
    edtf_dates = [f"[{year}-03..{year}-05]" for year in range(1901, 1941)]
    with ThreadPoolExecutor(8) as threads:
        assert len(list(threads.map(bounds, edtf_dates))) == 40
