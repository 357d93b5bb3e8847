"""A sum of what is held beside the catalogue of the pages and images that some bytes of it name."""

import hashlib
from collections.abc import Container
from pathlib import Path

from .geometry import Geometries
from .page_texts import sums_in


class HeldSums:
    def __init__(
        self, texts: Container[str], images: Container[str], geometries: Geometries
    ) -> None:
        self._texts, self._images, self._geometries = texts, images, geometries
        self._geometry_sums = {path: _sum_of_file(path) for path in geometries.paths}

    def of(self, data: bytes) -> str:
        """Return a sum that changes when a text, an image or the geometry of one of its pages comes
        or goes; what a text or an image is, its own sum in the bytes says."""
        digest = hashlib.sha256()
        for sha256 in sums_in(data):
            digest.update(b"text" if sha256 in self._texts else b"-")
            digest.update(b"image" if sha256 in self._images else b"-")
            if sha256 in self._geometries:
                path = self._geometries.file_of(sha256)
                digest.update(self._geometry_sums[path].encode())
        return digest.hexdigest()


def _sum_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
