"""Classify the lines of a page: deck, lead of a report, text, item, credit, notice or furniture.

A model fitted to invented pages labels the lines by their features; text added by a website is
recognised by its words.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from archive.text.segment import is_word

from . import bylines
from .byline_model import (
    ALONE,
    FIRST,
    LAST,
    corrected,
    first_words,
    is_surely_signed,
    last_words,
    read_byline,
)
from .bylines import ReportSignature
from .heading_style import Headings
from .language_model import LanguageModel, word_across
from .line_features import line_features
from .press_forms import alternatives, datelines, press_forms, simple
from .sequence_model import SequenceModel
from .signed_names import (
    MARKS,
    ROLE,
    SignedName,
    may_be_name,
    name_alone,
    names_alone,
)
from .text_lines import TextLine

# Maximum length of website text, in characters.
_MAX_WEB_LENGTH = 60
# Maximum length of a short line in a website's head.
_MAX_WEB_HEAD_LENGTH = 20
# Words with which a sentence begins, but no heading.
_HEARSAY = re.compile(r"(?:据(?:了解|悉|介绍|统计|透露|说|报道)|另悉|另据(?:了解|悉)?)[，,]")
# Minimum confidence of a headline above a poet's name.
_SURE_HEADLINE = 0.9
# Minimum number of letters of each of two decks on one line.
_MIN_DECK = 8
# Maximum number of phrases of both.
_MAX_PARTS = 4
# Minimum length of a long line in a website's head.
_LONG_LINE = 48
# Minimum confidence that words are a pen name.
_SURE_NAME = 0.8
# Minimum confidence at which a line stays furniture.
_SURE_FURNITURE = 0.95
# Nats: minimum evidence that a short line continues in the next.
_TORN = 5.5
# Nats: maximum contribution of the language model to it.
_MAX_WEIGHT = 4.0
# Type smaller than this, relative to body text, is hardly ever a deck's.
_SMALL_TYPE = 0.85
# Minimum confidence for a deck in such type.
_SURE_SMALL = 0.6
# Maximum number of lines of text between a picture's headline and its credit.
_PICTURE_LINES = 6
_DATE = re.compile(
    r"^\d{4}\s*[年\-./]\s*\d{1,2}\s*[月\-./]\s*\d{1,2}\s*日?(?:\s*星期[一二三四五六日天])?$"
)
_WEB = re.compile(
    r"^(?:.{0,6}(?:平台|客户端|数字报|电子报)|.*最后一期.*|我知道了|.{0,4}详情|首页|目录|返回.{0,6}|关闭|登录|注册|分享(?:到.{0,8})?"
    r"|上一[篇版期].{0,4}|下一[篇版期].{0,4}|往期.{0,4}|版面(?:导航|目录|概览).{0,4}|放大|缩小|默认|字号.{0,6}|打印.{0,6}|收藏|点赞.{0,6}|评论\d*"
    r"|朗读.{0,4}|下载.{0,6}|扫[一码].{0,12}|全文.{0,4}|展开.{0,4}|更多.{0,4}|更新时间.*|发布时间.*|来源[:：].*|作者[:：]\s*$"
    r"|.*ICP备.*|.*[Cc]opyright.*|https?://\S+|www\.\S+|第(?:\d+|[一二三四五六七八九十]+)版|[A-Z]?\d{1,2}版)$"
)
_PAGE = re.compile(r"第(?:\d+|[一二三四五六七八九十]+)版|[A-Z]?\d{1,2}版$")
# A newspaper's name, alone on a line; some words in 报 are none.
_NAMEPLATE = re.compile(r"[㐀-鿿]{0,7}(?<![捷喜预通简海汇申上举回情警战年播呈善果])报")
# Number of lines at the head of the page that are searched for it.
_NAMEPLATE_HEAD = 8
# Two phrases of a deck.
_TWO_PHRASES = re.compile(r"[“‘「]?[^ 　，,。]{2,10}[”’」]?[ 　]+[“‘「]?[^ 　，,。]{2,10}[”’」]?")
# Minimum confidence at which a line stays text.
_SURE_TEXT = 0.8
# Characters with which no crosshead of two lines ends.
_GOES_ON = "了的在和与及或把将被对向从由"
_NUMERALS = "一二三四五六七八九"
_NUMBERED = re.compile(rf"[（(]?(?P<number>[{_NUMERALS}])(?:[）)]|[、.．])")
# Minimum confidence for reading names from a line in no known form.
_SURE_SIGNED = 0.6
# Maximum number of letters of such a line.
_MAX_NEW_FORM = 50
# Minimum probability, by the model of lines, that a line with sure names is a signature.
_MAY_SIGN = 0.2
# Maximum number of characters of a column's title.
_TITLE = 6
# Maximum number of letters below 广告.
_MAX_AD_LENGTH = 80
_BODY = ("text", "opening")
# Number of lines at the head of the page that are searched for its name and number.
_HEAD = 5
# Maximum length of the page's name.
_PAGE_NAME = 8
_COUNTS = re.compile(r"(?:阅读[数量]|本文字数|浏览[次数量]|点击[数量]|评论数)\s*[:：]?\s*\d+")
_ITEM = re.compile(
    r"^(?:[-•●·*○◆■▪]\s*)?(?:\d{1,2}\s*[.．、]|[(（](?:\d{1,2}|[一二三四五六七八九十]+)[)）]|[①-⑳])\s*\S"
)
_BULLET = re.compile(r"^[-•●·*○◆■▪–]\s+(?=\S)")
_BOX = re.compile(rf"^(?:{alternatives('box_titles')})[:：]?$")
# A pen name after a mark.
_MARKED_PEN_NAME = re.compile(rf"[{MARKS}_＿][ 　]*(?P<name>[㐀-鿿]{{2,4}})")
_WRAPPED_PEN_NAME = re.compile(r"(?P<mark>[·・•．]|——?)[ 　]*(?P<name>[㐀-鿿]{2,5})[ 　]*(?P=mark)")
_ABOUT_AUTHOR = re.compile(
    r"[（(〔【](?:本文)?作者.*[）)〕】]$|(?:本文)?作者(?:单位|简介)[：:]"
    r"|[（(]?(?:指导|辅导|推荐)(?:老师|教师)[：: 　]"
)
_COLUMN_END = re.compile(rf"(?:{alternatives('column_endings')})$")
_BY_PEN_NAME = re.compile(rf"[㐀-鿿]{{1,3}}(?:{alternatives('pen_name_endings')})")
# 盱眙县副县长　章文
_OFFICER = re.compile(rf"[㐀-鿿]{{0,14}}(?:{alternatives('signers')})[ 　]+[㐀-鿿 　]{{2,4}}")
_NAME_ENDINGS: dict[str, str] = press_forms()["name_endings"]
_PLACES = re.compile(datelines())
# Words after a mark that are no pen names.
_NO_PEN_NAMES = frozenset((*press_forms()["column_titles"], *press_forms()["box_titles"]))
# A pen name spaced to the width of a longer name.
_PEN_NAME = re.compile(r"(?!未[ 　]+完|通[ 　]+知|启[ 　]+事)[㐀-鿿][ 　]+[㐀-鿿]")
_SPEAKER = re.compile(r"[㐀-鿿]{1,4}[：:]")
# Signs of a folio or masthead: figures, names of pages and papers, editors.
_MARGIN = re.compile(
    rf"[\dA-Za-z]|[版报刊]$|[〇零一二三四五六七八九十]{{2,}}|^(?:{alternatives('page_names')})"
    rf"|{alternatives('editor_words')}|[下上紧][转接]|^\W|星期|平台|客户端|详情|知道了"
)
# 下转第3版, alone on a line.
_TURN = re.compile(
    r"\W*(?P<way>[上下紧])[转接][自至]?第?\s*[A-Z]?[\d一二三四五六七八九十]{1,3}\s*[版页张]\W*"
)
_DECKS = {"K": "kicker", "H": "headline", "S": "subhead"}
_KINDS = {
    "K": "heading",
    "H": "heading",
    "S": "heading",
    "Y": "signature",
    "R": "credit",
    "L": "text",
    "P": "text",
    "C": "crosshead",
    "A": "caption",
    "I": "item",
    "V": "verse",
    "F": "furniture",
    "T": "column",
    "N": "notice",
    "n": "notice",
    "D": "advertisement",
    "d": "advertisement",
}
_REASONS = {
    "heading": "短行，下有正文",
    "signature": "单独一行的署名",
    "credit": "单独一行的摄影署名",
    "crosshead": "篇中的短行",
    "caption": "像图片说明",
    "item": "列表项或表格的一行",
    "verse": "诗行",
    "furniture": "版面的附属文字",
    "column": "像栏目名",
    "notice": "公告、启事的用语",
    "advertisement": "广告的用语",
}


@dataclass
class ClassifiedLine:
    """A line and its class; `[start, end)` is the part that remains of it.

    `label` is the model's, `deck` is the part of the heading that it is: kicker, headline or
    subhead.
    """

    line: TextLine
    kind: str
    start: int
    end: int
    confidence: float = 0.9
    reason: str = ""
    signature: ReportSignature | None = None
    # The signature at the end of a paragraph, and its offset on the page.
    trailing: ReportSignature | None = None
    trailing_start: int | None = None
    bullet: tuple[int, int] | None = None
    label: str = "P"
    deck: str = ""
    flags: set[str] = field(default_factory=set)

    @property
    def n(self) -> int:
        return self.line.n


def classify_lines(
    lines: Sequence[TextLine],
    language: LanguageModel,
    columns: set[str],
    named: Callable[[str], set[str]],
    style: Headings,
    model: SequenceModel,
) -> list[ClassifiedLine]:
    """Return the class of every line.

    That is furniture, column, box, heading, opening, signature, credit, item, crosshead, caption,
    summary, verse, notice, advertisement or text. `columns` are known column titles; `named`
    returns the places in a text, `style` is trained on the archive's headings.
    """
    entries = [ClassifiedLine(line, "text", line.start, line.end) for line in lines]
    labels = model.label_with_probabilities(line_features(lines, language, named, columns, style))
    for entry, (label, probabilities) in zip(entries, labels, strict=True):
        kind, confidence = _KINDS[label], probabilities[label]
        entry.label, entry.deck = label, _DECKS.get(label, "")
        if "".join(c for c in entry.line.text if c.isalnum()) in columns:
            entry.flags.add("known column")
            if kind in ("heading", "crosshead") and label != "H":
                kind, entry.deck = "column", ""
        if kind in ("heading", "crosshead", "column") and not any(
            map(str.isalnum, entry.line.text)
        ):
            # Only punctuation, or invisible characters.
            kind, entry.deck = "text", ""
        small = entry.line.size is not None and entry.line.size < _SMALL_TYPE
        if kind in ("heading", "verse") and small and confidence < _SURE_SMALL:
            # In type smaller than body text, it is more likely a picture's caption than a deck.
            kind, entry.deck = "caption", ""
        if kind in ("heading", "crosshead", "column") and _ABOUT_AUTHOR.match(entry.line.text):
            # （作者单位：某县法院）, 指导老师：章文: no signature.
            kind, entry.deck = "text", ""
        if kind in ("heading", "crosshead") and _HEARSAY.match(simple(entry.line.text)):
            # 据了解，这辆车由一台旧货车: a torn sentence.
            kind, entry.deck = "text", ""
        if kind == "heading" and entry.line.text.endswith(("。", "；")):
            # A deck is no sentence; this is a caption or a torn paragraph.
            kind, entry.deck = "text", ""
        _set(entry, kind, round(confidence, 2), _REASONS.get(kind, ""))
    _speakers(entries)
    _first_verses(entries)
    _two_decks(entries)
    _nameplate(entries)
    _advertisements(entries)
    _kickers(entries)
    _furniture(entries)
    _names(entries)
    _signed_below(entries)
    _pen_names(entries)
    for entry, (_, probabilities) in zip(entries, labels, strict=True):
        _treat_as_signed(entry, probabilities["Y"] + probabilities["R"])
        _signed(entry)
    _reported_in_pictures(entries)
    _two_names(entries)
    _numbered(entries)
    _titles_signed(entries)
    _torn(entries, language)
    _pictures(entries)
    _items(entries)
    _one_article(entries)
    _boxes(entries)
    _turns(entries)
    _only_headline(entries)
    return entries


def _set(entry: ClassifiedLine, kind: str, confidence: float, reason: str) -> None:
    entry.kind, entry.confidence, entry.reason = kind, confidence, reason


def _first_verses(entries: list[ClassifiedLine]) -> None:
    """Treat a line between the poet's name and the verses as the first verse if it may be one."""
    groups = zip(entries, entries[1:], entries[2:], entries[3:], strict=False)
    for head, signature, entry, below in groups:
        if (
            (head.kind, head.label, signature.kind) == ("heading", "H", "signature")
            and head.confidence >= _SURE_HEADLINE > entry.confidence
            and (entry.kind, below.kind) == ("heading", "verse")
        ):
            _set(entry, "verse", entry.confidence, "")
            entry.label, entry.deck = "V", ""


