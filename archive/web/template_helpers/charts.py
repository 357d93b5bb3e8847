"""The parts of charts as links, with accessible names."""

from markupsafe import Markup, escape

from archive.charts.chart_items import ChartItem, short_number


def leads(item: ChartItem, says: str = "") -> Markup:
    """The attributes of the link of a chart's part; `says` is appended to its accessible name."""
    chosen = "，已选，按此取消" if item.chosen else ""
    # the script restores the focus by data-key after replacing the list
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
    # nofollow for filtered lists, which are endless, but not for the pages of authorities
    return ' rel="nofollow"' if "?" in item.url else ""
