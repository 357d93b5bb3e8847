"""Presentation of newspaper pages: names of what takes room on them, and text without its apparatus."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

_SHARES = {
    "articles": "各篇正文",
    "column-title": "栏目题",
    "furniture": "版面附件",
    "repeat": "重复",
    "stray": "窜入",
    "rest": "题目、空白与换行",
}
_GAP = mark_safe('<span class="gap">〔缺文〕</span>')


def share_kind(kind: str) -> str:
    return _SHARES[kind]


def headline_parts(headline: str):
    """A headline whose printed blanks say where it may best be broken."""
    parts = headline.split()
    if len(parts) == 1:
        return headline
    return format_html_join(" ", '<span class="headline-part">{}</span>', ((p,) for p in parts))


def read_through(line):
    """A line of an article's text as it is read, without the anchors that its own page has."""
    *opening, last = ((part.kind, _text(part)) for part in line.parts)
    before = format_html_join("", '<span class="{}">{}</span>', opening)
    return format_html("{}{}", before, last[1])


def _text(part):
    before = _GAP if part.gap == "before" else ""
    after = _GAP if part.gap == "after" else ""
    return format_html("{}{}{}", before, "".join(run.text for run in part.runs), after)
