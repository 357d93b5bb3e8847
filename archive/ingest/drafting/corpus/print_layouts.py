"""Lay out invented pages as HTML in families of newspaper layouts, chosen by a seed.

Each half of the corpus has its own families, to detect overfitting: what is tuned on modules
without boxes is measured on pages with boxes, sidebars and vertical headlines.
"""

import base64
import html
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .photographs import photograph
from .source import SourceLine, SourcePage
from .variation import is_traditional

CSS = Path(__file__).with_name("print.css")
# Layout families of each half. For tuning: rows of articles, text that flows from column to column,
# and the same in vertical setting. Held out: boxes and sidebars, headlines beside their text, and
# vertical articles in rows.
FAMILIES = {
    "tuning": ("modules", "flow", "tiers"),
    "held_out": ("boxes", "beside", "vertical rows"),
}
# Share of Republican pages that are set vertically.
_REPUBLICAN = 1.0
# The same for other pages in traditional characters.
_TRADITIONAL = 0.5
# The same for pages in simplified characters.
_SIMPLIFIED = 0.06
# Minimum number of characters in a long article.
_LONG = 360
# Maximum number of characters in an article that may be in a list of briefs.
_BRIEF = 150
# Number of characters on a page with few columns.
_SMALL = 700
# Number of characters on a page with many columns.
_LARGE = 1600


@dataclass
class _Unit:
    """An article, notice or advertisement with its lines; `titles` are the headings above it."""

    kind: str
    lines: list[tuple[int, SourceLine]] = field(default_factory=list)
    titles: list[tuple[int, SourceLine]] = field(default_factory=list)

    @property
    def letters(self) -> int:
        return sum(len(line.text) for _, line in self.lines)


@dataclass
class _Style:
    """Choices for a whole page: measures in points (type) and millimetres."""

    family: str
    vertical: bool
    columns: int
    type: float
    leading: float
    width: float
    gutter: float
    column_rule: bool
    row_rule: bool
    centred: bool
    heading_sans: bool
    text_sans: bool
    lead_bold: bool
    # Characters per line in vertical setting, which fill a tier.
    tier: int
    language: str


def lay_out(page: SourcePage, half: str, seed: str) -> str:
    """Return the HTML of `page` in a layout of `half`; elements of lines have `data-line`."""
    rng = random.Random(f"{seed} {half} {page.style}")
    style = _style(page, half, rng)
    top, units, foot = _units(page)
    body = [_furniture(top, "top", rng), *_set(units, style, rng), _furniture(foot, "foot", rng)]
    direction = "vertical" if style.vertical else "horizontal"
    variables = (
        f"--type:{style.type}pt;--leading:{style.leading};--gutter:{style.gutter}mm;"
        f"--width:{style.width}mm;--total:{style.columns};"
        f"--tier:{style.tier * style.type}pt"
    )
    classes = [direction, style.family.replace(" ", "-")]
    for name in ("column_rule", "row_rule", "centred", "heading_sans", "text_sans"):
        if getattr(style, name):
            classes.append(name.replace("_", "-"))
    return (
        f'<!doctype html><html lang="{style.language}"><meta charset="utf-8">'
        f"<style>{CSS.read_text(encoding='utf-8')}</style>"
        f'<body class="{" ".join(classes)}" style="{variables}"><main>{"".join(body)}</main>'
    )


def _style(page: SourcePage, half: str, rng: random.Random) -> _Style:
    words = "".join(line.text for line in page.lines)
    traditional = is_traditional(words)
    often = _TRADITIONAL if traditional else _SIMPLIFIED
    vertical = rng.random() < (_REPUBLICAN if "民國" in words else often)
    families = FAMILIES[half]
    family = families[2] if vertical else rng.choice(families[:2])
    size = rng.choice((9, 9, 9.5, 10, 10.5) if not vertical else (9.5, 10, 10.5, 11))
    columns = rng.choice((2, 3, 3) if sum(len(x.text) for x in page.lines) < _SMALL else (3, 4, 5))
    if sum(len(x.text) for x in page.lines) > _LARGE:
        columns = 5
    letters = rng.choice((12, 13, 14, 15, 17))
    gutter = rng.choice((4, 5, 6))
    return _Style(
        family=family,
        vertical=vertical,
        columns=columns,
        type=size,
        leading=rng.choice((1.3, 1.4, 1.5, 1.6)),
        width=round(columns * letters * size * 0.3528 + (columns - 1) * gutter, 1),
        gutter=gutter,
        column_rule=rng.random() < 0.4,
        row_rule=rng.random() < 0.6,
        centred=rng.random() < 0.5,
        heading_sans=rng.random() < 0.5,
        text_sans=rng.random() < 0.1,
        lead_bold=rng.random() < 0.4,
        tier=rng.choice((12, 14, 16, 18)),
        language="zh-TW" if traditional else "zh-CN",
    )


