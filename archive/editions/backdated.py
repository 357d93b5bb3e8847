"""Find articles of a new edition with a date of change before the previous edition, as harvesters
would miss them.
"""

from datetime import date
from pathlib import Path

from django.db import DatabaseError

from .current import EditionUnavailable
from .database import edition_database

# new or changed articles whose date of change is before `day`
_BACKDATED = """
SELECT ident FROM {new}.archive_article AS article WHERE last_changed < {value} AND NOT EXISTS (
    SELECT 1 FROM {old}.archive_article AS former
    WHERE former.ident = article.ident AND former.last_changed = article.last_changed
) ORDER BY accession
"""


def backdated_articles(edition: Path, previous: Path, day: date) -> list[str]:
    """Return idents; `day` is the date of the edition in `previous`.

    Empty if the previous edition is too old to record when its articles changed.
    """
    try:
        rows = edition_database().compare_databases(_BACKDATED, edition, previous, day.isoformat())
    except (DatabaseError, EditionUnavailable):
        return []
    return [ident for (ident,) in rows]
