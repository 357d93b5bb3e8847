"""Presentation only: marking, cutting and naming what the templates show."""

import re

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe

register = template.Library()

EXCERPT = 90
_CLAUSE_ENDS = "。！？；，：、…"
_NOTES = {
    "loss": "缺文",
    "order": "错栏",
    "repeat": "重复",
    "stray": "窜入",
    "doubt": "存疑",
    "deck": "题目",
    "source": "来源",
}
_APART = {
    "column-title": "栏目题",
    "furniture": "版面附件",
    "repeat": "重复",
    "stray": "窜入",
}


@register.filter
def note_kind(kind: str) -> str:
    return _NOTES[kind]


@register.filter
def apart_kind(kind: str) -> str:
    return _APART[kind]


@register.filter
def mark(text: str, terms: list[str]):
    """`text` with every occurrence of a term in <mark>, whatever its case."""
    wanted = "|".join(
        re.escape(term) for term in sorted(terms or (), key=len, reverse=True) if term
    )
    if not wanted:
        return text
    # re.split with a group gives text and match by turns
    pieces = enumerate(re.split(f"({wanted})", text, flags=re.IGNORECASE))
    return format_html_join(
        "", "{}", ((_marked(piece) if n % 2 else piece,) for n, piece in pieces)
    )


def _marked(text: str):
    return mark_safe(f"<mark>{conditional_escape(text)}</mark>")


@register.filter
def excerpt(text: str, terms: list[str] | None = None) -> str:
    """About EXCERPT characters of `text`, cut where a clause ends; around the first term if any."""
    text = "".join(line.strip() for line in text.splitlines())
    if len(text) <= EXCERPT:
        return text
    start = _clause_before(text, _first(text, terms or ()))
    cut = text[start : start + EXCERPT]
    if start + EXCERPT < len(text):
        end = max(cut.rfind(mark) for mark in _CLAUSE_ENDS)
        # a clause that ends in the first half is too little to go by
        cut = cut[: end + 1] if end > EXCERPT // 2 else cut
        cut = cut if cut[-1] in "。！？…" else cut.rstrip(_CLAUSE_ENDS) + "……"
    return ("……" if start else "") + cut


def _first(text: str, terms) -> int:
    places = [text.casefold().find(term.casefold()) for term in terms]
    return min((place for place in places if place >= 0), default=0)


def _clause_before(text: str, place: int) -> int:
    """Where the excerpt that shows `place` starts: at 0 if it can, else with the clause."""
    if place < EXCERPT - 20:
        return 0
    return max(text.rfind(mark, 0, place) for mark in _CLAUSE_ENDS) + 1


@register.filter
def span_length(spans: list[list[int]]) -> int:
    return sum(end - start for start, end in spans)


_GAP = mark_safe('<span class="gap">〔缺文〕</span>')


@register.simple_tag
def line_text(line):
    """A line of an article's text; made here because a template would put blanks between runs."""
    parts = [_part(part) for part in line.parts]
    opening = format_html_join(
        "",
        '<span class="{}" id="{}">{}</span>',
        ((part.kind, part.id, text) for part, text in zip(line.parts[:-1], parts, strict=False)),
    )
    anchor = format_html('<a class="anchor" href="#{}" aria-label="本段的链接">¶</a>', line.id)
    return format_html("{}{}{}", opening, parts[-1], anchor)


def _part(part):
    before = _GAP if part.gap == "before" else ""
    after = _GAP if part.gap == "after" else ""
    runs = format_html_join("", "{}", ((_run(run),) for run in part.runs))
    return format_html("{}{}{}", before, runs, after)


def _run(run):
    """As read in <ins>, with a link to what the notes say of it; as scanned in <del>."""
    if not (made := run.correction):
        return run.text
    return format_html(
        '<ins class="correction {}" id="reading-{}"><a href="#note-{}" title="{}" aria-describedby="note-{}"{}>{}</a>'
        "</ins><del>{}</del>",
        made.certainty,
        made.number,
        made.number,
        made.says,
        made.number,
        "" if run.text else mark_safe(' aria-label="删字"'),
        run.text,
        made.scan,
    )
