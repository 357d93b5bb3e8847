"""People, organisations and places that articles name: their pages, filters, data and network."""

import json
import re
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive import search
from archive.editions import names
from archive.filters.articles import ArticleFilter
from archive.insight import name_cooccurrence
from archive.models import Article, Byline, Mention, Name, Organisation, Place, Tag
from archive.search import suggestion_index_build
from archive.search.contract import Query
from archive.search.suggestion_entries import suggestion_entries

pytestmark = pytest.mark.django_db

# (kind, name) of what each of the first articles names; 甲文… are nobody's names
MENTIONS = [
    [("person", "甲文甲"), ("person", "乙文乙"), ("organisation", "样县总工会")],
    [("person", "甲文甲"), ("person", "乙文乙"), ("organisation", "样县总工会")],
    [("person", "甲文甲"), ("organisation", "样县机床厂")],
    [("person", "丙文丙"), ("organisation", "样县总工会")],
    [],
]


@pytest.fixture(scope="module")
def index_of_names(tmp_path_factory):
    """The index that the first test builds for all of them."""
    return tmp_path_factory.mktemp("names")


@pytest.fixture
def sample(settings, index_of_names):
    """The catalogue with invented mentions, and its index."""
    Mention.objects.all().delete()
    union = Organisation.objects.create(
        slug="yang-xian-zonggonghui",
        name="样县总工会",
        also=["样县总工"],
        wikidata="Q42",
        viaf="77",
    )
    articles = list(Article.objects.order_by("pk")[: len(MENTIONS)])
    for article, mentions in zip(articles, MENTIONS, strict=True):
        for n, (kind, name) in enumerate(mentions):
            Mention.objects.create(
                article=article,
                kind=kind,
                name=name,
                organisation=union if name == union.name else None,
                source="editor" if (article, n) == (articles[0], 0) else "program",
                count=3 - n,
            )
    author = Byline.objects.order_by("pk").first()
    for article in (author.article, articles[4]):
        Mention.objects.create(
            article=article, kind="person", name=author.person.name, person=author.person, count=1
        )
    place = Place.objects.get(code="540100")
    Mention.objects.create(
        article=articles[4], kind="place", name=place.full_name, place=place, count=1
    )
    names.fill()
    settings.EDITION_DIR = index_of_names
    if not any(index_of_names.iterdir()):
        search.rebuild(index_of_names)
        suggestion_index_build.build(index_of_names, suggestion_entries())
    return {"articles": articles, "author": author, "organisation": union, "place": place}


def page(client, url, status=200, **headers):
    response = client.get(url, **headers)
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


def test_an_article_shows_whom_and_what_it_names(client, sample):
    article = sample["articles"][0]
    html = page(client, article.get_absolute_url())
    assert f'href="{quote("/names/person/甲文甲/")}"' in html
    assert 'href="/organisations/yang-xian-zonggonghui/"' in html
    mention = html.split("甲文甲</a>")[1].split("</li>")[0]
    assert "编辑认定" in mention
    assert "编辑认定" not in html.split("乙文乙</a>")[1].split("</li>")[0]
    assert "未注明的由程序识别" in html


def test_its_authors_are_not_among_those_it_names(client, sample):
    author = sample["author"]
    mentions = client.get(author.article.get_absolute_url()).context["mentions"]
    names = [mention.name for _, of_kind in mentions for mention in of_kind]
    assert author.person.name not in names


def test_an_article_costs_one_query_for_all_its_mentions(client, sample):
    url = sample["articles"][4].get_absolute_url()
    client.get(url)
    counts = []
    for number in (0, 40):
        for n in range(number):
            Mention.objects.create(
                article=sample["articles"][4], kind="person", name=f"某{n}", count=1
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_name_without_a_record_has_a_page_of_its_own(client, sample):
    html = page(client, reverse("name", args=["person", "甲文甲"]))
    assert "<h1>甲文甲</h1>" in html
    assert "同名者可能不是一人" in html
    for article in sample["articles"][:3]:
        assert article.get_absolute_url() in html
    assert sample["articles"][3].get_absolute_url() not in html.split("关系")[0].split("<h1>")[1]


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/names/organisation/样县总工会/", "/organisations/yang-xian-zonggonghui/"),
        ("/names/organisation/样县总工/", "/organisations/yang-xian-zonggonghui/"),
        ("/names/organisation/樣縣總工會/", "/organisations/yang-xian-zonggonghui/"),
        ("/names/organisation/樣縣機床廠/", "/names/organisation/样县机床厂/"),
        ("/names/organisation/样县总工.json", "/organisations/yang-xian-zonggonghui.json"),
    ],
)
def test_other_names_lead_to_the_page(client, sample, address, target):
    response = client.get(address)
    assert response.status_code == 301
    assert response.headers["Location"] == quote(target)


