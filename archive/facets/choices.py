"""The values of facets and filters: as in URLs, as shown to readers, and as passed to querysets."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Self

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop

from archive import languages
from archive.editions.current import cached_per_edition, published_edition
from archive.models import (
    Article,
    Mention,
    Name,
    Newspaper,
    Organisation,
    Person,
    Place,
    Tag,
)
from archive.models.sort_names import qualified, topic_label, with_romanised
from archive.text import dates
from archive.text.fold import squeezed

# values cached per filter and edition
MAX_CACHED = 10_000
# matches returned for a text
MAX_MATCHES = 100
# number of people or newspapers listed while articles cannot be counted
MAX_FREQUENT = 300


class Value(NamedTuple):
    """A value of a filter: as in URLs, as shown to readers, and as passed to the QuerySet."""

    value: str
    label: str
    argument: object
    # other names that match it
    aliases: tuple[str, ...] = ()


class ChoiceList:
    """The values of a filter, shared by all requests although filter sets copy their filters."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def look_up(self, typed: Collection[str]) -> dict[str, Value]:
        """Return the typed values that exist, by value."""
        raise NotImplementedError

    def all(self) -> list[Value]:
        raise NotImplementedError

    def most_frequent(self) -> list[Value]:
        """Return the values with the most articles, most first; all if they are few."""
        return self.all()

    def matching(self, typed: str) -> list[Value]:
        """Return at most MAX_MATCHES values whose name contains the text."""
        text = squeezed(typed)
        matches = (
            value
            for value in self.all()
            if text and any(text in squeezed(name) for name in (value.label, *value.aliases))
        )
        return list(islice(matches, MAX_MATCHES))


class StaticChoices(ChoiceList):
    """A fixed list of values."""

    def __init__(self, pairs: Iterable[tuple[str, str | Promise]]):
        self._pairs = [(value, str(label)) for value, label in pairs]

    @property
    def values(self) -> list[Value]:
        """The values with their labels in the language of the request."""
        return [Value(value, gettext(label), value) for value, label in self._pairs]

    def look_up(self, typed: Collection[str]) -> dict[str, Value]:
        return {v.value: v for v in self.values if v.value in typed}

    def all(self) -> list[Value]:
        return self.values


class ModelChoices(ChoiceList):
    """Values from rows of the database, identified by one of their fields."""

    def __init__(
        self,
        rows: Callable[[], Any],
        key: str,
        label: str,
        argument: str,
        aliases: tuple[str, ...] = (),
        english: str = "romanised",
        make_label: Callable[[str, str], str] = with_romanised,
    ):
        """`label` and `english` are columns, of which `make_label` makes the label of a page."""
        self.rows, self.key, self.label, self.argument, self.aliases = (
            rows,
            key,
            label,
            argument,
            aliases,
        )
        self.english, self.make_label = english, make_label

    def look_up(self, typed: Collection[str]) -> dict[str, Value]:
        if not typed:
            return {}
        edition = published_edition()
        # a list page needs a hundred values, mostly those of the previous page in its language
        caches = edition.cached(self._new_caches) if edition else {}
        cache = caches.setdefault(languages.current().code, {})
        # each value is read once, as another thread may clear the cache
        values = {text: value for text in typed if (value := cache.get(text))}
        missing = [text for text in typed if text not in values]
        if missing:
            rows = self.rows().filter(**{f"{self.key}__in": missing})
            new_values = {value.value: value for value in self._values(rows)}
            if len(cache) + len(new_values) > MAX_CACHED:
                # frequently used values soon come back
                cache.clear()
            cache |= new_values
            values |= new_values
        return values

    def _new_caches(self, folder: Path) -> dict[str, dict[str, Value]]:
        return {}

    def all(self) -> list[Value]:
        return list(self._values(self.rows()))

    def _values(self, rows: QuerySet) -> Iterator[Value]:
        # only these fields: a list has a hundred values, and full rows are about ten times slower
        for key, label, english, argument, *aliases in rows.values_list(
            self.key, self.label, self.english, self.argument, *self.aliases
        ):
            names = (label, english, *(name.replace(" ", "") for name in aliases))
            yield Value(key, self.make_label(label, english), argument, names)