def _speakers(entries: list[ClassifiedLine]) -> None:
    """Do not treat a line as a heading if it begins with somebody who speaks at least twice."""
    spoken = [_SPEAKER.match(entry.line.text) for entry in entries]
    times = Counter(match.group() for match in spoken if match)
    for entry, match in zip(entries, spoken, strict=True):
        if match and times[match.group()] > 1 and entry.kind in ("heading", "crosshead", "column"):
            _set(entry, "text", 0.8, "")
            entry.label, entry.deck = "P", ""


def _two_decks(entries: list[ClassifiedLine]) -> None:
    """Treat two phrases on a line, between the end of a text and a heading or lead, as decks."""
    for above, entry, below in zip(entries, entries[1:], entries[2:], strict=False):
        parts = re.split(r"[ 　]+", entry.line.text)
        if len(parts) > 2 and re.search(r"[ 　]{2}|　", entry.line.text):
            # Columns side by side.
            continue
        if (
            entry.kind == "text"
            and 2 <= len(parts) <= _MAX_PARTS
            and min(len(parts[0]), sum(map(len, parts[1:]))) >= _MIN_DECK
            and len(entry.line.text) <= _MAX_WEB_LENGTH
            and re.fullmatch(r"[^，。；：,;:！？]+", entry.line.text)
            and above.line.closed
            and (
                (below.kind == "heading" and len(parts) == 2) or bylines.parse_lead(below.line.text)
            )
        ):
            _set(entry, "heading", 0.6, _REASONS["heading"])
            entry.label, entry.deck = "H", "headline"


