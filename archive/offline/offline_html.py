"""Rewrite a page for an offline copy: relative links, and nothing that needs a server."""

import posixpath
import re
from collections.abc import Callable
from typing import NamedTuple, cast
from urllib.parse import quote, urldefrag, urljoin

from lxml import html

from .offline_addresses import INDEX, CopiedAddress, CopyContents

# the CSS class, as a condition of XPath
_CLASS = "contains(concat(' ', normalize-space(@class), ' '), ' {} ')"
# elements that need a server
_REMOVED = "|".join(
    f"//{path}"
    for path in (
        *("link[@rel='search']", "link[@rel='unapi-server']", "link[@rel='manifest']"),
        *("script[contains(@src, '/js/list.')]", "script[contains(@src, '/js/suggest.')]"),
        *("link[contains(@href, '/js/filter-sheet.')]", "link[contains(@href, '/js/scroll-')]"),
        "form[not(@role='search') and not(@method='dialog') and not(@data-basket-form)]",
        f"form[{_CLASS.format('find-value')}]",
        *("*[@data-zoom-open]", "*[@data-zoom-tools]", "*[@data-needs-lists]"),
        f"p[{_CLASS.format('search-form-link')}]",
        f"nav[{_CLASS.format('sorts')}]",
        f"details[{_CLASS.format('search-help')}]",
    )
)
# metadata with URLs, removed without a public address
_ADDRESS_OF_SITE = (
    "//meta[@property='og:url' or @property='og:image' or @name='twitter:image']"
    "|//meta[starts-with(@property, 'og:image:')]"
)
# lists of links, from which items with removed links are dropped
_LISTS = "|".join(
    f"ancestor::{path}"
    for path in (
        *("nav", f"section[{_CLASS.format('facet')}]", f"ul[{_CLASS.format('forms')}]"),
        *(f"ul[{_CLASS.format('downloads')}]", f"ul[{_CLASS.format('chips')}]"),
        *(f"p[{_CLASS.format('more')}]", f"p[{_CLASS.format('all-values')}]"),
        f"p[{_CLASS.format('joins')}]",
    )
)
_EMPTY = (
    f"//section[{_CLASS.format('facet')}]//details[not(.//a)]"
    f"|//section[{_CLASS.format('facet')}][not(.//a)]"
    f"|//ul[{_CLASS.format('forms')} or {_CLASS.format('downloads')}][not(.//a)]"
    "|//nav[not(.//a)]"
)
_SRCSET = re.compile(r"(\S+)\s+([\d.]+[wx])(?:,\s*|$)")


class OfflinePage(NamedTuple):
    """The HTML of a page, its title, and the site's URLs it links to."""

    html: str
    title: str
    links: set[str]


