"""Filters select correctly, and every mistake gets a suggestion."""

from collections import Counter
from functools import cache
from itertools import combinations

import pytest
from django.http import QueryDict

from archive import search
from archive.facets.table import COMBINABLE
from archive.filters.articles import ArticleFilter
from archive.filters.parameters import QueryParams, close_matches
from archive.models import Article, Byline, Coverage, Newspaper, Tag

pytestmark = pytest.mark.django_db


def selection(query: str) -> ArticleFilter:
    return ArticleFilter(QueryDict(query))


def idents(query: str) -> set[str]:
    article_filter = selection(query)
    assert article_filter.problems == []
    return set(article_filter.qs.values_list("ident", flat=True))


def all_articles() -> list[Article]:
    return list(Article.objects.for_list())


def test_no_filter_leaves_every_article():
    assert idents("") == {article.ident for article in all_articles()}


def test_a_province_holds_all_places_inside_it():
    expected = {c.article.ident for c in Coverage.objects.filter(place__code__startswith="33")}
    assert idents("province=zhejiang") == expected != set()


def test_values_of_one_filter_join_by_or_and_filters_by_and():
    first, second = Newspaper.objects.values_list("slug", flat=True)[:2]
    idents_of_both = idents(f"newspaper={first}&newspaper={second}")
    assert idents_of_both == idents(f"newspaper={first}") | idents(f"newspaper={second}")
    assert idents(f"newspaper={first}&province=zhejiang") == idents(f"newspaper={first}") & idents(
        "province=zhejiang"
    )


def find_two_topics() -> tuple[str, str]:
    """Two topics that one article at least has, and each without the other one at least."""
    topics = {a.ident: {tag.slug for tag in a.tags.all()} for a in all_articles()}
    together = Counter(pair for slugs in topics.values() for pair in combinations(slugs, 2))
    return next(pair for pair in together if all(idents(f"topic={slug}") for slug in pair))


@pytest.mark.slow
@pytest.mark.parametrize("name", COMBINABLE)
def test_all_of_one_filter_are_needed_where_the_address_says_so(name):
    # of 3,000 places most have no article
    values = list(search.search(search.Query(facets=(name,))).facets[name])

    @cache
    def idents_of_value(value):
        return idents(f"{name}={value}")

    pairs = ((a, b) for a, b in combinations(values, 2) if idents_of_value(a) & idents_of_value(b))
    first, second = next(pairs, (values[0], values[-1]))
    query = f"{name}={first}&{name}={second}&all={name}"
    expected = idents_of_value(first) & idents_of_value(second)
    assert idents(query) == expected
    article_filter = selection(query)
    assert article_filter.is_valid()
    results = search.search(article_filter.search_query(limit=100, facets=(name,)))
    assert {hit.ident for hit in results.hits} == expected
    # a count is what a further value leaves
    for value, count in results.facets[name].items():
        assert count == len(expected & idents_of_value(value))


def test_all_without_two_values_is_no_part_of_the_canonical_address():
    def canonical(query: str) -> str:
        article_filter = selection(query)
        assert article_filter.is_valid()
        return str(article_filter.canonical)

    first, second = find_two_topics()
    assert canonical(f"all=topic&topic={first}") == f"?topic={first}"
    assert canonical("all=topic") == ""
    pair = sorted((first, second))
    query = f"all=person&all=topic&topic={pair[1]}&topic={pair[0]}"
    assert canonical(query) == f"?topic={pair[0]}&topic={pair[1]}&all=topic"


def test_all_is_refused_for_single_valued_filters():
    (problem,) = selection("newspaper=a&all=newspaper").problems[1:]
    assert problem.name == "all"
    assert [offer.label for offer in problem.others] == [*COMBINABLE.values()]


def test_a_broad_topic_holds_its_narrower_ones():
    narrow = Tag.objects.exclude(broader=None).filter(articles__isnull=False).first()
    assert idents(f"topic={narrow.slug}") <= idents(f"topic={narrow.broader.slug}")
    expected = {a.ident for a in narrow.articles.all()}
    assert idents(f"topic={narrow.slug}") == expected


def test_a_person_is_found_in_every_role():
    byline = Byline.objects.first()
    expected = {b.article.ident for b in byline.person.bylines.all()}
    assert idents(f"person={byline.person.slug}") == expected


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        *(("2021年", "2021"), ("2021年6月", "2021-06"), ("2021年6月15日", "2021-06-15")),
        *(("2021/6", "2021-06"), ("2021/06", "2021-06"), ("2021-6", "2021-06")),
        *(("20210601", "2021-06-01"), ("2021.6.15", "2021-06-15"), ("２０２１年６月", "2021-06")),
    ],
)
def test_a_date_is_read_as_people_type_it_and_has_one_address(typed, edtf):
    article_filter = selection(f"from={typed}&to={typed}")
    assert article_filter.problems == []
    assert article_filter.chosen("from") == selection_of_date(edtf)
    assert str(article_filter.query) == f"?from={edtf}&to={edtf}"
    assert str(article_filter.canonical) == f"?from={edtf}&to={edtf}"
    assert idents(f"from={typed}&to={typed}") == idents(f"from={edtf}&to={edtf}")