def _nameplate(entries: list[ClassifiedLine]) -> None:
    """Treat a newspaper's name near its date or other furniture at the page's head as furniture.

    Set in the largest type, it looks like a headline.
    """
    head = entries[:_NAMEPLATE_HEAD]
    # Lines above furniture belong to the head, whatever they look like.
    above = max((n for n, entry in enumerate(head) if entry.kind == "furniture"), default=0)
    text = next((n for n in range(above, len(head)) if head[n].kind in _BODY), len(head))
    for n, entry in enumerate(head[:text]):
        name = re.sub(r"\s", "", simple(entry.line.text))
        beside = [other.kind for other in head[max(0, n - 2) : n + 3] if other is not entry]
        if (
            entry.kind in ("heading", "column")
            and _NAMEPLATE.fullmatch(name)
            and "furniture" in beside
            and any(other.kind == "heading" for other in entries[n + 1 : text + 1])
        ):
            _set(entry, "furniture", 0.8, "版首的报名")
            entry.deck = ""


def _advertisements(entries: list[ClassifiedLine]) -> None:
    """Treat lines below a line 广告 as an advertisement unless they read like an article."""
    for n, entry in enumerate(entries):
        if simple(entry.line.text).strip("　 —-·") not in ("广告", "公益广告"):
            continue
        below: list[ClassifiedLine] = []
        for other in entries[n + 1 :]:
            if other.deck == "headline" and any(e.kind in ("text", "opening") for e in below):
                break
            if other.kind in ("column", "furniture"):
                break
            below.append(other)
        if sum(len(e.line.text) for e in below) <= _MAX_AD_LENGTH:
            for number, part in enumerate((entry, *below)):
                _set(part, "advertisement", 0.8, _REASONS["advertisement"])
                part.deck, part.label = "", "d" if number else "D"


