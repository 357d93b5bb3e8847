"""Read the lines of a text file in any encoding, counting them."""

import codecs
import io
from collections.abc import Iterator
from pathlib import Path

from archive.command_messages import message

from . import encoding_detection
from .parsed_issue import ImportRefused

# Maximum length of a line, in bytes, or in characters for UTF-16 and UTF-32.
MAX_SIZE = 16 * 2**20
# Encodings in which a newline byte can be part of another character.
_WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
# Number of bytes read at a time to detect the encoding.
_SAMPLE = 2**20


class TextLines:
    """The lines of a file as text, with the number of the last line read.

    `encoding` is detected if not given. A line that cannot be decoded contains U+FFFD and its
    number is in `broken`, for the caller to refuse. Raises ImportRefused, with the line, if the
    file is not text.
    """

    def __init__(self, path: Path, encoding: str = ""):
        self._path = path
        self.number = 0
        self.broken: list[int] = []
        try:
            self._encoding = codecs.lookup(encoding).name if encoding else _encoding(path)
        except LookupError as error:
            raise ImportRefused(
                str(path), message("没有编码 %(encoding)s", encoding=encoding)
            ) from error
        except OSError as error:
            raise ImportRefused(str(path), error.strerror or str(error)) from error

    def __iter__(self) -> Iterator[str]:
        try:
            with self._path.open("rb") as raw:
                for line in self._wide(raw) if self._encoding in _WIDE else self._narrow(raw):
                    if "\0" in line:
                        raise ImportRefused(
                            self._where(), message("含空字符：不是文本文件，或编码不对")
                        )
                    # Line ends of old Macs: the whole file would be one line.
                    if "\r" in line.rstrip("\r\n"):
                        raise ImportRefused(
                            self._where(), message("行末只有回车（CR）；请以 LF 或 CRLF 换行另存")
                        )
                    yield line.removeprefix("\ufeff") if self.number == 1 else line
        except OSError as error:
            raise ImportRefused(str(self._path), error.strerror or str(error)) from error

    def refusals(self) -> Iterator[ImportRefused]:
        """Yield the refusals of lines that could not be decoded since the last call."""
        problem = message("不是 %(encoding)s 文本", encoding=self._encoding.removesuffix("-sig"))
        yield from (ImportRefused(f"{self._path}:{number}", problem) for number in self.broken)
        self.broken.clear()

    def _where(self) -> str:
        return f"{self._path}:{self.number}"

    def _count(self, line: bytes | str) -> None:
        self.number += 1
        if len(line) > MAX_SIZE:
            raise ImportRefused(self._where(), message("一行太长"))

    def _narrow(self, raw: io.BufferedReader) -> Iterator[str]:
        while line := raw.readline(MAX_SIZE + 1):
            self._count(line)
            try:
                yield line.decode(self._encoding)
            except UnicodeDecodeError:
                self.broken.append(self.number)
                yield line.decode(self._encoding, "replace")

    def _wide(self, raw: io.BufferedReader) -> Iterator[str]:
        text = io.TextIOWrapper(raw, self._encoding, newline="\n")
        try:
            while line := text.readline(MAX_SIZE + 1):
                self._count(line)
                yield line
        except UnicodeError as error:
            location = f"{self._path}:{self.number + 1}"
            raise ImportRefused(
                location,
                message("不是 %(encoding)s 文本：%(error)s", encoding=self._encoding, error=error),
            ) from error


def _encoding(path: Path) -> str:
    """Return UTF-8 if the whole file is valid, otherwise detect from the first part that is not."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        if name := encoding_detection.byte_order_mark(file.read(4)):
            return name
        file.seek(0)
        previous = b""
        while chunk := file.read(_SAMPLE):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                # From the start of a line to the end of another, so that no character is cut.
                sample = previous + chunk + file.read(_SAMPLE)
                start = sample.find(b"\n") + 1 if file.tell() > 2 * _SAMPLE else 0
                return encoding_detection.detect_encoding(
                    sample[start : sample.rfind(b"\n") + 1] or sample
                )
            previous = chunk
    return "utf-8"
