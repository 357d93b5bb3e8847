"""The parts of pictures as links, each called by all that it shows."""

from markupsafe import Markup, escape

from archive.charts.chart_items import ChartItem, short_number


def leads(item: ChartItem, says: str = "") -> Markup:
    """The attributes of the link that a part of a picture is, called by what it shows and `says`."""
    chosen = "，已选，按此取消" if item.chosen else ""
    # data-key tells a control again when the list was changed in place
    return Markup(
        f'href="{escape(item.url)}" data-key="drawn:{escape(item.key)}" '
        f'aria-label="{escape(item.label)} {short_number(item.count)} 篇{escape(says)}{chosen}"'
        f"{_unfollowed(item)}{_current(item)}"
    )


def row_head(item: ChartItem, name: str = "") -> Markup | str:
    """What a line of the table behind a picture is called, with the same link."""
    if not item.url:
        return name or item.label
    return Markup(
        f'<a href="{escape(item.url)}"{_unfollowed(item)}{_current(item)}>'
        f"{escape(name or item.label)}</a>"
    )


def _current(item: ChartItem) -> str:
    return ' aria-current="true"' if item.chosen else ""


def _unfollowed(item: ChartItem) -> str:
    # lists are without number; the pages of authorities are not
    return ' rel="nofollow"' if "?" in item.url else ""
