"""The templates' language: Jinja2, with what our templates may call (settings.TEMPLATES)."""

import re
from functools import lru_cache

from django.template import defaultfilters
from django.templatetags.static import static
from jinja2 import Environment
from jinja2.ext import Extension

from archive.fast_reverse import fast_reverse

from . import charts, head, headlines, highlighted, list_entries, newspaper_pages, values

_FUNCTIONS = {
    # of a file that bears its hash in its name, and so looked up once
    "static": lru_cache(maxsize=256)(static),
    "url": fast_reverse,
    "issue_date": newspaper_pages.issue_date,
    "leads": charts.leads,
    "line_text": values.line_text,
    "row_head": charts.row_head,
    "scanned_text": values.scanned_text,
}
_FILTERS = (
    *(defaultfilters.date, defaultfilters.floatformat),
    *(defaultfilters.truncatechars, head.json_ld, head.link_elements, head.meta_elements),
    *(
        headlines.deck,
        headlines.deck_pieces,
        newspaper_pages.read_through,
        newspaper_pages.share_kind,
    ),
    *(list_entries.common_facts, list_entries.narrowest_places),
    *(values.file_size, values.number),
    *(values.apart_kind, values.change_kind, values.day, values.excerpt, values.note_kind),
    *(values.notes_by_kind, values.options, values.reading_minutes, values.span_length),
    *(highlighted.marked_pieces, highlighted.shown),
)


_INDENT = re.compile(r"\n[ \t]+")


class _Unindented(Extension):
    """Leaves out how templates are indented: a fifth of a page, and nothing to a browser."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _INDENT.sub("\n", source)


def environment(**options) -> Environment:
    """As Django's backend asks for it."""
    made = Environment(extensions=[_Unindented], **options)
    made.globals.update(_FUNCTIONS)
    made.filters.update((one.__name__, one) for one in _FILTERS)
    return made
