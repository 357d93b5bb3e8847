"""Presentation only: marking, cutting and naming what the templates show."""

from django.template.defaultfilters import filesizeformat
from markupsafe import Markup, escape

from archive.catalogue.article_body import GAP
from archive.models import Change
from archive.search import highlight
from archive.text import dates

from .highlighted import marked_pieces

_NOTES = {
    "loss": "缺文",
    "order": "错栏",
    "repeat": "重复",
    "stray": "窜入",
    "doubt": "存疑",
    "deck": "标题",
    "source": "来源",
}
_APART = {
    "column-title": "栏目题",
    "furniture": "版面附件",
    "repeat": "重复",
    "stray": "窜入",
    "withdrawn": "已撤下的文字",
}
# of a part of the article, or what became of another that came into this one
_CHANGES = dict(Change.Part.choices) | {"merged": "并入", "split": "拆分", "moved": "迁移"}


def note_kind(kind: str) -> str:
    return _NOTES[kind]


def notes_by_kind(notes: list[dict]) -> dict[str, list[dict]]:
    """What each kind is called → its notes, in the order of the first of each."""
    kinds: dict[str, list[dict]] = {}
    for note in notes:
        kinds.setdefault(note_kind(note["kind"]), []).append(note)
    return kinds


def apart_kind(kind: str) -> str:
    return _APART[kind]


def change_kind(kind: str) -> str:
    return _CHANGES[kind]


def file_size(size: int) -> str:
    """In bytes below a thousand and odd, above with a unit of 1024 times the one before."""
    return f"{size} 字节" if size < 1024 else filesizeformat(size)


def number(count: int) -> str:
    """With separators of thousands."""
    return f"{count:,}"


def options(shown) -> Markup:
    """Values of a facet as list items, each a link that takes it up or drops it, with the narrower.

    Made here because a list has a hundred, and each is six values to a template.
    """
    return Markup("".join(map(_option, shown)))


def _option(option) -> str:
    here, drop = (' aria-current="true"', "，已选，点此取消") if option.chosen else ("", "")
    if not (option.count or option.chosen or option.narrower):
        here = ' class="zero"'
    narrower = f"<ul>{options(option.narrower)}</ul>" if option.narrower else ""
    return (
        f'<li><a href="{escape(option.url)}" rel="nofollow" data-key="{escape(option.key)}"{here}>'
        f'<span class="label">{escape(option.label)}</span> <span class="count">{option.count:,}'
        f'<span class="unseen">篇{drop}</span></span></a>{narrower}</li>'
    )


def day(iso: str) -> str:
    return dates.in_chinese(iso)


def excerpt(text: str) -> str:
    """The opening of `text` in whole clauses, for where nothing was searched."""
    return "".join(part for part, _ in highlight.opening(text).runs)


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


_GAP = f'<span class="gap">{GAP}</span>'


def line_text(line) -> Markup:
    """A line of an article's text; made here because a template would put blanks between runs."""
    *openings, text = (_part(part) for part in line.parts)
    opening = "".join(
        f'<span class="{part.kind}" id="{part.id}">{opens}</span>'
        for part, opens in zip(line.parts, openings, strict=False)
    )
    which = f"第 {line.id[1:]} 段" if line.kind == "paragraph" else "本段"
    anchor = f'<a class="anchor" href="#{line.id}" aria-label="{which}的链接">¶</a>'
    # last in a heading, whose name it would open; else first, where it stands: behind the text,
    # some browsers spread the last line over the whole measure
    ends = (opening, text, anchor) if line.kind == "crosshead" else (anchor, opening, text)
    return Markup("".join(ends))


def scanned_text(line) -> Markup:
    """A line as it was scanned, to stand beside the same line as it is read."""
    return Markup("".join(_scanned(run) for part in line.parts for run in part.runs))


def _part(part) -> str:
    before = _GAP if part.gap == "before" else ""
    after = _GAP if part.gap == "after" else ""
    return f"{before}{''.join(map(_run, part.runs))}{after}"


def _scanned(run) -> str:
    if not (made := run.correction):
        return escape(run.text)
    missing = "" if made.scan else ' aria-label="脱字"'
    return (
        f'<del class="correction {made.certainty}"><a href="#note-{made.number}" '
        f'title="{escape(made.says)}" data-number="{made.number}"{missing}>{escape(made.scan)}</a></del>'
    )


def _run(run) -> str:
    """As read in <ins>, with a link to what the notes say of it; as scanned in <del>."""
    text = marked_pieces(run.pieces) if run.pieces else escape(run.text)
    if not (made := run.correction):
        return text
    dropped = "" if run.text else ' aria-label="删字"'
    return (
        f'<span id="reading-{made.number}"><ins class="correction {made.certainty}">'
        f'<a href="#note-{made.number}" title="{escape(made.says)}" '
        f'aria-describedby="note-{made.number}" data-number="{made.number}"{dropped}>{text}</a></ins>'
        f"<del>{escape(made.scan)}</del></span>"
    )
