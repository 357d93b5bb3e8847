"""The list of articles: facets, chips, pages, and a fixed number of queries."""

import re
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from archive import search
from archive.filters.articles import ArticleFilter
from archive.models import Article, Coverage, FullText, Newspaper, Person, Place, Tag
from archive.web.article_list import relaxed_filters
from archive.web.article_list.facets import MAX_VALUES, build_facet, chips, facets
from archive.web.article_list.list_page import ARTICLES_A_PAGE
from archive.web.article_list.suggested_filters import suggested_filters
from archive.web.template_helpers.list_entries import common_facts, narrowest_places
from archive.web.template_helpers.values import options

pytestmark = pytest.mark.django_db


def selection(query: str) -> ArticleFilter:
    article_filter = ArticleFilter(QueryDict(query))
    assert article_filter.problems == []
    return article_filter


def facets_of(query: str):
    article_filter = selection(query)
    return facets(
        article_filter,
        search.search(article_filter.search_query(limit=0, facets=search.FACETS)).facets,
    )


def facet(query: str, name: str) -> dict[str, int]:
    return {
        option.value: option.count
        for result in facets_of(query)
        if result.name == name
        for wide in result.options
        for option in (wide, *wide.narrower)
    }


@pytest.mark.parametrize("query", ["", "province=zhejiang", "genre=xiaoxi&year=2021", "q=工会"])
@pytest.mark.parametrize(
    "name", ["province", "city", "county", "topic", "newspaper", "year", "genre", "person"]
)
def test_a_count_is_what_the_value_would_leave(query, name):
    """Each count equals the total of the list with that value alone in its facet."""
    other_filters = [pair for pair in QueryDict(query).lists() if pair[0] != name]
    for value, count in facet(query, name).items():
        data = QueryDict(mutable=True)
        for other_name, values in other_filters:
            data.setlist(other_name, values)
        data[name] = value
        alone = ArticleFilter(data)
        assert alone.is_valid(), (name, value)
        assert alone.results(limit=0).total == count, (name, value)


def test_a_facet_does_not_narrow_itself():
    assert facet("province=zhejiang", "province") == facet("", "province")


def test_a_chosen_value_stays_listed_without_articles():
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


def test_topics_are_under_their_broader_ones():
    groups = next(f for f in facets_of("") if f.name == "topic").options
    assert {g.value for g in groups} == set(Tag.objects.broadest().values_list("slug", flat=True))
    assert all(group.narrower for group in groups)


def test_pressing_a_chosen_option_removes_it(client):
    (option,) = [o for f in facets_of("province=zhejiang&page=2") for o in f.options if o.chosen]
    assert option.url == "/articles/"


def test_chips_say_what_is_chosen_and_take_it_away():
    results = chips(selection("q=工会&sort=relevance&province=zhejiang&year=2021&from=2021-06"))
    assert [(c.label, c.value) for c in results] == [
        ("检索词", "工会"),
        ("省份", "浙江"),
        ("年份", "2021年"),
        ("起始日期", "2021年6月"),
    ]
    assert "sort" not in results[0].url
    assert results[1].url.count("province") == 0


def two_topics() -> tuple[str, str]:
    """Two narrower topics that the same article has."""
    for article in Article.objects.for_list():
        narrower = [tag.slug for tag in article.tags.all() if tag.broader_id]
        if len(narrower) > 1:
            return narrower[0], narrower[1]
    raise AssertionError("no article has two topics")


def test_two_topics_at_once_are_asked_for_on_the_page(client):
    first, second = two_topics()
    first_filter = f"topic={first}"
    (topics,) = [f for f in facets_of(first_filter) if f.name == "topic"]
    assert [(j.label, j.is_here) for j in topics.operators] == [
        ("符合其一", True),
        ("同时符合", False),
    ]
    assert topics.operators[1].url == f"/articles/?{first_filter}&all=topic"
    # now a count is the number with both, and pressing it leads to that list
    (topics,) = [f for f in facets_of(f"{first_filter}&all=topic") if f.name == "topic"]
    options = [o for wide in topics.options for o in (wide, *wide.narrower)]
    (option,) = [o for o in options if o.value == second]
    assert option.url == f"/articles/?{first_filter}&all=topic&topic={second}"
    page = client.get(option.url)
    assert page.context["page"].total == option.count > 0
    slugs = ({tag.slug for tag in a.tags.all()} for a in page.context["page"].articles)
    assert all({first, second} <= topic_slugs for topic_slugs in slugs)
    assert '<span class="joined">且</span>' in page.content.decode()
    feed = client.get(option.url.replace("/articles/", "/articles.json"))
    assert feed.json()["total"] == option.count


