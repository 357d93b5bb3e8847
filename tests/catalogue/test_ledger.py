from datetime import date

import pytest

from archive.catalogue.address_index import AddressIndex
from archive.catalogue.check import check
from archive.catalogue.ledger_file import enter, taken_keys
from archive.catalogue.yaml_file import CatalogueError, read

TODAY = date(2026, 2, 3)
CHANGES = "changes/2026-02-03.yaml"


@pytest.fixture
def whole_ledger(catalogue):
    """A catalogue whose records are all in the ledger with their digests."""
    catalogue.write("ledger.yaml", "ledger:\n  - {kind: person, key: bing, since: 2026-01-01,\n"
                    "    state: withdrawn, reason: 试, ended: 2026-01-02}\n")  # fmt: skip
    enter(catalogue.folder, date(2026, 1, 1))
    return catalogue


def messages(catalogue) -> list[str]:
    return [str(fault) for fault in check(catalogue.folder, {}).faults]


def text(catalogue, name) -> str:
    return (catalogue.folder / name).read_text(encoding="utf-8")


def test_new_addresses_are_entered_once_and_old_lines_stay(whole_ledger):
    before = text(whole_ledger, "ledger.yaml")
    whole_ledger.change("people.yaml", "name: 甲文}", "name: 甲文}\n  - {slug: yi-wen, name: 乙文}")
    assert enter(whole_ledger.folder, TODAY).added == [("person", "yi-wen")]
    new_lines = text(whole_ledger, "ledger.yaml").removeprefix(before)
    assert new_lines.startswith("  - {kind: person, key: yi-wen, since: 2026-02-03, sum: ")
    assert new_lines.count("\n") == 1
    assert enter(whole_ledger.folder, TODAY) == ([], [], None)
    assert messages(whole_ledger) == []


def test_used_keys_are_never_reused(whole_ledger):
    assert {"bing", "1cq34jc", "shi-bao", "2020-10-11"} <= taken_keys(whole_ledger.folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "kind", "key", "field"),
    [
        ("", "text: 乡里也要比\n", "text: 乡里也要比比\n", "article", "222222f",
         "pages[0].articles[1].ident"),
        ("", "digest: 下月比\n", "digest: 下月比\n        identifiers: [{kind: url, value: http://a.cn}]\n",
         "article", "222222f", "pages[0].articles[1].ident"),
        ("", 'number: "1"', 'number: "2"', "page", "shi-bao/2020-10-11/1", "pages[0].page"),
        ("", "attribution: {basis: stated}", "number: '9'\nattribution: {basis: stated}", "issue",
         "shi-bao/2020-10-11", "issue"),
        ("newspapers.yaml", "试报", "试刊", "newspaper", "shi-bao", "newspapers[0]"),
        ("topics.yaml", "label: 比武", "label: 大比武", "topic", "bi-wu", "topics[1]"),
        ("people.yaml", "甲文", "贾文", "person", "jia-wen", "people[0]"),
    ],
)  # fmt: skip
def test_an_unexplained_change_is_a_fault(whole_ledger, file, old, new, kind, key, field):
    file = file or whole_ledger.issue
    whole_ledger.change(file, old, new)
    faults = [fault for fault in check(whole_ledger.folder, {}).faults if "改过" in fault.message]
    assert [(fault.file, fault.field) for fault in faults] == [(f"fixtures/{file}", field)]
    assert faults[0].line > 0
    assert f"{kind} {key} 改过" in faults[0].message


def test_fields_that_no_article_shows_may_change_without_explanation(whole_ledger):
    whole_ledger.change("newspapers.yaml", "name: 试报", "name: 试报, description: 县报")
    whole_ledger.change("topics.yaml", "definition: 手艺人的比试。", "definition: 匠人的比试。")
    whole_ledger.write(
        whole_ledger.issue, "# 只加一行说明\n" + text(whole_ledger, whole_ledger.issue)
    )
    assert messages(whole_ledger) == []


def test_a_change_waits_for_an_editors_explanation(whole_ledger):
    whole_ledger.change("people.yaml", "甲文", "贾文")
    ledger_changes = enter(whole_ledger.folder, TODAY)
    assert ledger_changes.changed == [("person", "jia-wen")]
    assert ledger_changes.unsaid_in == whole_ledger.folder / CHANGES
    assert messages(whole_ledger) == [f"fixtures/{CHANGES}:3: changes[0].says: 不能为空"]
    with pytest.raises(CatalogueError, match="不能为空"):
        enter(whole_ledger.folder, TODAY)
    whole_ledger.change(CHANGES, 'says: ""', "says: 姓氏误识")
    assert messages(whole_ledger) == []
    assert enter(whole_ledger.folder, TODAY) == ([], [], None)