def test_a_person_with_a_record_is_on_the_page_of_the_author(client, sample):
    person = sample["author"].person
    response = client.get(reverse("name", args=["person", person.name]))
    assert response.status_code == 301
    assert response.headers["Location"] == person.get_absolute_url()
    response = client.get(person.get_absolute_url())
    assert response.context["naming_total"] == 1
    assert [article.ident for article in response.context["naming"]] == [
        sample["articles"][4].ident
    ]
    assert "本人署名的不计" in response.content.decode()


def test_an_unknown_name_offers_those_like_it(client, sample):
    html = page(client, "/names/person/文甲/", 404)
    assert quote("/names/person/甲文甲/") in html
    problem = client.get("/names/person/文甲.json")
    assert problem.status_code == 404
    assert [offer["label"] for offer in problem.json()["instead"]] == ["甲文甲"]
    assert client.get("/organisations/nothing/").status_code == 404
    assert client.get("/organisations/nothing.json").status_code == 404


def test_an_organisation_shows_its_names_and_records_elsewhere(client, sample):
    html = page(client, "/organisations/yang-xian-zonggonghui/")
    assert "样县总工" in html
    assert "https://www.wikidata.org/entity/Q42" in html
    assert "https://viaf.org/viaf/77" in html
    data = client.get("/organisations/yang-xian-zonggonghui.json").json()
    assert data["same_as"] == ["https://www.wikidata.org/entity/Q42", "https://viaf.org/viaf/77"]
    assert data["article_count"] == data["articles"]["total"] == 3


def test_a_place_leads_to_articles_that_only_name_it(client, sample):
    for code in ("540100", "540000"):
        response = client.get(f"/places/{code}/")
        assert response.context["naming_total"] == 1
        assert f"placename={code}" in response.content.decode()
        assert client.get(f"/places/{code}.json").json()["mentioning_count"] == 1
    listing = client.get("/articles.json?placename=540000").json()
    assert [item["ident"] for item in listing["items"]] == [sample["articles"][4].ident]


def test_the_directory_filters_by_kind_and_source(client, sample):
    def names_of(query):
        return [row.name for row in client.get(f"/names/{query}").context["rows"]]

    author = sample["author"].person.name
    assert names_of("") == ["样县总工会", "甲文甲", "乙文乙", *sorted_rest(author)]
    assert names_of("?kind=organisation") == ["样县总工会", "样县机床厂"]
    assert names_of("?source=editor") == ["甲文甲"]
    assert names_of("?q=yxjcc") == ["样县机床厂"]
    assert names_of("?sort=name&kind=organisation") == ["样县机床厂", "样县总工会"]
    data = client.get("/names.json?kind=organisation").json()
    assert [item["key"] for item in data["items"]] == ["yang-xian-zonggonghui", "样县机床厂"]
    assert [item["has_record"] for item in data["items"]] == [True, False]


def sorted_rest(author):
    rows = Name.objects.filter(article_count=1).most_articles_first()
    assert author in {row.name for row in rows}
    return [row.name for row in rows]


@pytest.mark.parametrize(
    "query", ["?kind=animal", "?source=nobody", "?page=9", "?letter=ZZ", "?q=" + "长" * 61, "?x=1"]
)
def test_hostile_parameters_are_refused(client, sample, query):
    assert client.get(f"/names/{query}").status_code == 400
    assert client.get(f"/names.json{query}").status_code == 400


