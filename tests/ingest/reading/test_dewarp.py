"""A bent page is flattened by its lines, and boxes on the flat page are found on the bent one."""

import math

import numpy as np
import pytest

from archive.ingest.reading.dewarp import PageWarp, estimate_warp
from archive.text.boxes import between

WIDTH, HEIGHT, BODY = 2000, 2800, 26.0
THICK = 1.4 * BODY


def to_spine(points):
    """A page that rises to the spine at its left."""
    x, y = points.T
    nearer = 1 / (1 - 0.07 * np.exp(-((np.maximum(x, 0) / (0.2 * WIDTH)) ** 1.5)))
    middle = HEIGHT / 2
    return np.stack((x, middle + (y - middle) * nearer * 0.93), axis=1)


def slant(points):
    """A page photographed from its lower right."""
    x, y = (points - (WIDTH / 2, HEIGHT / 2)).T
    scale = 0.88 / (1 + 0.1 * x / WIDTH + 0.12 * y / HEIGHT)
    return np.stack((x * scale + WIDTH / 2, y * scale + HEIGHT / 2), axis=1)


def flat(points):
    return points


def turn_page(points):
    turn = math.radians(1.2)
    x, y = (points - (WIDTH / 2, HEIGHT / 2)).T
    return np.stack(
        (
            x * math.cos(turn) - y * math.sin(turn) + WIDTH / 2,
            x * math.sin(turn) + y * math.cos(turn) + HEIGHT / 2,
        ),
        axis=1,
    )


def lines(vertical=False):
    """The corners of lines in four columns; each fourth is indented, and some are short."""
    result = []
    for column in range(4):
        for n in range(60):
            left, top = 100 + column * 460, 100 + n * 1.6 * BODY
            begin = left + (2 * BODY if n % 4 == 0 else 0)
            end = left + (200 if n % 7 == 3 else 420)
            corners = [(begin, top), (end, top), (end, top + THICK), (begin, top + THICK)]
            if vertical:
                corners = [(y * WIDTH / HEIGHT, x * HEIGHT / WIDTH) for x, y in corners]
                corners = [corners[n] for n in (0, 3, 2, 1)]
            result.append(np.array(corners))
    return result


def detect_lines(bent, vertical=False):
    """What detection finds of a line: the rectangle around its ends."""
    random = np.random.default_rng(3)
    return [
        (bent(quad) + random.normal(0, 0.5, (4, 2))).astype(np.float32) for quad in lines(vertical)
    ]


@pytest.mark.parametrize(("bent", "vertical"), [(to_spine, False), (slant, False), (slant, True)])
def test_lines_of_a_bent_page_are_level_once_it_is_flat(bent, vertical):
    quads = detect_lines(bent, vertical)
    warp = estimate_warp(quads, BODY, WIDTH, HEIGHT, 0.0)
    assert warp is not None

    def slopes(places):
        across, down = (1, 0) if vertical else (0, 1)
        steps = np.array([quad[2] - quad[3 if not vertical else 1] for quad in places])
        return np.abs(steps[:, down] / steps[:, across])

    before, after = slopes(quads), slopes([warp.points(quad) for quad in quads])
    assert np.percentile(before, 90) > 0.03
    assert after.mean() < 0.35 * before.mean()


@pytest.mark.parametrize("bent", [to_spine, slant])
def test_a_box_on_the_flat_page_is_where_it_was_on_the_image(bent):
    quads = detect_lines(bent)
    warp = PageWarp(quads, WIDTH, HEIGHT)
    for quad in quads[::17]:
        (left, top), (right, bottom) = (
            side(warp.points(quad), axis=0) for side in (np.min, np.max)
        )
        box = warp.box(between(left, top, right, bottom))
        sides = np.array([box.x, box.y, box.right, box.bottom])
        truth = np.concatenate((quad.min(axis=0), quad.max(axis=0)))
        assert np.abs(sides - truth).max() < 0.35 * BODY


@pytest.mark.parametrize(("place", "angle"), [(flat, 0.0), (turn_page, 1.2)])
def test_a_page_that_is_flat_or_only_turned_is_left_as_it_is(place, angle):
    assert estimate_warp(detect_lines(place), BODY, WIDTH, HEIGHT, angle) is None


def test_a_few_lines_do_not_bend_a_page():
    assert estimate_warp(detect_lines(to_spine)[:12], BODY, WIDTH, HEIGHT, 0.0) is None


def test_the_image_of_a_bent_page_is_flat():
    """A rule across the page is level afterwards."""
    image = np.full((HEIGHT, WIDTH), 230, np.uint8)
    xs = np.arange(150, 1900)
    for x, y in to_spine(np.stack((xs, np.full(len(xs), 300.0)), axis=1)).round().astype(int):
        image[y - 2 : y + 3, x] = 20
    places = PageWarp(detect_lines(to_spine), WIDTH, HEIGHT).image(image)
    rows = [np.flatnonzero(places[:, x] < 120) for x in range(200, 1800, 50)]
    middles = [row.mean() for row in rows if len(row)]
    assert len(middles) == len(rows)
    assert max(middles) - min(middles) < 0.4 * BODY
