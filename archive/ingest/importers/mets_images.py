"""Find the image of each page in METS: of several files, the one with the most pixels."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from archive.command_messages import message

from .image_files import largest
from .mets import Mets
from .mets_pages import MetsPage
from .parsed_issue import ImportRefused, ParsedImage


class MetsImages(NamedTuple):
    """The image of each page, and the names of missing ones, by the page's ALTO file."""

    images: dict[str, ParsedImage]
    missing: dict[str, tuple[str, ...]]


def find(
    mets: Mets, pages: list[MetsPage], saved: Callable[[str, str], Path], remarks: list[str]
) -> MetsImages:
    """Return the images of the pages; add a remark to `remarks` for each unreadable one.

    `saved` returns the location of a file named in METS.
    """
    shared = Counter(ident for page in pages for ident in page.images)
    nth: Counter[str] = Counter()
    images: dict[str, ParsedImage] = {}
    missing: dict[str, tuple[str, ...]] = {}
    for page in pages:
        images_found: list[ParsedImage] = []
        for ident in page.images:
            file = mets.files[ident]
            nth[ident] += 1
            try:
                path = saved(file.href, f"{mets.path}:{file.line}")
            except ImportRefused:
                # A web address, or a path on the machine that created the METS.
                continue
            if path.is_file():
                is_pdf = path.suffix.lower() == ".pdf"
                # The pages of one PDF for the whole issue are in their order.
                number = (nth[ident] if shared[ident] > 1 else 1) if is_pdf else None
                images_found.append(ParsedImage(path, number))
        best, problems = largest(images_found)
        remarks += (
            message(
                "%(path)s:%(line)s: 版面图 %(problem)s，未导入",
                path=mets.path,
                line=page.line,
                problem=problem,
            )
            for problem in problems
        )
        if best:
            images[page.file] = best
        elif not images_found:
            missing[page.file] = tuple(mets.files[ident].href for ident in page.images)
    return MetsImages(images, missing)
