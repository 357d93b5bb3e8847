"""Trends in numbers: articles of each series by period, measured against what is held."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from archive import search
from archive.charts import date_histogram
from archive.charts.date_histogram import Spans, Unit, UnitCounts, counts_per_unit, parse_spans
from archive.charts.line_chart import ValueRange
from archive.editions import totals
from archive.editions.cached_lists import provinces
from archive.editions.current import cached_per_edition
from archive.facets.choices import NEWSPAPERS
from archive.filters.parameters import Offer, ParameterError
from archive.filters.trends import Series, TrendFilter

# without a choice, spans up to this number of months are counted by month
FEW_MONTHS = 24
MAX_MONTHS, MAX_WEEKS = 180, 54
# charts beside one another: those with the most articles
MAX_PANELS = 12
# below this number of articles held, a share says little
SPARSE_BELOW = 20
MILLION = 1_000_000
_OFFERED_YEARS = 12


class TooManyPeriods(Exception):
    """The dates span more periods than a chart can show; `problem` says how many it can."""

    def __init__(self, problem: ParameterError):
        self.problem = problem
        super().__init__(problem.message)


@dataclass(frozen=True)
class Period:
    """A year, month or week, and the articles and characters held of it."""

    unit: Unit
    label: str
    short: str
    held: int
    # None where characters are not counted: by week or by province
    characters: int | None
    is_held: bool

    @property
    def is_thin(self) -> bool:
        """Whether so little is held that one article more or less changes the share visibly."""
        return self.is_held and self.held < SPARSE_BELOW


@dataclass(frozen=True)
class Point:
    """A series in a period; `url` is the list of its articles, "" if there are none."""

    period: Period
    counts: UnitCounts
    url: str

    @property
    def dated(self) -> int:
        """Articles dated to this period, by the page or by editors."""
        return self.counts.certain + self.counts.inferred

    def value(self, measure: str) -> ValueRange | None:
        """Return the value in the measure's unit; None where nothing is held."""
        if not self.period.is_held:
            return None
        per, of = 1.0, 1
        if measure == "share":
            # articles counted exist, even if the totals do not count them
            per, of = 100.0, max(self.period.held, self.counts.possible)
        elif measure == "million":
            per, of = float(MILLION), self.period.characters or 0
        if not of:
            return None
        return ValueRange(self.dated * per / of, self.counts.possible * per / of)


@dataclass(frozen=True)
class Line:
    """A series: its points, and the number and list of its articles in all periods."""

    series: Series
    points: tuple[Point, ...]
    total: int
    url: str


@dataclass(frozen=True)
class Panel:
    """One chart: all articles (`key` is ""), or those of a newspaper or province."""

    key: str
    label: str
    periods: tuple[Period, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Trends:
    unit: str
    measure: str
    first: date
    last: date
    panels: tuple[Panel, ...]
    # how search terms were understood
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Part:
    """What a panel is limited to: newspapers, and a value of a facet."""

    newspapers: tuple[str, ...]
    facet: str = ""
    value: str = ""
    label: str = ""

    def filters(self, own: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]] | None:
        """Return the filters of a list within this part; None if it has nothing in common."""
        filters = dict(own)
        limits = [("newspaper", self.newspapers), (self.facet, (self.value,) if self.facet else ())]
        for name, values in limits:
            if not values:
                continue
            allowed = tuple(v for v in filters[name] if v in values) if name in filters else values
            if not allowed:
                return None
            filters[name] = allowed
        return filters


def heading(series: Sequence[Series]) -> str:
    """Return the title: 趋势：工会、技能竞赛."""
    names = _("、").join(item.label for item in series)
    return _("趋势：%(names)s") % {"names": names} if names else _("趋势")


def trends(selection: TrendFilter) -> Trends | None:
    """Count all series; None if nothing is held. Raises TooManyPeriods, SearchUnavailable.

    A fixed number of searches for each series and panel, however many articles there are.
    """
    span = _span(selection)
    if span is None:
        return None
    unit = selection.chosen("unit") or _usual_unit(*span)
    units = _units(selection, unit, *span)
    first, last = units[0].first, units[-1].last
    parts = _parts(selection)
    panels = []
    for part in parts:
        periods = _periods(part, unit, units)
        lines = tuple(_line(series, part, periods, unit) for series in selection.series_chosen)
        panels.append(Panel(part.value, part.label, periods, lines))
    notes = dict.fromkeys(
        note for series in selection.series_chosen for note in series.selection.parsed.notes
    )
    return Trends(unit, selection.chosen_measure, first, last, tuple(panels), tuple(notes))