@pytest.mark.parametrize(
    "address",
    ["/names/animal/甲/", "/names/person/" + "长" * 121 + "/", "/names/person/%00/",
     "/names/person/%3Cscript%3E/", "/names/person/..%2F..%2Fetc/"],
)  # fmt: skip
def test_hostile_names_are_not_found(client, sample, address):
    assert client.get(address).status_code in (400, 404)


@pytest.mark.parametrize("name", ["named", "organisation", "placename"])
def test_a_filter_by_what_is_no_name_is_refused(client, sample, name):
    for value in ("%00", "nothing", "a%0Ab"):
        assert client.get(f"/articles/?{name}={value}").status_code == 400


def test_lists_are_filtered_and_counted_by_names(client, sample):
    response = client.get("/articles/?named=甲文甲&named=乙文乙&all=named")
    assert response.context["page"].total == 2
    facets = {facet.name: facet for facet in response.context["facets"]}
    assert [option.value for option in facets["organisation"].options] == ["yang-xian-zonggonghui"]
    assert facets["named"].is_collapsed
    data = client.get("/articles.json?facet=organisation&facet=named").json()["facets"]
    assert data["organisation"][0] == {
        "value": "yang-xian-zonggonghui",
        "label": "样县总工会",
        "count": 3,
    }
    refused = client.get("/articles.json?named=没有的人")
    assert refused.status_code == 400


def test_queries_name_people_and_organisations(client, sample):
    for query, total in (
        ("人名:甲文甲", 3),
        ("person:文甲", 3),
        ("单位:样县总工", 3),
        ("单位:机床厂 人名:甲文甲", 1),
        ("-单位:样县 人名:甲文", 0),
    ):
        assert client.get("/articles.json", {"q": query}).json()["total"] == total, query


def test_data_has_mentions_and_their_records(client, sample):
    data = client.get(f"{sample['articles'][0].get_absolute_url()[:-1]}.json").json()
    mentions = [m for m in data["mentions"] if m["name"] in ("甲文甲", "样县总工会")]
    assert [(m["kind"], m["key"], m["source"], m["count"]) for m in mentions] == [
        ("organisation", "yang-xian-zonggonghui", "program", 1),
        ("person", "甲文甲", "editor", 3),
    ]
    assert mentions[0]["same_as"][0] == "https://www.wikidata.org/entity/Q42"
    assert mentions[0]["url"].endswith("/organisations/yang-xian-zonggonghui/")


def test_who_is_named_with_whom(sample):
    results = name_cooccurrence.cooccurring_names(("named", "甲文甲"))
    assert [(c.label, c.count) for c in results.companions] == [
        ("乙文乙", 2),
        ("样县总工会", 2),
        ("样县机床厂", 1),
    ]
    assert [(tie.first, tie.second, tie.count) for tie in results.ties] == [(0, 1, 2)]


def test_only_the_latest_articles_are_counted_and_the_page_says_so(client, sample, monkeypatch):
    assert name_cooccurrence.cooccurring_names(("named", "甲文甲")).since is None
    monkeypatch.setattr(name_cooccurrence, "LATEST", 1)
    (hit,) = search.search(Query(filters={"named": ("甲文甲",)}, sort="date", limit=1)).hits
    article = Article.objects.get(ident=hit.ident)
    matches = name_cooccurrence.cooccurring_names(("named", "甲文甲"))
    assert matches.since == article.earliest
    assert {c.count for c in matches.companions} == {1}
    data = client.get("/names/person/甲文甲.json").json()["together"]
    assert data["since"] == article.earliest.isoformat()
    for row in (*data["companions"], *data["ties"]):
        path = row["articles"].removeprefix("http://testserver")
        assert f"from={data['since']}" in path
        response = client.get(path)
        assert response.context["page"].total >= row["article_count"]
        assert response.context["canonical"] == path
    html = page(client, "/names/person/甲文甲/")
    assert "点开的列表也从这一天起" in html


