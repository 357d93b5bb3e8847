"""Lists of successive items."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield all items in lists of `size`, of which the last may be shorter; read as they are asked.

    As `itertools.batched`, which Python has from 3.12 on.
    """
    iterator = iter(items)
    return iter(lambda: list(islice(iterator, size)), [])
