"""The export files of the current edition: paths, checksums and media types."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from archive.editions.current import served
from archive.formats.dataset import ExportManifest
from archive.joined_files import Piece

from .build import CHECKSUMS, FOLDER, MANIFEST, pieces
from .export_parts import names_on_disk
from .sqlite_database import SUFFIX, content_sum


class ServedFile(NamedTuple):
    # what it is made up of, in order
    pieces: list[Piece]
    sha256: str
    media_type: str
    # time of the edition, in seconds since the epoch: files may be older
    changed: float


def manifest() -> ExportManifest | None:
    """Return the manifest; None if the edition is not published."""
    return served().cached(_read_manifest)


def served_file(name: str) -> ServedFile | None:
    return served().cached(_files).get(name)


def comparable_manifest(edition: Path) -> ExportManifest | None:
    """Return an edition's manifest with what is the same however it was made: of the SQLite file,
    a sum of its rows.
    """
    content = _read_manifest(edition)
    if content is None:
        return None
    files = [
        file.model_copy(update={"size": 0, "sha256": content_sum(edition / FOLDER / file.name)})
        if file.name.endswith(SUFFIX)
        else file
        for file in content.files
    ]
    return content.model_copy(update={"files": files})


def _read_manifest(edition: Path) -> ExportManifest | None:
    path = edition / FOLDER / MANIFEST
    return ExportManifest.model_validate_json(path.read_bytes()) if path.is_file() else None


def _files(edition: Path) -> dict[str, ServedFile]:
    content, folder = _read_manifest(edition), edition / FOLDER
    if content is None:
        return {}
    on_disk, changed = names_on_disk(edition), (folder / MANIFEST).stat().st_mtime
    files = {
        file.name: ServedFile(
            pieces(folder, on_disk.get(file.name, [file.name])),
            file.sha256,
            "application/gzip" if file.packed else file.media_type,
            changed,
        )
        for file in content.files
    }
    for name, media_type in (
        (MANIFEST, "application/json"),
        (CHECKSUMS, "text/plain; charset=utf-8"),
    ):
        sha256 = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        files[name] = ServedFile([folder / name], sha256, media_type, changed)
    return files
