"""Page numbers in every notation: alone, with the page's name, in tables, in METS."""

import pytest

from archive.ingest.importers import dates_and_numbers, mets_alto, table_columns, tables
from archive.ingest.importers.identifiers import Idents, People
from archive.ingest.importers.to_catalogue import to_catalogue

from .samples import ONE_PAGE, mets, write


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("03", "3"), ("0011", "11"), ("0", "0"), ("1.", "1"), ("12版", "12"), ("第3面", "3")),
        *(("第A01版", "A1"), ("Ａ０２版", "A2"), ("B-3", "B3"), ("P3", "P3")),
        *(("第一版", "1"), ("第十二版", "12"), ("三版", "3"), ("第廿一版", "21"), ("四", "4")),
        *(("[1]", "1"), ("（3）", "3"), ("【第三版】", "3"), ("版次：02", "2")),
        *(("Seite 1", "1"), ("S. 12", "12"), ("Page 2", "2"), ("p. 3", "3"), ("pag.4", "4")),
        *(("头版", ""), ("1-2", ""), ("12:30", ""), ("1934", ""), ("十月", ""),
          ("第二张第一版", "")),
    ],
)  # fmt: skip
def test_page_numbers_alone(text, number):
    assert dates_and_numbers.page_number(text) == number
    assert dates_and_numbers.page_title(text) == (number, "" if number else text)


@pytest.mark.parametrize(
    ("text", "number", "name"),
    [
        ("01版：要闻", "1", "要闻"),
        ("A02版:国际", "A2", "国际"),
        ("第A01版：头版", "A1", "头版"),
        ("第1版　　　　要闻", "1", "要闻"),
        ("第四版　国际…新闻", "4", "国际…新闻"),
        ("第01版（要闻）", "1", "要闻"),
        ("A01： 头版", "A1", "头版"),
        ("01版要闻", "1", "要闻"),
        ("要闻", "", "要闻"),
        ("第3版面图", "", "第3版面图"),
        ("12:30 开会", "", "12:30 开会"),
    ],
)
def test_page_numbers_with_names(text, number, name):
    assert dates_and_numbers.page_title(text) == (number, name)


def test_a_table_may_write_number_and_name_in_one(tmp_path):
    pages = ["01版：要闻", "第四版", "A02版:国际", "头版", "第1版", "1.0"]
    rows = "".join(f"2024-12-25,{page},甲,一文。\n" for page in pages)
    folder = write(tmp_path, {"a.csv": f"date,page,headline,text\n{rows}"})
    (issue,) = tables.issues([folder], table_columns.mapping([]))
    sheets = [(sheet.number, sheet.name, len(sheet.items)) for sheet in issue.sheets]
    assert sheets == [
        ("1", "要闻", 1),
        ("4", "", 1),
        ("A2", "国际", 1),
        ("", "头版", 1),
        ("1", "", 2),
    ]


@pytest.mark.parametrize(
    ("labels", "numbers"),
    [
        (("[1]", "[2]"), ["1", "2"]),
        (("Seite 1", "Seite 2"), ["1", "2"]),
        (("第一版", "第二版"), ["1", "2"]),
        # where the label says none, the page's place does
        (("", "uncounted"), ["1", "2"]),
        (("A1", "A02"), ["A1", "A2"]),
    ],
)
def test_page_labels_in_mets(tmp_path, labels, numbers):
    text = mets(pages=2)
    for n, label in enumerate(labels, 1):
        text = text.replace(f'ORDERLABEL="{n}"', f'ORDERLABEL="{label}"')
    files = {"mets.xml": text, "text/1.xml": ONE_PAGE, "text/2.xml": ONE_PAGE}
    (issue,) = mets_alto.issues([write(tmp_path, files)])
    assert [sheet.number for sheet in issue.sheets] == numbers


def test_a_page_that_repeats_another_is_named_with_it(tmp_path):
    text = mets(pages=2).replace("\n", "")
    files = {"mets.xml": text, "text/1.xml": ONE_PAGE, "text/2.xml": ONE_PAGE}
    (issue,) = mets_alto.issues([write(tmp_path, files)])
    remarks = to_catalogue(issue, "shi-bao", "2020-10-11", Idents(()), People((), ())).remarks
    file = tmp_path / "mets.xml"
    assert f"{file}:1 第 2 版: 与 {file}:1 第 1 版 文字相同，作为重复导入，不另立一篇" in remarks
