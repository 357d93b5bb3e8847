"""Check that an issue's address, date and file name agree."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePath

from archive import idents
from archive.text import dates

from .address_index import AddressIndex
from .collection import Catalogue
from .entries import IssueFile
from .json_lines import IssueSource, JsonLine
from .yaml_file import Fault


def faults(source: IssueSource) -> Iterator[Fault]:
    """Faults of one issue that can be found without the rest of the catalogue."""
    record = source.record
    message = _date_fault(record)
    if message:
        yield source.fault(("issue",), message)
    if isinstance(source, JsonLine):
        if f"/issues/{record.newspaper}/" not in f"/{source.file}":
            message = f"这一行应在 issues/{record.newspaper}/ 之下的文件里"
            yield source.fault(("newspaper",), message)
        return
    path = PurePath(source.file)
    if path.parent.name != record.newspaper or path.parent.parent.name != "issues":
        message = f"newspaper 是 {record.newspaper}，文件应放在 issues/{record.newspaper}/ 里"
        yield source.fault(("newspaper",), message)
    elif not message and path.stem != record.issue:
        message = f"issue 是 {record.issue}，文件却叫 {path.name}；两者应当一致"
        yield source.fault(("issue",), message)


def _date_fault(record: IssueFile) -> str:
    """Error message for an address that looks like a date but differs from the issue's date, else
    "".
    """
    if iso := dates.to_edtf(record.issue):
        return f"地址里的日期应写作 {iso}"
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", record.issue):
        return ""
    try:
        date.fromisoformat(record.issue)
    except ValueError:
        return f"{record.issue} 不是历法里的日子"
    if record.date.basis == "stated" and record.date.edtf != record.issue:
        return f"地址写作 {record.issue}，日期却是 {record.date.edtf}"
    return ""


def new_faults(catalogue: Catalogue, index: AddressIndex) -> Iterator[Fault]:
    """Faults of addresses not yet in the ledger: neither the issue's stated date nor minted."""
    for source in catalogue.issues:
        record = source.record
        if index.entry(("issue", f"{record.newspaper}/{record.issue}")) or _date_fault(record):
            continue
        day = record.date.edtf
        if record.date.basis == "stated" and dates.is_exact(day):
            if record.issue != day and not record.issue.startswith(f"{day}-"):
                yield source.fault(("issue",), f"日期是载明的，地址应写 {day}")
        elif not (idents.check(record.issue) or re.match(r"\d{4}", record.issue)):
            message = f"{record.issue} 不像地址：日期不详的，用 manage.py mint 生成一个"
            yield source.fault(("issue",), message)