def _span(selection: TrendFilter) -> tuple[date, date] | None:
    """Return the first and last day: as chosen, else of what is held."""
    spans = _held_spans(selection.newspapers)
    if not spans:
        return None
    since, until = selection.chosen("from"), selection.chosen("to")
    first = since.first if since else date.fromisoformat(min(s.first for s in spans) + "-01")
    last = until.last if until else _last_day(max(s.last for s in spans))
    # with one end chosen beyond all holdings
    return min(first, last), max(first, last)


def _last_day(month: str) -> date:
    year, number = map(int, month.split("-"))
    return date_histogram.months(year)[number - 1].last


def _usual_unit(first: date, last: date) -> str:
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return "month" if months <= FEW_MONTHS else "year"


def _units(selection: TrendFilter, unit: str, first: date, last: date) -> list[Unit]:
    """Return the whole years, months or weeks from `first` to `last`."""
    if unit == "year":
        return date_histogram.years(first.year, last.year)
    if unit == "month":
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        if months > MAX_MONTHS:
            raise TooManyPeriods(
                _too_many(
                    selection,
                    _("按月最多 %(most)s 个月，这里有 %(months)s 个月。")
                    % {"most": MAX_MONTHS, "months": months},
                )
            )
        return [
            period
            for year in range(first.year, last.year + 1)
            for period in date_histogram.months(year)
            if period.last >= first and period.first <= last
        ]
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // 7 + 1
    if weeks > MAX_WEEKS:
        raise TooManyPeriods(
            _too_many(selection, _("按周最多一年，这里有 %(weeks)s 周。") % {"weeks": weeks})
        )
    starts = (monday + timedelta(weeks=n) for n in range(weeks))
    return [Unit(day.isoformat(), day, day + timedelta(days=6)) for day in starts]


def _too_many(selection: TrendFilter, limit: str) -> ParameterError:
    query = selection.query.without("from", "to")
    years = sorted({span.last[:4] for span in _held_spans(selection.newspapers)}, reverse=True)
    return ParameterError(
        "unit",
        limit + _("请缩短起止日期，或改选较大的时间单位。"),
        selection.chosen("unit"),
        close=(Offer(_("按年"), selection.query.without("unit").with_value("unit", "year")),),
        others=tuple(
            Offer(
                _("%(year)s年") % {"year": year},
                query.with_value("from", year).with_value("to", year),
            )
            for year in years[:_OFFERED_YEARS]
        ),
        without=selection.query.without("unit"),
    )


def _parts(selection: TrendFilter) -> list[_Part]:
    scope, by = selection.newspapers, selection.chosen("by")
    if by == "newspaper":
        counts = {
            slug: sum(months.values())
            for slug, months in totals.by_months().items()
            if not scope or slug in scope
        }
        largest = sorted(counts, key=lambda slug: (-counts[slug], slug))[:MAX_PANELS]
        labels = NEWSPAPERS.look_up(largest)
        return [
            _Part((slug,), "newspaper", slug, labels[slug].label)
            for slug in largest
            if slug in labels
        ]
    if by == "province":
        by_code = totals.by_place(2)
        ranked = sorted(provinces(), key=lambda place: -by_code.get(place.code[:2], 0))
        return [
            _Part(scope, "province", place.slug or "", place.shown_short_name)
            for place in ranked[:MAX_PANELS]
            if by_code.get(place.code[:2])
        ]
    return [_Part(scope)]


def _periods(part: _Part, unit: str, units: Sequence[Unit]) -> tuple[Period, ...]:
    issued, articles, characters = _holdings(part.newspapers, tuple(units), unit == "week")
    has_characters = unit != "week" and part.facet != "province"
    if unit == "week" or part.facet == "province":
        query = search.Query(limit=0, filters=part.filters({}) or {})
        articles = tuple(c.possible for c in _counts(_dated(query, unit, units), unit, units))
    if unit == "week":
        issued = articles
    return tuple(
        Period(
            period,
            _label(period, unit),
            _short(period, unit),
            held_count,
            characters[n] if has_characters else None,
            bool(issued[n]),
        )
        for n, (period, held_count) in enumerate(zip(units, articles, strict=True))
    )


@cached_per_edition
def _holdings(
    newspapers: tuple[str, ...], units: tuple[Unit, ...], by_week: bool
) -> tuple[tuple[int, ...], ...]:
    """Return (issues or not, articles, characters) possibly of each unit; zeros by week."""
    if by_week:
        return ((0,) * len(units),) * 3
    held_spans = _held_spans(newspapers)
    characters_by_month = _summed(totals.characters_by_months(), newspapers)
    return tuple(
        tuple(counts.possible for counts in counts_per_unit(units, spans))
        for spans in (dict.fromkeys(held_spans, 1), held_spans, characters_by_month)
    )


@cached_per_edition
def _held_spans(newspapers: tuple[str, ...]) -> Spans:
    """Return articles by the span of months, of these newspapers or of all."""
    return _summed(totals.by_months(), newspapers)


