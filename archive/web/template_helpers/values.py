"""Labels, numbers and the HTML of article text."""

from collections.abc import Iterable
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_noop
from markupsafe import Markup, escape

from archive.catalogue.article_body import GAP
from archive.languages import counted, date_in_words
from archive.languages import translated as gettext
from archive.models import Change
from archive.search import highlight
from archive.web.article_list.facets import Option
from archive.web.article_text import AnchoredBlock, Paragraph, TextRun

from .hit_marks import marked_pieces

_NOTES = {
    "loss": gettext_noop("缺文"),
    "order": gettext_noop("错栏"),
    "repeat": gettext_noop("重复"),
    "stray": gettext_noop("窜入"),
    "doubt": gettext_noop("存疑"),
    "deck": gettext_noop("标题"),
    "source": gettext_noop("来源"),
}
APART_KINDS = {
    "column-title": gettext_noop("栏目题"),
    "furniture": gettext_noop("版面附件"),
    "notice": gettext_noop("公告启事"),
    "advertisement": gettext_noop("广告"),
    "repeat": gettext_noop("重复"),
    "stray": gettext_noop("窜入"),
    "withdrawn": gettext_noop("已撤下的文字"),
}
# changes to a part of the article, or to another article that was merged into it
_CHANGES = dict(Change.Part.choices) | {
    "merged": gettext_noop("并入"),
    "split": gettext_noop("拆分"),
    "moved": gettext_noop("迁移"),
}


def note_kind(kind: str) -> str:
    return gettext(_NOTES[kind])


def notes_by_kind(notes: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the label of a kind → its notes, in order of first appearance."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for note in notes:
        kinds.setdefault(note_kind(note["kind"]), []).append(note)
    return kinds


def apart_kind(kind: str) -> str:
    return gettext(APART_KINDS[kind])


def change_kind(kind: str) -> str:
    return gettext(str(_CHANGES[kind]))


def file_size(size: int) -> str:
    """Format a size in bytes or a unit of 1024 to some power."""
    return counted("%(num)s 字节", size) if size < 1024 else filesizeformat(size)


def number(count: int) -> str:
    """Format with thousands separators."""
    return f"{count:,}"


def options(values: Iterable[Option]) -> Markup:
    """Return the values of a facet as list items with links, narrower values nested.

    Written in Python because a page has a hundred of them, which is slow in a template.
    """
    return Markup("".join(map(_option, values)))


def _option(option: Option) -> str:
    attributes, action = (
        (' aria-current="true"', gettext("，已选，点此取消")) if option.chosen else ("", "")
    )
    if option.count == 0 and not (option.chosen or option.narrower):
        attributes = ' class="zero"'
    narrower = f"<ul>{options(option.narrower)}</ul>" if option.narrower else ""
    count = hidden = ""
    if option.count is not None:
        # the number, with its unit for those who only hear it
        label = counted("%(num)s篇", option.count)
        count, hidden = f"{option.count:,}", label.removeprefix(f"{option.count:,}")
    hidden = (
        f'<span class="visually-hidden">{escape(hidden + action)}</span>'
        if hidden or action
        else ""
    )
    number = f' <span class="count">{count}{hidden}</span>' if hidden else ""
    return (
        f'<li><a href="{escape(option.url)}" rel="nofollow"'
        f' data-key="{escape(option.key)}"{attributes}>'
        f'<span class="label">{escape(option.label)}</span>{number}</a>{narrower}</li>'
    )


def day(iso: str) -> str:
    return date_in_words(iso)


def excerpt(text: str) -> str:
    """Return the opening of `text`, in whole clauses."""
    return "".join(part for part, _ in highlight.opening(text).runs)


def span_length(spans: list[list[int]]) -> int:
    return sum(end - start for start, end in spans)


# 每分钟不少于 500 字: the silent reading speed that 《义务教育语文课程标准》 requires at stage 4
# (the last three of nine years)
CHARACTERS_A_MINUTE = 500


def reading_minutes(length: int) -> str:
    """Return the reading time of so many characters."""
    if length < CHARACTERS_A_MINUTE:
        return gettext("不到 1 分钟")
    return counted("约 %(num)s 分钟", round(length / CHARACTERS_A_MINUTE))


_GAP = f'<span class="gap">{GAP}</span>'


def line_text(line: Paragraph) -> Markup:
    """Return a line of an article's text; written in Python because a template would insert blanks
    between runs.
    """
    *openings, text = (_part(part) for part in line.parts)
    opening = "".join(
        f'<span class="{part.kind}" id="{part.id}">{part_html}</span>'
        for part, part_html in zip(line.parts, openings, strict=False)
    )
    name = (
        gettext("第 %(id)s 段") % {"id": line.id[1:]}
        if line.kind == "paragraph"
        else gettext("本段")
    )
    label = escape(gettext("%(name)s的链接") % {"name": name})
    anchor = f'<a class="anchor" href="#{line.id}" aria-label="{label}">¶</a>'
    # in headings the anchor comes last, so that the accessible name does not begin with it;
    # elsewhere first, because after the text it would make some browsers justify the last line
    html = (opening, text, anchor) if line.kind == "crosshead" else (anchor, opening, text)
    return Markup("".join(html))


def scanned_text(line: Paragraph) -> Markup:
    """Return a line as it was scanned, shown beside the corrected line."""
    return Markup("".join(_scanned(run) for part in line.parts for run in part.runs))


def _part(part: AnchoredBlock) -> str:
    before = _GAP if part.gap == "before" else ""
    after = _GAP if part.gap == "after" else ""
    return f"{before}{''.join(map(_run, part.runs))}{after}"


def _scanned(run: TextRun) -> str:
    if not (correction := run.correction):
        return escape(run.text)
    missing = "" if correction.scan else f' aria-label="{escape(gettext("脱字"))}"'
    return (
        f'<del class="correction {correction.certainty}"><a href="#note-{correction.number}" '
        f'title="{escape(correction.explanation)}" data-number="{correction.number}"{missing}>'
        f"{escape(correction.scan)}</a></del>"
    )


def _run(run: TextRun) -> str:
    """Return a run; corrections as <ins> linked to their note, the scanned text as <del>."""
    text = marked_pieces(run.pieces) if run.pieces else escape(run.text)
    if not (correction := run.correction):
        return text
    dropped = "" if run.text else f' aria-label="{escape(gettext("删字"))}"'
    return (
        f'<span id="reading-{correction.number}"><ins class="correction {correction.certainty}">'
        f'<a href="#note-{correction.number}" title="{escape(correction.explanation)}" '
        f'aria-describedby="note-{correction.number}" data-number="{correction.number}"{dropped}>'
        f"{text}</a></ins>"
        f"<del>{escape(correction.scan)}</del></span>"
    )
