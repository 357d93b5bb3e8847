"""The SQLite file of suggestions and corrections beside the index, opened once per thread."""

import sqlite3
import threading
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

from archive import sqlite_files

from .contract import SearchUnavailable

FILE = "suggestions.sqlite3"

# Ways to type a name, as stored; for headlines plus OF_HEADLINES.
TEXT, PINYIN, INITIALS, MIXED = range(4)
OF_HEADLINES = 4
# bits of an article's accession number (archive.models.ledger.compact_number)
NUMBER_BITS = 28
# Added to the place (sort key) of an entry whose name matches other than at its beginning.
INNER = 1 << 52
# Ids are sort keys. Those of headlines begin here, newest first: LAST_DAY minus the day, then the
# article's accession number. Those of other entries are below, by rank, initially SPACING apart.
HEADLINES_FROM = 1 << 46
LAST_DAY = 2**22 - 1
SPACING = 1 << 12
# maximum lengths of keys
MAX_TEXT_PREFIX, MAX_PINYIN_PREFIX = 12, 32
# For a prefix with more than HEAVY keys, the BEST entries are stored.
HEAVY, BEST = 400, 24

# sorts after every character that can follow a prefix
AFTER_ALL = "\U0010ffff"
MAX_SOUNDS = 8


def without_one_character(word: str) -> set[str]:
    """Return `word`, and it without each of its characters."""
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))} - {""}


def is_latin(character: str) -> bool:
    return "a" <= character <= "z" or "0" <= character <= "9"


class SuggestionIndex:
    """Reader of one file; SearchUnavailable if it is missing or invalid."""

    def __init__(self, folder: Path):
        self.path = Path(folder) / FILE
        self._local = threading.local()
        # per file, which never changes
        self.readings = lru_cache(maxsize=8192)(self._readings)

    def rows(self, query: str, values: Iterable = ()) -> list[tuple]:
        try:
            return self._connection().execute(query, tuple(values)).fetchall()
        except sqlite3.Error as error:
            raise SearchUnavailable(f"{self.path}: {error}") from error

    def sounds(self, text: str) -> list[str]:
        """Return pronunciations of `text`; Latin letters and digits stay."""
        readings = [self.readings(character) or (character,) for character in text]
        if len(text) > MAX_SOUNDS:
            return ["".join(ways[0] for ways in readings)]
        sounds = map("".join, islice(product(*readings), MAX_SOUNDS))
        return list(dict.fromkeys(sounds))

    def _readings(self, character: str) -> tuple[str, ...]:
        if is_latin(character):
            return ()
        rows = self.rows("SELECT readings FROM sounds WHERE character = ?", [character])
        return tuple(rows[0][0].split()) if rows else ()

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._local, "connection"):
            if not self.path.is_file():
                raise SearchUnavailable(f"{self.path}: 没有这个文件")
            self._local.connection = sqlite_files.connect_read_only(self.path)
        return self._local.connection
