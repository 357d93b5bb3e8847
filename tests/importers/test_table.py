"""Tables: mapping, encodings, and faults by row and column."""

import json

import pytest

from archive.importers import table
from archive.importers.records import Refused

from .samples import MAP, TABLE, written


def found(tmp_path, text, name="a.csv", given=MAP, encoding=""):
    folder = written(tmp_path / "in", {name: text})
    return list(table.issues([folder], table.mapping(given), encoding))


def test_rows_of_one_day_are_an_issue_of_its_pages(tmp_path, into):
    # an unquoted comma of full width is no delimiter
    summary = into.run(found(tmp_path, TABLE))
    assert (summary.issues, summary.pages, summary.articles) == (2, 3, 3)
    assert into.faults() == []
    first, second = (source.record for source in into.records())
    assert [page.page for page in first.pages] == ["1", "2"]
    article = first.pages[0].articles[0]
    assert article.headline.text == "县里办起钳工比武"
    assert [block.kind for block in article.body] == ["byline", "paragraph", "paragraph"]
    assert article.identifiers[0].value == "http://epaper.example.cn/1.htm"
    assert second.date.edtf == "2020-10-12"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_an_encoding_is_seen(tmp_path, encoding):
    first, _ = found(tmp_path, TABLE.encode(encoding))
    assert first.sheets[0].items[0].parts[0].text == "县里办起钳工比武"


def test_an_encoding_is_believed_when_named(tmp_path):
    text = "date,text\n2020-10-11,天地玄\n".encode("big5")
    (issue,) = found(tmp_path, text, given=[], encoding="big5")
    assert issue.sheets[0].items[0].parts[0].text == "天地玄"
    (refused,) = found(tmp_path, text, given=[], encoding="no-such")
    assert "没有叫 no-such 的编码" in str(refused)


def test_json_lines_with_paragraphs_as_a_list(tmp_path):
    row = {"date": "2020-10", "headline": "题", "text": ["一段。", "二段。"], "page": 3}
    (issue,) = found(tmp_path, json.dumps(row) + "\n", "a.jsonl", [])
    assert issue.date == "2020-10"
    (sheet,) = issue.sheets
    assert sheet.number == "3"
    assert [part.text for part in sheet.items[0].parts] == ["题", "一段。", "二段。"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("2020-10-12,1,村里", "某日,1,村里", ":5: 日期: '某日' 不是日期"),
        ("收了稻子再说。", "", ":5: 正文: 不能为空"),
        ("http://epaper.example.cn/1.htm", "epaper/1", ":3: 网址: 'epaper/1' 不是"),
        ("再说。,,", "再说。,,,,", ":5: 有 8 格，表头却有 6 列"),
        ("日期,版", "日子,版", ":1: 日期: 没有这一列"),
        ("日期,版", "日期,日期", ":1: 日期: 两列同名"),
        ("2020-10-12,1,村里", "2020-10-11,1,村里", None),
        ("\n比武分三场。\"", "\n比武分三场。", "不是 CSV"),
    ],
)  # fmt: skip
def test_faults_name_row_and_column(tmp_path, old, new, says):
    assert TABLE.count(old) == 1
    refused = [
        str(one) for one in found(tmp_path, TABLE.replace(old, new)) if isinstance(one, Refused)
    ]
    if says is None:
        assert refused == []
    else:
        (told,) = refused
        assert says in told


def test_a_refused_row_does_not_part_its_issue(tmp_path, into):
    broken = TABLE.replace(
        "2020-10-11,2,乡里也要比,下月开赛，地点另告。,,",
        "2020-10-11,2,乡里也要比,,,\n2020-10-11,2,再,比一场。,,",
    )
    summary = into.run(found(tmp_path, broken))
    assert summary.issues == 2
    assert len(summary.refused) == 1


def test_an_issue_whose_rows_are_apart_is_refused_the_second_time(tmp_path):
    again = TABLE + "2020-10-11,1,又一篇,又开赛了。,,\n"
    *_, last = found(tmp_path, again)
    assert "2020-10-11 的行不相连" in str(last)
    assert ":6:" in str(last)


def test_a_mapping_that_names_no_field_is_refused():
    with pytest.raises(Refused, match="应写作 字段=列名"):
        table.mapping(["标题=headline"])


def test_bytes_of_no_encoding_are_told_by_line(tmp_path):
    (told,) = found(tmp_path, TABLE.encode() + b"2020-10-13,1,\xff\xff\xff,x,,\n")
    assert "a.csv:" in str(told)
