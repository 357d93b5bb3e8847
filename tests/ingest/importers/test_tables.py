"""Tables: mapping, encodings, faults by row and column."""

import json

import pytest

from archive.ingest.importers import table_columns, tables
from archive.ingest.importers.parsed_issue import ImportRefused

from .samples import MAP, TABLE, write


def import_table(tmp_path, text, name="a.csv", columns=MAP, encoding="", file=None):
    folder = write(tmp_path / "in", {name: text})
    return list(tables.issues([folder], table_columns.mapping(columns, file), encoding))


def refusals(*args, **kwargs):
    return [
        str(result) for result in import_table(*args, **kwargs) if isinstance(result, ImportRefused)
    ]


def test_rows_of_one_day_are_an_issue_of_its_pages(tmp_path, into):
    # an unquoted comma of full width is no delimiter
    summary = into.run(import_table(tmp_path, TABLE))
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
def test_encodings_are_detected(tmp_path, encoding):
    first, _ = import_table(tmp_path, TABLE.encode(encoding))
    assert first.sheets[0].items[0].parts[0].text == "县里办起钳工比武"


def test_a_named_encoding_takes_precedence(tmp_path):
    text = "date,text\n2020-10-11,天地玄\n".encode("big5")
    (issue,) = import_table(tmp_path, text, columns=[], encoding="big5")
    assert issue.sheets[0].items[0].parts[0].text == "天地玄"
    (refused,) = import_table(tmp_path, text, columns=[], encoding="no-such")
    assert "没有编码 no-such" in str(refused)


def test_json_lines_with_paragraphs_as_a_list(tmp_path):
    row = {"date": "2020-10", "headline": "题", "text": ["一段。", "二段。"], "page": 3}
    (issue,) = import_table(tmp_path, json.dumps(row) + "\n", "a.jsonl", [])
    assert issue.date == "2020-10"
    (sheet,) = issue.sheets
    assert sheet.number == "3"
    assert [part.text for part in sheet.items[0].parts] == ["题", "一段。", "二段。"]


@pytest.mark.parametrize(
    ("old", "new", "expected_message"),
    [
        ("2020-10-12,1,村里", "某日,1,村里", ":5: 日期: '某日' 不是可识别的日期"),
        ("村里不比,收了稻子再说。", ",", ":5: 正文: 不能为空；没有正文的，至少要有标题"),
        ("http://epaper.example.cn/1.htm", "epaper/1", ":3: 网址: 'epaper/1' 不是"),
        ("再说。,,", "再说。,,,,", ":5: 有 8 格，表头却有 6 列"),
        ("日期,版", "日子,版", ":1: 日期: 没有这一列"),
        ("日期,版", "日期,日期", ":1: 日期: 两列同名"),
        ("2020-10-12,1,村里", "2020-10-11,1,村里", None),
        ("\n比武分三场。\"", "\n比武分三场。", "不是 CSV"),
    ],
)  # fmt: skip
def test_faults_name_row_and_column(tmp_path, old, new, expected_message):
    assert TABLE.count(old) == 1
    refused = [
        str(outcome)
        for outcome in import_table(tmp_path, TABLE.replace(old, new))
        if isinstance(outcome, ImportRefused)
    ]
    if expected_message is None:
        assert refused == []
    else:
        (result,) = refused
        assert expected_message in result


def test_a_refused_row_does_not_part_its_issue(tmp_path, into):
    broken = TABLE.replace(
        "2020-10-11,2,乡里也要比,下月开赛，地点另告。,,",
        "2020-10-11,2,,,,\n2020-10-11,2,再,比一场。,,",
    )
    summary = into.run(import_table(tmp_path, broken))
    assert summary.issues == 2
    assert len(summary.refused) == 1


def test_an_issue_whose_rows_are_apart_is_refused_the_second_time(tmp_path):
    table = TABLE + "2020-10-11,1,又一篇,又开赛了。,,\n"
    *_, last = import_table(tmp_path, table)
    assert "2020-10-11 的行不相连" in str(last)
    assert ":6:" in str(last)


