"""Parse bylines and credits, in lines of their own and within the lines of an article."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from archive.text import names, roles
from archive.text.roles import Work

from .clean_text import clean
from .parsed_issue import ParsedPart


class Signature(NamedTuple):
    """A signed name: the fields of the catalogue's credit, without the person's slug."""

    name: str
    role: str
    position: str
    read: str


# Traditional characters of roles and surnames, mapped one to one so that offsets stay valid.
_SIMPLIFIED = str.maketrans(
    "記訊員約實習見體責編輯攝圖報導專畫繪寫採訪參與綜發對聯為設計審檢歐陽諸東長孫軒轅獨門離連單鮮閭聞鍾顏",
    "记讯员约实习见体责编辑摄图报导专画绘写采访参与综发对联为设计审检欧阳诸东长孙轩辕独门离连单鲜闾闻钟颜",
)
_HAN = "[㐀-䶿一-鿿\U00020000-\U0003ffff]"
_DOT = "[·•‧・．]"
_BLANK = "[ \u3000]"
_ROLES = roles.printed(*Work)
_ROLE = roles.pattern(_ROLES)
# Work that follows a name directly.
_WORK_DONE = (
    "摄影报道|(?:摄影|整理|编译|撰文)(?![：:])|文并摄|摄(?!影)|供图|供稿|配图|图文|文图|图片|报道|采写|采访|参与|参加|综合|执笔|发自|发回"
    "|专电|随行|联合|共同|亦有|也有|对此文|对本文|等(?!等)"
)
_OWN_PAPER = "本报|本社|本网|本刊|本版"
# A name ends before one of these words, before another role, or where no character follows.
_END = (
    rf"(?!{_HAN}|{_DOT})|{_WORK_DONE}|[文图](?:[/／]|并|{_BLANK}+(?:{_HAN}|{_DOT}|{_BLANK}){{2,12}}摄)"
    rf"|(?:{_OWN_PAPER}|见习|实习)?(?:{_ROLE})"
)
_JOINT = rf"[和与及](?={_HAN}{{2,3}}(?!{_HAN}))"
_NAME = re.compile(
    # Two or three characters, each followed by a space.
    rf"(?![摄文图]){_HAN}{_BLANK}+{_HAN}{_BLANK}+(?![摄文图]){_HAN}(?={_END})(?!{_BLANK}+{_HAN}(?!{_HAN}))"
    rf"|(?![摄文图]){_HAN}{_BLANK}+(?![摄文图]){_HAN}(?={_END})"
    # A compound surname and a given name of one character, spaced to the width of four.
    rf"|(?:{names.COMPOUND_SURNAME.pattern}){_BLANK}+(?![摄文图]){_HAN}(?={_END})"
    rf"|{_HAN}{{1,10}}(?:{_DOT}{_HAN}{{1,10}}?)+(?={_END}|{_JOINT})"
    # 李建国文
    rf"|{_HAN}{{3}}(?=[文图](?!{_HAN}))"
    rf"|{_HAN}{{2,4}}?(?={_END}|{_JOINT})"
)
_BETWEEN = re.compile(rf"[\s：:、，,/／]*(?:{_JOINT})?")
_AFTER_NAMES = re.compile(
    rf"\s*(?P<did>(?:{_WORK_DONE}|[文图](?!{_HAN}))(?:[/／、并\s]*(?:{_WORK_DONE}|[文图](?!{_HAN})))*)"
)
_FROM = re.compile(rf"(?<=发自){_HAN}{{1,8}}|(?<=发回){_HAN}{{0,4}}")
# Words in the position of a name that are not names.
_NO_NAME = re.compile(
    "^(?:[从在对向就问走随看用把被将与]|近日|日前|昨日|今日|目前|手记|札记|观察|调查|日记|随笔|感言|述评|评论|来信|来稿|来电|专访|连线"
    "|见闻|视点|视角|视线|之家|招聘|亲历|体验|跟访|探访|走访|直击|眼中|眼里|笔下|提问|本报|资料|集体|联合|综合|队伍|培训|名单|风采"
    "|园地|之友|俱乐部|编辑部|通讯社|新华社|中新社|记协|工作|站长|节目|证件|版式|团队|小组|供图|参与)"
    "|报道|获悉|了解|看到|发现|表示|介绍|工会|通讯|见到|记者|[报社网台刊]$"
)
_MAX_NAME_LENGTH = 30
# What may precede a role in a byline: punctuation and the newspaper's name.
_PAPER = re.compile(rf"[^\w（(]*[（(]?\s*(?:{_HAN}{{0,14}}\s*)?")
_DATELINE = re.compile(r"[^。！？；]{0,100}")
_CLOSING = re.compile(rf"[\s）)]*(?:[及和与、]?(?:{_OWN_PAPER})?(?:综合)?报道)?[\s）)：:]*")
_AGENCY = r"(?:\s*[（(][^（()）]{2,12}[)）])?"
_PHOTOGRAPHER = re.compile(rf"[（(]?(?P<names>[^（()）]{{2,40}}?)\s*(?:摄影|摄)[)）]?{_AGENCY}")
_TAKEN_BESIDE = re.compile(rf"\s*(?P<name>{_NAME.pattern})\s*摄(?!影)")
_BULLET = re.compile(r"^[■□●○◆◇▲△★☆]+\s*")


def signatures(text: str) -> list[Signature]:
    """Return the names with a role before them or 摄 after them, without duplicates."""
    return list(dict.fromkeys(_read(text)[0]))


def _read(text: str, prefix: re.Pattern = _PAPER) -> tuple[list[Signature], bool]:
    """Return (signatures, whether the text contains nothing else)."""
    plain = text.translate(_SIMPLIFIED)
    result: list[Signature] = []
    is_only_signature, position = True, 0
    while role := _ROLE_WORD.search(plain, position):
        is_only_signature = is_only_signature and bool(
            prefix.fullmatch(plain, position, role.start())
        )
        spans, position, photo = _names(plain, role.end())
        is_only_signature = is_only_signature and bool(spans)
        for start, end in spans:
            result.append(_signature(text[start:end], _ROLES[role[0]], photo))
        # 记者 甲文 文 乙山 摄
        if result and (second_photographer := _TAKEN_BESIDE.match(plain, position)):
            result.append(_signature(text[slice(*second_photographer.span("name"))], "摄影", False))
            position = second_photographer.end()
        prefix = _PAPER
    if not result and (photo_credit := _PHOTOGRAPHER.fullmatch(plain)):
        spans, position, _ = _names(plain, photo_credit.start("names"))
        # The names cover the whole text.
        if spans and position >= photo_credit.end("names"):
            return [_signature(text[start:end], "摄影", False) for start, end in spans], True
    return result, is_only_signature and bool(result) and bool(_CLOSING.fullmatch(plain, position))


_ROLE_WORD = re.compile(_ROLE)


def _signature(byline_text: str, role: str, photo: bool) -> Signature:
    name = re.sub(_DOT, "·", "".join(byline_text.split()))
    position = role if photo and roles.work(role) is Work.TEXT else ""
    return Signature(name, "摄影" if photo else role, position, byline_text)


def _names(plain: str, position: int) -> tuple[list[tuple[int, int]], int, bool]:
    """Return (span of each name, end of the last one, whether they took the picture)."""
    spans: list[tuple[int, int]] = []
    while name := _NAME.match(plain, _end_of_gap(plain, position)):
        start, end = name.span()
        letters = "".join(name[0].split())
        if (
            len(letters) > _MAX_NAME_LENGTH
            or _NO_NAME.search(letters)
            or _ROLE_WORD.match(plain, start)
        ):
            break
        spans.append((start, end))
        position = end
        # 文 and 摄 end a list: the next name did other work.
        if work := _AFTER_NAMES.match(plain, position):
            position = work.end()
            if origin := _FROM.match(plain, position):
                position = origin.end()
            return spans, position, work["did"] in ("摄", "摄影")
    return spans, position, False


def _end_of_gap(plain: str, at: int) -> int:
    """Return the end of the blanks and punctuation between two names that begin at `at`."""
    gap = _BETWEEN.match(plain, at)
    return gap.end() if gap else at


_MAX_BYLINE_LENGTH = 60
# 新华社记者 and up to a dozen names.
_IN_BRACKETS = r"[（(](?P<within>[^（()）]{3,200})[)）]"
_BRACKETED = re.compile(_IN_BRACKETS)


def is_byline(line: str) -> bool:
    """Return whether a line is a byline and nothing else."""
    if bracketed := _BRACKETED.fullmatch(line.translate(_SIMPLIFIED)):
        return _read(bracketed["within"], _DATELINE)[1]
    if len(line) > _MAX_BYLINE_LENGTH or re.search("[。！？!?；“”]", line):
        return False
    return _read(_BULLET.sub("", line))[1]


# 本报讯（记者…）, 新华社某地1月2日电（记者…）: dateline and byline in brackets.
_OPENING = re.compile(
    rf"(?:[^。！？；，（()）]{{0,30}}(?:讯|电|日|消息|报道)\s*|\s*){_IN_BRACKETS}(?:报道)?[：:]?\s*"
)
_REPORTED = re.compile(
    r"(?:[^。！？；，（()）]{0,30}(?:讯|电)\s+|\s*)(?P<within>[^。！？；（()）]{4,40}?)报道[：:，,]\s*"
)
_HEAD = re.compile(r"(?:[^。！？；，（()）]{0,30}[讯电])\s+")
_ENDING = re.compile(rf"\s*{_IN_BRACKETS}$")


def _opening(line: str, is_first: bool) -> int:
    """Return the length of the byline at the start of a line; 0 without one.

    After the first lines, only a byline after a dateline (某地1月2日电) counts.
    """
    plain = line.translate(_SIMPLIFIED)
    if not is_first:
        opening = _OPENING.match(plain)
        if opening is None or "电" not in plain[: opening.start("within")]:
            return 0
        return opening.end() if _read(opening["within"], _DATELINE)[1] else 0
    for pattern in (_OPENING, _REPORTED):
        match = pattern.match(plain)
        if match and match.end() < len(line) and _read(match["within"], _DATELINE)[1]:
            return match.end()
    if dateline := _HEAD.match(plain):
        # Names without a closing mark: the longest run of roles and names before a sentence.
        ends = [m.end() for m in re.finditer(r"\s+", line[: dateline.end() + _MAX_BYLINE_LENGTH])]
        for end in reversed([index for index in ends if index > dateline.end()]):
            if _read(plain[dateline.end() : end].rstrip())[1]:
                return end
    return 0


def _ending(line: str) -> int:
    """Return the offset of the bracketed byline at the end of an article's last line, or 0."""
    match = _ENDING.search(line.translate(_SIMPLIFIED))
    return match.start() if match and _read(match["within"], _DATELINE)[1] else 0


