"""The pictures that stand beside a list, on the front page and on an authority's page."""

from archive import search
from archive.filters import ArticleFilter
from archive.parameters import Query

from . import people, places, time, topics
from .picture import Counts, Picture

__all__ = ["beside", "of_everything", "of_subject"]

# what is drawn of a subject, and the facet it is drawn from
_DRAWN = {
    "year": time.picture,
    "province": places.picture,
    "topic": topics.picture,
    "person": people.picture,
}
BESIDE = ("province", "year", "topic")
FRONT = ("province", "year")
OF = {
    "topic": ("year", "province", "person"),
    "province": ("year", "topic"),
    "city": ("year", "topic"),
    "county": ("year", "topic"),
    "person": ("year", "topic", "province"),
}


def beside(selection: ArticleFilter, counts: Counts, total: int, drawn=BESIDE) -> list[Picture]:
    """The pictures of a selection: they follow all its filters, and their parts are filters.

    `counts` are those of the facets, `total` is how many articles are selected.
    """
    made = (_DRAWN[name](selection, counts, total) for name in drawn)
    return [picture for picture in made if picture]


def of_everything() -> list[Picture]:
    return _of(Query(), FRONT)


def of_subject(name: str, value: str) -> list[Picture]:
    """The pictures of what has one value of a filter.

    Their parts lead to the list filtered by the value and by that part.
    """
    return _of(Query([(name, value)]), OF[name])


def _of(query: Query, drawn: tuple[str, ...]) -> list[Picture]:
    """The pictures of a selection that no list counts; none while the search is down."""
    selection = ArticleFilter.of(query)
    try:
        found = search.search(selection.asked(limit=0, facets=drawn))
        return beside(selection, found.facets, found.total, drawn)
    except search.SearchUnavailable:
        return []
