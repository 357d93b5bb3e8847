"""Keeps the ledger of every address ever published: lines are added, never taken away."""

import os
from datetime import date
from pathlib import Path

from .check import check, is_unentered
from .collection import Collection
from .files import LEDGER
from .yaml_file import CatalogueError, read

# the order in which kinds stand in the file
_KINDS = ("newspaper", "issue", "page", "article", "topic", "person")


def taken_keys(folder: Path) -> set[str]:
    """Every ident and key that was ever used, so that none is minted twice.

    CatalogueError when the ledger cannot be read: what it holds must not be guessed.
    """
    entered = {entry.key for entry in read(folder / LEDGER).record.ledger}
    live = {key for _, key in Collection(folder).live_keys()}
    return {part for key in entered | live for part in key.split("/")}


def enter(folder: Path, today: date | None = None) -> list[tuple[str, str]]:
    """Adds what the catalogue has and the ledger has not; returns the (kind, key) added.

    CatalogueError when the catalogue has any other fault: an address that is entered stays, so a
    slip must not be entered. The file is replaced in one step.
    """
    path = folder / LEDGER
    faults = [fault for fault in check(folder, {}).faults if not is_unentered(fault)]
    if faults:
        raise CatalogueError(faults)
    entered = {(entry.kind, entry.key) for entry in read(path).record.ledger}
    added = sorted(
        Collection(folder).live_keys() - entered, key=lambda item: (_KINDS.index(item[0]), item[1])
    )
    if added:
        since = (today or date.today()).isoformat()
        lines = [f"  - {{kind: {kind}, key: {key}, since: {since}}}\n" for kind, key in added]
        text = path.read_text(encoding="utf-8").rstrip("\n") + "\n"
        waiting = path.with_suffix(".yaml.new")
        waiting.write_text(text + "".join(lines), encoding="utf-8")
        os.replace(waiting, path)
    return added
