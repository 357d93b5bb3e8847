"""Record finished build stages in the edition's folder; an interrupted build can be resumed."""

import json
import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from archive.command_messages import message
from archive.progress import ProgressCallback

from .current import SCHEMA
from .manifest import ManifestFile, file_damage, file_names, manifest_file, read, sync_folder

FILE = "stages.json"
# what a build depends on besides its fingerprint, and an update of an edition besides its basis
ENVIRONMENT = {
    "schema": SCHEMA,
    "python": platform.python_version(),
    "sqlite": sqlite3.sqlite_version,
}


class Checkpoints:
    """The finished stages of one build; they and their files are synced to disk."""

    def __init__(self, folder: Path, fingerprint: str, previous: Path | None = None):
        self.folder = folder
        self.fingerprint = fingerprint
        # the edition that this one is made from; None if everything is made anew
        self.previous = previous
        self._previous_files: dict[str, ManifestFile] | None = None
        # stage → the files it wrote, by name; in the order in which the stages were finished
        self._stages: dict[str, dict[str, ManifestFile]] = {}

    def __contains__(self, stage: str) -> bool:
        return stage in self._stages

    def __bool__(self) -> bool:
        return bool(self._stages)

    @property
    def files(self) -> dict[str, ManifestFile]:
        files = {
            name: file
            for stage_files in self._stages.values()
            for name, file in stage_files.items()
        }
        return dict(sorted(files.items()))

    def finish(self, stage: str, under_way: tuple[str, ...] = ()) -> None:
        """Record every file that no earlier stage wrote as written by this stage, and save.

        Not those whose names begin with what is `under_way`: other stages are writing them.
        """
        recorded = {*self.files, FILE}
        names = sorted(
            name
            for name in file_names(self.folder)
            if name not in recorded and not name.startswith(under_way)
        )
        for name in names:
            # some libraries create files only the owner can read; another account may serve them
            if (self.folder / name).stat().st_mode & 0o444 != self._mode & 0o444:
                (self.folder / name).chmod(self._mode)
        self._stages[stage] = {name: self._manifest_file(name) for name in names}
        for folder in (self.folder, *(path for path in self.folder.rglob("*") if path.is_dir())):
            sync_folder(folder)
        self._save()

    def _manifest_file(self, name: str) -> ManifestFile:
        """Return the size and SHA-256 of a file; those of a shared one are known."""
        if self.previous is not None:
            if self._previous_files is None:
                self._previous_files = read(self.previous).files
            previous_file, shared = self._previous_files.get(name), self.previous / name
            if previous_file and shared.exists() and shared.samefile(self.folder / name):
                return previous_file
        return manifest_file(self.folder / name)

    def delete(self) -> None:
        """Delete the checkpoint file: the build is complete."""
        (self.folder / FILE).unlink(missing_ok=True)
        sync_folder(self.folder)

    def load(self) -> bool:
        """Read the checkpoint file; return whether it has stages of this fingerprint and
        environment.
        """
        try:
            checkpoint = json.loads((self.folder / FILE).read_text(encoding="utf-8"))
            stages = {
                stage: {name: ManifestFile(**file) for name, file in files.items()}
                for stage, files in checkpoint["stages"].items()
            }
            basis = checkpoint["fingerprint"], checkpoint["made_with"]
            self.previous = Path(checkpoint["previous"]) if checkpoint["previous"] else None
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return False
        is_gone = self.previous is not None and not self.previous.is_dir()
        if basis == (self.fingerprint, ENVIRONMENT) and not is_gone:
            self._stages = stages
        return bool(self._stages)

    def drop_damaged(self) -> Iterator[str]:
        """Yield the first damaged file, and drop its stage and all later ones."""
        for stage, files in list(self._stages.items()):
            checked = (file_damage(self.folder / name, file, True) for name, file in files.items())
            if damage := next(filter(None, checked), None):
                yield damage
                stages = list(self._stages)
                for later in stages[stages.index(stage) :]:
                    del self._stages[later]
                return

    def remove_unfinished(self) -> None:
        """Remove files that belong to no finished stage."""
        recorded = {self.folder / name for name in (*self.files, FILE)}
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                if not any(path in file.parents for file in recorded):
                    path.rmdir()
            elif path not in recorded:
                path.unlink()
        self._save()

    @property
    def _mode(self) -> int:
        """File permissions under the umask that the folder was created with."""
        return self.folder.stat().st_mode & 0o666

    def _save(self) -> None:
        content = {
            "fingerprint": self.fingerprint,
            "made_with": ENVIRONMENT,
            "previous": str(self.previous or ""),
            "stages": {
                stage: {name: asdict(file) for name, file in files.items()}
                for stage, files in self._stages.items()
            },
        }
        temporary = self.folder / f".{FILE}"
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.folder / FILE)
        sync_folder(self.folder)


def resume(
    folders: Iterable[Path], fingerprint: str, report: ProgressCallback
) -> Checkpoints | None:
    """Return the first interrupted build of this fingerprint whose files match their SHA-256."""
    for folder in folders:
        stages = Checkpoints(folder, fingerprint)
        if stages.load():
            report(message("上次有未完成的版本，先核对已完成的部分"))
            for damage in stages.drop_damaged():
                report(message("%(damage)s；从这一步起重做", damage=damage))
            stages.remove_unfinished()
            if stages:
                return stages
        elif (folder / FILE).exists():
            report(message("上次有未完成的版本，但目录、版面文字或程序已经变化：删去，从头构建"))
    return None
