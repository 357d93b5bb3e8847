"""Parse METS/ALTO, or DIDL with ALTO, into issues.

Pages have articles, or are imported whole if the source does not mark articles.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from archive import url_normalization
from archive.command_messages import gettext_noop, message
from archive.images.open_image import image_size
from archive.text.boxes import Box

from . import alto, didl, mets, mets_images
from .clean_text import joined
from .dates_and_numbers import day
from .import_format import DATE, DATE_REASON, ImportFormat, ImportOption
from .mets_divisions import ITEMS, KINDS, articles, in_order, signed, titled
from .mets_pages import MetsPage, MetsPages
from .parsed_issue import (
    GIVEN_BY_EDITOR,
    UNDIVIDED,
    ImportRefused,
    ParsedImage,
    ParsedIssue,
    ParsedItem,
    ParsedPage,
    ParsedPart,
)
from .saved_website import without_query
from .source_files import as_saved, files, inside, root_of

# METS writes SHA-256, some files SHA256.
_SUMS = {"md5": "md5", "sha1": "sha1", "sha256": "sha256", "sha512": "sha512"}
# Maximum relative difference between the proportions of an image and those of its ALTO page.
_MAX_SHAPE_DIFFERENCE = 0.04
_READERS = {"mets": mets.read, "DIDL": didl.read}
# Types of METS that describe a reel, a batch or a title, not an issue.
_CONTAINER_TYPES = ("reel", "batch", "title")


def issues(
    sources: list[Path], verify: bool = True, date: str = "", reason: str = ""
) -> Iterator[ParsedIssue | ImportRefused]:
    """Yield one issue for each METS file that describes one, or its refusal if the file is broken.

    `verify` compares the checksums in METS with the files. `date` is used for issues whose METS has
    no date.
    """
    for root, path in files(sources, (".xml",)):
        try:
            name, attributes = root_of(path)
            kind = attributes.get("TYPE", "").lower().rpartition(":")[2].removeprefix("microfilm")
            if name not in _READERS and path in sources:
                raise ImportRefused(f"{path}:1", message("不是 METS，而是 <%(name)s>", name=name))
            if name in _READERS and kind not in _CONTAINER_TYPES and not _is_superseded(path):
                yield _MetsIssue(root, path, _READERS[name](path), verify).read(date, reason)
        except ImportRefused as refused:
            yield refused


def _is_superseded(path: Path) -> bool:
    """Return whether a better METS file exists.

    That is NDNP's validated `_1` beside the delivered file, or the BnF's toc/ beside a manifest.
    """
    validated = path.with_name(f"{path.stem}_1.xml")
    # A page of ALTO may have such a name too.
    if validated.is_file() and root_of(validated)[0] == "mets":
        return True
    return path.name == "manifest.xml" and any(path.parent.glob("toc/*.xml"))


class _MetsIssue:
    def __init__(self, root: Path, path: Path, contents: mets.Mets, verify: bool):
        self._root, self._path, self._verify = root, path, verify
        self._mets = contents
        self._layouts: dict[str, alto.Layout] = {}
        # By file: 1 for each word that belongs to an item.
        self._claimed: dict[str, bytearray] = {}
        # Pictures of the item being read, by file.
        self._pictures: dict[str, list[Box]] = {}
        self._pages = MetsPages(contents)
        self._remarks = self._pages.remarks

    def read(self, date: str = "", reason: str = "") -> ParsedIssue:
        if self._mets.pointers and not self._mets.files:
            problem = message(
                "是一种报纸或一年的 METS（只指向另外 %(pointers)s 个 METS），本身不是一期",
                pointers=self._mets.pointers,
            )
            raise ImportRefused(str(self._path), problem)
        pages = self._pages.read()
        images = mets_images.find(self._mets, pages, self._saved, self._remarks)
        for page in pages:
            self._measure(self._open(page.file), page, images.images.get(page.file))
        date_of_issue = self._day() or date or self._month()
        if not date_of_issue:
            raise ImportRefused(f"{self._path}: dmdSec", self._without_date())
        descriptions = self._mets.descriptions.values()
        number = next(
            (description.number for description in descriptions if description.number), ""
        )
        edition = next(
            (description.edition for description in descriptions if description.edition), ""
        )
        items = self._items()
        sheets = tuple(
            self._page(page, items.get(page.file, []), bool(items), images) for page in pages
        )
        if edition:
            self._remarks.append(
                message(
                    "%(path)s: 期号写作“%(number)s %(edition)s”，记在第一版的附注里",
                    path=self._path,
                    number=number,
                    edition=edition,
                )
            )
            note = ("source", f"METS 记本期为“{edition}”。")
            sheets = (replace(sheets[0], notes=(*sheets[0].notes, note)), *sheets[1:])
        return ParsedIssue(
            key=self._mets.object_id or self._path.stem,
            where=str(self._path),
            date=date_of_issue,
            number=number,
            sheets=sheets,
            date_reason="" if self._day() or date_of_issue != date else reason or GIVEN_BY_EDITOR,
            remarks=tuple(self._remarks),
        )

    def _day(self) -> str:
        """Return the date of the issue, exact to the day, from the first source with one, or ""."""
        described_days = (day(entry.date) for entry in self._mets.descriptions.values())
        exact_day = (
            next(filter(None, described_days), "") or day(self._mets.label) or day(self._path.stem)
        )
        if exact_day:
            return exact_day
        # Kitodo nests newspaper, year, month, day and issue.
        days = [entry for _, top in self._mets.maps for entry in top.walk() if entry.type == "DAY"]
        distinct_days = {day(entry.order_label) or day(entry.label) for entry in days}
        return distinct_days.pop() if len(distinct_days) == 1 else ""

    def _month(self) -> str:
        return next(
            (
                description.date
                for description in self._mets.descriptions.values()
                if description.date
            ),
            "",
        )

    def _without_date(self) -> str:
        unread = next(
            (
                description.unparsed_date
                for description in self._mets.descriptions.values()
                if description.unparsed_date
            ),
            "",
        )
        if unread:
            return message("没有日期：无法从“%(unread)s”得出日期；请写 --date", unread=unread)
        return message("没有日期（mods:dateIssued、dc:date、LABEL 或结构图的 day）；请写 --date")

    def _open(self, ident: str) -> alto.Layout:
        if ident not in self._layouts:
            file = self._mets.files[ident]
            location = f"{self._path}:{file.line}"
            path = self._saved(file.href, location)
            if not path.is_file():
                raise ImportRefused(location, message("缺 ALTO 文件 %(href)s", href=file.href))
            if root_of(path)[0] == "PcGts":
                folder = path.parent
                raise ImportRefused(
                    location,
                    message(
                        "%(href)s 是 PAGE XML，不是 ALTO；请用 page-xml 导入 %(folder)s",
                        href=file.href,
                        folder=folder,
                    ),
                )
            if self._verify:
                _check_sum(path, file, location)
            self._layouts[ident] = alto.read(path)
            self._claimed[ident] = bytearray(len(self._layouts[ident].words))
        return self._layouts[ident]

    def _measure(self, layout: alto.Layout, page: MetsPage, image: ParsedImage | None) -> None:
        """Set a missing page size from the image; remark if it is unknown or of another shape."""
        size = image_size(image.path, image.pdf_page) if image else None
        location = f"{self._path}:{page.line}: {self._mets.files[page.file].href}"
        if layout.size is None and layout.unit in ("", "pixel") and size and layout.fits(*size):
            layout.size = size
        if layout.size is None and any(layout.extent):
            self._remarks.append(
                message(
                    "%(where)s 没有版面的大小（Page 的 WIDTH、HEIGHT），或字在版面之外，未导入坐标",
                    where=location,
                )
            )
        elif layout.size and size and image:
            shape = layout.size[0] / layout.size[1] * size[1] / size[0]
            if not 1 - _MAX_SHAPE_DIFFERENCE < shape < 1 + _MAX_SHAPE_DIFFERENCE:
                self._remarks.append(
                    message(
                        "%(where)s 与版面图 %(name)s 的宽高比不同，坐标可能对不准，请核对",
                        where=location,
                        name=image.path.name,
                    )
                )

    def _items(self) -> dict[str, list[ParsedItem]]:
        """Return items by the ALTO file of their page; a continued item has a part on each page."""
        physical = {
            div.id: div
            for kind, top in self._mets.maps
            if kind != "logical" and self._mets.links
            for div in top.walk()
            if div.id
        }
        by_file: dict[str, list[ParsedItem]] = {}
        for kind, top in self._mets.maps:
            if kind == "logical":
                for div in articles(top):
                    if div.type not in ITEMS:
                        problem = message("未知的类型“%(type)s”，作一篇文章导入", type=div.type)
                        self._remarks.append(f"{self._path}:{div.line}: {problem}")
                    self._item(div, physical, by_file)
        return by_file

    def _item(self, div: mets.MetsDiv, physical: dict[str, mets.MetsDiv], by_file: dict) -> None:
        by_page: dict[str, list[ParsedPart]] = {}
        self._pictures = {}
        for kind, area in self._areas(div, physical):
            if not self._pages.is_text(area):
                continue
            for part in self._parts(kind, area):
                by_page.setdefault(area.file, []).append(part)
        location = f"{self._path}:{div.line} {div.id}".rstrip()
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
            # The continuation of an article has no printed title.
            supplied = title if n else ""
            item = ParsedItem(
                key,
                location,
                tuple(in_order(parts)),
                address=address,
                notes=notes,
                supplied=supplied,
                pictures=tuple(self._pictures.get(file, ())),
            )
            by_file.setdefault(file, []).append(item)

    def _authors(self, div: mets.MetsDiv) -> list[str]:
        descriptions = (self._mets.descriptions.get(ident) for ident in div.descriptions)
        return [author for ident in descriptions if ident for author in ident.authors]

    def _title(self, div: mets.MetsDiv) -> str:
        descriptions = (self._mets.descriptions.get(ident) for ident in div.descriptions)
        titles = (title for ident in descriptions if ident for title in ident.titles)
        return div.title or next(titles, "") or div.label

    def _rights(self) -> str:
        """Return what the METS states about the rights in the issue; "" if nothing."""
        descriptions = self._mets.descriptions.values()
        return next((entry.rights for entry in descriptions if entry.rights), self._mets.rights)

    def _areas(self, div: mets.MetsDiv, physical: dict) -> Iterator[tuple[str, mets.MetsArea]]:
        """Yield (kind of part, area) for each area of a division, its descendants and its links."""
        stack = [(div, "paragraph")]
        while stack:
            current, kind = stack.pop()
            kind = KINDS.get(current.type, kind)
            for area in current.areas:
                yield kind, area
            for target in self._mets.links.get(current.id, ()):
                if target not in physical:
                    location = f"{self._path}:{current.line}"
                    raise ImportRefused(
                        location,
                        message("%(id)s 所连的 %(target)r 不存在", id=current.id, target=target),
                    )
                yield from ((kind, area) for area in physical[target].areas)
            stack += reversed([(part, kind) for part in current.parts])

    def _parts(self, kind: str, area: mets.MetsArea) -> Iterator[ParsedPart]:
        layout = self._open(area.file)
        if (picture := layout.picture(area.begin)) is not None:
            self._pictures.setdefault(area.file, []).append(picture)
        claimed = self._claimed[area.file]
        start, end = self._span(area, layout)
        # Words stay with the first item that claims them.
        while start < end:
            if claimed[start]:
                start += 1
                continue
            stop = next((n for n in range(start, end) if claimed[n]), end)
            claimed[start:stop] = b"\1" * (stop - start)
            yield _part(layout, kind, start, stop)
            start = stop

    def _span(self, area: mets.MetsArea, layout: alto.Layout) -> tuple[int, int]:
        if not area.begin:
            return 0, len(layout.words)
        ends = []
        for ident in (area.begin, area.end or area.begin):
            if ident not in layout.spans and not self._is_picture(area, ident):
                href = self._mets.files[area.file].href
                raise ImportRefused(
                    f"{self._path}:{area.line}",
                    message("%(href)s 里没有元素 %(ident)r", href=href, ident=ident),
                )
            ends.append(layout.spans.get(ident, (0, 0)))
        return ends[0][0], max(ends[1][1], ends[0][0])

    def _is_picture(self, area: mets.MetsArea, ident: str) -> bool:
        """Return whether the file has an element with this ID, even without words."""
        return alto.has_text(self._saved(self._mets.files[area.file].href, ""), ident)

    def _saved(self, href: str, location: str) -> Path:
        """Return the file that METS names, without its query if only that file exists."""
        path = as_saved(self._root, inside(self._root, self._path.parent, href, location))
        if path.is_file() or without_query(href) == href:
            return path
        return as_saved(
            self._root, inside(self._root, self._path.parent, without_query(href), location)
        )

    def _page(
        self,
        page: MetsPage,
        items: list[ParsedItem],
        has_articles: bool,
        images: mets_images.MetsImages,
    ) -> ParsedPage:
        file, number, line, _ = page
        layout, claimed = self._layouts[file], self._claimed[file]
        page_name = (
            message("第 %(number)s 版", number=number) if number else self._mets.files[file].href
        )
        location = f"{self._path}:{line} {page_name}"
        rest_parts: list[ParsedPart] = []
        page_parts: list[ParsedPart] = []
        for ident in layout.blocks:
            is_beside = has_articles or layout.kinds.get(ident) in ("furniture", "number")
            for span in _unclaimed(claimed, *layout.spans[ident]):
                part = _part(layout, "paragraph", *span)
                (rest_parts if is_beside else page_parts).append(part)
        if page_parts:
            items = [ParsedItem(f"page/{file}", location, tuple(page_parts), notes=(UNDIVIDED,))]
        image = images.images.get(file)
        return ParsedPage(
            location,
            number,
            items=tuple(items),
            rest=tuple(rest_parts),
            images=(replace(image, rights=self._rights()),) if image else (),
            missing_images=images.missing.get(file, ()),
        )


def _part(layout: alto.Layout, kind: str, start: int, end: int) -> ParsedPart:
    """Return a span of words as a part of an item."""
    text, quality = layout.text(start, end), layout.quality(start, end)
    return ParsedPart(kind, text, quality, print=layout.print(start, end))


def _unclaimed(claimed: bytearray, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of words within [start, end) that no item has claimed."""
    while start < end:
        if claimed[start]:
            start += 1
            continue
        stop = claimed.find(1, start, end)
        stop = end if stop < 0 else stop
        yield start, stop
        start = stop


def _check_sum(path: Path, file: mets.MetsFile, location: str) -> None:
    algorithm = _SUMS.get(file.sum_type.lower().replace("-", ""))
    if not (algorithm and file.sum):
        return
    try:
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, algorithm).hexdigest()
    except OSError as error:
        raise ImportRefused(location, str(error)) from error
    if digest != file.sum.strip().lower():
        raise ImportRefused(
            location,
            message(
                "%(href)s 的 %(sum_type)s 与 METS 所记的不合",
                href=file.href,
                sum_type=file.sum_type,
            ),
        )


FORMAT = ImportFormat(
    key="mets-alto",
    label="METS/ALTO",
    parse=lambda sources, options: issues(
        sources, not options["unverified"], options["date"], options["date_reason"]
    ),
    options=(
        DATE,
        DATE_REASON,
        ImportOption(
            "--unverified", gettext_noop("不核对 METS 所记的校验和"), {"action": "store_true"}
        ),
    ),
    suffixes=(".xml",),
    roots=("mets", "DIDL"),
    takes_images=True,
)