class NamedModelChoices(ModelChoices):
    """Values with a sort name, distinguished from their namesakes."""

    def __init__(self, rows: Callable[[], Any]):
        super().__init__(rows, "slug", "name", "slug", ("qualifier",))

    def most_frequent(self) -> list[Value]:
        return list(self._values(self.rows().with_articles().most_articles_first()[:MAX_FREQUENT]))

    def matching(self, typed: str) -> list[Value]:
        return list(self._values(self.rows().named_like(typed).most_articles_first()[:MAX_MATCHES]))

    def _values(self, rows: QuerySet) -> Iterator[Value]:
        for slug, name, romanised, qualifier in rows.values_list(
            "slug", "name", "romanised", "qualifier"
        ):
            label = with_romanised(qualified(name, qualifier), romanised)
            yield Value(slug, label, slug, (name, romanised))


class MentionedNames(NamedModelChoices):
    """The people or organisations named in articles; too many to list them all."""

    def __init__(self, kind: Mention.Kind, records: type[Person] | type[Organisation]):
        super().__init__(lambda: Name.objects.of_kind(kind))
        self.key, self.records = "key", records

    def look_up(self, typed: Collection[str]) -> dict[str, Value]:
        values = super().look_up(typed)
        # with a record they have a page, even if no article names them
        missing = [text for text in typed if text not in values]
        if missing:
            records = self.records.objects.with_slugs(missing)
            values = values | {
                slug: Value(slug, with_romanised(name, romanised), slug)
                for slug, name, romanised in records.values_list("slug", "name", "romanised")
            }
        return values

    def all(self) -> list[Value]:
        return self.most_frequent()

    def _values(self, rows: QuerySet) -> Iterator[Value]:
        romanised = Coalesce("person__romanised", "organisation__romanised", "romanised")
        columns = rows.values_list("key", "name", romanised, "qualifier")
        for key, name, romanised_name, qualifier in columns:
            yield Value(
                key, with_romanised(qualified(name, qualifier), romanised_name), key, (name,)
            )


NEWSPAPERS = NamedModelChoices(Newspaper.objects.all)
PEOPLE = NamedModelChoices(Person.objects.all)
TOPICS = ModelChoices(
    Tag.objects.all, "slug", "pref_label", "slug", ("slug",), "pref_label_en", topic_label
)
NAMED_PEOPLE = MentionedNames(Mention.Kind.PERSON, Person)
NAMED_ORGANISATIONS = MentionedNames(Mention.Kind.ORGANISATION, Organisation)
DIVISIONS = ModelChoices(Place.objects.divisions, "code", "name", "code", ("pinyin",))
PROVINCES = ModelChoices(
    Place.objects.provinces, "slug", "short_name", "code", ("name", "code", "pinyin")
)


class Years(ChoiceList):
    """All years a newspaper can date from."""

    def look_up(self, typed: Collection[str]) -> dict[str, Value]:
        return {
            year: Value(year, gettext("%(year)s年") % {"year": year}, int(year))
            for year in typed
            if re.fullmatch("[0-9]{4}", year) and dates.FIRST_YEAR <= int(year) <= dates.LAST_YEAR
        }

    def all(self) -> list[Value]:
        return list(self.look_up([str(year) for year in _years_with_articles()]).values())


@cached_per_edition
def _years_with_articles() -> tuple[int, ...]:
    """Return the years in which articles may have appeared, latest first."""
    return tuple(Article.objects.counts_by_year())


# features by which lists can be filtered: name → label
FEATURES = {
    "text": gettext_noop("有全文"),
    "image": gettext_noop("有版面图"),
    "front": gettext_noop("头版"),
    "certain": gettext_noop("日期确定"),
    "reprinted": gettext_noop("多处刊登"),
    "first": gettext_noop("略去转载"),
}
# length of an article in characters: name → (label, minimum, exclusive maximum)
LENGTHS = {
    "short": (gettext_noop("500 字以内"), 0, 501),
    "medium": (gettext_noop("501—1500 字"), 501, 1501),
    "long": (gettext_noop("1500 字以上"), 1501, 10**9),
}
