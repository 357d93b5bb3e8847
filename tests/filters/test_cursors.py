"""Cursors: walking through a list, and continuing in another edition."""

import shutil
from itertools import count

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from archive import search
from archive.editions.load import load
from archive.filters.cursors import Cursor, CursorPosition
from archive.models import Article, Issue, LedgerEntry, Newspaper, Page

from ..small_catalogue import ISSUE

pytestmark = pytest.mark.django_db
LIST = "/articles.json"


def walk(client, query, start=None):
    """(idents of a page, address of the next) from `start` to the end."""
    address = start or f"{LIST}?{query}"
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.content.decode()
        data = answer.json()
        yield [item["ident"] for item in data["items"]], data["links"]["next"], data["total"]
        address = data["links"]["next"]


QUERIES = [
    "",
    "sort=oldest",
    "province=zhejiang",
    "q=工会",
    "q=工会&sort=date",
    "q=工会&sort=oldest",
]


@pytest.mark.slow
@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_a_walk_meets_every_article_once_in_the_order_of_the_pages(client, query, limit):
    pages = list(walk(client, f"{query}&limit={limit}".strip("&")))
    idents = [ident for page, _, _ in pages for ident in page]
    assert len(idents) == len(set(idents)) == pages[0][2]
    assert {total for _, _, total in pages} == {len(idents)}
    by_page = []
    for number in count(1):
        answer = client.get(f"/articles/?{query}&page={number}".replace("?&", "?"))
        if answer.status_code != 200:
            break
        by_page += [article.ident for article in answer.context["page"]]
    assert idents == by_page


def test_the_orders_by_date_are_those_of_the_engine():
    articles = {a.ident: a for a in Article.objects.select_related("page__issue__newspaper")}
    for order in ("date", "oldest"):
        hits = search.search(search.Query(sort=order, limit=1000)).hits
        keys = [CursorPosition.from_article(articles[hit.ident]).key(order) for hit in hits]
        assert keys == sorted(keys)
        assert len(set(keys)) == len(articles)


@pytest.fixture
def another_edition(settings, tmp_path, restored_sequences):
    """Create another edition: loaded again, with articles added and removed."""

    def make(without):
        fixtures = tmp_path / "fixtures"
        shutil.copytree(django_settings.FIXTURES_DIR, fixtures)
        article = Article.objects.prefetch_related("tags").filter(bylines__isnull=False).first()
        issue = ISSUE.replace("shi-bao", article.page.issue.newspaper.slug)
        issue = issue.replace("2020-10-11", article.earliest.isoformat())
        issue = issue.replace("jia-wen", article.bylines.first().person.slug)
        issue = issue.replace("bi-wu", article.tags.first().slug)
        # read before all others
        issue_file = fixtures / "issues" / "0" / "0.yaml"
        issue_file.parent.mkdir()
        issue_file.write_text(issue, encoding="utf-8")
        for rows in (Article, Page, Issue, Newspaper):
            rows.objects.all().delete()
        for ident in ("1cq34jc", "222222f"):
            LedgerEntry.objects.create(kind="article", key=ident, since="2026-01-01")
        load(fixtures)
        Article.objects.with_idents(without).delete()
        folder = tmp_path / "edition"
        search.rebuild(folder)
        settings.EDITION_DIR = folder

    return make


@pytest.mark.slow
@pytest.mark.parametrize("query", ["", "sort=oldest", "q=工会&sort=date"])
def test_a_walk_continues_in_another_edition(client, another_edition, query):
    pages = list(walk(client, f"{query}&limit=4".strip("&")))
    before = [ident for page, _, _ in pages for ident in page]
    # one of them stands at a cursor, one within a page
    without = {pages[0][0][-1], pages[1][0][1]}
    numbers = dict(Article.objects.values_list("ident", "pk"))
    another_edition(without)
    assert all(
        numbers[ident] == pk
        for ident, pk in Article.objects.values_list("ident", "pk")
        if ident in numbers
    )
    remaining = set(before) - without
    for completed, (_, following, _) in enumerate(pages[:-1], 1):
        idents = [ident for page, _, _ in pages[:completed] for ident in page]
        idents += [ident for page, _, _ in walk(client, query, following) for ident in page]
        assert len(idents) == len(set(idents))
        assert remaining <= set(idents)


def test_by_relevance_a_cursor_of_another_edition_is_refused(client, settings, tmp_path):
    *_, following, _ = next(walk(client, "q=工会&limit=2"))
    assert client.get(following).status_code == 200
    shutil.copytree(settings.EDITION_DIR, tmp_path / "other")
    settings.EDITION_DIR = tmp_path / "other"
    answer = client.get(following)
    assert (answer.status_code, answer["Content-Type"]) == (410, "application/problem+json")
    assert answer.json()["type"].endswith("/api/#stale-cursor")
    first = client.get(answer.json()["instead"][0]["url"])
    assert first.status_code == 200


def test_a_cursor_of_another_order_is_refused(client):
    *_, following, _ = next(walk(client, "limit=2"))
    answer = client.get(following + "&sort=oldest")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["name"] == "after"


def test_a_cursor_and_a_page_are_refused_together(client):
    *_, following, _ = next(walk(client, "limit=2"))
    answer = client.get(following + "&page=2")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["name"] == "page"


def test_numbered_pages_link_to_numbered_pages(client):
    second = client.get(f"{LIST}?page=2&limit=5").json()
    assert second["links"]["prev"].endswith(f"{LIST}?limit=5&page=1")
    assert second["links"]["next"].endswith(f"{LIST}?limit=5&page=3")
    last = client.get(f"{LIST}?page=7&limit=5").json()
    assert last["links"]["next"] is None
    assert client.get(f"{LIST}?page=8&limit=5").status_code == 400


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "WyJkYXRlIl0",
        "bnVsbA",
        "W10",
        "eyJhIjoxfQ",
        "é",
        "W1sxXSwxLDEsMV0",
        "a" * 5000,
        "MTIz",
        "W1tb" * 1500,
    ],
)
def test_invalid_cursors_are_refused(client, token):
    answer = client.get(
        reverse("articles"), {"after": token}, headers={"accept": "application/json"}
    )
    assert answer.status_code == 400
    assert [error["name"] for error in answer.json()["errors"]] == ["after"]


DAYS = st.integers(1, 3_652_059)
POSITIONS = st.builds(
    lambda days, *rest: CursorPosition(min(days), max(days), *rest),
    st.tuples(DAYS, DAYS),
    st.integers(1, 1 << 32),
    st.integers(0, 999),
    st.integers(0, 999),
)


@given(st.sampled_from(["date", "oldest"]), st.integers(1, 10**8), POSITIONS)
def test_a_cursor_reads_back_as_it_was(order, rank, position):
    cursor = Cursor(order, rank, position)
    assert Cursor.parse(str(cursor)) == cursor


@given(st.text(max_size=60))
def test_parsing_any_other_text_raises_value_error(token):
    try:
        cursor = Cursor.parse(token)
    except ValueError:
        return
    assert str(cursor) == token
