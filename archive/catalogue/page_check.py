"""Check a page against its text: spans, quoted words, and that no character is left over."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any

from archive.command_messages import message
from archive.text.punctuation import WIDE, full_width
from archive.text.standoff import reading, text_of_spans
from archive.text.value_refused import ValueRefused

from .article_body import body, corrected, numbered_sentences
from .entries import ArticleEntry, Deck, Headline, PageEntry
from .yaml_file import Fault, FaultSource

# Longest run of the page's words that a digest may repeat, without punctuation and spaces.
MAX_QUOTE_LENGTH = 35


def sentence_count(article: ArticleEntry, page: PageEntry, texts: Mapping[str, str]) -> int | None:
    """Return the number of sentences in the article's text; None if the page is not held."""
    try:
        text = texts.get(page.text.sha256)
        return None if text is None else len(numbered_sentences(_assembled(article, text)))
    except ValueError:
        return None  # other checks report a wrong text or span


def _assembled(article: ArticleEntry, text: str) -> list[dict[str, Any]]:
    return body(
        [block.model_dump() for block in article.body],
        [item.model_dump() for item in article.corrections],
        text,
    )


def faults(
    source: FaultSource, path: tuple, page: PageEntry, texts: Mapping[str, str]
) -> tuple[list[Fault], tuple[int, int] | None]:
    """Return (faults, (non-blank characters, those accounted for), None without the text)."""
    page_faults = _span_faults(source, path, page)
    try:
        text = texts.get(page.text.sha256)
    except ValueError as error:
        return [*page_faults, source.fault((*path, "text", "sha256"), str(error))], None
    if text is None:
        return page_faults, None
    if len(text) != page.text.length:
        problem = message(
            "版面文字有 %(count)s 字，不是 %(length)s", count=len(text), length=page.text.length
        )
        return [*page_faults, source.fault((*path, "text", "length"), problem)], None
    # a wrong span leaves characters unaccounted for as well
    are_spans_valid = not page_faults
    if are_spans_valid:
        page_faults += _word_faults(source, path, page, text)
    unaccounted = 0
    for start, end in _between(page):
        for stretch in re.finditer(r"\S+", text[start:end]):
            first, last = start + stretch.start(), start + stretch.end()
            problem = message(
                "[%(first)s, %(last)s]「%(words)s」不属于任何条目",
                first=first,
                last=last,
                words=text[first:last][:12],
            )
            if are_spans_valid:
                page_faults.append(source.fault((*path, "articles"), problem))
            unaccounted += last - first
    total = len("".join(text.split()))
    return page_faults, (total, total - unaccounted)


def _span_faults(source: FaultSource, path: tuple, page: PageEntry) -> list[Fault]:
    """Return faults of spans past the end of the page or overlapping another."""
    last = 0
    for start, end in sorted(span for _, _, span in _spans((), page)):
        if start < last or end > page.text.length:
            break
        last = end
    else:
        # the usual case; which span owns a character matters only for naming overlaps
        return []
    faults: list[Fault] = []
    owner = [""] * page.text.length
    for location, label, (start, end) in _spans(path, page):
        if end > page.text.length:
            problem = message(
                "区间 [%(start)s, %(end)s] 越出版面文字（共 %(length)s 字）",
                start=start,
                end=end,
                length=page.text.length,
            )
            faults.append(source.fault(location, problem))
            continue
        previous = next((owner[i] for i in range(start, end) if owner[i]), "")
        if previous:
            faults.append(
                source.fault(
                    location,
                    message(
                        "区间 [%(start)s, %(end)s] 与 %(taken)s 重叠",
                        start=start,
                        end=end,
                        taken=previous,
                    ),
                )
            )
        owner[start:end] = [label] * (end - start)
    return faults


def _between(page: PageEntry) -> Iterator[tuple[int, int]]:
    """Yield the stretches of the page that no span covers; spans past its end are ignored."""
    at = 0
    for start, end in sorted(span for _, _, span in _spans((), page)):
        if end <= page.text.length:
            if start > at:
                yield at, start
            at = max(at, end)
    if at < page.text.length:
        yield at, page.text.length


def _spans(path: tuple, page: PageEntry) -> Iterator[tuple[tuple, str, tuple[int, int]]]:
    """Yield (path in the file, name in messages, span) of every span of the page."""
    for n, zone in enumerate(page.apart):
        for m, span in enumerate(zone.at):
            yield (*path, "apart", n, "at", m), f"apart[{n}]", span
    for n, article in enumerate(page.articles):
        article_path = (*path, "articles", n)
        for deck_path, deck in decks(article_path, article):
            for m, span in enumerate(deck.at):
                yield (*deck_path, "at", m), f"{article.ident} {deck_path[-1]}", span
        for k, block in enumerate(article.body):
            for m, span in enumerate(block.at):
                yield (*article_path, "body", k, "at", m), f"{article.ident} {block.id}", span


def decks(article_path: tuple, article: ArticleEntry) -> Iterator[tuple[tuple, Deck | Headline]]:
    if article.kicker:
        yield (*article_path, "kicker"), article.kicker
    yield (*article_path, "headline"), article.headline
    for n, deck in enumerate(article.subheads):
        yield (*article_path, "subheads", n), deck


# characters for which str.isalnum() is false
_NO_LETTERS = re.compile(r"[\W_]+")
# the common ones; NFKC turns none of them into a letter
_MARKS = re.compile(r"[\s，。、；：？！“”‘’（）《》—…·,.;:?!()]+")


