"""Time as rows of bars: decades where there are many years, years, and the months of one or two."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from archive import search
from archive.charts import bars, spans
from archive.charts.items import Item
from archive.filters import ArticleFilter
from archive.views.facets import list_url

from .picture import Counts, Picture, filter_item

# so many decades are opened to their years, and so many years to their months
MOST_OPENED = 2


@dataclass(frozen=True)
class Row:
    """Bars side by side under one heading."""

    label: str
    bars: list[bars.Bar]
    height: float = bars.HEIGHT


@dataclass(frozen=True)
class Time:
    rows: list[Row]

    @property
    def is_certain(self) -> bool:
        return not any(bar.uncertain for row in self.rows for bar in row.bars)


@dataclass(frozen=True)
class _Asked:
    """What the picture is drawn from: a selection without its own choice of time."""

    selection: ArticleFilter
    base: search.Query
    # articles that may have appeared in each year, and how many there are at all
    years: Mapping[int, int]
    total: int

    def count(self, first: date, last: date) -> int:
        """How many may have appeared from `first` to `last`, the words' own dates kept to."""
        since = max(first.toordinal(), self.base.since or first.toordinal())
        until = min(last.toordinal(), self.base.until or last.toordinal())
        return search.search(replace(self.base, since=since, until=until)).total

    @property
    def spanned(self) -> range:
        return range(min(self.years), max(self.years) + 1)


def picture(selection: ArticleFilter, counts: Counts, total: int) -> Picture | None:
    asked = _asked(selection, counts["year"], total)
    if not asked.years:
        return None
    rows = []
    if len(asked.spanned) > bars.MOST:
        rows += _decades(asked)
        if shown := _years_shown(asked):
            rows += _rows(_years(asked, shown, whole=None), lambda name: f"{name[:3]}0年代各年")
    else:
        rows += _rows(_years(asked, asked.spanned, asked.total), lambda name: "各年")
    rows += _months(asked)
    return Picture("time", "时间", Time(rows))


def _asked(selection: ArticleFilter, years: Mapping[str, int], total: int) -> _Asked:
    parsed = selection.parsed
    base = replace(
        selection.asked(limit=0, facets=("year",)), since=parsed.since, until=parsed.until
    ).without_filter("year")
    if any(selection.chosen(name) for name in ("year", "from", "to")):
        found = search.search(base)
        years, total = found.facets["year"], found.total
    in_years = {int(year): count for year, count in years.items()}
    return _Asked(selection, replace(base, facets=()), in_years, total)


Period = tuple[Item, str, int]


def _decades(asked: _Asked) -> list[Row]:
    units = spans.decades(asked.spanned[0], asked.spanned[-1])
    in_years = [
        sum(asked.years.get(y, 0) for y in range(int(u.key), int(u.key) + 10)) for u in units
    ]
    # where no article spans two years, a decade is the sum of its years
    possible = in_years if sum(in_years) == asked.total else None
    held = spans.held(units, asked.count, possible, asked.total)
    periods = [
        (
            _between(asked, str(unit.first.year), str(unit.last.year), unit.key, here.possible),
            f"{unit.key}年代",
            here.certain,
        )
        for unit, here in zip(units, held, strict=True)
    ]
    if len(units) <= bars.MOST:
        return _rows(periods, lambda name: "各年代")
    return _rows(periods, lambda name: f"{int(name[:2]) + 1}世纪")


def _years_shown(asked: _Asked) -> range | None:
    """The years of the decades that are chosen from, if these are few."""
    chosen = [value.argument for value in asked.selection.chosen("year")]
    since, until = asked.selection.chosen("from"), asked.selection.chosen("to")
    if not (chosen or since or until):
        return None
    first = min(chosen) if chosen else since.first.year if since else asked.spanned[0]
    last = max(chosen) if chosen else until.last.year if until else asked.spanned[-1]
    shown = range(
        max(first // 10 * 10, asked.spanned[0]), min(last // 10 * 10 + 9, asked.spanned[-1]) + 1
    )
    return shown if 0 < len(shown) <= 10 * MOST_OPENED else None


def _years(asked: _Asked, shown: range, whole: int | None) -> list[Period]:
    units = spans.years(shown[0], shown[-1])
    possible = [asked.years.get(year, 0) for year in shown]
    without_dates = asked.selection.query.without("page", "from", "to")
    return [
        (
            filter_item(asked.selection, "year", unit.key, unit.key, here.possible, without_dates),
            f"{unit.key}年",
            here.certain,
        )
        for unit, here in zip(units, spans.held(units, asked.count, possible, whole), strict=True)
    ]


def _months(asked: _Asked) -> list[Row]:
    opened = _opened(asked)
    units = [unit for year in opened for unit in spans.months(year)]
    if opened == list(asked.spanned):
        held = spans.held(units, asked.count, whole=asked.total)
    else:
        by_year = [spans.held(spans.months(year), asked.count) for year in opened]
        held = [here for year in by_year for here in year]
    periods = [
        (
            _between(asked, unit.key, unit.key, str(unit.first.month), here.possible),
            f"{unit.first.year}年{unit.first.month}月",
            here.certain,
        )
        for unit, here in zip(units, held, strict=True)
    ]
    return _rows(periods, lambda name: f"{name[:5]}各月")


def _opened(asked: _Asked) -> list[int]:
    """The years that something of is held and that are chosen, if there are few."""
    chosen = {value.argument for value in asked.selection.chosen("year")}
    since, until = asked.selection.chosen("from"), asked.selection.chosen("to")
    years = sorted(
        year
        for year, count in asked.years.items()
        if count
        and (not chosen or year in chosen)
        and (not since or year >= since.first.year)
        and (not until or year <= until.last.year)
    )
    return years if len(years) <= MOST_OPENED else []


def _between(asked: _Asked, since: str, until: str, label: str, count: int) -> Item:
    """A span of time that the list is filtered by, in the place of any other."""
    given = (asked.selection.chosen("from"), asked.selection.chosen("to"))
    chosen = [end and end.value for end in given] == [since, until]
    base = asked.selection.query.without("page", "from", "to")
    if len(since) == len("2021"):
        base = base.without("year")
    if not chosen:
        base = base.with_value("from", since).with_value("to", until)
    return Item(f"{since}/{until}", label, count, list_url(base) if count or chosen else "", chosen)


def _rows(periods: list[Period], heading: Callable[[str], str]) -> list[Row]:
    """Those with the same heading in one row, all rows measured by the tallest bar."""
    tallest = max((item.count for item, _, _ in periods), default=0)
    groups: dict[str, list[Period]] = {}
    for period in periods:
        groups.setdefault(heading(period[1]), []).append(period)
    return [Row(label, bars.bars(members, tallest)) for label, members in groups.items()]
