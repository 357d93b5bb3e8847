"""Parse folders of page files: the files of a folder are the pages of one issue."""

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

from archive.command_messages import message

from . import alto, zone_types
from .dates_and_numbers import day
from .images_beside import image_beside
from .import_format import DATE, DATE_REASON, ImportFormat
from .parsed_issue import (
    GIVEN_BY_EDITOR,
    ImportRefused,
    OtherFormat,
    ParsedIssue,
    ParsedItem,
    ParsedPage,
)
from .source_files import files

_PAGE_FOLDERS = ("page", "alto")
_METADATA_FILES = ("mets.xml", "metadata.xml")


def issues(
    sources: list[Path], parse_page: Callable[[Path], ParsedPage], date: str = "", reason: str = ""
) -> Iterator[ParsedIssue | ImportRefused]:
    """Yield one issue for each folder with pages; its date is `date` or else in the folder's name.

    Transkribus exports the pages of a document to a folder page/ or alto/, with metadata files
    beside it. XML of other formats among the pages is skipped with a remark.
    """
    page_files = (pair for pair in files(sources, (".xml",)) if not _is_metadata(pair[1], sources))
    for subfolder, group in groupby(page_files, key=lambda pair: pair[1].parent):
        paths = [path for _, path in group]
        folder = subfolder.resolve().parent if subfolder.name in _PAGE_FOLDERS else subfolder
        sheets, skipped = [], []
        try:
            for path in paths:
                try:
                    sheets.append(parse_page(path))
                except OtherFormat as refusal:
                    # A file named on the command line must be read.
                    if path in sources:
                        raise
                    skipped.append(refusal)
        except ImportRefused as refused:
            yield refused
            continue
        if not sheets:
            yield skipped[0]
            continue
        date_of_issue = date or day(folder.name)
        if not date_of_issue:
            yield ImportRefused(str(folder), message("没有日期：请写 --date，或把文件夹以日期命名"))
            continue
        yield ParsedIssue(
            key=folder.name,
            where=str(folder),
            date=date_of_issue,
            sheets=tuple(sheets),
            date_reason=reason or (GIVEN_BY_EDITOR if date else ""),
            attribution_reason=GIVEN_BY_EDITOR,
            remarks=tuple(message("%(other)s，未导入", other=refusal) for refusal in skipped),
        )


def _is_metadata(path: Path, sources: list[Path]) -> bool:
    """Return whether a file, unless named on the command line, is metadata rather than a page."""
    return path.name.lower() in _METADATA_FILES and path not in sources


def alto_page(path: Path) -> ParsedPage:
    """Return a page of ALTO without METS: one article, or one for each heading."""
    layout = alto.read(path)
    beside = image_beside(path, layout.image)
    if layout.size is None and layout.unit in ("", "pixel") and beside.size:
        layout.size = beside.size if layout.fits(*beside.size) else None
    page = zone_types.zone_articles(layout.zones())
    if page.notes:
        parts = tuple(part for _, parts in page.articles for part in parts)
        item = ParsedItem(f"page/{path.stem}", str(path), parts, notes=page.notes)
        items = [item] if parts else []
    else:
        items = [
            ParsedItem(f"{path.stem}/{ident.strip()}/{nth}", f"{path}: {ident}", tuple(parts_of))
            for nth, (ident, parts_of) in enumerate(page.articles)
        ]
    return ParsedPage(
        str(path),
        page.number,
        items=tuple(items),
        rest=tuple(page.rest),
        images=beside.images,
        remarks=beside.remarks,
        missing_images=beside.missing,
    )


FORMAT = ImportFormat(
    key="alto",
    label="ALTO",
    parse=lambda sources, options: issues(
        sources, alto_page, options["date"], options["date_reason"]
    ),
    options=(DATE, DATE_REASON),
    suffixes=(".xml",),
    roots=("alto",),
    takes_images=True,
)
