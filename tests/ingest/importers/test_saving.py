"""Saving: atomic files, resuming, stable idents, people that exist already."""

import json
import os
from dataclasses import replace
from itertools import islice

import pytest

from archive import idents
from archive.catalogue.entries import IssueFile
from archive.ingest.importers import existing_catalogue, save
from archive.ingest.importers import pipeline as running
from archive.ingest.importers.identifiers import Idents, People, page_key
from archive.ingest.importers.parsed_issue import (
    ImportRefused,
    ParsedIssue,
    ParsedItem,
    ParsedPage,
    ParsedPart,
)


def issues(count, first=1):
    """Yield issues of one day each."""
    for n in range(first, first + count):
        parts = (
            ParsedPart("headline", f"第{n}号"),
            ParsedPart("paragraph", f"这是第{n}期的一段。"),
        )
        item = ParsedItem("1", f"来源:{n}", parts, address=f"https://example.cn/{n}")
        sheet = ParsedPage(f"来源:{n}", "1", items=(item,))
        yield ParsedIssue(
            f"k{n}", f"来源:{n}", f"2001-{n // 28 + 1:02}-{n % 28 + 1:02}", sheets=(sheet,)
        )


def read_lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def idents_of(into):
    return {
        source.record.issue: source.record.pages[0].articles[0].ident for source in into.records()
    }


def test_few_issues_become_yaml_and_many_json_lines(into):
    assert into.run(issues(3)).issues == 3
    assert len(list(into.issues.glob("*.yaml"))) == 3
    assert (
        into.run(issues(running.MAX_YAML_ISSUES + 1, first=10)).issues
        == running.MAX_YAML_ISSUES + 1
    )
    assert len(read_lines(into.issues / "imported.jsonl")) == running.MAX_YAML_ISSUES + 1
    assert into.faults() == []


def test_existing_issues_are_left_unchanged(into):
    into.run(issues(2))
    path = into.issues / "2001-01-02.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# 编者改过\n", encoding="utf-8")
    summary = into.run(issues(3))
    assert (summary.issues, summary.existing) == (1, 2)
    assert "编者改过" in path.read_text(encoding="utf-8")


def interrupt(issues, after):
    yield from islice(issues, after)
    raise KeyboardInterrupt


@pytest.mark.parametrize("form", ["yaml", "lines"])
@pytest.mark.parametrize("after", [15, 24])
def test_a_resumed_import_equals_an_uninterrupted_one(
    into, catalogue, form, after, monkeypatch, tmp_path
):
    monkeypatch.setattr(save, "_BATCH", 10)
    into.run(issues(30), form=form, name="whole")
    complete = idents_of(into)
    for path in [*into.issues.iterdir(), *into.pages.rglob("whole*")]:
        path.unlink()
    with pytest.raises(KeyboardInterrupt):
        into.run(interrupt(issues(30), after), form=form)
    assert not (into.issues / "imported.jsonl").exists()
    summary = into.run(issues(30), form=form)
    assert summary.issues + summary.existing == 30
    assert summary.existing >= after - 10
    assert idents_of(into) == complete
    assert into.faults() == []
    assert not [path for path in into.issues.iterdir() if path.name.startswith(".")]


def test_an_incomplete_last_line_is_discarded(into, monkeypatch):
    monkeypatch.setattr(save, "_BATCH", 10)
    with pytest.raises(KeyboardInterrupt):
        into.run(interrupt(issues(50), 30), form="lines")
    part = into.issues / ".imported.jsonl.part"
    content = part.read_bytes()
    part.write_bytes(content[:-40])
    summary = into.run(issues(50), form="lines")
    assert summary.existing == content.count(b"\n") - 1
    assert len(read_lines(into.issues / "imported.jsonl")) == 50
    assert into.faults() == []


def test_new_issues_are_appended_to_existing_lines(into):
    into.run(issues(5), form="lines")
    summary = into.run(issues(7), form="lines")
    assert (summary.issues, summary.existing) == (2, 5)
    assert len(read_lines(into.issues / "imported.jsonl")) == 7


