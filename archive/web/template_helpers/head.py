"""Typed links, meta elements and JSON-LD in the head of a page."""

import json
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

from archive.catalogue.collection_file import Licence
from archive.citations.head_metadata import Meta
from archive.permalinks.signposting import Link

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# characters that could close the element or open another, as in Django's json_script
_ESCAPES = ((">", "\\u003E"), ("<", "\\u003C"), ("&", "\\u0026"))


def link_elements(links: Iterable[Link]) -> Markup:
    """Return the <link> elements, one per line."""
    return Markup("\n".join(map(_link, links)))


def _link(link: Link) -> str:
    typed = f' type="{escape(link.type)}"' if link.type else ""
    return f'<link rel="{escape(link.rel)}" href="{escape(link.href)}"{typed}>'


def meta_elements(metadata: Iterable[Meta]) -> Markup:
    """Return the <meta> elements; in Python, as dozens of them are slow in a template."""
    return Markup(
        "".join(
            f'<meta {meta.key}="{meta.name}" content="{escape(meta.content)}">' for meta in metadata
        )
    )


def licence(granted: Licence) -> Markup:
    """Return a link to the licence by its name."""
    return Markup('<a href="{}" rel="license">{}</a>').format(granted.page, granted.name)


def json_ld(facts: dict[str, Any]) -> Markup:
    """Return a data block of JSON-LD, which the CSP need not allow, as it is not executed."""
    return Markup(f'<script type="application/ld+json">{_escaped(facts)}</script>')


def json_data(facts: dict[str, str], name: str) -> Markup:
    """Return a data block for scripts, which find it by its id."""
    return Markup(f'<script type="application/json" id="{name}">{_escaped(facts)}</script>')


def _escaped(facts: dict[str, Any]) -> str:
    data = _JSON.encode(facts)
    for character, escaped in _ESCAPES:
        data = data.replace(character, escaped)
    return data
