"""Did you mean: spelling corrections of a query without results, by pronunciation or one typing
error.
"""

import re
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from archive.text.fold import fold
from archive.text.pinyin import merged_sounds, plain

from .query_parser import FIELD_NAMES, MINUS
from .suggestion_index import SuggestionIndex, is_latin, without_one_character

# maximum length of a substring that is looked up, and of the part of a word it is taken from
MAX_WINDOW, MAX_RUN_LENGTH = 8, 16
# maximum numbers: words of the query, known words per pronunciation, corrections
MAX_RUNS, MAX_CANDIDATES, MAX_CORRECTIONS = 6, 40, 8

_RUN = re.compile(r"[^\W_]+")

# Penalties, in characters: the same pronunciation, a similar one, a typing error; and for fixes
# that split a known word or span two.
SAME_SOUND, NEAR_SOUND, TYPO = 0.0, 0.5, 1.5
ACROSS_WORDS = 1.0
# fixes of at most this weight are applied together first
CONFIDENT = -2.0


class WordRank(NamedTuple):
    """Sorts words by frequency, then by their characters."""

    # minus the number of articles
    rarity: int
    word: str


class SpellingFix(NamedTuple):
    """A known word that replaces a substring of the query; they sort best first."""

    # minus the length of the substring, plus penalties
    weight: float
    rank: WordRank
    start: int
    end: int

    def apply(self, text: str) -> str:
        return text[: self.start] + self.rank.word + text[self.end :]


class SpellingVocabulary:
    """The words of an edition: its labels, and the words of its headlines."""

    def __init__(self, folder: Path):
        self.lexicon = SuggestionIndex(folder)

    def words_among(self, texts: Iterable[str]) -> set[str]:
        """Return those of `texts` that are words of the vocabulary."""
        texts = list(texts)
        marks = ",".join("?" * len(texts))
        return {
            word
            for (word,) in self.lexicon.rows(
                f"SELECT word FROM words WHERE word IN ({marks})", texts
            )
        }

    def by_sound(self, text: str) -> list[tuple[float, WordRank]]:
        """Return (penalty, rank) of the words pronounced like `text`, or similarly."""
        sounds = {plain(sound) for sound in self.lexicon.sounds(text)}
        merged = {merged_sounds(sound) for sound in sounds}
        marks = ",".join("?" * len(merged))
        rows = self.lexicon.rows(
            "SELECT -words.count, words.word, words.sound FROM near"
            f" JOIN words ON words.id = near.word WHERE near.sound IN ({marks})"
            f" ORDER BY 1, 2 LIMIT {MAX_CANDIDATES}",
            merged,
        )
        return [
            (SAME_SOUND if sound in sounds else NEAR_SOUND, WordRank(rarity, word))
            for rarity, word, sound in rows
            if word != text
        ]

    def by_typo(self, text: str) -> list[tuple[float, WordRank]]:
        """Return (penalty, rank) of the words that differ from `text` by one character:
        replaced, missing, extra, or swapped with its neighbour."""
        variants = without_one_character(text)
        marks = ",".join("?" * len(variants))
        rows = self.lexicon.rows(
            "SELECT DISTINCT -words.count, words.word FROM deletes JOIN words"
            f" ON words.id = deletes.word WHERE deletes.variant IN ({marks})"
            f" ORDER BY 1, 2 LIMIT {MAX_CANDIDATES}",
            variants,
        )
        ranks = (WordRank(rarity, word) for rarity, word in rows)
        return [(TYPO, rank) for rank in ranks if within_one_edit(text, rank.word)]


def suggest_spellings(typed: str, vocabulary: SpellingVocabulary) -> list[str]:
    """Return corrections of `typed`, likeliest first; the caller checks whether they match.

    Everything else stays as typed: quotes, fields, dates, excluded terms.
    """
    by_run = [_fixes(typed, *run, vocabulary) for run in _runs(typed)]
    # first all confident fixes together, then each alone
    confident = [
        fix for fixes in by_run for fix in _without_overlaps(fixes) if fix.weight <= CONFIDENT
    ]
    corrections = [_apply_all(typed, confident)]
    corrections += [fix.apply(typed) for fix in sorted(chain.from_iterable(by_run))]
    return [text for text in dict.fromkeys(corrections) if text != typed][:MAX_CORRECTIONS]


def within_one_edit(word: str, other: str) -> bool:
    """Return whether the words differ by one character replaced, missing, extra or swapped."""
    if word == other or abs(len(word) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    a, b = word[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[1::-1] + a[2:] == b and len(a) > 1)


def _runs(typed: str) -> list[tuple[int, int]]:
    """Return [start, end) of the words that may be wrong: not fields, numbers or excluded."""
    runs = []
    for run in _RUN.finditer(typed):
        is_field = typed[run.end() : run.end() + 1] in (":", "：") and (
            fold(run[0]).text in FIELD_NAMES
        )
        is_negated = typed[run.start() - 1 : run.start()] in tuple(MINUS)
        if len(run[0]) > 1 and not is_field and not is_negated and not run[0].isdigit():
            runs.append(run.span())
    return runs[:MAX_RUNS]


def _fixes(typed: str, start: int, end: int, vocabulary: SpellingVocabulary) -> list[SpellingFix]:
    """Return the fixes of substrings of typed[start:end], best first."""
    folded = fold(typed[start:end])
    text = folded.text[:MAX_RUN_LENGTH]
    if all(map(is_latin, text)):
        windows = [(0, len(text))]
    else:
        windows = [
            (at, at + length)
            for length in range(2, min(len(text), MAX_WINDOW) + 1)
            for at in range(len(text) - length + 1)
        ]
    words = vocabulary.words_among({text[a:b] for a, b in windows})
    known_spans = {(a, b) for a, b in windows if text[a:b] in words}
    fixes: dict[tuple, SpellingFix] = {}
    for a, b in windows:
        window = text[a:b]
        if window in words:
            continue
        across = ACROSS_WORDS if _crosses_words(a, b, known_spans) else 0
        matches = vocabulary.by_sound(window)
        # one wrong character of two is half the word, so correct it only if nothing else was typed
        if b - a > 2 or b - a == len(text):
            matches += vocabulary.by_typo(window)
        first, last = folded.original(a, b)
        for penalty, rank in matches:
            fix = SpellingFix(a - b + penalty + across, rank, start + first, start + last)
            key = (fix.start, fix.end, rank.word)
            fixes[key] = min(fix, fixes.get(key, fix))
    return sorted(fixes.values())


def _crosses_words(start: int, end: int, known_spans: set[tuple[int, int]]) -> bool:
    """Return whether the substring splits a known word or spans two."""
    return any(
        a < start < b < end or start < a < end < b or (a == start and (b, end) in known_spans)
        for a, b in known_spans
    )


def _without_overlaps(fixes: list[SpellingFix]) -> list[SpellingFix]:
    """Return the best of the sorted fixes, leaving out those that overlap better ones."""
    kept_fixes: list[SpellingFix] = []
    for fix in fixes:
        if all(
            fix.end <= chosen_fix.start or chosen_fix.end <= fix.start for chosen_fix in kept_fixes
        ):
            kept_fixes.append(fix)
    return kept_fixes


def _apply_all(typed: str, fixes: list[SpellingFix]) -> str:
    for fix in sorted(fixes, key=lambda fix: -fix.start):
        typed = fix.apply(typed)
    return typed
