"""Query parameters: those a view accepts, those of a request, and the errors in them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise

View = TypeVar("View", bound=Callable[..., Any])

# maximum number of values of one parameter, more than any reader needs
MAX_VALUES = 50


class Parameter(NamedTuple):
    """The declaration of a parameter that a view accepts."""

    label: str | Promise
    many: bool = False


class Offer(NamedTuple):
    """A valid alternative to a wrong parameter."""

    label: str
    query: "QueryParams"


@dataclass(frozen=True)
class ParameterError:
    """An error in the parameters of an address, with alternatives."""

    name: str
    message: str
    value: str = ""
    close: tuple[Offer, ...] = ()
    others: tuple[Offer, ...] = ()
    # the address without it
    without: "QueryParams | None" = None


@lru_cache(maxsize=4096)
def _encoded(name: str, value: str) -> str:
    # cached, as the hundreds of links on a page differ in only one value
    return urlencode([(name, value)])


class QueryParams:
    """Query parameters as an immutable list of pairs; str() is the query string with "?"."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()):
        self.pairs = tuple(pairs)

    @classmethod
    def from_querydict(cls, data: QueryDict) -> "QueryParams":
        return cls((name, value) for name, values in data.lists() for value in values)

    def __str__(self) -> str:
        return f"?{'&'.join(_encoded(*pair) for pair in self.pairs)}" if self.pairs else ""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)

    def with_value(self, name: str, value: str) -> "QueryParams":
        pair = (name, value)
        return self if pair in self.pairs else QueryParams((*self.pairs, pair))

    def without(self, *names: str) -> "QueryParams":
        return QueryParams(pair for pair in self.pairs if pair[0] not in names)

    def without_values(self, name: str, values: Iterable[str]) -> "QueryParams":
        dropped = set(values)
        return QueryParams(p for p in self.pairs if p[0] != name or p[1] not in dropped)

    def sorted_by(self, names: Iterable[str]) -> "QueryParams":
        """Return the parameters in the order of `names` without duplicates: the canonical form."""
        order = {name: n for n, name in enumerate(names)}
        return QueryParams(sorted(set(self.pairs), key=lambda pair: (order[pair[0]], pair[1])))


def query_params(parameters: Mapping[str, Parameter]) -> Callable[[View], View]:
    """Decorator: declare the parameters of a view; without it, a view accepts none."""

    def declare(view: View) -> View:
        vars(view)["parameters"] = parameters
        return view

    return declare


def query_params_of(view: object) -> Mapping[str, Parameter]:
    """Return the declared parameters of a view."""
    return getattr(view, "parameters", {})


def close_matches(typed: str, names: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the keys of `names` closest to the typed text, best first.

    `names` maps each key to all names it is known by.
    """
    keys: dict[str, list[str]] = {}
    for key, words in names.items():
        for word in words:
            keys.setdefault(word.casefold(), []).append(key)
    typed = typed.strip().casefold()
    containing = [word for word in keys if typed and word and (typed in word or word in typed)]
    similar = get_close_matches(typed, keys, n=5, cutoff=0.6)
    matches = dict.fromkeys(key for word in (*similar, *containing[:5]) for key in keys[word])
    return list(matches)[:6]
