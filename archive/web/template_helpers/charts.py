"""The parts of charts as links, with accessible names."""

from django.utils.translation import gettext, ngettext
from markupsafe import Markup, escape

from archive.charts.chart_items import ChartItem, short_number


def link_attributes(item: ChartItem, label: str = "") -> Markup:
    """Return the attributes of a link in a chart; `label` is the end of its accessible name."""
    state = gettext("，已选，点此取消") if item.chosen else ""
    count = ngettext("%(num)s 篇", "%(num)s 篇", item.count) % {"num": short_number(item.count)}
    # the script restores the focus by data-key after replacing the list
    return Markup(
        f'href="{escape(item.url)}" data-key="chart:{escape(item.key)}" '
        f'aria-label="{escape(item.label)} {escape(count)}{escape(label)}{escape(state)}"'
        f"{_unfollowed(item)}{_current(item)}"
    )


def row_head(item: ChartItem, name: str = "") -> Markup | str:
    """Return the row header in the data table of a chart, with the same link."""
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
