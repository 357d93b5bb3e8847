"""Clippings: adjacent zones are cut together, separate ones joined in reading order."""

import pytest

from archive.images.clipping_layout import MAX_PIXELS, MAX_SIDE, ClippingLayout
from archive.text.boxes import Box

PAGE = (5000, 7000)
TITLE = Box(0.1, 0.1, 0.6, 0.05)
COLUMNS = [Box(0.1 + 0.2 * n, 0.16, 0.18, 0.3) for n in range(3)]


def sources(layout):
    return [tuple(round(side, 3) for side in piece.source) for piece in layout.placements]


def test_a_title_and_its_columns_are_one_cutout():
    layout = ClippingLayout([TITLE, *COLUMNS], [], PAGE)
    assert sources(layout) == [(0.094, 0.096, 0.612, 0.369)]
    (piece,) = layout.placements
    assert (piece.left, piece.top) == (0, 0)
    assert piece.width / piece.height == pytest.approx(0.612 * 5000 / (0.369 * 7000), rel=0.01)


def test_zones_separated_by_another_article_are_cut_separately_and_stacked():
    other_zone = Box(0.1, 0.3, 0.58, 0.1)
    above, below = Box(0.1, 0.1, 0.58, 0.18), Box(0.1, 0.42, 0.18, 0.2)
    layout = ClippingLayout([above, below], [other_zone], PAGE)
    first, second = layout.placements
    assert second.left == 0
    assert second.top >= first.top + first.height
    for piece in layout.placements:
        assert piece.source.bottom <= other_zone.y or piece.source.y >= other_zone.bottom
    assert layout.height >= first.height + second.height
    assert layout.width == first.width


def test_vertical_columns_follow_from_right_to_left():
    right, left = Box(0.7, 0.1, 0.2, 0.3), Box(0.1, 0.6, 0.3, 0.3)
    layout = ClippingLayout([right, left], [], PAGE, is_vertical=True)
    first, second = layout.placements
    assert first.left >= second.left + second.width
    assert first.left + first.width == layout.width
    assert (first.top, second.top) == (0, 0)


def test_a_box_of_the_page_is_found_in_the_clipping():
    other_zone = Box(0.1, 0.3, 0.58, 0.1)
    above, below = Box(0.1, 0.1, 0.58, 0.18), Box(0.1, 0.42, 0.18, 0.2)
    layout = ClippingLayout([above, below], [other_zone], PAGE)
    for zone, piece in zip((above, below), layout.placements, strict=True):
        left, top, width, height = layout.place(zone)
        assert width == pytest.approx(zone.width / piece.source.width * piece.width)
        assert piece.left <= left
        assert left + width <= piece.left + piece.width + 1e-6
        assert piece.top <= top
        assert top + height <= piece.top + piece.height + 1e-6
    assert layout.place(Box(0.9, 0.9, 0.05, 0.05)) is None


def test_a_clipping_is_no_larger_than_it_may_be():
    layout = ClippingLayout([Box(0, 0, 1, 1)], [], (20_000, 30_000))
    assert layout.width * layout.height <= MAX_PIXELS * 1.01
    tall = ClippingLayout([Box(0, 0, 0.02, 1)], [], (20_000, 30_000))
    assert tall.height <= MAX_SIDE
    small = ClippingLayout([TITLE], [], PAGE, max_side=480)
    assert max(small.width, small.height) == 480
    assert ClippingLayout([Box(0.5, 0.5, 0.1, 0.1)], [], (300, 400), margin=0).width == 30
