"""Arguments of an OAI-PMH request, parsed and validated with the errors of the protocol."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from archive.formats.xml_writer import is_xml_text
from archive.harvest.article_changes import HarvestSelection
from archive.models import Mark

MAX_ARGUMENT_LENGTH = 1000
"""Characters of an argument."""

# verb: (required arguments, optional arguments); OAI-PMH 2.0, section 4
VERBS: dict[str, tuple[set[str], set[str]]] = {
    "Identify": (set(), set()),
    "ListMetadataFormats": (set(), {"identifier"}),
    "ListSets": (set(), {"resumptionToken"}),
    "GetRecord": ({"identifier", "metadataPrefix"}, set()),
    "ListIdentifiers": ({"metadataPrefix"}, {"from", "until", "set", "resumptionToken"}),
    "ListRecords": ({"metadataPrefix"}, {"from", "until", "set", "resumptionToken"}),
}
# patterns from the XML schema of the protocol
_PATTERNS = {
    "identifier": r"[!#-;=?-\[\]_a-z~]+",
    "metadataPrefix": r"[A-Za-z0-9\-_.!~*'()]+",
    "set": r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*",
}


class OaiError(Exception):
    """An error of the protocol (section 3.6); the response repeats the arguments in `given`."""

    def __init__(self, code: str, message: str, arguments: dict[str, str] | None = None):
        self.code = code
        self.message = message
        self.given = arguments or {}
        super().__init__(message)


@dataclass(frozen=True)
class ResumptionPoint:
    """The start of the next part of a list: after `mark`, when `cursor` of `total` records have
    been sent.
    """

    mark: Mark | None = None
    cursor: int = 0
    total: int = 0


@dataclass(frozen=True)
class Arguments:
    """The parsed arguments; `given` has them as they were sent."""

    verb: str
    given: dict[str, str]
    prefix: str = ""
    identifier: str = ""
    selection: HarvestSelection = field(default_factory=HarvestSelection)
    resumption_point: ResumptionPoint = field(default_factory=ResumptionPoint)

    def token(self, point: ResumptionPoint) -> str:
        """Return the resumption token for `point`: it holds the whole state, the server none."""
        assert point.mark is not None
        selection = self.selection
        parts = (
            _LISTS[self.verb],
            self.prefix,
            selection.spec,
            selection.start or "",
            selection.end or "",
            point.mark.day,
            point.mark.accession,
            point.cursor,
            point.total,
        )
        return "~".join(map(str, parts))


_LISTS = {"ListIdentifiers": "i", "ListRecords": "r"}


def parse_arguments(pairs: Sequence[tuple[str, str]]) -> Arguments:
    """Parse names and values; raises badVerb, badArgument or badResumptionToken."""
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        message = "verb 须写一次" if len(verbs) != 1 else "没有这个 verb"
        raise OaiError("badVerb", f"{message}；可用的有：{'、'.join(VERBS)}")
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in values:
            raise OaiError("badArgument", f"{_shortened(name)} 写了不止一次")
        _check(verbs[0], name, value)
        values[name] = value
    if "resumptionToken" in values:
        if len(values) > 2:
            raise OaiError("badArgument", "resumptionToken 不能和别的参数同用")
        return parse_resumption_token(verbs[0], values)
    if missing := sorted(VERBS[verbs[0]][0] - values.keys()):
        raise OaiError("badArgument", f"{verbs[0]} 缺少参数 {'、'.join(missing)}")
    start, end = _day("from", values), _day("until", values)
    if start and end and start > end:
        raise OaiError("badArgument", "from 晚于 until")
    return Arguments(
        verbs[0],
        values,
        prefix=values.get("metadataPrefix", ""),
        identifier=values.get("identifier", ""),
        selection=HarvestSelection(start, end, values.get("set", "")),
    )


def _check(verb: str, name: str, value: str) -> None:
    required, optional = VERBS[verb]
    if name not in {"verb", *required, *optional}:
        raise OaiError("badArgument", f"{verb} 不接受参数 {_shortened(name)}")
    if len(value) > MAX_ARGUMENT_LENGTH:
        raise OaiError("badArgument", f"{name} 太长，最多 {MAX_ARGUMENT_LENGTH} 个字符")
    if not is_xml_text(value) or (name in _PATTERNS and not re.fullmatch(_PATTERNS[name], value)):
        raise OaiError("badArgument", f"{name} 的写法不合规范")


def _shortened(name: str) -> str:
    return name[:100]


def _day(name: str, values: dict[str, str]) -> date | None:
    if name not in values:
        return None
    if day := _date(values[name]):
        return day
    raise OaiError("badArgument", f"{name} 应为 2026-11-20 这样的日期；本站的时间精确到日")


def _date(text: str) -> date | None:
    try:
        return (
            date.fromisoformat(text) if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
        )
    except ValueError:
        return None


_TOKEN = re.compile(
    "(?P<list>[ir])~(?P<prefix>[a-z_]+)~(?P<set>[a-z0-9:-]*)~(?P<start>[0-9-]*)~(?P<end>[0-9-]*)"
    "~(?P<day>[0-9-]+)~(?P<accession>[0-9]{1,12})~(?P<cursor>[0-9]{1,12})~(?P<total>[0-9]{1,12})"
)


def parse_resumption_token(verb: str, values: dict[str, str]) -> Arguments:
    match = _TOKEN.fullmatch(values["resumptionToken"])
    if match is None or match["list"] != _LISTS.get(verb):
        raise bad_token(values)
    start, end, day = (_date(match[name]) for name in ("start", "end", "day"))
    are_dates = (start or not match["start"]) and (end or not match["end"])
    cursor, total = int(match["cursor"]), int(match["total"])
    if not (are_dates and day and cursor and total):
        raise bad_token(values)
    mark = Mark(day, int(match["accession"]))
    selection = HarvestSelection(start, end, match["set"])
    point = ResumptionPoint(mark, cursor, total)
    return Arguments(
        verb, values, prefix=match["prefix"], selection=selection, resumption_point=point
    )


def bad_token(arguments: dict[str, str]) -> OaiError:
    message = "这个 resumptionToken 不是本站给的，或已无可续；请从头收割"
    return OaiError("badResumptionToken", message, arguments)
