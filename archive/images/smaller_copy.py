"""A smaller copy of a page image, for proof sheets that are read outside the site."""

from pathlib import Path

import pyvips

from .open_image import Size, open_image, unreadable_image

QUALITY = 80


def write_smaller_copy(
    image: Path, pdf_page: int | None, size: Size, width: int, copy: Path
) -> Size:
    """Write a JPEG at most `width` pixels wide to `copy`; return its size.

    `size` is the one stated in the catalogue. UnreadableImage if the file cannot be shown; OSError.
    """
    opened = open_image(image, pdf_page, size)
    try:
        smaller = opened.thumbnail_image(width, height=10_000_000, size="down")
        smaller.jpegsave(str(copy), Q=QUALITY, keep="none")
    except pyvips.Error as error:
        raise unreadable_image(error) from error
    return Size(smaller.width, smaller.height)
