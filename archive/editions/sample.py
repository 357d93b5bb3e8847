"""Takes a sample that is the same each time for the same edition."""

import random
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def sample(things: Iterable[T], most: int, seed: str) -> list[T]:
    """All, or `most` of them, each as likely as any other, in memory for no more than these."""
    chance = random.Random(seed)
    taken: list[T] = []
    for n, thing in enumerate(things):
        if n < most:
            taken.append(thing)
        elif (at := chance.randrange(n + 1)) < most:
            taken[at] = thing
    return taken
