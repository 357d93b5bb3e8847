"""Which files of a METS are an issue's pages, in order and with their numbers."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from .dates_and_numbers import page_number
from .mets import Mets, MetsArea, MetsDiv, MetsFile
from .parsed_issue import ImportRefused
from .saved_website import strip_site

# numbers or kinds of files that a message names
_MOST_NAMED = 12


class MetsPage(NamedTuple):
    """The ID of its ALTO file, its number, and the line of METS that says so."""

    file: str
    number: str
    line: int


@dataclass
class MetsPages:
    """Those of one METS; `remarks` tells of pages without text and of numbers that cannot be right."""

    mets: Mets
    remarks: list[str] = field(default_factory=list)

    def read(self) -> list[MetsPage]:
        """Refused where no page has text."""
        found: dict[str, MetsPage] = {}
        for kind, top in self.mets.maps:
            if kind != "logical":
                found = self._of_map(top) | found
        if not found:
            # no physical map: the ALTO files in their own order
            texts = (pair for pair in self.mets.files.items() if _may_be_alto(pair[1]))
            found = {
                one: MetsPage(one, str(n), file.line) for n, (one, file) in enumerate(texts, 1)
            }
        if not found:
            raise ImportRefused(str(self.mets.path), f"没有一版有 ALTO 文字；{self._listed()}")
        self._check_numbers([page.number for page in found.values()])
        return list(found.values())

    def is_text(self, area: MetsArea) -> bool:
        """Whether an area is of a file with text; Refused where there is no such file."""
        file = self.mets.files.get(area.file)
        if file is None:
            where = f"{self.mets.path}:{area.line}"
            raise ImportRefused(where, f"FILEID {area.file!r} 不在 fileSec 里")
        return _may_be_alto(file)

    def _of_map(self, top: MetsDiv) -> dict[str, MetsPage]:
        """The pages of a map by their files; of one that has pages, those without text are told."""
        found, without = {}, []
        for div in top.walk():
            # TITLE_PAGE, ILLUSTRATION_PAGE and so on are pages, too
            if not div.type.endswith("PAGE") and div.type != "OBJECT":
                continue
            texts = [area.file for area in div.areas if self.is_text(area)]
            if not texts and div.areas:
                without.append(div)
            for file in texts:
                if file not in found:
                    found[file] = MetsPage(file, self._number(div), div.line)
        for div in without if found else ():
            named = "、".join(self.mets.files[area.file].href for area in div.areas)
            called = div.order_label or div.order or div.id
            said = f"第 {called} 面没有 ALTO 文字（{named}），没有收"
            self.remarks.append(f"{self.mets.path}:{div.line}: {said}")
        return found

    def _number(self, div: MetsDiv) -> str:
        described = (self.mets.descriptions.get(one) for one in div.descriptions)
        printed = next((one.page for one in described if one and one.page), "")
        number = page_number(printed) or page_number(div.order_label)
        label = printed or div.order_label
        if not number and div.order is not None and any(map(str.isalnum, label)):
            said = f"版次标签“{label}”看不出第几版，按次序作第 {div.order} 版"
            self.remarks.append(f"{self.mets.path}:{div.line}: {said}")
        return number or str(div.order or "")

    def _check_numbers(self, numbers: list[str]) -> None:
        """Tells of numbers that the pages of an issue can hardly have, as where labels were recognised."""
        if not all(number.isdecimal() for number in numbers):
            return
        values = list(map(int, numbers))
        steps = [after - before for before, after in pairwise(values)]
        # some pages may be missing, but not more than there are
        if values[0] != 1 or not all(0 < step <= len(values) for step in steps):
            listed = "、".join(numbers[:_MOST_NAMED])
            said = f"各版依次标作 {listed}，不是从 1 依次数起；照收，请核对"
            self.remarks.append(f"{self.mets.path}: {said}")

    def _listed(self) -> str:
        """What files METS names, for who looks for those that are missing."""
        kinds = Counter(
            file.mime or file.href.rpartition(".")[2] for file in self.mets.files.values()
        )
        listed = "、".join(f"{kind} {count} 个" for kind, count in kinds.most_common(_MOST_NAMED))
        return f"METS 所列文件：{listed}" if listed else "METS 没有列出文件"


def _may_be_alto(file: MetsFile) -> bool:
    if not strip_site(file.href).lower().endswith(".xml"):
        return False
    if any(name in file.use for name in ("alto", "ocr", "text", "content")):
        return True
    return "xml" in file.mime and not any(name in file.use for name in ("toc", "mets", "meta"))
