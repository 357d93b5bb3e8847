"""Which edition is served, one for the whole of a request, and what is kept of it while it is."""

import fcntl
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from django.conf import settings

LOG = logging.getLogger(__name__)

MANIFEST = "edition.json"
# the record; as the name of a database it means that of the edition that is served
DATABASE = "archive.sqlite3"
# Changes whenever the tables, or the files of an edition, are no longer what this code reads.
# Whoever publishes and whoever serves may have different code as long as they agree in it.
SCHEMA = 3
# of one question with other values each time
MOST_ANSWERS = 500

T = TypeVar("T")


class EditionUnavailable(OSError):
    """There is no edition that can be served; the message says which folder and why."""


class _Place(NamedTuple):
    """What tells one folder from another, be its name the same."""

    path: str
    device: int
    inode: int
    changed: int

    def is_at(self, stat: os.stat_result) -> bool:
        return self[1:] == (stat.st_dev, stat.st_ino, stat.st_mtime_ns)


class Edition:
    """An edition's folder, what is known of it, and what was opened in it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.fingerprint, self.made_at, self.is_published = _read(folder)
        # whoever removes editions asks for this lock, which many may share (docs/editions.md)
        self._file = _locked(folder)
        self._lock = threading.RLock()
        self._kept: dict[tuple, Any] = {}
        # requests that have begun and not ended
        self.readers = 0
        # served no longer: whoever has anything open of it lets go when they can
        self.is_closed = False

    @property
    def made(self) -> date:
        return self.made_at.date()

    def keep(self, make: Callable[..., T], *values) -> T:
        """`make(folder, *values)`, made once and let go together with the edition."""
        key = (make, values)
        try:
            return self._kept[key]
        except KeyError:
            pass
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make(self.folder, *values)
            return self._kept[key]

    def close(self) -> None:
        self.is_closed = True
        with self._lock:
            kept, self._kept = self._kept, {}
        for value in kept.values():
            if close := getattr(value, "close", None):
                close()
        if self._file is not None:
            os.close(self._file)
            self._file = None


# the edition of a request, or why it has none
_pinned: ContextVar[Edition | EditionUnavailable | None] = ContextVar("edition", default=None)
_lock = threading.Lock()
# those that are open: the one that is served, and those that a request still reads
_open: dict[_Place, Edition] = {}
_latest: _Place | None = None
# the link that led there
_link = ""
# whether the log was told that the link leads nowhere
_astray = False


def served() -> Edition:
    """The edition of this request; outside of requests the one that is served now.

    EditionUnavailable where there is none that can be.
    """
    return pinned() or _now()


def pinned() -> Edition | None:
    """The edition of this request; None outside of requests."""
    found = _pinned.get()
    if isinstance(found, EditionUnavailable):
        raise EditionUnavailable(str(found))
    return found


def published_edition() -> Edition | None:
    """The edition of this request if nothing in it changes any more, as it was published."""
    found = pinned()
    return found if found is not None and found.is_published else None


def acquire() -> Edition:
    """The edition of a new request, kept open until `end` is called with it.

    It is the one that is served now, but for requests from within an edition (archive.editions).
    """
    here = pinned()
    with _lock:
        edition = here or _followed()
        edition.readers += 1
        stale = _stale()
    _close(stale)
    return edition


def release(edition: Edition) -> None:
    with _lock:
        edition.readers -= 1
        stale = _stale()
    _close(stale)


@contextmanager
def pinned_to(edition: Edition | EditionUnavailable) -> Iterator[None]:
    """What runs in the block sees this edition and no other; or none, and is told why.

    A thread that it starts does not, unless it runs in a copy of the context (contextvars).
    """
    token = _pinned.set(edition)
    try:
        yield
    finally:
        _pinned.reset(token)


def cached_per_edition(ask: Callable[..., T]) -> Callable[..., T]:
    """What `ask(*values)` finds in the record, asked once an edition; each time where it may still change.

    All requests are given the same, which nobody may change; of the answers the last hundreds are kept.
    """

    def answers(folder: Path) -> Callable[..., T]:
        return lru_cache(maxsize=MOST_ANSWERS)(ask)

    @wraps(ask)
    def asked(*values) -> T:
        edition = published_edition()
        return edition.keep(answers)(*values) if edition else ask(*values)

    return asked


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    """What runs in the block sees the edition in `folder`, served or not, as readers would."""
    edition = Edition(folder)
    try:
        with pinned_to(edition):
            yield
    finally:
        edition.close()


def _now() -> Edition:
    with _lock:
        edition = _followed()
        stale = _stale()
    _close(stale)
    return edition


def _followed() -> Edition:
    """Follows the link. One that leads nowhere leaves what was served last, if that still stands."""
    global _latest, _link, _astray
    try:
        place = _place(settings.EDITION_DIR)
        _link, _astray = str(settings.EDITION_DIR), False
    except OSError as error:
        place = _last_that_stands(error)
    if place not in _open:
        _open[place] = Edition(Path(place.path))
    _latest = place
    return _open[place]


def _last_that_stands(error: OSError) -> _Place:
    global _astray
    try:
        stands = (
            _latest is not None
            and _link == str(settings.EDITION_DIR)
            and _latest.is_at(os.stat(_latest.path))
        )
    except OSError:
        stands = False
    if not stands:
        raise EditionUnavailable(f"没有可用的版本：{settings.EDITION_DIR}（{error}）") from error
    if not _astray:
        LOG.error("%s leads nowhere (%s): serving %s on", settings.EDITION_DIR, error, _latest.path)
        _astray = True
    return _latest


def _place(path) -> _Place:
    stat = os.stat(path)
    if _latest is not None and _latest.is_at(stat):
        return _latest
    real = os.path.realpath(path)
    # the link may have been moved since
    stat = os.stat(real)
    return _Place(real, stat.st_dev, stat.st_ino, stat.st_mtime_ns)


def _stale() -> list[Edition]:
    found = [place for place, one in _open.items() if place != _latest and not one.readers]
    return [_open.pop(place) for place in found]


def _close(editions: list[Edition]) -> None:
    for edition in editions:
        edition.close()


def _read(folder: Path) -> tuple[str, datetime, bool]:
    """Fingerprint, time, whether it was published; EditionUnavailable if this code cannot serve it."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        known = manifest["fingerprint"], datetime.fromisoformat(manifest["made"]), True
    except FileNotFoundError:
        # a database that was not published: its folder is all there is to know it by
        return folder.name, datetime.now(UTC), False
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise EditionUnavailable(f"{folder / MANIFEST} 读不出来（{error}）") from error
    if manifest.get("schema") != SCHEMA:
        raise EditionUnavailable(
            f"{folder} 是按第 {manifest.get('schema', 0)} 号格式所建，"
            f"这里的程序读第 {SCHEMA} 号：请用同一版程序，或重新 publish"
        )
    return known


def _locked(folder: Path) -> int | None:
    try:
        file = os.open(folder / MANIFEST, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        # it is being removed at this moment, or the file system knows no locks
        os.close(file)
        return None
    return file
