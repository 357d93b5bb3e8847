"""Keeps the ledger of every address ever published, and asks what was changed of what it holds."""

import json
import os
from datetime import date
from pathlib import Path
from typing import NamedTuple

from .check import check_collection
from .collection import Collection
from .files import CHANGES, LEDGER
from .ledger_check import waits_for_entering
from .yaml_file import CatalogueError, read

# the order in which kinds stand in the file
_KINDS = ("newspaper", "issue", "page", "article", "topic", "person")

Address = tuple[str, str]


class Entered(NamedTuple):
    """(kind, key) of what was new, and of what was changed; where it waits for words, if it does."""

    added: list[Address]
    changed: list[Address]
    unsaid_in: Path | None


def taken_keys(folder: Path) -> set[str]:
    """Every ident and key that was ever used, so that none is minted twice.

    CatalogueError when the ledger cannot be read: what it holds must not be guessed.
    """
    entered = {entry.key for entry in read(folder / LEDGER).record.ledger}
    live = {key for _, key in Collection(folder).live}
    return {part for key in entered | live for part in key.split("/")}


def enter(folder: Path, today: date | None = None, says: str = "", part: str = "record") -> Entered:
    """Adds to the ledger what is new in the catalogue, and to the day's changes what was changed.

    `says` is what was changed, of all that was; without it the lines wait for an editor's words,
    and the catalogue is not sound until they are there. CatalogueError when the catalogue has any
    other fault: an address that is entered stays, so a slip must not be entered. Lines are added,
    never taken away; each file is replaced in one step.
    """
    collection = Collection(folder)
    report = check_collection(collection, {})
    if faults := [fault for fault in report.faults if not waits_for_entering(fault)]:
        raise CatalogueError(faults)
    entries = {(entry.kind, entry.key) for entry in collection.ledger}
    added = sorted(
        collection.live.keys() - entries, key=lambda item: (_KINDS.index(item[0]), item[1])
    )
    since = (today or date.today()).isoformat()
    if added:
        lines = [
            f"  - {{kind: {kind}, key: {key}, since: {since}, sum: {collection.live[kind, key].sum}}}"
            for kind, key in added
        ]
        _append(folder / LEDGER, lines)
    changes = folder / CHANGES / f"{since}.yaml"
    if collection.changed:
        # JSON is YAML, too
        quoted = json.dumps(says, ensure_ascii=False)
        lines = [
            f"  - {{kind: {kind}, key: {key}, part: {part}, says: {quoted},"
            f" sum: {collection.live[kind, key].sum}}}"
            for kind, key in collection.changed
        ]
        _append(changes, lines, f"date: {since}\nchanges:")
    return Entered(added, collection.changed, changes if collection.changed and not says else None)


def _append(path: Path, lines: list[str], head: str = "") -> None:
    text = path.read_text(encoding="utf-8").rstrip("\n") if path.exists() else head
    path.parent.mkdir(exist_ok=True)
    waiting = path.with_suffix(".yaml.new")
    waiting.write_text("\n".join([text, *lines, ""]), encoding="utf-8")
    os.replace(waiting, path)
