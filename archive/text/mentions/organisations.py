"""Which organisations a text names, by what their names begin and end with."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

_SUFFIX = re.compile(
    r"总工会|工会联合会|联合工会|产业工会|联合会|联谊会|工商联|妇女联合会|妇联|作家协会|作协|文联|科协|残联"
    r"|人民政府|省政府|市政府|县政府|区政府|人民法院|法院|检察院|人民检察院|公安局|派出所|监狱"
    r"|委员会|管委会|组委会|居委会|省委|市委|县委|区委|党委|团委|总支"
    r"|(?:有限)?(?:责任)?公司|集团|总公司|分公司|银行|信用社|供销社|合作社|百货大楼|商场"
    r"|研究院|研究所|设计院|科学院|工程院|卫生院|敬老院|福利院|疗养院|医院|学院|法学院|剧院|电影院|博物院"
    r"|大学|中学|小学|技校|学校|职校|党校|幼儿园|图书馆|博物馆|档案馆|文化馆|文化宫|少年宫|体育馆|展览馆|纪念馆"
    r"|出版社|通讯社|杂志社|报社|电视台|广播电台|电台|日报社"
    r"|[总分支]?局|[厅署](?![长级])|委(?=[主副书])"
    r"|协会|学会|商会|基金会|促进会|研究会|理事会|互助会"
    r"|机械厂|钢铁厂|[纺织机械钢铁电化肥纸糖酒药烟丝棉毛针印染陶瓷水泥船车具器仪表灯泡服装鞋帽塑料胶木造制修配件农油煤气发自来石加工食品罐头啤总分瓷]厂(?![长房区里子家商])"
    r"|矿务局|煤矿|油田|电厂|水电站|林场|农场|牧场|渔场|车站|机务段|工务段|供电所|供电局|邮局|税务所"
    r"|旅行社|饭店|剧团|歌舞团|话剧团|乐团|文工团|合唱团|俱乐部|足球队|篮球队|救援队"
    r"|工作队|勘探队|地质队|中心|事务所|服务站|监测站|气象台|气象局|天文台|服务社|示范社|养老院"
)
# national organisations whose names begin with no place
_BEGINNINGS = re.compile(
    r"全国|中国|中华|中共|国家|中央|国务院|人民解放军|共青团|新华|人民(?=日报|大学|教育)|国际|联合国|世界|亚洲|欧洲"
)
# what ends a name on its way to the right: it goes on with another sentence
_STOP = re.compile(
    r"[^㐀-鿿“”·]|[的了在与和及或由从向对到把被将给让是为等于至]|以及|通过|联合|组织|举办|召开|开展|成立|参加"
    r"|走进|来到|负责|有关|目前|日前|近日|昨天|今天|昨日|今日|今年|去年|[一二两三四五六七八九十百千几多各每某][一-鿿]?[家个所名座条位批期]"
)
_WHOLE = {
    *("国务院", "全国人大", "全国政协", "教育部", "财政部", "商务部", "外交部", "公安部", "铁道部"),
    *("交通部", "农业部", "文化部", "卫生部", "国防部", "司法部", "民政部", "水利部", "林业部"),
    *("最高人民法院", "最高人民检察院", "全国总工会", "全国妇联", "共青团中央", "中共中央"),
    *("中央军委", "新华社", "中新社", "人民日报", "新华网", "中国科学院", "中国工程院", "北京大学"),
}
_KNOWN = re.compile("|".join(sorted(_WHOLE, key=len, reverse=True)))
_LONGEST = 30
_GENERIC = re.compile(
    r"(?:企业|单位|基层|各级|当地|有关|部分|直属|所属)(?:工会|单位|公司|学校|医院)"
)


class Organisation(NamedTuple):
    """An organisation, by its longest name in the text or that of its record."""

    name: str
    # how often it is named, and how
    times: int
    forms: frozenset[str]


def organisations(
    text: str, places: Iterable[tuple[int, int]], known: Mapping[str, str]
) -> tuple[list[Organisation], list[tuple[int, int]]]:
    """(organisations, where their names stand); `known` names have the name of their record."""
    spans = _merged([*_spans(text, places), *_known(text, known)])
    counts: Counter[str] = Counter(text[start:end] for start, end in spans)
    whole: dict[str, list[str]] = {}
    for name in counts:
        whole.setdefault(known.get(name, name), []).append(name)
    return [
        Organisation(name, sum(counts[form] for form in forms), frozenset(forms))
        for name, forms in whole.items()
    ], spans


def _known(text: str, known: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    for name in known:
        start = text.find(name)
        while start >= 0:
            yield start, start + len(name)
            start = text.find(name, start + len(name))
    for match in _KNOWN.finditer(text):
        yield match.span()


def _spans(text: str, places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where names stand that begin with a place or a word such as 全国."""
    begins = [*places, *(match.span() for match in _BEGINNINGS.finditer(text))]
    for start, end in sorted(begins):
        stop = _STOP.search(text, end)
        limit = min(stop.start() if stop else len(text), start + _LONGEST)
        last = 0
        for match in _SUFFIX.finditer(text, end, limit):
            last = match.end()
        if last and not _GENERIC.search(text, start, last):
            yield start, last


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans without those inside others, or that begin inside another."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not result or start >= result[-1][1]:
            result.append((start, end))
    return result
