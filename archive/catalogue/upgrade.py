"""Upgrade a catalogue written for an earlier version of the program to the current format.

Each step checks whether it is needed, changes files, and yields messages. Steps are idempotent.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from archive.command_messages import listed, message

from .collection_file import FILE
from .files import LEDGER, ORGANISATIONS
from .ledger_file import enter_organisations
from .new_collection import write_collection_file

# fields of collection.yaml that earlier versions read from the environment: field → value
Settings = dict[str, str]
Step = Callable[[Path, Settings], Iterator[str]]


def upgrade(folder: Path, settings: Settings) -> Iterator[str]:
    """Run every step that the catalogue in `folder` needs; yield a message per change. OSError."""
    for step in _STEPS:
        yield from step(folder, settings)


def _write_collection_file(folder: Path, settings: Settings) -> Iterator[str]:
    """Write the name and appearance of the site, which were settings before 0.1.0."""
    if (folder / FILE).exists():
        return
    values = {field: value for field, value in settings.items() if value}
    write_collection_file(folder, values)
    yield message("已写出 %(path)s：请填写名称等各项（说明在文件里）", path=folder / FILE)
    if values:
        names = listed(values)
        yield message("  其中 %(names)s 取自环境变量；环境变量仍然优先，可以保留", names=names)


def _enter_organisations(folder: Path, settings: Settings) -> Iterator[str]:
    """Enter the addresses of organisations in the ledger; permanent since 0.1.0."""
    if not (folder / ORGANISATIONS).is_file() or not (folder / LEDGER).is_file():
        return
    new_entries = enter_organisations(folder)
    if number := len(new_entries) or new_entries.in_lines:
        path = new_entries.file or folder / LEDGER
        yield message("已在 %(path)s 登记 %(number)s 个单位的网址", path=path, number=number)


_STEPS: tuple[Step, ...] = (_write_collection_file, _enter_organisations)
