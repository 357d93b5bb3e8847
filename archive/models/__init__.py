"""The record: newspapers with issues and pages, articles, and the authorities they refer to."""

from .articles import Article, Byline, Coverage, FormerAddress, FullText
from .ledger import Change, LedgerEntry
from .newspapers import Issue, Newspaper, Page
from .subjects import Person, Place, Tag

__all__ = [
    "Article",
    "Byline",
    "Change",
    "Coverage",
    "FormerAddress",
    "FullText",
    "Issue",
    "LedgerEntry",
    "Newspaper",
    "Page",
    "Person",
    "Place",
    "Tag",
]
