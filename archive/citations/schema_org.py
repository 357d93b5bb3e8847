"""An article as a schema.org NewsArticle (or, by its genre, another Article) in JSON-LD.

`datePublished` is given only if the page states the date, since schema.org has no uncertain dates.
An inferred date becomes `temporalCoverage`, the ISO 8601 interval of possible days. The licence is
that of this site's page about the article. A page with a full text has none, since the archive
cannot license the text. The description itself is CC0.
"""

from typing import Any

from django.urls import reverse

from archive.editions.collection import collection
from archive.formats.serialize import Linkable
from archive.models import Article, Issue, Mention, Page, Person, Place
from archive.models.article_parts import Basis
from archive.text import names

from .csl import attribution

_TYPES = {Mention.Kind.PERSON: "Person", Mention.Kind.ORGANISATION: "Organization"}
# genres that are not a NewsArticle
_ARTICLE_TYPES: dict[str, str] = {
    Article.Genre.COMMENTARY: "OpinionNewsArticle",
    Article.Genre.ESSAY: "Article",
    Article.Genre.POEM: "Article",
}


def type_of(article: Article) -> str:
    """Return the name of the schema.org type of an article."""
    return _ARTICLE_TYPES.get(article.genre, "NewsArticle")


def news_article(article: Article, origin: str) -> dict[str, Any]:
    """Describe an article loaded by `for_reading`; `origin` is prepended to every address."""
    page, issue = article.page, article.page.issue
    url = origin + article.get_absolute_url()
    authors, contributors = article.credited
    about, about_page = collection(), {"@type": "AboutPage", "@id": url}
    facts = {
        "@context": "https://schema.org",
        "@type": type_of(article),
        # the page about the article has the URL without a fragment
        "@id": f"{url}#article",
        "url": url,
        "identifier": article.ident,
        "headline": article.headline,
        "alternativeHeadline": [deck for deck in (article.kicker, *article.subheads) if deck],
        "author": [_person(person, origin) for person in authors],
        "contributor": [_person(person, origin) for person in contributors],
        "editor": [_person(person, origin) for person in article.editors],
        **_dates(issue),
        "abstract": article.digest.strip(),
        "genre": article.get_genre_display(),
        "articleSection": article.column,
        "printPage": page.number,
        "printSection": page.name,
        "inLanguage": about.language,
        "about": [
            {
                "@type": "DefinedTerm",
                "name": tag.pref_label,
                "url": _url(tag, origin),
                **_same_as(tag.same_as),
            }
            for tag in article.topics
        ],
        "mentions": [_mention(mention, origin) for mention in article.mentions.all()],
        "spatialCoverage": [_place(covered.place, origin) for covered in article.coverage.all()],
        "isPartOf": _page(page, origin),
        "mainEntityOfPage": about_page
        | ({} if article.text_held else {"license": about.digest_licence.url}),
        "sdPublisher": {
            "@type": "Organization",
            "name": about.publisher or about.name,
            "url": origin + reverse("home"),
        },
        "sdLicense": about.metadata_licence.url,
    }
    return {name: fact for name, fact in facts.items() if fact}


def _page(page: Page, origin: str) -> dict[str, Any]:
    issue = page.issue
    newspaper = {
        "@type": "Newspaper",
        "name": issue.newspaper.name,
        "url": _url(issue.newspaper, origin),
    }
    container = {
        "@type": "PublicationIssue",
        "name": str(issue),
        "url": _url(issue, origin),
        **({"issueNumber": issue.number} if issue.number else {}),
        **_dates(issue),
        **({"description": note} if (note := attribution(issue)) else {}),
        "isPartOf": newspaper,
    }
    return {
        "@type": "CreativeWork",
        "name": page.label,
        "url": _url(page, origin),
        **({"pagination": page.number} if page.number else {}),
        "isPartOf": container,
    }


def _dates(issue: Issue) -> dict[str, str]:
    if issue.date_basis == Basis.STATED and issue.date_iso:
        return {"datePublished": issue.date_iso}
    return {"temporalCoverage": f"{issue.earliest.isoformat()}/{issue.latest.isoformat()}"}


def _mention(mention: Mention, origin: str) -> dict[str, Any]:
    if mention.place:
        return _division(mention.place, mention.name, origin)
    return {
        "@type": _TYPES[Mention.Kind(mention.kind)],
        "name": mention.name,
        "url": _url(mention, origin),
        **_same_as(mention.same_as),
    }


def _same_as(addresses: list[str]) -> dict[str, list[str]]:
    return {"sameAs": addresses} if addresses else {}


def _person(person: Person, origin: str) -> dict[str, Any]:
    facts = {
        "@type": "Person",
        "name": person.name,
        "url": _url(person, origin),
        **_same_as(person.same_as),
    }
    name = names.split_name(person.name)
    if person.pen_name or not name.given:
        return facts
    return facts | {"familyName": name.family, "givenName": name.given}


def _place(place: Place, origin: str) -> dict[str, str]:
    return _division(place, place.full_name, origin)


def _division(place: Place, name: str, origin: str) -> dict[str, str]:
    return {
        "@type": "AdministrativeArea",
        "name": name,
        "identifier": f"GB/T 2260 {place.code}",
        "url": _url(place, origin),
    }


def _url(row: Linkable, origin: str) -> str:
    return origin + row.get_absolute_url()
