"""The sample newspaper, typeset again: its geometry and zones match the browser's layout."""

import random

import pytest

from archive.catalogue.geometry import decode
from archive.catalogue.yaml_file import read
from archive.catalogue.zones import article_placement
from archive.text.boxes import Box, covered_area, intersection

from ..sample_newspaper.articles import CATALOGUE, TEXTS
from ..sample_newspaper.typesetting import sources, typeset


@pytest.fixture(scope="module")
def pages(browser):
    return [typeset(browser, source) for source in sources()]


def overlap(boxes: list[Box], other_boxes: list[Box]) -> float:
    """Intersection over union of the areas covered by two sets of boxes."""
    pairs = (intersection(first_box, other_box) for first_box in boxes for other_box in other_boxes)
    common = covered_area([box for box in pairs if box])
    return common / (covered_area(boxes) + covered_area(other_boxes) - common)


def test_the_stored_texts_match_the_pages(pages):
    """Except the positions of characters, which depend on the machine's fonts."""
    for page in pages:
        text_file = TEXTS / f"{page.issue}-{page.page}.txt"
        assert text_file.read_text(encoding="utf-8") == page.text, "run write.py"


def test_boxes_of_200_random_words_lie_on_their_characters(pages):
    rng = random.Random(2)
    geometries = {page.sha256: decode(page.geometry.encode()) for page in pages}
    for _ in range(200):
        page = rng.choice(pages)
        start = rng.randrange(len(page.text) - 6)
        end = start + rng.randint(2, 6)
        boxes = geometries[page.sha256].boxes(start, end)
        truth = [box for box in page.characters[start:end] if box]
        common = (intersection(box, item) for box in boxes for item in truth)
        covered = [box for box in common if box]
        # within a ten-thousandth of the page's sides, which a box is rounded to
        assert covered_area(covered) >= 0.93 * covered_area(truth), page.text[start:end]
        for box in boxes:
            middles = [item for item in truth if holds(box, item)]
            assert middles, page.text[start:end]
        assert all(any(holds(box, item) for box in boxes) for item in truth), page.text[start:end]
        other_boxes = [item for item in page.characters if item and item not in truth]
        assert not any(holds(box, item) for box in boxes for item in other_boxes), page.text[
            start:end
        ]


def holds(box: Box, character: Box) -> bool:
    x, y = character.x + character.width / 2, character.y + character.height / 2
    return box.x <= x <= box.right and box.y <= y <= box.bottom


def test_zones_cover_their_articles_print(pages):
    entries = {
        (record.issue, page.page, article.ident): article
        for path in sorted((CATALOGUE / "issues").rglob("*.yaml"))
        for record in [read(path).record]
        for page in record.pages
        for article in page.articles
    }
    tried = 0
    for page in pages:
        for result in page.articles:
            article = entries[page.issue, page.page, result["ident"]]
            zones = [zone.box for zone in article_placement(article, page.geometry).zones]
            print_boxes = [
                box
                for part in page.parts
                if part.attributes.get("ident") == result["ident"]
                for box in ([part.box] if part.box else part.columns)
            ]
            assert overlap(zones, print_boxes) >= 0.95, result["ident"]
            tried += 1
    assert tried == len(entries)