def _units(page: SourcePage) -> tuple[list, list[_Unit], list]:
    """Return (furniture above, the units in order, furniture below)."""
    top: list[tuple[int, SourceLine]] = []
    foot: list[tuple[int, SourceLine]] = []
    titles: list[tuple[int, SourceLine]] = []
    units: list[_Unit] = []
    for n, line in enumerate(page.lines):
        below = page.lines[n + 1].article if n + 1 < len(page.lines) else -1
        last = units[-1] if units else None
        if line.tag == "F":
            goes_on = last is not None and last.kind == "article" and below == _number(last) != -1
            if goes_on and last is not None:
                last.lines.append((n, line))
            else:
                (foot if units or titles else top).append((n, line))
        elif line.tag == "T":
            titles.append((n, line))
        elif line.article >= 0:
            if last is None or _number(last) != line.article:
                last = _Unit("article", titles=titles)
                titles = []
                units.append(last)
            last.lines.append((n, line))
        else:
            kind = "notice" if line.tag in "Nn" else "advertisement"
            if last is None or last.kind != kind or line.tag in "ND":
                last = _Unit(kind)
                units.append(last)
            last.lines.append((n, line))
    if titles and units:
        units[-1].lines += titles
    return top, units, foot


def _number(unit: _Unit) -> int:
    return next((line.article for _, line in unit.lines if line.article >= 0), -1)


def _furniture(lines: Sequence[tuple[int, SourceLine]], where: str, rng: random.Random) -> str:
    if not lines:
        return ""
    rule = rng.choice(("plain", "ruled", "double"))
    spread = rng.choice(("spread", "stacked")) if len(lines) < 4 else "stacked"
    words = "".join(_line("div", n, line.text, "folio") for n, line in lines)
    return f'<header class="{where} {rule} {spread}">{words}</header>'


def _line(element: str, n: int, text: str, classes: str, size: float | None = None) -> str:
    style = f' style="font-size:{size}pt"' if size else ""
    words = html.escape(text, quote=False)
    return f'<{element} class="{classes}" data-line="{n}"{style}>{words}</{element}>'


def _set(units: Sequence[_Unit], style: _Style, rng: random.Random) -> Iterator[str]:
    if style.family in ("flow", "tiers"):
        yield _flow(units, style, rng)
        return
    rows = _tiers(units, rng) if style.vertical else _rows(units, style.columns, rng)
    for row in rows:
        cells = "".join(_cell(stack, span, style, rng) for stack, span in row)
        yield f'<div class="row">{cells}</div>'


def _flow(units: Sequence[_Unit], style: _Style, rng: random.Random) -> str:
    """Return one text that flows through all columns; the first headline may span them."""
    spanning = not style.vertical and rng.random() < 0.5
    parts, above = [], ""
    for n, unit in enumerate(units):
        if n == 0 and spanning and unit.kind == "article":
            above = _titles(unit) + _article(unit, style.columns, style, rng)
            continue
        parts.append(_titles(unit) + _article(unit, 1, style, rng, flowing=True))
    columns = style.columns
    if style.vertical:
        lines = sum(unit.letters / style.tier + 6 for unit in units)
        columns = max(2, min(6, round((lines * style.leading / style.tier / 1.3) ** 0.5)))
    return f'{above}<div class="flow" style="--columns:{columns}">{"".join(parts)}</div>'


def _rows(
    units: Sequence[_Unit], columns: int, rng: random.Random
) -> Iterator[list[tuple[list[_Unit], int]]]:
    """Yield rows of cells: the units in a cell, one below the other, and the columns it spans."""
    left = list(units)
    while left:
        most = min(len(left), columns, 3)
        count = rng.choice([n for n in (1, 2, 2, 3) if n <= most])
        if count == 1 and left[0].letters < _BRIEF and len(left) > 1:
            count = min(2, most)
        stacks = [[left.pop(0)] for _ in range(count)]
        if count == 2 and stacks[0][0].letters > _BRIEF and rng.random() < 0.6:
            while left and sum(u.letters for u in stacks[1]) < 0.6 * stacks[0][0].letters:
                stacks[1].append(left.pop(0))
        if rng.random() < 0.3:
            stacks.reverse()
        yield list(zip(stacks, _spans(stacks, columns), strict=True))


def _tiers(units: Sequence[_Unit], rng: random.Random) -> Iterator[list[tuple[list[_Unit], int]]]:
    """Yield rows of vertical articles, from right to left: some are two tiers high."""
    left = list(units)
    while left:
        row, left = left[:4], left[4:]
        yield [([unit], rng.choice((1, 1, 2)) if unit.letters > _BRIEF else 1) for unit in row]


def _spans(stacks: Sequence[list[_Unit]], columns: int) -> list[int]:
    letters = [sum(unit.letters + 40 for unit in stack) for stack in stacks]
    spans = [1] * len(stacks)
    while sum(spans) < columns:
        needs = [letter / span for letter, span in zip(letters, spans, strict=True)]
        spans[needs.index(max(needs))] += 1
    return spans


