"""Regular expressions for lists of phrases, longer ones first."""

import re
from collections.abc import Iterable


def any_of(phrases: Iterable[str]) -> str:
    """Return an expression for any of these phrases as they are written."""
    return "|".join(map(re.escape, _longest_first(phrases)))


def any_pattern(patterns: Iterable[str]) -> str:
    """Return the same for phrases that are expressions themselves."""
    return "|".join(_longest_first(patterns))


def _longest_first(phrases: Iterable[str]) -> list[str]:
    return sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
