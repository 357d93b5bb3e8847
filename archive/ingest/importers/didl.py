"""Reads the MPEG-21 DIDL of the Dutch national library (KB) as if it were METS.

A page item has an ALTO file and its checksum; an article item names the ALTO blocks that it is of,
by page (`article-part`), and the address at which the library resolves it.
"""

import re
from pathlib import Path

from .dates_and_numbers import day, month
from .mets import Description, Mets, MetsArea, MetsDiv, MetsFile
from .parsed_issue import ImportRefused
from .source_files import elements, forget, local

# as METS has its map of pages and its map of articles
_PHYSICAL, _LOGICAL = "physical", "logical"


def read(path: Path) -> Mets:
    """Refused, with file and line, for what is no DIDL."""
    made = Mets(path)
    reader = _Reader(made)
    for event, element in elements(path):
        name = local(element)
        if not reader.begun:
            reader.begun = True
            if name != "DIDL":
                raise ImportRefused(f"{path}:{element.sourceline}", f"不是 DIDL，而是 <{name}>")
        if event == "end":
            reader.take(name, element)
        elif name == "Item":
            reader.begin(element)
    made.maps = [(_PHYSICAL, reader.pages), (_LOGICAL, reader.articles)]
    return made


class _Reader:
    def __init__(self, made: Mets):
        self.begun = False
        self.pages, self.articles = MetsDiv("NEWSPAPER"), MetsDiv("ISSUE")
        self._made = made
        self._items: list[MetsDiv] = []

    def begin(self, element) -> None:
        ident = _attribute(element, "identifier")
        kind = "PAGE" if re.search(r":p\d+$", ident) else ""
        # beneath a page stand the zones of articles on it, of which the article itself tells better
        if re.search(r"mpeg21:a\d+$", ident):
            kind = "ARTICLE"
        div = MetsDiv(kind, id=ident, line=element.sourceline or 0)
        if kind:
            (self.pages if kind == "PAGE" else self.articles).parts.append(div)
        elif not self._items:
            self._made.object_id = ident
        self._items.append(div)

    def take(self, name: str, element) -> None:
        here = self._items[-1] if self._items else None
        if name == "Item":
            self._items.pop()
            forget(element)
        elif here is None:
            return
        elif name == "Resource":
            self._resource(here, element)
        elif name == "Statement" and here.type == "PAGE":
            found = re.fullmatch(r"page (\d{1,4})", (element.text or "").strip())
            here.order_label = found[1] if found else here.order_label
        elif name == "dcx":
            self._described(here, element)
        elif name == "article-part" and here.type == "ARTICLE":
            for blocks in (one for one in element if local(one) == "blocks"):
                for block in blocks:
                    line = block.sourceline or 0
                    here.areas.append(
                        MetsArea(blocks.get("alto", ""), block.get("ID", ""), "", line)
                    )

    def _resource(self, here: MetsDiv, element) -> None:
        href = _attribute(element, "filename") or element.get("ref", "")
        if here.type == "PAGE" and href.lower().endswith("alto.xml"):
            sum_ = _attribute(element, "md5_checksum")
            line = element.sourceline or 0
            self._made.files[href] = MetsFile(
                href, "alto", "text/xml", "MD5" if sum_ else "", sum_, line
            )
            here.areas.append(MetsArea(href, line=line))

    def _described(self, here: MetsDiv, element) -> None:
        said = [(local(one), (one.text or "").strip()) for one in element]
        if here.type == "ARTICLE":
            here.title = next((text for name, text in said if name == "title"), "")
            addresses = (text for name, text in said if name == "identifier")
            here.address = next((one for one in addresses if one.startswith("http")), "")
        elif not here.type and not self._made.descriptions:
            told = Description(titles=[text for name, text in said if name == "title"])
            written = next((text for name, text in said if name == "date"), "")
            told.date = day(written) or month(written)
            told.unread = "" if told.date else written
            told.numbered(next((text for name, text in said if name == "issuenumber"), ""))
            self._made.descriptions[here.id] = told


def _attribute(element, name: str) -> str:
    """An attribute of any namespace."""
    found = (value for key, value in element.items() if key.rpartition("}")[2] == name)
    return next(found, "")
