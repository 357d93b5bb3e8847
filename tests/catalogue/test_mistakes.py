"""Editors' mistakes are reported once each: by line and field, with what to write instead."""

import re

import pytest
from django.core.management import CommandError, call_command

from archive.catalogue.check import check
from archive.catalogue.ledger_file import enter
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.yaml_file import CatalogueError
from archive.text.roles import ROLES

from ..small_catalogue import ISSUE as ISSUE_TEXT
from ..small_catalogue import PAGE, TOPICS, span

ISSUE = "issues/shi-bao/2020-10-11.yaml"
NUMBER = '    number: "1"\n'
OPENING = f"[{span('十月的一天,四十名钳工走进')}"
DIGEST = "        digest: |\n"


# a ledger to which everything else is to be entered
LEDGER_START = "ledger:\n  - {kind: newspaper, key: shi-bao, since: 2026-01-01}\n"


def faults(catalogue):
    return check(catalogue.folder, PageTexts(catalogue.pages)).faults


def only_fault(catalogue):
    """The only fault reported."""
    results = faults(catalogue)
    assert len(results) == 1, "\n".join(map(str, results))
    return results[0]


# (original text, text with a mistake, line of the fault, field, message)
MISTAKES = [
    # YAML
    ("        genre: xiaoxi\n", "\tgenre: xiaoxi\n", "\tgenre", "YAML",
     "行首用了制表符（Tab），请改用空格"),
    ("        genre: xiaoxi\n", "        genre:xiaoxi\n", "genre:xiaoxi", "YAML",
     "冒号后面缺一个空格"),
    ("        genre: xiaoxi\n", "        genre：xiaoxi\n", "genre：xiaoxi", "YAML",
     "冒号是全角的，请改为半角冒号，后空一格"),
    ("        genre: xiaoxi\n", "　　　　genre: xiaoxi\n", "　genre", "YAML",
     "行首有全角空格，请改用半角空格"),
    # the parser fails two lines below
    ("    text:\n", "　　text:\n", "　text", "YAML", "行首有全角空格，请改用半角空格"),
    ('    number: "1"\n', '    number: "1\n', 'number: "1', "YAML", "引号在这一行打开，没有收尾"),
    ("  - page: \"1\"\n", "  - page: \"1\n", 'page: "1', "YAML", "引号在这一行打开，没有收尾"),
    ("says: 分三场}", "says: 分三场", "pages:", "YAML", "打开的括号到这里还没有收尾"),
    (NUMBER, NUMBER + "    name: @要闻\n", "@要闻", "YAML", "以 @ ` % 开头的文字要加引号"),
    (NUMBER, NUMBER + "    name: 要闻: 本市\n", "要闻: 本市", "YAML", "文字里有“: ”，整段要加引号"),
    (NUMBER, NUMBER + "    name: *yao\n", "*yao", "YAML", "文字以 & 或 * 开头的要加引号"),
    (NUMBER, NUMBER + '    name: "\\要闻"\n', "要闻", "YAML",
     "双引号里的 \\ 要写作 \\\\，或改用单引号"),
    (NUMBER, NUMBER + "    name: #职工生活\n", "#职工生活", "YAML",
     "“#”之后成了注释，这一项就空了；文字里有 # 的要加引号"),
    (NUMBER, NUMBER + "    name: 讲述 #职工生活\n", "#职工生活", "YAML",
     "「#职工生活」成了注释；是文字的，整段加引号；是注释的，# 后空一格"),
    ("kind: furniture,", "kind:furniture,", "kind:furniture", "kind:furniture",
     "冒号后面缺一个空格"),
    # values
    (NUMBER, "    number: “1”\n", "“1”", "pages[0].number",
     "“1” 带着全角引号；YAML 的引号是半角的，如 \"3\""),
    (NUMBER, NUMBER + "    name: “要闻”\n", "“要闻”", "pages[0].name",
     "“要闻” 带着全角引号；YAML 的引号是半角的，如 \"3\""),
    ("genre: xiaoxi", "genre: 特写", "特写", "articles[0].genre",
     ("只能是 xiaoxi、tongxun、texie、zongshu、tupian-xinwen、jianxun、pinglun、sanwen、shige，"
     "现为 '特写'；应写 texie")),
    ("kind: furniture", "kind: 界面文字", "界面文字", "apart[0].kind",
     ("只能是 column-title、furniture、notice、advertisement、repeat、stray、withdrawn，"
      "现为 '界面文字'；应写 furniture")),
    ("role: 记者", "role: 记着", "记着", "bylines[0].role", "现为 '记着'；应写 记者"),
    ("run_in: true", "run_in: 是", "run_in", "body[0].run_in", "只能是 true 或 false，现为 '是'"),
    ("sentence: 2", "sentence: 0", "sentence", "evidence[0].sentence", "应不小于 1，现为 '0'"),
    ("        topics: [bi-wu]\n        digest: |", "        topics: []\n        digest: |",
     "topics: []", "articles[0].topics", "不能为空"),
    (OPENING, OPENING.replace(", ", "， "), "kind: paragraph, id: p1, at: [[3",
     "body[1].at[0][0]", "用了全角逗号，请改为半角逗号加一个空格"),
    ("edtf: 2020-10-11", "edtf: 2020年10月11日", "edtf", "date.edtf", "应写 2020-10-11"),
    ("edtf: 2020-10-11", "edtf: 2020-10-41", "edtf", "date.edtf", "历法里没有"),
    ("edtf: 2020-10-11", "edtf: 夏天", "edtf", "date.edtf", "写法见 docs/editors.zh.md"),
    ("edtf: 2020-10-11", "edtf: [2020-09..2020-10]", "edtf", "date.edtf",
     "应为文字，现为列表；以 [ 开头的文字要加引号"),
    ("text: 句子在栏末断开", f"text: {'长' * 3000}", "长长", "notes[0].text", "太长，至多 2000 字"),
    ("        genre: xiaoxi\n", "        gene: xiaoxi\n", "gene:", "articles[0].gene",
     "没有这个字段，是否 genre"),
    ("        genre: xiaoxi\n", "        genre: xiaoxi\n        colum: 要闻\n", "colum",
     "articles[0].colum",
     "没有这个字段，是否拼写有误？"),
    (f"[{span('下月开赛。')}]", f"{span('下月开赛。')}", str(span("下月开赛。")),
     "articles[1].body[0].at[0]",
     "缺一层方括号：一个区间写作 [[起, 止]]，几个写作 [[起, 止], [起, 止]]"),
    (f"at: {span('车间')}, was", f"at: [{span('车间')}], was", "was: 车间", "corrections[0].at[0]",
     "应为整数，现为列表；是否多了一层方括号"),
    # characters left over by a wrong span or name are not reported, too
    (f"[{span('下月开赛。')}]", f"[[{span('下月开赛。')[0]}, 9999]]", "9999",
     "articles[1].body[0].at[0]", "越出版面文字"),
    (f"[{span('下月开赛。')}]", f"[{span('乡里也要比')}]", f"id: p1, at: [{span('乡里也要比')}]",
     "articles[1].body[0].at[0]", "重叠"),
    ("{kind: paragraph, id: p1, at: [[3", "{kind: paragraph, id: b1, at: [[3", "id: b1, at: [[3",
     "body[1].id", "'b1' 重复"),
    # references
    ("[bi-wu]\n        digest: |", "[bi-wo]\n        digest: |", "bi-wo", "topics[0]",
     "topics.yaml 里没有主题 'bi-wo'，是否 bi-wu（比武）"),
    ("[bi-wu]\n        digest: |", "[比武]\n        digest: |", "[比武]", "topics[0]",
     "topics.yaml 里没有主题 '比武'，是否 bi-wu（比武）"),
    ("person: jia-wen", "person: jia-wu", "jia-wu", "bylines[0].person",
     "people.yaml 里没有 'jia-wu'；如是新的作者，请添一行 - {slug: jia-wu, name: 甲文}"),
    ("newspaper: shi-bao", "newspaper: shi-bo", "newspaper", "newspaper",
     "newspapers.yaml 里没有 'shi-bo'，是否 shi-bao"),
    # decks and the page
    ("text: 县里办起钳工比武", "text: 县里办起钳工比武！", "比武！", "headline.text",
     "版面上没有「！」；确实印有而扫描缺失的，在 notes 里写一条 kind: deck"),
    ("text: 县里办起钳工比武", "text: 县里办起钳工比武🎉", "🎉", "headline.text",
     "版面上没有「🎉」"),
    ("text: 县里办起钳工比武", "text: 县里办起焊工比武", "焊工", "headline.text",
     "版面上是「县里办起钳工比武」"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "field", "expected_message"), MISTAKES)
