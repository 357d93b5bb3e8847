"""Read the text layer of a PDF page: its lines with their type, its rules, frames and pictures."""

import ctypes
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import pypdfium2

from archive.command_messages import message
from archive.text.boxes import Box, between, intersection, union

from .printed_page import PrintedLine, PrintedPage, is_cjk, join

_RAW = pypdfium2.raw
# Maximum number of graphic objects on a newspaper page.
MAX_OBJECTS = 200_000
# Maximum number of characters on a newspaper page.
MAX_CHARACTERS = 200_000
# Sizes that differ by at most this share count as equal.
_SAME_SIZE = 0.25
# Maximum gap between consecutive characters of the file in one line, in units of the type size.
_GAP = 1.3
# The same for evenly spaced characters.
_SPACED = 3.2
# Maximum gap between fragments of a line that are not consecutive in the file, in the same unit.
_TOUCH = 0.45
# Gaps of spaced-out characters differ by less than this, in units of the type size.
_EVEN = 0.1
# A gap wider than this is a blank between words, in the same unit.
_WORD_GAP = 0.15
# A gap wider than this is a blank between Chinese characters, in the same unit.
_BLANK = 0.7
# A Chinese character narrower than this, in units of the type size, is known by its ink box only.
_SQUARE = 0.8
# Quotation marks; in some fonts they fill half a square.
_QUOTES = "“”‘’"
# Punctuation that fills the second half of its square.
_OPENING = "「『（《〈【〔“‘"
# Punctuation that fills the first half of its square.
_CLOSING = "，。、；：！？」』）》〉】〕”’"
# Maximum offset of a character from the middle of its line, in units of the type size.
_MAX_OFFSET = 0.45
# Maximum overlap of two punctuation marks that share a square, in the same unit.
_MAX_OVERLAP = 0.65
# Maximum offset of fragments from the middle of one line, in the same unit.
_SAME_ROW = 0.3
# Names of bold fonts, including those of Founder and Windows.
_BOLD = re.compile(
    r"bold|heavy|black|semibold|demi|xbs|hei|dbs|chs|cuhei|zongyi|粗|黑", re.IGNORECASE
)
_MIN_BOLD = 600
# Points: a filled or stroked box thinner than this is a rule.
_THIN = 4.0
# Maximum share of a page that a frame or a picture fills; larger ones are its background.
_MAX_PAGE_SHARE = 0.85
# Points: minimum side of a frame.
_MIN_FRAME = 24.0
# Points: minimum side of a picture.
_MIN_PICTURE = 12.0
# Ruby: readings of characters in small type beside a line.
_RUBY = re.compile(r"[ぁ-ヿㄅ-ㄯ˙ˊˇˋa-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+", re.IGNORECASE)
# Maximum size of ruby, relative to its line.
_RUBY_SIZE = 0.65
# Maximum distance of ruby from its line, in units of the line's type size.
_RUBY_GAP = 0.5


class _Character(NamedTuple):
    text: str
    box: Box
    size: float
    bold: bool
    # Rotated by a quarter turn, like characters set sideways in a vertical line.
    turned: bool
    # Whether a blank precedes it.
    after_blank: bool

    def ends(self, vertical: bool) -> tuple[float, float]:
        """Return (start, end) of its box along its line."""
        box = self.box
        return (box.y, box.bottom) if vertical else (box.x, box.right)


@dataclass
class _TextLayerRun:
    """Consecutive characters in the file that continue each other on the page."""

    characters: list[_Character]
    vertical: bool | None = None
    step: float = 0.0


def read_text_layer(page: pypdfium2.PdfPage) -> PrintedPage:
    """Return the lines of the page's text layer, with the rules and frames between them.

    The lines are empty if it has no text layer. Raise ValueError if it has more objects or
    characters than a newspaper page can have.
    """
    width, height = page.get_size()
    to_page = _transformation(page, width, height)
    characters = list(_characters(page, to_page))
    lines = _lines(characters)
    rules, frames, pictures = _drawn(page, to_page, width, height)
    return PrintedPage(width, height, lines, rules, frames, pictures)


