"""The contract that every search engine keeps: what goes in, what comes out."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Document:
    """One article as an engine sees it; both texts are folded (archive.text.fold)."""

    ident: str
    # decks, a boundary mark between them
    title: str
    # digest, names of people, places and topics, and the full text where it is held
    text: str


@dataclass(frozen=True)
class Query:
    """What a reader typed: folded terms, all of which must occur."""

    terms: tuple[str, ...]
    # the same as typed, for showing and marking
    typed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Results:
    """Every article found, with its relevance (greater is better); order among equals is open."""

    scores: dict[str, float] = field(default_factory=dict)
    terms: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.scores)


class SearchUnavailable(RuntimeError):
    """The index is missing or cannot be read; the message says which file."""


class Engine(ABC):
    """An index in a folder: rebuilt whole, then only read.

    An article is found if and only if every term is a substring of its title or its text. How words
    are cut decides the order alone.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    @abstractmethod
    def rebuild(self, documents: Iterable[Document]) -> int:
        """Replaces the whole index; returns how many documents it holds."""

    @abstractmethod
    def find(self, query: Query) -> Results:
        """Everything the query matches; SearchUnavailable when there is no index."""
