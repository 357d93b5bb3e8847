"""The Jinja2 environment (settings.TEMPLATES) with the functions and filters of the templates."""

import re
from collections.abc import Callable, MutableMapping
from functools import lru_cache
from typing import Any

from django.template import defaultfilters
from django.templatetags.static import static
from django.utils.translation import ngettext, pgettext
from jinja2 import Environment
from jinja2.ext import Extension

from archive.languages import counted, in_chinese, translated, weekdays
from archive.site_urls import fast_reverse
from archive.web.trends import point_count, point_title, shown_value, without_series

from . import charts, head, hit_marks, list_entries, newspaper_pages, values

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    # cached, as the name of a static file contains its hash
    "static": lru_cache(maxsize=256)(static),
    "url": fast_reverse,
    "counted": counted,
    "in_chinese": in_chinese,
    "weekdays": weekdays,
    "issue_date": newspaper_pages.issue_date,
    "link_attributes": charts.link_attributes,
    "licence": head.licence,
    "line_text": values.line_text,
    "row_head": charts.row_head,
    "point_count": point_count,
    "point_title": point_title,
    "scanned_text": values.scanned_text,
    "shown_value": shown_value,
    "without_series": without_series,
}
_FILTERS: tuple[Callable[..., Any], ...] = (
    *(defaultfilters.date, defaultfilters.floatformat, defaultfilters.capfirst),
    *(
        defaultfilters.truncatechars,
        head.json_data,
        head.json_ld,
        head.link_elements,
        head.meta_elements,
    ),
    *(
        hit_marks.deck,
        hit_marks.deck_pieces,
        newspaper_pages.manifest,
        newspaper_pages.reading_line,
        newspaper_pages.share_kind,
    ),
    *(list_entries.common_facts, list_entries.headline_print, list_entries.narrowest_places),
    *(values.file_size, values.number),
    *(values.apart_kind, values.change_kind, values.day, values.excerpt, values.note_kind),
    *(values.notes_by_kind, values.options, values.reading_minutes, values.span_length),
    *(hit_marks.marked_pieces, hit_marks.entry_snippet),
)


_INDENT = re.compile(r"\n[ \t]+")


class _Unindented(Extension):
    """Strip the indentation of templates, a fifth of a page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _INDENT.sub("\n", source)


class _Environment(Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template: no template has its own, and going through Jinja's
        ChainMap at each include and import took a tenth of the time of a page.
        """
        return super().make_globals(d) if d else self.globals


def environment(**options: Any) -> Environment:
    """Return the environment, as Django's Jinja2 backend requests it."""
    jinja: Any = _Environment(extensions=[_Unindented, "jinja2.ext.i18n"], **options)
    # the lines of a {% trans %} are one message, however they are indented
    jinja.policies["ext.i18n.trimmed"] = True
    jinja.install_gettext_callables(translated, ngettext)
    # called directly: the alias of the extension looks it up in the context each time
    jinja.globals.update(_=translated, pgettext=pgettext)
    jinja.globals.update(_FUNCTIONS)
    jinja.filters.update({function.__name__: function for function in _FILTERS})
    return jinja