class OfflineHtml:
    """Rewrites pages of the site at `origin` for a copy.

    `is_public`: whether `origin` is the site's public address, which metadata may name. Links end
    in `index`, which is empty where a web server finds the index of a folder.
    """

    def __init__(self, contents: CopyContents, origin: str, is_public: bool, index: str):
        self._contents, self._origin, self._is_public = contents, origin, is_public
        self._index = index

    def rewrite(self, source: str, page: CopiedAddress, note: str) -> OfflinePage:
        """Return the page rewritten, with `note`, a sentence in HTML about the copy, at its end."""
        tree = html.document_fromstring(source)
        removed = _REMOVED if self._is_public else f"{_REMOVED}|{_ADDRESS_OF_SITE}"
        for element in _xpath(tree, removed):
            _remove(element)
        links: set[str] = set()
        for form in _xpath(tree, "//form[@role='search']"):
            form.attrib.pop("data-suggest", None)
            for hidden in _xpath(form, ".//input[@type='hidden']"):
                _remove(hidden)
            folder = f"{page.language.prefix}/search" if page.language.prefix else "search"
            form.set("action", self._relative(page.file, f"{folder}/{INDEX}"))
        for element in list(tree.iter("a", "link", "img", "script")):
            if element.tag == "a":
                self._rewrite(element, "href", page, links, _drop_link)
            elif element.tag == "link":
                if element.get("rel") == "canonical":
                    if not self._is_public:
                        element.set("href", self._relative(page.file, page.file))
                    continue
                self._rewrite(element, "href", page, links, _remove)
            else:
                self._rewrite(element, "src", page, links, _remove)
        for image in _xpath(tree, "//img[@srcset]"):
            image.set("srcset", self._srcset(image.get("srcset"), page, links))
        for element in _xpath(tree, "//*[@data-info]"):
            del element.attrib["data-info"], element.attrib["data-viewer"]
        # scripts of the replaced pages link to articles, too
        for element in _xpath(tree, "//*[@data-index]"):
            element.set("data-index", self._index)
            index = self._relative(page.file, "search/index.json")
            element.set("data-files", index.removesuffix("index.json"))
        # innermost first
        for element in reversed(_xpath(tree, _EMPTY)):
            _remove(element)
        for filters in _xpath(tree, f"//details[{_CLASS.format('filters')}][not(.//a)]"):
            # its column remains
            filters.tag, filters.text = "div", None
            filters[:] = []
        for footer in _xpath(tree, f"//footer[{_CLASS.format('colophon')}]"):
            footer.append(html.fragment_fromstring(note))
        title = tree.findtext(".//title") or ""
        text = html.tostring(tree, doctype="<!DOCTYPE html>", encoding="unicode")
        return OfflinePage(self.without_origin(text), title, links)

    def without_origin(self, text: str) -> str:
        """Return the text, with paths instead of addresses if the site has no public one."""
        return text if self._is_public else text.replace(self._origin, "")

    def _rewrite(
        self,
        element: html.HtmlElement,
        attribute: str,
        page: CopiedAddress,
        links: set[str],
        drop: Callable[[html.HtmlElement], None],
    ) -> None:
        """Make a link of the site relative, or drop it if the copy does not have its target."""
        value = element.get(attribute)
        if value is None or value.startswith("#"):
            return
        address, fragment = urldefrag(urljoin(f"{self._origin}{page.address}", value))
        if not address.startswith(f"{self._origin}/"):
            return
        copied = self._contents.copied(address.removeprefix(self._origin))
        if copied is None:
            return drop(element)
        links.add(copied.address)
        relative = self._relative(page.file, copied.file)
        element.set(attribute, f"{relative}#{fragment}" if fragment else relative)

    def _srcset(self, value: str, page: CopiedAddress, links: set[str]) -> str:
        sources = []
        for address, size in _SRCSET.findall(value):
            if copied := self._contents.copied(address.removeprefix(self._origin)):
                links.add(copied.address)
                sources.append(f"{self._relative(page.file, copied.file)} {size}")
        return ", ".join(sources)

    def _relative(self, current: str, file: str) -> str:
        """Return the address of a file of the copy, from another one."""
        path = posixpath.relpath(file, posixpath.dirname(current) or ".")
        if posixpath.basename(file) == INDEX:
            path = path.removesuffix(INDEX) + self._index
        return quote(path or "./", safe="/,=~")


def _xpath(element: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    return cast(list[html.HtmlElement], element.xpath(path))


def _drop_link(link: html.HtmlElement) -> None:
    """Remove a link in a list with its item; elsewhere keep its text."""
    if lists := _xpath(link, _LISTS):
        item = next(link.iterancestors("li", "p"), None)
        within = item is not None and (item is lists[-1] or lists[-1] in item.iterancestors())
        return _remove(item if item is not None and within else link)
    link.tag = "g" if next(link.iterancestors("svg"), None) is not None else "span"
    for name in ("href", "rel", "type", "download", "hreflang"):
        link.attrib.pop(name, None)


def _remove(element: html.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
