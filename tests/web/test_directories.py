"""The directories of newspapers and people: from A to Z, searched by name and pinyin, fast."""

from datetime import date
from html import unescape
from time import perf_counter

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from archive.editions import sort_columns
from archive.filters.directories import NewspaperFilter, PersonFilter
from archive.models import Article, Authorship, Byline, Newspaper, Person, Place
from archive.text.pinyin import spelled_name

pytestmark = pytest.mark.django_db


def list_names(kind, query: str) -> list[str]:
    selection = kind(QueryDict(query))
    assert selection.problems == []
    return [row.name for row in selection.qs]


@pytest.fixture
def papers():
    """Newspapers with nothing but the data set here."""
    places = {p.slug: p for p in Place.objects.provinces()}
    newspapers = [
        Newspaper(slug="gong-shang-bao", name="试工商报", place=places["zhejiang"]),
        Newspaper(slug="qiao-bao", name="试桥报", place=places["hubei"]),
        Newspaper(slug="chongqing-shi-bao", name="重庆试报", place=places["chongqing"]),
        Newspaper(slug="the-trial", name="The Trial"),
        Newspaper(slug="shi-nian", name="1999试年报", place=places["zhejiang"]),
    ]
    Newspaper.objects.bulk_create(newspapers)
    sort_columns.fill()
    spans = [("gong-shang-bao", 1950, 1955, 9), ("qiao-bao", 1953, 1980, 3)]
    for slug, first, last, articles in spans:
        Newspaper.objects.filter(slug=slug).update(
            earliest=date(first, 1, 1), latest=date(last, 12, 31), article_count=articles
        )
    return newspapers


@pytest.fixture
def namesakes():
    """Three people of one name, two of them with bylines."""
    people = [Person(slug=f"jia-yi-{n}", name="甲逸") for n in range(3)]
    Person.objects.bulk_create(people)
    first, second = Article.objects.order_by("pk")[:2]
    other_article = Article.objects.exclude(
        page__issue__newspaper=first.page.issue.newspaper
    ).first()
    for person, article, role in (
        (people[0], first, "记者"),
        (people[0], second, "记者"),
        (people[1], other_article, "通讯员"),
    ):
        Byline.objects.create(article=article, person=person, sequence=90, role=role, read_from="")
    sort_columns.fill()
    return [Person.objects.get(slug=person.slug) for person in people]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=工商", ["试工商报"]),
        ("q=gongshang", ["试工商报"]),
        ("q=gong shang", ["试工商报"]),
        ("q=sgsb", ["试工商报"]),
        ("q=GSB", ["试工商报"]),
        ("q=chongqing", ["重庆试报"]),
        ("q=橋報", ["试桥报"]),
        ("q=trial", ["The Trial"]),
        # not from the midst of a syllable on
        ("q=ongshang", []),
        ("q=。", []),
        ("letter=C", ["重庆试报"]),
        ("letter=T&q=trial", ["The Trial"]),
        ("letter=0", ["1999试年报"]),
        ("letter=C&letter=0", ["1999试年报", "重庆试报"]),
        ("q=试&province=hubei", ["试桥报"]),
        ("q=试&province=hubei&province=chongqing", ["重庆试报", "试桥报"]),
        ("q=试&from=1956", ["试桥报"]),
        ("q=试&to=1952", ["试工商报"]),
        ("q=试&from=1955&to=1956", ["试工商报", "试桥报"]),
        ("q=试&from=1981", []),
        ("q=试", ["1999试年报", "重庆试报", "试工商报", "试桥报"]),
        ("q=试&sort=first&from=1900", ["试工商报", "试桥报"]),
        ("q=试&sort=last&from=1900", ["试桥报", "试工商报"]),
        ("q=试&sort=articles", ["试工商报", "试桥报", "重庆试报", "1999试年报"]),
    ],
)
def test_newspapers_are_found_and_ordered(papers, query, names):
    assert list_names(NewspaperFilter, query) == names


