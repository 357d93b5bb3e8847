"""Check the ledger and the changes: every published address still resolves, and every change is
explained."""

import json
from collections.abc import Iterator
from typing import get_args

from archive.command_messages import message

from .address_index import Address, AddressIndex, FilePosition
from .catalogue import Catalogue
from .entries import LedgerFile, LedgerKind, LedgerLine
from .files import CHANGES
from .yaml_file import Fault, ParsedFile

_COMMAND = "manage.py enter_ledger"
# missing entries that are reported one by one
MAX_NAMED = 1000


def faults(catalogue: Catalogue, index: AddressIndex, is_complete: bool) -> Iterator[Fault]:
    """Yield faults of the ledger and the changes.

    Something is reported as missing only if the catalogue `is_complete`: read without faults.
    """
    if catalogue.ledger_file is None:
        return
    yield from _entry_faults(catalogue, index, is_complete)
    yield from _change_faults(catalogue, index)


def pending(
    catalogue: Catalogue, index: AddressIndex, faulty: set[tuple[str, int]]
) -> Iterator[Fault]:
    """Yield faults that `enter_ledger` mends: addresses not in the ledger, and unexplained changes.

    `faulty` names the files, or lines of them, with other faults, which must be mended first: if
    there are any, missing addresses are not reported, nor are changes within those files.
    """
    source = catalogue.ledger_file
    if source is None:
        return
    if not faulty:
        yield from _missing(source, index)
    # a file that could not be read may be unchanged, or explain the change
    if not catalogue.faults:
        for kind, key in catalogue.changed(index):
            record = index[kind, key]
            if unit_of(record.place.file, record.place.line) not in faulty:
                yield record.fault(
                    message(
                        "%(kind)s %(key)s 改过，还没有写明改了什么（%(command)s）",
                        kind=kind,
                        key=key,
                        command=_COMMAND,
                    )
                )


def unit_of(file: str, line: int) -> tuple[str, int]:
    """Return the unit that is valid or invalid as a whole: a file, or one line of JSON Lines."""
    return file, line if file.endswith(".jsonl") else 0


def _missing(source: ParsedFile[LedgerFile], index: AddressIndex) -> Iterator[Fault]:
    missing = ((kind, key) for kind in get_args(LedgerKind) for key, _ in index.missing(kind))
    for n, (kind, key) in enumerate(missing):
        if n == MAX_NAMED:
            yield source.fault(
                ("ledger",), message("此外还有缺的，不一一列出（%(command)s）", command=_COMMAND)
            )
            break
        problem = message(
            "缺 %(kind)s %(key)s：凡有网址的都要登记入总账（%(command)s）",
            kind=kind,
            key=key,
            command=_COMMAND,
        )
        yield source.fault(("ledger",), problem)


def _entry_faults(catalogue: Catalogue, index: AddressIndex, is_complete: bool) -> Iterator[Fault]:
    """Yield faults of repeated entries, and of entries that no longer resolve."""
    for address, place in index.entered_twice():
        yield _field(place, "key").fault(message("%(value)r 重复", value=address))
    if is_complete:
        for (kind, key), place in index.vanished():
            problem = message(
                "%(kind)s %(key)s 已公布，却不在目录里；请写明它的去向（state）", kind=kind, key=key
            )
            yield _field(place, "key").fault(problem)
    for entry, place in index.retired():
        yield from _retired_faults(catalogue, index, entry, place, is_complete)


def _retired_faults(
    catalogue: Catalogue,
    index: AddressIndex,
    entry_json: str,
    place: FilePosition,
    is_complete: bool,
) -> Iterator[Fault]:
    entry = LedgerLine.model_validate_json(entry_json)
    address = (entry.kind, entry.key)
    if entry.state != "live" and address in index:
        yield _field(place, "state").fault(
            message("%(key)s 仍在目录里，state 应为 live", key=entry.key)
        )
    if entry.newspaper and entry.newspaper not in catalogue.newspapers and is_complete:
        problem = message("newspapers.yaml 里没有 %(newspaper)r", newspaper=entry.newspaper)
        yield _field(place, "newspaper").fault(problem)
    for m, slug in enumerate(entry.topics):
        if slug not in catalogue.topics and is_complete:
            yield _field(place, f"topics[{m}]").fault(
                message("topics.yaml 里没有主题 %(slug)r", slug=slug)
            )
    for m, key in enumerate(entry.successors):
        successor_place, successor = _field(place, f"successors[{m}]"), (entry.kind, key)
        if successor not in index and index.entry(successor) is None and is_complete:
            yield successor_place.fault(message("后继 %(key)s 不在目录里，也不在总账里", key=key))
        elif _leads_to(index, successor, address):
            yield successor_place.fault(
                message("后继 %(key)s 又转回 %(former)s，形成循环", key=key, former=entry.key)
            )


def _field(place: FilePosition, field: str) -> FilePosition:
    """Return the position of a field of the ledger entry at `place`."""
    return place._replace(field=f"{place.field}.{field}" if place.field else field)


def _leads_to(index: AddressIndex, start: Address, end: Address) -> bool:
    """Return whether the chain of successors from `start` reaches `end`."""
    queue, visited = [start], set()
    while queue:
        address = queue.pop()
        if address == end:
            return True
        entry = None if address in visited else index.entry(address)
        if entry and entry.json:
            successors = json.loads(entry.json).get("successors", ())
            queue += [(address[0], key) for key in successors]
        visited.add(address)
    return False


def _change_faults(catalogue: Catalogue, index: AddressIndex) -> Iterator[Fault]:
    """Yield faults of changes to something unpublished, or in the wrong file for their date."""
    for source in catalogue.changes:
        expected = f"{CHANGES}/{source.record.date}.yaml"
        if not source.file.endswith(f"/{expected}"):
            yield source.fault(("date",), message("文件应名为 %(expected)s", expected=expected))
        for n, change in enumerate(source.record.changes):
            entry = index.entry((change.kind, change.key))
            if entry is None:
                problem = message("总账里没有 %(kind)s %(key)s", kind=change.kind, key=change.key)
                yield source.fault(("changes", n, "key"), problem)
            elif source.record.date < entry.since:
                problem = message("%(key)s 到 %(since)s 才公布", key=change.key, since=entry.since)
                yield source.fault(("changes", n, "key"), problem)
