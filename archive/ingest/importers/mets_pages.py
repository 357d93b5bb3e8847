"""Find the pages of an issue in METS: their ALTO files, order and numbers, and their images."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import PurePosixPath
from typing import NamedTuple

from archive.command_messages import clauses, listed, message

from .dates_and_numbers import page_number
from .image_files import SUFFIXES
from .mets import Mets, MetsArea, MetsDiv, MetsFile
from .parsed_issue import ImportRefused
from .saved_website import without_query

# Maximum number of page numbers or file types named in a message.
_MAX_NAMED = 12


class MetsPage(NamedTuple):
    """A page: the ID of its ALTO file, its number, and its line in METS.

    `images` are the IDs of its image files, the most reliable first.
    """

    file: str
    number: str
    line: int
    images: tuple[str, ...] = ()


@dataclass
class MetsPages:
    """The pages of one METS file; `remarks` lists pages without text and implausible numbers."""

    mets: Mets
    remarks: list[str] = field(default_factory=list)

    @cached_property
    def _texts(self) -> set[str]:
        """Return the IDs of the files with text.

        If any is declared as ALTO, files declared otherwise, such as PAGE XML of the same pages,
        are excluded.
        """
        texts = {ident for ident, file in self.mets.files.items() if _may_be_alto(file)}
        return {ident for ident in texts if _says_alto(self.mets.files[ident])} or texts

    def read(self) -> list[MetsPage]:
        """Return the pages in order. Raise ImportRefused if no page has text."""
        pages: dict[str, MetsPage] = {}
        for kind, top in self.mets.maps:
            if kind != "logical":
                pages = self._of_map(top) | pages
        if not pages:
            # No physical map: the ALTO files in their own order.
            text_files = (pair for pair in self.mets.files.items() if pair[0] in self._texts)
            pages = {
                ident: MetsPage(ident, str(n), file.line, self._images_by_number(file))
                for n, (ident, file) in enumerate(text_files, 1)
            }
        if not pages:
            problem = clauses(message("没有一版有 ALTO 文字"), self._files())
            raise ImportRefused(str(self.mets.path), problem)
        self._check_numbers([page.number for page in pages.values()])
        return list(pages.values())

    def is_text(self, area: MetsArea) -> bool:
        """Return whether an area is in a file with text.

        Raise ImportRefused if there is no such file.
        """
        file = self.mets.files.get(area.file)
        if file is None:
            location = f"{self.mets.path}:{area.line}"
            raise ImportRefused(
                location, message("FILEID %(file)r 不在 fileSec 里", file=area.file)
            )
        return area.file in self._texts

    def _of_map(self, top: MetsDiv) -> dict[str, MetsPage]:
        """Return the pages of a structMap by file; remark on pages without text, unless all are."""
        pages, without = {}, []
        for div in top.walk():
            # Includes TITLE_PAGE, ILLUSTRATION_PAGE and so on.
            if not div.type.endswith("PAGE") and div.type != "OBJECT":
                continue
            texts = [area.file for area in div.areas if self.is_text(area)]
            images = tuple(a.file for a in div.areas if is_image(self.mets.files[a.file]))
            if not texts and div.areas:
                without.append(div)
            for file in texts:
                if file not in pages:
                    images = images or self._images_by_number(self.mets.files[file])
                    pages[file] = MetsPage(file, self._number(div), div.line, images)
        for div in without if pages else ():
            files = listed(self.mets.files[area.file].href for area in div.areas)
            label = div.order_label or div.order or div.id
            remark = message(
                "第 %(label)s 面没有 ALTO 文字（%(files)s），未导入", label=label, files=files
            )
            self.remarks.append(f"{self.mets.path}:{div.line}: {remark}")
        return pages

    def _images_by_number(self, text: MetsFile) -> tuple[str, ...]:
        """Return the image files whose names end in the same number as that of a text file."""
        number = _last_number(text.href)
        if number is None:
            return ()
        return tuple(
            ident
            for ident, file in self.mets.files.items()
            if is_image(file) and _last_number(file.href) == number
        )

    def _number(self, div: MetsDiv) -> str:
        descriptions = (self.mets.descriptions.get(description) for description in div.descriptions)
        printed_number = next(
            (description.page for description in descriptions if description and description.page),
            "",
        )
        number = page_number(printed_number) or page_number(div.order_label)
        label = printed_number or div.order_label
        if not number and div.order is not None and any(map(str.isalnum, label)):
            remark = message(
                "无法从标签“%(label)s”得出版次，按次序作第 %(order)s 版",
                label=label,
                order=div.order,
            )
            self.remarks.append(f"{self.mets.path}:{div.line}: {remark}")
        return number or str(div.order or "")

    def _check_numbers(self, numbers: list[str]) -> None:
        """Remark on implausible page numbers, which come from recognised labels."""
        if not all(number.isdecimal() for number in numbers):
            return
        values = list(map(int, numbers))
        steps = [following - previous for previous, following in pairwise(values)]
        # Gaps are plausible, but not if larger than the number of pages.
        if values[0] != 1 or not all(0 < step <= len(values) for step in steps):
            labels = listed(numbers[:_MAX_NAMED])
            remark = message(
                "各版依次标作 %(labels)s，不是从 1 起编号；已照此导入，请核对", labels=labels
            )
            self.remarks.append(f"{self.mets.path}: {remark}")

    def _files(self) -> str:
        """Return the types of files that METS lists, for a message about missing pages."""
        kinds = Counter(
            file.mime or file.href.rpartition(".")[2] for file in self.mets.files.values()
        )
        if not kinds:
            return message("METS 没有列出文件")
        files = listed(
            message("%(kind)s %(count)s 个", kind=kind, count=count)
            for kind, count in kinds.most_common(_MAX_NAMED)
        )
        return message("METS 所列文件：%(files)s", files=files)


def is_image(file: MetsFile) -> bool:
    """Return whether a file is an image of a page or a PDF; thumbnails are not."""
    if "thumb" in file.use:
        return False
    name = without_query(file.href).lower()
    return name.endswith(SUFFIXES) or file.mime.startswith("image/")


def _last_number(href: str) -> int | None:
    numbers = re.findall(r"\d{1,9}", PurePosixPath(without_query(href)).stem)
    return int(numbers[-1]) if numbers else None


def _says_alto(file: MetsFile) -> bool:
    return "alto" in file.use or "alto" in file.mime


def _may_be_alto(file: MetsFile) -> bool:
    if not without_query(file.href).lower().endswith(".xml"):
        return False
    if any(name in file.use for name in ("alto", "ocr", "text", "content")):
        return True
    return "xml" in file.mime and not any(name in file.use for name in ("toc", "mets", "meta"))
