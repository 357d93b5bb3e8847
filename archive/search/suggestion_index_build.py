"""Build the file of suggestions and corrections in bounded memory."""

import sqlite3
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from archive import parallel, sqlite_files
from archive.batches import batched
from archive.text.differences import common_prefix_length
from archive.text.fold import fold, squeezed, squeezed_fold
from archive.text.pinyin import merged_sounds, plain, readings, syllables
from archive.text.segment import words

from .suggestion_index import (
    AFTER_ALL,
    BEST,
    FILE,
    HEADLINES_FROM,
    HEAVY,
    INITIALS,
    INNER,
    LAST_DAY,
    MAX_PINYIN_PREFIX,
    MAX_TEXT_PREFIX,
    MIXED,
    NUMBER_BITS,
    OF_HEADLINES,
    PINYIN,
    SPACING,
    TEXT,
    is_latin,
    without_one_character,
)

HEADLINE = "headline"
# number of words of a headline from which it can be found; unknown words are split into single
# characters, which count
MAX_WORDS = 16
# longer labels are not used for corrections
MAX_WORD_LENGTH = 12
# entries per batch of a process, and minimum number of entries for several processes
_BATCH, _MIN_PARALLEL = 2000, 10_000
# SQLite's, in KiB as it is negative
_CACHE = -65536

_TABLES = """
CREATE TABLE entries (id INTEGER PRIMARY KEY, kind, key, label, count, names, more);
CREATE TABLE keys (input_method, key, place, PRIMARY KEY (input_method, key, place)) WITHOUT ROWID;
CREATE TABLE best (input_method, key, places, PRIMARY KEY (input_method, key)) WITHOUT ROWID;
CREATE TABLE sounds (character PRIMARY KEY, readings) WITHOUT ROWID;
-- ids are given as words come: what is rare one day may be frequent on another
CREATE TABLE words (id INTEGER PRIMARY KEY, word UNIQUE, count, sound);
CREATE TABLE near (sound, word, PRIMARY KEY (sound, word)) WITHOUT ROWID;
CREATE TABLE deletes (variant, word, PRIMARY KEY (variant, word)) WITHOUT ROWID;
-- of headlines alone; `words` are these and the names of other entries
CREATE TABLE headline_words (word PRIMARY KEY, count) WITHOUT ROWID;
"""
_TEMPORARY = """
CREATE TEMP TABLE new_entries (id, kind, key, label, count, names, more);
CREATE TEMP TABLE new_keys (input_method, key, place);
CREATE TEMP TABLE variants (variant, word);
"""


class SuggestionEntry(NamedTuple):
    """Something to suggest."""

    # topic, place, person, newspaper, or headline
    kind: str
    key: str
    label: str
    # articles; the order among entries
    articles: int = 0
    # (name, its pinyin with blanks or hyphens, or ""); by default the label
    names: tuple[tuple[str, str], ...] = ()
    # tiebreaker between equal counts, such as a date; greater ones come first
    standing: int = 0
    # of a headline: tiebreaker between those of a day, else as they come
    number: int = 0


class EntryRow(NamedTuple):
    """A row of `new_entries`: an entry with its id, its names, and further text to find it by."""

    id: int
    kind: str
    key: str
    label: str
    articles: int
    names: str
    more: str


def build(folder: Path, entries: Iterable[SuggestionEntry]) -> int:
    """Build the file in `folder`; return the number of entries."""
    path = Path(folder) / FILE
    building = path.with_name(f".{FILE}.building")
    building.unlink(missing_ok=True)
    with closing(sqlite3.connect(building, isolation_level=None)) as connection:
        # a temporary file, discarded on failure: no journal is needed
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        connection.execute(f"PRAGMA page_size = {sqlite_files.SMALL_PAGES}")
        connection.execute(f"PRAGMA cache_size = {_CACHE}")
        connection.executescript(_TABLES + _TEMPORARY)
        connection.execute("BEGIN")
        _add(connection, _rows(entries))
        (count,) = connection.execute("SELECT count(*) FROM entries").fetchone()
        for input_method in range(2 * OF_HEADLINES):
            _store_best(connection, input_method, _heavy_prefixes(connection, input_method))
        connection.executemany(
            "INSERT INTO sounds VALUES (?, ?)", ((c, " ".join(sounds)) for c, sounds in readings())
        )
        _write_words(connection)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
        sqlite_files.make_sharable(connection)
    building.replace(path)
    return count


