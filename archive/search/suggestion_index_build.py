"""Build the file of suggestions and corrections in bounded memory."""

import sqlite3
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path

from archive import parallel
from archive.text.fold import fold, squeezed, squeezed_fold
from archive.text.pinyin import near, plain, readings, syllables
from archive.text.segment import words

from .suggestion_index import (
    BEST,
    FILE,
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
    is_latin,
    without_one_character,
)

HEADLINE = "headline"
# number of words of a headline from which it can be found; unknown words are split into single
# characters, which count
MOST_WORDS = 16
# longer labels are not used for corrections
LONGEST_WORD = 12
# entries per batch of a process, and minimum number of entries for several processes
_BATCH, _MANY = 2000, 10_000

_TABLES = """
CREATE TABLE entries (id INTEGER PRIMARY KEY, kind, key, label, count, names);
CREATE TABLE keys (way, key, place, PRIMARY KEY (way, key, place)) WITHOUT ROWID;
CREATE TABLE best (way, key, places, PRIMARY KEY (way, key)) WITHOUT ROWID;
CREATE TABLE sounds (character PRIMARY KEY, readings) WITHOUT ROWID;
CREATE TABLE words (id INTEGER PRIMARY KEY, word UNIQUE, count, sound);
CREATE TABLE near (sound, word, PRIMARY KEY (sound, word)) WITHOUT ROWID;
CREATE TABLE deletes (variant, word, PRIMARY KEY (variant, word)) WITHOUT ROWID;
CREATE TEMP TABLE given (kind, key, label, count, names, more, standing);
CREATE TEMP TABLE typed (way, key, place);
CREATE TEMP TABLE variants (variant, word);
"""


@dataclass(frozen=True)
class SuggestionEntry:
    """Something to suggest."""

    # topic, place, person, newspaper, or headline
    kind: str
    key: str
    label: str
    # articles; the order among entries
    count: int = 0
    # (name, its pinyin with blanks or hyphens, or ""); by default the label
    names: tuple[tuple[str, str], ...] = ()
    # tiebreaker between equal counts, such as a date; greater ones come first
    standing: int = 0


def build(folder: Path, entries: Iterable[SuggestionEntry]) -> int:
    """Build the file in `folder`; return the number of entries."""
    path = Path(folder) / FILE
    building = path.with_name(f".{FILE}.building")
    building.unlink(missing_ok=True)
    connection = sqlite3.connect(building, isolation_level=None)
    try:
        # a temporary file, discarded on failure: no journal is needed
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
        count = _fill(connection, entries)
    finally:
        connection.close()
    building.replace(path)
    return count


def _fill(connection: sqlite3.Connection, entries: Iterable[SuggestionEntry]) -> int:
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO given VALUES (?, ?, ?, ?, ?, ?, ?)", map(_row, entries))
    order = "ORDER BY count DESC, standing DESC, kind, key"
    connection.execute(
        "INSERT INTO entries (kind, key, label, count, names)"
        " SELECT kind, key, label, count, iif(kind = ?, '', names) FROM given " + order,
        (HEADLINE,),
    )
    frequencies: Counter[str] = Counter()
    (count,) = connection.execute("SELECT count(*) FROM entries").fetchone()
    given = connection.cursor().execute("SELECT kind, count, names, more FROM given " + order)
    rows = enumerate(given, 1)
    batches = iter(lambda: list(islice(rows, _BATCH)), [])
    workers = parallel.processes() if count >= _MANY else 1
    if workers > 1:
        # load the dictionaries before forking, so that the processes share their memory
        words("工会")
        syllables("工会")
    for keys, batch_frequencies in parallel.in_order(_all_keys, batches, workers):
        connection.executemany("INSERT INTO typed VALUES (?, ?, ?)", keys)
        frequencies.update(batch_frequencies)
    connection.execute("INSERT INTO keys SELECT DISTINCT * FROM typed ORDER BY way, key, place")
    connection.execute("DROP TABLE typed")
    connection.execute("DROP TABLE given")
    _store_best(connection)
    connection.executemany(
        "INSERT INTO sounds VALUES (?, ?)", ((c, " ".join(sounds)) for c, sounds in readings())
    )
    _write_words(connection, frequencies)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    return count


def _row(entry: SuggestionEntry) -> tuple:
    if entry.kind == HEADLINE:
        # the folded text with its marks, for splitting it into words
        more = fold(entry.label).text
        names = squeezed_fold(more)
    else:
        pairs = {
            squeezed(name): "-".join(spelled.split()) or "-"
            for name, spelled in entry.names or ((entry.label, ""),)
        }
        pairs.pop("", None)
        names, more = " ".join(pairs), " ".join(pairs.values())
    return (entry.kind, entry.key, entry.label, entry.count, names, more, entry.standing)


