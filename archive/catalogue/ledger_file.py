"""Enter new addresses into the ledger, and changed entries into the changes."""

import json
import os
import re
import shutil
from collections.abc import Mapping
from datetime import date
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from archive.command_messages import message

from .address_index import Address, AddressIndex
from .catalogue import Catalogue
from .check import check_catalogue
from .check_cache import CheckCache
from .file_cache import FileCache
from .files import CHANGES, ENTRIES, LEDGER, issue_files, line_files
from .yaml_file import CatalogueError, Fault, count_items

# the order of kinds in the file
_KINDS = ("newspaper", "issue", "page", "article", "topic", "person", "organisation")


# the only part that can change in entries of these kinds
_PART = dict.fromkeys(("newspaper", "topic", "person", "organisation"), "record")


class NewEntries(list[Address]):
    """The new addresses; if entered in JSON Lines, only their number and the file."""

    in_lines: int = 0
    file: Path | None = None


class NewAddresses(NamedTuple):
    """New addresses, changed ones, and the file in which to explain the changes, if any."""

    added: NewEntries
    changed: list[Address]
    unsaid_in: Path | None


def taken_keys(folder: Path, strict: bool = False) -> set[str]:
    """Return every ident and key ever used, never to be minted again. Errors as in `addresses`."""
    return keys_of(addresses(folder, strict))


def keys_of(index: AddressIndex) -> set[str]:
    """Return every ident, slug and key of addresses that are live or in the ledger."""
    return {part for key in index.all_keys() for part in key.split("/")}


def vanished_articles(index: AddressIndex) -> set[str]:
    """Return idents that the ledger calls live but no article of the catalogue has."""
    return {key for (kind, key), _ in index.vanished() if kind == "article"}


def addresses(folder: Path, strict: bool = False) -> AddressIndex:
    """Return the index of all live and former addresses.

    CatalogueError if the ledger cannot be read; with `strict`, also for any other file or line.
    """
    catalogue = Catalogue(folder)
    if catalogue.ledger_file is None:
        raise CatalogueError([f for f in catalogue.faults if f.file.endswith(LEDGER)])
    index = catalogue.live
    before = len(catalogue.faults)
    catalogue.add_ledger(index)
    if unread := catalogue.faults[0 if strict else before :]:
        raise CatalogueError(unread)
    return index


# a key in JSON lines of the ledger; a key or ident of the ledger, an article or an issue in YAML
_IN_LINES = re.compile(rb'"key"\s*:\s*"([0-9a-z/-]+)"')
_IN_YAML = re.compile(rb"""\b(?:ident|issue|key)["']?\s*:\s*["']?([0-9a-z][0-9a-z/-]*)""")


def written_keys(folder: Path) -> set[str]:
    """Return the keys of `taken_keys`, matched in the ledger and the YAML issues without parsing
    them.

    Takes a second for a million articles, where parsing would take minutes. Issues in JSON lines
    that are not in the ledger yet are left out; a clash is unlikely, and the check would report it.
    OSError for an
    unreadable file.
    """
    yaml = [path for path in issue_files(folder) if path.suffix == ".yaml"]
    keys = {*_matches(folder / LEDGER, _IN_YAML)} if (folder / LEDGER).exists() else set()
    for path in yaml:
        keys.update(_matches(path, _IN_YAML))
    for path in line_files(folder, ENTRIES):
        keys.update(_matches(path, _IN_LINES))
    return {part for key in keys for part in key.decode().split("/")}


def _matches(path: Path, pattern: re.Pattern) -> list[bytes]:
    if not path.stat().st_size:
        return []
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as bytes_:
        return pattern.findall(bytes_)


def enter(
    folder: Path,
    today: date | None = None,
    summary: str = "",
    part: str = "",
    texts: Mapping[str, str] | None = None,
    images: Mapping[str, Path] | None = None,
    cache: CheckCache | None = None,
    file_cache: FileCache | None = None,
) -> NewAddresses:
    """Add new addresses to the ledger, and changed records to the changes of the day.

    `summary` and `part` describe all the changes; without them the catalogue is invalid until an
    editor fills them in. CatalogueError if the catalogue, checked against `texts` and `images`,
    has other faults: an address is permanent once entered. What the `cache` has of JSON Lines is
    not checked again. Files are only appended to, and each is replaced atomically.
    Records in JSON lines are entered in JSON lines, ledger/<day>.jsonl.
    """
    catalogue = Catalogue(folder, file_cache)
    texts = {} if texts is None else texts
    report, index = check_catalogue(catalogue, texts, images, entering=True, cache=cache)
    if report.faults:
        raise CatalogueError(report.faults)
    day = today or date.today()
    new_entries = _enter_missing(folder, index, day)
    changed_addresses = catalogue.changed(index)
    changes = folder / CHANGES / f"{day.isoformat()}.yaml"
    if changed_addresses:
        lines = [
            _change_line(kind, key, part, summary, index[kind, key].sum)
            for kind, key in changed_addresses
        ]
        _append(changes, lines, f"date: {day.isoformat()}\nchanges:")
    unsaid = not summary or any(not (part or _PART.get(kind)) for kind, _ in changed_addresses)
    return NewAddresses(
        new_entries, changed_addresses, changes if changed_addresses and unsaid else None
    )


