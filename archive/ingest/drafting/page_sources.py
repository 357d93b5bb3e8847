"""Read the pages to draft from texts, images, PDFs, and folders of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archive.catalogue.error_messages import os_error_message
from archive.catalogue.image_format import UnreadableImage
from archive.command_messages import listed, message
from archive.ingest.importers.image_files import SUFFIXES
from archive.ingest.page_lines import PageLine, text_of
from archive.ingest.reading import BlankPage, ReadPage, page_numbers, read_page
from archive.ingest.reading.page_process import PageProcess
from archive.ingest.reading.page_read_cache import FailedBefore, PageReadCache

from . import page_file
from .page_file import Unreadable

TEXT = ".txt"
# Maximum bytes of an image or PDF.
MAX_BYTES = 400_000_000
# Maximum pages of a PDF.
MAX_PDF_PAGES = 200
# Maximum pages of an issue.
MAX_PAGES = 500


@dataclass(frozen=True)
class PageSource:
    """A file that is a page, or a page of a PDF, counted from 1."""

    path: Path
    pdf_page: int | None = None

    def __str__(self) -> str:
        return (
            message("%(path)s 第 %(pdf_page)s 页", path=self.path, pdf_page=self.pdf_page)
            if self.pdf_page
            else str(self.path)
        )


@dataclass
class SourcePages:
    """The pages that were read, in order, the blank ones, and the faults of the others."""

    pages: list[tuple[PageSource, str | ReadPage]] = field(default_factory=list)
    blank: list[PageSource] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str | list[PageLine]]:
        """Return the input of draft_issue for each page."""
        return [page if isinstance(page, str) else list(page.lines) for _, page in self.pages]

    @property
    def texts(self) -> list[str]:
        return [page if isinstance(page, str) else text_of(page.lines) for _, page in self.pages]


def files(paths: Iterable[Path]) -> list[Path]:
    """Return the files, and the possible pages in folders, in natural order of their names.

    Raise Unreadable if a folder has none.
    """
    result: list[Path] = []
    for path in paths:
        if not path.is_dir():
            result.append(path)
            continue
        within = [file for file in path.rglob("*") if _may_be_page(file, path)]
        if not within:
            problem = message(
                "文件夹里没有版面：要 %(suffix)s 或 %(suffixes)s 文件",
                suffix=TEXT,
                suffixes=listed(SUFFIXES),
            )
            raise Unreadable(f"{path}: {problem}")
        result += sorted(within, key=_natural)
    return result


def _may_be_page(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return file.suffix.lower() in (TEXT, *SUFFIXES) and not hidden and file.is_file()


def _natural(path: Path) -> list[tuple[int, int, str]]:
    """Return a sort key by which page 2 comes before page 10."""
    return [
        (1, int(part), "") if part.isdigit() else (0, 0, part)
        for part in re.split(r"(\d+)", str(path))
        if part
    ]


def sources(
    paths: Iterable[Path],
    process: PageProcess,
    cache: PageReadCache,
    faults: list[str],
) -> list[PageSource]:
    """Return the pages of the files; add faults of files to `faults`."""
    result: list[PageSource] = []
    for path in files(paths):
        try:
            result += _sources_of(path, process, cache)
        except (UnreadableImage, OSError) as error:
            faults.append(f"{path}: {_reason(error)}")
    if len(result) > MAX_PAGES:
        count = f"{len(result):,}"
        raise Unreadable(
            message(
                "共有 %(count)s 版，一期最多 %(most)s 版；请逐期起草",
                count=count,
                most=MAX_PAGES,
            )
        )
    return result


def _sources_of(path: Path, process: PageProcess, cache: PageReadCache) -> Iterator[PageSource]:
    if path.suffix.lower() == TEXT or not path.exists():
        yield PageSource(path)
        return
    size = path.stat().st_size
    if size > MAX_BYTES:
        most = MAX_BYTES // 1_000_000
        megabytes = f"{size // 1_000_000:,}"
        raise UnreadableImage(
            message(
                "有 %(megabytes)s MB，超过 %(most)s MB；请拆成一版一个文件",
                megabytes=megabytes,
                most=most,
            )
        )
    cache.get(path, None)
    try:
        numbers = process.run(page_numbers, path)
    except UnreadableImage as error:
        cache.put_fault(path, None, str(error))
        raise
    if len(numbers) > MAX_PDF_PAGES:
        raise UnreadableImage(
            message(
                "有 %(count)s 页，一期最多 %(most)s 页；请先拆分",
                count=f"{len(numbers):,}",
                most=MAX_PDF_PAGES,
            )
        )
    for number in numbers:
        yield PageSource(path, number)


def read_sources(
    page_sources: Iterable[PageSource],
    process: PageProcess,
    cache: PageReadCache,
    read: SourcePages,
) -> SourcePages:
    """Read each page into `read`, which also lists blank and unreadable ones.

    Raise NotInstalled.
    """
    for source in page_sources:
        try:
            read.pages.append((source, _read(source, process, cache)))
        except Unreadable as error:
            # The message names the file.
            read.faults.append(str(error))
        except BlankPage:
            read.blank.append(source)
        except (UnreadableImage, OSError) as error:
            read.faults.append(f"{source}: {_reason(error)}")
    return read


def _read(
    source: PageSource,
    process: PageProcess,
    cache: PageReadCache,
) -> str | ReadPage:
    if source.path.suffix.lower() == TEXT or not source.path.exists():
        return page_file.read_page(source.path)
    page = cache.get(source.path, source.pdf_page)
    if page is None:
        try:
            page = process.run(read_page, source.path, source.pdf_page)
        except BlankPage:
            raise
        except UnreadableImage as error:
            cache.put_fault(source.path, source.pdf_page, str(error))
            raise
        cache.put(page)
    return page


def is_quick(source: PageSource, cache: PageReadCache) -> bool:
    """Return whether a page need not be read: it is text, cached, or known to fail."""
    if source.path.suffix.lower() == TEXT or not source.path.exists():
        return True
    try:
        return cache.has(source.path, source.pdf_page)
    except OSError:
        return True


def _reason(error: Exception) -> str:
    if isinstance(error, FailedBefore):
        return message("%(error)s（上次无法读取，这次没有重读；要重读请加 --retry）", error=error)
    return os_error_message(error) if isinstance(error, OSError) else str(error)
