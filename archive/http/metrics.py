"""Counts answers for Prometheus, over all processes of one server; off unless the operator wants it.

Each process writes its counts into files of its own, in a folder that the processes of one server
share (settings.METRICS_DIR names it by their parent); whichever is asked adds them up.
"""

import os
import shutil
from functools import cache
from ipaddress import ip_address

from django.conf import settings

from archive.request_clock import Clock

# seconds; from a page out of memory to ARCHIVE_DEADLINE
_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def begin() -> None:
    """Makes the counts before the first request: two threads that made them at once would clash."""
    if settings.METRICS:
        _counters()


def count(route: str, status: int, running: Clock) -> None:
    """One answer more."""
    if not settings.METRICS:
        return
    counters = _counters()
    counters["requests"].labels(route, str(status)).inc()
    counters["seconds"].labels(route).observe(running.elapsed)
    for part, seconds in running.spent.items():
        counters["parts"].labels(part).inc(seconds)


def exposition() -> tuple[bytes, str]:
    """All counts in Prometheus' text format, and its media type."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return generate_latest(registry), CONTENT_TYPE_LATEST


def may_read(request) -> bool:
    """Whether whoever asks is on this machine, and not a stranger that a front speaks for."""
    if any(request.META.get(name) for name in _FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _clear_away() -> None:
    """Removes the counts of servers that have ended."""
    mine = settings.METRICS_DIR
    mine.parent.mkdir(mode=0o700, exist_ok=True)
    mine.mkdir(exist_ok=True)
    for other in mine.parent.iterdir():
        if other != mine and not _is_alive(other.name):
            shutil.rmtree(other, ignore_errors=True)


def _is_alive(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        pass
    return True


@cache
def _counters() -> dict:
    # its files are made where the environment says when it is imported: only where it is wanted
    _clear_away()
    from prometheus_client import Counter, Histogram

    return {
        "requests": Counter("baozang_requests", "Answers given", ["route", "status"]),
        "seconds": Histogram(
            "baozang_request_seconds", "Time to an answer", ["route"], buckets=_BUCKETS
        ),
        "parts": Counter("baozang_part_seconds", "Time spent in a part of the work", ["part"]),
    }
