"""The parameters of the pages by date: the date to go to, and the page number of a day's issues."""

from django.utils.translation import gettext_lazy

from archive.models import Issue

from .filter_classes import DateField, DisplayParameter, PageParameter
from .parameter_filter_set import ParameterFilterSet


class DateParameter(DisplayParameter):
    field_class = DateField


class GoToDateFilter(ParameterFilterSet):
    """The date to go to: a year, month or day."""

    date = DateParameter(label=gettext_lazy("日期"))

    route = "dates"

    class Meta(ParameterFilterSet.Meta):
        model = Issue


class DayIssuesFilter(ParameterFilterSet):
    """The issues of a day, paginated."""

    page = PageParameter(label=gettext_lazy("页码"))

    route = "dates"

    class Meta(ParameterFilterSet.Meta):
        model = Issue
