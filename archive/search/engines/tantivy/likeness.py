"""Compare an article with all others by its rarest words, its topics and its places."""

from heapq import heappop, heappush
from math import log

from tantivy import Occur, Searcher
from tantivy import Query as Q

from archive.search.likeness import Likeness
from archive.search.tokens import encoded

from .query import SCHEMA

# Words of an article that are looked for: those that are frequent in it and rare elsewhere. A word
# in more than this share of all articles tells nothing.
MAX_WORDS, MAX_DOCUMENT_SHARE = 12, 0.4
# weights of a word in the title and in the text, and of the same value of a facet
TITLE, TEXT = 1.0, 0.5
FACETS = {"topic": 8.0, "county": 0.5, "city": 0.25}


def like(searcher: Searcher, likeness: Likeness) -> Q | None:
    """Return a query whose scores say how similar articles are; None if there is nothing to go by.

    It is a union of terms: tantivy skips what cannot reach the first page. Each counts the more the
    rarer it is.
    """
    parts = []
    for word, count in _telling_words(searcher, likeness):
        weight = count**0.5
        for name, factor in (("title_words", TITLE), ("text_words", TEXT)):
            term = Q.term_query(SCHEMA, name, encoded(word), "freq")
            parts.append(Q.boost_query(term, factor * weight))
    for name, weight in FACETS.items():
        parts += [
            Q.boost_query(Q.term_query(SCHEMA, name, value, "basic"), weight)
            for value in likeness.values.get(name, ())
        ]
    return Q.boolean_query([(Occur.Should, part) for part in parts]) if parts else None


def _telling_words(searcher: Searcher, likeness: Likeness) -> list[tuple[str, int]]:
    total = searcher.num_docs
    # heap of the best so far, the least of them first
    best: list[tuple[float, str, int]] = []
    for word, count in sorted(likeness.words.items(), key=lambda item: -item[1]):
        # not even the rarest of the words that remain, which are no more frequent here, is better
        if len(best) == MAX_WORDS and count * log(total / 2) < best[0][0]:
            break
        frequency = searcher.doc_freq("text_words", encoded(word))
        frequency = max(frequency, searcher.doc_freq("title_words", encoded(word)))
        # one article has it already; a word of no other finds nothing
        if 1 < frequency <= max(2, MAX_DOCUMENT_SHARE * total):
            heappush(best, (count * log(total / frequency), word, count))
            if len(best) > MAX_WORDS:
                heappop(best)
    return [(word, count) for _, word, count in sorted(best, reverse=True)]
