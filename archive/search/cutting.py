"""Cuts documents into tokens, and does work in all cores, in its order and in bounded memory."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice, starmap
from typing import NamedTuple

from .base import Document
from .tokens import characters, encoded, pairs, words

# documents handed to a process at a time
BATCH = 500
# below so many documents starting processes costs more than it saves
FEW = 2000
# days, and keys of orders
NUMBERS = ("earliest", "latest", "newest", "oldest", "added")


class Cut(NamedTuple):
    """A document as tokens: field → tokens parted by blanks, what is counted → values, name → number."""

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
    numbers = {name: getattr(document, name) for name in NUMBERS}
    return Cut(document.ident, tokens, document.counted, numbers)


def cut_all(documents: Iterable[Document]) -> Iterator[Cut]:
    """Every document cut, in the order given."""
    documents = iter(documents)
    first = list(islice(documents, FEW))
    if len(first) < FEW:
        yield from map(cut, first)
        return
    rest = chain(first, documents)
    batches = iter(lambda: list(islice(rest, BATCH)), [])
    for done in in_all_cores(_cut_batch, ((batch,) for batch in batches)):
        yield from done


def _cut_batch(batch: list[Document]) -> list[Cut]:
    return [cut(document) for document in batch]


def in_all_cores(work: Callable, tasks: Iterable[tuple]) -> Iterator:
    """What `work` gives for the arguments of each task, in their order; few are under way at a time."""
    cores = os.cpu_count() or 1
    if cores == 1:
        yield from starmap(work, tasks)
        return
    # spawn: the parent may have threads, which do not survive a fork
    context = multiprocessing.get_context("spawn")
    with context.Pool(cores) as pool:
        under_way: deque = deque()
        for task in tasks:
            under_way.append(pool.apply_async(work, task))
            if len(under_way) > cores:
                yield under_way.popleft().get()
        while under_way:
            yield under_way.popleft().get()
