"""Web addresses in one form, so that two ways of writing the same one are found to be the same."""

import re
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit

LONGEST = 2000
"""Characters of an address that is looked at."""

# What other services hang on links that people share. WeChat's `from` is told from ours by value.
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
# RFC 3986, section 3.3: what may stand in a path as it is
_PATH = "/:@!$&'()*+,;=~-._"


def is_tracking_parameter(name: str, value: str) -> bool:
    """Whether a parameter says who shared a link and not what it leads to."""
    return bool(_TRACKING.fullmatch(name)) or (name == "from" and value in _WECHAT)


def normalize(url: str) -> str:
    """The address as it is compared: `host/path?query`; empty for what is no web address.

    By RFC 3986, section 6.2: the host in lower case and in ASCII (IDNA), the scheme's own port
    dropped, percent-encoding in one form, dot segments resolved. Beyond it: http and https are the
    same, so are `www.` and none, parameters in any order; tracking parameters say nothing, nor does
    a fragment unless a script reads it as a path (`#/…`, `#!…`). A path's last slash does count.
    """
    if len(url) > LONGEST or re.search(r"[\x00-\x20\x7f-\x9f]", url.strip()):
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
    place = ascii_host.removeprefix("www.")
    if port and port != _DEFAULT_PORTS[scheme]:
        place += f":{port}"
    # in Latin-1 a byte is a character: old sites write their parameters in GBK
    ascii_query = quote(parts.query, "%&=+;" + _PATH)
    pairs = parse_qsl(ascii_query, keep_blank_values=True, encoding="latin-1")
    kept = sorted(pair for pair in pairs if not is_tracking_parameter(*pair))
    query = f"?{urlencode(kept, encoding='latin-1')}" if kept else ""
    routed = parts.fragment.startswith(("/", "!"))
    fragment = f"#{quote(unquote_to_bytes(parts.fragment), _PATH + '?')}" if routed else ""
    return place + _path(parts.path) + query + fragment


def _path(path: str) -> str:
    """Dot segments resolved and percent-encoding in one form; an encoded slash stays encoded."""
    kept: list[str] = []
    segments = path.split("/")[1:] or [""]
    for number, segment in enumerate(segments):
        clean = quote(unquote_to_bytes(segment), _PATH.removeprefix("/"))
        is_last = number == len(segments) - 1
        if clean == "..":
            kept = kept[:-1]
        if clean not in (".", ".."):
            kept.append(clean)
        elif is_last:
            kept.append("")
    return "/" + "/".join(kept)
