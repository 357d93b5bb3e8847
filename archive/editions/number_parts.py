"""Many numbers in parts by their highest bits: a part fits into memory, all of them need not."""

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

_PART_BITS = 10
# numbers kept in memory, of 8 bytes each
_MAX_BUFFERED = 1 << 21


class NumberParts:
    """Numbers below 2 ** `bits`, at most 64, are added, then read part by part in order of parts.

    What does not fit into memory goes to files in `folder`, whose names begin with `name`.
    """

    def __init__(self, folder: Path, name: str, bits: int):
        self._shift = bits - _PART_BITS
        self._parts = [array("Q") for _ in range(1 << _PART_BITS)]
        self._paths = [folder / f"{name}-{n}" for n in range(1 << _PART_BITS)]
        self._kept = 0

    def add(self, numbers: Iterable[int]) -> None:
        parts, shift, added = self._parts, self._shift, 0
        for added, number in enumerate(numbers, 1):  # noqa: B007
            parts[number >> shift].append(number)
        self._kept += added
        if self._kept > _MAX_BUFFERED:
            self._write()

    def _write(self) -> None:
        for path, part in zip(self._paths, self._parts, strict=True):
            with path.open("ab") as file:
                part.tofile(file)
            del part[:]
        self._kept = 0

    def __iter__(self) -> Iterator["array[int]"]:
        """Yield each part, unsorted, and forget it."""
        for path, part in zip(self._paths, self._parts, strict=True):
            numbers = array("Q")
            if path.exists():
                numbers.frombytes(path.read_bytes())
                path.unlink()
            numbers.extend(part)
            del part[:]
            yield numbers
