"""Join printed lines into paragraphs and headings, and separate columns that were mixed.

The page's text stays unchanged: the result is a separate text, with the position of every character
on the page.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from . import interleaving
from .bylines import is_signature_line, parse_lead, parse_name_line, parse_standalone
from .language_model import LanguageModel, word_across
from .line_layout import LineLayout
from .models import models, typeset_models
from .press_forms import alternatives, press_forms, simple
from .sequence_model import bucket
from .signed_names import ANY_ROLE, begins_with_role, ends_with_role
from .text_lines import TextLine, open_marks

# Number of neighbouring lines that determine the width of a column.
_REACH = 14
# Minimum number of lines in a text with printed lines that blank lines separate one by one.
_MIN_PRINTED = 10
# Minimum share of them that have the same width.
_ALIKE = 0.5
# Maximum length of a printed line, in characters.
_MAX_LENGTH = 60
# Nearly all printed lines of running text have at most this many characters.
_MAX_PRINTED_LENGTH = 40
# Lines are paragraphs if at least this share of the text is in lines that are too long for print.
_WHOLE = 0.3
# Minimum number of characters in a line of running text.
_MIN_TEXT = 24
# Lines are paragraphs if at least this many of these end with a sentence.
_MIN_TEXTS = 3
# Minimum share of these that end with a sentence.
_ENDED = 0.8
_BULLET = re.compile(r"[-•●·*○◆■▪–]\s+\S|\d{1,2}\s*[.．、]\s*[㐀-鿿]|[①-⑳]")
# Two characters spaced out on a line of their own, like a pen name.
_SPACED_NAME = re.compile(r"[㐀-鿿][ 　]+(?![文图摄绘画诗])[㐀-鿿]")
_ROLES_IN = re.compile(ANY_ROLE)
_SALUTATION = re.compile(rf"(?:尊敬的|敬爱的)?(?:{alternatives('salutations')})[：:]")
_LAST_CHARACTER = re.compile(r"[㐀-鿿][，。、；]")
_GOES_ON = 0.9
# A line that ends a paragraph is at least this many characters shorter than its column.
_ROOM = 2
_SENTENCE = "。！？!?…；;"
JOIN = "join"


@dataclass(frozen=True)
class Reflowed:
    """The text by paragraphs, its lines, and the position on the page of each of its characters.

    `joins` maps the offset on the page of each line that was joined to the previous one to the
    confidence in that join.
    """

    text: str
    lines: list[TextLine]
    places: list[int]
    joins: dict[int, float]

    def spans(self, start: int, end: int) -> list[list[int]]:
        """Return [start, end) of the text as spans of the page."""
        result: list[list[int]] = []
        for place in self.places[start:end]:
            if place < 0:
                continue
            if result and result[-1][1] == place:
                result[-1][1] = place + 1
            else:
                result.append([place, place + 1])
        return result


def reflow(lines: Sequence[TextLine], language: LanguageModel) -> Reflowed:
    """Return the page, with printed lines joined into paragraphs."""
    # Lines with boxes are already in reading order.
    printed = any(line.layout is not None for line in lines)
    order = list(lines) if printed else interleaving.untangle(lines, language)[0]
    joined: list[tuple[list[TextLine], int]] = []
    joins: dict[int, float] = {}
    probabilities = join_probabilities(order, language)
    for n, line in enumerate(order):
        if n and probabilities[n - 1] >= 0.5:
            joined[-1][0].append(line)
            joins[line.start] = probabilities[n - 1]
        else:
            joined.append(([line], line.gap))
    text = ""
    places: list[int] = []
    result: list[TextLine] = []
    for parts, gap in joined:
        if text:
            text += "\n"
            places.append(-1)
        start = len(text)
        for part in parts:
            if text[start:] and _latin_beside(text[-1], part.text[0]):
                text += " "
                places.append(-1)
            text += part.text
            places += range(part.start, part.end)
        sizes = [part.size for part in parts if part.size is not None]
        line = TextLine(len(result), start, len(text), text[start:], gap, parts[0].indent)
        layout = parts[0].layout
        if layout is not None and len(parts) > 1:
            last = parts[-1].layout
            layout = replace(layout, room=last.room if last else 0.0, lines=len(parts))
        result.append(
            replace(line, size=max(sizes, default=None), bold=parts[0].bold, layout=layout)
        )
    return Reflowed(text, result, places, joins)


def _latin_beside(before: str, after: str) -> bool:
    return before.isascii() and after.isascii() and before.isalpha() and after.isalpha()


def width(text: str) -> float:
    """Return the width of a text in full-width characters."""
    return sum(0.5 if _is_narrow(char) else 1.0 for char in text)


def _is_narrow(char: str) -> bool:
    return char.isascii() or unicodedata.east_asian_width(char) in "NaH"


def join_probabilities(lines: Sequence[TextLine], language: LanguageModel) -> list[float]:
    """Return for each line but the last the probability that the next one continues it."""
    if len(lines) < 2:
        return []
    printed = any(line.layout is not None for line in lines)
    if not printed and _has_whole_paragraphs(lines):
        return [0.0] * (len(lines) - 1)
    lines = lines if printed else _without_even_gaps(lines)
    tight = [printed or not line.gap for line in lines[1:]]
    if not any(tight):
        return [0.0] * (len(lines) - 1)
    model = (typeset_models() if printed else models())["joins"]
    labelled = model.probabilities(join_features(lines, language))
    return [
        max(share[JOIN], _goes_on(line, below))
        if is_tight
        and not (_SPACED_NAME.fullmatch(below.text) and not _ROLES_IN.search(simple(line.text)))
        and not _in_brackets(below.text)
        and not _is_signature_above(line, below, column)
        and not (line.closed and _is_signed_whole(below.text))
        and not _is_signature_below(line, below)
        and not _BULLET.match(below.text)
        and not _SALUTATION.match(simple(below.text))
        else 0.0
        for share, is_tight, (line, below), (_, column) in zip(
            labelled, tight, pairwise(lines), _column_widths(lines)[:-1], strict=True
        )
    ]


def _in_brackets(text: str) -> bool:
    """Return whether a line is a signature in brackets and nothing else."""
    return text[0] in "（(〔" and text[-1] in "）)〕" and is_signature_line(text)


def _is_signature_above(line: TextLine, below: TextLine, column: float) -> bool:
    """Return whether a line is a signature above another line that does not continue it.

    It ends short of the width `column`, or all its names are complete.
    """
    ends_early = width(line.text) + line.indent < column - _ROOM
    if ends_early and parse_name_line(line.text) is not None:
        return True
    if not is_signature_line(line.text):
        return False
    if ends_early or _in_brackets(line.text):
        return True
    lead = parse_lead(line.text)
    if not _is_signed_whole(line.text) or (lead is not None and lead.paper):
        return False
    for both in (line.text + below.text, f"{line.text} {below.text}"):
        lead = parse_lead(both)
        if parse_standalone(both) or (lead is not None and lead.length > len(line.text) + 1):
            return False
    return True


def _is_signature_below(line: TextLine, below: TextLine) -> bool:
    """Return whether the lower of two lines is a signature that the upper is not part of.

    It begins with a mark, a role or a kind of work.
    """
    if not begins_with_role(below.text) or not _is_signed_whole(below.text):
        return False
    if open_marks(line.text) or line.text[-1] in "，,、：:／/|｜" or ends_with_role(line.text):
        return False
    return parse_standalone(line.text) is not None or not parse_standalone(line.text + below.text)


def _is_signed_whole(text: str) -> bool:
    """Return whether a line is a complete signature: people with roles, or a list with 、."""
    signature = parse_standalone(text)
    people = signature.people if signature else ()
    if people and begins_with_role(text) and len(people[-1].name) > 2:
        return True
    return bool(people) and all(person.has_role or f"、{person.read}" in text for person in people)


def _has_whole_paragraphs(lines: Sequence[TextLine]) -> bool:
    """Return whether lines are paragraphs rather than printed lines.

    They are if much of the text, or all sentences, are in lines longer than a column, or if most
    lines of text end with a sentence.
    """
    prose = [line for line in lines if re.search(r"[，。；]", line.text)]
    if prose and all(len(line.text) > _MAX_PRINTED_LENGTH for line in prose):
        return True
    texts = [line for line in lines if len(line.text) >= _MIN_TEXT]
    ended = sum(line.closed or line.text[-1] in _SENTENCE for line in texts)
    if len(texts) >= _MIN_TEXTS and ended >= _ENDED * len(texts):
        return True
    if len(texts) > 1 and ended == len(texts):
        return True
    sizes = [len(line.text) for line in lines if not line.text.isascii()]
    return sum(size for size in sizes if size > _MAX_LENGTH) > _WHOLE * sum(sizes)


def _goes_on(line: TextLine, below: TextLine) -> float:
    """Return the probability of a join before one character and punctuation: 缸，缸里的酱豆."""
    return _GOES_ON if not line.closed and _LAST_CHARACTER.match(below.text) else 0.0


def _without_even_gaps(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the lines without the blank lines between them, if these separate printed lines."""
    gaps = [line.gap for line in lines[1:]]
    sizes = [len(line.text) + line.indent for line in lines]
    alike = sum(abs(size - _mode(sizes)) <= 1 for size in sizes)
    if min(gaps) < 1 or len(lines) < _MIN_PRINTED or alike < _ALIKE * len(lines):
        return list(lines)
    return [lines[0], *(replace(line, gap=line.gap - min(gaps)) for line in lines[1:])]


