"""Cache lifetimes, declared on each view, and validators (ETag, Last-Modified).

RFC 9111 (caching), RFC 9110 sections 8.8 (validators) and 12.5.3 (content codings), RFC 5861
(stale-while-revalidate and stale-if-error).
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from archive.editions.current import served
from archive.site_urls import origin

View = TypeVar("View", bound=Callable[..., Any])

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
NO_STORE = "no-store"


@dataclass(frozen=True)
class Lifetime:
    """How long a response is fresh, and how long a stale one may still be used, in seconds."""

    fresh: int
    while_revalidating: int = 0
    if_error: int = 0
    # the response contains today's date, so it changes at midnight
    is_dated: bool = False
    # the response depends on nothing but the edition, the URL and the representation
    has_validators: bool = True
    # False: no-store
    is_kept: bool = True
    # the content at the URL never changes
    is_immutable: bool = False

    def header(self, now: datetime) -> str:
        """Return the value of Cache-Control; a dated response expires at midnight."""
        if not self.is_kept:
            return NO_STORE
        if self.is_immutable:
            return f"public, max-age={self.fresh}, immutable"
        if not self.fresh:
            return "public, no-cache"
        remaining = int((_next_midnight(now) - now).total_seconds()) if self.is_dated else 2 * DAY
        fresh = min(self.fresh, remaining)
        stale = min(self.while_revalidating, remaining - fresh)
        value = f"public, max-age={fresh}"
        if stale:
            value += f", stale-while-revalidate={stale}"
        return value + f", stale-if-error={self.if_error}" if self.if_error else value

    def ends(self, now: datetime) -> datetime | None:
        """Return when midnight begins to shorten the header; None if it never changes."""
        if not self.is_dated:
            return None
        return _next_midnight(now) - timedelta(seconds=self.fresh + self.while_revalidating)


# Pages made from the edition. After a publish the old page may be served for at most a few minutes;
# longer only during revalidation or while the server is down.
PAGE_LIFETIME = Lifetime(5 * MINUTE, 10 * MINUTE, 7 * DAY)
# Pages with citations, which print the date of access.
DATED_PAGE_LIFETIME = Lifetime(5 * MINUTE, 10 * MINUTE, 7 * DAY, is_dated=True)
# Feeds: readers poll every few minutes, mostly for nothing new.
FEED_LIFETIME = Lifetime(15 * MINUTE, 30 * MINUTE, 7 * DAY)
# Suggestions: requested on every keystroke, never cited.
SUGGESTION_LIFETIME = Lifetime(HOUR, DAY, DAY)
# Responses that change with the program, not with the edition.
PROGRAM_LIFETIME = Lifetime(HOUR, DAY, 7 * DAY)
# Downloads that may be resumed over days. Revalidated each time, with validators of their own
# (range_requests.py), as the next edition has the same URL.
DOWNLOAD_LIFETIME = Lifetime(0, has_validators=False)
# Tiles of page images: the URL names the image by its SHA-256. They have validators of their own.
TILE_LIFETIME = Lifetime(365 * DAY, has_validators=False, is_immutable=True)
# Responses that contain the time of the response.
TIMESTAMP_LIFETIME = Lifetime(MINUTE, has_validators=False)
# The state of this process.
PROBE_LIFETIME = Lifetime(0, has_validators=False, is_kept=False)
# Error responses: the next edition may have something at this URL.
ERROR_LIFETIME = Lifetime(MINUTE, has_validators=False)


def lifetime(value: Lifetime) -> Callable[[View], View]:
    """Declare the cache lifetime of a view; every view needs one."""

    def decorate(view: View) -> View:
        attributes: Any = view
        attributes.lifetime = value
        return view

    return decorate


def lifetime_of(view: Callable[..., Any]) -> Lifetime | None:
    return getattr(view, "lifetime", None)


@dataclass(frozen=True)
class Validators:
    """A digest of what a response depends on, and the latest time that any of it changed (UTC)."""

    basis: str
    changed: datetime

    def tag(self, coding: str = "") -> str:
        """Return the strong entity tag of a streamed response in this content coding, which is sent
        before its content is known. It changes with every edition.
        """
        return _quoted(self.basis, coding)


def validators(request: HttpRequest, declared: Lifetime, representation: str) -> Validators:
    """Return the validators of the requested URL in the representation, a media type."""
    edition, version = served(), program_version()
    last_change = max(edition.made_at, version.changed)
    parts = [edition.fingerprint, version.fingerprint, origin(request), request.get_full_path()]
    parts.append(representation)
    if declared.is_dated:
        midnight = _next_midnight(timezone.localtime()) - timedelta(days=1)
        last_change = max(last_change, midnight)
        parts.append(midnight.date().isoformat())
    return Validators(hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24], last_change)


def content_tag(content: bytes, coding: str) -> str:
    """Return the strong entity tag of finished content, equal in all editions that have it."""
    return _quoted(hashlib.sha256(content).hexdigest()[:24], coding)


def _quoted(tag: str, coding: str) -> str:
    return f'"{tag}-{coding}"' if coding else f'"{tag}"'


class ContentTags:
    """The entity tags of the responses that this worker has rendered from one edition.

    They allow a 304 without rendering the response again.
    """

    # maximum number of tags (LRU); some 300 bytes each
    MAX_TAGS = 20_000

    def __init__(self, folder: Path):
        self._tags: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, current: Validators, coding: str) -> str | None:
        with self._lock:
            tag = self._tags.get((current.basis, coding))
            if tag is not None:
                self._tags.move_to_end((current.basis, coding))
        return tag

    def put(self, current: Validators, coding: str, tag: str) -> None:
        with self._lock:
            self._tags[current.basis, coding] = tag
            if len(self._tags) > self.MAX_TAGS:
                self._tags.popitem(last=False)


@dataclass(frozen=True)
class ProgramVersion:
    """Everything that a page depends on besides the edition: code, templates, static files,
    settings.
    """

    fingerprint: str
    changed: datetime


@lru_cache(maxsize=1)
def program_version() -> ProgramVersion:
    """Return the version of the program files at the time of the first call in this process."""
    digest, newest = hashlib.sha256(), 0.0
    root = settings.BASE_DIR
    files = [root / "requirements.txt"]
    files += [
        path for part in ("archive", "static", "locale") for path in (root / part).rglob("*.*")
    ]
    files += settings.TEMPLATES_DIR.rglob("*.html")
    for path in sorted(path for path in files if path.is_file() and path.suffix != ".pyc"):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
        newest = max(newest, path.stat().st_mtime)
    values = (
        settings.ORIGIN,
        settings.PREFIX,
        settings.EMAIL,
        settings.OAI_DOMAIN,
        settings.SEARCH_ENGINE,
        settings.CARD_FONT,
    )
    digest.update("\0".join(values).encode())
    return ProgramVersion(digest.hexdigest(), datetime.fromtimestamp(newest, UTC))


def _next_midnight(now: datetime) -> datetime:
    """Return the next midnight in the archive's time zone."""
    zone = timezone.get_current_timezone()
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
