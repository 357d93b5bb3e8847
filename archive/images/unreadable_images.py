"""Which images that a catalogue names cannot be shown, by what their files say of themselves."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from .open_image import ImageFormat, UnreadableImage, image_format, image_size
from .served_images import tiles_folder
from .tile_archive import archive_path


def unreadable_images(files: Mapping[str, Path], named: set[str]) -> Iterator[tuple[Path, str]]:
    """Yield (file, reason) of each named image that is no image; its pixels are read at publishing.

    `files` maps SHA-256 to files. An image whose tiles have been cut is not looked at again.
    """
    for sha256 in sorted(named.intersection(files)):
        if archive_path(tiles_folder(), sha256).exists():
            continue
        try:
            is_pdf = image_format(files[sha256]) is ImageFormat.PDF
        except UnreadableImage:
            # the check of the catalogue says so
            continue
        try:
            if not is_pdf:
                image_size(files[sha256])
        except UnreadableImage as error:
            yield files[sha256], str(error)
