"""JSON Lines files whose lines are keyed by a SHA-256, indexed and read on demand."""

import json
import os
import re
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

from archive.command_messages import message

from .error_messages import json_error_message
from .file_cache import FileCache

_HEX = re.compile("[0-9a-f]{64}")
# an index entry: the digest, the number of the file (2 bytes), the offset of the line in it (6)
_DIGEST, _FILE, _OFFSET = 32, 2, 6
# bytes per read
_CHUNK = 1 << 15


class IndexedLines:
    """The lines of `paths` by the SHA-256 in their field `key`; 80 bytes of memory a line.

    A line that does not begin with that field is parsed to find it, and may have only the fields in
    `fields`. `faults` has (path, line, field, message) for each line that cannot be indexed.
    """

    def __init__(
        self, paths: list[Path], key: str, fields: frozenset[str], cache: FileCache | None = None
    ):
        self.paths = paths
        self.cache = cache or FileCache()
        self.faults: list[tuple[Path, int, str, str]] = []
        self._key, self._fields = key, fields
        # the usual form of a line; any other is parsed as JSON for its digest
        self._head = re.compile(rb'\s*\{\s*"%s"\s*:\s*"([0-9a-f]{64})"\s*,' % key.encode())
        self._open: dict[int, int] = {}
        self._index = sorted(entry for n in range(len(paths)) for entry in self._entries(n))

    def __len__(self) -> int:
        return len(self._index)

    def __iter__(self) -> Iterator[str]:
        """Yield the distinct digests in order, as hexadecimal digits."""
        last = b""
        for digest in self._digests():
            if digest != last:
                yield digest.hex()
            last = digest

    def __contains__(self, sha256: str) -> bool:
        return self._find(sha256) is not None

    def line(self, sha256: str) -> bytes:
        """Return the line of a digest; KeyError if there is none."""
        file, offset = self._place(sha256)
        return self._read(file, offset)

    def place(self, sha256: str) -> tuple[Path, int]:
        """Return (file, number of the line) of a digest; KeyError if there is none."""
        file, offset = self._place(sha256)
        return self.paths[file], self._line_number(file, offset)

    def file_of(self, sha256: str) -> Path:
        """Return the file with the line of a digest; KeyError if there is none."""
        return self.paths[self._place(sha256)[0]]

    def repeated(self) -> Iterator[tuple[Path, int, str]]:
        """Yield (file, line number, digest) of lines that repeat the digest of an earlier line."""
        last = b""
        for at, digest in enumerate(self._digests()):
            if digest == last:
                file, offset = self._where(at)
                yield self.paths[file], self._line_number(file, offset), digest.hex()
            last = digest

    def _digests(self) -> Iterator[bytes]:
        return (entry[:_DIGEST] for entry in self._index)

    def _entries(self, file: int) -> Iterator[bytes]:
        path, kind, count = self.paths[file], f"lines by {self._key}", len(self.faults)
        lines = self.cache.get(path, kind)
        if lines is None:
            lines = b"".join(sorted(self._lines(file)))
            # faults are reported each time
            if len(self.faults) == count:
                self.cache.put(path, kind, lines)
        number = file.to_bytes(_FILE, "big")
        for n in range(0, len(lines), _DIGEST + _OFFSET):
            yield lines[n : n + _DIGEST] + number + lines[n + _DIGEST : n + _DIGEST + _OFFSET]

    def _lines(self, file: int) -> Iterator[bytes]:
        """Yield the digest and the offset of each line."""
        offset = 0
        with self.paths[file].open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if head := self._head.match(line):
                    digest = head[1].decode()
                elif line.strip():
                    digest = self._digest(file, number, line)
                else:
                    digest = ""
                if digest:
                    yield bytes.fromhex(digest) + offset.to_bytes(_OFFSET, "big")
                offset += len(line)

    def _digest(self, file: int, number: int, line: bytes) -> str:
        """Return the digest of a line in an unusual form; "" with a fault if it is invalid."""

        def fault(field: str, message: str) -> str:
            self.faults.append((self.paths[file], number, field, message))
            return ""

        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            return fault("JSON", json_error_message(error))
        if not isinstance(record, dict):
            return fault("JSON", message('应为 {"%(field)s": …, …}', field=self._key))
        if unknown := record.keys() - self._fields:
            return fault(str(min(unknown)), message("没有这个字段，是否拼写有误？"))
        if problem := self.problem(record):
            return fault(*problem)
        digest = record.get(self._key)
        if not isinstance(digest, str) or not _HEX.fullmatch(digest):
            return fault(self._key, message("应为 64 位小写的十六进制数"))
        return digest

    def problem(self, record: dict) -> tuple[str, str] | None:
        """Return (field, message) if a line in an unusual form has a wrong value; None if not."""
        return None

    def _place(self, sha256: str) -> tuple[int, int]:
        place = self._find(sha256)
        if place is None:
            raise KeyError(sha256)
        return place

    def _find(self, sha256: str) -> tuple[int, int] | None:
        """Return (number of the file, offset of the line), or None."""
        try:
            digest = bytes.fromhex(sha256)
        except ValueError:
            return None
        at = bisect_left(self._index, digest)
        if at == len(self) or self._index[at][:_DIGEST] != digest:
            return None
        return self._where(at)

    def _where(self, n: int) -> tuple[int, int]:
        place = self._index[n][_DIGEST:]
        return int.from_bytes(place[:_FILE], "big"), int.from_bytes(place[_FILE:], "big")

    def _read(self, file: int, offset: int) -> bytes:
        # pread, as forked processes share the file position
        if file not in self._open:
            self._open[file] = os.open(self.paths[file], os.O_RDONLY)
        line = b""
        while chunk := os.pread(self._open[file], _CHUNK, offset + len(line)):
            end = chunk.find(b"\n")
            line += chunk if end < 0 else chunk[:end]
            if end >= 0:
                break
        return line

    def _line_number(self, file: int, offset: int) -> int:
        with self.paths[file].open("rb") as lines:
            number = 1
            while offset > 0:
                chunk = lines.read(min(offset, 1 << 20))
                if not chunk:
                    break
                number += chunk.count(b"\n")
                offset -= len(chunk)
        return number
