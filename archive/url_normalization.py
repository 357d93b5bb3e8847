"""URL normalization, so that equivalent URLs compare equal."""

import re
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit

MAX_URL_LENGTH = 2000
"""Longer URLs are not normalized (characters)."""

# Tracking parameters that other services add. WeChat's `from` differs from ours by its values.
_TRACKING = re.compile(
    "utm_.*|fbclid|gclid|gbraid|wbraid|msclkid|mibextid|igshid|spm|share_token|bd_vid|tdsourcetag"
    "|isappinstalled|nsukey|scene|clicktime|enterid|sharer_.*|wxshare_.*|from_wecom|wx_header"
    "|devicetype"
)
_WECHAT = frozenset(
    [
        "timeline",
        "singlemessage",
        "groupmessage",
        "androidqq",
        "qq",
        "wechat",
        "weixin",
        "weibo",
        "qzone",
    ]
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
# RFC 3986, section 3.3: characters allowed unencoded in a path
_PATH = "/:@!$&'()*+,;=~-._"


def is_tracking_parameter(name: str, value: str) -> bool:
    """Return whether a parameter says who shared a link, not what it points to."""
    return bool(_TRACKING.fullmatch(name)) or (name == "from" and value in _WECHAT)


def normalize(url: str) -> str:
    """Return the URL as `host/path?query`, for comparison; "" if it is not a web address.

    As in RFC 3986, section 6.2: lower-case ASCII host (IDNA), no default port, uniform
    percent-encoding, dot segments resolved. Also: no scheme, no `www.`, sorted parameters without
    tracking ones, no fragment unless scripts use it as a path (`#/…`, `#!…`). A trailing slash is
    significant.
    """
    if len(url) > MAX_URL_LENGTH or re.search(r"[\x00-\x20\x7f-\x9f]", url.strip()):
        return ""
    try:
        parts = urlsplit(url.strip())
        scheme, host, port = parts.scheme, parts.hostname, parts.port
        ascii_host = (host or "").rstrip(".").encode("idna").decode().lower()
    except ValueError:
        return ""
    if scheme not in _DEFAULT_PORTS or parts.username is not None:
        return ""
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+", ascii_host):
        return ""
    authority = ascii_host.removeprefix("www.")
    if port and port != _DEFAULT_PORTS[scheme]:
        authority += f":{port}"
    # Latin-1 keeps every byte: old sites encode their parameters in GBK
    ascii_query = quote(parts.query, "%&=+;" + _PATH)
    pairs = parse_qsl(ascii_query, keep_blank_values=True, encoding="latin-1")
    significant = sorted(pair for pair in pairs if not is_tracking_parameter(*pair))
    query = f"?{urlencode(significant, encoding='latin-1')}" if significant else ""
    is_path = parts.fragment.startswith(("/", "!"))
    fragment = f"#{quote(unquote_to_bytes(parts.fragment), _PATH + '?')}" if is_path else ""
    return authority + _path(parts.path) + query + fragment


def _path(path: str) -> str:
    """Resolve dot segments and unify percent-encoding; an encoded slash stays encoded."""
    resolved: list[str] = []
    segments = path.split("/")[1:] or [""]
    for number, segment in enumerate(segments):
        clean = quote(unquote_to_bytes(segment), _PATH.removeprefix("/"))
        is_last = number == len(segments) - 1
        if clean == "..":
            resolved = resolved[:-1]
        if clean not in (".", ".."):
            resolved.append(clean)
        elif is_last:
            resolved.append("")
    return "/" + "/".join(resolved)
