"""PAGE XML: reading order given or derived, vertical text, headings; broken files are refused."""

import pytest

from archive.ingest.importers import page_folders, page_xml
from archive.ingest.importers.parsed_issue import ImportRefused

from .samples import page_xml as page
from .samples import region, write

UPRIGHT = (0, 0, 10, 80)


def import_issue(tmp_path, *pages, date="1912-01-01"):
    folder = write(tmp_path / "in", {f"{n}.xml": text for n, text in enumerate(pages, 1)})
    (issue,) = page_folders.issues([folder], page_xml.parse_page, date)
    return issue


def order_of(issue):
    return [part.text for item in issue.sheets[0].items for part in item.parts]


@pytest.mark.parametrize("year", ["2013-07-15", "2019-07-15"])
def test_both_namespaces_are_read(tmp_path, year):
    assert order_of(import_issue(tmp_path, page(region("a", "甲"), year=year))) == ["甲"]


def test_the_reading_order_is_kept_through_nested_groups(tmp_path):
    order = (
        '<OrderedGroup id="g"><RegionRefIndexed index="2" regionRef="a"/>'
        '<OrderedGroupIndexed index="0" id="h"><RegionRefIndexed index="1" regionRef="b"/>'
        '<RegionRefIndexed index="0" regionRef="c"/></OrderedGroupIndexed>'
        '<RegionRefIndexed index="1" regionRef="d"/></OrderedGroup>'
    )
    regions = [region(name, name) for name in "abcd"]
    assert order_of(import_issue(tmp_path, page(*regions, order=order))) == ["c", "b", "d", "a"]


def test_an_unordered_group_goes_by_where_its_members_lie(tmp_path):
    order = (
        '<UnorderedGroup id="g"><RegionRef regionRef="low"/><RegionRef regionRef="high"/>'
        "</UnorderedGroup>"
    )
    regions = [region("low", "下", box=(0, 200, 9, 300)), region("high", "上", box=(0, 0, 9, 100))]
    assert order_of(import_issue(tmp_path, page(*regions, order=order))) == ["上", "下"]


def test_regions_missing_from_the_order_come_last(tmp_path):
    order = '<OrderedGroup id="g"><RegionRefIndexed index="0" regionRef="b"/></OrderedGroup>'
    issue = import_issue(tmp_path, page(region("a", "甲"), region("b", "乙"), order=order))
    assert order_of(issue) == ["乙", "甲"]


def test_vertical_columns_are_read_from_the_right(tmp_path):
    left = region("left", "乡里也要比武", box=(0, 0, 50, 90), shape=UPRIGHT)
    right = region("right", "县里办起钳工比武", box=(60, 0, 99, 90), shape=UPRIGHT)
    issue = import_issue(tmp_path, page(left, right))
    assert order_of(issue) == ["县里办起钳工比武", "乡里也要比武"]
    assert "自右至左" in issue.sheets[0].notes[0][1]


def test_horizontal_lines_are_not_taken_for_vertical_ones(tmp_path):
    issue = import_issue(tmp_path, page(region("b", "乙" * 8), region("a", "甲" * 8)))
    assert order_of(issue) == ["乙" * 8, "甲" * 8]
    assert issue.sheets[0].notes == ()


def test_transkribus_orders_regions_and_lines_in_custom(tmp_path):
    def reading_order(n):
        return f' custom="readingOrder {{index:{n};}}"'

    issue = import_issue(
        tmp_path,
        page(region("a", "甲", extra=reading_order(1)), region("b", "乙", extra=reading_order(0))),
    )
    assert order_of(issue) == ["乙", "甲"]


def test_a_heading_begins_an_article_and_running_heads_belong_to_none(tmp_path, into):
    regions = [
        region("h", "一九一二年", kind="header"),
        region("t1", "县里办起", "钳工比武", kind="heading"),
        region("p1", "十月的一天，四十名", "钳工走进车间。"),
        region("t2", "乡里也要比", kind="heading"),
        region("p2", "下月开赛。"),
    ]
    issue = import_issue(tmp_path, page(*regions))
    into.run([issue])
    assert into.faults() == []
    record = into.records()[0].record
    first, second = record.pages[0].articles
    assert (first.headline.text, second.headline.text) == ("县里办起钳工比武", "乡里也要比")
    assert len(record.pages[0].apart) == 1
    # the day came from who imported it
    assert (record.date.basis, record.attribution.basis) == ("inferred", "inferred")


