"""Geometry: the position of each character of a page's text on its image, without the text itself.

A line of `fixtures/geometry/<newspaper>/*.jsonl` holds the geometry of one page text, identified by
its SHA-256. Numbers are ten-thousandths of the page's width (x) and height (y), so that they hold
for every scan, size and unit. `docs/editors.md` explains the fields.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from archive.command_messages import listed, message
from archive.text.boxes import Box, between

from .error_messages import json_error_message
from .file_cache import FileCache
from .files import geometry_files
from .indexed_lines import IndexedLines

# the direction in which the characters of a run follow one another
Direction = Literal["horizontal", "vertical", "right-to-left"]
DIRECTIONS = get_args(Direction)
UNIT = 10_000
# in units: characters within this distance of an even division of their run need no steps
_EVEN = 4
_OPTIONS = frozenset(("steps", "confidence", "direction", "polygon"))
_FIELDS = frozenset(("text", "length", "direction", "runs"))


class CharacterRun(NamedTuple):
    """Adjacent characters of one printed line: [start, end) in the page's text, and their box.

    `steps` are the breadths of the characters along the line, in any unit; empty if all are equal.
    `direction` is "" if it is the page's. `polygon` is x1, y1, x2, y2, … of a crooked line.
    """

    start: int
    end: int
    box: Box
    steps: tuple[float, ...] = ()
    confidence: float | None = None
    direction: Direction | Literal[""] = ""
    polygon: tuple[float, ...] = ()


class RunsFromTop(NamedTuple):
    """The runs sorted by their top edge, to find those at a given height."""

    runs: list[CharacterRun]
    tops: list[float]
    # height of the highest
    highest: float


@dataclass(frozen=True)
class PageGeometry:
    """The runs of a page text in the order of the text; `text` is its SHA-256."""

    text: str
    length: int
    runs: tuple[CharacterRun, ...]
    direction: Direction = "horizontal"

    def direction_of(self, run: CharacterRun) -> Direction:
        return run.direction or self.direction

    def runs_of(self, start: int, end: int) -> Iterator[CharacterRun]:
        """Yield the runs that hold a character of [start, end)."""
        for run in self.runs[bisect_right(self._ends, start) :]:
            if run.start >= end:
                return
            yield run

    def boxes(self, start: int, end: int) -> list[Box]:
        """Return the boxes of the characters [start, end), one per run, in text order."""
        return [self.clipped(run, start, end) for run in self.runs_of(start, end)]

    def clipped(self, run: CharacterRun, start: int, end: int) -> Box:
        """Return the box of the part of a run that is in [start, end)."""
        first, last = max(start, run.start) - run.start, min(end, run.end) - run.start
        count = run.end - run.start
        if (first, last) == (0, count):
            return run.box
        if run.steps:
            edges = (0.0, *accumulate(run.steps))
            begin, stop = (edges[first] / edges[-1], edges[last] / edges[-1])
        else:
            begin, stop = first / count, last / count
        box = run.box
        match self.direction_of(run):
            case "vertical":
                top = box.y + begin * box.height
                return between(box.x, top, box.right, box.y + stop * box.height)
            case "right-to-left":
                begin, stop = 1 - stop, 1 - begin
        return between(box.x + begin * box.width, box.y, box.x + stop * box.width, box.bottom)

    def encode(self) -> str:
        """Return the geometry as a JSON line, without the newline; `decode` reads it."""
        runs = [_encoded(run, self.direction_of(run), self.direction) for run in self.runs]
        record = {
            "text": self.text,
            "length": self.length,
            "direction": self.direction,
            "runs": runs,
        }
        return json.dumps(record, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def from_top(self) -> RunsFromTop:
        runs = sorted((run for run in self.runs if run.box.area), key=lambda run: run.box.y)
        highest = max((run.box.height for run in runs), default=0.0)
        return RunsFromTop(runs, [run.box.y for run in runs], highest)

    @cached_property
    def _ends(self) -> list[int]:
        return [run.end for run in self.runs]


def _units(value: float) -> int:
    return round(value * UNIT)


def _encoded(run: CharacterRun, direction: Direction, of_page: Direction) -> list[Any]:
    box = run.box
    x, y = _units(box.x), _units(box.y)
    width, height = _units(box.right) - x, _units(box.bottom) - y
    options: dict[str, Any] = {}
    breadth = height if direction == "vertical" else width
    if run.steps:
        steps = _grouped(run.steps, breadth)
        # a single group needs no steps
        if len(steps) > 1:
            options["steps"] = steps
    if run.confidence is not None:
        options["confidence"] = round(run.confidence, 2)
    if direction != of_page:
        options["direction"] = direction
    if run.polygon:
        options["polygon"] = list(map(_units, run.polygon))
    return [run.start, run.end, x, y, width, height, *([options] if options else [])]


def _grouped(steps: tuple[float, ...], breadth: int) -> list[int | list[int]]:
    """Return the steps in units; [how many, their sum] where several are as good as equal.

    A single group if all are. Edges are rounded, not steps, so that rounding errors do not
    accumulate.
    """
    total = sum(steps)
    if total <= 0:
        return [[len(steps), breadth]]
    edges = [edge / total * breadth for edge in (0.0, *accumulate(steps))]
    groups: list[int | list[int]] = []
    start = 0
    while start < len(steps):
        end = _end_of_even(edges, start)
        extent = round(edges[end]) - round(edges[start])
        groups.append(extent if end == start + 1 else [end - start, extent])
        start = end
    return groups


def _end_of_even(edges: list[float], start: int) -> int:
    """Return the edge up to which characters from `start` are evenly spaced, or nearly so."""
    last = len(edges) - 1
    if _is_even(edges, start, last):
        return last
    end = start + 1
    while _is_even(edges, start, end + 1):
        end += 1
    return end


def _is_even(edges: list[float], start: int, end: int) -> bool:
    """Return whether equal steps put every edge within `_EVEN` units of where it is."""
    step = (edges[end] - edges[start]) / (end - start)
    return all(
        abs(edges[start] + step * n - edges[start + n]) <= _EVEN for n in range(1, end - start)
    )


def decode(line: str | bytes) -> PageGeometry:
    """Return the geometry of a JSON line. ValueError, which names the field, if it is malformed."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"JSON: {json_error_message(error)}") from error
    if not isinstance(record, dict) or (missing := _FIELDS - record.keys()):
        field = min(missing) if isinstance(record, dict) else "JSON"
        problem = message("缺少这一字段")
        raise ValueError(f"{field}: {problem}")
    if unknown := record.keys() - _FIELDS:
        problem = message("没有这个字段，是否拼写有误？")
        raise ValueError(f"{min(unknown)}: {problem}")
    if not (isinstance(record["length"], int) and record["length"] > 0):
        problem = message("应为正整数")
        raise ValueError(f"length: {problem}")
    if record["direction"] not in DIRECTIONS:
        problem = message("只能是 %(choices)s", choices=listed(DIRECTIONS))
        raise ValueError(f"direction: {problem}")
    if not isinstance(record["runs"], list):
        problem = message("应为列表 […]")
        raise ValueError(f"runs: {problem}")  # noqa: TRY004 (its only error)
    runs: list[CharacterRun] = []
    last = 0
    for n, item in enumerate(record["runs"]):
        try:
            run = _decoded(item)
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"runs[{n}]: {error}") from error
        if run.start < last or run.end <= run.start:
            problem = message(
                "区间 [%(start)s, %(end)s] 与前一段重叠，或次序不对", start=run.start, end=run.end
            )
            raise ValueError(f"runs[{n}]: {problem}")
        if run.end > record["length"]:
            length = record["length"]
            problem = message(
                "区间 [%(start)s, %(end)s] 越出版面文字（共 %(length)s 字）",
                start=run.start,
                end=run.end,
                length=length,
            )
            raise ValueError(f"runs[{n}]: {problem}")
        last = run.end
        runs.append(run)
    return PageGeometry(record["text"], record["length"], tuple(runs), record["direction"])