def is_usable(page: PrintedPage) -> bool:
    """Return whether the text layer is usable: long enough, and mostly characters in common use."""
    letters = [char for line in page.lines for char in line.text if not char.isspace()]
    if len(letters) < _MIN_LETTERS:
        return False
    invalid = sum(unicodedata.category(char) in ("Co", "Cn", "Cc", "Cs") for char in letters)
    invalid += letters.count("\ufffd")
    chinese = [char for char in letters if "\u4e00" <= char <= "\u9fff"]
    if invalid > _MAX_INVALID * len(letters):
        return False
    return sum(map(_is_common, chinese)) >= _MIN_COMMON * len(chinese)


# Minimum number of letters on a page with text.
_MIN_LETTERS = 20
# Maximum share of invalid or private-use characters.
_MAX_INVALID = 0.1
# Minimum share of Chinese characters that are among the 3,755 (GB 2312) or 5,401 (Big5) common
# ones.
_MIN_COMMON = 0.6


def _is_common(char: str) -> bool:
    try:
        if char.encode("gb2312")[0] < 0xD8:
            return True
    except UnicodeEncodeError:
        pass
    try:
        return 0xA4 <= char.encode("big5")[0] <= 0xC6
    except UnicodeEncodeError:
        return False


# Characters

# From PDF coordinates (left, bottom, right, top) to a box measured from the top left.
_ToPage = Callable[[float, float, float, float], Box]


def _transformation(page: pypdfium2.PdfPage, width: float, height: float) -> _ToPage:
    """Return a function from PDF coordinates (left, bottom, right, top) to a box from the top."""
    rotation = page.get_rotation() % 360
    left, bottom, right, top = page.get_cropbox()

    def to_page(x0: float, y0: float, x1: float, y1: float) -> Box:
        match rotation:
            case 90:
                x0, y0, x1, y1 = y0 - bottom, x0 - left, y1 - bottom, x1 - left
            case 180:
                x0, y0, x1, y1 = right - x1, y0 - bottom, right - x0, y1 - bottom
            case 270:
                x0, y0, x1, y1 = top - y1, right - x1, top - y0, right - x0
            case _:
                x0, y0, x1, y1 = x0 - left, top - y1, x1 - left, top - y0
        return between(x0, y0, x1, y1)

    return to_page


def _characters(page: pypdfium2.PdfPage, to_page: _ToPage) -> Iterator[_Character]:
    text_page = page.get_textpage()
    try:
        yield from _characters_of(text_page, page.get_rotation(), to_page)
    finally:
        text_page.close()


def _characters_of(text_page: Any, rotation: int, to_page: _ToPage) -> Iterator[_Character]:
    count = text_page.count_chars()
    if count > MAX_CHARACTERS:
        raise ValueError(
            message(
                "有 %(count)s 个字符，一个版面最多 %(most)s 个",
                count=format(count, ","),
                most=format(MAX_CHARACTERS, ","),
            )
        )
    rect, matrix = _RAW.FS_RECTF(), _RAW.FS_MATRIX()
    name, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    blank = False
    high = 0
    for n in range(count):
        code = _RAW.FPDFText_GetUnicode(text_page, n)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + (high - 0xD800) * 0x400 + code - 0xDC00
        high = 0
        text = _plain(chr(code)) if not 0xD800 <= code < 0xE000 else "\ufffd"
        if text.isspace() or _RAW.FPDFText_IsGenerated(text_page, n) == 1 or code in (0, 0xFFFE):
            blank = True
            continue
        _RAW.FPDFText_GetLooseCharBox(text_page, n, rect)
        _RAW.FPDFText_GetMatrix(text_page, n, matrix)
        box = to_page(rect.left, rect.bottom, rect.right, rect.top)
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        size = _RAW.FPDFText_GetFontSize(text_page, n) * scale
        if not size > 0:
            size = max(box.width, box.height)
        if not (box.width > 0 and box.height > 0 and math.isfinite(box.area)) or size > 5000:
            continue
        angle = round(_RAW.FPDFText_GetCharAngle(text_page, n) / (math.pi / 2)) * 90
        turned = (angle - rotation) % 180 == 90
        weight = _RAW.FPDFText_GetFontWeight(text_page, n)
        _RAW.FPDFText_GetFontInfo(text_page, n, name, 256, flags)
        is_bold = weight >= _MIN_BOLD or bool(_BOLD.search(name.value.decode("utf-8", "replace")))
        for char in text:
            yield _Character(char, box, size, is_bold, turned, blank)
            blank = False


