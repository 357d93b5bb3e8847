"""What an edition says of itself: when it was made, of what, and every file by size and SHA-256."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from .current import MANIFEST, SCHEMA
from .exceptions import PublishFailed


class NotAnEdition(PublishFailed):
    """There is no manifest in the folder, or none that can be read."""


@dataclass(frozen=True)
class ManifestFile:
    # bytes
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    folder: Path
    # archive.editions.fingerprint: the same for the same catalogue, page texts and code
    fingerprint: str
    articles: int
    texts_held: int
    made: str
    # what was tried before it was served: {"articles", "addresses"} and how many of how many
    checked: dict[str, list[int]] = field(default_factory=dict)
    files: dict[str, ManifestFile] = field(default_factory=dict)
    schema: int = SCHEMA
    # counts editions from 1 up: clocks may jump, this does not
    number: int = 0

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files.values())

    def write(self) -> None:
        told = asdict(self)
        del told["folder"]
        told = {"schema": told.pop("schema"), **told}
        text = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
        with (self.folder / MANIFEST).open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())

    def damage(self, sums: bool = False) -> Iterator[str]:
        """What is missing, of another size, or besides; with `sums` every byte is read."""
        for name, file in self.files.items():
            if told := damage_of(self.folder / name, file, sums):
                yield told
        for name in sorted(set(names_in(self.folder)) - set(self.files)):
            yield f"{self.folder / name}：不是这一版的文件"
        if not self.files:
            yield f"{self.folder}：没有记下任何文件"

    @property
    def is_whole(self) -> bool:
        """By the sizes of its files."""
        try:
            return next(self.damage(), None) is None
        except OSError:
            return False


def read(folder: Path) -> Manifest:
    """NotAnEdition, with its reason, where it cannot be read."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        told["files"] = {name: ManifestFile(**file) for name, file in told["files"].items()}
        manifest = Manifest(folder=folder, **{"schema": 0} | told)
        datetime.fromisoformat(manifest.made)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise NotAnEdition(f"{folder} 不是一个版本：{MANIFEST} 读不出来（{error}）") from error
    return manifest


def described(path: Path) -> ManifestFile:
    """A file that was just made; it is on the disk when this returns."""
    return ManifestFile(path.stat().st_size, _sha256(path, settle=True))


def damage_of(path: Path, file: ManifestFile, sums: bool) -> str | None:
    """What is wrong with a file; with `sums` every byte is read."""
    if not path.is_file():
        return f"{path}：没有这个文件"
    if (size := path.stat().st_size) != file.size:
        return f"{path}：应有 {file.size} 字节，实有 {size}"
    if sums and _sha256(path) != file.sha256:
        return f"{path}：内容变了（SHA-256 不对）"
    return None


def settle_folder(folder: Path) -> None:
    """Returns when the names in it are on the disk, so that a power cut leaves them there."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def names_in(folder: Path) -> Iterator[str]:
    """All files but the manifest."""
    for path in folder.rglob("*"):
        if path.is_file() and (name := str(path.relative_to(folder))) != MANIFEST:
            yield name


def _sha256(path: Path, settle: bool = False) -> str:
    with path.open("rb") as file:
        if settle:
            os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()
