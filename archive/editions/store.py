"""The editions that are kept: which there are, which is served, how one is served or removed."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from .checkpoints import Checkpoints
from .current import MANIFEST
from .exceptions import PublishFailed
from .manifest import Manifest, NotAnEdition, read, settle_folder

# what is being built, and may be taken up again; and what is being removed
_BUILDING, _REMOVING, _WAITING = ".building-", ".removing-", ".current-"
# fingerprints of editions that the operator went back from: they are not published again by themselves
_LEFT = "left.json"


class EditionStore:
    def __init__(self, var: Path | None = None):
        self.var = var or settings.VAR_DIR
        self.folder = self.var / "editions"
        self.current = self.var / "current"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Only one at a time may change anything; the system frees the lock however its holder ends."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if self.current.exists() and not self.current.is_symlink():
                raise PublishFailed(f"{self.current} 应是指向版本的链接，却是别的东西；请移走它")
            with (self.var / "publish.lock").open("w") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    raise PublishFailed("另一个 publish 正在进行，请等它结束") from error
                self._sweep()
                yield
        except OSError as error:
            raise PublishFailed(str(error)) from error

    def _sweep(self) -> None:
        """Removes what those that were killed have left, but for editions that were not finished."""
        for path in self.folder.glob(f"{_REMOVING}*"):
            shutil.rmtree(path, ignore_errors=True)
        for path in self.var.glob(f"{_WAITING}*"):
            path.unlink(missing_ok=True)

    # -- which there are

    def served(self) -> Path | None:
        """The folder that the link leads to, be it whole or not."""
        return self.current.resolve() if self.current.is_symlink() else None

    def all(self) -> list[Manifest]:
        """Newest first; what is no edition is left out."""
        found = []
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if path.is_dir() and not path.name.startswith("."):
                try:
                    found.append(read(path))
                except NotAnEdition:
                    continue
        return sorted(found, key=lambda one: (one.number, one.name), reverse=True)

    def next_number(self) -> int:
        return 1 + max((one.number for one in self.all()), default=0)

    def find(self, name: str) -> Manifest:
        """By the name of its folder here, or by the path of one elsewhere; PublishFailed without."""
        folder = self.folder / name
        if "/" in name or not folder.is_dir():
            folder = Path(name)
        if not folder.is_dir():
            raise PublishFailed(f"没有“{name}”这一版；manage.py editions 列出所有的")
        return read(folder.resolve())

    def with_fingerprint(self, fingerprint: str) -> Manifest | None:
        """A whole edition made of the same; the one that is served first."""
        served = self.served()
        same = [one for one in self.all() if one.fingerprint == fingerprint and one.is_whole]
        return min(same, key=lambda one: one.folder != served, default=None)

    # -- building one

    def unfinished(self) -> list[Path]:
        """Folders of publishers that were stopped."""
        return sorted(self.folder.glob(f"{_BUILDING}*"))

    def sweep_unfinished(self, kept: Path | None) -> None:
        for folder in self.unfinished():
            if folder != kept:
                shutil.rmtree(folder, ignore_errors=True)

    def building(self) -> Path:
        """A new folder to build in."""
        folder = self.folder / f"{_BUILDING}{os.getpid()}"
        folder.mkdir()
        return folder

    def place(self, stages: Checkpoints) -> Path:
        """Gives what was built its name, by time; two editions of one second are told apart."""
        stages.end()
        building = stages.folder
        base = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{stages.fingerprint[:8]}"
        names = (base, *(f"{base}-{n}" for n in range(2, 1000)))
        folder = next(self.folder / name for name in names if not (self.folder / name).exists())
        building.rename(folder)
        settle_folder(self.folder)
        return folder

    # -- serving one

    def serve(self, folder: Path) -> None:
        """Makes `current` lead to `folder` in one step."""
        waiting = self.current.with_name(f"{_WAITING}{os.getpid()}")
        waiting.unlink(missing_ok=True)
        waiting.symlink_to(folder.relative_to(self.var))
        os.replace(waiting, self.current)
        settle_folder(self.var)

    # -- going back

    def left(self) -> list[str]:
        """Fingerprints of editions that the operator went back from."""
        try:
            return list(json.loads((self.var / _LEFT).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return []

    def leave(self, fingerprints: list[str]) -> None:
        path = self.var / _LEFT
        if not fingerprints:
            path.unlink(missing_ok=True)
            return
        waiting = path.with_name(f"{_WAITING}{_LEFT}")
        waiting.write_text(json.dumps(fingerprints), encoding="utf-8")
        waiting.replace(path)

    # -- removing

    def remove(self, folder: Path) -> bool:
        """Whether it was removed: one that is served, or that a request still reads, is not."""
        if folder == self.served() or _is_read(folder):
            return False
        removing = folder.with_name(f"{_REMOVING}{folder.name}")
        folder.rename(removing)
        shutil.rmtree(removing, ignore_errors=True)
        return True

    def prune(self, kept: int) -> list[Manifest]:
        """Removes old editions but the newest few; returns those that are still read."""
        others = [one for one in self.all() if one.folder != self.served()]
        return [one for one in others[kept:] if not self.remove(one.folder)]


def _is_read(folder: Path) -> bool:
    """Whether a process has it open: each holds a lock that many may share (archive.editions.current)."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        # there is none, or the file system knows no locks
        return False
    return False
