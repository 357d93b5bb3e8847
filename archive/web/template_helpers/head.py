"""Presentation only: typed links and data blocks in a page's head."""

import json
from collections.abc import Iterable

from markupsafe import Markup, escape

from archive.citations.head_metadata import Meta
from archive.permalinks.signposting import Link

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# what could end the element or begin another, as Django's json_script has it
_ESCAPES = ((">", "\\u003E"), ("<", "\\u003C"), ("&", "\\u0026"))


def link_elements(links: Iterable[Link]) -> Markup:
    """A line each."""
    return Markup("\n".join(map(_link, links)))


def _link(link: Link) -> str:
    typed = f' type="{escape(link.type)}"' if link.type else ""
    return f'<link rel="{escape(link.rel)}" href="{escape(link.href)}"{typed}>'


def meta_elements(metadata: Iterable[Meta]) -> Markup:
    """Made here because there are dozens, and each is three values to a template."""
    return Markup(
        "".join(
            f'<meta {one.key}="{one.name}" content="{escape(one.content)}">' for one in metadata
        )
    )


def json_ld(facts: dict) -> Markup:
    """A data block of JSON-LD; the CSP need not allow it, as nothing in it is run."""
    data = _JSON.encode(facts)
    for character, escaped in _ESCAPES:
        data = data.replace(character, escaped)
    return Markup(f'<script type="application/ld+json">{data}</script>')
