"""The file beside the index that suggestions and corrections read, opened once a thread."""

import sqlite3
import threading
from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from pathlib import Path

from .contract import SearchUnavailable

FILE = "suggestions.sqlite3"

# The ways to type a name, as stored; those of headlines have OF_HEADLINES added.
TEXT, PINYIN, INITIALS, MIXED = range(4)
OF_HEADLINES = 4
# A place in the order: entries by number, all that match in the midst of a name behind.
INNER = 1 << 32
# Keys are cut to this.
LONGEST_TEXT, LONGEST_SPELLING = 12, 32
# Prefixes with more keys than HEAVY have their BEST entries stored.
HEAVY, BEST = 400, 24

# greater than every character that follows a prefix
LAST = "\U0010ffff"
MOST_SOUNDS = 8


def without_one_character(word: str) -> set[str]:
    """`word`, and what is left when any one character is left out of it."""
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))} - {""}


def is_latin(character: str) -> bool:
    return "a" <= character <= "z" or "0" <= character <= "9"


class SuggestionIndex:
    """Reads one file; SearchUnavailable when it is missing or is none of ours."""

    def __init__(self, folder: Path):
        self.path = Path(folder) / FILE
        self._local = threading.local()
        # kept per file: a character is read the same way as long as the edition is served
        self.readings = lru_cache(maxsize=8192)(self._readings)

    def rows(self, question: str, values: Iterable = ()) -> list[tuple]:
        try:
            return self._connection().execute(question, tuple(values)).fetchall()
        except sqlite3.Error as error:
            raise SearchUnavailable(f"{self.path}: {error}") from error

    def sounds(self, text: str) -> list[str]:
        """The ways `text` may be said, Latin letters and digits as they stand."""
        each = [self.readings(character) or (character,) for character in text]
        if len(text) > MOST_SOUNDS:
            return ["".join(ways[0] for ways in each)]
        found = ("".join(ways) for _, ways in zip(range(MOST_SOUNDS), product(*each), strict=False))
        return list(dict.fromkeys(found))

    def _readings(self, character: str) -> tuple[str, ...]:
        if is_latin(character):
            return ()
        found = self.rows("SELECT readings FROM sounds WHERE character = ?", [character])
        return tuple(found[0][0].split()) if found else ()

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._local, "connection"):
            if not self.path.is_file():
                raise SearchUnavailable(f"{self.path}: 没有这个文件")
            address = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
            self._local.connection = sqlite3.connect(address, uri=True)
        return self._local.connection
