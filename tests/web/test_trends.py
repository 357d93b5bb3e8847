"""Trends: points equal the lists behind them, and wrong parameters are explained."""

import re
from datetime import date
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive import search
from archive.filters.articles import ArticleFilter
from archive.filters.parameters import QueryParams
from archive.filters.trends import MAX_SERIES, parse_series, series_of
from archive.models import Article, Issue

pytestmark = pytest.mark.django_db
TOPIC = "topic=jineng-jingsai"


def data(client, **parameters):
    pairs = [
        (name.rstrip("_"), value)
        for name, values in parameters.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    answer = client.get("/trends.json" + str(QueryParams(pairs)))
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


@pytest.mark.parametrize("unit", ["year", "month", "week"])
@pytest.mark.parametrize("series", ["工会", TOPIC, "province=zhejiang&q=竞赛", "地区:建德 -培训"])
def test_every_point_counts_the_articles_of_its_list(client, unit, series):
    results = data(client, series=series, unit=unit, from_="2021", to="2021")
    assert results["points"]
    linked_points = [point for point in results["points"] if point["url"]]
    assert any(point["possible"] for point in results["points"]) == bool(linked_points)
    for point in linked_points:
        url = urlsplit(point["url"])
        listing = client.get(f"{url.path.removesuffix('/')}.json?{url.query}").json()
        assert listing["total"] == point["possible"] >= point["dated"]


def test_years_and_their_holdings(client):
    matches = data(client, series="工会", measure="share")
    holdings = {point["first"][:4]: point["held"] for point in matches["points"]}
    assert holdings == {
        str(year): Article.objects.published_in(year).count() for year in range(2020, 2025)
    }
    assert [point["is_held"] for point in matches["points"]] == [True, True, False, False, True]
    empty = matches["points"][2]
    assert (empty["value"], empty["url"]) == (None, None)
    first_point = matches["points"][0]
    assert first_point["value"] == round(100 * first_point["dated"] / first_point["held"], 6)


def test_characters_are_those_of_all_articles_held(client):
    trends = data(client, series="竞赛", measure="million")
    point = trends["points"][0]
    lengths = Article.objects.published_in(2020).values_list("length", flat=True)
    assert point["characters"] == sum(lengths)
    assert point["value"] == round(point["dated"] * 1_000_000 / sum(lengths), 6)


def test_dates_known_roughly_are_possible_in_each_month_and_certain_in_none(client):
    rough = Issue.objects.get(newspaper__slug="gongren-ribao", earliest__year=2024)
    assert rough.earliest.month != rough.latest.month
    series = data(client, series="newspaper=gongren-ribao", unit="month", from_="2024", to="2024")
    months = [p for p in series["points"] if p["is_held"]]
    assert len(months) == rough.latest.month - rough.earliest.month + 1
    assert {(p["dated"], p["possible"]) for p in months} == {(0, 10)}
    assert series["series"][0]["total"] == 10


def test_a_series_with_dates_of_its_own_counts_nothing_beyond_them(client):
    series = data(client, series="from=2021&q=工会", unit="year")
    counts = {point["first"][:4]: point["possible"] for point in series["points"]}
    assert counts["2020"] == 0
    assert counts["2021"] > 0


def test_a_newspaper_limits_articles_and_holdings(client):
    series = data(client, series=["工会", "newspaper=gongren-ribao"], newspaper="jinri-jiande")
    assert {point["held"] for point in series["points"] if point["is_held"]} == {1}
    assert {p["possible"] for p in series["points"] if p["series"] == 2} == {0}


@pytest.mark.parametrize("by", ["newspaper", "province"])
def test_panels_add_up_to_the_whole_chart(client, by):
    panels = data(client, series="工会", by=by, measure="count")
    for point in panels["points"]:
        if point["url"]:
            assert parse_qs(urlsplit(point["url"]).query)[by] == [point["panel"]]
        assert point["held"] >= point["possible"]
    if by == "newspaper":
        assert sum(point["possible"] for point in panels["points"]) == 33


@pytest.mark.parametrize(
    ("typed", "text", "label"),
    [
        ("工会", "工会", "工会"),
        ("  工会   竞赛 ", "工会 竞赛", "工会   竞赛"),
        ("?q=工会&page=3&sort=date", "工会", "工会"),
        (f"https://example.org/articles/?{TOPIC}", TOPIC, "技能竞赛"),
        (f"q={quote('工会')}&{TOPIC}", f"q=工会&{TOPIC}", "工会 · 技能竞赛"),
        ("q=a%26b", "a&b", "a&b"),
    ],
)
def test_a_series_is_words_or_parameters_or_an_address(typed, text, label):
    parsed = parse_series(typed)
    assert (parsed.text, parsed.label.strip()) == (text, label)
    reparsed = parse_series(parsed.text)
    assert reparsed.text == parsed.text


def test_words_that_look_like_parameters_stay_words():
    selection = ArticleFilter.from_query(QueryParams([("q", "topic=甲")]))
    series = series_of(selection)
    assert series.text == "q=topic=甲"
    assert parse_series(series.text).selection.chosen("q") == "topic=甲"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("series=colour=red", "无法识别的条件"),
        ("series=province=nowhere", "没有“nowhere”"),
        ("series=from=2021%26from=2022", "只能写一个"),
        ("series=?page=2", "没有检索词或条件"),
        ("series=" + "长" * 601, "太长"),
        ("series=q=" + "长" * 201, "最多 200 字"),
        ("&".join(f"series=词{n}" for n in range(MAX_SERIES + 1)), f"最多比较 {MAX_SERIES} 项"),
        # percent signs are not formatting
        ("series=%25(value)d=1%25s?colour=1", "无法识别的条件"),
        ("series=工会&unit=day", "时间单位"),
        ("series=工会&measure=all", "计量"),
        ("series=工会&from=2022&to=2021", "晚于"),
        ("series=工会&unit=week", "按周最多一年"),
        ("series=工会&unit=month&from=1900", "按月最多 180 个月"),
        ("series=工会&unit=week&from=2021&to=2021&measure=million", "没有字数"),
        ("series=工会&by=province&measure=million", "没有字数"),
        ("q=工会", "无法识别的条件"),
    ],
)
def test_wrong_parameters_are_explained(client, query, message):
    for address in ("/trends/", "/trends.json"):
        answer = client.get(f"{address}?{query}")
        assert answer.status_code == 400
        assert message in answer.content.decode()


