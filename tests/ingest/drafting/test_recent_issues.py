"""Issues in JSON Lines train the drafter, newest first, as many as time allows."""

import hashlib
import json
from datetime import date

import pytest

from archive.catalogue.ledger_file import taken_keys, written_keys
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.yaml_file import CatalogueError
from archive.idents import derived
from archive.ingest.drafting import recent_issues as reading
from archive.ingest.drafting import training_data as learning
from archive.ingest.drafting.recent_issues import recent_issues
from archive.ingest.drafting.training_data import load_training_data

SENTENCE = "车间里的灯一直亮到天明。"


def line(day, **extra):
    """An issue of one page with one article, and the text of its page."""
    text = f"{day}的题\n{SENTENCE}\n"
    head = len(f"{day}的题")
    article = {
        "ident": derived(day, ()),
        "cataloguing": "minimal",
        "column": "夜读",
        "headline": {"text": f"{day}的题", "at": [[0, head]]},
        "bylines": [{"person": "yi-wu", "role": "记者", "read": "乙武"}],
        "body": [{"kind": "paragraph", "id": "p1", "at": [[head + 1, head + 1 + len(SENTENCE)]]}],
    } | extra
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    issue = {
        "newspaper": "shi-bao",
        "issue": day,
        "attribution": {"basis": "stated"},
        "date": {"edtf": day, "basis": "stated"},
        "pages": [
            {"page": "1", "text": {"sha256": sha256, "length": len(text)}, "articles": [article]}
        ],
    }
    return json.dumps(issue, ensure_ascii=False), {"sha256": sha256, "text": text}


@pytest.fixture
def lines(catalogue):
    catalogue.write("people/many.jsonl", '{"slug": "yi-wu", "name": "乙武"}\n')

    def write(*days, name="many", paper="shi-bao", **extra):
        issue_lines = [line(day, **extra) for day in days]
        text = "".join(f"{issue}\n" for issue, _ in issue_lines)
        catalogue.write(f"issues/{paper}/{name}.jsonl", text)
        pack = "".join(json.dumps(page, ensure_ascii=False) + "\n" for _, page in issue_lines)
        (catalogue.pages / f"{name}.pages.jsonl").write_text(pack, encoding="utf-8")

    return write


def days(catalogue):
    return [record.issue for record in recent_issues(catalogue.folder, "shi-bao")]


def test_the_newest_come_first_of_all_the_newspapers_files(catalogue, lines):
    lines("2001-01-01", "2003-01-01")
    lines("2002-01-01", name="more")
    lines("2009-01-01", name="other", paper="yi-bao")
    catalogue.write(
        "issues/shi-bao/rows.jsonl", '{"model": "archive.issue", "fields": {"key": "x"}}\n'
    )
    assert days(catalogue) == ["2003-01-01", "2002-01-01", "2001-01-01"]


@pytest.mark.parametrize("descending", [False, True])
def test_no_more_is_read_than_there_is_time_for(catalogue, lines, monkeypatch, descending):
    dates = [f"2001-01-{n:02}" for n in range(1, 32)]
    lines(*sorted(dates, reverse=descending))
    path = catalogue.folder / "issues/shi-bao/many.jsonl"
    size = len(path.read_bytes().splitlines(True)[-1])
    monkeypatch.setattr(reading, "MIN_PER_FILE", size)
    # two lines and a half of each end; then exactly two
    for most in (size * 5, size * 4):
        monkeypatch.setattr(reading, "MAX_BYTES", most)
        assert days(catalogue) == ["2001-01-31", "2001-01-30", "2001-01-02", "2001-01-01"]
    monkeypatch.setattr(reading, "MAX_ARTICLES", 1)
    assert days(catalogue) == ["2001-01-31"]


@pytest.mark.parametrize("end", ["\n", ""])
@pytest.mark.parametrize("broken", [2, 30])
def test_a_broken_line_among_them_is_reported_by_number(catalogue, lines, monkeypatch, broken, end):
    lines(*(f"2001-01-{n:02}" for n in range(1, 32)))
    name = "issues/shi-bao/many.jsonl"
    size = len((catalogue.folder / name).read_bytes().splitlines(True)[-1])
    monkeypatch.setattr(reading, "MIN_PER_FILE", size)
    monkeypatch.setattr(reading, "MAX_BYTES", size * 5)
    day = f"2001-01-{broken:02}"
    catalogue.change(name, f'"issue": "{day}"', f'"issu": "{day}"')
    text = (catalogue.folder / name).read_text(encoding="utf-8")
    catalogue.write(name, text.rstrip("\n") + end)
    with pytest.raises(CatalogueError, match=rf"many\.jsonl:{broken}: issu"):
        days(catalogue)