def update(
    folder: Path,
    previous: Path,
    authorities: Iterable[SuggestionEntry],
    removed: set[SuggestionEntry],
    added: set[SuggestionEntry],
) -> None:
    """Make the file in `folder` from that in `previous`, with other headlines and authorities.

    `removed` and `added` are headlines; `authorities` is the complete list.
    """
    before = _stored_authorities(previous / FILE)
    now = _authority_rows(authorities, before)
    stale = [*_headline_rows(removed - added, []), *(set(before) - set(now))]
    new = [*_headline_rows(added - removed, []), *(set(now) - set(before))]
    path = folder / FILE
    with (
        sqlite_files.updated(previous / FILE, path),
        closing(sqlite3.connect(path, isolation_level=None)) as connection,
    ):
        if not stale and not new:
            return
        sqlite_files.begin_updating(connection)
        connection.execute(f"PRAGMA cache_size = {_CACHE}")
        connection.executescript(_TEMPORARY)
        connection.execute("BEGIN")
        changed: ChangedPrefixes = {}
        changed_words = _remove(connection, stale, changed)
        changed_words |= _add(connection, new, changed)
        for input_method, prefixes in changed.items():
            connection.executemany(
                "DELETE FROM best WHERE input_method = ? AND key = ?",
                ((input_method, prefix) for prefix in prefixes),
            )
            _store_best(
                connection, input_method, list(_heavy_among(connection, input_method, prefixes))
            )
        changed_words |= _names(stale).keys() | _names(new).keys()
        _update_words(connection, changed_words, _names(now))
        connection.execute("COMMIT")


def _stored_authorities(path: Path) -> list[EntryRow]:
    query = "SELECT id, kind, key, label, count, names, more FROM entries WHERE id < ?"
    with closing(sqlite_files.connect_read_only(path)) as connection:
        return list(map(EntryRow._make, connection.execute(query, (HEADLINES_FROM,))))


# input method → prefixes of keys that were added or removed
ChangedPrefixes = dict[int, set[str]]


def _add(
    connection: sqlite3.Connection,
    new_entries: Iterable[EntryRow],
    changed: ChangedPrefixes | None = None,
) -> set[str]:
    """Add entries and their keys; return the words of headlines, of which others are counted."""
    connection.executemany("INSERT INTO new_entries VALUES (?, ?, ?, ?, ?, ?, ?)", new_entries)
    connection.execute(
        "INSERT INTO entries SELECT id, kind, key, label, count,"
        " iif(kind = :kind, '', names), iif(kind = :kind, '', more) FROM new_entries ORDER BY id",
        {"kind": HEADLINE},
    )
    (count,) = connection.execute("SELECT count(*) FROM new_entries").fetchone()
    rows = connection.cursor().execute(
        "SELECT id, kind, count, names, more FROM new_entries ORDER BY id"
    )
    batches = batched(rows, _BATCH)
    workers = parallel.processes() if count >= _MIN_PARALLEL else 1
    if workers > 1:
        # load the dictionaries before forking, so that the processes share their memory
        words("工会")
        syllables("工会")
    frequencies: Counter[str] = Counter()
    for keys, batch_frequencies in parallel.in_order(_all_keys, batches, workers):
        connection.executemany("INSERT INTO new_keys VALUES (?, ?, ?)", keys)
        frequencies.update(batch_frequencies)
        if changed is not None:
            _collect_prefixes(changed, keys)
    connection.execute(
        "INSERT INTO keys SELECT DISTINCT * FROM new_keys ORDER BY input_method, key, place"
    )
    connection.execute("DELETE FROM new_keys")
    connection.execute("DELETE FROM new_entries")
    _count_words(connection, frequencies)
    return set(frequencies)