def _all_keys(rows: list[tuple]) -> tuple[list[tuple[int, str, int]], Counter[str]]:
    """Return (way, key, place) for every way to type each entry, and its words' frequencies."""
    keys: list[tuple[int, str, int]] = []
    frequencies: Counter[str] = Counter()
    for number, (kind, count, names, more) in rows:
        if kind == HEADLINE:
            tokens = words(more)
            frequencies.update({token for token in tokens if _is_word(token)})
            for way, key, inner in _headline_keys(names, tokens):
                keys.append((way + OF_HEADLINES, key, number + inner))
            continue
        for name, spelled in zip(names.split(), more.split(), strict=True):
            if 1 < len(name) <= LONGEST_WORD:
                frequencies[name] += max(count, 1)
            for way, key, inner in _name_keys(name, spelled.strip("-")):
                keys.append((way, key, number + inner))
    return keys, frequencies


def _is_word(token: str) -> bool:
    return 1 < len(token) <= LONGEST_WORD and not token[0].isdigit()


def _name_keys(name: str, spelled: str) -> Iterator[tuple[int, str, int]]:
    """Yield (way, key, INNER or 0) of a name from every character on."""
    given = [plain(syllable) for syllable in spelled.split("-")] if spelled else []
    sounds = given if len(given) == len(name) else syllables(name)
    if given and given is not sounds:
        yield PINYIN, "".join(given)[:LONGEST_SPELLING], 0
    for start in range(len(name)):
        yield from _spelled_keys(name[start:], sounds[start:], INNER if start else 0)


def _spelled_keys(name: str, sounds, inner: int) -> Iterator[tuple[int, str, int]]:
    yield TEXT, name[:LONGEST_TEXT], inner
    if not all(map(is_latin, name)):
        initials = "".join(sound[:1] for sound in sounds[:LONGEST_TEXT])
        yield PINYIN, "".join(sounds[:LONGEST_SPELLING])[:LONGEST_SPELLING], inner
        yield INITIALS, initials, inner
        yield MIXED, name[0] + initials[1:], inner


def _headline_keys(text: str, tokens: list[str]) -> Iterator[tuple[int, str, int]]:
    """Yield (way, key, INNER or 0): the whole headline, and its characters from each word on."""
    if not text:
        return
    # offset → length of the longest word there; the short words inside it precede it
    longest: dict[int, int] = {}
    last = 0
    for token in tokens:
        # a single character follows the previous word
        back = len(token) if len(token) > 1 else -1
        if (at := text.find(token, max(0, last - back))) >= 0:
            longest[at] = max(longest.get(at, 0), len(token))
            last = max(last, at)
    sounds: list[str] = []
    n = 0
    while n < min(len(text), LONGEST_TEXT):
        length = longest.get(n, 1)
        sounds += syllables(text[n : n + length])
        n += length
    yield from _spelled_keys(text, sounds, 0)
    for start in sorted(start for start in longest if start)[:MOST_WORDS]:
        yield TEXT, text[start : start + LONGEST_TEXT], INNER


def _store_best(connection: sqlite3.Connection) -> None:
    """Store the best entries of every prefix with more than HEAVY keys."""
    for way in range(2 * OF_HEADLINES):
        heavy = list(_heavy_prefixes(connection, way))
        query = (
            "SELECT place FROM keys WHERE way = ? AND key >= ? AND key < ? ORDER BY place LIMIT ?"
        )
        for prefix in heavy:
            # an entry may have several keys there, from the beginning of its name and from later
            # characters
            rows = connection.execute(query, (way, prefix, prefix + LAST, 2 * BEST))
            places = list(dict.fromkeys(place for (place,) in rows))[:BEST]
            stored = (way, prefix, " ".join(map(str, places)))
            connection.execute("INSERT INTO best VALUES (?, ?, ?)", stored)


def _heavy_prefixes(connection: sqlite3.Connection, way: int) -> Iterator[str]:
    """Yield prefixes of more than HEAVY keys: those shared by a key and the HEAVY-th after it."""
    window: deque[str] = deque(maxlen=HEAVY)
    # the last prefix by length; keys are sorted, so equal prefixes are adjacent
    last: dict[int, str] = {}
    for (key,) in connection.execute("SELECT key FROM keys WHERE way = ? ORDER BY key", (way,)):
        if len(window) == HEAVY:
            for length in range(1, _common_length(window[0], key) + 1):
                if last.get(length) != key[:length]:
                    last[length] = key[:length]
                    yield key[:length]
        window.append(key)


def _common_length(key: str, other: str) -> int:
    """Return the length of the longest common prefix."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(key, other, strict=False)))


def _write_words(connection: sqlite3.Connection, frequencies: Counter[str]) -> None:
    """Write the vocabulary by frequency, with keys by similar sound and by omitted character."""
    ranked = sorted(frequencies, key=lambda word: (-frequencies[word], word))
    connection.executemany(
        "INSERT INTO words VALUES (?, ?, ?, ?)",
        (
            (n, word, frequencies[word], "".join(syllables(word)))
            for n, word in enumerate(ranked, 1)
        ),
    )
    connection.create_function("near", 1, near, deterministic=True)
    connection.execute("INSERT INTO near SELECT near(sound), id FROM words ORDER BY 1, 2")
    connection.executemany(
        "INSERT INTO variants VALUES (?, ?)",
        (
            (variant, n)
            for n, word in enumerate(ranked, 1)
            for variant in without_one_character(word)
        ),
    )
    connection.execute("INSERT INTO deletes SELECT * FROM variants ORDER BY variant, word")
    connection.execute("DROP TABLE variants")
