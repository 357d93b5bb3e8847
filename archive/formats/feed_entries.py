"""Feed entries, with invented times of day, as only their dates are known.

Feeds require a time, no two entries may share one, and many readers sort by it. The times invented
here express the order of the feed: those of newer newspapers are later in the day, so that they
come first, and follow the order of pages and articles within an issue. They depend on the article
alone, so they are stable across editions.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from archive import idents
from archive.models import Article

from .response_data import Entry
from .serialize import Serializer

# year of the first modern Chinese periodical
_FIRST_DAY = date(1815, 1, 1)
# Each day since then gets 128 milliseconds, each page two of these, and each article 20
# microseconds, one of which its ident selects. Newspapers of this century come at about half past
# two.
_PAGES, _ARTICLES, _SAME = 64, 100, 20


def feed_entries(articles: Iterable[Article], records: Serializer) -> list[Entry]:
    """Return the feed entries of articles loaded by `for_data`."""
    return [_entry(article, records) for article in articles]


def _entry(article: Article, records: Serializer) -> Entry:
    record = records.article(article)
    offset = _time_of_day(article)
    return Entry(
        record,
        start_of_day(record.first_published) + offset,
        start_of_day(record.last_changed) + offset,
    )


def start_of_day(day: date) -> datetime:
    """Return midnight at the beginning of that day, in the collection's time zone."""
    return datetime.combine(day, time(), timezone.get_default_timezone())


def _time_of_day(article: Article) -> timedelta:
    """Return the time of day: later for newer newspapers and for earlier places in an issue; below
    6 h until 2276.
    """
    place = max(0, (article.earliest - _FIRST_DAY).days)
    for size, number in ((_PAGES, article.page.sequence), (_ARTICLES, article.sequence)):
        place = place * size + size - min(number, size)
    microseconds = place * _SAME + idents.number(article.ident) % _SAME
    return timedelta(microseconds=microseconds)
