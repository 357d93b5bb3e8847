"""Crawl the site in this process, from its front page, and yield the files of an offline copy."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.util import setup_testing_defaults

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import dateformat
from django.utils.translation import gettext as _
from markupsafe import Markup

from archive import languages, parallel
from archive.command_messages import message
from archive.editions.collection import collection, public_origin
from archive.editions.current import opened, served
from archive.exports.served_files import served_file
from archive.joined_files import Piece
from archive.site_urls import without_prefix

from .offline_addresses import REPLACED_PAGES, CopiedAddress, CopyContents
from .offline_html import OfflineHtml

# the origin of requests if the site has no public address
_LOCAL_ORIGIN = "http://localhost"
_BATCH = 25
_MIN_PARALLEL = 100
# replacements for pages that depend on the server
_TEMPLATES = {"search-form": "offline/search.html", "basket": "offline/basket.html"}


class CopyFailed(Exception):
    """An address of the site could not be copied; the message names it."""


@dataclass(frozen=True)
class CopiedFile:
    """A file of the copy: its name, and its content or the pieces to join, in order."""

    file: str
    media_type: str
    content: bytes = b""
    sources: Sequence[Piece] = ()
    # of pages: the title without the site's name; and the article's ident, if the page is in the
    # language that is searched
    title: str = ""
    ident: str = ""


class _VisitedPage(NamedTuple):
    file: CopiedFile
    links: set[str]


class SiteCopy:
    """The files of an offline copy of the edition that is served.

    `data`: whether it has all pages as data and the bulk files. `searchable`: whether the pages may
    offer a search. `index` as in OfflineHtml. Raises CopyFailed while iterating.
    """

    def __init__(self, data: bool, searchable: bool, index: str = ""):
        origin = public_origin()
        self.origin, self.searchable = origin or _LOCAL_ORIGIN, searchable
        self.contents = CopyContents(data, with_books=bool(origin))
        self.html = OfflineHtml(self.contents, self.origin, bool(origin), index)
        self.notes: dict[languages.Language, str] = {}
        for language in languages.offered():
            with languages.override(language):
                self.notes[language] = _note(origin)

    def __iter__(self) -> Iterator[CopiedFile]:
        yield from _static_files()
        start_pages = [reverse("home"), *map(reverse, sorted(REPLACED_PAGES))]
        waiting = [
            languages.localized(path, language)
            for language in languages.offered()
            for path in start_pages
        ]
        seen = set(waiting)
        while waiting:
            following: set[str] = set()
            for answer in self._answers(waiting):
                yield answer.file
                following |= {link for link in answer.links - seen if "/static/" not in link}
            seen |= following
            waiting = sorted(following)

    def _answers(self, addresses: list[str]) -> Iterator[_VisitedPage]:
        batches = [addresses[n : n + _BATCH] for n in range(0, len(addresses), _BATCH)]
        workers = parallel.processes() if len(addresses) >= _MIN_PARALLEL else 1
        arguments = (self, served().folder, workers)
        results = parallel.in_order(_visit, batches, workers, _init_worker, arguments)
        try:
            for answers in results:
                yield from answers
        finally:
            results.close()

    def visit(self, application: WSGIHandler, address: str) -> _VisitedPage:
        copied = self.contents.copied(address)
        assert copied is not None
        if copied.route == "data-file" and (bulk := served_file(copied.file.rpartition("/")[2])):
            return _VisitedPage(
                CopiedFile(copied.file, bulk.media_type, sources=bulk.pieces), set()
            )
        if copied.route in REPLACED_PAGES:
            response = self._render_replacement(copied)
            media_type, content = "text/html", response.content
        else:
            media_type, content = _get(application, self.origin, copied.address)
        if media_type == "text/html":
            page = self.html.rewrite(content.decode(), copied, self.notes[copied.language])
            is_article = copied.route == "article" and copied.language is languages.SIMPLIFIED
            ident = address.rstrip("/").rpartition("/")[2] if is_article else ""
            title = page.title.rpartition("｜")[0] or page.title
            file = CopiedFile(copied.file, media_type, page.html.encode(), title=title, ident=ident)
            return _VisitedPage(file, page.links)
        if not media_type.startswith("image/") and "zip" not in media_type:
            content = self.html.without_origin(content.decode()).encode()
        return _VisitedPage(CopiedFile(copied.file, media_type, content), set())

    def _render_replacement(self, copied: CopiedAddress) -> HttpResponse:
        request = WSGIRequest(_environ(self.origin, copied.address))
        with languages.override(copied.language):
            return render(request, _TEMPLATES[copied.route], {"searchable": self.searchable})


# the worker process's copy, and the WSGI application that answers its requests
_worker: list[tuple[SiteCopy, WSGIHandler]] = []
# resources that a forked worker keeps open for its lifetime
_worker_resources = ExitStack()


def _init_worker(copy: SiteCopy, folder: Path, workers: int) -> None:
    if workers > 1:
        parallel.abandon_connection()
        # the parent's open edition relies on threads, which do not survive a fork
        _worker_resources.enter_context(opened(folder))
    _worker[:] = [(copy, WSGIHandler())]


def _visit(addresses: list[str]) -> list[_VisitedPage]:
    ((copy, application),) = _worker
    return [copy.visit(application, address) for address in addresses]


def _static_files() -> Iterator[CopiedFile]:
    """Yield the collected style sheets, scripts and icons, under their names with a hash."""
    media_types = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
    for name, hashed in sorted(getattr(staticfiles_storage, "hashed_files", {}).items()):
        # of the zoom, which needs an image server
        if name.startswith("vendor/"):
            continue
        media_type = media_types.get(name.rpartition(".")[2], "image/png")
        source = Path(staticfiles_storage.path(hashed))
        yield CopiedFile(f"static/{hashed}", media_type, sources=[source])


def _get(application: WSGIHandler, origin: str, address: str) -> tuple[str, bytes]:
    """Return (media type, content) of an address of the site; CopyFailed if it has none."""
    responses: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
        responses.append((status, headers))

    response = application(_environ(origin, address), start_response)
    try:
        content = b"".join(response)
    finally:
        response.close()
    ((status, headers),) = responses
    if not status.startswith("200"):
        raise CopyFailed(message("%(address)s 返回 %(status)s", address=address, status=status))
    return dict(headers)["Content-Type"].partition(";")[0], content


def _environ(origin: str, address: str) -> dict[str, Any]:
    """Return the WSGI environment of a GET request for this address of the site."""
    parts, site = urlsplit(address), urlsplit(origin)
    environ: dict[str, Any] = {
        # WSGI: bytes as Latin-1 characters (PEP 3333)
        "PATH_INFO": unquote_to_bytes(without_prefix(parts.path)).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": site.netloc,
        "wsgi.url_scheme": site.scheme,
    }
    setup_testing_defaults(environ)
    return environ


def _note(origin: str) -> str:
    """Return the HTML of what every page of the copy says about it, in the current language."""
    values = {"name": collection().name, "day": dateformat.format(served().made, _("Y年n月j日"))}
    text = Markup(_("这是%(name)s的离线副本，依 %(day)s的目录制作。")) % values
    if origin:
        text += Markup(' <a href="{0}/">{0}</a>').format(origin)
    return f'<p class="offline-note">{text}</p>'
