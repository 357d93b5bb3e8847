"""Reads who signed a report, in every form in which newspapers print it."""

import re
from dataclasses import dataclass

from archive.text import names, roles
from archive.text.roles import Work

# a role as printed → the role; words for editors stand in the margin, not under an article
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
_ANY = "|".join((*map(re.escape, _MISREAD), roles.pattern(_ROLES)))
_ROLE = r"(?:本报|本社|本网|本版|驻[^ ，,、]{1,4})?\s*(?:" + _ANY + ")"
_HAN = r"[㐀-䶿一-鿿]"
_SPACE = r"[ 　\t]*"
# what cannot be a person's name though it stands where one does
_NO_NAME = re.compile(
    r"报道|获悉|日前|近日|昨日|今日|从|在|了解|看到|走进|来到|采访|发现|表示|介绍|工会|总工|记者|通讯|问|见到"
)
_HEAD = re.compile(
    rf"^(?P<paper>本报(?:讯|汛|迅)?|(?:新华社|中新社|本报)?{_HAN}{{0,8}}?(?:\d{{1,2}}月)?\d{{1,2}}日(?:电|讯))"
    rf"?{_SPACE}[（(]?{_SPACE}(?={_ROLE})"
)
_NAME_GAP = re.compile(r"^[ 　]*[、/]?[ 　]*")
_TITLE = re.compile(_ROLE)
_BETWEEN = re.compile(r"[ 　\t、，,/:：]+")
# a surname and a given name of one character may be set apart, to the width of a longer name
_SPACED = rf"(?:{names.COMPOUND_SURNAME.pattern}|{_HAN})[ 　]{_HAN}"
_WORD = re.compile(rf"{_SPACED}(?!{_HAN})|(?:(?!{_ROLE})[㐀-䶿一-鿿·])+")
# 文 and 图 end names as well, so that they need a blank before them
_WORK = re.compile(
    r"(?:[ 　/]+(?:文|图)|[ 　/]*(?:摄影报道|摄影|图文|文图|文/图|图/文|文/摄|摄))[ 　]*$"
)
_PHOTO = re.compile(r"[（(]?(?:摄影(?:报道)?|图/?文|文/?图|文/?摄|/?摄)[）)]?$|^[（(]?摄影[:：]")


@dataclass(frozen=True)
class SignedName:
    """One person as signed: `read` is what the page has, the role what is meant by it."""

    name: str
    role: str
    position: str
    read: str
    misread: str = ""
    """The role as it stands, where a scan spoilt it."""


@dataclass(frozen=True)
class ReportSignature:
    """The people who signed, and how many characters of the line their names take."""

    people: tuple[SignedName, ...]
    length: int
    paper: str = ""
    torn: bool = False
    """Whether the words 报道 run over the end of the line."""


def parse_lead(text: str) -> ReportSignature | None:
    """The signature with which a line opens, as 本报讯（记者… 通讯员…）, or None."""
    head = _HEAD.match(text)
    if not head or (head["paper"] is None and not re.match(_ROLE, text)):
        plain = re.match(r"本报(?:综合)?讯(?!息)", text)
        return ReportSignature((), plain.end(), plain.group()) if plain else None
    at = head.end()
    bracket = text[:at].rstrip().endswith(("(", "（"))
    if bracket:
        close = re.compile(r"[)）]").search(text, at)
        if not close or close.start() - at > 60:
            return None
        people = _people(text[at : close.start()])
        end = close.end()
        after = re.match(rf"{_SPACE}报道", text[end:])
        if after:
            end += after.end()
        return ReportSignature(people, end, head["paper"] or "") if people else None
    told = re.compile(r"报道").search(text, at, at + 60)
    if told and not re.search(r"[。;；“]", text[at : told.start()]):
        people = _people(text[at : told.start()])
        return ReportSignature(people, told.end(), head["paper"] or "") if people else None
    if len(text) - at <= 40 and text.endswith("报") and not re.search(r"[，。,“]", text[at:]):
        people = _people(text[at:-1])
        return (
            ReportSignature(people, len(text), head["paper"] or "", torn=True) if people else None
        )
    return _loose(text, at, head["paper"] or "")


