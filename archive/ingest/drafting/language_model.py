"""Score how well one piece of Chinese text continues another.

Two sources are combined: a character model (orders 1 to 4, Witten-Bell smoothing; Chen and Goodman
1999, section 2.6) trained on page texts, which knows names and set phrases, and the segmenter's
frequency dictionary, which knows words: a word across a cut is evidence that the text continues.
"""

import math
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from archive.text import segment

ORDER = 4
_BEGIN = "\n"
# Characters of context on either side of a cut.
_REACH = 6
# Characters segmented to get the first word of a text.
_OPENING = 12
# Suffixes, which never begin a sentence.
_BEHIND = "的了着们里"
# Punctuation that ends a clause.
_COMMAS = "，,、；;。"
# Nats: a character with at least these log odds of ending a word does not begin a sentence.
_BOUND = 1.0


class LanguageModel:
    """A character model of `paragraphs`; independent of their order."""

    def __init__(self, paragraphs: Iterable[str]):
        # Counts of n-grams (n ≤ 4).
        self._seen: Counter[str] = Counter()
        # Counts of n-grams at the end of a paragraph, where nothing follows.
        self._last: Counter[str] = Counter()
        begun = letters = 0
        for paragraph in paragraphs:
            text = _BEGIN + paragraph
            begun, letters = begun + text[:-1].count(_BEGIN), letters + len(paragraph)
            self._last.update(text[-size:] for size in range(1, min(ORDER, len(text) + 1)))
            for order in range(ORDER):
                # The paragraph start is no character; counting in one call is faster.
                starts = range(order == 0, len(text) - order)
                self._seen.update([text[at : at + order + 1] for at in starts])
        self._kinds = Counter([seen[:-1] for seen in self._seen])
        self._size = max(6000, self._kinds[""])
        self._totals = {"": letters, _BEGIN: begun}

    def chance(self, char: str, history: str) -> float:
        """Return the smoothed probability of `char` after `history`."""
        probability = 1 / self._size
        for order in range(ORDER):
            if order > len(history):
                break
            context = history[len(history) - order :] if order else ""
            kinds = self._kinds.get(context)
            if not kinds:
                break
            seen, total = self._seen.get(context + char, 0), self._total(context)
            probability = (seen + kinds * probability) / (total + kinds)
        return probability

    def _total(self, context: str) -> int:
        """Return the number of characters that follow `context`."""
        if len(context) < 2 and context in self._totals:
            return self._totals[context]
        return self._seen[context] - self._last.get(context, 0)

    def goes_on(self, before: str, after: str) -> float:
        """Return the log odds, in nats, that `after` continues `before`, not starts a paragraph."""
        before = before[-_REACH:]
        result = 0.0
        # Beyond four characters the model does not see across the cut.
        for index in range(min(ORDER - 1, len(after))):
            probability = self.chance(after[index], before + after[:index])
            result += math.log(probability) - math.log(
                self.chance(after[index], _BEGIN + after[:index])
            )
        return result

    def fits(self, before: str, char: str, after: str) -> float:
        """Return the log probability, in nats, of `char` and the next two characters in context."""
        text = before + char + after
        reach = range(len(before), min(len(text), len(before) + ORDER - 1))
        return sum(math.log(self.chance(text[at], text[:at])) for at in reach)

    def opens(self, after: str) -> float:
        """Return the log odds, in nats, that `after` starts a paragraph."""
        result = 0.0
        for index in range(min(ORDER - 1, len(after))):
            at_start = self.chance(after[index], _BEGIN + after[:index])
            result += math.log(at_start) - math.log(self.chance(after[index], after[:index]))
        return result


def word_across(before: str, after: str) -> float:
    """Return the gain, in nats, of segmenting both together, which finds a word across the cut."""
    left, right = _han_tail(before), _han_head(after)
    if not left or not right:
        return 0.0
    return _cost(left) + _cost(right) - _cost(left + right)


def _han_tail(text: str) -> str:
    at = len(text)
    while at and len(text) - at < _REACH and "㐀" <= text[at - 1] <= "鿿":
        at -= 1
    return text[at:]


def _han_head(text: str) -> str:
    at = 0
    while at < min(len(text), _REACH) and "㐀" <= text[at] <= "鿿":
        at += 1
    return text[:at]


@lru_cache(maxsize=65536)
def _cost(run: str) -> float:
    """Return the cost, in nats, of the best segmentation of `run` into dictionary words."""
    frequencies = segment.frequencies()
    total = segment.total_frequency()
    best = [0.0] + [math.inf] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - 8), end):
            count = frequencies.get(run[start:end], 0)
            if count or end - start == 1:
                best[end] = min(best[end], best[start] + math.log(total / max(count, 1)))
    return best[-1]


def begins_midway(text: str) -> bool:
    """Return whether `text` begins inside a sentence, judged by its first word.

    That is a suffix such as 的 or 里, a character that ends words far more often than it begins
    them or is one by itself, such as 员 or 级, or one followed by a comma.
    """
    word = next(iter(segment.words(text[:_OPENING])), "")
    if len(word) != 1 or not _han_head(word):
        return False
    return word in _BEHIND or text[1:2] in _COMMAS or _bound(word) >= _BOUND


@lru_cache(maxsize=1)
def _ends_and_begins() -> tuple[Counter, Counter]:
    ends: Counter = Counter()
    begins: Counter = Counter()
    for word, count in segment.frequencies().items():
        begins[word[:1]] += count
        if len(word) > 1:
            ends[word[-1]] += count
    return ends, begins


def _bound(char: str) -> float:
    """Return the log odds, in nats, that `char` ends a word rather than begins or is one."""
    ends, begins = _ends_and_begins()
    return math.log((1 + ends[char]) / (1 + begins[char]))