def test_a_newspaper_without_holdings_comes_last_by_either_date(papers):
    for sort in ("first", "last"):
        ordered = NewspaperFilter(QueryDict(f"sort={sort}")).qs
        with_holdings = [row.earliest is not None for row in ordered]
        assert with_holdings == sorted(with_holdings, reverse=True)


def test_the_shown_directory_is_the_selection_in_every_form(client, papers):
    query = "?q=试&province=zhejiang&province=hubei&sort=articles"
    names = list_names(NewspaperFilter, query[1:])
    assert [row.name for row in client.get("/newspapers/" + query).context["rows"]] == names
    answer = client.get("/newspapers.json" + query).json()
    assert [item["name"] for item in answer["items"]] == names
    assert answer["total"] == len(names)
    assert unescape(answer["links"]["html"]).endswith("&sort=articles")
    text = client.get("/newspapers.csv" + query).content.decode("utf-8-sig")
    assert [line.split(",")[1] for line in text.splitlines()[1:]] == names


@pytest.mark.parametrize("directory", ["newspapers", "people"])
@pytest.mark.parametrize(
    "query",
    ["letter=ZZ", "sort=colour", "page=two", "page=9999", "name=x", "q=" + "长" * 61],
)
def test_wrong_parameters_are_refused_with_alternatives(client, directory, query):
    answer = client.get(f"/{directory}/?{query}")
    assert answer.status_code == 400
    assert f'href="/{directory}/"' in answer.content.decode()
    assert client.get(f"/{directory}.json?{query}").status_code == 400


def test_a_span_that_ends_before_it_begins_is_refused(client):
    answer = client.get("/newspapers/?from=1980&to=1950")
    assert answer.status_code == 400
    assert "晚于截止" in answer.content.decode()


def test_every_letter_leads_to_as_many_as_it_says(client):
    page = client.get("/people/")
    letters = page.context["letters"]
    assert sum(letter.count for letter in letters) == Person.objects.count()
    for letter in letters:
        if letter.count:
            response = client.get(letter.url)
            assert response.context["page"].total == letter.count
            assert all(p.pinyin.startswith(letter.label.lower()) for p in response.context["rows"])


def test_a_facet_of_a_directory_leads_to_as_many_as_it_says(client):
    page = client.get("/people/")
    options = [option for facet in page.context["facets"] for option in facet.options]
    assert len(options) > 3
    for option in options:
        assert client.get(option.url).context["page"].total == option.count
    filtered_page = client.get(options[0].url).content.decode()
    assert 'href="/people/"' in filtered_page[filtered_page.index('class="chips"') :]


def test_people_are_those_who_signed_there_in_that_role(client):
    paper = Newspaper.objects.get(slug="gongren-ribao")
    expected = Person.objects.filter(bylines__article__page__issue__newspaper=paper)
    names = list_names(PersonFilter, "newspaper=gongren-ribao&sort=name")
    assert sorted(names) == sorted(expected.distinct().values_list("name", flat=True)) != []
    roles = list_names(PersonFilter, "role=摄影")
    expected = Person.objects.filter(bylines__role="摄影").distinct()
    assert sorted(roles) == sorted(expected.values_list("name", flat=True)) != []


@pytest.mark.parametrize(
    ("name", "slug", "spelled"),
    [
        ("单试", "shan-shi", "shan shi"),
        ("单试", "dan-shi-2", "dan shi"),
        ("曾试甲", "zeng-shijia", "zeng shi jia"),
        ("长乐", "chang-le", "chang le"),
        ("试甲乙", "nothing", "shi jia yi"),
    ],
)
def test_the_pinyin_of_a_name_follows_its_slug(name, slug, spelled):
    assert " ".join(spelled_name(name, slug)) == spelled