def test_a_mistake_is_reported_once_with_its_line_and_remedy(
    catalogue, old, new, line, field, expected_message
):
    catalogue.change(ISSUE, old, new)
    fault = only_fault(catalogue)
    assert fault.file == f"fixtures/{ISSUE}"
    assert fault.line == catalogue.line(ISSUE, line)
    assert fault.field.endswith(field)
    assert expected_message in fault.message
    assert not re.search(r"(?<![a-z_./'-])(?:[a-z]+ ){2}[a-z]+", fault.message), "English"


# Chinese that the program says by itself
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")


def chinese_in(output: str, contents: str) -> list[str]:
    """Return the Chinese in a command's output, except in quotation marks and from its files."""
    output = re.sub("“[^”]*”|'[^']*'", "", output)
    return [words for words in CHINESE.findall(output) if words not in contents]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake[3])
def test_a_mistake_is_reported_in_english(catalogue, settings, mistake):
    settings.COMMAND_LANGUAGE = "en"
    old, new, *_ = mistake
    catalogue.change(ISSUE, old, new)
    contents = "\n".join([*ROLES, *(path.read_text() for path in catalogue.folder.rglob("*.yaml"))])
    fault = only_fault(catalogue)
    assert not chinese_in(str(fault), contents), fault
    assert re.search("[a-z]{3,}", fault.message), fault