def _remove(
    connection: sqlite3.Connection, rows: list[EntryRow], changed: ChangedPrefixes
) -> set[str]:
    """Remove entries and their keys, and note the prefixes of these; return the words of headlines,
    of which fewer are counted.
    """
    keys, frequencies = _all_keys([(row.id, row.kind, 0, row.names, row.more) for row in rows])
    connection.executemany(
        "DELETE FROM keys WHERE input_method = ? AND key = ? AND place = ?", keys
    )
    connection.executemany("DELETE FROM entries WHERE id = ?", ((row.id,) for row in rows))
    _collect_prefixes(changed, keys)
    _count_words(connection, Counter({word: -count for word, count in frequencies.items()}))
    return set(frequencies)


def _collect_prefixes(changed: ChangedPrefixes, keys: Iterable[tuple[int, str, int]]) -> None:
    for input_method, key, _ in keys:
        prefixes = changed.setdefault(input_method, set())
        prefixes.update(key[:length] for length in range(1, len(key) + 1))


def _count_words(connection: sqlite3.Connection, frequencies: Counter[str]) -> None:
    connection.executemany(
        "INSERT INTO headline_words VALUES (?, ?)"
        " ON CONFLICT (word) DO UPDATE SET count = count + excluded.count",
        frequencies.items(),
    )
    connection.execute("DELETE FROM headline_words WHERE count = 0")


def _rows(entries: Iterable[SuggestionEntry]) -> Iterator[EntryRow]:
    authorities: list[SuggestionEntry] = []
    yield from _headline_rows(entries, authorities)
    yield from _authority_rows(authorities, [])


def _headline_rows(
    entries: Iterable[SuggestionEntry], remaining: list[SuggestionEntry]
) -> Iterator[EntryRow]:
    """Yield the rows of headlines; add other entries to `remaining`."""
    for n, entry in enumerate(entries, 1):
        if entry.kind == HEADLINE:
            number = entry.number or n
            yield _row((LAST_DAY - entry.standing) << NUMBER_BITS | number, entry)
        else:
            remaining.append(entry)


def _authority_rows(
    entries: Iterable[SuggestionEntry], before: Iterable[EntryRow]
) -> list[EntryRow]:
    """Return the rows of other entries, most articles first.

    Those that had rows `before` keep their ids where the order allows it.
    """
    ids_before = {(row.kind, row.key): row.id for row in before}
    ranked = sorted(entries, key=lambda e: (-e.articles, -e.standing, e.kind, e.key))
    ids = _assign_ids([ids_before.get((entry.kind, entry.key)) for entry in ranked])
    return [_row(number, entry) for number, entry in zip(ids, ranked, strict=True)]


