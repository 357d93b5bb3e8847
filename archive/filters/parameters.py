"""The parameters of an address: what a view takes, what was given, and what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict

# values of one filter; more are no reader's
MOST_VALUES = 50


class Parameter(NamedTuple):
    """What a view says of a parameter that it takes."""

    label: str
    many: bool = False


class Offer(NamedTuple):
    """Something valid to put in the place of what is wrong."""

    label: str
    query: "QueryParams"


@dataclass(frozen=True)
class ParameterError:
    """One thing wrong with the parameters of an address, and ways out of it."""

    name: str
    message: str
    value: str = ""
    close: tuple[Offer, ...] = ()
    others: tuple[Offer, ...] = ()
    # the address without it
    without: "QueryParams | None" = None


@lru_cache(maxsize=4096)
def _encoded(name: str, value: str) -> str:
    # a page has hundreds of links that differ in one value
    return urlencode([(name, value)])


class QueryParams:
    """The parameters of an address as an immutable list of pairs; str() is what follows the path."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()):
        self.pairs = tuple(pairs)

    @classmethod
    def of(cls, data: QueryDict) -> "QueryParams":
        return cls((name, value) for name, values in data.lists() for value in values)

    def __str__(self):
        return f"?{'&'.join(_encoded(*pair) for pair in self.pairs)}" if self.pairs else ""

    def __iter__(self):
        return iter(self.pairs)

    def with_value(self, name: str, value: str) -> "QueryParams":
        pair = (name, value)
        return self if pair in self.pairs else QueryParams((*self.pairs, pair))

    def without(self, *names: str) -> "QueryParams":
        return QueryParams(pair for pair in self.pairs if pair[0] not in names)

    def without_values(self, name: str, values: Iterable[str]) -> "QueryParams":
        gone = set(values)
        return QueryParams(p for p in self.pairs if p[0] != name or p[1] not in gone)

    def in_one_order(self, names: Iterable[str]) -> "QueryParams":
        """The same selection as everybody's link to it should have it."""
        order = {name: n for n, name in enumerate(names)}
        return QueryParams(sorted(set(self.pairs), key=lambda pair: (order[pair[0]], pair[1])))


def query_params(parameters: Mapping[str, Parameter]):
    """Declares the parameters of a view; a view that declares none takes none."""

    def declare(view):
        view.parameters = parameters
        return view

    return declare


def query_params_of(view) -> Mapping[str, Parameter]:
    """The parameters that a view has declared."""
    return getattr(view, "parameters", {})


def close_matches(typed: str, names: Mapping[str, Iterable[str]]) -> list[str]:
    """The keys of `names` that somebody who typed `typed` may have meant, closest first.

    `names` maps each key to all the words it goes by.
    """
    known: dict[str, list[str]] = {}
    for key, words in names.items():
        for word in words:
            known.setdefault(word.casefold(), []).append(key)
    typed = typed.strip().casefold()
    inside = [word for word in known if typed and word and (typed in word or word in typed)]
    near = get_close_matches(typed, known, n=5, cutoff=0.6)
    found = dict.fromkeys(key for word in (*near, *inside[:5]) for key in known[word])
    return list(found)[:6]