def _column_widths(lines: Sequence[TextLine]) -> list[tuple[float, float]]:
    """Return (width in characters, width in units of body text) of the column of each line."""
    by_count = [len(line.text) + line.indent for line in lines]
    by_width = [width(line.text) + line.indent for line in lines]
    result = []
    for n in range(len(lines)):
        near = range(max(0, n - _REACH), min(len(lines), n + _REACH + 1))
        result.append((_mode([by_count[k] for k in near]), _mode([by_width[k] for k in near])))
    return result


def _mode(sizes: Sequence[float]) -> float:
    """Return the most frequent size, rounded to one; the larger one if there are two."""
    counts = Counter(round(size) for size in sizes if size <= _MAX_LENGTH)
    if not counts:
        return float(_MAX_LENGTH)
    return float(max(counts, key=lambda size: (2 * counts[size] + counts[size - 1], size)))


def join_features(lines: Sequence[TextLine], language: LanguageModel) -> list[list[str]]:
    """Return the features of each pair of neighbouring lines."""
    widths = _column_widths(lines)
    indents = [line.indent > 0 for line in lines]
    has_indents = sum(indents) >= 2
    has_gaps = sum(line.gap > 0 for line in lines[1:]) * 12 >= len(lines)
    shapes = [_shape(line) for line in lines]
    fullness = [
        (len(line.text) + line.indent - count, width(line.text) + line.indent - wide)
        for line, (count, wide) in zip(lines, widths, strict=True)
    ]
    full = [_fullness(*pair) for pair in fullness]
    result = []
    for n in range(len(lines) - 1):
        line, below = lines[n], lines[n + 1]
        ends = _ending(line.text)
        opens = _opening(below)
        column = "narrow" if widths[n][0] < 12 else "wide" if widths[n][0] > 32 else "usual"
        after = shapes[n + 2] if n + 2 < len(lines) else "end"
        after_indent = indents[n + 2] if n + 2 < len(lines) else False
        page = f"{'indents' if has_indents else ''}{'gaps' if has_gaps else ''}"
        goes_on = bucket(language.goes_on(line.text, below.text), (-4, -2, -0.5, 0.5, 2, 4))
        word = bucket(word_across(line.text, below.text), (0.1, 2, 4, 7))
        features = [
            "always",
            f"full {full[n]}",
            f"full {full[n]} ends {ends}",
            f"full {full[n]} ends {ends} opens {opens}",
            f"full {full[n]} ends {ends} page {page} indent {below.indent > 0}",
            f"full {full[n]} shape {shapes[n]} next {shapes[n + 1]}",
            f"shape {shapes[n]} next {shapes[n + 1]} {full[n + 1]} after {after}",
            f"ends {ends} next full {full[n + 1]}",
            f"ends {ends} opens {opens}",
            f"opens {opens}",
            f"page {page} indent {below.indent > 0} opens {opens}",
            f"page {page} indent {below.indent > 0} {indents[n]} {after_indent} {shapes[n + 1]}",
            f"gap {min(below.gap, 2)} page {page}",
            f"goes on {goes_on} ends {ends}",
            f"word {word} ends {ends}",
            f"word {word} full {full[n]}",
            f"open marks {open_marks(line.text) > 0}",
            f"column {column} full {full[n]}",
            f"next cannot open {below.cannot_open}",
            f"length {bucket(len(line.text), (4, 8, 12, 16, 20, 26, 34, 60))}",
            f"longer {bucket(fullness[n][0], (-9, -5, -3, -2, -1, 0, 1, 3, 9))} {ends}",
            f"head above {shapes[n - 1] if n else 'start'} {shapes[n]} {full[n]}",
        ]
        if line.size is not None and below.size is not None:
            same = abs(line.size - below.size) < 0.15 * max(line.size, below.size)
            features += [f"same size {same}", f"same size {same} ends {ends} full {full[n]}"]
        if line.layout is not None and below.layout is not None:
            features += _layout_features(line, below, line.layout, below.layout, ends)
        result.append(features)
    return result