def test_a_broken_collection_is_reported_in_english(catalogue, settings, capsys):
    """Faults of every kind of file, as `check_catalogue` prints them."""
    settings.COMMAND_LANGUAGE = "en"
    catalogue.write(
        "newspapers.yaml",
        """\
newspapers:
  - slug: shi-bao
    name: 试报
    place: 999999
    publication:
      - {since: 2020-10-01, until: 2020-09-01, weekdays: [日], closed: [2020-10], source: 甲}
""",
    )
    catalogue.write("people.yaml", "people: [\n")
    catalogue.write("topics.yaml", TOPICS.replace("broader: jing-sai", "broader: jing-se"))
    catalogue.write(
        "collection.yaml",
        """\
name: 试报
contact: 甲
time_zone: Asia/Nowhere
colours: {light: red, dark: "#000000"}
about: none.md
""",
    )
    catalogue.write("changes/2026-01-02.yaml", "date: 2026-01-03\nchanges: []\n")
    catalogue.write("issues/shi-bao/notes.txt", "notes")
    catalogue.write(
        "issues/shi-bao/2020-10-12.yaml", ISSUE_TEXT.replace("kind: order", "kind: odd")
    )
    catalogue.write("issues/shi-bao/2020-10-13.jsonl", "{\n")
    catalogue.write("geometry/shi-bao.jsonl", '{"text": 1}\n')
    (catalogue.pages / "latin.txt").write_bytes("试".encode("gb18030"))
    images = catalogue.folder.parent / "images"
    images.mkdir()
    (images / "a.jpg").write_bytes(b"")
    contents = "\n".join(path.read_text() for path in catalogue.folder.rglob("*") if path.is_file())
    with pytest.raises(CommandError) as refused:
        call_command(
            "check_catalogue", fixtures=catalogue.folder, pages=catalogue.pages, images=images
        )
    out, err = capsys.readouterr()
    lines = [*out.splitlines(), *err.splitlines(), str(refused.value)]
    assert len(lines) > 12
    assert not [line for line in lines if chinese_in(line, contents)]


