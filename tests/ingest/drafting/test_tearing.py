"""Invented reports torn into columns at random are put together again."""

from collections import Counter
from dataclasses import dataclass, field

import pytest

from archive.catalogue.entries import ArticleEntry, PageEntry
from archive.ingest.drafting.language_model import begins_midway
from archive.ingest.drafting.page import draft_page
from archive.ingest.drafting.scoring import Count
from archive.text.names import slug

from .tearing import Torn, tear

SEEDS = range(24)
# what drafts of all the pages together must come to at least: (precision, recall)
FLOORS = {
    "text": (0.92, 0.92),
    "articles": (0.97, 0.97),
    "joins": (0.9, 0.85),
    "bylines": (0.96, 0.95),
    "repeats": (0.95, 0.95),
    # most begin as a paragraph may, and share no fewer words with the report than its own do
    "strays": (0.95, 0.25),
    "places": (0.93, 0.93),
    "decks": (0.93, 0.93),
}


@dataclass
class Tally:
    counts: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in FLOORS})

    def add(self, name: str, right: set, drafted_values: set, true: set | None = None) -> None:
        true = right if true is None else true
        self.counts[name] += Count(len(drafted_values & true), len(drafted_values), len(true))


def _offsets(spans, text: str) -> set[int]:
    return {i for start, end in spans for i in range(start, end) if not text[i].isspace()}


def _spans(article: ArticleEntry):
    for deck in (article.kicker, article.headline, *article.subheads):
        if deck:
            yield from deck.at
    for block in article.body:
        yield from block.at


def _count(tally: Tally, torn: Torn, page: PageEntry) -> None:
    owner = {i: n for n, spans in torn.spans.items() for i in _offsets(spans, torn.text)}
    owners = {i: a.ident for a in page.articles for i in _offsets(_spans(a), torn.text)}
    matches: dict[str, int] = {}
    for (ident, n), _ in Counter((owners[i], owner[i]) for i in owners if i in owner).most_common():
        if ident not in matches and n not in matches.values():
            matches[ident] = n
    tally.add("text", set(owner.items()), {(i, matches.get(a, -1)) for i, a in owners.items()})
    tally.add("articles", set(torn.reports), set(matches.values()))
    tally.counts["articles"].drafted += len(page.articles) - len(matches)
    joins = {
        (end, start)
        for article in page.articles
        for block in article.body
        for (_, end), (start, _) in zip(block.at, block.at[1:], strict=False)
    }
    tally.add("joins", torn.joins, joins)
    repeats = [span for zone in page.apart if zone.kind == "repeat" for span in zone.at]
    tally.add("repeats", _offsets(torn.repeats, torn.text), _offsets(repeats, torn.text))
    strays = [span for zone in page.apart if zone.kind == "stray" for span in zone.at]
    tally.add("strays", _offsets(torn.strays, torn.text), _offsets(strays, torn.text))
    signed = {(n, slug(name), role) for n, r in torn.reports.items() for name, role in r.signed}
    draft_bylines = {
        (matches.get(a.ident), c.person, c.role) for a in page.articles for c in a.bylines
    }
    tally.add("bylines", signed, draft_bylines)
    places = {(n, report.place) for n, report in torn.reports.items()}
    draft_places = {(matches.get(a.ident), a.places[0].code) for a in page.articles if a.places}
    tally.add("places", places, draft_places)
    decks = {
        (n, kind, at)
        for n, lines_of_kind in torn.decks.items()
        for kind, at in lines_of_kind.items()
    }
    tally.add(
        "decks", decks, {(matches.get(a.ident), *deck) for a in page.articles for deck in _decks(a)}
    )


def _decks(article: ArticleEntry):
    if article.kicker:
        yield "kicker", article.kicker.at[0]
    yield "headline", article.headline.at[0]
    for deck in article.subheads:
        yield "subhead", deck.at[0]


def _draft_entry(torn: Torn, training) -> PageEntry:
    draft = draft_page(torn.text, "x1", training, "gongren-ribao", frozenset())
    return PageEntry.model_validate(draft.fields, context={"draft": True})


@pytest.fixture(scope="module")
def pages(training):
    return [(torn, _draft_entry(torn, training)) for torn in map(tear, SEEDS)]


@pytest.mark.slow
def test_torn_reports_are_put_together_again(pages):
    tally = Tally()
    for torn, page in pages:
        _count(tally, torn, page)
    shares = {
        name: (round(count.precision, 3), round(count.recall, 3))
        for name, count in tally.counts.items()
    }
    below = {
        name: (shares[name], floor)
        for name, floor in FLOORS.items()
        if any(share < least for share, least in zip(shares[name], floor, strict=True))
    }
    assert not below, shares


def test_the_tearer_tears(pages):
    """It must be worth putting together: joins, repeats, strays, and tails under another report."""
    assert sum(len(torn.joins) for torn, _ in pages) > 100
    assert sum(bool(torn.repeats) for torn, _ in pages) >= 5
    assert sum(bool(torn.strays) for torn, _ in pages) >= 5
    assert any(abs(start - end) > 300 for torn, _ in pages for end, start in torn.joins)


def test_every_character_belongs_to_one_thing(pages):
    for torn, page in pages:
        owned = Counter()
        for zone in page.apart:
            owned.update(i for start, end in zone.at for i in range(start, end))
        for article in page.articles:
            owned.update(i for start, end in _spans(article) for i in range(start, end))
        assert max(owned.values()) == 1
        assert {i for i, char in enumerate(torn.text) if not char.isspace()} <= set(owned)


@pytest.mark.parametrize(
    ("text", "midway"),
    [
        ("员每天要爬三趟。", True),
        ("级,气象员每天要爬三趟。", True),
        ("上,说最难伺候的不是齿轮。", True),
        ("了雨声。摊主们并成一排。", True),
        ("的一组下午采得快。", True),
        ("了解到的情况都写在墙上。", False),
        ("上城区的绣娘来了。", False),
        ("员工们把门打开。", False),
        ("铃的主意出自去年夏天。", False),
        ("据悉,墙还在。", False),
        ("“一小时学会的。”", False),
        ("3月18日,书车来了。", False),
        ("", False),
    ],
)
def test_what_no_paragraph_begins_with(text, midway):
    assert begins_midway(text) is midway
