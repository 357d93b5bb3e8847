"""Finds the page texts that are held locally, by their SHA-256."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from mmap import ACCESS_READ, mmap
from pathlib import Path

from .entries import PageText
from .files import issue_files
from .page_text_packs import COMPRESSED, SUFFIX, Packs
from .yaml_file import Fault


def held_texts(texts: Mapping[str, str], page: PageText) -> str | None:
    """A page's text where it is held and as long as it was catalogued; the check tells of others."""
    try:
        text = texts.get(page.sha256)
    except ValueError:
        return None
    return text if text is not None and len(text) == page.length else None


_WRITTEN = re.compile(rb"""sha256["']?\s*:\s*["']?([0-9a-f]{64})""")


def written_sums(folder: Path) -> Iterator[str]:
    """The SHA-256 of every page's text in a catalogue, read off its issues without reading their records."""
    for path in issue_files(folder):
        if path.stat().st_size:
            with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
                yield from (found[1].decode() for found in _WRITTEN.finditer(data))


class PageTexts(Mapping[str, str]):
    """Page texts by the SHA-256 (hex) of their bytes; names of files do not matter, but for packs.

    A folder that is not there holds nothing; NotADirectoryError for what is no folder. Files are
    hashed at once and read when asked for; packs (`*.pages.jsonl`, many texts in one file) are
    hashed when read. ValueError from [] for a file that is not UTF-8, or a text of a pack that is
    not the one it is called. `faults` has what is wrong with the packs.
    """

    def __init__(self, folder: Path | None):
        self.faults: list[Fault] = []
        self._files: dict[str, Path] = {}
        packs: list[Path] = []
        if folder and folder.exists():
            if not folder.is_dir():
                raise NotADirectoryError(f"{folder}: 版面文字应放在文件夹里，这里是文件")
            for path in sorted(folder.rglob("*")):
                hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
                if hidden or not path.is_file():
                    continue
                if path.name.endswith(SUFFIX):
                    packs.append(path)
                elif path.name.endswith(COMPRESSED):
                    message = f"合订的版面文字不能压缩，请解压成 *{SUFFIX}"
                    self.faults.append(Fault(str(path), 0, "（文件）", message))
                else:
                    with path.open("rb") as file:
                        self._files[hashlib.file_digest(file, "sha256").hexdigest()] = path
        self._packs = Packs(packs)
        self.faults += [
            Fault(str(path), line, field, message)
            for path, line, field, message in self._packs.faults
        ]

    def __getitem__(self, sha256: str) -> str:
        if sha256 not in self._files:
            return self._packs[sha256]
        path = self._files[sha256]
        try:
            # no newline translation: offsets count the characters that were hashed
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise ValueError(f"{path}: 不是 UTF-8 文本（第 {error.start} 字节）") from error

    def __contains__(self, sha256) -> bool:
        return sha256 in self._files or sha256 in self._packs

    def __iter__(self):
        return chain(self._files, (one for one in self._packs if one not in self._files))

    def __len__(self):
        return sum(1 for _ in self)

    def files_beside(self, wanted: set[str]) -> Iterator[tuple[Path, str]]:
        """(file, SHA-256) of what is none of the pages wanted."""
        return ((path, one) for one, path in self._files.items() if one not in wanted)

    def packs_beside(self, wanted: set[str]) -> list[tuple[Path, int]]:
        """(pack, how many of its texts are none of the pages wanted)."""
        found = Counter(self._packs.pack_of(one) for one in self._packs if one not in wanted)
        return sorted(found.items())
