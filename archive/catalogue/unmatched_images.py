"""Diagnose held images that no page refers to: find the page each most likely belongs to."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from archive.command_messages import message

from .error_messages import os_error_message
from .image_format import UnreadableImage, image_format
from .page_images import PageImages

# number of files that are compared with pages and named; the rest are only counted
MAX_COMPARED = 50

# (file, PDF page) → size in pixels, or None if it cannot be read
SizeOf = Callable[[Path, int | None], tuple[int, int] | None]


class MissingImage(NamedTuple):
    """An image that a page refers to but whose file is not held."""

    sha256: str
    pdf_page: int | None
    size: tuple[int, int]
    # newspaper/issue/page
    page: str


class UnmatchedImage(NamedTuple):
    """An image file that no page refers to; `is_near` if it most likely belongs to one."""

    says: str
    is_near: bool = False


def unmatched_images(
    images: PageImages, used: set[str], missing: Sequence[MissingImage], size_of: SizeOf
) -> Iterator[UnmatchedImage]:
    """Yield every held image not `used` (by SHA-256), with its most likely page."""
    unused = [(sha256, path) for sha256, path in images.items() if sha256 not in used]
    by_sum = {image.sha256: image for image in missing}
    for sha256, path in unused[:MAX_COMPARED]:
        sum_ = f"SHA-256 {sha256[:8]}…{sha256[-4:]}"
        short = message("%(file)s：%(problem)s", file=path, problem=sum_)
        if former := by_sum.get(images.former_sha256(path)):
            yield UnmatchedImage(
                message(
                    "%(short)s，原是 %(page)s 的版面图，文件后来改过", short=short, page=former.page
                ),
                True,
            )
            continue
        if same_size := _same_size(path, missing, size_of):
            pixels = " × ".join(map(str, same_size.size))
            yield UnmatchedImage(
                message(
                    "%(short)s，可能是 %(page)s 的版面图（同为 %(pixels)s 像素）"
                    "，但不是目录所记的文件",
                    short=short,
                    page=same_size.page,
                    pixels=pixels,
                ),
                True,
            )
        else:
            problem = message("%(file)s：%(problem)s", file=path, problem=_unused(path))
            yield UnmatchedImage(problem)
    if len(unused) > MAX_COMPARED:
        yield UnmatchedImage(
            message("此外还有 %(count)s 张图没有哪一版用到", count=len(unused) - MAX_COMPARED)
        )


def _unused(path: Path) -> str:
    try:
        image_format(path)
    except UnreadableImage as error:
        return str(error)
    except OSError as error:
        return os_error_message(error)
    return message("没有哪一版用到这张图")


def _same_size(path: Path, missing: Sequence[MissingImage], size_of: SizeOf) -> MissingImage | None:
    """Return the missing image of the same size as a file, if there is exactly one."""
    sizes: dict[int | None, tuple[int, int] | None] = {}
    matches = []
    for image in missing:
        if image.pdf_page not in sizes:
            sizes[image.pdf_page] = size_of(path, image.pdf_page)
        if sizes[image.pdf_page] == image.size:
            matches.append(image)
    return matches[0] if len({image.sha256 for image in matches}) == 1 else None
