"""Search hits on page images: every box of a hit lies on the hit's characters."""

import random

import pytest

from archive.search.page_hits import boxes_of, page_hits
from archive.text.fold import fold

from ..sample_newspaper.articles import sample_articles


def reading_text(article) -> str:
    blocks = ("".join(run["text"] for run in block["runs"]) for block in article.full_text.blocks)
    return "\n".join(blocks)


def inside(box, character) -> bool:
    """Whether the middle of a character lies in a box."""
    x, y = character.x + character.width / 2, character.y + character.height / 2
    return box.x <= x <= box.right and box.y <= y <= box.bottom


def characters_in(box, sample) -> str:
    """The text of the page whose characters' middles lie in a box."""
    characters = []
    for n, character in enumerate(sample.text):
        boxes = sample.geometry.boxes(n, n + 1)
        if boxes and inside(box, boxes[0]):
            characters.append(character)
    return "".join(characters)


def random_words(count):
    rng = random.Random(1)
    samples = sample_articles()
    for _ in range(count):
        sample = rng.choice(samples)
        text = reading_text(sample.article)
        length = rng.randint(2, 6)
        start = rng.randrange(max(1, len(text) - length))
        yield sample, text[start : start + length]


def test_the_boxes_of_200_random_words_lie_on_their_characters():
    tried = 0
    for sample, word in random_words(400):
        if "\n" in word:
            continue
        terms = (fold(word).text,)
        hits = [hit for hit in page_hits(sample.article, terms) if hit.words == word]
        assert hits, word
        for hit in hits:
            scanned = "".join(sample.text[start:end] for start, end in hit.spans)
            assert len(scanned) == len(word)
            boxed_text = "".join(characters_in(box, sample) for box in hit.boxes(sample.geometry))
            assert boxed_text == scanned, word
        tried += 1
        if tried == 200:
            break
    assert tried == 200


def article(ident):
    return next(sample for sample in sample_articles() if sample.article.ident == ident)


def test_a_word_cut_by_the_end_of_a_line_has_a_box_in_both():
    sample = article("dg7ccgd")
    # two characters before the end of a printed line, and two after it
    word_and_text = next(
        (text, run)
        for run, after in zip(sample.geometry.runs, sample.geometry.runs[1:], strict=False)
        if run.end == after.start
        and (text := sample.text[run.end - 2 : run.end + 2]) in reading_text(sample.article)
    )
    (hit,) = (hit for hit in page_hits(sample.article, (fold(word_and_text[0]).text,)))
    assert len(hit.boxes(sample.geometry)) == 2
    assert {number for number, _ in boxes_of([hit], sample.geometry)} == {hit.number}


def test_hits_are_numbered_as_on_the_article_s_page():
    sample = article("dg7ccgd")
    numbers = [hit.number for hit in page_hits(sample.article, ("借阅",))]
    # the second is in the digest, which is not printed
    assert numbers == [1, 3, 4, 5, 6]


def test_traditional_print_is_found_in_simplified_words():
    sample = article("h47qc3x")
    assert sample.geometry.direction == "vertical"
    hits = list(page_hits(sample.article, ("图书馆",)))
    assert {hit.words for hit in hits} == {"圖書館"}
    for hit in hits:
        for box in hit.boxes(sample.geometry):
            assert set(characters_in(box, sample)) <= set("圖書館")


@pytest.mark.parametrize("term", ["", "没有这个词"])
def test_characters_without_geometry_have_no_box(term):
    assert list(page_hits(article("dg7ccgd").article, (term,))) == []