def test_a_mapping_that_names_no_field_is_refused():
    with pytest.raises(ImportRefused, match="应写作 字段=列名"):
        table_columns.mapping(["标题=headline"])


def test_undecodable_bytes_are_reported_by_line(tmp_path):
    *issues, result = import_table(tmp_path, TABLE.encode() + b"2020-10-13,1,\xff\xff\xff,x,,\n")
    assert str(result).endswith("a.csv:6: 不是 utf-8 文本")
    assert [issue.date for issue in issues] == ["2020-10-11", "2020-10-12"]


MAP_FILE = """\
# as the library exports it
date: 日期
page: 版
headline: 题   # without a kicker
text: 正文
byline: 作者
"""


def write_mapping(tmp_path, text):
    return write(tmp_path, {"map.yaml": text}) / "map.yaml"


def test_columns_are_named_in_a_file_and_the_command_line_takes_precedence_over_it(tmp_path):
    file = write_mapping(tmp_path, MAP_FILE)
    first, _ = import_table(tmp_path, TABLE, columns=["byline=网址"], file=file)
    parts = first.sheets[0].items[0].parts
    assert [(part.kind, part.text) for part in parts[:2]] == [
        ("headline", "县里办起钳工比武"),
        ("byline", "http://epaper.example.cn/1.htm"),
    ]
    # unused columns are reported once
    (remarks,) = first.remarks
    assert remarks.endswith("a.csv:1: 没有用到的列：作者")


@pytest.mark.parametrize(
    ("old", "new", "expected_message"),
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
def test_a_wrong_mapping_file_is_reported_by_line_and_field(tmp_path, old, new, expected_message):
    assert MAP_FILE.count(old) == 1
    with pytest.raises(ImportRefused, match=expected_message):
        table_columns.mapping([], write_mapping(tmp_path, MAP_FILE.replace(old, new)))


def test_a_missing_mapping_file_is_reported(tmp_path):
    with pytest.raises(ImportRefused, match=r"none\.yaml:0"):
        table_columns.mapping([], tmp_path / "none.yaml")


def test_a_column_that_is_named_and_is_not_there_is_refused_with_where_it_was_named(tmp_path):
    file = write_mapping(tmp_path, MAP_FILE.replace("题   #", "标题 #"))
    (message,) = refusals(tmp_path, TABLE, columns=[], file=file)
    assert "a.csv:1: 标题: 没有这一列" in message
    assert "map.yaml:4: headline" in message
    row = json.dumps({"date": "2020-10-11", "text": "十月里。"})
    (message,) = refusals(tmp_path / "b", row, "a.jsonl", ["kicker=肩题"])
    assert "a.jsonl: 肩题: 没有一行有这一列（--map kicker）" in message


def test_a_field_is_mapped_once():
    with pytest.raises(ImportRefused, match="date 已写作 日期"):
        table_columns.mapping(["date=日期", "date=时间"])


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
        ("1934年", "1934"),
        ("1948年6月", "1948-06"),
        ("民国三十七年六月十日", "1948-06-10"),
        ("二〇二一年七月二十八日", "2021-07-28"),
        # as the editing system of 方正 writes it
        ("2020-10-11 00:00:00:0", "2020-10-11"),
        ("2020-10-11 00:00:00.0", "2020-10-11"),
        # midnight in China, as databases write it
        ("2020-10-10T16:00:00.000Z", "2020-10-11"),
        ("2020-10-10 16:00:00+00:00", "2020-10-11"),
        ("2020-10-11T00:00:00Z", "2020-10-11"),
        ("2020-10-11T00:00:00+08:00", "2020-10-11"),
        ("2020-10-11T23:30:00-05:00", "2020-10-11"),
        ("2020-10-11T25:00:00Z", ""),
        # an empty date is no date
        ("10/11/2020", ""),
        ("1/2/2020", ""),
        ("2020-10-11 至 2020-10-13", ""),
        ("2020-10-11/..", ""),
        ("44105", ""),
        ("2020-11-31", ""),
    ],
)
def test_a_date_says_one_day_or_is_refused(tmp_path, written_so, day):
    (only,) = import_table(tmp_path, f"date,text\n{written_so},十月里。\n", columns=[])
    if day:
        assert only.date == day
    else:
        assert "不是可识别的日期" in str(only)


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
def test_tables_written_by_spreadsheet_programs_are_read(tmp_path, name, data, encoding):
    (issue,) = import_table(tmp_path, data, name, [], encoding)
    (sheet,) = issue.sheets
    assert sheet.items[0].parts[0].text == "天地玄"
    assert sheet.number == ("3" if name == "a.jsonl" else "")