def _loose(text: str, at: int, paper: str) -> ReportSignature | None:
    """Names that nothing closes: each of two to four characters, parted by blanks or 、."""
    people: list[SignedName] = []
    end = at
    pattern = re.compile(rf"{_SPACE}(?P<role>{_ROLE}){_SPACE}")
    name = re.compile(rf"(?P<name>{_SPACED}|{_HAN}{{2,4}})(?=[ 　、，,/）)]|$)")
    while role := pattern.match(text, end):
        spot, got = role.end(), False
        while found := name.match(text, spot):
            if _NO_NAME.search(found["name"]) or re.match(_ROLE, found["name"]):
                break
            start = role.start() if not got else found.start()
            people.append(_signed(role["role"], found["name"], text[start : found.end()].strip()))
            got, end = True, found.end()
            spot = end + len(text[end:]) - len(_NAME_GAP.sub("", text[end:], count=1))
            if spot == end or re.match(_ROLE, text[spot:]):
                break
        if not got:
            break
    if not people:
        return None
    rest = text[end:].strip()
    # after 记者张三 a sentence may go on (记者张三了解到): then it is no signature
    if rest and text[end : end + 1] not in (" ", "　", "\t"):
        return None
    if not paper and rest and not re.match(r"[“\d近日前今昨]", rest):
        return None
    return ReportSignature(tuple(people), end, paper)


def parse_standalone(text: str) -> ReportSignature | None:
    """A line that is nothing but a signature (本报记者 张三 本报通讯员 李四, 本报记者 王五 摄)."""
    if len(text) > 60 or re.search(r"[。！？!?“”]", text):
        return None
    photo = bool(_PHOTO.search(text))
    bare = text.strip("（）() 　")
    bare = re.sub(r"^[■□●◆▲]\s*", "", bare)
    credit = _WORK.sub("", bare)
    credit = re.sub(r"^(?:摄影|图)[:：/ 　]*", "", credit).strip()
    if not photo and not re.match(rf"^(?:本报讯?[ 　]*)?{_ROLE}", bare):
        return None
    people = _people(re.sub(r"^本报讯[ 　]*", "", credit))
    if not people and photo and re.fullmatch(rf"{_HAN}{{2,3}}(?:[ 　、]+{_HAN}{{2,3}})*", credit):
        people = tuple(_signed("", name, name) for name in re.split(r"[ 　、]+", credit) if name)
    if not people:
        return None
    letters = sum(len(person.name) for person in people)
    if len(re.findall(_HAN, credit)) > letters + 6 * len(people) + 4:
        return None
    if photo:
        people = tuple(
            SignedName(p.name, "摄影", p.role if p.role != "摄影" else "", p.read, p.misread)
            for p in people
        )
        last = people[-1]
        tail = text[text.rindex(last.name[-1]) :].rstrip("）)")
        read = last.read + tail[1:]
        people = (*people[:-1], SignedName(last.name, "摄影", last.position, read, last.misread))
    return ReportSignature(people, len(text))


def _people(words: str) -> tuple[SignedName, ...]:
    """Everyone named in `words`, which holds roles and names alone; () when it holds more."""
    found: list[SignedName] = []
    role, begin, at = "", 0, 0
    while at < len(words):
        if gap := _BETWEEN.match(words, at):
            at = gap.end()
        elif title := _TITLE.match(words, at):
            role, begin, at = title.group(), at, title.end()
        elif role and (name := _WORD.match(words, at)):
            plain = re.sub(r"\s", "", name.group())
            if not 2 <= len(plain) <= 4 + 8 * ("·" in plain) or _NO_NAME.search(plain):
                return ()
            found.append(_signed(role, plain, words[begin : name.end()]))
            begin = at = name.end()
            while (gap := _BETWEEN.match(words, begin)) and gap.end() > begin:
                begin = at = gap.end()
        else:
            return ()
    return tuple(found)


def _signed(role: str, name: str, read: str) -> SignedName:
    bare = re.sub(r"\s", "", role)
    bare = re.sub(rf"^(?:本报|本社|本网|本版|驻.{{1,4}}?(?={_ANY}))", "", bare)
    meant = _ROLES.get(bare) or _MISREAD.get(bare, "")
    name = re.sub(r"\s", "", name)
    if not bare:
        return SignedName(name, "摄影", "", read)
    return SignedName(name, meant, "", read.strip(), bare if bare in _MISREAD else "")