def _cell(stack: Sequence[_Unit], span: int, style: _Style, rng: random.Random) -> str:
    boxed = style.family != "modules" and rng.random() < 0.35
    inside = "".join(_titles(unit) + _article(unit, span, style, rng) for unit in stack)
    frame = rng.choice(("framed", "tinted")) if boxed else ""
    tiers = span + (sum(unit.letters for unit in stack) > _LONG)
    return f'<div class="cell {frame}" style="--span:{span};--tiers:{tiers}">{inside}</div>'


def _titles(unit: _Unit) -> str:
    return "".join(_line("div", n, line.text, "title") for n, line in unit.titles)


def _article(
    unit: _Unit, span: int, style: _Style, rng: random.Random, flowing: bool = False
) -> str:
    if unit.kind != "article":
        inside = "".join(
            _line("div" if line.tag in "ND" else "p", n, line.text, f"tag-{line.tag}")
            for n, line in unit.lines
        )
        frame = rng.choice(("framed", "ruled", ""))
        return f'<section class="{unit.kind} {frame}">{inside}</section>'
    decks = [(n, line) for n, line in unit.lines if line.tag in "KHS"]
    rest = [(n, line) for n, line in unit.lines if line.tag not in "KHS"]
    upright = (
        style.family == "beside"
        and not style.vertical
        and unit.letters > _BRIEF
        and len(decks) == 1
        and len(decks[0][1].text) < 16
        and rng.random() < 0.4
    )
    head = _head(decks, span, unit, style, rng, upright)
    signed = ""
    if rest and rest[0][1].tag == "Y":
        n, line = rest.pop(0)
        signed = _line("div", n, line.text, "byline")
    body = _body(unit, rest, span, style, rng)
    columns = 1 if flowing else min(span, max(1, unit.letters // 60))
    if upright:
        columns = max(1, min(columns, span))
    kind = "upright" if upright else "flowing" if flowing else "module"
    return (
        f'<article class="{kind}">{head}{signed}'
        f'<div class="text" style="--columns:{columns}">{body}</div></article>'
    )


def _head(
    decks: Sequence[tuple[int, SourceLine]],
    span: int,
    unit: _Unit,
    style: _Style,
    rng: random.Random,
    upright: bool,
) -> str:
    if not decks:
        return ""
    large = min(3.4, (1.35 if unit.letters < _BRIEF else 1.6) + 0.42 * (span - 1))
    if unit.letters > _LONG:
        large += 0.3
    large *= rng.uniform(0.9, 1.1)
    size = round(style.type * max(1.3, large), 1)
    small = round(style.type * rng.uniform(1.1, 1.35) * (1.15 if span > 2 else 1.0), 1)
    sizes = {"H": size, "K": min(small, size * 0.75), "S": min(small, size * 0.75)}
    parts = "".join(
        _line("div", n, line.text, f"tag-{line.tag}", round(sizes[line.tag], 1))
        for n, line in decks
    )
    abreast = style.family == "beside" and len(decks) == 2 and decks[0][1].tag == "K" and span > 1
    if abreast and len(decks[0][1].text) < 12 and rng.random() < 0.6:
        return f'<div class="head abreast">{parts}</div>'
    return f'<div class="head{" standing" if upright else ""}">{parts}</div>'


def _body(
    unit: _Unit,
    rest: Sequence[tuple[int, SourceLine]],
    span: int,
    style: _Style,
    rng: random.Random,
) -> str:
    parts: list[str] = []
    captions: list[str] = []
    first = True
    for n, line in rest:
        if line.tag in "AR":
            captions.append(_line("figcaption", n, line.text, f"tag-{line.tag}"))
            continue
        if captions:
            parts.append(_figure(captions, rng))
            captions = []
        classes = f"tag-{line.tag}"
        if first and line.tag == "P":
            first = False
            if style.lead_bold and (lead := _lead(line.text)):
                words = html.escape(line.text[lead:], quote=False)
                bold = html.escape(line.text[:lead], quote=False)
                parts.append(f'<p class="{classes}" data-line="{n}"><b>{bold}</b>{words}</p>')
                continue
        parts.append(_line("p" if line.tag in "PIV" else "div", n, line.text, classes))
    if captions:
        parts.append(_figure(captions, rng))
    elif unit.letters > _LONG and rng.random() < 0.4:
        parts.insert(rng.randrange(len(parts) + 1), _figure([], rng))
    return "".join(parts)


def _lead(text: str) -> int:
    """Return the length of a report's opening in bold type: 本报讯, 【南京】."""
    for mark in ("】", "〕", "電", "电", "讯"):
        at = text.find(mark)
        if 0 < at < 16:
            return at + 1
    return 0


def _figure(captions: Sequence[str], rng: random.Random) -> str:
    """Return a picture with its captions."""
    picture = base64.b64encode(photograph(rng)).decode()
    return f'<figure><img src="data:image/png;base64,{picture}">{"".join(captions)}</figure>'
