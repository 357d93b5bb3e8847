"""The contract that every search engine keeps: what goes in, what is asked, what comes out."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal

# What an article can be filtered and counted by; the values are those of addresses.
FACETS = ("province", "city", "county", "topic", "newspaper", "year", "genre", "person")

# What is counted and not filtered by: the months from the first to the last in which an article may
# have appeared, "2021-06/2021-09", with a "?" behind it where the date is inferred.
SPAN = "span"
COUNTED = (*FACETS, SPAN)

# A facet lists its most frequent values, no more than these; of people a page shows the first few,
# and times are summed up, so that all are needed.
MOST_VALUES = 1000
_MOST_VALUES = {"person": 30, SPAN: 10**6}


def most_values(facet: str) -> int:
    return _MOST_VALUES.get(facet, MOST_VALUES)


# Where a term may be looked for: anywhere, in the decks, in bylines, in names of places.
Field = Literal["any", "title", "people", "places"]
FIELDS: tuple[Field, ...] = ("any", "title", "people", "places")

# "added" has what was taken into the archive last first
Sort = Literal["relevance", "date", "oldest", "added"]


@dataclass(frozen=True)
class Document:
    """One article as an engine sees it; all texts are folded (archive.text.fold)."""

    ident: str
    # decks, a boundary mark between them
    title: str
    # digest, column, crossheads, and the full text where it is held
    text: str
    # names in bylines, and names of places with all above them; a boundary mark between
    people: str = ""
    places: str = ""
    # names of its topics, each to be found whole and never in part
    labels: tuple[str, ...] = ()
    # facet → values, each value once
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # the first and last day it may have appeared, as date.toordinal()
    earliest: int = 1
    latest: int = 1
    # an editor concluded the date, which the page does not state
    date_inferred: bool = False
    # keys of the orders by date, ascending, each unique, below 2**63
    newest: int = 0
    oldest: int = 0
    added: int = 0

    @property
    def counted(self) -> Mapping[str, tuple[str, ...]]:
        """What of COUNTED it has → values."""
        days = (self.earliest, self.latest)
        months = (date.fromordinal(day).isoformat()[: len("2021-06")] for day in days)
        span = "/".join(months) + ("?" if self.date_inferred else "")
        return {**self.values, SPAN: (span,)}


@dataclass(frozen=True)
class Term:
    """A folded string that must stand in the field; never empty."""

    text: str
    field: Field = "any"
    # Whether it is enough that every two neighbouring characters stand somewhere in the field, side
    # by side or with one mark between them. Only for "any", then without names, and for "title".
    across_marks: bool = False


@dataclass(frozen=True)
class Clause:
    """Met when one of its terms stands in the document; a negated one when none does."""

    terms: tuple[Term, ...]
    negated: bool = False


@dataclass(frozen=True)
class Query:
    """All clauses and all filters must be met; within a filter one value is enough, or all of them
    are needed.
    """

    clauses: tuple[Clause, ...] = ()
    # facet → values, joined by "or"
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # the filters whose values are joined by "and" instead
    all_of: tuple[str, ...] = ()
    # days as date.toordinal(), both included: articles that may have appeared between them
    since: int | None = None
    until: int | None = None
    # "relevance" without clauses that are not negated is "date"
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    # what to count, of COUNTED
    facets: tuple[str, ...] = ()

    def without_filter(self, name: str) -> "Query":
        return replace(self, filters={f: v for f, v in self.filters.items() if f != name})

    def counted_by(self, facet: str) -> "Query":
        """Under what the values of this facet are counted."""
        return self if facet in self.all_of else self.without_filter(facet)

    @property
    def filtered(self) -> bool:
        """Whether anything but clauses must be met."""
        return bool(self.filters) or self.since is not None or self.until is not None

    @property
    def ranks(self) -> bool:
        """Whether there is anything for relevance to go by."""
        return self.sort == "relevance" and any(not clause.negated for clause in self.clauses)


@dataclass(frozen=True)
class Hit:
    ident: str
    # greater is better; 0 where the order is by date
    score: float = 0.0


@dataclass(frozen=True)
class Results:
    """The slice asked for, the exact total, and the counts of the facets asked for.

    Relevance is BM25 on words, decks above text, a word whole above part of a word; newer first
    among equals. A facet's counts are taken under everything but its own filter, and under that
    too where all its values are needed; values that nothing has are left out, and so are all but
    the most frequent (`most_values`) and those of the filter.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    # what is missing from the answer, in words for the reader; "" when it is whole
    incomplete: str = ""


class SearchUnavailable(RuntimeError):
    """The index is missing or cannot be read; the message says which."""


class Engine(ABC):
    """An index in a folder: rebuilt whole, then only read.

    A term stands in a document if and only if it is a substring of the field ("any": of the title
    or of any of the other texts, it never runs from one into the next; or it is a label, whole).
    How words are cut decides the order alone.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    @abstractmethod
    def rebuild(self, documents: Iterable[Document]) -> int:
        """Replaces the whole index; returns how many documents it holds.

        Documents come newest first. Memory is bounded whatever their number. Until it returns, and
        if it never does, what was there before answers.
        """

    @abstractmethod
    def search(self, query: Query) -> Results:
        """The answer; SearchUnavailable when there is no index that can be read."""

    def forget(self) -> None:  # noqa: B027 (an engine may remember nothing)
        """Lets go of answers that were remembered for whoever asks the same again."""

    def close(self) -> None:  # noqa: B027 (an engine may have nothing to let go of)
        """Lets go of files and connections."""
