"""A file that is made up of pieces, which are read one after the other."""

from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple


class FileRange(NamedTuple):
    """Bytes of a file, from `start` on."""

    path: Path
    start: int
    size: int


# a path is a whole file
Piece = Path | FileRange | bytes


def size_of(pieces: Iterable[Piece]) -> int:
    return sum(map(_size, pieces))


class JoinedFile:
    """A file-like object over the bytes [start, stop) of the pieces; by default all of them."""

    def __init__(self, pieces: Iterable[Piece], start: int = 0, stop: int | None = None):
        self._rest = deque(pieces)
        self._left = (size_of(self._rest) if stop is None else stop) - start
        while self._rest and start >= (size := _size(self._rest[0])):
            self._rest.popleft()
            start -= size
        # the first piece that is read from, and where
        self._offset = start
        # the file that was read from last: pieces are often of few files
        self._files: dict[Path, BinaryIO] = {}

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, fewer only at the end; by default all that is left."""
        length = self._left if size < 0 else min(size, self._left)
        chunks = []
        while length and self._rest:
            data = self._read_piece(self._rest[0], length)
            if not data:
                self._rest.popleft()
                self._offset = 0
                continue
            chunks.append(data)
            self._offset += len(data)
            self._left -= len(data)
            length -= len(data)
        return b"".join(chunks)

    def _read_piece(self, piece: Piece, size: int) -> bytes:
        if isinstance(piece, bytes):
            return piece[self._offset : self._offset + size]
        path, start, length = (piece, 0, size) if isinstance(piece, Path) else piece
        if isinstance(piece, FileRange):
            size = min(size, length - self._offset)
        file = self._open(path)
        file.seek(start + self._offset)
        return file.read(size)

    def _open(self, path: Path) -> BinaryIO:
        if path not in self._files:
            # a piece of a SQLite file may alternate with one of its log
            while len(self._files) > 1:
                self._files.pop(next(iter(self._files))).close()
            self._files[path] = path.open("rb")
        return self._files[path]

    def close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files.clear()


def _size(piece: Piece) -> int:
    if isinstance(piece, bytes):
        return len(piece)
    return piece.stat().st_size if isinstance(piece, Path) else piece.size
