"""Tables: mapping, encodings, and faults by row and column."""

import json

import pytest

from archive.importers import columns, table
from archive.importers.records import Refused

from .samples import MAP, TABLE, written


def found(tmp_path, text, name="a.csv", given=MAP, encoding="", file=None):
    folder = written(tmp_path / "in", {name: text})
    return list(table.issues([folder], columns.mapping(given, file), encoding))


def refusals(*args, **kwargs):
    return [str(one) for one in found(*args, **kwargs) if isinstance(one, Refused)]


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
        columns.mapping(["标题=headline"])


def test_bytes_of_no_encoding_are_told_by_line(tmp_path):
    *others, told = found(tmp_path, TABLE.encode() + b"2020-10-13,1,\xff\xff\xff,x,,\n")
    assert str(told).endswith("a.csv:6: 不是 utf-8 文本")
    assert [issue.date for issue in others] == ["2020-10-11", "2020-10-12"]


MAP_FILE = """\
# as the library exports it
date: 日期
page: 版
headline: 题   # without a kicker
text: 正文
byline: 作者
"""


def mapped(tmp_path, text):
    return written(tmp_path, {"map.yaml": text}) / "map.yaml"


def test_columns_are_named_in_a_file_and_the_command_line_goes_before_it(tmp_path):
    file = mapped(tmp_path, MAP_FILE)
    first, _ = found(tmp_path, TABLE, given=["byline=网址"], file=file)
    parts = first.sheets[0].items[0].parts
    assert [(part.kind, part.text) for part in parts[:2]] == [
        ("headline", "县里办起钳工比武"),
        ("byline", "http://epaper.example.cn/1.htm"),
    ]
    # what nothing is taken from is told, once
    (told,) = first.remarks
    assert told.endswith("a.csv:1: 没有用到的列：作者")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("headline: 题", "headlin: 题", r"map\.yaml:4: headlin: 没有这个字段.*字段有 date、number"),
        ("page: 版", "page:", r"map\.yaml:3: page: 不能为空"),
        ("page: 版", "page: [版]", r"map\.yaml:3: page: 应为文字"),
        ("page: 版", "date: 版", r"map\.yaml:3: date: 同一处写了两次"),
        ("page: 版", "page: '版", r"map\.yaml:\d: YAML: 引号"),
        (MAP_FILE, "- date", r"map\.yaml:1: （文件）: 应为键值对照"),
        (MAP_FILE, "", r"map\.yaml:1: （文件）: 文件是空的"),
    ],
)  # fmt: skip
def test_a_mapping_file_that_is_wrong_is_told_by_line_and_field(tmp_path, old, new, says):
    assert MAP_FILE.count(old) == 1
    with pytest.raises(Refused, match=says):
        columns.mapping([], mapped(tmp_path, MAP_FILE.replace(old, new)))


def test_a_mapping_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(Refused, match=r"none\.yaml:0"):
        columns.mapping([], tmp_path / "none.yaml")


def test_a_column_that_is_named_and_is_not_there_is_refused_with_where_it_was_named(tmp_path):
    file = mapped(tmp_path, MAP_FILE.replace("题   #", "标题 #"))
    (said,) = refusals(tmp_path, TABLE, given=[], file=file)
    assert "a.csv:1: 标题: 没有这一列" in said
    assert "map.yaml:4: headline" in said
    row = json.dumps({"date": "2020-10-11", "text": "十月里。"})
    (said,) = refusals(tmp_path / "b", row, "a.jsonl", ["kicker=肩题"])
    assert "a.jsonl: 肩题: 没有一行有这一列（--map kicker）" in said


def test_a_field_is_mapped_once():
    with pytest.raises(Refused, match="date 已写作 日期"):
        columns.mapping(["date=日期", "date=时间"])


