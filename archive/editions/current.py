"""The edition being served, pinned for the length of a request, and the values cached with it."""

import fcntl
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.conf import settings
from django.utils import timezone

from archive.command_messages import message

LOG = logging.getLogger(__name__)

MANIFEST = "edition.json"
# the SQLite file of an edition; as a database name it means that of the current edition
DATABASE = "archive.sqlite3"
# Increase it when the code can no longer read the tables or files of older editions. Publisher and
# server may run different code as long as they agree on this number.
SCHEMA = 12
# results kept per edition for each function decorated with `cached_per_edition`
CACHE_SIZE = 500

T = TypeVar("T")
P = ParamSpec("P")


class EditionUnavailable(OSError):
    """No edition can be served; the message names the folder and the reason."""


class _FolderIdentity(NamedTuple):
    """Identity of a folder: detects replacement under the same path."""

    path: str
    device: int
    inode: int
    mtime_ns: int

    def matches(self, stat: os.stat_result) -> bool:
        return self[1:] == (stat.st_dev, stat.st_ino, stat.st_mtime_ns)


class Edition:
    """An open edition: its folder, its manifest's main data, and the values cached with it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.fingerprint, self.made_at, self.is_published = _read_manifest(folder)
        # shared lock that keeps the folder from being removed (docs/editions.md)
        self._file = _lock_shared(folder)
        self._lock = threading.RLock()
        self._cache: dict[tuple[Callable[..., Any], tuple[Any, ...]], Any] = {}
        # requests in progress
        self.readers = 0
        # no longer served: holders of open resources release them as soon as possible
        self.is_closed = False

    @property
    def made(self) -> date:
        """Return the day in the collection's time zone, like the days of changes."""
        return timezone.localtime(self.made_at).date()

    def cached(self, make: Callable[..., T], *values: Any) -> T:
        """Return `make(folder, *values)`, computed once and dropped when the edition is closed."""
        key = (make, values)
        try:
            return self._cache[key]
        except KeyError:
            pass
        with self._lock:
            if key not in self._cache:
                self._cache[key] = make(self.folder, *values)
            return self._cache[key]

    def close(self) -> None:
        self.is_closed = True
        with self._lock:
            cache, self._cache = self._cache, {}
        for value in cache.values():
            if close := getattr(value, "close", None):
                close()
        if self._file is not None:
            os.close(self._file)
            self._file = None


# the edition of the current request, or why it has none
_pinned: ContextVar[Edition | EditionUnavailable | None] = ContextVar("edition", default=None)
_lock = threading.Lock()
# open editions: the one being served, and those still used by requests
_open: dict[_FolderIdentity, Edition] = {}
_latest: _FolderIdentity | None = None
# the symbolic link that led to `_latest`
_link = ""
# the edition that could not be opened last, why, and when to try again
_refused: tuple[_FolderIdentity, str, float] | None = None
_RETRY_AFTER = 1.0
# whether it has been logged already that the link leads to none that can be served
_fault_logged = False


def served() -> Edition:
    """Return the edition of the current request, or, outside of requests, the current edition.

    EditionUnavailable if there is none.
    """
    return pinned() or _current()


def pinned() -> Edition | None:
    """Return the edition of the current request; None outside of requests."""
    edition = _pinned.get()
    if isinstance(edition, EditionUnavailable):
        raise EditionUnavailable(str(edition))
    return edition


def published_edition() -> Edition | None:
    """Return the pinned edition if it is published (immutable, so safe to cache for), else None."""
    edition = pinned()
    return edition if edition is not None and edition.is_published else None


def acquire() -> Edition:
    """Return the edition for a new request; it stays open until it is passed to `release`.

    This is the current edition, unless the caller is pinned to another one.
    """
    pinned_edition = pinned()
    with _lock:
        edition = pinned_edition or _follow_link()
        edition.readers += 1
        unused = _pop_unused()
    _close(unused)
    return edition


def release(edition: Edition) -> None:
    with _lock:
        edition.readers -= 1
        unused = _pop_unused()
    _close(unused)


@contextmanager
def pinned_to(edition: Edition | EditionUnavailable) -> Iterator[None]:
    """Pin the block to this edition; given an error instead, any access to an edition raises it.

    Threads started in the block are not pinned unless they run in a copy of its context.
    """
    token = _pinned.set(edition)
    try:
        yield
    finally:
        _pinned.reset(token)


