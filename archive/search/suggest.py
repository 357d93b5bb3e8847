"""Suggests, while somebody types, what they may be after: authorities and headlines.

Asked by characters, by pinyin, by initials or by a mixture. Every way in which a name can be typed
is a key in one sorted table, so that what was typed is a range of it. Where a range is long (one
letter, 中国…) its best entries were chosen beforehand, so that no question reads more than HEAVY
keys. Authorities are found from any character on; headlines from the beginning of any word on, in
pinyin and initials from their own beginning.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.text.fold import squeezed
from archive.text.pinyin import plain

from .suggestion_index import (
    HEAVY,
    INITIALS,
    INNER,
    LAST,
    LONGEST_SPELLING,
    LONGEST_TEXT,
    MIXED,
    OF_HEADLINES,
    PINYIN,
    TEXT,
    SuggestionIndex,
    is_latin,
)

LONGEST_TYPED = 64
# entries looked at together where a key does not tell all
AT_ONCE = 32
# places kept for headlines, if there are any
HEADLINES = 3


@dataclass(frozen=True)
class Suggestion:
    # topic, place, person, newspaper or headline
    kind: str
    # what the address of its page has: slug, code, ident
    key: str
    label: str
    # articles
    count: int


class Suggestions:
    """The suggestions of an edition."""

    def __init__(self, folder: Path):
        self.lexicon = SuggestionIndex(folder)

    def find(self, typed: str, limit: int = 8) -> list[Suggestion]:
        """At most `limit`; authorities before headlines, beginnings before the rest, most articles
        first. SearchUnavailable where the edition has none."""
        typed = squeezed(typed)[:LONGEST_TYPED]
        if not typed:
            return []
        authorities = self._numbers(typed, 0, limit)
        headlines = self._numbers(typed, OF_HEADLINES, limit)
        room = min(len(headlines), max(HEADLINES, limit - len(authorities)))
        chosen = authorities[: max(0, limit - room)] + headlines[:room]
        return self._entries(chosen[:limit])

    def _numbers(self, typed: str, of: int, limit: int) -> list[int]:
        """The numbers of the first `limit` entries that match, best first."""
        best: dict[int, int] = {}
        sure: set[int] = set()
        for way, key, is_whole in self._keys(typed):
            for place in self._range(way + of, key):
                number = place % INNER
                best[number] = min(place, best.get(number, place))
                if is_whole:
                    sure.add(number)
        numbers = sorted(best, key=best.__getitem__)
        found: list[int] = []
        for at in range(0, len(numbers), AT_ONCE):
            some = numbers[at : at + AT_ONCE]
            sure |= self._checked([number for number in some if number not in sure], typed)
            found += [number for number in some if number in sure]
            if len(found) >= limit:
                break
        return found[:limit]

    def _keys(self, typed: str) -> Iterator[tuple[int, str, bool]]:
        """The keys that what was typed may begin, with the way they are typed in, and whether
        they say all that was typed, so that what has them need not be looked at."""
        yield TEXT, typed[:LONGEST_TEXT], len(typed) <= LONGEST_TEXT
        if not any("a" <= character <= "z" for character in typed):
            return
        is_latin_only = all(map(is_latin, typed))
        for spelled in map(plain, self.lexicon.sounds(typed)):
            is_whole = is_latin_only and len(spelled) <= LONGEST_SPELLING
            yield PINYIN, spelled[:LONGEST_SPELLING], is_whole
        if is_latin(typed[0]):
            is_whole = is_latin_only and len(typed) <= LONGEST_TEXT
            yield INITIALS, self._initials(typed), is_whole
        else:
            is_whole = all(map(is_latin, typed[1:])) and len(typed) <= LONGEST_TEXT
            yield MIXED, typed[0] + self._initials(typed[1:]), is_whole

    def _initials(self, typed: str) -> str:
        ways = (self.lexicon.readings(character) for character in typed[:LONGEST_TEXT])
        return "".join(
            way[0][0] if way else c for c, way in zip(typed[:LONGEST_TEXT], ways, strict=False)
        )[:LONGEST_TEXT]

    def _range(self, way: int, key: str) -> list[int]:
        stored = self.lexicon.rows("SELECT places FROM best WHERE way = ? AND key = ?", (way, key))
        if stored:
            return [int(place) for place in stored[0][0].split()]
        question = "SELECT place FROM keys WHERE way = ? AND key >= ? AND key < ? LIMIT ?"
        return [row[0] for row in self.lexicon.rows(question, (way, key, key + LAST, HEAVY))]

    def _checked(self, numbers: list[int], typed: str) -> set[int]:
        """Those with a name that can be typed like this, character by character."""
        marks = ",".join("?" * len(numbers))
        question = f"SELECT id, names, label FROM entries WHERE id IN ({marks})"
        rows = self.lexicon.rows(question, numbers) if numbers else ()
        return {
            number for number, names, label in rows if self._can_be(typed, names or squeezed(label))
        }

    def _can_be(self, typed: str, names: str) -> bool:
        return any(
            self._begins(typed, name[start:])
            for name in names.split()
            for start, first in enumerate(name)
            if first == typed[0] or any(way[0] == typed[0] for way in self.lexicon.readings(first))
        )

    def _begins(self, typed: str, name: str) -> bool:
        """Whether `typed` stands for the beginning of `name`, each character written, spelled
        out, or given by its initial."""
        # how much of `typed` the characters so far may have used
        reached = {0}
        for character in name:
            further = set()
            for at in reached:
                if typed.startswith(character, at):
                    further.add(at + 1)
                for way in self.lexicon.readings(character):
                    rest = typed[at:]
                    if way.startswith(rest):
                        return True
                    if rest.startswith(way):
                        further.add(at + len(way))
                    if rest[0] == way[0]:
                        further.add(at + 1)
            if len(typed) in further:
                return True
            if not further:
                return False
            reached = further
        return False

    def _entries(self, numbers: list[int]) -> list[Suggestion]:
        marks = ",".join("?" * len(numbers))
        question = f"SELECT id, kind, key, label, count FROM entries WHERE id IN ({marks})"
        found = {
            number: Suggestion(*rest) for number, *rest in self.lexicon.rows(question, numbers)
        }
        return [found[number] for number in numbers]
