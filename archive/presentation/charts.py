"""The parts of pictures as links, each called by all that it shows."""

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from archive.charts.items import Item


def leads(item: Item, name: str = "", says: str = ""):
    """The attributes of the link that a part of a picture is; none where there is nothing to see."""
    if not item.url:
        return ""
    # data-key tells a control again when the list was changed in place
    return format_html(
        'href="{}" data-key="drawn:{}" aria-label="{} {} 篇{}{}"{}{}',
        item.url,
        item.key,
        name or item.label,
        item.count,
        says,
        "，已选，按此取消" if item.chosen else "",
        _unfollowed(item),
        _current(item),
    )


def row_head(item: Item, name: str = ""):
    """What a line of the table behind a picture is called, with the same link."""
    if not item.url:
        return name or item.label
    return format_html(
        '<a href="{}"{}{}>{}</a>', item.url, _unfollowed(item), _current(item), name or item.label
    )


def _current(item: Item):
    return mark_safe(' aria-current="true"') if item.chosen else ""


def _unfollowed(item: Item):
    # lists are without number; the pages of authorities are not
    return mark_safe(' rel="nofollow"') if "?" in item.url else ""
