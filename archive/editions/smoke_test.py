"""Smoke test: request every kind of address of an edition, and those of its ledger, by WSGI."""

import logging
import random
import time
import warnings
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage, staticfiles_storage
from django.core.handlers.wsgi import WSGIHandler
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.urls import URLPattern, get_resolver, reverse
from jinja2 import FileSystemBytecodeCache

from archive import languages, parallel
from archive.command_messages import message
from archive.models import (
    Article,
    Issue,
    LedgerEntry,
    Name,
    Organisation,
    Page,
    PageImage,
    Place,
    Reprint,
)
from archive.models.ledger import LedgerKind
from archive.site_urls import without_prefix

from .current import opened, served
from .database_update import EditionDifference
from .fingerprint import basis

T = TypeVar("T")
# a named route with one of its URLs, or an entry of the ledger
Target = tuple[str, str] | LedgerEntry

# maximum number of faults reported for addresses of the ledger
_MAX_FAULTS = 20
# number of URLs per batch of a process, and the number that justifies a second process
_BATCH, _PARALLEL_FROM = 10, 40
# Of an edition made from another by the same program: routes, and about as many ledger entries,
# that are tried whatever has changed.
FEW_ROUTES, FEW_ENTRIES = 24, 12
# beside the editions: templates as Jinja2 compiled them, which takes about a second
TEMPLATES = "templates"
# query strings of routes that answer nothing without one
_QUERY_STRINGS = {
    "suggest": "?q=a",
    "opensearch-suggestions": "?q=a",
    "resolve": "?url={ident}",
    "resolve-data": "?url={ident}",
    "oai": "?verb=Identify",
}
# other acceptable statuses: disabled routes, redirects, clippings of pages without images
_ALTERNATIVES = {
    *(("metrics", 404), ("security", 404)),
    *(("resolve", 302), ("resolve-data", 302), ("iiif", 303)),
    # whose page has no image
    *(("article-clipping", 404), ("article-headline", 404)),
}
# Seconds to wait before an address that answered 503 is asked again: on a busy machine a page may
# take longer than ARCHIVE_REQUEST_TIMEOUT. And how many addresses are asked again, by each process.
_PAUSES, _MAX_REPEATED = (0.5, 1, 2), 5
# state of a ledger entry → acceptable status codes
_EXPECTED = {"live": {200}}
_EXPECTED_RETIRED = {300, 301, 410}