def cached_per_edition(query: Callable[P, T]) -> Callable[P, T]:
    """Decorate: cache `query(*values)` for each published edition, never where data may change.

    All requests share the cached value and must not modify it.
    """

    def cache(folder: Path) -> Callable[..., T]:
        return lru_cache(maxsize=CACHE_SIZE)(query)

    @wraps(query)
    def cached_query(*args: P.args, **kwargs: P.kwargs) -> T:
        edition = published_edition()
        return (edition.cached(cache) if edition else query)(*args, **kwargs)

    return cached_query


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    """Pin the block to the edition in `folder`, whether it is served or not."""
    edition = Edition(folder)
    try:
        with pinned_to(edition):
            yield
    finally:
        edition.close()


def _current() -> Edition:
    with _lock:
        edition = _follow_link()
        unused = _pop_unused()
    _close(unused)
    return edition


def _follow_link() -> Edition:
    """Open the edition that the link points to; if the link is broken, or this code cannot serve
    that edition, stay with the last one served.
    """
    global _latest, _link, _fault_logged
    try:
        identity = _identify(settings.EDITION_DIR)
        if identity not in _open:
            _open[identity] = _open_edition(identity)
        _link, _fault_logged = str(settings.EDITION_DIR), False
    except OSError as error:
        # it is open: the latest is never closed
        identity = _last_served(error)
    _latest = identity
    return _open[identity]


def _open_edition(identity: _FolderIdentity) -> Edition:
    """Open an edition; one that could not be opened only once a second."""
    global _refused
    if _refused and _refused[0] == identity and time.monotonic() < _refused[2]:
        raise EditionUnavailable(_refused[1])
    try:
        return Edition(Path(identity.path))
    except EditionUnavailable as error:
        # one of another format stays so until the server is started again
        if _latest is not None:
            _refused = identity, str(error), time.monotonic() + _RETRY_AFTER
        raise


def _last_served(error: OSError) -> _FolderIdentity:
    """Return the edition served last; EditionUnavailable if its folder is gone or was replaced."""
    global _fault_logged
    if _latest is None or _link != str(settings.EDITION_DIR) or not _still_exists(_latest):
        if isinstance(error, EditionUnavailable):
            raise error
        raise EditionUnavailable(
            message(
                "没有可用的版本：%(folder)s（%(error)s）", folder=settings.EDITION_DIR, error=error
            )
        ) from error
    if not _fault_logged:
        LOG.error(
            "%s cannot be served (%s): serving %s on", settings.EDITION_DIR, error, _latest.path
        )
        _fault_logged = True
    return _latest


def _still_exists(identity: _FolderIdentity) -> bool:
    try:
        return identity.matches(os.stat(identity.path))
    except OSError:
        return False


def _identify(path: Path) -> _FolderIdentity:
    stat = os.stat(path)
    if _latest is not None and _latest.matches(stat):
        return _latest
    real = os.path.realpath(path)
    # check again, since the link may have changed in between
    stat = os.stat(real)
    return _FolderIdentity(real, stat.st_dev, stat.st_ino, stat.st_mtime_ns)


def _pop_unused() -> list[Edition]:
    unused = [
        identity
        for identity, edition in _open.items()
        if identity != _latest and not edition.readers
    ]
    return [_open.pop(identity) for identity in unused]


def _close(editions: list[Edition]) -> None:
    for edition in editions:
        edition.close()


def _read_manifest(folder: Path) -> tuple[str, datetime, bool]:
    """Return (fingerprint, time, published?); EditionUnavailable if this code cannot serve it."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        facts = manifest["fingerprint"], datetime.fromisoformat(manifest["made"]), True
    except FileNotFoundError:
        # an unpublished database is identified only by the name of its folder
        return folder.name, datetime.now(UTC), False
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise EditionUnavailable(
            message("%(file)s 无法读取（%(error)s）", file=folder / MANIFEST, error=error)
        ) from error
    if manifest.get("schema") != SCHEMA:
        schema = manifest.get("schema", 0)
        raise EditionUnavailable(
            message(
                "%(folder)s 的结构号是 %(schema)s，这个程序用 %(expected)s："
                "请用构建它的程序，或重新 publish",
                folder=folder,
                schema=schema,
                expected=SCHEMA,
            )
        )
    return facts


def _lock_shared(folder: Path) -> int | None:
    try:
        file = os.open(folder / MANIFEST, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        # it is being removed, or the file system has no locks
        os.close(file)
        return None
    return file