def _layout_features(
    line: TextLine, below: TextLine, layout: LineLayout, layout_below: LineLayout, ends: str
) -> list[str]:
    """Return features of two lines by their layout in their columns."""
    room = bucket(layout.room, (0.6, 1.4, 2.6, 5))
    indent = bucket(layout_below.indent, (0.6, 1.4, 2.6, 5))
    own_indent = bucket(layout.indent, (0.6, 1.4, 2.6, 5))
    above = (
        9 if layout_below.above is None else bucket(layout_below.above, (0.35, 0.6, 0.9, 1.3, 2))
    )
    ratio = (below.size or 1.0) / max(0.1, line.size or 1.0)
    size = bucket(ratio, (0.6, 0.85, 0.94, 1.06, 1.18, 1.6))
    large = bucket(line.size or 1.0, (0.92, 1.12, 1.4))
    weight = f"{line.bold}{below.bold}"
    across = layout_below.upright != layout.upright
    columns = bucket(layout_below.column / max(1.0, layout.column), (0.8, 1.25))
    place = f"room {room} indent {indent} size {size} above {above == 9}"
    return [
        f"room {room} indent {indent}",
        f"room {room} indent {indent} ends {ends}",
        f"room {room} indents {own_indent} {indent} large {large}",
        f"type {size} {large}",
        f"weight {weight} {size}",
        place,
        f"{place} ends {ends}",
        f"{place} opens {_opening(below)}",
        f"distance {above} size {size} large {large}",
        f"distance {above} room {room} indent {indent} large {large}",
        f"centred {layout.centred} {layout_below.centred} size {size} large {large}",
        f"across {across}",
        f"columns {columns} jump {above == 9} large {large}",
    ]


