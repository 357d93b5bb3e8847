"""The contract of every search engine: documents, queries, results."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal

from archive.facets import table

from .similarity_query import SimilarityQuery

# names of facets, by which articles can be filtered and counted; their values are as in URLs
FACETS = tuple(facet.name for facet in table.FACETS)

# Counted but not filtered by: the span of months in which an article may have appeared,
# "2021-06/2021-09", followed by "?" if the date is inferred.
SPAN = "span"
COUNTED = (*FACETS, SPAN)
# Counted only in queries with `since` and `until`: the span of days in which an article may have
# appeared, "2021-06-15/2021-06-18", inferred or not.
DAYS = "days"


def most_values(facet: str) -> int:
    """Return the maximum number of values counted, most frequent first."""
    # spans are summed, so all are needed
    return 10**6 if facet in (SPAN, DAYS) else table.BY_NAME[facet].most_values


# Where to look for a term: anywhere, in the decks, in bylines, in place names, in the names of the
# people or organisations that the text names. "any" leaves out the last two, as the text has them.
Field = Literal["any", "title", "people", "places", "named", "organisations"]
FIELDS: tuple[Field, ...] = ("any", "title", "people", "places", "named", "organisations")

# "added" is by accession, latest first
Sort = Literal["relevance", "date", "oldest", "added"]


@dataclass(frozen=True)
class Document:
    """An article as engines index it; all texts are folded (archive.text.fold)."""

    ident: str
    # decks, separated by a boundary mark
    title: str
    # digest, column, crossheads, and the full text where it is held
    text: str
    # names in bylines, and names of places with their ancestors, separated by a boundary mark
    people: str = ""
    places: str = ""
    # names of its topics, matched only as a whole
    labels: tuple[str, ...] = ()
    # facet → values, each value once
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # the first and last day it may have appeared, as date.toordinal()
    earliest: int = 1
    latest: int = 1
    # whether an editor inferred the date, as the page does not state it
    date_inferred: bool = False
    # sort keys, ascending, unique, below 2**63
    newest: int = 0
    oldest: int = 0
    added: int = 0
    # names of the people and the organisations that it names, separated by a boundary mark
    named: str = ""
    organisations: str = ""

    @property
    def counted(self) -> Mapping[str, tuple[str, ...]]:
        """Facet of COUNTED → the document's values."""
        days = (self.earliest, self.latest)
        months = (date.fromordinal(day).isoformat()[: len("2021-06")] for day in days)
        span = "/".join(months) + ("?" if self.date_inferred else "")
        return {**self.values, SPAN: (span,)}


@dataclass(frozen=True)
class Term:
    """A folded string to be contained in the field; never empty."""

    text: str
    field: Field = "any"
    # If true, match when every two neighbouring characters occur somewhere in the field, adjacent
    # or across a punctuation mark. Only for "title" and for "any", which then excludes names.
    across_marks: bool = False
    # Match if the field contains `text` and `near`, and somewhere at most `gap` characters, marks
    # included, stand between the last two characters of one and the first two of the other,
    # whichever comes first; they may overlap. Only for "title" and for "any", which then means the
    # title or the text; both terms have at least two characters.
    near: str = ""
    gap: int = 0


@dataclass(frozen=True)
class Clause:
    """Matches documents that contain one of its terms; negated, those that contain none."""

    terms: tuple[Term, ...]
    negated: bool = False


@dataclass(frozen=True)
class Query:
    """All clauses and filters must match."""

    clauses: tuple[Clause, ...] = ()
    # facet → values, joined by OR
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # the filters whose values are joined by AND instead
    all_of: tuple[str, ...] = ()
    # as date.toordinal(), inclusive: articles that may have appeared between them
    since: int | None = None
    until: int | None = None
    # "relevance" means "date" if all clauses are negated
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    # facets to count, of COUNTED, or DAYS
    facets: tuple[str, ...] = ()

    def without_filter(self, name: str) -> "Query":
        return replace(self, filters={f: v for f, v in self.filters.items() if f != name})

    def counted_by(self, facet: str) -> "Query":
        """Return the query that counts of this facet are based on: without the facet's own filter,
        unless joined by AND.
        """
        return self if facet in self.all_of else self.without_filter(facet)

    @property
    def filtered(self) -> bool:
        """Whether there are conditions besides the clauses."""
        return bool(self.filters) or self.since is not None or self.until is not None

    @property
    def ranks(self) -> bool:
        """Whether hits are ranked by relevance."""
        return self.sort == "relevance" and any(not clause.negated for clause in self.clauses)


@dataclass(frozen=True)
class Hit:
    ident: str
    # higher is better; 0 if sorted by date
    score: float = 0.0


@dataclass(frozen=True)
class Results:
    """The requested page of hits, the exact total, and the counts of the requested facets.

    Relevance is BM25 on words: decks weigh more than text, whole words more than parts, and newer
    articles come first among equals. A facet is counted without its own filter, unless that joins
    its values by AND. Counts include only the most frequent values (`most_values`) and those of the
    filter, and no zeros.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    # message to the reader about what is missing; "" if the results are complete
    incomplete: str = ""


def span_of_days(earliest: int, latest: int) -> str:
    """Return the value of DAYS for the first and last day, given as date.toordinal()."""
    return "/".join(date.fromordinal(day).isoformat() for day in (earliest, latest))


class SearchUnavailable(RuntimeError):
    """Raised if the index is missing or cannot be read; the message says which."""


class CannotUpdate(Exception):
    """An index cannot be made from another one; the message says why."""


class Engine(ABC):
    """An index in a folder: built as a whole or from another, then only read.

    A document contains a term if and only if it is a substring of the field ("any": of the title or
    one of the other texts, never across two; or equal to a label). Word segmentation affects only
    the ranking.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    @abstractmethod
    def rebuild(self, documents: Iterable[Document]) -> int:
        """Replace the whole index; returns the number of documents.

        Documents come newest first. Memory use is bounded whatever their number. The previous
        index answers until this returns, and if it fails.
        """

    def update(
        self, previous: Path, removed: Sequence[Document], documents: Iterable[Document]
    ) -> int:
        """Make the index from that in `previous`; return the number of documents.

        `removed` are documents as indexed there; `documents` replace some of them. Results equal
        those of a whole build, but as long as removed documents take up space, they count in the
        statistics of relevance. CannotUpdate if it has to be built whole.
        """
        raise CannotUpdate(f"{type(self).__name__} 只能整个重建")

    def replaced(self) -> int:
        """Return the number of removed documents that still take up space."""
        return 0

    @abstractmethod
    def search(self, query: Query) -> Results:
        """Return the results; SearchUnavailable if no index can be read."""

    def related(self, target: SimilarityQuery, limit: int) -> tuple[Hit, ...]:
        """Return similar articles, most similar first; raise SearchUnavailable.

        By default, the newest with the same topics, or else of the same place.
        """
        for name in ("topic", "county", "city"):
            if values := target.values.get(name):
                query = Query(filters={name: values}, sort="date", limit=limit + 1)
                hits = self.search(query).hits
                return tuple(hit for hit in hits if hit.ident != target.ident)[:limit]
        return ()

    def forget(self) -> None:  # noqa: B027 (an engine may have no cache)
        """Clear cached results."""

    def close(self) -> None:  # noqa: B027 (an engine may hold nothing open)
        """Close files and connections."""
