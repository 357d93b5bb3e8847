"""Time as rows of bars: decades where there are many years, years, and the months of one or two."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from archive import search
from archive.charts import bars, spans
from archive.charts.items import Item
from archive.filters.articles import ArticleFilter
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
    """What the picture is drawn from: a selection, and what there is without its own choice of time."""

    selection: ArticleFilter
    # by the value of search.SPAN: thousands, of which most pictures need the years alone
    counted: Mapping[str, int]

    @cached_property
    def by_month(self) -> spans.Spans:
        return spans.of(self.counted)

    @cached_property
    def by_year(self) -> spans.Spans:
        return spans.of(self.counted, len("2021"))

    @cached_property
    def years(self) -> dict[int, spans.Held]:
        """From the first to the last year that something may be of."""
        first = min(int(first) for first, _ in self.by_year)
        last = max(int(last) for _, last in self.by_year)
        units = spans.years(first, last)
        return dict(zip(range(first, last + 1), spans.held(units, self.by_year), strict=True))

    @property
    def spanned(self) -> range:
        return range(min(self.years), max(self.years) + 1)


def picture(selection: ArticleFilter, counts: Counts, total: int) -> Picture | None:
    asked = _asked(selection, counts)
    if not asked.counted:
        return None
    rows = []
    if len(asked.spanned) > bars.MOST:
        rows += _decades(asked)
        if shown := _years_shown(asked):
            rows += _rows(_years(asked, shown), lambda name: f"{name[:3]}0年代各年")
    else:
        rows += _rows(_years(asked, asked.spanned), lambda name: "各年")
    rows += _months(asked)
    return Picture("time", "时间", Time(rows))


def _asked(selection: ArticleFilter, counts: Counts) -> _Asked:
    if any(selection.chosen(name) for name in ("year", "from", "to")):
        words = selection.parsed
        asked = selection.asked(limit=0, facets=(search.SPAN,)).without_filter("year")
        # the dates among the words are kept to
        counts = search.search(replace(asked, since=words.since, until=words.until)).facets
    return _Asked(selection, counts[search.SPAN])


Period = tuple[Item, str, int]


def _decades(asked: _Asked) -> list[Row]:
    units = spans.decades(asked.spanned[0], asked.spanned[-1])
    periods = [
        (
            _between(asked, str(unit.first.year), str(unit.last.year), unit.key, here.possible),
            f"{unit.key}年代",
            here.certain,
        )
        for unit, here in zip(units, spans.held(units, asked.by_year), strict=True)
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


def _years(asked: _Asked, shown: range) -> list[Period]:
    without_dates = asked.selection.query.without("page", "from", "to")
    return [
        (
            filter_item(
                asked.selection, "year", str(year), str(year), here.possible, without_dates
            ),
            f"{year}年",
            here.certain,
        )
        for year, here in ((year, asked.years[year]) for year in shown)
    ]


def _months(asked: _Asked) -> list[Row]:
    units = [unit for year in _opened(asked) for unit in spans.months(year)]
    if not units:
        return []
    periods = [
        (
            _between(asked, unit.key, unit.key, str(unit.first.month), here.possible),
            f"{unit.first.year}年{unit.first.month}月",
            here.certain,
        )
        for unit, here in zip(units, spans.held(units, asked.by_month), strict=True)
    ]
    return _rows(periods, lambda name: f"{name[:5]}各月")


def _opened(asked: _Asked) -> list[int]:
    """The years that something of is held and that are chosen, if there are few."""
    chosen = {value.argument for value in asked.selection.chosen("year")}
    since, until = asked.selection.chosen("from"), asked.selection.chosen("to")
    years = sorted(
        year
        for year, here in asked.years.items()
        if here.possible
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
