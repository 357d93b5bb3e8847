"""Keeps in the folder of an edition which stages of building it are finished, for whoever takes it up."""

import json
import os
import platform
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from .current import SCHEMA
from .manifest import ManifestFile, damage_of, described, names_in, settle_folder

FILE = "stages.json"
# what an edition depends on besides its fingerprint
_MADE_WITH = {
    "schema": SCHEMA,
    "python": platform.python_version(),
    "sqlite": sqlite3.sqlite_version,
}


class Checkpoints:
    """Those that are finished; what they made, and that they did, is on the disk."""

    def __init__(self, folder: Path, fingerprint: str):
        self.folder = folder
        self.fingerprint = fingerprint
        # stage → the files that it made, by name; in the order in which stages were finished
        self._made: dict[str, dict[str, ManifestFile]] = {}

    def __contains__(self, stage: str) -> bool:
        return stage in self._made

    def __bool__(self) -> bool:
        return bool(self._made)

    @property
    def files(self) -> dict[str, ManifestFile]:
        found = {name: file for made in self._made.values() for name, file in made.items()}
        return dict(sorted(found.items()))

    def finish(self, stage: str) -> None:
        """All that is in the folder and that no stage before has made was made by this one."""
        known = {*self.files, FILE}
        names = sorted(name for name in names_in(self.folder) if name not in known)
        for name in names:
            # some libraries make files for their own account alone; another one may serve them
            (self.folder / name).chmod(self._mode)
        self._made[stage] = {name: described(self.folder / name) for name in names}
        for inner in (self.folder, *(path for path in self.folder.rglob("*") if path.is_dir())):
            settle_folder(inner)
        self._write()

    def end(self) -> None:
        """All are finished: what lies in the folder is an edition."""
        (self.folder / FILE).unlink(missing_ok=True)
        settle_folder(self.folder)

    @property
    def _mode(self) -> int:
        """That of a file made under the umask, as the folder was."""
        return self.folder.stat().st_mode & 0o666

    def _write(self) -> None:
        told = {
            "fingerprint": self.fingerprint,
            "made_with": _MADE_WITH,
            "stages": {
                stage: {name: asdict(file) for name, file in made.items()}
                for stage, made in self._made.items()
            },
        }
        waiting = self.folder / f".{FILE}"
        with waiting.open("w", encoding="utf-8") as file:
            json.dump(told, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(self.folder / FILE)
        settle_folder(self.folder)

    def _read(self) -> bool:
        """Whether something is finished of an edition of this fingerprint, made with the same."""
        try:
            told = json.loads((self.folder / FILE).read_text(encoding="utf-8"))
            made = {
                stage: {name: ManifestFile(**file) for name, file in files.items()}
                for stage, files in told["stages"].items()
            }
            known = told["fingerprint"], told["made_with"]
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return False
        if known == (self.fingerprint, _MADE_WITH):
            self._made = made
        return bool(self._made)

    def _drop_damaged(self) -> Iterator[str]:
        """Tells what a stage made and is no longer as it was; from that stage on nothing is finished."""
        for stage, made in list(self._made.items()):
            told = (damage_of(self.folder / name, file, True) for name, file in made.items())
            if damage := next(filter(None, told), None):
                yield damage
                stages = list(self._made)
                for later in stages[stages.index(stage) :]:
                    del self._made[later]
                return

    def _clear(self) -> None:
        """Removes what belongs to no finished stage."""
        known = {self.folder / name for name in (*self.files, FILE)}
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                if not any(path in one.parents for one in known):
                    path.rmdir()
            elif path not in known:
                path.unlink()
        self._write()


def resume(
    folders: Iterable[Path], fingerprint: str, say: Callable[[str], None]
) -> Checkpoints | None:
    """What publishers that were stopped have left in one of the folders of this edition, if it is
    still as they made it: every byte of it is read."""
    for folder in folders:
        stages = Checkpoints(folder, fingerprint)
        if stages._read():
            say("有一版上次没有建完，先查验做好的部分")
            for damage in stages._drop_damaged():
                say(f"{damage}；从这一步起重做")
            stages._clear()
            if stages:
                return stages
        elif (folder / FILE).exists():
            say("有一版上次没有建完，但目录、版面文字或程序已经变了：移走，从头建起")
    return None
