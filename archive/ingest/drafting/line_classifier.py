"""Classify the lines of a page: heading, lead of a report, text, item, credit or furniture."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from . import bylines
from .bylines import ReportSignature
from .heading_style import Headings
from .language_model import Language, word_across
from .text_lines import TextLine

# style score: its limit in nats and its weight
_STYLE, _WEIGHT = 4.0, 0.8
# maximum length of a heading, in characters
LONGEST_HEADING = 48
# nats that speak for a torn paragraph and against a heading: limits of the continuation of the
# previous line and into the next, and of a word across the cut
_LEAST_CONTINUATION, _MOST_FROM_ABOVE, _MOST_INTO_BELOW, _MOST_WORD = -3.0, 1.5, 5.0, 6.0
# the same, for each sign of a sentence
_NEXT_CANNOT_OPEN, _UNEVEN_BELOW_HEADING, _LONG_WITH_COMMA = 4.0, 1.5, 3.5
_SENTENCE_SIGN = 3.0
# lengths in characters: of a sentence's opening, of a heading too long for a comma, and of an
# exclamation or question
_LEAST_OPENER, _LONG_HEADING, _LONGEST_EXCLAMATION = 6, 30, 24
# a line with at least so many nats is torn
_TORN = 2.0
# confidence of a heading at 0 nats, the nats that lower it by 1, and its bounds
_HEADING_SURE, _HEADING_SCALE, _HEADING_LEAST, _HEADING_MOST = 0.8, 20, 0.5, 0.97
# lengths in characters: of website text, of a short line in a website's head, of a column title
_LONGEST_WEB, _LONGEST_WEB_HEAD, _LONGEST_COLUMN = 60, 20, 8
_DATE = re.compile(
    r"^\d{4}\s*[年\-./]\s*\d{1,2}\s*[月\-./]\s*\d{1,2}\s*日?(?:\s*星期[一二三四五六日天])?$"
)
_WEB = re.compile(
    r"^(?:.{0,6}(?:平台|客户端|数字报|电子报)|.*最后一期.*|我知道了|.*详情|首页|目录|返回.*|关闭|登录|注册|分享.*"
    r"|上一[篇版期].*|下一[篇版期].*|往期.*|版面(?:导航|目录|概览).*|放大|缩小|默认|字号.*|打印.*|收藏|点赞.*|评论.*"
    r"|朗读.*|下载.*|扫[一码].*|全文.*|展开.*|更多.*|更新时间.*|发布时间.*|来源[:：].*|作者[:：]\s*$|责任编辑.*"
    r"|版权.*|.*ICP备.*|.*[Cc]opyright.*|https?://\S+|www\.\S+|PDF.*|第(?:\d+|[一二三四五六七八九十]+)版.*|[A-Z]?\d{1,2}版?|本版.{0,12}编辑.*"
    r"|(?:责编|编辑|校对|版式|美编|电话|邮箱|E-?mail|投稿).{0,40})$"
)
_PAGE = re.compile(r"第(?:\d+|[一二三四五六七八九十]+)版|[A-Z]?\d{1,2}版$")
# page head: number of lines searched for name and number, and maximum length of the name
_HEAD, _PAGE_NAME = 5, 8
_COUNTS = re.compile(r"(?:阅读[数量]|本文字数|浏览[次数量]|点击[数量]|评论数)\s*[:：]?\s*\d+")
_ITEM = re.compile(
    r"^(?:[-•●·*○◆■▪]\s*)?(?:\d{1,2}\s*[.．、]|[(（](?:\d{1,2}|[一二三四五六七八九十]+)[)）]|[①-⑳])\s*\S"
)
_BULLET = re.compile(r"^[-•●·*○◆■▪–]\s+(?=\S)")
_BOX = re.compile(
    r"^(?:阅读提示|核心提示|内容提要|提要|导读|编者按|编后|编者的话|编者点评|相关链接|新闻链接|链接|背景链接|延伸阅读"
    r"|小贴士|名词解释|知识链接|新闻背景|记者手记|采访手记|短评|点评|声音|数说)[:：]?$"
)
_COLUMN = re.compile(
    r"^.{0,6}(?:特写|简讯|短讯|短波|速递|快讯|快报|动态|之窗|信息波|看台|广角|聚焦|专栏|传真|纵横|速览|集锦|要闻|综述"
    r"|回音壁|一线|视窗|风采录|连载|调查|观察|图片新闻|工会新闻|专题|特刊)$"
)
_OPENER = re.compile(
    r"^(?:据(?:了解|悉|介绍|统计|此|不完全统计)|此次|这(?:[0-9一二三四五六七八九十个是项些]|次|家|位)|日前|近日|近年来|目前|同时|此外"
    r"|截至|今年|去年|随后|接着|为(?:了|此|确保|进一步)|在此|其中|当天|会上|活动中|记者|一个[月周]来|今后|下一步|接下来|自\d|到(?:今|去|上|\d))"
)
_TRAILING = re.compile(
    r"(?:[了的在是和与及或把将被对向从由并也都就还而但使让给即][^，。]?|[，,、])$"
)
# patterns of sentences, not of headings
_CLAUSE = re.compile(
    r"[，,](?:[他她它谁我你这那也就便还却又但而才只]|把|被|不过|因为|所以|如果|大家|有的|于是)"
    r"|(?:之后|以后|以来|[时后前中上下里]|的是)[，,]|[，,].{0,8}(?:着|了)(?![”’])"
)
_NEWS_OPENING = re.compile(
    r"^.{0,12}?(?:日前|近日|近期|昨[日天]|今[日天]|连日来|\d{1,2}月\d{1,2}日|[本上]周|\d{1,2}日[上下]午)|^(?:[^，,。]{2,12})发生后"
)


@dataclass
class ClassifiedLine:
    """A line and its class; `[start, end)` is the part that remains of it."""

    line: TextLine
    kind: str
    start: int
    end: int
    confidence: float = 0.9
    reason: str = ""
    signature: ReportSignature | None = None
    bullet: tuple[int, int] | None = None
    flags: set[str] = field(default_factory=set)

    @property
    def n(self) -> int:
        return self.line.n


def classify_lines(
    lines: Sequence[TextLine], language: Language, columns: set[str], style: Headings
) -> list[ClassifiedLine]:
    """The class of every line: furniture, column, box, heading, opening, signature, credit, item or
    text.
    """
    entries = [ClassifiedLine(line, "text", line.start, line.end) for line in lines]
    _furniture(entries)
    for entry in entries:
        if entry.kind == "text":
            _signed(entry)
    _items(entries)
    _headings(entries, language, style)
    for index, entry in enumerate(entries):
        if entry.kind != "heading":
            continue
        letters = "".join(c for c in entry.line.text if c.isalnum())
        below = next((e for e in entries[index + 1 :] if e.kind != "furniture"), None)
        next_kind = below.kind if below else ""
        if _BOX.match(entry.line.text.strip("【】[]■◆●▲ ")):
            entry.kind, entry.reason = "box", "提示框之题的常语"
            if below and next_kind == "text":
                _set(below, "summary", 0.85, "提示框之题下的一段")
        elif letters in columns:
            entry.kind, entry.reason = "column", "库中已有这个栏目名"
        elif (
            next_kind in ("heading", "opening")
            and len(letters) <= _LONGEST_COLUMN
            and _COLUMN.match(letters)
        ):
            entry.kind, entry.confidence, entry.reason = "column", 0.8, "栏目名的常语"
    return entries


def _furniture(entries: list[ClassifiedLine]) -> None:
    """Mark text added by a website or in the page margin, by wording and position."""
    certain = [
        n
        for n, entry in enumerate(entries)
        if len(entry.line.text) <= _LONGEST_WEB
        and (
            _WEB.match(entry.line.text)
            or _DATE.match(entry.line.text)
            or _COUNTS.search(entry.line.text)
        )
    ]
    # the line above the page number is the page's name
    for n in certain:
        if 0 < n < _HEAD and _PAGE.match(entries[n].line.text) and n - 1 not in certain:
            above = entries[n - 1]
            if len(above.line.text) <= _PAGE_NAME and above.line.text.isalnum():
                _set(above, "furniture", 0.7, "版次之上的短行，当是版名")
                above.flags.add("page name")
    first_text = next(
        (n for n, e in enumerate(entries) if len(e.line.text) > LONGEST_HEADING), len(entries)
    )
    for n in certain:
        _set(entries[n], "furniture", 0.9, "网页或版面的附属文字")
        if _DATE.match(entries[n].line.text):
            entries[n].flags.add("date")
    # short lines above the last website text at the head are website text too
    head = [n for n in certain if n < first_text and not _COUNTS.search(entries[n].line.text)]
    if len(head) >= 2:
        for n in range(max(head)):
            if entries[n].kind == "text" and len(entries[n].line.text) <= _LONGEST_WEB_HEAD:
                _set(entries[n], "furniture", 0.75, "夹在网页页首的短行")


def _set(entry: ClassifiedLine, kind: str, confidence: float, reason: str) -> None:
    entry.kind, entry.confidence, entry.reason = kind, confidence, reason


def _signed(entry: ClassifiedLine) -> None:
    text = entry.line.text
    standalone = bylines.parse_standalone(text)
    lead = bylines.parse_lead(text)
    is_photo_credit = standalone is not None and any(
        person.role == "摄影" for person in standalone.people
    )
    if lead and not is_photo_credit and (lead.torn or lead.length < len(text)):
        _set(entry, "opening", 0.97, "电头与署名")
        entry.signature = lead
        return
    if standalone:
        _set(entry, "credit" if is_photo_credit else "signature", 0.95, "单独一行的署名")
        entry.signature = standalone


def _items(entries: list[ClassifiedLine]) -> None:
    """Mark adjacent numbered lines as items, and bullets added in transcription."""
    numbered = [bool(entry.kind == "text" and _ITEM.match(entry.line.text)) for entry in entries]
    for n, entry in enumerate(entries):
        if entry.kind != "text":
            continue
        beside = (n and numbered[n - 1]) or (n + 1 < len(entries) and numbered[n + 1])
        bullet = _BULLET.match(entry.line.text)
        if bullet:
            entry.bullet = (entry.start, entry.start + 1)
            entry.start += bullet.end()
        if (numbered[n] and beside) or (bullet and not numbered[n]):
            _set(entry, "item", 0.85, "编号相连的列表项")


def _headings(entries: list[ClassifiedLine], language: Language, style: Headings) -> None:
    for n, entry in enumerate(entries):
        text = entry.line.text
        if entry.kind != "text" or not _may_head(text):
            continue
        following = next((e for e in entries[n + 1 :] if e.kind not in ("furniture",)), None)
        previous = next((e for e in reversed(entries[:n]) if e.kind in ("text", "opening")), None)
        torn_score = 0.0
        if previous is not None and not previous.line.closed and previous.n == entry.n - 1:
            continuation = language.goes_on(previous.line.text, text)
            # a line that both continues one and breaks off into another is rare
            torn_score += max(_LEAST_CONTINUATION, min(continuation, _MOST_FROM_ABOVE)) + min(
                word_across(previous.line.text, text), _MOST_WORD
            )
        if (
            following is not None
            and following.kind == "text"
            and not _may_head(following.line.text)
        ):
            continuation = language.goes_on(text, following.line.text)
            torn_score += max(_LEAST_CONTINUATION, min(continuation, _MOST_INTO_BELOW))
            torn_score += min(word_across(text, following.line.text), _MOST_WORD)
            if re.match(r"[的地得了着]", following.line.text) or following.line.cannot_open:
                torn_score += _NEXT_CANNOT_OPEN
            if re.search(r"[，,]", text) and not _balanced(text):
                # a paragraph follows a heading
                torn_score += (
                    _UNEVEN_BELOW_HEADING if n and entries[n - 1].kind == "heading" else 0.0
                )
            torn_score += _SENTENCE_SIGN if _TRAILING.search(text) else 0.0
            torn_score += (
                _SENTENCE_SIGN if _OPENER.match(text) and len(text) > _LEAST_OPENER else 0.0
            )
            # long headings have a space, not a comma
            has_comma = bool(re.search(r"[，,]", text))
            torn_score += _LONG_WITH_COMMA if has_comma and len(text) >= _LONG_HEADING else 0.0
        torn_score += _SENTENCE_SIGN if entry.line.cannot_open else 0.0
        is_uneven = re.search(r"[，,]", text) and not _balanced(text)
        torn_score += _SENTENCE_SIGN if is_uneven and text[-1] not in "!！?？—" else 0.0
        torn_score += _SENTENCE_SIGN if _CLAUSE.search(text) else 0.0
        has_lead_below = following is not None and following.kind in ("opening", "signature")
        if style.is_trained and not has_lead_below:
            torn_score -= max(-_STYLE, min(_STYLE, style.odds(text) * _WEIGHT))
        if torn_score >= _TORN:
            entry.flags.add("short")
            continue
        confidence = _HEADING_SURE - torn_score / _HEADING_SCALE
        confidence = round(max(_HEADING_LEAST, min(_HEADING_MOST, confidence)), 2)
        _set(entry, "heading", confidence, "短行，不以句号收尾")


def _may_head(text: str) -> bool:
    if len(text) > LONGEST_HEADING or not any(char.isalnum() for char in text):
        return False
    if re.search(r"[。；;，,、：]$", text) or re.search(r"[。；;]", text):
        return False
    # an exclamation or a question may be a heading; with a closing quotation mark it is speech
    return not re.search(r"[!！?？…][”’]?$", text) or len(text) <= _LONGEST_EXCLAMATION


def _balanced(text: str) -> bool:
    """Whether a comma separates two halves of similar length, as in headings of two phrases."""
    parts = re.split(r"[，,、 　]", text)
    return (
        len(parts) == 2
        and min(map(len, parts)) >= 5
        and max(map(len, parts)) <= 3 * min(map(len, parts))
    )


def opens_news(text: str) -> bool:
    """Whether a paragraph begins like a news report: with a date, or 日前."""
    return bool(_NEWS_OPENING.match(text))
