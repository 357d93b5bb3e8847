"""Share cards: PNG images for links to articles, issues, newspapers, topics, places and people.

Drawn on request, not when an edition is built: a card takes some 16 ms, and only few of a million
are ever requested. Cached and revalidated like every other response.
"""

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from archive.cards import card_texts
from archive.cards.drawing import ACCENT, WIDTH, Card, draw
from archive.editions import totals
from archive.editions.collection import collection
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.http.lookups import place_lookup
from archive.images import clipping
from archive.models import Article, Issue, Newspaper, Person, Place, Tag
from archive.models.ledger import LedgerKind

from .ledger_responses import data_ledger_fallback, unknown_place

# the suffix that replaces the last slash of a page's path
SUFFIX = "/card.png"
# significant digits of a place code, by level
_DIGITS: dict[str, int] = {Place.Level.PROVINCE: 2, Place.Level.CITY: 4, Place.Level.COUNTY: 6}


@lifetime(PAGE_LIFETIME)
def site(request: HttpRequest) -> HttpResponse:
    """Return the card of pages without one of their own."""
    return _image(card_texts.GENERAL_CARD)


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.ARTICLE, SUFFIX)
def article(request: HttpRequest, ident: str) -> HttpResponse:
    articles = Article.objects.with_idents([ident.lower()])
    row = articles.select_related("page__issue__newspaper").get()
    if ident != row.ident:
        return redirect("article-card", row.ident, permanent=True)
    headline = clipping.headline_of(row, max_side=WIDTH)
    picture = clipping.picture(headline) if headline else None
    return _image(card_texts.article_card(row), clipping.png(picture) if picture else None)


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.ISSUE, SUFFIX)
def issue(request: HttpRequest, newspaper: str, issue: str) -> HttpResponse:
    row = Issue.objects.with_counts().with_newspaper().get_by_natural_key(newspaper, issue)
    return _image(card_texts.issue_card(row))


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.NEWSPAPER, SUFFIX)
def newspaper(request: HttpRequest, newspaper: str) -> HttpResponse:
    paper = Newspaper.objects.get_by_natural_key(newspaper)
    return _image(card_texts.newspaper_card(paper))


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.TOPIC, SUFFIX)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    tag = Tag.objects.get_by_natural_key(slug)
    return _image(card_texts.topic_card(tag, totals.by_topic().get(tag.pk, 0)))


@lifetime(PAGE_LIFETIME)
@place_lookup(unknown_place)
def place(request: HttpRequest, row: Place) -> HttpResponse:
    digits = _DIGITS[row.level]
    return _image(card_texts.place_card(row, totals.by_place(digits).get(row.code[:digits], 0)))


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.PERSON, SUFFIX)
def person(request: HttpRequest, slug: str) -> HttpResponse:
    author = Person.objects.get_by_natural_key(slug)
    return _image(card_texts.person_card(author))


def _image(card: Card, headline: bytes | None = None) -> HttpResponse:
    """Return the card, or the general one if no font has its characters."""
    content = _drawn(card, headline) or _drawn(card_texts.GENERAL_CARD) or _kept_card()
    return HttpResponse(content, content_type="image/png")


def _drawn(card: Card, headline: bytes | None = None) -> bytes | None:
    about = collection()
    accent = about.colours.light if about.colours else ACCENT
    return draw(card, about.short_name, headline, accent)


@cache
def _kept_card() -> bytes:
    """Return the general card without a name: there are no fonts, or none has the site's name."""
    return (settings.BASE_DIR / "static" / "card.png").read_bytes()
