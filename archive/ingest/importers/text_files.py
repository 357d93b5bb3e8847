"""Parse text files, one per article or per page, into issues of one day each.

Date, page and position come from the names of the file and its folders: `20230701-01-03.txt`,
`2023-07-01/01-03.txt`, `2023/07/01/第01版/3.txt`; a file named after its page alone is the whole
page.
"""

import re
from collections.abc import Iterator
from datetime import date as Day
from pathlib import Path
from typing import NamedTuple

from archive.command_messages import gettext_noop, message

from . import signatures
from .clean_text import clean
from .dates_and_numbers import page_number
from .import_format import DATE, DATE_REASON, ImportFormat
from .parsed_issue import (
    GIVEN_BY_EDITOR,
    UNDIVIDED,
    ImportRefused,
    ParsedIssue,
    ParsedItem,
    ParsedPage,
    ParsedPart,
)
from .source_files import data, decoded, files, natural

_SUFFIXES = (".txt",)
_DAY = re.compile(
    r"(?<!\d)(?:(?P<y>1[5-9]\d\d|20\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)"
    r"|(?P<year>1[5-9]\d\d|20\d\d)\s*[-_/.年]\s*(?P<month>\d{1,2})\s*[-_/.月]\s*(?P<day>\d{1,2})(?!\d)日?)"
)
# After the date: the page, its name, the position of the article.
_PLACE = re.compile(
    r"[-_/\s]*(?:第?\s*(?P<page>[A-Za-z]?\d{1,3})\s*版?)(?:[-_\s]*(?P<name>[^\W\d_]{1,12}))?"
    r"(?:[-_/\s]+(?P<nth>\d{1,4}))?(?P<rest>[-_/\s].*)?"
)
_MAX_TITLE_LENGTH = 60


class TextFile(NamedTuple):
    """A file, with the page number, page name and whether it is a whole page, from its name."""

    root: Path
    path: Path
    page: str
    name: str
    is_page: bool


def issues(
    sources: list[Path], date: str = "", reason: str = ""
) -> Iterator[ParsedIssue | ImportRefused]:
    """Yield one issue for each date in the file names, or for `date`, which takes precedence."""
    days: dict[str, list[TextFile]] = {}
    for root, path in files(sources, _SUFFIXES):
        date_in_name, file = _placed(root, path)
        if day := date or date_in_name:
            days.setdefault(day, []).append(file)
        else:
            problem = message(
                "没有日期：请以日期命名文件或文件夹，如 20230701-01-03.txt，或写 --date"
            )
            yield ImportRefused(str(path), problem)
    for day, day_files in sorted(days.items()):
        refused: list[ImportRefused] = []
        sheets = tuple(_pages(day_files, refused))
        yield from refused
        if any(sheet.items for sheet in sheets):
            yield ParsedIssue(
                key=day,
                where=str(day_files[0].path.parent),
                date=day,
                sheets=sheets,
                date_reason=(reason or GIVEN_BY_EDITOR) if date else "",
                attribution_reason=GIVEN_BY_EDITOR,
            )


def _placed(root: Path, path: Path) -> tuple[str, TextFile]:
    """Return (date, file with its position) from the names of file and folders."""
    full_name = Path(root.resolve().name, path.relative_to(root).with_suffix("")).as_posix()
    day, after_date = "", path.stem
    for match in _DAY.finditer(full_name):
        year, month, day_of_month = (match["y"], match["m"], match["d"])
        if not year:
            year, month, day_of_month = (match["year"], match["month"], match["day"])
        try:
            day, after_date = (
                Day(int(year), int(month), int(day_of_month)).isoformat(),
                full_name[match.end() :],
            )
        except ValueError:
            continue
    place = _PLACE.fullmatch(after_date)
    if not place:
        return day, TextFile(root, path, "", "", False)
    is_page = not place["nth"] and not place["rest"]
    return day, TextFile(root, path, page_number(place["page"]), place["name"] or "", is_page)


def _pages(day_files: list[TextFile], refused: list[ImportRefused]) -> Iterator[ParsedPage]:
    pages: dict[tuple[str, str], list[TextFile]] = {}
    for file in sorted(
        day_files, key=lambda text_file: (natural(text_file.page), natural(str(text_file.path)))
    ):
        pages.setdefault((file.page, file.name), []).append(file)
    for (page, name), of_page in pages.items():
        items = []
        for file in of_page:
            try:
                items.append(_item(file))
            except ImportRefused as error:
                refused.append(error)
        yield ParsedPage(str(of_page[0].path), page, name, items=tuple(items))


def _item(file: TextFile) -> ParsedItem:
    lines = decoded(data(file.path), str(file.path)).replace("\0", "").splitlines()
    key = file.path.relative_to(file.root).as_posix()
    if file.is_page:
        parts = tuple(ParsedPart("paragraph", line) for line in lines if clean(line))
        return ParsedItem(key, str(file.path), parts, notes=(UNDIVIDED,) if parts else ())
    decks, body = _decks(lines)
    return ParsedItem(key, str(file.path), (*decks, *signatures.parts(body)))


def _decks(lines: list[str]) -> tuple[list[ParsedPart], list[str]]:
    """Return (titles, remaining lines) of an article.

    Scrapers write kicker, headline and subhead on one line each, possibly empty, followed by the
    text; people write a headline, an empty line and the text.
    """
    first, second, third = (*lines[:3], "", "", "")[:3]
    if not clean(first) and _is_title(second):
        kinds = ("", "headline", "subhead" if _is_title(third) else "")
    elif not _is_title(first):
        return [], lines
    elif not _is_title(second):
        kinds = ("headline", "", "")
    elif _is_title(third) or not clean(third):
        kinds = ("kicker", "headline", "subhead")
    else:
        kinds = ("headline", "subhead", "")
    titles = [
        ParsedPart(kind, line)
        for kind, line in zip(kinds, lines, strict=False)
        if kind and clean(line)
    ]
    title_lines = max(n for n, kind in enumerate(kinds) if kind) + 1
    return titles, lines[title_lines:]


def _is_title(line: str) -> bool:
    """Return whether a line looks like a title: short, not indented, no sentence, no byline."""
    text = clean(line)
    if not text or len(text) > _MAX_TITLE_LENGTH or re.match(r"\u3000|\s{2}", line):
        return False
    signed = signatures.is_byline(text) and not signatures.is_editors_line(text)
    return not signed and not re.search("[。；;，,：:]$", text)


FORMAT = ImportFormat(
    key="text",
    label=gettext_noop("文本文件"),
    parse=lambda sources, options: issues(sources, options["date"], options["date_reason"]),
    options=(DATE, DATE_REASON),
    suffixes=_SUFFIXES,
)
