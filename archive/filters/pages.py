"""The parameters of a newspaper page: how it is displayed, and the words to highlight on it."""

from archive.models import Page

from .articles import LONGEST_QUERY
from .filter_classes import ChoiceSetting, TextQueryFilter
from .parameter_filter_set import ParameterFilterSet

IMAGE, TEXT = "image", "text"
VIEWS = ((IMAGE, "版面图"), (TEXT, "重排"))


class PageFilter(ParameterFilterSet):
    view = ChoiceSetting(label="显示方式", choices=VIEWS)
    q = TextQueryFilter(
        label="检索词",
        max_length=LONGEST_QUERY,
        error_messages={"max_length": f"检索词有 %(show_value)d 字，最多 {LONGEST_QUERY} 字。"},
    )

    class Meta(ParameterFilterSet.Meta):
        model = Page
