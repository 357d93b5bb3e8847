"""How long an answer may be kept, declared where its view is, and the validators that it is known by.

RFC 9111 (caching), RFC 9110 sections 8.8 (validators) and 12.5.3 (content codings), RFC 5861
(stale answers while a new one is fetched, or while there is none to be had).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from archive.editions.current import served
from archive.site_origin import origin

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
NO_STORE = "no-store"


@dataclass(frozen=True)
class Lifetime:
    """Seconds for which an answer is fresh, and for which it may be shown when it no longer is."""

    fresh: int
    while_revalidating: int = 0
    if_error: int = 0
    # it prints today's date: another day it is another answer
    is_dated: bool = False
    # whether the edition, the address and the form are all that it depends on
    has_validators: bool = True
    # whether it may be kept at all
    is_kept: bool = True

    def header(self, now: datetime) -> str:
        """The value of Cache-Control; what prints a date is kept no longer than that day."""
        if not self.is_kept:
            return NO_STORE
        if not self.fresh:
            return "public, no-cache"
        left = int((_midnight(now) - now).total_seconds()) if self.is_dated else 2 * DAY
        fresh = min(self.fresh, left)
        stale = min(self.while_revalidating, left - fresh)
        found = f"public, max-age={fresh}"
        if stale:
            found += f", stale-while-revalidate={stale}"
        return found + f", stale-if-error={self.if_error}" if self.if_error else found

    def ends(self, now: datetime) -> datetime | None:
        """From when on today another header is said than before."""
        if not self.is_dated:
            return None
        return _midnight(now) - timedelta(seconds=self.fresh + self.while_revalidating)


# What is made of the edition: after a swap the old page is seen for some minutes at most, longer
# only while the new one is fetched or the server is down.
SHOWN = Lifetime(5 * MINUTE, 10 * MINUTE, 7 * DAY)
# A page with citations, which print the day of access.
DATED = Lifetime(5 * MINUTE, 10 * MINUTE, 7 * DAY, is_dated=True)
# Feed readers come every few minutes, for nothing.
FOLLOWED = Lifetime(15 * MINUTE, 30 * MINUTE, 7 * DAY)
# Asked for at every key that is pressed, and nobody quotes it.
TYPED = Lifetime(HOUR, DAY, DAY)
# What another version of the program changes, not another edition.
FIXED = Lifetime(HOUR, DAY, 7 * DAY)
# A file that may be fetched in parts over days: its own validators (machine/ranges.py) are asked
# each time, as the next edition has the same address.
FILE = Lifetime(0, has_validators=False)
# An answer that tells when it was given.
TIMED = Lifetime(MINUTE, has_validators=False)
# How this very process is.
PROBED = Lifetime(0, has_validators=False, is_kept=False)
# Addresses that lead nowhere: the next edition may have something there.
ERROR = Lifetime(MINUTE, has_validators=False)


def lifetime(kept: Lifetime):
    """Declares how long what a view answers may be kept; every view declares it."""

    def declare(view: Callable) -> Callable:
        view.lifetime = kept
        return view

    return declare


def lifetime_of(view: Callable) -> Lifetime | None:
    return getattr(view, "lifetime", None)


@dataclass(frozen=True)
class Validators:
    """`etag` is the opaque tag without quotes and without a content coding; `changed` in UTC."""

    etag: str
    changed: datetime

    def tag(self, coding: str = "") -> str:
        """The strong entity tag; each content coding is another representation, with its own tag."""
        return f'"{self.etag}-{coding}"' if coding else f'"{self.etag}"'


def validators(request: HttpRequest, kept: Lifetime, form: str) -> Validators:
    """Of the representation in `form` (a word for its media type) of what `request` asks for."""
    edition, version = served(), program_version()
    changed = max(edition.made_at, version.changed)
    parts = [edition.fingerprint, version.fingerprint, origin(request), request.get_full_path()]
    parts.append(form)
    if kept.is_dated:
        midnight = _midnight(timezone.localtime()) - timedelta(days=1)
        changed = max(changed, midnight)
        parts.append(midnight.date().isoformat())
    return Validators(hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24], changed)


@dataclass(frozen=True)
class ProgramVersion:
    """What turns an edition into pages: code, templates, static files' names, settings."""

    fingerprint: str
    changed: datetime


@lru_cache(maxsize=1)
def program_version() -> ProgramVersion:
    """Of the program as it was when this process first asked."""
    digest, newest = hashlib.sha256(), 0.0
    root = settings.BASE_DIR
    files = [root / "requirements.txt"]
    files += [path for part in ("archive", "static") for path in (root / part).rglob("*.*")]
    files += [path for folder in settings.TEMPLATES[0]["DIRS"] for path in folder.rglob("*.html")]
    for path in sorted(path for path in files if path.is_file() and path.suffix != ".pyc"):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
        newest = max(newest, path.stat().st_mtime)
    told = (
        settings.ORIGIN,
        settings.EMAIL,
        settings.OAI_DOMAIN,
        settings.SEARCH_ENGINE,
        settings.CARD_FONT,
    )
    digest.update("\0".join(told).encode())
    return ProgramVersion(digest.hexdigest(), datetime.fromtimestamp(newest, UTC))


def _midnight(now: datetime) -> datetime:
    """The next one in the archive's time zone."""
    zone = timezone.get_current_timezone()
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
