"""Cache pages that have been read, so that an interrupted run can be resumed.

The key of a page is the SHA-256 of its file and of the code that read it.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from archive.ingest.importers.printed_text import PrintedText
from archive.ingest.page_lines import PageLine
from archive.text.boxes import Box

from .read_file import ReadPage

# The name of the cache's folder in VAR_DIR.
FOLDER = "read-pages"


class PageReadCache:
    """The cached pages in a folder; pages read by other versions of the code are removed."""

    def __init__(self, folder: Path):
        self._folder = folder / _code_digest()
        if folder.is_dir():
            for path in folder.glob("*/*.json"):
                if path.parent != self._folder:
                    path.unlink(missing_ok=True)

    def get(self, sha256: str, path: Path, pdf_page: int | None) -> ReadPage | None:
        """Return the page of a file with this digest; None if it has not been cached completely."""
        try:
            record = json.loads(self._file(sha256, pdf_page).read_text(encoding="utf-8"))
            return _page(record, path, pdf_page)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, sha256: str, page: ReadPage) -> None:
        file = self._file(sha256, page.pdf_page)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            temporary = file.with_name(f".{file.name}.{os.getpid()}")
            temporary.write_text(json.dumps(_record(page), ensure_ascii=False), encoding="utf-8")
            os.replace(temporary, file)
        except OSError:
            # Without a cached copy the page will be read again.
            return

    def _file(self, sha256: str, pdf_page: int | None) -> Path:
        return self._folder / f"{sha256}-{pdf_page or 0}.json"


@cache
def _code_digest() -> str:
    """Return the digest of the code that reads pages."""
    total = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        total.update(path.read_bytes())
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
    for line, printed in zip(page.lines, page.prints, strict=True):
        if printed is None:
            yield None
        else:
            yield [
                [line.text, line.box, line.size, line.bold, line.vertical, line.confidence],
                list(printed),
            ]


def _page(record: dict[str, Any], path: Path, pdf_page: int | None) -> ReadPage:
    lines: list[PageLine] = []
    prints: list[PrintedText | None] = []
    for row in record["lines"]:
        if row is None:
            lines.append(PageLine(""))
            prints.append(None)
            continue
        (text, box, *more), (words, place, number, direction, confidence, steps, polygon) = row
        lines.append(PageLine(text, Box(*box), *more))
        prints.append(
            PrintedText(
                words, Box(*place), number, direction, confidence, tuple(steps), tuple(polygon)
            )
        )
    size = record["width"], record["height"]
    return ReadPage(path, pdf_page, *size, record["how"], lines, prints, record["turns"])
