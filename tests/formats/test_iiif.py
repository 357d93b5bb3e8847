"""Manifests and collections hold what the archive knows, and are valid IIIF."""

import re
from urllib.parse import parse_qs

import iiif_prezi3
import pytest

from archive.catalogue.geometry import CharacterRun, PageGeometry
from archive.models import Article, Geometry, Issue, Newspaper, Page, PageImage
from archive.models.article_parts import Basis
from archive.text.boxes import Box

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

SITE = "http://testserver"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
SIZE = (4000, 5600)


@pytest.fixture
def article(reset_changes):
    """An article whose day is certain, in two columns of a page that has an image."""
    article = Article.objects.filter(page__issue__date_basis=Basis.STATED).first()
    with_image(article.page)
    zones = [["headline", 0.1, 0.1, 0.4, 0.05], ["p1", 0.1, 0.2, 0.2, 0.5]]
    zones.append(["p1", 0.3, 0.2, 0.2, 0.3])
    outline = [[0.1, 0.1, 0.4, 0.05], [0.1, 0.2, 0.2, 0.5], [0.3, 0.2, 0.2, 0.3]]
    Article.objects.filter(pk=article.pk).update(zones=zones, outline=outline)
    return article


def with_image(page: Page, rights: str = CC_BY, number: int = 1) -> PageImage:
    width, height = SIZE
    facts = {"sha256": f"{number:064x}", "width": width, "height": height, "held": True}
    return PageImage.objects.create(page=page, sequence=1, rights=rights, **facts)


def address(row) -> str:
    return row.get_absolute_url().removesuffix("/") + ".iiif.json"


@pytest.fixture
def manifest(client):
    """The manifest of a row, valid as the IIIF schema says."""

    def fetch_manifest(row) -> dict:
        content = fetch(client, address(row))
        iiif_prezi3.Manifest.model_validate(content)
        return content

    return fetch_manifest


def fetch(client, url: str) -> dict:
    response = client.get(url)
    assert response.status_code == 200, response.content.decode()
    profile = 'application/ld+json; profile="http://iiif.io/api/presentation/3/context.json"'
    assert response.headers["Content-Type"] == profile
    content = response.json()
    assert content["id"] == SITE + url
    return content


def words(language_map: dict) -> str:
    return " ".join(value for values in language_map.values() for value in values)


def test_the_manifest_of_an_issue_has_its_pages_as_canvases(article, manifest):
    issue = article.page.issue
    content = manifest(issue)
    pages = list(issue.pages.in_order())
    assert len(content["items"]) == len(pages)
    canvas = content["items"][pages.index(article.page)]
    assert (canvas["width"], canvas["height"]) == SIZE
    (painting,) = canvas["items"][0]["items"]
    assert painting["motivation"] == "painting"
    assert painting["target"] == canvas["id"]
    body = painting["body"]
    assert body["id"] == f"{SITE}/iiif/{1:064x}/full/max/0/default.jpg"
    assert body["service"][0] == {
        "id": f"{SITE}/iiif/{1:064x}",
        "type": "ImageService3",
        "profile": "level0",
    }
    assert content["behavior"] == ["paged"]
    assert "viewingDirection" not in content
    assert content["navDate"].startswith(issue.date)
    assert content["thumbnail"][0]["id"].endswith("/full/200,/0/default.jpg")
    assert content["rights"] == "http://creativecommons.org/licenses/by/4.0/"
    assert "权利属于报社和作者" in words(content["requiredStatement"]["value"])
    assert content["partOf"][0]["id"] == SITE + address(issue.newspaper)


def test_other_formats_and_the_page_are_linked(article, manifest, client):
    issue = article.page.issue
    content = manifest(issue)
    linked = [link["id"] for link in content["seeAlso"]]
    for suffix in (".json", ".csv", ".md", ".txt", ".epub", ".atom", ".feed.json"):
        assert SITE + issue.get_absolute_url().removesuffix("/") + suffix in linked
    assert len(linked) == 7
    for url in (*linked, content["homepage"][0]["id"]):
        assert client.get(url.removeprefix(SITE)).status_code == 200
    assert content["rendering"][0]["format"] == "application/epub+zip"
    formats = [link["id"] for link in manifest(article)["seeAlso"]]
    assert f"{SITE}/articles/{article.ident}.tei" in formats


def test_articles_are_ranges_on_their_zones(article, manifest):
    content = manifest(article.page.issue)
    ranges = [entry for page in content["structures"] for entry in page["items"][1:]]
    assert len(ranges) == Article.objects.filter(page__issue=article.page.issue).count()
    (own_range,) = (r for r in ranges if r["id"] == f"{SITE}/articles/{article.ident}/range")
    assert words(own_range["label"]) == article.headline
    canvas = f"{SITE}{article.page.get_absolute_url()}canvas"
    assert [part["id"] for part in own_range["items"]] == [
        f"{canvas}#xywh=400,560,1600,280",
        f"{canvas}#xywh=400,1120,800,2800",
        f"{canvas}#xywh=1200,1120,800,1680",
    ]
    canvases = {canvas["id"] for canvas in content["items"]}
    assert {part["id"].split("#")[0] for entry in ranges for part in entry["items"]} <= canvases


@pytest.mark.pages
def test_texts_are_annotations_on_their_zones(article, manifest):
    (canvas,) = manifest(article)["items"]
    annotations = canvas["annotations"][0]["items"]
    headline, paragraph = annotations
    assert headline["body"]["value"] == article.headline
    assert headline["motivation"] == "supplementing"
    assert headline["target"] == f"{canvas['id']}#xywh=400,560,1600,280"
    blocks = {block["id"]: block for block in article.full_text.blocks}
    assert paragraph["body"]["value"] == "".join(run["text"] for run in blocks["p1"]["runs"])
    assert paragraph["target"] == [
        f"{canvas['id']}#xywh=400,1120,800,2800",
        f"{canvas['id']}#xywh=1200,1120,800,1680",
    ]


