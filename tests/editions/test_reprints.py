"""Reprints are found, with the same result in incremental and full builds."""

import random

import pytest

from archive.editions import fingerprint_index, row_keys
from archive.editions.fingerprint_index import FILE, FingerprintIndex, Pair
from archive.editions.number_parts import NumberParts
from archive.editions.reprint_clusters import Extent, Printing, printings
from archive.text.fingerprints import fingerprints

CHARACTERS = "车间比武技能职工培训钳焊食堂新房师傅徒弟县厂里今年一场办了批"


def words(rng, length):
    return "".join(rng.choices(CHARACTERS, k=length))


def key(issue, number=0):
    return row_keys.article_key(row_keys.page_key(issue, 1), number)


def test_fingerprints_pay_no_heed_to_marks_script_and_place():
    text = words(random.Random(1), 300)
    punctuated = "  ，".join(text[n : n + 7] for n in range(0, 300, 7))
    assert fingerprints(punctuated.replace("师", "師")) == fingerprints(text)
    assert fingerprints(text[100:200]) < fingerprints(text)
    assert fingerprints("短") == set()


def test_numbers_are_read_back_in_order(tmp_path, monkeypatch):
    monkeypatch.setattr("archive.editions.number_parts._MAX_BUFFERED", 10)
    rng = random.Random(2)
    numbers = [rng.getrandbits(64) for _ in range(500)]
    parts = NumberParts(tmp_path, "numbers", 64)
    for n in range(0, 500, 7):
        parts.add(numbers[n : n + 7])
    result = [number for part in parts for number in sorted(part)]
    assert result == sorted(numbers)
    assert not list(tmp_path.iterdir())


def index_of(path, newspapers, texts):
    with FingerprintIndex(path, newspapers) as index:
        index.build(sorted(texts.items()), len(texts))
        return list(index.pairs()), index.sizes()


@pytest.fixture
def group_reprints(tmp_path):
    """Pairs and sizes of articles in issues 1, 2 … of as many newspapers."""

    def _group(*texts, newspapers=None):
        keys = {key(n): text for n, text in enumerate(texts, 1)}
        papers = newspapers or {n: n for n in range(1, len(texts) + 1)}
        pairs, sizes = index_of(tmp_path / FILE, papers, keys)
        (tmp_path / FILE).unlink()
        return printings(pairs, sizes)

    return _group


def test_a_reprint_is_found_whole_cut_and_within_another_story(group_reprints):
    rng = random.Random(3)
    dispatch = words(rng, 800)
    story = words(rng, 500) + dispatch[300:480] + words(rng, 500)
    groups = group_reprints(dispatch, words(rng, 700), dispatch[:400], story)
    assert groups == [
        Printing(key(1), key(1), Extent.WHOLE),
        Printing(key(1), key(3), Extent.WHOLE),
        Printing(key(1), key(4), Extent.PART),
    ]


def test_a_roundup_of_two_dispatches_does_not_make_them_one(group_reprints):
    rng = random.Random(4)
    dispatch, other_dispatch = words(rng, 300), words(rng, 300)
    groups = group_reprints(dispatch, other_dispatch, dispatch + words(rng, 300) + other_dispatch)
    assert groups == [
        Printing(key(1), key(1), Extent.WHOLE),
        Printing(key(1), key(3), Extent.PART),
        Printing(key(2), key(2), Extent.WHOLE),
        Printing(key(2), key(3), Extent.PART),
    ]


def test_what_a_newspaper_prints_again_and_again_is_no_reprint(group_reprints):
    rng = random.Random(5)
    imprint = words(rng, 120)
    texts = [words(rng, 300) + imprint for _ in range(4)]
    one_newspaper = dict.fromkeys(range(1, 5), 7)
    assert group_reprints(*texts, newspapers=one_newspaper) == []
    # in four newspapers it may be a dispatch
    assert {printing.article for printing in group_reprints(*texts)} == {
        key(n) for n in range(1, 5)
    }


def test_articles_of_one_issue_are_not_compared(tmp_path):
    text = words(random.Random(6), 400)
    pairs, _ = index_of(
        tmp_path / FILE, {1: 1, 2: 2}, {key(1): text, key(1, 1): text, key(2): text}
    )
    assert [pair[:2] for pair in pairs] == [(key(1), key(2)), (key(1, 1), key(2))]


@pytest.mark.parametrize("seed", range(12))
def test_an_updated_index_equals_a_rebuilt_one(tmp_path, monkeypatch, seed):
    monkeypatch.setattr(fingerprint_index, "MAX_ARTICLES", 6)
    rng = random.Random(seed)
    passages = [words(rng, 90) for _ in range(5)]
    newspapers, texts = {}, {}
    index_of(tmp_path / "steps", newspapers, texts)
    for step in range(15):
        removed_texts, changed_issues = {}, set()
        for issue in rng.sample(range(1, 30), 3):
            issue_articles = [
                article for article in texts if row_keys.issue_of_article(article) == issue
            ]
            removed_texts |= {article: texts.pop(article) for article in issue_articles}
            newspapers.pop(issue, None)
            changed_issues.add(issue)
            if rng.random() < 0.8:
                newspapers[issue] = issue % 4
                for number in range(rng.randrange(3)):
                    inserted = rng.sample(passages, rng.randrange(3))
                    texts[key(issue, number)] = words(rng, 60) + "".join(inserted)
        new_texts = {
            a: text for a, text in texts.items() if row_keys.issue_of_article(a) in changed_issues
        }
        with FingerprintIndex(tmp_path / "steps", newspapers) as index:
            index.update(
                removed_texts.items(),
                new_texts.items(),
                lambda keys: [(article_key, texts[article_key]) for article_key in keys],
            )
            by_steps = list(index.pairs()), index.sizes()
        full_index = index_of(tmp_path / f"whole-{step}", newspapers, texts)
        assert by_steps == full_index, step
    assert full_index[0], "nothing was compared"


def test_articles_are_grouped_transitively():
    sizes = dict.fromkeys((1, 2, 3, 4, 5), 100)
    pairs = [Pair(2, 3, 90), Pair(1, 3, 60), Pair(4, 5, 30)]
    assert printings(pairs, sizes) == [
        *(Printing(1, article, Extent.WHOLE) for article in (1, 2, 3)),
        Printing(4, 4, Extent.WHOLE),
        Printing(4, 5, Extent.PART),
    ]