def test_only_facets_with_several_values_per_article_can_be_joined():
    multivalued = [
        f.name for f in facets_of("newspaper=zhejiang-gongren-ribao&year=2021") if f.operators
    ]
    assert multivalued == []


def test_topics_that_never_occur_together_are_offered_singly():
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
    matches = relaxed_filters.relaxed_filters(selection(f"topic={first}&topic={second}&all=topic"))
    labels = {tag.slug: tag.pref_label for tag in Tag.objects.all()}
    assert {(item.value, item.count) for item in matches.without} == {
        (labels[first], Article.objects.about(second).count()),
        (labels[second], Article.objects.about(first).count()),
    }


def test_pages_hold_twenty_and_keep_the_filters(client):
    total = Article.objects.count()
    page = client.get("/articles/?sort=oldest").content.decode()
    assert page.count('<article class="entry">') == min(total, ARTICLES_A_PAGE)
    assert 'href="/articles/?sort=oldest&amp;page=2"' in page
    second_page = client.get("/articles/?sort=oldest&page=2").content.decode()
    assert second_page.count('<article class="entry">') == total - ARTICLES_A_PAGE
    assert f"共 {total} 篇" in page


def test_an_entry_says_where_and_when_it_was_printed(client):
    """A fact true of all entries is shown once, above the list; any other in its entries."""
    # two papers, one of which has its dates in print
    for query in ("", "?newspaper=gongren-ribao", "?province=hubei"):
        answer = client.get(f"/articles/{query}")
        page, articles = answer.content.decode(), answer.context["page"].articles
        common = common_facts(articles)
        assert all(message in page for message in common.values())
        for article in articles:
            issue = article.page.issue
            entry = page[page.index(article.get_absolute_url()) :].split("</article>")[0]
            date = entry.split(f'<a href="{issue.get_absolute_url()}">')[1].split("</a>")[0]
            is_inferred = issue.date_basis == "inferred"
            is_marked = is_inferred and "inferred" not in common
            assert (issue.date_beside_mark if is_marked else issue.date_label) in date
            assert ("推定" in date) == is_marked
            assert not ("约" in date and "推定" in date)
            assert issue.newspaper.name in entry
            assert (article.page.label in entry) == ("unnumbered" not in common)


def test_a_fact_of_one_entry_is_not_stated_for_all():
    articles = list(Article.objects.for_list().printed_in("gongren-ribao"))
    assert "inferred" in common_facts(articles)
    assert common_facts(articles[:1]) == {}
    dated = Article.objects.for_list().printed_in("jinri-jiande")
    assert "inferred" not in common_facts([*articles, *dated])


def test_a_place_around_another_is_not_named_with_it(client):
    article = Article.objects.filter(coverage__place__level="county").first()
    county = article.coverage.filter(place__level="county").first().place
    around = county.lineage[0]
    assert around.level == "province"
    Coverage.objects.create(article=article, place=around, sequence=90, basis="stated")
    article = Article.objects.for_list().get(pk=article.pk)
    assert county in narrowest_places(article)
    assert around not in narrowest_places(article)


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("", "文章"),
        ("q=技能竞赛&province=zhejiang", "检索：技能竞赛 · 浙江（3 篇）"),
        ("province=zhejiang&province=hubei&topic=jineng-jingsai", "浙江、湖北 · 技能竞赛（3 篇）"),
        ("province=zhejiang&from=2021-06&to=2021-09", "浙江 · 自2021年6月 · 至2021年9月"),
    ],
)
def test_a_list_is_headed_by_what_it_is_of(client, query, heading):
    page = client.get(f"/articles/?{query}").content.decode()
    assert re.search("<h1[^>]*>(.*?)</h1>", page)[1].startswith(heading)
    assert re.search("<title>(.*?)</title>", page, re.DOTALL)[1].startswith(heading)