def _kickers(entries: list[ClassifiedLine]) -> None:
    """Treat a short line above a headline as its kicker.

    It must have no signs of furniture or a notice, or be two phrases and not certainly text.
    """
    for n, (entry, below) in enumerate(pairwise(entries)):
        alone = n == 0 or entries[n - 1].kind != entry.kind or entry.kind == "text"
        if below.deck != "headline" or len(entry.line.text) > _MAX_WEB_HEAD_LENGTH or not alone:
            continue
        plain = simple(entry.line.text)
        is_kicker = entry.kind == "furniture" and not _MARGIN.search(plain)
        if entry.kind == "notice":
            is_kicker = entry.label == "n" and plain[-1].isalnum()
        if entry.kind == "text" and entry.confidence < _SURE_TEXT:
            is_kicker = bool(_TWO_PHRASES.fullmatch(plain))
        if is_kicker:
            _set(entry, "heading", 0.6, _REASONS["heading"])
            entry.label, entry.deck = "K", "kicker"


def _furniture(entries: list[ClassifiedLine]) -> None:
    """Mark text added by a website or in the page margin, by wording and position."""
    certain = [
        n
        for n, entry in enumerate(entries)
        if len(entry.line.text) <= _MAX_WEB_LENGTH
        and entry.kind not in ("notice", "advertisement", "item")
        and (
            _WEB.match(entry.line.text)
            or _DATE.match(entry.line.text)
            or _COUNTS.search(entry.line.text)
        )
    ]
    # The line above the page number is the page's name.
    for n in certain:
        if 0 < n < _HEAD and _PAGE.match(entries[n].line.text) and n - 1 not in certain:
            above = entries[n - 1]
            if len(above.line.text) <= _PAGE_NAME and above.line.text.isalnum():
                _set(above, "furniture", 0.7, "版次之上的短行，当是版名")
                above.flags.add("page name")
    first_text = next(
        (n for n, e in enumerate(entries) if len(e.line.text) > _LONG_LINE), len(entries)
    )
    for n in certain:
        _set(entries[n], "furniture", 0.95, "网页或版面的附属文字")
    # Short lines above the last website text at the head are website text too.
    head = [n for n in certain if n < first_text and not _COUNTS.search(entries[n].line.text)]
    web = [n for n in head if not _PAGE.match(entries[n].line.text)]
    if len(web) >= 2:
        for n in range(max(head)):
            if entries[n].kind != "furniture" and len(entries[n].line.text) <= _MAX_WEB_HEAD_LENGTH:
                _set(entries[n], "furniture", 0.75, "夹在网页页首的短行")


