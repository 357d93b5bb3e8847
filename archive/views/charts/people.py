"""Those who signed most of a selection."""

from archive.charts import shares
from archive.filters.articles import ArticleFilter

from .picture import Counts, Lines, Picture, filter_item

MOST = 10


def picture(selection: ArticleFilter, counts: Counts, total: int) -> Picture | None:
    ranked = sorted(counts["person"].items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    names = selection.filters["person"].field.vocabulary.look_up([slug for slug, _ in ranked])
    items = [
        filter_item(selection, "person", slug, names[slug].label, count)
        for slug, count in ranked
        if slug in names
    ]
    if not items:
        return None
    title = f"署名最多的 {MOST} 位作者" if len(counts["person"]) > MOST else "作者"
    return Picture("people", title, Lines(shares.shares([(i, 0) for i in items], total)))
