"""Parse the signatures of reports in every printed form."""

import re
from dataclasses import dataclass

from archive.text import names, roles
from archive.text.roles import Work

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
_ANY = "|".join((*map(re.escape, _MISREAD), roles.pattern(_ROLES)))
_ROLE = r"(?:本报|本社|本网|本版|驻[^ ，,、]{1,4})?\s*(?:" + _ANY + ")"
_HAN = r"[㐀-䶿一-鿿]"
_SPACE = r"[ 　\t]*"
# words in the position of a name that are not names
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
# 文 and 图 also occur at the end of names, so a space must precede them
_WORK = re.compile(
    r"(?:[ 　/]+(?:文|图)|[ 　/]*(?:摄影报道|摄影|图文|文图|文/图|图/文|文/摄|摄))[ 　]*$"
)
_PHOTO = re.compile(r"[（(]?(?:摄影(?:报道)?|图/?文|文/?图|文/?摄|/?摄)[）)]?$|^[（(]?摄影[:：]")


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


def parse_lead(text: str) -> ReportSignature | None:
    """The signature at the start of a line, as in 本报讯（记者… 通讯员…）, or None."""
    head = _HEAD.match(text)
    if not head or (head["paper"] is None and not re.match(_ROLE, text)):
        plain = re.match(r"本报(?:综合)?讯(?!息)", text)
        return ReportSignature((), plain.end(), plain.group()) if plain else None
    start_of_names = head.end()
    bracket = text[:start_of_names].rstrip().endswith(("(", "（"))
    if bracket:
        close = re.compile(r"[)）]").search(text, start_of_names)
        if not close or close.start() - start_of_names > 60:
            return None
        people = _people(text[start_of_names : close.start()])
        end = close.end()
        after = re.match(rf"{_SPACE}报道", text[end:])
        if after:
            end += after.end()
        return ReportSignature(people, end, head["paper"] or "") if people else None
    reported = re.compile(r"报道").search(text, start_of_names, start_of_names + 60)
    if reported and not re.search(r"[。;；“]", text[start_of_names : reported.start()]):
        people = _people(text[start_of_names : reported.start()])
        return ReportSignature(people, reported.end(), head["paper"] or "") if people else None
    if (
        len(text) - start_of_names <= 40
        and text.endswith("报")
        and not re.search(r"[，。,“]", text[start_of_names:])
    ):
        people = _people(text[start_of_names:-1])
        return (
            ReportSignature(people, len(text), head["paper"] or "", torn=True) if people else None
        )
    return _unclosed(text, start_of_names, head["paper"] or "")


def _unclosed(text: str, start_of_names: int, paper: str) -> ReportSignature | None:
    """Names without a closing mark: two to four characters each, separated by spaces or 、."""
    people: list[SignedName] = []
    end = start_of_names
    pattern = re.compile(rf"{_SPACE}(?P<role>{_ROLE}){_SPACE}")
    name = re.compile(rf"(?P<name>{_SPACED}|{_HAN}{{2,4}})(?=[ 　、，,/）)]|$)")
    while role := pattern.match(text, end):
        position, has_name = role.end(), False
        while match := name.match(text, position):
            if _NO_NAME.search(match["name"]) or re.match(_ROLE, match["name"]):
                break
            start = role.start() if not has_name else match.start()
            people.append(_signed(role["role"], match["name"], text[start : match.end()].strip()))
            has_name, end = True, match.end()
            position = end + len(text[end:]) - len(_NAME_GAP.sub("", text[end:], count=1))
            if position == end or re.match(_ROLE, text[position:]):
                break
        if not has_name:
            break
    if not people:
        return None
    rest = text[end:].strip()
    # after 记者张三 a sentence may continue (记者张三了解到): then it is no signature
    if rest and text[end : end + 1] not in (" ", "　", "\t"):
        return None
    if not paper and rest and not re.match(r"[“\d近日前今昨]", rest):
        return None
    return ReportSignature(tuple(people), end, paper)


def parse_standalone(text: str) -> ReportSignature | None:
    """The signature that makes up a whole line (本报记者 张三 本报通讯员 李四, 本报记者 王五 摄),
    or None.
    """
    if len(text) > 60 or re.search(r"[。！？!?“”]", text):
        return None
    is_photo_credit = bool(_PHOTO.search(text))
    stripped = text.strip("（）() 　")
    stripped = re.sub(r"^[■□●◆▲]\s*", "", stripped)
    credit = _WORK.sub("", stripped)
    credit = re.sub(r"^(?:摄影|图)[:：/ 　]*", "", credit).strip()
    if not is_photo_credit and not re.match(rf"^(?:本报讯?[ 　]*)?{_ROLE}", stripped):
        return None
    people = _people(re.sub(r"^本报讯[ 　]*", "", credit))
    if (
        not people
        and is_photo_credit
        and re.fullmatch(rf"{_HAN}{{2,3}}(?:[ 　、]+{_HAN}{{2,3}})*", credit)
    ):
        people = tuple(_signed("", name, name) for name in re.split(r"[ 　、]+", credit) if name)
    if not people:
        return None
    letters = sum(len(person.name) for person in people)
    if len(re.findall(_HAN, credit)) > letters + 6 * len(people) + 4:
        return None
    if is_photo_credit:
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
    """The people named in `words`; () if it contains anything but roles and names."""
    result: list[SignedName] = []
    role, read_from, position = "", 0, 0
    while position < len(words):
        if gap := _BETWEEN.match(words, position):
            position = gap.end()
        elif title := _TITLE.match(words, position):
            role, read_from, position = title.group(), position, title.end()
        elif role and (name := _WORD.match(words, position)):
            plain = re.sub(r"\s", "", name.group())
            if not 2 <= len(plain) <= 4 + 8 * ("·" in plain) or _NO_NAME.search(plain):
                return ()
            result.append(_signed(role, plain, words[read_from : name.end()]))
            read_from = position = name.end()
            while (gap := _BETWEEN.match(words, read_from)) and gap.end() > read_from:
                read_from = position = gap.end()
        else:
            return ()
    return tuple(result)


def _signed(role: str, name: str, read: str) -> SignedName:
    printed_role = re.sub(r"\s", "", role)
    printed_role = re.sub(rf"^(?:本报|本社|本网|本版|驻.{{1,4}}?(?={_ANY}))", "", printed_role)
    role_meant = _ROLES.get(printed_role) or _MISREAD.get(printed_role, "")
    name = re.sub(r"\s", "", name)
    if not printed_role:
        return SignedName(name, "摄影", "", read)
    return SignedName(
        name, role_meant, "", read.strip(), printed_role if printed_role in _MISREAD else ""
    )
