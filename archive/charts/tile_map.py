"""Tile map of the 34 province-level divisions of GB/T 2260, arranged roughly as on a map."""

from collections.abc import Iterable
from dataclasses import dataclass

from .chart_items import ChartItem, ColorStep, color_step_of, short_number

# first two digits of the code → column from the west, row from the north
POSITIONS = {
    "11": (5, 2),  # 北京
    "12": (6, 2),  # 天津
    "13": (5, 3),  # 河北
    "14": (4, 3),  # 山西
    "15": (4, 2),  # 内蒙古
    "21": (6, 1),  # 辽宁
    "22": (7, 1),  # 吉林
    "23": (7, 0),  # 黑龙江
    "31": (7, 4),  # 上海
    "32": (6, 4),  # 江苏
    "33": (5, 5),  # 浙江
    "34": (5, 4),  # 安徽
    "35": (5, 6),  # 福建
    "36": (4, 5),  # 江西
    "37": (6, 3),  # 山东
    "41": (4, 4),  # 河南
    "42": (3, 4),  # 湖北
    "43": (3, 5),  # 湖南
    "44": (4, 6),  # 广东
    "45": (3, 6),  # 广西
    "46": (3, 7),  # 海南
    "50": (2, 4),  # 重庆
    "51": (1, 4),  # 四川
    "52": (2, 5),  # 贵州
    "53": (1, 5),  # 云南
    "54": (0, 4),  # 西藏
    "61": (3, 3),  # 陕西
    "62": (1, 3),  # 甘肃
    "63": (0, 3),  # 青海
    "64": (2, 3),  # 宁夏
    "65": (0, 2),  # 新疆
    "71": (6, 6),  # 台湾
    "81": (5, 7),  # 香港
    "82": (4, 7),  # 澳门
}
COLUMNS = max(column for column, _ in POSITIONS.values()) + 1
ROWS = max(row for _, row in POSITIONS.values()) + 1

# a tile's height in em
TALL = 2.7
HEIGHT = round(ROWS * TALL, 2)
WIDTH = 100 / COLUMNS


@dataclass(frozen=True)
class Tile:
    """The tile of a division: x and width in per cent, y and height in em."""

    item: ChartItem
    x: float
    y: float
    shade: int
    width: float = WIDTH
    height: float = TALL

    @property
    def number(self) -> str:
        return short_number(self.item.count)


def tile_map(units: Iterable[tuple[str, ChartItem]], steps: list[ColorStep]) -> list[Tile]:
    """Return the tile of each (code, item), in the given order."""
    tiles = []
    for code, item in units:
        column, row = POSITIONS[code[:2]]
        shade = color_step_of(item.count, steps)
        tiles.append(Tile(item, column * WIDTH, round(row * TALL, 2), shade))
    return tiles
