"""The languages of the interface, each with its own addresses; the plain ones are in Chinese.

Every message is written in simplified Chinese; the catalogues in locale/ translate it. The same
pages stand below `/en/` and `/hant/`; data has one address, and is always in Chinese.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import URLPattern, get_resolver
from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, ngettext
from markupsafe import Markup

from archive.editions.collection import collection
from archive.text import dates, english_dates


class Language(NamedTuple):
    """`code` is Django's, `tag` that of BCP 47, `locale` Open Graph's.

    `prefix` is the first segment of its addresses, `offer` what it is offered with to readers whose
    browser prefers it.
    """

    code: str
    tag: str
    locale: str
    prefix: str
    name: str
    offer: str


SIMPLIFIED = Language("zh-hans", "zh-Hans", "zh_CN", "", "简体", "本页有简体中文版")
TRADITIONAL = Language("zh-hant", "zh-Hant", "zh_TW", "hant", "繁體", "本頁有繁體中文版")
ENGLISH = Language("en", "en", "en_GB", "en", "English", "This page is also in English")
LANGUAGES = (SIMPLIFIED, TRADITIONAL, ENGLISH)
# the characters of dates that have another form
_TRADITIONAL_DATES = str.maketrans("约纪", "約紀")
_IN_CHINESE, _NO_ATTRIBUTE = Markup(' lang="zh-Hans"'), Markup("")
_BY_CODE = {language.code: language for language in LANGUAGES}
# of the block that runs in a language; Django's own variable takes ten times as long to read, and a
# page asks for its language hundreds of times
_language: ContextVar[Language | None] = ContextVar("language", default=None)


@contextmanager
def override(language: Language) -> Iterator[None]:
    """Run the block, or the decorated function, with messages and addresses in this language."""
    token = _language.set(language)
    try:
        with translation.override(language.code):
            yield
    finally:
        _language.reset(token)


def current() -> Language:
    """Return the language of the request, or of the thread outside of one."""
    return _language.get() or _BY_CODE.get(translation.get_language() or "", SIMPLIFIED)


def translated(message: str) -> str:
    """Return what `gettext` does, for the messages of templates, of which a page has hundreds."""
    return _translated(message, current().code)


@lru_cache(maxsize=8192)
def _translated(message: str, code: str) -> str:
    with translation.override(code):
        return gettext(message)


def in_chinese() -> Markup:
    """Return the lang attribute of text that stays in Chinese; "" on a page in Chinese."""
    return _IN_CHINESE if current() is ENGLISH else _NO_ATTRIBUTE


def offered() -> tuple[Language, ...]:
    """Return the languages that the collection is shown in, Chinese always first."""
    tags = collection().interface_languages
    return tuple(
        language for language in LANGUAGES if language is SIMPLIFIED or language.tag in tags
    )


def converts_texts() -> bool:
    """Return whether pages in traditional characters have to convert the collection's own texts."""
    return collection().language != TRADITIONAL.tag


@contextmanager
def in_source_language() -> Iterator[None]:
    """Context manager and decorator: messages and addresses as in data, citations and links."""
    with override(SIMPLIFIED):
        yield


def counted(message: str, count: int, **values: object) -> str:
    """Return a message that says how many, in the current language; `%(num)s` is the number.

    Chinese has one form for all numbers, which stands for both in the catalogues.
    """
    return ngettext(message, message, count) % {"num": f"{count:,}", **values}


def date_in_words(edtf: str, says_about: bool = True) -> str:
    """Return an uncertain date in the current language; ValueError as from `dates.bounds`.

    Without `says_about` the “about” of a range is left out, for dates beside the mark “inferred”.
    """
    language = current()
    if language is ENGLISH:
        worded = english_dates.in_english if says_about else english_dates.range_without_about
    else:
        worded = dates.in_chinese if says_about else dates.range_without_about
    text = worded(edtf)
    return text.translate(_TRADITIONAL_DATES) if language is TRADITIONAL else text


def in_century(number: int) -> str:
    return (
        english_dates.century(number)
        if current() is ENGLISH
        else gettext("%(number)s世纪") % {"number": number}
    )


def weekdays() -> list[tuple[str, str]]:
    """Return (abbreviation, name) from Monday to Sunday."""
    names = [str(WEEKDAYS[number]) for number in range(7)]
    return [(name.removeprefix("星期")[:2], name) for name in names]


def split(path: str) -> tuple[Language, str]:
    """Return (language, path without its prefix) of a path without the site's own prefix."""
    for language in LANGUAGES[1:]:
        start = f"/{language.prefix}"
        if path == start or path.startswith(f"{start}/"):
            return language, path.removeprefix(start)
    return SIMPLIFIED, path


def localized(path: str, language: Language) -> str:
    """Return the same page's path in another language, with the site's own prefix, if any."""
    base = settings.PREFIX
    remainder = split(path.removeprefix(base))[1]
    return f"{base}/{language.prefix}{remainder}" if language.prefix else f"{base}{remainder}"


def localized_url(url: str, language: Language) -> str:
    """Return the same for an absolute URL of this site."""
    parts = urlsplit(url)
    return parts._replace(path=localized(parts.path, language)).geturl()


@cache
def page_routes() -> frozenset[str]:
    """Return the names of routes that have an address in each language: the pages for people."""
    return frozenset(
        pattern.name
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLPattern) and pattern.name and _is_page(pattern)
    )


def _is_page(pattern: URLPattern) -> bool:
    view: Callable = pattern.callback
    page = getattr(view, "page", None)
    if page is not None:
        return not (pattern.name or "").endswith("-data")
    return view.__module__.startswith("archive.web.")
