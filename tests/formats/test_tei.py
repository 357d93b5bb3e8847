"""An article in TEI P5: well formed, consistent references, the facts of the database."""

import pytest
from django.urls import reverse
from lxml import etree

from archive.formats.representations import JSON, TEI
from archive.models import Article

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
NS = {"t": "http://www.tei-c.org/ns/1.0"}
ID = "{http://www.w3.org/XML/1998/namespace}id"


def articles():
    return Article.objects.for_reading()


def tei(client, article):
    answer = client.get(reverse("article-data", args=[article.ident, TEI]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/tei+xml; charset=utf-8"
    return etree.fromstring(answer.content)


def record(client, article):
    return client.get(reverse("article-data", args=[article.ident, JSON])).json()


def all_of(root, path):
    return root.xpath(path, namespaces=NS)


def test_the_header_is_that_of_the_record(client):
    for article in articles():
        root, entry = tei(client, article), record(client, article)
        titles = all_of(root, "//t:titleStmt/t:title")
        decks = [(entry["kicker"], "kicker"), (entry["headline"], "main")]
        decks = [deck for deck in decks if deck[0]] + [(item, "sub") for item in entry["subheads"]]
        assert [(title.text, title.get("type")) for title in titles] == decks
        urls = all_of(root, "//t:titleStmt/t:author/@ref | //t:titleStmt//t:persName/@ref")
        assert sorted(urls) == sorted(credit["url"] for credit in entry["bylines"])
        (date,) = all_of(root, "//t:sourceDesc/t:bibl/t:date")
        days = {date.get("when")} - {None} or {date.get("notBefore"), date.get("notAfter")}
        assert days == {entry["date"]["earliest"], entry["date"]["latest"]}
        assert (date.get("cert") == "high") == (entry["date"]["basis"] == "stated")
        assert all_of(root, "//t:abstract/t:p/text()") == entry["digest"].splitlines()
        assert all_of(root, "//t:keywords/t:term/@ref") == [item["url"] for item in entry["topics"]]
        assert all_of(root, "//t:listPlace[not(@type)]/t:place/t:placeName/@key") == [
            item["code"] for item in entry["places"]
        ]
        assert all_of(root, "//t:notesStmt/t:note/text()") == [n["text"] for n in entry["notes"]]
        assert all_of(root, "//t:publicationStmt/t:idno[@type='URI']/text()") == [entry["url"]]
        assert len(all_of(root, "//t:revisionDesc/t:change")) == len(entry["history"])


def test_internal_pointers_resolve_and_ids_are_unique(client):
    for article in articles():
        root = tei(client, article)
        names = all_of(root, "//@xml:id")
        assert len(names) == len(set(names))
        inner = all_of(root, "//@resp | //@corresp | //t:note/@target")
        assert inner
        assert {pointer.removeprefix("#") for pointer in inner} <= set(names)


@pytest.mark.slow
def test_standoff_says_where_every_block_stands_and_what_was_corrected(client):
    corrected = 0
    for article in articles():
        root, entry = tei(client, article), record(client, article)
        start = f"urn:sha256:{entry['source']['sha256']}#char="
        spans = all_of(root, "/t:TEI/t:standOff/t:spanGrp/t:span")
        assert [span.get("target").split() for span in spans] == [
            [f"{start}{first},{last}" for first, last in block["at"]] for block in entry["blocks"]
        ]
        apps = all_of(root, "//t:listApp/t:app")
        assert [
            (app.get("from"), app.findtext("t:lem", "", NS), app.findtext("t:rdg", "", NS))
            for app in apps
        ] == [
            (f"{start}{result['at'][0]},{result['at'][1]}", result["read"], result["was"])
            for result in entry["corrections"]
        ]
        corrected += len(apps)
    assert corrected


def test_without_texts_blocks_are_empty_but_have_ids(client):
    for article in articles().filter(full_text=None):
        root, entry = tei(client, article), record(client, article)
        assert not all_of(root, "/t:TEI/t:text")
        assert all_of(root, "//t:span/@xml:id") == [block["id"] for block in entry["blocks"]]


@pytest.mark.pages
def test_the_text_is_read_as_the_record_has_it_and_scanned_as_the_page_has_it(client):
    count = 0
    for article in articles():
        root, entry = tei(client, article), record(client, article)
        blocks = {block["id"]: block for block in entry["blocks"]}
        elements = {item.get(ID): item for item in all_of(root, "/t:TEI/t:text//*[@xml:id]")}
        assert set(elements) == set(blocks)
        for name, element in elements.items():
            nested = "[not(ancestor::t:seg)]" if element.tag.endswith("}p") else ""
            texts = all_of(element, f".//text(){nested}[not(parent::t:sic)]")
            assert "".join(texts) == blocks[name]["text"]
        # each in its place in the block, as the reading on the site has it
        expected = [
            (run["scan"], run["text"])
            for block in article.full_text.blocks
            if not block["text"]
            for run in block["runs"]
            if run["scan"] is not None
        ]
        choices = all_of(root, "/t:TEI/t:text//t:choice")
        assert [
            (item.findtext("t:sic", "", NS), item.findtext("t:corr", "", NS)) for item in choices
        ] == expected
        count += len(choices)
        gaps = sum(bool(block["gap"]) for block in entry["blocks"])
        assert len(all_of(root, "/t:TEI/t:text//t:gap")) == gaps
        heads = all_of(root, "/t:TEI/t:text//t:div/t:head")
        assert len(heads) == len(entry["crossheads"])
        assert all(head.getparent()[0] is head for head in heads), "a head comes first"
    assert count