def test_a_write_that_fails_leaves_what_was_there(into, monkeypatch):
    into.run(issues(1))
    path = into.issues / "2001-01-02.yaml"
    before = path.read_bytes()
    monkeypatch.setattr(save.os, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(ImportRefused, match="full"):
        into.run(issues(1, first=2))
    assert path.read_bytes() == before
    assert [p.name for p in into.issues.glob("[!.]*")] == [path.name]


def test_refusals_are_reported_and_the_rest_is_imported(into):
    bad = ParsedIssue("k", "来源:9", "2001-09-09", sheets=(ParsedPage("来源:9", items=()),))
    summary = into.run([*issues(1), bad, ImportRefused("来源:8", "坏的")])
    assert summary.issues == 1
    assert summary.refused == ["来源:9: 没有一篇有文字的文章", "来源:8: 坏的"]


def test_two_issues_of_a_day_have_an_address_each(into):
    first, two = next(issues(1)), next(issues(1, first=2))
    both_issues = [first, replace(two, key="other", date=first.date)]
    summary = into.run(both_issues)
    assert summary.issues == 2
    assert set(idents_of(into)) == {"2001-01-02", "2001-01-02-2"}
    (remark,) = summary.remarks
    assert (
        remark == "来源:2: 2001-01-02 已有 2001-01-02（来源:1），这一期（无期号）另作 2001-01-02-2"
    )
    # in another order each is the one that it was
    repeated = into.run(both_issues[::-1])
    assert (repeated.issues, repeated.existing, repeated.differing) == (0, 2, [])


def test_no_page_text_gets_into_the_fixtures(into):
    into.run(issues(3))
    lines = "".join(path.read_text(encoding="utf-8") for path in into.issues.iterdir())
    assert "的一段" not in lines


def test_every_written_line_is_an_issue(into):
    into.run(issues(5), form="lines")
    for line in read_lines(into.issues / "imported.jsonl"):
        IssueFile.model_validate(line)


def test_idents_come_of_their_source_and_pass_over_what_is_taken():
    first = Idents(()).of("来源/1")
    assert idents.check(first)
    assert Idents(()).of("来源/1") == first
    other_ident = Idents({first}).of("来源/1")
    assert idents.check(other_ident)
    assert other_ident != first
    all_idents = Idents(())
    assert len({all_idents.of("来源/1") for _ in range(50)}) == 50


def test_a_unique_name_is_assigned_and_an_ambiguous_one_is_not(into):
    people_records = list(existing_catalogue.people(into.folder))
    people = People(
        [
            *people_records,
            *(person.model_copy(update={"slug": "jia-2"}) for person in people_records),
        ],
        (),
    )
    assert people.slug("甲文") == ""
    assert People(people_records, ()).slug("甲文") == "jia-wen"
    fresh = People(people_records, {"yi-shan"})
    assert (fresh.slug("乙山"), fresh.slug("乙山")) == ("yi-shan-2", "yi-shan-2")
    assert len(fresh.new) == 1
    assert fresh.slug("Jane Doe")


def test_pages_keep_their_numbers_where_they_have_one():
    assert page_key("A1", 1, ()) == "a1"
    assert page_key("", 2, ()) == "x2"
    assert page_key("1", 2, {"1"}) == "x2"


def sign(issue, name):
    """The issue with somebody who signed its article."""
    (sheet,) = issue.sheets
    (item,) = sheet.items
    item = replace(item, parts=(*item.parts, ParsedPart("byline", f"通讯员 {name}")))
    return replace(issue, sheets=(replace(sheet, items=(item,)),))


def test_new_people_of_many_issues_are_lines_that_outlive_a_stop(into, monkeypatch):
    monkeypatch.setattr(save, "_BATCH", 4)
    names = ["乙山", "丙水", "乙山", "甲文"] * 3
    signed_issues = [sign(issue, name) for issue, name in zip(issues(12), names, strict=True)]
    before = (into.folder / "people.yaml").read_bytes()
    with pytest.raises(KeyboardInterrupt):
        into.run(interrupt(iter(signed_issues), 5), form="lines")
    assert into.run(signed_issues, form="lines").people == 0
    people_lines = read_lines(into.folder / "people" / "shi-bao-imported.jsonl")
    assert [(person["slug"], person["name"]) for person in people_lines] == [
        ("yi-shan", "乙山"),
        ("bing-shui", "丙水"),
    ]
    # who was known stays who it was
    assert (into.folder / "people.yaml").read_bytes() == before
    credited = [s.record.pages[0].articles[0].bylines[0].person for s in into.records()]
    assert credited == ["yi-shan", "bing-shui", "yi-shan", "jia-wen"] * 3


@pytest.mark.parametrize("form", ["yaml", "lines"])
def test_entries_of_another_file_are_not_written_twice(into, form):
    into.run(issues(3), form="lines", name="first")
    summary = into.run(issues(5), form=form, name="second")
    assert (summary.issues, summary.existing) == (2, 3)
    assert len(into.records()) == 5


def test_an_editors_changes_after_an_interruption_are_kept(into, monkeypatch):
    monkeypatch.setattr(save, "_BATCH", 10)
    into.run(issues(5), form="lines")
    path = into.issues / "imported.jsonl"
    # nothing was added, so nothing waits to take its place
    into.run(issues(5), form="lines")
    assert not list(into.issues.glob(".*"))
    with pytest.raises(KeyboardInterrupt):
        into.run(interrupt(issues(50), 30), form="lines")
    part = into.issues / ".imported.jsonl.part"
    later = part.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(later, later))
    with pytest.raises(ImportRefused, match=r"\.imported\.jsonl\.part"):
        into.run(issues(50), form="lines")
    assert len(read_lines(path)) == 5


