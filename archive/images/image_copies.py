"""Copies of page images: rotated ones of scans that lie sideways, smaller ones for proof sheets."""

from pathlib import Path

import pypdfium2
import pyvips

from .open_image import Size, open_image, unreadable_image

_ANGLES = {1: "d90", 2: "d180", 3: "d270"}
# JPEG quality of rotated and of smaller copies
_QUALITY, _SMALL_QUALITY = 92, 80


def write_rotated(path: Path, pdf_page: int | None, turns: int, target: Path) -> None:
    """Write the image, rotated clockwise by `turns` quarter turns, as JPEG, PNG or one-page PDF.

    The suffix of `target` decides the format. UnreadableImage, OSError.
    """
    if pdf_page is not None:
        _write_pdf_page(path, pdf_page, turns, target)
        return
    try:
        image = open_image(path).copy_memory().rot(_ANGLES[turns])
        if target.suffix.lower() in (".jpg", ".jpeg"):
            image.jpegsave(str(target), Q=_QUALITY)
        else:
            image.pngsave(str(target))
    except pyvips.Error as error:
        raise unreadable_image(error) from error


def rotated_name(path: Path, pdf_page: int | None) -> str:
    """Return the file name of the rotated image: JPEG and PDF stay, others become PNG."""
    if pdf_page is not None:
        return f"{path.stem}-{pdf_page}-turned.pdf"
    suffix = path.suffix if path.suffix.lower() in (".jpg", ".jpeg") else ".png"
    return f"{path.stem}-turned{suffix}"


def _write_pdf_page(path: Path, pdf_page: int, turns: int, target: Path) -> None:
    document = pypdfium2.PdfDocument(path)
    try:
        single = pypdfium2.PdfDocument.new()
        single.import_pages(document, [pdf_page - 1])
        page = single[0]
        page.set_rotation((page.get_rotation() + 90 * turns) % 360)
        single.save(target)
        single.close()
    finally:
        document.close()


def write_smaller_copy(
    image: Path, pdf_page: int | None, size: Size, width: int, copy: Path
) -> Size:
    """Write a JPEG at most `width` pixels wide to `copy`; return its size.

    `size` is the one stated in the catalogue. UnreadableImage if the file cannot be shown; OSError.
    """
    opened = open_image(image, pdf_page, size)
    try:
        smaller = opened.thumbnail_image(width, height=10_000_000, size="down")
        smaller.jpegsave(str(copy), Q=_SMALL_QUALITY, keep="none")
    except pyvips.Error as error:
        raise unreadable_image(error) from error
    return Size(smaller.width, smaller.height)
