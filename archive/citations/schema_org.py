"""An article as a schema.org NewsArticle, in JSON-LD.

`datePublished` stands only where the page states the date: schema.org knows no doubt about a date.
Of an inferred one the days between which the article appeared are its `temporalCoverage`, an
interval of ISO 8601. The licence is that of our page about it, and there is none where that page
shows the full text, which is others' to license; this description itself is CC0.
"""

from archive.formats.serialize import DIGEST_LICENCE, METADATA_LICENCE
from archive.models import Article, Issue, Person
from archive.models.article_parts import Basis
from archive.text import names

from .csl import ARCHIVE, attribution


def news_article(article: Article, origin: str) -> dict:
    """The article, loaded by `for_reading`; `origin` begins every address."""
    page, issue = article.page, article.page.issue
    url = origin + article.get_absolute_url()
    authors, contributors = article.credited
    about_page = {"@type": "AboutPage", "@id": url}
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        # the page about it has the address itself
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
        "inLanguage": "zh-Hans",
        "about": [
            {"@type": "DefinedTerm", "name": tag.pref_label, "url": _url(tag, origin)}
            for tag in article.topics
        ],
        "spatialCoverage": [_place(covered.place, origin) for covered in article.coverage.all()],
        "isPartOf": _page(page, origin),
        "mainEntityOfPage": about_page | ({} if article.text_held else {"license": DIGEST_LICENCE}),
        "sdPublisher": {"@type": "Organization", "name": ARCHIVE, "url": f"{origin}/"},
        "sdLicense": METADATA_LICENCE,
    }
    return {name: fact for name, fact in facts.items() if fact}


def _page(page, origin: str) -> dict:
    issue = page.issue
    newspaper = {
        "@type": "Newspaper",
        "name": issue.newspaper.name,
        "url": _url(issue.newspaper, origin),
    }
    printed = {
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
        "isPartOf": printed,
    }


def _dates(issue: Issue) -> dict:
    if issue.date_basis == Basis.STATED and issue.date_iso:
        return {"datePublished": issue.date_iso}
    return {"temporalCoverage": f"{issue.earliest.isoformat()}/{issue.latest.isoformat()}"}


def _person(person: Person, origin: str) -> dict:
    facts = {"@type": "Person", "name": person.name, "url": _url(person, origin)}
    name = names.split_name(person.name)
    if person.pen_name or not name.given:
        return facts
    return facts | {"familyName": name.family, "givenName": name.given}


def _place(place, origin: str) -> dict:
    return {
        "@type": "AdministrativeArea",
        "name": place.full_name,
        "identifier": f"GB/T 2260 {place.code}",
        "url": _url(place, origin),
    }


def _url(row, origin: str) -> str:
    return origin + row.get_absolute_url()