def test_every_node_and_tie_leads_to_its_articles(client, sample):
    data = client.get("/names/person/甲文甲.json").json()["together"]
    assert data["companions"]
    assert data["ties"]
    for row in (*data["companions"], *data["ties"]):
        path = row["articles"].removeprefix("http://testserver")
        response = client.get(path)
        assert response.context["page"].total == row["article_count"]
        # the address is canonical
        assert response.context["canonical"] == path
    html = page(client, "/names/person/甲文甲/")
    for row in (*data["companions"], *data["ties"]):
        path = row["articles"].removeprefix("http://testserver").replace("&", "&amp;")
        # in the drawing and in the table
        assert html.count(f'href="{path}"') == 2


def test_the_index_and_the_database_agree(sample):
    for kind, facet in (("person", "named"), ("organisation", "organisation")):
        for row in Name.objects.of_kind(kind):
            selection = ArticleFilter.from_query(name_cooccurrence.articles_query((facet, row.key)))
            idents = {hit.ident for hit in search.search(Query(filters={facet: (row.key,)})).hits}
            assert idents == set(selection.qs.values_list("ident", flat=True))
            assert len(idents) == row.article_count


def test_names_are_suggested(client, sample):
    for typed, label, url in (
        ("甲文", "甲文甲", quote("/names/person/甲文甲/")),
        ("yxjcc", "样县机床厂", quote("/names/organisation/样县机床厂/")),
        ("样县总工", "样县总工会", "/organisations/yang-xian-zonggonghui/"),
    ):
        suggestions = client.get("/suggest/", {"q": typed}).json()
        assert (label, url) in [(item["label"], item["url"]) for item in suggestions]
    # once, as an author
    author = sample["author"].person
    suggestions = client.get("/suggest/", {"q": author.name}).json()
    assert [item["kind"] for item in suggestions if item["label"] == author.label] == ["person"]


def test_formats_name_whom_the_text_names(client, sample):
    url = sample["articles"][0].get_absolute_url()
    (described,) = re.findall('type="application/ld\\+json">(.*?)</script>', page(client, url))
    mentions = {m["name"]: m for m in json.loads(described)["mentions"]}
    assert mentions["甲文甲"]["@type"] == "Person"
    assert mentions["样县总工会"]["@type"] == "Organization"
    assert "https://viaf.org/viaf/77" in mentions["样县总工会"]["sameAs"]
    tei = page(client, f"{url[:-1]}.tei")
    assert 'cert="high">甲文甲</persName>' in tei
    assert '<idno type="URI">https://www.wikidata.org/entity/Q42</idno>' in tei
    ident = sample["articles"][0].ident
    mods = page(
        client, f"/oai?verb=GetRecord&metadataPrefix=mods&identifier=oai:baozang.invalid:{ident}"
    )
    assert 'type="corporate" valueURI="https://www.wikidata.org/entity/Q42"' in mods
    assert "甲文甲" in mods
    assert "乙文乙" not in mods


def test_who_signs_is_named_by_the_record_elsewhere(client):
    byline = Byline.objects.first()
    byline.person.wikidata = "Q42"
    byline.person.save()
    url = byline.article.get_absolute_url()
    credits = client.get(f"{url[:-1]}.json").json()["bylines"]
    assert {c["slug"]: c["same_as"] for c in credits}[byline.person.slug] == [
        "https://www.wikidata.org/entity/Q42"
    ]
    ident = byline.article.ident
    record = f"/oai?verb=GetRecord&metadataPrefix=mods&identifier=oai:baozang.invalid:{ident}"
    assert 'type="personal" valueURI="https://www.wikidata.org/entity/Q42"' in page(client, record)


def test_a_topic_shows_its_record_elsewhere(client):
    Tag.objects.filter(slug="jineng-jingsai").update(wikidata="Q42")
    assert "维基数据 Q42" in page(client, "/topics/jineng-jingsai/")


def test_who_signs_together_is_drawn_on_the_page_of_an_author(client):
    html = page(client, "/people/liu-xuliang/")
    assert "共同署名" in html
    data = client.get("/people/liu-xuliang.json").json()["together"]
    signers = [row for row in data["companions"] if row["kind"] == "author"]
    assert signers
    for row in signers:
        path = row["articles"].removeprefix("http://testserver")
        assert client.get(path).context["page"].total == row["article_count"]
