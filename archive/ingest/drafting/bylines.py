"""Parse the signatures of reports in every printed form.

Lines are compared in simplified characters; names are taken as they are printed.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from archive.text import names, roles
from archive.text.roles import Work

from .press_forms import alternatives, press_forms, simple

# printed role → role; editors are named in the margin, not under an article
_ROLES = roles.printed(Work.TEXT)
_MISREAD = {
    "特约通迅员": "特约通讯员",
    "见记者": "见习记者",
    "见习者": "见习记者",
    "见刁记者": "见习记者",
    "通迅员": "通讯员",
    "通汛员": "通讯员",
    "通训员": "通讯员",
    "通讯贝": "通讯员",
    "通讯昌": "通讯员",
    "记老": "记者",
    "记着": "记者",
    "讯员": "通讯员",
}
_HAN = r"[㐀-䶿一-鿿]"
_SPACE = r"[ 　\t]*"
_OWN = alternatives("own_names")
_SOURCE = (
    rf"(?:{_OWN}|{alternatives('agencies')}|{_HAN}{{1,5}}?(?:{alternatives('agency_endings')}))"
    rf"(?:·{_HAN}{{2,6}})?"
)
_ANY = "|".join((*map(re.escape, _MISREAD), roles.pattern(_ROLES)))
_ROLE = (
    rf"(?:(?:{_SOURCE})(?=[㐀-䶿一-鿿 　]*?(?:{_ANY}))|驻[^ ，,、]{{1,4}})?{_SPACE}"
    rf"(?:驻{_HAN}{{1,3}}?)?(?:{_ANY})"
)
_BARE_ROLE = rf"(?:本报|本社|本网|本版|驻[^ ，,、]{{1,4}})?{_SPACE}(?:{_ANY})"
_NUMBER = r"[\d〇零一二三四五六七八九十廿卅]"
_DATE = (
    rf"(?:{_NUMBER}{{2,4}}年)?(?:{_NUMBER}{{1,3}}月)?(?:{_NUMBER}{{1,3}}日)?{_SPACE}"
    r"(?:[上下]午|凌晨|晚|晨)?"
)
_VERB = rf"(?:{alternatives('verbs')})(?!息灵|影|话|器|线|费)"
_MARK = r"[■□●◆▲△▶◎○★※☆◇▼▽►]"
# words in the position of a name that are not names
_NO_NAME = re.compile(
    r"报道|报导|获悉|日前|近日|昨日|今日|从|在|了解|看到|走进|来到|采访|发现|表示|介绍|工会|总工|记者|通讯|问|见到|新闻|综合|编辑|公司|协会|整理$"
)
# 本报讯, 本报杭州3月5日电, 据新华社杭州电; the name of a place alone needs a bracket around it
_HEAD = re.compile(
    rf"(?P<paper>(?:据)?(?:{_SOURCE})(?!{_SPACE}{_HAN}{{0,4}}?(?:{_ANY}))(?:{_SPACE}{_HAN}{{0,9}}?{_SPACE}{_DATE}{_SPACE}{_VERB}"
    rf"|汛|迅(?!速)|{_HAN}{{2,6}}?{_SPACE}{_DATE}(?=[】〕）]))|据(?:{_HAN}{{0,4}})(?:{_SOURCE})(?:{_HAN}{{2,4}})?(?:{_DATE})报道)"
)
_PLACE_HEAD = re.compile(rf"(?P<paper>{_HAN}{{2,6}}?{_SPACE}{_DATE}(?:{_VERB})?|{_VERB})")
_OPENING, _CLOSING = "【〔［（([", "】〕］）)]"
_REPORTS = (
    rf"(?:(?:综合)?报[道导]|(?:{_NUMBER}{{1,3}}月)?{_NUMBER}{{1,3}}日(?:专?电|讯)|专电)"
    rf"(?:{_SPACE}[：:])?"
)
_NAME_GAP = re.compile(r"^[ 　]*[、/]?[ 　]*")
_TITLE = re.compile(_ROLE)
_BETWEEN = re.compile(r"[ 　\t、，,/／:：;；]+")
# a surname and a given name of one character may be set apart, to the width of a longer name
_SPACED = rf"(?:{names.COMPOUND_SURNAME.pattern}|{_HAN})[ 　]{_HAN}"
_WORD = re.compile(rf"{_SPACED}(?!{_HAN})|(?:(?!{_ROLE})[㐀-䶿一-鿿·])+")
_PICTURE = re.compile(r"(?:摄影(?:报道)?|摄|图片?|绘图|制图|漫画)(?=[ 　:：/／])")
_TEXT_WORK = re.compile(r"(?:文|撰文|作者|执笔)(?=[ 　:：/／])")
# 文 and 图 also occur at the end of names, so a space must precede them
_WORK = re.compile(
    r"(?:[ 　/]+(?:文|图)|[ 　/]*(?:摄影报道|摄影|图文|文图|文/图|图/文|文/摄|摄))[ 　]*$"
)
_BOTH = re.compile(
    rf"^{_MARK}?{_SPACE}(?:文[/／、]?[图摄]|图[/／、]?文|撰文[、/]?摄影){_SPACE}[:：/]?{_SPACE}"
)
_PHOTO = re.compile(r"[（(]?(?:摄影(?:报道)?|图/?文|文/?图|文/?摄|/?摄)[）)]?$|^[（(]?摄影[:：]")
_SENT = re.compile(
    r"[ 　]*[（(](?:(?:新华社|中新社|人民图片|视觉中国|本报)发"
    r"|资料(?:图片|照片)|[㐀-鿿]{2,6}供图)[）)]$"
)
_FROM = re.compile(
    rf"[ 　]+(?:(?:发自|自|于){_HAN}{{2,8}}(?:报[道导])?"
    rf"|{_HAN}{{2,4}}(?:报[道导]|专电|电)|报[道导]|综合报[道导])$"
)
_TRAILING = re.compile(
    r"(?P<before>[。！？!?”’」…])[ 　]*"
    r"(?P<sign>[（(〔](?P<inner>[^（）()〔〕]{2,40})[）)〕])[ 　]*$"
)
_TRAILING_ROLE = re.compile(
    r"(?P<before>[。！？!?”’」…])[ 　]*"
    r"(?P<sign>(?P<inner>(?:本报|本刊)?(?:记者|通讯员)[^。，！？]{2,14}))$"
)


@dataclass(frozen=True)
class SignedName:
    """One signed person: `read` is the printed text, the role is normalized."""

    name: str
    role: str
    position: str
    read: str
    misread: str = ""
    """The printed role, if misread."""


@dataclass(frozen=True)
class ReportSignature:
    """The people who signed, and the length of their names in the line."""

    people: tuple[SignedName, ...]
    length: int
    paper: str = ""
    torn: bool = False
    """Whether 报道 is split at the end of the line."""


@lru_cache(maxsize=2048)
def parse_lead(text: str) -> ReportSignature | None:
    """The lead at the start of a line, as in 本报讯（记者… 通讯员…）, or None.

    It has no people if nobody is named: 新华社南京7月3日电.
    """
    plain = simple(text[:120])
    start = len(re.match(rf"{_MARK}?{_SPACE}", plain)[0])  # type: ignore[index]
    if plain[start : start + 1] in tuple(_OPENING):
        return _bracketed(plain, text, start)
    head = _HEAD.match(plain, start)
    paper, position = ("", start)
    if head:
        paper, position = head["paper"], head.end()
    elif place := re.match(
        rf"{_HAN}{{2,4}}讯(?=[ 　]*[（(])|{_HAN}{{2,4}}(?:通讯|专电|专讯|电|讯)(?=[ 　])"
        if start
        else rf"{_HAN}{{2,4}}讯(?=[ 　]*[（(])",
        plain[start:],
    ):
        paper, position = place[0], start + place.end()
    signed = _after_head(plain, text, position, paper)
    if signed is not None:
        return signed
    return ReportSignature((), position, paper) if paper else None


def _bracketed(plain: str, text: str, start: int) -> ReportSignature | None:
    """A lead that begins with a bracket: 【本报讯】, 〔記者…／台北報導〕, （中央社…電）."""
    close = next((n for n in range(start + 1, len(plain)) if plain[n] in _CLOSING), -1)
    if not 0 < close - start <= 50:
        return None
    inner, words = plain[start + 1 : close], text[start + 1 : close]
    head = _HEAD.match(inner)
    people: tuple[SignedName, ...] = ()
    rest_at = head.end() if head else 0
    rest = inner[rest_at:].strip(" 　")
    if rest:
        if re.match(_ROLE, rest):
            at = inner.index(rest, rest_at)
            people = _people(*_without_place(rest, words[at : at + len(rest)]))
            if not people:
                return None
        elif not _is_place_head(rest, bool(head), plain[start]):
            return None
    elif not head:
        return None
    end = close + 1
    paper = inner[:rest_at] or (rest if not people else "")
    if people:
        colon = re.match(rf"{_SPACE}(?:{_REPORTS})", plain[end:])
        end += colon.end() if colon else 0
        return ReportSignature(people, end, paper)
    return _after_head(plain, text, end, paper) or ReportSignature((), end, paper)


def _is_place_head(rest: str, behind_head: bool, bracket: str) -> bool:
    """Whether what is left in a bracket is a place, with a day or 电, and nothing else."""
    if behind_head:
        return bool(re.fullmatch(rf"{_HAN}{{2,5}}{_DATE}(?:{_VERB})?", rest))
    return bracket not in "（([" and bool(_PLACE_HEAD.fullmatch(rest))


def _after_head(plain: str, text: str, position: int, paper: str) -> ReportSignature | None:
    """The people behind a head that ends at `position`, or at the start of a line without one."""
    start = position + len(re.match(_SPACE, plain[position:])[0])  # type: ignore[index]
    if plain[start : start + 1] in ("（", "(", "〔", "【"):
        close = next((n for n in range(start + 1, len(plain)) if plain[n] in _CLOSING), -1)
        if not 0 < close - start <= 60:
            return None
        inner, words = plain[start + 1 : close], text[start + 1 : close]
        if not re.match(rf"{_SPACE}(?:{_ROLE}|{_PICTURE.pattern}|{_TEXT_WORK.pattern})", inner):
            return None
        people = _people(*_without_place(inner, words))
        end = close + 1
        after = re.match(rf"{_SPACE}{_REPORTS}", plain[end:])
        end += after.end() if after else 0
        return ReportSignature(people, end, paper) if people else None
    if not re.match(_ROLE, plain[start:]):
        named = re.match(rf"(?P<name>{_HAN}{{2,3}}){_REPORTS}[：:]", plain[start:])
        if paper and named:
            name = text[start : start + len(named["name"])]
            person = SignedName(name, "通讯员", "", name)
            return ReportSignature((person,), start + named.end(), paper)
        return None
    reported = re.compile(_REPORTS).search(plain, start, start + 60)
    if reported and not re.search(r"[。；;“]", plain[start : reported.start()]):
        cut = _without_place(
            plain[start : reported.end()], text[start : reported.end()], reported.start() - start
        )
        people = _people(*cut)
        return ReportSignature(people, reported.end(), paper) if people else None
    if (
        len(plain) - start <= 40
        and plain.endswith("报")
        and not re.search(r"[，。,“]", plain[start:])
    ):
        people = _people(plain[start:-1], text[start:-1])
        return ReportSignature(people, len(text), paper, torn=True) if people else None
    return _unclosed(plain, text, start, paper)


def _without_place(plain: str, text: str, end: int | None = None) -> tuple[str, str]:
    """Both without the place and 报道 behind the last name: 记者X／台北报道, 记者X台南报道."""
    end = len(plain) if end is None else end
    words = re.sub(
        rf"(?:综合)?(?:{_NUMBER}{{1,3}}月)?(?:{_NUMBER}{{1,3}}日)?(?:报[道导]|专电|电|讯)?{_SPACE}[：:]?$",
        "",
        plain[:end],
    )
    place = re.search(
        rf"(?P<gap>{_SPACE}[／/|｜]?{_SPACE}(?:发自)?)(?P<place>{_HAN}{{2,5}})$", words
    )
    if place:
        known = re.search(rf"(?:{alternatives('datelines')})$", place["place"])
        slash = re.search(r"[／/|｜]|发自", place["gap"])
        before = words[: place.start()] if slash else words
        if known and not slash:
            before = words[: place.start("place") + known.start()].rstrip(" 　")
        if before != words and not re.search(rf"(?:{_ANY}){_SPACE}$", before):
            words = before
        elif known and re.fullmatch(rf"{_SPACE}(?:{_ROLE}){_SPACE}", before):
            words = ""
    return words, text[: len(words)]


def _unclosed(plain: str, text: str, start: int, paper: str) -> ReportSignature | None:
    """Names without a closing mark: two to four characters each, separated by spaces or 、."""
    people: list[SignedName] = []
    end = start
    pattern = re.compile(rf"{_SPACE}(?P<role>{_BARE_ROLE}){_SPACE}")
    name = re.compile(rf"(?P<name>{_SPACED}|{_HAN}{{2,4}})(?=[ 　、，,/）)]|$)")
    while role := pattern.match(plain, end):
        position, has_name = role.end(), False
        while match := name.match(plain, position):
            if _NO_NAME.search(match["name"]) or re.match(_ROLE, match["name"]):
                break
            at = role.start() if not has_name else match.start()
            printed = text[match.start("name") : match.end("name")]
            people.append(_signed(role["role"], printed, text[at : match.end()].strip()))
            has_name, end = True, match.end()
            position = end + len(plain[end:]) - len(_NAME_GAP.sub("", plain[end:], count=1))
            if position == end or re.match(_ROLE, plain[position:]):
                break
        if not has_name:
            break
    if not people:
        return None
    rest = plain[end:].strip()
    # after 记者张三 a sentence may continue (记者张三了解到): then it is no signature
    if rest and plain[end : end + 1] not in (" ", "　", "\t"):
        return None
    if not paper and rest and not re.match(r"[“\d近日前今昨]", rest):
        return None
    return ReportSignature(tuple(people), end, paper)


@lru_cache(maxsize=2048)
def parse_standalone(text: str) -> ReportSignature | None:
    """The signature that makes up a whole line (本报记者 张三 本报通讯员 李四, 本报记者 王五 摄,
    □ 本报记者 张三 发自杭州), or None.
    """
    plain = _SENT.sub("", simple(text))
    text = text[: len(plain)]
    if len(plain) > 60 or re.search(r"[。！？!?“”]", plain.rstrip("。")):
        return None
    if both := _BOTH.match(plain):
        return _both(plain, text, both.end())
    if parts := _works(plain, text):
        return ReportSignature(parts, len(text))
    is_photo_credit = bool(_PHOTO.search(plain))
    start = len(plain) - len(plain.lstrip("（）() 　〔【"))
    end = len(plain.rstrip("（）() 　〕】"))
    stripped, words = plain[start:end], text[start:end]
    marked = re.match(rf"{_MARK}{_SPACE}", stripped)
    if marked:
        stripped, words = stripped[marked.end() :], words[marked.end() :]
        if re.fullmatch(rf"{_HAN}{{2,4}}|{_SPACED}", stripped) and not _NO_NAME.search(stripped):
            return ReportSignature((_plain_name(words),), len(text))
    credit = _WORK.sub("", stripped)
    if moved := re.match(r"(?:摄影|图)[:：/ 　]*", credit):
        words = words[moved.end() :]
        credit = credit[moved.end() :]
    if not is_photo_credit:
        if not re.match(rf"(?:本报讯?[ 　]*)?(?:{_ROLE})", stripped):
            return None
        credit = _FROM.sub("", credit).rstrip("：: 　")
    credit = credit.rstrip()
    own = re.match(r"本报讯[ 　]*", credit)
    at = own.end() if own else 0
    people = _people(credit[at:], words[at : len(credit)])
    if (
        not people
        and is_photo_credit
        and re.fullmatch(
            rf"(?:新华社|中新社)?{_SPACE}{_HAN}{{2,3}}(?:[ 　、]+{_HAN}{{2,3}})*", credit
        )
    ):
        people = tuple(
            _signed("", name, name) for name in re.split(r"[ 　、]+", words[: len(credit)]) if name
        )
    if not people:
        return None
    letters = sum(len(person.name) for person in people)
    if len(re.findall(_HAN, credit)) > letters + 6 * len(people) + 6:
        return None
    if is_photo_credit:
        people = _as_photographers(people, text)
    return ReportSignature(people, len(text))


def _as_photographers(people: tuple[SignedName, ...], text: str) -> tuple[SignedName, ...]:
    people = tuple(
        SignedName(p.name, "摄影", p.role if p.role != "摄影" else "", p.read, p.misread)
        for p in people
    )
    last = people[-1]
    tail = text[text.rindex(last.name[-1]) :].rstrip("）)")
    read = last.read + tail[1:]
    return (*people[:-1], SignedName(last.name, "摄影", last.position, read, last.misread))


def _both(plain: str, text: str, at: int) -> ReportSignature | None:
    """文/图 本报记者 张三: who wrote and took the picture."""
    people = _people(plain[at:], text[at:])
    if not people and re.fullmatch(rf"{_HAN}{{2,4}}", plain[at:].strip()):
        people = (_plain_name(text[at:]),)
    if not people:
        return None
    pictures = tuple(
        SignedName(p.name, "摄影", p.role if p.role in _ROLES else "", p.read) for p in people
    )
    return ReportSignature((*people, *pictures), len(text))


def _works(plain: str, text: str) -> tuple[SignedName, ...]:
    """文/张三 图/李四, 作者：张三; () for anything else."""
    if not re.match(rf"{_MARK}?{_SPACE}[（(]?{_TEXT_WORK.pattern}", plain):
        return ()
    start = len(re.match(rf"{_MARK}?{_SPACE}[（(]?", plain)[0])  # type: ignore[index]
    end = len(plain.rstrip("）) "))
    return _people(plain[start:end], text[start:end])


def _plain_name(words: str) -> SignedName:
    name = re.sub(r"\s", "", words)
    return SignedName(name, "撰稿", "", words.strip())


@lru_cache(maxsize=2048)
def parse_trailing(text: str) -> tuple[ReportSignature, int] | None:
    """The signature at the end of a paragraph, as in …。（张三）, and where it begins; or None."""
    plain = simple(text)
    match = _TRAILING.search(plain) or _TRAILING_ROLE.search(plain)
    if match:
        start, end = match.span("inner")
        inner, words = match["inner"], text[start:end]
    elif whole := re.fullmatch(rf"[（(〔](?P<inner>{_HAN}[ 　]?{_HAN}{{1,3}})[）)〕]", plain):
        match = whole
        start, end = match.span("inner")
        inner, words = match["inner"], text[start:end]
    else:
        return None
    signed = parse_standalone(words)
    sign_at = match.start("sign") if "sign" in match.groupdict() else 0
    if signed is not None:
        return ReportSignature(signed.people, end - start), sign_at
    if may_be_name(inner):
        name = re.sub(r"\s", "", words)
        return ReportSignature((SignedName(name, "", "", words),), end - start), sign_at
    return None


def may_be_name(plain: str) -> bool:
    """Whether `plain`, in simplified characters, has the form of a personal name alone."""
    if not re.fullmatch(
        rf"{_HAN}{{2,3}}|{_SPACED}|{names.COMPOUND_SURNAME.pattern}{_HAN}{{1,2}}", plain
    ):
        return False
    if any(word in plain for word in press_forms()["no_names"]):
        return False
    compound = names.COMPOUND_SURNAME.match(plain)
    return bool(compound) or plain[0] in press_forms()["surnames"][0]


def _people(plain: str, text: str) -> tuple[SignedName, ...]:
    """The people named in `plain`; () if it contains anything but roles and names.

    `text` is the same in the characters that are printed.
    """
    result: list[SignedName] = []
    role, read_from, position = "", 0, 0
    while position < len(plain):
        if gap := _BETWEEN.match(plain, position):
            position = gap.end()
        elif (work := _PICTURE.match(plain, position)) or (
            work := _TEXT_WORK.match(plain, position)
        ):
            role, read_from, position = work.group(), position, work.end()
        elif title := _TITLE.match(plain, position):
            role, read_from, position = title.group(), position, title.end()
        elif role and (name := _WORD.match(plain, position)):
            if name.group() in ("文", "图", "摄影", "摄") and result:
                position = name.end()
                continue
            bare = re.sub(r"\s", "", name.group())
            if not 2 <= len(bare) <= 4 + 8 * ("·" in bare) or _NO_NAME.search(bare):
                return ()
            printed = text[name.start() : name.end()]
            result.append(_signed(role, printed, text[read_from : name.end()]))
            read_from = position = name.end()
            while (gap := _BETWEEN.match(plain, read_from)) and gap.end() > read_from:
                read_from = position = gap.end()
        else:
            return ()
    return tuple(result)


def _signed(role: str, name: str, read: str) -> SignedName:
    printed_role = re.sub(r"\s", "", role)
    name = re.sub(r"\s", "", name)
    if not printed_role or _PICTURE.match(printed_role + " "):
        return SignedName(name, "摄影", "", read.strip())
    if _TEXT_WORK.match(printed_role + " "):
        return SignedName(name, "撰稿", "", read.strip())
    known = re.search(rf"(?:{_ANY})$", printed_role + "")
    bare = _longest_role(printed_role) or (known.group() if known else printed_role)
    role_meant = _ROLES.get(bare) or _MISREAD.get(bare, "")
    return SignedName(name, role_meant, "", read.strip(), bare if bare in _MISREAD else "")


def _longest_role(printed: str) -> str:
    """The longest known role that `printed` ends with, "" if none."""
    known = (role for role in (*_ROLES, *_MISREAD) if printed.endswith(role))
    return max(known, key=len, default="")
