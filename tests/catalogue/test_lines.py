"""Issues, people and ledger entries in JSON Lines, and text packs, are checked like YAML files."""

import hashlib
import json
from datetime import date

import pytest
from django.utils.module_loading import import_string

from archive import parallel
from archive.catalogue import parallel_check
from archive.catalogue.check import check
from archive.catalogue.check_cache import CheckCache
from archive.catalogue.ledger_file import enter, taken_keys
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.yaml_file import CatalogueError, read

from ..small_catalogue import PAGE

LINES = "issues/shi-bao/many.jsonl"


@pytest.fixture
def lines(catalogue):
    """The small catalogue with its issue as a line, and its page in a pack."""
    record = read(catalogue.folder / catalogue.issue).record
    (catalogue.folder / catalogue.issue).unlink()
    catalogue.write(LINES, record.model_dump_json(exclude_defaults=True) + "\n")
    (catalogue.pages / "page.txt").unlink()
    pack(catalogue, PAGE)
    return catalogue


def pack(catalogue, *texts):
    rows = [{"sha256": hashlib.sha256(t.encode()).hexdigest(), "text": t} for t in texts]
    content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (catalogue.pages / "a.pages.jsonl").write_text(content, encoding="utf-8")


def messages(catalogue):
    return [str(f) for f in check(catalogue.folder, PageTexts(catalogue.pages)).faults]


def test_a_valid_line_has_no_fault(lines):
    report = check(lines.folder, PageTexts(lines.pages))
    assert report.faults == []
    assert (report.issues, report.articles) == (1, 2)
    ((file, (held_pages, expected, accounted, not_held)),) = report.in_lines.files.items()
    assert (file, held_pages, not_held) == (f"fixtures/{LINES}", 1, 0)
    assert expected == accounted > 0
    assert len(report.wanted) == 1


@pytest.mark.parametrize(
    ("old", "new", "expected_message"),
    [
        ('"person":"jia-wen"', '"person":"yi-wen"', "bylines[0].person: people.yaml 里没有"),
        ('"ident":"1cq34jc"', '"ident":"1cq34jd"', "articles[0].ident: 文章编号"),
        ('"newspaper":"shi-bao"', '"newspaper":"wu-bao"', "newspaper: "),
        ('"genre":"xiaoxi"', '"genre":"xiaoxi","genre":"texie"', "genre: 同一处写了两次"),
        ('"genre":"xiaoxi"', '"gener":"xiaoxi"', "gener: 没有这个字段"),
        ('"genre":"xiaoxi"', '"genre":"xiao\\u200bxi"', "含看不见的字符 U+200B"),
        ('"genre":"xiaoxi"', '"genre":"xiao\u200bxi"', "含看不见的字符 U+200B"),
        ('{"newspaper"', '{newspaper"', "JSON: 不是 JSON"),
        ('"of":"1cq34jc"', '"of":"3333335"', "apart[1].of: 没有文章 3333335"),
        ("县里办起钳工比武", "县里办起焊工比武", "headline.text: 版面上是"),
        ('"issue":"2020-10-11"', '"issue":"2020-10-12"', "issue: 地址写作 2020-10-12"),
    ],
)
def test_each_mistake_is_named_by_file_line_and_field(lines, old, new, expected_message):
    lines.change(LINES, old, new)
    text = (lines.folder / LINES).read_text(encoding="utf-8")
    lines.write(LINES, "\n" + text)
    results = [message for message in messages(lines) if expected_message in message]
    assert results
    assert all(message.startswith(f"fixtures/{LINES}:2: ") for message in results), results


def test_an_ident_or_an_issue_is_in_one_line_alone(lines):
    text = (lines.folder / LINES).read_text(encoding="utf-8")
    lines.write(LINES, text + text)
    matches = messages(lines)
    for name, key in (
        ("文章编号", "1cq34jc"),
        ("文章编号", "222222f"),
        ("这一期", "shi-bao/2020-10-11"),
    ):
        (message,) = [m for m in matches if f"{name} {key} 已见于 fixtures/{LINES}:1" in m]
        assert message.startswith(f"fixtures/{LINES}:2: ")


def test_several_processes_report_the_same_faults(lines, monkeypatch):
    text = (lines.folder / LINES).read_text(encoding="utf-8")
    broken = text.replace('"person":"jia-wen"', '"person":"nobody"')
    lines.write(LINES, "\n".join([text, broken, "{", *[broken] * 5]))
    alone = messages(lines)
    assert {m.split(":")[1] for m in alone if "nobody" in m} == {"3", "6", "8", "10", "12", "14"}
    pieces = parallel_check.pieces
    monkeypatch.setattr(parallel_check, "_LARGE", 1)
    monkeypatch.setattr(parallel_check, "pieces", lambda path, name: pieces(path, name, 100))
    monkeypatch.setattr(parallel, "processes", lambda: 2)
    assert messages(lines) == alone


def test_the_sha256_in_a_pack_is_that_of_its_text(lines):
    path = lines.pages / "a.pages.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("广告", "广吿"), encoding="utf-8")
    assert any(f"{path}:1: text: 文字与 sha256 不符" in message for message in messages(lines))


@pytest.mark.parametrize(
    ("line", "expected_message"),
    [
        ("{", "JSON: 不是 JSON"),
        ("[]", "JSON: 应为"),
        ('{"text": "甲"}', "sha256: 应为 64 位"),
        ('{"sha256": "0", "text": "甲"}', "sha256: 应为 64 位"),
        ('{"sha256": "0"}', "text: 应为文字"),
        ('{"sha": "0", "text": "甲"}', "sha: 没有这个字段"),
    ],
)
def test_a_wrong_line_of_a_pack_is_named(lines, line, expected_message):
    with (lines.pages / "a.pages.jsonl").open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    (result,) = messages(lines)
    assert result.startswith(f"{lines.pages / 'a.pages.jsonl'}:3: {expected_message}")


