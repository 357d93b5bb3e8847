"""Parse saved web pages of 方正 (Founder) digital newspapers: a folder of node pages is an issue.

A node page (`node_2.htm`) is a newspaper page: its number and name are in the list of pages, its
articles in the areas of an image map. A content page (`content_12345.htm`) is an article. Several
generations of templates are read. The editing system's own markup (`founder-content`, the comments
`enpcontent` and `enpproperty`) is the same in all of them and takes precedence over the classes of
one template.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, urljoin

from archive.command_messages import gettext_noop, message
from archive.text.boxes import Box
from archive.text.punctuation import letters_only

from . import signatures
from .clean_text import clean, joined
from .dates_and_numbers import day, page_number, page_title
from .encoding_detection import BROKEN
from .founder_images import founder_images
from .html_lines import lines, lines_of, select_elements, select_strings
from .import_format import ImportFormat, ImportOption
from .parsed_issue import ImportRefused, ParsedIssue, ParsedItem, ParsedPage, ParsedPart
from .saved_website import WebPage, element_text, valid_address, without_query
from .source_files import as_saved, bare_name, files, inside, natural

_SUFFIXES = (".htm", ".html")
_NODE = re.compile(r"^(node_\w+|nbs\.\w+)\.html?$", re.IGNORECASE)
_CONTENT = re.compile(r"^(content_[\w-]+|nw\.[\w-]+)\.html?$", re.IGNORECASE)
_DAY_IN_PATH = re.compile(r"(?<!\d)(\d{4})-?(\d{2})[/-](\d{2})(?!\d)")
# The editing system's metadata of an article.
_PROPERTIES = re.compile(r"enpproperty\s(.*?)/enpproperty", re.DOTALL | re.IGNORECASE)
_BODY = re.compile(
    r"<!--\s*enpcontent\s*-->(.*?)<!--\s*/enpcontent\s*-->", re.DOTALL | re.IGNORECASE
)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
# Double-escaped markup.
_ESCAPED_TAG = re.compile(
    r"&lt;\s*/?\s*(?:br|p|b|font|span|div|strong)\b|&amp;nbsp;", re.IGNORECASE
)
_PAGE_TITLE = re.compile(r"第\s*[A-Za-z]?\d{1,3}\s*版\s*[:：]?\s*\S{0,20}")
# XPaths of kicker, headline and subhead by template, used if the system's own markup is missing.
_TEMPLATES = (
    {
        "headline": "//founder-title",
        "kicker": "//td[@class='font02'][following::founder-title]",
        "subhead": "//td[@class='font02'][preceding::founder-title]",
    },
    {
        "headline": "//*[@id='NewsArticleTitle']",
        "kicker": "//*[@id='NewsArticlePreTitle']",
        "subhead": "//*[@id='NewsArticleSubTitle']",
    },
    {
        "headline": "//*[@class='article']//h1",
        "kicker": "//*[@class='article']//h3",
        "subhead": "//*[@class='article']//h2",
    },
    {
        "headline": "//td[@class='font01']",
        "kicker": "//td[@class='font02'][following::td[@class='font01']]",
        "subhead": "//td[@class='font02'][preceding::td[@class='font01']]",
    },
    {"headline": "//h1", "kicker": "//h3[following::h1]", "subhead": "//h2[preceding::h1]"},
)
_BODIES = (
    "//founder-content",
    "//*[@id='ozoom']",
    "//*[@id='ArticleContent']",
    "//*[@id='articleContent']",
    "//*[@id='content']",
)
# The byline in the template of 2024.
_AUTHOR = "//*[contains(concat(' ', normalize-space(@class), ' '), ' sec ')]"
# Pictures with captions in the template of 2010.
_PICTURES = "//*[@id='newspic']"
# Folder names of the mobile site; it has the same issues as the desktop site.
_MOBILE = ("pad", "m", "mobile", "wap", "phone")
_DESKTOP = ("pc",)
# Elements that contain a list of links.
_LISTS = ("ul", "ol", "dl", "table", "div", "body")


def issues(
    sources: list[Path], base: str = "", paper: str = ""
) -> Iterator[ParsedIssue | ImportRefused]:
    """Yield one issue for each folder with node pages.

    `base` is the original address of the source folder; without it, addresses come from traces of a
    browser or a mirroring program. `paper` is the newspaper's name: a remark is made if no page
    mentions it. If a mirror has a desktop and a mobile site, the desktop site is imported.
    """
    node_files = (pair for pair in files(sources, _SUFFIXES) if _NODE.match(bare_name(pair[1])))
    folders = [list(group) for _, group in groupby(node_files, key=lambda pair: pair[1].parent)]
    by_path: dict[tuple[str, ...], list[list[tuple[Path, Path]]]] = {}
    for nodes in folders:
        by_path.setdefault(_without_device(nodes), []).append(nodes)
    for editions in by_path.values():
        nodes, *mobile_nodes = sorted(editions, key=_device)
        folder = nodes[0][1].parent
        mobile_remarks = [
            message(
                "%(parent)s: %(folder)s 的手机版，未导入",
                parent=mobile[0][1].parent,
                folder=folder,
            )
            for mobile in mobile_nodes
        ]
        try:
            ordered = sorted(nodes, key=lambda pair: natural(pair[1].name))
            issue = _issue(folder, ordered, base, paper)
            yield replace(issue, remarks=(*issue.remarks, *mobile_remarks))
        except ImportRefused as refused:
            yield refused


def _parts(nodes: list[tuple[Path, Path]]) -> list[str]:
    root, path = nodes[0]
    return [part.lower() for part in path.parent.relative_to(root).parts]


def _without_device(nodes: list[tuple[Path, Path]]) -> tuple[str, ...]:
    parts = (part for part in _parts(nodes) if part not in (*_MOBILE, *_DESKTOP))
    return (str(nodes[0][0]), *parts)


def _device(nodes: list[tuple[Path, Path]]) -> int:
    parts = _parts(nodes)
    return any(part in _MOBILE for part in parts) - any(part in _DESKTOP for part in parts)


def _issue(folder: Path, nodes: list[tuple[Path, Path]], base: str, paper: str) -> ParsedIssue:
    sheets: list[ParsedPage] = []
    remarks: list[str] = []
    seen: set[Path] = set()
    pages = [_NodePage(root, path, base) for root, path in nodes]
    date = next((page.date for page in pages if page.date), "")
    has_name = not paper or any(paper in page.text for page in pages)
    # A page also links articles of other pages; those in an image map are of that page only.
    mapped = {reference for page in pages for reference in page.mapped}
    for page in pages:
        path = page.path
        # A node without articles is the home page of the site, or a page of pictures.
        images = founder_images(page)
        items = list(_items(page, mapped, images.zones, remarks, seen))
        if not items and not page.number:
            remarks.append(message("%(path)s: 没有文章，未导入", path=path))
            continue
        sheets.append(
            ParsedPage(
                str(path),
                page.number,
                page.name,
                items=tuple(items),
                images=images.images,
                remarks=images.remarks,
                missing_images=images.missing,
            )
        )
    if not date:
        raise ImportRefused(str(folder), message("没有日期：文件夹不以日期命名，网页上也没有日期"))
    if not has_name:
        remarks.append(
            message(
                "%(folder)s: 网页上没有报名“%(paper)s”，请确认是不是这种报纸",
                folder=folder,
                paper=paper,
            )
        )
    return ParsedIssue(
        key=f"founder/{date}/{folder.name}",
        where=str(folder),
        date=date,
        sheets=tuple(sheets),
        remarks=tuple(remarks),
    )


class _NodePage(WebPage):
    """A node page: a page of the newspaper."""

    def __init__(self, root: Path, path: Path, base: str):
        super().__init__(root, path, base)
        self.date = self._date()
        self.number, self.name = self._title()

    def _date(self) -> str:
        for location in (self.path.as_posix(), self.address):
            dates = _DAY_IN_PATH.findall(location)
            if dates and (iso := day("-".join(dates[-1]))):
                return iso
        return day(clean(element_text(self.tree))[:20_000])

    def _title(self) -> tuple[str, str]:
        """Return (number, name), from the link to this page in the list of pages."""
        own = bare_name(self.path)
        for link in select_elements(self.tree, "//a[@href]"):
            if PurePosixPath(without_query(link.get("href", ""))).name == own:
                text = clean(element_text(link))
                number, name = page_title(text)
                # The calendar links files of the same name in other days' folders.
                if number and not text.isdigit():
                    return number, name
        number = page_number(self.first("//*[@id='NewsEditionNumber']"))
        if number:
            return number, self.first("//*[@id='NewsEditionName']")
        for text in (self.first("//title"), clean(element_text(self.tree))):
            titles = dict.fromkeys(page_title(match[0]) for match in _PAGE_TITLE.finditer(text))
            # Several numbers are ambiguous.
            if len({number for number, _ in titles}) == 1:
                return next(iter(titles))
        return "", ""

    @cached_property
    def mapped(self) -> list[str]:
        """Return the article links of the image map."""
        references = map(without_query, select_strings(self.tree, "//area/@href"))
        return list(dict.fromkeys(filter(_is_content, references)))

    @cached_property
    def linked(self) -> list[str]:
        """Return the article links in the same list as one of the map; without a map, all links."""
        anchors = select_elements(self.tree, "//a[@href]")
        references = ((link, without_query(link.get("href", ""))) for link in anchors)
        links = [(link, reference) for link, reference in references if _is_content(reference)]
        lists = {_list_of(link) for link, reference in links if reference in self.mapped}
        own_list = (target for link, target in links if not self.mapped or _list_of(link) in lists)
        return list(dict.fromkeys(own_list))

    @cached_property
    def elsewhere(self) -> list[str]:
        """Return the article links outside the page's own list."""
        references = map(without_query, select_strings(self.tree, "//a/@href"))
        own = {*self.mapped, *self.linked}
        return [
            reference
            for reference in dict.fromkeys(filter(_is_content, references))
            if reference not in own
        ]

    def articles(self, mapped: set[str]) -> Iterator[str]:
        """Yield the link of each article in page order: the map's, then listed ones in no map."""
        yield from self.mapped
        yield from (reference for reference in self.linked if reference not in mapped)


