"""Packs of page texts: JSON lines files with one text a line, indexed by digest."""

import hashlib
import json
import os
import re
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

from .error_messages import json_error_message

SUFFIX = ".pages.jsonl"
COMPRESSED = (f"{SUFFIX}.gz", f"{SUFFIX}.xz", f"{SUFFIX}.zst", f"{SUFFIX}.bz2")

# the usual form of a line; any other is parsed as JSON for its digest
_HEAD = re.compile(rb'\s*\{\s*"sha256"\s*:\s*"([0-9a-f]{64})"\s*,')
_HEX = re.compile("[0-9a-f]{64}")
# an index entry: the digest, the number of the pack (2 bytes), the offset of the line in it (6)
_DIGEST, _PACK, _WHERE = 32, 2, 6
_ENTRY = _DIGEST + _PACK + _WHERE
# bytes per read
_READ = 1 << 15


class Packs:
    """The page texts of `paths` by SHA-256; the index takes 40 bytes of memory a text.

    `faults` has (path, line, field, message) for each invalid line. A text is checked against its
    digest when it is read.
    """

    def __init__(self, paths: list[Path]):
        self.paths = paths
        self.faults: list[tuple[Path, int, str, str]] = []
        self._open: dict[int, int] = {}
        entries = sorted(entry for n in range(len(paths)) for entry in self._entries(n))
        self._index = b"".join(entries)

    def __len__(self) -> int:
        return len(self._index) // _ENTRY

    def __iter__(self) -> Iterator[str]:
        """The distinct digests in order, as hexadecimal digits."""
        last = b""
        for at in range(0, len(self._index), _ENTRY):
            digest = self._index[at : at + _DIGEST]
            if digest != last:
                yield digest.hex()
            last = digest

    def __contains__(self, sha256: str) -> bool:
        return self._find(sha256) is not None

    def __getitem__(self, sha256: str) -> str:
        """The text; KeyError if no pack has it, ValueError if it does not match its digest."""
        location = self._find(sha256)
        if location is None:
            raise KeyError(sha256)
        pack, where = location
        text = json.loads(self._line(pack, where))["text"]
        if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != sha256:
            line = self._line_number(pack, where)
            raise ValueError(f"{self.paths[pack]}:{line}: text: 文字与 sha256 不符")
        return text

    def pack_of(self, sha256: str) -> Path:
        location = self._find(sha256)
        if location is None:
            raise KeyError(sha256)
        return self.paths[location[0]]

    def _entries(self, pack: int) -> Iterator[bytes]:
        where = 0
        with self.paths[pack].open("rb") as file:
            for number, line in enumerate(file, 1):
                if head := _HEAD.match(line):
                    digest = head[1].decode()
                elif line.strip():
                    digest = self._digest(pack, number, line)
                else:
                    digest = ""
                if digest:
                    place = where.to_bytes(_WHERE, "big")
                    yield bytes.fromhex(digest) + pack.to_bytes(_PACK, "big") + place
                where += len(line)

    def _digest(self, pack: int, number: int, line: bytes) -> str:
        """The digest of a line in an unusual form; "" with a fault if it is invalid."""

        def fault(field: str, message: str) -> str:
            self.faults.append((self.paths[pack], number, field, message))
            return ""

        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            return fault("JSON", json_error_message(error))
        if not isinstance(record, dict):
            return fault("JSON", '应为 {"sha256": …, "text": …}')
        if unknown := record.keys() - {"sha256", "text"}:
            return fault(str(min(unknown)), "没有这个字段，是否拼写有误？")
        if not isinstance(record.get("text"), str):
            return fault("text", "应为文字")
        digest = record.get("sha256")
        if not isinstance(digest, str) or not _HEX.fullmatch(digest):
            return fault("sha256", "应为 64 位小写的十六进制数")
        return digest

    def _find(self, sha256: str) -> tuple[int, int] | None:
        """(number of the pack, offset of the line), or None."""
        try:
            digest = bytes.fromhex(sha256)
        except ValueError:
            return None
        at = bisect_left(range(len(self)), digest, key=self._at)
        if at == len(self) or self._at(at) != digest:
            return None
        entry = self._index[at * _ENTRY + _DIGEST : (at + 1) * _ENTRY]
        return int.from_bytes(entry[:_PACK], "big"), int.from_bytes(entry[_PACK:], "big")

    def _at(self, n: int) -> bytes:
        return self._index[n * _ENTRY : n * _ENTRY + _DIGEST]

    def _line(self, pack: int, where: int) -> bytes:
        # pread, as forked processes share the file position
        if pack not in self._open:
            self._open[pack] = os.open(self.paths[pack], os.O_RDONLY)
        line = b""
        while chunk := os.pread(self._open[pack], _READ, where + len(line)):
            end = chunk.find(b"\n")
            line += chunk if end < 0 else chunk[:end]
            if end >= 0:
                break
        return line

    def _line_number(self, pack: int, where: int) -> int:
        with self.paths[pack].open("rb") as file:
            number = 1
            while where > 0:
                chunk = file.read(min(where, 1 << 20))
                if not chunk:
                    break
                number += chunk.count(b"\n")
                where -= len(chunk)
        return number
