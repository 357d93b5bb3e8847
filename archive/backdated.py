"""Notices articles of a new edition that harvesters would miss, for their dates are those of an older one."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

# what is new or was changed, and yet says that it was so before `day`
_QUESTION = """
SELECT ident FROM archive_article AS here WHERE last_changed < ? AND NOT EXISTS (
    SELECT 1 FROM before.archive_article AS there
    WHERE there.ident = here.ident AND there.last_changed = here.last_changed
) ORDER BY accession
"""


def backdated(database: Path, before: Path, day: date) -> list[str]:
    """Idents; `day` is when the edition was made whose database is `before`.

    None of an edition so old that it does not say when its articles were changed.
    """
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("ATTACH ? AS before", (f"{before.as_uri()}?mode=ro",))
        try:
            return [ident for (ident,) in connection.execute(_QUESTION, (day.isoformat(),))]
        except sqlite3.OperationalError:
            return []
