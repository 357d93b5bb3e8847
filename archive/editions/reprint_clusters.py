"""Group articles that share text: which print the same dispatch, whole or in part."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from archive.models import Reprint

from .fingerprint_index import Pair

Extent = Reprint.Extent
# Two articles are the same dispatch if they share this much of the longer one; one has another in
# it if they share this much of the shorter.
WHOLE, CONTAINED = 0.35, 0.5


class Printing(NamedTuple):
    """An article, and the dispatch that it prints: the first article that has it whole."""

    dispatch: int
    article: int
    extent: Extent


def printings(pairs: Iterable[Pair], sizes: Mapping[int, int]) -> list[Printing]:
    """Return the printings of every dispatch that several articles print, in order.

    `sizes` are the numbers of fingerprints of the articles. Articles that share most of their text
    are one dispatch, also by way of others. Those that share less are beside it, as parts: the
    longer one where the shorter stands in it, so that a roundup of two dispatches is beside both
    and does not make one of them; or an excerpt, beside the dispatch that several print whole.
    """
    wholes = _Sets()
    parts: list[Pair] = []
    for pair in pairs:
        if pair.shared >= WHOLE * max(sizes[pair.one], sizes[pair.other]):
            wholes.join(pair.one, pair.other)
        else:
            parts.append(pair)
    result = {Printing(wholes.first(key), key, Extent.WHOLE) for key in wholes}
    members = {(printing.dispatch, printing.article) for printing in result}
    for first, second, shared in parts:
        shorter = min(first, second, key=lambda key: (sizes[key], key))
        is_contained = shared >= CONTAINED * sizes[shorter]
        home = shorter if is_contained else first
        guest = second if home == first else first
        if home not in wholes and guest in wholes:
            home, guest = guest, home
        dispatch = wholes.first(home)
        if (dispatch, guest) not in members:
            result.add(Printing(dispatch, dispatch, Extent.WHOLE))
            result.add(Printing(dispatch, guest, Extent.PART))
    return sorted(result)


class _Sets:
    """Disjoint sets of two or more keys, each named by its lowest (union-find)."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}

    def __iter__(self) -> Iterator[int]:
        return iter(list(self._parents))

    def __contains__(self, key: int) -> bool:
        return key in self._parents

    def first(self, key: int) -> int:
        """Return the lowest key of the set of this one; a key in no set is its own."""
        parents = self._parents
        while (parent := parents.get(key, key)) != key:
            # halves the path
            parents[key] = parents[parent]
            key = parents[key]
        return key

    def join(self, left_key: int, right_key: int) -> None:
        first, second = sorted((self.first(left_key), self.first(right_key)))
        self._parents.setdefault(first, first)
        self._parents[second] = first
