"""Presentation only: typed links and data blocks in a page's head."""

import json
from collections.abc import Iterable

from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from archive.citations.head import Meta
from archive.signposts import Link

# what could end the element or begin another, as Django's json_script has it
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def link_element(link: Link):
    typed = format_html(' type="{}"', link.type) if link.type else ""
    return format_html('<link rel="{}" href="{}"{}>', link.rel, link.href, typed)


def meta_elements(metadata: Iterable[Meta]) -> str:
    """Made here because there are dozens, and each is three values to a template."""
    return mark_safe(
        "".join(
            f'<meta {one.key}="{escape(one.name)}" content="{escape(one.content)}">'
            for one in metadata
        )
    )


def json_ld(facts: dict) -> str:
    """A data block of JSON-LD; the CSP need not allow it, as nothing in it is run."""
    data = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{data}</script>')
