"""Diagnose held texts that match no page: find the page each likely is, and how it was changed."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from archive.command_messages import clauses, message
from archive.text.differences import common_prefix_length
from archive.text.standoff import text_of_spans

from . import json_lines
from .article_body import block_text, body
from .entries import ArticleEntry, IssueFile, PageEntry
from .files import issue_files
from .page_check import bare_letters, decks
from .page_texts import PageTexts
from .yaml_file import CatalogueError, read

# Article texts of the previous edition: ident → (block id, its reading text).
Published = Mapping[str, Sequence[tuple[str, str]]]

# files that are compared with pages; further ones are only reported
MAX_COMPARED = 50
# minimum letters of a title that can identify a page
_TITLE = 4
_BOM = "\ufeff"
# possible encodings, tried in this order
_ENCODINGS = {"utf-8": "", "gb18030": "GBK", "big5": "Big5", "utf-16": "UTF-16"}
# characters quoted where texts differ
_QUOTE_LENGTH = 8


class UnmatchedText(NamedTuple):
    """A file among the page texts, or a pack of them."""

    says: str
    # SHA-256 of the page that it most likely is, if no other file is that page; else ""
    page: str = ""


class _Reading(NamedTuple):
    text: str
    # message on the encoding; "" for UTF-8
    cause: str


def unmatched_texts(
    texts: PageTexts,
    used: set[str],
    folder: Path,
    published: Callable[[list[str]], Published] = lambda _: {},
) -> Iterator[UnmatchedText]:
    """Yield every held text of none of the `used` pages (SHA-256) of the catalogue in `folder`.

    `published(idents)` returns the articles' texts in the previous edition.
    """
    unrestored: list[tuple[Path, str, _Reading]] = []
    for path, sha256 in texts.unmatched_files(used):
        data = path.read_bytes()
        readings = list(_readings(data))
        sum_ = f"SHA-256 {sha256[:8]}…{sha256[-4:]}"
        short = message("%(file)s：%(problem)s", file=path, problem=sum_)
        if restored := _restored(readings, used):
            page_sha256, remedy = restored
            page_sha256 = "" if page_sha256 in texts else page_sha256
            warning = message(
                "%(file)s，与任何一版都不符；%(remedy)s，即可相符", file=short, remedy=remedy
            )
            yield UnmatchedText(warning, page_sha256)
        else:
            unrestored.append((path, short, readings[0] if readings else _Reading("", "")))
    pages = _likely_pages(unrestored[:MAX_COMPARED], texts, folder) if unrestored else {}
    for n, (_, short, reading) in enumerate(unrestored):
        if n in pages:
            address, page = pages[n]
            idents = [article.ident for article in page.articles]
            difference = _difference(page, reading.text, published(idents))
            warning = message(
                "%(file)s，可能是 %(page)s 这一版，但文字改过：%(difference)s",
                file=short,
                page=address,
                difference=clauses(reading.cause, difference),
            )
            yield UnmatchedText(warning, page.text.sha256)
        else:
            yield UnmatchedText(message("%(file)s，目录里没有：尚未编目，或改动过", file=short))
    for pack, count in texts.unmatched_packs(used):
        warning = message(
            "%(file)s：%(count)s 篇版面文字，与任何一版都不符", file=pack, count=count
        )
        yield UnmatchedText(warning)


def _readings(data: bytes) -> Iterator[_Reading]:
    """Yield the file decoded as UTF-8 if possible, else in every encoding that fits."""
    for encoding, name in _ENCODINGS.items():
        cause = name and message("文件是 %(encoding)s 编码，不是 UTF-8", encoding=name)
        try:
            yield _Reading(data.decode(encoding), cause)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8":
            return


def _restored(readings: list[_Reading], used: set[str]) -> tuple[str, str] | None:
    """Return (SHA-256 of the page, how to restore it) if only encoding, BOM or newlines differ."""
    for text, cause in readings:
        bare = text.removeprefix(_BOM)
        unix = bare.replace("\r\n", "\n").replace("\r", "\n")
        line_feeds = message("把换行改为 LF")
        no_bom = [message("去掉文件头的 BOM")] if bare != text else []
        to_unix = [*no_bom, *([line_feeds] if unix != bare else [])]
        tries = [
            ([], text),
            (no_bom, bare),
            ([line_feeds], text.replace("\r\n", "\n")),
            (to_unix, unix),
            ([*to_unix, message("去掉末尾的换行")], unix.rstrip("\n")),
            ([*to_unix, message("在末尾加一个换行")], unix + "\n"),
            ([*to_unix, message("在末尾只留一个换行")], unix.rstrip("\n") + "\n"),
        ]
        for remedies, candidate in tries:
            sha256 = hashlib.sha256(candidate.encode("utf-8", "surrogatepass")).hexdigest()
            if sha256 in used:
                if cause:
                    cause = message("%(cause)s，转成 UTF-8", cause=cause)
                return sha256, clauses(cause, message("，再").join(remedies))
    return None


def _likely_pages(
    files: list[tuple[Path, str, _Reading]], texts: PageTexts, folder: Path
) -> dict[int, tuple[str, PageEntry]]:
    """Return file number → (address, page) of the page with the most titles that occur in the file.

    Pages whose text is held are not considered.
    """
    letters = [bare_letters(reading.text) for _, _, reading in files]
    best: dict[int, tuple[tuple, str, PageEntry]] = {}
    for path, page in _pages(folder):
        titles = [
            t for a in page.articles for t in map(bare_letters, _titles(a)) if len(t) >= _TITLE
        ]
        if not titles or page.text.sha256 in texts:
            continue
        for n, (_, _, reading) in enumerate(files):
            share = sum(title in letters[n] for title in titles) / len(titles)
            is_same_length = len(_bare(reading.text)) == page.text.length
            if share >= 0.5 or (share and is_same_length):
                rank = share, is_same_length
                if n not in best or rank > best[n][0]:
                    best[n] = rank, path, page
    return {n: (path, page) for n, (_, path, page) in best.items()}


def _pages(folder: Path) -> Iterator[tuple[str, PageEntry]]:
    """Yield (newspaper/issue/page, page) of all readable issues, except files of Django rows."""
    for path in issue_files(folder):
        for record in _issues(path):
            for page in record.pages:
                yield f"{record.newspaper}/{record.issue}/{page.page}", page


def _issues(path: Path) -> Iterator[IssueFile]:
    if path.suffix == ".yaml":
        try:
            source = read(path).narrowed(IssueFile)
        except CatalogueError:
            return
        if source:
            yield source.record
    elif not json_lines.has_django_rows(path):
        for line in json_lines.read([(path, str(path))], IssueFile):
            if not isinstance(line, list):
                yield line.record


def _titles(article: ArticleEntry) -> list[str]:
    return [deck.text for _, deck in decks((), article) if deck.at]


def _bare(text: str) -> str:
    return text.removeprefix(_BOM).replace("\r\n", "\n")


def _difference(page: PageEntry, text: str, published: Published) -> str:
    """Return a message saying where a text differs from the page's."""
    text = _bare(text)
    surplus = len(text) - page.text.length
    length = message("字数相同")
    if surplus > 0:
        length = message("多了 %(count)s 个字", count=surplus)
    elif surplus < 0:
        length = message("少了 %(count)s 个字", count=-surplus)
    place = _since(page, text, published) or _quoted(page, text)
    return message("%(length)s，%(place)s", length=length, place=place)


