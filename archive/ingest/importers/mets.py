"""Parse METS: descriptions, files, pages, articles and their zones.

One reader for the profiles used for newspapers: NDNP (one structMap, pages only); docWorks as in
Luxembourg and Europeana Newspapers (physical and logical structMap, areas that name ALTO blocks);
the BnF's table of contents (logical only); the British Library (a logical map whose articles are
linked to page areas by structLink).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archive.command_messages import message

from . import mods_dublin_core
from .mods_dublin_core import Description
from .parsed_issue import ImportRefused
from .source_files import Element, elements, free_memory, line_of, local

# More than any structMap has; bounds memory and time.
_MAX_DIVS = 500_000


@dataclass
class MetsArea:
    """A file, or a range of its elements, both ends included; "" for the whole file."""

    file: str
    begin: str = ""
    end: str = ""
    line: int = 0


@dataclass
class MetsDiv:
    type: str
    id: str = ""
    label: str = ""
    # ORDER and ORDERLABEL
    order: int | None = None
    order_label: str = ""
    descriptions: tuple[str, ...] = ()
    line: int = 0
    # From the description.
    title: str = ""
    address: str = ""
    areas: list[MetsArea] = field(default_factory=list)
    parts: list["MetsDiv"] = field(default_factory=list)

    def walk(self) -> Iterator["MetsDiv"]:
        """Yield the division and all its descendants in order; iterative, so any depth is safe."""
        stack = [self]
        while stack:
            div = stack.pop()
            yield div
            stack += reversed(div.parts)


@dataclass
class MetsFile:
    href: str
    use: str = ""
    mime: str = ""
    sum_type: str = ""
    sum: str = ""
    line: int = 0


@dataclass
class Mets:
    path: Path
    label: str = ""
    object_id: str = ""
    # What administrative metadata state about the rights: a remark, or the address of a licence.
    rights: str = ""
    descriptions: dict[str, Description] = field(default_factory=dict)
    files: dict[str, MetsFile] = field(default_factory=dict)
    # (TYPE in lower case, outermost division)
    maps: list[tuple[str, MetsDiv]] = field(default_factory=list)
    # ID of a logical division → IDs of physical ones.
    links: dict[str, list[str]] = field(default_factory=dict)
    # Number of mptr elements: links to other METS files.
    pointers: int = 0


def read(path: Path) -> Mets:
    """Return the contents of a METS file.

    Raise ImportRefused, with file and line, if it is not METS.
    """
    mets, reader = Mets(path), None
    for event, element in elements(path):
        name = local(element)
        if reader is None:
            if name != "mets":
                raise ImportRefused(
                    f"{path}:{element.sourceline}", message("不是 METS，而是 <%(name)s>", name=name)
                )
            mets.label, mets.object_id = element.get("LABEL", ""), element.get("OBJID", "")
            reader = _MetsReader(mets)
        reader.handle(event, name, element)
    return mets


def _xlink(element: Element, name: str) -> str:
    return element.get(f"{{http://www.w3.org/1999/xlink}}{name}") or ""


class _MetsReader:
    def __init__(self, mets: Mets):
        self._mets = mets
        self._uses: list[str] = []
        self._file: MetsFile | None = None
        self._map = ""
        self._divs: list[MetsDiv] = []
        self._count = 0
        self._first = ""

    def handle(self, event: str, name: str, element: Element) -> None:
        getattr(self, f"_{event}_{name}", _ignore)(element)

    # Descriptions

    def _end_dmdSec(self, element: Element) -> None:
        self._mets.descriptions[element.get("ID", "")] = mods_dublin_core.read(element)
        free_memory(element)

    def _end_rightsMD(self, element: Element) -> None:
        self._mets.rights = self._mets.rights or mods_dublin_core.stated_rights(element)

    def _end_amdSec(self, element: Element) -> None:
        free_memory(element)

    # Files

    def _start_fileGrp(self, element: Element) -> None:
        self._uses.append(f"{element.get('USE', '')} {element.get('ID', '')}".lower())

    def _end_fileGrp(self, element: Element) -> None:
        self._uses.pop()
        free_memory(element)

    def _start_file(self, element: Element) -> None:
        self._file = MetsFile(
            href="",
            use=" ".join([*self._uses, element.get("USE", "").lower()]),
            mime=element.get("MIMETYPE", ""),
            sum_type=element.get("CHECKSUMTYPE", ""),
            sum=element.get("CHECKSUM", ""),
            line=line_of(element),
        )
        if ident := element.get("ID"):
            if ident in self._mets.files:
                raise ImportRefused(
                    f"{self._mets.path}:{self._file.line}",
                    message("文件 %(ident)s 写了两次", ident=ident),
                )
            self._mets.files[ident] = self._file

    def _start_FLocat(self, element: Element) -> None:
        if self._file is not None:
            self._file.href = self._file.href or _xlink(element, "href")

    # Structure

    def _start_structMap(self, element: Element) -> None:
        self._map = element.get("TYPE", "").lower()
        self._divs = []

    def _start_div(self, element: Element) -> None:
        self._count += 1
        if self._count > _MAX_DIVS:
            raise ImportRefused(f"{self._mets.path}:{element.sourceline}", message("结构图太大"))
        order = element.get("ORDER", "")
        div = MetsDiv(
            type=re.sub(r"[\s-]+", "_", element.get("TYPE", "").rpartition(":")[2].strip()).upper(),
            id=element.get("ID", ""),
            label=element.get("LABEL", ""),
            order=int(order) if order.isascii() and order.isdigit() and len(order) < 10 else None,
            order_label=element.get("ORDERLABEL", ""),
            descriptions=tuple(element.get("DMDID", "").split()),
            line=line_of(element),
        )
        if self._divs:
            self._divs[-1].parts.append(div)
        else:
            self._mets.maps.append((self._map, div))
        self._divs.append(div)

    def _end_div(self, element: Element) -> None:
        div = self._divs.pop()
        if div.parts and all(part.order is not None for part in div.parts):
            div.parts.sort(key=lambda part: part.order or 0)
        free_memory(element)

    def _start_fptr(self, element: Element) -> None:
        if self._divs and (file := element.get("FILEID")):
            self._divs[-1].areas.append(MetsArea(file, line=line_of(element)))

    def _start_mptr(self, element: Element) -> None:
        self._mets.pointers += 1

    def _start_area(self, element: Element) -> None:
        if self._divs and (file := element.get("FILEID")):
            by_id = element.get("BETYPE", "IDREF") == "IDREF"
            begin = element.get("BEGIN", "") if by_id else ""
            end = element.get("END", "") if by_id else ""
            line = line_of(element)
            self._divs[-1].areas.append(MetsArea(file, begin, end, line))

    # Links

    def _start_smLink(self, element: Element) -> None:
        self._mets.links.setdefault(_xlink(element, "from").lstrip("#"), []).append(
            _xlink(element, "to").lstrip("#")
        )

    def _start_smLinkGrp(self, element: Element) -> None:
        self._first = ""

    def _start_smLocatorLink(self, element: Element) -> None:
        to = _xlink(element, "href").lstrip("#")
        if not self._first:
            self._first = to
        else:
            self._mets.links.setdefault(self._first, []).append(to)

    def _end_smLinkGrp(self, element: Element) -> None:
        free_memory(element)


def _ignore(element: Element) -> None:
    pass
