"""Base of the filter sets: parsing the parameters of a list, and reporting errors in them."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django_filters import Filter, FilterSet

from archive.facets.choices import Value
from archive.languages import counted
from archive.site_urls import fast_reverse

from .filter_classes import DateFilter, MultipleFilter
from .parameters import Offer, Parameter, ParameterError, QueryParams, close_matches

# maximum number of errors explained: finding alternatives takes time, and only scripts make more
MAX_PROBLEMS = 5
# maximum number of alternatives listed besides close matches; the directory has them all
MAX_OFFERS = 40


class BeyondLastPage(Exception):
    """The requested page does not exist; `problem` says which do."""

    def __init__(self, problem: ParameterError):
        self.problem = problem
        super().__init__(problem.message)


class SpanForm(forms.Form):
    """Checks that the first date does not come after the last."""

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        since, until = cleaned.get("from"), cleaned.get("to")
        if since and until and since.first > until.last:
            message = gettext("起始“%(since)s”晚于截止“%(until)s”。") % {
                "since": since.value,
                "until": until.value,
            }
            self.add_error("from", ValidationError(message, "order"))
        return cleaned


class ParameterFilterSet(FilterSet):
    """The filters of a list, bound to the parameters of an address."""

    class Meta:
        fields = ()

    # name of the list's route
    route = ""
    # names of inherited filters that it does without
    omitted: tuple[str, ...] = ()

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        # `from` is a Python keyword, so its filter is named `from_`
        filters = {name.rstrip("_"): filter_ for name, filter_ in super().get_filters().items()}
        return {name: filter_ for name, filter_ in filters.items() if name not in cls.omitted}

    @classmethod
    def parameters(cls) -> Mapping[str, Parameter]:
        return {
            name: Parameter(filter_.label or "", isinstance(filter_, MultipleFilter))
            for name, filter_ in cls.base_filters.items()
        }

    @classmethod
    def from_query(cls, query: QueryParams) -> Self:
        """Return the filter set bound to these parameters, which must be valid."""
        selection = cls(QueryDict(str(query)[1:]))
        assert selection.is_valid(), selection.errors
        return selection

    def url(self, query: QueryParams) -> str:
        """Return the URL of the list with other parameters."""
        return fast_reverse(self.route) + str(query)

    def without_parameter(self, name: str) -> Self:
        """Return this filter set without a parameter, on its first page."""
        return type(self).from_query(self.query.without(name, "page"))

    @cached_property
    def conditions(self) -> list[str]:
        """Names of the given parameters that limit the list, in the order of the filters."""
        return [
            name
            for name, filter_ in self.filters.items()
            if getattr(filter_, "is_condition", True) and self.chosen(name)
        ]

    @cached_property
    def query(self) -> QueryParams:
        return QueryParams(
            (name, self._in_address(name, value))
            for name, value in QueryParams.from_querydict(self.data)
        )

    def _in_address(self, name: str, value: str) -> str:
        filter_ = self.filters.get(name)
        return filter_.in_address(value) if isinstance(filter_, DateFilter) else value

    def chosen(self, name: str) -> Any:
        """Return the cleaned value of a parameter: a list of values, a date, a number, …"""
        return self.form.cleaned_data[name]

    def needs_all_of(self, name: str) -> bool:
        """Return whether rows must have all values of this parameter rather than any."""
        return False

    def labels_of(self, name: str) -> list[str]:
        """Return the labels of a parameter's values."""
        selected = self.chosen(name)
        values = selected if isinstance(selected, list) else [selected]
        return [str(getattr(value, "label", value)) for value in values]

    @cached_property
    def problems(self) -> list[ParameterError]:
        """The errors in the parameters, with alternatives."""
        if self.is_valid():
            return []
        typed = dict(self.query)
        invalid = [
            (name, error, str((error.params or {}).get("value", typed.get(name, ""))))
            for name, field_errors in self.errors.as_data().items()
            for error in field_errors
        ]
        valid = self.query.without("page")
        for name, _, value in invalid:
            valid = valid.without_values(name, [value])
        return [
            self._problem(name, error, value, valid)
            for name, error, value in invalid[:MAX_PROBLEMS]
        ]

    def values_of(self, name: str, valid: QueryParams) -> Sequence[Value]:
        """Return the possible values of a parameter, or () if they cannot be listed."""
        has_vocabulary = isinstance(self.filters[name], MultipleFilter)
        return self.filters[name].field.vocabulary.all() if has_vocabulary else ()

    def _problem(
        self, name: str, error: ValidationError, value: str, valid: QueryParams
    ) -> ParameterError:
        message = " ".join(error.messages)
        values = self.values_of(name, valid)
        by_value = {v.value: v for v in values}
        names = {v.value: (v.value, v.label, *v.aliases) for v in values}
        close = [by_value[match] for match in close_matches(value, names)]
        other_values = [v for v in values if v not in close][:MAX_OFFERS]
        if close and value.strip().casefold() in map(str.casefold, names[close[0].value]):
            notation = gettext("%(label)s在网址中写作 %(name)s=%(close)s") % {
                "label": self.filters[name].label,
                "name": name,
                "close": close[0].value,
            }
            message = gettext("%(notation)s，不写“%(value)s”。") % {
                "notation": notation,
                "value": value,
            }
        return ParameterError(
            name=name,
            message=message,
            value=value,
            close=tuple(Offer(v.label, valid.with_value(name, v.value)) for v in close),
            others=tuple(Offer(v.label, valid.with_value(name, v.value)) for v in other_values),
            without=valid,
        )

    def page_numbers(self, total: int, size: int) -> tuple[int, int]:
        """Return (requested page, last page) of the pagination of `total` rows; raises
        BeyondLastPage.
        """
        number, last = self.chosen("page"), max(1, -(-total // size))
        if number > last:
            raise BeyondLastPage(self._beyond(last))
        return number, last

    def _beyond(self, last: int) -> ParameterError:
        number = str(self.chosen("page"))
        valid = self.query.without("page")
        offers = [Offer(gettext("第 1 页"), valid)]
        if last > 1:
            offers.append(
                Offer(counted("末页（第 %(num)s 页）", last), valid.with_value("page", str(last)))
            )
        message = counted("这个列表只有 %(num)s 页，没有第 %(number)s 页。", last, number=number)
        return ParameterError("page", message, number, tuple(offers), without=valid)