def test_the_changed_part_must_be_named_if_there_are_several(whole_ledger):
    whole_ledger.change(whole_ledger.issue, "digest: 下月比", "digest: 下月赛")
    whole_ledger.change("people.yaml", "甲文", "贾文")
    assert (
        enter(whole_ledger.folder, TODAY, summary="改字").unsaid_in == whole_ledger.folder / CHANGES
    )
    assert [line.split("says")[0] for line in text(whole_ledger, CHANGES).splitlines()[2:]] == [
        '  - {kind: article, key: 222222f, part: "", ',
        "  - {kind: person, key: jia-wen, part: record, ",
    ]
    (message,) = messages(whole_ledger)
    assert "changes[0].part: 不能为空，只能是 text、record、digest、dating" in message
    whole_ledger.change(CHANGES, 'part: ""', "part: digest")
    assert messages(whole_ledger) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "part"),
    [
        ("people.yaml", "甲文", "贾文", ""),
        ("people.yaml", "甲文", "贾文", "record"),
        ("", "digest: 下月比", "digest: 下月赛", "digest"),
    ],
)
def test_a_change_is_explained_by_its_words_and_its_part_or_its_only_part(
    whole_ledger, file, old, new, part
):
    whole_ledger.change(file or whole_ledger.issue, old, new)
    assert enter(whole_ledger.folder, TODAY, summary="改字", part=part).unsaid_in is None
    assert messages(whole_ledger) == []


def test_one_explanation_may_cover_all_changes_and_the_last_digest_counts(whole_ledger):
    for name in ("贾文", "假文"):
        old = "甲文" if name == "贾文" else "贾文"
        whole_ledger.change("people.yaml", old, name)
        assert (
            enter(whole_ledger.folder, TODAY, summary=f'"改": {name}', part="text").unsaid_in
            is None
        )
        assert messages(whole_ledger) == []
    record = read(whole_ledger.folder / CHANGES).record
    assert record.date == "2026-02-03"
    assert [(c.part, c.says) for c in record.changes] == [
        ("text", '"改": 贾文'),
        ("text", '"改": 假文'),
    ]
    # reverting a change is a change, too
    whole_ledger.change("people.yaml", "假文", "贾文")
    assert any("jia-wen 改过" in message for message in messages(whole_ledger))


def test_changes_in_json_lines_need_an_explanation_too(whole_ledger):
    page = '{"model": "archive.page", "fields": {"issue": ["shi-bao", "x"], "key": "1"}}\n'
    article = '{"model": "archive.article", "fields": {"ident": "3333335"}}\n'
    byline = '{"model": "archive.byline", "fields": {"article": ["3333335"], "role": "记者"}}\n'
    whole_ledger.write("issues/bulk.jsonl", byline + page + article)
    enter(whole_ledger.folder, TODAY)
    assert messages(whole_ledger) == []
    whole_ledger.write("issues/bulk.jsonl", byline.replace("记者", "通讯员") + page + article)
    (fault,) = check(whole_ledger.folder, {}).faults
    assert (fault.file, fault.line) == ("fixtures/issues/bulk.jsonl", 3)
    assert "3333335 改过" in fault.message


@pytest.mark.parametrize(
    ("name", "line", "expected_message"),
    [
        (CHANGES, "kind: article, key: 3333335", "总账里没有 article 3333335"),
        ("changes/2026-02-04.yaml", "kind: person, key: jia-wen", "文件应名为 changes/2026-02-03"),
        (CHANGES, "kind: place, key: jia-wen", "只能是"),
        (CHANGES, "kind: person, key: jia-wen, by: 我", "没有这个字段"),
    ],
)
def test_a_wrong_line_of_changes_is_named(whole_ledger, name, line, expected_message):
    fields = "part: text, says: 试, sum: 0123456789ab"
    whole_ledger.write(name, f"date: 2026-02-03\nchanges:\n  - {{{line}, {fields}}}\n")
    assert any(
        m.startswith(f"fixtures/{name}:") and expected_message in m for m in messages(whole_ledger)
    )


def test_a_change_dated_before_publication_is_a_fault(whole_ledger):
    line = "{kind: person, key: jia-wen, part: text, says: 试, sum: 0123456789ab}"
    whole_ledger.write("changes/2025-12-31.yaml", f"date: 2025-12-31\nchanges:\n  - {line}\n")
    assert any("到 2026-01-01 才公布" in message for message in messages(whole_ledger))


def test_stray_files_among_the_changes_are_named(whole_ledger):
    whole_ledger.write("changes/notes.txt", "试")
    [message] = messages(whole_ledger)
    assert (
        message == "fixtures/changes/notes.txt:0: （文件）: 这里只能放可读的 .yaml 和 .jsonl 文件"
    )