def _plain(char: str) -> str:
    """Return the plain characters for a CJK radical or a ligature."""
    if "\u2e80" <= char <= "\u2fdf":
        return _RADICALS.get(char) or unicodedata.normalize("NFKC", char)
    if "\ufb00" <= char <= "\ufb06":
        return unicodedata.normalize("NFKC", char)
    return char


# The CJK radicals supplement, which Unicode does not decompose: each radical and its character.
_PAIRS = (
    "⺟母⺠民⺁厂⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风"
    "⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟⺼月⻰龙"
)
_RADICALS = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))


# Lines


def _lines(characters: Sequence[_Character]) -> list[PrintedLine]:
    runs = list(_runs(characters))
    upright = sum(len(run.characters) for run in runs if run.vertical and len(run.characters) > 2)
    mostly_vertical = upright * 2 > len(characters)
    lines = []
    for run in runs:
        if len(run.characters) <= 2 and bool(run.vertical) != mostly_vertical:
            # Two characters are too few to prove that a line runs in another direction than the
            # page.
            lines += [_line([character], mostly_vertical) for character in run.characters]
        else:
            lines.append(_line(run.characters, bool(run.vertical)))
    return without_ruby(_joined(lines))


def _runs(characters: Sequence[_Character]) -> Iterator[_TextLayerRun]:
    """Yield runs of characters that continue each other in a line, in the order of the file."""
    run: _TextLayerRun | None = None
    for character in characters:
        if run is None or not _follows(run, character):
            if run is not None:
                yield run
            run = _TextLayerRun([])
        run.characters.append(character)
    if run is not None:
        yield run


def _follows(run: _TextLayerRun, now: _Character) -> bool:
    """Return whether `now` continues the line of `run`; if so, set the direction of the run."""
    last = run.characters[-1]
    size = max(last.size, now.size)
    if abs(last.size - now.size) > _SAME_SIZE * size:
        return False
    for vertical in (False, True) if run.vertical is None else (run.vertical,):
        gap, off = _between(last, now, vertical)
        is_even = run.vertical is not None and abs(gap - run.step) < _EVEN * size
        most = (_SPACED if is_even else _GAP) * size
        # Two adjacent marks share a square.
        least = _MAX_OVERLAP if last.text in _CLOSING or now.text in _OPENING else _MAX_OFFSET
        if off <= _MAX_OFFSET * size and -least * size <= gap <= most:
            run.vertical, run.step = vertical, gap
            return True
    return False


def _between(last: _Character, now: _Character, vertical: bool) -> tuple[float, float]:
    """Return (gap between two characters along the line, offset of the second across it)."""
    first, second = last.box, now.box
    # Depending on the font, marks may be as wide as characters.
    ends, begins = (
        (_cell(last, vertical)[1], last.ends(vertical)[1]),
        (
            _cell(now, vertical)[0],
            now.ends(vertical)[0],
        ),
    )
    gap = min((begin - end for begin in begins for end in ends), key=abs)
    if vertical:
        return gap, abs(first.x + first.width / 2 - second.x - second.width / 2)
    return gap, abs(first.y + first.height / 2 - second.y - second.height / 2)


def _cell(character: _Character, vertical: bool) -> tuple[float, float]:
    """Return (start, end) of a character along its line.

    Some fonts give only the ink box: their characters are assumed to fill squares, as all Chinese
    characters do.
    """
    size = character.size
    begin, end = character.ends(vertical)
    if end - begin >= _SQUARE * size or not (is_cjk(character.text) or character.text in _QUOTES):
        return begin, end
    if character.text in _OPENING:
        return end - size, end
    if character.text in _CLOSING:
        return begin, begin + size
    return (begin + end - size) / 2, (begin + end + size) / 2


def _line(characters: Sequence[_Character], vertical: bool) -> PrintedLine:
    size = max(character.size for character in characters)
    gaps = [_between(a, b, vertical)[0] for a, b in pairwise(characters)]
    usual = median(gaps) if gaps else 0.0
    text = ""
    edges: list[tuple[float, float]] = []
    for n, character in enumerate(characters):
        gap = gaps[n - 1] if n else 0.0
        begin, end = _cell(character, vertical)
        further = gap - max(usual, 0.0)
        if blank := _blank(characters[n - 1], character, further, vertical) if n else "":
            text += blank
            edges.append((edges[-1][1], max(edges[-1][1], begin)))
        text += character.text
        edges.append((begin, end))
    box = union(character.box for character in characters)
    bold = sum(character.bold for character in characters) * 2 > len(characters)
    return PrintedLine(text, box, size, bold, vertical, 1.0, tuple(edges))


