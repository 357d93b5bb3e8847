"""The kinds of filter: how each reads its parameter, and what it asks of the record."""

import re
from datetime import date
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django_filters import Filter

from archive.harvest.cursors import Cursor
from archive.text import dates

HOW_TO_TYPE = "请写作 2021、2021-06 或 2021年6月15日。"
NUMBER = "[1-9][0-9]{0,8}"
MOST_NUMBER = 10**9 - 1


class MultipleField(forms.Field):
    """Any number of values, each of which must be known; complains of all that are not."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, vocabulary, **kwargs):
        super().__init__(**kwargs)
        self.vocabulary = vocabulary

    def clean(self, value):
        typed = list(dict.fromkeys(value or ()))
        known = self.vocabulary.look_up(typed)
        unknown = [v for v in typed if v not in known]
        if unknown:
            raise ValidationError(
                [
                    ValidationError(
                        "没有“%(value)s”这个%(label)s。",
                        "unknown",
                        {"value": v, "label": self.label},
                    )
                    for v in unknown
                ]
            )
        return [known[v] for v in typed]


class DateField(forms.Field):
    """A year, month or day, in the one way that addresses of ours have it, with the days it spans."""

    def clean(self, value):
        if not value:
            return None
        edtf = dates.parse_input(value)
        if not edtf:
            message = f"“{value}”不是{dates.FIRST_YEAR}至{dates.LAST_YEAR}年间的日期。{HOW_TO_TYPE}"
            raise ValidationError(message, "date")
        return DateTyped(edtf, dates.in_chinese(edtf), *dates.bounds(edtf))


class DateTyped(NamedTuple):
    value: str
    label: str
    first: date
    last: date


class NumberField(forms.Field):
    """A whole number from 1, or None."""

    def clean(self, value):
        if not value:
            return None
        if not re.fullmatch(NUMBER, value):
            raise ValidationError(f"“{value}”不是从 1 起的整数。", "number")
        return int(value)


class MultipleFilter(Filter):
    """Joins its values by "or" in one question to the QuerySet; by "and" where `all` names it."""

    field_class = MultipleField

    def __init__(self, question: str, **kwargs):
        super().__init__(**kwargs)
        self.question = question

    def filter(self, qs, value):
        arguments = [v.argument for v in value or ()]
        apart = self.parent.needs_all_of(self.field_name)
        for group in [[each] for each in arguments] if apart else [arguments]:
            qs = getattr(qs, self.question)(*group) if group else qs
        return qs


class NamedLike(Filter):
    """Rows of a register by their name, as it is written or typed in pinyin."""

    field_class = forms.CharField

    def filter(self, qs, value):
        return qs.named_like(value) if value else qs


class DateFilter(Filter):
    field_class = DateField

    def in_address(self, value: str) -> str:
        """The value as addresses of ours have it; as it stands where it is no date."""
        return dates.parse_input(value) or value


class Since(DateFilter):
    def filter(self, qs, value):
        return qs.published_between(value.first, None) if value else qs


class Until(DateFilter):
    def filter(self, qs, value):
        return qs.published_between(None, value.last) if value else qs


class DisplaySetting(Filter):
    """How the list is shown, not what is in it."""

    is_condition = False

    def filter(self, qs, value):
        return qs


class SortField(forms.ChoiceField):
    def clean(self, value):
        if value and not self.valid_value(value):
            raise ValidationError("没有“%(value)s”这种排序。", "unknown", {"value": value})
        return value or ""


class PageField(NumberField):
    def clean(self, value):
        return super().clean(value) or 1


class SortSetting(DisplaySetting):
    field_class = SortField


class TextQueryFilter(DisplaySetting):
    """Words to look for in what the list shows beside its rows."""

    field_class = forms.CharField


class Order(DisplaySetting):
    """Which comes first; `orders` has (value, label, question to the QuerySet), the usual first."""

    field_class = SortField

    def __init__(self, orders, **kwargs):
        super().__init__(choices=[(value, label) for value, label, _ in orders], **kwargs)
        self.questions = {value: question for value, _, question in orders}

    def filter(self, qs, value):
        return getattr(qs, self.questions[value or next(iter(self.questions))])()


class PageSetting(DisplaySetting):
    field_class = PageField


class HitSetting(DisplaySetting):
    field_class = NumberField


class LimitField(NumberField):
    """How many of a list at once; `most` is the bound."""

    def __init__(self, *, most, **kwargs):
        super().__init__(**kwargs)
        self.most = most

    def clean(self, value):
        number = super().clean(value)
        if number and number > self.most:
            raise ValidationError(f"每次最多取 {self.most} 篇，这里写了 {number}。", "most")
        return number


class LimitSetting(DisplaySetting):
    field_class = LimitField


class MultipleSettings(MultipleFilter):
    """Any number of known values that say how the list is told, or how values of other filters
    are joined.
    """

    is_condition = False

    def __init__(self, **kwargs):
        super().__init__("", **kwargs)

    def filter(self, qs, value):
        return qs


class CursorField(forms.Field):
    """The cursor that a page of a list gave for the next, or None."""

    def clean(self, value):
        if not value:
            return None
        try:
            return Cursor.parse(value)
        except ValueError as error:
            message = "after 不是本站给出的游标，请使用上一页的 links.next，或从头获取。"
            raise ValidationError(message, "cursor") from error


class CursorSetting(DisplaySetting):
    field_class = CursorField
