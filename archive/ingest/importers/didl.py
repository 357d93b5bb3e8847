"""Read the MPEG-21 DIDL of the Dutch national library (KB) into the structures of METS.

A page item has an ALTO file and its checksum. An article item lists its ALTO blocks by page
(`article-part`) and the address at which the library resolves it.
"""

import re
from pathlib import Path

from archive.command_messages import message

from .dates_and_numbers import day, month
from .image_files import SUFFIXES
from .mets import Description, Mets, MetsArea, MetsDiv, MetsFile
from .parsed_issue import ImportRefused
from .source_files import Element, elements, free_memory, line_of, local

# The name of the map of pages, as in METS.
_PHYSICAL = "physical"
# The name of the map of articles, as in METS.
_LOGICAL = "logical"


def read(path: Path) -> Mets:
    """Return the contents of a DIDL file.

    Raise ImportRefused, with file and line, if it is not DIDL.
    """
    mets = Mets(path)
    reader = _DidlReader(mets)
    for event, element in elements(path):
        name = local(element)
        if not reader.begun:
            reader.begun = True
            if name != "DIDL":
                raise ImportRefused(
                    f"{path}:{element.sourceline}", message("不是 DIDL，而是 <%(name)s>", name=name)
                )
        if event == "end":
            reader.handle(name, element)
        elif name == "Item":
            reader.begin(element)
    mets.maps = [(_PHYSICAL, reader.pages), (_LOGICAL, reader.articles)]
    return mets


class _DidlReader:
    def __init__(self, mets: Mets):
        self.begun = False
        self.pages, self.articles = MetsDiv("NEWSPAPER"), MetsDiv("ISSUE")
        self._mets = mets
        self._items: list[MetsDiv] = []

    def begin(self, element: Element) -> None:
        ident = _attribute(element, "identifier")
        kind = "PAGE" if re.search(r":p\d+$", ident) else ""
        # Zones below a page item are skipped: the article items give them in more detail.
        if re.search(r"mpeg21:a\d+$", ident):
            kind = "ARTICLE"
        div = MetsDiv(kind, id=ident, line=line_of(element))
        if kind:
            (self.pages if kind == "PAGE" else self.articles).parts.append(div)
        elif not self._items:
            self._mets.object_id = ident
        self._items.append(div)

    def handle(self, name: str, element: Element) -> None:
        item = self._items[-1] if self._items else None
        if name == "Item":
            self._items.pop()
            free_memory(element)
        elif item is None:
            return
        elif name == "Resource":
            self._resource(item, element)
        elif name == "Statement" and item.type == "PAGE":
            match = re.fullmatch(r"page (\d{1,4})", (element.text or "").strip())
            item.order_label = match[1] if match else item.order_label
        elif name == "dcx":
            self._describe(item, element)
        elif name == "article-part" and item.type == "ARTICLE":
            for blocks in (child for child in element if local(child) == "blocks"):
                for block in blocks:
                    line = line_of(block)
                    item.areas.append(
                        MetsArea(blocks.get("alto", ""), block.get("ID", ""), "", line)
                    )

    def _resource(self, item: MetsDiv, element: Element) -> None:
        href = _attribute(element, "filename") or element.get("ref", "")
        if item.type == "PAGE" and href.lower().endswith("alto.xml"):
            checksum = _attribute(element, "md5_checksum")
            line = line_of(element)
            self._mets.files[href] = MetsFile(
                href, "alto", "text/xml", "MD5" if checksum else "", checksum, line
            )
            item.areas.append(MetsArea(href, line=line))
        elif item.type == "PAGE" and href.lower().endswith(SUFFIXES):
            line = line_of(element)
            self._mets.files[href] = MetsFile(href, "image", line=line)
            item.areas.append(MetsArea(href, line=line))

    def _describe(self, item: MetsDiv, element: Element) -> None:
        fields = [(local(child), (child.text or "").strip()) for child in element]
        if item.type == "ARTICLE":
            item.title = next((text for name, text in fields if name == "title"), "")
            addresses = (text for name, text in fields if name == "identifier")
            item.address = next((child for child in addresses if child.startswith("http")), "")
        elif not item.type and not self._mets.descriptions:
            description = Description(titles=[text for name, text in fields if name == "title"])
            date_text = next((text for name, text in fields if name == "date"), "")
            description.date = day(date_text) or month(date_text)
            description.unparsed_date = "" if description.date else date_text
            description.set_number(
                next((text for name, text in fields if name == "issuenumber"), "")
            )
            self._mets.descriptions[item.id] = description


def _attribute(element: Element, name: str) -> str:
    """Return the value of an attribute in any namespace; "" if there is none."""
    attributes = ((str(key), str(value)) for key, value in element.items())
    return next((value for key, value in attributes if key.rpartition("}")[2] == name), "")
