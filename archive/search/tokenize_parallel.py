"""Tokenise documents on all cores, in order and in bounded memory."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import NamedTuple

from archive import parallel
from archive.batches import batched

from .contract import Document
from .tokens import characters, encoded, joined_pairs, pairs_across_marks, words

# documents per batch
BATCH = 500
# below this number of documents, starting processes costs more than it saves
MIN_PARALLEL = 2000
# fields with text
TEXTS = ("title", "text", "people", "places", "named", "organisations")
# dates and sort keys
NUMBERS = ("earliest", "latest", "newest", "oldest", "added")


class TokenizedDocument(NamedTuple):
    """A document's tokens by field, separated by spaces; its facet values; its numbers by name."""

    ident: str
    tokens: Mapping[str, str]
    labels: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]


def tokenize(document: Document) -> TokenizedDocument:
    tokens = {}
    for name in TEXTS:
        text = encoded(getattr(document, name))
        if text:
            tokens[f"{name}_pairs"] = joined_pairs(text)
            tokens[f"{name}_characters"] = " ".join(characters(text))
            if name in ("title", "text"):
                tokens[f"{name}_across"] = " ".join(pairs_across_marks(text))
                tokens[f"{name}_words"] = " ".join(words(getattr(document, name)))
    numbers = {name: getattr(document, name) for name in NUMBERS}
    return TokenizedDocument(document.ident, tokens, document.labels, document.counted, numbers)


def tokenize_all(documents: Iterable[Document]) -> Iterator[TokenizedDocument]:
    """Yield every document tokenised, in the given order."""
    documents = iter(documents)
    first = list(islice(documents, MIN_PARALLEL))
    if len(first) < MIN_PARALLEL:
        yield from map(tokenize, first)
        return
    batches = batched(chain(first, documents), BATCH)
    for batch in parallel.in_order(_tokenize_batch, batches, parallel.processes()):
        yield from batch


def _tokenize_batch(batch: list[Document]) -> list[TokenizedDocument]:
    return [tokenize(document) for document in batch]