def _assign_ids(before: Sequence[int | None]) -> list[int]:
    """Return increasing numbers; as many as possible of those `before` stay as they are.

    If there is no room between those that stay, all are new, SPACING apart.
    """
    kept_positions = _longest_increasing(before)
    numbers: list[int] = []
    end = len(before)
    for place in (*kept_positions, end):
        low, between = numbers[-1] if numbers else 0, place - len(numbers)
        number = before[place] if place < end else None
        high = low + SPACING * (between + 1) if number is None else number
        if high - low <= between:
            return [SPACING * n for n in range(1, end + 1)]
        numbers += [low + (high - low) * n // (between + 1) for n in range(1, between + 1)]
        if number is not None:
            numbers.append(number)
    return numbers


def _longest_increasing(numbers: Sequence[int | None]) -> list[int]:
    """Return the places of the longest increasing subsequence."""
    # for each length, the lowest number that such a subsequence may end with, and its place
    lasts: list[int] = []
    places: list[int] = []
    # place → that of the number before it
    previous: dict[int, int] = {}
    for place, number in enumerate(numbers):
        if number is None:
            continue
        length = bisect_left(lasts, number)
        if length:
            previous[place] = places[length - 1]
        lasts[length : length + 1], places[length : length + 1] = [number], [place]
    longest = places[-1:]
    while longest and longest[-1] in previous:
        longest.append(previous[longest[-1]])
    return longest[::-1]


def _row(number: int, entry: SuggestionEntry) -> EntryRow:
    if entry.kind == HEADLINE:
        # the folded text with its marks, for splitting it into words
        folded_label = fold(entry.label).text
        names = squeezed_fold(folded_label)
    else:
        pairs = {
            squeezed(name): "-".join(spelled.split()) or "-"
            for name, spelled in entry.names or ((entry.label, ""),)
        }
        pairs.pop("", None)
        names, folded_label = " ".join(pairs), " ".join(pairs.values())
    return EntryRow(number, entry.kind, entry.key, entry.label, entry.articles, names, folded_label)


def _all_keys(rows: list[tuple]) -> tuple[list[tuple[int, str, int]], Counter[str]]:
    """Return (input_method, key, place) for every way to type each entry, and word frequencies.

    The words are those of headlines.
    """
    keys: list[tuple[int, str, int]] = []
    frequencies: Counter[str] = Counter()
    for number, kind, _, names, folded_label in rows:
        if kind == HEADLINE:
            tokens = words(folded_label)
            frequencies.update({token for token in tokens if _is_word(token)})
            for input_method, key, inner in _headline_keys(names, tokens):
                keys.append((input_method + OF_HEADLINES, key, number + inner))
            continue
        for name, spelled in zip(names.split(), folded_label.split(), strict=True):
            for input_method, key, inner in _name_keys(name, spelled.strip("-")):
                keys.append((input_method, key, number + inner))
    return keys, frequencies


def _is_word(token: str) -> bool:
    return 1 < len(token) <= MAX_WORD_LENGTH and not token[0].isdigit()


def _name_keys(name: str, spelled: str) -> Iterator[tuple[int, str, int]]:
    """Yield (input_method, key, INNER or 0) of a name from every character on."""
    spelled_syllables = [plain(syllable) for syllable in spelled.split("-")] if spelled else []
    sounds = spelled_syllables if len(spelled_syllables) == len(name) else syllables(name)
    if spelled_syllables and spelled_syllables is not sounds:
        yield PINYIN, "".join(spelled_syllables)[:MAX_PINYIN_PREFIX], 0
    for start in range(len(name)):
        yield from _spelled_keys(name[start:], sounds[start:], INNER if start else 0)


def _spelled_keys(name: str, sounds: Sequence[str], inner: int) -> Iterator[tuple[int, str, int]]:
    yield TEXT, name[:MAX_TEXT_PREFIX], inner
    if not all(map(is_latin, name)):
        initials = "".join(sound[:1] for sound in sounds[:MAX_TEXT_PREFIX])
        yield PINYIN, "".join(sounds[:MAX_PINYIN_PREFIX])[:MAX_PINYIN_PREFIX], inner
        yield INITIALS, initials, inner
        yield MIXED, name[0] + initials[1:], inner


def _headline_keys(text: str, tokens: list[str]) -> Iterator[tuple[int, str, int]]:
    """Yield (input_method, key, INNER or 0): of the headline, and from each of its words on."""
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
    while n < min(len(text), MAX_TEXT_PREFIX):
        length = longest.get(n, 1)
        sounds += syllables(text[n : n + length])
        n += length
    yield from _spelled_keys(text, sounds, 0)
    for start in sorted(start for start in longest if start)[:MAX_WORDS]:
        yield TEXT, text[start : start + MAX_TEXT_PREFIX], INNER


def _store_best(connection: sqlite3.Connection, input_method: int, heavy: Iterable[str]) -> None:
    """Store the best entries of these prefixes, which have more than HEAVY keys each."""
    query = (
        "SELECT place FROM keys WHERE input_method = ? AND key >= ? AND key < ?"
        " ORDER BY place LIMIT ?"
    )
    for prefix in list(heavy):
        # an entry may have several keys there, at and after the beginning of its name
        rows = connection.execute(query, (input_method, prefix, prefix + AFTER_ALL, 2 * BEST))
        places = list(dict.fromkeys(place for (place,) in rows))[:BEST]
        row = (input_method, prefix, " ".join(map(str, places)))
        connection.execute("INSERT INTO best VALUES (?, ?, ?)", row)


def _heavy_among(
    connection: sqlite3.Connection, input_method: int, prefixes: Iterable[str]
) -> Iterator[str]:
    """Yield those of these prefixes that have more than HEAVY keys; with each, its own prefixes are
    among them."""
    heavy = {""}
    for prefix in sorted(prefixes):
        if prefix[:-1] in heavy and _is_heavy(connection, input_method, prefix):
            heavy.add(prefix)
            yield prefix


def _is_heavy(connection: sqlite3.Connection, input_method: int, prefix: str) -> bool:
    query = "SELECT 1 FROM keys WHERE input_method = ? AND key >= ? AND key < ? LIMIT 1 OFFSET ?"
    rows = connection.execute(query, (input_method, prefix, prefix + AFTER_ALL, HEAVY))
    return rows.fetchone() is not None


def _heavy_prefixes(connection: sqlite3.Connection, input_method: int) -> Iterator[str]:
    """Yield prefixes of more than HEAVY keys: those shared by a key and the HEAVY-th after it."""
    window: deque[str] = deque(maxlen=HEAVY)
    # the last prefix by length; keys are sorted, so equal prefixes are adjacent
    last: dict[int, str] = {}
    for (key,) in connection.execute(
        "SELECT key FROM keys WHERE input_method = ? ORDER BY key", (input_method,)
    ):
        if len(window) == HEAVY:
            for length in range(1, common_prefix_length(window[0], key) + 1):
                if last.get(length) != key[:length]:
                    last[length] = key[:length]
                    yield key[:length]
        window.append(key)


def _names(rows: Iterable[tuple | EntryRow]) -> Counter[str]:
    """Return the names of these authorities that are words, and the articles of each."""
    frequencies: Counter[str] = Counter()
    for row in map(EntryRow._make, rows):
        if row.kind != HEADLINE:
            for name in row.names.split():
                if 1 < len(name) <= MAX_WORD_LENGTH:
                    frequencies[name] += max(row.articles, 1)
    return frequencies


def _write_words(connection: sqlite3.Connection) -> None:
    """Write the vocabulary, with keys by similar sound and by omitted character."""
    frequencies = Counter(dict(connection.execute("SELECT word, count FROM headline_words")))
    authorities = connection.execute("SELECT * FROM entries WHERE id < ?", (HEADLINES_FROM,))
    frequencies.update(_names(authorities))
    # in order, so that frequent words lie together
    ranked = sorted(frequencies, key=lambda word: (-frequencies[word], word))
    _add_words(connection, 1, {word: frequencies[word] for word in ranked})


def _update_words(
    connection: sqlite3.Connection, changed: Iterable[str], names: Mapping[str, int]
) -> None:
    """Bring these words of the vocabulary up to date; `names` are those of all authorities."""
    new: dict[str, int] = {}
    for word in sorted(changed):
        of_headlines = connection.execute(
            "SELECT count FROM headline_words WHERE word = ?", (word,)
        ).fetchone()
        count = (of_headlines[0] if of_headlines else 0) + names.get(word, 0)
        stored_row = connection.execute(
            "SELECT id, sound FROM words WHERE word = ?", (word,)
        ).fetchone()
        if stored_row is None:
            if count:
                new[word] = count
        elif count:
            connection.execute("UPDATE words SET count = ? WHERE id = ?", (count, stored_row[0]))
        else:
            _remove_word(connection, word, *stored_row)
    (last,) = connection.execute("SELECT max(id) FROM words").fetchone()
    _add_words(connection, (last or 0) + 1, new)


def _add_words(connection: sqlite3.Connection, first: int, words: Mapping[str, int]) -> None:
    """Add words of these frequencies, with ids from `first` on."""
    rows = [
        (number, word, count, "".join(syllables(word)))
        for number, (word, count) in enumerate(words.items(), first)
    ]
    connection.executemany("INSERT INTO words VALUES (?, ?, ?, ?)", rows)
    connection.executemany(
        "INSERT INTO near VALUES (?, ?)",
        sorted((merged_sounds(sound), number) for number, _, _, sound in rows),
    )
    connection.executemany(
        "INSERT INTO variants VALUES (?, ?)",
        ((variant, number) for number, word, *_ in rows for variant in without_one_character(word)),
    )
    connection.execute("INSERT INTO deletes SELECT * FROM variants ORDER BY variant, word")
    connection.execute("DELETE FROM variants")


def _remove_word(connection: sqlite3.Connection, word: str, number: int, sound: str) -> None:
    connection.execute("DELETE FROM words WHERE id = ?", (number,))
    connection.execute(
        "DELETE FROM near WHERE sound = ? AND word = ?", (merged_sounds(sound), number)
    )
    connection.executemany(
        "DELETE FROM deletes WHERE variant = ? AND word = ?",
        ((variant, number) for variant in without_one_character(word)),
    )
