"""Cut one image into the tiles of IIIF Image API level 0, and write its tile archive."""

import errno
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyvips

from archive.command_messages import message

from .open_image import Size, UnreadableImage, is_read_once, open_image, unreadable_image
from .tile_archive import TILE, WIDTHS, TileInfo, archive_path, tile_requests, write_info

# JPEG quality; libvips halves the resolution of colours below 90
QUALITY = 80
_JPEG = {"Q": QUALITY, "keep": "none"}
_SUFFIX = f".jpg[Q={QUALITY},keep=none]"
# the earliest date that ZIP can represent
_DATE = (1980, 1, 1, 0, 0, 0)


class ImageFile(NamedTuple):
    """An image to cut; `size` is the one stated in the catalogue."""

    image_id: str
    path: Path
    pdf_page: int | None
    size: Size


def make_tile_archive(image: ImageFile, folder: Path, staging: Path) -> None:
    """Write the archive of an image to `folder`, atomically.

    `staging` is a folder on the same file system for unfinished files. UnreadableImage if the file
    cannot be shown or differs in size from the catalogue; OSError if writing fails.
    """
    tiles, finished = staging / f"{image.image_id}.tiles.zip", staging / f"{image.image_id}.zip"
    try:
        opened = _open(image)
        _cut(opened, tiles)
        # reopen an image that can be read only once
        full = (_open(image) if is_read_once(opened) else opened).jpegsave_buffer(**_JPEG)
        with zipfile.ZipFile(finished, "w", zipfile.ZIP_STORED) as archive:
            _write_members(archive, image, tiles, full)
    except pyvips.Error as error:
        if os.strerror(errno.ENOSPC) in str(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(staging)) from error
        raise unreadable_image(error) from error
    finally:
        tiles.unlink(missing_ok=True)
    _move(finished, archive_path(folder, image.image_id))


def _open(image: ImageFile) -> pyvips.Image:
    opened = open_image(image.path, image.pdf_page, image.size)
    size = Size(opened.width, opened.height)
    if size != image.size:
        expected, actual = (
            f"{dimensions.width} × {dimensions.height}" for dimensions in (image.size, size)
        )
        raise UnreadableImage(
            message("目录记 %(expected)s 像素，文件是 %(found)s", expected=expected, found=actual)
        )
    return opened


def _cut(image: pyvips.Image, path: Path) -> None:
    """Write the tiles of every level in libvips' own layout."""
    image.dzsave(
        str(path), layout="iiif3", container="zip", compression=0, tile_size=TILE, suffix=_SUFFIX
    )


def _write_members(archive: zipfile.ZipFile, image: ImageFile, tiles: Path, full: bytes) -> None:
    """Write sizes, tiles and description; KeyError if libvips left out an implied tile."""
    smaller = dict(_smaller(full, image.size))
    info = TileInfo(*image.size, sorted([*smaller, image.size]), _scale_factors(image.size))
    with zipfile.ZipFile(tiles) as tiles_archive:
        # its entries begin with the file's name
        root = f"{image.image_id}.tiles"
        pyramid_top = _pyramid_top(info)
        if pyramid_top not in info.sizes:
            info = info._replace(sizes=sorted([*info.sizes, pyramid_top]))
        for request in tile_requests(info):
            region, size = request.split("/")
            if size == "max":
                content = full
            elif region == "full" and (content_of_size := smaller.get(_size(size))):
                content = content_of_size
            else:
                content = tiles_archive.read(f"{root}/{request}/0/default.jpg")
            archive.writestr(_entry(f"{request}/0/default.jpg"), content)
    name, content_of_info = write_info(info)
    archive.writestr(_entry(name), content_of_info)


def _smaller(full: bytes, size: Size) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Yield (size, JPEG) of the whole image at each width in WIDTHS smaller than its own."""
    for width in WIDTHS:
        if width < size.width:
            image = pyvips.Image.thumbnail_buffer(full, width, height=10_000_000)
            yield (image.width, image.height), image.jpegsave_buffer(**_JPEG)


def _scale_factors(size: Size) -> list[int]:
    """Return 1, 2, 4, … up to the first at which one tile holds the whole image."""
    factors = [1]
    while max(size) > TILE * factors[-1]:
        factors.append(2 * factors[-1])
    return factors


def _pyramid_top(info: TileInfo) -> tuple[int, int]:
    scale = info.scale_factors[-1]
    return -(-info.width // scale), -(-info.height // scale)


def _size(size: str) -> tuple[int, int]:
    width, height = map(int, size.split(","))
    return width, height


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, _DATE)


def _move(path: Path, target: Path) -> None:
    """Sync a finished file to disk, then rename it to its target."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)