def test_a_value_of_which_there_is_nothing_can_be_chosen_beside_another(client):
    filters = "topic=jineng-jingsai&province=zhejiang"
    assert facet("topic=jineng-jingsai", "province").get("hubei") is None
    (provinces,) = [f for f in facets_of(filters) if f.name == "province"]
    (option,) = [o for o in provinces.options if o.value == "hubei"]
    assert (option.count, option.chosen) == (0, False)
    response = client.get(option.url)
    assert [chip.value for chip in response.context["chips"]] == ["浙江", "湖北", "技能竞赛"]
    assert response.context["page"].total == 3
    # what the archive has nothing of at all is not offered
    assert "xizang" not in {o.value for o in provinces.options}


@pytest.mark.slow
def test_every_facet_has_a_page_of_its_values_that_lead_to_as_many_as_they_say(client):
    for name in search.FACETS:
        answer = client.get(f"/articles/facets/{name}/?province=zhejiang")
        assert answer.status_code == 200
        options = answer.context["options"]
        assert options
        assert any(f.url.startswith(f"/articles/facets/{name}/") for f in facets_of("")) or (
            name in ("city", "county")
        )
        for option in options:
            if option.count and name not in ("province", "city", "county"):
                assert option.url.startswith("/articles/?province=zhejiang")
                assert total_at(option.url) == option.count


@pytest.mark.parametrize(
    ("name", "like", "labels"),
    [
        ("person", "zhanghaocheng", ["张浩呈"]),
        ("person", "zhc", ["张浩呈"]),
        ("person", "浩呈", ["张浩呈"]),
        ("newspaper", "zjgr", ["浙江工人日报"]),
        ("province", "zhejiang", ["浙江"]),
        ("province", "湖北", ["湖北"]),
        ("topic", "技能竞", ["技能竞赛"]),
        ("topic", "jineng jingsai", ["技能竞赛"]),
        ("genre", "消息", ["消息"]),
        ("year", "2021", ["2021年"]),
        ("person", "无此人", []),
    ],
)
def test_values_are_looked_for_in_a_facet(client, name, like, labels):
    answer = client.get(f"/articles/facets/{name}/", {"like": like})
    assert [option.label for option in answer.context["options"]] == labels
    if not labels:
        assert f"没有与“{like}”相符的" in answer.content.decode()
    for option in answer.context["options"]:
        assert total_at(option.url) == option.count


def test_a_value_too_rare_to_be_listed_is_found_by_its_name(client, monkeypatch):
    counts = search.search(search.Query(limit=0, facets=("person",))).facets["person"]
    assert len(counts) == search.most_values("person")
    rare = Person.objects.with_articles().exclude(slug__in=counts).first()
    answer = client.get("/articles/facets/person/", {"like": rare.name})
    assert [(o.value, o.count) for o in answer.context["options"]] == [
        (rare.slug, rare.article_count)
    ]
    assert "其余请输入" in client.get("/articles/facets/person/").content.decode()


def test_in_a_facet_of_which_all_values_are_needed_a_count_is_what_is_left(client):
    first, second = (
        Article.objects.exclude(tags=None).first().tags.values_list("slug", flat=True)[:2]
    )
    label = Tag.objects.get(slug=second).pref_label
    answer = client.get(f"/articles/facets/topic/?topic={first}&all=topic", {"like": label})
    (option,) = [o for o in answer.context["options"] if o.value == second]
    assert total_at(option.url) == option.count > 0


def test_a_facet_is_asked_for_what_a_list_may_be_asked_and_nothing_else(client):
    for query in ("sort=date", "province=nowhere", "page=9", "like=" + "长" * 201):
        assert client.get(f"/articles/facets/person/?{query}").status_code == 400
    assert client.get("/articles/facets/colour/").status_code == 404


def test_a_facet_beside_the_list_has_a_bounded_number_of_values(client):
    Newspaper.objects.bulk_create(Newspaper(slug=f"shi-{n}", name=f"试报{n}") for n in range(1500))
    counts = {f"shi-{n}": n + 1 for n in range(1000)}
    facet = build_facet(selection(""), "newspaper", counts)
    assert len(facet.options) == MAX_VALUES
    assert facet.options[0].count == 1000


def test_numbers_have_separators(client, monkeypatch):
    def many_results(query):
        return search.Results((), 523_411, {name: {} for name in query.facets})

    monkeypatch.setattr(search, "search", many_results)
    page = client.get("/articles/?q=工会").content.decode()
    assert "共 523,411 篇" in page
    assert "检索：工会（523,411 篇）" in page
    assert "第 1/26,171 页" in page
    assert (
        options(build_facet(selection(""), "genre", {"xiaoxi": 12_345}).options).count("12,345")
        == 1
    )


