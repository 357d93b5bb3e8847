"""The holdings of a newspaper by year and day, compared with the days on which it was published."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, gettext_noop

from archive.catalogue.publication import Publication
from archive.editions.current import cached_per_edition
from archive.models import Issue, Newspaper

# state of a day: CSS class → label
STATES = {
    "whole": gettext_noop("版面齐全"),
    "part": gettext_noop("版面不全"),
    "held": gettext_noop("有藏，版数不详"),
    "missing": gettext_noop("缺藏"),
    "none": gettext_noop("未出报"),
    "unknown": gettext_noop("是否出报不详"),
}
# minimum number of exactly dated issues for showing a year day by day
_ENOUGH_DAYS = 12
_WEEKS = Calendar(firstweekday=0)


@dataclass(frozen=True)
class Year:
    """A year of a newspaper: number of exactly dated issues, of issues possibly of that year, and
    of publication days.
    """

    number: int
    dated: int = 0
    approximate: int = 0
    # None if unknown
    appeared: int | None = None

    @property
    def held(self) -> int:
        return self.dated + self.approximate


@dataclass(frozen=True)
class Day:
    date: date
    state: str
    issues: tuple[Issue, ...] = ()
    printed: int | None = None

    @property
    def description(self) -> str:
        """The state in words."""
        if self.state == "part":
            page_counts = gettext("、").join(str(issue.page_count) for issue in self.issues)
            return gettext("版面不全，全 %(printed)s 版，存 %(held)s 版") % {
                "printed": self.printed,
                "held": page_counts,
            }
        return gettext(STATES[self.state])


@dataclass(frozen=True)
class Month:
    first: date
    # Monday to Sunday; None for days of another month
    weeks: list[list[Day | None]]
    # exactly dated issues of the month, and those that may be of it
    dated: list[Issue]
    approximate: list[Issue]


@dataclass(frozen=True)
class YearCalendar:
    year: Year
    months: list[Month]
    # by date, or by the beginning of a date range
    issues: list[Issue]
    # the states that occur, for the legend
    states: dict[str, str]
    # evidence for the days of publication
    sources: list[str]

    @property
    def is_strip(self) -> bool:
        """Whether to show only months, because hardly any exact days are known."""
        return self.year.appeared is None and self.year.dated < _ENOUGH_DAYS

    @property
    def missing(self) -> int:
        """The number of days of publication without an issue in the archive."""
        days = (day for month in self.months for week in month.weeks for day in week if day)
        return sum(day.state == "missing" for day in days)

    @property
    def approximate(self) -> list[Issue]:
        return [issue for issue in self.issues if not issue.is_dated]


def years_of(paper: Newspaper) -> list[Year]:
    """Return every year from the first to the last with issues or known publication."""
    publication = Publication(paper.publication)
    dated: dict[int, int] = {}
    approximate: dict[int, int] = {}
    for first, last, is_dated, count in _issues_by_years(paper.pk):
        for year in range(first, last + 1):
            counts = dated if is_dated else approximate
            counts[year] = counts.get(year, 0) + count
    known_years = {*dated, *approximate, *publication.years}
    if not known_years:
        return []
    return [
        Year(year, dated.get(year, 0), approximate.get(year, 0), publication.issues_of(year))
        for year in range(min(known_years), max(known_years) + 1)
    ]


@cached_per_edition
def _issues_by_years(newspaper: int) -> tuple[tuple[int, int, bool, int], ...]:
    return tuple(Issue.objects.of_newspaper(newspaper).counts_by_years())


def calendar_of(paper: Newspaper, year: Year) -> YearCalendar:
    """Return the months of a year with the state of each day; one query."""
    publication = Publication(paper.publication)
    issues = list(paper.issues.of_year(year.number).with_counts().oldest_first())
    months = [_month(publication, issues, year.number, month) for month in range(1, 13)]
    states_shown = {day.state for month in months for week in month.weeks for day in week if day}
    return YearCalendar(
        year=year,
        months=months,
        issues=issues,
        states={state: gettext(label) for state, label in STATES.items() if state in states_shown},
        sources=[
            period["source"]
            for period in paper.publication
            if period["since"][:4] <= str(year.number) <= period["until"][:4]
        ],
    )


def _month(publication: Publication, issues: list[Issue], year: int, month: int) -> Month:
    weeks = _WEEKS.monthdatescalendar(year, month)
    days = [day for week in weeks for day in week if day.month == month]
    issues_of_month = [i for i in issues if i.earliest <= days[-1] and i.latest >= days[0]]
    return Month(
        days[0],
        [
            [_day(publication, issues_of_month, d) if d.month == month else None for d in week]
            for week in weeks
        ],
        [issue for issue in issues_of_month if issue.is_dated],
        [issue for issue in issues_of_month if not issue.is_dated],
    )


def _day(publication: Publication, issues: list[Issue], day: date) -> Day:
    issues_of_day = tuple(issue for issue in issues if issue.is_dated and issue.earliest == day)
    pages_printed = publication.pages(day)
    return Day(
        day,
        _state(publication.appeared(day), issues_of_day, pages_printed),
        issues_of_day,
        pages_printed,
    )


def _state(appeared: bool | None, issues: Sequence[Issue], pages_printed: int | None) -> str:
    if not issues:
        return {True: "missing", False: "none", None: "unknown"}[appeared]
    if pages_printed is None:
        return "held"
    return "whole" if all(issue.page_count >= pages_printed for issue in issues) else "part"