def _only_headline(entries: list[ClassifiedLine]) -> None:
    """Choose the last line above the text without signs of furniture as a missing headline."""
    text = next((n for n, e in enumerate(entries) if e.kind in ("text", "opening")), 0)
    if any(entry.kind in ("heading", "column") for entry in entries):
        return
    above = [
        entry
        for entry in entries[:text]
        if entry.kind == "furniture"
        and len(entry.line.text) <= _MAX_WEB_HEAD_LENGTH
        and not _MARGIN.search(simple(entry.line.text))
        and not _NAMEPLATE.fullmatch(simple(entry.line.text))
    ]
    if above:
        _set(above[-1], "heading", 0.6, _REASONS["heading"])
        above[-1].label, above[-1].deck = "H", "headline"
        above[-1].flags.discard("page name")


def _names(entries: list[ClassifiedLine]) -> None:
    """Mark a name alone below a heading, or after the last paragraph, as a signature."""
    bounds = ("heading", "column", "notice", "advertisement", "furniture")
    for n, entry in enumerate(entries):
        if entry.kind not in ("text", "heading", "crosshead", "verse", "caption", "column"):
            continue
        above = entries[n - 1].kind if n else ""
        below = entries[n + 1].kind if n + 1 < len(entries) else "furniture"
        is_body = below in ("text", "verse", "crosshead", "item")
        below_head = above in ("heading", "column") and is_body
        at_end = above in ("text", "verse", "opening") and below in bounds
        plain = simple(entry.line.text)
        is_name = may_be_name(plain) or bool(_PEN_NAME.fullmatch(plain))
        if entry.label == "H" and entry.kind == "heading" and _has_name_below(entries, n):
            # 秋蝉, above its author.
            continue
        if below_head and plain[-1] in _NAME_ENDINGS and may_be_name(plain[:-1]):
            is_name = True
        is_name &= plain not in _NO_PEN_NAMES and not _PLACES.fullmatch(plain)
        if entry.kind == "column":
            # A column's title seldom looks like a name, and never ends a text.
            is_name &= at_end and below == "heading" and not _COLUMN_END.search(plain)
            is_name &= "known column" not in entry.flags and not _is_signed(entries, n)
        marked = _MARKED_PEN_NAME.fullmatch(plain) or _WRAPPED_PEN_NAME.fullmatch(plain)
        is_name |= marked is not None and not (
            marked["name"] in _NO_PEN_NAMES or _COLUMN_END.search(marked["name"])
        )
        is_name |= entry.kind == "verse" and bool(_BY_PEN_NAME.fullmatch(plain))
        # A signature with a place or office: 实验小学四年级 章文
        may_be_signed = entry.label != "H" or (at_end and below != "heading")
        may_be_signed |= bool(re.search("[／（]", plain))
        may_be_signed |= below_head and bool(_OFFICER.fullmatch(plain))
        may_be_signed &= entry.kind != "column"
        is_name |= may_be_signed and bylines.parse_name_line(entry.line.text) is not None
        is_name |= (
            at_end
            and entry.label != "H"
            and entry.kind != "column"
            and bylines.parse_name_line(entry.line.text, pen_names=True) is not None
        )
        is_name |= (may_be_signed or at_end) and _are_names(plain)
        # 县植保站　章士良, above the next headline
        is_name |= at_end and bool(re.search("[ 　]", plain)) and _is_of_unit(entry.line.text)
        if (below_head or at_end) and is_name:
            _set(entry, "signature", _SURE_NAME, "题下或文末单独一行的人名")
            entry.deck = ""


def _is_of_unit(text: str) -> bool:
    """Return whether a line is an office or occupation and the name of one person of it."""
    signature = bylines.parse_name_line(text)
    people = signature.people if signature else ()
    return len(people) == 1 and not is_word(simple(people[0].name))


def _are_names(plain: str) -> bool:
    """Return whether a line is two or three personal names and nothing else: 向阳生　彭和平."""
    parts = names_alone(plain, plain)
    return 1 < len(parts) <= 3 and not any(is_word(part) for part in parts)


def _signed_below(entries: list[ClassifiedLine]) -> None:
    """Treat a line above a signed text as the headline if it is not a personal name.

    A short heading above it is the title of its column.
    """
    bounds = ("heading", "column", "notice", "advertisement", "furniture")
    for n, (above, entry) in enumerate(pairwise(entries), 1):
        plain = simple(entry.line.text)
        if (
            above.kind not in ("heading", "column")
            or entry.kind != "signature"
            or not re.fullmatch(r"[㐀-鿿]{2,6}", plain)
            or may_be_name(plain)
        ):
            continue
        end = next((k for k in range(n + 1, len(entries)) if entries[k].kind in bounds), None)
        last = entries[(len(entries) if end is None else end) - 1]
        text = simple(last.line.text)
        signs = last.kind == "signature" and last is not entry and re.search(r"\W", text)
        if signs or (last is not entry and last.kind == "signature" and may_be_name(text)):
            _set(entry, "heading", 0.6, _REASONS["heading"])
            entry.label, entry.deck, entry.signature = "H", "headline", None
            if len(above.line.text) <= _TITLE:
                _set(above, "column", 0.6, _REASONS["column"])
                above.deck = ""


