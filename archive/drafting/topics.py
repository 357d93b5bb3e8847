"""Proposes topics of the vocabulary by their words and by what catalogued articles carry."""

from .article import ArticleDraft
from .learnt import Learnt


def propose(draft: ArticleDraft, learnt: Learnt) -> None:
    """Adds to `draft` the topics that its text suggests."""
