"""Which places of GB/T 2260 a text names."""

from collections import Counter

from archive.text.gazetteer import Gazetteer


def places(gazetteer: Gazetteer, text: str) -> tuple[Counter[str], list[tuple[int, int]]]:
    """(code of a place → how often it is named, where names of places stand).

    Of 浙江杭州 only 杭州 counts, as in 杭州市上城区 only 上城区.
    """
    counts = Counter(code for code, *_ in gazetteer.chains(text))
    return counts, [(mention.start, mention.end) for mention in gazetteer.mentions(text)]
