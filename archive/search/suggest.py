"""Autocompletion: authorities and headlines that match what a reader has typed so far.

Readers type characters, pinyin, initials or a mixture. Every way to type a name is a key in a
sorted table, so a prefix is a range of keys. The best entries of long ranges (one letter, 中国…)
are stored: no query reads more than HEAVY keys. Authorities match from any character, headlines
from any word, or from the beginning in pinyin and initials.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.text.fold import squeezed
from archive.text.pinyin import plain

from .suggestion_index import (
    AFTER_ALL,
    HEAVY,
    INITIALS,
    INNER,
    MAX_PINYIN_PREFIX,
    MAX_TEXT_PREFIX,
    MIXED,
    OF_HEADLINES,
    PINYIN,
    TEXT,
    SuggestionIndex,
    is_latin,
)

MAX_INPUT_LENGTH = 64
# entries per query whose names need a further check
_CHECK_BATCH = 32
# suggestions reserved for headlines, if any
RESERVED_HEADLINES = 3


@dataclass(frozen=True)
class Suggestion:
    # topic, place, person, newspaper, organisation, headline; named-person and
    # named-organisation have no record
    kind: str
    # key in the URL of its page: slug, code, ident or name
    key: str
    label: str
    # number of articles
    count: int


class Suggestions:
    """The suggestions of an edition."""

    def __init__(self, folder: Path):
        self.lexicon = SuggestionIndex(folder)

    def find(self, typed: str, limit: int = 8) -> list[Suggestion]:
        """Return at most `limit` suggestions; raise SearchUnavailable without an index.

        Authorities precede headlines; names that begin with `typed` come first, then those with
        most articles.
        """
        typed = squeezed(typed)[:MAX_INPUT_LENGTH]
        if not typed:
            return []
        authorities = self._matches(typed, 0, limit)
        headlines = self._matches(typed, OF_HEADLINES, limit)
        room = min(len(headlines), max(RESERVED_HEADLINES, limit - len(authorities)))
        selected = authorities[: max(0, limit - room)] + headlines[:room]
        return self._entries(selected[:limit])

    def _matches(self, typed: str, offset: int, limit: int) -> list[int]:
        """Return the ids of the first `limit` entries that match, best first."""
        best: dict[int, int] = {}
        matching: set[int] = set()
        for input_method, key, is_whole in self._keys(typed):
            for place in self._range(input_method + offset, key):
                number = place % INNER
                best[number] = min(place, best.get(number, place))
                if is_whole:
                    matching.add(number)
        numbers = sorted(best, key=best.__getitem__)
        matches: list[int] = []
        for at in range(0, len(numbers), _CHECK_BATCH):
            batch = numbers[at : at + _CHECK_BATCH]
            matching |= self._checked([id_ for id_ in batch if id_ not in matching], typed)
            matches += [number for number in batch if number in matching]
            if len(matches) >= limit:
                break
        return matches[:limit]

    def _keys(self, typed: str) -> Iterator[tuple[int, str, bool]]:
        """Yield (input method, key prefix, whether it covers the whole input).

        If it does, the entries in its range need no further check.
        """
        yield TEXT, typed[:MAX_TEXT_PREFIX], len(typed) <= MAX_TEXT_PREFIX
        if not any("a" <= character <= "z" for character in typed):
            return
        is_latin_only = all(map(is_latin, typed))
        for spelled in map(plain, self.lexicon.sounds(typed)):
            is_whole = is_latin_only and len(spelled) <= MAX_PINYIN_PREFIX
            yield PINYIN, spelled[:MAX_PINYIN_PREFIX], is_whole
        if is_latin(typed[0]):
            is_whole = is_latin_only and len(typed) <= MAX_TEXT_PREFIX
            yield INITIALS, self._initials(typed), is_whole
        else:
            is_whole = all(map(is_latin, typed[1:])) and len(typed) <= MAX_TEXT_PREFIX
            yield MIXED, typed[0] + self._initials(typed[1:]), is_whole

    def _initials(self, typed: str) -> str:
        readings = ((c, self.lexicon.readings(c)) for c in typed[:MAX_TEXT_PREFIX])
        return "".join(sounds[0][0] if sounds else c for c, sounds in readings)

    def _range(self, input_method: int, key: str) -> list[int]:
        stored = self.lexicon.rows(
            "SELECT places FROM best WHERE input_method = ? AND key = ?", (input_method, key)
        )
        if stored:
            return [int(place) for place in stored[0][0].split()]
        query = "SELECT place FROM keys WHERE input_method = ? AND key >= ? AND key < ? LIMIT ?"
        return [
            row[0] for row in self.lexicon.rows(query, (input_method, key, key + AFTER_ALL, HEAVY))
        ]

    def _checked(self, numbers: list[int], typed: str) -> set[int]:
        """Return the ids of entries with a name that can be typed like this."""
        marks = ",".join("?" * len(numbers))
        query = f"SELECT id, names, label FROM entries WHERE id IN ({marks})"
        rows = self.lexicon.rows(query, numbers) if numbers else ()
        return {id_ for id_, names, label in rows if self._spells(typed, names or squeezed(label))}

    def _spells(self, typed: str, names: str) -> bool:
        return any(
            self._begins(typed, name[start:])
            for name in names.split()
            for start, first in enumerate(name)
            if first == typed[0]
            or any(sound[0] == typed[0] for sound in self.lexicon.readings(first))
        )

    def _begins(self, typed: str, name: str) -> bool:
        """Return whether `typed` begins `name`, typed by characters, pinyin or initials."""
        # offsets in `typed` that the characters so far may have reached
        reached = {0}
        for character in name:
            next_reached = set()
            for at in reached:
                if typed.startswith(character, at):
                    next_reached.add(at + 1)
                for sound in self.lexicon.readings(character):
                    remainder = typed[at:]
                    if sound.startswith(remainder):
                        return True
                    if remainder.startswith(sound):
                        next_reached.add(at + len(sound))
                    if remainder[0] == sound[0]:
                        next_reached.add(at + 1)
            if len(typed) in next_reached:
                return True
            if not next_reached:
                return False
            reached = next_reached
        return False

    def _entries(self, numbers: list[int]) -> list[Suggestion]:
        marks = ",".join("?" * len(numbers))
        query = f"SELECT id, kind, key, label, count FROM entries WHERE id IN ({marks})"
        by_id = {id_: Suggestion(*fields) for id_, *fields in self.lexicon.rows(query, numbers)}
        return [by_id[number] for number in numbers]
