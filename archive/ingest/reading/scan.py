"""Recognise a page image: its lines with their type, its rules, frames and pictures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from typing import Any, NamedTuple

import cv2
import numpy as np
import pyvips

from archive.images.open_image import open_image, unreadable_image
from archive.text.boxes import Box, between
from archive.text.punctuation import full_width

from . import print_marks
from .dewarp import estimate_warp
from .printed_page import PrintedLine, PrintedPage, is_cjk
from .reading_order import framed_by_rules
from .recognizer import RecognizedText, recognizer

# Maximum number of pixels; larger images are scaled down.
_MAX_PIXELS = 40_000_000
# The same for detecting lines.
_MAX_DETECTION_PIXELS = 2_000_000
# Pixels: minimum size of body text for detecting lines.
_MIN_BODY = 11.0
# Pixels: size to which body text is scaled if it is smaller.
_TARGET_BODY = 15.0
# Pixels: maximum area of one tile for detecting lines.
_MAX_TILE = 5_000_000
# Overlap of tiles, in units of the body text's size.
_OVERLAP = 8.0
# Typical ratio of the height of a line's box to its type size.
_BOX_HEIGHT = 1.4
# Maximum ratio of the type size to the height of the line's box.
_MAX_SHARE = 0.95
# Height of the box that a line is given, in units of its type size.
_LINE_HEIGHT = 1.1
# Pixels of ink in a column of a line's image: up to this many are a speck.
_SPECK = 2
# Pixels of ink in a square of a line's image: at least this many are a punctuation mark.
_MARK = 12
# Marks after which specks are often misread as characters.
_STOPS = "。，、；：！？"
# Characters as which specks are misread.
_SPECKS = ".·,'`"
# A box at least this many times higher than wide holds vertical text.
_UPRIGHT = 1.5
# Degrees: a page with less skew is not straightened.
_STRAIGHT = 0.1
# Readings with a lower confidence are noise.
_MIN_CONFIDENCE = 0.5
# On a page with text, at least this share of the detected lines can be read.
_MIN_READ = 0.3
# A line is bold if its strokes are wider than those of body text by this factor.
_BOLD = 1.3
# Characters further apart than this have a blank between them, in units of the line's pitch.
_BLANK = 1.75
# Minimum number of pairs of characters for measuring the pitch.
_MIN_STEPS = 4
# A small pitch reduces the measured type size to no less than this share.
_MIN_PITCH = 0.7
# Number of lines that are read to find which way up the page is.
_SAMPLE = 5
# Minimum number of such lines.
_MIN_SAMPLE = 3
# Minimum and maximum length of such a line, in units of its thickness.
_SAMPLE_LENGTH = (6, 18)
# Maximum relative difference between its size and that of body text.
_SAMPLE_SIZE = 0.5
# Minimum number of characters in such a line.
_MIN_CHARACTERS = 4
# Minimum median confidence for rotating the page.
_MIN_TURN_CONFIDENCE = 0.85
# Median confidence at which no other rotation is tried.
_SURE_TURN_CONFIDENCE = 0.95
_BRACKETS = {"(": "（", ")": "）"}
_LINE = 48


class _DetectedLine(NamedTuple):
    """A detected line: its corners on the image, and its box on the straightened page.

    `turned` is true if its characters stand one below the other.
    """

    corners: Any
    box: Box
    vertical: bool
    turned: bool


def recognize(path: Path, pdf_page: int | None = None) -> PrintedPage:
    """Return the page on an image. Raise UnreadableImage, NotInstalled or OSError."""
    reader = recognizer()
    grey = _pixels(path, pdf_page)
    quads, body = _detect(grey, reader)
    turns = _quarter_turns(grey, quads, body, reader)
    if turns:
        grey = np.ascontiguousarray(np.rot90(grey, -turns))
        quads, body = _detect(grey, reader)
    height, width = grey.shape
    if not quads:
        return PrintedPage(width, height, [])
    angle = _skew(quads)
    warp = estimate_warp(quads, body, width, height, angle)
    if warp:
        # Detect again on the flat image: lines of a bent page run into each other.
        grey = warp.image(grey)
        quads, body = _detect(grey, reader)
        angle = _skew(quads)
    straight = _Rotation(angle, width, height)
    mask = print_marks.ink(straight.image(grey), body)
    upright = _is_upright(quads)
    detected = [_detected_line(quad, straight, upright) for quad in quads]
    gutters = print_marks.Gutters(mask)
    parts = [part for line in detected for part in _split_at_gutters(line, gutters, straight)]
    lines = _recognized_lines(grey, parts, reader)
    if len(lines) < _MIN_READ * len(parts):
        # The page is noise or a picture.
        lines = []
    if warp:
        lines = [replace(line, place=warp.box(line.place)) for line in lines if line.place]
    rules = print_marks.rules(mask, body)
    boxes = [line.box for line in lines]
    return PrintedPage(
        straight.width,
        straight.height,
        lines,
        rules,
        framed_by_rules(rules, body),
        print_marks.pictures(mask, boxes, body),
        (width, height),
        turns,
    )


def _pixels(path: Path, pdf_page: int | None) -> Any:
    """Return the image, upright, as 8-bit grey; it is scaled down if very large."""
    try:
        image = open_image(path, pdf_page)
        image = image.colourspace("b-w")
        too_large = image.width * image.height / _MAX_PIXELS
        if too_large > 1:
            image = image.resize(1 / math.sqrt(too_large))
        data = image.write_to_memory()
    except pyvips.Error as error:
        raise unreadable_image(error) from error
    return np.frombuffer(data, np.uint8).reshape(image.height, image.width, image.bands)[:, :, 0]


# Detecting lines


def _detect(grey: Any, reader: Any) -> tuple[list[Any], float]:
    """Return (corners of each line, size of body text) in pixels of the image."""
    height, width = grey.shape
    scale = min(1.0, math.sqrt(_MAX_DETECTION_PIXELS / (height * width)))
    quads = _detect_scaled(grey, scale, reader)
    if not quads:
        return [], 0.0
    body = _body_size(quads)
    if scale < 1 and body * scale < _MIN_BODY:
        closer = min(1.0, _TARGET_BODY / body)
        quads = _add_large_type(_detect_scaled(grey, closer, reader, body), quads, body)
        body = _body_size(quads) if quads else body
    return quads, body


def _detect_scaled(grey: Any, scale: float, reader: Any, body: float = 0.0) -> list[Any]:
    """Return the corners of the lines in pixels of the image, detected on it scaled by `scale`."""
    image = (
        grey
        if scale == 1
        else cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    )
    height, width = image.shape
    tiles = math.ceil(height * width / _MAX_TILE)
    overlap = int(_OVERLAP * body * scale)
    rows = math.ceil(height / tiles)
    quads: list[Any] = []
    for n in range(tiles):
        top = max(0, n * rows - overlap // 2)
        bottom = min(height, (n + 1) * rows + overlap // 2)
        for quad in reader.detect(image[top:bottom]):
            middle = quad[:, 1].mean() + top
            # Each tile contributes the lines whose centre it contains.
            if n * rows <= middle < (n + 1) * rows or tiles == 1:
                quads.append((quad + np.array((0, top), np.float32)) / scale)
    return quads


def _sides(quad: Any) -> tuple[float, float]:
    """Return (width, height) of a quadrilateral."""
    top, right, bottom, left = (np.linalg.norm(quad[n] - quad[(n + 1) % 4]) for n in range(4))
    return float(top + bottom) / 2, float(left + right) / 2


def _body_size(quads: Sequence[Any]) -> float:
    """Return the size of body text in pixels: the median weighted by length of text."""
    sides = [_sides(quad) for quad in quads]
    sizes = [(min(side) / _BOX_HEIGHT, max(side)) for side in sides]
    total = sum(length / size for size, length in sizes)
    so_far = 0.0
    for size, length in sorted(sizes):
        so_far += length / size
        if so_far >= total / 2:
            return size
    return sizes[0][0]


def _add_large_type(quads: list[Any], coarse: list[Any], body: float) -> list[Any]:
    """Return the lines, with very large type as detected at the smaller scale."""
    large = [quad for quad in coarse if min(_sides(quad)) > 4 * _BOX_HEIGHT * body]
    boxes = [_bounds(quad) for quad in large]
    small_quads = [quad for quad in quads if not any(_lies_in(_bounds(quad), box) for box in boxes)]
    return small_quads + large


def _bounds(quad: Any) -> Box:
    left, top = quad.min(axis=0)
    right, bottom = quad.max(axis=0)
    return between(float(left), float(top), float(right), float(bottom))


def _lies_in(box: Box, outer: Box) -> bool:
    return (
        outer.x <= box.x + box.width / 2 <= outer.right
        and outer.y <= box.y + box.height / 2 <= outer.bottom
    )


# Rotating sideways pages


def _quarter_turns(grey: Any, quads: Sequence[Any], body: float, reader: Any) -> int:
    """Return the number of clockwise quarter turns that put the page upright.

    A sample of lines is read in several orientations. On a page of horizontal text the orientation
    that reads best is the right one. On a page of vertical text it is one quarter turn off, as the
    characters lie on their sides: then the characters are cut apart and set side by side, which
    reads better one quarter turn further than one quarter turn back.
    """
    lines = [
        _straightened(grey, quad)
        for quad in quads
        if _SAMPLE_LENGTH[0] <= max(_sides(quad)) / max(1.0, min(_sides(quad))) <= _SAMPLE_LENGTH[1]
        and abs(min(_sides(quad)) / _BOX_HEIGHT / body - 1) < _SAMPLE_SIZE
    ][:_SAMPLE]
    if len(lines) < _MIN_SAMPLE:
        return 0
    lying = [line.shape[1] >= line.shape[0] for line in lines]
    across = sum(lying) * 2 >= len(lying)
    lines = [line for line, wide in zip(lines, lying, strict=True) if wide is across]
    candidates = (0, 2) if across else (1, 3)
    best, sure = 0, 0.0
    for turns in candidates:
        if (
            sure < _SURE_TURN_CONFIDENCE
            and (confidence := _read_turned(lines, turns, reader)) > sure
        ):
            best, sure = turns, confidence
    if sure < _MIN_TURN_CONFIDENCE:
        return 0
    further, back = ((best + step) % 4 for step in (1, 3))
    if _read_turned(lines, further, reader) > _read_turned(lines, back, reader):
        best = further
    return best


def _read_turned(lines: Sequence[Any], turns: int, reader: Any) -> float:
    """Return the median confidence after rotating the lines by `turns` clockwise quarter turns."""
    readings = reader.read([_side_by_side(np.rot90(line, -turns)) for line in lines])
    return median(
        reading.confidence if len(reading.text) >= _MIN_CHARACTERS else 0.0 for reading in readings
    )


def _side_by_side(line: Any) -> Any:
    """Return the image of a line for the recogniser, with vertical text set side by side."""
    height, width = line.shape
    if height > width:
        squares = round(height / width)
        line = cv2.resize(np.ascontiguousarray(line), (width, squares * width))
        line = np.hstack(np.split(line, squares))
    long = max(1, round(line.shape[1] * _LINE / line.shape[0]))
    return cv2.resize(np.ascontiguousarray(line), (long, _LINE), interpolation=cv2.INTER_AREA)


def _straightened(grey: Any, quad: Any) -> Any:
    """Return the image of a line on the page, straightened."""
    width, height = (max(1, round(side)) for side in _sides(quad))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    return cv2.warpPerspective(
        grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )


# Deskewing


def _skew(quads: Sequence[Any]) -> float:
    """Return the clockwise skew in degrees: the median of the longer lines."""
    angles = []
    for quad in quads:
        width, height = _sides(quad)
        if max(width, height) < 6 * min(width, height):
            continue
        vertical = height > width
        start, end = (
            ((quad[0] + quad[1]) / 2, (quad[2] + quad[3]) / 2)
            if vertical
            else (
                (quad[0] + quad[3]) / 2,
                (quad[1] + quad[2]) / 2,
            )
        )
        x, y = end - start
        angles.append(math.degrees(math.atan2(-x, y) if vertical else math.atan2(y, x)))
    angle = median(angles) if len(angles) >= 3 else 0.0
    return angle if _STRAIGHT <= abs(angle) <= 20 else 0.0


class _Rotation:
    """Rotation of a page by an angle, and back; the page is enlarged as necessary."""

    def __init__(self, angle: float, width: int, height: int):
        self._angle = angle
        turn = math.radians(abs(angle))
        self.width = round(width * math.cos(turn) + height * math.sin(turn))
        self.height = round(height * math.cos(turn) + width * math.sin(turn))
        self._matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        self._matrix[0, 2] += (self.width - width) / 2
        self._matrix[1, 2] += (self.height - height) / 2

    def image(self, grey: Any) -> Any:
        if not self._angle:
            return grey
        return cv2.warpAffine(
            grey, self._matrix, (self.width, self.height), borderMode=cv2.BORDER_REPLICATE
        )

    def points(self, points: Any) -> Any:
        return points @ self._matrix[:, :2].T + self._matrix[:, 2]


def _is_upright(quads: Sequence[Any]) -> bool:
    """Return whether most of the text is vertical."""
    sides = [_sides(quad) for quad in quads]
    upright = sum(height for width, height in sides if height > _UPRIGHT * width)
    return upright > sum(width for width, height in sides if width > _UPRIGHT * height)


def _detected_line(quad: Any, turn: _Rotation, upright: bool) -> _DetectedLine:
    """Return the line with these corners; a single character has the page's main direction."""
    straight = turn.points(quad)
    width, height = _sides(straight)
    turned = height > _UPRIGHT * width
    vertical = turned or (upright and width <= _UPRIGHT * height)
    bounds = _bounds(straight)
    x, y = straight.mean(axis=0)
    # A line that is still slightly skewed has a higher bounding box, but is not thicker.
    box = (
        between(x - width / 2, bounds.y, x + width / 2, bounds.bottom)
        if vertical
        else between(bounds.x, y - height / 2, bounds.right, y + height / 2)
    )
    return _DetectedLine(quad, Box(*map(float, box)), vertical, turned)


