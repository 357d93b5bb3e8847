"""Open pages of a mirrored web site: decoded, parsed, with their original addresses."""

import re
from pathlib import Path, PurePosixPath
from urllib.parse import quote, urljoin

from lxml import etree, html

from archive import url_normalization
from archive.command_messages import message

from .clean_text import clean
from .html_lines import NO_HTML, select_elements, select_strings
from .parsed_issue import ImportRefused
from .source_files import bare_name, data, decoded

_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://\S+)", re.IGNORECASE)
_HOST = re.compile(r"^(?=.{4,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$", re.IGNORECASE)
# libxml2 ends a heading where a paragraph begins, and leaves it empty.
_HEADING = re.compile(r"(<(h[1-6])\b[^>]*>)(.{0,2000}?)(</\2\s*>)", re.DOTALL | re.IGNORECASE)
_PARAGRAPH = re.compile(r"</?p\b[^>]*>", re.IGNORECASE)


class WebPage:
    """A web page of the mirror, decoded and parsed."""

    def __init__(self, root: Path, path: Path, base: str):
        self.root, self.path = root, path
        self.text = decoded(data(path), str(path)).replace("\0", "")
        try:
            self.tree = html.document_fromstring(
                _HEADING.sub(_without_paragraphs, self.text).encode("utf-8", "replace"),
                parser=html.HTMLParser(
                    encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True,
                    remove_pis=True,
                ),
            )  # fmt: skip
            etree.strip_elements(self.tree, "script", "style", with_tail=False)
        except NO_HTML as error:
            raise ImportRefused(
                str(path), message("网页无法解析：%(error)s", error=error)
            ) from error
        self.address = self._address(base)

    def _address(self, base: str) -> str:
        """Return the original web address of the page; "" if unknown."""
        relative = PurePosixPath(self.path.relative_to(self.root)).with_name(bare_name(self.path))
        if base:
            return valid_address(urljoin(f"{base.rstrip('/')}/", quote(str(relative))))
        if match := _SAVED_FROM.search(self.text[:4096]):
            return valid_address(match[1])
        canonical = select_strings(self.tree, "//link[@rel='canonical']/@href")
        if canonical and valid_address(canonical[0]):
            return canonical[0]
        # Mirroring programs name the top folder after the host.
        parts = (self.root.name, *relative.parts)
        host = next((n for n, part in enumerate(parts[:-1]) if _HOST.match(part)), None)
        if host is None:
            return ""
        return valid_address("http://" + "/".join(map(quote, parts[host:])))

    def first(self, path: str) -> str:
        """Return the text of the first element that an XPath selects; "" if there is none."""
        matches = select_elements(self.tree, path)
        return clean(element_text(matches[0])) if matches else ""


def _without_paragraphs(heading: re.Match) -> str:
    return heading[1] + _PARAGRAPH.sub("<br>", heading[3]) + heading[4]


def valid_address(address: str) -> str:
    """Return the address if it is a valid web address of bounded length, otherwise ""."""
    return address if url_normalization.normalize(address) and len(address) <= 2000 else ""


def element_text(element: etree._Element) -> str:
    """Return the text of an element, with spaces between its text nodes."""
    return " ".join(select_strings(element, ".//text()"))


def without_query(reference: str) -> str:
    """Return a link without its query and fragment."""
    return re.split("[?#]", reference.strip(), maxsplit=1)[0]
