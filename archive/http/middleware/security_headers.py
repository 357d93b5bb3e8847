"""The policies that tell a browser what an answer of ours may do, on every answer."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from archive.http.negotiation import HTML, names_form, wants_data

# only our own files, and nothing inline
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# all that asks for something of the reader's or of their machine; copying a citation is what is left
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        *("browsing-topics", "camera", "display-capture", "geolocation", "hid", "idle-detection"),
        *("microphone", "midi", "payment", "publickey-credentials-get", "serial", "usb"),
    )
)


class HeadersMiddleware:
    """Stands before all that makes answers: static files, redirects and refusals pass through it, too.

    Django's own SecurityMiddleware adds nosniff, Referrer-Policy and COOP. It would send HSTS only
    where it sees TLS itself, which here the front does: ARCHIVE_ORIGIN says what readers see.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        headers.setdefault("Cross-Origin-Resource-Policy", _who_may_embed(request, response))
        if settings.SECURE_HSTS_SECONDS:
            headers.setdefault(
                "Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}"
            )
        return response


def _who_may_embed(request: HttpRequest, response: HttpResponse) -> str:
    """Data and files are for any site; a page of another site has no use for ours inside it.

    It concerns what is embedded without CORS alone: scripts may read everything (OpenMiddleware).
    """
    media_type = response.headers.get("Content-Type", "")
    if media_type:
        is_page = media_type.startswith(HTML)
    else:
        # a 304 has no type, and must say what the answer in the cache said
        is_page = not (_is_static(request) or names_form(request.path) or wants_data(request))
    return "same-origin" if is_page else "cross-origin"


def _is_static(request: HttpRequest) -> bool:
    return request.path.startswith(settings.STATIC_URL)
