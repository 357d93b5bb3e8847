"""The database returns the same lists of articles as the search engines, and is their fallback."""

import json
import logging
import random
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from archive import search
from archive.editions.row_keys import article_key, page_key
from archive.facets.table import COMBINABLE
from archive.filters.articles import (
    SORTS,
    ArticleFeedFilter,
    ArticleFilter,
)
from archive.filters.database_fallback import COUNTS_MISSING
from archive.formats.representations import DATA, FEEDS
from archive.models import Article, Byline, Coverage, Issue, Page, Person, Place, Tag, Tagging
from archive.search.documents import documents

from ..search.sphinx import Cluster

pytestmark = pytest.mark.django_db

# made-up issues and articles beside those of the catalogue, the same in every run
SEED, ISSUES, ARTICLES = 11, 60, 120
# with and without the end of a day, month and year
DATES = ["2019", "2020-02", "2021-06-15", "2021年7月", "2022", "2022-12", "2024"]
# dates in the search terms, and terms that ask for nothing
TERMS = ["", "2021..2022", "..2021-07-28", "2022..", "2021年6月", "“”"]


def sample_some(chance: random.Random, rows: list, most: int) -> list:
    return chance.sample(rows, chance.randint(0, most))


def make_up_pages(chance: random.Random) -> list[Page]:
    """Create a page in each of some issues with rough and equal dates."""
    pages, issues = list(Page.objects.all()), list(Issue.objects.all())
    for number in range(ISSUES):
        issue, page = copy(chance.choice(issues)), copy(chance.choice(pages))
        issue.pk, issue.key = 5000 + number, f"m{number}"
        issue.earliest = date(2019, 1, 1) + timedelta(days=60 * chance.randrange(35))
        issue.latest = issue.earliest + timedelta(days=chance.choice([0, 0, 30, 400, 4000]))
        issue.save(force_insert=True)
        page.pk, page.issue = page_key(issue.pk, page.sequence), issue
        page.save(force_insert=True)
        pages.append(page)
    return pages


def make_up_articles() -> None:
    """Create articles with any number of places, topics and authors."""
    chance = random.Random(SEED)
    pages = make_up_pages(chance)
    tags, people = (list(model.objects.all()) for model in (Tag, Person))
    # close to each other, so that lists have something in common
    places = [
        place
        for place in Place.objects.filter(is_group=False)
        if place.code.startswith(("33", "4290", "1101"))
    ]
    first_day = date(2026, 1, 1)
    for number in range(ARTICLES):
        page, sequence = chance.choice(pages), 1000 + number
        article = Article.objects.create(
            pk=article_key(page.pk, sequence),
            ident=f"m{number:06}",
            page=page,
            sequence=sequence,
            genre=chance.choice([*Article.Genre.values, ""]),
            headline=f"题{number}",
            length=1,
            earliest=page.issue.earliest,
            latest=page.issue.latest,
            first_published=first_day + timedelta(days=chance.randrange(4)),
            last_changed=first_day,
            accession=100_000 + number,
        )
        parts = (
            (Coverage, "place", sample_some(chance, places, 4), {"basis": "stated"}),
            (Tagging, "tag", sample_some(chance, tags, 4), {}),
            (Byline, "person", sample_some(chance, people, 3), {"role": "记者"}),
        )
        for model, field, rows, extra in parts:
            model.objects.bulk_create(
                model(article=article, sequence=n, **{field: row}, **extra)
                for n, row in enumerate(rows)
            )


@pytest.fixture
def tantivy(tmp_path):
    return import_string("archive.search.engines.tantivy.TantivyEngine")(tmp_path / "index")


@pytest.fixture
def sphinxql(tmp_path):
    with Cluster(tmp_path / "cluster") as cluster:
        yield cluster.engine(tmp_path / "index")