def enter_organisations(folder: Path, today: date | None = None) -> NewEntries:
    """Add the organisations that the ledger lacks to it, and nothing else.

    Nothing is checked; where a file cannot be read, nothing is added either.
    """
    catalogue, index = Catalogue(folder), AddressIndex()
    catalogue.add_organisations(index)
    catalogue.add_ledger(index)
    if catalogue.faults:
        return NewEntries()
    return _enter_missing(folder, index, today or date.today())


def _enter_missing(folder: Path, index: AddressIndex, today: date) -> NewEntries:
    since = today.isoformat()
    new_entries, in_lines = NewEntries(), folder / ENTRIES / f"{since}.jsonl"
    # Once a day has a JSON Lines file, its further entries all go there: harvesters resume in the
    # order of the ledger, which within a day must be the order of entry.
    if index.misses_lines() or (in_lines.exists() and index.misses_any()):
        new_entries.in_lines, new_entries.file = _in_lines(index, in_lines, since), in_lines
    else:
        new_entries[:], lines = _in_yaml(index, since)
        if lines:
            _append(folder / LEDGER, lines)
    return new_entries


def _change_line(kind: str, key: str, part: str, summary: str, sum_: str) -> str:
    # a JSON string is a valid YAML string
    quoted = json.dumps(summary, ensure_ascii=False)
    part = part or _PART.get(kind) or '""'
    return f"  - {{kind: {kind}, key: {key}, part: {part}, says: {quoted}, sum: {sum_}}}"


def _in_yaml(index: AddressIndex, since: str) -> tuple[list[Address], list[str]]:
    """Return (new addresses, the lines of ledger.yaml that enter them)."""
    missing = [(kind, key, sum_) for kind in _KINDS for key, sum_ in index.missing(kind)]
    lines = [
        f"  - {{kind: {kind}, key: {key}, since: {since}, sum: {sum_}}}"
        for kind, key, sum_ in missing
    ]
    return [(kind, key) for kind, key, _ in missing], lines


def _in_lines(index: AddressIndex, path: Path, since: str) -> int:
    """Add the new addresses to a JSON lines file; returns their number."""
    path.parent.mkdir(exist_ok=True)
    waiting = path.with_name(f".{path.name}.new")
    if path.exists():
        shutil.copyfile(path, waiting)
    else:
        waiting.unlink(missing_ok=True)
    count = 0
    with waiting.open("a", encoding="utf-8") as file:
        for kind in _KINDS:
            for key, sum_ in index.missing(kind):
                entry = {"kind": kind, "key": key, "since": since, "sum": sum_}
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
                count += 1
    os.replace(waiting, path)
    return count


# the lists at the end of ledger and change files; an empty one; the start of an item
_LISTS = ("ledger", "changes")
_EMPTY_LIST = re.compile(r"^(ledger|changes):[ \t]*\[\s*\]", re.MULTILINE)
_ITEM = re.compile(r"^( *)- ", re.MULTILINE)


def _append(path: Path, lines: list[str], head: str = "") -> None:
    """Append items to the list at the end of the file.

    CatalogueError, leaving the file unchanged, if they would not be read as items of the list.
    """
    text = path.read_text(encoding="utf-8-sig").rstrip() if path.exists() else head
    before = count_items(text, str(path), *_LISTS) if path.exists() else 0
    text = _EMPTY_LIST.sub(r"\1:", text)
    if item := _ITEM.search(text):
        lines = [item[1] + line.lstrip() for line in lines]
    text = "\n".join([text, *lines, ""])
    try:
        complete = count_items(text, str(path), *_LISTS) == before + len(lines)
    except CatalogueError:
        complete = False
    if not complete:
        problem = message("无法在末尾添加新的条目：请把列表写成每行一条，以“- ”开头，放在文件最后")
        raise CatalogueError([Fault(str(path), text.count("\n"), message("（文件）"), problem)])
    path.parent.mkdir(exist_ok=True)
    waiting = path.with_suffix(".yaml.new")
    waiting.write_text(text, encoding="utf-8")
    os.replace(waiting, path)
