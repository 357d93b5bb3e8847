"""Measure calibration: whether nine in ten guesses with confidence 0.9 are right."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from archive.catalogue.entries import ArticleEntry, PageEntry
from archive.ingest.drafting.issue import IssueDraft
from archive.ingest.drafting.scoring import matched

# Number of groups by confidence in which guesses are compared.
_GROUPS = 10
_AT = re.compile(r"pages\[0\]\.(?:articles\[(?P<article>\d+)\]|apart\[(?P<zone>\d+)\])(?P<rest>.*)")
# A zone is right if at least this share of its characters is of its kind.
_MAJORITY = 0.5


@dataclass
class Calibration:
    """Guesses by kind: (confidence, whether right) of each."""

    guesses: dict[str, list[tuple[float, bool]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, true: PageEntry, drafted: PageEntry, draft: IssueDraft, text: str) -> None:
        """Count the guesses of a page's draft."""
        for kind, confidence, right in _judged(true, drafted, draft, text):
            self.guesses[kind].append((confidence, right))

    def errors(self) -> dict[str, float]:
        """Return the expected calibration error of each kind of guess, and of `all`."""
        kinds = {kind: _error(guesses) for kind, guesses in sorted(self.guesses.items())}
        return kinds | {"all": _error([g for guesses in self.guesses.values() for g in guesses])}

    def size(self, kind: str) -> int:
        if kind == "all":
            return sum(map(len, self.guesses.values()))
        return len(self.guesses[kind])

    def as_json(self) -> dict[str, Any]:
        errors = self.errors()
        return {
            kind: {"error": round(errors[kind], 4), "guesses": self.size(kind)} for kind in errors
        }


def monotone_table(guesses: list[tuple[float, bool]], least: int = 25) -> list[list[float]]:
    """Return (confidence, share that is right) pairs, both in ascending order.

    Isotonic regression by pooling adjacent violators, on groups of at least `least` guesses.
    """
    sums: dict[float, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for confidence, right in guesses:
        sums[confidence][0] += right
        sums[confidence][1] += 1
    groups: list[list[float]] = []
    for confidence, (correct, count) in sorted(sums.items()):
        if groups and groups[-1][2] < least:
            last = groups[-1]
            groups[-1] = [last[0] + confidence * count, last[1] + correct, last[2] + count]
        else:
            groups.append([confidence * count, correct, count])
        while len(groups) > 1 and groups[-2][1] * groups[-1][2] >= groups[-1][1] * groups[-2][2]:
            last = groups.pop()
            groups[-1] = [a + b for a, b in zip(groups[-1], last, strict=True)]
    # Smoothing: one more guess per group, so that no share is 0 or 1.
    return [
        [round(total / count, 3), round((right + 0.5) / (count + 1), 3)]
        for total, right, count in groups
    ]


def _error(guesses: list[tuple[float, bool]]) -> float:
    groups: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in guesses:
        groups[min(_GROUPS - 1, int(confidence * _GROUPS))].append((confidence, right))
    wrong = 0.0
    for group in groups.values():
        mean = sum(confidence for confidence, _ in group) / len(group)
        share = sum(right for _, right in group) / len(group)
        wrong += abs(mean - share) * len(group)
    return wrong / len(guesses) if guesses else 0.0


def _judged(
    true: PageEntry, drafted: PageEntry, draft: IssueDraft, text: str
) -> Iterator[tuple[str, float, bool]]:
    """Yield (kind, confidence, whether right) for the guesses that the truth decides."""
    pairs = {
        drafted_article.ident: right for right, drafted_article in matched(true, drafted, text)
    }
    owner = {
        place: zone.kind
        for zone in true.apart
        for start, end in zone.at
        for place in range(start, end)
    }
    for guess in draft.fields["draft"]["guesses"]:
        match = _AT.fullmatch(guess["at"])
        if not match:
            continue
        if match["zone"] is not None:
            zone = drafted.apart[int(match["zone"])]
            places = [place for start, end in zone.at for place in range(start, end)]
            same = sum(owner.get(place) == zone.kind for place in places)
            yield "apart", guess["confidence"], same > _MAJORITY * len(places)
            continue
        article = drafted.articles[int(match["article"])]
        judged = _of_article(match["rest"], article, pairs.get(article.ident))
        if judged is not None:
            yield judged[0], guess["confidence"], judged[1]


def _of_article(
    rest: str, article: ArticleEntry, true: ArticleEntry | None
) -> tuple[str, bool] | None:
    """Return (kind, whether right) for a guess about an article; None if it is undecided."""
    if rest == "":
        return "article", true is not None
    if rest == ".headline":
        return "decks", true is not None and _decks(article) == _decks(true)
    if match := re.fullmatch(r"\.bylines\[(\d+)\]", rest):
        credit = article.bylines[int(match[1])]
        signed = {(c.person, c.role) for c in true.bylines} if true else set()
        return "bylines", (credit.person, credit.role) in signed
    if rest == ".places[0]" and article.places and true is not None and true.places:
        return "places", article.places[0].code[:2] == true.places[0].code[:2]
    if match := re.fullmatch(r"\.body\[(\d+)\]", rest):
        if int(match[1]) >= len(article.body):
            return None
        block = article.body[int(match[1])]
        if block.kind == "crosshead":
            crossheads = (
                [span for b in true.body if b.kind == "crosshead" for span in b.at] if true else []
            )
            start = block.at[0][0]
            return "crossheads", any(first <= start < last for first, last in crossheads)
    return None


def _decks(article: ArticleEntry) -> list[str]:
    decks = (article.kicker, article.headline, *article.subheads)
    return ["".join(c for c in deck.text if c.isalnum()) if deck else "" for deck in decks]
