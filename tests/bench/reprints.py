"""Measure the quality and the speed of finding the same dispatch in several newspapers.

python tests/bench/reprints.py                      recall and precision on made-up reprints
python tests/bench/reprints.py --articles 100000    time, memory and disk of a whole publish's step
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations, islice
from pathlib import Path
from typing import NamedTuple

from generate import SEED, Maker

from archive.editions import fingerprint_index, row_keys
from archive.editions.fingerprint_index import FILE, FingerprintIndex, Pair
from archive.editions.reprint_clusters import printings

# originals of each kind in each half, articles without a reprint, newspapers
ORIGINALS, UNRELATED, NEWSPAPERS = 60, 2500, 24
KINDS = ("whole", "half", "paragraph", "edited", "ocr", "cut and ocr")
MIN_SHARED = range(3, 11)
CHARACTERS = "工会职工车间师傅技能培训竞赛厂里今年一场办了食堂热线维权劳模安康杯钳焊电梯班组轮休"


class Item(NamedTuple):
    key: int
    text: str
    # the dispatches it has, and what was done to the text
    sources: frozenset[int]
    kind: str


class Corpus:
    """Invented articles of one half: some are reprints of others, most are not."""

    def __init__(self, seed: int):
        self.rng = random.Random(f"reprints {seed}")
        count = len(KINDS) * ORIGINALS * 3 + UNRELATED
        self._bodies = (article.body for article in Maker(count, SEED + seed))
        self.items: list[Item] = []
        # newspaper → issue → articles
        self.newspapers: dict[int, int] = {}
        self._places: list[tuple[int, int]] = []
        self._slogans = ["".join(self._words(n)) for n in (24, 40, 60, 90)]
        self._imprints = ["".join(self._words(70)) for _ in range(NEWSPAPERS)]
        self._forms = ["".join(self._words(160)) for _ in range(6)]
        for kind in KINDS:
            for _ in range(ORIGINALS):
                self._add_dispatch(kind)
        for n in range(UNRELATED):
            self._add(next(self._bodies), frozenset(), "other", form=n % 25 == 0)

    def _words(self, length: int) -> Iterator[str]:
        return (self.rng.choice(CHARACTERS) for _ in range(length))

    def _add(self, text: str, sources: frozenset[int], kind: str, form: bool = False) -> None:
        number = len(self.items)
        newspaper = self.rng.randrange(NEWSPAPERS)
        # some twelve articles an issue
        issue = 1 + newspaper + NEWSPAPERS * (number // (12 * NEWSPAPERS))
        self.newspapers[issue] = newspaper
        if self.rng.random() < 0.25:
            text = self.rng.choice(self._slogans) + "。" + text
        if self.rng.random() < 0.3:
            text += "\n" + self._imprints[newspaper]
        if form:
            # notices with the same wording, each with its own names and figures
            own = "".join(self._words(60))
            text = self._forms[newspaper % len(self._forms)] + own
        key = row_keys.article_key(row_keys.page_key(issue, 1), number)
        self.items.append(Item(key, text, sources, kind))

    def _add_dispatch(self, kind: str) -> None:
        source = len(self.items)
        text = next(self._bodies)
        while len(text) < 500:
            text = next(self._bodies)
        self._add(text, frozenset([source]), "original")
        for _ in range(self.rng.choice((1, 1, 2))):
            self._add(self._reprinted(kind, text), frozenset([source]), kind)

    def _reprinted(self, kind: str, text: str) -> str:
        rng = self.rng
        if kind == "half":
            start = rng.choice((0, len(text) // 2))
            return text[start : start + len(text) // 2]
        if kind == "paragraph":
            size = rng.randrange(110, 220)
            start = rng.randrange(len(text) - size)
            around = next(self._bodies)[: 1000 - size]
            at = rng.randrange(len(around) + 1)
            return f"{around[:at]}\n{text[start : start + size]}\n{around[at:]}"
        if kind == "edited":
            return self._edited(text)
        if kind == "ocr":
            return self._misread(text)
        if kind == "cut and ocr":
            return self._misread(text[: int(len(text) * 0.6)])
        return text

    def _edited(self, text: str) -> str:
        """Change a tenth of the characters: replace, insert and delete words."""
        result, at = [], 0
        while at < len(text):
            step = self.rng.randrange(20, 60)
            size = self.rng.randrange(2, 7)
            result += [text[at : at + step], *self._words(self.rng.choice((0, size, size)))]
            at += step + self.rng.choice((0, size, size))
        return "".join(result)

    def _misread(self, text: str) -> str:
        """Replace three in a hundred characters."""
        characters = (next(self._words(1)) if self.rng.random() < 0.03 else c for c in text)
        return "".join(characters)


def pairs_of(corpus: Corpus) -> tuple[list[Pair], dict[int, int]]:
    """Return all pairs that share the smallest tried number of fingerprints, and sizes."""
    fingerprint_index.MIN_SHARED, least = MIN_SHARED[0], fingerprint_index.MIN_SHARED
    with (
        tempfile.TemporaryDirectory() as folder,
        FingerprintIndex(Path(folder) / FILE, corpus.newspapers) as index,
    ):
        index.build(((item.key, item.text) for item in sorted(corpus.items)), len(corpus.items))
        pairs_and_sizes = list(index.pairs()), index.sizes()
    fingerprint_index.MIN_SHARED = least
    return pairs_and_sizes


def quality(corpus: Corpus, pairs: list[Pair], sizes: dict[int, int], least: int):
    """(precision, {kind: recall}) of pairs of articles shown as printing one dispatch."""
    items = {item.key: item for item in corpus.items}
    members = defaultdict(list)
    for printing in printings([pair for pair in pairs if pair.shared >= least], sizes):
        members[printing.dispatch].append(printing.article)
    grouped_pairs = {pair for keys in members.values() for pair in combinations(sorted(keys), 2)}
    right = sum(bool(items[a].sources & items[b].sources) for a, b in grouped_pairs)
    expected = Counter[str]()
    hit = Counter[str]()
    by_source = defaultdict(list)
    for item in corpus.items:
        for source in item.sources:
            by_source[source].append(item)
    for original, *reprints in by_source.values():
        for reprint in reprints:
            expected[reprint.kind] += 1
            if original.key // (1 << 23) == reprint.key // (1 << 23):
                # of one issue: not compared
                expected[reprint.kind] -= 1
                continue
            hit[reprint.kind] += tuple(sorted((original.key, reprint.key))) in grouped_pairs
    recalls = {kind: hit[kind] / expected[kind] for kind in KINDS}
    recalls["all"] = sum(hit.values()) / sum(expected.values())
    return right / len(grouped_pairs), recalls


def print_quality() -> None:
    tuned, kept_apart = Corpus(1), Corpus(2)
    pairs_and_sizes = pairs_of(tuned)
    print("| least shared | precision | recall | by kind |\n|--:|--:|--:|---|")
    for least in MIN_SHARED:
        print(_row(least, *quality(tuned, *pairs_and_sizes, least)))
    print("\nthe half kept apart, with the fewest that the program takes:\n")
    print(
        _row(
            fingerprint_index.MIN_SHARED,
            *quality(kept_apart, *pairs_of(kept_apart), fingerprint_index.MIN_SHARED),
        )
    )


def _row(least: int, precision: float, recalls: dict[str, float]) -> str:
    kinds = ", ".join(f"{kind} {recalls[kind]:.3f}" for kind in KINDS)
    return f"| {least} | {precision:.3f} | {recalls['all']:.3f} | {kinds} |"


def print_speed(articles: int) -> None:
    """Measure with one article in ten reprinted by another newspaper."""

    def texts() -> Iterator[tuple[int, str]]:
        rng, previous_body = random.Random(SEED), ""
        for number, article in enumerate(islice(Maker(articles), articles)):
            issue = 1 + number // 60
            body = previous_body if previous_body and rng.random() < 0.1 else article.body
            previous_body = article.body if rng.random() < 0.1 else previous_body
            yield row_keys.article_key(row_keys.page_key(issue, 1), number % 60), body

    newspapers = {1 + n: n % 200 for n in range(articles // 60 + 1)}
    # The generator takes longer than what is measured. Bytes, as a text that was sent to a worker
    # keeps its UTF-8 for as long as it lives.
    encoded_texts = [(key, text.encode()) for key, text in texts()]
    with tempfile.TemporaryDirectory(dir=".") as folder:
        path = Path(folder) / FILE
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started, cpu = time.monotonic(), time.process_time()
        with FingerprintIndex(path, newspapers) as index:
            index.build(((key, text.decode()) for key, text in encoded_texts), len(encoded_texts))
            index_time = time.monotonic()
            count = len(printings(index.pairs(), index.sizes()))
        ended = time.monotonic()
        own = time.process_time() - cpu
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(
            f"{articles:,} articles: index {index_time - started:.1f} s, "
            f"groups {ended - index_time:.1f} s, "
            f"{own + children.ru_utime + children.ru_stime:.1f} s of all cores, "
            f"{path.stat().st_size / 1e6:.0f} MB on disk, {count:,} printings, "
            f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB, "
            f"{before / 1e3:.0f} MB of it before"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, help="measure the speed instead")
    options = parser.parse_args()
    print_speed(options.articles) if options.articles else print_quality()


if __name__ == "__main__":
    sys.exit(main())
