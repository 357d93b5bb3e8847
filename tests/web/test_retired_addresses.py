"""Retired addresses: every state, for every kind of entry in the ledger, and in chains."""

import pytest
from django.urls import reverse

from archive.models import (
    Article,
    Issue,
    LedgerEntry,
    Newspaper,
    Organisation,
    Page,
    Person,
    Tag,
)

pytestmark = pytest.mark.django_db

ROWS = {
    "article": Article,
    "newspaper": Newspaper,
    "issue": Issue,
    "page": Page,
    "topic": Tag,
    "person": Person,
    "organisation": Organisation,
}
# keys that were never used, of the form of each kind
GONE_KEYS = {
    "article": ["9999999", "8888888", "7777777"],
    "issue": ["old-paper/1", "old-paper/2", "old-paper/3"],
    "page": ["old-paper/1/1", "old-paper/1/2", "old-paper/1/3"],
}


def gone_keys(kind) -> list[str]:
    return GONE_KEYS.get(kind, ["old-a", "old-b", "old-c"])


def key_of(row) -> str:
    return "/".join(row.natural_key())


def entry(kind, key, state, *successors, reason="编者的理由"):
    LedgerEntry.objects.create(
        kind=kind, key=key, state=state, successors=list(successors), reason=reason,
        since="2026-01-01", ended="2026-02-01",
    )  # fmt: skip


def get(client, kind, key):
    return client.get(reverse(kind, args=key.split("/")))


@pytest.fixture(params=ROWS)
def kind(request):
    return request.param


@pytest.mark.parametrize("state", ["merged", "moved"])
def test_an_entry_with_one_successor_redirects_to_it(client, kind, state):
    row = ROWS[kind].objects.first()
    old = gone_keys(kind)[0]
    entry(kind, old, state, key_of(row))
    answer = get(client, kind, old)
    assert (answer.status_code, answer.headers["Location"]) == (301, row.get_absolute_url())


def test_a_split_article_lists_its_parts_by_name(client, kind):
    first, second = ROWS[kind].objects.all()[:2]
    old = gone_keys(kind)[0]
    entry(kind, old, "split", key_of(first), key_of(second))
    answer = get(client, kind, old)
    assert answer.status_code == 300
    page = answer.content.decode()
    assert "编者的理由" in page
    for row in (first, second):
        assert f'<a href="{row.get_absolute_url()}">{row}</a>' in page


def test_withdrawn_articles_are_410_with_the_reason(client, kind):
    old = gone_keys(kind)[0]
    entry(kind, old, "withdrawn")
    answer = get(client, kind, old)
    assert answer.status_code == 410
    page = answer.content.decode()
    assert "编者的理由" in page
    assert "2026年1月1日收录，2026年2月1日撤下" in page


def test_a_chain_leads_to_its_end_at_once(client, kind):
    row = ROWS[kind].objects.first()
    a, b, c = gone_keys(kind)
    entry(kind, a, "merged", b)
    entry(kind, b, "moved", c)
    entry(kind, c, "merged", key_of(row))
    answer = get(client, kind, a)
    assert (answer.status_code, answer.headers["Location"]) == (301, row.get_absolute_url())


def test_a_chain_into_a_split_lists_the_parts_of_it(client, kind):
    first, second = ROWS[kind].objects.all()[:2]
    a, b, _ = gone_keys(kind)
    entry(kind, a, "merged", b, reason="并入的理由")
    entry(kind, b, "split", key_of(first), key_of(second), reason="拆分的理由")
    answer = get(client, kind, a)
    assert answer.status_code == 300
    page = answer.content.decode()
    assert page.index("并入的理由") < page.index("拆分的理由")
    assert first.get_absolute_url() in page


def test_a_chain_into_nothing_is_gone_with_every_reason(client, kind):
    a, b, _ = gone_keys(kind)
    entry(kind, a, "merged", b, reason="并入的理由")
    entry(kind, b, "withdrawn", reason="撤下的理由")
    answer = get(client, kind, a)
    assert answer.status_code == 410
    page = answer.content.decode()
    assert page.index("并入的理由") < page.index("撤下的理由")


def test_a_withdrawn_part_is_mentioned(client):
    article = Article.objects.first()
    entry("article", "9999999", "split", article.ident, "8888888")
    entry("article", "8888888", "withdrawn", reason="撤下的理由")
    answer = get(client, "article", "9999999")
    assert answer.status_code == 300, "whoever comes is not led to half of it without a word"
    page = answer.content.decode()
    assert article.get_absolute_url() in page
    assert "<code>8888888</code> 也曾是其中之一，现已撤下。" in " ".join(page.split())
    assert "撤下的理由" in page


def test_parts_that_came_together_again_are_one(client):
    article = Article.objects.first()
    entry("article", "9999999", "split", "8888888", "7777777")
    entry("article", "8888888", "merged", article.ident)
    entry("article", "7777777", "merged", article.ident)
    answer = get(client, "article", "9999999")
    assert (answer.status_code, answer.headers["Location"]) == (301, article.get_absolute_url())


def test_a_loop_that_slipped_in_ends(client):
    entry("article", "9999999", "merged", "8888888")
    entry("article", "8888888", "merged", "9999999")
    assert get(client, "article", "9999999").status_code == 410


def test_capitals_find_what_is_gone(client):
    entry("article", "bcdfghj", "withdrawn")
    assert client.get("/articles/BCDFGHJ/").status_code == 410


def test_unknown_entries_are_not_found(client, kind):
    answer = get(client, kind, gone_keys(kind)[0])
    assert answer.status_code == 404


def ask_data(client, kind, key):
    return client.get(reverse(kind, args=key.split("/")).removesuffix("/") + ".json")


def test_data_is_led_to_data(client, kind):
    row = ROWS[kind].objects.first()
    a, b, _ = gone_keys(kind)
    entry(kind, a, "merged", b)
    entry(kind, b, "moved", key_of(row))
    answer = ask_data(client, kind, a)
    location = row.get_absolute_url().removesuffix("/") + ".json"
    assert (answer.status_code, answer.headers["Location"]) == (301, location)
    assert client.get(location).status_code == 200


def test_data_that_is_gone_or_split_is_a_problem_with_the_reasons(client, kind):
    first, second = ROWS[kind].objects.all()[:2]
    a, b, c = gone_keys(kind)
    entry(kind, a, "merged", b, reason="并入的理由")
    entry(kind, b, "withdrawn", reason="撤下的理由")
    entry(kind, c, "split", key_of(first), key_of(second), reason="拆分的理由")
    data = ask_data(client, kind, a)
    assert data.headers["Content-Type"] == "application/problem+json"
    assert (data.status_code, data.json()["status"]) == (410, 410)
    assert data.json()["detail"].index("并入的理由") < data.json()["detail"].index("撤下的理由")
    data = ask_data(client, kind, c)
    assert data.status_code == 300
    assert "拆分的理由" in data.json()["detail"]
    urls = [item["url"] for item in data.json()["instead"]]
    assert urls == [
        f"http://testserver{row.get_absolute_url().removesuffix('/')}.json"
        for row in (first, second)
    ]
