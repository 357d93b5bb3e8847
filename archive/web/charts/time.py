"""The date histogram: decades if there are many years, years, and the months of one or two."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext

from archive import search
from archive.charts import date_histogram, stacked_bars
from archive.charts.chart_items import ChartItem
from archive.charts.stacked_bars import BarPeriod
from archive.editions import totals
from archive.editions.current import cached_per_edition
from archive.filters.articles import ArticleFilter
from archive.languages import date_in_words, in_century
from archive.web.article_list.facets import list_url

from .chart import MIN_ARTICLES, Chart, Counts, filter_item

# maximum number of decades expanded to years, and of years expanded to months
MAX_OPENED = 2


@dataclass(frozen=True)
class HistogramRow:
    """A row of bars under one heading."""

    label: str
    bars: list[stacked_bars.Bar]
    height: float = stacked_bars.HEIGHT


@dataclass(frozen=True)
class DateHistogram:
    rows: list[HistogramRow]

    @cached_property
    def kinds(self) -> set[str]:
        """The kinds of parts in the bars, "holdings" if these are shown behind them, and "not-held"
        if the archive lacks a period.
        """
        bars = [bar for row in self.rows for bar in row.bars]
        parts = {part.kind for bar in bars for part in bar.parts}
        extra = {"holdings"} if any(bar.held_height for bar in bars) else set()
        return parts | extra | ({"not-held"} if not all(bar.is_held for bar in bars) else set())

    @property
    def is_narrower(self) -> bool:
        """Whether it shows fewer articles than the archive has."""
        return any(
            bar.item.count != (bar.period.held or 0) for row in self.rows for bar in row.bars
        )


@cached_per_edition
def _held(*newspapers: str) -> Mapping[date_histogram.Unit, int]:
    """Return {decade, year or month with an issue of these newspapers, or any: its articles}."""
    counts: dict[str, int] = {}
    for slug, counts_by_month in totals.by_months().items():
        if not newspapers or slug in newspapers:
            for span, count in counts_by_month.items():
                counts[span] = counts.get(span, 0) + count
    articles = date_histogram.parse_spans(counts)
    if not articles:
        return {}
    issues = dict.fromkeys(articles, 1)
    first = int(min(span.first for span in articles)[:4])
    last = int(max(span.last for span in articles)[:4])
    months = [unit for year in range(first, last + 1) for unit in date_histogram.months(year)]
    return {
        unit: unit_counts.possible
        for units in (
            date_histogram.decades(first, last),
            date_histogram.years(first, last),
            months,
        )
        for unit, issued, unit_counts in zip(
            units,
            date_histogram.counts_per_unit(units, issues),
            date_histogram.counts_per_unit(units, articles),
            strict=True,
        )
        if issued.possible
    }


@dataclass(frozen=True)
class _HistogramSource:
    """The data of the chart: the list, and its counts without its own choice of dates."""

    selection: ArticleFilter
    # keyed by values of search.SPAN: thousands, while most charts need only years
    counted: Mapping[str, int]

    @cached_property
    def by_month(self) -> date_histogram.Spans:
        return date_histogram.parse_spans(self.counted)

    @cached_property
    def by_year(self) -> date_histogram.Spans:
        return date_histogram.parse_spans(self.counted, len("2021"))

    @cached_property
    def held(self) -> Mapping[date_histogram.Unit, int]:
        """The holdings by period, of the chosen newspapers if there are any."""
        return _held(*sorted(value.value for value in self.selection.chosen("newspaper")))

    @cached_property
    def spanned(self) -> range:
        """From the first to the last year with articles; all years of a young archive."""
        first = min(int(span.first) for span in self.by_year)
        last = max(int(span.last) for span in self.by_year)
        years_held = [unit.first.year for unit in self.held if unit.first.year == unit.last.year]
        all_years = range(min([first, *years_held]), max([last, *years_held]) + 1)
        return all_years if len(all_years) <= stacked_bars.MAX_BARS else range(first, last + 1)

    @cached_property
    def years(self) -> dict[int, date_histogram.UnitCounts]:
        units = date_histogram.years(self.spanned[0], self.spanned[-1])
        return dict(
            zip(self.spanned, date_histogram.counts_per_unit(units, self.by_year), strict=True)
        )

    def period(
        self,
        unit: date_histogram.Unit,
        item: ChartItem,
        name: str,
        unit_counts: date_histogram.UnitCounts,
    ) -> BarPeriod:
        # articles shown exist, even if the totals do not count them
        return BarPeriod(item, name, unit_counts, self.held.get(unit, unit_counts.possible or None))


def chart(selection: ArticleFilter, counts: Counts, total: int) -> Chart | None:
    """Return the histogram; None if there are too few articles."""
    source = _source(selection, counts)
    if sum(source.counted.values()) < MIN_ARTICLES:
        return None
    rows = []
    if len(source.spanned) > stacked_bars.MAX_BARS:
        rows += _decades(source)
        if years_drawn := _years_shown(source):
            rows += _rows(
                _years(source, years_drawn),
                lambda item: gettext("%(decade)s年代各年") % {"decade": f"{item.key[:3]}0"},
            )
    else:
        rows += _rows(_years(source, source.spanned), lambda item: gettext("各年"))
    rows += _months(source)
    return Chart("time", gettext("时间"), DateHistogram(rows))


def _source(selection: ArticleFilter, counts: Counts) -> _HistogramSource:
    if any(selection.chosen(name) for name in ("year", "from", "to")):
        words = selection.parsed
        query = selection.search_query(limit=0, facets=(search.SPAN,)).without_filter("year")
        # dates in the query itself still apply
        counts = search.search(replace(query, since=words.since, until=words.until)).facets
    return _HistogramSource(selection, counts[search.SPAN])


def _decades(source: _HistogramSource) -> list[HistogramRow]:
    units = date_histogram.decades(source.spanned[0], source.spanned[-1])
    periods = [
        source.period(
            unit,
            _between(
                source, str(unit.first.year), str(unit.last.year), unit.key, decade_counts.possible
            ),
            gettext("%(decade)s年代") % {"decade": unit.key},
            decade_counts,
        )
        for unit, decade_counts in zip(
            units, date_histogram.counts_per_unit(units, source.by_year), strict=True
        )
    ]
    if len(units) <= stacked_bars.MAX_BARS:
        return _rows(periods, lambda item: gettext("各年代"))
    return _rows(periods, lambda item: in_century(int(item.key[:2]) + 1))


def _years_shown(source: _HistogramSource) -> range | None:
    """Return the years of the chosen decades, if they are few."""
    years_chosen = [value.argument for value in source.selection.chosen("year")]
    since, until = source.selection.chosen("from"), source.selection.chosen("to")
    if not (years_chosen or since or until):
        return None
    first = min(years_chosen) if years_chosen else since.first.year if since else source.spanned[0]
    last = max(years_chosen) if years_chosen else until.last.year if until else source.spanned[-1]
    years_drawn = range(
        max(first // 10 * 10, source.spanned[0]), min(last // 10 * 10 + 9, source.spanned[-1]) + 1
    )
    return years_drawn if 0 < len(years_drawn) <= 10 * MAX_OPENED else None


def _years(source: _HistogramSource, years: range) -> list[BarPeriod]:
    selection = source.selection
    without_dates = selection.query.without("page", "from", "to")
    return [
        source.period(
            unit,
            filter_item(selection, "year", unit.key, unit.key, counts.possible, without_dates),
            gettext("%(year)s年") % {"year": unit.key},
            counts,
        )
        for unit in date_histogram.years(years[0], years[-1])
        for counts in [source.years[unit.first.year]]
    ]


def _months(source: _HistogramSource) -> list[HistogramRow]:
    units = [unit for year in _expanded(source) for unit in date_histogram.months(year)]
    if not units:
        return []
    periods = [
        source.period(
            unit,
            _between(source, unit.key, unit.key, str(unit.first.month), counts.possible),
            date_in_words(unit.key),
            counts,
        )
        for unit, counts in zip(
            units, date_histogram.counts_per_unit(units, source.by_month), strict=True
        )
    ]
    return _rows(periods, lambda item: gettext("%(year)s年各月") % {"year": item.key[:4]})


def _expanded(source: _HistogramSource) -> list[int]:
    """Return the chosen years with articles, if they are few."""
    years_chosen = {value.argument for value in source.selection.chosen("year")}
    since, until = source.selection.chosen("from"), source.selection.chosen("to")
    years = sorted(
        year
        for year, year_counts in source.years.items()
        if year_counts.possible
        and (not years_chosen or year in years_chosen)
        and (not since or year >= since.first.year)
        and (not until or year <= until.last.year)
    )
    return years if len(years) <= MAX_OPENED else []


def _between(source: _HistogramSource, since: str, until: str, label: str, count: int) -> ChartItem:
    """Return a date range whose link replaces any other range of the list."""
    limits = (source.selection.chosen("from"), source.selection.chosen("to"))
    is_chosen = [end and end.value for end in limits] == [since, until]
    base = source.selection.query.without("page", "from", "to")
    if len(since) == len("2021"):
        base = base.without("year")
    if not is_chosen:
        base = base.with_value("from", since).with_value("to", until)
    return ChartItem(
        f"{since}/{until}", label, count, list_url(base) if count or is_chosen else "", is_chosen
    )


def _rows(periods: list[BarPeriod], heading: Callable[[ChartItem], str]) -> list[HistogramRow]:
    """Return periods with the same heading in one row, all to the scale of the tallest bar."""
    tallest = max((period.item.count for period in periods), default=0)
    most_held = max((period.held or 0 for period in periods), default=0)
    if all(period.item.count == (period.held or 0) for period in periods):
        # everything held is shown
        most_held = 0
    groups: dict[str, list[BarPeriod]] = {}
    for period in periods:
        groups.setdefault(heading(period.item), []).append(period)
    return [
        HistogramRow(label, stacked_bars.stacked_bars(members, tallest, most_held))
        for label, members in groups.items()
    ]