def _decoded(item: Any) -> CharacterRun:
    if not isinstance(item, list) or len(item) not in (6, 7):
        raise ValueError(message("应为 [起, 止, x, y, 宽, 高]，其后可有一个 {…}"))
    # type() and not isinstance(): True is an int too
    if not all(type(number) is int for number in item[:6]):
        raise ValueError(message("起止与坐标应为整数"))
    start, end, x, y, width, height = item[:6]
    if not (0 <= x <= x + width <= UNIT and 0 <= y <= y + height <= UNIT):
        raise ValueError(
            message("方框 %(box)s 越出版面（0 至 %(unit)s）", box=item[2:6], unit=UNIT)
        )
    options = item[6] if len(item) == 7 else {}
    if not isinstance(options, dict) or options.keys() - _OPTIONS:
        raise ValueError(message("花括号里只能有 %(choices)s", choices=listed(sorted(_OPTIONS))))
    steps = _steps(options.get("steps", ()), end - start)
    if steps and (len(steps) != end - start or min(steps) < 0 or not sum(steps)):
        raise ValueError(
            message("steps 应有 %(characters)s 个，都不小于 0，且不全是 0", characters=end - start)
        )
    polygon = _numbers(options.get("polygon", ()), "polygon")
    if polygon and (len(polygon) % 2 or len(polygon) < 6):
        raise ValueError(message("polygon 应是三点以上的 x, y"))
    if polygon and not all(0 <= number <= UNIT for number in polygon):
        raise ValueError(message("polygon 越出版面（0 至 %(unit)s）", unit=UNIT))
    confidence = options.get("confidence")
    if confidence is not None and not (
        isinstance(confidence, int | float) and 0 <= confidence <= 1
    ):
        raise ValueError(message("confidence 应在 0 与 1 之间"))
    direction = options.get("direction", "")
    if direction not in ("", *DIRECTIONS):
        raise ValueError(message("direction 只能是 %(choices)s", choices=listed(DIRECTIONS)))
    box = Box(x / UNIT, y / UNIT, width / UNIT, height / UNIT)
    return CharacterRun(
        start, end, box, steps, confidence, direction, tuple(n / UNIT for n in polygon)
    )


