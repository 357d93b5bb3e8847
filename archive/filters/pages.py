"""The parameters of a newspaper page: how it is displayed, and the words to highlight on it."""

from django.utils.translation import gettext_lazy, gettext_noop

from archive.models import Page

from .articles import MAX_QUERY_LENGTH
from .filter_classes import ChoiceParameter, TextQueryFilter
from .parameter_filter_set import ParameterFilterSet

IMAGE, TEXT = "image", "text"
VIEWS = ((IMAGE, gettext_noop("版面图")), (TEXT, gettext_noop("重排")))


class PageFilter(ParameterFilterSet):
    view = ChoiceParameter(label=gettext_lazy("显示方式"), choices=VIEWS)
    q = TextQueryFilter(
        label=gettext_lazy("检索词"),
        max_length=MAX_QUERY_LENGTH,
        error_messages={
            "max_length": gettext_lazy("检索词有 %(show_value)d 字，最多 %(limit_value)d 字。")
        },
    )

    class Meta(ParameterFilterSet.Meta):
        model = Page