_CAPTION = re.compile(r"^(?:[上下左右本]?图[片]?[①-⑳一二三四五六七八九十\d]?[为是：:]|图[①-⑳])")
_CREDIT = re.compile(r"(?<=[。！？”）)\s])(?P<credit>[^。！？；，“”]{2,40}摄影?)$")


def caption_parts(line: str) -> Iterator[ParsedPart]:
    """Yield a caption, split from the photographer's credit at its end."""
    match = _CREDIT.search(line.translate(_SIMPLIFIED))
    if match and match.start() and is_byline(match["credit"].strip()):
        yield ParsedPart("caption", line[: match.start()].rstrip())
        yield ParsedPart("credit", line[match.start() :].strip())
    else:
        yield ParsedPart("caption", line)


_EDITING = (
    "责任编辑|责编|主编|编辑|美术编辑|美编|版式(?:设计|策划)?|版面设计|校对|审校|监制|统筹|策划"
)
_EDITORS = re.compile(
    rf"[（(]?(?:(?:本版|本期|今日|值班|执行|本报)*(?:{_EDITING})(?:[/／、]\w{{2,6}})*\s*[：:]|本[版期](?:{_EDITING})\s)"
    r"\s*(?:\S.{0,60})?"
)


def is_editors_line(line: str) -> bool:
    """Return whether a line names the editors of the page: 本版责编：…."""
    plain = line.translate(_SIMPLIFIED).strip()
    return bool(_EDITORS.fullmatch(plain)) and not re.search("[。！？!?；“”]", plain)