def _steps(value: Any, limit: int) -> tuple[float, ...]:
    """Return the breadth of each character; an item may be [how many characters, their breadth].

    Of more than `limit` characters, the rest is left out.
    """
    if not isinstance(value, list | tuple):
        raise ValueError(message("steps 应为列表"))  # noqa: TRY004 (its only error)
    steps: list[float] = []
    for item in value:
        count, extent = item if isinstance(item, list) and len(item) == 2 else (1, item)
        if type(count) is not int or type(extent) is not int or count < 1:
            raise ValueError(message("steps 里应为整数，或 [几个字, 共占多少]"))
        steps += [extent / count] * min(count, limit + 1 - len(steps))
    return tuple(steps)


def _numbers(value: Any, name: str) -> tuple[int, ...]:
    if not isinstance(value, list | tuple) or not all(type(number) is int for number in value):
        raise ValueError(message("%(name)s 应为整数的列表", name=name))
    return tuple(value)


class Geometries(IndexedLines):
    """The geometries in files of JSON lines, by the SHA-256 of their page texts, read on demand."""

    def __init__(self, paths: Iterable[Path], cache: FileCache | None = None):
        super().__init__(list(paths), "text", _FIELDS, cache)

    def __getitem__(self, sha256: str) -> PageGeometry:
        """Raise KeyError if there is none; ValueError, with file and line, if it is malformed."""
        try:
            return self.read(sha256)
        except ValueError as error:
            path, number = self.place(sha256)
            raise ValueError(f"{path}:{number}: {error}") from error

    def read(self, sha256: str) -> PageGeometry:
        """Like [], but its ValueError names only the field."""
        return decode(self.line(sha256))

    def get(self, sha256: str) -> PageGeometry | None:
        try:
            return self[sha256]
        except KeyError:
            return None


def read_geometry(folder: Path, cache: FileCache | None = None) -> Geometries:
    """Return the geometries of the catalogue in `folder`."""
    return Geometries(geometry_files(folder), cache)