def test_a_mark_that_is_missing_on_the_page_may_be_explained(catalogue):
    catalogue.change(ISSUE, "text: 县里办起钳工比武", "text: 县里办起钳工比武！")
    catalogue.change(
        ISSUE, "        notes:\n", "        notes:\n          - {kind: deck, text: 叹号扫描脱去}\n"
    )
    assert faults(catalogue) == []


KEYS = [
    ("2020-10-9", "地址里的日期应写作 2020-10-09"),
    ("20201011", "地址里的日期应写作 2020-10-11"),
    ("a", "日期是载明的，地址应写 2020-10-11"),
    ("2020-10-12", "地址写作 2020-10-12，日期却是 2020-10-11"),
]


@pytest.mark.parametrize(("key", "expected_message"), KEYS)
@pytest.mark.parametrize("renamed", [False, True])
def test_an_address_that_differs_from_the_date_is_reported_before_publication(
    catalogue, key, expected_message, renamed
):
    catalogue.change(ISSUE, 'issue: "2020-10-11"', f'issue: "{key}"')
    file = ISSUE
    if renamed:
        file = f"issues/shi-bao/{key}.yaml"
        (catalogue.folder / ISSUE).rename(catalogue.folder / file)
    own_faults = [fault for fault in faults(catalogue) if fault.file.endswith(file)]
    assert expected_message in {fault.message for fault in own_faults}
    # the name of the file is correct
    assert not any(f"{key}.yaml" in fault.message for fault in own_faults)


def test_an_issue_that_is_dated_later_keeps_the_address_it_was_published_under(catalogue):
    for name in (ISSUE, "ledger.yaml"):
        text = (catalogue.folder / name).read_text(encoding="utf-8")
        text = text.replace('issue: "2020-10-11"', "issue: 3333335")
        catalogue.write(name, text.replace("shi-bao/2020-10-11", "shi-bao/3333335"))
    (catalogue.folder / ISSUE).rename(catalogue.folder / "issues/shi-bao/3333335.yaml")
    assert faults(catalogue) == []


def test_an_undated_issue_has_a_minted_address(catalogue):
    catalogue.change(ISSUE, "edtf: 2020-10-11\n  basis: stated", "edtf: 2020~\n  basis: stated")
    catalogue.change(ISSUE, 'issue: "2020-10-11"', "issue: a")
    (catalogue.folder / ISSUE).rename(catalogue.folder / "issues/shi-bao/a.yaml")
    assert any("用 manage.py mint 生成" in fault.message for fault in faults(catalogue))


def test_a_file_in_the_wrong_folder_or_with_the_wrong_name_is_reported(catalogue):
    (catalogue.folder / ISSUE).rename(catalogue.folder / "issues/shi-bao/october.yaml")
    assert "issue 是 2020-10-11，文件却叫 october.yaml" in only_fault(catalogue).message
    (catalogue.folder / "issues/wu-bao").mkdir()
    (catalogue.folder / "issues/shi-bao/october.yaml").rename(
        catalogue.folder / "issues/wu-bao/2020-10-11.yaml"
    )
    assert only_fault(catalogue).message == "newspaper 是 shi-bao，文件应放在 issues/shi-bao/ 里"


# causes


