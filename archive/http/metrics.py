"""Prometheus metrics over all processes of one server; off by default.

Each process writes its counters to its own files, in a directory shared by the processes of one
server (settings.METRICS_DIR, named after their parent); whichever process is scraped adds them up.
"""

import os
import shutil
from functools import cache
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from archive.request_state import RequestState

# seconds; from a page cache hit to ARCHIVE_REQUEST_TIMEOUT
_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def create_counters() -> None:
    """Create the counters before the first request, as two threads doing so at once would clash."""
    if settings.METRICS:
        _counters()


def count_response(route: str, status: int, state: RequestState) -> None:
    """Count one response."""
    counters = _counters()
    counters["requests"].labels(route, str(status)).inc()
    counters["seconds"].labels(route).observe(state.elapsed)
    for part, seconds in state.spent.items():
        counters["parts"].labels(part).inc(seconds)


def exposition() -> tuple[bytes, str]:
    """Return all metrics in the Prometheus text format, and its media type."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return generate_latest(registry), CONTENT_TYPE_LATEST


def may_read(request: HttpRequest) -> bool:
    """Return whether the client is on this machine, and not behind a reverse proxy."""
    if any(request.META.get(name) for name in _FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _remove_stale_directories() -> None:
    """Remove the metrics of servers that have stopped."""
    own = settings.METRICS_DIR
    own.parent.mkdir(mode=0o700, exist_ok=True)
    own.mkdir(exist_ok=True)
    for directory in own.parent.iterdir():
        if directory != own and not _is_alive(directory.name):
            shutil.rmtree(directory, ignore_errors=True)


def _is_alive(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        pass
    return True


@cache
def _counters() -> dict[str, Any]:
    # importing prometheus_client creates files in the directory that the environment names
    _remove_stale_directories()
    from prometheus_client import Counter, Histogram

    return {
        "requests": Counter("baozang_requests", "Responses sent", ["route", "status"]),
        "seconds": Histogram(
            "baozang_request_seconds", "Time to the response", ["route"], buckets=_BUCKETS
        ),
        "parts": Counter("baozang_part_seconds", "Time spent in one part of a request", ["part"]),
    }
