"""The tables: newspapers with issues and pages, articles, and the authorities they refer to."""

from .article_parts import Byline, Coverage, FullText, Tagging
from .articles import Article
from .authorities import Organisation, Person, Place, Tag
from .authorships import Authorship
from .issues import Issue, Page
from .ledger import Change, FormerAddress, LedgerEntry, Mark, Successors
from .mentions import Mention
from .names import Name
from .newspapers import Newspaper
from .page_images import Geometry, PageImage
from .reprints import Reprint

__all__ = [
    "Article",
    "Authorship",
    "Byline",
    "Change",
    "Coverage",
    "FormerAddress",
    "FullText",
    "Geometry",
    "Issue",
    "LedgerEntry",
    "Mark",
    "Mention",
    "Name",
    "Newspaper",
    "Organisation",
    "Page",
    "PageImage",
    "Person",
    "Place",
    "Reprint",
    "Successors",
    "Tag",
    "Tagging",
]
