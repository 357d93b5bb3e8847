"""Material for generated text: jieba's words by frequency, stock phrases, numbers, names."""

import itertools
import random
from array import array
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from archive.text.fold import fold

# Words that real newspaper text has more often, or more evenly, than jieba's frequencies say: the
# share of articles that shall have them (measured).
CALIBRATED = {"中国": 0.79, "工会": 0.40}
# of what is drawn: stock phrases, numbers
PHRASE_SHARE, NUMBER_SHARE = 0.30, 0.025
PHRASES = 200_000
# jieba counted novels, too; newspapers keep more to the frequent words
SHARPER = 1.12

# One draw decides by its low bits, and where these name no word by the bits above them.
_SLOTS = 1 << 21
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
    "卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
_GIVEN_NAMES = (
    "明国华建文平志伟东海强晓生光林小民永杰军金健一忠洪江福祥中正振勇耀春大宁亮宇兴宝少剑云学仁涛瑞飞鹏安亚泽"
    "世汉达卫利胜敏群波成荣新峰刚家龙德庆斌辉良玉俊立浩天宏子松克清长嘉红山贤阳乐锋智青跃元武广思雄锦威启昌铭"
    "维义宗英凯鸿森超坚旭政传康继翔栋仲权奇礼楠炜友年震鑫雷兵万星骏伦绍麟雨行才希彦兆贵源有景升惠臣慧开章润高"
    "佳虎根远力进泉茂毅富博霖顺信凡豪树和恩向道川彬柏磊敬书鸣芳培全炳基冠晖京欣廷哲保秋君劲轩帆若连勋祖锡吉崇"
    "钧田石奕发洲彪钢运伯满庭申湘皓承梓雪孟其潮冰怀鲁裕翰征谦航士尧标洁城寿枫革纯风化逸腾岳银鹤琳显焕来心凤睿"
)
_LATIN = (
    "GDP",
    "5G",
    "APP",
    "AI",
    "WTO",
    "IT",
    "DNA",
    "CT",
    "PM2.5",
    "NBA",
    "VR",
    "LED",
    "ISO9001",
)


class Wheel:
    """Draws values by weight, each in one step; every value has a chance."""

    def __init__(self, weighted: Sequence[tuple[Any, float]], bits: int = 12):
        self.bits = bits
        scale = (1 << bits) / sum(weight for _, weight in weighted)
        slots: list[Any] = []
        total = 0.0
        for n, (value, weight) in enumerate(weighted):
            total += weight
            remaining = len(weighted) - n - 1
            upto = min(max(round(total * scale), len(slots) + 1), (1 << bits) - remaining)
            slots += [value] * (upto - len(slots))
        self.slots = slots

    def __call__(self, rng: random.Random) -> Any:
        return self.slots[rng.getrandbits(self.bits)]


def zipf(values: Sequence, shift: float = 1.0, exponent: float = 1.0) -> list[tuple[Any, float]]:
    return [(value, (rank + shift) ** -exponent) for rank, value in enumerate(values)]


class Vocabulary:
    """jieba's words by their frequencies, stock phrases of them, numbers."""

    def __init__(self, rng: random.Random):
        folder = Path(next(iter(find_spec("jieba").submodule_search_locations)))
        rows = []
        stable: dict[str, bool] = {}
        for line in (folder / "dict.txt").read_text(encoding="utf-8").splitlines():
            word, count, *_ = line.split(" ")
            if word not in CALIBRATED and all(_stays(c, stable) for c in word):
                rows.append((word, round(int(count) ** SHARPER)))
        total = sum(count for _, count in rows)
        share = 1 - PHRASE_SHARE - NUMBER_SHARE
        per_slot = total / (_SLOTS * share)
        table: list[str | None] = []
        self.rare: list[str] = []
        self.middling: list[str] = []
        total_count = 0
        for word, count in rows:
            if count < per_slot:
                self.rare += [word] * count
                continue
            total_count += count
            table += [word] * (round(total_count / per_slot) - len(table))
            if 60 <= count <= 12_000 and len(word) > 1:
                self.middling.append(word)
        words = int(_SLOTS * share)
        table += [None] * (words - len(table))
        rng.shuffle(table)
        self.parts: dict[str, tuple[str, ...]] = {}
        for _ in range(PHRASES):
            choices = (table[rng.randrange(words)] or rng.choice(self.rare) for _ in "12345")
            parts = tuple(choices)[: rng.choice((3, 4, 4, 5, 5))]
            self.parts["".join(parts)] = parts
        phrases = Wheel(zipf(list(self.parts), 30), 18).slots
        table += itertools.islice(itertools.cycle(phrases), int(_SLOTS * PHRASE_SHARE))
        numbers = [_number(rng) for _ in range(3000)]
        table += [rng.choice(numbers) for _ in range(_SLOTS - len(table))]
        self.table = table

    def words(self, units: Sequence[str]) -> set[str]:
        """The words in these units, those of stock phrases among them."""
        unit_set = set(units)
        phrases = self.parts.keys() & unit_set
        return (unit_set - phrases).union(*(self.parts[phrase] for phrase in phrases))

    def draw(self, rng: random.Random, count: int) -> list[str]:
        table, rare, n, low = self.table, self.rare, len(self.rare), _SLOTS - 1
        draws = array("Q", rng.randbytes(8 * count))
        return [table[draw & low] or rare[(draw >> 21) % n] for draw in draws]


def _stays(character: str, stable: dict[str, bool]) -> bool:
    """Return whether this is a Han character that folding does not change."""
    if character not in stable:
        stable[character] = "\u3400" <= character <= "\u9fff" and fold(character).text == character
    return stable[character]


def _number(rng: random.Random) -> str:
    n = rng.randrange(1, 10 ** rng.randrange(1, 6))
    return rng.choice(
        (f"{rng.randrange(1949, 2025)}年", f"{n % 12 + 1}月{n % 31 + 1}日", f"{n}名", f"{n}余人",
         f"{n / 10}%", f"{n}万元", f"{n}个", f"第{n % 90 + 1}", rng.choice(_LATIN))
    )  # fmt: skip


def collocations(rng: random.Random, words: list[str], count: int) -> Iterator[str]:
    """One to three words that always occur together."""
    for _ in range(count):
        yield "".join(rng.choices(words, k=rng.choice((1, 2, 2, 3))))


def made_up_name(rng: random.Random) -> str:
    given_name = rng.choice(_GIVEN_NAMES) + (rng.choice(_GIVEN_NAMES) if rng.random() < 0.8 else "")
    return rng.choice(_SURNAMES) + given_name
