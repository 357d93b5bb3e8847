"""Check the images of a page and the positions on them that the catalogue states."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from archive.command_messages import message

from .catalogue import Catalogue
from .entries import PageEntry
from .image_format import ImageFormat, UnreadableImage, image_format
from .yaml_file import Fault, FaultSource, FieldPath, repeated


def faults(
    source: FaultSource, path: FieldPath, page: PageEntry, images: Mapping[str, Path]
) -> Iterator[Fault]:
    """Yield faults of a page's images and captions; `images` are the ones held."""
    entries = [
        ((*path, "images", n, "sha256"), (image.sha256, image.pdf_page))
        for n, image in enumerate(page.images)
    ]
    yield from repeated(source, ((location, _label(key)) for location, key in entries))
    for n, image in enumerate(page.images):
        if (file := images.get(image.sha256)) is None:
            continue
        try:
            is_pdf = image_format(file) is ImageFormat.PDF
        except UnreadableImage as error:
            yield source.fault((*path, "images", n, "sha256"), f"{file.name} {error}")
            continue
        except OSError:
            # whether the folder can be read is not a fault of the catalogue
            continue
        location = (*path, "images", n, "pdf_page")
        if is_pdf and image.pdf_page is None:
            yield source.fault(location, message("是 PDF 文件，须写明是第几页（pdf_page）"))
        elif not is_pdf and image.pdf_page is not None:
            yield source.fault(location, message("不是 PDF 文件，不写 pdf_page"))
    for n, article in enumerate(page.articles):
        captions = {block.id for block in article.body if block.kind == "caption"}
        for m, picture in enumerate(article.pictures):
            if picture.caption and picture.caption not in captions:
                location = (*path, "articles", n, "pictures", m, "caption")
                yield source.fault(
                    location,
                    message("正文没有 %(caption)r 这一条图片说明", caption=picture.caption),
                )


def _label(key: tuple[str, int | None]) -> str:
    sha256, pdf_page = key
    return (
        message("%(sha256)s… 第 %(pdf_page)s 页", sha256=sha256[:8], pdf_page=pdf_page)
        if pdf_page
        else f"{sha256[:8]}…"
    )


def geometry_faults(catalogue: Catalogue, page: PageEntry) -> Iterator[Fault]:
    """Yield faults of the geometry of a page's text, reported at its line in the geometry file."""
    sha256, geometries = page.text.sha256, catalogue.geometries
    if sha256 not in geometries:
        return
    try:
        geometry = geometries.read(sha256)
        length = page.text.length
        problem = ""
        if geometry.length != length:
            wrong = message(
                "这一版的文字有 %(length)s 字，不是 %(found)s", length=length, found=geometry.length
            )
            problem = f"length: {wrong}"
    except ValueError as error:
        problem = str(error)
    if problem:
        field, _, reason = problem.partition(": ")
        file, line = geometries.place(sha256)
        yield Fault(catalogue.name_of(file), line, field, reason)
