"""The pictures that stand beside a list, on the front page and on an authority's page."""

from archive import search
from archive.filters.articles import ArticleFilter

from . import people, places, time, topics
from .picture import Chart, Counts

__all__ = ["FRONT", "OF", "beside"]

# what is drawn of a subject, and the facet it is drawn from
_DRAWN = {
    search.SPAN: time.picture,
    "province": places.picture,
    "topic": topics.picture,
    "person": people.picture,
}
BESIDE = ("province", search.SPAN, "topic")
FRONT = ("province", search.SPAN)
OF = {
    "topic": (search.SPAN, "province", "person"),
    "province": (search.SPAN, "topic"),
    "city": (search.SPAN, "topic"),
    "county": (search.SPAN, "topic"),
    "person": (search.SPAN, "topic", "province"),
}


def beside(selection: ArticleFilter, counts: Counts, total: int, drawn=BESIDE) -> list[Chart]:
    """The pictures of a selection: they follow all its filters, and their parts are filters.

    `counts` are those of the facets `drawn`, `total` is how many articles are selected.
    """
    made = (_DRAWN[name](selection, counts, total) for name in drawn)
    return [picture for picture in made if picture]
