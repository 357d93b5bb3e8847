"""What stands near an address that leads nowhere, and what stands now for what is gone."""

import re
from difflib import get_close_matches

from django.db.models import Model

from archive import idents
from archive.models import Article, Issue, LedgerEntry, Newspaper, Page, Person, Place, Tag

Kind = LedgerEntry.Kind
_ROWS = {
    Kind.ARTICLE: Article,
    Kind.NEWSPAPER: Newspaper,
    Kind.ISSUE: Issue,
    Kind.PAGE: Page,
    Kind.TOPIC: Tag,
    Kind.PERSON: Person,
}


def row(kind: Kind, key: str) -> Model:
    """What has this key in the ledger; ObjectDoesNotExist when it is not in the record."""
    return _ROWS[kind].objects.get_by_natural_key(*key.split("/"))


def similar_addresses(kind: Kind, key: str) -> list[Model]:
    """What somebody may have meant by an unknown key, or what it would be part of."""
    match kind:
        case Kind.ARTICLE:
            return list(Article.objects.with_idents(idents.near(key)))
        case Kind.ISSUE | Kind.PAGE:
            paper, issue, *_ = key.split("/")
            return [*Issue.objects.at(paper, issue), *Newspaper.objects.with_slugs([paper])]
    rows = _ROWS[kind].objects
    slugs = get_close_matches(key, rows.values_list("slug", flat=True), n=5)
    return list(rows.with_slugs(slugs))


def similar_places(code: str) -> list[Place]:
    """The places that a code which is in no edition of the standard would lie in."""
    return list(Place.objects.named([f"{code[:2]}0000", f"{code[:4]}00"]))


def named_in(path: str) -> list[Article]:
    """Articles whose ident stands in the path with something pasted behind or before it."""
    found = {word for word in re.findall("[0-9a-z]{7}", path.lower()) if idents.check(word)}
    return list(Article.objects.with_idents(found))


def fault(ident: str) -> str:
    """What is wrong with an unknown ident: "check", "form", or "" when it could be one."""
    return "" if idents.check(ident) else "check" if idents.well_formed(ident) else "form"
