"""Metadata in an article's head, and its citing section."""

import json
import re
from html import unescape

import pytest

from archive.models import Article, Byline, FullText, Person

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


def page_of(client, article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


def metas(page) -> list[tuple[str, str]]:
    results = re.findall(r'<meta (?:name|property)="([^"]+)"\s+content="([^"]*)"', page)
    return [(name, unescape(content)) for name, content in results]


def values(page, name) -> list[str]:
    return [content for result, content in metas(page) if result == name]


def test_zotero_finds_a_newspaper_article(client):
    """By the names that its translators “Embedded Metadata” and “RDF” read, in their order."""
    for article in Article.objects.for_reading():
        page, paper = page_of(client, article), article.page.issue.newspaper
        assert values(page, "DC.type") == ["newspaperArticle"]
        assert values(page, "DC.title") == [article.headline]
        assert values(page, "prism.publicationName") == [paper.name]
        assert values(page, "DC.language") == ["zh-CN"]
        assert values(page, "og:url") == [f"http://testserver{article.get_absolute_url()}"]
        assert len(values(page, "prism.publicationDate")) == 1
        assert values(page, "DC.subject") == [tag.pref_label for tag in article.topics]
        # Highwire's names would make it a journal article, bib.type or z.itemType another thing
        assert not [
            name for name, _ in metas(page) if name.startswith(("citation_", "z.", "eprints."))
        ]


def test_authors_and_contributors_are_distinguished(client):
    article = Article.objects.for_reading().get(ident="szwp781")
    for sequence, name in ((98, "摄甲"), (99, "摄乙")):
        person = Person.objects.create(slug=f"she-{sequence}", name=name)
        Byline.objects.create(article=article, person=person, sequence=sequence, role="摄影")
    page = page_of(client, article)
    assert values(page, "DC.creator") == ["李玉波", "刘旭亮"]
    assert values(page, "bib.contributors") == ["摄甲", "摄乙"]


def test_page_number_and_name_are_taken_from_the_print(client):
    article = Article.objects.select_related("page").first()
    assert not values(page_of(client, article), "prism.startingPage")
    article.page.number, article.page.name = "3", "要闻"
    article.page.save()
    page = page_of(client, article)
    assert values(page, "prism.startingPage") == ["3"]
    assert values(page, "article:section") == ["要闻"]


def test_only_an_exact_day_is_a_time_of_publication(client):
    article = Article.objects.filter(page__issue__date="2021-12-23").first()
    page = page_of(client, article)
    assert values(page, "article:published_time") == values(page, "DC.date") == ["2021-12-23"]
    rough = Article.objects.filter(page__issue__date="[2020-04..2020-05]").first()
    page = page_of(client, rough)
    assert values(page, "article:published_time") == []
    assert values(page, "DC.date") == ["2020-04/2020-05"]


def json_ld(page) -> dict:
    (data,) = re.findall('<script type="application/ld\\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(data)


def test_json_ld_is_a_news_article_in_its_page_issue_and_newspaper(client):
    for article in Article.objects.for_reading():
        facts = json_ld(page_of(client, article))
        address = "http://testserver" + article.get_absolute_url()
        assert (facts["@type"], facts["@id"], facts["headline"]) == (
            "NewsArticle",
            f"{address}#article",
            article.headline,
        )
        assert facts["inLanguage"] == "zh-Hans"
        assert facts["abstract"] == article.digest.strip()
        issue = article.page.issue
        page = facts["isPartOf"]
        paper = page["isPartOf"]["isPartOf"]
        assert page["url"] == "http://testserver" + article.page.get_absolute_url()
        assert page["isPartOf"]["@type"] == "PublicationIssue"
        assert (paper["@type"], paper["name"]) == ("Newspaper", issue.newspaper.name)
        assert [topic["name"] for topic in facts["about"]] == [
            tag.pref_label for tag in article.topics
        ]
        assert [place["name"] for place in facts["spatialCoverage"]] == [
            covered.place.full_name for covered in article.coverage.all()
        ]
        if issue.date_basis == "stated":
            assert facts["datePublished"] == issue.date_iso
        else:
            assert "datePublished" not in facts
            assert facts["temporalCoverage"] == f"{issue.earliest}/{issue.latest}"


def test_json_ld_licenses_only_what_is_ours(client):
    article = Article.objects.first()
    FullText.objects.filter(article=article).delete()
    facts = json_ld(page_of(client, article))
    assert facts["mainEntityOfPage"]["license"].startswith(
        "https://creativecommons.org/licenses/by/"
    )
    FullText.objects.create(article=article, plain="别人的文字", blocks=[])
    facts = json_ld(page_of(client, article))
    assert "license" not in facts["mainEntityOfPage"]
    assert facts["sdLicense"].startswith("https://creativecommons.org/publicdomain/zero/")


def test_the_article_and_the_page_about_it_are_two_things(client):
    article = Article.objects.first()
    facts = json_ld(page_of(client, article))
    address = "http://testserver" + article.get_absolute_url()
    assert facts["mainEntityOfPage"]["@id"] == facts["url"] == address
    assert facts["@id"] == f"{address}#article"


def test_nothing_in_json_ld_ends_its_element(client):
    article = Article.objects.first()
    article.headline = "</script><script>alert(1)</script>&<!--"
    article.save()
    page = page_of(client, article)
    assert "<script>alert" not in page
    assert json_ld(page)["headline"] == article.headline


def test_the_section_on_citing_has_the_default_citation_where_scripts_look_for_it(client):
    for article in Article.objects.all():
        page = page_of(client, article)
        section = page[page.index('id="cite"') :]
        (citation,) = re.findall(r"<p data-citation[^>]*>(.*?)</p>", section, re.DOTALL)
        cited = client.get(f"/articles/{article.ident}/cite/gbt7714-2015").content.decode()
        assert unescape(citation).strip() == cited
        for key in ("bibtex", "ris", "csl-json"):
            assert f'href="/articles/{article.ident}/cite/{key}"' in section
        # without the script there are no buttons
        assert len(re.findall("<button[^>]* data-copy", section)) == len(
            re.findall("<button[^>]* data-copy hidden", section)
        )


@pytest.mark.parametrize(
    ("genre", "kind", "marc"),
    [
        ("xiaoxi", "NewsArticle", []),
        ("pinglun", "OpinionNewsArticle", []),
        ("sanwen", "Article", ["essay"]),
        ("shige", "Article", ["poetry"]),
    ],
)
def test_commentaries_essays_and_poems_are_no_news(client, genre, kind, marc):
    article = Article.objects.for_reading().first()
    Article.objects.filter(pk=article.pk).update(genre=genre)
    page = page_of(client, article)
    assert json_ld(page)["@type"] == kind
    links = re.findall(r'<link rel="type" href="https://schema.org/(\w*Article)"', page)
    assert links == [kind]
    record = {"verb": "GetRecord", "identifier": f"oai:baozang.invalid:{article.ident}"}
    mods = client.get("/oai", record | {"metadataPrefix": "mods"}).content.decode()
    assert re.findall(r'<mods:genre authority="marcgt">(\w+)<', mods) == [
        *("article", *marc),
        "newspaper",
    ]
