"""Send hostile requests to a running site; report every 5xx, slow and missing response.

    python tests/fuzz/hostile.py http://127.0.0.1:8000 --requests 100000

Plain sockets, so that what no client library would send is sent as well. The same --seed sends the
same requests. The exit status is 1 if anything is to report. docs/safety.md has the last figures.
"""

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import quote, quote_from_bytes, urlsplit

# what a whole answer may take, in seconds, before it is called missing
TIMEOUT = 30
MAX_PRINTED = 50
MAX_BODY_BYTES = 20_000

ROUTES = (
    *("/", "/articles/", "/articles.json", "/articles.csv", "/articles.atom", "/newspapers/"),
    *("/topics/", "/places/", "/people/", "/data/", "/api/", "/about/", "/about.json"),
    *("/suggest/", "/suggest/opensearch/", "/resolve/", "/resolve.json", "/oai", "/sitemap.xml"),
    *("/healthz", "/readyz", "/metrics", "/robots.txt", "/opensearch.xml", "/api/openapi.json"),
    *("/articles/{}/", "/articles/{}.json", "/articles/{}/cite/", "/articles/{}/cite/{}"),
    *("/articles/{}/linkset.json", "/newspapers/{}/", "/newspapers/{}/{}/", "/topics/{}/"),
    *("/newspapers/{}/{}/{}/", "/newspapers/{}/{}/reading/", "/places/{}/", "/people/{}.csv"),
    *("/data/{}", "/sitemaps/{}-{}.xml", "/static/{}", "/{}", "/{}/{}"),
)
NAMES = (
    *("q", "newspaper", "province", "city", "county", "topic", "genre", "person", "year", "from"),
    *("to", "sort", "page", "limit", "after", "facet", "hit", "block", "url", "verb", "set"),
    *("metadataPrefix", "identifier", "resumptionToken", "until", "colour", "", "__proto__"),
)
WORDS = (
    *("工会", "职工", "zhejiang", "2021", "1", "330000", "rmmjdt3", "oai_dc", "ListRecords"),
    *("relevance", "date", "gongren-ribao", "jineng-jingsai", "http://127.0.0.1/articles/"),
)
HOSTILE = (
    *("' OR '1'='1", '"; DROP TABLE archive_article;--', "1) UNION SELECT 1,2,3--", "%27"),
    *("<script>alert(1)</script>", '"><svg onload=alert(1)>', "{{7*7}}", "{% debug %}", "${7*7}"),
    *("../../etc/passwd", "..%2f..%2fetc%2fpasswd", "....//", "C:\\windows\\win.ini", "/dev/zero"),
    *("file:///etc/passwd", "http://127.0.0.1:1/", "javascript:alert(1)", "//evil.example"),
    *("\0", "a\0b", "\r\nX-Injected: 1", "\x1b[31m", "\x7f", "\u0085", "\ufeff", "\u200b\u202e"),
    *(
        "标题:标题:标题:",
        "-",
        "--",
        '"',
        "“”“”",
        "|||",
        "甲|乙|-丙",
        "2020..2019",
        "..",
        "0..",
        "标题:",
    ),
    *("𠀀𠀁", "é" * 50, "e" + "\u0301" * 150, "ﷺ" * 30, "İı", "㍿", "１２３", "٣", "😀" * 40),
    *("0", "-1", "1e9", "NaN", "Infinity", "9" * 40, "0x10", "1_000", "٣٤", "1.0", "true", "null"),
    *("9999-12-31", "0000-00-00", "2021-02-30", "10000", "0001", "-0001", "2021-13", "2021-"),
    *("a" * 200, "a" * 201, "工" * 200, "工 " * 100, "工|" * 100, "(" * 100, "*" * 100, "[" * 100),
    *("[]", "[a]", "{}", "%", "%%", "%z", "%s%s%n", "\\", "\\u0000", "&amp;", "#", "?", ";", "="),
    *("r~oai_dc~~~~2020-01-01~1~1~1", "i~mods~~~~9999-12-31~9~9~9", "~~~~~~~~~", "r~" + "~" * 400),
)
ACCEPTS = (
    *("*/*", "text/html", "application/json", "application/problem+json", "text/csv;q=0.1"),
    *("*", ",", ";", "a/b/c", "text/html;q=NaN", "text/html;q=-1", "text/html;q=1e400", "/", "é/é"),
    *("text/html;" * 100, "application/json," * 120, "*/*;q=0", "application/json;q=", '"/"'),
)
HEADERS = (
    *(
        ("Range", v)
        for v in ("bytes=0-", "bytes=-0", "bytes=9-1", "bytes=0-0,1-1", "x", "bytes=٣-")
    ),
    *(("Range", f"bytes={'9' * 60}-"), ("Range", "bytes=" + "0-1," * 200)),
    *(("If-None-Match", v) for v in ("*", '"', 'W/"', '"a"' * 300, "\xff")),
    *(("If-Match", v) for v in ("*", '""', "x")),
    *(
        ("If-Modified-Since", v)
        for v in ("x", "Thu, 01 Jan 99999 00:00:00 GMT", "0", "Sun, 06 Nov 94")
    ),
    *(("If-Range", v) for v in ("x", '"x"', "Sun, 06 Nov 1994 08:49:37 GMT")),
    *(("X-Forwarded-For", v) for v in ("1.2.3.4", "<script>", "\xff")),
    *(("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"), ("Forwarded", "for=x")),
    *(("X-Request-Start", v) for v in ("t=0", "t=1e400", "nan", "-inf", "x")),
    *(("Accept-Encoding", v) for v in ("gzip;q=0", "br", "gzip," * 200, "*;q=x", "identity;q=0")),
    *(("Accept-Language", "x" * 500), ("Cookie", "a=b;" * 300), ("Cookie", "sessionid=\xff")),
    *(
        ("Content-Type", v)
        for v in ("multipart/form-data", "x", "application/json;charset=klingon")
    ),
    *(
        ("Referer", "http://\xff"),
        ("User-Agent", ""),
        ("User-Agent", "sqlmap"),
        ("X-HTTP-Method", "PUT"),
    ),
    *(("Expect", "100-continue"), ("Upgrade", "websocket"), ("TE", "trailers"), ("Via", "x")),
)
METHODS = (
    "HEAD",
    "OPTIONS",
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "TRACE",
    "PROPFIND",
    "get",
    "X" * 40,
)
HOSTS = ("", "evil.example", "127.0.0.1:99999", "[::1", "a b", "\xff", "localhost,evil", "x" * 300)
# no HTTP at all, or hardly: the server may hang up, but must live
BROKEN = (
    *(
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02",
    ),
    *(
        b"GET / HTTP/1.1\n\n",
        b"GET  /  HTTP/1.1\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\n\r\n",
        b"\0" * 99,
    ),
    *(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET / HTTP/1.1\r\n: x\r\n\r\n"),
    b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    b"POST /oai HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: b\r\n" * 200 + b"\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\xff" * 64,
)


@dataclass
class Sent:
    raw: bytes
    # whether an answer is owed
    is_sound: bool = True


@dataclass
class Found:
    statuses: Counter = field(default_factory=Counter)
    failed: list = field(default_factory=list)
    slow: list = field(default_factory=list)
    silent: list = field(default_factory=list)
    seconds: list = field(default_factory=list)


def request(rng: random.Random, host: str) -> Sent:
    if rng.random() < 0.03:
        return Sent(rng.choice(BROKEN), is_sound=False)
    path = _path(rng)
    query = _query(rng) if rng.random() < 0.75 else ""
    method = "GET" if rng.random() < 0.9 else rng.choice(METHODS)
    headers = [
        ("Host", host if rng.random() < 0.97 else rng.choice(HOSTS)),
        ("Connection", "close"),
    ]
    if rng.random() < 0.5:
        headers.append(("Accept", rng.choice(ACCEPTS)))
    headers += rng.sample(HEADERS, rng.choice((0, 0, 0, 1, 2)))
    if rng.random() < 0.01:
        headers += [("X-Long", "x" * rng.choice((3000, 31_000, 40_000)))]
    body = b""
    if method in ("POST", "PUT"):
        path = rng.choice((path, "/oai"))
        body = _query(rng).encode("latin-1")
        headers += [
            (
                "Content-Type",
                rng.choice(
                    ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
                ),
            ),
            ("Content-Length", str(len(body))),
        ]
    lines = [f"{method} {path}{'?' + query if query else ''} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers]
    raw = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body
    # a response may be lost if the server hangs up on a body that it does not read (RFC 9112, 9.6)
    return Sent(raw, is_sound=len(body) < MAX_BODY_BYTES)


def _path(rng: random.Random) -> str:
    route = rng.choice(ROUTES)
    while "{}" in route:
        route = route.replace("{}", _encoded(rng, _value(rng), in_path=True), 1)
    if rng.random() < 0.05:
        route = rng.choice(("/.", "//", "/./", "/%2e%2e", "", "/%00", "/%ff", "/%ed%a0%80")) + route
    if rng.random() < 0.003:
        route += "a" * rng.choice((2000, 9000, 20_000))
    return route if route.startswith("/") else f"/{route}"


def _query(rng: random.Random) -> str:
    pairs = []
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8, 60, 600) if rng.random() < 0.3 else (1, 2, 3))):
        name = rng.choice(NAMES) if rng.random() < 0.95 else _value(rng)
        pairs.append(f"{_encoded(rng, name)}={_encoded(rng, _value(rng))}")
    return rng.choice(("&", "&", "&", ";", "&&")).join(pairs)