@pytest.mark.parametrize(
    ("name", "data", "expected_message"),
    [
        ("a.csv", "date,text\n2020-10-11,天地\n".encode("utf-16")[:-1], ":2: 不是 utf-16 文本"),
        ("a.csv", b"date,text\r2020-10-11,x\r", ":1: 行末只有回车"),
        ("a.csv", b"date,text,\n2020-10-11,x,y\n", ":2: 第 3 列没有列名，却有内容"),
        ("a.csv", b"date;text\n2020-10-11;x\n", ":1: date: 没有这一列（date）；有 date;text"),
        ("a.jsonl", b'{"date": "2020-10-11", "text": "x", "page": NaN}', ":1: page: 应为文字"),
        ("a.jsonl", b'{"date": "2020-10-11", "text": "x", "page": true}', ":1: page: 应为文字"),
    ],
)
def test_unreadable_input_is_reported(tmp_path, name, data, expected_message):
    (message,) = refusals(tmp_path, data, name, columns=[])
    assert expected_message in message


def test_a_file_that_is_no_table_is_refused_by_its_name(tmp_path):
    path = write(tmp_path, {"a.xlsx": "x"}) / "a.xlsx"
    (refusal,) = tables.issues([path], table_columns.mapping())
    assert "表应为 .csv、.tsv、.jsonl、.ndjson、.json 文件" in str(refusal)


def test_an_encoding_is_not_mistaken_for_one_broken_character(tmp_path):
    # nearly all bytes of UTF-8 mean something in GB 18030
    rows = "".join(f"2020-10-{n},1,第{n}题,车间里的灯一直亮到天明。,,\n" for n in range(10, 29))
    text = ("日期,版,题,正文,作者,网址\n" + rows).encode()
    corrupt = text.replace("第20题".encode(), "第20题".encode()[:-1])
    first, *results = import_table(tmp_path, corrupt)
    assert first.sheets[0].items[0].parts[0].text == "第10题"
    assert [
        str(result).rpartition("/")[2] for result in results if isinstance(result, ImportRefused)
    ] == ["a.csv:12: 不是 utf-8 文本"]
    assert sum(not isinstance(result, ImportRefused) for result in results) == 17


def test_big5_is_detected(tmp_path):
    row = "2020-10-11,車間裡的燈一直亮到天明。大家先比力，再比巧，比到天亮為止。\n"
    (issue,) = import_table(tmp_path, f"date,text\n{row}".encode("big5hkscs"), columns=[])
    assert issue.sheets[0].items[0].parts[0].text.startswith("車間裡的燈")


def rows(*values, head="date,page,headline,text"):
    return "\n".join([head, *values, ""])


def test_a_row_with_a_title_alone_is_beside_the_articles(tmp_path, into):
    text = rows("2020-10-11,4,广告,", "2020-10-11,4,种稻,收了稻子再说。")
    summary = into.run(import_table(tmp_path, text, columns=[]))
    assert (summary.articles, summary.refused) == (1, [])
    assert summary.remarks == [f"{tmp_path}/in/a.csv:2: 只有标题，没有正文；作为版面附件导入"]
    (apart,) = into.records()[0].record.pages[0].apart
    assert apart.kind == "furniture"
    assert into.faults() == []


def test_an_index_without_texts_gives_articles_of_title_and_signature(tmp_path, into):
    text = rows("2020-10-11,钳工比武,记者 甲文", head="date,headline,byline")
    summary = into.run(import_table(tmp_path, text, columns=[]))
    assert summary.articles == 1
    assert summary.remarks == [f"{tmp_path}/in/a.csv:2: 只有标题和署名，没有正文"]
    (article,) = into.records()[0].record.pages[0].articles
    assert (article.headline.text, article.bylines[0].person) == ("钳工比武", "jia-wen")
    assert into.faults() == []


