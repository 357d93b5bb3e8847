"""The commands draft, review and score_drafts, as an editor runs them."""

import contextlib
import json
import re
import subprocess
from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive.catalogue import digest_length
from archive.catalogue.check import check
from archive.catalogue.entries import IssueFile
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.yaml_file import CatalogueError, parse, read
from archive.ingest.drafting.issue import draft_issue
from archive.ingest.drafting.page import draft_page
from archive.ingest.drafting.page_file import Unreadable, read_page
from archive.ingest.drafting.training_data import load_training_data
from archive.ingest.drafting.yaml_writer import to_yaml

from .tearing import tear

NEWSPAPER = "gongren-ribao"


@pytest.fixture(scope="module")
def page_and_draft(tmp_path_factory):
    """(the page's file, its draft) of one invented page; the pages folder holds that page alone."""
    folder = tmp_path_factory.mktemp("draft")
    (folder / "pages").mkdir()
    page = folder / "pages" / "page.txt"
    page.write_text(tear(1).text, encoding="utf-8")
    out = folder / "draft.yaml"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_settings, "PAGES_DIR", folder / "pages")
        call_command("draft", page, newspaper=NEWSPAPER, out=out, stdout=StringIO())
    return page, out


@pytest.mark.slow
def test_a_draft_is_read_back_and_waits_for_an_editor(page_and_draft, tmp_path):
    _, out = page_and_draft
    source = read(out)
    assert isinstance(source.record, IssueFile)
    assert source.record.draft.guesses
    assert len(source.record.pages[0].articles) == 5
    text = out.read_text(encoding="utf-8")
    for article in source.record.pages[0].articles:
        least, most = digest_length.bounds(article.length)
        assert f'digest: ""  # 待写：提要由编辑用自己的话写，{least} 到 {most} 字\n' in text
    assert "places: []" not in text, "a gap: only an editor can say that it is about no place"
    people = {credit.person for a in source.record.pages[0].articles for credit in a.bylines}
    slugs = re.findall(r"^#   - \{slug: ([\w-]+), name: \w+\}$", text, re.MULTILINE)
    assert sorted(slugs) == sorted(people), "nobody is in people.yaml yet"
    # every guess leads to something that is in the file
    lines = text.count("\n")
    for guess in source.record.draft.guesses:
        assert re.fullmatch(r"[a-z]+(?:\[\d+\])?(?:\.[a-z]+(?:\[\d+\])?)*", guess.at)
        assert 0 < source.line(*re.findall(r"[a-z]+", guess.at)) <= lines


def test_the_same_page_gives_the_same_draft(page_and_draft, tmp_path, settings):
    page, out = page_and_draft
    settings.PAGES_DIR = page.parent
    second_draft = tmp_path / "again.yaml"
    call_command("draft", page, newspaper=NEWSPAPER, out=second_draft, stdout=StringIO())
    assert second_draft.read_bytes() == out.read_bytes()


def test_check_catalogue_refuses_a_draft_by_line_and_field(page_and_draft, catalogue):
    page, out = page_and_draft
    record = read(out).record
    catalogue.write(f"issues/{NEWSPAPER}/{record.issue}.yaml", out.read_text(encoding="utf-8"))
    faults = check(catalogue.folder, PageTexts(page.parent)).faults
    own_faults = [fault for fault in faults if record.issue in fault.file]
    faults_by_field = {fault.field: fault for fault in own_faults}
    assert "草稿未审定" in faults_by_field["draft"].message
    assert faults_by_field["pages[0].articles[0].digest"].line > 1
    # all that an editor must still do is to write, to choose, and to enter names
    assert {re.sub(r"\[\d+\]", "", field) for field in faults_by_field} <= {
        *("draft", "newspaper", "issue", "pages.page", "pages.articles.ident"),
        *("pages.articles.digest", "pages.articles.topics", "pages.articles.places.code"),
        "pages.articles.places",
        "pages.articles.bylines.person",
    }


def test_without_its_mark_a_draft_that_lacks_digests_is_not_read_at_all(page_and_draft):
    _, out = page_and_draft
    text = out.read_text(encoding="utf-8").split("# 草稿的各处推测")[0]
    with pytest.raises(CatalogueError) as caught:
        parse(text, "x.yaml")
    assert any(fault.field.endswith("digest") for fault in caught.value.faults)


