"""Preview cards: drawn on request, cached like pages, gone when their pages are gone."""

from datetime import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from archive.api import cards
from archive.models import Article, Issue, LedgerEntry, Newspaper, Person, Place, Tag

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


def addresses() -> list[str]:
    rows = [
        *(model.objects.first() for model in (Article, Issue, Newspaper, Tag, Person)),
        Place.objects.get(code="330000"),
        Place.objects.get(code="330182"),
    ]
    return [row.get_absolute_url() + "card.png" for row in rows]


def fetch_general_card(client) -> bytes:
    return client.get("/card.png").content


def test_every_kind_has_its_own_card(client):
    results = set()
    for address in addresses():
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png"), address
        assert Image.open(BytesIO(answer.content)).size == (1200, 630)
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        results.add(answer.content)
    assert len(results) == len(addresses())
    assert fetch_general_card(client) not in results


@pytest.mark.slow
def test_every_article_and_issue_of_the_collection_can_be_drawn(client):
    for row in (*Article.objects.all(), *Issue.objects.select_related("newspaper")):
        answer = client.get(row.get_absolute_url() + "card.png")
        assert answer.content != fetch_general_card(client), row


def test_a_card_is_cached_and_validated_like_its_page(client, monkeypatch):
    # pages have today's date, so that they are cached for less before midnight
    noon = datetime.fromisoformat("2026-11-21T12:00:00+08:00")
    monkeypatch.setattr(timezone, "now", lambda: noon)
    page = client.get(Article.objects.first().get_absolute_url())
    card = client.get(addresses()[0])
    assert card["Cache-Control"] == page["Cache-Control"]
    not_modified = client.get(addresses()[0], headers={"If-None-Match": card["ETag"]})
    assert (not_modified.status_code, not_modified.content) == (304, b"")
    assert not_modified["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.head(addresses()[0])["Content-Type"] == "image/png"


def test_a_headline_that_cannot_be_drawn_gets_the_general_card(client):
    article = Article.objects.first()
    Article.objects.filter(pk=article.pk).update(headline="夜班\U0002a6d6")
    assert client.get(article.get_absolute_url() + "card.png").content == fetch_general_card(client)


def test_without_a_font_every_page_has_the_general_card(client, settings, monkeypatch):
    monkeypatch.setattr(cards, "draw", lambda *_: None)
    general_card = (settings.BASE_DIR / "static" / "card.png").read_bytes()
    for address in addresses():
        assert client.get(address).content == general_card


def test_a_card_redirects_with_its_article(client):
    first, second = Article.objects.all()[:2]
    entry = LedgerEntry.objects.get(kind="article", key=first.ident)
    address = first.get_absolute_url() + "card.png"
    Article.objects.filter(pk=first.pk).delete()
    entry.state, entry.ended, entry.reason = "merged", "2026-11-01", "两篇同文"
    entry.successors = [second.ident]
    entry.save()
    answer = client.get(address)
    assert answer.status_code == 301
    assert answer["Location"] == second.get_absolute_url() + "card.png"
    entry.state, entry.successors = "withdrawn", []
    entry.save()
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (410, "application/problem+json")


def test_cards_of_unknown_pages_are_not_found(client):
    for name, parts in (
        ("article-card", ["rmmjdt4"]),
        ("newspaper-card", ["nothing"]),
        ("issue-card", ["jinri-jiande", "1999-01-01"]),
        ("topic-card", ["nothing"]),
        ("place-card", ["990000"]),
        ("person-card", ["nothing"]),
    ):
        answer = client.get(reverse(name, args=parts))
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_capitals_and_parameters_are_handled_as_on_pages(client):
    ident = Article.objects.first().ident
    answer = client.get(f"/articles/{ident.upper()}/card.png")
    assert answer.status_code == (301 if ident != ident.upper() else 200)
    assert client.get(f"/articles/{ident}/card.png?size=1").status_code == 400
