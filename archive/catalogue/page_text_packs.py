"""Packs of page texts: JSON lines files with one text a line, indexed by digest."""

import hashlib
import json
from pathlib import Path

from archive.command_messages import message

from .file_cache import FileCache
from .indexed_lines import IndexedLines

SUFFIX = ".pages.jsonl"
COMPRESSED = (f"{SUFFIX}.gz", f"{SUFFIX}.xz", f"{SUFFIX}.zst", f"{SUFFIX}.bz2")


class Packs(IndexedLines):
    """The page texts of `paths` by SHA-256.

    A text is checked against its digest when it is read.
    """

    def __init__(self, paths: list[Path], cache: FileCache):
        super().__init__(paths, "sha256", frozenset(("sha256", "text")), cache)

    def __getitem__(self, sha256: str) -> str:
        """Return the text; raise KeyError if no pack has it, ValueError if its digest differs."""
        text = json.loads(self.line(sha256))["text"]
        if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != sha256:
            path, number = self.place(sha256)
            problem = message("文字与 sha256 不符")
            raise ValueError(f"{path}:{number}: text: {problem}")
        return text

    def problem(self, record: dict) -> tuple[str, str] | None:
        return None if isinstance(record.get("text"), str) else ("text", message("应为文字"))
