"""Parse the signatures of reports in every printed form.

Lines are compared in simplified characters; names are taken as printed.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise

from archive.text import names
from archive.text.segment import is_word

from .press_forms import alternatives, datelines, press_forms, simple
from .signed_names import (
    ANY_ROLE,
    HAN,
    MARKS,
    NO_NAME,
    NUMBER,
    ROLE,
    SIGNER_END,
    SOURCE,
    SPACE,
    SPACED,
    TRANSCRIBED,
    SignedName,
    may_be_name,
    may_not_be_name,
    name_alone,
    names_alone,
    names_run_together,
    read_marked_names,
    read_names,
    read_roughly,
    signed,
)

_BARE_ROLE = rf"(?:本[报社网版刊])?(?:驻[^ ，,、]{{1,6}}?)?{SPACE}(?:{ANY_ROLE})"
_DATE = (
    rf"(?:{NUMBER}{{2,4}}年)?(?:{NUMBER}{{1,3}}月)?(?:{NUMBER}{{1,3}}日)?{SPACE}"
    r"(?:[上下]午|凌晨|晚|晨)?"
)
_VERB = rf"(?:{alternatives('verbs')})(?!息灵|影|话|器|线|费)"
_MARK = f"[{MARKS}]"
# 本报讯, 本报杭州3月5日电, 据新华社杭州电; a place alone needs brackets around it.
_HEAD = re.compile(
    rf"(?P<paper>(?:据|综合)?(?:{SOURCE})(?!{SPACE}(?![讯电]){HAN}{{0,4}}?(?:{ANY_ROLE}))"
    rf"(?:{SPACE}{HAN}{{0,9}}?{SPACE}{_DATE}{SPACE}{_VERB}"
    rf"|汛|迅(?!速)|{HAN}{{2,6}}?{SPACE}{_DATE}(?=[】〕）]))"
    rf"|据(?:{HAN}{{0,4}})(?:{SOURCE})(?!{SPACE}(?:{ANY_ROLE}))(?:{HAN}{{2,4}})?(?:{_DATE})报道"
    rf"|(?:综合|据)(?:(?:{SOURCE})[、和及]?)+(?:客户端|网站)?(?:消息|报道|电)"
    rf"|据《[^》]{{2,14}}》(?:网站|客户端)?{_DATE}(?:综合)?(?:报[道导]|消息|电|讯|载)"
    rf"|{HAN}{{0,8}}《[^》]{{2,14}}》(?:网站|周刊)?{_DATE}(?:一期)?(?:文章|报[道导]|社论|专稿|电|讯|消息)$"
    rf"|综合(?:消息|报道)(?=[ 　】〕：:])"
    rf"|{HAN}{{2,8}}?报(?:[—·]?{HAN}{{2,8}})?讯(?=[ 　（(：:])|又[讯电](?=[ 　（(】〕])"
    rf"|{HAN}{{2,8}}?(?:客户端|融媒|新闻|云|网)(?:{HAN}{{2,6}})?讯(?=[ 　]*[（(]))"
)
_PLACE_HEAD = re.compile(rf"(?P<paper>{HAN}{{2,6}}?{SPACE}{_DATE}(?:{_VERB})?|{_VERB})")
# 怡保三日讯, 宁波通讯: with a verb, because a sentence may be in round brackets too.
_PLACE_SENT = re.compile(
    rf"{HAN}{{2,5}}?{SPACE}{_DATE}{SPACE}(?:专讯|专电|航讯|快讯|通讯|通信|讯|电)"
)
# 广州讯, 本县消息, 南京三日电, 三日南京电
_PLACE_SENDS = (
    rf"(?:{datelines()}|{alternatives('dateline_areas')})(?:专讯|专电|快讯|消息|讯|电)"
    rf"(?=[ 　（(：:])|(?:{NUMBER}{{1,3}}日)(?:{datelines()})专?电(?=[ 　])"
)
# A place and a verb before a blank or bracket, after a mark or with a day.
_PLACE_MARKED = re.compile(
    rf"{_PLACE_SENDS}|{HAN}{{2,4}}讯(?=[ 　]*[（(])|{HAN}{{2,4}}(?:通讯|专电|专讯|电|讯)(?=[ 　])"
)
_PLACE_DATED = re.compile(
    rf"{_PLACE_SENDS}|{HAN}{{2,4}}讯(?=[ 　]*[（(])"
    rf"|{HAN}{{2,3}}(?<![短简快通资喜音综专特闻电])讯(?=[ 　]{HAN})"
    rf"|{HAN}{{2,4}}?(?:{NUMBER}{{1,3}}月)?{NUMBER}{{1,3}}日专?电(?=[ 　])"
)
# Maximum number of characters of a signature on a line of its own.
_MAX_SIGNATURE_LENGTH = 60
# Maximum number of characters of a headline after the name of its column.
_MAX_TITLE_LENGTH = 30
_OPENING = "【〔［（(["
_CLOSING = "】〕］）)]"
_REPORTS = (
    # 自南京寄, 由纽约发
    rf"(?:[自由从]{HAN}{{2,4}}(?:寄|发回报[道导]|发回?|电|报[道导])(?=[ 　：:])"
    rf"|(?:综合)?报[道导]|(?:{NUMBER}{{1,3}}月)?{NUMBER}{{1,3}}日(?:专?电|讯)|专电|航讯|特讯)"
    rf"(?:{SPACE}[：:])?"
)
# By Lin Wan and Mo Xiaohe in Hangzhou
_BY = re.compile(r"By (?P<names>[A-Z][^.;:]*?)(?: in [A-Z]\w+)?$")
_LATIN_NAME = re.compile(r"[A-Z][\w'’-]*(?: [A-Z][\w.'’-]*){1,3}")
_LATIN_PAPER = re.compile(r"\b(?:Daily|Times|Post|News|Herald|Xinhua|Press|Agency|Staff)\b")
# SHANGHAI, June 17 (Xinhua) --
_LATIN_HEAD = re.compile(
    r"[A-Z][A-Z'. ]{2,24}(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?(?: \([A-Z]\w+\))? ?(?:--|—|–) ?"
)
# 特派記者深圳專電, without a name.
_SENT_BY_STAFF = re.compile(
    rf"(?:{ROLE}){SPACE}(?:{datelines()}){_DATE}(?:专电|电|专讯|讯|综合报道|报道|报导)"
)
# 記者陳家輝／台北報導．攝影: the reporter also took the picture.
_ALSO_TOOK = re.compile(r"(?P<report>报[道导])[．.・·、/／ 　和及兼]*摄影?$")
# （记者章文）荆州市今: names in brackets and the first words of a text.
_SIGNED_LEAD = re.compile(
    rf"[（(〔【](?:(?![）)〕】]).)*(?:{ROLE}){SPACE}{HAN}{{2}}(?:(?![）)〕】]).)*[）)〕】]{HAN}"
)
# 體育新聞組／綜合報導, 國際中心／綜合報導: no names.
_DESK_REPORTS = re.compile(rf"{HAN}{{2,9}}(?:组|中心|部|新闻|小组|采访团)[／/]{HAN}{{2,5}}报[道导]")
# （章文报道）, （章文 报道）
_REPORTED_BY = re.compile(r"(?P<names>[^／/，。]{2,16}?)[ 　]*报[道导]")
# 陳家輝／台北報導
_NAMES_REPORT = re.compile(rf"(?P<names>[^／/]{{2,16}})[／/]{HAN}{{2,5}}报[道导]")
_SENT_ON = re.compile(
    rf"(?:{ANY_ROLE})(?P<run>{HAN}{{4,8}}?)(?P<day>(?:{NUMBER}{{1,3}}月)?{NUMBER}{{1,3}}日)?"
    r"(?:专[电讯]|航讯|电|讯|报[道导])$"
)
# 每经记者 任我行 发自宁波, before the text.
_SENT_IN_FROM = re.compile(rf"[ 　]+发自{HAN}{{2,6}}(?:[、 　]{HAN}{{2,4}})??(?=[ 　])")
_NAME_GAP = re.compile(r"^[ 　]*[、/]?[ 　]*")
_TITLE_BEFORE_NAMES = re.compile(rf"{SPACE}题{SPACE}[：:][^，。（(]{{2,30}}?[ 　]+(?=(?:{ROLE}))")
_TITLE_BY = re.compile(
    rf"{SPACE}题{SPACE}[：:][^（(。]{{2,40}}"
    r"[（(](?P<role>作者|记者)[：: 　]*(?P<name>[^）)]{2,20})[）)]"
)
_OFFICE_AND_NAMES = re.compile(
    rf"{HAN}{{2,4}}[ 　]+(?P<names>{HAN}{{2,3}}(?:[ 　、]+{HAN}{{2,3}})*)"
)
_PLACE_AND_PEN_NAME = re.compile(
    rf"(?![未待下上转接完续]|{NUMBER})(?P<place>{HAN}{{2,5}})[ 　]+(?P<name>{HAN}{{2,3}})"
)
# The signature of an office instead of a person: an editorial.
_OFFICE = re.compile(
    rf"本[报刊](?:特约)?(?:评论员|评论部|编辑部|记者|通讯员)|(?:{SOURCE})(?:特约)?(?:评论员|编辑部|评论部)"
)
_TRAILING = re.compile(
    r"(?P<before>[。！？!?”’」…])[ 　]*(?:[（(]完[）)][ 　]*)?"
    r"(?P<sign>[（(〔【［\[](?P<inner>[^（）()〔〕【】［］\[\]]{2,40})[）)〕】］\]])[ 　]*$"
)
# 王以仁启。
_LETTER_END = re.compile(
    rf"[。！？”][ 　]*(?P<name>{HAN}{{2,4}}?)[ 　]*"
    r"(?:谨启|敬启|拜启|手启|谨上|敬上|启|白|谨识)。?[ 　]*$"
)
_TRAILING_OPEN = re.compile(
    r"(?P<before>[。！？!?”’」…])(?P<gap>[ 　]*(?:——?)?[ 　]*)"
    r"(?P<sign>(?P<inner>[^。，！？；“”]{2,30}))$"
)
# The description of a signing person: a place, an office, an occupation.
_SIGNER = re.compile(
    rf"(?:[镇乡村县市区州省局厂校院站所部司社队会学团委办矿店台岁]|{alternatives('signers')}"
    rf"|[中班级系科队组馆园间室处族师员生]|小学|中学|大学|{datelines()})$"
)
# The description of a person, not of a place or an office.
_PERSON = re.compile(rf"(?:{alternatives('signers')})$")
_PLACE = re.compile(rf"{HAN}{{2,}}[镇乡村县市区州局厂校院站所]")
_PEN_NAME = re.compile(
    rf"(?![共第如见本该此上下左右注附有无等另昨今明]|{NUMBER}{{1,3}}[日月号年时])"
    rf"(?:{HAN}(?:{HAN}{{1,2}}|[ 　]+{HAN})|{HAN}{{1,6}}(?:[·•・]{HAN}{{1,6}}){{1,2}})"
)
# （洪若谷译自英国《卫报》）, （章文编译）
_TRANSLATED = re.compile(
    rf"(?P<name>{HAN}{{2,3}}?|{SPACED})[ 　]*(?:据[^，。]{{2,14}})?(?:编译|摘译|节译|译)(?:自.+)?"
)
# 法国都德作 章文译
_WROTE_AND_TRANSLATED = re.compile(
    rf"(?:(?:{alternatives('countries')}){SPACE})?(?P<name>{HAN}{{2,6}}?(?:[·•・]{HAN}+)*){SPACE}"
    rf"(?:原?[作著])[ 　、，,／/]+(?P<translator>{HAN}{{2,3}}|{SPACED}){SPACE}"
    r"(?:编译|翻译|节译|摘译|译)(?:自.+)?"
)
# （据英国《园丁》杂志 章文 译）
_TRANSLATED_FROM = re.compile(
    r"(?:据|摘自|选自|译自|自)?[^，。]{2,24}?(?<=[》志报刊网 　])[ 　]*"
    rf"(?P<name>{HAN}{{2,3}}|{SPACED})"
    r"[ 　]*(?:编译|摘译|节译|选译|译)"
)
# 丁力文画 古川诗, 章文诗 李武图: each name with its work.
_MADE = {
    "文": "撰稿",
    "诗": "撰稿",
    "词": "撰稿",
    "撰": "撰稿",
    "撰文": "撰稿",
    "作": "撰稿",
    "著": "撰稿",
    "图": "摄影",
    "摄": "摄影",
    "画": "绘图",
    "绘": "绘图",
    "插图": "绘图",
    "配图": "绘图",
    "插画": "绘图",
    "配画": "绘图",
    "摄影": "摄影",
    # Composing is no credit.
    "曲": "",
}
_DID = r"(?:撰文|[文诗词撰作著])"
_MADE_TOO = r"(?:插图|配图|插画|配画|摄影|[图摄画绘曲])"
_EACH_MADE = re.compile(
    rf"(?P<first>{HAN}{{2,3}}?)[ 　]?(?P<did>{_DID})[ 　／/、]*"
    rf"(?P<second>{HAN}{{2,3}}?)[ 　]?(?P<made>{_MADE_TOO})"
    rf"|(?P<drawer>{HAN}{{2,3}}?)[ 　]?(?P<drew>{_MADE_TOO})[ 　／/、]+"
    rf"(?P<writer>{HAN}{{2,3}})[ 　]?(?P<wrote>{_DID})"
)
# [西班牙]卡洛斯·门德斯 章文编译
_FOREIGN = re.compile(
    rf"[\[［〔【（(]{HAN}{{1,6}}[\]］〕】）)]{SPACE}(?P<name>{HAN}+(?:[·•・]{HAN}+)+|{HAN}{{2,6}}?(?=.*译$))"
    rf"(?:[ 　著作原文／/]+(?:{HAN}{{2,8}}[院系部所][ 　]+)?(?P<translator>{HAN}{{2,3}}?)[ 　]*"
    r"(?:编译|翻译|译))?"
)
# （吴江）章文: the author's place.
_FROM_PLACE = re.compile(
    rf"(?:{_MARK}{SPACE})?[\[［〔【（(]{HAN}{{1,6}}[\]］〕】）)]{SPACE}(?P<name>.{{2,4}})"
)
# The teller of what somebody else wrote down: 口述：一位老人 整理：章文
_TELLER = re.compile(
    r"(?:口述|讲述|自述)[人者]?[ 　]*[：:／/][ 　]*[^ 　，。]{2,16}?"
    r"(?:[ 　，,]+(?=\S)|(?=(?:整理|记录|采写|执笔|撰文)[人者]?[：:／/]))"
    # 某旅军士长 石敢当口述 佟 心整理
    rf"|{HAN}[^：:，。]{{1,24}}?(?:口述|讲述|自述)[ 　，,]+"
    rf"(?=(?:{HAN}{{2,3}}|{SPACED})[ 　]*(?:整理|记录|笔录|执笔|采写|撰文)$)"
    # 李大娘唱　章文记
    rf"|{HAN}{{2,4}}[ 　]?(?:演?唱|讲|说)[ 　，,]+"
    rf"(?=(?:{HAN}{{2,3}}|{SPACED})[ 　]*(?:搜集整理|搜集|整理|记录|记|录)$)"
)
_NAME_AND_OTHERS = re.compile(rf"(?P<name>{HAN}{{2,3}})[ 　]*[（(](?P<others>{HAN}{{3,8}})[）)]?")
# 左丁山水．專欄
_COLUMN_OF = re.compile(rf"(?P<name>{HAN}{{2,5}})[ 　]*[．.·・／/|｜][ 　]*(?:专栏|杂笔)")
# 小品　　章文: the genre, before the author.
GENRE = re.compile(
    rf"(?:本[报刊])?(?:{alternatives('genres', 'report_kinds')})[ 　·・／/|｜：:]+(?={HAN})"
)
# ·冷　巷·, ——章文: marks around a name alone.
_SPACED_PAIR = rf"{HAN}[ 　]+{HAN}"
_AROUND_NAME = re.compile(
    r"(?:[·・•．]|—{1,2})[ 　]*(?P<name>[^·・•．—]{2,9}?)[ 　]*(?:[·・•．]|—{1,2})?"
)
# A line that names the source of the news: 综合新华社、央视新闻等, ●路透社, 据《海报》报道
_FROM = re.compile(
    rf"(?P<how>[均皆]?据|综合|摘自|转自|来源[：:]|(?:{_MARK}{SPACE})+|(?=[^/／]+[/／]))?{SPACE}"
    rf"(?:(?:{SOURCE}|《[^》]{{2,14}}》)[、和及/／ 　]*)+"
    r"(?P<end>等)?(?:综合)?(?P<sent>消息|报道|报导|电|供稿|整理|综合)?"
)
# 作者章文, 作者：章文系…, 章文，作者系…, 本市读者章文, 县委宣传部章文
_AUTHOR = re.compile(
    rf"作者[：: 　]*(?![为系是单及均都曾现])(?P<author>{HAN}{{2,4}}?(?:[、和与 　]{HAN}{{2,4}}?)*?)"
    r"(?:[均都]?[，,（( 　系为是].*|分别.*)?"
    rf"|(?P<first>{HAN}{{2,4}})[，,]?(?:作者)?[系为是].+"
    rf"|{HAN}{{0,8}}?(?:{alternatives('signers')})(?P<reader>{HAN}{{2,3}})"
    rf"|{HAN}{{2,12}}[部局委办厂校院所站司社室中间系科队组班级](?P<sender>{HAN}{{2,3}})"
)
# Editing only: 责任编辑：章文
_EDITED = re.compile(rf"(?:{alternatives('editor_words')})[ 　：:/／]")
# 作者为资深媒体人章文
_AUTHOR_IS = re.compile(
    rf"作者[为系是：:]?(?P<what>(?:{HAN}|\d){{0,16}}?)[ 　]?(?P<author>{HAN}{{2,3}})"
)
# 图①②：章文摄, 本组图片由记者章文摄
_PICTURES_BY = re.compile(
    r"(?:图[①-⑳\d、]+[：:]?|(?:本[版组]|以上|除署名外)?(?:图片|照片|供图|摄影)?(?:均?[由为]|均)|图[①-⑳]+)"
    r"(?=.*(?:摄|摄影|供图|提供)$)"
)
# Somebody else provided the pictures.
_PICTURES_GIVEN = re.compile(r"[ 　]+(?:本[版组])?(?:图片|照片|图)[由/／].{2,8}提供$")
_PHOTO_AT_END = re.compile(
    r".{4,}?(?:[ 　]+(?P<open>[^。，！？；“”]{2,24}(?:摄|摄影))"
    r"|(?P<closed>[（(][^（）()]{2,24}(?:摄|摄影|供图)[）)]))[ 　]*"
)
_SENT_FROM = re.compile(
    # 章文　四月于唐县
    rf"[，, 　]+(?:{NUMBER}{{2,4}}年)?(?:{NUMBER}{{1,3}}月)?(?:{NUMBER}{{1,3}}日)?"
    rf"[于在]{HAN}{{2,6}}$"
    rf"|[，, 　]*(?:{NUMBER}{{1,3}}月{NUMBER}{{1,3}}日)?"
    rf"(?:(?:[寄写]自|发自|写于){HAN}{{2,6}}|自{HAN}{{2,6}}寄"
    rf"|(?<={HAN}{HAN})[ 　]*(?:投稿?|来稿|来信|执笔)|{NUMBER}{{1,3}}月{NUMBER}{{1,3}}日)$"
)
# （十一月十二日樵客寄）: the day, before the sender.
_DAY_BEFORE = re.compile(
    rf"{NUMBER}{{1,3}}月{NUMBER}{{1,3}}日[ 　，,]*(?={HAN}{{2,6}}?[ 　]*(?:[寄稿]$|[寄写发]自|于))"
)
_SENT_BEHIND = re.compile(r"(?<=..)[ 　]*[寄稿]$")
_SENT_FROM_ALONE = re.compile(
    rf"(?:本[报刊社]|记者)?(?:发自|摄于|写于|采写于)[ 　]*{HAN}{{2,8}}"
    rf"(?:[、 　－-]{HAN}{{2,6}})*(?:报道)?"
)
# A person's description in brackets after the name: 章文（自由撰稿人） 文并图
_WHAT_HE_IS = re.compile(rf"[（(][^（）()]{{0,14}}(?:{alternatives('signers')})(?:[）)]|$)")
# （作者单位：某机务段 章文）
_AUTHORS_OFFICE = re.compile(r"作者(?:工作)?(?:单位|地址)[：:][ 　]*(?=.*[ 　])")
# 章文（作者单位：某市国税局）
_WHAT_THE_AUTHOR_IS = re.compile(r"(?<=..)[ 　]*[（(](?:作者|笔者)[^（）()]{2,30}[）)]?$")
# （摘自《窗下》，作者为学者章文）
_TAKEN_FROM = re.compile(r"(?:摘自|选自|原载|原刊|转自)[^，,]*[，,][ 　]*")
# A role in brackets before the full stop: 8小时内答复（记者章文报道）。
_TRAILING_ROLE = re.compile(
    rf"(?P<sign>[（(](?P<inner>(?:{ROLE})[^（）()，。]{{2,24}})[）)])[。．]?[ 　]*$"
)
# 记者章文昨摄于西湖
_TAKEN_AT = re.compile(rf"[ 　]*[昨今]?[日天]?摄于{HAN}{{2,8}}$")
# Any description in brackets: 作者：章文（媒体评论人）
_IN_BRACKETS = re.compile(r"(?<=.{4})[（(][^（）()]{2,16}(?:[）)]|$)")
# （旺角一街坊）, （一位母亲）: an anonymous person.
_SOMEBODY = re.compile(rf"{HAN}{{0,6}}一(?:[名位个])?{HAN}{{0,3}}(?:{alternatives('signers')})")
# 某市二小五年级章文
_UNIT_AND_NAME = re.compile(
    rf"{HAN}{{3,14}}(?:[厂校院站所局科矿队组班级社]|小学|中学|大学|车间|公司|年级|[一二三四五六]班"
    rf"|{alternatives('signers')})(?P<name>{HAN}{{2,6}})"
)
# 生命科学学院 骆一禾子, 外国语学院 | 南风窗外
_UNIT_AND_PEN_NAME = re.compile(
    rf"(?P<unit>{HAN}[^ 　，。：:|｜]{{2,20}})[ 　]*[ 　|｜／/·][ 　]*(?P<name>{HAN}{{2,4}})"
)
# The day of a letter, after its author.
_DAY_BEHIND = re.compile(
    rf"[ 　]+(?:{NUMBER}{{2,4}}年)?{NUMBER}{{1,3}}月(?:{NUMBER}{{1,3}}[日号]?)?$"
)
# ⊙晶晶（宜蘭）: any word after a mark, with its place.
_MARKED_PEN_NAME = re.compile(
    rf"(?P<name>{HAN}{{2,4}})(?:[（(](?P<place>{datelines()}|{HAN}{{2,3}}[市县区])[）)]?)?"
)
# The day on which a piece was written, after its author.
_NIGHT_BEHIND = re.compile(
    rf"[ 　]+(?:{NUMBER}{{2,4}}年)?{NUMBER}{{1,3}}月{NUMBER}{{1,3}}日?"
    r"(?:[清早]?晨|[上下]?午|[深灯]?夜|晚)?$"
)
# 沈阳·章文: place and name.
_PLACE_AND_NAME = re.compile(rf"(?:——?)?(?P<place>{HAN}{{2,5}})[·•・．](?P<name>{HAN}{{2,3}})")
# Marks around a signature with more than a name: ·本报记者 章文·
_AROUND = re.compile(r"(?P<mark>[·・•．.])[ 　]*(?P<inner>.{3,30}?)[ 　]*(?P=mark)")
# Surnames that may also be a word of an address.
_UNIT_SURNAMES = "区单"
_NAME_ENDINGS: dict[str, str] = press_forms()["name_endings"]
_NO_CREDITS = tuple(word for word, role in press_forms()["works"].items() if not role)
_PUPILS = re.compile(
    r"[ 　]*(?:指导|辅导)(?:老师|教师)[ 　：:]*.+$|[ 　]*[（(][^（）()]{0,6}岁[）)]?$"
)


@dataclass(frozen=True)
class ReportSignature:
    """The people who signed, and the length of their names in the line."""

    people: tuple[SignedName, ...]
    length: int
    paper: str = ""
    torn: bool = False
    """Whether 报道 is split at the end of the line."""

    @property
    def is_photo(self) -> bool:
        """Return whether it is the credit of a picture."""
        return bool(self.people) and all(person.role == "摄影" for person in self.people)


@lru_cache(maxsize=2048)
def parse_lead(text: str) -> ReportSignature | None:
    """Return the lead at the start of a line, as in 本报讯（记者… 通讯员…）, or None.

    It has no people if nobody is named: 新华社南京7月3日电.
    """
    plain = simple(text[:120])
    start = len(re.match(rf"{_MARK}?{SPACE}", plain)[0])  # type: ignore[index]
    if plain[start : start + 1] in tuple(_OPENING):
        return _bracketed(plain, text, start)
    if latin := _LATIN_HEAD.match(text, start):
        return ReportSignature((), latin.end(), latin.group().strip(" -—–"))
    head = _HEAD.match(plain, start)
    paper, position = ("", start)
    if head:
        paper, position = head["paper"], head.end()
    elif place := (_PLACE_MARKED if start else _PLACE_DATED).match(plain, start):
        paper, position = place[0], place.end()
    if paper and (titled := _TITLE_BEFORE_NAMES.match(plain, position)):
        # 新华社杭州3月5日电 题：雨中的街　新华社记者章文
        position = titled.end()
    behind = _after_head(plain, text, position, paper)
    if behind is not None:
        return behind
    if paper and (article := _TITLE_BY.match(plain, position)):
        return _titled(article, text, paper)
    if not paper:
        return None
    colon = re.compile(rf"{SPACE}(?:题{SPACE})?[：:]").match(plain, position)
    return ReportSignature((), colon.end() if colon else position, paper)


def _bracketed(plain: str, text: str, start: int) -> ReportSignature | None:
    """Return a lead that begins with a bracket, or None: 【本报讯】, 〔記者…／台北報導〕."""
    close = next((n for n in range(start + 1, len(plain)) if plain[n] in _CLOSING), -1)
    if not 0 < close - start <= 50:
        return None
    inner, words = plain[start + 1 : close], text[start + 1 : close]
    head = _HEAD.match(inner)
    people: tuple[SignedName, ...] = ()
    rest_at = head.end() if head else 0
    rest = inner[rest_at:].strip(" 　，,、；;")
    if rest:
        if sent := _SENT_BY_STAFF.fullmatch(rest):
            return ReportSignature((), close + 1, sent.group())
        if place := re.match(rf"(?:(?:{datelines()})|(?:{SOURCE})[／/])(?=(?:{ROLE}))", rest):
            # 【台北特約記者章文八日航訊】, 【聯合報／記者章文／台北報導】
            rest = rest[place.end() :]
        if re.match(ROLE, rest):
            at = inner.index(rest, rest_at)
            people = read_names(*_without_place(rest, words[at : at + len(rest)]))
            if not people:
                return None
        elif names := _NAMES_REPORT.fullmatch(rest):
            at = inner.index(rest, rest_at)
            alone = names_alone(names["names"], words[at : at + names.end("names")])
            if not alone and not _DESK_REPORTS.fullmatch(rest):
                return None
            people = tuple(name_alone(name, "记者") for name in alone)
        elif (by := _REPORTED_BY.fullmatch(rest)) and (
            alone := names_alone(by["names"], words[len(inner) - len(rest) :][: by.end("names")])
        ):
            people = tuple(name_alone(name, "记者") for name in alone)
        elif not _is_place_head(rest, bool(head), plain[start]) or (
            plain[start] == "【" and _is_category(rest, plain[close + 1 :])
        ):
            return None
    elif not head:
        return None
    end = close + 1
    paper = inner[:rest_at] or (rest if not people else "")
    if people:
        colon = re.match(rf"{SPACE}(?:{_REPORTS})", plain[end:])
        end += colon.end() if colon else 0
        return ReportSignature(people, end, paper)
    if article := _TITLE_BY.match(plain, end):
        # 【日本《海报》三月七日文章】题：慢一点（作者 章文）
        return _titled(article, text, paper)
    return _after_head(plain, text, end, paper) or ReportSignature((), end, paper)


def _titled(match: re.Match[str], text: str, paper: str) -> ReportSignature:
    """Return the author of an article whose title is in the lead, as in _TITLE_BY."""
    role = "记者" if match["role"] == "记者" else "撰稿"
    person = name_alone(text[slice(*match.span("name"))], role)
    return ReportSignature((person,), match.end(), paper)


def _is_place_head(rest: str, behind_head: bool, bracket: str) -> bool:
    """Return whether the rest of a bracket is only a place, with a day or 电."""
    if bracket in "（(" and len(rest) > 1 and re.fullmatch(_VERB, rest):
        # （特訊）
        return True
    if behind_head:
        return bool(re.fullmatch(rf"{HAN}{{2,5}}{_DATE}(?:{_VERB})?", rest))
    if bracket in "（([":
        return bool(_PLACE_SENT.fullmatch(rest))
    return bool(_PLACE_HEAD.fullmatch(rest))


def _is_category(rest: str, behind: str) -> bool:
    """Return whether a headline names its column in a bracket: 【萌宠】猫为什么爱钻纸箱."""
    if _PLACE_SENT.fullmatch(rest) or re.match(datelines(), rest) or re.fullmatch(_VERB, rest):
        return False
    return len(behind) <= _MAX_TITLE_LENGTH and not re.search(r"[。，；]", behind)


def _after_head(plain: str, text: str, position: int, paper: str) -> ReportSignature | None:
    """Return the people after a lead that ends at `position`, or at the start of a line."""
    gap = re.compile(rf"{SPACE}(?:据(?={ROLE}))?").match(plain, position)
    start = gap.end() if gap else position
    if plain[start : start + 1] in tuple(_OPENING):
        close = next((n for n in range(start + 1, len(plain)) if plain[n] in _CLOSING), -1)
        if not 0 < close - start <= 60:
            return None
        inner, words = plain[start + 1 : close], text[start + 1 : close]
        people = read_names(inner, words) or read_names(*_without_place(inner, words))
        if not people and paper:
            people = _with_role_behind(inner, words) or tuple(
                name_alone(name, "")
                for name in names_alone(inner, words)
                or _who_is_what(inner, words)
                or _of_unit(inner, words)
            )
            # Only the author follows the lead of a report.
            people = people or read_roughly(inner, words)
        end = close + 1
        after = re.match(rf"{SPACE}{_REPORTS}", plain[end:])
        end += after.end() if after else 0
        return ReportSignature(people, end, paper) if people else None
    if not re.match(ROLE, plain[start:]):
        named = re.match(
            rf"(?:{HAN}{{2,12}}[局厅委会部办院校厂司社站所室])??"
            rf"(?P<names>{HAN}{{2,3}}(?:[、 　]{HAN}{{2,3}})*){SPACE}{_REPORTS}"
            r"(?:[：: 　]|(?<=[：:]))",
            plain[start:],
        )
        if paper and named:
            span = slice(start + named.start("names"), start + named.end("names"))
            if names := names_alone(plain[span], text[span]):
                people = tuple(name_alone(name, "通讯员") for name in names)
                return ReportSignature(people, start + named.end(), paper)
        # 章文、记者李武报道: who is no reporter is a contributor.
        others = re.match(
            rf"(?P<all>{HAN}{{2,3}}[、 　][^。，；“]{{2,30}}?){_REPORTS}", plain[start:]
        )
        if paper and others:
            span = slice(start, start + others.end("all"))
            if people := read_marked_names(plain[span], text[span]):
                people = tuple(replace(p, role="通讯员") if p.read == p.name else p for p in people)
                return ReportSignature(people, start + others.end(), paper)
        return None
    colon = re.compile(rf"(?P<all>(?:{ROLE})[^。，；：:“]{{2,20}})[：:]").match(plain, start)
    if colon and re.search(r"报[道导]$", colon["all"]):
        colon = None
    if paper and colon and (people := read_names(colon["all"], text[start : colon.end("all")])):
        # 【合艾專訊】本報駐合艾記者章文：
        return ReportSignature(people, colon.end(), paper)
    reported = re.compile(_REPORTS).search(plain, start, start + 60)
    if reported and not re.search(r"[。；;“]", plain[start : reported.start()]):
        cut = _without_place(
            plain[start : reported.end()], text[start : reported.end()], reported.start() - start
        )
        people = read_names(*cut)
        return ReportSignature(people, reported.end(), paper) if people else None
    if (
        len(plain) - start <= 40
        and plain.endswith("报")
        and not re.search(r"[，。,“]", plain[start:])
    ):
        people = read_names(plain[start:-1], text[start:-1])
        return ReportSignature(people, len(text), paper, torn=True) if people else None
    return _unclosed(plain, text, start, paper)


def _of_unit(plain: str, text: str) -> list[str]:
    """Return the name behind an office without a blank: 市局报道组章文; [] if there is none."""
    joined = _UNIT_AND_NAME.fullmatch(plain)
    if not joined or not may_be_name(joined["name"]):
        return []
    return [text[slice(*joined.span("name"))]]


def _without_place(plain: str, text: str, end: int | None = None) -> tuple[str, str]:
    """Return both without place and 报道 after the last name: 记者X／台北报道, 记者X台南报道."""
    end = len(plain) if end is None else end
    words = re.sub(
        rf"(?:综合)?(?:{NUMBER}{{1,3}}月)?(?:{NUMBER}{{1,3}}日)?"
        rf"(?:(?:联合|共同)(?:采访|专访|采写)?(?:报[道导])?|报[道导告]|专电|专讯|航讯|特讯|通讯|快讯"
        rf"|电|讯|专访|特写|特稿|发自{HAN}{{2,6}})?{SPACE}[：:]?$",
        "",
        plain[:end],
    )
    words = re.sub(rf"(?:连线|专题|[ 　](?:专访|对话){HAN}{{2,14}})$", "", words)
    if sent := _SENT_ON.search(plain[:end]):
        # 记者章文心虎尾15日电: an unlisted place directly after a name.
        run = sent["run"]
        size = 2 if len(run) < 5 and not names.COMPOUND_SURNAME.match(run) else 3
        is_known = re.search(rf"(?:{datelines()})$", run)
        is_one = not names_run_together(run) and sum(map(TRANSCRIBED.count, run)) < 2
        if not is_known and may_be_name(run[:size]) and (sent["day"] or (len(run) > 4 and is_one)):
            words = words[: sent.start("run") + size]
    place = re.search(
        rf"(?P<gap>{SPACE}[／/|｜]?{SPACE}(?:发自)?)(?P<place>{HAN}{{2,5}}(?:[、－-]{HAN}{{2,5}})*)$",
        words,
    )
    if place:
        known = re.search(rf"(?:{datelines()})$", place["place"])
        slash = re.search(r"[／/|｜]|发自", place["gap"])
        before = words[: place.start()] if slash else words
        if known and not slash:
            before = words[: place.start("place") + known.start()].rstrip(" 　")
        if before != words and not re.search(rf"(?:{ANY_ROLE}){SPACE}$", before):
            words = before
        elif known and re.fullmatch(rf"{SPACE}(?:{ROLE}){SPACE}", before):
            words = ""
        elif (
            # 记者 章文 多哈报道: an unlisted place.
            not known
            and re.fullmatch(r"[ 　]+", place["gap"])
            and words != plain[:end]
            and not re.search(rf"(?:{ANY_ROLE}){SPACE}$", words[: place.start()])
            and not _may_be_anybody(place["place"])
        ):
            words = words[: place.start()]
    return words, text[: len(words)]


def _may_be_anybody(words: str) -> bool:
    """Return whether `words` may be the name of one or several people of any nation."""
    return (
        may_be_name(words)
        or bool(names_run_together(words))
        or sum(map(TRANSCRIBED.count, words)) > 0
    )


def _unclosed(plain: str, text: str, start: int, paper: str) -> ReportSignature | None:
    """Return names of two to four characters without a closing mark, with spaces or 、 between."""
    people: list[SignedName] = []
    end = start
    pattern = re.compile(rf"[ 　\t、，,]*(?P<role>{ROLE}|{_BARE_ROLE}){SPACE}[：:]?{SPACE}")
    name = re.compile(rf"(?P<name>{SPACED}|{HAN}{{2,4}})(?=[ 　、，,/）)]|$)")
    while role := pattern.match(plain, end):
        position, has_name = role.end(), False
        while match := name.match(plain, position):
            if NO_NAME.search(match["name"]) or re.match(ROLE, match["name"]):
                break
            if re.match(rf"(?:{datelines()})", match["name"]):
                break
            if has_name and not may_be_name(match["name"]):
                break
            at = role.start() if not has_name else match.start()
            printed = text[match.start("name") : match.end("name")]
            people.append(signed(role["role"], printed, text[at : match.end()].strip()))
            has_name, end = True, match.end()
            position = end + len(plain[end:]) - len(_NAME_GAP.sub("", plain[end:], count=1))
            if position == end or re.match(ROLE, plain[position:]):
                break
        if not has_name:
            break
    if not people:
        return None
    if sent := _SENT_IN_FROM.match(plain, end):
        end = sent.end()
    rest = plain[end:].strip()
    # ○ 记者 章文 昨天: names with surnames between blanks, before a sentence.
    if (
        rest
        and plain[end] in " 　"
        and (plain[end] == "　" or re.match(rf"(?:{_MARK}{SPACE})?(?:{ROLE})[ 　]", plain))
        and all(may_be_name(simple(person.name)) for person in people)
        and re.search(r"[，。]", rest)
        and not re.match(rf"{HAN}{{2,3}}[ 　]", rest)
    ):
        return ReportSignature(tuple(people), end, paper)
    # It is no signature if a sentence continues after 记者张三 (记者张三了解到).
    if rest and plain[end : end + 1] not in (" ", "　", "\t"):
        return None
    of_paper = re.match(rf"{SPACE}(?:{SOURCE}|{HAN}{{2,6}}报)[^ 　]*记者[ 　：:]", plain[start:])
    if not paper and rest and not of_paper and not re.match(r"[“\d近日前今昨]", rest):
        return None
    return ReportSignature(tuple(people), end, paper)


@lru_cache(maxsize=2048)
def parse_standalone(text: str) -> ReportSignature | None:
    """Return the signature that makes up a whole line, or None.

    For instance 本报记者 张三 本报通讯员 李四, 本报记者 王五 摄, □ 本报记者 张三 发自杭州, or
    文/张三 图/李四. It has no people if an office signs: 本报评论员.
    """
    plain = simple(text)
    if len(plain) > 60 or re.search(r"[。！？!?“”]", plain.rstrip("。")):
        return None
    if _SIGNED_LEAD.search(plain):
        return None
    if by := _BY.match(text):
        signers = re.split(r" and |, ", by["names"])
        signers = [name for name in signers if not _LATIN_PAPER.search(name)]
        if signers and all(_LATIN_NAME.fullmatch(name) for name in signers):
            people = tuple(SignedName(name, "记者", "", name) for name in signers)
            return ReportSignature(people, len(text))
    if (around := _AROUND.fullmatch(plain)) and not (
        may_be_name(around["inner"]) or re.fullmatch(_SPACED_PAIR, around["inner"])
    ):
        span = slice(*around.span("inner"))
        plain, text = plain[span], text[span]
    start = len(plain) - len(plain.lstrip("（）() 　〔【［["))
    end = max(start, len(plain.rstrip("（）() 　〕】］]：:。")))
    inner, words = plain[start:end], text[start:end]
    if what := _WHAT_THE_AUTHOR_IS.search(inner):
        inner, words = inner[: what.start()], words[: what.start()]
    if teller := _TELLER.match(inner):
        inner, words = inner[teller.end() :], words[teller.end() :]
        if (role := _NAME_ENDINGS.get(inner[-1:])) and may_be_name(inner[:-1].rstrip(" 　")):
            return ReportSignature((name_alone(words[:-1], role),), len(text))
    if foreign := _FOREIGN.fullmatch(plain) or _WROTE_AND_TRANSLATED.fullmatch(plain):
        roles = {"name": "撰稿", "translator": "编译"}
        writers = [
            name_alone(text[slice(*foreign.span(part))], role)
            for part, role in roles.items()
            if foreign[part]
        ]
        return ReportSignature(tuple(writers), len(text))
    if (sender := _FROM_PLACE.fullmatch(plain)) and may_be_name(sender["name"]):
        return ReportSignature((name_alone(text[slice(*sender.span("name"))]),), len(text))
    if (names := _NAMES_REPORT.fullmatch(inner)) and (
        alone := names_alone(names["names"], words[: names.end("names")])
    ):
        return ReportSignature(tuple(name_alone(name, "记者") for name in alone), len(text))
    if marked := re.match(rf"(?:{_MARK}{SPACE})+", inner):
        inner, words = inner[marked.end() :], words[marked.end() :]
        if marked_people := read_marked_names(inner, words):
            return ReportSignature(marked_people, len(text))
        alone = names_alone(inner, words) or _who_is_what(inner, words)
        pen = _MARKED_PEN_NAME.fullmatch(inner)
        if not alone and pen and (pen["place"] is not None or _is_pen_name(pen["name"])):
            alone = [words[: pen.end("name")]]
        if alone and not read_names(inner, words):
            return ReportSignature(tuple(name_alone(name) for name in alone), len(text))
    if _OFFICE.fullmatch(inner):
        return ReportSignature((), len(text))
    if (source := _FROM.fullmatch(plain)) and (
        source["how"] is not None or source["end"] or source["sent"]
    ):
        return ReportSignature((), len(text))
    # In brackets, it is a signature at the end: see parse_trailing().
    if (translated := _TRANSLATED.fullmatch(plain)) and may_be_name(translated["name"]):
        name = words[slice(*translated.span("name"))]
        return ReportSignature((name_alone(name, "编译"),), len(text))
    if (made := _EACH_MADE.fullmatch(inner)) and _is_each_named(made):
        return ReportSignature(_each_made(made, words), len(text))
    if (place := _PLACE_AND_NAME.fullmatch(inner)) and (
        re.fullmatch(datelines(), place["place"])
        and (may_be_name(place["name"]) or _is_pen_name(place["name"]))
    ):
        return ReportSignature((name_alone(words[slice(*place.span("name"))]),), len(text))
    around = _AROUND_NAME.fullmatch(inner)
    if around and (may_be_name(around["name"]) or re.fullmatch(_SPACED_PAIR, around["name"])):
        person = name_alone(words[slice(*around.span("name"))])
        return ReportSignature((person,), len(text))
    if _SENT_FROM_ALONE.fullmatch(inner):
        return ReportSignature((), len(text))
    sent_from = _SENT_FROM.sub("", inner)
    bare = sent_from.lstrip("—-－ 　")
    if sent_from != inner and (
        may_be_name(bare) or (re.search(r"[寄写发]自", inner) and _is_pen_name(bare))
    ):
        name = words[len(sent_from) - len(bare) : len(sent_from)]
        return ReportSignature((name_alone(name),), len(text))
    if (drawn := _NAME_AND_OTHERS.fullmatch(inner)) and _is_pen_name(drawn["name"]):
        span = slice(*drawn.span("others"))
        if others := read_names(drawn["others"], words[span]):
            # 章文（李武插图）
            return ReportSignature((name_alone(words[: drawn.end("name")]), *others), len(text))
    if (column := _COLUMN_OF.fullmatch(inner)) and not may_not_be_name(column["name"]):
        return ReportSignature((name_alone(words[: column.end("name")]),), len(text))
    if (genre := GENRE.match(inner)) and may_be_name(inner[genre.end() :]):
        return ReportSignature((name_alone(words[genre.end() :]),), len(text))
    own = re.match(rf"本报讯{SPACE}", inner) or _PICTURES_BY.match(inner)
    at = own.end() if own else 0
    if given := _PICTURES_GIVEN.search(inner):
        inner, words = inner[: given.start()], words[: given.start()]
    inner, words = inner[at:], words[at:]
    also_took = _ALSO_TOOK.search(inner)
    if also_took:
        inner, words = inner[: also_took.end("report")], words[: also_took.end("report")]
    people = read_names(inner, words)
    if not people and (what := _WHAT_HE_IS.search(inner)):
        span = slice(*what.span())
        people = read_names(*(part[: span.start] + part[span.stop :] for part in (inner, words)))
    if not people and (what := _IN_BRACKETS.search(inner)) and not re.search(ROLE, what.group()):
        people = read_names(inner[: what.start()], words[: what.start()])
    if not people and (taken := _TAKEN_AT.search(inner)):
        people = read_names(inner[: taken.start()] + "摄", words[: taken.start()] + "摄")
    if not people:
        cut = _without_place(inner, words)
        people = read_names(*cut) if cut[0] != inner else ()
    if also_took:
        people += tuple(replace(person, role="摄影") for person in people)
    return ReportSignature(people, len(text)) if people else None


def _is_each_named(match: re.Match[str]) -> bool:
    """Return whether marks separate the parts of _EACH_MADE, or both are certainly names."""
    if re.search(r"[ 　／/、]", match.group()):
        return True
    return may_be_name(match["first"]) and may_be_name(match["second"])


def _each_made(match: re.Match[str], words: str) -> tuple[SignedName, ...]:
    """Return the people of _EACH_MADE, each with the role given after the name."""
    pairs = (("first", "did"), ("second", "made"), ("drawer", "drew"), ("writer", "wrote"))
    return tuple(
        name_alone(words[slice(*match.span(name))], _MADE[match[work]])
        for name, work in pairs
        if match[name] and _MADE[match[work]]
    )


@lru_cache(maxsize=2048)
def parse_trailing(text: str) -> tuple[ReportSignature, int] | None:
    """Return (signature at the end of a paragraph, as in …。（张三）, its offset), or None."""
    plain = simple(text)
    if match := _TRAILING.search(plain):
        sign_at = match.start("sign")
    elif match := re.fullmatch(
        rf"[（(〔](?P<inner>{HAN}[^（）()〔〕]{{1,30}})[）)〕][ 　]*", plain
    ):
        sign_at = 0
    elif match := _LETTER_END.search(plain):
        if not may_be_name(match["name"]):
            return None
        person = name_alone(text[slice(*match.span("name"))], "")
        return ReportSignature((person,), len(match["name"])), match.start("name")
    elif match := _TRAILING_ROLE.search(plain):
        sign_at = match.start("sign")
    elif match := _TRAILING_OPEN.search(plain):
        inner = match["inner"]
        # Without brackets, a blank separates a name alone from the sentence.
        if len(match["gap"]) > 1 and (several := names_alone(inner, text[match.start("inner") :])):
            # 。　　章文　李　武
            people = tuple(name_alone(name, "") for name in several)
            return ReportSignature(people, len(inner)), match.start("sign")
        if match["gap"] and (may_be_name(inner) or _may_be_pen_name(inner)):
            person = name_alone(text[match.start("inner") :], "")
            return ReportSignature((person,), len(inner)), match.start("sign")
        sign_at = match.start("sign")
    elif photo := _PHOTO_AT_END.fullmatch(plain):
        sign_at = photo.start("open") if photo["open"] else photo.start("closed")
        signature = parse_standalone(text[sign_at:].strip())
        return (signature, sign_at) if signature and signature.is_photo else None
    else:
        return None
    start, end = match.span("inner")
    inner, words = match["inner"], text[start:end]
    if taken := _TAKEN_FROM.match(inner):
        inner, words = inner[taken.end() :], words[taken.end() :]
    if office := _AUTHORS_OFFICE.match(inner):
        inner, words = inner[office.end() :], words[office.end() :]
    found = parse_standalone(words)
    if found is not None and found.people:
        return ReportSignature(found.people, end - start), sign_at
    if people := _with_role_behind(inner, words):
        return ReportSignature(people, end - start), sign_at
    if match.groupdict().get("gap") and (named := _who_is_what(inner, words)):
        # 。　章文（金门／杂货店老板）
        return ReportSignature(tuple(name_alone(name, "") for name in named), end - start), sign_at
    dash = "—" in (match.groupdict().get("gap") or "")
    if dash and (author := _AUTHOR.fullmatch(inner)) and (named := _authors(author, words)):
        # ——注册中医师章文
        return ReportSignature(tuple(name_alone(name, "") for name in named), end - start), sign_at
    if "gap" in match.groupdict() or _EDITED.match(inner):
        return None
    if (by := _REPORTED_BY.fullmatch(inner)) and (
        alone := names_alone(by["names"], words[: by.end("names")])
    ):
        people = tuple(name_alone(name, "记者") for name in alone)
        return ReportSignature(people, end - start), sign_at
    if day := _DAY_BEFORE.match(inner):
        inner, words = inner[day.end() :], words[day.end() :]
        inner = _SENT_BEHIND.sub("", inner)
    inner = _SENT_FROM.sub("", inner)
    words = words[: len(inner)]
    if translated := _TRANSLATED.fullmatch(inner):
        name = words[slice(*translated.span("name"))]
        return ReportSignature((name_alone(name, "编译"),), end - start), sign_at
    if (source := _TRANSLATED_FROM.fullmatch(inner)) and may_be_name(source["name"]):
        name = words[slice(*source.span("name"))]
        return ReportSignature((name_alone(name, "编译"),), end - start), sign_at
    alone = _who_is_what(inner, words) or names_alone(inner, words) or _listed(inner, words)
    if not alone and (sizes := names_run_together(inner)):
        ends = list(accumulate(sizes))
        alone = [words[end - size : end] for size, end in zip(sizes, ends, strict=True)]
    if not alone and (office := _OFFICE_AND_NAMES.fullmatch(inner)):
        # An unlisted place: （镇海 章文 李武）
        at = office.start("names")
        alone = names_alone(inner[at:], words[at:])
    if (
        not alone
        and (behind := _PLACE_AND_PEN_NAME.fullmatch(inner))
        and _is_pen_name(behind["name"])
        and not is_word(behind["place"] + behind["name"])
    ):
        # （海门　阿牛）
        alone = [words[slice(*behind.span("name"))]]
    if not alone and (author := _AUTHOR.fullmatch(inner)):
        alone = _authors(author, words)
    if not alone and (author := _AUTHOR_IS.fullmatch(inner)):
        what, name = author["what"], author["author"]
        if (
            may_be_name(name)
            and not SIGNER_END.search(inner)
            and (not what or _SIGNER.search(what))
        ):
            alone = [words[slice(*author.span("author"))]]
    if not alone and (role := _NAME_ENDINGS.get(inner[-1:])) and may_be_name(inner[:-1]):
        return ReportSignature((name_alone(words[:-1], role),), end - start), sign_at
    if (
        not alone
        and (place := _PLACE_AND_NAME.fullmatch(inner))
        and (re.fullmatch(datelines(), place["place"]) and may_be_name(place["name"]))
    ):
        alone = [words[slice(*place.span("name"))]]
    if not alone and _SOMEBODY.fullmatch(inner):
        alone = [words]
    if not alone and _PEN_NAME.fullmatch(inner) and not may_not_be_name(inner):
        alone = [words]
    if not alone:
        return None
    return ReportSignature(tuple(name_alone(name, "") for name in alone), end - start), sign_at


def _listed(plain: str, text: str) -> list[str]:
    """Return the names of a list such as （趙石頭、齊如山石）; [] if it is no such list.

    At least one must have the form of a name; the others may be pen names.
    """
    parts = [match.span() for match in re.finditer(r"[^ 　、，,]+", plain)]
    named = [plain[start:end] for start, end in parts]
    if not 2 <= len(parts) <= 4 or not any(map(may_be_name, named)):
        return []
    if any(re.fullmatch(datelines(), name) or _SIGNER.search(name) for name in named):
        return []
    if any(len(name) == 4 and is_word(name[:2]) and is_word(name[2:]) for name in named):
        # 计量中心
        return []
    if not all(
        may_be_name(name)
        or _is_pen_name(name)
        # 区志航: a surname that is also an administrative unit.
        or (len(name) == 3 and name[0] in _UNIT_SURNAMES and not is_word(name[:2]))
        for name in named
    ):
        return []
    return [text[start:end] for start, end in parts]


def _may_be_pen_name(inner: str) -> bool:
    """Return whether two or three characters after a blank at the end may be a pen name."""
    return len(inner) < 4 and _is_pen_name(inner)


def _is_pen_name(inner: str) -> bool:
    """Return whether two to four characters of a signature may be a pen name."""
    return (
        bool(re.fullmatch(rf"{HAN}{{2,4}}", inner))
        and not SIGNER_END.search(inner)
        and not re.fullmatch(datelines(), inner)
        and not may_not_be_name(inner)
        and not is_word(inner)
        and not NO_NAME.search(inner)
    )


def _authors(match: re.Match[str], words: str) -> list[str]:
    """Return the names in _AUTHOR; only those after 作者 may be pen names."""
    group = next(name for name in match.groupdict() if match[name])
    start, end = match.span(group)
    if may_be_name(match[group]):
        return [words[start:end]]
    if group != "author":
        return []
    parts = [part.span() for part in re.finditer(r"[^、和与 　]+", match[group])]
    pens = [match[group][a:b] for a, b in parts]
    if any(NO_NAME.search(pen) or may_not_be_name(pen) or len(pen) < 2 for pen in pens):
        return []
    return [words[start + a : start + b] for a, b in parts]


def _with_role_behind(plain: str, text: str) -> tuple[SignedName, ...]:
    """Return the people of 章文 通讯员 李武, the first without a role; () if it is no such list."""
    people = read_marked_names(plain, text)
    return tuple(
        replace(person, role="") if person.read == person.name else person for person in people
    )


def _who_is_what(plain: str, text: str) -> list[str]:
    """Return the names in （东山镇 林晚）, （林晚／台北市，教师）, 水利局 林晚 李武.

    [] if there are none, more than three, or words that do not describe a person.
    """
    plain = re.sub(r"[ 　]*(?:供稿|来稿)$", "", _PUPILS.sub("", plain))
    plain = _DAY_BEHIND.sub("", plain)
    # 文学院 2018级 章文
    plain = re.sub(
        rf"(?<=[院系部校])[ 　]*{NUMBER}{{2,4}}级", lambda class_: "级" * len(class_[0]), plain
    )
    # 四（2）班
    plain = re.sub(rf"[（(]{NUMBER}{{1,2}}[）)]", lambda class_: "二" * len(class_[0]), plain)
    parts = [
        match.span()
        for match in re.finditer(
            rf"(?<!{HAN}){HAN}[ 　]{HAN}(?!{HAN})|[^ 　／/，,、；;：:‧．（(）)]+", plain
        )
    ]
    named = [
        (start, end)
        for start, end in parts
        if (may_be_name(plain[start:end]) or re.fullmatch(_SPACED_PAIR, plain[start:end]))
        and not _PLACE.fullmatch(plain[start:end])
        and not re.fullmatch(datelines(), plain[start:end])
    ]
    if len(named) > 1 and named[0] == parts[0] and named[1] != parts[1]:
        # （双城 读者 章文）: a place, a description, and the name.
        named = named[1:]
    if (
        not named
        and len(parts) == 2
        and (_PERSON.search(before := plain[slice(*parts[0])]) or before.endswith("级"))
    ):
        # （读者 小翠）: after a description any word is a name.
        pen_name = plain[slice(*parts[1])]
        if re.fullmatch(rf"{HAN}{{2,4}}", pen_name) and not may_not_be_name(pen_name):
            named = parts[1:]
    others = [plain[slice(*span)] for span in parts if span not in named]
    if any(re.search(ANY_ROLE, other) and not SIGNER_END.search(other) for other in others):
        return []
    if not 1 <= len(named) <= 3 or not others:
        return []
    if not all(_SIGNER.search(other) or re.match(datelines(), other) for other in others):
        return []
    return [text[slice(*span)] for span in named]


@lru_cache(maxsize=2048)
def is_signature_line(text: str) -> bool:
    """Return whether a whole line is a signature: （章文）, 章文／教师（台中市）, 本报记者 章文."""
    if len(text) > _MAX_SIGNATURE_LENGTH:
        return False
    if parse_standalone(text) is not None:
        return True
    trailing = parse_trailing(text)
    if trailing is not None and trailing[1] == 0:
        return True
    return bool(re.search("[／（]", simple(text))) and parse_name_line(text) is not None


def parse_name_line(text: str, pen_names: bool = False) -> ReportSignature | None:
    """Return the signature in a line known to hold names with a place or office, or None.

    With `pen_names`, a word after a place or office need not have a surname.
    """
    plain = simple(text)
    inner = plain.strip("（）() 　")
    at = plain.index(inner)
    if people := read_marked_names(inner, text[at : at + len(inner)]):
        # 章文 本报记者 李武
        return ReportSignature(people, len(text))
    alone = _who_is_what(inner, text[at : at + len(inner)])
    if not alone and (joined := _UNIT_AND_NAME.fullmatch(inner)):
        # The blank before the name was not read.
        name = joined["name"]
        sizes = names_run_together(name) or ([len(name)] if may_be_name(name) else [])
        ends = list(accumulate(sizes, initial=at + joined.start("name")))
        if not is_word(name):
            alone = [text[start:end] for start, end in pairwise(ends)]
    if not alone and pen_names and (pen := _MARKED_PEN_NAME.fullmatch(inner)):
        # 心水（墨爾本）
        name = pen["name"]
        if pen["place"] is not None and not (
            may_not_be_name(name) or NO_NAME.search(name) or re.fullmatch(datelines(), name)
        ):
            alone = [text[at : at + pen.end("name")]]
    if not alone and pen_names and (day := _NIGHT_BEHIND.search(inner)):
        # 长虹　七月一日夜
        name = inner[: day.start()]
        if re.fullmatch(rf"{HAN}{{2,4}}|{SPACED}", name) and not may_not_be_name(name):
            alone = [text[at : at + day.start()]]
    if not alone and pen_names and (behind := _UNIT_AND_PEN_NAME.fullmatch(inner)):
        name, unit = behind["name"], behind["unit"]
        is_unit = _SIGNER.search(unit) and not re.search(ANY_ROLE, unit)
        is_unit = is_unit and not unit.endswith(_NO_CREDITS)
        if is_unit and _is_pen_name(name):
            alone = [text[at + behind.start("name") : at + behind.end("name")]]
    if not alone:
        return None
    return ReportSignature(tuple(name_alone(name, "") for name in alone), len(text))
