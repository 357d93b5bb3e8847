"""Fit the model of lines to a newspaper's own pages, as catalogued by editors."""

from collections.abc import Iterator, Sequence

from archive.catalogue.entries import ArticleEntry, PageEntry
from archive.text.gazetteer import Gazetteer

from .heading_style import Headings
from .language_model import LanguageModel
from .line_features import line_features
from .sequence_model import SequenceModel
from .text_lines import TextLine, lines

# Maximum number of pages that the model is fitted to.
MAX_PAGES_FITTED = 8
# Minimum number of a newspaper's own pages, because a single one may be atypical.
MIN_PAGES = 2
# Number of times that the model sees each page.
_EPOCHS = 3
# Learning rate.
_RATE = 0.12
_BLOCKS = {
    "paragraph": "P",
    "summary": "P",
    "crosshead": "C",
    "item": "I",
    "caption": "A",
    "byline": "Y",
    "credit": "R",
}
_ZONES = {"furniture": "F", "column-title": "T", "notice": "n", "advertisement": "d"}


def fit_to_pages(
    pages: Sequence[tuple[str, PageEntry]],
    language: LanguageModel,
    gazetteer: Gazetteer,
    columns: set[str],
    headings: Headings,
    shipped: SequenceModel,
) -> SequenceModel:
    """Return the model of lines `shipped`, fitted further to `pages`, pairs of (text, entry)."""
    examples = []
    for text, entry in pages:
        rows = lines(text)
        features = line_features(rows, language, gazetteer.named, columns, headings)
        examples.append((features, _labels(rows, entry)))
    model = SequenceModel(
        shipped.labels,
        {feature: list(weights) for feature, weights in shipped.weights.items()},
        [list(row) for row in shipped.follows],
    )
    model.fit(examples, _EPOCHS, _RATE)
    return model


def _labels(rows: Sequence[TextLine], entry: PageEntry) -> list[str]:
    """Return the label of each line: that of the block or zone that most of it belongs to."""
    owned = [
        *(owned for article in entry.articles for owned in _article_spans(article)),
        *((*span, _ZONES.get(zone.kind, "P")) for zone in entry.apart for span in zone.at),
    ]
    labels = []
    for row in rows:
        shares: dict[str, int] = {}
        for start, end, label in owned:
            if start < row.end and row.start < end:
                shares[label] = shares.get(label, 0) + min(end, row.end) - max(start, row.start)
        labels.append(max(shares, key=lambda label: shares[label]) if shares else "P")
    return labels


def _article_spans(article: ArticleEntry) -> Iterator[tuple[int, int, str]]:
    for span in article.kicker.at if article.kicker else ():
        yield *span, "K"
    for span in article.headline.at:
        yield *span, "H"
    for deck in article.subheads:
        for span in deck.at:
            yield *span, "S"
    first = True
    for block in article.body:
        label = _BLOCKS[block.kind]
        for n, span in enumerate(block.at):
            opens = first and label == "P" and not n
            yield *span, "L" if opens else label
        if block.run_in:
            continue
        first = first and label != "P"
