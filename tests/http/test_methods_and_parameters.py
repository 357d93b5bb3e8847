"""Every request: read-only methods, known parameters, the same policies."""

import gzip

import pytest
from django.urls import reverse

from archive.filters.articles import ArticleFilter
from archive.models import Article

pytestmark = pytest.mark.django_db
LIST = "/articles/"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_methods_that_write_are_refused(client, method):
    answer = getattr(client, method)(LIST)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert "本站只读" in answer.content.decode()


def test_options_lists_the_methods_without_a_body(client):
    answer = client.options(LIST)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_head_is_get_without_the_body(client):
    assert client.head(LIST).content == b""
    assert client.head(LIST).status_code == 200


@pytest.mark.parametrize("address", ["/", LIST, "/nothing/", LIST + "?nothing=1"])
def test_no_answer_allows_inline_or_foreign_things(client, address):
    policy = client.get(address).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("address", ["/", "/topics/", "/places/"])
def test_a_page_without_parameters_says_so_and_leads_to_itself(client, address):
    answer = client.get(address + "?colour=red")
    assert answer.status_code == 400
    assert "这一页没有可用的条件" in answer.content.decode()
    assert f'href="{address}"' in answer.content.decode()


def test_an_unknown_parameter_is_named_and_the_near_one_offered(client):
    answer = client.get(LIST + "?provinse=zhejiang&year=2021")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "网址中有无法识别的条件“provinse”" in page
    assert 'href="/articles/?year=2021&amp;province=zhejiang"' in page
    assert 'href="/articles/?year=2021"' in page


@pytest.mark.parametrize(
    "junk", ["utm_source=a&utm_medium=b", "fbclid=1", "spm=1.2", "from=timeline"]
)
@pytest.mark.parametrize("address", ["/", LIST])
def test_tracking_parameters_are_removed(client, address, junk):
    answer = client.get(f"{address}?{junk}&isappinstalled=0")
    assert (answer.status_code, answer.headers["Location"]) == (302, address)


def test_tracking_goes_and_filters_stay(client):
    answer = client.get(LIST + "?from=groupmessage&province=zhejiang&gclid=1&from=2021")
    assert answer.headers["Location"] == "/articles/?from=2021&province=zhejiang"


def test_empty_form_fields_are_dropped(client):
    answer = client.get(LIST + "?q=+&province=&province=zhejiang&from=&to=%E3%80%80")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/articles/?province=zhejiang")


def test_a_blank_unknown_parameter_is_still_unknown(client):
    assert client.get(LIST + "?colour=").status_code == 400


@pytest.mark.parametrize("query", ["q=%ff", "%ff=q", "q=%ed%a0%80", "province=%e6%b5"])
def test_input_that_is_not_utf8_is_refused(client, query):
    answer = client.get(LIST + "?" + query)
    assert answer.status_code == 400
    assert "UTF-8" in answer.content.decode()


@pytest.mark.parametrize("query", ["q=a%00b", "q=%1b", "province=zhejiang%7f", "q=%c2%85x"])
def test_control_characters_are_refused(client, query):
    answer = client.get(LIST + "?" + query)
    assert answer.status_code == 400
    assert "控制字符" in answer.content.decode()


@pytest.mark.parametrize(
    "name", [name for name, p in ArticleFilter.parameters().items() if not p.many]
)
def test_single_value_parameters_take_one_value(client, name):
    value = {"sort": "date", "page": "1"}.get(name, "2021")
    answer = client.get(f"{LIST}?{name}={value}&{name}={value}")
    assert answer.status_code == 400
    assert "只能写一个" in answer.content.decode()


def test_too_many_parameters_are_refused_plainly(client):
    answer = client.get(LIST + "?" + "&".join(f"year={n}" for n in range(700)))
    assert answer.status_code == 400
    assert "条件太多" in answer.content.decode()


def test_a_missing_slash_redirects_with_the_query(client):
    answer = client.get("/articles?province=zhejiang")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/articles/?province=zhejiang")


def test_markup_in_a_parameter_is_shown_as_text(client):
    page = client.get(LIST + "?province=<script>alert(1)</script>").content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_every_route_without_parameters_refuses_them(client):
    article = Article.objects.select_related("page__issue__newspaper").first()
    page = article.page
    addresses = [
        *(reverse(name) for name in ("home", "newspapers", "topics", "places", "people")),
        article.get_absolute_url(),
        page.get_absolute_url(),
        page.issue.get_absolute_url(),
        page.issue.newspaper.get_absolute_url(),
    ]
    assert {client.get(address + "?page=2").status_code for address in addresses} == {400}


def test_a_search_without_its_index_is_a_plain_503_and_all_else_is_read(client, settings, tmp_path):
    settings.EDITION_DIR = tmp_path
    answer = client.get(LIST, {"q": "竞赛"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "检索暂不可用" in answer.content.decode()
    assert str(tmp_path) not in answer.content.decode()
    for address in ("/", "/topics/", "/newspapers/"):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("method", ["post", "options"])
def test_refusals_carry_the_policy_too(client, method):
    assert "Content-Security-Policy" in getattr(client, method)(LIST).headers


def test_pages_are_compressed_if_accepted(client):
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert not plain.has_header("Content-Encoding")
