"""Geometry of a page text: boxes of its characters, and how they are written down."""

import json
import random
import re

import pytest

from archive.catalogue.geometry import CharacterRun, Geometries, PageGeometry, decode
from archive.text.boxes import Box

from ..sample_newspaper.articles import CATALOGUE
from .pages import line, page

GEOMETRY = CATALOGUE / "geometry"
SUM = "a" * 64


def test_a_span_has_a_box_for_each_line_it_stands_in():
    geometry = page([line(0, 10, 0.1, 0.1, 0.5, 0.02), line(11, 21, 0.1, 0.13, 0.5, 0.02)])
    assert geometry.boxes(8, 13) == [
        pytest.approx((0.5, 0.1, 0.1, 0.02)),
        pytest.approx((0.1, 0.13, 0.1, 0.02)),
    ]
    assert geometry.boxes(0, 10) == [geometry.runs[0].box]
    assert geometry.boxes(10, 11) == [], "the end of a line stands nowhere"


def test_uneven_characters_are_where_their_steps_put_them():
    geometry = page([line(0, 3, 0.1, 0.1, 0.4, 0.02, steps=(1, 2, 1))])
    assert geometry.boxes(1, 2) == [pytest.approx((0.2, 0.1, 0.2, 0.02))]
    assert geometry.boxes(2, 3) == [pytest.approx((0.4, 0.1, 0.1, 0.02))]


def test_vertical_characters_are_under_one_another():
    geometry = page([line(0, 4, 0.8, 0.2, 0.02, 0.4)], "vertical")
    assert geometry.boxes(1, 3) == [pytest.approx((0.8, 0.3, 0.02, 0.2))]


def test_a_headline_from_the_right_has_its_first_character_at_the_right():
    geometry = page([line(0, 4, 0.2, 0.2, 0.4, 0.1, direction="right-to-left")])
    assert geometry.boxes(0, 1) == [pytest.approx((0.5, 0.2, 0.1, 0.1))]


def test_written_data_read_back_unchanged():
    runs = (
        line(0, 4, 0.1, 0.2, 0.4, 0.1, direction="vertical", confidence=0.91),
        line(5, 8, 0.6, 0.2, 0.3, 0.02, steps=(0.1, 0.15, 0.05)),
        line(9, 12, 0.6, 0.3, 0.3, 0.02, polygon=(0.6, 0.3, 0.9, 0.31, 0.6, 0.32)),
    )
    encoded = PageGeometry(SUM, 20, runs, "horizontal").encode()
    assert json.loads(encoded)["runs"][1][-1] == {"steps": [1000, 1500, 500]}
    assert decode(encoded).encode() == encoded
    assert decode(encoded).runs[0] == runs[0]
    assert decode(encoded).runs[2] == runs[2]


def test_equally_spaced_characters_share_one_step():
    # a line that is justified: an opening mark and a closing one are narrow
    breadths = (200, 100, *[200] * 10, 100)
    run = line(0, 13, 0.1, 0.2, sum(breadths) / 10_000, 0.1, steps=breadths)
    encoded = page([run]).encode()
    assert json.loads(encoded)["runs"][0][-1] == {"steps": [200, 100, [10, 2000], 100]}
    decoded = decode(encoded)
    assert decoded.runs[0].steps == breadths
    assert decoded.encode() == encoded


@pytest.mark.parametrize("path", sorted(GEOMETRY.rglob("*.jsonl")), ids=lambda path: path.stem)
def test_the_sample_newspaper_takes_six_bytes_a_character(path):
    for encoded in path.read_text(encoding="utf-8").splitlines():
        assert len(encoded) <= 6 * decode(encoded).length
        assert decode(encoded).encode() == encoded


def test_a_line_of_equally_spaced_characters_needs_no_steps():
    encoded = page([line(0, 4, 0.1, 0.2, 0.4, 0.1, steps=(5, 5.01, 5, 4.99))]).encode()
    assert json.loads(encoded)["runs"] == [[0, 4, 1000, 2000, 4000, 1000]]


