"""The values that a filter may take: what stands in the address, what it means, what it is called."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Self

from django.db.models import QuerySet

from archive.editions.current import published_edition
from archive.models import Article, Newspaper, Person, Place
from archive.models.sort_names import qualified
from archive.text import dates
from archive.text.fold import squeezed

# of the values of one filter, with each edition
MOST_KEPT = 10_000
# that are like what was typed
MOST_LIKE = 100


class Value(NamedTuple):
    """A value that a filter may take: as in the address, as shown, as asked of the QuerySet."""

    value: str
    label: str
    argument: object
    # other words that somebody may type for it
    also: tuple[str, ...] = ()


class ChoiceList:
    """The values of a filter: one for all requests, though each has its own copy of the filters."""

    def __deepcopy__(self, memo) -> Self:
        return self

    def look_up(self, typed: Collection[str]) -> dict[str, Value]:
        """Those of the values that there are."""
        raise NotImplementedError

    def all(self) -> list[Value]:
        raise NotImplementedError

    def like(self, typed: str) -> list[Value]:
        """Those that go by a name with this in it, at most MOST_LIKE."""
        wanted = squeezed(typed)
        found = (
            value
            for value in self.all()
            if wanted and any(wanted in squeezed(name) for name in (value.label, *value.also))
        )
        return list(islice(found, MOST_LIKE))


class Choices(ChoiceList):
    """The values of a filter that are written in the code."""

    def __init__(self, pairs: Iterable[tuple[str, str]]):
        self.values = [Value(value, label, value) for value, label in pairs]

    def look_up(self, typed: Collection[str]) -> dict[str, Value]:
        return {v.value: v for v in self.values if v.value in typed}

    def all(self) -> list[Value]:
        return self.values


class Rows(ChoiceList):
    """The values of a filter that are rows of the record, known by one of their fields."""

    def __init__(self, rows: Callable, key: str, label: str, argument: str, also: tuple = ()):
        self.rows, self.key, self.label, self.argument, self.also = rows, key, label, argument, also

    def look_up(self, typed: Collection[str]) -> dict[str, Value]:
        if not typed:
            return {}
        edition = published_edition()
        # a list names a hundred values, nearly all of them those that the last one named
        kept = edition.cached(self._none_yet) if edition else {}
        # another thread may begin anew meanwhile
        found = {value: known for value in typed if (known := kept.get(value))}
        asked = [value for value in typed if value not in found]
        if asked:
            rows = self.rows().filter(**{f"{self.key}__in": asked})
            new = {value.value: value for value in self._values(rows)}
            if len(kept) + len(new) > MOST_KEPT:
                # begun anew: what is named often is soon there again
                kept.clear()
            kept |= new
            found |= new
        return found

    def _none_yet(self, folder: Path) -> dict[str, Value]:
        return {}

    def all(self) -> list[Value]:
        return list(self._values(self.rows()))

    def _values(self, rows: QuerySet) -> Iterator[Value]:
        # the fields alone: a list has a hundred values, and whole rows are ten times as dear
        for key, label, argument, *also in rows.values_list(
            self.key, self.label, self.argument, *self.also
        ):
            yield Value(key, label, argument, tuple(name.replace(" ", "") for name in also))


class NamedRows(Rows):
    """Those that stand in a register, told from their namesakes."""

    def __init__(self, rows: Callable):
        super().__init__(rows, "slug", "name", "slug", ("qualifier",))

    def like(self, typed: str) -> list[Value]:
        return list(self._values(self.rows().named_like(typed).most_articles_first()[:MOST_LIKE]))

    def _values(self, rows: QuerySet) -> Iterator[Value]:
        for slug, name, qualifier in rows.values_list("slug", "name", "qualifier"):
            yield Value(slug, qualified(name, qualifier), slug, (name,))


NEWSPAPERS = NamedRows(Newspaper.objects.all)
PEOPLE = NamedRows(Person.objects.all)
PROVINCES = Rows(Place.objects.provinces, "slug", "short_name", "code", ("name", "code", "pinyin"))


class Years(ChoiceList):
    """The values of a filter by year: every year a newspaper can be of."""

    def look_up(self, typed: Collection[str]) -> dict[str, Value]:
        return {
            year: Value(year, f"{year}年", int(year))
            for year in typed
            if re.fullmatch("[0-9]{4}", year) and dates.FIRST_YEAR <= int(year) <= dates.LAST_YEAR
        }

    def all(self) -> list[Value]:
        return list(self.look_up(map(str, Article.objects.counts_by_year())).values())
