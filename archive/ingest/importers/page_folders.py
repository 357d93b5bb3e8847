"""Pages that nothing ties together: the files of a folder are the pages of one issue."""

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

from . import alto, zone_types
from .dates_and_numbers import day
from .import_format import DATE, DATE_REASON, ImportFormat
from .parsed_issue import BY_WHOM, ImportRefused, OtherFormat, ParsedIssue, ParsedItem, ParsedPage
from .source_files import files

_OF_PAGES, _ABOUT = ("page", "alto"), ("mets.xml", "metadata.xml")


def issues(
    sources: list[Path], read: Callable[[Path], ParsedPage], date: str = "", reason: str = ""
) -> Iterator[ParsedIssue | ImportRefused]:
    """An issue for each folder with pages; its date is `date`, or else what the folder is called.

    Transkribus puts the pages of a document into a folder page/ or alto/ in it, beside what it notes
    of the document. XML of another kind among the pages is left out, with a remark.
    """
    found = (pair for pair in files(sources, (".xml",)) if not _is_about(pair[1], sources))
    for below, group in groupby(found, key=lambda pair: pair[1].parent):
        paths = [path for _, path in group]
        folder = below.resolve().parent if below.name in _OF_PAGES else below
        sheets, others = [], []
        try:
            for path in paths:
                try:
                    sheets.append(read(path))
                except OtherFormat as other:
                    # what somebody named is meant to be read
                    if path in sources:
                        raise
                    others.append(other)
        except ImportRefused as refused:
            yield refused
            continue
        if not sheets:
            yield others[0]
            continue
        dated = date or day(folder.name)
        if not dated:
            yield ImportRefused(str(folder), "没有日期：请写 --date，或把文件夹以日期命名")
            continue
        yield ParsedIssue(
            key=folder.name,
            where=str(folder),
            date=dated,
            sheets=tuple(sheets),
            date_reason=reason or (BY_WHOM if date else ""),
            attribution_reason=BY_WHOM,
            remarks=tuple(f"{other}，没有收" for other in others),
        )


def _is_about(path: Path, sources: list[Path]) -> bool:
    """Whether a file that nobody named tells of pages and is none."""
    return path.name.lower() in _ABOUT and path not in sources


def alto_sheet(path: Path) -> ParsedPage:
    """A page of ALTO that no METS tells of: one article, or one for each heading that is told."""
    page = zone_types.zone_articles(alto.read(path).zones())
    if page.notes:
        parts = tuple(part for _, parts in page.articles for part in parts)
        whole = ParsedItem(f"page/{path.stem}", str(path), parts, notes=page.notes)
        items = [whole] if parts else []
    else:
        items = [
            ParsedItem(f"{path.stem}/{ident.strip()}/{nth}", f"{path}: {ident}", tuple(parts_of))
            for nth, (ident, parts_of) in enumerate(page.articles)
        ]
    return ParsedPage(str(path), page.number, items=tuple(items), rest=tuple(page.rest))


FORMAT = ImportFormat(
    key="alto",
    label="ALTO",
    parse=lambda sources, options: issues(
        sources, alto_sheet, options["date"], options["date_reason"]
    ),
    options=(DATE, DATE_REASON),
    suffixes=(".xml",),
    roots=("alto",),
)
