"""The files of the catalogue, and the order in which they are loaded."""

from collections.abc import Iterator
from pathlib import Path

from archive.command_messages import clauses, message

# each after those it refers to
PLACES = "places.jsonl"
AUTHORITIES = (PLACES, "newspapers.yaml", "topics.yaml", "people.yaml")
# files that are optional
ORGANISATIONS = "organisations.yaml"
LEDGER = "ledger.yaml"
ISSUES, CHANGES = "issues", "changes"
# positions of the characters of page texts on their images: geometry/**/*.jsonl, one page per line
GEOMETRY = "geometry"
# folders for large numbers of people or ledger entries: people/*.jsonl, ledger/*.jsonl, one a line
PEOPLE, ENTRIES = "people", "ledger"
SUFFIXES = (".yaml", ".jsonl")


def _entries(folder: Path) -> Iterator[Path]:
    """Yield all files under a folder, recursively; OSError for an unreadable folder."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            yield from _entries(path)
        elif not path.name.startswith("."):
            yield path


def _under(folder: Path) -> Iterator[Path]:
    return _entries(folder) if folder.is_dir() else iter(())


def issue_files(folder: Path) -> list[Path]:
    """Return issues/<newspaper>/<issue>.yaml, and .jsonl files with one issue per line."""
    return [p for p in _under(folder / ISSUES) if p.suffix in SUFFIXES and p.is_file()]


def change_files(folder: Path) -> list[Path]:
    """Return changes/<date>.yaml, one for each edition, oldest first."""
    return [p for p in _under(folder / CHANGES) if p.suffix == ".yaml" and p.is_file()]


def line_files(folder: Path, name: str) -> list[Path]:
    """Return the JSON lines files of people/, ledger/ or geometry/, in order."""
    return [p for p in _under(folder / name) if p.suffix == ".jsonl" and p.is_file()]


def geometry_files(folder: Path) -> list[Path]:
    """Return the JSON lines files of geometry/, in order."""
    return line_files(folder, GEOMETRY)


def is_among_files(folder: Path, path: Path) -> bool:
    """Return whether `path` is the catalogue's folder or inside one that holds only catalogue
    files.

    Beside those a collection has others, such as drafts/.
    """
    root, path = folder.resolve(), path.resolve()
    reserved = (root / name for name in (ISSUES, CHANGES, PEOPLE, ENTRIES, GEOMETRY))
    return path == root or any(path.is_relative_to(subfolder) for subfolder in reserved)


def how_to_begin(file: Path | str) -> str:
    """Return a hint on how to create a file that every catalogue must have; "" for other files."""
    path = Path(file)
    if path.suffix != ".yaml" or path.name not in (*AUTHORITIES, ORGANISATIONS, LEDGER):
        return ""
    return message("还没有内容时写一行“%(stem)s: []”", stem=path.stem)


def stray_files(folder: Path) -> list[Path]:
    """Return files in those folders that are not catalogue files: other suffixes, broken links."""
    lines = (path for name in (PEOPLE, ENTRIES, GEOMETRY) for path in line_files(folder, name))
    valid = {*issue_files(folder), *change_files(folder), *lines}
    folders = (ISSUES, CHANGES, PEOPLE, ENTRIES, GEOMETRY)
    paths = (path for name in folders for path in _under(folder / name))
    return [path for path in paths if path not in valid]


def authority_files(folder: Path) -> list[Path]:
    """Return the authority files in loading order, with organisations.yaml if there is one."""
    optional = folder / ORGANISATIONS
    return [*(folder / name for name in AUTHORITIES), *([optional] if optional.is_file() else [])]


def all_files(folder: Path) -> list[Path]:
    """Return every catalogue file that is loaded into the database as rows, in loading order.

    FileNotFoundError names one that is missing.
    """
    authorities = authority_files(folder)
    for path in (*authorities, folder / LEDGER):
        if not path.is_file():
            problem = clauses(message("目录缺少这个文件"), how_to_begin(path))
            raise FileNotFoundError(f"{path}: {problem}")
    return [
        *authorities,
        *line_files(folder, PEOPLE),
        *issue_files(folder),
        *change_files(folder),
        folder / LEDGER,
        *line_files(folder, ENTRIES),
    ]