def _fullness(count: float, wide: float) -> str:
    best = max(min(count, 1.0), min(wide, 1.0)) if abs(count) < abs(wide) else wide
    best = count if abs(count) <= abs(best) else best
    for bound, name in ((-6, "short"), (-2.9, "shorter"), (-1.6, "two"), (-0.6, "one")):
        if best <= bound:
            return name
    return "full" if best <= 1 else "over" if best <= 4 else "long"


_HEADLIKE = re.compile(r"[。；;，,、：:]$|[。；;]")


def _shape(line: TextLine) -> str:
    """Return the shape of a printed line by itself, in one word."""
    text = line.text
    if (lead := parse_lead(text)) is not None and lead.length < len(text):
        return "lead"
    if is_signature_line(text):
        return "sign"
    if text[-1] in _SENTENCE or line.closed:
        return "closed"
    if text[-1] in "，,、：:":
        return "comma"
    if _HEADLIKE.search(text):
        return "sentence"
    if re.search(r"[，,、]", text):
        return "clause"
    return "plain"


def _ending(text: str) -> str:
    last = text[-1]
    if last in "。":
        return "stop"
    if last in "！？!?…":
        return "mark"
    if last in "，,、；;：:":
        return "comma"
    if last in "”’」』）)】》":
        return "close stop" if len(text) > 1 and text[-2] in "。！？!?" else "close"
    if last.isdigit():
        return "digit"
    if last.isascii():
        return "latin"
    if last in "的了在是和与及或把将被对向从由并也都就为":
        return "particle"
    return "letter"


def _opening(line: TextLine) -> str:
    text = line.text
    if line.cannot_open:
        return "mark"
    if _shape(line) in ("lead", "sign"):
        return "lead"
    if re.match(r"[■□●◆▲△▶◎○★※☆◇▼①-⑳@•]|\d{1,2}[.．、]|[一二三四五六七八九十]、", text):
        return "bullet"
    if re.match(r"(?:记者|问|答|[㐀-鿿]{2,4})[：:]", text):
        return "speaker"
    if re.match(
        r"据(?:了解|悉|介绍|统计)|日前|近日|目前|同时|此外|近年|今年|去年|下一步|随后|\d{1,2}月\d{1,2}日|记者",
        text,
    ):
        return "opener"
    if text[0] in "“‘「『《（(【〔":
        return "quote"
    if text.strip("【】[]：: ") in press_forms()["box_titles"]:
        return "box"
    if text[0].isdigit():
        return "digit"
    return "latin" if text[0].isascii() else "letter"
