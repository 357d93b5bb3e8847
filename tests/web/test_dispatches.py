"""A dispatch that several articles print: its page, its data, and where articles name it."""

import json

import pytest
from django.urls import reverse

from archive.models import Article, FullText, Reprint
from archive.search.documents import documents

pytestmark = pytest.mark.django_db

TEXTS = ("四十名钳工走进车间，比武分三场。", "四十名焊工走进车间，比武分三场。", "另一篇里的一段")


@pytest.fixture
def printings():
    """Three articles of different issues: two print a dispatch whole, the third a part."""
    issues, articles = set(), []
    for article in Article.objects.oldest_first().select_related("page__issue"):
        if article.page.issue_id not in issues:
            issues.add(article.page.issue_id)
            articles.append(article)
    articles = articles[:3]
    dispatch = min(articles[:2], key=lambda article: article.pk)
    for n, (article, text) in enumerate(zip(articles, TEXTS, strict=True)):
        FullText.objects.filter(article=article).delete()
        FullText.objects.create(article=article, blocks=[], plain=text)
        extent = Reprint.Extent.PART if n == 2 else Reprint.Extent.WHOLE
        Reprint.objects.create(dispatch=dispatch, article=article, extent=extent, is_first=n == 0)
    return dispatch, articles


def address(article, **query):
    return reverse("dispatch", args=[article.ident]), query


def test_the_page_shows_who_printed_it_in_order(client, printings):
    dispatch, articles = printings
    page = client.get(reverse("dispatch", args=[dispatch.ident])).content.decode()
    places = [page.index(f'href="{article.get_absolute_url()}"') for article in articles]
    assert places == sorted(places)
    assert page.count("整篇") == 2
    assert page.count("部分相同") == 1
    assert page.count("日期最早") == 1
    assert "<ins>" not in page


def test_two_printings_are_compared(client, printings):
    dispatch, (first, second, _) = printings
    url, query = address(dispatch, left=first.ident, right=second.ident)
    page = client.get(url, query).content.decode()
    assert "四十名<del>钳工</del><ins>焊工</ins>走进车间，比武分三场。" in page
    url, query = address(dispatch, left=second.ident)
    page = client.get(url, query).content.decode()
    assert "四十名<del>焊工</del><ins>钳工</ins>走进车间" in page


@pytest.mark.parametrize("value", ["b2b2b2b", "../..", "<script>", "x" * 3000, "0", "中"])
def test_an_article_that_does_not_print_it_is_refused_with_those_that_do(client, printings, value):
    dispatch, articles = printings
    answer = client.get(*address(dispatch, right=value))
    assert answer.status_code in (400, 414)
    if answer.status_code == 400:
        page = answer.content.decode()
        assert f"right={articles[0].ident}" in page
        assert "<script>" not in page.replace("<script type", "")


def test_unknown_and_repeated_parameters_are_refused(client, printings):
    dispatch, (entry, *_) = printings
    url, _ = address(dispatch)
    assert client.get(f"{url}?middle=1").status_code == 400
    assert client.get(f"{url}?left={entry.ident}&left={dispatch.ident}1").status_code == 400


def test_the_address_leads_on_from_any_article(client, printings, db):
    dispatch, articles = printings
    for article in articles:
        url = reverse("dispatch", args=[article.ident])
        answer = client.get(url)
        if article == dispatch:
            assert answer.status_code == 200
            assert (
                client.get(url.replace(dispatch.ident, dispatch.ident.upper())).status_code == 301
            )
        else:
            assert (answer.status_code, answer["Location"]) == (302, address(dispatch)[0])
    idents = {article.ident for article in articles}
    other_article = Article.objects.exclude(ident__in=idents).first()
    answer = client.get(reverse("dispatch", args=[other_article.ident]))
    assert (answer.status_code, answer["Location"]) == (302, other_article.get_absolute_url())
    answer = client.get(f"/dispatches/{other_article.ident}.json")
    assert answer["Location"] == f"/articles/{other_article.ident}.json"
    assert client.get("/dispatches/b2b2b2b/").status_code == 404


def test_the_same_number_of_queries_for_any_number_of_printings(
    client, printings, django_assert_max_num_queries
):
    dispatch, _ = printings
    url, _ = address(dispatch)
    client.get(url)
    with django_assert_max_num_queries(3):
        client.get(url)
    for article in Article.objects.exclude(reprints__dispatch=dispatch)[:12]:
        Reprint.objects.create(dispatch=dispatch, article=article, extent="whole", is_first=False)
    with django_assert_max_num_queries(3):
        client.get(url)


def test_articles_link_to_the_dispatch_and_its_other_printings(client, printings):
    dispatch, (first, second, part) = printings
    page = client.get(first.get_absolute_url()).content.decode()
    section = page[page.index("同一消息") :].split("</section>")[0]
    assert address(dispatch)[0] in section
    assert second.get_absolute_url() in section
    assert f'href="{first.get_absolute_url()}"' not in section
    assert section.count("部分相同") == 1
    page = client.get(part.get_absolute_url()).content.decode()
    assert page[page.index("同一消息") :].split("</section>")[0].count("部分相同") == 2


def test_a_dispatch_and_its_printings_are_data(client, printings):
    dispatch, (first, second, part) = printings
    record = client.get(f"/dispatches/{dispatch.ident}.json").json()
    assert [printing["ident"] for printing in record["printings"]] == [
        first.ident,
        second.ident,
        part.ident,
    ]
    assert [printing["extent"] for printing in record["printings"]] == ["whole", "whole", "part"]
    url = record["url"]
    article = client.get(f"/articles/{part.ident}.json").json()
    assert article["dispatches"] == [{"ident": dispatch.ident, "extent": "part", "url": url}]
    items = client.get("/articles.json", {"limit": 100}).json()["items"]
    assert sum(bool(item["dispatches"]) for item in items) == 3
    for form in ("csv", "md", "txt"):
        assert part.headline in client.get(f"/dispatches/{dispatch.ident}.{form}").content.decode()
    for prefix, element in (("oai_dc", "<dc:relation>"), ("mods", "otherVersion")):
        query = {"verb": "ListRecords", "metadataPrefix": prefix}
        answer = client.get("/oai", query).content.decode()
        assert answer.count(url) == 3
        assert element in answer


def test_lists_can_leave_reprints_out_or_show_only_them(printings):
    _, (first, second, part) = printings
    all_idents = {article.ident for article in Article.objects.all()}

    def idents(feature):
        return {article.ident for article in Article.objects.with_features(feature)}

    assert idents("reprinted") == {first.ident, second.ident, part.ident}
    assert idents("first") == all_idents - {second.ident}
    indexed = {document.ident: document.values["has"] for document in documents()}
    for feature in ("reprinted", "first"):
        assert {i for i, has in indexed.items() if feature in has} == idents(feature)


def test_the_list_offers_the_filter_for_reprints(client, printings):
    answer = client.get("/articles.json", {"has": "first", "facet": "has"})
    assert answer.status_code == 200
    assert json.loads(answer.content)["total"]
