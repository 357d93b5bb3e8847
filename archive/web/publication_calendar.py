"""What is held of a newspaper, year by year and day by day, beside what is known to have appeared."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from archive.catalogue.publication import Publication
from archive.editions.current import cached_per_edition
from archive.models import Issue, Newspaper

# what is known of a day: its name in the style sheet, and in words
STATES = {
    "whole": "收藏齐全",
    "part": "收藏不全",
    "held": "有藏，版数不详",
    "missing": "缺藏",
    "none": "未出报",
    "unknown": "是否出报不详",
}
# dated issues from which on a year is worth its days, each
_ENOUGH_DAYS = 12
_WEEKS = Calendar(firstweekday=0)


@dataclass(frozen=True)
class Year:
    """A year of a title: issues held whose day is known, those that may be of it, days of publication."""

    number: int
    dated: int = 0
    roughly: int = 0
    # None where nothing says
    appeared: int | None = None

    @property
    def held(self) -> int:
        return self.dated + self.roughly


@dataclass(frozen=True)
class Day:
    date: date
    state: str
    issues: tuple[Issue, ...] = ()
    printed: int | None = None

    @property
    def says(self) -> str:
        if self.state == "part":
            held = "、".join(str(issue.page_count) for issue in self.issues)
            return f"收藏不全，全 {self.printed} 版，存 {held} 版"
        return STATES[self.state]


@dataclass(frozen=True)
class Month:
    first: date
    # weeks from Monday; None for what belongs to another month
    weeks: list[list[Day | None]]
    # issues that are of a day of the month, and those that may be
    dated: list[Issue]
    roughly: list[Issue]


@dataclass(frozen=True)
class YearCalendar:
    year: Year
    months: list[Month]
    # by date; those of which only a span is known stand where it begins
    issues: list[Issue]
    # the states that occur, for the legend
    states: dict[str, str]
    # by what it is known on which days the paper appeared
    sources: list[str]

    @property
    def is_strip(self) -> bool:
        """Whether the months say enough: of the days nothing is known, but of a few."""
        return self.year.appeared is None and self.year.dated < _ENOUGH_DAYS

    @property
    def missing(self) -> int:
        """Days on which the paper appeared and of which no issue is held."""
        days = (day for month in self.months for week in month.weeks for day in week if day)
        return sum(day.state == "missing" for day in days)

    @property
    def roughly(self) -> list[Issue]:
        return [issue for issue in self.issues if not issue.is_dated]


def years_of(paper: Newspaper) -> list[Year]:
    """Every year from the first to the last that is held or known of."""
    publication = Publication(paper.publication)
    dated: dict[int, int] = {}
    roughly: dict[int, int] = {}
    for first, last, is_dated, count in _issues_by_years(paper.pk):
        for year in range(first, last + 1):
            counted = dated if is_dated else roughly
            counted[year] = counted.get(year, 0) + count
    touched = {*dated, *roughly, *publication.years}
    if not touched:
        return []
    return [
        Year(year, dated.get(year, 0), roughly.get(year, 0), publication.issues_of(year))
        for year in range(min(touched), max(touched) + 1)
    ]


@cached_per_edition
def _issues_by_years(newspaper: int) -> tuple[tuple, ...]:
    return tuple(Issue.objects.filter(newspaper=newspaper).counts_by_years())


def calendar_of(paper: Newspaper, year: Year) -> YearCalendar:
    """The year's months with the state of each day; one query."""
    publication = Publication(paper.publication)
    issues = list(paper.issues.of_year(year.number).with_counts().oldest_first())
    months = [_month(publication, issues, year.number, month) for month in range(1, 13)]
    seen = {day.state for month in months for week in month.weeks for day in week if day}
    return YearCalendar(
        year=year,
        months=months,
        issues=issues,
        states={state: says for state, says in STATES.items() if state in seen},
        sources=[
            period["source"]
            for period in paper.publication
            if period["since"][:4] <= str(year.number) <= period["until"][:4]
        ],
    )


def _month(publication: Publication, issues: list[Issue], year: int, month: int) -> Month:
    weeks = _WEEKS.monthdatescalendar(year, month)
    days = [day for week in weeks for day in week if day.month == month]
    here = [i for i in issues if i.earliest <= days[-1] and i.latest >= days[0]]
    return Month(
        days[0],
        [
            [_day(publication, here, d) if d.month == month else None for d in week]
            for week in weeks
        ],
        [issue for issue in here if issue.is_dated],
        [issue for issue in here if not issue.is_dated],
    )


def _day(publication: Publication, issues: list[Issue], day: date) -> Day:
    here = tuple(issue for issue in issues if issue.is_dated and issue.earliest == day)
    printed = publication.pages(day)
    return Day(day, _state(publication.appeared(day), here, printed), here, printed)


def _state(appeared: bool | None, issues: Sequence[Issue], printed: int | None) -> str:
    if not issues:
        return {True: "missing", False: "none", None: "unknown"}[appeared]
    if printed is None:
        return "held"
    return "whole" if all(issue.page_count >= printed for issue in issues) else "part"
