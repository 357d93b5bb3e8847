"""The export files of the current edition: paths, checksums and media types."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from archive.editions.current import served
from archive.formats.dataset import ExportManifest

from .build import CHECKSUMS, FOLDER, MANIFEST
from .export_parts import names_on_disk


class ServedFile(NamedTuple):
    # its files on disk, in order
    parts: list[Path]
    sha256: str
    media_type: str
    # time of the edition, in seconds since the epoch: files may be older
    changed: float


def manifest() -> ExportManifest | None:
    """Return the manifest; None if the edition is not published."""
    return served().cached(_read_manifest)


def served_file(name: str) -> ServedFile | None:
    return served().cached(_files).get(name)


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
            [folder / name for name in on_disk.get(file.name, [file.name])],
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