def test_a_pack_finds_each_of_many_and_reports_strays(lines):
    other_texts = [f"第{n}篇版面文字\n共两行" for n in range(300)]
    pack(lines, *other_texts, PAGE)
    texts = PageTexts(lines.pages)
    assert len(texts) == len(set(texts)) == 301
    for text in (*other_texts, PAGE):
        assert texts[hashlib.sha256(text.encode()).hexdigest()] == text
    assert "0" * 64 not in texts
    report = check(lines.folder, texts)
    assert [count for _, count in texts.unmatched_packs(report.wanted)] == [300]


def test_a_compressed_pack_is_refused(lines):
    (lines.pages / "b.pages.jsonl.gz").write_bytes(b"")
    assert any("不能压缩" in message for message in messages(lines))


def test_json_lines_are_entered_in_json_lines(lines):
    lines.write("ledger.yaml", "ledger: []\n")
    before = (lines.folder / "ledger.yaml").read_bytes()
    ledger_changes = enter(lines.folder, date(2026, 2, 3))
    path = lines.folder / "ledger" / "2026-02-03.jsonl"
    assert ledger_changes.added.file == path
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert ledger_changes.added.in_lines == len(rows) > 5
    assert {row["key"] for row in rows} >= {"1cq34jc", "222222f", "shi-bao/2020-10-11", "jia-wen"}
    assert (lines.folder / "ledger.yaml").read_bytes() == before
    assert messages(lines) == []
    assert enter(lines.folder, date(2026, 2, 3)) == ([], [], None)
    assert {"1cq34jc", "shi-bao", "2020-10-11"} <= taken_keys(lines.folder)
    # the same day goes on in the same file, behind what is there
    lines.change("people.yaml", "name: 甲文}", "name: 甲文}\n  - {slug: yi-wen, name: 乙文}")
    enter(lines.folder, date(2026, 2, 3))
    after = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert after[:-1] == rows
    assert after[-1]["key"] == "yi-wen"


@pytest.mark.slow
def test_what_was_checked_before_is_not_checked_again_when_entering(lines, tmp_path, monkeypatch):
    lines.write("ledger.yaml", "ledger: []\n")
    enter(lines.folder, date(2026, 2, 3))
    texts, path = PageTexts(lines.pages), tmp_path / "checked.sqlite3"
    checked = []
    check_issue = import_string("archive.catalogue.check._check_issue")

    def count_check(*arguments):
        checked.append(arguments[-1].record.issue)
        return check_issue(*arguments)

    monkeypatch.setattr("archive.catalogue.check._check_issue", count_check)
    for expected in (1, 0):
        cache = CheckCache(path, "1")
        # another program that checks meanwhile remembers by itself
        other_cache = CheckCache(path, "1")
        assert enter(lines.folder, texts=texts, cache=cache) == ([], [], None)
        cache.close()
        other_cache.close()
        assert len(checked) == expected
        del checked[:]


def test_a_changed_line_needs_an_explanation(lines):
    lines.write("ledger.yaml", "ledger: []\n")
    enter(lines.folder, date(2026, 2, 3))
    lines.change(LINES, '"digest":"下月比', '"digest":"下月赛')
    assert any("article 222222f 改过" in m and f"{LINES}:1: " in m for m in messages(lines))


@pytest.mark.parametrize(
    ("entry", "expected_message"),
    [
        ({"kind": "article", "key": "3333335", "since": "2026-01-01"},
         "key: article 3333335 已公布"),
        ({"kind": "article", "key": "1cq34jc", "since": "2026-01-01"},
         "key: ('article', '1cq34jc') 重复"),
        ({"kind": "artikel", "key": "3333335", "since": "2026-01-01"}, "kind: 只能是"),
        ({"kind": "article", "key": "3333335", "since": "2026-01-01", "state": "merged",
          "successors": ["222222g"], "reason": "试", "ended": "2026-01-02"},
          "successors[0]: 后继 222222g 不在"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_named_by_its_line(lines, entry, expected_message):
    lines.write("ledger/more.jsonl", "\n" + json.dumps(entry) + "\n")
    assert any(
        m.startswith(f"fixtures/ledger/more.jsonl:2: {expected_message}") for m in messages(lines)
    )


def test_people_may_be_in_lines(lines):
    lines.write("people.yaml", "people: []\n")
    lines.write("people/more.jsonl", '{"slug": "jia-wen", "name": "甲文"}\n')
    assert messages(lines) == []
    lines.write("people/more.jsonl", '{"slug": "jia-wen", "name": "甲文"}\n{"slug": "jia-wen"}\n')
    assert any(m.startswith("fixtures/people/more.jsonl:2: name: 缺少") for m in messages(lines))


def test_the_number_of_stored_faults_is_limited(lines, monkeypatch):
    monkeypatch.setattr("archive.catalogue.check.MAX_FAULTS", 3)
    text = (lines.folder / LINES).read_text(encoding="utf-8")
    lines.write(LINES, text.replace('"person":"jia-wen"', '"person":"nobody"') * 9)
    report = check(lines.folder, PageTexts(lines.pages))
    assert len(report.faults) == 4
    assert f"此外还有 {report.fault_count - 3} 处有误" in str(report.faults[-1])
    with pytest.raises(CatalogueError):
        enter(lines.folder)