def entry(key, state, *successors):
    to = f", successors: [{', '.join(successors)}]" if successors else ""
    return (
        f"  - {{kind: person, key: {key}, state: {state}{to}, reason: 试,"
        " since: 2026-01-01, ended: 2026-01-02}\n"
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([entry("a", "merged", "jia-wen")], []),
        (
            [
                entry("a", "merged", "b"),
                entry("b", "split", "jia-wen", "c"),
                entry("c", "withdrawn"),
            ],
            [],
        ),
        ([entry("a", "merged", "b")], ["后继 b 不在目录里，也不在总账里"]),
        ([entry("a", "merged", "a")], ["后继 a 又转回 a，形成循环"]),
        (
            [
                entry("a", "merged", "b"),
                entry("b", "split", "jia-wen", "c"),
                entry("c", "moved", "a"),
            ],
            ["后继 b 又转回 a，形成循环", "后继 c 又转回 b，形成循环", "后继 a 又转回 c，形成循环"],
        ),
    ],
)
def test_successors_may_have_successors_but_no_loop(whole_ledger, lines, expected):
    whole_ledger.write("ledger.yaml", text(whole_ledger, "ledger.yaml") + "".join(lines))
    assert [message.split(": ")[-1] for message in messages(whole_ledger)] == expected


@pytest.mark.parametrize(
    ("state", "expected_message"),
    [
        ("state: withdrawn, reason: 试", "须写 ended"),
        ("ended: 2026-01-02", "须写 ended"),
        ("state: withdrawn, reason: 试, ended: 2025-12-31", "ended 早于 since"),
        ("state: withdrawn, ended: 2026-01-02", "须写 reason"),
        ("state: merged, reason: 试, ended: 2026-01-02", "successors 的数目不对"),
        ("identifiers: [{kind: url, value: http://a.cn/1}]", "只用于不再在库的文章"),
        ("state: live, sum: 12345", "12 位小写的十六进制数"),
    ],
)
def test_an_entry_says_when_and_why_it_ended(whole_ledger, state, expected_message):
    line = f"  - {{kind: person, key: a, {state}, since: 2026-01-01}}\n"
    whole_ledger.write("ledger.yaml", text(whole_ledger, "ledger.yaml") + line)
    assert any(
        "ledger.yaml" in message and expected_message in message
        for message in messages(whole_ledger)
    )


def test_nothing_can_be_added_after_the_first_query():
    """The indexes exist by then, and each row would be its own transaction."""
    register = AddressIndex()
    assert ("article", "1cq34jc") not in register
    with pytest.raises(RuntimeError, match="queried already"):
        register.add_live([])
    with pytest.raises(RuntimeError, match="queried already"):
        register.add_entered([])


# forms of a ledger without entries
BEGINNINGS = [
    "ledger: []\n",
    "ledger:\n",
    "ledger:",
    "ledger: [ ]   # 尚无\n",
    "# 总账\nledger: [\n]\n\n",
    "\ufeffledger: []\r\n",
]


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_the_first_entries_are_entered_in_a_ledger_that_has_none(catalogue, beginning):
    path = catalogue.folder / "ledger.yaml"
    path.write_bytes(beginning.encode())
    assert len(enter(catalogue.folder, TODAY).added) == 8
    assert messages(catalogue) == []
    assert len(read(path).record.ledger) == 8
    assert enter(catalogue.folder, TODAY) == ([], [], None)


@pytest.mark.parametrize(
    "ledger_text",
    [
        "ledger:\n- {kind: person, key: jia-wen, since: 2026-01-01}\n",
        "ledger:\n    - kind: person\n      key: jia-wen\n      since: 2026-01-01\n",
        "ledger:\n  # 一\n  - {kind: person, key: jia-wen,\n     since: 2026-01-01}\n# 完\n",
    ],
)
def test_entries_follow_the_way_the_file_is_written(catalogue, ledger_text):
    catalogue.write("ledger.yaml", ledger_text)
    assert len(enter(catalogue.folder, TODAY).added) == 7
    assert text(catalogue, "ledger.yaml").startswith(ledger_text.rstrip())
    assert len(read(catalogue.folder / "ledger.yaml").record.ledger) == 8


def test_a_file_that_cannot_be_added_to_stays_as_it_is(catalogue):
    content = "ledger: [{kind: person, key: jia-wen, since: 2026-01-01}]\n"
    catalogue.write("ledger.yaml", content)
    with pytest.raises(CatalogueError, match="每行一条"):
        enter(catalogue.folder, TODAY)
    assert text(catalogue, "ledger.yaml") == content
    assert not list(catalogue.folder.glob("*.new"))


@pytest.mark.parametrize("empty_value", [" []", ""])
def test_an_empty_catalogue_is_valid(catalogue, empty_value):
    (catalogue.folder / catalogue.issue).unlink()
    for name in ("newspapers", "topics", "people", "ledger"):
        catalogue.write(f"{name}.yaml", f"{name}:{empty_value}\n")
    assert messages(catalogue) == []
    assert enter(catalogue.folder, TODAY) == ([], [], None)
