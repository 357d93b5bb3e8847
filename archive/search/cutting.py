"""Cuts documents into tokens, in all cores when there are many, in their order and in bounded memory."""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import NamedTuple

from .base import Document
from .tokens import characters, encoded, pairs, words

# documents handed to a process at a time
BATCH = 200
# batches under way for each process, so that none waits and memory stays bounded
AHEAD = 3
# below so many documents starting processes costs more than it saves
FEW = 2000


class Cut(NamedTuple):
    """A document as tokens: field → tokens parted by blanks, facet → values, name → number."""

    ident: str
    tokens: Mapping[str, str]
    values: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]


def cut(document: Document) -> Cut:
    tokens = {}
    for name in ("title", "text", "people", "places"):
        text = encoded(getattr(document, name))
        if text:
            tokens[f"{name}_pairs"] = " ".join(pairs(text))
            tokens[f"{name}_characters"] = " ".join(characters(text))
            if name in ("title", "text"):
                tokens[f"{name}_words"] = " ".join(words(getattr(document, name)))
    numbers = {name: getattr(document, name) for name in ("earliest", "latest", "newest", "oldest")}
    return Cut(document.ident, tokens, dict(document.values), numbers)


def cut_all(documents: Iterable[Document]) -> Iterator[Cut]:
    """Every document cut, in the order given."""
    documents = iter(documents)
    first = list(islice(documents, FEW))
    if len(first) < FEW or (os.cpu_count() or 1) == 1:
        yield from map(cut, chain(first, documents))
        return
    yield from _in_all_cores(chain(first, documents))


def _in_all_cores(documents: Iterator[Document]) -> Iterator[Cut]:
    # spawn: the parent has threads (the index writer's), which do not survive a fork
    context = multiprocessing.get_context("spawn")
    workers = os.cpu_count() or 1
    with context.Pool(workers) as pool:
        under_way: deque = deque()
        for batch in iter(lambda: list(islice(documents, BATCH)), []):
            under_way.append(pool.apply_async(_cut_batch, (batch,)))
            if len(under_way) >= workers * AHEAD:
                yield from under_way.popleft().get()
        while under_way:
            yield from under_way.popleft().get()


def _cut_batch(batch: list[Document]) -> list[Cut]:
    return [cut(document) for document in batch]
