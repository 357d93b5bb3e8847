"""Find the image of each page that METS names: of several files, the one with most pixels."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from .image_files import largest
from .mets import Mets
from .mets_pages import MetsPage
from .parsed_issue import ImportRefused, ParsedImage

# pages whose missing images are named in one remark
_MOST_NAMED = 8


def find(
    mets: Mets, pages: list[MetsPage], saved: Callable[[str, str], Path], remarks: list[str]
) -> dict[str, ParsedImage]:
    """The image of each page, by the ID of its ALTO file.

    `saved` returns where a file that METS names lies. Images that are named and missing, and those
    that cannot be read, are added to `remarks`.
    """
    shared = Counter(ident for page in pages for ident in page.images)
    nth: Counter[str] = Counter()
    images: dict[str, ParsedImage] = {}
    missing: list[str] = []
    for page in pages:
        there: list[ParsedImage] = []
        names = []
        for ident in page.images:
            file = mets.files[ident]
            names.append(file.href)
            nth[ident] += 1
            try:
                path = saved(file.href, f"{mets.path}:{file.line}")
            except ImportRefused:
                # a web address, or a path of the machine that made the METS
                continue
            if path.is_file():
                is_pdf = path.suffix.lower() == ".pdf"
                # one PDF of the whole issue has the pages in their order
                number = (nth[ident] if shared[ident] > 1 else 1) if is_pdf else None
                there.append(ParsedImage(path, number))
        best, problems = largest(there)
        remarks += (f"{mets.path}:{page.line}: 版面图 {problem}，没有收" for problem in problems)
        if best:
            images[page.file] = best
        elif names and not there:
            label = f"第 {page.number} 版" if page.number else mets.files[page.file].href
            missing.append(f"{label} {'、'.join(names)}")
    if missing:
        named = "；".join(missing[:_MOST_NAMED])
        more = "……" if len(missing) > _MOST_NAMED else ""
        remarks.append(f"{mets.path}: 有 {len(missing)} 版的版面图没有存下：{named}{more}")
    return images