def test_an_article_without_zones_has_its_title_on_the_whole_canvas(article, manifest):
    Article.objects.filter(pk=article.pk).update(zones=[], outline=[])
    content = manifest(article)
    (canvas,) = content["items"]
    (annotation,) = canvas["annotations"][0]["items"]
    assert annotation["target"] == canvas["id"]
    assert article.headline in annotation["body"]["value"]
    assert content["structures"][0]["items"] == [{"id": canvas["id"], "type": "Canvas"}]


def test_without_an_image_the_manifest_says_so(reset_changes, manifest):
    article = Article.objects.first()
    for row in (article, article.page, article.page.issue):
        content = manifest(row)
        canvas = content["items"][0]
        assert canvas["items"] == []
        assert canvas["width"] < canvas["height"]
        assert "本站没有这一版的版面图" in words(canvas["summary"])
        assert "No image" in words(content["summary"])
        assert "thumbnail" not in content
        assert "rights" not in content


def test_rights_without_a_licence_become_a_required_statement(reset_changes, manifest):
    page = Page.objects.first()
    with_image(page, rights="某报社供稿，仅供研究")
    content = manifest(page)
    assert "rights" not in content
    assert words(content["items"][0]["requiredStatement"]["value"]) == "某报社供稿，仅供研究"


def test_an_image_of_a_part_is_not_the_page(reset_changes, manifest):
    image = with_image(Page.objects.first())
    PageImage.objects.update(shows="part")
    assert manifest(image.page)["items"][0]["items"] == []


@pytest.mark.parametrize("inferred", [True, False])
def test_only_a_certain_day_is_a_date_to_navigate_by(reset_changes, manifest, inferred):
    issue = Issue.objects.filter(date_basis=Basis.INFERRED).first()
    assert "navDate" not in manifest(issue)
    assert f"〔{issue.date_label}〕" in words(manifest(issue)["label"])
    basis = Basis.INFERRED if inferred else Basis.STATED
    Issue.objects.filter(pk=issue.pk).update(
        date="2021-05-04", earliest="2021-05-04", latest="2021-05-04", date_basis=basis
    )
    content = manifest(issue)
    assert content.get("navDate") == (None if inferred else "2021-05-04T00:00:00+08:00")


def test_vertical_pages_turn_from_the_right(article, manifest):
    page = article.page.issue.pages.in_order().first()
    geometry = PageGeometry(
        page.sha256, page.length, (CharacterRun(0, 2, Box(0.9, 0, 0.1, 0.1)),), "vertical"
    )
    Geometry.objects.create(page=page, data=Geometry.pack(geometry))
    assert manifest(page.issue)["viewingDirection"] == "right-to-left"


def test_addresses_within_a_manifest_are_used_once(article, manifest):
    def ids(value) -> list[str]:
        if isinstance(value, list):
            return [ident for item in value for ident in ids(item)]
        if not isinstance(value, dict):
            return []
        own = (
            [value["id"]] if value.get("type") in ("Annotation", "AnnotationPage", "Range") else []
        )
        return own + [ident for item in value.values() for ident in ids(item)]

    results = ids(manifest(article.page.issue))
    assert len(results) == len(set(results))


def test_all_newspapers_are_a_collection(reset_changes, client):
    content = fetch(client, "/newspapers.iiif.json")
    iiif_prezi3.Collection.model_validate(content)
    assert [item["id"] for item in content["items"]] == [
        SITE + address(paper) for paper in Newspaper.objects.by_name()
    ]
    for item in content["items"]:
        (collection,) = fetch(client, item["id"].removeprefix(SITE))["partOf"]
        assert collection["id"] == content["id"]


def test_a_newspaper_is_a_collection_of_years_and_a_year_of_issues(article, client):
    paper = article.page.issue.newspaper
    content = fetch(client, address(paper))
    iiif_prezi3.Collection.model_validate(content)
    manifests = set()
    for year in content["items"]:
        collection = fetch(client, year["id"].removeprefix(SITE))
        iiif_prezi3.Collection.model_validate(collection)
        assert collection["partOf"][0]["id"] == content["id"]
        manifests |= {item["id"] for item in collection["items"]}
    assert manifests == {SITE + address(issue) for issue in paper.issues.all()}
    assert any("thumbnail" in item for item in collection["items"]) or len(content["items"]) > 1


def test_a_year_without_issues_is_refused(client):
    response = client.get(address(Newspaper.objects.first()) + "?year=1921")
    assert response.status_code == 400
    assert "本报所藏的年份" in response.json()["detail"]


def test_an_issue_takes_a_fixed_number_of_queries(article, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(address(article.page.issue))


def test_the_drag_and_drop_link_has_the_manifest(article, client):
    html = client.get(article.page.get_absolute_url()).content.decode()
    (link,) = re.findall(r'<a href="([^"]+)"[^>]*>IIIF</a>\s*<a href="https://creative', html)
    url, query = link.split("?")
    assert url == SITE + address(article.page)
    assert parse_qs(query) == {"manifest": [url]}
    response = client.get(link.removeprefix(SITE))
    assert response.json()["id"] == url


def test_the_manifest_is_negotiated_by_accept(article, client):
    response = client.get(article.get_absolute_url(), headers={"Accept": "application/ld+json"})
    assert response.json()["type"] == "Manifest"
    assert response.headers["Content-Location"] == SITE + address(article)
