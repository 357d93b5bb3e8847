"""The values that a filter may take: what stands in the address, what it means, what it is called."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.db.models import QuerySet

from archive.models import Article
from archive.text import dates


class Value(NamedTuple):
    """A value that a filter may take: as in the address, as shown, as asked of the QuerySet."""

    value: str
    label: str
    argument: object
    # other words that somebody may type for it
    also: tuple[str, ...] = ()


class Choices:
    """The values of a filter that are written in the code."""

    def __init__(self, pairs: Iterable[tuple[str, str]]):
        self.values = [Value(value, label, value) for value, label in pairs]

    def look_up(self, typed: Iterable[str]) -> dict[str, Value]:
        return {v.value: v for v in self.values if v.value in typed}

    def all(self) -> list[Value]:
        return self.values


class Rows:
    """The values of a filter that are rows of the record, known by one of their fields."""

    def __init__(self, rows: Callable, key: str, label: str, argument: str, also: tuple = ()):
        self.rows, self.key, self.label, self.argument, self.also = rows, key, label, argument, also

    def look_up(self, typed: Iterable[str]) -> dict[str, Value]:
        if not typed:
            return {}
        found = self.rows().filter(**{f"{self.key}__in": typed})
        return {value.value: value for value in self._values(found)}

    def all(self) -> list[Value]:
        return list(self._values(self.rows()))

    def _values(self, rows: QuerySet) -> Iterator[Value]:
        # the fields alone: a list has a hundred values, and whole rows are ten times as dear
        for key, label, argument, *also in rows.values_list(
            self.key, self.label, self.argument, *self.also
        ):
            yield Value(key, label, argument, tuple(name.replace(" ", "") for name in also))


class Years:
    """The values of a filter by year: every year a newspaper can be of."""

    def look_up(self, typed: Iterable[str]) -> dict[str, Value]:
        return {
            year: Value(year, f"{year}年", int(year))
            for year in typed
            if re.fullmatch("[0-9]{4}", year) and dates.FIRST_YEAR <= int(year) <= dates.LAST_YEAR
        }

    def all(self) -> list[Value]:
        return list(self.look_up(map(str, Article.objects.counts_by_year())).values())
