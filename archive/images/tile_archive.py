"""The tile archive of an image: a ZIP of all its tiles, uncompressed, to be read by byte range.

Members are named as the IIIF Image API 3.0 names them: `0,0,512,512/512,512/0/default.jpg`,
`full/max/0/default.jpg`. `info.json` describes the content (`TileInfo`), without URLs.
"""

import json
import os
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

from archive.command_messages import message

TILE = 512
# widths in pixels of the whole image, besides those of the pyramid
WIDTHS = (200, 400, 800, 1600)
MEDIA_TYPE = "image/jpeg"
_LAST = "/0/default.jpg"
_INFO = "info.json"
# bytes of a local file header without name (APPNOTE.TXT 4.3.7); ours have no extra field
_HEADER = 30


class ArchiveMember(NamedTuple):
    """The byte range of a member in the archive, and its CRC-32."""

    offset: int
    size: int
    crc: int

    @property
    def etag(self) -> str:
        return f'"{self.crc:08x}-{self.size:x}"'


class TileInfo(NamedTuple):
    """The content of an archive: sizes of the whole image, smallest first, and scale factors."""

    width: int
    height: int
    sizes: list[tuple[int, int]]
    scale_factors: list[int]


def archive_path(folder: Path, image_id: str) -> Path:
    """Return the path of the archive of an image: `ab/abcd….zip`."""
    return folder / image_id[:2] / f"{image_id}.zip"


class TileArchive:
    """The index of one archive. Each read opens its file, so that no descriptor stays open."""

    def __init__(self, path: Path):
        """Read the index; raise FileNotFoundError, or zipfile.BadZipFile if damaged."""
        self.path = path
        with zipfile.ZipFile(path) as archive:
            self._members = {
                member.filename: ArchiveMember(
                    member.header_offset + _HEADER + len(member.filename.encode()),
                    member.file_size,
                    member.CRC,
                )
                for member in archive.infolist()
            }
            self.info = _read_info(archive.read(_INFO))

    def find(self, request: str) -> ArchiveMember | None:
        """Return the member for `region/size/rotation/quality.format`, None if there is none.

        Also accepts the whole image as a region or a size in pixels, and a size by its width alone
        (`400,`), which clients of version 2 of the API request.
        """
        return self._members.get(request) or self._members.get(self._canonical(request))

    def read(self, member: ArchiveMember) -> bytes:
        """Return the bytes of a member; OSError if the file is missing or truncated."""
        file = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            content = os.pread(file, member.size, member.offset)
        finally:
            os.close(file)
        if len(content) != member.size:
            raise OSError(message("%(path)s 长度不足", path=self.path))
        return content

    def image(self, region: str, size: str) -> bytes:
        """Return the JPEG of a region and size; KeyError if the archive lacks it."""
        return self.read(self._members[f"{region}/{size}{_LAST}"])

    def _canonical(self, request: str) -> str:
        region, _, remainder = request.partition("/")
        size, _, last = remainder.partition("/")
        width, height = self.info.width, self.info.height
        if region == f"0,0,{width},{height}":
            region = "full"
        if region == "full" and size in (f"{width},{height}", f"{width},"):
            size = "max"
        elif region == "full" and size.endswith(","):
            heights = dict(self.info.sizes)
            size += str(heights.get(int(size[:-1]), "")) if size[:-1].isdecimal() else ""
        return f"{region}/{size}/{last}"


def _read_info(content: bytes) -> TileInfo:
    data = json.loads(content)
    return TileInfo(**data | {"sizes": [(width, height) for width, height in data["sizes"]]})


def write_info(info: TileInfo) -> tuple[str, str]:
    """Return name and content of the member that describes the archive."""
    return _INFO, json.dumps(info._asdict())


def image_information(info: TileInfo, address: str, rights: str = "") -> dict[str, Any]:
    """Return the image's info.json (IIIF Image API 3.0, section 5), level 0.

    `address` is the image's URL without a trailing slash; `rights` is the URL of a licence.
    """
    document: dict[str, Any] = {
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": address,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level0",
        "width": info.width,
        "height": info.height,
        "sizes": [{"width": width, "height": height} for width, height in info.sizes],
        "tiles": [{"width": TILE, "height": TILE, "scaleFactors": info.scale_factors}],
    }
    return document | ({"rights": rights} if rights else {})


def tile_requests(info: TileInfo) -> list[str]:
    """Return `region/size` of every tile and size implied by `info`, in canonical form.

    Sections 4.7 (canonical form) and 5.4 (tiles) of the Image API.
    """
    width, height = info.width, info.height
    requests = [f"full/{w},{h}" for w, h in info.sizes if (w, h) != (width, height)]
    requests.append("full/max")
    for scale in info.scale_factors:
        step = TILE * scale
        for top in range(0, height, step):
            for left in range(0, width, step):
                w, h = min(step, width - left), min(step, height - top)
                size = f"{-(-w // scale)},{-(-h // scale)}"
                if (w, h) != (width, height):
                    requests.append(f"{left},{top},{w},{h}/{size}")
                elif size != f"{width},{height}":
                    requests.append(f"full/{size}")
    return list(dict.fromkeys(requests))
