"""What an address asks of a list, and what is wrong with it; each list has its own filters."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django_filters import FilterSet

from archive.fast_reverse import fast_reverse

from .choices import Value
from .filter_classes import DateFilter, MultipleFilter
from .parameters import Offer, Parameter, ParameterError, QueryParams, close_matches

# looking for what somebody may have meant costs time; more slips at once are some script's
MOST_PROBLEMS = 5
# offers beside the close matches; whoever wants more goes to the index page
MOST_OFFERS = 40


class BeyondLastPage(Exception):
    """The page asked for does not exist; `problem` says which do."""

    def __init__(self, problem: ParameterError):
        self.problem = problem
        super().__init__(problem.message)


class SpanForm(forms.Form):
    """A beginning that does not come after the end."""

    def clean(self):
        given = self.cleaned_data
        since, until = given.get("from"), given.get("to")
        if since and until and since.first > until.last:
            message = f"起始“{since.value}”晚于截止“{until.value}”。"
            self.add_error("from", ValidationError(message, "order"))
        return given


class Selection(FilterSet):
    """The filters of a list, with the values that an address gives them."""

    class Meta:
        fields = ()

    # of the list
    route = ""

    @classmethod
    def get_filters(cls):
        # `from` is a word of Python's own
        return {name.rstrip("_"): kept for name, kept in super().get_filters().items()}

    @classmethod
    def parameters(cls) -> Mapping[str, Parameter]:
        return {
            name: Parameter(kept.label, isinstance(kept, MultipleFilter))
            for name, kept in cls.base_filters.items()
        }

    @classmethod
    def of(cls, query: QueryParams) -> Self:
        """The selection that an address of ours stands for."""
        selection = cls(QueryDict(str(query)[1:]))
        assert selection.is_valid(), selection.errors
        return selection

    def url(self, query: QueryParams) -> str:
        """The list with other parameters."""
        return fast_reverse(self.route) + str(query)

    def leaving_out(self, name: str) -> Self:
        """The same without this parameter, from its first page."""
        return type(self).of(self.query.without(name, "page"))

    @cached_property
    def conditions(self) -> list[str]:
        """The parameters given that say what is in the list, in the order of the filters."""
        return [
            name
            for name, kept in self.filters.items()
            if getattr(kept, "is_condition", True) and self.chosen(name)
        ]

    @cached_property
    def query(self) -> QueryParams:
        return QueryParams(
            (name, self._in_address(name, value)) for name, value in QueryParams.of(self.data)
        )

    def _in_address(self, name: str, value: str) -> str:
        kept = self.filters.get(name)
        return kept.in_address(value) if isinstance(kept, DateFilter) else value

    def chosen(self, name: str) -> Any:
        """What the parameter's field made of it: a list of values, a date, a number, …"""
        return self.form.cleaned_data[name]

    def needs_all_of(self, name: str) -> bool:
        """Whether a row must have all values of this parameter, not only one."""
        return False

    def labels_of(self, name: str) -> list[str]:
        """What was chosen of a parameter, in the words of the page."""
        given = self.chosen(name)
        return [getattr(v, "label", v) for v in (given if isinstance(given, list) else [given])]

    @cached_property
    def problems(self) -> list[ParameterError]:
        """All that is wrong with the values, each with what could stand there instead."""
        if self.is_valid():
            return []
        given = dict(self.query)
        bad = [
            (name, error, str((error.params or {}).get("value", given.get(name, ""))))
            for name, errors in self.errors.as_data().items()
            for error in errors
        ]
        sound = self.query.without("page")
        for name, _, value in bad:
            sound = sound.without_values(name, [value])
        return [
            self._problem(name, error, value, sound) for name, error, value in bad[:MOST_PROBLEMS]
        ]

    def values_of(self, name: str, sound: QueryParams) -> Sequence[Value]:
        """All that this parameter may say beside those of `sound`, if they can be listed."""
        several = isinstance(self.filters[name], MultipleFilter)
        return self.filters[name].field.vocabulary.all() if several else ()

    def _problem(self, name, error, value, sound: QueryParams) -> ParameterError:
        message = " ".join(error.messages)
        values = self.values_of(name, sound)
        by_value = {v.value: v for v in values}
        names = {v.value: (v.value, v.label, *v.also) for v in values}
        close = [by_value[near] for near in close_matches(value, names)]
        others = [v for v in values if v not in close][:MOST_OFFERS]
        if close and value.strip().casefold() in map(str.casefold, names[close[0].value]):
            written = f"{self.filters[name].label}在网址中写作 {name}={close[0].value}"
            message = f"{written}，不写“{value}”。"
        return ParameterError(
            name=name,
            message=message,
            value=value,
            close=tuple(Offer(v.label, sound.with_value(name, v.value)) for v in close),
            others=tuple(Offer(v.label, sound.with_value(name, v.value)) for v in others),
            without=sound,
        )

    def page_of(self, total: int, size: int) -> tuple[int, int]:
        """(the page asked for, the last one) of so many with so many on each; BeyondLastPage."""
        number, last = self.chosen("page"), max(1, -(-total // size))
        if number > last:
            raise BeyondLastPage(self._beyond(last))
        return number, last

    def _beyond(self, last: int) -> ParameterError:
        number = str(self.chosen("page"))
        sound = self.query.without("page")
        offers = [Offer("第 1 页", sound)]
        if last > 1:
            offers.append(Offer(f"末页（第 {last} 页）", sound.with_value("page", str(last))))
        message = f"这个列表只有 {last} 页，没有第 {number} 页。"
        return ParameterError("page", message, number, tuple(offers), without=sound)
