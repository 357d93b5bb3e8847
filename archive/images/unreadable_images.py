"""Find images of a catalogue that cannot be shown, judging by the headers of their files."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from .open_image import ImageFormat, UnreadableImage, image_format, image_size
from .served_images import tiles_folder
from .tile_archive import archive_path


def unreadable_images(files: Mapping[str, Path], expected: set[str]) -> Iterator[tuple[Path, str]]:
    """Yield (file, reason) of each file that is not a usable image, without reading pixels.

    `files` maps SHA-256 to files. Images whose tiles were already cut are skipped.
    """
    for sha256 in sorted(expected.intersection(files)):
        if archive_path(tiles_folder(), sha256).exists():
            continue
        try:
            is_pdf = image_format(files[sha256]) is ImageFormat.PDF
        except UnreadableImage:
            # the catalogue check reports this
            continue
        try:
            if not is_pdf:
                image_size(files[sha256])
        except UnreadableImage as error:
            yield files[sha256], str(error)