def test_the_number_of_queries_and_searches_does_not_depend_on_articles(client, monkeypatch):
    searches = []
    ask = search.search
    monkeypatch.setattr(search, "search", lambda query: searches.append(query) or ask(query))

    def cost(query):
        searches.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/trends/?{query}&from=2020&to=2024").status_code == 200
        return len(queries), len(searches)

    assert cost("series=工会")[1] == cost("series=疗休养")[1] <= 4
    item, six = (
        cost("&".join(f"series={word}" for word in words)) for words in ("工", "工会竞赛技能")
    )
    assert six[1] - item[1] <= 2 * 5
    assert six[0] <= item[0] + 2


def test_the_page_has_a_table_a_citation_and_links(client):
    page = client.get(f"/trends/?series=工会&series={TOPIC}").content.decode()
    assert re.search(r"报藏\. 趋势：工会、技能竞赛\[DB/OL\]\. \([\d-]+\)\[[\d-]+\]\. http", page)
    assert page.count('<svg class="drawing trend"') == 1
    assert 'aria-hidden="true"' in page
    # each point is in the chart and in the table
    for url in set(re.findall(r'href="(/articles/\?[^"]*from=2021&amp;to=2021)"', page)):
        assert page.count(f'href="{url}"') >= 2
    assert '<link rel="canonical" href="http://testserver/trends/?series=' in page
    assert 'type="text/csv"' in page


def test_a_list_leads_to_its_trend(client):
    page = client.get("/articles/?q=工会&province=zhejiang&sort=date").content.decode()
    (address,) = re.findall(r'href="(/trends/\?series=[^"]+)"', page)
    response = client.get(address)
    assert "趋势：工会 · 浙江" in response.content.decode()
    page = client.get("/articles/").content.decode()
    assert 'href="/trends/"' in page


def test_while_the_search_is_down_it_says_so(client, monkeypatch):
    def fail(query):
        raise search.SearchUnavailable("no index")

    monkeypatch.setattr(search, "search", fail)
    assert client.get("/trends/").status_code == 200
    for series in ("工会", TOPIC):
        assert client.get(f"/trends/?series={series}").status_code == 503
        assert client.get(f"/trends.json?series={series}").status_code == 503


def test_weeks_begin_on_monday(client):
    series = data(client, series="工会", unit="week", from_="2021-12", to="2021-12")
    firsts = [date.fromisoformat(point["first"]) for point in series["points"]]
    assert {first.weekday() for first in firsts} == {0}
    assert firsts[0] <= date(2021, 12, 1)
