"""Invented pages: what the source says, how they are set, and what drafts of them are worth."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from archive.ingest.drafting import confidence
from archive.ingest.drafting.corpus.calibration import monotone_table
from archive.ingest.drafting.corpus.cross_validation import shrunk
from archive.ingest.drafting.corpus.evaluation import drafted_pages
from archive.ingest.drafting.corpus.source import read_corpus, read_source
from archive.ingest.drafting.corpus.typesetting import SETTINGS, set_pages
from archive.ingest.drafting.corpus.variation import varied_pages
from archive.ingest.drafting.page import draft_page
from archive.ingest.drafting.scoring import Score
from archive.ingest.page_lines import PageLine

CORPUS = Path(__file__).parent / "corpus"


def test_the_halves_share_no_style_and_no_article():
    tuning, held_out = read_corpus(CORPUS / "tuning"), read_corpus(CORPUS / "held_out")
    assert not {page.style for page in tuning} & {page.style for page in held_out}
    texts = {line.text for page in tuning for line in page.lines if line.tag == "P"}
    assert not any(line.text in texts for page in held_out for line in page.lines)
    assert len(tuning) + len(held_out) >= 40
    assert len({page.style for page in [*tuning, *held_out]}) >= 20


def test_a_fault_in_the_source_is_reported_by_line(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text("= number=3\n> -\nH 题\nQ 不认识\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"page\.txt:4"):
        list(read_source(path))


@pytest.mark.parametrize("setting", SETTINGS)
def test_printed_text_is_where_the_truth_says(setting):
    pages = read_corpus(CORPUS / "tuning")[:6]
    for page in set_pages(pages, setting):
        owners = page.owners()
        assert all(end <= start for (_, end, _), (start, _, _) in pairwise(owners))
        if setting in ("untorn", "hard-wrapped", "interleaved", "vertical"):
            for number, spans in page.spans.items():
                words = "".join(page.text[start:end] for start, end in spans)
                assert words == page.source.lines[number].text


def test_setting_and_varying_are_the_same_each_time():
    pages = read_corpus(CORPUS / "tuning")
    assert [p.text for p in set_pages(pages, "torn")] == [p.text for p in set_pages(pages, "torn")]
    first, second = (varied_pages(pages, 5, 3) for _ in range(2))
    assert [page.lines for page in first] == [page.lines for page in second]


def test_a_deck_that_was_recognised_is_less_sure_the_longer_it_is():
    at = "articles[0].headline"
    sure = [confidence.calibrated(at, 1.0, recognised=letters) for letters in (0, 8, 24)]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] > sure[1] > sure[2] > 0.6
    assert confidence.calibrated("articles[0]", 1.0) == confidence.calibrated(
        "articles[0]", 1.0, ""
    )


def test_a_signer_who_was_recognised_is_less_sure(training):
    lines = [PageLine("酱园晒场变看台"), PageLine("本报讯（记者 章文）酱园把晒场改成看台。")]
    recognised = [replace(line, confidence=0.95) for line in lines]

    def confidence_in_signer(page):
        draft = draft_page(page, "1", training, "", set())
        at = "articles[0].bylines[0]"
        return next(guess.confidence for guess in draft.guesses if guess.at == at)

    assert confidence_in_signer(recognised) < confidence_in_signer(lines)


def test_a_monotone_table_never_falls():
    guesses = [(n / 100, (n * 7) % 10 < n / 10) for n in range(100)]
    table = monotone_table(guesses, 10)
    values = [value for _, value in table]
    assert values == sorted(values)
    assert all(0 < value < 1 for value in values)


def test_the_confidence_of_few_guesses_is_drawn_towards_their_mean():
    guesses = [(0.4, False)] * 10 + [(0.9, True)] * 10
    table = monotone_table(guesses, 10)
    (_, low), (_, high) = table
    (_, lower), (_, higher) = shrunk(table, guesses)
    assert low < lower < 0.5 < higher < high


@pytest.mark.slow
@pytest.mark.parametrize(
    ("setting", "floors"),
    [
        ("untorn", {"articles": 0.87, "text": 0.87, "decks": 0.77, "province": 0.85}),
        ("hard-wrapped", {"articles": 0.87, "text": 0.87, "decks": 0.75, "province": 0.85}),
        ("torn", {"articles": 0.83, "text": 0.78, "decks": 0.7, "province": 0.8}),
        ("interleaved", {"articles": 0.7, "text": 0.65}),
    ],
)
def test_drafts_of_styles_not_fitted_to(training, setting, floors):
    pages = read_corpus(CORPUS / "held_out")
    score = sum((page.score for page in drafted_pages(pages, setting, training)), Score())
    f1_scores = {name: round(score.counts[name].f1, 3) for name in floors}
    assert all(f1_scores[name] >= floor for name, floor in floors.items()), f1_scores


@pytest.mark.slow
@pytest.mark.parametrize(("setting", "floor"), [("untorn", 0.97), ("torn", 0.92)])
def test_signatures_of_all_kinds_are_read(training, setting, floor):
    """On the pages by which rules are adjusted and models fitted."""
    pages = read_corpus(CORPUS / "tuning")
    score = sum((page.score for page in drafted_pages(pages, setting, training)), Score())
    assert score.counts["bylines"].f1 >= floor
