"""Proves the ledger and the changes: whatever was published still leads somewhere, no change is unsaid."""

from collections.abc import Iterator

from .collection import Collection
from .files import CHANGES
from .records import LedgerRecord
from .yaml_file import Fault, twice

Address = tuple[str, str]
_ENTER = "manage.py enter_ledger"


def waits_for_entering(fault: Fault) -> bool:
    """Whether `manage.py enter_ledger` will see to the fault."""
    return _ENTER in fault.message


def faults(collection: Collection) -> Iterator[Fault]:
    """Everything wrong with what the ledger and the changes say of the catalogue."""
    if "ledger" not in collection.authorities:
        return
    entries = {(entry.kind, entry.key): entry for entry in collection.ledger}
    yield from _entry_faults(collection, entries)
    yield from _change_faults(collection, entries)
    # what could not be read may well be as it was, or explained
    if not collection.faults:
        for kind, key in collection.changed:
            message = f"{kind} {key} 改过，还没有写明改了什么（{_ENTER}）"
            yield collection.live[kind, key].fault(message)


def _entry_faults(collection: Collection, entries: dict[Address, LedgerRecord]) -> Iterator[Fault]:
    """What has an address is in the ledger, and what is in the ledger still resolves."""
    source = collection.authorities["ledger"]
    keys = [(("ledger", n, "key"), (e.kind, e.key)) for n, e in enumerate(collection.ledger)]
    yield from twice(source, keys)
    live = collection.live
    for kind, key in sorted(live.keys() - entries.keys()):
        message = f"缺 {kind} {key}：凡有地址的都要入总账（{_ENTER}）"
        yield source.fault(("ledger",), message)
    # what could not be read may well be there: nobody is to be told that it has gone
    unread = bool(collection.faults)
    for n, entry in enumerate(collection.ledger):
        here, path = (entry.kind, entry.key), ("ledger", n)
        if entry.state == "live" and here not in live and not unread:
            message = f"{entry.kind} {entry.key} 已公布，却不在目录里；请写明它的去向（state）"
            yield source.fault((*path, "key"), message)
        elif entry.state != "live" and here in live:
            yield source.fault((*path, "state"), f"{entry.key} 仍在目录里，state 应为 live")
        if entry.newspaper and entry.newspaper not in collection.newspapers and not unread:
            yield source.fault((*path, "newspaper"), f"newspapers.yaml 里没有 {entry.newspaper!r}")
        for m, slug in enumerate(entry.topics):
            if slug not in collection.topics and not unread:
                yield source.fault((*path, "topics", m), f"topics.yaml 里没有主题 {slug!r}")
        for m, key in enumerate(entry.successors):
            where, successor = (*path, "successors", m), (entry.kind, key)
            if successor not in live and successor not in entries and not unread:
                yield source.fault(where, f"后继 {key} 不在目录里，也不在总账里")
            elif _leads_to(entries, successor, here):
                yield source.fault(where, f"后继 {key} 又转回 {entry.key}，成了循环")


def _leads_to(entries: dict[Address, LedgerRecord], start: Address, end: Address) -> bool:
    """Whether whoever follows successors from `start` comes to `end`."""
    waiting, seen = [start], set()
    while waiting:
        here = waiting.pop()
        if here == end:
            return True
        if here not in seen and here in entries:
            seen.add(here)
            waiting += [(here[0], key) for key in entries[here].successors]
    return False


def _change_faults(collection: Collection, entries: dict[Address, LedgerRecord]) -> Iterator[Fault]:
    """A change is of something that was published by then, in the file of its date."""
    for source in collection.changes:
        expected = f"{CHANGES}/{source.record.date}.yaml"
        if not source.file.endswith(f"/{expected}"):
            yield source.fault(("date",), f"文件应名为 {expected}")
        for n, change in enumerate(source.record.changes):
            entry = entries.get((change.kind, change.key))
            if entry is None:
                message = f"总账里没有 {change.kind} {change.key}"
                yield source.fault(("changes", n, "key"), message)
            elif source.record.date < entry.since:
                message = f"{change.key} 到 {entry.since} 才公布"
                yield source.fault(("changes", n, "key"), message)