NAMESAKE = '{"slug": "jia-wen-2", "name": "甲文"}\n'


@pytest.mark.parametrize("form", ["yaml", "lines"])
def test_of_two_namesakes_the_one_who_signed_in_this_newspaper_is_chosen_and_reported(into, form):
    # one of them signs here; then there are two
    into.run([sign(issue, "甲文") for issue in issues(1)], form=form)
    into.catalogue.write("people/many.jsonl", NAMESAKE)
    summary = into.run([sign(issue, "甲文") for issue in issues(4)], form=form)
    (remark,) = summary.remarks
    assert "名为甲文的有 jia-wen、jia-wen-2，在本报署过名的只有 jia-wen" in remark
    credited = [s.record.pages[0].articles[0].bylines[0].person for s in into.records()]
    assert credited == ["jia-wen"] * 4


@pytest.mark.parametrize("signs", [(), ("jia-wen", "jia-wen-2")])
def test_indistinguishable_namesakes_are_both_named_at_each_article(into, signs):
    into.catalogue.write("people/many.jsonl", NAMESAKE)
    credits = ", ".join(f'{{"person": "{slug}"}}' for slug in signs)
    row = f'{{"model": "archive.article", "fields": {{"bylines": [{credits}]}}}}\n'
    # another newspaper is no evidence for this one
    into.catalogue.write("issues/yi-bao/a.jsonl", '{"person": "jia-wen"}\n')
    into.catalogue.write("issues/shi-bao/rows.jsonl", row)
    summary = into.run([sign(issue, "甲文") for issue in issues(2)])
    assert summary.issues == 2
    message = "名为甲文的不止一人（jia-wen、jia-wen-2），无法确定，未导入署名"
    assert summary.remarks == [f"来源:1: {message}", f"来源:2: {message}"]
    files = sorted(into.issues.glob("*.yaml"))
    assert not any("jia-wen" in path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize(
    ("old", "new", "expected_message"),
    [
        ('"issue":"2001-01-03",', "", r"imported\.jsonl:2: issue: 缺少这一字段"),
        ('"2001-01-03"', '"2001 01"', r"imported\.jsonl:2: issue: 格式不对"),
        ('"body":[', '"body"[', r"imported\.jsonl:\d: JSON: 不是 JSON"),
        ('"ident":"', '"ident":"x', r"imported\.jsonl:\d: pages\[0\]\.articles\[0\]\.ident: "),
    ],
)
@pytest.mark.parametrize("name", ["imported", "other"])
def test_a_broken_existing_line_is_reported_by_line_and_field(
    into, old, new, expected_message, name
):
    into.run(issues(3), form="lines")
    path = into.issues / "imported.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    before = path.read_bytes()
    for form in ("yaml", "lines"):
        with pytest.raises(ImportRefused, match=expected_message):
            into.run(issues(5), form=form, name=name)
    assert path.read_bytes() == before


def test_broken_lines_of_texts_and_people_are_reported_too(into):
    into.run([sign(issue, "乙山") for issue in issues(3)], form="lines")
    pack = into.pages / "shi-bao" / "imported.pages.jsonl"
    content = pack.read_text(encoding="utf-8")
    pack.write_text(content.replace('"text"', '"words"', 1), encoding="utf-8")
    with pytest.raises(ImportRefused, match=r"imported\.pages\.jsonl:1: text: 缺少这一字段"):
        into.run(issues(5), form="lines")
    pack.write_text(content, encoding="utf-8")
    people = into.folder / "people" / "shi-bao-imported.jsonl"
    people.write_text('\n{"slug": "Yi Shan", "name": "乙山"}\n', encoding="utf-8")
    with pytest.raises(ImportRefused, match=r"shi-bao-imported\.jsonl:2: slug: 格式不对"):
        into.run(issues(5), form="lines")


def test_an_issue_in_djangos_own_lines_is_there(into):
    row = {"model": "archive.issue", "fields": {"newspaper": ["shi-bao"], "key": "2001-01-02"}}
    path = into.issues / "rows.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    summary = into.run(issues(2), form="lines")
    assert (summary.issues, summary.existing) == (1, 1)
    path.write_text(json.dumps(row) + '\n{"model": "archive.issue"}\n', encoding="utf-8")
    with pytest.raises(ImportRefused, match=r"rows\.jsonl:2: JSON"):
        into.run(issues(3), form="yaml")


def test_a_last_line_that_an_editor_left_open_stays_a_line_of_its_own(into):
    into.run(issues(2), form="lines")
    path = into.issues / "imported.jsonl"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert into.run(issues(4), form="lines").issues == 2
    assert len(read_lines(path)) == 4


def replace_articles(issue, *texts, number="", addresses=()):
    """The issue with an article of each text in place of its own."""
    (sheet,) = issue.sheets
    items = []
    for n, text in enumerate(texts):
        parts = (ParsedPart("headline", f"题{text[:2]}"), ParsedPart("paragraph", text))
        items.append(
            ParsedItem(text, f"来源:{n}", parts, address=addresses[n] if addresses else "")
        )
    return replace(issue, number=number, sheets=(replace(sheet, items=tuple(items)),))


@pytest.mark.parametrize("form", ["yaml", "lines"])
def test_a_supplement_of_a_day_that_is_there_is_kept(into, form):
    (plain,) = issues(1)
    into.run([replace_articles(plain, "甲村收稻。", number="3021")], form=form)
    extra = replace_articles(plain, "乙村收稻。", number="3021增刊")
    summary = into.run([extra], form=form)
    assert (summary.issues, summary.existing) == (1, 0)
    (remark,) = summary.remarks
    assert (
        remark == "来源:1: 2001-01-02 已有 2001-01-02（3021），这一期（3021增刊）另作 2001-01-02-2"
    )
    numbers = {source.record.issue: source.record.number for source in into.records()}
    assert numbers == {"2001-01-02": "3021", "2001-01-02-2": "3021增刊"}
    repeated = into.run([extra], form=form)
    assert (repeated.issues, repeated.existing, repeated.differing, repeated.written) == (
        0,
        1,
        [],
        [],
    )


@pytest.mark.parametrize("number", ["第3021期", "总第3021号", "3021"])
def test_a_number_is_the_same_however_it_is_written(into, number):
    (plain,) = issues(1)
    into.run([replace_articles(plain, "甲村收稻。", number="3021")])
    summary = into.run([replace_articles(plain, "甲村收麦。", number=number)])
    assert (summary.issues, summary.existing, len(summary.differing)) == (0, 1, 1)


def test_an_issue_whose_number_an_editor_added_is_the_same(into):
    (plain,) = issues(1)
    into.run([plain])
    path = into.issues / "2001-01-02.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("issue: 2001-01-02\n", "issue: 2001-01-02\nnumber: 3021\n"), "utf-8"
    )
    summary = into.run([plain])
    assert (summary.issues, summary.existing, summary.differing) == (0, 1, [])