def _is_content(reference: str) -> bool:
    return bool(_CONTENT.match(PurePosixPath(reference).name))


def _list_of(link: Any) -> Any:
    """Return the element that contains the list of a link."""
    return next((element for element in link.iterancestors(*_LISTS)), None)


def _items(
    page: _NodePage,
    mapped: set[str],
    zones: dict[str, tuple[Box, ...]],
    remarks: list[str],
    seen: set[Path],
) -> Iterator[ParsedItem]:
    for reference in page.articles(mapped):
        location = f"{page.path}: {reference}"
        try:
            path = _saved(page, reference, location)
            if path is None:
                remarks.append(message("%(where)s: 没有保存这一页，未导入", where=location))
                continue
            if path in seen:
                continue
            seen.add(path)
            yield _item(page, path, zones.get(reference, ()))
        except ImportRefused as refused:
            remarks.append(str(refused))
    # Sections such as 今日关注 link articles of other pages.
    for reference in page.elsewhere:
        if reference not in mapped:
            remarks.append(
                message(
                    "%(path)s: %(reference)s: 不在本版的目录里，应属其他版，未导入",
                    path=page.path,
                    reference=reference,
                )
            )


def _saved(page: _NodePage, reference: str, location: str) -> Path | None:
    """Return the file of a link, saved under its full name or without its query, or None."""
    if re.match("^https?:", reference):
        reference = PurePosixPath(without_query(reference)).name
    path = as_saved(page.root, inside(page.root, page.path.parent, reference, location))
    if path.is_file():
        return path
    candidates = sorted(path.parent.glob(f"{path.name}[?@]*")) if path.parent.is_dir() else []
    return candidates[0] if candidates else None