def test_a_date_and_a_page_number_are_taken_over(training):
    draft = draft_issue([tear(2).text], NEWSPAPER, training, set(), "2021-05-01", ["A3"])
    assert draft.fields["issue"] == "2021-05-01"
    assert draft.fields["pages"][0] | {"page": "a3", "number": "A3"} == draft.fields["pages"][0]
    for date, numbers in (("夏天", []), ("", ["一"])):
        with pytest.raises(ValueError, match=date or "版次"):
            draft_issue([tear(2).text], NEWSPAPER, training, set(), date, numbers)


def test_idents_that_are_taken_are_passed_over(training):
    first = draft_page(tear(3).text, "x1", training, NEWSPAPER, frozenset())
    used_idents = {article.fields["ident"] for article in first.articles}
    second = draft_page(tear(3).text, "x1", training, NEWSPAPER, used_idents)
    assert not used_idents & {article.fields["ident"] for article in second.articles}


@pytest.mark.parametrize(
    ("data", "expected_message"),
    [
        (b"", "没有文字"),
        (b" \n\t\n", "没有文字"),
        ("第一行\n".encode() + "第二行".encode("gbk"), r"page\.txt:2: 不是 UTF-8"),
        (b"x" * 10_000_000, "10000000 字节"),
        ("长".encode() * 500_000, "500000 字"),
    ],
)
def test_files_that_are_not_pages_are_refused_by_name(data, expected_message, tmp_path, settings):
    page = tmp_path / "page.txt"
    page.write_bytes(data)
    settings.PAGES_DIR = tmp_path / "none"
    with pytest.raises(CommandError, match=expected_message) as caught:
        call_command("draft", page, newspaper=NEWSPAPER, out=tmp_path / "out.yaml")
    assert str(page) in str(caught.value)
    assert not (tmp_path / "out.yaml").exists()


def test_overwriting_needs_force_and_the_newspaper_must_exist(page_and_draft, tmp_path):
    page, out = page_and_draft
    with pytest.raises(CommandError, match="--force"):
        call_command("draft", page, newspaper=NEWSPAPER, out=out)
    with pytest.raises(CommandError, match="没有 'nowhere'"):
        call_command("draft", page, newspaper="nowhere", out=tmp_path / "x.yaml")
    # before any page is read
    with pytest.raises(CommandError, match="没有 'nowhere'"):
        call_command(
            "draft", tmp_path / "missing.txt", newspaper="nowhere", out=tmp_path / "x.yaml"
        )
    with pytest.raises(Unreadable, match="missing"):
        read_page(tmp_path / "missing.txt")


def test_a_proof_sheet_is_a_page_and_its_style(page_and_draft, tmp_path, settings):
    page, out = page_and_draft
    settings.PAGES_DIR = page.parent
    folder = tmp_path / "sheet"
    call_command("review", out, folder=folder, stdout=StringIO())
    assert {path.name for path in folder.iterdir()} == {"index.html", "proof.css", ".gitignore"}
    html = (folder / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"""<script|style="|(?:src|href)=["'](?:https?:)?//""", html)
    record = read(out).record
    text = page.read_text(encoding="utf-8")
    words = "".join(re.findall(r'<p class="words">(.*?)</p>', html, re.DOTALL))
    words = re.sub(r"<ins.*?</ins>|<[^>]+>", "", words)
    assert re.sub(r"\s", "", text) == re.sub(r"\s", "", words.replace("&#34;", '"'))
    for article in record.pages[0].articles:
        assert f'id="a-{article.ident}"' in html
    # doubts come first, and link to their subjects
    percents = [int(p) for p in re.findall(r"</meter> (\d+)%", html)]
    assert percents == sorted(percents)
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets <= set(re.findall(r'id="([^"]+)"', html))
    assert "草稿未审定" in html


def test_a_finished_file_without_its_page_says_so(catalogue, tmp_path, settings):
    settings.FIXTURES_DIR = catalogue.folder
    settings.PAGES_DIR = catalogue.pages
    file = catalogue.folder / catalogue.issue
    call_command("review", file, folder=tmp_path / "held", stdout=StringIO())
    sheet = (tmp_path / "held" / "index.html").read_text(encoding="utf-8")
    assert "<del>车间</del>" in sheet
    assert "接下行" in sheet
    settings.PAGES_DIR = tmp_path / "none"
    call_command("review", file, folder=tmp_path / "bare", stdout=StringIO())
    bare = (tmp_path / "bare" / "index.html").read_text(encoding="utf-8")
    assert "本机没有这一版的文字" in bare
    assert 'class="words"' not in bare
    # a person who came one a line has a name, too
    catalogue.write("people.yaml", "people: []\n")
    catalogue.write("people/many.jsonl", '{"slug": "jia-wen", "name": "甲大文"}\n')
    call_command("review", file, folder=tmp_path / "lines", stdout=StringIO())
    assert "甲大文" in (tmp_path / "lines" / "index.html").read_text(encoding="utf-8")


