"""The files held beside the catalogue: page texts, page images, and the geometry of pages."""

import hashlib
from collections.abc import Container, Iterable
from pathlib import Path
from typing import NamedTuple, Self

from .file_cache import FileCache
from .geometry import Geometries
from .page_images import PageImages
from .page_texts import PageTexts, sha256s_in


class HeldFiles(NamedTuple):
    texts: PageTexts
    images: PageImages
    # for the files of the catalogue
    cache: FileCache

    @classmethod
    def read(cls, texts: Path, images: Path, cache: FileCache) -> Self:
        """Return the files in these folders."""
        return cls(PageTexts(texts, cache), PageImages(images, cache), cache)


class HeldFilesDigest:
    """Digests of which held files a piece of the catalogue refers to."""

    def __init__(
        self, texts: Container[str], images: Container[str], geometries: Geometries
    ) -> None:
        self._texts, self._images, self._geometries = texts, images, geometries
        sha256 = geometries.cache.sha256
        self._geometry_sha256s = {path: sha256(path) for path in geometries.paths}

    def digest(self, data: bytes) -> str:
        """Return a digest that changes if a text, image or geometry named in `data` comes or goes.

        A changed text or image has another SHA-256, which stands in `data` itself.
        """
        return self.digest_of(sha256s_in(data))

    def digest_of(self, sha256s: Iterable[str]) -> str:
        digest = hashlib.sha256()
        for sha256 in sha256s:
            digest.update(b"text" if sha256 in self._texts else b"-")
            digest.update(b"image" if sha256 in self._images else b"-")
            if sha256 in self._geometries:
                path = self._geometries.file_of(sha256)
                digest.update(self._geometry_sha256s[path].encode())
        return digest.hexdigest()


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
