"""The parameters of the pages by date: a day to go to, and the page of a long list of issues."""

from django.utils.translation import gettext_lazy

from archive.models import Issue

from .filter_classes import DateField, DisplaySetting, PageSetting
from .parameter_filter_set import ParameterFilterSet


class DateSetting(DisplaySetting):
    field_class = DateField


class DateDoorFilter(ParameterFilterSet):
    """The date that a reader wants to go to: a year, month or day."""

    date = DateSetting(label=gettext_lazy("日期"))

    route = "dates"

    class Meta(ParameterFilterSet.Meta):
        model = Issue


class PagedFilter(ParameterFilterSet):
    """A page of the issues of a day."""

    page = PageSetting(label=gettext_lazy("页码"))

    route = "dates"

    class Meta(ParameterFilterSet.Meta):
        model = Issue
