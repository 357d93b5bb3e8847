"""Certain and possible counts from months equal those from looking at each article."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.charts.date_histogram import (
    Span,
    UnitCounts,
    counts_per_unit,
    decades,
    months,
    parse_spans,
    years,
)

DAYS = st.dates(date(2018, 6, 1), date(2023, 6, 30))
LENGTHS = st.one_of(st.just(0), st.integers(0, 40), st.integers(0, 900))
ARTICLES = st.lists(st.tuples(DAYS, LENGTHS), max_size=12).map(
    lambda drawn: [(first, first + timedelta(days=days)) for first, days in drawn]
)


def count_spans(articles):
    return Counter(
        f"{first:%Y-%m}/{last:%Y-%m}{'?' * is_inferred(first)}" for first, last in articles
    )


def is_inferred(first):
    return first.day % 2 == 0


def months_of(articles):
    return parse_spans(count_spans(articles))


def unit_counts(units, articles):
    result = []
    for unit in units:
        inside = [a for a in articles if a[0] >= unit.first and a[1] <= unit.last]
        inferred = sum(is_inferred(first) for first, _ in inside)
        possible = sum(last >= unit.first and first <= unit.last for first, last in articles)
        result.append(UnitCounts(possible, len(inside) - inferred, inferred))
    return result


@settings(deadline=None)
@given(ARTICLES, st.sampled_from([2019, 2020, 2021]))
def test_months_of_a_year_that_spans_reach_into_and_out_of(articles, year):
    assert counts_per_unit(months(year), months_of(articles)) == unit_counts(months(year), articles)


@settings(deadline=None)
@given(ARTICLES)
def test_months_of_years_apart(articles):
    units = [*months(2019), *months(2021)]
    assert counts_per_unit(units, months_of(articles)) == unit_counts(units, articles)


@settings(deadline=None)
@given(ARTICLES)
def test_years_and_decades(articles):
    for units in (years(2019, 2022), decades(2010, 2029)):
        assert counts_per_unit(
            units, parse_spans(count_spans(articles), len("2021"))
        ) == unit_counts(units, articles)
        assert counts_per_unit(units, months_of(articles)) == unit_counts(units, articles)


def test_months_of_a_range_are_all_possible_and_none_is_certain():
    units = counts_per_unit(months(2021), {Span("2021-06", "2021-09"): 1})
    assert [month.possible for month in units] == [0] * 5 + [1] * 4 + [0] * 3
    assert not any(month.certain or month.inferred for month in units)
    assert counts_per_unit(years(2021, 2021), {Span("2021", "2021"): 1}) == [(1, 1, 0)]
    assert counts_per_unit(years(2021, 2021), {Span("2021", "2021", True): 1}) == [(1, 0, 1)]


@pytest.mark.parametrize("units", [months(2024), years(1999, 2003), decades(1949, 2026)])
def test_units_are_contiguous(units):
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(units))


def test_decades_hold_their_years_and_end_with_the_calendar():
    assert [unit.key for unit in decades(1949, 1961)] == ["1940", "1950", "1960"]
    assert decades(2195, 2200)[-1].last == date(2200, 12, 31)