def selection_of_date(edtf: str):
    article_filter = selection(f"from={edtf}")
    assert article_filter.is_valid()
    return article_filter.chosen("from")


@pytest.mark.parametrize("typed", ["2021", "2021-07", "2021-07-28"])
def test_both_bounds_are_included_and_rough_dates_overlap(typed):
    article_filter = selection(f"from={typed}&to={typed}")
    assert article_filter.is_valid()
    since, until = article_filter.chosen("from").first, article_filter.chosen("to").last
    expected = {a.ident for a in all_articles() if a.latest >= since and a.earliest <= until}
    assert idents(f"from={typed}&to={typed}") == expected


def test_a_year_holds_what_may_have_appeared_in_it():
    for year in {a.earliest.year for a in all_articles()}:
        expected = {a.ident for a in all_articles() if a.earliest.year <= year <= a.latest.year}
        assert idents(f"year={year}") == expected


def test_words_are_searched_and_relevance_orders_them():
    headline = Article.objects.order_by("ident").first().headline
    article_filter = selection(f"q={headline.split()[0]}")
    assert article_filter.is_valid()
    assert article_filter.order == "relevance"
    scores = [hit.score for hit in search.search(article_filter.search_query(limit=5)).hits]
    assert scores == sorted(scores, reverse=True) != []


@pytest.mark.parametrize(("sort", "key"), [("date", -1), ("oldest", 1)])
def test_dates_order_the_list(sort, key):
    article_filter = selection(f"sort={sort}")
    assert article_filter.is_valid()
    matches = search.search(article_filter.search_query(limit=100)).hits
    earliest = dict(Article.objects.values_list("ident", "earliest"))
    days = [earliest[hit.ident].toordinal() * key for hit in matches]
    assert len(days) == len(earliest)
    assert days == sorted(days)


def test_a_date_typed_narrows_like_one_in_the_form():
    typed, from_form = selection("q=2024.."), selection("from=2024")
    assert typed.is_valid()
    assert from_form.is_valid()
    assert (
        search.search(typed.search_query()).total
        == search.search(from_form.search_query()).total
        > 0
    )


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        ("province=zhejang", "province", "没有“zhejang”这个省份"),
        ("city=330183", "city", "没有“330183”这个地市"),
        ("city=110100", "city", "没有“110100”这个地市"),
        ("county=330100", "county", "没有“330100”这个区县"),
        ("topic=nothing", "topic", "没有“nothing”这个主题"),
        ("newspaper=nothing", "newspaper", "没有“nothing”这个报纸"),
        ("person=nobody", "person", "没有“nobody”这个作者"),
        ("genre=poem", "genre", "没有“poem”这个体裁"),
        ("year=21", "year", "没有“21”这个年份"),
        ("year=٢٠٢١", "year", "没有“٢٠٢١”这个年份"),
        ("from=yesterday", "from", "不是1600至2200年间的日期"),
        ("from=2021-02-30", "from", "2021-02-30"),
        ("to=2021-13", "to", "2021-13"),
        ("from=2021-07&to=2021-06", "from", "晚于截止"),
        ("sort=size", "sort", "没有“size”这种排序"),
        ("sort=relevance", "sort", "没有检索词"),
        ("page=0", "page", "不是从 1 起的整数"),
        ("page=two", "page", "不是从 1 起的整数"),
        ("q=" + "工" * 201, "q", "最多 200 字"),
        ("province=100%25", "province", "没有“100%”这个省份"),
    ],
)
def test_errors_name_the_parameter(query, name, message):
    (problem,) = selection(query).problems
    assert problem.name == name
    assert message in problem.message


def test_each_wrong_value_is_a_problem_of_its_own():
    assert [p.value for p in selection("province=a1&province=zhejiang&year=x").problems] == [
        "a1",
        "x",
    ]


def test_every_offer_is_valid_and_keeps_the_rest():
    article_filter = selection("province=zhejang&year=2021&sort=size&topic=nothing")
    offers = [o for p in article_filter.problems for o in (*p.close, *p.others)]
    assert len(offers) > 30
    for offer in offers:
        assert selection(str(offer.query)[1:]).problems == []
        assert ("year", "2021") in offer.query.pairs


@pytest.mark.parametrize("typed", ["zhejang", "浙江", "浙江省", "ZHEJIANG", "330000"])
def test_the_closest_province_is_offered_first(typed):
    (problem,) = selection(f"province={typed}").problems
    assert problem.close[0].label == "浙江"


def test_close_to_prefers_the_nearest_and_accepts_an_empty_list():
    names = {"a": ["技能竞赛"], "b": ["技能培训"], "c": ["疗休养", "疗养"]}
    assert close_matches("技能竞塞", names)[0] == "a"
    assert close_matches("疗养", names) == ["c"]
    assert close_matches("x", {}) == []


def test_query_params_add_drop_and_sort():
    query = QueryParams([("q", "工会"), ("year", "2021")])
    assert str(query.with_value("year", "2020").without("q")) == "?year=2021&year=2020"
    assert query.with_value("year", "2021") == query
    assert str(QueryParams()) == ""
    swapped = QueryParams([("year", "2021"), ("q", "a"), ("year", "2020")])
    assert str(swapped.sorted_by(["q", "year"])) == "?q=a&year=2020&year=2021"
