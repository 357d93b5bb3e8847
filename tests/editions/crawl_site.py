"""Request every kind of address from an installation, and save the responses.

`python crawl_site.py FOLDER [MAX_PAGES]`, in its own process, as that installation's settings
are in its environment. FOLDER/answers.json has [address, status, media type, file] of each answer.
"""

import gzip
import io
import json
import re
import sys
import zipfile
from collections import Counter
from pathlib import Path
from urllib.parse import unquote_to_bytes, urldefrag, urljoin, urlsplit
from wsgiref.util import setup_testing_defaults

HOST = "localhost"
ORIGIN = f"http://{HOST}"
# a search or a combination of filters leads to endlessly many others
MAX_PAGES = 1500
# and of a kind, such as the days of a year
MAX_PER_ROUTE = 30
WRONG = (
    *("nothing/", "articles/zzzzzzz/", "articles/?nothing=1", "articles/?q=nothingatall"),
    *("nothing.json", "oai?verb=Identify", "oai?verb=ListRecords&metadataPrefix=mods"),
    *("oai?verb=ListRecords&metadataPrefix=oai_dc", "oai?verb=ListSets", "resolve/?url=x"),
)
IN_HTML = re.compile(r'(?:href|src|action)="([^"]*)"|data-[\w-]+="((?:/|http)[^"]*)"')
IN_STYLE = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
IN_SCRIPT = re.compile(r"""(?:from|import)\s*["']([^"']+)["']""")


def environ(address):
    parts = urlsplit(address)
    values = {
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": HOST,
    }
    setup_testing_defaults(values)
    return values


def ask(application, address, **extra):
    start_calls = []
    answer = application(environ(address) | extra, lambda *args: start_calls.append(args))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    ((status, headers, *_),) = start_calls
    return int(status[:3]), dict(headers), body


def links_in(media_type, address, text):
    """(addresses of this site in the answer, those of them that must answer).

    Data also name what has no page of its own, such as canvases.
    """
    patterns = {"text/html": IN_HTML, "text/css": IN_STYLE, "text/javascript": IN_SCRIPT}
    absolute = re.findall(rf"{ORIGIN}/[\w./?&=%:@+~-]*", text, re.ASCII)
    linked = []
    if pattern := patterns.get(media_type):
        for match in pattern.finditer(text):
            linked.append(urljoin(ORIGIN + address, next(filter(None, match.groups()), "")))
    return [
        [
            urldefrag(link.replace("&amp;", "&")).url.removeprefix(ORIGIN)
            for link in links
            if link.startswith(f"{ORIGIN}/") and "{" not in link
        ]
        for links in (absolute + linked, linked)
    ]


def unpack_text(media_type, body):
    """Return the text of a response; of an archive, the text of all its members."""
    if media_type == "application/gzip":
        body = gzip.decompress(body)
    if media_type == "application/epub+zip":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist())
    return body


def main(folder, most=MAX_PAGES):
    from django.conf import settings
    from django.urls import Resolver404, resolve, set_script_prefix

    # first: it sets Django up
    from archive.wsgi import application  # isort: skip
    from archive.editions import smoke_test
    from archive.languages import split
    from archive.site_urls import without_prefix

    def route(address):
        path = split(without_prefix(urlsplit(address).path))[1]
        try:
            return resolve(path).url_name
        except Resolver404:
            # a static file
            return path

    set_script_prefix(settings.FORCE_SCRIPT_NAME or "/")
    home = f"{settings.PREFIX}/"
    waiting = [home, *(address for _, address in smoke_test._routes())]
    waiting += [home + wrong_path for wrong_path in WRONG]
    seen, answers = set(waiting), []
    routes = Counter(map(route, waiting))
    for number in range(most):
        if not waiting:
            break
        address = waiting.pop(0)
        status, headers, body = ask(application, address)
        media_type = headers.get("Content-Type", "").split(";")[0]
        body = unpack_text(media_type, body)
        (folder / str(number)).write_bytes(body)
        answers.append((address, status, media_type, str(number)))
        text = body.decode("utf-8", "replace")
        absolute, linked = links_in(media_type, address, text)
        for header in ("Location", "Content-Location"):
            if (link := headers.get(header, "")).startswith((f"{ORIGIN}/", "/")):
                linked.append(link.removeprefix(ORIGIN))
        answers[-1] += (sorted({*absolute, *linked}), dict(headers))
        for link in linked:
            is_endless = link.count("&") > 0 or "?q=" in link
            if link in seen or is_endless:
                continue
            seen.add(link)
            routes[name := route(link)] += 1
            if routes[name] <= MAX_PER_ROUTE:
                waiting.append(link)
    (folder / "answers.json").write_text(json.dumps(answers, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