def values_by_parameter() -> dict[str, list[str]]:
    """The values of each facet that some article has, and one that none has."""
    matches = {name: set() for name in search.FACETS}
    for document in documents():
        for name, values in document.values.items():
            matches[name] |= set(values)
    for name, values in matches.items():
        all_values = [
            value.value for value in ArticleFilter.base_filters[name].field.vocabulary.all()
        ]
        values.update([value for value in all_values if value not in values][:1])
    return {name: sorted(values) for name, values in matches.items()}


def addresses(values: dict[str, list[str]]) -> st.SearchStrategy[str]:
    """Parameters of lists: values of some facets, joined either way, dates, an order."""
    facets = {
        name: st.lists(st.sampled_from(choices), max_size=3, unique=True)
        for name, choices in values.items()
    }
    # few at a time: with all of them hardly an article would be left
    filter_values = st.lists(st.sampled_from(sorted(facets)), max_size=3, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: facets[name] for name in names})
    )
    date_or_none = st.one_of(st.none(), st.sampled_from(DATES))
    return st.builds(
        address,
        filter_values,
        st.lists(st.sampled_from(sorted(COMBINABLE)), max_size=3, unique=True),
        st.sampled_from(TERMS),
        date_or_none,
        date_or_none,
        st.sampled_from(["", *(value for value, _ in SORTS if value != "relevance")]),
    )


def address(filter_values, all_of, terms, since, until, sort) -> str:
    query = QueryDict(mutable=True)
    for name, values in {**filter_values, "all": all_of}.items():
        query.setlist(name, values)
    for name, value in (("q", terms), ("from", since), ("to", until), ("sort", sort)):
        if value:
            query[name] = value
    return query.urlencode()


def fail_search(query):
    raise search.SearchUnavailable("the index is gone")


@contextmanager
def search_by(answer):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "search", answer)
        yield


def both_answers(engine, selection, **options) -> tuple[search.Results, search.Results]:
    answers = []
    for answer in (engine.search, fail_search):
        # a filter set keeps its queryset
        fresh_selection = type(selection)(selection.data)
        assert fresh_selection.is_valid(), fresh_selection.errors
        with search_by(answer):
            answers.append(fresh_selection.results(**options))
    return answers[0], answers[1]


def idents(results: search.Results) -> list[str]:
    return [hit.ident for hit in results.hits]


