"""Read names from words that hold nothing but roles, works, names and the marks between them.

Words are compared in simplified characters; names are taken as printed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

from archive.text import names, roles
from archive.text.phrases import any_of
from archive.text.roles import Work
from archive.text.segment import is_word

from .press_forms import alternatives, datelines, press_forms, simple

HAN = r"[㐀-䶿一-鿿\U00020000-\U0003ffff]"
SPACE = r"[ 　\t]*"
NUMBER = r"[\d〇零一二三四五六七八九十廿卅]"
# Printed role → role; editors are named in the margin, not under an article.
ROLES = roles.printed(Work.TEXT) | press_forms()["roles"]
MISREAD: dict[str, str] = press_forms()["misread_roles"]
# The word for a kind of work → role; "" is no credit.
WORKS: dict[str, str] = press_forms()["works"] | press_forms()["art_works"]
# Words that also name a form of art, and count only beside a personal name.
_ART = frozenset(press_forms()["art_works"])
SOURCE = (
    rf"(?:{alternatives('own_names')}|{alternatives('agencies')}"
    rf"|{HAN}{{1,5}}?(?:{alternatives('agency_endings')}))"
    # 工人日报—中工网, but not the 记 of 记者.
    rf"(?:[·—-]+(?:(?!记者|首席|全媒|融媒|见习|实习|特派|驻){HAN}){{2,8}})?"
)
# 编译章文, 摄影李武 before a blank, stroke or bracket.
_TOUCHING = (
    r"(?:编译|摄影|(?:特约|首席)?评论员)(?=[㐀-鿿]{2,4}(?:[ 　／/、，）)〕】]|$))"
    r"(?!摄影报|编译报|文章|观察|手记|札记|论坛|队伍|..[记展])"
)
ANY_ROLE = "|".join((*map(re.escape, MISREAD), roles.pattern(ROLES), _TOUCHING))
# A reporter's employer: 红星新闻记者, 县电视台记者
_STAFF = (
    rf"(?:\d{{1,3}})?(?:(?![记讯导]|者|实习|本[报刊社台网]){HAN}){{1,8}}?(?:报社?|报道|网|新闻|[电视]台|广播站|客户端|融媒体?|融媒体中心|传媒|在线"
    rf"|周刊|杂志)(?:[·/／—-]+(?:(?!记者){HAN}){{2,8}})?"
)
# 本报驻沪记者, 东江日报全媒体记者
ROLE = (
    # 橙柿互动·都市快报记者, YMG全媒体记者
    rf"(?:(?:{HAN}{{2,6}}[·/／—-]+|[A-Z]{{2,5}})?"
    rf"(?:(?:{SOURCE})(?=[㐀-䶿一-鿿 　]*?(?:{ANY_ROLE}))"
    rf"|(?:{_STAFF})(?={SPACE}(?:(?:首席|见习|实习|特约)?记者|实习生|见习生))|驻[^ ，,、]{{1,4}})"
    rf"|[A-Z]{{2,5}}(?={ANY_ROLE})|《[^》]{{2,12}}》(?={SPACE}(?:{ANY_ROLE})))?"
    rf"{SPACE}(?:驻{HAN}{{1,6}}?)?(?:{ANY_ROLE})"
    # 本报桂林特派记者
    rf"|本报{HAN}{{2,4}}?(?:特[派约]|专[访职])(?:记者|通[讯信]员|员)"
)
# A surname and a given name of one character, possibly spaced to the width of a longer name.
SPACED = rf"(?:{names.COMPOUND_SURNAME.pattern}|{HAN})[ 　]{HAN}"
# Words in the position of a name that are not names.
NO_NAME = re.compile(rf"{alternatives('not_in_names')}|整理$|^[从在问证节]")
# Marks before a signature, or before each of several names.
MARKS = "■□●◆▲△▶◎○★※☆◇▼▽►◉▪▍▌▎▋█⊙☉❖◈✦✧✎✍♦♢◐◑▣▢◼◻❏❑✱✲＊"
_BETWEEN = rf" 　\t、，,/／|｜:：;；・．‧_＿{MARKS}"
_SEPARATOR = re.compile(rf"[{_BETWEEN}]+|[（(）)〔〕【】［］]|[-—–]+(?=[ 　]*{HAN})")
_EDGE = rf"(?=[{_BETWEEN}（(）)〔〕【】［］—–-]|$)"
_TITLE = re.compile(ROLE)
# The reporter of an unlisted newspaper: 江城快递全媒体记者
_TITLE_OF_PAPER = re.compile(
    rf"(?:本[报刊])?(?P<paper>{HAN}{{2,9}}?)(?=(?:{ANY_ROLE}))(?:{ANY_ROLE})(?<=[记者员])"
)
_WORK = re.compile(rf"(?:{any_of(WORKS)})(?:{_EDGE}|·)")
# Editors named after the authors get no credit: 每经编辑 章文
_EDITOR = re.compile(rf"(?:[^ 　，、：:]{{0,4}}编辑|责编|校对|监制|审核){_EDGE}")
# A pupil's class.
_CLASS = re.compile(r"[（(][^（）()]{0,12}(?:年级|[年初高]?[一二三四五六\d]+班|岁)(?:[）)]|$)")
# A reporter's office, between the role and the name.
_OFFICE = re.compile(
    rf"{HAN}{{2,14}}(?:中心|[局部厅委院校站社台队司办团会室处])[ 　](?=[ 　]*{HAN})"
)
# An office anywhere before a role or name: 文：外国语学院 章文, 局报道组 通讯员 章文
_UNIT = re.compile(
    rf"(?P<unit>{HAN}(?:{HAN}|\d){{1,16}}?(?:中心|[局部厅委院校站社台队司团会处系组班所厂科矿场级连营排旅]))"
    rf"(?:\d{{2,4}}级)?[ 　]+(?={HAN})"
)
# An office that signs: 供稿：校友会
_OFFICE_ALONE = re.compile(rf"{HAN}+(?:中心|编辑室|[局部厅委院校站社台团会处系组所厂])$")
# What may follow a name by courtesy: 作者：章文博士
_COURTESY = re.compile(
    rf"(?P<name>{HAN}{{2,3}})(?:博士|副?教授|律师|医[师生]|先生|女士|老师|校长)$"
)
# 受访者供图, 学校提供: nobody is named.
_GIVEN = re.compile(rf"(?P<who>{HAN}{{2,10}}?)(?P<what>供图|提供(?:图片|照片)?){_EDGE}")
# 圖／章文提供: no credit, as it does not say who took the picture.
_PICTURE_GIVEN = re.compile(rf"(?:图片?|照片)[ 　/／：:｜|]*{HAN}{{2,10}}?提供{_EDGE}")
# 图/视觉中国, 图据网络: the source of a picture.
_PICTURE_SOURCE = re.compile(
    rf"(?:图片?|照片|摄影|供图)(?:[ 　/／：:｜|]|来自|源自|据)+"
    rf"(?:{SOURCE}|{alternatives('given_pictures')}|本报资料室?|资料|网络|网友|受访者){_EDGE}"
    rf"(?![ 　]+{HAN}{{2,3}}(?:[ 　]|$))"
)
# The kind of report, after the names: 記者章文／特稿
_REPORT_KIND = re.compile(rf"(?:{alternatives('report_kinds')}){_EDGE}")
# The newspaper or website of the source, after the names: 来源：江上日报
_SOURCE_BEHIND = re.compile(
    r"(?:稿件|资料|信息)?来源[ 　：:/／]"
    rf"(?:[^ 　：:/／]+[ 　]+(?={ROLE}|(?:{any_of(WORKS)})[：:/／])|.+$)"
)
# The place, before a work: 记者 章文 成都摄影报道, 记者 章文 上海专稿 摄影 李武
_FROM_WHERE = re.compile(
    rf"(?:{datelines()})(?:[、－-](?:{datelines()}))*[ 　]?"
    rf"(?:(?=(?:摄影|图片|图文)报[道导]{_EDGE})"
    rf"|(?:综合)?(?:报[道导]|专稿|特稿|专电|电|摄影)(?=[{_BETWEEN}]+{HAN}))"
)
# Where the preceding person is: 发自佛山
_SENT_IN = re.compile(rf"发自{SPACE}{HAN}{{2,6}}?(?:报[道导])?{_EDGE}")
# The author also took the picture.
_AND = r"[ 　]?[/／、｜|・·．.‧并兼和与及&+＋]?[ 　]?"
_IN_WORDS = r"(?:采访撰文|采写|撰文|撰稿|文字|文)"
_IN_PICTURES = r"(?:摄影|照片|图片|图|摄)"
_BOTH = re.compile(
    rf"(?:{_IN_WORDS}{_AND}{_IN_PICTURES}|{_IN_PICTURES}{_AND}{_IN_WORDS})(?:报道)?"
    rf"(?:{_EDGE}|(?={ROLE}))"
)
_PHOTO_REPORT = re.compile(rf"(?:摄影|图片)[/／]?报道{_EDGE}")
_SENT = re.compile(
    rf"(?:(?:{SOURCE})(?:发|供图|供稿|提供)?|{alternatives('given_pictures')}|本版){_EDGE}"
    r"|(?:本版|本组)(?:(?:稿件|报道|文字)(?:均?由)?(?=采写|撰|整理|本报|记者|[ 　])"
    r"|(?=[文图撰摄供采]))"
)
# After the last name: a place, and 报道.
_TAIL = re.compile(
    rf"(?:发自{SPACE}{HAN}{{2,8}}?(?:报道)?|[自于]{HAN}{{2,8}}?报道"
    rf"|(?:{datelines()})(?:[、 　－-](?:{datelines()}))+(?:连线|综合)?报[道导]"
    rf"|{HAN}{{2,4}}(?:报[道导]|专电|电)|综合报[道导]|报[道导]"
    # 记者章文、李武联合采访
    r"|(?:联合|共同)(?:采访|专访|采写)(?:报[道导])?)$"
)
# 记者章文、李武报道: after 、 it is a name that precedes 报道, not a place.
_NAME_REPORTS = re.compile(
    rf"(?<=、)(?:{names.COMPOUND_SURNAME.pattern}|[{names.FREQUENT_SURNAMES}]){HAN}{{1,2}}报[道导]$"
)
# 涂 远盛小满: the blank between two names was not read.
_SPACED_AND_NEXT = re.compile(
    rf"(?P<spaced>[{names.SURNAMES}][ 　]{HAN})(?P<next>{HAN}{{2,3}}){_EDGE}"
)
# A name ends before a role or a work: 章文文/图, or 文/章文图/李武 whose blank was not read.
_NAME = re.compile(
    rf"{SPACED}(?:(?!{HAN})|(?=(?:整理|记录|笔录|执笔|采写|撰文|编译|摄影报道|摄影|供稿|供图|摄|文|图|画|作|著|译|刻|绘){_EDGE}))"
    rf"|(?:(?!{ROLE}|文[/／、]?[图摄]{_EDGE})(?:{HAN}|·)){{2}}"
    rf"(?:(?!{ROLE}|文[/／、并兼和与及]?[图摄]|(?:{any_of(WORKS)})[/／：:｜|])(?:{HAN}|·))*"
    rf"|(?:(?!{ROLE}|文[/／、][图摄])(?:{HAN}|·))+"
)
# 章小文文, whose blank was not read.
_NAME_AND_WORK = re.compile(rf"(?P<name>{HAN}{{3}})(?P<work>[文图画诗摄绘著译辑编])")
# What may directly follow a name.
_BEHIND = re.compile(
    r"(?P<name>.{2,}?)(?P<work>摄影报道|摄影|翻摄|翻拍|摄|绘|著|译|供图|编译|整理|供稿|口述|讲述|采写|撰文|插图|配图|插画|配诗|配文|编文|改编|辑译)$|(?P<who>.{2,}?)报[道导告]$"
)
_BEGINS = re.compile(rf"[{MARKS}（(]*{SPACE}(?:{ROLE}|{_BOTH.pattern}|{_WORK.pattern})")
_ENDS = re.compile(rf"(?:{ANY_ROLE}|(?:^|[{_BETWEEN}])(?:{any_of(WORKS)})){SPACE}$")
_PHOTO = "摄影"
# Works of words; of several by one person the first counts.
_OF_WORDS = ("整理", "编译", "记者", "撰稿")
# Occupations that look like names: 公务员, 大学教授
SIGNER_END = re.compile(
    rf"(?:{any_of(word for word in press_forms()['signers'] if len(word) > 1)})$"
)
# Somebody named 左, not a person on the left of a picture.
_LEFT = re.compile(r"左(?![图起一二三四五侧边下上方右前后为是])..?$")
# A label before a name, but not a pen name before a work.
_LABEL = re.compile(
    rf"{HAN}{{2,6}}(?=[ 　]?[：:／/|｜])"
    rf"(?![^：:／/|｜]*[：:／/|｜][ 　]?(?:{any_of(WORKS)}){_EDGE})"
)
_NO_CREDIT = next(word for word, role in WORKS.items() if not role)
_WORK_IN_BRACKETS = re.compile(rf"[（(](?:{any_of(WORKS)})[）)]?$")
# 章文本报 before 记者, whose blank was not read.
_OWN_BEHIND = re.compile(r".本[报刊社台网]$")
# Endings of offices, which may have three characters.
_OFFICES = "处厂所队校店系矿科"
# Endings of offices that are also those of names.
_IN_NAMES_TOO = "笑台如会图"
# Characters that transcribe Mongol, Tibetan and Uyghur names: 乌云毕力格, 古丽娜尔
TRANSCRIBED = "格尔勒其巴图娜斯布吉措姆珠玛克提汗孜力丽"
# The same for several nationalities, with characters that are also in other names.
_TRANSCRIBING = frozenset(press_forms()["transcribing"])
# Minimum and maximum number of characters of a transcribed name.
_MIN_TRANSCRIBED = 4
_MAX_TRANSCRIBED = 9


@dataclass(frozen=True)
class SignedName:
    """One signed person: `read` is the printed text, the role is normalized."""

    name: str
    role: str
    position: str
    read: str
    misread: str = ""
    """The printed role, if misread."""

    @property
    def has_role(self) -> bool:
        """Return whether anything is printed besides the name."""
        return re.sub(r"\s", "", self.read) != self.name


class _Token(NamedTuple):
    """A role, work, both (words and picture) or name at [start, end)."""

    kind: str
    word: str
    start: int
    end: int


def read_names(plain: str, text: str) -> tuple[SignedName, ...]:
    """Return the people named in `plain`; () if it contains anything but roles, works and names.

    `text` is the same in the printed characters.
    """
    tokens = list(_tokens(plain))
    if len(tokens) > 2 and tokens[1].kind == "name" and re.fullmatch(datelines(), tokens[0].word):
        # 沈阳 章文摄: the place.
        tokens = tokens[1:]
    kinds = [token.kind for token in tokens]
    if "other" in kinds or "name" not in kinds:
        return ()
    if any(token.word in _ART for token in tokens) and not all(
        may_be_name(token.word) or "·" in token.word for token in tokens if token.kind == "name"
    ):
        return ()
    titled = kinds == ["name", "work"] and _WORK_IN_BRACKETS.search(plain)
    if titled and not may_be_name(tokens[0].word):
        # 炉工（摄影）, the title of a picture.
        return ()
    if kinds[0] in ("work", "both"):
        return tuple(_work_first(tokens, text))
    if kinds[-1] == "name":
        # 记者 章文 摄影 李武: nothing follows the names.
        tokens = _works_as_roles(tokens)
    tokens = _without_last_place(tokens, plain)
    people = tuple(_work_last(tokens, text))
    return people if all(person.role for person in people) else ()


def _without_last_place(tokens: list[_Token], plain: str) -> list[_Token]:
    """Return the tokens without a place after a stroke: 特約記者 洪阿土／草屯."""
    if [token.kind for token in tokens[-2:]] != ["name", "name"]:
        return tokens
    before, last = tokens[-2:]
    stroke = re.fullmatch(r"[ 　]*[／/][ 　]*", plain[before.end : last.start])
    is_place = stroke and may_be_name(before.word) and not may_be_name(last.word)
    return tokens[:-1] if is_place else tokens


def read_roughly(plain: str, text: str) -> tuple[SignedName, ...]:
    """Return the people in words known to be a signature, whatever else they contain.

    () if no part of them looks like a name. A name must have a surname, or follow a role.
    """
    tokens: list[_Token] = []
    for part in re.finditer(rf"{SPACED}(?!{HAN})|[^{_BETWEEN}（(）)〔〕【】［］\[\]]+", plain):
        inside = list(_tokens(part.group()))
        if any(token.kind == "other" for token in inside):
            role = re.search(ROLE, part.group())
            inside = [_Token("role", role.group(), role.start(), role.end())] if role else []
            rest = part.group()[role.end() :] if role else ""
            if role and _is_name(rest):
                inside.append(_Token("name", rest, role.end(), part.end() - part.start()))
        behind_role = bool(inside) and inside[0].kind == "role"
        behind_role |= bool(tokens) and tokens[-1].kind != "name"
        tokens += [
            token._replace(start=token.start + part.start(), end=token.end + part.start())
            for token in inside
            if token.kind != "name"
            or (may_be_name(token.word) and not re.fullmatch(datelines(), token.word))
            or "·" in token.word
            or (behind_role and not SIGNER_END.search(token.word))
        ]
    if not any(token.kind == "name" for token in tokens):
        return ()
    return _credited_people(tokens, text)


def read_located(plain: str, text: str, spans: Sequence[tuple[int, int]]) -> tuple[SignedName, ...]:
    """Return the people whose names are at `spans`, with the roles printed between them.

    Somebody without a printed role has the role "".
    """
    tokens: list[_Token] = []
    end = 0
    for start, name_end in spans:
        tokens += [
            token._replace(start=token.start + end, end=token.end + end)
            for token in _titles(plain[end:start], is_first=not tokens)
        ]
        tokens.append(_Token("name", plain[start:name_end], start, name_end))
        end = name_end
    if not tokens:
        return ()
    tokens += [
        token._replace(start=token.start + end, end=token.end + end)
        for token in _titles(plain[end:])
    ]
    return _credited_people(tokens, text)


def _titles(plain: str, is_first: bool = False) -> list[_Token]:
    """Return the roles and works in words without names that are credited.

    In the first such words, only those after whatever has no credit: 作者：David Reimer 编译：.
    """
    result: list[_Token] = []
    passed = 0
    at = 0
    while at < len(plain):
        begin, at = at, len(plain)
        # The blank is for what is a role only before one.
        for token in _tokens(plain[begin:] + " "):
            if token.kind in ("role", "work", "both"):
                result.append(token._replace(start=token.start + begin, end=token.end + begin))
                continue
            passed = len(result)
            if token.kind == "other" and (gap := _SEPARATOR.search(plain, begin + token.start)):
                at = gap.end()
    return result[passed:] if is_first and passed < len(result) else result


def _credited_people(tokens: list[_Token], text: str) -> tuple[SignedName, ...]:
    """Return the people of names, roles and works in any order."""
    if tokens[0].kind in ("work", "both"):
        return tuple(_work_first(tokens, text))
    if tokens[-1].kind == "name":
        tokens = _works_as_roles(tokens)
    return tuple(_work_last(tokens, text))


def _works_as_roles(tokens: Sequence[_Token]) -> list[_Token]:
    """Return the tokens with works as roles of the names after: 记者 章文 摄影 (记者) 李武."""
    result: list[_Token] = []
    for token in tokens:
        if token.kind == "role" and result and result[-1].word in WORKS:
            continue
        result.append(token._replace(kind="role") if WORKS.get(token.word) else token)
    return result


def begins_with_role(text: str) -> bool:
    """Return whether a line begins with a mark, a role or a work."""
    return bool(_BEGINS.match(simple(text)))


def ends_with_role(text: str) -> bool:
    """Return whether a line ends with a role or a work whose name is still to come."""
    return bool(_ENDS.search(simple(text)))


def read_marked_names(plain: str, text: str) -> tuple[SignedName, ...]:
    """Return the people after a mark, like read_names(); one before the first role is an author.

    ■章文 本报通讯员 李武
    """
    tokens = list(_tokens(plain))
    if {token.kind for token in tokens} != {"name", "role"} or tokens[0].kind != "name":
        return ()
    people = tuple(_work_last(tokens, text))
    alone = [person for person in people if not person.role]
    if not all(may_be_name(person.name) for person in alone):
        return ()
    return tuple(person if person.role else replace(person, role="撰稿") for person in people)


def _tokens(plain: str) -> Iterator[_Token]:
    at = 0
    while at < len(plain):
        if pupil := _CLASS.match(plain, at):
            at = pupil.end()
        elif gap := _SEPARATOR.match(plain, at):
            at = gap.end()
        elif both := _BOTH.match(plain, at):
            yield _Token("both", both.group(), at, both.end())
            at = both.end()
        elif report := _PHOTO_REPORT.match(plain, at):
            yield _Token("work", "摄影", at, report.end())
            at = report.end()
        elif given_picture := _PICTURE_GIVEN.match(plain, at):
            at = given_picture.end()
        elif of_source := _PICTURE_SOURCE.match(plain, at):
            at = of_source.end()
        elif source := _SOURCE_BEHIND.match(plain, at):
            at = source.end()
        elif at and (kind := _REPORT_KIND.match(plain, at)):
            at = kind.end()
        elif at and (where := _FROM_WHERE.match(plain, at)):
            at = where.end()
        elif work := _WORK.match(plain, at):
            yield _Token("work", work.group().rstrip("·"), at, work.end())
            at = work.end()
        elif at and (editor := _EDITOR.match(plain, at)):
            yield _Token("work", "编辑", at, editor.end())
            at = editor.end()
        elif sent := _SENT.match(plain, at):
            at = sent.end()
        elif plain[:at].rstrip(" 　").endswith("员") and (office := _OFFICE.match(plain, at)):
            at = office.end()
        elif (unit := _UNIT.match(plain, at)) and _is_office(unit["unit"]):
            at = unit.end()
        elif title := _TITLE.match(plain, at):
            yield _Token("role", title.group(), at, title.end())
            at = title.end()
        elif (of_paper := _TITLE_OF_PAPER.match(plain, at)) and _is_paper(of_paper["paper"]):
            yield _Token("role", of_paper.group(), at, of_paper.end())
            at = of_paper.end()
        elif at and (sent_in := _SENT_IN.match(plain, at)):
            at = sent_in.end()
        elif at and _TAIL.match(plain, at) and not _NAME_REPORTS.match(plain, at):
            return
        elif at and (given := _GIVEN.match(plain, at)) and not _may_be_names(given["who"]):
            at = given.end()
        elif (label := _LABEL.match(plain, at)) and not _begins_with_name(label.group()):
            # An unlisted label before a name is a work without a credit; before a reporter it is
            # a column: 慢评 | 本报评论员 章文
            gap = _SEPARATOR.match(plain, label.end())
            if not (gap and _TITLE.match(plain, gap.end())):
                yield _Token("work", _NO_CREDIT, at, label.end())
            at = label.end()
        elif (pair := _SPACED_AND_NEXT.match(plain, at)) and may_be_name(pair["next"]):
            at = pair.end()
            yield _Token("name", pair["spaced"], *pair.span("spaced"))
            yield _Token("name", pair["next"], *pair.span("next"))
        elif name := _NAME.match(plain, at):
            at = name.end()
            yield from _name(name.group(), name.start())
        else:
            yield _Token("other", plain[at:], at, len(plain))
            return


def _is_paper(word: str) -> bool:
    """Return whether `word` before 记者 may be a newspaper's name, and is not a person's."""
    if NO_NAME.search(word) or _run_together(word) or _OWN_BEHIND.search(word):
        return False
    if len(word) > 2 and is_word(word):
        # 红小兵通讯员
        return True
    return not may_be_name(word) and (len(word) > 3 or not may_be_name(word[:2]))


def _begins_with_name(word: str) -> bool:
    return _may_be_names(word) or may_be_name(word[:2]) or may_be_name(word[:3])


def _may_be_names(word: str) -> bool:
    return may_be_name(word) or bool(_run_together(word))


def _is_office(word: str) -> bool:
    """Return whether `word` is the name of an office, not of a person or a role."""
    if word.endswith(("记者", "员")) or _begins_with_name(word):
        return False
    return word != "记者团"


def _name(word: str, start: int) -> Iterator[_Token]:
    """Yield the name in `word`, and the work that directly follows it."""
    if _OFFICE_ALONE.fullmatch(word) and len(word) > 2 and not _begins_with_name(word):
        return
    if (courtesy := _COURTESY.fullmatch(word)) and may_be_name(courtesy["name"]):
        yield _Token("name", courtesy["name"], start, start + len(courtesy["name"]))
        return
    if sizes := _run_together(word):
        for size in sizes:
            yield _Token("name", word[:size], start, start + size)
            word, start = word[size:], start + size
        return
    if (
        (joined := _NAME_AND_WORK.fullmatch(word))
        and may_be_name(joined["name"])
        and not names.COMPOUND_SURNAME.match(word)
        and sum(map(TRANSCRIBED.count, word)) < 2
        # 章文插图: a name and a work.
        and not (
            (behind := _BEHIND.fullmatch(word))
            and len(behind["work"] or "") > 1
            and may_be_name(word[:2])
        )
    ):
        yield _Token("name", joined["name"], start, start + 3)
        yield _Token("work", joined["work"], start + 3, start + 4)
        return
    if (behind := _BEHIND.fullmatch(word)) and (
        not _is_name(word) or (len(behind["work"] or "") > 1 and may_be_name(behind["name"]))
    ):
        name = behind["name"] or behind["who"]
        yield from _name(name, start)
        if behind["work"]:
            yield _Token("work", behind["work"][:2], start + len(name), start + len(word))
        return
    kind = "name" if _is_name(word) else "other"
    yield _Token(kind, word, start, start + len(word))


def _run_together(word: str) -> list[int]:
    """Return the lengths of the names in `word`, if blanks between several are missing, or [].

    Four characters are two names only if both have a frequent surname, because some names have
    four.
    """
    if not 4 <= len(word) <= 9 or names.COMPOUND_SURNAME.match(word) or is_transcribed(word):
        return []
    common = names.FREQUENT_SURNAMES if len(word) == 4 else names.SURNAMES
    ways = [
        sizes
        for count in (2, 3)
        for sizes in product((2, 3), repeat=count)
        if sum(sizes) == len(word)
        and all(
            part[0] in common and may_be_name(part) and not NO_NAME.search(part)
            for part in _cut(word, sizes)
        )
        # Otherwise it is more likely one long name, such as a Mongol one.
        and (
            any(part[0] in names.FREQUENT_SURNAMES for part in _cut(word, sizes))
            or not any(char in TRANSCRIBED for char in word)
        )
    ]
    return list(ways[0]) if len(ways) == 1 else []


def names_run_together(word: str) -> list[int]:
    """Return the lengths of the names in `word`, which holds only names; [] if unclear.

    Recognition often misses the blank between the names of a scan.
    """
    if sizes := _run_together(word):
        return sizes
    halves = (word[:2], word[2:])
    is_pair = len(word) == 4 and not names.COMPOUND_SURNAME.match(word)
    is_pair = is_pair and not any(char in TRANSCRIBED for char in word)
    return [2, 2] if is_pair and all(may_be_name(half) for half in halves) else []


def _cut(word: str, sizes: Sequence[int]) -> Iterator[str]:
    for size in sizes:
        yield word[:size]
        word = word[size:]


def _is_name(word: str) -> bool:
    bare = re.sub(r"\s", "", word)
    if SIGNER_END.search(bare):
        return False
    if is_transcribed(bare):
        return True
    longest = 4 + 8 * ("·" in bare) + 3 * (sum(map(TRANSCRIBED.count, bare)) > 1)
    ends_in_work = (len(bare) > 2 and bare[-1] in "摄讯") or bare.endswith(
        ("摄影", "报道", "报导", "编译", "供稿", "供图", "口述", "讲述", "采写", "专电", "专讯")
    )
    # 湘潭市, 深圳湾
    place = re.match(datelines(), bare)
    if place and (bare[-1] in "市省县区" or bare[0] not in names.SURNAMES):
        return False
    return 2 <= len(bare) <= longest and not NO_NAME.search(bare) and not ends_in_work


def _work_first(tokens: Sequence[_Token], text: str) -> Iterator[SignedName]:
    """Yield the people of 文/张三 图/李四, 文/图 本报记者 张三: works before the names.

    Of several works before a name each counts: 采写、摄影：章文.
    """
    works: list[_Token] = []
    role, start, behind_name = "", -1, True
    for token in tokens:
        if token.kind in ("work", "both"):
            works = [token] if behind_name else [*works, token]
            role, start, behind_name = "", token.start if behind_name else start, False
        elif token.kind == "role":
            # 本期专家：章文 本报记者 李武: what is named before counts no more
            if behind_name and not any(WORKS.get(work.word) for work in works):
                works = []
            role, start = token.word, min(start, token.start) if start >= 0 else token.start
        else:
            read = text[start if start >= 0 else token.start : token.end]
            start, behind_name = -1, True
            if role and not works:
                yield signed(role, text[token.start : token.end], read)
            for work in _different(works):
                yield from _credited(token, role, work, text, read)


def _different(works: Sequence[_Token]) -> Sequence[_Token]:
    """Return one work of words and all works of pictures: 采访、撰文 are one."""
    if len(works) < 2:
        return works
    words = [work for work in works if WORKS.get(work.word) in _OF_WORDS]
    words.sort(key=lambda work: _OF_WORDS.index(WORKS[work.word]))
    pictures = {WORKS[w.word]: w for w in works if WORKS.get(w.word) in (_PHOTO, "绘图")}
    both = [work for work in works if work.kind == "both"]
    return [*words[:1], *pictures.values(), *both] or works[-1:]


def _work_last(tokens: Sequence[_Token], text: str) -> Iterator[SignedName]:
    """Yield the people of 本报记者 张三 文 李四 摄: works after the names, roles before them.

    A role applies to the names up to the next work, and to later ones without a role.
    """
    waiting: list[tuple[_Token, str, int]] = []
    role, start, behind_work, is_credit = "", -1, False, True
    for token in tokens:
        if token.kind == "role":
            role, start, behind_work, is_credit = token.word, token.start, False, True
        elif token.kind == "work" and not WORKS.get(token.word):
            # 指导老师 王五: named without a credit; 王五口述 also.
            if waiting and not waiting[-1][1]:
                waiting = []
            else:
                is_credit = False
        elif token.kind == "name" and is_credit:
            waiting.append((token, role, start))
            start = -1
        elif token.kind != "name":
            for n, (name, printed, at) in enumerate(waiting):
                end = token.end if n == len(waiting) - 1 else name.end
                read = text[at if at >= 0 else name.start : end]
                yield from _credited(name, "" if behind_work else printed, token, text, read)
            waiting, behind_work = [], True
    for name, printed, at in waiting:
        read = text[at if at >= 0 else name.start : name.end]
        yield signed(printed, text[name.start : name.end], read)


def _credited(
    name: _Token, printed: str, work: _Token, text: str, read: str
) -> Iterator[SignedName]:
    """Yield the person with the credit for `work`, and for the role `printed`, if any."""
    words = text[name.start : name.end]
    person = signed(printed, words, read) if printed else None
    if work.kind == "both":
        # A name alone with 文/摄 is that of a photograph and its caption.
        if person is not None or not work.word.endswith("摄"):
            yield person or replace(signed("文", words, read), misread="")
        yield _photographer(person, words, read)
        return
    role = WORKS.get(work.word, "")
    if role == _PHOTO:
        yield _photographer(person, words, read)
    elif person is not None and role:
        yield person
    elif role:
        yield SignedName(re.sub(r"\s", "", words), role, "", read.strip())


def _photographer(person: SignedName | None, words: str, read: str) -> SignedName:
    position = person.role if person is not None and person.role != _PHOTO else ""
    misread = person.misread if person is not None else ""
    return SignedName(re.sub(r"\s", "", words), _PHOTO, position, read.strip(), misread)


def signed(role: str, name: str, read: str) -> SignedName:
    """Return the person of that name, with the role that `role` prints."""
    printed = re.sub(r"\s", "", role)
    name = re.sub(r"\s", "", name)
    if printed in WORKS:
        return SignedName(name, WORKS[printed], "", read.strip())
    if printed.endswith("编译"):
        return SignedName(name, "编译", "", read.strip())
    bare = max(
        (known for known in (*ROLES, *MISREAD) if printed.endswith(known)), key=len, default=""
    )
    meant = ROLES.get(bare) or MISREAD.get(bare, "")
    return SignedName(name, meant, "", read.strip(), bare if bare in MISREAD else "")


def name_alone(words: str, role: str = "撰稿") -> SignedName:
    """Return the person of a name without a role."""
    return SignedName(re.sub(r"\s", "", words), role, "", words.strip())


def is_transcribed(plain: str) -> bool:
    """Return whether `plain` may be a transcribed name: 艾合买提江, 白音查干, 才让多杰."""
    if not _MIN_TRANSCRIBED <= len(plain) <= _MAX_TRANSCRIBED:
        return False
    return _TRANSCRIBING.issuperset(plain) and not re.match(datelines(), plain)


def may_be_name(plain: str) -> bool:
    """Return whether `plain`, in simplified characters, has the form of a personal name alone."""
    if is_transcribed(plain):
        return True
    if not re.fullmatch(
        rf"{HAN}{{2,3}}|{SPACED}|(?:{names.COMPOUND_SURNAME.pattern}){HAN}{{1,2}}", plain
    ):
        return False
    if may_not_be_name(plain):
        return False
    compound = names.COMPOUND_SURNAME.match(plain)
    if compound and compound.end() == len(plain):
        # 西门: a surname alone
        return False
    return bool(compound) or plain[0] in names.SURNAMES or _has_rare_surname(plain)


def _has_rare_surname(plain: str) -> bool:
    """Return whether a surname that is mostly another word is followed by two characters."""
    return (
        len(plain) == 3
        and plain[0] in press_forms()["rare_surnames"]
        and plain[1] not in " 　"
        and not is_word(plain)
        and not is_word(plain[:2])
    )


def may_not_be_name(plain: str) -> bool:
    """Return whether `plain` has a word, or begins or ends in a character, that no name has."""
    if any(len(word) > 1 and word in plain for word in press_forms()["no_names"]):
        return True
    if plain[-1:] in _OFFICES and len(plain) > 2:
        return True
    characters = [word for word in press_forms()["no_names"] if len(word) == 1]
    if plain[:1] in characters and not _LEFT.match(plain):
        return True
    has_surname = plain[:1] in names.FREQUENT_SURNAMES
    return plain[-1:] in characters and not (plain[-1:] in _IN_NAMES_TOO and has_surname)


def names_alone(plain: str, text: str) -> list[str]:
    """Return the names as printed, if `plain` is only names between blanks, otherwise []."""
    if may_be_name(plain):
        return [text]
    # 張曼珠．江泰馨
    parts = [
        match.span() for match in re.finditer(rf"{SPACED}(?!{HAN})|[^ 　、，,．・／/]+", plain)
    ]
    if not 1 < len(parts) <= 5 or not any(may_be_name(plain[a:b]) for a, b in parts):
        return []
    if not all(may_be_name(plain[a:b]) or re.fullmatch(SPACED, plain[a:b]) for a, b in parts):
        return []
    return [text[a:b] for a, b in parts]
