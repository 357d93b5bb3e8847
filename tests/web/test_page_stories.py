"""Texts on a newspaper page: the article's own if available, else our digest, labelled as such."""

from datetime import date
from types import SimpleNamespace

import pytest

from archive.catalogue.article_body import block_text, body, plain
from archive.formats.human_readable import lines
from archive.models import FullText, Page
from archive.web.article_text import paragraphs_of
from archive.web.page_stories import own_opening

from .test_issues import add_issue, get_html, paper  # noqa: F401


def article(*blocks, length=None):
    """Return an article of blocks (kind, text, …); its text is read up to `length`."""
    block_fields = [
        {"kind": kind, "run_in": "run-in" in marks, "gap": marks[-1] if marks[1:] else ""}
        for kind, _, *marks in blocks
    ]
    return SimpleNamespace(
        blocks=block_fields, opening="\n".join(text for _, text, *_ in blocks)[:length]
    )


def test_an_opening_is_running_text_with_the_byline_that_runs_into_it():
    paragraphs = own_opening(
        article(
            ("byline", "本报讯 记者某某报道　", "run-in", ""),
            ("paragraph", "渔港清晨开市。船员回家。"),
            ("crosshead", "码头边"),
            ("caption", "图为码头。"),
            ("paragraph", "老街醒来。"),
        ),
        100,
    )
    assert paragraphs == ["本报讯 记者某某报道　渔港清晨开市。船员回家。", "老街醒来。"]


@pytest.mark.parametrize("space", ["　", ""])
def test_pages_and_text_agree_on_the_space_after_a_dateline(space):
    page = f"本报讯（记者某某）{space}渔港清晨开市。"
    blocks = [
        {"id": "b1", "kind": "byline", "at": [[0, 9]], "run_in": True},
        {"id": "p1", "kind": "paragraph", "at": [[9 + len(space), len(page)]]},
    ]
    assembled = body(blocks, [], page)
    text = plain(assembled)
    assert own_opening(SimpleNamespace(blocks=blocks, opening=text), 100) == [page]
    (line,) = paragraphs_of(assembled).lines
    assert "".join(run.text for part in line.parts for run in part.runs) == page
    whole = SimpleNamespace(
        blocks=[
            SimpleNamespace(**{"run_in": False, "gap": ""} | block, text=block_text(words))
            for block, words in zip(blocks, assembled, strict=True)
        ]
    )
    assert list(lines(whole)) == [("paragraph", page)]


def test_an_opening_ends_with_a_sentence_and_says_where_text_is_lost():
    result = article(
        ("paragraph", "渔港开市。", "", "before"), ("paragraph", "船员回家。老街醒来。")
    )
    assert own_opening(result, 15) == ["〔缺文〕渔港开市。", "船员回家。"]


def test_nothing_is_opened_where_no_text_is_held():
    assert own_opening(SimpleNamespace(blocks=[], opening=None), 100) == []


@pytest.mark.django_db
def test_the_archives_own_texts_are_labelled_as_such(client, paper):  # noqa: F811
    issue = add_issue(paper, date(2021, 1, 5), pages=2, articles=2, text_held=True)
    Page.objects.filter(issue=issue, key="2").update(text_held=False)
    FullText.objects.filter(article__page__issue=issue, article__page__key="2").delete()
    with_texts, bare = (get_html(client, page.get_absolute_url()) for page in issue.pages.all())
    issue_html = get_html(client, issue.get_absolute_url())
    label = "提要（本站编写）"
    assert (with_texts.count(label), bare.count(label), issue_html.count(label)) == (0, 2, 2)
    for page in (with_texts, bare, issue_html):
        assert "版式为本站重排，非报纸原版" in page
    assert "<p>正文1之1。</p>" in with_texts
    assert "<p>一句。</p>" not in with_texts
    assert "<p>正文1之1。</p>" in issue_html
    assert "<p>一句。</p>" in bare
    assert "各篇为原文开头" in with_texts
    assert "各篇为本站编写的提要，不是报纸原文" in bare
    assert "其余为本站编写的提要，不是报纸原文" in issue_html


@pytest.mark.pages
@pytest.mark.django_db
def test_the_pages_of_the_collection_open_with_their_own_texts(client):
    for page in Page.objects.all():
        assert "提要（本站编写）" not in get_html(client, page.get_absolute_url())