def _bare(text: str) -> str:
    """Return `text` for comparison, ignoring character width and spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _word_faults(source: FaultSource, path: tuple, page: PageEntry, text: str) -> Iterator[Fault]:
    """Yield faults of quoted words that differ from the page's text."""

    at = partial(text_of_spans, text)

    def read(article: ArticleEntry, spans: Sequence[tuple[int, int]]) -> str:
        """Return the words of the page as the article's corrections have them."""
        if not article.corrections:
            return at(spans)
        try:
            edits = [item.model_dump() for item in article.corrections]
            return reading(corrected(spans, edits, text))
        except ValueRefused:
            # reported with the corrections
            return at(spans)

    @cache
    def letters() -> str:
        return bare_letters(text)

    for n, zone in enumerate(page.apart):
        if not zone.text:
            continue
        printed, expected = bare_letters(at(zone.at)), bare_letters(zone.text)
        if zone.kind in ("notice", "advertisement"):
            # the heading, without what follows it
            printed = printed[: len(expected)]
        if printed != expected:
            yield source.fault(
                (*path, "apart", n, "text"), message("版面上是「%(words)s」", words=at(zone.at))
            )
    for n, article in enumerate(page.articles):
        article_path = (*path, "articles", n)
        for deck_path, deck in decks(article_path, article):
            if deck.at and (wrong := _deck_fault(article, deck.text, read(article, deck.at))):
                yield source.fault((*deck_path, "text"), wrong)
        signed = ""
        for k, block in enumerate(article.body):
            words = read(article, block.at) if block.text else ""
            if bare_letters(block.text) != bare_letters(words):
                yield source.fault((*article_path, "body", k, "text"), _misread(words))
            if block.kind in ("byline", "credit"):
                signed += at(block.at)
        for k, credit in enumerate(article.bylines):
            if _bare(credit.read) not in _bare(signed):
                problem = message(
                    "署名处没有「%(read)s」，是「%(signed)s」", read=credit.read, signed=signed
                )
                yield source.fault((*article_path, "bylines", k, "read"), problem)
        yield from _correction_faults(source, article_path, article, text)
        yield from _quote_faults(source, article_path, article, letters)


def _deck_fault(article: ArticleEntry, deck: str, page_title: str) -> str:
    """Return an error message if the words of a deck differ from the page's as corrected, else "".

    Punctuation lost in scanning may be restored.
    """
    if deck == page_title:
        return ""
    if bare_letters(deck) != bare_letters(page_title):
        return _misread(page_title)
    extra_signs = _added_signs(deck, page_title)
    if not extra_signs or any(note.kind == "deck" for note in article.notes):
        return ""
    return message(
        "版面上没有%(added)s；确实印有而扫描缺失的，在 notes 里写一条 kind: deck", added=extra_signs
    )


def _misread(page_words: str) -> str:
    """Return the error message for a title that differs from the page's words, as corrected."""
    return message(
        "版面上是「%(words)s」；识别有误的，在 corrections 里写一条", words=full_width(page_words)
    )


def _added_signs(deck: str, page: str) -> str:
    """Return signs such as 「！」 that are in a deck but not in the page's text; scanning often
    loses commas, but rarely these.
    """
    extra = Counter(filter(_is_sign, unicodedata.normalize("NFKC", deck)))
    extra -= Counter(unicodedata.normalize("NFKC", page))
    return "".join(message("「%(sign)s」", sign=WIDE.get(sign, sign)) for sign in extra)


def _is_sign(char: str) -> bool:
    return char in "!?" or unicodedata.category(char)[0] == "S"


def bare_letters(text: str) -> str:
    """Return the letters and digits of `text`, normalised."""
    # without the common marks most texts are in NFKC already, which is checked ten times as fast
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", _MARKS.sub("", text)))


def _correction_faults(
    source: FaultSource, article_path: tuple, article: ArticleEntry, text: str
) -> Iterator[Fault]:
    if not article.corrections:
        return
    spans = [span for block in article.body for span in block.at]
    spans += [span for _, deck in decks(article_path, article) for span in deck.at]
    for n, item in enumerate(article.corrections):
        start, end = item.at
        location = (*article_path, "corrections", n)
        if text[start:end] != item.was:
            yield source.fault(
                (*location, "was"), message("版面上是「%(words)s」", words=text[start:end])
            )
        if not any(first <= start and end <= last for first, last in spans):
            yield source.fault((*location, "at"), message("不在本文标题和正文的任何一个区间之内"))
    try:
        _assembled(article, text)
    except ValueRefused as error:
        problem = message(error.problem, **error.values)
        yield source.fault((*article_path, "corrections"), problem)


def _quote_faults(
    source: FaultSource, article_path: tuple, article: ArticleEntry, letters: Callable[[], str]
) -> Iterator[Fault]:
    """Yield fault of a digest that copies a long passage of the page.

    `letters` returns the letters of the page.
    """
    size = MAX_QUOTE_LENGTH + 1
    digest = bare_letters(article.digest)
    if len(digest) < size:
        return
    page = letters()
    # a copied run of `size` contains one of these pieces of half its length entirely
    half = (size + 1) // 2
    pieces = (digest[i : i + half] for i in range(0, len(digest) - half + 1, half))
    if not any(piece in page for piece in pieces):
        return
    for i in range(len(digest) - size + 1):
        if digest[i : i + size] in page:
            problem = message(
                "自「%(words)s」起照录原文超过 %(most)s 字",
                words=digest[i : i + 12],
                most=MAX_QUOTE_LENGTH,
            )
            yield source.fault((*article_path, "digest"), problem)
            return
