"""Turns an article of the record into the document that engines index."""

from collections.abc import Iterator

from archive.models import Article, Place
from archive.text.fold import BOUNDARY, fold

from .base import Document

# Keys of the two orders by date, packed so that they sort as one number of 62 bits: the first day
# (22 bits), how many days it may be later (12), and the article's place in the catalogue (28).
_LAST_DAY, _LONGEST_SPAN = 2**22 - 1, 2**12 - 1


def document(article: Article) -> Document:
    places = [place for part in article.coverage.all() for place in part.place.lineage]
    tags = article.tags.all()
    text = [
        article.digest,
        article.column,
        article.page.issue.newspaper.name,
        *(block["text"] for block in article.crossheads),
    ]
    text += [label for tag in tags for label in (tag.pref_label, *tag.alt_labels)]
    if article.text_held:
        text.append(article.full_text.plain)
    earliest, latest = article.earliest.toordinal(), article.latest.toordinal()
    span = min(latest - earliest, _LONGEST_SPAN)
    return Document(
        ident=article.ident,
        title=_fold((article.kicker, article.headline, *article.subheads)),
        text=_fold(text),
        people=_fold(byline.person.name for byline in article.bylines.all()),
        places=_fold(place.name for place in places),
        values=_values(article, places, tags),
        earliest=earliest,
        latest=latest,
        newest=(_LAST_DAY - earliest) << 40 | (_LONGEST_SPAN - span) << 28 | article.pk,
        oldest=earliest << 40 | span << 28 | article.pk,
    )


def _values(article: Article, places: list[Place], tags) -> dict[str, tuple[str, ...]]:
    """Facet → values as they stand in addresses; a narrower topic counts for the broader one."""
    years = range(article.earliest.year, article.latest.year + 1)
    values = {
        "province": [place.slug for place in places if place.level == Place.Level.PROVINCE],
        "city": [place.code for place in places if place.level == Place.Level.CITY],
        "county": [place.code for place in places if place.level == Place.Level.COUNTY],
        "topic": [slug for tag in tags for slug in _with_broader(tag)],
        "newspaper": [article.page.issue.newspaper.slug],
        "year": [str(year) for year in years],
        "genre": [article.genre] if article.genre else [],
        "person": [byline.person.slug for byline in article.bylines.all()],
    }
    return {name: tuple(dict.fromkeys(found)) for name, found in values.items()}


def _with_broader(tag) -> tuple[str, ...]:
    return (tag.slug, tag.broader.slug) if tag.broader else (tag.slug,)


def _fold(parts) -> str:
    """Folded parts with a boundary between, so that no match runs from one into the next."""
    return BOUNDARY.join(folded for part in parts if (folded := fold(part).text))


def documents() -> Iterator[Document]:
    """Every article of the record, newest first, in bounded memory."""
    for article in Article.objects.for_indexing().iterator(chunk_size=500):
        yield document(article)


def count() -> int:
    return Article.objects.count()
