"""Which files make up the catalogue, and in what order they are loaded."""

from pathlib import Path

# each after those it refers to
AUTHORITIES = ("places.jsonl", "newspapers.yaml", "topics.yaml", "people.yaml")
LEDGER = "ledger.yaml"


def issue_files(folder: Path) -> list[Path]:
    """The issue files, one an issue: issues/<newspaper>/<issue>.yaml, or JSON lines for bulk."""
    return sorted(
        path
        for path in (folder / "issues").rglob("*")
        if path.suffix in (".yaml", ".jsonl") and path.is_file()
    )


def all_files(folder: Path) -> list[Path]:
    """Every catalogue file in loading order; FileNotFoundError names one that is missing."""
    authorities = [folder / name for name in (*AUTHORITIES, LEDGER)]
    for path in authorities:
        if not path.is_file():
            raise FileNotFoundError(f"{path}: 目录缺少这个文件")
    return [*authorities[:-1], *issue_files(folder), authorities[-1]]
