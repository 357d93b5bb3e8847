"""The images of the current edition, each with its tile archive."""

import threading
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from archive.editions.current import served
from archive.models import PageImage

from .tile_archive import TileArchive, archive_path

# cached tile indexes, of some 30 kB each: the tiles of a page are requested one after another
_CACHE_SIZE = 200


def tiles_folder() -> Path:
    """Return the folder of the tile archives, which all editions share."""
    return settings.VAR_DIR / "images"


class ServedImage(NamedTuple):
    archive: TileArchive
    # as in the catalogue: a remark, or the URL of a licence
    rights: str


def served_image(image_id: str) -> ServedImage | None:
    """Return an image of the current edition; None if the edition has no such image."""
    return served().cached(_ServedImages).get(image_id)


def cached_image(image_id: str) -> ServedImage | None:
    """Return an image that was requested before, without querying the database."""
    return served().cached(_ServedImages).cached(image_id)


class _ServedImages:
    """A cache of recently requested images of one edition; dropped with the edition."""

    def __init__(self, edition: Path):
        self._images: OrderedDict[str, ServedImage] = OrderedDict()
        self._lock = threading.Lock()

    def cached(self, image_id: str) -> ServedImage | None:
        with self._lock:
            if image_id in self._images:
                self._images.move_to_end(image_id)
            return self._images.get(image_id)

    def get(self, image_id: str) -> ServedImage | None:
        if image := self.cached(image_id):
            return image
        row = PageImage.objects.held().with_image_id(image_id).first()
        if row is None:
            return None
        try:
            archive = TileArchive(archive_path(tiles_folder(), image_id))
        except (FileNotFoundError, zipfile.BadZipFile):
            return None
        image = ServedImage(archive, row.rights)
        with self._lock:
            self._images[image_id] = image
            while len(self._images) > _CACHE_SIZE:
                self._images.popitem(last=False)
        return image
