"""The chart of the most frequent authors."""

from archive.charts import horizontal_bars
from archive.filters.articles import ArticleFilter

from .picture import FEWEST_ARTICLES, Chart, ChartLines, Counts, filter_item

MOST = 10


def picture(selection: ArticleFilter, counts: Counts, total: int) -> Chart | None:
    """The authors with more than one article, as bars; None if there are none."""
    if total < FEWEST_ARTICLES:
        return None
    several = [(slug, count) for slug, count in counts["person"].items() if count > 1]
    ranked = sorted(several, key=lambda pair: (-pair[1], pair[0]))[:MOST]
    names = selection.filters["person"].field.vocabulary.look_up([slug for slug, _ in ranked])
    items = [
        filter_item(selection, "person", slug, names[slug].label, count)
        for slug, count in ranked
        if slug in names
    ]
    if not items:
        return None
    return Chart(
        "people",
        "署名最多的作者",
        ChartLines(horizontal_bars.horizontal_bars([(item, 0) for item in items], total)),
    )