def test_a_list_can_be_followed_and_taken_along(client):
    page = client.get("/articles/?province=zhejiang&sort=oldest").content.decode()
    head = page[page.index('class="results-head"') :].split('class="entry"')[0]
    links = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', head)
    assert ("/articles.atom?province=zhejiang", "订阅（RSS）") in links
    assert ("/articles.csv?province=zhejiang&amp;sort=oldest", "下载（CSV）") in links


def test_a_page_beyond_the_last_offers_the_last(client):
    answer = client.get("/articles/?page=99&province=zhejiang")
    assert answer.status_code == 400
    assert "没有第 99 页" in answer.content.decode()
    assert 'href="/articles/?province=zhejiang"' in answer.content.decode()


def test_every_page_of_a_list_shows_each_article_once(client):
    idents = []
    for n in (1, 2):
        page = client.get(f"/articles/?q=工会&page={n}")
        if page.status_code == 200:
            idents += re.findall(
                r'class="headline">\s*<a href="/articles/(\w+)/[?"]', page.content.decode()
            )
    assert len(idents) == len(set(idents)) == selection("q=工会").results(limit=0).total


def test_the_search_box_says_whether_full_texts_are_searched(client):
    has_texts = FullText.objects.exists()
    page = client.get("/articles/", {"q": "无此一词"}).content.decode()
    assert f'placeholder="标题、提要{"、全文" if has_texts else ""}"' in page
    assert ("本站未存全文，只检索了标题和提要。" in page) is not has_texts
    html = client.get("/articles/", {"q": "工会"}).content.decode()
    assert "本站未存全文，只查了" not in html


def test_terms_are_marked(client):
    page = client.get("/articles/?q=工会").content.decode()
    assert "<mark>工会</mark>" in page


def test_an_empty_result_says_which_filter_to_relax(client):
    page = client.get("/articles/?province=xizang&year=2021").content.decode()
    assert "没有符合全部条件的文章。可以放宽：" in page
    assert "不限省份“西藏”" in page
    assert 'href="/articles/?year=2021"' in page
    assert "不限年份" not in page, "without the year there would be nothing either"


def relax(query: str) -> relaxed_filters.RelaxedFilters:
    return relaxed_filters.relaxed_filters(selection(query))


def total_at(url: str) -> int:
    assert url.startswith("/articles/")
    return search.search(selection(url.partition("?")[2]).search_query(limit=0)).total


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
    suggestions = relax(query)
    ways = [*suggestions.without, *suggestions.alone]
    assert ways, "there is always a way out"
    assert not (suggestions.without and suggestions.alone)
    for suggestion in ways:
        assert total_at(suggestion.url) == suggestion.count > 0, suggestion
    assert [suggestion.count for suggestion in ways] == sorted(
        (suggestion.count for suggestion in ways), reverse=True
    )


@pytest.mark.parametrize("query", ["province=xizang", "q=无此一词"])
def test_the_whole_archive_is_not_offered_as_a_relaxed_filter(client, query):
    suggestions = relax(query)
    assert (suggestions.without, suggestions.alone) == ([], [])
    page = client.get(f"/articles/?{query}").content.decode()
    assert page.count("没有符合条件的文章") == 1
    assert "不限" not in page


def test_values_joined_by_or_are_relaxed_together():
    (way,) = relax("province=xizang&province=qinghai&genre=xiaoxi").without
    assert (way.label, way.value, way.url) == ("省份", "西藏、青海", "/articles/?genre=xiaoxi")


def test_words_of_the_query_are_relaxed_one_by_one():
    suggestions = {
        suggestion.value: suggestion for suggestion in relax("q=疗休养 无此一词").without
    }
    assert suggestions["无此一词"].url == "/articles/?q=%E7%96%97%E4%BC%91%E5%85%BB"
    assert suggestions.keys() == {"无此一词"}, "without all words there would be the whole archive"
    assert "疗休养" not in suggestions


def test_the_number_of_counts_for_relaxing_filters_is_bounded(monkeypatch):
    queries = []
    monkeypatch.setattr(
        search, "search", lambda query: queries.append(query) or search.Results(total=0)
    )
    words = " ".join(f"无{n}" for n in range(30))
    relax(f"q={words}&province=xizang&year=2021&genre=xiaoxi&from=2021")
    assert len(queries) <= 2 * relaxed_filters.MAX_CONDITIONS
    assert all(query.limit == 0 and not query.facets for query in queries)