@pytest.mark.parametrize("seed", range(20))
def test_every_box_is_read_back_within_a_ten_thousandth(seed):
    rng = random.Random(seed)
    runs, at = [], 0
    for _ in range(20):
        x, y, count = rng.random(), rng.random(), rng.randint(1, 30)
        box = Box(x, y, rng.uniform(0, 1 - x), rng.uniform(0, 1 - y))
        runs.append(CharacterRun(at, at + count, box))
        at += count + 1
    decoded = decode(PageGeometry(SUM, at, tuple(runs)).encode())
    for before, after in zip(runs, decoded.runs, strict=True):
        assert (before.start, before.end) == (after.start, after.end)
        for old_value, new_value in zip(
            (before.box.x, before.box.y, before.box.right, before.box.bottom),
            (after.box.x, after.box.y, after.box.right, after.box.bottom),
            strict=True,
        ):
            assert abs(old_value - new_value) <= 0.5001 / 10_000


def test_a_page_of_five_thousand_characters_takes_thirty_kilobytes():
    rng = random.Random(15)
    runs, at = [], 0
    while at < 5000:
        # a line of Latin words: the largest there is, as its characters are of unequal breadth
        steps = tuple(rng.uniform(0.2, 1) for _ in range(40))
        x, y = rng.random() * 0.7, rng.random() * 0.9
        runs.append(line(at, at + 40, x, y, 0.2, 0.009, steps=steps, confidence=rng.random()))
        at += 41
    assert len(page(runs).encode()) <= 30_000


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("length", 0, "length: 应为正整数"),
        ("direction", "down", "direction: 只能是 horizontal、vertical、right-to-left"),
        ("runs", [[0, 4, 0, 0, 9000, 10], [3, 5, 0, 0, 9, 9]], "runs[1]: 区间 [3, 5] 与前一段重叠"),
        ("runs", [[0, 0, 0, 0, 9, 9]], "runs[0]: 区间 [0, 0]"),
        ("runs", [[0, 21, 0, 0, 9, 9]], "runs[0]: 区间 [0, 21] 越出版面文字（共 20 字）"),
        ("runs", [[0, 4, 9000, 0, 2000, 9]], "runs[0]: 方框 [9000, 0, 2000, 9] 越出版面"),
        ("runs", [[0, 4, 0.5, 0, 1, 1]], "runs[0]: 起止与坐标应为整数"),
        ("runs", [[0, 4, 0, 0, 9]], "runs[0]: 应为 [起, 止, x, y, 宽, 高]"),
        ("runs", [[0, 4, 0, 0, 9, 9, {"steps": [1]}]], "runs[0]: steps 应有 4 个"),
        ("runs", [[0, 4, 0, 0, 9, 9, {"steps": [[9**9, 1]]}]], "runs[0]: steps 应有 4 个"),
        ("runs", [[0, 4, 0, 0, 9, 9, {"steps": [[0, 1], 2]}]], "runs[0]: steps 里应为整数"),
        ("runs", [[0, 4, 0, 0, 9, 9, {"words": "字"}]], "runs[0]: 花括号里只能有"),
        ("words", "字", "words: 没有这个字段"),
    ],
)
def test_errors_in_a_line_are_named(field, value, message):
    record = {"text": SUM, "length": 20, "direction": "horizontal", "runs": []} | {field: value}
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        decode(json.dumps(record))


def test_geometry_is_found_by_the_sum_of_its_text(tmp_path):
    path = tmp_path / "a.jsonl"
    first = page([line(0, 4, 0.1, 0.1, 0.4, 0.02)], sha256="1" * 64)
    second = page([line(0, 4, 0.2, 0.1, 0.4, 0.02)], sha256="2" * 64)
    broken = '{"text":"' + "3" * 64 + '","length":4}'
    path.write_text(f"{first.encode()}\n{second.encode()}\n{broken}\n{first.encode()}\n")
    geometries = Geometries([path])
    assert geometries["2" * 64].runs[0].box.x == pytest.approx(0.2)
    assert geometries.get("4" * 64) is None
    with pytest.raises(ValueError, match=r"a\.jsonl:3: direction: 缺少这一字段"):
        geometries["3" * 64]
    assert list(geometries.repeated()) == [(path, 4, "1" * 64)]
