"""The parts of charts as links, with an accessible name that says what they show."""

from markupsafe import Markup, escape

from archive.charts.chart_items import ChartItem, short_number


def leads(item: ChartItem, says: str = "") -> Markup:
    """The attributes of the link of a part of a chart; `says` is added to its accessible name."""
    chosen = "，已选，按此取消" if item.chosen else ""
    # by data-key the script restores the focus after it has replaced the list
    return Markup(
        f'href="{escape(item.url)}" data-key="drawn:{escape(item.key)}" '
        f'aria-label="{escape(item.label)} {short_number(item.count)} 篇{escape(says)}{chosen}"'
        f"{_unfollowed(item)}{_current(item)}"
    )


def row_head(item: ChartItem, name: str = "") -> Markup | str:
    """The row header in the data table of a chart, with the same link."""
    if not item.url:
        return name or item.label
    return Markup(
        f'<a href="{escape(item.url)}"{_unfollowed(item)}{_current(item)}>'
        f"{escape(name or item.label)}</a>"
    )


def _current(item: ChartItem) -> str:
    return ' aria-current="true"' if item.chosen else ""


def _unfollowed(item: ChartItem) -> str:
    # filtered lists are endless; the pages of authorities are not
    return ' rel="nofollow"' if "?" in item.url else ""
