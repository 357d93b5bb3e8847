"""Fit the model of bylines to those of invented pages."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.ingest.drafting.byline_model import (
    ALONE,
    FIRST,
    LABELS,
    LAST,
    MAX_LENGTH,
    byline_features,
    first_words,
    last_words,
)
from archive.ingest.drafting.bylines import parse_lead
from archive.ingest.drafting.press_forms import press_forms, simple
from archive.ingest.drafting.sequence_model import Position, SequenceModel, average
from archive.ingest.drafting.signed_names import MISREAD, ROLES, WORKS
from archive.text.names import SURNAMES
from archive.text.phrases import any_of

from .sequence_fitting import fitted
from .source import SourceLine, SourcePage

# Number of variations of an example with names.
_VARIATIONS = 6
# Share of a character's features that are hidden while fitting, and the rounds of it.
_LEFT_OUT, _EPOCHS = 0.3, 3
# Number of models whose mean is taken.
_MEMBERS = 3
# Smaller weights are left out, for a quarter of the size; results are the same.
_MIN_WEIGHT = 0.1
# A paragraph of at most this many characters may be a byline.
_SHORT = 24
# How often a name stays as it is, and a name of two characters is spaced out.
_KEPT, _SPACED = 0.15, 0.35
# How often a blank is not read, and a stroke is another one.
_UNREAD, _OTHER_STROKE = 0.08, 0.15
# How often an office or place is another one.
_REPLACED = 0.5
_HAN = re.compile(r"[㐀-鿿]{2,}")
# Roles, works and words that a signature has only in one place.
_KNOWN = re.compile(
    any_of((*ROLES, *MISREAD, *WORKS, *press_forms()["verbs"], *press_forms()["own_names"]))
)
_BLANKS, _STROKES = " 　", "/／|｜·"
_GIVEN = (
    "文武全明春华山川小秋雨思远志勇平安海天立新晓建国秀兰玉洁子涵若水云飞长青丽芳军伟强梅红霞燕宁波"
    "涛峰磊敏静娟松柏林森江河湖岩石金银铜铁东南西北"
)


@dataclass(frozen=True)
class BylineExample:
    """Words that may be a byline, in simplified characters, with the label of each character."""

    words: str
    place: str
    labels: tuple[str, ...]

    @property
    def pair(self) -> tuple[list[Position], tuple[str, ...]]:
        return byline_features(self.words, self.place), self.labels


def fit_byline_model(pages: Sequence[SourcePage], seed: int) -> SequenceModel:
    """Return the model of bylines, the mean of several. The same arguments give the same model."""
    examples = byline_examples(pages)
    model = average(
        [
            fitted(
                LABELS,
                [example.pair for example in with_variations(examples, member)],
                _EPOCHS,
                member,
                left_out=_LEFT_OUT,
            )
            for member in range(seed, seed + _MEMBERS)
        ]
    )
    model.weights = {
        feature: weights
        for feature, weights in model.weights.items()
        if max(map(abs, weights)) >= _MIN_WEIGHT
    }
    return model


def byline_examples(pages: Sequence[SourcePage]) -> list[BylineExample]:
    """Return the bylines of `pages`, and words in their places that are none."""
    return [example for page in pages for example in _of_page(page)]


def with_variations(examples: Sequence[BylineExample], seed: int) -> list[BylineExample]:
    """Return the examples, each followed by its variations with other names, blanks and strokes."""
    rng = random.Random(seed)
    characters = sorted({c for example in examples for c in example.words if _is_han(c)})
    places = press_forms()["datelines"]
    others = [*sorted({words for example in examples for _, words in _others(example)}), *places]
    result = []
    for example in examples:
        result.append(example)
        count = _VARIATIONS if "B" in example.labels else int(example.place != FIRST)
        for _ in range(count):
            varied = _with_others(example, others, rng)
            result.append(_varied(varied, characters, rng))
    return result


def _others(example: BylineExample) -> Iterator[tuple[int, str]]:
    """Yield (start, words) of what stands beside names: offices and places, but no role or work."""
    if "B" not in example.labels:
        return
    for match in _HAN.finditer(example.words):
        words = match.group()
        if set(example.labels[slice(*match.span())]) == {"O"} and not _KNOWN.search(words):
            yield match.start(), words


def _with_others(
    example: BylineExample, others: Sequence[str], rng: random.Random
) -> BylineExample:
    """Return the example with other offices and places beside the names."""
    words, labels = example.words, example.labels
    for start, old in reversed(list(_others(example))):
        if rng.random() < _REPLACED:
            new = rng.choice(others)
            end = start + len(old)
            words = words[:start] + new + words[end:]
            labels = (*labels[:start], *"O" * len(new), *labels[end:])
    return BylineExample(words, example.place, labels)


def _of_page(page: SourcePage) -> Iterator[BylineExample]:
    begun: set[int] = set()
    for line in page.lines:
        if line.article < 0:
            continue
        is_first = line.tag == "P" and line.article not in begun
        if line.tag == "P":
            begun.add(line.article)
        plain = simple(line.text)
        signed = [simple(name) for name, _ in page.bylines[line.article]]
        for place, start, end in _places(line, plain, is_first):
            words = plain[start:end]
            yield BylineExample(words, place, _labels(words, signed))


def _places(line: SourceLine, plain: str, is_first: bool) -> Iterator[tuple[str, int, int]]:
    """Yield (place, start, end) of the words of a line that may be a byline."""
    if line.tag in "YR":
        if len(plain) <= MAX_LENGTH:
            yield ALONE, 0, len(plain)
        return
    if line.tag not in "PAIV":
        return
    if len(plain) <= _SHORT:
        yield ALONE, 0, len(plain)
    if (start := last_words(plain)) < len(plain):
        yield LAST, start, len(plain)
    if is_first:
        lead = parse_lead(line.text)
        end = lead.length if lead and lead.people else first_words(plain)
        if end:
            yield FIRST, 0, end


def _labels(words: str, signed: Sequence[str]) -> tuple[str, ...]:
    labels = ["O"] * len(words)
    for name in signed:
        spaced = "[ 　]*".join(map(re.escape, re.sub(r"[ 　]", "", name)))
        for match in re.finditer(spaced, words):
            span = slice(*match.span())
            if set(labels[span]) == {"O"}:
                labels[span] = ["B", *"I" * (match.end() - match.start() - 1)]
                break
    return tuple(labels)


def _varied(example: BylineExample, characters: Sequence[str], rng: random.Random) -> BylineExample:
    words: list[str] = []
    labels: list[str] = []
    n = 0
    while n < len(example.words):
        character = example.words[n]
        if example.labels[n] == "B":
            end = n + 1
            while end < len(example.words) and example.labels[end] == "I":
                end += 1
            name = _other_name(re.sub(r"[ 　]", "", example.words[n:end]), characters, rng)
            if len(name) == 2 and rng.random() < _SPACED:
                name = name[0] + rng.choice(_BLANKS) + name[1]
            words.append(name)
            labels += ["B", *"I" * (len(name) - 1)]
            n = end
            continue
        n += 1
        if character in _BLANKS and rng.random() < _UNREAD:
            continue
        if character in _BLANKS and rng.random() < 2 * _OTHER_STROKE:
            character = rng.choice(_BLANKS)
        elif character in _STROKES and rng.random() < _OTHER_STROKE:
            character = rng.choice(_STROKES)
        words.append(character)
        labels.append("O")
    return BylineExample("".join(words), example.place, tuple(labels))


def _other_name(name: str, characters: Sequence[str], rng: random.Random) -> str:
    """Return another name of the same length; one of an unusual length stays as it is."""
    if len(name) not in (2, 3) or rng.random() < _KEPT:
        return name
    given = rng.choice((_GIVEN, _GIVEN, _GIVEN, characters, press_forms()["transcribing"]))
    surname = rng.choice(SURNAMES[:200])
    return surname + "".join(rng.choice(given) for _ in name[1:])


def _is_han(character: str) -> bool:
    return "㐀" <= character <= "鿿"