def test_a_draft_among_them_teaches_nothing(catalogue, lines):
    lines("2001-01-01")
    path = catalogue.folder / "issues/shi-bao/many.jsonl"
    data = json.loads(path.read_text(encoding="utf-8")) | {"draft": {"guesses": []}}
    path.write_text(json.dumps(data) + "\n", encoding="utf-8")
    assert days(catalogue) == []


def test_what_they_teach(catalogue, lines):
    lines("2001-01-01", "2001-01-02", topics=["bi-wu"])
    texts = PageTexts(catalogue.pages)
    bare = load_training_data(catalogue.folder, texts)
    assert "夜读" not in bare.columns
    training = load_training_data(catalogue.folder, texts, newspaper="shi-bao")
    assert "夜读" in training.columns
    assert training.papers_of["yi-wu"] == {"shi-bao"}
    assert training.spans["shi-bao"] == (date(2001, 1, 1), date(2020, 10, 11))
    assert training.paragraphs.count(SENTENCE) == 2
    assert "2001-01-02的题" in training.heads
    assert [example.article.topics for example in training.articles][-1] == ("bi-wu",)
    # the page to be drafted is excluded from training
    _, page = line("2001-01-02", topics=["bi-wu"])
    without = load_training_data(catalogue.folder, texts, [page["sha256"]], "shi-bao")
    assert without.paragraphs.count(SENTENCE) == 1
    assert "2001-01-02的题" not in without.heads


def test_the_language_is_taught_by_so_many_letters_and_topics_by_so_many_articles(
    catalogue, lines, monkeypatch
):
    lines(*(f"2001-01-{n:02}" for n in range(1, 32)), topics=["bi-wu"])
    monkeypatch.setattr(learning, "MAX_LETTERS", 100)
    monkeypatch.setattr(learning, "MAX_EXAMPLES", 5)
    training = load_training_data(catalogue.folder, PageTexts(catalogue.pages), newspaper="shi-bao")
    assert 100 <= training.letters < 200
    assert (
        sum(example.article.ident == derived("2001-01-31", ()) for example in training.articles)
        == 1
    )
    assert training.examples == 5


def test_a_title_that_is_but_the_first_words_teaches_no_style(catalogue, lines):
    lines("2001-01-01", notes=[{"kind": "deck", "text": "原文没有标题，取开头文字作标题。"}])
    training = load_training_data(catalogue.folder, {}, newspaper="shi-bao")
    assert "2001-01-01的题" not in training.heads


def test_keys_are_read_off_the_files_as_the_records_have_them(catalogue, lines):
    lines("2001-01-01")
    ident = derived("2001-01-01", ())
    catalogue.write(
        "ledger/2026-01-02.jsonl",
        f'{{"kind": "article", "key": "{ident}", "since": "2026-01-02"}}\n'
        '{"kind":"page","key":"shi-bao/2001-01-01/1","since":"2026-01-02"}\n',
    )
    assert {ident, "1cq34jc", "222222f", "2020-10-11"} <= written_keys(catalogue.folder)
    assert taken_keys(catalogue.folder) <= written_keys(catalogue.folder) | {"yi-wu"}
    catalogue.write("ledger/2026-01-03.jsonl", "")
    assert ident in written_keys(catalogue.folder)


def test_the_newspapers_own_yaml_issues_teach_before_those_of_others(catalogue, monkeypatch):
    # by name the other newspaper comes first
    issue_text = (catalogue.folder / catalogue.issue).read_text(encoding="utf-8")
    other_issue = issue_text.replace("newspaper: shi-bao", "newspaper: a-bao").replace(
        "县里办起", "别处办起"
    )
    catalogue.write("issues/a-bao/2020-10-11.yaml", other_issue)
    monkeypatch.setattr(learning, "MAX_PAGES", 1)
    training = load_training_data(catalogue.folder, {}, newspaper="shi-bao")
    assert training.heads[1] == "县里办起钳工比武"
    assert (
        load_training_data(catalogue.folder, {}, newspaper="a-bao").heads[1] == "别处办起钳工比武"
    )