def test_the_words_of_a_line_stand_in_for_its_text(tmp_path):
    word = "<Word><TextEquiv><Unicode>{}</Unicode></TextEquiv></Word>"
    words = word.format("县里") + word.format("比武")
    line = f'<TextRegion id="r"><TextLine id="l">{words}</TextLine></TextRegion>'
    assert order_of(import_issue(tmp_path, page(line))) == ["县里比武"]


def test_the_best_reading_of_a_line_is_taken(tmp_path):
    readings = "".join(
        f'<TextEquiv index="{n}" conf="{conf}"><Unicode>{reading}</Unicode></TextEquiv>'
        for n, conf, reading in ((1, 0.3, "县理"), (0, 0.4, "县里"))
    )
    issue = import_issue(
        tmp_path, page(f'<TextRegion id="r"><TextLine id="l">{readings}</TextLine></TextRegion>')
    )
    (part,) = issue.sheets[0].items[0].parts
    assert (part.text, part.quality.low) == ("县里", 1)


def test_the_folder_may_give_the_day(tmp_path):
    folder = write(tmp_path / "1912-01-01", {"1.xml": page(region("a", "甲"))})
    (issue,) = page_folders.issues([folder], page_xml.parse_page)
    assert (issue.date, issue.date_reason) == ("1912-01-01", "")


@pytest.mark.parametrize(
    ("text", "expected_message"),
    [
        (page(region("a", "甲"))[:-20], "不是完整的 XML"),
        ("<alto/>", "不是 PAGE XML"),
        ("", "文件是空的"),
        (page(region("a", "甲"),
              order='<OrderedGroup id="g"><RegionRefIndexed index="0" regionRef="z"/>'
                    '</OrderedGroup>'), "没有区域 'z'"),
    ],
)  # fmt: skip
def test_broken_sources_are_refused_by_file(tmp_path, text, expected_message):
    refusal = import_issue(tmp_path, text)
    assert isinstance(refusal, ImportRefused)
    assert expected_message in str(refusal)
    assert "1.xml" in str(refusal)


def test_without_a_day_nothing_is_guessed(tmp_path):
    folder = write(tmp_path / "pages", {"1.xml": page(region("a", "甲"))})
    (refusal,) = page_folders.issues([folder], page_xml.parse_page)
    assert "没有日期" in str(refusal)


def test_a_document_of_transkribus_is_an_issue(tmp_path):
    files = {
        "1912-01-01/mets.xml": "<mets/>",
        "1912-01-01/metadata.xml": "<trpDocMetadata/>",
        "1912-01-01/page/0001.xml": page(region("a", "甲")),
    }
    (issue,) = page_folders.issues([write(tmp_path, files)], page_xml.parse_page)
    assert (issue.key, issue.date) == ("1912-01-01", "1912-01-01")
    # naming such a file is refused with its format
    (result,) = page_folders.issues([tmp_path / "1912-01-01/mets.xml"], page_xml.parse_page, "1912")
    assert "不是 PAGE XML，而是 <mets>" in str(result)


def test_the_cells_of_a_table_are_read(tmp_path):
    cell = region("c", "格里的字").replace("TextRegion", "TableCell")
    table = f'<TableRegion id="t"><Coords points="0,0 9,9"/>{cell}</TableRegion>'
    assert order_of(import_issue(tmp_path, page(region("a", "甲"), table))) == ["甲", "格里的字"]


def test_a_region_that_says_again_what_is_in_it_is_read_once(tmp_path):
    outer = (
        f'<TextRegion id="o"><Coords points="0,0 9,9"/>{region("i", "里面的字")}'
        "<TextEquiv><Unicode>里面的字</Unicode></TextEquiv></TextRegion>"
    )
    assert order_of(import_issue(tmp_path, page(outer))) == ["里面的字"]


def test_two_regions_with_the_same_id_are_both_kept(tmp_path):
    order = '<OrderedGroup id="o"><RegionRefIndexed index="0" regionRef="a"/></OrderedGroup>'
    issue = import_issue(tmp_path, page(region("a", "先"), region("a", "后"), order=order))
    assert order_of(issue) == ["先", "后"]


def test_words_that_lines_divide_are_whole(tmp_path):
    assert order_of(import_issue(tmp_path, page(region("a", "Zei¬", "tung ist", "da")))) == [
        "Zeitung ist da"
    ]
