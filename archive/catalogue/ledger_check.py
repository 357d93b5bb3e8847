"""Proves the ledger and the changes: whatever was published still leads somewhere, no change is unsaid."""

import json
from collections.abc import Iterator
from typing import get_args

from .address_index import Address, AddressIndex, FilePosition
from .collection import Collection
from .entries import LedgerKind, LedgerLine
from .files import CHANGES
from .yaml_file import Fault, Source

_ENTER = "manage.py enter_ledger"
# of what waits for entering
MOST_NAMED = 1000


def faults(collection: Collection, register: AddressIndex, is_sure: bool) -> Iterator[Fault]:
    """Everything wrong with what the ledger and the changes say of the catalogue.

    Only where it `is_sure` what is there, something is said to be there no more.
    """
    if "ledger" not in collection.authorities:
        return
    yield from _entry_faults(collection, register, is_sure)
    yield from _change_faults(collection, register)


def waiting(
    collection: Collection, register: AddressIndex, unsound: set[tuple[str, int]]
) -> Iterator[Fault]:
    """What waits to be entered, by itself or with an editor's words.

    Where files, or lines of them, are `unsound`, they come first: what is missing is not told then,
    and nobody is asked what was changed in them.
    """
    source = collection.authorities.get("ledger")
    if source is None:
        return
    if not unsound:
        yield from _missing(source, register)
    # what could not be read may well be as it was, or explained
    if not collection.faults:
        for kind, key in collection.changed(register):
            record = register[kind, key]
            if whole_of(record.place.file, record.place.line) not in unsound:
                yield record.fault(f"{kind} {key} 改过，还没有写明改了什么（{_ENTER}）")


def whole_of(file: str, line: int) -> tuple[str, int]:
    """What is sound or not as a whole: a file, or a line of one that holds a record a line."""
    return file, line if file.endswith(".jsonl") else 0


def _missing(source: Source, register: AddressIndex) -> Iterator[Fault]:
    missing = ((kind, key) for kind in get_args(LedgerKind) for key, _ in register.missing(kind))
    for n, (kind, key) in enumerate(missing):
        if n == MOST_NAMED:
            yield source.fault(("ledger",), f"此外还有缺的，不一一列出（{_ENTER}）")
            break
        message = f"缺 {kind} {key}：凡有地址的都要入总账（{_ENTER}）"
        yield source.fault(("ledger",), message)


def _entry_faults(collection: Collection, register: AddressIndex, is_sure: bool) -> Iterator[Fault]:
    """What is in the ledger is there once and still resolves."""
    for address, place in register.entered_twice():
        yield _of(place, "key").fault(f"{address!r} 重复")
    if is_sure:
        for (kind, key), place in register.vanished():
            message = f"{kind} {key} 已公布，却不在目录里；请写明它的去向（state）"
            yield _of(place, "key").fault(message)
    for written, place in register.gone():
        yield from _gone_faults(collection, register, written, place, is_sure)


def _gone_faults(
    collection: Collection, register: AddressIndex, written: str, place: FilePosition, is_sure: bool
) -> Iterator[Fault]:
    entry = LedgerLine.model_validate_json(written)
    here = (entry.kind, entry.key)
    if entry.state != "live" and here in register:
        yield _of(place, "state").fault(f"{entry.key} 仍在目录里，state 应为 live")
    if entry.newspaper and entry.newspaper not in collection.newspapers and is_sure:
        message = f"newspapers.yaml 里没有 {entry.newspaper!r}"
        yield _of(place, "newspaper").fault(message)
    for m, slug in enumerate(entry.topics):
        if slug not in collection.topics and is_sure:
            yield _of(place, f"topics[{m}]").fault(f"topics.yaml 里没有主题 {slug!r}")
    for m, key in enumerate(entry.successors):
        where, successor = _of(place, f"successors[{m}]"), (entry.kind, key)
        if successor not in register and register.entry(successor) is None and is_sure:
            yield where.fault(f"后继 {key} 不在目录里，也不在总账里")
        elif _leads_to(register, successor, here):
            yield where.fault(f"后继 {key} 又转回 {entry.key}，成了循环")


def _of(place: FilePosition, field: str) -> FilePosition:
    """A field of an entry that stands at `place`."""
    return place._replace(field=f"{place.field}.{field}" if place.field else field)


def _leads_to(register: AddressIndex, start: Address, end: Address) -> bool:
    """Whether whoever follows successors from `start` comes to `end`."""
    waiting, seen = [start], set()
    while waiting:
        here = waiting.pop()
        if here == end:
            return True
        entry = None if here in seen else register.entry(here)
        if entry and entry.whole:
            waiting += [(here[0], key) for key in json.loads(entry.whole).get("successors", ())]
        seen.add(here)
    return False


def _change_faults(collection: Collection, register: AddressIndex) -> Iterator[Fault]:
    """A change is of something that was published by then, in the file of its date."""
    for source in collection.changes:
        expected = f"{CHANGES}/{source.record.date}.yaml"
        if not source.file.endswith(f"/{expected}"):
            yield source.fault(("date",), f"文件应名为 {expected}")
        for n, change in enumerate(source.record.changes):
            entry = register.entry((change.kind, change.key))
            if entry is None:
                message = f"总账里没有 {change.kind} {change.key}"
                yield source.fault(("changes", n, "key"), message)
            elif source.record.date < entry.since:
                message = f"{change.key} 到 {entry.since} 才公布"
                yield source.fault(("changes", n, "key"), message)
