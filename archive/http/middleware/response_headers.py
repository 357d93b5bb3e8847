"""Headers of every response: CSP, Permissions-Policy, CORP, HSTS and CORS."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from archive.http.negotiation import HTML, names_representation, wants_data

from .request_checks import METHODS

# only this site's own files, and nothing inline
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "script-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# every feature that needs the reader's permission, except the clipboard for copying citations
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        *("browsing-topics", "camera", "display-capture", "geolocation", "hid", "idle-detection"),
        *("microphone", "midi", "payment", "publickey-credentials-get", "serial", "usb"),
    )
)

# seconds for which a browser may remember what a preflight request allowed
PREFLIGHT_MAX_AGE = 24 * 60 * 60
# headers that scripts of other sites may read
EXPOSED_HEADERS = (
    "Accept-Ranges, Content-Location, Content-Range, ETag, Link, Retry-After, "
    "Server-Timing, X-Request-ID"
)


class ResponseHeadersMiddleware:
    """Add the headers that Django's SecurityMiddleware does not set (it sets nosniff,
    Referrer-Policy and COOP).

    HSTS is sent if ARCHIVE_ORIGIN is https: Django would send it only if it saw TLS itself, which
    the reverse proxy terminates. CORS allows every origin, as everything is public anyway.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        # it governs documents only, and would be a tenth of a small style sheet's bytes
        if not _is_static(request):
            headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        headers.setdefault("Cross-Origin-Resource-Policy", _resource_policy(request, response))
        if settings.SECURE_HSTS_SECONDS:
            headers.setdefault(
                "Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}"
            )
        headers["Access-Control-Allow-Origin"] = "*"
        if request.method == "OPTIONS":
            headers["Access-Control-Allow-Methods"] = headers.get("Allow", ", ".join(METHODS))
            headers["Access-Control-Allow-Headers"] = "*"
            headers["Access-Control-Max-Age"] = str(PREFLIGHT_MAX_AGE)
        else:
            headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS
        return response


def _resource_policy(request: HttpRequest, response: HttpResponseBase) -> str:
    """Return `cross-origin` for data and files, `same-origin` for pages.

    It affects only resources embedded without CORS; scripts may read everything.
    """
    media_type = response.headers.get("Content-Type", "")
    if media_type:
        is_page = media_type.startswith(HTML)
    else:
        # a 304 has no Content-Type, but must repeat the policy of the cached response
        is_page = not (
            _is_static(request) or names_representation(request.path_info) or wants_data(request)
        )
    return "same-origin" if is_page else "cross-origin"


def _is_static(request: HttpRequest) -> bool:
    return request.path.startswith(settings.STATIC_URL)