@pytest.mark.parametrize(
    ("written_so", "day"),
    [
        ("2020-10-11 00:00:00", "2020-10-11"),
        ("2020-10-11T08:00:00+08:00", "2020-10-11"),
        ("2020年10月11日（星期日）", "2020-10-11"),
        ("２０２０年１０月１１日", "2020-10-11"),
        ("11.10.2020", "2020-10-11"),
        ("25/12/2020", "2020-12-25"),
        ("2020-10", "2020-10"),
        # a day that nobody wrote is none
        ("10/11/2020", ""),
        ("1/2/2020", ""),
        ("2020-10-11 至 2020-10-13", ""),
        ("2020-10-11/..", ""),
        ("44105", ""),
        ("2020-11-31", ""),
    ],
)
def test_a_date_says_one_day_or_is_refused(tmp_path, written_so, day):
    (only,) = found(tmp_path, f"date,text\n{written_so},十月里。\n", given=[])
    if day:
        assert only.date == day
    else:
        assert "看不出是哪一天" in str(only)


@pytest.mark.parametrize(
    ("name", "data", "encoding"),
    [
        ("a.csv", "date,text\n2020-10-11,天地玄\n".encode("utf-16"), ""),
        ("a.tsv", "date\ttext\n2020-10-11\t天地玄\n".encode("utf-16-be"), "utf-16-be"),
        # columns without a name, as a table program leaves them
        ("a.csv", b"date,text,,\n2020-10-11,\xe5\xa4\xa9\xe5\x9c\xb0\xe7\x8e\x84,,\n", ""),
        ("a.jsonl", '{"date": "2020-10-11", "page": 3.0, "text": "天地玄"}'.encode(), ""),
    ],
)
def test_what_table_programs_write_is_read(tmp_path, name, data, encoding):
    (issue,) = found(tmp_path, data, name, [], encoding)
    (sheet,) = issue.sheets
    assert sheet.items[0].parts[0].text == "天地玄"
    assert sheet.number == ("3" if name == "a.jsonl" else "")


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.csv", "date,text\n2020-10-11,天地\n".encode("utf-16")[:-1], ":2: 不是 utf-16 文本"),
        ("a.csv", b"date,text\r2020-10-11,x\r", ":1: 行末只有回车"),
        ("a.csv", b"date,text,\n2020-10-11,x,y\n", ":2: 第 3 列没有列名，却有内容"),
        ("a.csv", b"date;text\n2020-10-11;x\n", ":1: date: 没有这一列（date）；有 date;text"),
        ("a.jsonl", b'{"date": "2020-10-11", "text": "x", "page": NaN}', ":1: page: 应为文字"),
        ("a.jsonl", b'{"date": "2020-10-11", "text": "x", "page": true}', ":1: page: 应为文字"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, name, data, says):
    (said,) = refusals(tmp_path, data, name, given=[])
    assert says in said


def test_a_file_that_is_no_table_is_refused_by_its_name(tmp_path):
    path = written(tmp_path, {"a.json": "[]"}) / "a.json"
    (said,) = table.issues([path], columns.mapping())
    assert "表应为 .csv、.tsv、.jsonl、.ndjson 文件" in str(said)


def test_an_encoding_is_not_mistaken_for_one_broken_character(tmp_path):
    # nearly all bytes of UTF-8 mean something in GB 18030
    rows = "".join(f"2020-10-{n},1,第{n}题,车间里的灯一直亮到天明。,,\n" for n in range(10, 29))
    text = ("日期,版,题,正文,作者,网址\n" + rows).encode()
    cut = text.replace("第20题".encode(), "第20题".encode()[:-1])
    first, *others = found(tmp_path, cut)
    assert first.sheets[0].items[0].parts[0].text == "第10题"
    assert [str(one).rpartition("/")[2] for one in others if isinstance(one, Refused)] == [
        "a.csv:12: 不是 utf-8 文本"
    ]
    assert sum(not isinstance(one, Refused) for one in others) == 17


def test_a_table_in_big5_is_seen(tmp_path):
    row = "2020-10-11,車間裡的燈一直亮到天明。大家先比力，再比巧，比到天亮為止。\n"
    (issue,) = found(tmp_path, f"date,text\n{row}".encode("big5hkscs"), given=[])
    assert issue.sheets[0].items[0].parts[0].text.startswith("車間裡的燈")