@pytest.mark.parametrize(
    ("name", "text", "expected_message"),
    [
        ("newspapers.yaml", None, "没有这个文件"),
        ("newspapers.yaml", "newspapers:\n  - {slug: Shi-bao, name: 试报}\n", "应为小写字母"),
        ("places.jsonl", None, "没有这个文件"),
        ("places.jsonl", "{\n", "不是 JSON"),
        ("topics.yaml", None, "没有这个文件"),
        ("people.yaml", "people:\n  - {slug: jia-wen}\n", "缺少这一字段"),
    ],
)
def test_a_broken_authority_file_is_the_only_fault_reported(
    catalogue, name, text, expected_message
):
    catalogue.change("newspapers.yaml", "name: 试报", "name: 试报, place: 330100")
    if text is None:
        (catalogue.folder / name).unlink()
    else:
        catalogue.write(name, text)
    fault = only_fault(catalogue)
    assert fault.file == f"fixtures/{name}"
    assert expected_message in fault.message


def test_faults_of_authority_files_are_reported_first(catalogue):
    (catalogue.folder / "newspapers.yaml").unlink()
    catalogue.change(ISSUE, "code: 330182, basis: stated", "code: 330999, basis: stated")
    assert [fault.file.split("/")[1] for fault in faults(catalogue)] == [
        "newspapers.yaml",
        "issues",
    ]


@pytest.mark.parametrize(
    ("old", "new"), [("genre: xiaoxi", "genre: shi"), ("genre: xiaoxi", "genre: [")]
)
def test_the_pages_of_a_file_that_cannot_be_read_are_not_called_unknown(catalogue, old, new):
    catalogue.change(ISSUE, old, new)
    texts = PageTexts(catalogue.pages)
    report = check(catalogue.folder, texts)
    assert len(report.faults) == 1
    assert list(texts.unmatched_files(report.wanted)) == []


def test_an_ident_of_two_articles_is_reported_once(catalogue):
    catalogue.change(ISSUE, "ident: 222222f", "ident: 1cq34jc")
    fault = only_fault(catalogue)
    assert fault.message.startswith("文章编号 1cq34jc 已见于")
    assert fault.field == "pages[0].articles[1].ident"


def test_evidence_from_an_article_with_a_repeated_ident_is_not_reported_too(catalogue):
    catalogue.change(ISSUE, "{article: 1cq34jc, sentence: 2", "{article: 222222f, sentence: 1")
    catalogue.change(ISSUE, "ident: 222222f", "ident: 1cq34jc")
    assert only_fault(catalogue).message.startswith("文章编号 1cq34jc 已见于")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("people.yaml", "{slug: jia-wen", "{slug: yi-shan, name: 乙山}\n  - {slug: yi-shan"),
        ("topics.yaml", "slug: jing-sai", "slug: bi-wu"),
    ],
)
def test_a_repeated_slug_is_the_only_fault_reported(catalogue, name, old, new):
    catalogue.change(name, old, new)
    assert [fault.file for fault in faults(catalogue)] == [f"fixtures/{name}"]


def test_a_copy_of_a_file_is_reported_once_and_the_file_itself_is_not(catalogue):
    text = (catalogue.folder / ISSUE).read_text(encoding="utf-8")
    copy = "issues/shi-bao/2020-10-11 (1).yaml"
    catalogue.write(copy, text)
    fault = only_fault(catalogue)
    assert fault.file == f"fixtures/{copy}"
    assert "这一期 shi-bao/2020-10-11 已见于 fixtures/" + ISSUE in fault.message


def test_missing_ledger_entries_come_last_and_only_for_valid_files(catalogue):
    catalogue.write("ledger.yaml", LEDGER_START)
    enter(catalogue.folder)
    catalogue.change("people.yaml", "甲文}", "甲文, pen_name: true}")
    catalogue.change(ISSUE, "digest: 下月比", "digest: 下月赛")
    messages = [fault.message for fault in faults(catalogue)]
    assert len(messages) == 2
    assert all("改过，还没有写明改了什么" in message for message in messages)
    catalogue.change(ISSUE, "code: 330182, basis: stated", "code: 330999, basis: stated")
    messages = [fault.message for fault in faults(catalogue)]
    assert messages[0] == "没有区划代码 330999"
    assert [message.split(" 改过")[0] for message in messages[1:]] == ["person jia-wen"]