def _blank(last: _Character, now: _Character, gap: float, vertical: bool) -> str:
    """Return the blank between two characters whose distance exceeds the usual one by `gap`."""
    if last.text in _CLOSING or now.text in _OPENING:
        return ""
    if gap > _BLANK * now.size:
        return "\u3000"
    # PDFium reports blanks only in horizontal lines.
    return " " if (now.after_blank or vertical) and gap > _WORD_GAP * now.size else ""


def _joined(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the lines with touching fragments joined: some files store single characters."""
    result: list[PrintedLine] = []
    for vertical in (False, True):
        fragments = [line for line in lines if line.vertical is vertical]
        fragments.sort(key=lambda line: (_across(line), line.begin))
        while fragments:
            row = [fragments.pop(0)]
            following = []
            for line in fragments:
                if _across(line) - _across(row[0]) > _SAME_ROW * row[0].size:
                    break
                following.append(line)
            del fragments[: len(following)]
            row = sorted(row + following, key=lambda line: line.begin)
            parts = [row[0]]
            for line in row[1:]:
                if _touches(parts[-1], line):
                    parts.append(line)
                else:
                    result.append(join(parts))
                    parts = [line]
            result.append(join(parts))
    return result


def _across(line: PrintedLine) -> float:
    box = line.box
    return -(box.x + box.width / 2) if line.vertical else box.y + box.height / 2


def _touches(line: PrintedLine, following: PrintedLine) -> bool:
    size = max(line.size, following.size)
    gap = following.begin - line.end
    same = abs(line.size - following.size) <= _SAME_SIZE * size
    return same and -(1.1 if line.vertical else _TOUCH) * size <= gap <= _TOUCH * size


def without_ruby(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the lines without ruby, the small readings beside characters."""
    small = [n for n, line in enumerate(lines) if _RUBY.fullmatch(line.text)]
    dropped = set()
    for n in small:
        line = lines[n]
        for other_line in lines:
            if other_line.size * _RUBY_SIZE >= line.size and _is_beside(line, other_line):
                dropped.add(n)
                break
    return [line for n, line in enumerate(lines) if n not in dropped]


def _is_beside(small: PrintedLine, line: PrintedLine) -> bool:
    """Return whether a small line is to the right of a vertical line or above a horizontal one."""
    small_box, box = small.box, line.box
    if line.vertical:
        gap = small_box.x - box.right
        within = small_box.y >= box.y - line.size and small_box.bottom <= box.bottom + line.size
    else:
        gap = box.y - small_box.bottom
        within = small_box.x >= box.x - line.size and small_box.right <= box.right + line.size
    return within and abs(gap) <= _RUBY_GAP * line.size


# Graphics


def _drawn(
    page: pypdfium2.PdfPage, to_page: _ToPage, width: float, height: float
) -> tuple[list[Box], list[Box], list[Box]]:
    """Return (rules, frames, pictures) of the page."""
    rules: list[Box] = []
    frames: list[Box] = []
    pictures: list[Box] = []
    page_box = Box(0.0, 0.0, width, height)
    kinds = (_RAW.FPDF_PAGEOBJ_PATH, _RAW.FPDF_PAGEOBJ_IMAGE)
    for n, item in enumerate(page.get_objects(filter=kinds, max_depth=4)):
        if n > MAX_OBJECTS:
            raise ValueError(
                message(
                    "图形超过 %(most)s 个，不像一个版面",
                    most=format(MAX_OBJECTS, ","),
                )
            )
        box = intersection(to_page(*item.get_bounds()), page_box)
        if box is None:
            continue
        if item.type == _RAW.FPDF_PAGEOBJ_IMAGE:
            if min(box.width, box.height) >= _MIN_PICTURE:
                pictures.append(box)
        elif min(box.width, box.height) <= _THIN:
            if max(box.width, box.height) >= _MIN_FRAME:
                rules.append(box)
        elif min(box.width, box.height) >= _MIN_FRAME:
            frames.append(box)
    most = _MAX_PAGE_SHARE * width * height
    return (
        rules,
        [box for box in frames if box.area < most],
        [box for box in pictures if box.area < most],
    )
