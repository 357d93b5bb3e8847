"""METS/ALTO (or DIDL with ALTO) → issues: pages with their articles, or pages whole where articles are not told apart."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from archive import url_normalization

from . import alto, didl, mets
from .clean_text import joined
from .dates_and_numbers import day
from .import_format import DATE, DATE_REASON, ImportFormat, ImportOption
from .mets_divisions import ITEMS, KINDS, articles, in_order, signed, titled
from .mets_pages import MetsPages
from .parsed_issue import (
    BY_WHOM,
    UNDIVIDED,
    ImportRefused,
    ParsedIssue,
    ParsedItem,
    ParsedPage,
    ParsedPart,
)
from .saved_website import strip_site
from .source_files import as_saved, files, inside, root_of

# METS writes SHA-256, some who write METS do not
_SUMS = {"md5": "md5", "sha1": "sha1", "sha256": "sha256", "sha512": "sha512"}
_READERS = {"mets": mets.read, "DIDL": didl.read}
# METS that describe a reel or a batch and no issue
_NO_ISSUES = ("reel", "batch", "title")


def issues(
    sources: list[Path], verify: bool = True, date: str = "", reason: str = ""
) -> Iterator[ParsedIssue | ImportRefused]:
    """An issue for each METS file that describes one; a broken one is refused whole.

    `verify` compares the checksums that METS gives with the files. `date` is that of issues whose
    METS tells no day.
    """
    for root, path in files(sources, (".xml",)):
        try:
            name, attributes = root_of(path)
            kind = attributes.get("TYPE", "").lower().rpartition(":")[2].removeprefix("microfilm")
            if name not in _READERS and path in sources:
                raise ImportRefused(f"{path}:1", f"不是 METS，而是 <{name}>")
            if name in _READERS and kind not in _NO_ISSUES and not _is_superseded(path):
                yield _Issue(root, path, _READERS[name](path), verify).read(date, reason)
        except ImportRefused as refused:
            yield refused


def _is_superseded(path: Path) -> bool:
    """NDNP keeps a METS file as delivered beside the validated `_1`; the BnF a manifest beside toc/."""
    validated = path.with_name(f"{path.stem}_1.xml")
    # a page of ALTO may be called so, too
    if validated.is_file() and root_of(validated)[0] == "mets":
        return True
    return path.name == "manifest.xml" and any(path.parent.glob("toc/*.xml"))


class _Issue:
    def __init__(self, root: Path, path: Path, told: mets.Mets, verify: bool):
        self._root, self._path, self._verify = root, path, verify
        self._mets = told
        self._layouts: dict[str, alto.Layout] = {}
        # which words of each file belong to an item
        self._taken: dict[str, bytearray] = {}
        self._pages = MetsPages(told)
        self._remarks = self._pages.remarks

    def read(self, date: str = "", reason: str = "") -> ParsedIssue:
        if self._mets.pointers and not self._mets.files:
            said = (
                f"是一家报纸或一年的 METS（只指向另外 {self._mets.pointers} 个 METS），本身没有一期"
            )
            raise ImportRefused(str(self._path), said)
        pages = self._pages.read()
        for file, _, _ in pages:
            self._open(file)
        told = self._day() or date or self._month()
        if not told:
            raise ImportRefused(f"{self._path}: dmdSec", self._without_date())
        known = self._mets.descriptions.values()
        number = next((one.number for one in known if one.number), "")
        edition = next((one.edition for one in known if one.edition), "")
        items = self._items()
        sheets = tuple(
            self._sheet(file, number, line, items.get(file, []), bool(items))
            for file, number, line in pages
        )
        if edition:
            self._remarks.append(f"{self._path}: 期号写作“{number} {edition}”，记在第一版的附注里")
            note = ("source", f"METS 记本期为“{edition}”。")
            sheets = (replace(sheets[0], notes=(*sheets[0].notes, note)), *sheets[1:])
        return ParsedIssue(
            key=self._mets.object_id or self._path.stem,
            where=str(self._path),
            date=told,
            number=number,
            sheets=sheets,
            date_reason="" if self._day() or told != date else reason or BY_WHOM,
            remarks=tuple(self._remarks),
        )

    def _day(self) -> str:
        """The day of the issue, whoever tells it."""
        described = (day(one.date) for one in self._mets.descriptions.values())
        told = next(filter(None, described), "") or day(self._mets.label) or day(self._path.stem)
        if told:
            return told
        # as Kitodo has it: newspaper, year, month, day, issue
        days = [one for _, top in self._mets.maps for one in top.walk() if one.type == "DAY"]
        found = {day(one.order_label) or day(one.label) for one in days}
        return found.pop() if len(found) == 1 else ""

    def _month(self) -> str:
        return next((one.date for one in self._mets.descriptions.values() if one.date), "")

    def _without_date(self) -> str:
        unread = next((one.unread for one in self._mets.descriptions.values() if one.unread), "")
        if unread:
            return f"没有日期：“{unread}”看不出是哪一天；请写 --date"
        return "没有日期（mods:dateIssued、dc:date、LABEL 或结构图的 day）；请写 --date"

    def _open(self, ident: str) -> alto.Layout:
        if ident not in self._layouts:
            file = self._mets.files[ident]
            where = f"{self._path}:{file.line}"
            path = self._saved(file.href, where)
            if not path.is_file():
                raise ImportRefused(where, f"缺 ALTO 文件 {file.href}")
            if root_of(path)[0] == "PcGts":
                folder = path.parent
                raise ImportRefused(
                    where, f"{file.href} 是 PAGE XML，不是 ALTO；请用 page-xml 读入 {folder}"
                )
            if self._verify:
                _check_sum(path, file, where)
            self._layouts[ident] = alto.read(path)
            self._taken[ident] = bytearray(len(self._layouts[ident].words))
        return self._layouts[ident]

    def _items(self) -> dict[str, list[ParsedItem]]:
        """Items by the file of the page that each stands on; one that runs over has a part on each."""
        physical = {
            div.id: div
            for kind, top in self._mets.maps
            if kind != "logical" and self._mets.links
            for div in top.walk()
            if div.id
        }
        found: dict[str, list[ParsedItem]] = {}
        for kind, top in self._mets.maps:
            if kind == "logical":
                for div in articles(top):
                    if div.type not in ITEMS:
                        said = f"不认识的类型“{div.type}”，作一篇收"
                        self._remarks.append(f"{self._path}:{div.line}: {said}")
                    self._item(div, physical, found)
        return found

    def _item(self, div: mets.MetsDiv, physical: dict[str, mets.MetsDiv], found: dict) -> None:
        by_page: dict[str, list[ParsedPart]] = {}
        for kind, area in self._areas(div, physical):
            if not self._pages.is_text(area):
                continue
            for part in self._parts(kind, area):
                by_page.setdefault(area.file, []).append(part)
        where = f"{self._path}:{div.line} {div.id}".rstrip()
        order = list(self._layouts)
        first, title = "", ""
        for n, (file, parts) in enumerate(by_page.items()):
            notes: tuple[tuple[str, str], ...] = ()
            if n:
                notes = (("order", f"上接第{order.index(first) + 1}面，原为一篇，分见两版。"),)
            else:
                first = file
                parts = signed(titled(parts, self._title(div)), self._authors(div))
                title = joined(part.text for part in parts if part.kind == "headline")
            key = f"{div.id or div.line}/{n}"
            address = div.address if not n and url_normalization.normalize(div.address) else ""
            # over the rest of an article that runs over no title is printed
            supplied = title if n else ""
            item = ParsedItem(key, where, tuple(in_order(parts)), "", "", address, notes, supplied)
            found.setdefault(file, []).append(item)

    def _authors(self, div: mets.MetsDiv) -> list[str]:
        described = (self._mets.descriptions.get(one) for one in div.descriptions)
        return [author for one in described if one for author in one.authors]

    def _title(self, div: mets.MetsDiv) -> str:
        described = (self._mets.descriptions.get(one) for one in div.descriptions)
        told = (title for one in described if one for title in one.titles)
        return div.title or next(told, "") or div.label

    def _areas(self, div: mets.MetsDiv, physical: dict) -> Iterator[tuple[str, mets.MetsArea]]:
        """(kind of part, area) of all within a division, and of what it is linked to."""
        waiting = [(div, "paragraph")]
        while waiting:
            one, kind = waiting.pop()
            kind = KINDS.get(one.type, kind)
            for area in one.areas:
                yield kind, area
            for target in self._mets.links.get(one.id, ()):
                if target not in physical:
                    where = f"{self._path}:{one.line}"
                    raise ImportRefused(where, f"{one.id} 所连的 {target!r} 不存在")
                yield from ((kind, area) for area in physical[target].areas)
            waiting += reversed([(part, kind) for part in one.parts])

    def _parts(self, kind: str, area: mets.MetsArea) -> Iterator[ParsedPart]:
        layout = self._open(area.file)
        taken = self._taken[area.file]
        start, end = self._span(area, layout)
        # what another item has already stays with it
        while start < end:
            if taken[start]:
                start += 1
                continue
            stop = next((n for n in range(start, end) if taken[n]), end)
            taken[start:stop] = b"\1" * (stop - start)
            yield ParsedPart(kind, layout.text(start, stop), layout.quality(start, stop))
            start = stop

    def _span(self, area: mets.MetsArea, layout: alto.Layout) -> tuple[int, int]:
        if not area.begin:
            return 0, len(layout.words)
        ends = []
        for ident in (area.begin, area.end or area.begin):
            if ident not in layout.spans and not self._is_picture(area, ident):
                href = self._mets.files[area.file].href
                raise ImportRefused(f"{self._path}:{area.line}", f"{href} 里没有元素 {ident!r}")
            ends.append(layout.spans.get(ident, (0, 0)))
        return ends[0][0], max(ends[1][1], ends[0][0])

    def _is_picture(self, area: mets.MetsArea, ident: str) -> bool:
        """Whether an element that has no words is in the file all the same; read only when asked."""
        return alto.has_text(self._saved(self._mets.files[area.file].href, ""), ident)

    def _saved(self, href: str, where: str) -> Path:
        """The file that METS names; without what stands behind its name in an address, if it is so."""
        path = as_saved(self._root, inside(self._root, self._path.parent, href, where))
        if path.is_file() or strip_site(href) == href:
            return path
        return as_saved(self._root, inside(self._root, self._path.parent, strip_site(href), where))

    def _sheet(
        self, file: str, number: str, line: int, items: list[ParsedItem], told: bool
    ) -> ParsedPage:
        layout, taken = self._layouts[file], self._taken[file]
        page_name = f"第 {number} 版" if number else self._mets.files[file].href
        where = f"{self._path}:{line} {page_name}"
        beside: list[ParsedPart] = []
        page: list[ParsedPart] = []
        for ident in layout.blocks:
            apart = told or layout.kinds.get(ident) in ("furniture", "number")
            for span in _free(taken, *layout.spans[ident]):
                part = ParsedPart("paragraph", layout.text(*span), layout.quality(*span))
                (beside if apart else page).append(part)
        if page:
            items = [ParsedItem(f"page/{file}", where, tuple(page), notes=(UNDIVIDED,))]
        return ParsedPage(where, number, items=tuple(items), rest=tuple(beside))


def _free(taken: bytearray, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of [start, end) that no item has."""
    while start < end:
        if taken[start]:
            start += 1
            continue
        stop = taken.find(1, start, end)
        stop = end if stop < 0 else stop
        yield start, stop
        start = stop


def _check_sum(path: Path, file: mets.MetsFile, where: str) -> None:
    name = _SUMS.get(file.sum_type.lower().replace("-", ""))
    if not (name and file.sum):
        return
    try:
        with path.open("rb") as opened:
            found = hashlib.file_digest(opened, name).hexdigest()
    except OSError as error:
        raise ImportRefused(where, str(error)) from error
    if found != file.sum.strip().lower():
        raise ImportRefused(where, f"{file.href} 的 {file.sum_type} 与 METS 所记的不合")


FORMAT = ImportFormat(
    key="mets-alto",
    label="METS/ALTO",
    parse=lambda sources, options: issues(
        sources, not options["unverified"], options["date"], options["date_reason"]
    ),
    options=(
        DATE,
        DATE_REASON,
        ImportOption("--unverified", "不核对 METS 所记的校验和", {"action": "store_true"}),
    ),
    suffixes=(".xml",),
    roots=("mets", "DIDL"),
)