def _split_at_gutters(
    line: _DetectedLine, gutters: print_marks.Gutters, turn: _Rotation
) -> list[_DetectedLine]:
    boxes = gutters.parts(line.box, line.vertical)
    if len(boxes) == 1:
        return [line]
    parts = []
    for box in boxes:
        if line.vertical:
            shares = (
                (box.y - line.box.y) / line.box.height,
                (box.bottom - line.box.y) / line.box.height,
            )
        else:
            shares = (
                (box.x - line.box.x) / line.box.width,
                (box.right - line.box.x) / line.box.width,
            )
        parts.append(
            _DetectedLine(
                _part(line.corners, *shares, line.vertical), box, line.vertical, line.turned
            )
        )
    return parts


def _part(corners: Any, begin: float, end: float, vertical: bool) -> Any:
    """Return the corners of a part of a line; `begin` and `end` are shares of its length."""
    a, b, c, d = corners
    if vertical:
        return np.array(
            [a + (d - a) * begin, b + (c - b) * begin, b + (c - b) * end, a + (d - a) * end],
            np.float32,
        )
    return np.array(
        [a + (b - a) * begin, a + (b - a) * end, d + (c - d) * end, d + (c - d) * begin], np.float32
    )


# Reading lines


def _recognized_lines(
    grey: Any, detected: Sequence[_DetectedLine], reader: Any
) -> list[PrintedLine]:
    crops = [_crop(grey, line) for line in detected]
    readings = reader.read(crops)
    lines = [
        _RecognizedLine(line, crop, reading)
        for line, crop, reading in zip(detected, crops, readings, strict=True)
        if reading.confidence >= _MIN_CONFIDENCE and reading.text.strip()
    ]
    strokes = [_stroke(line.crop) for line in lines]
    usual = median(strokes) if strokes else 0.0
    # Typical ratio of type size to box height, measured where the pitch shows the type size.
    shares = [pitch / line.thick for line in lines if (pitch := line.pitch)]
    share = min(median(shares), _MAX_SHARE) if shares else 1 / _BOX_HEIGHT
    return [
        _printed_line(line, share, stroke > _BOLD * usual)
        for line, stroke in zip(lines, strokes, strict=True)
    ]


