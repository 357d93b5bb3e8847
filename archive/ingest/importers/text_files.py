"""Text files, one an article or one a page, as people and scrapers leave them → issues, a day each.

The day, the page and the article's place on it are told by the names of the file and its folders:
`20230701-01-03.txt`, `2023-07-01/01-03.txt`, `2023/07/01/第01版/3.txt`; a file that is named after
its page alone is the whole page.
"""

import re
from collections.abc import Iterator
from datetime import date as Day
from pathlib import Path
from typing import NamedTuple

from . import signatures
from .clean_text import clean
from .dates_and_numbers import page_number
from .import_format import DATE, DATE_REASON, ImportFormat
from .parsed_issue import (
    BY_WHOM,
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
# what stands behind the day: the page, its name, the article's place
_PLACE = re.compile(
    r"[-_/\s]*(?:第?\s*(?P<page>[A-Za-z]?\d{1,3})\s*版?)(?:[-_\s]*(?P<name>[^\W\d_]{1,12}))?"
    r"(?:[-_/\s]+(?P<nth>\d{1,4}))?(?P<rest>[-_/\s].*)?"
)
_LONGEST_TITLE = 60


class TextFile(NamedTuple):
    """A file, and what its name tells: the page as printed, its name, whether it is the whole page."""

    root: Path
    path: Path
    page: str
    name: str
    is_page: bool


def issues(
    sources: list[Path], date: str = "", reason: str = ""
) -> Iterator[ParsedIssue | ImportRefused]:
    """An issue for each day that names of files tell, or of `date`, which goes before them."""
    days: dict[str, list[TextFile]] = {}
    for root, path in files(sources, _SUFFIXES):
        told, file = _placed(root, path)
        if day := date or told:
            days.setdefault(day, []).append(file)
        else:
            said = "没有日期：请以日期命名文件或文件夹，如 20230701-01-03.txt，或写 --date"
            yield ImportRefused(str(path), said)
    for day, found in sorted(days.items()):
        refused: list[ImportRefused] = []
        sheets = tuple(_sheets(found, refused))
        yield from refused
        if any(sheet.items for sheet in sheets):
            yield ParsedIssue(
                key=day,
                where=str(found[0].path.parent),
                date=day,
                sheets=sheets,
                date_reason=(reason or BY_WHOM) if date else "",
                attribution_reason=BY_WHOM,
            )


def _placed(root: Path, path: Path) -> tuple[str, TextFile]:
    """(the day, the file and its place on a page) as the names tell them."""
    named = Path(root.resolve().name, path.relative_to(root).with_suffix("")).as_posix()
    day, rest = "", path.stem
    for found in _DAY.finditer(named):
        year, month, number = (found["y"], found["m"], found["d"])
        if not year:
            year, month, number = (found["year"], found["month"], found["day"])
        try:
            day, rest = Day(int(year), int(month), int(number)).isoformat(), named[found.end() :]
        except ValueError:
            continue
    place = _PLACE.fullmatch(rest)
    if not place:
        return day, TextFile(root, path, "", "", False)
    is_page = not place["nth"] and not place["rest"]
    return day, TextFile(root, path, page_number(place["page"]), place["name"] or "", is_page)


def _sheets(found: list[TextFile], refused: list[ImportRefused]) -> Iterator[ParsedPage]:
    pages: dict[tuple[str, str], list[TextFile]] = {}
    for file in sorted(found, key=lambda one: (natural(one.page), natural(str(one.path)))):
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
    decks, rest = _decks(lines)
    return ParsedItem(key, str(file.path), (*decks, *signatures.parts(rest)))


def _decks(lines: list[str]) -> tuple[list[ParsedPart], list[str]]:
    """(titles, what follows them) of an article's lines.

    Scrapers write kicker, headline and subhead, a line each that may be empty, and then the text;
    people write a headline, an empty line and the text.
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
    found = [
        ParsedPart(kind, line)
        for kind, line in zip(kinds, lines, strict=False)
        if kind and clean(line)
    ]
    taken = max(n for n, kind in enumerate(kinds) if kind) + 1
    return found, lines[taken:]


def _is_title(line: str) -> bool:
    """Whether a line is set as a title: short, not indented, no sentence, no signature."""
    text = clean(line)
    if not text or len(text) > _LONGEST_TITLE or re.match(r"\u3000|\s{2}", line):
        return False
    signed = signatures.is_byline(text) and not signatures.is_editors_line(text)
    return not signed and not re.search("[。；;，,：:]$", text)


FORMAT = ImportFormat(
    key="text",
    label="文本文件",
    parse=lambda sources, options: issues(sources, options["date"], options["date_reason"]),
    options=(DATE, DATE_REASON),
    suffixes=_SUFFIXES,
)
