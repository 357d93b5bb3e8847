"""On-disk edition store: list, activate, prune."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from archive.catalogue.error_messages import describe_error
from archive.command_messages import message

from .checkpoints import Checkpoints
from .current import MANIFEST
from .exceptions import PublishFailed
from .manifest import Manifest, NotAnEdition, read, sync_folder

# name prefixes of builds (which may be resumed), of folders being removed and of temporary files
_BUILDING, _REMOVING, _TEMPORARY = ".building-", ".removing-", ".current-"
# fingerprints of editions that the operator rolled back from, which are not published automatically
_ABANDONED = "left.json"


class EditionStore:
    def __init__(self, var: Path | None = None):
        self.var = var or settings.VAR_DIR
        self.folder = self.var / "editions"
        self.current = self.var / "current"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the exclusive lock for changes; the system releases it however the process ends."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if self.current.exists() and not self.current.is_symlink():
                raise PublishFailed(
                    message(
                        "%(current)s 应为指向版本的链接；请移走现有的文件",
                        current=self.current,
                    )
                )
            with (self.var / "publish.lock").open("w") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    raise PublishFailed(message("另一个 publish 正在进行，请等它结束")) from error
                self._sweep()
                yield
        except OSError as error:
            raise PublishFailed(describe_error(error)) from error

    def _sweep(self) -> None:
        """Remove leftovers of killed processes, except unfinished builds."""
        for path in self.folder.glob(f"{_REMOVING}*"):
            shutil.rmtree(path, ignore_errors=True)
        for path in self.var.glob(f"{_TEMPORARY}*"):
            path.unlink(missing_ok=True)

    # -- list

    def served(self) -> Path | None:
        """Return the folder that `current` links to, even if it does not exist."""
        return self.current.resolve() if self.current.is_symlink() else None

    def all(self) -> list[Manifest]:
        """Return all editions, newest first, skipping other folders."""
        editions = []
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if path.is_dir() and not path.name.startswith("."):
                try:
                    editions.append(read(path))
                except NotAnEdition:
                    continue
        return sorted(editions, key=lambda edition: (edition.number, edition.name), reverse=True)

    def next_number(self) -> int:
        return 1 + max((edition.number for edition in self.all()), default=0)

    def find(self, name: str) -> Manifest:
        """Look up by folder name, or by a path elsewhere; PublishFailed if there is none."""
        folder = self.folder / name
        if "/" in name or not folder.is_dir():
            folder = Path(name)
        if not folder.is_dir():
            raise PublishFailed(
                message("没有版本“%(name)s”；用 manage.py editions 列出全部版本", name=name)
            )
        return read(folder.resolve())

    def with_fingerprint(self, fingerprint: str) -> Manifest | None:
        """Return an undamaged edition with this fingerprint, preferring the one being served."""
        current_folder = self.served()
        same = [
            edition
            for edition in self.all()
            if edition.fingerprint == fingerprint and edition.is_whole
        ]
        return min(same, key=lambda edition: edition.folder != current_folder, default=None)

    # -- build

    def unfinished(self) -> list[Path]:
        """Return the folders of interrupted builds."""
        return sorted(self.folder.glob(f"{_BUILDING}*"))

    def sweep_unfinished(self, resumed: Path | None) -> None:
        """Remove interrupted builds except the one being resumed."""
        for folder in self.unfinished():
            if folder != resumed:
                shutil.rmtree(folder, ignore_errors=True)

    def create_build_folder(self) -> Path:
        folder = self.folder / f"{_BUILDING}{os.getpid()}"
        folder.mkdir()
        return folder

    def finish_build(self, stages: Checkpoints) -> Path:
        """Rename a finished build to its final name: time and fingerprint, numbered if taken."""
        stages.delete()
        building = stages.folder
        base = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{stages.fingerprint[:8]}"
        names = (base, *(f"{base}-{n}" for n in range(2, 1000)))
        folder = next(self.folder / name for name in names if not (self.folder / name).exists())
        building.rename(folder)
        sync_folder(self.folder)
        return folder

    # -- activate

    def activate(self, folder: Path) -> None:
        """Point `current` to `folder` atomically."""
        temporary = self.current.with_name(f"{_TEMPORARY}{os.getpid()}")
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(folder.relative_to(self.var))
        os.replace(temporary, self.current)
        sync_folder(self.var)

    # -- roll back

    def abandoned(self) -> list[str]:
        """Return fingerprints of editions the operator rolled back from."""
        try:
            return list(json.loads((self.var / _ABANDONED).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return []

    def set_abandoned(self, fingerprints: list[str]) -> None:
        path = self.var / _ABANDONED
        if not fingerprints:
            path.unlink(missing_ok=True)
            return
        temporary = path.with_name(f"{_TEMPORARY}{_ABANDONED}")
        temporary.write_text(json.dumps(fingerprints), encoding="utf-8")
        temporary.replace(path)

    # -- prune

    def remove(self, folder: Path) -> bool:
        """Remove an edition; False if it is being served or a request still reads it."""
        if folder == self.served() or _is_in_use(folder):
            return False
        removing = folder.with_name(f"{_REMOVING}{folder.name}")
        folder.rename(removing)
        shutil.rmtree(removing, ignore_errors=True)
        return True

    def prune(self, keep: int) -> list[Manifest]:
        """Remove all but the `keep` newest old editions; return those still in use."""
        old = [edition for edition in self.all() if edition.folder != self.served()]
        return [edition for edition in old[keep:] if not self.remove(edition.folder)]


def _is_in_use(folder: Path) -> bool:
    """Return whether a process holds this edition's shared lock (archive.editions.current)."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        # no manifest, or a file system without locks
        return False
    return False
