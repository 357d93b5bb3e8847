"""Filter classes: how each parses its parameter, and how it filters the QuerySet."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_noop
from django_filters import Filter

from archive.facets.choices import ChoiceList, Value
from archive.languages import counted, date_in_words
from archive.text import dates

from .cursors import Cursor

HOW_TO_TYPE = gettext_noop("请写作 2021、2021-06 或 2021年6月15日。")
NUMBER = "[1-9][0-9]{0,8}"
MAX_NUMBER = 10**9 - 1


class MultipleField(forms.Field):
    """Any number of known values; reports all unknown ones."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, vocabulary: ChoiceList, **kwargs: Any):
        super().__init__(**kwargs)
        self.vocabulary = vocabulary

    def clean(self, value: Sequence[str] | None) -> list[Value]:
        typed = list(dict.fromkeys(value or ()))
        values_by_text = self.vocabulary.look_up(typed)
        unknown = [v for v in typed if v not in values_by_text]
        if unknown:
            raise ValidationError(
                [
                    ValidationError(
                        gettext("没有“%(value)s”这个%(label)s。"),
                        "unknown",
                        {"value": v, "label": self.label},
                    )
                    for v in unknown
                ]
            )
        return [values_by_text[v] for v in typed]


class DateField(forms.Field):
    """A year, month or day as people type it, parsed by archive.text.dates, with its first and last
    day.
    """

    def clean(self, value: str | None) -> "TypedDate | None":
        if not value:
            return None
        edtf = dates.parse_input(value)
        if not edtf:
            message = gettext("“%(value)s”不是%(first)s至%(last)s年间的日期。%(how_to_type)s") % {
                "value": value,
                "first": dates.FIRST_YEAR,
                "last": dates.LAST_YEAR,
                "how_to_type": gettext(HOW_TO_TYPE),
            }
            raise ValidationError(message, "date")
        return TypedDate(edtf, date_in_words(edtf), *dates.bounds(edtf))


class TypedDate(NamedTuple):
    value: str
    label: str
    first: date
    last: date


class NumberField(forms.Field):
    """An integer from 1, or None."""

    def clean(self, value: str | None) -> int | None:
        if not value:
            return None
        if not re.fullmatch(NUMBER, value):
            raise ValidationError(
                gettext("“%(value)s”不是从 1 起的整数。") % {"value": value}, "number"
            )
        return int(value)


class MultipleFilter(Filter):
    """Rows with any of the values; with all of them if the parameter `all` says so."""

    field_class = MultipleField

    def __init__(self, select: Callable[..., Any], **kwargs: Any):
        """`select(queryset, *arguments)` returns the rows with any of the values."""
        super().__init__(**kwargs)
        self.select = select

    def filter(self, qs: Any, value: Sequence[Value] | None) -> Any:
        arguments = [v.argument for v in value or ()]
        needs_all = self.parent.needs_all_of(self.field_name)
        for group in [[argument] for argument in arguments] if needs_all else [arguments]:
            qs = self.select(qs, *group) if group else qs
        return qs


class NameContainsFilter(Filter):
    """Rows of a directory by name, in characters or pinyin."""

    field_class = forms.CharField

    def filter(self, qs: Any, value: str | None) -> Any:
        return qs.named_like(value) if value else qs


class DateFilter(Filter):
    field_class = DateField

    def in_address(self, value: str) -> str:
        """Return the value as written in URLs; unchanged if it is not a date."""
        return dates.parse_input(value) or value


class SinceFilter(DateFilter):
    def filter(self, qs: Any, value: TypedDate | None) -> Any:
        return qs.published_between(value.first, None) if value else qs


class UntilFilter(DateFilter):
    def filter(self, qs: Any, value: TypedDate | None) -> Any:
        return qs.published_between(None, value.last) if value else qs


class DisplayParameter(Filter):
    """A display setting, which does not affect the content of the list."""

    is_condition = False

    def filter(self, qs: Any, value: Any) -> Any:
        return qs


class ChoiceField(forms.ChoiceField):
    """One of the values that `choices` lists, or ""."""

    def clean(self, value: str | None) -> str:
        if value and not self.valid_value(value):
            parameters = {"value": value, "label": self.label}
            raise ValidationError(gettext("没有“%(value)s”这种%(label)s。"), "unknown", parameters)
        return value or ""


class PageField(NumberField):
    def clean(self, value: str | None) -> int:
        return super().clean(value) or 1


class ChoiceParameter(DisplayParameter):
    field_class = ChoiceField


class TextQueryFilter(DisplayParameter):
    """A text to look up in what is shown beside the list."""

    field_class = forms.CharField


class Order(DisplayParameter):
    """The order; `orders` has (value, label, method of the QuerySet), the default first."""

    field_class = ChoiceField

    def __init__(self, orders: Sequence[tuple[str, str, str]], **kwargs: Any):
        super().__init__(choices=[(value, label) for value, label, _ in orders], **kwargs)
        self.queryset_methods = {value: method for value, _, method in orders}

    def filter(self, qs: Any, value: str | None) -> Any:
        return getattr(qs, self.queryset_methods[value or next(iter(self.queryset_methods))])()


class PageParameter(DisplayParameter):
    field_class = PageField


class HitParameter(DisplayParameter):
    field_class = NumberField


class LimitField(NumberField):
    """The page size, limited to `most`."""

    def __init__(self, *, most: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.most = most

    def clean(self, value: str | None) -> int | None:
        number = super().clean(value)
        if number and number > self.most:
            raise ValidationError(
                counted("每次最多取 %(num)s 篇，这里写了 %(number)s。", self.most, number=number),
                "most",
            )
        return number


class LimitParameter(DisplayParameter):
    field_class = LimitField


class MultipleParameters(MultipleFilter):
    """Any number of known values that affect the display or how filters join their values."""

    is_condition = False

    def __init__(self, **kwargs: Any):
        super().__init__(lambda qs: qs, **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        return qs


class CursorField(forms.Field):
    """The cursor from the previous page of a list, or None."""

    def clean(self, value: str | None) -> Cursor | None:
        if not value:
            return None
        try:
            return Cursor.parse(value)
        except ValueError as error:
            message = gettext("after 不是本站给出的游标，请使用上一页的 links.next，或从头获取。")
            raise ValidationError(message, "cursor") from error


class CursorParameter(DisplayParameter):
    field_class = CursorField
