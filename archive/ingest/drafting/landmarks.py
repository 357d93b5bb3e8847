"""Find landmarks that show which place a text is about."""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from archive.text.gazetteer import edges
from archive.text.phrases import any_of

# Number of characters by which landmarks are looked up.
_PREFIX = 2
_BEIJING = "110000"
_NANJING = "320100"
# The capital was Nanjing between these days, and Beijing (called 北平 then) before and since.
_NANJING_FROM = "1927-04-18"
_NANJING_UNTIL = "1949-09-27"


class Landmarks:
    """The landmarks of each place, and its other names, in simplified characters."""

    def __init__(self, words: dict[str, Any]):
        self._codes = {name: code for code, names in words["landmarks"].items() for name in names}
        # Lengths of names by their first characters, longest first.
        self._sizes: dict[str, list[int]] = {}
        for name in sorted(self._codes, key=len, reverse=True):
            sizes = self._sizes.setdefault(name[:_PREFIX], [])
            if len(name) not in sizes:
                sizes.append(len(name))
        self.seas_and_lakes = frozenset(words["seas_and_lakes"])
        self._letters: dict[str, str] = words["city_letters"]
        verbs = any_of(words["city_letter_verbs"])
        # 在沪举行, 日前抵沪。
        self._by_letter = re.compile(
            rf"(?:在(?P<here>[京{''.join(self._letters)}])(?:{verbs})"
            rf"|[抵离来](?P<there>[京{''.join(self._letters)}])(?=[，。、；]|{verbs}))"
        )
        self._capital = re.compile(rf"(?<![国的])首都(?={any_of(words['capital_nouns'])})")

    def named_in(self, plain: str, day: str = "") -> list[tuple[str, str]]:
        """Return (name, code) of each landmark in a text in simplified characters.

        `day` is the day of the issue as 2021-07-28, or "": it tells which city the capital was.
        """
        pairs: list[tuple[str, str]] = []
        free = 0
        for start in range(len(plain) - 1):
            if start < free:
                continue
            for size in self._sizes.get(plain[start : start + _PREFIX], ()):
                name = plain[start : start + size]
                # One of two characters must be a word: 成山 is none in 堆成山.
                if name in self._codes and (
                    size > _PREFIX or {start, start + size} <= edges(plain)
                ):
                    pairs.append((name, self._codes[name]))
                    free = start + size
                    break
        capital = _NANJING if _NANJING_FROM <= day < _NANJING_UNTIL else _BEIJING
        for match in self._by_letter.finditer(plain):
            letter = match["here"] or match["there"]
            pairs.append((letter, self._letters.get(letter, capital)))
        pairs += [("首都", capital) for _ in self._capital.finditer(plain)]
        return pairs


@lru_cache(maxsize=1)
def landmarks() -> Landmarks:
    path = Path(__file__).with_name("landmarks.json")
    return Landmarks(json.loads(path.read_text(encoding="utf-8")))
