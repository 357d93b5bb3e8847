"""The record: newspapers with issues and pages, articles, and the authorities they refer to."""

from .article_parts import Byline, Coverage, FullText, Tagging
from .articles import Article
from .authorities import Person, Place, Tag
from .authorships import Authorship
from .issues import Issue, Page
from .ledger import Change, Fate, FormerAddress, LedgerEntry, Mark
from .newspapers import Newspaper

__all__ = [
    "Article",
    "Authorship",
    "Byline",
    "Change",
    "Coverage",
    "Fate",
    "FormerAddress",
    "FullText",
    "Issue",
    "LedgerEntry",
    "Mark",
    "Newspaper",
    "Page",
    "Person",
    "Place",
    "Tag",
    "Tagging",
]