def test_an_issue_that_lies_twice_in_the_source_is_taken_once(into):
    (plain,) = issues(1)
    summary = into.run([plain, replace(plain, key="other", where="别处:1")])
    assert (summary.issues, summary.existing) == (1, 0)
    assert summary.remarks == ["别处:1: 与 来源:1 是同一期，文字相同，只导入一次"]


@pytest.mark.parametrize("form", ["yaml", "lines"])
def test_importing_again_reports_changed_new_and_missing_articles(into, form):
    (plain,) = issues(1)
    addresses = [f"https://example.cn/{n}" for n in range(4)]
    into.run(
        [replace_articles(plain, "甲村收稻。", "乙村收稻。", "丙村收稻。", addresses=addresses)],
        form=form,
    )
    before = into.records()
    new = replace_articles(
        plain, "甲村收稻。", "乙村收麦。", "丁村收稻。", addresses=[addresses[n] for n in (0, 1, 3)]
    )
    summary = into.run([new], form=form)
    assert (summary.issues, summary.existing) == (0, 1)
    (message,) = summary.differing
    differences = (
        "改动 1 篇（《题乙村》）；新增 1 篇（《题丁村》）；来源里没有了 1 篇（《题丙村》）"
    )
    assert message.endswith(f"未改动；来源与它不同：{differences}")
    assert str(into.issues) in message
    assert [source.record for source in into.records()] == [source.record for source in before]


