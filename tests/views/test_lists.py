"""The list of articles: facets, chips, pages, and a fixed number of queries."""

import re
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from archive import search
from archive.filters import ArticleFilter
from archive.models import Article, Coverage, Place, Tag
from archive.views.facets import chips, facets
from archive.views.paging import ARTICLES_A_PAGE

pytestmark = pytest.mark.django_db


def selection(query: str) -> ArticleFilter:
    chosen = ArticleFilter(QueryDict(query))
    assert chosen.problems == []
    return chosen


def facets_of(query: str):
    chosen = selection(query)
    return facets(chosen, search.search(chosen.asked(limit=0, facets=search.FACETS)).facets)


def facet(query: str, name: str) -> dict[str, int]:
    return {
        option.value: option.count
        for found in facets_of(query)
        if found.name == name
        for wide in found.options
        for option in (wide, *wide.narrower)
    }


@pytest.mark.parametrize("query", ["", "province=zhejiang", "genre=xiaoxi&year=2021", "q=工会"])
@pytest.mark.parametrize(
    "name", ["province", "city", "county", "topic", "newspaper", "year", "genre", "person"]
)
def test_a_count_is_what_the_value_would_leave(query, name):
    """Each count equals the total of the list with that value alone in its facet."""
    others = [pair for pair in QueryDict(query).lists() if pair[0] != name]
    for value, count in facet(query, name).items():
        data = QueryDict(mutable=True)
        for other, values in others:
            data.setlist(other, values)
        data[name] = value
        alone = ArticleFilter(data)
        assert alone.is_valid(), (name, value)
        assert alone.qs.count() == count, (name, value)


def test_a_facet_does_not_narrow_itself():
    assert facet("province=zhejiang", "province") == facet("", "province")


def test_a_chosen_value_stays_though_nothing_has_it():
    empty = Place.objects.provinces().exclude(
        code__in=[c.place.code[:2] + "0000" for c in Coverage.objects.select_related("place")]
    )[0]
    assert facet(f"province={empty.slug}", "province")[empty.slug] == 0


def test_pseudo_units_never_appear():
    groups = set(Place.objects.filter(is_group=True).values_list("code", flat=True))
    assert not groups & facet("province=beijing", "city").keys()
    assert facet("province=beijing", "county")


def test_cities_and_counties_lie_inside_what_is_chosen():
    assert {code[:2] for code in facet("province=zhejiang", "city")} == {"33"}
    city = next(iter(facet("province=zhejiang", "city")))
    assert {code[:4] for code in facet(f"city={city}", "county")} <= {city[:4]}


def test_topics_stand_under_their_broader_ones():
    groups = next(f for f in facets_of("") if f.name == "topic").options
    assert {g.value for g in groups} == set(Tag.objects.broadest().values_list("slug", flat=True))
    assert all(group.narrower for group in groups)


def test_options_toggle(client):
    (option,) = [o for f in facets_of("province=zhejiang&page=2") for o in f.options if o.chosen]
    assert option.url == "/articles/"


def test_chips_say_what_is_chosen_and_take_it_away():
    found = chips(selection("q=工会&sort=relevance&province=zhejiang&year=2021&from=2021-06"))
    assert [(c.label, c.value) for c in found] == [
        ("检索词", "工会"),
        ("省份", "浙江"),
        ("年份", "2021年"),
        ("起始日期", "2021年6月"),
    ]
    assert "sort" not in found[0].url
    assert found[1].url.count("province") == 0


def test_pages_hold_twenty_and_keep_the_filters(client):
    total = Article.objects.count()
    page = client.get("/articles/?sort=oldest").content.decode()
    assert page.count('<article class="entry">') == min(total, ARTICLES_A_PAGE)
    assert 'href="/articles/?sort=oldest&amp;page=2"' in page
    rest = client.get("/articles/?sort=oldest&page=2").content.decode()
    assert rest.count('<article class="entry">') == total - ARTICLES_A_PAGE
    assert f"共 {total} 篇" in page


def test_a_page_beyond_the_last_offers_the_last(client):
    answer = client.get("/articles/?page=99&province=zhejiang")
    assert answer.status_code == 400
    assert "没有第 99 页" in answer.content.decode()
    assert 'href="/articles/?province=zhejiang"' in answer.content.decode()


def test_every_page_of_a_list_shows_each_article_once(client):
    seen = []
    for n in (1, 2):
        page = client.get(f"/articles/?q=工会&page={n}")
        if page.status_code == 200:
            seen += re.findall(
                r'class="headline">\s*<a href="/articles/(\w+)/[?"]', page.content.decode()
            )
    assert len(seen) == len(set(seen)) == selection("q=工会").qs.count()


def test_terms_are_marked(client):
    page = client.get("/articles/?q=工会").content.decode()
    assert "<mark>工会</mark>" in page


def test_nothing_found_says_what_to_loosen(client):
    page = client.get("/articles/?province=xizang&year=1999").content.decode()
    assert "没有同时合于" in page
    assert "不限年份“1999年”" in page
    assert 'href="/articles/?province=xizang"' in page


def test_the_canonical_address_does_not_depend_on_the_order(client):
    def canonical(query):
        page = client.get(f"/articles/?{query}").content.decode()
        return unescape(re.search(r'rel="canonical" href="([^"]+)"', page).group(1))

    assert canonical("year=2021&province=zhejiang") == canonical("province=zhejiang&year=2021")


# the list and its facets, and three more for provinces and topics in pictures
LIST_QUERIES = 9 + 3


def count_queries(client, address: str) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    return answer.context["page"].total, len(queries)


def test_queries_are_fixed_at_one_row_and_at_many(client):
    assert count_queries(client, "/articles/")[1] == LIST_QUERIES
    one, at_one = count_queries(client, "/articles/?newspaper=jinri-jiande")
    few, at_few = count_queries(client, "/articles/?newspaper=gongren-ribao")
    assert (one, few) == (1, 10)
    # one more for the value looked up, and one for each facet that now has something to show
    assert max(at_one, at_few) <= LIST_QUERIES + 3