def _pen_names(entries: list[ClassifiedLine]) -> None:
    """Mark two to four characters between headline and text as a name if the model says so."""
    for above, entry, below in zip(entries, entries[1:], entries[2:], strict=False):
        if (
            entry.kind == "signature"
            and above.deck in ("headline", "subhead")
            and below.kind in ("text", "opening", "verse")
            and re.fullmatch(r"[㐀-鿿]{2,4}", entry.line.text)
        ):
            entry.confidence = max(entry.confidence, _SURE_NAME)


def _has_name_below(entries: Sequence[ClassifiedLine], n: int) -> bool:
    """Return whether a signature, or a name alone, is directly below line `n`."""
    if n + 1 >= len(entries):
        return False
    below = entries[n + 1]
    plain = simple(below.line.text)
    if below.kind == "signature" or bylines.parse_standalone(below.line.text):
        return True
    if len(below.line.text) < _TITLE * 2 and bylines.parse_name_line(below.line.text):
        return True
    return below.kind != "text" and (may_be_name(plain) or bool(_PEN_NAME.fullmatch(plain)))


def _is_signed(entries: Sequence[ClassifiedLine], n: int) -> bool:
    """Return whether the text between line `n` and the heading above it is signed."""
    for entry in reversed(entries[:n]):
        if entry.kind in ("heading", "column"):
            return False
        text = entry.line.text
        if bylines.parse_lead(text) or bylines.is_signature_line(text):
            return True
        if bylines.parse_trailing(text):
            return True
    return False


def _two_names(entries: list[ClassifiedLine]) -> None:
    """Treat the upper of two names alone below a short heading as the headline.

    The heading is the title of its column: 小公園, 秋蟬, 老　木.
    """
    for above, entry, below in zip(entries, entries[1:], entries[2:], strict=False):
        names = [_name_alone(line) for line in (entry, below)]
        if above.kind in ("heading", "column") and all(names) and len(above.line.text) <= _TITLE:
            _set(entry, "heading", 0.6, _REASONS["heading"])
            entry.label, entry.deck, entry.signature = "H", "headline", None
            _set(above, "column", 0.6, _REASONS["column"])
            above.deck = ""


def _numbered(entries: list[ClassifiedLine]) -> None:
    """Treat consecutively numbered headings as crossheads: 一、算账, 二、不跟风."""
    expected = 1
    headings: list[ClassifiedLine] = []
    for entry in entries:
        if entry.kind not in ("heading", "crosshead"):
            continue
        match = _NUMBERED.match(entry.line.text)
        if match and _NUMERALS.index(match["number"]) + 1 == expected:
            expected += 1
            headings.append(entry)
        elif match and match["number"] == _NUMERALS[0]:
            expected, headings = 2, [entry]
        elif not match and entry.kind == "heading":
            expected, headings = 1, []
        if len(headings) > 1:
            for part in headings:
                if part.kind == "heading":
                    _set(part, "crosshead", 0.8, "依次编号的短行")
                    part.deck, part.label = "", "C"


def _name_alone(entry: ClassifiedLine) -> bool:
    """Return whether a line is a signature of one person and has only the name."""
    people = entry.signature.people if entry.kind == "signature" and entry.signature else ()
    return len(people) == 1 and not people[0].has_role


def _titles_signed(entries: list[ClassifiedLine]) -> None:
    """Treat a column title as the headline if a signature is directly below it."""
    for entry, below in pairwise(entries):
        if (
            entry.kind == "column"
            and below.kind == "signature"
            and "known column" not in entry.flags
        ):
            _set(entry, "heading", 0.7, _REASONS["heading"])
            entry.label, entry.deck = "H", "headline"


def _reported_in_pictures(entries: list[ClassifiedLine]) -> None:
    """Treat 本报记者 章文 摄影报道 between a heading and its text as a signature.

    A credit would end the article.
    """
    for above, entry, below in zip(entries, entries[1:], entries[2:], strict=False):
        if (
            entry.kind == "credit"
            and above.kind == "heading"
            and below.kind in ("text", "opening", "caption")
            and below.line.closed
        ):
            _set(entry, "signature", entry.confidence, _REASONS["signature"])


def _treat_as_signed(entry: ClassifiedLine, share: float) -> None:
    """Treat a line as a signature if the model of bylines is sure, and `share` allows it.

    `share` is the probability of that by the model of lines.
    """
    if (
        entry.kind in ("heading", "column", "text", "verse")
        and len(entry.line.text) <= _MAX_NEW_FORM
        and share >= _MAY_SIGN
        and is_surely_signed(entry.line.text)
    ):
        _set(entry, "signature", _SURE_SIGNED, _REASONS["signature"])
        entry.deck = ""


