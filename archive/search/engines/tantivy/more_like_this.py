"""More like this: similar articles by rare words, topics and places."""

from heapq import heappop, heappush
from math import log

from tantivy import Occur, Searcher
from tantivy import Query as Q

from archive.search.similarity_query import SimilarityQuery
from archive.search.tokens import encoded

from .query import SCHEMA

# Words that are compared: frequent in the article, and rare in others. Words in more than this
# share of all articles are ignored.
MAX_WORDS, MAX_DOCUMENT_SHARE = 12, 0.4
# weights of a word in the title and in the text, and of the same value of a facet
TITLE, TEXT = 1.0, 0.5
FACETS = {"topic": 8.0, "county": 0.5, "city": 0.25}


def more_like_this(searcher: Searcher, target: SimilarityQuery) -> Q | None:
    """Return a query that scores articles by similarity; None if there is nothing to compare.

    It is a union of terms: tantivy skips documents that cannot reach the first page. Rarer terms
    weigh more.
    """
    parts = []
    for word, count in _distinctive_words(searcher, target):
        weight = count**0.5
        for name, factor in (("title_words", TITLE), ("text_words", TEXT)):
            term = Q.term_query(SCHEMA, name, encoded(word), "freq")
            parts.append(Q.boost_query(term, factor * weight))
    for name, weight in FACETS.items():
        parts += [
            Q.boost_query(Q.term_query(SCHEMA, name, value, "basic"), weight)
            for value in target.values.get(name, ())
        ]
    return Q.boolean_query([(Occur.Should, part) for part in parts]) if parts else None


def _distinctive_words(searcher: Searcher, target: SimilarityQuery) -> list[tuple[str, int]]:
    total = searcher.num_docs
    # heap of the best so far, the lowest first
    best: list[tuple[float, str, int]] = []
    for word, count in sorted(target.words.items(), key=lambda item: -item[1]):
        # the remaining words are no more frequent here: even the rarest would score lower
        if len(best) == MAX_WORDS and count * log(total / 2) < best[0][0]:
            break
        frequency = searcher.doc_freq("text_words", encoded(word))
        frequency = max(frequency, searcher.doc_freq("title_words", encoded(word)))
        # a word that only this article has finds nothing
        if 1 < frequency <= max(2, MAX_DOCUMENT_SHARE * total):
            heappush(best, (count * log(total / frequency), word, count))
            if len(best) > MAX_WORDS:
                heappop(best)
    return [(word, count) for _, word, count in sorted(best, reverse=True)]
