"""Turns an article of the record into the document that engines index."""

from collections.abc import Iterator

from archive.models import Article
from archive.text.fold import BOUNDARY, fold

from .base import Document


def document(article: Article) -> Document:
    decks = (article.kicker, article.headline, *article.subheads)
    text = [article.digest, article.column]
    text += [byline.person.name for byline in article.bylines.all()]
    text += [place.name for part in article.coverage.all() for place in part.place.lineage]
    for tag in article.tags.all():
        text += [tag.pref_label, *tag.alt_labels]
    text += [block["text"] for block in article.crossheads]
    if article.text_held:
        text.append(article.full_text.plain)
    return Document(article.ident, _fold(decks), _fold(text))


def _fold(parts) -> str:
    """Folded parts with a boundary between, so that no match runs from one into the next."""
    return BOUNDARY.join(folded for part in parts if (folded := fold(part).text))


def documents() -> Iterator[Document]:
    """Every article of the record, in bounded memory."""
    for article in Article.objects.for_reading().order_by("pk").iterator(chunk_size=500):
        yield document(article)
