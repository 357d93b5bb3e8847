"""Measure the quality and the speed of related articles.

python tests/bench/related.py                   nDCG@5 of judged pairs, one half and the other
python tests/bench/related.py --tune            the same for other weights, on the first half
python tests/bench/related.py --articles 100000 the time of a look-up among as many made-up articles
"""

import argparse
import itertools
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import yaml
from generate import Maker, documents

from archive.facets.table import FACETS
from archive.search.contract import Document
from archive.search.engines.tantivy import more_like_this as weights
from archive.search.engines.tantivy.engine import TantivyEngine
from archive.search.similarity_query import SimilarityQuery, weighted_words
from archive.text.fold import fold

JUDGED = Path(__file__).with_name("related.yaml")
CATALOGUE = Path(__file__).resolve().parents[2] / "fixtures" / "issues"
CUTOFF = 5
Grades = Mapping[str, int]


class JudgedCorpus(NamedTuple):
    """Articles as documents, and the judged related articles of some of them, by ident."""

    documents: list[Document]
    targets: dict[str, SimilarityQuery]
    grades: dict[str, Grades]


def document(ident: str, title: str, text: str, values: Mapping[str, tuple[str, ...]]) -> Document:
    all_values = {facet.name: values.get(facet.name, ()) for facet in FACETS}
    return Document(ident, fold(title).text, fold(text).text, values=all_values)


def make_judged(
    entries: Iterable[tuple[str, str, str, dict]], grades: dict[str, Grades]
) -> JudgedCorpus:
    rows = list(entries)
    return JudgedCorpus(
        [document(*row) for row in rows],
        {
            ident: SimilarityQuery(ident, weighted_words(title, text), values)
            for ident, title, text, values in rows
        },
        grades,
    )


def catalogue() -> Iterator[tuple[str, str, str, dict]]:
    """The articles of the sample catalogue, by headlines and digests."""
    for path in sorted(CATALOGUE.rglob("*.yaml")):
        for page in yaml.safe_load(path.read_text(encoding="utf-8"))["pages"]:
            for article in page["articles"]:
                decks = [article.get("kicker"), article["headline"], *article.get("subheads", ())]
                title = " ".join(deck["text"] for deck in decks if deck)
                codes = [str(place["code"]) for place in article.get("places", ())]
                values = {
                    "topic": tuple(article.get("topics", ())),
                    "county": tuple(code for code in codes if not code.endswith("00")),
                    "city": tuple({code[:4] + "00" for code in codes if code[2:4] != "00"}),
                }
                yield article["ident"], title, article.get("digest", ""), values


def corpora() -> list[JudgedCorpus]:
    judgements = yaml.safe_load(JUDGED.read_text(encoding="utf-8"))
    made_up, grades = [], {}
    for g, group in enumerate(judgements["made_up"]):
        idents = [f"m{g}{n}" for n in range(len(group))]
        made_up += [(ident, *article, {}) for ident, article in zip(idents, group, strict=True)]
        grades |= {
            article_ident: {related: 3 for related in idents if related != article_ident}
            for article_ident in idents
        }
    return [make_judged(catalogue(), judgements["catalogue"]), make_judged(made_up, grades)]


def ndcg(ranking: Iterable[str], grades: Grades) -> float:
    def gain(values: Iterable[int]) -> float:
        return sum(
            (2**v - 1) / math.log2(n + 2) for n, v in enumerate(itertools.islice(values, CUTOFF))
        )

    return gain(grades.get(i, 0) for i in ranking) / gain(sorted(grades.values(), reverse=True))


class IndexedCorpus(NamedTuple):
    engine: TantivyEngine
    corpus: JudgedCorpus

    def scores(self, half: int) -> list[float]:
        """Return the scores of every second judged article, from the first or the second on."""
        idents = sorted(self.corpus.grades)[half::2]
        return [
            ndcg(
                (hit.ident for hit in self.engine.related(self.corpus.targets[ident], CUTOFF)),
                self.corpus.grades[ident],
            )
            for ident in idents
        ]


def print_quality(tune: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        open_corpora = []
        for n, corpus in enumerate(corpora()):
            engine = TantivyEngine(Path(folder) / str(n))
            engine.folder.mkdir()
            engine.rebuild(corpus.documents)
            open_corpora.append(IndexedCorpus(engine, corpus))
        pairs = sum(len(grades) for item in open_corpora for grades in item.corpus.grades.values())
        print(f"{pairs} judged pairs")
        if tune:
            _tune(open_corpora)
        for half, name in enumerate(("tuning half", "held-out half")):
            means = [statistics.mean(item.scores(half)) for item in open_corpora]
            print(f"{name}: nDCG@5 catalogue {means[0]:.3f}, invented {means[1]:.3f}")


def _tune(open_corpora: list[IndexedCorpus]) -> None:
    results = []
    choices = itertools.product(
        (6, 12, 24), (0.2, 0.4), (1.0, 2.0, 4.0), (0.5, 1.0), (0.5, 2.0, 4.0, 8.0), (0.0, 0.5, 1.0)
    )
    for most, share, title, text, topic, place in choices:
        weights.MAX_WORDS, weights.MAX_DOCUMENT_SHARE = most, share
        weights.TITLE, weights.TEXT = title, text
        weights.FACETS |= {"topic": topic, "county": place, "city": place / 2}
        score = statistics.mean(statistics.mean(item.scores(0)) for item in open_corpora)
        results.append((score, most, share, title, text, topic, place))
    for row in sorted(results, reverse=True)[:15]:
        print(row)


def print_speed(articles: int) -> None:
    with tempfile.TemporaryDirectory(dir=".") as folder:
        engine = TantivyEngine(Path(folder))
        started = time.monotonic()
        engine.rebuild(documents(articles))
        print(f"built in {time.monotonic() - started:.0f} s", file=sys.stderr)
        sample_articles = list(
            itertools.islice(Maker(articles), 0, articles, max(1, articles // 300))
        )
        times = []
        for article in sample_articles:
            words = weighted_words(
                f"{article.kicker} {article.headline}", article.digest + article.body
            )
            topics = tuple(topic.slug for topic in article.topics)
            like = SimilarityQuery(article.ident, words, {"topic": topics})
            started = time.perf_counter()
            engine.related(like, 24)
            times.append((time.perf_counter() - started) * 1000)
        times.sort()
        print(
            f"{articles:,} articles: p50 {times[len(times) // 2]:.1f} ms, "
            f"p95 {times[int(0.95 * len(times))]:.1f} ms of {len(times)}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, help="measure the speed instead")
    parser.add_argument("--tune", action="store_true")
    options = parser.parse_args()
    print_speed(options.articles) if options.articles else print_quality(options.tune)


if __name__ == "__main__":
    main()
