"""The page texts held locally, by SHA-256."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from mmap import ACCESS_READ, mmap
from pathlib import Path

from archive.command_messages import message

from .entries import PageText
from .file_cache import FileCache
from .files import issue_files
from .page_text_packs import COMPRESSED, SUFFIX, Packs
from .yaml_file import Fault


def held_text(texts: Mapping[str, str], page: PageText) -> str | None:
    """Return a page's text; None if it is not held, or of another length, as the check says."""
    try:
        text = texts.get(page.sha256)
    except ValueError:
        return None
    return text if text is not None and len(text) == page.length else None


_SHA256_FIELD = re.compile(rb"""sha256["']?\s*:\s*["']?([0-9a-f]{64})""")


_NAMED = "sha256s in it"


def catalogue_sha256s(folder: Path, cache: FileCache | None = None) -> Iterator[str]:
    """Yield the SHA-256 of every page text and image in a catalogue, found in the issue files by a
    regular expression.
    """
    cache = cache or FileCache()
    for path in issue_files(folder):
        yield from sha256s_of(path, cache)


def sha256s_of(path: Path, cache: FileCache) -> list[str]:
    """Return the SHA-256 of every page text and image named in a file of issues."""
    value = cache.get(path, _NAMED)
    if value is None:
        value = b""
        if path.stat().st_size:
            with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
                value = bytes.fromhex("".join(sha256s_in(data)))
        cache.put(path, _NAMED, value)
    return [value[n : n + 32].hex() for n in range(0, len(value), 32)]


def sha256s_in(data: "bytes | mmap") -> Iterator[str]:
    """Yield the SHA-256 of every page text and image named in the bytes of an issue."""
    return (match[1].decode() for match in _SHA256_FIELD.finditer(data))


class PageTexts(Mapping[str, str]):
    """Page texts by the SHA-256 (hex) of their bytes; file names matter only for packs.

    A missing folder is empty; NotADirectoryError if it is a file. Files are hashed at once and read
    on access; packs (`*.pages.jsonl`, many texts in one file) are verified on access. [] raises
    ValueError for a file that is not UTF-8, or a pack's text that does not match its digest.
    `faults` lists the errors in packs.
    """

    def __init__(self, folder: Path | None, cache: FileCache | None = None):
        cache = cache or FileCache()
        self.faults: list[Fault] = []
        self._files: dict[str, Path] = {}
        packs: list[Path] = []
        if folder and folder.exists():
            if not folder.is_dir():
                problem = message("版面文字应放在文件夹里，这里是文件")
                raise NotADirectoryError(f"{folder}: {problem}")
            for path in sorted(folder.rglob("*")):
                hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
                if hidden or not path.is_file():
                    continue
                if path.name.endswith(SUFFIX):
                    packs.append(path)
                elif path.name.endswith(COMPRESSED):
                    problem = message("合并的版面文字不能压缩，请解压成 *%(suffix)s", suffix=SUFFIX)
                    self.faults.append(Fault(str(path), 0, message("（文件）"), problem))
                else:
                    self._files[cache.sha256(path)] = path
        self._packs = Packs(packs, cache)
        self.faults += [
            Fault(str(path), line, field, problem)
            for path, line, field, problem in self._packs.faults
        ]

    def __getitem__(self, sha256: str) -> str:
        if sha256 not in self._files:
            return self._packs[sha256]
        path = self._files[sha256]
        try:
            # no newline translation: offsets count the characters that were hashed
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            problem = message("不是 UTF-8 文本（第 %(start)s 字节）", start=error.start)
            raise ValueError(f"{path}: {problem}") from error

    def __contains__(self, sha256: object) -> bool:
        return isinstance(sha256, str) and (sha256 in self._files or sha256 in self._packs)

    def __iter__(self) -> Iterator[str]:
        return chain(self._files, (sha256 for sha256 in self._packs if sha256 not in self._files))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def unmatched_files(self, used: set[str]) -> Iterator[tuple[Path, str]]:
        """Return (file, SHA-256) of files that are no page's text."""
        return ((path, sha256) for sha256, path in self._files.items() if sha256 not in used)

    def unmatched_packs(self, used: set[str]) -> list[tuple[Path, int]]:
        """Return (pack, number of its texts that are not a wanted page)."""
        unwanted = (sha256 for sha256 in self._packs if sha256 not in used)
        return sorted(Counter(map(self._packs.file_of, unwanted)).items())