def test_a_change_of_one_character_is_seen_where_the_text_is_held_and_else_by_length(into):
    (plain,) = issues(1)
    into.run([replace_articles(plain, "甲村收稻。", addresses=["https://example.cn/1"])])
    new = replace_articles(plain, "甲村收麦。", addresses=["https://example.cn/1"])
    assert "改动 1 篇" in into.run([new]).differing[0]
    for path in into.pages.rglob("*.txt"):
        path.unlink()
    longer = replace_articles(plain, "甲村收麦子。", addresses=["https://example.cn/1"])
    assert "改动 1 篇" in into.run([longer]).differing[0]


def test_an_article_of_another_ident_is_known_by_its_address(into):
    (plain,) = issues(1)
    into.run([replace_articles(plain, "甲村收稻。", addresses=["https://example.cn/1"])])
    path = into.issues / "2001-01-02.yaml"
    (ident,) = idents_of(into).values()
    path.write_text(path.read_text(encoding="utf-8").replace(ident, idents.of_number(10**8)))
    new = replace_articles(plain, "乙村收麦。", addresses=["https://example.cn/1"])
    assert "改动 1 篇" in into.run([new]).differing[0]


def test_an_issue_with_further_editing_does_not_differ_from_its_source(into):
    into.run(issues(1))
    path = into.issues / "2001-01-02.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "cataloguing: minimal", "cataloguing: minimal\n        column: 村里事"
    )
    path.write_text(text, encoding="utf-8")
    summary = into.run(issues(1))
    assert (summary.existing, summary.differing) == (1, [])


def test_an_import_without_changes_reports_no_files(into):
    assert into.run(issues(3)).written == [into.issues]
    assert into.run(issues(3)).written == []
    into.run(issues(5), form="lines")
    assert into.run(issues(5), form="lines").written == []


def test_an_ident_that_vanished_with_its_issue_comes_back_with_it():
    first = Idents(()).of("来源/1")
    assert Idents({first}, {first}).of("来源/1") == first
    # one that was retired permanently, or is in use, is not
    assert Idents({first}).of("来源/1") != first