def _signed(entry: ClassifiedLine) -> None:
    """Set a line's signature, and make it an opening, a signature or a credit."""
    text = entry.line.text
    standalone = bylines.parse_standalone(text)
    if entry.kind in ("column", "heading"):
        # A deck has no names with a role or after a mark.
        if standalone is None or not standalone.people or _says_what(entry, standalone):
            return
        entry.deck = ""
    if entry.kind in ("notice", "advertisement"):
        return
    if entry.kind == "furniture" and (
        standalone is None or not standalone.is_photo or entry.confidence >= _SURE_FURNITURE
    ):
        return
    lead = bylines.parse_lead(text)
    photo = standalone is not None and standalone.is_photo
    is_lead = lead is not None and (lead.torn or (lead.length < len(text) and standalone is None))
    if lead and is_lead and not photo:
        _set(entry, "opening", 0.97, "电头与署名")
        people = corrected(lead.people, text[: lead.length], FIRST)
        entry.signature = replace(lead, people=people)
        if not lead.people:
            entry.signature = _signed_first(text, lead.paper) or lead
        _sign_at_end(entry)
        return
    if standalone:
        _set(entry, "credit" if photo else "signature", 0.95, "单独一行的署名")
        people = corrected(standalone.people, text, ALONE)
        entry.signature = replace(standalone, people=people)
    elif lead and lead.length == len(text) and entry.kind == "text" and text[0] in "【〔":
        _set(entry, "signature", 0.95, "单独一行的电头")
        entry.signature = lead
    elif entry.kind == "signature" and simple(text) in _NO_PEN_NAMES:
        _set(entry, "column", entry.confidence, _REASONS["column"])
    elif entry.kind == "signature":
        if genre := bylines.GENRE.match(simple(text)):
            text = text[genre.end() :]
        plain = simple(text)
        name = re.sub(rf"[\s{MARKS}_＿]", "", text)
        role = ""
        if plain[-1] in _NAME_ENDINGS and may_be_name(plain[:-1]):
            name, plain, role = name[:-1], plain[:-1], _NAME_ENDINGS[plain[-1]]
        if wrapped := _WRAPPED_PEN_NAME.fullmatch(text):
            name = wrapped["name"]
        if trailing := bylines.parse_trailing(text):
            entry.signature = trailing[0]
        elif re.fullmatch(r"[㐀-鿿][ 　]+[㐀-鿿][ 　]+[㐀-鿿]", plain):
            # 石　工　农
            entry.signature = ReportSignature((name_alone(text),), len(text))
        elif _are_names(plain):
            people = tuple(name_alone(person) for person in names_alone(plain, text))
            entry.signature = ReportSignature(people, len(text))
        elif names := bylines.parse_name_line(text, pen_names=True):
            entry.signature = names
        elif may_be_name(plain) or (
            re.fullmatch(r"[㐀-鿿]{2,5}", name) and entry.confidence >= _SURE_NAME
        ):
            person = SignedName(name, role, "", text)
            entry.signature = ReportSignature((person,), len(text))
        elif people := _in_new_form(entry):
            entry.signature = ReportSignature(people, len(text))
        else:
            _set(entry, "text", entry.confidence, "")
    elif entry.kind in ("text", "caption", "item"):
        if entry.kind == "text" and (signature := _signed_first(text)):
            _set(entry, "opening", 0.8, "电头与署名")
            entry.signature = signature
        _sign_at_end(entry)
    elif entry.kind == "credit" and (people := _in_new_form(entry)):
        is_photo = all(person.role in ("摄影", "绘图", "") for person in people)
        _set(entry, "credit" if is_photo else "signature", entry.confidence, "像署名")
        entry.signature = ReportSignature(people, len(text))
    elif entry.kind == "credit":
        _set(entry, "caption", entry.confidence, "像图片说明")
        _sign_at_end(entry)


def _signed_first(text: str, paper: str = "") -> ReportSignature | None:
    """Return the byline in no known form at the start of a paragraph, or None.

    Without the `paper` of a lead, somebody must have a role: 史陶比尔（杭州）公司 is no byline.
    """
    end = first_words(simple(text))
    people = read_byline(text[:end], FIRST) if 0 < end < len(text) else ()
    is_signed = people and (paper or any(person.role for person in people))
    return ReportSignature(people, end, paper) if is_signed else None


def _says_what(entry: ClassifiedLine, signature: ReportSignature) -> bool:
    """Return whether a headline names a genre where others have a signature: 漫画：排队."""
    text = simple(entry.line.text)
    return (
        entry.label == "H"
        and text[0] not in MARKS
        and not re.search(ROLE, text)
        and all(is_word(p.name) and not may_be_name(simple(p.name)) for p in signature.people)
    )


