"""The templates' language: Jinja2, with what our templates may call (settings.TEMPLATES)."""

import re
from functools import lru_cache

from django.template import defaultfilters
from django.templatetags.static import static
from jinja2 import Environment
from jinja2.ext import Extension

from archive.routes import address

from . import charts, entries, head, headlines, papers, records, search

_FUNCTIONS = {
    # of a file that bears its hash in its name, and so looked up once
    "static": lru_cache(maxsize=256)(static),
    "url": address,
    "issue_date": papers.issue_date,
    "leads": charts.leads,
    "line_text": records.line_text,
    "row_head": charts.row_head,
    "scanned_text": records.scanned_text,
}
_FILTERS = (
    *(defaultfilters.date, defaultfilters.floatformat),
    *(defaultfilters.truncatechars, head.json_ld, head.link_elements, head.meta_elements),
    *(headlines.deck, headlines.deck_pieces, papers.read_through, papers.share_kind),
    *(entries.common_facts, entries.narrowest_places),
    *(records.file_size, records.number),
    *(records.apart_kind, records.change_kind, records.day, records.excerpt, records.note_kind),
    *(records.notes_by_kind, records.options, records.reading_minutes, records.span_length),
    *(search.marked_pieces, search.shown),
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
