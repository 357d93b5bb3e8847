"""Suggestions for broken URLs, and the rows that ledger keys refer to."""

import re
from difflib import get_close_matches

from django.db.models import Model

from archive import idents
from archive.models import Article, Issue, Newspaper, Organisation, Page, Person, Place, Tag
from archive.models.ledger import LedgerKind

_SLUGGED: dict[LedgerKind, type[Newspaper] | type[Tag] | type[Person] | type[Organisation]] = {
    LedgerKind.NEWSPAPER: Newspaper,
    LedgerKind.TOPIC: Tag,
    LedgerKind.PERSON: Person,
    LedgerKind.ORGANISATION: Organisation,
}
# maximum number of places of the same name, such as 鼓楼区, that are suggested
_MAX_NAMESAKES = 10
_MODELS = {LedgerKind.ARTICLE: Article, LedgerKind.ISSUE: Issue, LedgerKind.PAGE: Page, **_SLUGGED}


def row(kind: LedgerKind, key: str) -> Model:
    """Return the row with this key in the ledger; ObjectDoesNotExist if the database has none."""
    return _MODELS[kind].objects.get_by_natural_key(*key.split("/"))


def similar_addresses(kind: LedgerKind, key: str) -> list[Model]:
    """Return rows with a similar key, or those that would contain it."""
    match kind:
        case LedgerKind.ARTICLE:
            return list(Article.objects.with_idents(idents.likely_idents(key)))
        case LedgerKind.ISSUE | LedgerKind.PAGE:
            newspaper, issue, *_ = key.split("/")
            return [*Issue.objects.at(newspaper, issue), *Newspaper.objects.with_slugs([newspaper])]
    rows = _SLUGGED[kind].objects
    slugs = get_close_matches(key, rows.values_list("slug", flat=True), n=5)
    return list(rows.with_slugs(slugs))


def similar_places(key: str) -> list[Place]:
    """Return places named `key`; if it is a code, the province and city it would be in."""
    around = Place.objects.with_codes([f"{key[:2]}0000", f"{key[:4]}00"])
    places = Place.objects.with_name(key).with_lineage()[:_MAX_NAMESAKES]
    return list(places) or list(around.with_lineage())


def rows_in_path(path: str) -> list[Article | Place]:
    """Return what a path without a view may mean.

    Articles whose ident occurs in it, even inside pasted text; places by another key than the code.
    """
    words = {word for word in re.findall("[0-9a-z]{7}", path.lower()) if idents.check(word)}
    place = re.match(r"/places/([\w-]+)", path)
    places = similar_places(place[1]) if place else []
    return [*Article.objects.with_idents(words), *places]


def label(row: object) -> str:
    """Return the text of a link to the row; a place's includes the places that contain it."""
    return row.full_name if isinstance(row, Place) else str(row)


def fault(ident: str) -> str:
    """Return what is wrong with an unknown ident: "check", "form", or "" if it is valid."""
    return "" if idents.check(ident) else "check" if idents.well_formed(ident) else "form"