def test_a_file_that_cannot_be_read_is_reported_by_line(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text("newspaper: a\nissue: b\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"x\.yaml:1: pages"):
        call_command("review", file, folder=tmp_path / "sheet")
    assert not (tmp_path / "sheet").exists()


def test_without_pages_there_is_nothing_to_score(tmp_path, settings):
    settings.PAGES_DIR = tmp_path
    with pytest.raises(CommandError, match="无法对照"):
        call_command("score_drafts")


@pytest.mark.slow
@pytest.mark.pages
def test_drafts_of_the_pages_held_reach_what_was_set(tmp_path, settings):
    out = StringIO()
    call_command("score_drafts", json=tmp_path / "scores.json", stdout=out)
    assert "joins" in out.getvalue()
    scores = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))["all"]
    assert scores["text"]["f1"] >= 0.99
    assert scores["articles"]["f1"] == scores["decks"]["f1"] == scores["bylines"]["f1"] == 1
    assert scores["joins"]["f1"] >= 0.95
    assert scores["province"]["recall"] == 1
    assert scores["county"]["recall"] >= 0.9


LINES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            *(
                "本报讯(记者甲文)",
                "本报记者 甲文 摄",
                "阅读提示",
                "新闻特写",
                "- 1.一项;",
                "- 2.二项;",
            ),
            *(
                "2021年13月40日",
                "”。",
                "“",
                "\ufeff",
                "\u200b",
                "北京市",
                "县里办比武",
                "通讯员",
                "阅读数:3",
            ),
            "第一句话说完了。第二句话没有说",
            "完,到这里才完。",
        ]
    ),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@example(["㐀㐀特写", "\ud7fc", "。00000000000㐀"], "\n")
@given(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\n\n", "\r\n", "\u2028"]))
def test_any_text_gives_a_draft_that_is_read_back_or_a_message(training, lines, between):
    text = between.join(lines).encode("utf-8", "replace").decode()
    try:
        draft = draft_issue([text], NEWSPAPER, training, set())
    except ValueError as error:
        # a text of nothing that can be read
        if "没有文字" not in str(error):
            raise
        return
    record = parse(to_yaml(draft.fields), "x.yaml").record
    page = record.pages[0]
    owned = [0] * len(text)
    spans = [span for zone in page.apart for span in zone.at]
    for article in page.articles:
        decks = (article.kicker, article.headline, *article.subheads)
        spans += [span for deck in decks if deck for span in deck.at]
        spans += [span for block in article.body for span in block.at]
    for start, end in spans:
        for at in range(start, end):
            owned[at] += 1
    assert max(owned, default=0) <= 1, repr(text)
    assert all(owned[at] for at, char in enumerate(text) if not char.isspace())


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.integers(0, 5), st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 255)), max_size=8)
)
def test_a_page_with_flipped_bytes_is_drafted_or_refused(training, tmp_path_factory, seed, flips):
    data = bytearray(tear(seed, 3).text.encode())
    for at, byte in flips:
        data[at % len(data)] = byte
    page = tmp_path_factory.getbasetemp() / "flipped.txt"
    page.write_bytes(data)
    try:
        text = read_page(page)
    except Unreadable as error:
        if "flipped.txt" not in str(error):
            raise
        return
    draft = draft_issue([text], NEWSPAPER, training, set())
    assert parse(to_yaml(draft.fields), "x.yaml").record.pages


def test_drafting_changes_neither_page_nor_catalogue(page_and_draft, catalogue, tmp_path, settings):
    page, _ = page_and_draft
    before = page.read_bytes()
    with pytest.raises(CommandError, match="是版面文件，不能覆盖"):
        call_command("draft", page, newspaper=NEWSPAPER, out=page, force=True)
    assert page.read_bytes() == before
    settings.FIXTURES_DIR = catalogue.folder
    settings.PAGES_DIR = catalogue.pages
    file = catalogue.folder / catalogue.issue
    with pytest.raises(CommandError, match="在目录"):
        call_command("review", file, folder=file.with_suffix(".proof"))
    with contextlib.chdir(tmp_path):
        call_command("review", file, stdout=StringIO())
    assert (tmp_path / f"{file.stem}.proof" / "index.html").is_file()
    assert not list(catalogue.folder.rglob("*.proof"))


