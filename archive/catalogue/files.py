"""Which files make up the catalogue, and in what order they are loaded."""

from collections.abc import Iterator
from pathlib import Path

# each after those it refers to
AUTHORITIES = ("places.jsonl", "newspapers.yaml", "topics.yaml", "people.yaml")
LEDGER = "ledger.yaml"
SUFFIXES = (".yaml", ".jsonl")


def _entries(folder: Path) -> Iterator[Path]:
    """Everything under a folder that is no folder; OSError for a folder that cannot be read."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            yield from _entries(path)
        elif not path.name.startswith("."):
            yield path


def issue_files(folder: Path) -> list[Path]:
    """The issue files, one an issue: issues/<newspaper>/<issue>.yaml, or JSON lines for bulk."""
    issues = folder / "issues"
    entries = _entries(issues) if issues.is_dir() else ()
    return [path for path in entries if path.suffix in SUFFIXES and path.is_file()]


def stray_files(folder: Path) -> list[Path]:
    """What lies among the issue files and is none: another suffix, a link that leads nowhere."""
    issues = folder / "issues"
    known = set(issue_files(folder))
    return [path for path in _entries(issues) if path not in known] if issues.is_dir() else []


def all_files(folder: Path) -> list[Path]:
    """Every catalogue file in loading order; FileNotFoundError names one that is missing."""
    authorities = [folder / name for name in (*AUTHORITIES, LEDGER)]
    for path in authorities:
        if not path.is_file():
            raise FileNotFoundError(f"{path}: 目录缺少这个文件")
    return [*authorities[:-1], *issue_files(folder), authorities[-1]]