@dataclass(frozen=True)
class _RecognizedLine:
    """A line with its text; lengths in pixels of the image."""

    detected: _DetectedLine
    crop: Any
    reading: RecognizedText

    @property
    def thick(self) -> float:
        box = self.detected.box
        return box.width if self.detected.vertical else box.height

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Return (start, end) of its box along the line."""
        box = self.detected.box
        return (box.y, box.bottom) if self.detected.vertical else (box.x, box.right)

    @cached_property
    def middles(self) -> list[float]:
        begin, end = self.ends
        return [begin + middle * (end - begin) for middle in self.reading.middles]

    def has_ink(self, begin: float, end: float) -> bool:
        """Return whether something is printed in a part of the line."""
        first, last = self.ends
        width = self.crop.shape[1]
        a, b = (round((edge - first) / (last - first) * width) for edge in (begin, end))
        return self.detected.turned and b > a and int(_dark(self.crop)[:, a:b].sum()) >= _MARK

    @cached_property
    def pitch(self) -> float:
        """Return the distance between its Chinese characters; 0 if there are few."""
        steps = [
            b - a
            for (a, b), pair in zip(
                pairwise(self.middles), pairwise(self.reading.text), strict=True
            )
            if all(map(_is_chinese, pair))
        ]
        if len(steps) < _MIN_STEPS:
            return 0.0
        # A single position is only as exact as the network's coarse steps; the mean of many is
        # better.
        usual = median(steps)
        return mean(step for step in steps if step < _BLANK * usual)


def _crop(grey: Any, line: _DetectedLine) -> Any:
    """Return the image of a line for the recogniser: horizontal and of its height."""
    crop = _straightened(grey, line.corners)
    if line.turned:
        crop = np.rot90(crop)
    long = max(1, round(crop.shape[1] * _LINE / crop.shape[0]))
    confidence = cv2.INTER_AREA if crop.shape[0] > _LINE else cv2.INTER_CUBIC
    return cv2.resize(np.ascontiguousarray(crop), (long, _LINE), interpolation=confidence)


def _dark(crop: Any) -> Any:
    """Return an array with 1 where there is ink, otherwise 0."""
    return cv2.threshold(crop, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]


def _stroke(crop: Any) -> float:
    """Return the stroke width in a line, as a share of its height; 0 without strokes."""
    dark = _dark(crop)
    area = int(dark.sum())
    edge = area - int(cv2.erode(dark, np.ones((3, 3), np.uint8)).sum())
    return 2 * area / edge / _LINE if edge else 0.0


def _ink_ends(crop: Any) -> tuple[float, float]:
    """Return (start, end) of a line's ink, as shares of its length."""
    dark = _dark(crop)
    columns = np.flatnonzero(dark.sum(axis=0) > _SPECK)
    if not len(columns):
        return 0.0, 1.0
    return float(columns[0]) / crop.shape[1], float(columns[-1] + 1) / crop.shape[1]


