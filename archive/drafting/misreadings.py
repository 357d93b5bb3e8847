"""Proposes corrections of what a scan is likely to have misread."""

from .article import ArticleDraft
from .learnt import Learnt


def propose(draft: ArticleDraft, page: str, learnt: Learnt) -> None:
    """Adds to `draft` the corrections that the text of `page` suggests."""