def _item(page: _NodePage, path: Path, zones: tuple[Box, ...]) -> ParsedItem:
    article = _ContentPage(page.root.resolve(), path, "")
    address = urljoin(page.address, bare_name(path)) if page.address and not article.address else ""
    if page.address and path.parent != page.path.parent.resolve():
        relative = path.relative_to(page.root.resolve()).as_posix()
        own = page.path.relative_to(page.root).as_posix()
        base = page.address.removesuffix(quote(own)) if page.address.endswith(quote(own)) else ""
        address = urljoin(base, quote(relative)) if base else ""
    notes = []
    if broken := article.text.count(BROKEN):
        notes.append(("doubt", f"网页的文件里有 {broken} 处残损，无法读取的字作“{BROKEN}”。"))
    return ParsedItem(
        key=bare_name(path),
        where=str(path),
        parts=tuple(article.parts()),
        address=valid_address(address) or article.address,
        notes=tuple(notes),
        zones=zones,
    )


class _ContentPage(WebPage):
    """A content page: an article."""

    def __init__(self, root: Path, path: Path, base: str):
        super().__init__(root, path, base)
        comment = _PROPERTIES.search(self.text)
        self._properties = comment[1] if comment else ""

    def parts(self) -> Iterator[ParsedPart]:
        decks = self._decks()
        for kind in ("kicker", "headline", "subhead"):
            if decks.get(kind):
                yield ParsedPart(kind, decks[kind])
        lines = [line for line in map(clean, self._body()) if line]
        # Skip titles repeated at the start of the body.
        while lines and letters_only(lines[0]) in {letters_only(deck) for deck in decks.values()}:
            del lines[0]
        author = self._author()
        if author and letters_only(author) not in letters_only("".join(lines[:2] + lines[-1:])):
            yield ParsedPart("byline", author)
        body = signatures.parts(lines)
        body_letters = letters_only("".join(lines))
        for caption in self._captions():
            if letters_only(caption) not in body_letters:
                yield from signatures.caption_parts(caption)
        yield from body

    def _author(self) -> str:
        author = self._property("author") or self.first("//founder-author")
        author = author or self.first("//*[@id='NewsArticleAuthor']")
        for element in [] if author else select_elements(self.tree, _AUTHOR):
            # The newspaper and its date follow in a span of their own.
            texts = select_strings(element, ".//text()[not(ancestor::*[contains(@class, 'date')])]")
            author = author or clean(" ".join(texts))
        return author

    def _captions(self) -> Iterator[str]:
        """Yield the captions of pictures outside the body."""
        for element in select_elements(self.tree, _PICTURES):
            yield from filter(None, map(clean, lines(element)))

    def _decks(self) -> dict[str, str]:
        class_names = {"kicker": "introtitle", "headline": "title", "subhead": "subtitle"}
        decks = {kind: self._property(name) for kind, name in class_names.items()}
        if not decks["headline"]:
            for template in _TEMPLATES:
                decks = {kind: self.first(path) for kind, path in template.items()}
                if decks["headline"]:
                    break
        if not decks["headline"]:
            decks["headline"] = self.first("//title")
        return decks

    def _property(self, name: str) -> str:
        """Return a property that the editing system gives the article, without markup."""
        pattern = rf"<(?:founder-)?{name}>(.*?)</(?:founder-)?{name}>"
        match = re.search(pattern, self._properties, re.DOTALL | re.IGNORECASE)
        value_text = _CDATA.sub(r"\1", match[1]).strip() if match else ""
        if not value_text:
            return ""
        if _ESCAPED_TAG.search(value_text):
            value_text = html.unescape(value_text)
        lines_of_property = lines_of(value_text) or [re.sub("<[^>]*>", " ", value_text)]
        return joined(map(clean, lines_of_property))

    def _body(self) -> list[str]:
        if body := _BODY.search(self.text):
            body_lines = lines_of(body[1])
            if any(map(clean, body_lines)):
                return body_lines
        for path in _BODIES:
            for element in select_elements(self.tree, path):
                body_lines = lines(element)
                if any(map(clean, body_lines)):
                    return body_lines
        return []


FORMAT = ImportFormat(
    key="founder",
    label=gettext_noop("方正数字报网页"),
    parse=lambda sources, options: issues(sources, options["base"], options["newspaper_name"]),
    options=(ImportOption("--base", gettext_noop("来源文件夹原来的网址")),),
    suffixes=_SUFFIXES,
    takes_images=True,
)
