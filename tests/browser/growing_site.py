"""A catalogue whose articles name people together and print the same dispatch."""

import random
from datetime import date

from ..editions.growing_catalogue import WORDS, GrowingCatalogue

# (people, organisations) of an issue each, named together so that there are ties among them
TOGETHER = (
    (["章大山", "林小山"], ["sheng-zong", "样县机床厂"]),
    (["章大山", "林小山"], ["sheng-zong", "样县机床厂"]),
    (["章大山"], ["sheng-zong"]),
    (["章大山", "jia-wen"], []),
)


def write_catalogue(folder):
    catalogue = GrowingCatalogue(folder, 7)
    for n, (people, organisations) in enumerate(TOGETHER):
        article = catalogue._article() | {"people": ["yi-wen"][: n % 2]}
        article["named"] = {"people": people, "organisations": organisations, "places": ["330100"]}
        catalogue.issues["jia-bao", date(2020, 3, 2 + n).isoformat()] = [[article]]
    _print_dispatch(catalogue)
    catalogue.write()


def _print_dispatch(catalogue):
    """One dispatch in three newspapers: whole, with a paragraph of another, one paragraph alone."""
    rng = random.Random(7)
    catalogue.newspapers |= {"bing-bao": "丙报"}
    dispatch = _paragraphs(rng, 6)
    for paper, day, paragraphs in (
        ("jia-bao", date(2020, 3, 12), dispatch),
        ("yi-bao", date(2020, 3, 13), [*dispatch[:2], *_paragraphs(rng, 1), *dispatch[3:]]),
        (
            "bing-bao",
            date(2020, 3, 15),
            [*_paragraphs(rng, 5), dispatch[4], *_paragraphs(rng, 5)],
        ),
    ):
        article = catalogue._article() | {"paragraphs": paragraphs, "people": [], "url": ""}
        catalogue.issues[paper, day.isoformat()] = [[article, catalogue._article()]]


def _paragraphs(rng, count):
    return ["".join(rng.choices(WORDS, k=40)) + "。" for _ in range(count)]