def _printed_line(line: _RecognizedLine, share: float, bold: bool) -> PrintedLine:
    size = share * line.thick
    if line.pitch:
        # Characters may be spaced out, but never overlap.
        size = min(size, max(line.pitch, _MIN_PITCH * size))
    begin, end = line.ends
    is_along = line.detected.vertical == line.detected.turned
    ends = _ink_ends(line.crop) if is_along else (0.0, 1.0)
    first, last = (begin + share * (end - begin) for share in ends)
    box, vertical = line.detected.box, line.detected.vertical
    half = _LINE_HEIGHT * size / 2
    x, y = box.x + box.width / 2, box.y + box.height / 2
    tight = (
        between(x - half, first, x + half, last)
        if vertical
        else between(first, y - half, last, y + half)
    )
    text, edges = _normalized_text(line, first, last, max(line.pitch, size))
    confidence = line.reading.confidence
    place = _bounds(line.detected.corners)
    return PrintedLine(text, tight, size, bold, vertical, confidence, edges, place)


def _is_chinese(character: str) -> bool:
    return is_cjk(character) and character.isalpha()


def _normalized_text(
    line: _RecognizedLine, begin: float, end: float, pitch: float
) -> tuple[str, tuple[tuple[float, float], ...]]:
    """Return (text normalised to Chinese typography, edges of its characters).

    Blanks are kept where words are far apart, but not beside punctuation; punctuation beside
    Chinese characters is full-width.
    """
    text, middles = line.reading.text, line.middles
    bounds = [begin, *((a + b) / 2 for a, b in pairwise(middles)), end]
    characters: list[tuple[str, float, tuple[float, float]]] = []
    for n, character in enumerate(text):
        edge = (bounds[n], bounds[n + 1])
        beside = text[max(0, n - 1) : n] + text[n + 1 : n + 2]
        if character in _BRACKETS and any(map(_is_chinese, beside)):
            # Its partner may be in another line.
            character = _BRACKETS[character]
        last = characters[-1][0] if characters else ""
        if character.isspace():
            if beside.isascii() and beside.isalnum() and len(beside) == 2:
                characters.append((" ", middles[n], edge))
            continue
        if last and last in _STOPS and character in _SPECKS:
            continue
        if (
            last.isalnum()
            and character.isalnum()
            and middles[n] - characters[-1][1] > _BLANK * pitch
        ):
            before, after = characters[-1][1] + pitch / 2, middles[n] - pitch / 2
            # In vertical lines, small punctuation is often not recognised.
            is_mark = line.detected.vertical and line.has_ink(before, after)
            characters.append(("、" if is_mark else "\u3000", middles[n], (before, after)))
        characters.append((character, middles[n], edge))
    text = full_width("".join(character for character, *_ in characters))
    return text, tuple(edge for *_, edge in characters)
