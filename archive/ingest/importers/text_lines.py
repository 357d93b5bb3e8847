"""Reads the lines of a text file in whatever encoding it is, each with its number."""

import codecs
import io
from collections.abc import Iterator
from pathlib import Path

from . import encoding_detection
from .parsed_issue import ImportRefused

# bytes of a line, or characters where a character has two or four
MOST = 16 * 2**20
# line ends stand in the bytes of other characters there
_WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
# read at a time to see the encoding
_SAMPLE = 2**20


class TextLines:
    """A file's lines as text, with the number of the last one that was read.

    `encoding` is believed; without it that is taken which is seen. A line with characters that
    cannot be decoded has U+FFFD for them and its number is in `broken`, for whoever reads to refuse.
    Refused, with the line, for what is not text.
    """

    def __init__(self, path: Path, encoding: str = ""):
        self._path = path
        self.number = 0
        self.broken: list[int] = []
        try:
            self._encoding = codecs.lookup(encoding).name if encoding else _encoding(path)
        except LookupError as error:
            raise ImportRefused(str(path), f"没有叫 {encoding} 的编码") from error
        except OSError as error:
            raise ImportRefused(str(path), error.strerror or str(error)) from error

    def __iter__(self) -> Iterator[str]:
        try:
            with self._path.open("rb") as raw:
                for line in self._wide(raw) if self._encoding in _WIDE else self._narrow(raw):
                    if "\0" in line:
                        raise ImportRefused(self._where(), "含空字符：不是文本文件，或编码不对")
                    # as old Macs, and nobody since, end lines: all would be one
                    if "\r" in line.rstrip("\r\n"):
                        raise ImportRefused(
                            self._where(), "行末只有回车（CR）；请以 LF 或 CRLF 换行另存"
                        )
                    yield line.removeprefix("\ufeff") if self.number == 1 else line
        except OSError as error:
            raise ImportRefused(str(self._path), error.strerror or str(error)) from error

    def refusals(self) -> Iterator[ImportRefused]:
        """Why each line cannot be used that was broken since this was asked."""
        said = f"不是 {self._encoding.removesuffix('-sig')} 文本"
        yield from (ImportRefused(f"{self._path}:{number}", said) for number in self.broken)
        self.broken.clear()

    def _where(self) -> str:
        return f"{self._path}:{self.number}"

    def _count(self, line: bytes | str) -> None:
        self.number += 1
        if len(line) > MOST:
            raise ImportRefused(self._where(), "一行太长")

    def _narrow(self, raw: io.BufferedReader) -> Iterator[str]:
        while line := raw.readline(MOST + 1):
            self._count(line)
            try:
                yield line.decode(self._encoding)
            except UnicodeDecodeError:
                self.broken.append(self.number)
                yield line.decode(self._encoding, "replace")

    def _wide(self, raw: io.BufferedReader) -> Iterator[str]:
        text = io.TextIOWrapper(raw, self._encoding, newline="\n")
        try:
            while line := text.readline(MOST + 1):
                self._count(line)
                yield line
        except UnicodeError as error:
            where = f"{self._path}:{self.number + 1}"
            raise ImportRefused(where, f"不是 {self._encoding} 文本：{error}") from error


def _encoding(path: Path) -> str:
    """UTF-8 where all of the file is, else what the first stretch that is not tells."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        if name := encoding_detection.byte_order_mark(file.read(4)):
            return name
        file.seek(0)
        left = b""
        while chunk := file.read(_SAMPLE):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                # from a line's beginning to another's end: characters are whole there
                read = left + chunk + file.read(_SAMPLE)
                first = read.find(b"\n") + 1 if file.tell() > 2 * _SAMPLE else 0
                return encoding_detection.detect_encoding(
                    read[first : read.rfind(b"\n") + 1] or read
                )
            left = chunk
    return "utf-8"
