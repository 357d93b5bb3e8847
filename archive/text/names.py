"""Chinese personal names: split off the family name, and spell a name for URLs.

A name is split only where that is safe: two or three characters, or a compound family name followed
by one or two. Anything else (four characters, a point, other letters) stays whole, as it may be a
foreign, Mongolian or Uyghur name, or have two family names.
"""

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from .fold import fold
from .pinyin import syllables

COMPOUND_SURNAME = re.compile(
    "欧阳|司马|上官|诸葛|夏侯|司徒|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|轩辕|独孤|端木|南宫|西门|百里"
    "|呼延|申屠|澹台|公冶|太史|闻人|钟离|濮阳|赫连|淳于|单于|鲜于|司空|闾丘|仲孙|左丘|谷梁|拓跋|完颜|第五"
)
# single-character family names, in simplified characters, and the hundred or so most frequent
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余"
    "元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
    "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂"
    "索咸籍赖卓蔺屠蒙池乔阴鬱胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳"
    "沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴归海晋楚闫法汝鄢涂钦商牟佘佴伯赏墨哈谯笪年爱阳佟言福肖邝麦区列仝么揭"
    "覃迟敬木代"
)
FREQUENT_SURNAMES = (
    "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔崔邱秦顾侯邵孟龙万段雷钱汤尹黎易常武"
    "乔贺赖龚章"
)
# family names whose reading differs from the usual one of the character
_SURNAME_READINGS = {
    "单": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "翟": "zhai",
    "区": "ou",
    "盖": "ge",
    "朴": "piao",
    "乐": "yue",
    "缪": "miao",
    "覃": "qin",
    "员": "yun",
    "秘": "bi",
    "黑": "he",
    "折": "she",
    "召": "shao",
    "种": "chong",
    "薄": "bo",
    "阚": "kan",
    "么": "yao",
    "都": "du",
    "洗": "xian",
    "柏": "bai",
    "繁": "po",
    "句": "gou",
    "祭": "zhai",
    "车": "che",
}
# maximum length of a slug, leaving room for a number
_MAX_SLUG_LENGTH = 40
# separators in a name: blanks, and points of every kind
_PARTS = re.compile(r"[\s·•‧・．.]+")
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]+")


class PersonName(NamedTuple):
    """Family and given name; a name that cannot be split is stored as the family name."""

    family: str
    given: str


@lru_cache(maxsize=4096)
def split_name(name: str) -> PersonName:
    """Split `name`, which must have no surrounding blanks, if that is safe."""
    if not _HAN.fullmatch(name):
        return PersonName(name, "")
    if 3 <= len(name) <= 4 and COMPOUND_SURNAME.fullmatch(fold(name[:2]).text):
        return PersonName(name[:2], name[2:])
    if 2 <= len(name) <= 3:
        return PersonName(name[0], name[1:])
    return PersonName(name, "")


def slug(name: str, *taken: Container[str]) -> str:
    """Return a key from the pinyin of a name: 张晓燕 → zhang-xiaoyan, 欧阳春晓 → ouyang-chunxiao.

    A name that cannot be split becomes one word, 乌兰图雅 → wulantuya, or one per part between
    blanks
    or points. If a key is in any of `taken`, a number is appended: 2, 3, …
    """
    family, given = split_name(name.strip())
    spelt = _SURNAME_READINGS.get(fold(family).text) if given else None
    words = [spelt or _spelt(family)] if given else [_spelt(part) for part in _PARTS.split(family)]
    base = (
        "-".join(filter(None, [*words, _spelt(given)]))[:_MAX_SLUG_LENGTH].strip("-") or "unnamed"
    )
    numbered = (f"{base}-{n}" if n > 1 else base for n in count(1))
    return next(key for key in numbered if not any(key in keys for keys in taken))


def _spelt(word: str) -> str:
    """Return the pronunciation of `word` in letters a to z and digits."""
    plain = unicodedata.normalize("NFKD", "".join(syllables(word))).lower()
    return "".join(c for c in plain if c.isascii() and c.isalnum())
