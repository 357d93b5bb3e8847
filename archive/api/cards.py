"""The cards of articles, issues, newspapers, topics, places and people, drawn when they are asked for.

On request and not when publishing: a card costs some 16 ms of a processor, and of a million hardly any is
ever looked at. It is kept and known by its validators as every other answer is.
"""

from functools import cache

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect

from archive.cards import words
from archive.cards.drawing import Card, draw
from archive.editions import totals
from archive.formats.serialize import SITE
from archive.http.caching import SHOWN, lifetime
from archive.http.ledger_responses import ledger_response, unknown_place
from archive.models import Article, Issue, Newspaper, Person, Place, Tag
from archive.models.ledger import Kind

# what it stands for in an address: the last slash, and what follows
SUFFIX = "/card.png"
# digits of the codes of a level
_DIGITS = {Place.Level.PROVINCE: 2, Place.Level.CITY: 4, Place.Level.COUNTY: 6}


@lifetime(SHOWN)
def article(request, ident):
    known = Article.objects.with_idents([ident.lower()])
    shown = known.select_related("page__issue__newspaper").first()
    if shown is None:
        return ledger_response(request, SUFFIX, Kind.ARTICLE, ident)
    if ident != shown.ident:
        return redirect("article-card", shown.ident, permanent=True)
    return _answer(words.of_article(shown))


@lifetime(SHOWN)
def issue(request, newspaper, issue):
    try:
        shown = Issue.objects.with_counts().with_newspaper().get_by_natural_key(newspaper, issue)
    except ObjectDoesNotExist:
        return ledger_response(request, SUFFIX, Kind.ISSUE, f"{newspaper}/{issue}")
    return _answer(words.of_issue(shown))


@lifetime(SHOWN)
def newspaper(request, newspaper):
    try:
        shown = Newspaper.objects.get_by_natural_key(newspaper)
    except ObjectDoesNotExist:
        return ledger_response(request, SUFFIX, Kind.NEWSPAPER, newspaper)
    return _answer(words.of_newspaper(shown))


@lifetime(SHOWN)
def topic(request, slug):
    try:
        shown = Tag.objects.get_by_natural_key(slug)
    except ObjectDoesNotExist:
        return ledger_response(request, SUFFIX, Kind.TOPIC, slug)
    return _answer(words.of_topic(shown, totals.by_topic().get(shown.pk, 0)))


@lifetime(SHOWN)
def place(request, code):
    try:
        shown = Place.objects.with_lineage().get_by_natural_key(code)
    except Place.DoesNotExist:
        return unknown_place(request, code)
    if shown.is_group:
        return redirect("place-card", shown.lineage[-1].code, permanent=True)
    digits = _DIGITS[shown.level]
    return _answer(words.of_place(shown, totals.by_place(digits).get(code[:digits], 0)))


@lifetime(SHOWN)
def person(request, slug):
    try:
        shown = Person.objects.get_by_natural_key(slug)
    except ObjectDoesNotExist:
        return ledger_response(request, SUFFIX, Kind.PERSON, slug)
    return _answer(words.of_person(shown))


def _answer(card: Card) -> HttpResponse:
    """The card, or the general one where no font has its characters."""
    return HttpResponse(draw(card, SITE) or _general(), content_type="image/png")


@cache
def _general() -> bytes:
    return (settings.BASE_DIR / "static" / "card.png").read_bytes()
