"""Turns what a reader typed into a Query."""

from archive.text.fold import BOUNDARY, fold

from .base import Query


def parse(typed: str) -> Query:
    """Terms parted by blanks, each folded; a term of punctuation alone is dropped."""
    kept = [(term, fold(term).text.strip(BOUNDARY + " ")) for term in typed.split()]
    kept = [(term, folded) for term, folded in kept if folded]
    return Query(tuple(folded for _, folded in kept), tuple(term for term, _ in kept))
