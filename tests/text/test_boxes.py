"""Boxes on a page: areas, intersections, and pixels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.boxes import Box, covered_area, inside_page, intersection, iou, to_pixels, union

sides = st.floats(0, 0.5, allow_nan=False)
boxes = st.builds(Box, sides, sides, sides, sides)


def test_overlap_of_two_boxes():
    left, right = Box(0, 0, 0.5, 0.4), Box(0.25, 0, 0.5, 0.4)
    assert intersection(left, right) == Box(0.25, 0, 0.25, 0.4)
    assert iou(left, right) == pytest.approx(1 / 3)
    assert union([left, right]) == Box(0, 0, 0.75, 0.4)


def test_boxes_that_touch_have_nothing_in_common():
    assert intersection(Box(0, 0, 0.5, 1), Box(0.5, 0, 0.5, 1)) is None
    assert iou(Box(0, 0, 0.5, 1), Box(0.5, 0, 0.5, 1)) == 0


def test_area_covered_by_two_boxes_counts_once():
    assert covered_area([Box(0, 0, 0.5, 1), Box(0.25, 0, 0.5, 1)]) == pytest.approx(0.75)
    assert covered_area([]) == 0


@given(boxes, boxes)
def test_area_of_two_boxes_is_their_sum_without_what_they_share(box, other_box):
    common = intersection(box, other_box)
    shared = common.area if common else 0
    assert covered_area([box, other_box]) == pytest.approx(box.area + other_box.area - shared)


def test_a_box_over_the_edge_is_cut_off_there():
    assert inside_page(Box(-0.1, 0.5, 0.2, 0.7)) == pytest.approx((0, 0.5, 0.1, 0.5))


def test_pixels_are_those_that_a_box_touches():
    assert to_pixels(Box(0.1, 0.2, 0.3, 0.4), 100, 1000) == (10, 200, 30, 400)
    assert to_pixels(Box(0.105, 0, 0.3, 1), 100, 10) == (10, 0, 31, 10)


@given(boxes, st.integers(1, 5000), st.integers(1, 5000))
def test_pixels_lie_on_the_image(box, width, height):
    left, top, across, down = to_pixels(box, width, height)
    assert across >= 1
    assert down >= 1
    assert 0 <= left <= width - across
    assert 0 <= top <= height - down