def test_missing_ledger_entries_are_not_reported_beside_other_faults(catalogue):
    catalogue.write("ledger.yaml", "ledger: []\n")
    assert len(faults(catalogue)) == 8
    catalogue.change(ISSUE, "code: 330182, basis: stated", "code: 330999, basis: stated")
    assert only_fault(catalogue).message == "没有区划代码 330999"


def test_entries_refused_by_the_check_are_not_entered(catalogue):
    """A span cut short shows only beside the page's text."""
    start, end = span("下月开赛。")
    catalogue.change(ISSUE, f"at: [{[start, end]}]", f"at: [{[start, end - 1]}]")
    catalogue.change(ISSUE, "digest: 下月比", "digest: 下月")
    catalogue.write("ledger.yaml", "ledger: []\n")
    with pytest.raises(CatalogueError, match="不属于任何条目"):
        enter(catalogue.folder, texts=PageTexts(catalogue.pages))
    assert (catalogue.folder / "ledger.yaml").read_text(encoding="utf-8") == "ledger: []\n"


def test_the_name_of_a_new_person_is_left_open_if_the_credit_has_only_a_role(catalogue):
    catalogue.change(ISSUE, "{person: jia-wen, role: 记者, read: 记者甲文}",
                     "{person: jia-wu, role: 记者, read: 记者}")  # fmt: skip
    [message] = [str(fault) for fault in faults(catalogue)]
    assert message.endswith("如是新的作者，请添一行 - {slug: jia-wu, name: ……}")


@pytest.mark.parametrize(
    ("read", "name"),
    [("甲文 文/图", "甲文"), ("甲文文/图", "甲文"), ("甲文 摄", "甲文"), ("甲晓文", "甲晓文")],
)
def test_the_name_of_a_new_person_is_without_what_the_person_made(catalogue, read, name):
    catalogue.change(ISSUE, "{person: jia-wen, role: 记者, read: 记者甲文}",
                     f"{{person: jia-wu, role: 记者, read: {read}}}")  # fmt: skip
    messages = [str(fault) for fault in faults(catalogue)]
    assert any(message.endswith(f"- {{slug: jia-wu, name: {name}}}") for message in messages)


@pytest.mark.parametrize(
    ("kind", "text", "is_right"),
    [
        ("notice", "广", True),
        ("notice", "广告", True),
        ("notice", "告", False),
        ("advertisement", "广", True),
        ("furniture", "广", False),
    ],
)
def test_the_text_of_a_notice_is_what_it_begins_with(catalogue, kind, text, is_right):
    catalogue.change(ISSUE, "kind: furniture, ", f"kind: {kind}, text: {text}, ")
    messages = [str(fault) for fault in faults(catalogue)]
    assert ("版面上是「广告」" in " ".join(messages)) != is_right


def test_a_span_may_end_with_the_page_also_where_others_overlap(catalogue):
    start, end = span("下月开赛。")
    catalogue.change(ISSUE, f"[{start}, {end}]", f"[{start}, {len(PAGE)}]")
    assert faults(catalogue) == []
    first, last = span("乡里也要比")
    catalogue.change(ISSUE, f"[{first}, {last}]", f"[{first - 2}, {last}]")
    assert not any("越出版面文字" in str(fault) for fault in faults(catalogue))
    assert any("重叠" in str(fault) for fault in faults(catalogue))


def test_a_wrong_item_beside_a_bare_span_has_a_message_of_its_own(catalogue):
    catalogue.change(ISSUE, f"[{span('下月开赛。')}]", "[3, x]")
    bare, broken_item = faults(catalogue)
    assert bare.message.startswith("缺一层方括号")
    assert broken_item.field.endswith("at[1]")
    assert "方括号" not in broken_item.message