def narrow(query: str) -> dict[str, dict]:
    article_filter = selection(query)
    results = search.search(article_filter.search_query(limit=0, facets=search.FACETS))
    rows = suggested_filters(article_filter, results.facets, results.total)
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
def test_the_most_selective_filters_are_suggested(query, offered):
    assert list(narrow(query)) == offered


@pytest.mark.parametrize("query", ["", "province=zhejiang", "topic=jiangong-liye", "q=工会"])
def test_every_value_offered_leads_to_as_many_articles_as_it_says(query):
    for row in narrow(query).values():
        for option in row.values():
            assert total_at(option.url) == option.count


def test_after_a_province_every_topic_is_a_step_away_and_the_other_way_round():
    """A topic's page links to the topic in each province, also where nothing is found."""
    topics = set(Tag.objects.filter(articles__isnull=False).values_list("slug", flat=True))
    provinces = facet("", "province").keys()
    for province in provinces:
        row = narrow(f"province={province}")["topic"]
        assert row.keys() == topics
        counts = [option.count for option in row.values()]
        assert counts == sorted(counts, reverse=True)
    for topic in topics:
        assert narrow(f"topic={topic}")["province"].keys() == provinces
    option = narrow("province=hubei")["topic"]["jineng-jingsai"]
    assert option.url == "/articles/?province=hubei&topic=jineng-jingsai"
    assert total_at(option.url) == option.count


def test_a_narrower_topic_takes_the_place_of_its_broader_one():
    option = narrow("topic=jiangong-liye&year=2021")["topic"]["jineng-jingsai"]
    assert option.url == "/articles/?year=2021&topic=jineng-jingsai"


def test_the_page_of_a_topic_leads_on_to_provinces_and_needs_no_search_to_be_shown(
    client, monkeypatch
):
    page = client.get("/topics/jineng-jingsai/").content.decode()
    assert 'href="/articles/?topic=jineng-jingsai&amp;province=zhejiang"' in page

    def fail_search(query):
        raise search.SearchUnavailable("down")

    monkeypatch.setattr(search, "search", fail_search)
    answer = client.get("/topics/jineng-jingsai/")
    assert answer.status_code == 200
    assert 'class="suggested-filters"' not in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/topics/jineng-jingsai/", "/places/330000/", "/articles/?topic=jineng-jingsai"]
)
def test_values_without_articles_come_last_and_without_a_number(client, address):
    page = client.get(address).content.decode()
    (row, _) = re.findall(r"<ul aria-labelledby=\"suggested-.*?</ul>", page, re.DOTALL)
    with_articles, without_articles = row.split("无文章：")
    assert re.findall(r'class="count">(\d+)', with_articles)
    assert 'class="count"' not in without_articles
    assert "0<" not in row
    assert without_articles.count("<a ") == row.count('class="empty"') > 1


def test_the_canonical_address_does_not_depend_on_the_order(client):
    def canonical(query):
        page = client.get(f"/articles/?{query}").content.decode()
        return unescape(re.search(r'rel="canonical" href="([^"]+)"', page).group(1))

    assert canonical("year=2021&province=zhejiang") == canonical("province=zhejiang&year=2021")


# the list and its facets; three for those whom and what it names; four for the provinces, topics
# and periods of the charts; and one for whether page images are held
LIST_QUERIES = 7 + 3 + 4 + 1


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
def test_a_list_needs_few_queries_besides_its_articles(client, published_index, address, queries):
    client.get(address)
    total, count = count_queries(client, address)
    assert total
    assert count <= queries


def test_queries_are_fixed_at_one_row_and_at_many(client):
    assert count_queries(client, "/articles/")[1] == LIST_QUERIES
    one_article, at_one = count_queries(client, "/articles/?newspaper=jinri-jiande")
    many_articles, at_few = count_queries(client, "/articles/?newspaper=gongren-ribao")
    assert (one_article, many_articles) == (1, 10)
    # one more for the value looked up, and one for each facet that now has something to show
    assert max(at_one, at_few) <= LIST_QUERIES + 3
    # and those after a province alone, to list every topic and the places in it
    assert count_queries(client, "/articles/?province=hubei")[1] <= LIST_QUERIES + 4 + 2