def test_people_that_came_one_a_line_are_known(page_and_draft, catalogue, tmp_path, settings):
    settings.FIXTURES_DIR = catalogue.folder
    catalogue.write("people/many.jsonl", '{"slug": "yi-wu", "name": "乙武"}\n')
    assert load_training_data(catalogue.folder, PageTexts(None)).people["乙武"] == ("yi-wu",)
    catalogue.write("people/many.jsonl", '{"slug": "yi-wu"}\n')
    with pytest.raises(CatalogueError, match=r"many\.jsonl:1: name"):
        load_training_data(catalogue.folder, PageTexts(None))


def test_pages_of_one_draft_have_keys_of_their_own(page_and_draft, training):
    text = page_and_draft[0].read_text(encoding="utf-8")
    draft = draft_issue([text, text], NEWSPAPER, training, set(), "", ["x2"], ["a", "b"])
    assert [page["page"] for page in draft.fields["pages"]] == ["x2", "x3"]


def test_a_proof_sheet_names_page_offset_and_line(training, tmp_path, settings):
    """So that it can be worked from on paper, and one article is not called as another."""
    settings.PAGES_DIR = tmp_path / "pages"
    settings.PAGES_DIR.mkdir()
    pages = []
    for seed in (1, 2):
        pages.append(settings.PAGES_DIR / f"{seed}.txt")
        pages[-1].write_text(tear(seed).text, encoding="utf-8")
    out = tmp_path / "two.yaml"
    call_command("draft", *pages, newspaper=NEWSPAPER, out=out, stdout=StringIO())
    call_command("review", out, folder=tmp_path / "sheet", stdout=StringIO())
    html = (tmp_path / "sheet" / "index.html").read_text(encoding="utf-8")
    record = read(out).record
    letters = re.findall(r'<span class="letter">(\w+)</span>', html)
    assert len(letters) == len(set(letters)) == sum(len(page.articles) for page in record.pages)
    lines = out.read_text(encoding="utf-8").splitlines()
    labels = re.findall(r'<span class="number">\[(\d+), (\d+)\] · 行 (\d+)</span>', html)
    assert len(labels) == html.count('<p class="label">')
    for start, end, line in labels:
        assert re.search(rf"\[{start}, {end}\]", lines[int(line) - 1])
    doubts = re.findall(
        r'<a href="#[^"]+">[^<]+</a></td>\s*<td class="number">(.*?)</td>', html, re.DOTALL
    )
    assert doubts
    assert all(re.fullmatch(r"第x[12]版 \[\d+, \d+\]", words) for words in doubts)
    assert any("x2" in words for words in doubts)


def test_git_sees_no_draft_no_proof_and_no_page(tmp_path):
    if not (django_settings.BASE_DIR / ".git").exists():
        pytest.skip("not a checkout")
    names = ["草稿.yaml", "草稿.proof/index.html", "gb4np1v.proof/index.html", "pages/one.txt"]
    ignored = subprocess.run(
        ["git", "-c", "core.quotePath=false", "check-ignore", *names],
        cwd=django_settings.BASE_DIR, capture_output=True, text=True, check=False,
    ).stdout.splitlines()  # fmt: skip
    assert ignored == names
    output = subprocess.run(
        ["git", "check-ignore", "pages/.gitignore", "fixtures/issues/a/b.yaml"],
        cwd=django_settings.BASE_DIR, capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    assert output == ""


def test_json_has_in_words_what_was_read(tmp_path, settings, page_and_draft):
    page, _ = page_and_draft
    settings.PAGES_DIR = page.parent
    out = tmp_path / "out.json"
    call_command("draft", page, newspaper=NEWSPAPER, json=out, stdout=StringIO())
    (read_page_json,) = json.loads(out.read_text(encoding="utf-8"))["pages"]
    assert list(read_page_json) == ["text", "articles", "apart", "date", "number"]
    assert read_page_json["text"] == page.read_text(encoding="utf-8")
    assert (read_page_json["date"], read_page_json["number"]) == (None, None)
    for article in read_page_json["articles"]:
        assert list(article) == [
            *("kicker", "headline", "subheads", "bylines", "places", "paragraphs", "zones"),
            "confidence",
        ]
        assert article["zones"] == []
        assert all({"name", "role"} == set(byline) for byline in article["bylines"])
    leads = [article["paragraphs"][0] for article in read_page_json["articles"]]
    assert any(lead.startswith("本报讯") for lead in leads)


def test_draft_wants_to_know_where_to_write(page_and_draft):
    page, _ = page_and_draft
    with pytest.raises(CommandError, match="--json"):
        call_command("draft", page, newspaper=NEWSPAPER)
    with pytest.raises(CommandError, match="--newspaper"):
        call_command("draft", page, out=page.with_name("x.yaml"))
