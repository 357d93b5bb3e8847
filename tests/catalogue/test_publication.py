"""A newspaper's days of publication, and issues that contradict them."""

from datetime import date

import pytest

from archive.catalogue.check import check
from archive.catalogue.publication import Publication, days

PERIOD = {
    "since": "2020-10-01",
    "until": "2020-12-31",
    "weekdays": ["一", "三", "五"],
    "pages": 4,
    "closed": ["2020-10-02/2020-10-08"],
    "also": ["2020-12-31"],
    "source": "报头",
}
NEWSPAPERS = """\
newspapers:
  - slug: shi-bao
    name: 试报
    publication:
      - since: 2020-01-01
        until: 2020-06-30
        weekdays: [日]
        source: 报头
      - since: 2020-07-01
        until: 2020-12-31
        weekdays: [六, 日]
        pages: 1
        closed: [2020-10-04]
        also: [2020-10-05]
        source: 报头
"""


@pytest.mark.parametrize(
    ("day", "appeared"),
    [
        ((2020, 9, 30), None),
        ((2020, 10, 1), False),
        ((2020, 10, 5), False),
        ((2020, 10, 9), True),
        ((2020, 12, 31), True),
        ((2021, 1, 1), None),
    ],
)
def test_a_day_appeared_did_not_or_is_not_known(day, appeared):
    assert Publication([PERIOD]).appeared(date(*day)) is appeared


def test_publication_days_of_a_year_are_counted_and_unknown_years_are_none():
    publication = Publication([PERIOD])
    # 39 Mondays, Wednesdays and Fridays, less 3 closed, and one more (a Thursday)
    assert publication.issues_of(2020) == 39 - 3 + 1
    assert publication.issues_of(2021) is None
    assert list(publication.years) == [2020]
    assert publication.pages(date(2020, 10, 9)) == 4
    assert Publication([]).issues_of(2020) is None


def test_days_are_a_day_or_an_interval_that_runs_forward():
    assert days("2020-02-28/2020-03-01") == (date(2020, 2, 28), date(2020, 3, 1))
    assert days("2020-02-28") == (date(2020, 2, 28),) * 2
    for invalid in (
        "2020-02-30",
        "2020-03-01/2020-02-01",
        "2020-02",
        "20200228",
        "2020-02-28/",
        "",
    ):
        with pytest.raises(ValueError, match="这样的日子"):
            days(invalid)


def faults(catalogue):
    return check(catalogue.folder, {}).faults


def test_a_valid_record_has_no_fault(catalogue):
    catalogue.write("newspapers.yaml", NEWSPAPERS)
    assert faults(catalogue) == []


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("2020-07-01", "2020-06-30", "publication[1].since", "不重叠"),
        ("closed: [2020-10-04]", "closed: [2021-10-04]", "closed[0]", "不在 2020-07-01"),
        ("closed: [2020-10-04]", "closed: [2020-10-06]", "closed[0]", "本来就不出报"),
        ("closed: [2020-10-04]", "closed: [2020-10]", "closed[0]", "这样的日子"),
        ("also: [2020-10-05]", "also: [2020-10-11]", "also[0]", "本来就出报"),
        ("[六, 日]", "[六, 天]", "weekdays[1]", "只能是"),
        ("[六, 日]", "[]", "weekdays", "不能为空"),
        ("pages: 1", "pages: 0", "pages", ""),
        ("until: 2020-06-30", "until: 2019-06-30", "publication[0]", "晚于"),
        ("        also:", "        extra:", "extra", "没有这个字段"),
    ],
)
def test_each_mistake_is_named_by_line_and_field(catalogue, old, new, field, message):
    catalogue.write("newspapers.yaml", NEWSPAPERS)
    catalogue.change("newspapers.yaml", old, new)
    fault = next(fault for fault in faults(catalogue) if fault.field.endswith(field))
    assert fault.file == "fixtures/newspapers.yaml"
    assert message in fault.message
    assert fault.line >= catalogue.line("newspapers.yaml", "publication")


def test_an_issue_may_not_be_of_a_day_without_a_paper(catalogue):
    catalogue.write("newspapers.yaml", NEWSPAPERS.replace("[六, 日]", "[六]"))
    catalogue.change("newspapers.yaml", "closed: [2020-10-04]", "closed: []")
    (fault,) = faults(catalogue)
    assert fault.file == f"fixtures/{catalogue.issue}"
    assert fault.line == catalogue.line(catalogue.issue, "edtf:")
    assert "2020-10-11 不出报" in fault.message


def test_an_issue_may_not_have_more_pages_than_were_printed(catalogue):
    catalogue.write("newspapers.yaml", NEWSPAPERS)
    text = (catalogue.folder / catalogue.issue).read_text(encoding="utf-8")
    second_page = '  - page: "2"\n    text: {sha256: ' + "0" * 64 + ", length: 1}\n"
    catalogue.write(catalogue.issue, text + second_page)
    assert any("著录了 2 个版" in fault.message for fault in faults(catalogue))