def _since(page: PageEntry, text: str, published: Published) -> str:
    """Return a message saying where an article first differs from the previous edition, or ""."""
    places = []
    for article in page.articles:
        blocks = [block.model_dump() for block in article.body]
        try:
            now = body(blocks, [item.model_dump() for item in article.corrections], text)
        except ValueError:
            continue
        before = published.get(article.ident, ())
        if [ident for ident, _ in before] != [block["id"] for block in now]:
            continue
        for block, assembled, (ident, was) in zip(article.body, now, before, strict=True):
            if (reads := block_text(assembled)) != was and block.at:
                at = common_prefix_length(was, reads)
                part = slice(at, at + _QUOTE_LENGTH)
                warning = message(
                    "文章 %(ident)s 的 %(block)s 第 %(number)s 字起"
                    "原是「%(before)s」，现在是「%(now)s」",
                    ident=article.ident,
                    block=ident,
                    number=at + 1,
                    before=was[part],
                    now=reads[part],
                )
                places.append((block.at[0][0] + at, warning))
    return min(places)[1] if places else ""


def _quoted(page: PageEntry, text: str) -> str:
    """Return a message saying where the text differs from the words quoted in the catalogue."""
    last, is_shifted = "", len(text) != page.text.length
    for spans, words in sorted(_quotes(page)):
        now = text_of_spans(text, spans)
        if bare_letters(now) != bare_letters(words):
            if is_shifted:
                if last:
                    return message("在「%(last)s」与「%(words)s」之间", last=last, words=words)
                return message("在「%(words)s」之前", words=words)
            return message("「%(words)s」处现在是「%(now)s」", words=words, now=now)
        last = words
    if is_shifted:
        return message("在「%(last)s」之后", last=last)
    return message("标题未变，改动在正文里")


def _quotes(page: PageEntry) -> Iterator[tuple[tuple, str]]:
    """Yield (spans, words) of everything the catalogue quotes from the page."""
    for zone in page.apart:
        if zone.text:
            yield zone.at, zone.text
    for article in page.articles:
        for _, deck in decks((), article):
            if deck.at:
                yield deck.at, deck.text
        for block in article.body:
            if block.text and block.at:
                yield block.at, block.text
        for correction in article.corrections:
            if correction.was:
                yield (correction.at,), correction.was
