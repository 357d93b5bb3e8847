"""Checks one page to the character: spans, words as printed, and that nothing is left over."""

import unicodedata
from collections.abc import Iterator, Mapping

from archive.text.punctuation import full_width

from .body import body, numbered_sentences
from .records import ArticleRecord, PageRecord
from .yaml_file import Fault, Source

# Longest run of the page's own words that a digest may repeat, marks and blanks not counted.
LONGEST_QUOTE = 35


def sentence_count(
    article: ArticleRecord, page: PageRecord, texts: Mapping[str, str]
) -> int | None:
    """How many sentences the article's running text has; None when the page is not held."""
    try:
        text = texts.get(page.text.sha256)
        return None if text is None else len(numbered_sentences(_assembled(article, text)))
    except ValueError:
        return None  # a text or a span that is wrong has a fault of its own


def _assembled(article: ArticleRecord, text: str):
    return body(
        [block.model_dump() for block in article.body],
        [item.model_dump() for item in article.corrections],
        text,
    )


def faults(
    source: Source, path: tuple, page: PageRecord, texts: Mapping[str, str]
) -> tuple[list[Fault], tuple[int, int] | None]:
    """(faults, (non-blank characters, of those accounted for) or None when the text is not held)."""
    found: list[Fault] = []
    owner = [""] * page.text.length
    for where, what, (start, end) in _spans(path, page):
        if end > page.text.length:
            message = f"区间 [{start}, {end}] 越出版面文字（共 {page.text.length} 字）"
            found.append(source.fault(where, message))
            continue
        taken = next((owner[i] for i in range(start, end) if owner[i]), "")
        if taken:
            found.append(source.fault(where, f"区间 [{start}, {end}] 与 {taken} 重叠"))
        owner[start:end] = [what] * (end - start)
    try:
        text = texts.get(page.text.sha256)
    except ValueError as error:
        return [*found, source.fault((*path, "text", "sha256"), str(error))], None
    if text is None:
        return found, None
    if len(text) != page.text.length:
        message = f"版面文字有 {len(text)} 字，不是 {page.text.length}"
        return [*found, source.fault((*path, "text", "length"), message)], None
    if not found:
        found += _word_faults(source, path, page, text)
    wanted = [i for i, char in enumerate(text) if not char.isspace()]
    left = [i for i in wanted if not owner[i]]
    for start, end in _stretches(left):
        message = f"[{start}, {end}]「{text[start:end][:12]}」不属于任何条目"
        found.append(source.fault((*path, "articles"), message))
    return found, (len(wanted), len(wanted) - len(left))


def _spans(path: tuple, page: PageRecord) -> Iterator[tuple[tuple, str, tuple[int, int]]]:
    """(path in the file, what it is, span) of everything on the page."""
    for n, zone in enumerate(page.apart):
        for m, span in enumerate(zone.at):
            yield (*path, "apart", n, "at", m), f"apart[{n}]", span
    for n, article in enumerate(page.articles):
        here = (*path, "articles", n)
        for deck_path, deck in _decks(here, article):
            for m, span in enumerate(deck.at):
                yield (*deck_path, "at", m), f"{article.ident} {deck_path[-1]}", span
        for k, block in enumerate(article.body):
            for m, span in enumerate(block.at):
                yield (*here, "body", k, "at", m), f"{article.ident} {block.id}", span


def _decks(here: tuple, article: ArticleRecord):
    if article.kicker:
        yield (*here, "kicker"), article.kicker
    yield (*here, "headline"), article.headline
    for n, deck in enumerate(article.subheads):
        yield (*here, "subheads", n), deck


def _stretches(offsets: list[int]) -> Iterator[tuple[int, int]]:
    """Runs of neighbouring offsets as [start, end)."""
    start = previous = None
    for offset in offsets:
        if previous is not None and offset != previous + 1:
            yield start, previous + 1
            start = offset
        start = offset if start is None else start
        previous = offset
    if start is not None:
        yield start, previous + 1


def _bare(text: str) -> str:
    """For comparing wording: width and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _word_faults(source: Source, path: tuple, page: PageRecord, text: str) -> Iterator[Fault]:
    """Where the catalogue's words are not those of the page."""

    def at(spans) -> str:
        return "".join(text[start:end] for start, end in spans)

    for n, zone in enumerate(page.apart):
        if zone.text and _letters(zone.text) != _letters(at(zone.at)):
            yield source.fault((*path, "apart", n, "text"), f"版面上是「{at(zone.at)}」")
    for n, article in enumerate(page.articles):
        here = (*path, "articles", n)
        for deck_path, deck in _decks(here, article):
            # marks that scanning lost may be restored in a deck, its words may not change
            if _letters(deck.text) != _letters(at(deck.at)):
                message = f"版面上是「{full_width(at(deck.at))}」"
                yield source.fault((*deck_path, "text"), message)
        signed = ""
        for k, block in enumerate(article.body):
            if block.text and _letters(block.text) != _letters(at(block.at)):
                message = f"版面上是「{full_width(at(block.at))}」"
                yield source.fault((*here, "body", k, "text"), message)
            if block.kind in ("byline", "credit"):
                signed += at(block.at)
        for k, credit in enumerate(article.bylines):
            if _bare(credit.read) not in _bare(signed):
                message = f"署名处没有「{credit.read}」，是「{signed}」"
                yield source.fault((*here, "bylines", k, "read"), message)
        yield from _correction_faults(source, here, article, text)
        yield from _quote_faults(source, here, article, text)


def _letters(text: str) -> str:
    """Letters and digits alone."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def _correction_faults(source: Source, here: tuple, article: ArticleRecord, text: str):
    spans = [span for block in article.body for span in block.at]
    for n, item in enumerate(article.corrections):
        start, end = item.at
        where = (*here, "corrections", n)
        if text[start:end] != item.was:
            yield source.fault((*where, "was"), f"版面上是「{text[start:end]}」")
        if not any(first <= start and end <= last for first, last in spans):
            yield source.fault((*where, "at"), "不在本文正文的任何一个区间之内")
    try:
        _assembled(article, text)
    except ValueError as error:
        yield source.fault((*here, "corrections"), str(error))


def _quote_faults(source: Source, here: tuple, article: ArticleRecord, text: str):
    """The digest is the archive's own writing: long runs of the page's words do not belong there."""
    size = LONGEST_QUOTE + 1
    page, digest = _letters(text), _letters(article.digest)
    grams = {page[i : i + size] for i in range(len(page) - size + 1)}
    for i in range(len(digest) - size + 1):
        if digest[i : i + size] in grams:
            message = f"自「{digest[i : i + 12]}」起照抄原文超过 {LONGEST_QUOTE} 字"
            yield source.fault((*here, "digest"), message)
            return
