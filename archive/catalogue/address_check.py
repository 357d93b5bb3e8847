"""Check that an issue's address, date and file name agree."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePath

from archive import idents
from archive.command_messages import message
from archive.text import dates

from .address_index import AddressIndex
from .catalogue import Catalogue
from .entries import IssueFile
from .json_lines import IssueSource, JsonLine
from .yaml_file import Fault


def faults(source: IssueSource) -> Iterator[Fault]:
    """Yield faults of one issue that can be found without the rest of the catalogue."""
    record = source.record
    date_problem = _date_fault(record)
    if date_problem:
        yield source.fault(("issue",), date_problem)
    if isinstance(source, JsonLine):
        if f"/issues/{record.newspaper}/" not in f"/{source.file}":
            problem = message(
                "这一行应在 issues/%(newspaper)s/ 之下的文件里", newspaper=record.newspaper
            )
            yield source.fault(("newspaper",), problem)
        return
    path = PurePath(source.file)
    if path.parent.name != record.newspaper or path.parent.parent.name != "issues":
        problem = message(
            "newspaper 是 %(newspaper)s，文件应放在 issues/%(newspaper)s/ 里",
            newspaper=record.newspaper,
        )
        yield source.fault(("newspaper",), problem)
    elif not date_problem and path.stem != record.issue:
        problem = message(
            "issue 是 %(issue)s，文件却叫 %(name)s；两者应当一致",
            issue=record.issue,
            name=path.name,
        )
        yield source.fault(("issue",), problem)


def _date_fault(record: IssueFile) -> str:
    """Return an error message if the address looks like a date but not the issue's, else ""."""
    if iso := dates.to_edtf(record.issue):
        return message("地址里的日期应写作 %(iso)s", iso=iso)
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", record.issue):
        return ""
    try:
        date.fromisoformat(record.issue)
    except ValueError:
        return message("%(issue)s 不是历法里的日子", issue=record.issue)
    if record.date.basis == "stated" and record.date.edtf != record.issue:
        return message(
            "地址写作 %(issue)s，日期却是 %(edtf)s", issue=record.issue, edtf=record.date.edtf
        )
    return ""


def new_faults(catalogue: Catalogue, index: AddressIndex) -> Iterator[Fault]:
    """Yield faults of addresses not yet in the ledger: neither the stated date nor minted."""
    for source in catalogue.issues:
        record = source.record
        if index.entry(("issue", f"{record.newspaper}/{record.issue}")) or _date_fault(record):
            continue
        day = record.date.edtf
        if record.date.basis == "stated" and dates.is_exact(day):
            if record.issue != day and not record.issue.startswith(f"{day}-"):
                yield source.fault(("issue",), message("日期是载明的，地址应写 %(day)s", day=day))
        elif not (idents.check(record.issue) or re.match(r"\d{4}", record.issue)):
            problem = message(
                "%(issue)s 不像地址：日期不详的，用 manage.py mint 生成一个", issue=record.issue
            )
            yield source.fault(("issue",), problem)
