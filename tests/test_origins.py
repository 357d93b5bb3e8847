"""No page, style sheet, script, image or feed loads anything from another origin."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings

from .kinds_of_page import ADDRESSES, ERRONEOUS

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

SITE = "http://testserver"
# names of formats in OpenSeadragon, which fetches nothing by them, and the tiles of maps, which it
# would ask for if a map was opened (the Content-Security-Policy refuses them)
FORMAT_NAMES = re.compile(
    r"https?://(?:schemas\.microsoft\.com/deepzoom/|iiif\.io/api/image|library\.stanford\.edu/iiif/"
    r"|tile\.openstreetmap\.org/)"
)
# attributes that a browser fetches automatically (HTML, section 4); readers follow <a href>
# themselves
LOADING = {
    ("script", "src"), ("img", "src"), ("img", "srcset"), ("source", "src"), ("source", "srcset"),
    ("iframe", "src"), ("embed", "src"), ("object", "data"), ("video", "src"), ("video", "poster"),
    ("audio", "src"), ("track", "src"), ("input", "src"), ("body", "background"), ("use", "href"),
    ("image", "href"), ("use", "xlink:href"), ("image", "xlink:href"), ("feimage", "href"),
    ("form", "action"), ("button", "formaction"), ("a", "ping"), ("base", "href"),
}  # fmt: skip
# kinds of <link> that fetch; the others are only metadata
FETCHED = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect",
           "dns-prefetch",
           "manifest", "apple-touch-icon", "prerender"}  # fmt: skip


class Loads(HTMLParser):
    """Every address that a page makes a browser fetch."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        result = dict(attributes)
        self.found += [value for name, value in attributes if (tag, name) in LOADING and value]
        if tag == "link" and set(result.get("rel", "").split()) & FETCHED:
            self.found.append(result["href"])
        if tag == "meta" and result.get("http-equiv", "").lower() == "refresh":
            self.found.append(result["content"])
        self.found += re.findall(r"url\(([^)]*)\)", result.get("style") or "")


def loads(page: str) -> list[str]:
    parser = Loads()
    parser.feed(page)
    return parser.found


def is_ours(address: str, base: str = SITE) -> bool:
    return address.startswith("data:") or urlsplit(urljoin(base, address)).netloc == "testserver"


def test_resources_that_a_page_would_load_are_found():
    page = (
        '<link rel="stylesheet" href="//a.example/a.css"><script src="https://b.example/b.js"></script>'
        '<svg><use href="https://c.example/#x"/></svg><img srcset="https://d.example/d.png 2x">'
        '<a href="https://fine.example/">x</a><link rel="canonical" href="https://fine.example/">'
    )
    assert [bool(is_ours(item)) for item in loads(page)] == [False] * 4


@pytest.mark.parametrize("address", [*ADDRESSES, *ERRONEOUS])
def test_pages_load_nothing_from_elsewhere(client, address):
    page = client.get(address).content.decode()
    results = loads(page)
    assert results, "at least a style sheet"
    assert [entry for entry in results if not is_ours(entry)] == []


def files(*kinds):
    return [
        path for path in sorted((settings.BASE_DIR / "static").rglob("*")) if path.suffix in kinds
    ]


def test_style_sheets_load_nothing_from_elsewhere():
    for path in files(".css"):
        source = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        matches = re.findall(r"url\(\s*['\"]?([^)'\"]+)", source)
        matches += re.findall(r"@import\s+['\"]([^'\"]+)", source)
        assert [
            address for address in matches if not is_ours(address, f"{SITE}/static/css/")
        ] == [], path.name


def test_svgs_load_nothing_from_elsewhere():
    pictures = files(".svg")
    assert pictures
    for path in pictures:
        tree = ElementTree.parse(path)
        names = [(name.rsplit("}")[-1], value) for e in tree.iter() for name, value in e.items()]
        assert not [v for name, v in names if name in ("href", "src") and not is_ours(v)], path.name
        assert "<?xml-stylesheet" not in path.read_text(encoding="utf-8")


def test_scripts_load_nothing_from_elsewhere():
    for path in files(".js"):
        source = path.read_text(encoding="utf-8")
        if path.name == "openseadragon.min.js":
            source = FORMAT_NAMES.sub("", source)
        assert not re.search(r"""["'`](?:https?:)?//[a-z]""", source), path.name
        assert not re.search(r"\beval\(|new Function|document\.write|importScripts", source), (
            path.name
        )


@pytest.mark.parametrize(
    "address",
    [
        "/articles.atom",
        "/articles.feed.json",
        "/oai?verb=Identify",
        "/sitemap.xml",
        "/opensearch.xml",
        "/topics/laomo-gongjiang.atom",
    ],
)
def test_feeds_load_nothing_from_elsewhere(client, address):
    answer = client.get(address)
    body = b"".join(answer) if answer.streaming else answer.content
    text = body.decode()
    for sheet in re.findall(r"<\?xml-stylesheet[^>]*href=[\"']([^\"']+)", text):
        assert is_ours(sheet)
    # a picture in an entry would be fetched by every reader of the feed
    assert not re.search(r"(?:&lt;|<|\\u003c)(?:img|script|iframe|link [^>]*stylesheet)", text)
    for name in ("icon", "logo", "favicon", "Image"):
        for match in re.findall(rf'(?:<{name}[^>]*>|"{name}": ?")([^<"]+)', text):
            assert is_ours(match)
