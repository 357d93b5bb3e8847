"""Add image files found beside a source to the images folder, as links or else as copies."""

import os
import shutil
from pathlib import Path
from typing import Any

from archive.catalogue.held_files import file_sha256
from archive.images.open_image import UnreadableImage, image_size

from .parsed_issue import ImportRefused, ParsedImage

__all__ = ["SUFFIXES", "ImageFiles", "UnreadableImage", "largest"]

# Suffixes of image files found beside sources.
SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".jp2", ".jpf", ".jpx", ".j2k", ".pdf")


class ImageFiles:
    """The images folder of one newspaper; `taken` counts images, `added` counts new files."""

    def __init__(self, folder: Path, newspaper: str):
        self._folder = folder / newspaper
        self.taken, self.added = 0, 0
        # Path in the source → its SHA-256.
        self._sums: dict[Path, str] = {}

    def take(self, image: ParsedImage) -> dict[str, Any]:
        """Store the file of an image, and return its entry for the catalogue.

        Raise UnreadableImage if it cannot be shown, ImportRefused if it cannot be written.
        """
        try:
            width, height = image_size(image.path, image.pdf_page)
            sha256 = self._sums.get(image.path) or self._take(image.path)
        except OSError as error:
            raise ImportRefused(str(image.path), error.strerror or str(error)) from error
        self._sums[image.path] = sha256
        self.taken += 1
        entry: dict[str, Any] = {"sha256": sha256, "width": width, "height": height}
        if image.pdf_page:
            entry["pdf_page"] = image.pdf_page
        if image.shows != "page":
            entry["shows"] = image.shows
        return entry | ({"rights": image.rights} if image.rights else {})

    def _take(self, path: Path) -> str:
        sha256 = file_sha256(path)
        name = path.name.split("?")[0]
        # Files of different issues may have the same name.
        names = (name, f"{sha256[:12]}-{name}")
        targets = [self._folder / candidate for candidate in names]
        if not any(target.is_file() and file_sha256(target) == sha256 for target in targets):
            target = targets[1] if targets[0].exists() else targets[0]
            _link_or_copy(path, target)
            self.added += 1
        return sha256


def _link_or_copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.new")
    temporary.unlink(missing_ok=True)
    try:
        os.link(source.resolve(), temporary)
    except OSError:
        # The source is on another disk.
        shutil.copyfile(source, temporary)
    os.replace(temporary, target)


def largest(images: list[ParsedImage]) -> tuple[ParsedImage | None, list[str]]:
    """Return (readable image with the most pixels, errors of unreadable ones).

    Of several images of the same size it is the smallest file; None if none is readable.
    """
    readable: list[tuple[int, int, int, ParsedImage]] = []
    problems = []
    for n, image in enumerate(images):
        try:
            width, height = image_size(image.path, image.pdf_page)
            readable.append((width * height, -image.path.stat().st_size, -n, image))
        except (UnreadableImage, OSError) as error:
            problems.append(f"{image.path.name} {error}")
    return (max(readable)[-1] if readable else None), problems
