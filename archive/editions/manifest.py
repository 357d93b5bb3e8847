"""The manifest of an edition: its time, its sources, and the size and SHA-256 of every file."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from archive.command_messages import message

from .current import MANIFEST, SCHEMA
from .exceptions import PublishFailed


class NotAnEdition(PublishFailed):
    """The folder has no manifest, or an unreadable one."""


@dataclass(frozen=True)
class ManifestFile:
    # bytes
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    folder: Path
    # see archive.editions.fingerprint: equal for equal catalogue, page texts and code
    fingerprint: str
    articles: int
    texts_held: int
    made: str
    # "articles" and "addresses" → [number checked, number in all]
    checked: dict[str, list[int]] = field(default_factory=dict)
    files: dict[str, ManifestFile] = field(default_factory=dict)
    schema: int = SCHEMA
    # serial number from 1, for order: clocks may jump
    number: int = 0
    # see archive.editions.reuse: equal if editions can be made from one another
    basis: str = ""

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def size(self) -> int:
        """Total size of all files in bytes."""
        return sum(file.size for file in self.files.values())

    @property
    def size_alone(self) -> int:
        """Size in bytes of the files that no other edition shares."""
        stats = [(self.folder / name).stat() for name in self.files if self._has(name)]
        return sum(stat.st_size for stat in stats if stat.st_nlink == 1)

    def _has(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def write(self) -> None:
        content = asdict(self)
        del content["folder"]
        content = {"schema": content.pop("schema"), **content}
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        with (self.folder / MANIFEST).open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())

    def damage(self, sums: bool = False) -> Iterator[str]:
        """Yield missing, changed and surplus files; with `sums` every file is hashed."""
        for name, file in self.files.items():
            if fault := file_damage(self.folder / name, file, sums):
                yield fault
        for name in sorted(set(file_names(self.folder)) - set(self.files)):
            yield message("%(file)s：不是这个版本的文件", file=self.folder / name)
        if not self.files:
            yield message("%(folder)s：清单上没有文件", folder=self.folder)

    @property
    def is_whole(self) -> bool:
        """Whether all files exist with the right size."""
        try:
            return next(self.damage(), None) is None
        except OSError:
            return False


def read(folder: Path) -> Manifest:
    """Read the manifest in `folder`; NotAnEdition, with the reason, if that fails."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        content["files"] = {name: ManifestFile(**file) for name, file in content["files"].items()}
        manifest = Manifest(folder=folder, **{"schema": 0} | content)
        datetime.fromisoformat(manifest.made)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise NotAnEdition(
            message(
                "%(folder)s 不是版本：%(manifest)s 无法读取（%(error)s）",
                folder=folder,
                manifest=MANIFEST,
                error=error,
            )
        ) from error
    return manifest


def manifest_file(path: Path) -> ManifestFile:
    """Sync a newly written file to disk and return its size and SHA-256."""
    return ManifestFile(path.stat().st_size, _sha256(path, sync=True))


def file_damage(path: Path, file: ManifestFile, sums: bool) -> str | None:
    """Return a description of the damage of a file, or None; with `sums` the file is hashed."""
    if not path.is_file():
        return message("%(path)s：没有这个文件", path=path)
    if (size := path.stat().st_size) != file.size:
        return message(
            "%(path)s：应有 %(size)s 字节，实有 %(found)s", path=path, size=file.size, found=size
        )
    if sums and _sha256(path) != file.sha256:
        return message("%(path)s：内容已变（SHA-256 不符）", path=path)
    return None


def sync_folder(folder: Path) -> None:
    """Sync a folder's entries to disk, so that they survive a power failure."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def file_names(folder: Path) -> Iterator[str]:
    """Yield the relative names of all files but the manifest."""
    for path in folder.rglob("*"):
        if path.is_file() and (name := str(path.relative_to(folder))) != MANIFEST:
            yield name


def _sha256(path: Path, sync: bool = False) -> str:
    with path.open("rb") as file:
        if sync:
            os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()
