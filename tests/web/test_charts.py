"""Charts: numbers equal the totals of the lists they link to; links keep other filters."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import combinations

import pytest
from django.http import QueryDict

from archive import search
from archive.editions import current
from archive.filters.articles import ArticleFilter
from archive.models import Article, Issue, Person, Place, Tag
from archive.search.contract import Document
from archive.web import charts
from archive.web.charts import places, time, topics
from archive.web.charts.topics import MAX_PAIRED

from ..search.scan import ScanEngine

pytestmark = pytest.mark.django_db

SELECTIONS = (
    "",
    "q=工会",
    "province=zhejiang",
    "province=beijing&province=zhejiang",
    "city=330100",
    "province=zhejiang&topic=fuwu-zhigong",
    "topic=jiangong-liye",
    "topic=fuwu-zhigong&genre=xiaoxi",
    "year=2021",
    "year=2020&year=2021",
    "from=2021-06&to=2021-09",
    "from=2021",
    "q=工会 2020..2021",
    "newspaper=gongren-ribao",
)


def selection(query: str) -> ArticleFilter:
    article_filter = ArticleFilter(QueryDict(query))
    assert article_filter.problems == []
    return article_filter


def list_total(url: str) -> int:
    """Return the number of articles of the list at this address."""
    path, _, query = url.partition("?")
    assert path == "/articles/"
    return search.search(selection(query).search_query(limit=0)).total


def pictures(query: str) -> dict[str, charts.Chart]:
    article_filter = selection(query)
    results = search.search(article_filter.search_query(limit=0, facets=search.COUNTED))
    return {p.name: p for p in charts.list_charts(article_filter, results.facets, results.total)}


def items(picture) -> list[tuple[str, object]]:
    """(the parameters that it sets, item) of every part of a picture."""
    drawing = picture.drawing
    if picture.name == "places":
        matches = [("province", tile.item) for tile in drawing.tiles]
        levels = ((inside, item) for inside in drawing.expanded for item, _ in inside.items)
        return matches + [
            ("county" if not item.key.endswith("00") else "city", item) for _, item in levels
        ]
    if picture.name == "time":
        return [
            ("from to" if "/" in bar.item.key else "year", bar.item)
            for row in drawing.rows
            for bar in row.bars
        ]
    name = {"topics": "topic", "people": "person", "related": "topic"}[picture.name]
    return [(name, line.item) for line in drawing.bars]


@pytest.mark.parametrize("query", SELECTIONS)
def test_a_count_is_the_total_of_the_list_behind_it(query):
    parameters = QueryDict(query)
    count = 0
    for picture in pictures(query).values():
        for names, item in items(picture):
            if not item.url:
                assert (item.count, item.chosen) == (0, False)
            elif not item.chosen and not any(name in parameters for name in names.split()):
                assert list_total(item.url) == item.count, (picture.name, item)
                count += 1
    assert count > 3


@pytest.mark.parametrize("query", SELECTIONS)
def test_a_link_changes_its_own_filter_and_keeps_the_others(query):
    old_parameters = QueryDict(query)
    for picture in pictures(query).values():
        for names, item in items(picture):
            if not item.url:
                continue
            new_parameters = QueryDict(item.url.partition("?")[2])
            own = {*names.split()} | ({"from", "to"} if picture.name == "time" else set())
            for name in {*old_parameters, *new_parameters} - own:
                assert new_parameters.getlist(name) == old_parameters.getlist(name), (item, name)
            if item.chosen:
                assert item.key not in new_parameters.getlist(names)


def test_a_chosen_value_is_removed_when_pressed_again():
    drawing = pictures("province=zhejiang&year=2021&topic=fuwu-zhigong&page=2")
    chosen_urls = {
        item.key: item.url for p in drawing.values() for _, item in items(p) if item.chosen
    }
    assert chosen_urls == {
        "zhejiang": "/articles/?year=2021&topic=fuwu-zhigong",
        "2021": "/articles/?province=zhejiang&topic=fuwu-zhigong",
        "fuwu-zhigong": "/articles/?province=zhejiang&year=2021",
    }
    (month,) = [
        item for _, item in items(pictures("year=2021&from=2021-06&to=2021-06")["time"])
        if item.chosen and "/" in item.key
    ]  # fmt: skip
    assert (month.key, month.url) == ("2021-06/2021-06", "/articles/?year=2021")


def expanded_places(query: str) -> dict[str, list[str]]:
    drawing = pictures(query)["places"].drawing
    return {
        inside.place.name: [item.label for item, _ in inside.items] for inside in drawing.expanded
    }


@pytest.fixture
def draw_few(monkeypatch):
    monkeypatch.setattr(places, "MIN_ARTICLES", 1)
    monkeypatch.setattr(topics, "MIN_ARTICLES", 1)


def test_a_province_opens_to_its_cities_and_a_city_to_its_counties(draw_few):
    assert expanded_places("") == {}
    zhejiang = expanded_places("province=zhejiang")
    assert list(zhejiang) == ["浙江省"]
    assert "杭州市" in zhejiang["浙江省"]
    assert len(zhejiang["浙江省"]) == 11
    hangzhou = expanded_places("city=330100")
    assert list(hangzhou) == ["浙江省", "杭州市"]
    assert hangzhou["浙江省"] == zhejiang["浙江省"]
    assert "建德市" in hangzhou["杭州市"]
    assert expanded_places("county=330182") == hangzhou


def test_names_that_are_not_cities_are_ignored(draw_few):
    beijing = expanded_places("province=beijing")
    assert list(beijing) == ["北京市"]
    assert "东城区" in beijing["北京市"]
    covered = Place.objects.counties().filter(code__startswith="11", coverage__isnull=False)
    assert expanded_places(f"county={covered[0].code}") == beijing
    hubei = expanded_places("province=hubei")["湖北省"]
    assert {"武汉市", "仙桃市"} <= set(hubei)
    assert expanded_places("province=taiwan") == {}


def test_units_that_were_dissolved_are_shown_only_where_something_is_held():
    dissolved = Place.objects.cities().exclude(ended="").exclude(coverage__isnull=False)[0]
    assert (
        dissolved.name
        not in expanded_places(f"province={dissolved.province.slug}")[dissolved.province.name]
    )


@pytest.mark.parametrize("query", SELECTIONS)
def test_the_counts_of_all_bars_match_the_articles(query):
    """Compare every bar, computed from totals, with counts over all articles."""
    article_filter = selection(query)
    plain = article_filter.query.without("year", "from", "to")
    dated = ("earliest", "latest", "page__issue__date_basis")
    hits = search.search(selection(str(plain).lstrip("?")).search_query(limit=1000)).hits
    articles = list(Article.objects.with_idents(h.ident for h in hits).values_list(*dated))
    papers = QueryDict(query).getlist("newspaper")
    of_papers = Issue.objects.filter(newspaper__slug__in=papers) if papers else Issue.objects
    issues = list(of_papers.values_list("earliest", "latest", "pk"))
    articles_held = Article.objects.filter(page__issue__in=[pk for *_, pk in issues])
    all_held = list(articles_held.values_list(*dated))
    picture = pictures(query).get("time")
    assert (picture is None) == (len(articles) < 5)
    for row in picture.drawing.rows if picture else ():
        for bar in row.bars:
            first, last = bounds(bar.item.key)

            def touching(rows, first=first, last=last):
                return [r for r in rows if r[1] >= first and r[0] <= last]

            possible = touching(articles)
            inside = [basis for e, l, basis in possible if e >= first and l <= last]
            assert bar.item.count == len(possible), bar.name
            assert bar.certain == inside.count("stated")
            assert bar.inferred == inside.count("inferred")
            assert bar.is_held == bool(touching(issues))
            assert bar.period.held == (len(touching(all_held)) if bar.is_held else None)


def bounds(key: str) -> tuple[date, date]:
    from archive.text import dates

    since, _, until = key.partition("/")
    return dates.bounds(since).earliest, dates.bounds(until or since).latest


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("", ["各年"]),
        ("year=2021", ["各年", "2021年各月"]),
        ("year=2020&year=2021", ["各年", "2020年各月", "2021年各月"]),
        ("year=2020&year=2021&year=2024", ["各年"]),
        ("from=2021-06&to=2021-09", ["各年", "2021年各月"]),
        ("year=1999", ["各年"]),
        ("province=zhejiang", ["各年", "2020年各月", "2021年各月"]),
    ],
)
def test_years_come_first_and_few_of_them_are_opened_to_months(query, labels):
    assert [row.label for row in pictures(query)["time"].drawing.rows] == labels


def test_years_without_articles_keep_their_place():
    (row,) = pictures("")["time"].drawing.rows
    assert [bar.item.label for bar in row.bars] == ["2020", "2021", "2022", "2023", "2024"]
    assert [bar.item.url for bar in row.bars if not bar.item.count] == ["", ""]


def test_periods_without_holdings_are_not_zero():
    (row,) = pictures("topic=jiangong-liye")["time"].drawing.rows
    assert [(bar.item.label, bar.period.held) for bar in row.bars] == [
        ("2020", 13), ("2021", 10), ("2022", None), ("2023", None), ("2024", 10),
    ]  # fmt: skip
    assert not any(bar.item.count for bar in row.bars if not bar.is_held)
    # held, though not of these newspapers: the picture is of theirs
    years, *_ = pictures("newspaper=jinri-jiande&newspaper=gongren-ribao")["time"].drawing.rows
    result = [(bar.item.label, bar.item.count, bar.period.held) for bar in years.bars]
    assert result == [("2021", 1, 1), ("2022", 0, None), ("2023", 0, None), ("2024", 10, 10)]


def test_periods_without_holdings_are_hatched_and_labelled(client):
    page = client.get("/topics/jiangong-liye/").content.decode()
    figure = re.search(r'<figure[^>]*"chart-time".*?</figure>', page, re.DOTALL)[0]
    drawing, table = figure.split("<table", 1)
    assert re.search(r'class="key"[^<]*<rect class="not-held"[^/]*/>\s*</svg>\s*无藏', drawing)
    assert drawing.count('<rect class="not-held" x=') == 2
    assert len(re.findall(r'>2022年</th>\s*<td colspan="5">无藏</td>', table)) == 1
    assert "占所藏" in table
    assert re.search(
        r">2020年</a></th><td>(\d)</td><td>0</td><td>\1</td><td>0</td><td>\d+%</td>", table
    )


def test_no_inferred_date_is_called_certain(client):
    page = client.get("/").content.decode()
    assert "确知" not in page
    assert re.search(r'<rect class="inferred"[^/]*/>\s*</svg>\s*日期为推定', page)
    labels = re.findall(r'aria-label="(202\d [^"]*)"', page)
    assert labels == [
        "2020 13 篇，日期推定 13 篇",
        "2021 10 篇，日期确定 1 篇，日期推定 9 篇",
        "2024 10 篇，日期推定 10 篇",
    ]


@pytest.mark.parametrize("address", ["/", "/topics/", "/topics/fuwu-zhigong/", "/places/330000/"])
def test_parts_of_charts_have_labels_only_with_articles(client, address):
    page = client.get(address).content.decode()
    drawings = re.findall(
        r'<svg class="drawing".*?</svg>\s*(?=<p|<ul|</div>|<details)', page, re.DOTALL
    )
    assert drawings
    for drawing in drawings:
        assert not re.search(r"<a(?![^>]*href=)", drawing)
        links = re.findall(r'<a[^>]*aria-label="([^"]*)"[^>]*>(.*?)</a>', drawing, re.DOTALL)
        assert links
        for name, svg in links:
            texts = [unescape(t) for t in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]
            assert " ".join(texts) in unescape(name)
            if len(texts) > 1:
                assert unescape(name).startswith(" ".join(texts))
        for empty in re.findall(r"<g(.*?)>(.*?)</g>", drawing, re.DOTALL):
            assert empty[0] == ' aria-hidden="true"'
            assert "<a" not in empty[1]


def document(n: int, first: date, last: date) -> Document:
    return Document(
        ident=f"{n:07}",
        title=f"第{n}篇",
        text="",
        values={"year": tuple(str(year) for year in range(first.year, last.year + 1))},
        earliest=first.toordinal(),
        latest=last.toordinal(),
        newest=n,
        oldest=n,
    )


@pytest.fixture
def old(monkeypatch):
    """An archive of a hundred years, one article each, and some that are only roughly dated."""
    spans = [(date(year, 3, 1), date(year, 3, 1)) for year in range(1921, 2021)]
    spans += [
        (date(1949, 6, 1), date(1951, 5, 31)),
        (date(1938, 1, 1), date(1962, 12, 31)),
        (date(1955, 1, 1), date(1955, 12, 31)),
    ]
    engine = ScanEngine(None)
    engine.rebuild([document(n, *span) for n, span in enumerate(spans)])
    monkeypatch.setattr(search, "search", engine.search)
    return spans


def time_of(query: str):
    article_filter = selection(query)
    results = search.search(article_filter.search_query(limit=0, facets=(search.SPAN,)))
    return time.chart(article_filter, results.facets, results.total).drawing.rows


def test_many_years_are_drawn_by_decades(old):
    (decades,) = time_of("")
    assert [bar.item.label for bar in decades.bars][:2] == ["1920", "1930"]
    for bar in decades.bars:
        first, last = bounds(bar.item.key)
        spans = [span for span in old if span[1] >= first and span[0] <= last]
        sure = [span for span in spans if span[0] >= first and span[1] <= last]
        assert (bar.item.count, bar.certain) == (len(spans), len(sure)) != (0, 0), bar.name
        assert list_total(bar.item.url) == bar.item.count


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("from=1950&to=1959", ["各年代", "1950年代各年"]),
        ("from=1949&to=1959", ["各年代", "1940年代各年", "1950年代各年"]),
        ("from=1930&to=1969", ["各年代"]),
        ("year=1955", ["各年代", "1950年代各年", "1955年各月"]),
        ("from=1955-03&to=1955-03", ["各年代", "1950年代各年", "1955年各月"]),
    ],
)
def test_a_decade_opens_to_its_years_and_a_year_to_its_months(old, query, labels):
    rows = time_of(query)
    assert [row.label for row in rows] == labels
    for row in rows[1:]:
        for bar in row.bars:
            first, last = bounds(bar.item.key)
            spans = [span for span in old if span[1] >= first and span[0] <= last]
            sure = [span for span in spans if span[0] >= first and span[1] <= last]
            assert (bar.item.count, bar.certain) == (len(spans), len(sure)), bar.name
            assert bar.inferred == 0
            if not bar.item.chosen and not ("year" in query and len(bar.item.key) == 4):
                assert list_total(bar.item.url) == bar.item.count


def test_a_decade_takes_the_place_of_a_year(old):
    decades = time_of("year=1955")[0]
    assert decades.bars[0].item.url == "/articles/?from=1920&to=1929"


class SearchCounter:
    """Counts searches."""

    def __init__(self, monkeypatch):
        self.count, engine = 0, search.search

        def count_query(query):
            self.count += 1
            return engine(query)

        monkeypatch.setattr(search, "search", count_query)


@pytest.mark.parametrize(
    ("query", "queries"),
    [
        # the list itself shows everything
        ("", 0),
        ("q=工会&province=zhejiang", 0),
        # the whole without this choice
        ("topic=jineng-jingsai", 1),
        ("year=2021", 1),
        ("from=1999&to=1999", 1),
        ("topic=jineng-jingsai&from=2021-06&to=2021-09", 2),
    ],
)
def test_the_number_of_searches_for_charts_is_fixed(monkeypatch, query, queries):
    article_filter = selection(query)
    results = search.search(article_filter.search_query(limit=0, facets=search.COUNTED))
    counter = SearchCounter(monkeypatch)
    charts.list_charts(article_filter, results.facets, results.total)
    assert counter.count == queries


def test_topics_open_where_one_of_them_is_chosen_and_where_there_are_few(draw_few):
    def depths(query):
        return [line.depth for line in pictures(query)["topics"].drawing.bars]

    assert set(depths("")) == {0}
    lines = pictures("topic=jineng-jingsai")["topics"].drawing.bars
    labels = [(line.depth, line.item.label) for line in lines]
    group = labels.index((0, "建功立业"))
    assert (1, "技能竞赛") in labels[group : group + 4]
    assert {depth for depth, _ in labels[:group]} == {0}
    assert set(depths("person=zhang-haocheng")) == {0, 1}


def test_shares_are_of_all_even_where_a_topic_is_chosen():
    all_shares = {x.item.key: x.percent for x in pictures("")["topics"].drawing.bars}
    shares = {
        x.item.key: x.percent
        for x in pictures("topic=jineng-jingsai")["topics"].drawing.bars
        if not x.depth
    }
    assert shares == all_shares


def test_an_empty_list_has_no_charts():
    assert pictures("q=没有这几个字的文章") == {}


@pytest.mark.slow
def test_lists_of_fewer_than_five_articles_have_no_charts(client):
    assert pictures("person=zhang-haocheng") == {}
    # its own choice does not narrow what a picture shows
    assert list(pictures("province=zhejiang&topic=laomo-gongjiang")) == ["places", "topics"]
    for subject in (*Tag.objects.all(), *Person.objects.all()[:20], *Place.objects.provinces()):
        context = client.get(subject.get_absolute_url()).context
        assert not context["charts"] or context["total"] >= 5, subject


def test_a_topic_with_a_single_article_has_no_bar(client):
    page = client.get("/articles/?city=330100").content.decode()
    figure = re.search(r'<figure[^>]*"chart-topics".*?</figure>', page, re.DOTALL)[0]
    lines = re.findall(r'aria-label="\S+ (\d+) 篇[^"]*"[^>]*>(.*?)</a>', figure, re.DOTALL)
    assert {"1"} < {count for count, _ in lines}
    for count, line in lines:
        assert ('class="track"' in line) == (count != "1")


@pytest.mark.parametrize(
    "address", ["/topics/fuwu-zhigong/", "/places/330000/", "/people/zhang-haocheng/"]
)
def test_a_subject_begins_with_articles(client, address):
    page = client.get(address).content.decode().split("<main")[1]
    first = page.index('class="entry"')
    for later in ('class="chart', 'id="children"'):
        assert first < (page.find(later) if later in page else len(page))


def test_topics_that_go_together_are_those_of_the_record(client):
    counts = {tag: Article.objects.about(tag.slug).count() for tag in Tag.objects.narrower()}
    # in the order of the vocabulary where they are equal
    most = sorted(counts, key=lambda tag: (-counts[tag], tag.broader.slug, tag.slug))[:MAX_PAIRED]
    expected = {
        frozenset((a.slug, b.slug)): n
        for a, b in combinations(most, 2)
        if (n := Article.objects.about(a.slug).filter(tags=b).count())
    }
    _, picture = client.get("/topics/").context["charts"]
    related = {
        frozenset((cell.across.key, cell.down.key)): cell.item.count
        for cell in picture.drawing.matrix.pairs
    }
    assert related == expected
    assert expected


def test_a_pair_leads_to_the_articles_that_have_both(client):
    _, picture = client.get("/topics/").context["charts"]
    assert picture.drawing.matrix.pairs
    for cell in picture.drawing.matrix.pairs:
        a, b = sorted((cell.across.key, cell.down.key))
        assert cell.item.url == f"/articles/?topic={a}&topic={b}&all=topic"
        assert list_total(cell.item.url) == cell.item.count
    page = client.get("/topics/fuwu-zhigong/").content.decode()
    assert '"/articles/?topic=fuwu-zhigong&amp;topic=zuzhi-jianshe&amp;all=topic"' in page


def test_broad_topics_go_with_broad_ones():
    tag = Tag.objects.broadest().get(slug="jiangong-liye")
    lines = topics.related_topics(tag, Article.objects.about(tag.slug).count()).drawing.bars
    assert {line.item.key for line in lines} <= {t.slug for t in Tag.objects.broadest()} - {
        tag.slug
    }
    for line in lines:
        common = Article.objects.about(tag.slug).about(line.item.key).count()
        assert line.item.count == common


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/", ["places", "time"]),
        ("/places/", ["places"]),
        ("/topics/", ["topics", "cooccurrence"]),
        ("/topics/fuwu-zhigong/", ["time", "places", "related"]),
        ("/places/330000/", ["time", "people", "topics"]),
        ("/places/330100/", ["time", "people", "topics"]),
        ("/places/330182/", []),
        ("/people/zhang-haocheng/", []),
        ("/newspapers/gongren-ribao/", ["time", "places", "topics"]),
        ("/places/810000/", []),
    ],
)
def test_each_page_has_its_pictures(client, address, names):
    answer = client.get(address)
    assert [picture.name for picture in answer.context["charts"]] == names
    page = answer.content.decode()
    for name in names:
        assert page.count(f'id="chart-{name}"') == 1


@pytest.mark.parametrize(
    ("row", "parameter"),
    [
        ((Tag, "fuwu-zhigong"), "topic=fuwu-zhigong"),
        ((Place, "330000"), "province=zhejiang"),
    ],
)
def test_a_subject_leads_to_the_list_filtered_by_it_too(client, row, parameter):
    model, key = row
    subject = model.objects.get_by_natural_key(key)
    subject_charts = client.get(subject.get_absolute_url()).context["charts"]
    assert len(subject_charts) > 1
    for picture in subject_charts:
        for _, item in items(picture):
            if item.url:
                assert item.url.startswith(f"/articles/?{parameter}&")
                assert list_total(item.url) == item.count


TABLES = (
    "/articles/?province=zhejiang&year=2021",
    "/topics/fuwu-zhigong/",
    "/places/",
    "/topics/",
)


@pytest.mark.parametrize("address", TABLES)
def test_behind_each_picture_stands_a_table_of_the_same_numbers(client, address):
    page = client.get(address).content.decode()
    figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    assert figures
    for figure in figures:
        drawing, table = figure.split("<table", 1)
        labels = [unescape(label) for label in re.findall(r'aria-label="([^"]*)"', drawing)]
        counts = [int(re.search(r"(\d+) 篇", label)[1]) for label in labels]
        result = [int(n) for n in re.findall(r"</th>\s*(?:<td>\s*<a.*?</td>\s*<td>\s*<a[^>]*>|"
                                           r"<td>)(\d+)", table, re.DOTALL)]  # fmt: skip
        if 'id="chart-cooccurrence"' in drawing:
            counts = [n for n, label in zip(counts, labels, strict=True) if "、" in label]
        assert sorted(result, reverse=True)[: len(counts)] == sorted(counts, reverse=True)
        assert sum(result) == sum(counts)


def test_without_the_search_subjects_can_still_be_read(client, monkeypatch):
    def fail_search(query):
        raise search.SearchUnavailable("gone")

    monkeypatch.setattr(search, "search", fail_search)
    # earlier results are discarded
    monkeypatch.setattr(current.served(), "_cache", {})
    for address, names in (
        ("/topics/jineng-jingsai/", []),
        ("/places/330000/", []),
        ("/people/zhang-haocheng/", []),
        ("/places/", ["places"]),
        ("/topics/", ["topics"]),
        ("/", []),
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert [picture.name for picture in answer.context["charts"]] == names


def test_numbers_of_a_search_that_was_incomplete_are_not_kept(client, monkeypatch):
    answer = search.search
    full_charts = client.get("/topics/").context["charts"]
    monkeypatch.setattr(current.served(), "_cache", {})
    with monkeypatch.context() as patch:
        patch.setattr(
            search, "search", lambda query: replace(answer(query), total=1, incomplete="缺一台")
        )
        assert [picture.name for picture in client.get("/topics/").context["charts"]] == ["topics"]
    assert client.get("/topics/").context["charts"] == full_charts


def test_a_place_shows_what_is_in_it_with_its_counts(client):
    page = client.get("/places/330000/").content.decode()
    for city in Place.objects.children_of("330000"):
        count = Article.objects.in_places(city.code).count()
        link = f'href="{city.get_absolute_url()}" data-key="chart:{city.code}"'
        # a place that no article is about is no way to anything
        assert page.count(f'{link} aria-label="{city.name} {count} 篇"') == bool(count)