def test_a_row_without_a_title_is_called_by_its_text_and_not_by_who_signed(tmp_path, into):
    head = "date,byline,text"
    text = rows('2020-10-11,记者 甲文,"十月的一天，钳工走进车间。\n比武分三场。"', head=head)
    into.run(import_table(tmp_path, text, columns=[]))
    (article,) = into.records()[0].record.pages[0].articles
    assert article.headline.text == "十月的一天，钳工走进车间"
    assert article.bylines[0].person == "jia-wen"


ROW = {"date": "2020-10-11", "headline": "钳工比武", "text": "比武分三场。"}


@pytest.mark.parametrize(
    "data",
    [
        [ROW],
        {"count": 1, "articles": [ROW]},
        # fields beside the list apply to each item in it
        {"date": "2020-10-11", "items": [{k: ROW[k] for k in ("headline", "text")}]},
    ],
)
def test_a_json_array_is_read_by_itself_and_in_a_folder(tmp_path, data):
    issue, *remaining = import_table(tmp_path, json.dumps(data), "a.json", [])
    assert not remaining
    (item,) = issue.sheets[0].items
    assert (issue.date, item.parts[0].text) == ("2020-10-11", "钳工比武")
    assert item.where == f"{tmp_path}/in/a.json: 第 1 条"


def test_json_lines_are_read_whatever_they_are_called(tmp_path):
    (issue,) = import_table(tmp_path, f"{json.dumps(ROW)}\n{json.dumps(ROW)}\n", "a.json", [])
    assert len(issue.sheets[0].items) == 2


@pytest.mark.parametrize(
    "text", ["{}", "3", '{"a": 1}', '{"a": [{}], "b": [{}]}', "[", '{"x": []}']
)
def test_json_that_holds_no_list_of_objects_is_refused_by_name(tmp_path, text):
    (message,) = refusals(tmp_path, text, "a.json", columns=[])
    assert message.startswith(f"{tmp_path}/in/a.json: ")
    assert "对象的列表" in message or "不是 JSON" in message


def test_an_array_item_that_is_no_object_is_refused_by_position(tmp_path):
    (message,) = refusals(tmp_path, json.dumps([ROW, 3]), "a.json", columns=[])
    assert message.endswith("a.json: 第 2 条: 应是一个对象 {…}")


def test_html_in_a_field_becomes_paragraphs_and_is_reported_once(tmp_path):
    body = "<p>十月里，钳工走进车间。&nbsp;</p><p class='x'>比武&ldquo;分三场&rdquo;。</p>"
    result = [ROW | {"text": body}, ROW | {"headline": "钳工<br/>比武", "text": body}]
    (issue,) = import_table(tmp_path, json.dumps(result), "a.json", [])
    first, second = issue.sheets[0].items
    assert [part.text for part in first.parts] == [
        "钳工比武",
        "十月里，钳工走进车间。",
        "比武“分三场”。",
    ]
    assert second.parts[0].text == "钳工比武"
    assert [remark.split(": ", 1)[1] for remark in issue.remarks] == [
        "第 1 条: text: 有 HTML 标记，已去掉，段落照分；以下各行同",
        "第 2 条: headline: 有 HTML 标记，已去掉，段落照分；以下各行同",
    ]


@pytest.mark.parametrize("text", ["a<b 且 c>d", "甲&乙", "<钳工>比武", "1 < 2"])
def test_text_that_only_looks_like_html_stays(tmp_path, text):
    (issue,) = import_table(tmp_path, json.dumps([ROW | {"text": text}]), "a.json", [])
    assert issue.sheets[0].items[0].parts[1].text == text
    assert issue.remarks == ()


