"""An issue as a book: contents, order, reproducible bytes."""

import io
import zipfile

import pytest
from django.urls import reverse
from lxml import etree

from archive.formats.representations import EPUB, JSON
from archive.models import Article, Issue

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
NS = {
    "h": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "epub": "http://www.idpf.org/2007/ops",
}


@pytest.fixture(params=range(5))
def issue(request):
    return Issue.objects.with_newspaper().order_by("pk")[request.param]


def book(client, issue):
    answer = client.get(reverse("issue-data", args=[issue.newspaper.slug, issue.key, EPUB]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/epub+zip")
    return answer.content


def open_book(client, issue):
    return zipfile.ZipFile(io.BytesIO(book(client, issue)))


def read(archive, name):
    return etree.fromstring(archive.read(f"EPUB/{name}"))


def test_the_mimetype_comes_first_and_uncompressed(client, issue):
    content = book(client, issue)
    assert content[30:58] == b"mimetypeapplication/epub+zip"


def test_a_book_is_reproducible_byte_for_byte(client, issue):
    assert book(client, issue) == book(client, issue)


def test_every_article_is_read_in_its_order(client, issue):
    data = client.get(reverse("issue-data", args=[issue.newspaper.slug, issue.key, JSON])).json()
    idents = [article["ident"] for page in data["pages"] for article in page["articles"]]
    archive = open_book(client, issue)
    package = read(archive, "package.opf")
    spine = package.xpath("//o:itemref/@idref", namespaces=NS)
    assert spine == ["title", "nav", *(f"a-{ident}" for ident in idents)]
    contents = read(archive, "nav.xhtml")
    links = contents.xpath("//h:nav//h:a/@href", namespaces=NS)
    assert links == ["title.xhtml", *(f"{ident}.xhtml" for ident in idents)]
    labels = contents.xpath("//h:nav//h:span/text()", namespaces=NS)
    assert labels == [page["label"] for page in data["pages"] if page["articles"]]


def test_its_metadata_are_those_of_the_issue(client, issue):
    package = read(open_book(client, issue), "package.opf")
    ident = package.get("unique-identifier")
    url = "http://testserver" + issue.get_absolute_url()
    assert package.xpath(f"//dc:identifier[@id='{ident}']/text()", namespaces=NS) == [url]
    assert package.xpath("//dc:language/text()", namespaces=NS) == ["zh-Hans"]
    last_change = max(Article.objects.in_issue(issue).values_list("last_changed", flat=True))
    modified = package.xpath("//o:meta[@property='dcterms:modified']/text()", namespaces=NS)
    assert modified == [f"{last_change}T00:00:00Z"]
    result = package.xpath(
        "//o:meta[starts-with(@property, 'schema:access')]/@property", namespaces=NS
    )
    assert {
        "schema:accessMode",
        "schema:accessModeSufficient",
        "schema:accessibilityFeature",
        "schema:accessibilityHazard",
        "schema:accessibilitySummary",
    } == set(result)


def test_every_article_has_its_decks_digest_and_address(client, issue):
    archive = open_book(client, issue)
    for article in Article.objects.in_issue(issue):
        page = read(archive, f"{article.ident}.xhtml")
        assert page.xpath("//h:h1/text()", namespaces=NS) == [article.headline]
        text = "".join(page.itertext())
        for words in (article.kicker, *article.subheads, *article.digest.split("\n")):
            assert words.strip() in text
        assert "http://testserver" + article.get_absolute_url() in page.xpath("//@href")


@pytest.mark.pages
def test_every_correction_is_a_note_and_leads_back(client, issue):
    archive = open_book(client, issue)
    for article in Article.objects.in_issue(issue).select_related("full_text"):
        page = read(archive, f"{article.ident}.xhtml")
        corrections = [
            run
            for block in article.full_text.blocks
            for run in block["runs"]
            if run["scan"] is not None
        ]
        marks = page.xpath("//h:a[@epub:type='noteref']", namespaces=NS)
        notes = page.xpath("//h:aside[@epub:type='footnote']", namespaces=NS)
        assert [mark.get("href") for mark in marks] == [f"#{note.get('id')}" for note in notes]
        assert len(notes) <= len(corrections)
        assert bool(notes) == bool(corrections)
