"""Presentation only: marking, cutting and naming what the templates show."""

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe

from archive.models import Change
from archive.search import marks
from archive.text import dates

from .search import marked_pieces

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
# of a part of the article, or what became of another that came into this one
_CHANGES = dict(Change.Part.choices) | {"merged": "并入", "split": "拆分", "moved": "迁移"}


def note_kind(kind: str) -> str:
    return _NOTES[kind]


def apart_kind(kind: str) -> str:
    return _APART[kind]


def change_kind(kind: str) -> str:
    return _CHANGES[kind]


def options(shown) -> str:
    """Values of a facet as list items, each a link that takes it up or drops it, with the narrower.

    Made here because a list has a hundred, and each is six values to a template.
    """
    return mark_safe("".join(map(_option, shown)))


def _option(option) -> str:
    here, drop = (' aria-current="true"', "，已选，按此取消") if option.chosen else ("", "")
    narrower = f"<ul>{options(option.narrower)}</ul>" if option.narrower else ""
    return (
        f'<li><a href="{escape(option.url)}" rel="nofollow" data-key="{escape(option.key)}"{here}>'
        f'<span class="label">{escape(option.label)}</span> <span class="count">{option.count}'
        f'<span class="unseen">篇{drop}</span></span></a>{narrower}</li>'
    )


def day(iso: str) -> str:
    return dates.in_chinese(iso)


def excerpt(text: str) -> str:
    """The opening of `text` in whole clauses, for where nothing was searched."""
    return "".join(part for part, _ in marks.opening(text).runs)


def span_length(spans: list[list[int]]) -> int:
    return sum(end - start for start, end in spans)


# 每分钟不少于 500 字: what 《义务教育语文课程标准》, stage four (the last three of nine years),
# asks of silent reading
CHARACTERS_A_MINUTE = 500


def reading_minutes(length: int) -> str:
    """How long `length` characters take to read."""
    if length < CHARACTERS_A_MINUTE:
        return "不到 1 分钟"
    return f"约 {round(length / CHARACTERS_A_MINUTE)} 分钟"


_GAP = mark_safe('<span class="gap">〔缺文〕</span>')


def line_text(line):
    """A line of an article's text; made here because a template would put blanks between runs."""
    parts = [_part(part) for part in line.parts]
    opening = format_html_join(
        "",
        '<span class="{}" id="{}">{}</span>',
        ((part.kind, part.id, text) for part, text in zip(line.parts[:-1], parts, strict=False)),
    )
    which = f"第 {line.id[1:]} 段" if line.kind == "paragraph" else "本段"
    anchor = format_html('<a class="anchor" href="#{}" aria-label="{}的链接">¶</a>', line.id, which)
    # last in a heading, whose name it would open; else first, where it stands: behind the text,
    # some browsers spread the last line over the whole measure
    ends = (
        (opening, parts[-1], anchor) if line.kind == "crosshead" else (anchor, opening, parts[-1])
    )
    return format_html("{}{}{}", *ends)


def scanned_text(line):
    """A line as it was scanned, to stand beside the same line as it is read."""
    runs = (run for part in line.parts for run in part.runs)
    return format_html_join("", "{}", ((_scanned(run),) for run in runs))


def _part(part):
    before = _GAP if part.gap == "before" else ""
    after = _GAP if part.gap == "after" else ""
    runs = format_html_join("", "{}", ((_run(run),) for run in part.runs))
    return format_html("{}{}{}", before, runs, after)


def _scanned(run):
    if not (made := run.correction):
        return run.text
    return format_html(
        '<del class="correction {0}"><a href="#note-{1}" title="{2}" data-number="{1}"{3}>{4}</a></del>',
        made.certainty,
        made.number,
        made.says,
        "" if made.scan else mark_safe(' aria-label="脱字"'),
        made.scan,
    )


def _run(run):
    """As read in <ins>, with a link to what the notes say of it; as scanned in <del>."""
    text = marked_pieces(run.pieces) if run.pieces else run.text
    if not (made := run.correction):
        return text
    return format_html(
        '<span id="reading-{1}"><ins class="correction {0}"><a href="#note-{1}" title="{2}" '
        'aria-describedby="note-{1}" data-number="{1}"{3}>{4}</a></ins><del>{5}</del></span>',
        made.certainty,
        made.number,
        made.says,
        "" if run.text else mark_safe(' aria-label="删字"'),
        text,
        made.scan,
    )
