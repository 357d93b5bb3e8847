"""Which files make up the catalogue, and in what order they are loaded."""

from collections.abc import Iterator
from pathlib import Path

# each after those it refers to
AUTHORITIES = ("places.jsonl", "newspapers.yaml", "topics.yaml", "people.yaml")
LEDGER = "ledger.yaml"
ISSUES, CHANGES = "issues", "changes"
# people, or ledger entries, too many for one file: people/*.jsonl, ledger/*.jsonl, one a line
PEOPLE, ENTRIES = "people", "ledger"
SUFFIXES = (".yaml", ".jsonl")


def _entries(folder: Path) -> Iterator[Path]:
    """Everything under a folder that is no folder; OSError for a folder that cannot be read."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            yield from _entries(path)
        elif not path.name.startswith("."):
            yield path


def _under(folder: Path) -> Iterator[Path]:
    return _entries(folder) if folder.is_dir() else iter(())


def issue_files(folder: Path) -> list[Path]:
    """The issue files: issues/<newspaper>/<issue>.yaml, or .jsonl with an issue a line for very many."""
    return [p for p in _under(folder / ISSUES) if p.suffix in SUFFIXES and p.is_file()]


def change_files(folder: Path) -> list[Path]:
    """What was changed, one file an edition, oldest first: changes/<date>.yaml."""
    return [p for p in _under(folder / CHANGES) if p.suffix == ".yaml" and p.is_file()]


def line_files(folder: Path, name: str) -> list[Path]:
    """The files of people/ or ledger/ in order: a record a line."""
    return [p for p in _under(folder / name) if p.suffix == ".jsonl" and p.is_file()]


def how_to_begin(file: Path | str) -> str:
    """What an editor writes into a file that every catalogue has and this one has not yet, or ""."""
    path = Path(file)
    if path.suffix != ".yaml" or path.name not in (*AUTHORITIES, LEDGER):
        return ""
    return f"；还没有内容时写一行“{path.stem}: []”"


def stray_files(folder: Path) -> list[Path]:
    """What lies among those files and is none: another suffix, a link that leads nowhere."""
    lines = (*line_files(folder, PEOPLE), *line_files(folder, ENTRIES))
    known = {*issue_files(folder), *change_files(folder), *lines}
    folders = (ISSUES, CHANGES, PEOPLE, ENTRIES)
    found = (path for name in folders for path in _under(folder / name))
    return [path for path in found if path not in known]


def all_files(folder: Path) -> list[Path]:
    """Every catalogue file in loading order; FileNotFoundError names one that is missing."""
    authorities = [folder / name for name in (*AUTHORITIES, LEDGER)]
    for path in authorities:
        if not path.is_file():
            raise FileNotFoundError(f"{path}: 目录缺少这个文件{how_to_begin(path)}")
    return [
        *authorities[:-1],
        *line_files(folder, PEOPLE),
        *issue_files(folder),
        *change_files(folder),
        authorities[-1],
        *line_files(folder, ENTRIES),
    ]
