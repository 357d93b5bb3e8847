"""Finds the page texts that are held locally, by their SHA-256."""

import hashlib
from collections.abc import Mapping
from pathlib import Path


class PageTexts(Mapping[str, str]):
    """Page texts by the SHA-256 (hex) of their bytes; names of files do not matter.

    A folder that is not there holds nothing. Files are hashed at once and read when asked for.
    ValueError from [] for a file that is not UTF-8.
    """

    def __init__(self, folder: Path | None):
        self._files: dict[str, Path] = {}
        if folder and folder.is_dir():
            for path in sorted(folder.rglob("*.txt")):
                with path.open("rb") as file:
                    self._files[hashlib.file_digest(file, "sha256").hexdigest()] = path

    def __getitem__(self, sha256: str) -> str:
        path = self._files[sha256]
        try:
            # no newline translation: offsets count the characters that were hashed
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise ValueError(f"{path}: 不是 UTF-8 文本（第 {error.start} 字节）") from error

    def __iter__(self):
        return iter(self._files)

    def __len__(self):
        return len(self._files)
