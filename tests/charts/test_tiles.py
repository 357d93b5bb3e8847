"""The tile map: all 34 provinces once, none overlapping, each about where it lies."""

import json
from itertools import combinations

import pytest
from django.conf import settings
from django.utils import translation

from archive.charts import tile_map
from archive.charts.chart_items import ChartItem, color_steps, short_number


def provinces():
    lines = (settings.FIXTURES_DIR / "places.jsonl").read_text(encoding="utf-8").splitlines()
    rows = map(json.loads, lines)
    return {
        row["pk"]: row["fields"]["short_name"]
        for row in rows
        if row["fields"]["level"] == "province"
    }


def draw_tiles():
    units = [(code, ChartItem(code, name, n)) for n, (code, name) in enumerate(provinces().items())]
    return tile_map.tile_map(units, color_steps(33))


def test_every_unit_of_the_standard_has_its_place_and_no_other_has_one():
    assert len(provinces()) == 34
    assert {code[:2] for code in provinces()} == set(tile_map.POSITIONS)


def test_they_come_in_the_order_of_the_codes():
    assert [tile.item.key for tile in draw_tiles()] == sorted(provinces())


def test_no_tile_lies_upon_another_or_outside():
    for tile in draw_tiles():
        assert tile.x >= 0
        assert tile.x + tile.width <= 100
        assert tile.y >= 0
        assert tile.y + tile.height <= tile_map.HEIGHT
    for first_tile, other_tile in combinations(draw_tiles(), 2):
        apart = (
            abs(first_tile.x - other_tile.x) >= first_tile.width
            or abs(first_tile.y - other_tile.y) >= first_tile.height - 0.001
        )
        assert apart, (first_tile.item.label, other_tile.item.label)


@pytest.mark.parametrize(
    ("west", "east"),
    [pair.split() for pair in ("新疆 陕西", "西藏 四川", "四川 湖北", "贵州 湖南", "山西 河北",
     "湖南 江西", "福建 台湾", "内蒙古 吉林", "安徽 江苏", "江苏 上海", "广西 广东", "澳门 香港",
     "青海 甘肃", "湖北 河南", "甘肃 宁夏")],
)  # fmt: skip
def test_what_lies_east_is_drawn_east(west, east):
    at = {tile.item.label: tile for tile in draw_tiles()}
    assert at[west].x < at[east].x


@pytest.mark.parametrize(
    ("north", "south"),
    [pair.split() for pair in ("黑龙江 吉林", "辽宁 山东", "内蒙古 山西", "北京 河北",
     "河北 河南", "河南 湖南", "湖北 湖南",
     "湖南 广东", "山东 江苏", "江苏 浙江", "浙江 福建", "江西 广东", "广东 香港", "广西 海南",
     "陕西 四川", "四川 云南", "重庆 贵州", "新疆 青海", "青海 西藏", "甘肃 四川")],
)  # fmt: skip
def test_what_lies_south_is_drawn_south(north, south):
    at = {tile.item.label: tile for tile in draw_tiles()}
    assert at[north].y < at[south].y


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0"), (23, "23"), (99_999, "99999"), (100_000, "10万"), (1_234_567, "123万")],
)
def test_a_number_fits_its_tile(count, expected):
    assert short_number(count) == expected


@pytest.mark.parametrize(("language", "expected"), [("zh-hant", "12萬"), ("en", "123k")])
def test_numbers_are_abbreviated_in_the_language_of_the_page(language, expected):
    with translation.override(language):
        assert short_number(123_000) == expected
