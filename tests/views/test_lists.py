"""The list of articles: facets, chips, pages, and a fixed number of queries."""

import re
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from archive import search
from archive.filters.articles import ArticleFilter
from archive.models import Article, Coverage, Place, Tag
from archive.views import loosening
from archive.views.facets import chips, facets
from archive.views.narrowing import narrowing
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


def two_topics() -> tuple[str, str]:
    """Two narrower topics that the same article has."""
    for article in Article.objects.for_list():
        narrower = [tag.slug for tag in article.tags.all() if tag.broader_id]
        if len(narrower) > 1:
            return narrower[0], narrower[1]
    raise AssertionError("no article has two topics")


def test_two_topics_at_once_are_asked_for_on_the_page(client):
    first, second = two_topics()
    here = f"topic={first}"
    (topics,) = [f for f in facets_of(here) if f.name == "topic"]
    assert [(j.label, j.is_here) for j in topics.joins] == [
        ("符合其一", True),
        ("同时符合", False),
    ]
    assert topics.joins[1].url == f"/articles/?{here}&all=topic"
    # now a count is what is left of both, and pressing it leads there
    (topics,) = [f for f in facets_of(f"{here}&all=topic") if f.name == "topic"]
    options = [o for wide in topics.options for o in (wide, *wide.narrower)]
    (other,) = [o for o in options if o.value == second]
    assert other.url == f"/articles/?{here}&all=topic&topic={second}"
    page = client.get(other.url)
    assert page.context["page"].total == other.count > 0
    slugs = ({tag.slug for tag in a.tags.all()} for a in page.context["page"].articles)
    assert all({first, second} <= each for each in slugs)
    assert '<span class="joined">且</span>' in page.content.decode()
    feed = client.get(other.url.replace("/articles/", "/articles.json"))
    assert feed.json()["total"] == other.count


def test_only_what_an_article_can_have_several_of_is_joined():
    joined = [f.name for f in facets_of("newspaper=zhejiang-gongren-ribao&year=2021") if f.joins]
    assert joined == []


def test_where_two_topics_are_never_together_either_alone_is_offered():
    slugs = list(Tag.objects.narrower().values_list("slug", flat=True))
    together = lambda a, b: Article.objects.about(a) & Article.objects.about(b)
    first, second = next(
        (a, b)
        for a in slugs
        for b in slugs
        if a < b
        and not together(a, b).exists()
        and Article.objects.about(a).exists()
        and Article.objects.about(b).exists()
    )
    found = loosening.loosening(selection(f"topic={first}&topic={second}&all=topic"))
    labels = {tag.slug: tag.pref_label for tag in Tag.objects.all()}
    assert {(one.value, one.count) for one in found.without} == {
        (labels[first], Article.objects.about(second).count()),
        (labels[second], Article.objects.about(first).count()),
    }


def test_pages_hold_twenty_and_keep_the_filters(client):
    total = Article.objects.count()
    page = client.get("/articles/?sort=oldest").content.decode()
    assert page.count('<article class="entry">') == min(total, ARTICLES_A_PAGE)
    assert 'href="/articles/?sort=oldest&amp;page=2"' in page
    rest = client.get("/articles/?sort=oldest&page=2").content.decode()
    assert rest.count('<article class="entry">') == total - ARTICLES_A_PAGE
    assert f"共 {total} 篇" in page


def test_an_entry_says_where_and_when_it_was_printed(client):
    page = client.get("/articles/").content.decode()
    for article in client.get("/articles/").context["page"].articles:
        issue = article.page.issue
        entry = page[page.index(article.get_absolute_url()) :].split("</article>")[0]
        date = entry.split(f'<a href="{issue.get_absolute_url()}">')[1].split("</a>")[0]
        assert issue.date_label in date
        assert ("推定" in date) == (issue.date_basis == "inferred")
        assert issue.newspaper.name in entry
        assert article.page.label in entry


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
    page = client.get("/articles/?province=xizang&year=2021").content.decode()
    assert "没有符合全部条件的文章。可以放宽：" in page
    assert "不限省份“西藏”" in page
    assert 'href="/articles/?year=2021"' in page
    assert "不限年份" not in page, "without the year there would be nothing either"


def loosened(query: str) -> loosening.Loosening:
    return loosening.loosening(selection(query))


def total_at(url: str) -> int:
    assert url.startswith("/articles/")
    return search.search(selection(url.partition("?")[2]).asked(limit=0)).total


EMPTY = (
    "province=xizang&year=2021",
    "province=hubei&topic=jineng-jingsai&newspaper=gongren-ribao",
    "q=技能竞赛 疗休养 退休&province=zhejiang",
    "q=工会 -工会&year=2021&sort=relevance",
    "q=技能竞赛 2020..2020&from=2024",
    "province=xizang&city=330100&year=2021",
)


@pytest.mark.parametrize("query", EMPTY)
def test_each_count_is_that_of_the_list_it_leads_to_and_the_best_comes_first(query):
    assert total_at(f"/articles/?{query}") == 0
    found = loosened(query)
    ways = [*found.without, *found.alone]
    assert ways, "there is always a way out"
    assert not (found.without and found.alone)
    for way in ways:
        assert total_at(way.url) == way.count > 0, way
    assert [way.count for way in ways] == sorted((way.count for way in ways), reverse=True)


@pytest.mark.parametrize("query", ["province=xizang", "q=无此一词"])
def test_the_whole_archive_is_no_loosening(client, query):
    found = loosened(query)
    assert (found.without, found.alone) == ([], [])
    page = client.get(f"/articles/?{query}").content.decode()
    assert "没有符合条件的文章" in page
    assert "不限" not in page