def _in_new_form(entry: ClassifiedLine) -> tuple[SignedName, ...]:
    """Return the people in a short line in no known form that the model is sure is a signature."""
    text = entry.line.text
    if entry.confidence < _SURE_SIGNED or len(text) > _MAX_NEW_FORM or re.search("[。！？]", text):
        return ()
    return read_byline(text, ALONE)


def _torn(entries: list[ClassifiedLine], language: LanguageModel) -> None:
    """Treat a short line as text if it clearly continues in the text below it."""
    for above, entry, below in zip(entries, entries[1:], entries[2:], strict=False):
        below_another = above.kind == entry.kind == "crosshead"
        if below_another and below.kind == "text" and entry.line.text[-1] in _GOES_ON:
            _set(entry, "text", 0.7, "短行接着下一行")
            entry.label, entry.deck = "P", ""
    for entry, below in pairwise(entries):
        if entry.kind not in ("heading", "crosshead", "column") or below.kind != "text":
            continue
        if entry.line.closed or entry.line.text[-1] in "！？!?":
            continue
        goes_on = max(
            -_MAX_WEIGHT,
            min(_MAX_WEIGHT, language.goes_on(entry.line.text, below.line.text)),
        )
        if goes_on + word_across(entry.line.text, below.line.text) >= _TORN:
            _set(entry, "text", 0.7, "短行接着下一行")
            entry.label, entry.deck = "P", ""


def _pictures(entries: list[ClassifiedLine]) -> None:
    """Treat a crosshead as a headline if a picture and its text follow, with a credit below."""
    for n, entry in enumerate(entries):
        if entry.kind != "crosshead" or n + 1 >= len(entries) or entries[n + 1].line.gap < 2:
            continue
        below = [e.kind for e in entries[n + 1 : n + 1 + _PICTURE_LINES]]
        texts = ("text", "caption")
        until = next((k for k, kind in enumerate(below) if kind not in texts), len(below))
        if 0 < until < len(below) and below[until] == "credit":
            _set(entry, "heading", 0.6, "其下有图片的空行和摄影署名")
            entry.label, entry.deck = "H", "headline"


def _one_article(entries: list[ClassifiedLine]) -> None:
    """Treat headings as crossheads on a web page with a count of the article's readers."""
    counted = next((n for n, e in enumerate(entries) if _COUNTS.search(e.line.text)), None)
    if counted is None:
        return
    begun = False
    for entry in entries[counted:]:
        if entry.kind in ("heading", "column") and begun:
            _set(entry, "crosshead", entry.confidence, "网页上一篇文章里的短行")
            entry.deck = ""
        begun = begun or entry.kind in ("text", "opening")


def _sign_at_end(entry: ClassifiedLine) -> None:
    """Set the signature at the end of a paragraph."""
    text = entry.line.text
    if trailing := bylines.parse_trailing(text):
        signature, start = trailing
        people = corrected(signature.people, text[start:], LAST)
    else:
        start = last_words(simple(text))
        people = read_byline(text[start:], LAST)
    if people:
        entry.trailing = ReportSignature(people, len(text) - start)
        entry.trailing_start = entry.line.start + start


def _items(entries: list[ClassifiedLine]) -> None:
    """Mark adjacent numbered lines as items, and bullets added in transcription."""
    numbered = [bool(entry.kind == "text" and _ITEM.match(entry.line.text)) for entry in entries]
    for n, entry in enumerate(entries):
        if entry.kind not in ("text", "item"):
            continue
        beside = (n and numbered[n - 1]) or (n + 1 < len(entries) and numbered[n + 1])
        bullet = _BULLET.match(entry.line.text)
        if bullet:
            entry.bullet = (entry.start, entry.start + 1)
            entry.start += bullet.end()
        if (numbered[n] and beside) or (bullet and not numbered[n]):
            _set(entry, "item", 0.85, "编号相连的列表项")


def _turns(entries: list[ClassifiedLine]) -> None:
    """Mark lines that refer to another page, and lines below 上接 as the beginning of a part."""
    for n, entry in enumerate(entries):
        turn = _TURN.fullmatch(simple(entry.line.text))
        if turn is None:
            continue
        _set(entry, "furniture", 0.9, "转接别的版")
        if turn["way"] == "上" and n + 1 < len(entries):
            below = entries[n + 1]
            below.flags.add("continued")
            if below.kind == "crosshead":
                _set(below, "heading", below.confidence, _REASONS["heading"])
                below.label, below.deck = "H", "headline"


def _boxes(entries: list[ClassifiedLine]) -> None:
    """Mark the titles of boxes, and the paragraph below each as a summary."""
    for entry, below in zip(entries, [*entries[1:], None], strict=True):
        short = entry.kind in ("heading", "crosshead", "column", "text")
        if short and _BOX.match(entry.line.text.strip("【】[]■◆●▲ ")):
            _set(entry, "box", 0.9, "提示框之题的常语")
            if below is not None and below.kind == "text":
                _set(below, "summary", 0.85, "提示框之题下的一段")