@pytest.mark.slow
@pytest.mark.parametrize(
    # both are compared with SQLite, and one of them with PostgreSQL
    "name",
    [pytest.param("tantivy", marks=pytest.mark.embedded), "sphinxql"],
)
def test_the_database_gives_the_lists_that_the_engine_gives(request, name):
    """The same articles in the same order, and the same total, for any selection and page of it."""
    engine = request.getfixturevalue(name)
    make_up_articles()
    assert engine.rebuild(documents()) == Article.objects.count() > ARTICLES
    totals = set()

    @hypothesis_settings(
        max_examples=250,
        derandomize=True,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(
        addresses(values_by_parameter()),
        st.integers(0, 40),
        st.integers(0, 60),
        st.sampled_from([ArticleFilter, ArticleFilter, ArticleFeedFilter]),
    )
    def compare(query, offset, limit, filter_set):
        data = QueryDict(query, mutable=True)
        if filter_set is ArticleFeedFilter:
            data.pop("sort", None)
        selection = filter_set(data)
        if not selection.is_valid():
            # the one thing that can be wrong here
            assert set(selection.errors) == {"from"}
            return
        by_engine, by_database = both_answers(engine, selection, offset=offset, limit=limit)
        assert idents(by_database) == idents(by_engine), query
        assert by_database.total == by_engine.total, query
        assert not by_database.incomplete
        totals.add(by_engine.total)

    compare()
    assert len(totals) > 20, "selections of many sizes were compared"


def test_only_the_engine_answers_words():
    selection = ArticleFilter(QueryDict("q=工会&province=zhejiang"))
    assert selection.is_valid()
    with search_by(fail_search), pytest.raises(search.SearchUnavailable, match="gone"):
        selection.results()
    with pytest.raises(search.SearchUnavailable, match="words"):
        list(selection.qs)


def test_a_dead_shard_leaves_lists_without_words_whole(client, monkeypatch):
    """With words the other shards' results are shown, with a note on what is missing; without
    words, the database has all.
    """
    answer, message = search.search, "有 3 篇所在的检索服务没有应答"
    full_answer = client.get("/articles.json?province=zhejiang").json()

    def in_part(query):
        results = answer(query)
        return replace(results, hits=results.hits[1:], total=results.total - 3, incomplete=message)

    monkeypatch.setattr(search, "search", in_part)
    data = client.get("/articles.json?province=zhejiang").json()
    assert (data["total"], data["items"]) == (full_answer["total"], full_answer["items"])
    assert data["incomplete"] == ""
    assert client.get("/articles.json?q=工会").json()["incomplete"] == message
    assert message in client.get("/articles/?q=工会").content.decode()
    page = client.get("/articles/?province=zhejiang").content.decode()
    assert message not in page
    assert COUNTS_MISSING in page


class TestWithoutSearch:
    """Lists while the search index cannot be read."""

    @pytest.fixture(autouse=True)
    def _down(self, monkeypatch):
        monkeypatch.setattr(search, "search", fail_search)

    @pytest.mark.parametrize("query", ["", "province=zhejiang&sort=oldest", "q=2021..2022&page=1"])
    def test_a_page_has_its_articles_and_says_that_counts_are_missing(self, client, caplog, query):
        answer = client.get(f"/articles/?{query}")
        assert answer.status_code == 200
        shown_page = answer.context["page"]
        selection = ArticleFilter(QueryDict(query))
        assert [article.ident for article in shown_page] == selection.qs.slice_of_idents(0, 20)
        assert shown_page.total == selection.qs.count() > 0
        page = answer.content.decode()
        assert COUNTS_MISSING in page
        assert 'class="pictures' not in page
        assert [r.levelno for r in caplog.records if "index is gone" in r.getMessage()] == [
            logging.ERROR
        ]

    @pytest.mark.slow
    def test_every_filter_can_be_chosen_without_its_count(self, client):
        answer = client.get("/articles/?province=zhejiang&year=2021")
        facets = {facet.name: facet for facet in answer.context["facets"]}
        # counties are offered inside a province or city, as with counts
        assert set(facets) == set(search.FACETS)
        for facet in facets.values():
            if facet.is_collapsed:
                # those whom texts name are too many to list: they have pages of their own
                assert client.get(facet.url).status_code == 200
                continue
            options = [o for wide in facet.options for o in (wide, *wide.narrower)]
            assert {option.count for option in options} == {None}
            option = next(option for option in options if not option.chosen)
            assert client.get(option.url).status_code == 200
        assert [o.value for o in facets["province"].options if o.chosen] == ["zhejiang"]
        years = [option.value for option in facets["year"].options]
        assert years == sorted(years, reverse=True)
        html = answer.content.decode()
        assert (
            '<span class="count"><span class="visually-hidden">，已选，点此取消</span></span>'
            in html
        )
        assert "None" not in html
        assert '<span class="visually-hidden"></span>' not in html

    def test_cities_are_offered_only_inside_a_province(self, client):
        names = {facet.name for facet in client.get("/articles/").context["facets"]}
        assert names == set(search.FACETS) - {"city", "county"}

    def test_pages_follow_one_another(self, client):
        first = client.get("/articles/").context["page"]
        second = client.get("/articles/?page=2").context["page"]
        assert [a.ident for a in (*first, *second)] == (
            Article.objects.newest_first().slice_of_idents(0, 40)
        )
        assert client.get("/articles/?page=99").status_code == 400

    def test_the_page_of_a_facet_lists_its_values(self, client):
        for name in search.FACETS:
            answer = client.get(f"/articles/facets/{name}/")
            assert answer.status_code == 200
            assert COUNTS_MISSING in answer.content.decode()
            assert answer.context["options"]
        options = client.get("/articles/facets/province/?like=浙").context["options"]
        assert [(option.label, option.count) for option in options] == [("浙江", None)]

    def test_an_empty_list_says_what_to_relax(self, client):
        province = ArticleFilter.base_filters["province"].field.vocabulary.all()
        with_articles = {
            code[:2] for code in Article.objects.values_list("coverage__place", flat=True) if code
        }
        empty = next(v.value for v in province if str(v.argument)[:2] not in with_articles)
        answer = client.get(f"/articles/?province={empty}&genre=xiaoxi")
        assert answer.context["page"].total == 0
        (without,) = answer.context["relaxed_filters"].without
        assert without.label == "省份"
        assert without.count == Article.objects.of_genre("xiaoxi").count()

    @pytest.mark.parametrize("form", DATA, ids=lambda form: form.suffix)
    def test_without_search_lists_are_available_in_every_format(self, client, form):
        assert client.get(f"/articles{form.suffix}?province=zhejiang").status_code == 200
        assert client.get(f"/articles{form.suffix}?q=工会").status_code == 503

    @pytest.mark.parametrize("form", FEEDS, ids=lambda form: form.suffix)
    def test_without_search_feeds_are_available(self, client, form):
        answer = client.get(f"/articles{form.suffix}?province=zhejiang")
        assert answer.status_code == 200
        for ident in ArticleFeedFilter(QueryDict("province=zhejiang")).qs.slice_of_idents(0, 20):
            assert ident in answer.content.decode()

    def test_data_says_which_counts_are_missing(self, client):
        data = client.get("/articles.json?province=zhejiang&facet=topic").json()
        assert data["total"] == Article.objects.in_places("330000").count()
        assert (data["facets"], data["incomplete"]) == (None, COUNTS_MISSING)
        assert client.get("/articles.json?province=zhejiang").json()["incomplete"] == ""

    @pytest.mark.parametrize("sort", ["date", "oldest"])
    def test_cursors_lead_through_the_whole_list(self, client, sort):
        idents, address = [], f"/articles.json?limit=4&sort={sort}"
        while address:
            data = client.get(address).json()
            idents += [item["ident"] for item in data["items"]]
            address = data["links"]["next"]
        expected = Article.objects.all()
        expected = expected.newest_first() if sort == "date" else expected.oldest_first()
        assert idents == list(expected.values_list("ident", flat=True))

    @pytest.mark.parametrize(
        "address", ["/topics/fuwu-zhigong/", "/places/330000/", "/people/", "/newspapers/", "/"]
    )
    def test_without_search_other_pages_are_available(self, client, address):
        assert client.get(address).status_code == 200

    def test_an_article_keeps_its_place_in_a_list_without_words(self, client):
        first, second, _ = Article.objects.newest_first().slice_of_idents(0, 3)
        answer = client.get(f"/articles/{second}/?hit=2")
        assert answer.context["hit"].previous_url == f"/articles/{first}/?hit=1"
        # and can be read though the list had words
        answer = client.get(f"/articles/{second}/", {"q": "工会", "hit": "2"})
        assert (answer.status_code, answer.context["hit"]) == (200, None)

    def test_without_search_a_query_links_to_the_list_without_words(self, client):
        answer = client.get("/articles/?q=工会&province=zhejiang&sort=relevance&page=2")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert 'href="/articles/?province=zhejiang"' in answer.content.decode()
        problem = json.loads(client.get("/articles.json?q=工会&year=2021").content)
        assert [offer["url"] for offer in problem["instead"]] == [
            "http://testserver/articles.json?year=2021"
        ]

    def test_queries_are_fixed_at_one_row_and_at_many(self, client):
        def queries(address):
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                total = client.get(address).context["page"].total
            return total, len(captured)

        entry = queries("/articles/?newspaper=jinri-jiande")
        large = queries("/articles/?newspaper=gongren-ribao")
        assert (entry[0], large[0]) == (1, 10)
        assert abs(entry[1] - large[1]) <= 1
        assert large[1] <= QUERIES


# the value looked up; idents, total; articles, places, topics, texts; for each facet its values and
# their labels
QUERIES = 1 + 2 + 4 + 12
