"""Which places of GB/T 2260 a text names."""

import re
from collections import Counter
from collections.abc import Collection, Iterable

from archive.text.gazetteer import NOT_PLACES, Gazetteer

Span = tuple[int, int]
_UNITS = frozenset("省市县区")
# 郑州队, 红星大队
_TEAM = re.compile("(?:代表)?[大小]?队")


class NamedPlaces:
    """The places that `text` names; `plain` is the same in simplified characters."""

    def __init__(self, gazetteer: Gazetteer, text: str, plain: str):
        self._gazetteer, self._text = gazetteer, plain
        self._mentions = [
            mention
            for mention in gazetteer.mentions(text, plain)
            if plain[mention.start : mention.end] not in NOT_PLACES
        ]
        # without a unit, as given names may be as well: 甘永康
        self.short_spans: list[Span] = []
        self.spans: list[Span] = []
        for mention in self._mentions:
            span = (mention.start, mention.end)
            is_short = not self._is_whole(*span) and not mention.codes[0].endswith("0000")
            (self.short_spans if is_short else self.spans).append(span)

    def counts(self, organisations: Iterable[Span], people: Collection[str]) -> Counter[str]:
        """Return the code of a place → how often it is named.

        Of 浙江杭州 only 杭州 counts, as in 杭州市上城区 only 上城区; and none in the name of a
        person or team, nor by its short name in that of an organisation.
        """
        spans = (*self.spans, *self.short_spans)
        excluded = {
            at
            for at, after in spans
            if _TEAM.match(self._text, after) and not self._is_whole(at, after)
        }
        for start, end in organisations:
            excluded.update(
                at for at, after in spans if start <= at < end and not self._is_whole(at, after)
            )
        for name in people:
            start = self._text.find(name)
            while start >= 0:
                excluded.update(range(start, start + len(name)))
                start = self._text.find(name, start + len(name))
        chains = self._gazetteer.chains(self._text, mentions=self._mentions)
        return Counter(code for code, _, at, _ in chains if at not in excluded)

    def _is_whole(self, start: int, end: int) -> bool:
        return (
            self._gazetteer.is_whole_name(self._text[start:end])
            or self._text[end : end + 1] in _UNITS
        )