def address_faults(
    limit: int, seed: str, difference: EditionDifference | None = None
) -> tuple[list[str], int, int]:
    """Return (faults, addresses requested, addresses in all) of the current edition.

    If nothing has changed but the `difference` and the program has not either, the addresses of
    what differs are tried, and a few others, which differ from edition to edition. Many addresses
    are shared out among several processes.
    """
    routes, share = list(_routes()), limit
    if difference is not None:
        routes, share = sample(routes, FEW_ROUTES, seed), FEW_ENTRIES
    entries = {
        entry.pk: entry for kind in LedgerKind for entry in _sample_entries(kind, share, seed)
    }
    if difference is not None:
        entries |= {
            entry.pk: entry for entry in _entries_of(difference, limit // len(LedgerKind), seed)
        }
    targets: list[Target] = [*routes, *entries.values()]
    batches = [targets[n : n + _BATCH] for n in range(0, len(targets), _BATCH)]
    workers = parallel.processes() if len(targets) >= _PARALLEL_FROM else 1
    arguments = (served().folder, workers)
    with _isolated(), _compiled_templates_kept():
        results = parallel.in_order(_faults, batches, workers, _begin, arguments)
        faults = list(islice(chain.from_iterable(results), len(routes) + _MAX_FAULTS))
        results.close()
    return faults, len(targets), len(routes) + LedgerEntry.objects.count()


def sample(items: Iterable[T], size: int, seed: str) -> list[T]:
    """Return a uniform random sample, the same for the same seed, or all items if they are fewer.

    Reservoir sampling: memory holds no more than the sample.
    """
    rng = random.Random(seed)
    reservoir: list[T] = []
    for n, item in enumerate(items):
        if n < size:
            reservoir.append(item)
        elif (slot := rng.randrange(n + 1)) < size:
            reservoir[slot] = item
    return reservoir


# resources that a forked worker keeps open for its lifetime
_worker_resources = ExitStack()
# addresses that were asked again because they answered 503
_repeated: list[str] = []


def _begin(folder: Path, workers: int) -> None:
    _repeated.clear()
    if workers > 1:
        parallel.abandon_connection()
        # the parent's open edition relies on threads, which do not survive a fork
        _worker_resources.enter_context(opened(folder))


def _faults(targets: list[Target]) -> list[str]:
    with warnings.catch_warnings():
        # WhiteNoise, where static files were not collected
        warnings.filterwarnings("ignore", "No directory at", UserWarning)
        application = WSGIHandler()
    faults = (
        _entry_fault(application, target)
        if isinstance(target, LedgerEntry)
        else _route_fault(application, *target)
        for target in targets
    )
    return [fault for fault in faults if fault]


def _entries_of(difference: EditionDifference, limit: int, seed: str) -> Iterator[LedgerEntry]:
    """Yield the entries of some of these issues, of their pages and of some of the articles."""
    keys = sample(sorted(difference.remade), limit, seed)
    pages = Page.objects.filter(issue__in=keys).order_by("pk").select_related("issue__newspaper")
    idents = sample(difference.keys(), limit, seed)
    names = {
        LedgerKind.ISSUE: {"/".join(page.issue.natural_key()) for page in pages},
        LedgerKind.PAGE: set(sample(("/".join(page.natural_key()) for page in pages), limit, seed)),
        LedgerKind.ARTICLE: set(
            Article.objects.filter(pk__in=idents).values_list("ident", flat=True)
        ),
    }
    for kind, of_kind in names.items():
        yield from LedgerEntry.objects.filter(kind=kind, key__in=of_kind)


def _sample_entries(kind: LedgerKind, limit: int, seed: str) -> Iterator[LedgerEntry]:
    """Yield entries of one kind, equally many of each state at most."""
    size = max(1, limit // len(LedgerKind))
    for state in LedgerEntry.State:
        number = random.Random(f"{seed} {kind} {state}").getrandbits(31)
        yield from LedgerEntry.objects.in_state(kind, state).at_random(size, number)


@contextmanager
def _isolated() -> Iterator[None]:
    """Disable the manifest of static files and the request log within the block.

    Neither is part of an edition; missing static files are reported separately.
    """
    logger = logging.getLogger("django.request")
    was_disabled, logger.disabled = logger.disabled, True
    # reset here as Django's signal handlers do when STORAGES changes
    storage = vars(staticfiles_storage)
    configured, storage["_wrapped"] = storage["_wrapped"], StaticFilesStorage()
    try:
        yield
    finally:
        storage["_wrapped"] = configured
        logger.disabled = was_disabled


@contextmanager
def _compiled_templates_kept() -> Iterator[None]:
    """Take compiled templates from a folder beside the editions, and keep them there.

    Those of another program, whose extensions may compile otherwise, are removed.
    """
    folder, program = settings.VAR_DIR / TEMPLATES, basis()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if not path.name.startswith(program):
            path.unlink()
    environment = cast(Jinja2, engines["jinja2"]).env
    configured = environment.bytecode_cache
    environment.bytecode_cache = FileSystemBytecodeCache(str(folder), f"{program}-%s")
    try:
        yield
    finally:
        environment.bytecode_cache = configured


def _route_fault(application: WSGIHandler, name: str, address: str) -> str | None:
    status, _ = _get(application, address)
    if status == 200 or (name, status) in _ALTERNATIVES:
        return None
    return message(
        "%(address)s 返回 %(status)s，应为 200%(attempts)s",
        address=address,
        status=status,
        attempts=_explained(address),
    )


def _explained(address: str) -> str:
    """Return what to add to the fault of an address that was asked again."""
    if address not in _repeated:
        return ""
    seconds = sum(_PAUSES)
    return message(
        "（%(seconds)s 秒内试了 %(attempts)s 次；如果机器太忙，请等空闲时再发布）",
        seconds=f"{seconds:g}",
        attempts=1 + len(_PAUSES),
    )


def _entry_fault(application: WSGIHandler, entry: LedgerEntry) -> str | None:
    address = reverse(entry.kind, args=entry.key.split("/"))
    status, location = _get(application, address)
    if status not in _EXPECTED.get(entry.state, _EXPECTED_RETIRED):
        return message(
            "%(address)s（%(state)s）返回 %(status)s%(attempts)s",
            address=address,
            state=entry.state,
            status=status,
            attempts=_explained(address),
        )
    if status == 301 and (target_status := _get(application, location)[0]) != 200:
        return message(
            "%(address)s 重定向到 %(location)s，后者返回 %(target_status)s",
            address=address,
            location=location,
            target_status=target_status,
        )
    return None


def _get(application: WSGIHandler, address: str) -> tuple[int, str]:
    """Return (status, Location); 500 for a response that breaks off, 503 only if it lasts."""
    answer = _get_once(application, address)
    if answer[0] != 503 or len(_repeated) >= _MAX_REPEATED:
        return answer
    _repeated.append(address)
    for pause in _PAUSES:
        time.sleep(pause)
        answer = _get_once(application, address)
        if answer[0] != 503:
            break
    return answer


def _get_once(application: WSGIHandler, address: str) -> tuple[int, str]:
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
        started.append((status, headers))

    response = application(_environ(address), start_response)
    try:
        for _ in response:
            pass
    except Exception:  # noqa: BLE001 (whatever it is, a reader sees a broken response)
        return 500, ""
    finally:
        response.close()
    ((status, headers),) = started
    return int(status[:3]), dict(headers).get("Location", "")


def _environ(address: str) -> dict[str, Any]:
    """Return the WSGI environment of a GET request from this machine."""
    parts = urlsplit(address)
    environ: dict[str, Any] = {
        # WSGI: bytes as Latin-1 characters (PEP 3333)
        "PATH_INFO": unquote_to_bytes(without_prefix(parts.path)).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": _allowed_host(),
    }
    setup_testing_defaults(environ)
    return environ


def _allowed_host() -> str:
    """Return a host name that ALLOWED_HOSTS lets through."""
    pattern = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost"
    return "localhost" if pattern == "*" else pattern.removeprefix(".")


def _routes() -> Iterator[tuple[str, str]]:
    """Yield (name, address) of each route with an example in the edition, per representation."""
    examples, articles = _examples(), Article.objects.count()
    for route in get_resolver().url_patterns:
        if not isinstance(route, URLPattern) or route.name is None:
            continue
        # the first part of the path determines the kind of slug
        section = str(route.pattern).split("/")[0].split("<")[0]
        values = examples.get(section, {})
        converters = route.pattern.converters
        required = [name for name in converters if name != "representation"]
        if not all(name in values for name in required):
            continue
        kwargs = {name: values[name] for name in required}
        if "representation" in converters:
            for representation in getattr(route.callback, "representations", ()):
                # a file of citations is refused for a list that is too long for it
                if (
                    route.name == "articles-data"
                    and representation.is_citation
                    and articles > representation.max_limit
                ):
                    continue
                yield (
                    route.name,
                    reverse(route.name, kwargs=kwargs | {"representation": representation}),
                )
            continue
        query_string = _QUERY_STRINGS.get(route.name, "")
        if "{ident}" in query_string and "ident" not in examples["articles"]:
            continue
        query_string = query_string.format(**examples["articles"])
        address = reverse(route.name, kwargs=kwargs) + query_string
        yield route.name, address
        if route.name in languages.page_routes():
            for language in languages.offered()[1:]:
                yield route.name, languages.localized(address, language)


def _examples() -> dict[str, dict[str, str | int]]:
    """Return example values for the variable parts of addresses, by the first part."""
    examples: dict[str, dict[str, str | int]] = {
        "sitemaps": {"kind": "lists", "number": 1},
        "data": {"name": "manifest.json"},
        "articles": {"facet": "province"},
    }

    def live(kind: LedgerKind) -> str:
        entry = LedgerEntry.objects.in_state(kind, LedgerEntry.State.LIVE).first()
        return entry.key if entry else ""

    if article := Article.objects.as_entered().first():
        examples["articles"] |= {"ident": article.ident, "key": "ris"}
    if reprint := Reprint.objects.with_dispatches().first():
        examples["dispatches"] = {"ident": reprint.dispatch.ident}
    if earliest := Issue.objects.span()[0]:
        year, month, day = earliest.isoformat().split("-")
        examples["dates"] = {"year": year, "month": month, "day": day}
    if page := live(LedgerKind.PAGE):
        examples["newspapers"] = dict(
            zip(("newspaper", "issue", "page"), page.split("/"), strict=True)
        )
    if image := PageImage.objects.held().first():
        examples["iiif"] = {
            "image_id": image.image_id,
            "region": "full",
            "size": "max",
            "rotation": "0",
            "quality": "default",
            "suffix": "jpg",
        }
    for section, kind in (("topics", LedgerKind.TOPIC), ("people", LedgerKind.PERSON)):
        if slug := live(kind):
            examples[section] = {"slug": slug}
    if organisation := Organisation.objects.first():
        examples["organisations"] = {"slug": organisation.slug}
    if name := Name.objects.without_record().first():
        examples["names"] = {"kind": name.kind, "called": name.name}
    if place := Place.objects.counties().first():
        examples["places"] = {"code": place.code}
    return examples
