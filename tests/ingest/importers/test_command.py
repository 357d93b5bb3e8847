"""The command as an operator runs it, and what readers see of the result."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.core.serializers.python import Deserializer

from archive.catalogue.check import check
from archive.catalogue.ledger_file import enter
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.yaml_file import read
from archive.catalogue.yaml_serializer import rows
from archive.editions.history import record_histories
from archive.models import Newspaper

from .samples import MAP, TABLE, batch, epaper, write


@pytest.fixture
def command(into):
    def run(format, *sources, newspaper="shi-bao", **options):
        options = {"output": into.folder, "pages": into.pages} | options
        call_command("import_issues", format, *map(str, sources), newspaper=newspaper, **options)

    return run


def test_imported_issues_pass_the_check_once_they_are_in_the_ledger(
    tmp_path, into, command, capsys
):
    # the catalogue's own issue is gone, and its topics with it
    into.catalogue.write("topics.yaml", "topics: []\n")
    ledger = "ledger:\n  - {kind: newspaper, key: shi-bao, since: 2026-01-01}\n"
    into.catalogue.write("ledger.yaml", ledger)
    command("founder", epaper(tmp_path / "in"))
    out = capsys.readouterr().out
    assert "导入 1 期 1 版 2 篇，新增作者 2 位" in out
    assert "新增作者：乙山（yi-shan）、丙水（bing-shui）" in out
    assert f"已写入 {into.issues}" in out
    enter(into.folder)
    texts = PageTexts(into.pages)
    report = check(into.folder, texts)
    assert [str(fault) for fault in report.faults] == []
    assert report.articles == 2
    # again: nothing is touched
    command("founder", epaper(tmp_path / "in"))
    out = capsys.readouterr().out
    assert "已有而未改动 1 期；" in out
    assert "写在" not in out


@pytest.mark.django_db
def test_a_reader_finds_it_by_its_old_address(tmp_path, into, command, client):
    command("founder", epaper(tmp_path / "in"))
    (source,) = into.records()
    Newspaper.objects.create(slug="shi-bao", name="试报")
    people = read(into.folder / "people.yaml").record
    for row in Deserializer([*rows(people), *rows(source.record)]):
        row.save()
    record_histories()
    old = "http://epaper.example.cn/html/2020-10/11/content_11.htm"
    article = source.record.pages[0].articles[0]
    answer = client.get("/resolve/", {"url": old})
    assert answer.headers["Location"].endswith(f"/articles/{article.ident}/")


def test_refusals_end_in_an_error_and_the_rest_is_there(tmp_path, into, command, capsys):
    broken = TABLE.replace("2020-10-12,", "某日,")
    with pytest.raises(CommandError, match="1 处拒绝导入，其余已导入"):
        command("table", write(tmp_path / "in", {"a.csv": broken}), map=MAP)
    assert "a.csv:5: 日期" in capsys.readouterr().err
    assert len(into.records()) == 1


@pytest.mark.parametrize(
    ("options", "expected_message"),
    [
        ({"newspaper": "wu-bao"}, "newspapers.yaml 里没有 'wu-bao'"),
        ({"name": "../x"}, "--name"),
        ({"map": ["标题=x"], "format": "table"}, "应写作 字段=列名"),
        ({"map_file": Path("/no/such.yaml"), "format": "table"}, "/no/such.yaml:0"),
        ({"source": "/no/such/folder"}, "没有这个文件或文件夹"),
    ],
)
def test_wrong_arguments_are_refused_with_the_reason(tmp_path, command, options, expected_message):
    source = options.pop("source", None) or batch(tmp_path / "in")
    with pytest.raises(CommandError, match=expected_message):
        command(options.pop("format", "mets-alto"), source, **options)


def test_a_date_that_the_catalogue_refuses_is_reported_in_chinese(tmp_path, command, capsys):
    with pytest.raises(CommandError, match="拒绝导入"):
        command("text", write(tmp_path / "in", {"a.txt": "标题\n\n正文一段。"}), date="0900")
    assert "date.edtf: “0900”不在 1600 至 2200 年之间" in capsys.readouterr().err


def test_an_empty_source_is_no_success(tmp_path, command):
    (tmp_path / "in").mkdir()
    with pytest.raises(CommandError, match="来源里没有任何一期。文件夹里没有文件"):
        command("mets-alto", tmp_path / "in")


@pytest.mark.parametrize(
    ("format", "names", "expected_message"),
    [
        (
            "mets-alto",
            {"a/1.xml": "<document/>", "a/2.xml": "<document/>", "b.zip": "PK", "c.txt": "晴"},
            (
                "检查了 2 个 .xml（<document>）、1 个 .txt、1 个 .zip；"
                ".zip 请先解压；.txt 可用 text 导入"
            ),
        ),
        (
            "mets-alto",
            {"1.xml": "<PcGts/>", "2.xml": "<alto/>"},
            (
                "检查了 1 个 .xml（<PcGts>）、1 个 .xml（<alto>）；"
                "<PcGts> 可用 page-xml 导入；<alto> 可用"
            ),
        ),
        (
            "text",
            {"表.xlsx": "", "b": "", "c.xml": "<c"},
            "1 个 .xlsx、1 个无法解析的 .xml、1 个没有扩展名的文件",
        ),
        ("founder", {"a.html?x=1": "<p>", "b.csv": "x"}, "1 个 .csv、1 个 .html；.csv 可用 table"),
    ],
)
def test_if_nothing_was_read_the_files_are_listed(
    tmp_path, command, format, names, expected_message
):
    folder = tmp_path / "in"
    for name, text in names.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match="来源里没有任何一期") as error:
        command(format, folder)
    assert expected_message in str(error.value)


def test_files_that_a_format_does_not_read_are_reported(tmp_path, command, capsys):
    folder = batch(tmp_path / "in")
    for name in ("1.jp2", "补页.zip", "目录.csv"):
        (folder / name).write_text("x", encoding="utf-8")
    command("mets-alto", folder)
    output = capsys.readouterr().out
    assert "未读取的文件：1 个 .csv、1 个 .zip；.zip 请先解压；.csv 可用 table 导入" in output
    assert "jp2" not in output


@pytest.mark.parametrize(
    ("name", "line", "expected_message"),
    [
        ("people/many.jsonl", '{"slug": "yi-shan"}', r"people/many\.jsonl:2: name: 缺少这一字段"),
        ("ledger/2026-01-02.jsonl", '{"kind": "issue"}', r"ledger/2026-01-02\.jsonl:2: key: 缺少"),
        ("issues/shi-bao/a.jsonl", '{"issue": "a"}', r"issues/shi-bao/a\.jsonl:2: newspaper: 缺少"),
        ("issues/yi-bao/a.jsonl", "{", r"issues/yi-bao/a\.jsonl:2: JSON: 不是 JSON"),
    ],
)
def test_a_broken_line_of_the_catalogue_is_reported_by_file_line_and_field(
    tmp_path, into, command, name, line, expected_message
):
    into.catalogue.write(name, f"\n{line}\n")
    with pytest.raises(CommandError, match=expected_message):
        command("founder", epaper(tmp_path / "in"))
    assert not list(into.issues.glob("*.yaml"))


def test_the_columns_of_a_table_may_be_in_a_file(tmp_path, into, command, capsys):
    folder = write(tmp_path / "in", {"a.csv": TABLE})
    map_folder = write(tmp_path, {"map.yaml": "date: 日期\ntext: 正文\nheadline: 题 # 主题\n"})
    command("table", folder, map=["page=版"], map_file=map_folder / "map.yaml")
    assert "没有用到的列：作者、网址" in capsys.readouterr().out
    first = into.records()[0].record.pages[0]
    assert (first.number, first.articles[0].headline.text) == ("1", "县里办起钳工比武")


SECOND_TABLE = """date,headline,text,url
2020-10-11,钳工比武,比武分三场。,https://a.example.cn/1
2020-10-11,乡里也要比,下月开赛。,
2020-10-11,村里不比,收了稻子再说。,
"""


@pytest.mark.parametrize("form", ["yaml", "lines"])
def test_an_issue_that_is_taken_out_and_imported_again_keeps_its_idents(
    tmp_path, into, command, form, capsys
):
    into.catalogue.write("topics.yaml", "topics: []\n")
    ledger = "ledger:\n  - {kind: newspaper, key: shi-bao, since: 2026-01-01}\n"
    into.catalogue.write("ledger.yaml", ledger)
    folder = write(tmp_path / "in", {"a.csv": SECOND_TABLE})
    command("table", folder, form=form)
    enter(into.folder)
    (source,) = into.records()
    before = {a.headline.text: a.ident for a in source.record.pages[0].articles}
    # a new row comes first, one is missing, one has another text and its old URL
    new = SECOND_TABLE.replace("2020-10-11,村里不比,收了稻子再说。,\n", "").replace("三场", "两场")
    new = new.replace("url\n", "url\n2020-10-11,市里先比,比完了。,\n")
    write(tmp_path / "in", {"a.csv": new})
    capsys.readouterr()
    command("table", folder, form=form)
    out = capsys.readouterr().out
    assert (
        "改动 1 篇（《钳工比武》）；新增 1 篇（《市里先比》）；来源里没有了 1 篇（《村里不比》）"
        in out
    )
    assert "已有而未改动 1 期（其中 1 期与来源不同）" in out
    assert "先删去它的 YAML 文件，或它在 JSON Lines 里的那一行" in out
    for path in into.issues.iterdir():
        path.unlink()
    command("table", folder, form=form)
    (source,) = into.records()
    after = {a.headline.text: a.ident for a in source.record.pages[0].articles}
    assert after.keys() == {"市里先比", "钳工比武", "乡里也要比"}
    assert after["钳工比武"] == before["钳工比武"]
    assert after["乡里也要比"] == before["乡里也要比"]
    assert after["市里先比"] not in before.values()
