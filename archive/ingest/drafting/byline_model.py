"""Recognise the names in a printed byline by a model of its characters.

The expressions of `bylines` know the forms of signature that many newspapers use. A newspaper not
seen before has forms of its own; there a conditional random field over the characters finds the
names, and `signed_names` reads their roles from what is printed between them.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from archive.text import names
from archive.text.segment import is_word, word_classes

from .models import models
from .press_forms import datelines, press_forms, simple
from .sequence_model import Position
from .signed_names import (
    MARKS,
    MISREAD,
    NO_NAME,
    ROLES,
    WORKS,
    SignedName,
    may_be_name,
    read_located,
)

# Outside a name, its first character, and the others; blanks within a name are part of it.
LABELS = ("O", "B", "I")
# Where a byline stands: a line of its own, or a paragraph's first or last words.
ALONE, FIRST, LAST = "alone", "first", "last"
# Maximum number of characters of a byline.
MAX_LENGTH = 80
# Minimum probability of each character of a name.
_MIN_PROBABILITY = 0.5
# Minimum probability of every label of a line that is surely signed.
_SURE = 0.9
# The last words of a paragraph that may be a byline: （…）, or what a blank parts from the last
# full stop. Without the blank it is a sentence: ……。”章文说。
_LAST = re.compile(
    r"(?P<in_brackets>[（(〔【［\[][^（）()〔〕【】［］\[\]]{2,44}"
    r"(?:[（(][^（）()]{1,16}[）)][^（）()〔〕【】［］\[\]]{0,20})?[）)〕】］\]])。?[ 　]*$"
    r"|(?<=[。！？!?”’」…])[ 　]+(?P<apart>[^。，,！？；“”「」]{2,30}。?)[ 　]*$"
)
# The first words: up to the end of the first pair of brackets, behind 本报讯 for instance.
_FIRST = re.compile(r"[^（(〔【［\[，。]{0,30}[（(〔【［\[][^）)〕】］\]。]{2,60}[）)〕】］\]]")
_HAN = re.compile(r"[㐀-鿿]+")
_LAST_HAN = re.compile(r"[㐀-鿿]+$")
_BETWEEN = " 　、/／：:|｜·"
# Classes of characters other than Han, for features.
_CLASSES = {
    "_": " 　\t",
    "*": MARKS,
    "(": "（(〔【［[",
    ")": "）)〕】］]",
    ",": "、，,",
    ".": "。！？!?；;…",
    ":": "：:",
    "/": "/／|｜",
    "·": "·・•．.‧",
    "-": "—-–",
}
_CLASS_OF = {character: name for name, characters in _CLASSES.items() for character in characters}
# The class of a phrase, by the list of press_forms.json that has it.
_PHRASES = {
    "signers": "S",
    "agencies": "G",
    "own_names": "G",
    "agency_endings": "G",
    "verbs": "V",
    "genres": "K",
    "report_kinds": "K",
    "countries": "C",
    "datelines": "P",
    "editor_words": "E",
}
# Maximum number of characters of a dictionary word that is looked for.
_MAX_WORD = 5
# Lengths and distances beyond this are the same to a feature.
_FAR = 6


def read_byline(text: str, place: str) -> tuple[SignedName, ...]:
    """Return the people who sign in `text`, a byline that stands at `place`; () if nobody does.

    Somebody without a printed role has the role "".
    """
    if len(text) > MAX_LENGTH:
        return ()
    plain = simple(text)
    return read_located(plain, text, located_names(plain, place))


def located_names(plain: str, place: str) -> list[tuple[int, int]]:
    """Return (start, end) of each name in `plain`, a byline in simplified characters."""
    return [
        (start, end)
        for (start, end), probability in _names(plain, place)[0]
        if probability >= _MIN_PROBABILITY and _may_sign(plain[start:end])
    ]


def _may_sign(name: str) -> bool:
    """Return whether `name` is no word that stands beside names, and no place."""
    return not NO_NAME.search(name) and not re.fullmatch(datelines(), name)


def corrected(people: tuple[SignedName, ...], text: str, place: str) -> tuple[SignedName, ...]:
    """Return the people read from `text`, or those of them whom the model surely finds alone.

    What the expressions take for a name in a form they do not know may be an office or a place, and
    two names may be one: 孟和巴雅尔, 李志高摄.
    """
    if not people or len(text) > MAX_LENGTH:
        return people
    plain = simple(text)
    located, probability = _names(plain, place)
    if probability < _SURE:
        return people
    spans = [span for span, _ in located]
    read = tuple(person.name for person in people)
    signers = ["".join(text[slice(*span)].split()) for span in spans]
    if not spans:
        return tuple(person for person in people if may_be_name(simple(person.name)))
    if set(signers) <= set(read):
        return tuple(person for person in people if person.name in signers)
    if all(name.startswith(read) for name in signers):
        return read_located(plain, text, spans)
    return people


def is_surely_signed(text: str) -> bool:
    """Return whether a line, which stands alone, surely has names, and words besides them.

    Names alone may be a headline as well.
    """
    if len(text) > MAX_LENGTH:
        return False
    spans, probability = _names(simple(text), ALONE)
    letters = sum(map(str.isalnum, text))
    in_names = sum(map(str.isalnum, "".join(text[slice(*span)] for span, _ in spans)))
    return 0 < in_names < letters and probability >= _SURE


def _names(plain: str, place: str) -> tuple[list[tuple[tuple[int, int], float]], float]:
    """Return ((start, end), probability) of each name, and the probability of the least sure label.

    The probability of a name is that of its least sure character.
    """
    labels = models()["bylines"].label(byline_features(plain, place))
    spans: list[tuple[tuple[int, int], float]] = []
    for n, (label, probability) in enumerate(labels):
        if label == "I" and spans and spans[-1][0][1] == n:
            (start, _), least = spans[-1]
            spans[-1] = ((start, n + 1), min(least, probability))
        elif label != "O":
            spans.append(((n, n + 1), probability))
    return spans, min((probability for _, probability in labels), default=1.0)


def first_words(plain: str) -> int:
    """Return the end of the first words of a paragraph that may have a byline; 0 if none may."""
    match = _FIRST.match(plain)
    return match.end() if match else 0


def last_words(plain: str) -> int:
    """Return the start of the last words that may be a byline; the length if none may."""
    match = _LAST.search(plain)
    return match.start(match.lastgroup or 0) if match else len(plain)


def byline_features(plain: str, place: str) -> list[Position]:
    """Return the features of every character of a byline in simplified characters."""
    classes = [_class(character) for character in plain]
    phrases = _phrases(plain)
    in_word = _dictionary_words(plain)
    known = "".join(sorted({mark[1] for marks in phrases for mark in marks if mark[1] in "RW"}))
    runs = _runs(classes)
    return [
        [
            *_near(plain, classes, phrases, in_word, n),
            *(_in_run(plain, phrases, classes, n, *runs[n]) if classes[n] == "h" else ()),
            f"at {place}",
            f"at {place} {min(n, 3)} {min(len(plain) - n, 3)} {classes[n]}",
            f"length {place} {min(len(plain) // 4, 8)}",
            f"has {place} {known} {classes[n]} {min(runs[n][1] - runs[n][0], 5)}",
        ]
        for n in range(len(plain))
    ]


def _near(
    plain: str,
    classes: Sequence[str],
    phrases: Sequence[frozenset[str]],
    in_word: Sequence[str],
    n: int,
) -> list[str]:
    """Return the features of the characters around `n`, their classes and phrases."""

    def at(values: Sequence[str], k: int) -> str:
        return values[k] if 0 <= k < len(values) else "^" if k < 0 else "$"

    def phrase(k: int) -> str:
        return "".join(sorted(phrases[k])) if 0 <= k < len(phrases) else ""

    characters = [at(plain, n + k) for k in range(-3, 4)]
    around = [at(classes, n + k) for k in range(-4, 5)]
    marks = [phrase(n + k) for k in range(-2, 3)]
    return [
        "bias",
        *(f"{k} {character}" for k, character in enumerate(characters)),
        *(f"{k} {''.join(characters[k : k + 2])}" for k in range(1, 5)),
        "near " + "".join(around[2:7]),
        "around " + "".join(around),
        *(f"phrase {k} {mark}" for k, mark in enumerate(marks)),
        "phrases " + "|".join(marks[1:4]),
        f"word {in_word[n][:1]}{at(in_word, n + 1)[:1]}",
        f"word {in_word[n]}",
    ]


def _in_run(
    plain: str,
    phrases: Sequence[frozenset[str]],
    classes: Sequence[str],
    n: int,
    start: int,
    end: int,
) -> list[str]:
    """Return the features of a Han character in its run of them, plain[start:end]."""
    run = plain[start:end]
    size, place, rest = min(len(run), 9), min(n - start, _FAR), min(end - n, _FAR)
    before = classes[start - 1] if start else "^"
    after = classes[end] if end < len(plain) else "$"
    surname = _surname(plain[n])
    result = [
        f"surname {surname}",
        f"transcribes {plain[n] in press_forms()['transcribing']}",
        f"run {size} {place}",
        f"in run {place} {rest}",
        f"run between {before}{after} {size} {place}",
        f"surname in run {surname} {size} {place}",
        f"run is {_lexicon().get(run, '')} {is_word(run)} {size} {place}",
    ]
    behind = n
    while behind > start and not any(
        mark[0] in "es" and mark[1] in "RWSP" for mark in phrases[behind - 1]
    ):
        behind -= 1
    if behind > start:
        kind = min(mark[1] for mark in phrases[behind - 1])
        result += [f"behind {kind} {min(n - behind, 5)} {min(rest, 5)}"]
        result += [f"behind {kind} {min(n - behind, 5)} {surname}"]
    ahead = n
    while ahead < end - 1 and not any(
        mark[0] in "bs" and mark[1] in "RW" for mark in phrases[ahead + 1]
    ):
        ahead += 1
    if ahead < end - 1:
        result.append(f"before {min(mark[1] for mark in phrases[ahead + 1])} {min(ahead - n, 5)}")
    left = _LAST_HAN.search(plain[:start].rstrip(_BETWEEN))
    right = _HAN.match(plain[end:].lstrip(_BETWEEN))
    result += _beside("left", left.group() if left else "", before, min(n - start, 4))
    result += _beside("right", right.group() if right else "", after, min(end - n, 4))
    return result


def _beside(side: str, run: str, mark: str, distance: int) -> list[str]:
    """Return the features of the run of Han characters on one side: the phrase nearest to it."""
    for size in range(4, 0, -1):
        phrase = run[-size:] if side == "left" else run[:size]
        if len(phrase) == size and (kind := _lexicon().get(phrase)):
            return [
                f"{side} {kind} {size} {mark} {distance}",
                f"{side} {phrase} {min(distance, 3)}",
            ]
    ending = run[-1:] if side == "left" else ""
    return [f"{side} run {min(len(run), _FAR)} {ending} {min(distance, 3)}"]


def _runs(classes: Sequence[str]) -> list[tuple[int, int]]:
    """Return for each position (start, end) of the run of one class that it is in."""
    runs: list[tuple[int, int]] = []
    start = 0
    for n in range(1, len(classes) + 1):
        if n == len(classes) or classes[n] != classes[start]:
            runs += [(start, n)] * (n - start)
            start = n
    return runs


def _class(character: str) -> str:
    if _HAN.match(character):
        return "h"
    if character.isdigit():
        return "9"
    return _CLASS_OF.get(character, "x")


def _surname(character: str) -> str:
    if character in names.FREQUENT_SURNAMES:
        return "frequent"
    is_surname = character in names.SURNAMES or character in press_forms()["rare_surnames"]
    return "other" if is_surname else ""


def _phrases(plain: str) -> list[frozenset[str]]:
    """Return for each character its place in a known phrase and the phrase's class, as in bR, eR.

    The longest phrase from the left counts.
    """
    lexicon = _lexicon()
    longest = max(map(len, lexicon))
    result: list[frozenset[str]] = []
    while len(result) < len(plain):
        n = len(result)
        for size in range(min(longest, len(plain) - n), 0, -1):
            if kind := lexicon.get(plain[n : n + size]):
                result += [frozenset((mark + kind,)) for mark in _marks(size)]
                break
        else:
            result.append(frozenset())
    return result


def _marks(size: int) -> str:
    """Return the places of the characters of a phrase: begin, middle, end, or single."""
    return "s" if size == 1 else "b" + "m" * (size - 2) + "e"


def _dictionary_words(plain: str) -> list[str]:
    """Return for each character its place in a dictionary word and the word's class, as in b ns.

    The longest word from the left counts; "" for a character in none.
    """
    classes = word_classes()
    result: list[str] = []
    while len(result) < len(plain):
        n = len(result)
        for size in range(min(_MAX_WORD, len(plain) - n), 1, -1):
            if is_word(plain[n : n + size]):
                kind = classes.get(plain[n : n + size], "")[:2]
                result += [f"{mark} {kind}" for mark in _marks(size)]
                break
        else:
            result.append("")
    return result


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, str]:
    """Return the class of each phrase: R role, W work, or that of its list in _PHRASES."""
    forms = press_forms()
    result = dict.fromkeys((*ROLES, *MISREAD), "R")
    for word in WORKS:
        result.setdefault(word, "W")
    for name, kind in _PHRASES.items():
        for word in forms[name]:
            if kind != "S" or len(word) > 1:
                result.setdefault(word, kind)
            if kind == "P" and len(word) > 2 and word[-1] in "市县":
                result.setdefault(word[:-1], kind)
    return result
