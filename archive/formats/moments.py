"""Moments for the entries of feeds, which are known by their days alone.

Feeds want a time of day, and no two entries changed at once; many readers sort by it. So it tells
nothing but an order, the feed's own: the newest papers last in the day, and so shown first, and of
an issue page after page, article after article. It is made of the article alone and stays the same
from edition to edition.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone

from archive import idents
from archive.models import Article

from .response_data import Entry
from .serialize import Serializer

_CHINA = timezone(timedelta(hours=8))
# the first Chinese periodical of the modern kind appeared in that year
_FIRST_DAY = date(1815, 1, 1)
# A day of print has 128 milliseconds, one of this century begins about half past two; a page has two
# of them, an article of it 20 microseconds, of which its ident chooses one.
_PAGES, _ARTICLES, _SAME = 64, 100, 20


def entries_of(articles: Iterable[Article], records: Serializer) -> list[Entry]:
    """The articles, loaded by `for_data`, as entries of a feed."""
    return [
        Entry(
            records.article(article),
            moment(article.first_published) + _within_day(article),
            moment(article.last_changed) + _within_day(article),
        )
        for article in articles
    ]


def moment(day: date) -> datetime:
    """When that day begins in China."""
    return datetime.combine(day, time(), _CHINA)


def _within_day(article: Article) -> timedelta:
    """The later the paper, and the further ahead in it, the longer; six hours at most until 2276."""
    place = max(0, (article.earliest - _FIRST_DAY).days)
    for size, number in ((_PAGES, article.page.sequence), (_ARTICLES, article.sequence)):
        place = place * size + size - min(number, size)
    microseconds = place * _SAME + idents.number(article.ident) % _SAME
    return timedelta(microseconds=microseconds)
