"""`/resolve/` finds entries by present and former URLs, and says how it read the input."""

from urllib.parse import quote

import pytest

from archive.models import Article, FormerAddress, LedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    article = Article.objects.first()
    FormerAddress.objects.create(ident=article.ident, address="epaper.cn/a?id=1")
    return article


def ask(client, typed):
    return client.get(f"/resolve/?url={quote(typed, safe='')}")


@pytest.mark.parametrize(
    "typed",
    [
        "http://epaper.cn/a?id=1",
        "https://www.epaper.cn/a?utm_source=x&id=1#p2",
        "epaper.cn/a?id=1",
        "  http://EPAPER.cn:80/a?id=1 ",
    ],
)
def test_a_former_address_leads_to_its_article(client, article, typed):
    answer = ask(client, typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, article.get_absolute_url())


def test_an_ident_leads_to_its_article_in_every_form(client, article):
    address = article.get_absolute_url()
    url = f"http://testserver{address}"
    forms = {
        article.ident: address,
        article.ident.upper(): address,
        f"oai:archive.example:{article.ident}": address,
        address: address,
        address.rstrip("/"): address,
        url: address,
        f"{url}?q=工会#p3": f"{address}?q=%E5%B7%A5%E4%BC%9A#p3",
    }
    for typed, location in forms.items():
        answer = ask(client, typed)
        assert (answer.status_code, answer.headers["Location"]) == (302, location), typed


def test_our_public_address_is_ours_whatever_host_was_asked(client, article, settings):
    settings.ORIGIN = "https://archive.example"
    answer = ask(client, f"https://archive.example{article.get_absolute_url()}")
    assert answer.headers["Location"] == article.get_absolute_url()


def test_other_pages_of_ours_resolve_too(client):
    answer = ask(client, "http://testserver/topics")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/topics/")


def test_an_address_of_several_articles_lists_them(client, article):
    other_article = Article.objects.last()
    LedgerEntry.objects.create(
        kind="article", key="bcdfghj", state="withdrawn", reason="试", since="2026-01-01",
        ended="2026-01-02",
    )  # fmt: skip
    for ident in (other_article.ident, "bcdfghj"):
        FormerAddress.objects.create(ident=ident, address="epaper.cn/a?id=1")
    answer = ask(client, "http://epaper.cn/a?id=1")
    assert answer.status_code == 300
    page = answer.content.decode().split("<main")[1]
    for ident in (article.ident, other_article.ident, "bcdfghj"):
        assert f'href="/articles/{ident}/"' in page


def test_the_address_of_a_withdrawn_article_leads_to_why_it_went(client):
    LedgerEntry.objects.create(
        kind="article", key="bcdfghj", state="withdrawn", reason="撤下的理由", since="2026-01-01",
        ended="2026-01-02",
    )  # fmt: skip
    FormerAddress.objects.create(ident="bcdfghj", address="epaper.cn/b")
    answer = client.get("/resolve/?url=http://epaper.cn/b", follow=True)
    assert answer.status_code == 410
    assert "撤下的理由" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "normalized"),
    [
        ("https://www.epaper.cn/a/?id=2#x", "epaper.cn/a/?id=2"),
        ("3333335", "文章编号 3333335"),
        ("http://testserver/articles/3333335/", "本站的 /articles/3333335/"),
        ("/nothing", "本站的 /nothing"),
        ("http://testserver//evil.example/", "本站的 //evil.example/"),
        ("a.cn/<script>", "a.cn/%3Cscript%3E"),
    ],
)
def test_a_missing_address_is_reported_in_normalized_form(client, article, typed, normalized):
    answer = ask(client, typed)
    assert answer.status_code == 404
    page = answer.content.decode().split("<main")[1]
    assert f"<code>{normalized}</code>" in page


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "报纸",
        "javascript:alert(1)",
        "ftp://a.cn/x",
        "http://",
        "http://[",
        "<script>.cn",
        "x" * 2001,
    ],
)
def test_input_that_is_not_an_address_is_refused(client, typed):
    answer = client.get("/resolve/", {"url": typed}, follow=True)
    assert answer.status_code == 400
    assert "url" in answer.content.decode() or "2000" in answer.content.decode()


def test_an_address_that_was_not_quoted_is_refused_not_misread(client):
    assert client.get("/resolve/?url=http://epaper.cn/a?id=1&page=2").status_code == 400
    assert client.get("/resolve/?url=http://a.cn&url=http://b.cn").status_code == 400


def test_resolving_needs_few_queries(client, article, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        ask(client, "http://epaper.cn/a?id=1")
    with django_assert_max_num_queries(1):
        ask(client, article.ident)


def ask_data(client, typed):
    by_name = client.get("/resolve.json", {"url": typed})
    by_accept = client.get("/resolve/", {"url": typed}, headers={"Accept": "application/json"})
    assert by_name.status_code == by_accept.status_code
    assert by_name.headers.get("Location") == by_accept.headers.get("Location")
    return by_name


def test_data_leads_to_data(client, article):
    location = f"/articles/{article.ident}.json"
    for typed in (article.ident, "http://epaper.cn/a?id=1", article.get_absolute_url(), location):
        answer = ask_data(client, typed)
        assert (answer.status_code, answer.headers["Location"]) == (302, location), typed
    assert client.get(location).json()["ident"] == article.ident
    assert ask_data(client, "/topics").headers["Location"] == "/topics.json"
    assert ask_data(client, "/sitemap.xml").headers["Location"] == "/sitemap.xml"


@pytest.mark.parametrize(
    ("typed", "status", "kind"),
    [("http://epaper.cn/b", 404, "not-found"), ("3333335", 404, "not-found"),
     ("javascript:x", 400, "bad-parameters"), ("", 400, "bad-parameters")],
)  # fmt: skip
def test_data_that_is_not_found_is_a_problem(client, typed, status, kind):
    answer = client.get("/resolve.json", {"url": typed}, follow=True)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"].endswith(f"#{kind}")


def test_several_matches_are_listed_as_data(client, article):
    other_article = Article.objects.last()
    FormerAddress.objects.create(ident=other_article.ident, address="epaper.cn/a?id=1")
    answer = ask_data(client, "http://epaper.cn/a?id=1")
    assert answer.status_code == 300
    assert {link["label"] for link in answer.json()["instead"]} == {
        article.ident,
        other_article.ident,
    }
