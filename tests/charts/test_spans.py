"""What surely and what possibly appeared, worked out from totals, is what looking at each tells."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.charts.spans import Held, decades, held, months, years

DAYS = st.dates(date(2018, 6, 1), date(2023, 6, 30))
LENGTHS = st.one_of(st.just(0), st.integers(0, 40), st.integers(0, 900))
ARTICLES = st.lists(st.tuples(DAYS, LENGTHS), max_size=12).map(
    lambda drawn: [(first, first + timedelta(days=days)) for first, days in drawn]
)


class Counting:
    """Counts as an engine does: each bound by itself."""

    def __init__(self, articles):
        self.articles = articles
        self.asked = 0

    def __call__(self, since, until):
        self.asked += 1
        return sum(latest >= since and earliest <= until for earliest, latest in self.articles)


def seen(units, articles):
    return [
        Held(
            sum(last >= unit.first and first <= unit.last for first, last in articles),
            sum(first >= unit.first and last <= unit.last for first, last in articles),
        )
        for unit in units
    ]


@given(ARTICLES, st.sampled_from([2019, 2020, 2021]))
def test_months_of_a_year_that_spans_reach_into_and_out_of(articles, year):
    units = months(year)
    assert held(units, Counting(articles)) == seen(units, articles)


@given(ARTICLES)
def test_years_of_which_the_whole_is_known(articles):
    units = years(2018, 2026)
    expected = seen(units, articles)
    possible = [here.possible for here in expected]
    assert held(units, Counting(articles), possible, len(articles)) == expected


def test_where_all_days_are_known_there_is_nothing_more_to_ask():
    articles = [(date(year, 5, 1), date(year, 5, 1)) for year in (2020, 2020, 2022)]
    count = Counting(articles)
    assert held(years(2020, 2022), count, [2, 0, 1], 3) == [(2, 2), (0, 0), (1, 1)]
    assert count.asked == 0
    assert sum(here.certain for here in held(months(2020), count)) == 2
    # the months, and the year as a whole
    assert count.asked == 13


def test_months_of_a_range_are_all_possible_and_none_is_certain():
    articles = [(date(2021, 6, 1), date(2021, 9, 30))]
    made = held(months(2021), Counting(articles))
    assert [here.possible for here in made] == [0] * 5 + [1] * 4 + [0] * 3
    assert not any(here.certain for here in made)
    assert held(years(2021, 2021), Counting(articles)) == [(1, 1)]


@pytest.mark.parametrize("units", [months(2024), years(1999, 2003), decades(1949, 2026)])
def test_units_adjoin(units):
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(units))


def test_decades_hold_their_years_and_end_with_the_calendar():
    assert [unit.key for unit in decades(1949, 1961)] == ["1940", "1950", "1960"]
    assert decades(2195, 2200)[-1].last == date(2200, 12, 31)
