"""Cursors: where in a list of articles the next page begins, whatever edition is asked.

By date a cursor holds the last article's place in the order, made of nothing that an edition numbers
anew: its days, newspaper, issue, page and position. So a walk neither loses nor repeats an article
that is in both editions and kept its place. By relevance there is no such place: a cursor holds how
many were shown, and is good for the edition that it was made of alone.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from typing import NamedTuple

from archive.models import Article

# characters; slugs and keys are bounded, so a longer one is none of ours
LONGEST = 400


class CursorPosition(NamedTuple):
    """An article's place in the orders by date; days as date.toordinal()."""

    earliest: int
    latest: int
    newspaper: str
    issue: str
    page: int
    sequence: int

    @classmethod
    def of(cls, article: Article) -> "CursorPosition":
        """Of an article with its page, issue and newspaper."""
        page = article.page
        return cls(
            article.earliest.toordinal(),
            article.latest.toordinal(),
            page.issue.newspaper.slug,
            page.issue.key,
            page.sequence,
            article.sequence,
        )

    def key(self, order: str) -> tuple:
        """Ascends as the list goes: `date` has the newest first, `oldest` the oldest."""
        sign = -1 if order == "date" else 1
        span = self.latest - self.earliest
        return sign * self.earliest, sign * span, *self[2:]


class Cursor(NamedTuple):
    order: str
    # by relevance: how many were shown; by date: how many of those that begin on the same day
    rank: int
    # by date
    position: CursorPosition | None = None
    # by relevance: what the edition is known by
    edition: str = ""

    def __str__(self):
        told = json.dumps(self, ensure_ascii=False, separators=(",", ":"))
        return urlsafe_b64encode(told.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, token: str) -> "Cursor":
        """The cursor that str() wrote; ValueError for anything else."""
        if len(token) > LONGEST:
            raise ValueError("longer than any cursor of ours")
        told = json.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        try:
            order, rank, position, edition = told
            cursor = cls(order, rank, position and CursorPosition(*position), edition)
        except TypeError as error:
            raise ValueError("no cursor of ours") from error
        if not cursor._is_sound() or str(cursor) != token:
            raise ValueError("no cursor of ours")
        return cursor

    def _is_sound(self) -> bool:
        types = (str, int, type(self.position), str)
        if tuple(map(type, self)) != types or not 0 < self.rank < 10**9:
            return False
        if self.position is None:
            return self.order == "relevance"
        kinds = (int, int, str, str, int, int)
        return (
            self.order in ("date", "oldest")
            and tuple(map(type, self.position)) == kinds
            and 0 < self.position.earliest <= self.position.latest <= date.max.toordinal()
        )
