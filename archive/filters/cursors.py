"""Cursors for pagination of article lists that hold across editions.

In lists by date a cursor holds the sort key of the last article, made only of values that editions
do not renumber: days, the issue's number in the ledger, page and position. Paging therefore
neither loses nor repeats an article that is in both editions and has not moved. Relevance has no
such key: there the cursor holds an offset, valid for one edition only.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from typing import NamedTuple

from archive.models import Article

# maximum length in characters
MAX_CURSOR_LENGTH = 200


class CursorPosition(NamedTuple):
    """An article's sort key in lists by date; days as date.toordinal()."""

    earliest: int
    latest: int
    issue: int
    page: int
    sequence: int

    @classmethod
    def from_article(cls, article: Article) -> "CursorPosition":
        """Return the position of an article loaded with its page."""
        page = article.page
        return cls(
            article.earliest.toordinal(),
            article.latest.toordinal(),
            page.issue_id,
            page.sequence,
            article.sequence,
        )

    def key(self, order: str) -> tuple[int, ...]:
        """Return a key that ascends along the list: newest first for `date`, else oldest first."""
        sign = -1 if order == "date" else 1
        span = self.latest - self.earliest
        return sign * self.earliest, sign * span, *self[2:]


class Cursor(NamedTuple):
    order: str
    # by relevance: number of items shown so far; by date: of those with the same first day
    rank: int
    # by date
    position: CursorPosition | None = None
    # by relevance: fingerprint of the edition
    edition: str = ""

    def __str__(self) -> str:
        content = json.dumps(self, ensure_ascii=False, separators=(",", ":"))
        return urlsafe_b64encode(content.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, token: str) -> "Cursor":
        """Parse the output of str(); ValueError for anything else."""
        if len(token) > MAX_CURSOR_LENGTH:
            raise ValueError("longer than any cursor issued by this site")
        content = json.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        try:
            order, rank, position, edition = content
            cursor = cls(order, rank, position and CursorPosition(*position), edition)
        except TypeError as error:
            raise ValueError("not a cursor issued by this site") from error
        if not cursor._is_valid() or str(cursor) != token:
            raise ValueError("not a cursor issued by this site")
        return cursor

    def _is_valid(self) -> bool:
        types = (str, int, type(self.position), str)
        if tuple(map(type, self)) != types or not 0 < self.rank < 10**9:
            return False
        if self.position is None:
            return self.order == "relevance"
        kinds = (int,) * 5
        return (
            self.order in ("date", "oldest")
            and tuple(map(type, self.position)) == kinds
            and 0 < self.position.earliest <= self.position.latest <= date.max.toordinal()
        )
