"""Errors of data requests are problem details, which every site may read (CORS)."""

import pytest

from archive.formats.problem_details import KINDS, Problem
from archive.models import Article, Issue, LedgerEntry, Page, Place

pytestmark = pytest.mark.django_db


def problem(client, address, status, kind, method="get", **headers):
    answer = getattr(client, method)(address, headers=headers or None)
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    result = Problem.model_validate_json(answer.content)
    assert result.status == status
    assert result.type == f"http://testserver/api/#{kind}"
    assert result.title == KINDS[kind][0]
    return result


@pytest.mark.parametrize("form", [".json", ".csv", ".md", ".txt", ".atom", ".feed.json"])
def test_every_bad_parameter_is_listed_with_what_is_valid(client, form):
    query = "province=zhejian&genre=nothing&from=1.5.2021"
    details = problem(client, f"/articles{form}?{query}", 400, "bad-parameters")
    assert {(error.name, error.value) for error in details.errors} == {
        ("province", "zhejian"),
        ("genre", "nothing"),
        ("from", "1.5.2021"),
    }
    province = next(error for error in details.errors if error.name == "province")
    assert province.close[0].label == "浙江"
    assert client.get(province.close[0].url).status_code == 200
    assert len(next(e for e in details.errors if e.name == "genre").others) == len(Article.Genre)


def test_the_same_errors_as_the_page(client):
    query = "province=zhejian&year=20211&sort=best&page=0"
    page = client.get(f"/articles/?{query}")
    details = problem(
        client, f"/articles/?{query}", 400, "bad-parameters", accept="application/json"
    )
    on_page = [item.message for item in page.context["problems"]]
    assert [error.message for error in details.errors] == on_page


@pytest.mark.parametrize("address", ["/topics.json?page=1", "/articles/{ident}.json?q=a"])
def test_views_without_parameters_refuse_them(client, address):
    ident = Article.objects.first().ident
    details = problem(client, address.format(ident=ident), 400, "bad-parameters")
    assert "这一页没有可用的条件" in details.detail


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1e9", "９"])
def test_the_limit_parameter_is_bounded(client, limit):
    details = problem(client, f"/articles.json?limit={limit}", 400, "bad-parameters")
    assert details.errors[0].name == "limit"


def test_csv_has_a_higher_limit(client):
    # which looks at the filters, too, and may leave no trace in them
    assert client.get("/api/openapi.json").status_code == 200
    assert client.get("/articles.json?limit=100").status_code == 200
    assert client.get("/articles.csv?limit=1000").status_code == 200
    problem(client, "/articles.csv?limit=1001", 400, "bad-parameters")


@pytest.mark.parametrize(
    "address",
    [
        "/nothing.json",
        "/articles/nothing.json",
        "/topics/nothing.csv",
        "/newspapers/nothing.atom",
        "/newspapers/gongren-ribao/1900-01-01.json",
        "/newspapers/gongren-ribao/1900-01-01/3.md",
        "/people/nothing.txt",
        "/places/999999.json",
        "/places/999999.atom",
    ],
)
def test_unknown_addresses_are_not_found(client, address):
    problem(client, address, 404, "not-found")


def test_similar_addresses_are_suggested_in_the_same_form(client):
    article = Article.objects.first()
    mistyped = next(
        article.ident[:3] + letter + article.ident[4:]
        for letter in "bcdfg"
        if letter != article.ident[3]
    )
    details = problem(client, f"/articles/{mistyped}.csv", 404, "not-found")
    assert "似有误" in details.detail
    assert f"http://testserver/articles/{article.ident}.csv" in [
        entry.url for entry in details.instead
    ]


def add_ended_entry(state, successors=(), kind="article", key="gone000"):
    LedgerEntry.objects.create(
        kind=kind, key=key, state=state, successors=list(successors), reason="编者的理由",
        since="2026-01-01", ended="2026-02-01",
    )  # fmt: skip


def test_a_withdrawn_entry_says_why(client):
    add_ended_entry("withdrawn")
    assert "编者的理由" in problem(client, "/articles/gone000.json", 410, "gone").detail


def test_merged_articles_redirect_in_the_same_form(client):
    article = Article.objects.first()
    add_ended_entry("merged", [article.ident])
    answer = client.get("/articles/gone000.md")
    assert (answer.status_code, answer["Location"]) == (301, f"/articles/{article.ident}.md")
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_split_article_names_its_parts(client):
    first, second = Article.objects.all()[:2]
    add_ended_entry("split", [first.ident, second.ident])
    details = problem(client, "/articles/gone000.json", 300, "split")
    assert [link.url for link in details.instead] == [
        f"http://testserver/articles/{article.ident}.json" for article in (first, second)
    ]


def test_a_moved_page_redirects(client):
    page = Page.objects.select_related("issue__newspaper").first()
    key = f"{page.issue.newspaper.slug}/{page.issue.key}/{page.key}"
    add_ended_entry("moved", [key], kind="page", key="old-paper/old/1")
    answer = client.get("/newspapers/old-paper/old/1.json")
    assert answer["Location"] == page.get_absolute_url().removesuffix("/") + ".json"


def test_capitals_and_pseudo_units_redirect(client):
    ident = next(a.ident for a in Article.objects.all() if a.ident != a.ident.upper())
    assert client.get(f"/articles/{ident.upper()}.json")["Location"] == f"/articles/{ident}.json"
    group = Place.objects.with_lineage().filter(is_group=True).first()
    for form in (".json", ".atom"):
        answer = client.get(f"/places/{group.code}{form}")
        above = group.lineage[-1].get_absolute_url().removesuffix("/") + form
        assert (answer.status_code, answer["Location"]) == (301, above)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_methods_that_write_are_refused(client, method):
    problem(client, "/articles.json", 405, "not-allowed", method)


def test_a_search_without_the_index_is_a_503(client, settings, tmp_path):
    settings.EDITION_DIR = tmp_path
    problem(client, "/articles.json?q=工会", 503, "unavailable")
    problem(client, "/articles/?q=工会", 503, "unavailable", accept="application/json")
    assert client.get("/articles.json").status_code == 200
    issue = Issue.objects.select_related("newspaper").first()
    assert client.get(issue.get_absolute_url().removesuffix("/") + ".json").status_code == 200


def test_a_bad_host_is_a_400(client):
    answer = client.get("/articles.json", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert answer.json()["type"] == "/api/#bad-host"


def test_a_preflight_is_answered(client):
    answer = client.options(
        "/articles.json",
        headers={"origin": "https://b.example", "access-control-request-method": "GET"},
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert answer["Access-Control-Allow-Headers"] == "*"


def test_errors_of_pages_are_still_html(client):
    for address in ("/articles/?provinse=a", "/nothing/", "/articles/nothing/"):
        assert client.get(address)["Content-Type"].startswith("text/html")
