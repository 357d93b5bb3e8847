"""Find the image of a page file: the one it refers to, or else the one with the same name."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from archive.command_messages import message
from archive.images.open_image import Size, image_size

from .image_files import SUFFIXES, largest
from .parsed_issue import ParsedImage

# Maximum number of files examined in a folder.
_MAX_FILES = 10_000


class ImageBeside(NamedTuple):
    """The image of a page with its size in pixels, or its name if it is missing."""

    images: tuple[ParsedImage, ...] = ()
    size: Size | None = None
    remarks: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def image_beside(path: Path, reference: str) -> ImageBeside:
    """Return the image of the page file `path`; `reference` is its name in that file, or "".

    Only the last part of a name is used, because its folders are those of another machine. The
    image is searched for in the folder of the page, its parent, and the folders beside it.
    """
    name = PurePosixPath(reference.replace("\\", "/").split("?")[0]).name
    stem = PurePosixPath(name).stem or path.stem
    candidates_nearby = [file for folder in _folders(path) for file in _images(folder)]
    exact = [file for file in candidates_nearby if name and file.name.casefold() == name.casefold()]
    same_stem = [file for file in candidates_nearby if file.stem.casefold() == stem.casefold()]
    candidates = [
        ParsedImage(file, 1 if file.suffix.lower() == ".pdf" else None)
        for file in exact or same_stem
    ]
    image, problems = largest(candidates)
    remarks = tuple(
        message("%(path)s: 版面图 %(problem)s，未导入", path=path, problem=problem)
        for problem in problems
    )
    if image is None:
        return ImageBeside(remarks=remarks, missing=(reference,) if name and not candidates else ())
    return ImageBeside((image,), image_size(image.path, image.pdf_page), remarks)


def _folders(path: Path) -> Iterator[Path]:
    folder = path.resolve().parent
    yield folder
    yield folder.parent
    try:
        beside = sorted(folder.parent.iterdir())
    except OSError:
        return
    yield from (sibling for sibling in beside if sibling.is_dir() and sibling != folder)


def _images(folder: Path) -> Iterator[Path]:
    try:
        for n, path in enumerate(sorted(folder.iterdir())):
            if n > _MAX_FILES:
                return
            if path.suffix.lower() in SUFFIXES and path.is_file():
                yield path
    except OSError:
        return