def _value(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.35:
        return rng.choice(WORDS)
    if kind < 0.85:
        return rng.choice(HOSTILE)
    if kind < 0.93:
        return rng.choice(WORDS) + rng.choice(HOSTILE)
    return "".join(
        chr(rng.choice((rng.randrange(0x20), rng.randrange(0x3000), rng.randrange(0x4E00, 0x9FFF))))
        for _ in range(rng.randrange(1, 40))
    )


def _encoded(rng: random.Random, value: str, in_path: bool = False) -> str:
    """Mostly as it should be; else in another encoding, twice, or cut off in the middle."""
    kind = rng.random()
    if kind < 0.85:
        return quote(value, safe="" if not in_path else "/")
    if kind < 0.90:
        return quote(quote(value, safe=""), safe="")
    if kind < 0.94:
        return quote_from_bytes(value.encode("gb18030", "replace"), safe="")
    if kind < 0.97:
        return quote(value, safe="")[:-1]
    return quote_from_bytes(rng.randbytes(rng.randrange(1, 20)), safe="")


async def send(request: Sent, host: str, port: int) -> tuple[int, float]:
    """(status, seconds); status 0 if the connection ended without an answer."""
    began = time.perf_counter()
    writer = None
    try:
        async with asyncio.timeout(TIMEOUT if request.is_sound else 2):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(request.raw)
            await writer.drain()
            head = await reader.readline()
            while await reader.read(65536):
                pass
    except (TimeoutError, OSError):
        head = b""
    finally:
        if writer:
            writer.close()
    parts = head.split()
    status = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
    return status, time.perf_counter() - began


async def run(url: str, amount: int, seed: int, at_once: int, slow: float) -> Found:
    parts = urlsplit(url)
    rng, results = random.Random(seed), Found()
    numbers = iter(range(amount))

    async def work():
        for number in numbers:
            hostile_request = request(rng, parts.netloc)
            status, seconds = await send(hostile_request, parts.hostname, parts.port or 80)
            results.statuses[
                status if hostile_request.is_sound else f"{status} to what is no HTTP"
            ] += 1
            results.seconds.append(seconds)
            if status >= 500:
                results.failed.append((status, hostile_request.raw))
            if hostile_request.is_sound and not status:
                results.silent.append((status, hostile_request.raw))
            elif hostile_request.is_sound and seconds > slow:
                results.slow.append((round(seconds, 2), hostile_request.raw))
            if number % 5000 == 0:
                print(f"{number} sent", file=sys.stderr, flush=True)

    await asyncio.gather(*(work() for _ in range(at_once)))
    return results


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url", help="http://host:port of the site; one of your own")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=4, help="connections")
    parser.add_argument("--slow", type=float, default=1.0, help="seconds from which to report")
    options = parser.parse_args()
    began = time.perf_counter()
    matches = asyncio.run(
        run(options.url, options.requests, options.seed, options.at_once, options.slow)
    )
    took = time.perf_counter() - began
    ranked = sorted(matches.seconds)
    print(f"{options.requests} requests in {took:.0f} s, seed {options.seed}")
    print(
        f"median {ranked[len(ranked) // 2] * 1000:.0f} ms, "
        f"p99 {ranked[len(ranked) * 99 // 100] * 1000:.0f} ms, longest {ranked[-1] * 1000:.0f} ms"
    )
    for status, count in sorted(matches.statuses.items(), key=lambda pair: str(pair[0])):
        print(f"{count:8} {status}")
    for label, failures in (
        ("5xx", matches.failed),
        ("slow", matches.slow),
        ("no answer", matches.silent),
    ):
        print(f"{label}: {len(failures)}")
        for error, raw in failures[:MAX_PRINTED]:
            print(f"  {error} {raw[:600]!r}")
    return 1 if matches.failed or matches.slow or matches.silent else 0


if __name__ == "__main__":
    sys.exit(main())