def test_an_article_that_is_given_on_two_pages_is_one(tmp_path, into):
    head = "date,page,headline,text,url"
    text = rows(
        "2020-10-11,1,钳工比武,比武分三场。,https://a.example.cn/1",
        "2020-10-11,3,钳工比武,比武分三场。,https://a.example.cn/3",
        "2020-10-11,3,钳工比武,比武分两场。,",
        head=head,
    )
    summary = into.run(import_table(tmp_path, text, columns=[]))
    assert summary.articles == 2
    file = f"{tmp_path}/in/a.csv"
    assert summary.remarks == [f"{file}:3: 与 {file}:2 文字相同，作为重复导入，不另立一篇"]
    first, third = into.records()[0].record.pages
    assert third.apart[0].of == first.articles[0].ident
    # both addresses lead to it
    assert [identifier.value[-1] for identifier in first.articles[0].identifiers] == ["1", "3"]
    assert into.faults() == []


def test_text_too_long_for_a_title_is_body_text(tmp_path, into):
    title = "查該地鉗工於十月間比武凡三場觀者如堵" * 8
    summary = into.run(
        import_table(tmp_path, rows(f"2020-10-11,1,{title},次日另有一文。"), columns=[])
    )
    (remark,) = summary.remarks
    assert remark.endswith(f"a.csv:2: 标题有 {len(title)} 字，取开头作标题，其余作正文")
    (article,) = into.records()[0].record.pages[0].articles
    assert len(article.headline.text) <= 30
    assert article.subheads == ()
    assert [block.kind for block in article.body] == ["paragraph", "paragraph"]
    assert [note.kind for note in article.notes] == ["deck"]
    assert any(title in "".join(text.split()) for text in into.texts().values())


def test_subheads_that_are_too_long_are_a_summary(tmp_path, into):
    head = "date,headline,subhead,text"
    deck = "十月里比武分三场，" * 20
    summary = into.run(
        import_table(tmp_path, rows(f"2020-10-11,比武,{deck},正文。", head=head), columns=[])
    )
    (article,) = into.records()[0].record.pages[0].articles
    assert [block.kind for block in article.body] == ["summary", "paragraph"]
    assert "提要" in summary.remarks[0]


@pytest.mark.parametrize("text", ["", "电子信箱 a@example.cn"])
def test_those_who_edited_a_page_are_no_article(tmp_path, into, text):
    rows_of = rows(f"2020-10-11,1,本版责编：甲文 乙山,{text}", "2020-10-11,1,种稻,收了稻子。")
    summary = into.run(import_table(tmp_path, rows_of, columns=[]))
    assert (summary.articles, summary.people) == (1, 0)
    assert "编辑人员的署名，不是文章" in summary.remarks[0]
    assert into.records()[0].record.pages[0].apart[0].kind == "furniture"
    assert into.faults() == []


def test_those_who_edited_a_page_are_no_line_of_its_last_article(tmp_path, into):
    text = rows('2020-10-11,1,种稻,"收了稻子。\n责任编辑：甲文　版式设计：乙山"')
    summary = into.run(import_table(tmp_path, text, columns=[]))
    page = into.records()[0].record.pages[0]
    assert [block.kind for block in page.articles[0].body] == ["paragraph"]
    assert (page.apart[0].kind, summary.people) == ("furniture", 0)


def test_a_picture_that_is_called_as_hundreds_are_is_called_by_its_caption(tmp_path, into):
    text = "　　图为十月十日，钳工在车间里比武。\n　　甲文摄（试报图片）"
    into.run(import_table(tmp_path, rows(f'2020-10-11,1,图片报道,"{text}"'), columns=[]))
    (article,) = into.records()[0].record.pages[0].articles
    assert (article.genre, article.column) == ("tupian-xinwen", "图片报道")
    assert (article.headline.text, article.headline.supplied) == ("图为十月十日", True)
    assert [block.kind for block in article.body] == ["caption", "credit"]
    assert (article.bylines[0].person, article.bylines[0].role) == ("jia-wen", "摄影")
    assert into.faults() == []


def test_days_are_read_without_the_edtf_parser(monkeypatch):
    """Which takes milliseconds a day; a table has as many days as rows."""
    monkeypatch.setattr(tables.dates, "bounds", lambda written: pytest.fail(f"asked of {written}"))
    for written_so in ("20201011", "2020-10-11", "2020/10/11", "2020年10月11日", "2020年10月"):
        tables._date.cache_clear()
        assert tables._date(written_so).startswith("2020-10")
