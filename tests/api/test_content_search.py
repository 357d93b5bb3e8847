"""Image viewers search in an issue: each hit lies on its print, also where a line cuts it."""

import pytest
from django.urls import reverse

from archive.api import content_search
from archive.catalogue.geometry import CharacterRun, PageGeometry
from archive.models import Article, Geometry, PageImage
from archive.text.boxes import Box

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
WIDTH, HEIGHT = 1000, 2000


@pytest.fixture
def article(reset_changes):
    """An article whose headline is printed in two lines, the second after three characters."""
    article = next(
        article
        for article in Article.objects.with_texts()
        if len(spans := dict(article.deck_spans).get("headline", [])) == 1
        and spans[0][1] - spans[0][0] == len(article.headline) >= 6
        and article.headline.isalpha()
    )
    ((start, end),) = dict(article.deck_spans)["headline"]
    runs = (
        CharacterRun(start, start + 3, Box(0.1, 0.1, 0.3, 0.02)),
        CharacterRun(start + 3, end, Box(0.5, 0.2, 0.01 * (end - start - 3), 0.02)),
    )
    page = article.page
    geometry = PageGeometry(page.sha256, page.length, runs)
    Geometry.objects.create(page=page, data=Geometry.pack(geometry))
    size = {"width": WIDTH, "height": HEIGHT}
    PageImage.objects.create(page=page, sequence=1, sha256="1" * 64, held=True, **size)
    return article


def address(article, version: int) -> str:
    return reverse(f"content-search-{version}", args=article.page.issue.natural_key())


def search(client, article, version: int = 2, **parameters):
    response = client.get(address(article, version), parameters)
    assert response.status_code == 200, response.content.decode()
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return response.json()


def annotations_of(results: dict, article) -> list[dict]:
    """The annotations of hits in this article, in order."""
    start = f"{SITE}/articles/{article.ident}/#hit-"
    return [item for item in results["items"] if item["id"].startswith(start)]


def test_a_hit_has_a_target_for_each_line_that_it_stands_in(article, client):
    word = article.headline[2:5]
    results = search(client, article, q=word)
    assert results["type"] == "AnnotationPage"
    assert results["@context"] == "http://iiif.io/api/search/2/context.json"
    assert results["id"].startswith(SITE + address(article, 2))
    annotation = annotations_of(results, article)[0]
    canvas = f"{SITE}{article.page.get_absolute_url()}canvas"
    assert annotation["target"] == [
        f"{canvas}#xywh=300,200,100,40",
        f"{canvas}#xywh=500,400,20,40",
    ]
    assert annotation["body"]["value"] == word
    assert annotation["motivation"] == "highlighting"


def test_a_hit_in_one_line_has_one_target(article, client):
    results = search(client, article, q=article.headline[:2])
    canvas = f"{SITE}{article.page.get_absolute_url()}canvas"
    # other hits are in print that has no geometry here
    targets = [annotation["target"] for annotation in annotations_of(results, article)]
    assert f"{canvas}#xywh=100,200,200,40" in targets


def test_words_around_a_hit_are_quoted(article, client):
    results = search(client, article, q=article.headline[2:5])
    quoted = results["annotations"][0]["items"]
    assert len(quoted) == len(results["items"])
    target = quoted[0]["target"]
    assert target["source"] == results["items"][0]["id"]
    first = annotations_of(results, article)[0]["id"]
    (selector,) = next(q["target"]["selector"] for q in quoted if q["target"]["source"] == first)
    assert selector["prefix"] + selector["exact"] + selector["suffix"] in article.headline
    assert selector["exact"] == article.headline[2:5]


def test_the_first_version_has_an_annotation_a_line(article, client):
    word = article.headline[2:5]
    results = search(client, article, version=1, q=word)
    assert results["@type"] == "sc:AnnotationList"
    hit = results["hits"][0]
    assert hit["match"] == word
    lines = {line["@id"]: line for line in results["resources"]}
    assert len(lines) == len(results["resources"])
    annotation_ids = [
        annotation_id for hit in results["hits"] for annotation_id in hit["annotations"]
    ]
    assert sorted(annotation_ids) == sorted(lines)
    start = f"{SITE}/articles/{article.ident}/#hit-"
    on = [line["on"] for annotation_id, line in lines.items() if annotation_id.startswith(start)]
    assert [target.split("#")[1] for target in on[:2]] == [
        "xywh=300,200,100,40",
        "xywh=500,400,20,40",
    ]
    assert results["within"]["total"] == len(results["hits"])


def test_traditional_characters_find_simplified_print(article, client):
    for headline, typed in (("职", "職"), ("会", "會"), ("劳", "勞"), ("业", "業"), ("动", "動")):
        if headline in article.headline:
            assert annotations_of(search(client, article, q=typed), article)
            return
    pytest.skip("no such character in the headline")


def test_nothing_is_found_without_words(article, client):
    assert search(client, article)["items"] == []
    assert search(client, article, q="鸚鵡螺號")["partOf"]["total"] == 0
    assert search(client, article, version=1, q="鸚鵡螺號")["hits"] == []


def test_ignored_parameters_are_listed(article, client):
    query = {"q": article.headline[:2], "motivation": "painting", "user": "x"}
    assert search(client, article, **query)["ignored"] == ["motivation", "user"]
    assert search(client, article, version=1, **query)["within"]["ignored"] == [
        "motivation",
        "user",
    ]


def test_hits_are_paged(article, client, monkeypatch):
    monkeypatch.setattr(content_search, "PER_PAGE", 1)
    word = article.headline[:2]
    items, url = [], address(article, 2) + f"?q={word}"
    while url:
        page = client.get(url).json()
        assert page["startIndex"] == len(items)
        items += [item["id"] for item in page["items"]]
        url = page.get("next", {}).get("id", "").removeprefix(SITE)
    assert len(items) == len(set(items)) == page["partOf"]["total"]
    assert client.get(address(article, 2), {"q": word, "page": "999"}).status_code == 400


def test_hits_without_geometry_are_on_their_page(article, client):
    Geometry.objects.all().delete()
    canvas = f"{SITE}{article.page.get_absolute_url()}canvas"
    results = search(client, article, q=article.headline[:2])
    assert annotations_of(results, article)[0]["target"] == canvas


def test_an_unknown_issue_has_no_search(client):
    response = client.get("/newspapers/gongren-ribao/1900-01-01/search/2", {"q": "工会"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_manifest_names_both_services(article, client):
    path = article.page.issue.get_absolute_url().removesuffix("/") + ".iiif.json"
    services = client.get(path).json()["service"]
    assert [s.get("type") or s["@type"] for s in services] == ["SearchService2", "SearchService1"]
    for service in services:
        url = (service.get("id") or service["@id"]).removeprefix(SITE)
        assert client.get(url, {"q": article.headline[:2]}).status_code == 200