def parts(lines: Iterable[str]) -> list[ParsedPart]:
    """Return the parts of an article: bylines at either end, captions with credits, paragraphs."""
    cleaned = [line for line in map(clean, lines) if line]
    signed = [is_byline(line) and not is_editors_line(line) for line in cleaned]
    leading = [*signed[:3], False].index(False)
    trailing = [*signed[:-3:-1], False].index(False)
    if leading + trailing >= len(cleaned):
        return [ParsedPart("paragraph", line) for line in cleaned]
    end = len(cleaned) - trailing
    result: list[ParsedPart] = []
    for n, line in enumerate(cleaned):
        if signed[n] and _took_pictures(line):
            result.append(ParsedPart("credit", line))
        elif n < leading or n >= end:
            result.append(ParsedPart("byline", line))
        elif _CAPTION.match(line):
            result += caption_parts(line)
        else:
            result += _paragraph(
                line, opens=not leading and n < 2, ends=n == end - 1 and not trailing
            )
    return result


def _paragraph(line: str, opens: bool, ends: bool) -> Iterator[ParsedPart]:
    """Yield a paragraph, split from a byline at its start or end."""
    if end := _opening(line, opens):
        yield ParsedPart("byline", line[:end].rstrip(), run_in=True)
        line = line[end:]
    end = _ending(line) if ends else 0
    yield ParsedPart("paragraph", line[:end] if end else line)
    if end:
        yield ParsedPart("byline", line[end:].strip())


def _took_pictures(line: str) -> bool:
    return all(signature.role == "摄影" for signature in signatures(line))
