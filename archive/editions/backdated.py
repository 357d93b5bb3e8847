"""Notices articles of a new edition that harvesters would miss, for their dates are those of an older one."""

from datetime import date
from pathlib import Path

from django.db import DatabaseError, connections

from .current import EditionUnavailable

# what is new or was changed, and yet says that it was so before `day`
_QUESTION = """
SELECT ident FROM {here}.archive_article AS here WHERE last_changed < {value} AND NOT EXISTS (
    SELECT 1 FROM {there}.archive_article AS there
    WHERE there.ident = here.ident AND there.last_changed = here.last_changed
) ORDER BY accession
"""


def backdated_articles(edition: Path, before: Path, day: date) -> list[str]:
    """Idents; `day` is when the edition was made whose folder is `before`.

    None of an edition so old that it does not say when its articles were changed.
    """
    try:
        rows = connections["default"].compare_records(_QUESTION, edition, before, day.isoformat())
    except (DatabaseError, EditionUnavailable):
        return []
    return [ident for (ident,) in rows]
