"""Color scales: steps without gaps, and darker means more."""

from itertools import pairwise

import pytest

from archive.charts.chart_items import STEPS, color_step_of, color_steps


@pytest.mark.parametrize("most", [1, 2, 3, 5, 23, 100, 51_761, 1_000_000])
def test_every_count_has_its_shade(most):
    result = color_steps(most)
    assert result[0].least == 1
    assert result[-1].most == most
    assert all(after.least == before.most + 1 for before, after in pairwise(result))
    assert [step.shade for step in result] == list(range(STEPS + 1 - len(result), STEPS + 1))
    for step in result:
        assert color_step_of(step.least, result) == color_step_of(step.most, result) == step.shade


def test_a_count_of_zero_has_no_shade():
    assert color_steps(0) == []
    assert color_step_of(0, color_steps(23)) == color_step_of(0, []) == 0


def test_shades_are_labelled_with_their_counts():
    assert [step.label for step in color_steps(23)] == ["1–2", "3–5", "6–11", "12–23"]
    assert [step.label for step in color_steps(2)] == ["1", "2"]
