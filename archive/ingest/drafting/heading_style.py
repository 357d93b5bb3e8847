"""Distinguish headings from beginnings of torn paragraphs, trained on the archive's headings."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator

# Minimum number of examples of each kind.
_ENOUGH = 20
# Lengths at which paragraphs are cut to make examples of torn beginnings.
_CUTS = (9, 13, 18, 24, 31, 39)
_OPENER = re.compile(
    r"^(?:据|此次|这|日前|近日|近年|目前|同时|此外|截至|今年|去年|随后|在|为|记者|自|从|当|如今|活动|其中|一个月)"
)


class Headings:
    """A naive Bayes classifier of headings and torn beginnings."""

    def __init__(self, headings: Iterable[str], paragraphs: Iterable[str]):
        self._counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        self._totals = {True: 0, False: 0}
        for text in headings:
            self._add(text, True)
        for text in paragraphs:
            for cut in _CUTS:
                if len(text) > cut + 6 and text[cut - 1] not in "。！？!?；;，,、：”’":
                    self._add(text[:cut], False)

    def _add(self, text: str, heading: bool) -> None:
        self._totals[heading] += 1
        self._counts[heading].update(_style(text))

    @property
    def is_trained(self) -> bool:
        return min(self._totals.values()) >= _ENOUGH

    def odds(self, text: str) -> float:
        """Return the log odds, in nats, that `text` is a heading rather than a torn beginning."""
        result = 0.0
        for trait in _style(text):
            chances = [
                (self._counts[kind][trait] + 1) / (self._totals[kind] + 3) for kind in (True, False)
            ]
            result += math.log(chances[0] / chances[1])
        return result


def _style(text: str) -> Iterator[str]:
    """Yield the style features of a line, one value of each."""
    yield f"length {min(len(text) // 6, 6)}"
    parts = re.split(r"[，,]", text)
    even = len(parts) == 2 and min(map(len, parts)) * 3 >= max(map(len, parts))
    yield "commas " + ("none" if len(parts) == 1 else "even" if even else "uneven")
    yield f"的 {min(text.count('的'), 2)}"
    yield f"aspect {bool(re.search('[了着过]', text))}"
    yield f"pronoun {bool(re.search('[他她它我你们]|自己|大家', text))}"
    yield f"adverb {bool(re.search('[也都还就又却并且但则才很已]', text))}"
    yield f"preposition {min(len(re.findall('[是在为将被把对从由于以]', text)), 2)}"
    yield f"last {bool(re.search('[的了在是和与及或把将被对向从由并也都就为]$', text))}"
    yield f"blank {bool(re.search('[ 　]', text))}"
    yield f"opener {bool(_OPENER.match(text))}"
    yield f"list {min(text.count('、'), 2)}"
    yield f"time {bool(re.search('[0-9]+[年月日]', text))}"
    yield f"exclaims {text[-1:] in '！!？?—'}"