def _summed(by_newspaper: Mapping[str, Mapping[str, int]], newspapers: Sequence[str]) -> Spans:
    counts: dict[str, int] = {}
    for slug, months in by_newspaper.items():
        if not newspapers or slug in newspapers:
            for span, count in months.items():
                counts[span] = counts.get(span, 0) + count
    return parse_spans(counts)


def _line(series: Series, part: _Part, periods: Sequence[Period], unit: str) -> Line:
    units = [period.unit for period in periods]
    results = series.selection.results(limit=0, facets=(search.SPAN,))
    if not results.facets:
        raise search.SearchUnavailable(results.incomplete)
    query = series.selection.search_query(limit=0)
    filters = part.filters(query.filters)
    if filters is None:
        empty_points = tuple(Point(period, UnitCounts(0, 0, 0), "") for period in periods)
        return Line(series, empty_points, 0, "")
    query = replace(query, filters=filters)
    spans = _dated(query, unit, units)
    counts = _counts(spans, unit, units)
    since, until = query.since or 1, query.until or date.max.toordinal()
    points = []
    for period, period_counts in zip(periods, counts, strict=True):
        first, last = period.unit.first.toordinal(), period.unit.last.toordinal()
        if last < since or first > until:
            # the series itself ends before or begins after
            period_counts = UnitCounts(0, 0, 0)
        url = _list_url(series, part, period.unit, period.unit, unit)
        points.append(Point(period, period_counts, url if period_counts.possible else ""))
    length = _length(unit)
    begin, end = units[0].first.isoformat()[:length], units[-1].last.isoformat()[:length]
    total = sum(n for span, n in spans.items() if span.last >= begin and span.first <= end)
    url = _list_url(series, part, units[0], units[-1], unit)
    return Line(series, tuple(points), total, url if total else "")


def _dated(query: search.Query, unit: str, units: Sequence[Unit]) -> Spans:
    """Return articles of the query by the span of months or, for weeks, of days."""
    facet = search.SPAN
    if unit == "week":
        facet = search.DAYS
        first, last = units[0].first.toordinal(), units[-1].last.toordinal()
        query = replace(
            query, since=max(query.since or 1, first), until=min(query.until or last, last)
        )
    results = search.search(replace(query, facets=(facet,)))
    if results.incomplete:
        raise search.SearchUnavailable(results.incomplete)
    return parse_spans(results.facets[facet])


def _counts(spans: Spans, unit: str, units: Sequence[Unit]) -> list[UnitCounts]:
    if unit != "year":
        return counts_per_unit(units, spans)
    years: dict[date_histogram.Span, int] = {}
    for span, count in spans.items():
        year = date_histogram.Span(span.first[:4], span.last[:4], span.inferred)
        years[year] = years.get(year, 0) + count
    return counts_per_unit(units, years)


def _length(unit: str) -> int:
    """Return the characters of the dates that spans of this unit are counted by."""
    return len("2021-06-15") if unit == "week" else len("2021-06")


def _list_url(series: Series, part: _Part, first: Unit, last: Unit, unit: str) -> str:
    """Return the address of the list of a series' articles in some periods of a part."""
    selection = series.selection
    query = selection.canonical.without("page", "sort", "from", "to")
    own = {
        name: tuple(value.value for value in selection.chosen(name))
        for name in ("newspaper", part.facet)
        if name and selection.chosen(name)
    }
    for name, values in (part.filters(own) or {}).items():
        query = query.without(name)
        for value in values:
            query = query.with_value(name, value)
    since, until = selection.chosen("from"), selection.chosen("to")
    begin = since.value if since and since.first > first.first else _key(first.first, unit)
    end = until.value if until and until.last < last.last else _key(last.last, unit)
    return selection.url(query.with_value("from", begin).with_value("to", end))


def _key(day: date, unit: str) -> str:
    length = {"year": len("2021"), "month": len("2021-06"), "week": len("2021-06-15")}[unit]
    return day.isoformat()[:length]


def _label(unit: Unit, kind: str) -> str:
    if kind == "year":
        return _("%(number)s年") % {"number": unit.first.year}
    if kind == "month":
        return date_format(unit.first, _("Y年n月"))
    return "—".join((date_format(unit.first, _("Y年n月j日")), date_format(unit.last, _("n月j日"))))


def _short(unit: Unit, kind: str) -> str:
    if kind == "year":
        return str(unit.first.year)
    if kind == "month":
        return f"{unit.first.year}-{unit.first.month}"
    return f"{unit.first.month}-{unit.first.day}"


def points(trend_data: Trends) -> Iterator[tuple[Panel, int, Point]]:
    """Yield (panel, number of the series from 1, point) of every point."""
    for panel in trend_data.panels:
        for number, line in enumerate(panel.lines, 1):
            for point in line.points:
                yield panel, number, point
