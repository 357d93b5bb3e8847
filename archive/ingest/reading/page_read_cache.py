"""Cache pages that have been read, and the errors of pages that cannot be read.

An interrupted run can be resumed, and no run tries again what has failed before. The key of a page
is the SHA-256 of its file and of the code and libraries that read it.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from archive.catalogue.held_files import file_sha256
from archive.catalogue.image_format import UnreadableImage
from archive.ingest.importers.printed_text import PrintedText
from archive.ingest.page_lines import PageLine
from archive.text.boxes import Box

from .read_file import ReadPage

# The name of the cache's folder in VAR_DIR.
FOLDER = "read-pages"
# A newer version may read what an older one could not.
_LIBRARIES = (
    "pypdfium2",
    "pyvips",
    "pyvips-binary",
    "rapidocr",
    "onnxruntime",
    "opencv-python-headless",
)
_FAULT = "fault"


class FailedBefore(UnreadableImage):
    """A page that could not be read in an earlier run either; it was not tried again."""


class PageReadCache:
    """The cached pages in a folder; pages read by other versions of the code are removed."""

    def __init__(self, folder: Path, retry: bool = False):
        """Open the cache in `folder`; if `retry` is true, pages that failed are read again."""
        self._folder = folder / _code_digest()
        self._retry = retry
        self._sums: dict[Path, str] = {}
        if folder.is_dir():
            for path in folder.glob("*/*.json"):
                if path.parent != self._folder:
                    path.unlink(missing_ok=True)

    def get(self, path: Path, pdf_page: int | None) -> ReadPage | None:
        """Return the page of a file; None if it has not been cached completely.

        Raise FailedBefore if it could not be read.
        """
        try:
            record = json.loads(self._file(path, pdf_page).read_text(encoding="utf-8"))
            if _FAULT not in record:
                return _page(record, path, pdf_page)
            reason = str(record[_FAULT])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if self._retry:
            return None
        raise FailedBefore(reason)

    def has(self, path: Path, pdf_page: int | None) -> bool:
        """Return whether a page is cached or known to fail. Raise OSError."""
        try:
            return self.get(path, pdf_page) is not None
        except FailedBefore:
            return True

    def put(self, page: ReadPage) -> None:
        self._write(self._file(page.path, page.pdf_page), _record(page))

    def put_fault(self, path: Path, pdf_page: int | None, reason: str) -> None:
        """Cache the error of a page; `pdf_page` is None for the whole file."""
        self._write(self._file(path, pdf_page), {_FAULT: reason})

    def _write(self, file: Path, record: dict[str, Any]) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            temporary = file.with_name(f".{file.name}.{os.getpid()}")
            temporary.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
            os.replace(temporary, file)
        except OSError:
            # Without a cached copy the page will be read again.
            return

    def _file(self, path: Path, pdf_page: int | None) -> Path:
        if path not in self._sums:
            self._sums[path] = file_sha256(path)
        return self._folder / f"{self._sums[path]}-{pdf_page or 0}.json"


@cache
def _code_digest() -> str:
    """Return the digest of the code that reads pages, and of its libraries' versions."""
    total = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        total.update(path.read_bytes())
    for name in _LIBRARIES:
        try:
            total.update(f"{name} {version(name)}\n".encode())
        except PackageNotFoundError:
            continue
    return total.hexdigest()[:16]


def _record(page: ReadPage) -> dict[str, Any]:
    return {
        "width": page.width,
        "height": page.height,
        "how": page.how,
        "turns": page.turns,
        "lines": list(_lines(page)),
    }


def _lines(page: ReadPage) -> Iterator[list[Any] | None]:
    for line, page_print in zip(page.lines, page.prints, strict=True):
        if page_print is None:
            yield None
        else:
            yield [
                [line.text, line.box, line.size, line.bold, line.vertical, line.confidence],
                list(page_print),
            ]


def _page(record: dict[str, Any], path: Path, pdf_page: int | None) -> ReadPage:
    lines: list[PageLine] = []
    prints: list[PrintedText | None] = []
    for row in record["lines"]:
        if row is None:
            lines.append(PageLine(""))
            prints.append(None)
            continue
        (text, box, *line_fields), (words, place, number, direction, confidence, steps, polygon) = (
            row
        )
        lines.append(PageLine(text, Box(*box), *line_fields))
        prints.append(
            PrintedText(
                words, Box(*place), number, direction, confidence, tuple(steps), tuple(polygon)
            )
        )
    size = record["width"], record["height"]
    return ReadPage(path, pdf_page, *size, record["how"], lines, prints, record["turns"])
