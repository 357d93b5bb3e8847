"""Bounds of what may be sent: the address, the headers, the host that it was sent to."""

from django.core.exceptions import DisallowedHost

from archive.http import errors

# bytes of path and query: what RFC 9110 (section 4.1) asks every recipient to take
LONGEST_ADDRESS = 8000
# characters of all headers together; those of other sites under the same domain come with them
LONGEST_HEADERS = 32_000
# characters of a header that is read here
LONGEST_HEADER = 2000
_READ = (
    *("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH"),
    *("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE", "HTTP_RANGE"),
    *("HTTP_HOST", "CONTENT_TYPE"),
)


class LimitsMiddleware:
    """414, 431 and 400 before anything is parsed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        meta = request.META
        address = len(meta.get("PATH_INFO", "")) + len(meta.get("QUERY_STRING", ""))
        if address > LONGEST_ADDRESS:
            return errors.refused(request, "too-long", 414)
        headers = sum(
            len(name) + len(value)
            for name, value in meta.items()
            if name.startswith("HTTP_") and isinstance(value, str)
        )
        if headers > LONGEST_HEADERS or any(
            len(meta.get(name) or "") > LONGEST_HEADER for name in _READ
        ):
            return errors.refused(request, "headers-too-long", 431)
        try:
            request.get_host()
        except DisallowedHost:
            return errors.refused(request, "bad-host", 400)
        return self.get_response(request)
