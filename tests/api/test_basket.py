"""The basket: the items of its URL in every format, and the notes on withdrawn ones."""

import io
import json
import zipfile

import pytest
import rispy
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.filters.basket import MAX_ITEMS
from archive.models import Article, LedgerEntry
from archive.models.ledger import LedgerKind

pytestmark = pytest.mark.django_db
STATES = LedgerEntry.State


@pytest.fixture
def idents():
    return list(Article.objects.newest_first().values_list("ident", flat=True)[:6])


def retire(ident: str, state: str, successors: list[str], reason: str) -> None:
    LedgerEntry.objects.create(
        kind=LedgerKind.ARTICLE,
        key=ident,
        state=state,
        successors=successors,
        reason=reason,
        since="2026-01-01",
        ended="2026-02-01",
    )


def test_every_format_has_the_articles_in_the_order_of_the_address(client, idents):
    basket_idents = [idents[3], idents[0], idents[5]]
    query = "?items=" + ".".join(basket_idents)
    data = client.get(f"/basket.json{query}").json()
    assert [item["ident"] for item in data["items"]] == basket_idents
    assert (data["total"], data["missing"]) == (3, [])
    for suffix in ("csv", "md", "txt"):
        text = client.get(f"/basket.{suffix}{query}").content.decode()
        places = [text.index(f"/articles/{ident}/") for ident in basket_idents]
        assert places == sorted(places)
    for suffix in ("bib", "ris", "csl.json"):
        text = client.get(f"/basket.{suffix}{query}").getvalue().decode()
        places = [text.index(f"baozang-{ident}") for ident in basket_idents]
        assert places == sorted(places)
    book = zipfile.ZipFile(io.BytesIO(client.get(f"/basket.epub{query}").content))
    package = book.read("EPUB/package.opf").decode()
    places = [package.index(f'<itemref idref="a-{ident}"') for ident in basket_idents]
    assert places == sorted(places)


def test_a_paragraph_is_cited_by_its_own_address(client, idents):
    block = Article.objects.get(ident=idents[0]).blocks[-1]["id"]
    query = f"?items={idents[0]}-{block}.{idents[0]}"
    data = client.get(f"/basket.json{query}").json()
    assert data["paragraphs"] == [block, ""]
    records = client.get(f"/basket.ris{query}").getvalue().decode()
    entry, article_entry = rispy.load(io.StringIO(records), newline="\r\n")
    assert entry["urls"] == [article_entry["urls"][0] + f"#{block}"]
    page = client.get(f"/basket/{query}").content.decode()
    assert f'/articles/{idents[0]}/#{block}"' in page


@pytest.mark.parametrize("style", ["gbt7714-2025", "apa", "mla", "chicago"])
def test_the_page_cites_in_any_style(client, idents, style):
    from django.utils.html import escape

    alone = client.get(f"/articles/{idents[0]}/cite/{style}").content.decode().strip()
    page = client.get(f"/basket/?items={idents[0]}&style={style}").content.decode()
    assert str(escape(alone)).replace("&quot;", "&#34;") in page


def test_withdrawn_split_and_moved_articles_are_explained(client, idents):
    retire("0000001", STATES.MERGED, [idents[0]], "与另一篇重复")
    retire("0000002", STATES.SPLIT, [idents[1], idents[2]], "原是两篇")
    retire("0000003", STATES.WITHDRAWN, [], "误收的广告")
    query = f"?items=0000001.0000002.0000003.b2b2b2b.{idents[4]}-p99.{idents[5]}"
    data = client.get(f"/basket.json{query}").json()
    assert [item["ident"] for item in data["items"]] == [idents[0], idents[4], idents[5]]
    assert {m["item"]: m["status"] for m in data["missing"]} == {
        "0000001": "moved",
        "0000002": "split",
        "0000003": "gone",
        "b2b2b2b": "unknown",
        f"{idents[4]}-p99": "unknown",
    }
    page = client.get(f"/basket/{query}").content.decode()
    for reason in ("与另一篇重复", "原是两篇", "误收的广告", "没有这篇文章", "没有 p99 段"):
        assert reason in page
    assert f'href="/articles/{idents[1]}/"' in page
    assert "误收的广告" in client.get(f"/basket/reading/{query}").content.decode()
    assert "误收的广告" in client.get(f"/basket.txt{query}").content.decode()
    # formats that cannot mention it are refused, and the remaining items offered
    for suffix in ("ris", "bib", "csl.json", "csv"):
        refused = client.get(f"/basket.{suffix}{query}")
        assert refused.status_code == 410
        assert "误收的广告" in refused.json()["detail"]
        url = refused.json()["instead"][0]["url"]
        assert url.endswith(f"?items={idents[0]}.{idents[4]}.{idents[5]}")
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("path", ["/basket/", "/basket/reading/", "/basket.json", "/basket.epub"])
@pytest.mark.parametrize(
    "query",
    [
        "items=<script>",
        "items=b3k7w2q..b3k7w2q",
        "items=b3k7w2q-",
        "items=b3k7w2q-p0",
        "items=%25s%25d",
        "items=" + "x" * 3000,
        "items=" + ".".join(["rmmjdt3"] * (MAX_ITEMS + 1)),
        "items=rmmjdt3&items=t2fc5w2",
        "colour=red",
        "page=2",
    ],
)
def test_hostile_parameters_are_refused(client, path, query):
    assert client.get(f"{path}?{query}").status_code == 400


def test_an_unknown_style_is_refused(client):
    assert client.get("/basket/?items=rmmjdt3&style=docx").status_code == 400
    assert client.get("/basket.json?items=rmmjdt3&style=apa").status_code == 400


def test_an_empty_basket_answers_everywhere(client):
    for path in ("/basket/", "/basket/reading/", "/basket.json", "/basket.csv", "/basket.epub"):
        assert client.get(path).status_code == 200
    assert json.loads(client.get("/basket.csl.json").getvalue()) == []


@pytest.mark.parametrize(
    ("path", "queries"),
    [("/basket/", 5), ("/basket/reading/", 7), ("/basket.json", 7), ("/basket.epub", 7)],
)
def test_the_number_of_queries_does_not_depend_on_the_basket(client, path, queries):
    def cost(items) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{path}?items={'.'.join(items)}").status_code == 200
        return len(captured)

    all_idents = list(Article.objects.values_list("ident", flat=True))
    assert cost(all_idents[:2]) == cost(all_idents) <= queries


def test_withdrawn_articles_cost_one_query_per_generation(client, idents):
    for n in range(20):
        retire(f"00000{n:02}", STATES.MERGED, [f"11111{n:02}"], "合并")
        retire(f"11111{n:02}", STATES.MERGED, [idents[0]], "再合并")
    with CaptureQueriesContext(connection) as captured:
        items = ".".join(f"00000{n:02}" for n in range(20))
        data = client.get(f"/basket.json?items={items}").json()
    assert data["total"] == 20
    assert data["missing"][0]["reason"] == "合并；再合并"
    assert len(captured) <= 10