def test_values_joined_by_or_are_loosened_together():
    (way,) = loosened("province=xizang&province=qinghai&genre=xiaoxi").without
    assert (way.label, way.value, way.url) == ("省份", "西藏、青海", "/articles/?genre=xiaoxi")


def test_a_word_of_the_query_is_loosened_by_itself():
    found = {way.value: way for way in loosened("q=疗休养 无此一词").without}
    assert found["无此一词"].url == "/articles/?q=%E7%96%97%E4%BC%91%E5%85%BB"
    assert found.keys() == {"无此一词"}, "without all words there would be the whole archive"
    assert "疗休养" not in found


def test_what_is_counted_for_loosening_is_bounded(monkeypatch):
    asked = []
    monkeypatch.setattr(
        search, "search", lambda query: asked.append(query) or search.Results(total=0)
    )
    words = " ".join(f"无{n}" for n in range(30))
    loosened(f"q={words}&province=xizang&year=2021&genre=xiaoxi&from=2021")
    assert len(asked) <= 2 * loosening.MOST
    assert all(query.limit == 0 and not query.facets for query in asked)


def narrowed(query: str) -> dict[str, dict]:
    chosen = selection(query)
    found = search.search(chosen.asked(limit=0, facets=search.FACETS))
    rows = narrowing(chosen, found.facets, found.total)
    return {row.name: {option.value: option for option in row.options} for row in rows}


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("", ["topic", "province"]),
        ("province=zhejiang", ["topic", "city"]),
        ("topic=jineng-jingsai", ["province", "year"]),
        ("topic=jiangong-liye", ["topic", "province"]),
        ("province=zhejiang&topic=liaoxiuyang", ["city", "newspaper"]),
        ("q=工会", ["topic", "province"]),
        ("year=2021", ["topic", "city"]),
        # one article: nothing narrows it, but every topic is answered for
        ("province=hubei", ["topic"]),
        ("province=hubei&genre=tongxun", []),
        ("province=xizang&topic=liaoxiuyang", []),
    ],
)
def test_what_narrows_best_is_offered(query, offered):
    assert list(narrowed(query)) == offered


@pytest.mark.parametrize("query", ["", "province=zhejiang", "topic=jiangong-liye", "q=工会"])
def test_every_value_offered_leads_to_as_many_articles_as_it_says(query):
    for row in narrowed(query).values():
        for option in row.values():
            assert total_at(option.url) == option.count


def test_after_a_province_every_topic_is_a_step_away_and_the_other_way_round():
    """Wherever there is something of a topic in a province, the second tap is there; nothing, too."""
    topics = set(Tag.objects.filter(articles__isnull=False).values_list("slug", flat=True))
    provinces = facet("", "province").keys()
    for province in provinces:
        row = narrowed(f"province={province}")["topic"]
        assert row.keys() == topics
        counts = [option.count for option in row.values()]
        assert counts == sorted(counts, reverse=True)
    for topic in topics:
        assert narrowed(f"topic={topic}")["province"].keys() == provinces
    option = narrowed("province=hubei")["topic"]["jineng-jingsai"]
    assert option.url == "/articles/?province=hubei&topic=jineng-jingsai"
    assert total_at(option.url) == option.count


def test_a_narrower_topic_takes_the_place_of_its_broader_one():
    option = narrowed("topic=jiangong-liye&year=2021")["topic"]["jineng-jingsai"]
    assert option.url == "/articles/?year=2021&topic=jineng-jingsai"


def test_the_page_of_a_topic_leads_on_to_provinces_and_needs_no_search_to_be_shown(
    client, monkeypatch
):
    page = client.get("/topics/jineng-jingsai/").content.decode()
    assert 'href="/articles/?topic=jineng-jingsai&amp;province=zhejiang"' in page

    def down(query):
        raise search.SearchUnavailable("down")

    monkeypatch.setattr(search, "search", down)
    answer = client.get("/topics/jineng-jingsai/")
    assert answer.status_code == 200
    assert 'class="narrowing"' not in answer.content.decode()


def test_the_canonical_address_does_not_depend_on_the_order(client):
    def canonical(query):
        page = client.get(f"/articles/?{query}").content.decode()
        return unescape(re.search(r'rel="canonical" href="([^"]+)"', page).group(1))

    assert canonical("year=2021&province=zhejiang") == canonical("province=zhejiang&year=2021")


# the list and its facets, and two more for provinces and topics in pictures
LIST_QUERIES = 7 + 2


def count_queries(client, address: str) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    return answer.context["page"].total, len(queries)


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        # articles, their places, their topics, the texts of those without digest
        ("/articles/", 4),
        # and the province that its picture opens, with the places in it
        ("/articles/?province=zhejiang&topic=jineng-jingsai", 4 + 2),
    ],
)
def test_a_list_of_an_edition_asks_for_little_but_its_articles(
    client, published_index, address, queries
):
    client.get(address)
    total, asked = count_queries(client, address)
    assert total
    assert asked <= queries


def test_queries_are_fixed_at_one_row_and_at_many(client):
    assert count_queries(client, "/articles/")[1] == LIST_QUERIES
    one, at_one = count_queries(client, "/articles/?newspaper=jinri-jiande")
    few, at_few = count_queries(client, "/articles/?newspaper=gongren-ribao")
    assert (one, few) == (1, 10)
    # one more for the value looked up, and one for each facet that now has something to show
    assert max(at_one, at_few) <= LIST_QUERIES + 3
    # and those after a province alone, to tell of every topic, and of the places in it
    assert count_queries(client, "/articles/?province=hubei")[1] <= LIST_QUERIES + 4 + 2