def test_namesakes_are_distinguished_by_newspaper_years_and_role(client, namesakes):
    first, second, third = namesakes
    years = Authorship.objects.get(person=first).years
    paper = Article.objects.order_by("pk").first().page.issue.newspaper
    assert first.qualifier == f"{paper.name}记者，{years}"
    assert "通讯员" in second.qualifier
    assert third.qualifier == third.slug
    page = client.get("/people/?q=甲逸").content.decode()
    assert all(person.qualifier in page for person in namesakes)
    assert Person.objects.exclude(name="甲逸").exclude(qualifier="").count() == 0
    chip = client.get(f"/articles/?person={first.slug}").context["chips"][0]
    assert chip.value == f"甲逸（{first.qualifier}）"


def test_newspapers_of_the_same_name_are_distinguished_by_place_and_years():
    places = list(Place.objects.provinces()[:2])
    for n, place in enumerate(places):
        Newspaper.objects.create(slug=f"tong-ming-{n}", name="同名试报", place=place)
    sort_columns.fill()
    result = Newspaper.objects.filter(name="同名试报").values_list("qualifier", flat=True)
    assert list(result) == [place.name for place in places]


def test_counts_of_a_directory_are_those_of_the_record():
    for person in Person.objects.all():
        assert person.article_count == Article.objects.signed_by(person.slug).count()
    for paper in Newspaper.objects.all():
        assert paper.article_count == Article.objects.printed_in(paper.slug).count()
        assert paper.issue_count == paper.issues.count()


def test_a_short_directory_has_no_search_box(client):
    page = client.get("/newspapers/").content.decode()
    assert 'class="letters"' not in page
    assert 'class="filters"' not in page
    assert 'class="letters"' in client.get("/people/").content.decode()


SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
CHARACTERS = "试验样本数据编号排序检索列表目录名录翻页筛选"


@pytest.fixture
def very_many():
    """2,000 newspapers and 50,000 people without bylines."""
    provinces = list(Place.objects.provinces())
    Newspaper.objects.bulk_create(
        Newspaper(
            slug=f"shi-{n}",
            name=f"{CHARACTERS[n % 22]}{CHARACTERS[n // 22 % 22]}试报{n}",
            place=provinces[n % len(provinces)],
        )
        for n in range(2000)
    )
    Person.objects.bulk_create(
        [
            Person(
                slug=f"ren-{n}",
                name=SURNAMES[n % 32] + CHARACTERS[n // 32 % 22] + CHARACTERS[n // 704 % 22],
            )
            for n in range(50_000)
        ],
        batch_size=2000,
    )
    papers = list(Newspaper.objects.values_list("pk", flat=True))
    people = list(Person.objects.filter(slug__startswith="ren-").values_list("pk", flat=True))
    sort_columns.fill()
    day = date(1980, 1, 1)
    Authorship.objects.bulk_create(
        [
            Authorship(
                person_id=pk,
                newspaper_id=papers[n % len(papers)],
                role=("记者", "通讯员", "摄影")[n % 3],
                article_count=n % 7 + 1,
                earliest=day,
                latest=day,
            )
            for n, pk in enumerate(people)
        ],
        batch_size=2000,
    )
    # as publishing does; PostgreSQL would check 50,000 foreign keys by as many scans of the table
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


ADDRESSES = (
    "/newspapers/",
    "/newspapers/?letter=S&province=zhejiang&sort=last",
    "/newspapers/?q=shibao&page=3",
    "/people/",
    "/people/?q=zhang&sort=name",
    "/people/?letter=Z&newspaper=shi-3&role=记者",
    "/people/?page=160",
)


@pytest.mark.slow
def test_directories_of_very_many_are_quick_and_ask_as_much_as_of_few(client, very_many):
    for address in ADDRESSES:
        client.get(address)
        started = perf_counter()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        took = perf_counter() - started
        assert answer.status_code == 200, address
        # an order of magnitude more than is needed, as others may be at work here
        assert took < 3, (address, took)
        assert len(queries) <= 10, (address, [q["sql"] for q in queries])
        assert len(answer.content) < 200_000, address


@pytest.mark.parametrize(
    ("address", "queries"), [("/newspapers/", 6), ("/people/", 6), ("/people/?q=zhang", 6)]
)
def test_the_number_of_queries_is_pinned(client, address, queries):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    assert len(captured) == queries, [q["sql"] for q in captured]
