"""Invented pages as they are printed: every line once, and the truth about what was read."""

import random
import re

import pytest
from PIL import Image, ImageFilter

from archive.ingest.drafting.corpus.print_layouts import FAMILIES, lay_out
from archive.ingest.drafting.corpus.print_pages import TypesetLine, TypesetPage
from archive.ingest.drafting.corpus.read_truth import read_text
from archive.ingest.drafting.corpus.source import (
    SourceLine,
    SourcePage,
    merged,
    read_corpus,
    with_merged_pages,
)
from archive.ingest.drafting.corpus.warped_scan import bound, photographed
from archive.ingest.drafting.corpus.worn_scan import rotated, wear
from archive.ingest.page_lines import PageLine
from archive.text.boxes import Box

from .test_corpus import CORPUS


@pytest.mark.parametrize("half", FAMILIES)
def test_every_line_is_laid_out_once(half):
    for n, page in enumerate(with_merged_pages(read_corpus(CORPUS / half))):
        html = lay_out(page, half, str(n))
        numbers = [int(number) for number in re.findall(r'data-line="(\d+)"', html)]
        assert sorted(numbers) == list(range(len(page.lines)))


def test_the_halves_share_no_family():
    assert not set(FAMILIES["tuning"]) & set(FAMILIES["held_out"])


def test_a_layout_is_the_same_for_the_same_seed_only():
    page = read_corpus(CORPUS / "tuning")[0]
    assert lay_out(page, "tuning", "3") == lay_out(page, "tuning", "3")
    assert len({lay_out(page, "tuning", str(n)) for n in range(5)}) > 1


def test_pages_together_keep_the_articles_of_each():
    first, second = read_corpus(CORPUS / "tuning")[:2]
    page = merged([first, second])
    assert len(page.places) == len(first.places) + len(second.places)
    last = [line.text for line in page.lines if line.article == len(page.places) - 1]
    assert last == [line.text for line in second.lines if line.article == len(second.places) - 1]


SOURCE = SourcePage(
    "",
    lines=[
        SourceLine("H", "老油坊开榨", 0),
        SourceLine("P", "村口的老油坊今晨开榨，头一锅菜油香了半条街。", 0),
        SourceLine("P", "油坊停了十一年。", 0),
    ],
    places=[""],
    bylines=[[]],
)
# (source line, from, to, x, y): a headline over two columns
PRINT = ((0, 0, 5, 0.1, 0.1), (1, 0, 11, 0.1, 0.2), (1, 11, 22, 0.1, 0.23), (2, 0, 8, 0.6, 0.2))


def _typeset(tmp_path) -> TypesetPage:
    lines = [
        TypesetLine(line, start, end, Box(x, y, 0.3, 0.02), 0.02, False, False)
        for line, start, end, x, y in PRINT
    ]
    return TypesetPage(SOURCE, lines, tmp_path, "page", 600, 600)


def _read(*lines: tuple[str, float, float]) -> list[PageLine]:
    return [PageLine(text, Box(x, y, 0.3, 0.02), 0.02) for text, x, y in lines]


def test_truth_does_not_depend_on_the_order_in_which_lines_were_read(tmp_path):
    lines = _read(
        ("油坊停了十一年。", 0.6, 0.2),
        ("村口的老油坊今晨开榨，", 0.1, 0.2),
        ("头一锅菜油香了半条街。", 0.1, 0.23),
        ("老油坊开榨", 0.1, 0.1),
    )
    reading = read_text(lines, _typeset(tmp_path), "png")
    assert (reading.printed, reading.wrong, reading.missing) == (35, 0, 0)
    words = {
        n: "".join(reading.page.text[start:end] for start, end in spans)
        for n, spans in reading.page.spans.items()
    }
    assert words == {n: line.text for n, line in enumerate(SOURCE.lines)}


def test_misread_missing_and_invented_characters_are_counted(tmp_path):
    lines = _read(
        ("老由坊开榨", 0.1, 0.1),
        ("村口的老油坊今晨开榨，", 0.1, 0.2),
        ("油坊停了十一年。", 0.6, 0.2),
        ("丿一", 0.6, 0.7),
    )
    reading = read_text(lines, _typeset(tmp_path), "png")
    # one misread, eleven of a line that was not read, two where nothing is printed
    assert (reading.wrong, reading.missing) == (14, 11)
    ((start, end),) = reading.page.spans[0]
    assert reading.page.text[start:end] == "老由坊开榨"


def test_two_columns_read_as_one_line_are_known_apart(tmp_path):
    lines = [PageLine("村口的老油坊今晨开榨，油坊停了十一年。", Box(0.1, 0.2, 0.8, 0.02), 0.02)]
    reading = read_text(lines, _typeset(tmp_path), "png")
    assert reading.page.spans[1] == [(0, 11)]
    assert reading.page.spans[2] == [(11, 19)]


def test_a_worn_scan_is_turned_as_its_boxes_are(tmp_path):
    clean, worn = tmp_path / "clean.png", tmp_path / "worn.jpg"
    image = Image.new("L", (400, 600), 255)
    image.paste(0, (40, 60, 80, 90))
    image.save(clean)
    wear(clean, worn, 1.5, random.Random(1))
    with Image.open(worn) as scan:
        assert scan.size == (400, 600)
        smooth = scan.convert("L").filter(ImageFilter.GaussianBlur(2))
        dark = smooth.point(lambda value: 255 if value < 110 else 0).getbbox()
    box = rotated(Box(0.1, 0.1, 0.1, 0.05), 1.5, 400 / 600)
    assert dark is not None
    sides = (box.x * 400, box.y * 600, box.right * 400, box.bottom * 600)
    assert all(abs(edge - side) < 4 for edge, side in zip(dark, sides, strict=True))


@pytest.mark.parametrize("bend", [bound, photographed])
def test_a_bent_page_is_where_its_boxes_are(bend, tmp_path):
    clean, bent = tmp_path / "clean.png", tmp_path / "bent.png"
    image = Image.new("L", (400, 600), 255)
    image.paste(0, (40, 60, 80, 90))
    image.save(clean)
    page = bend(600 / 400, random.Random(1))
    page.write(clean, bent)
    with Image.open(bent) as scan:
        dark = scan.crop((20, 20, 200, 200)).point(lambda value: 255 if value < 40 else 0).getbbox()
    box = page.box(Box(0.1, 0.1, 0.1, 0.05))
    sides = (box.x * 400, box.y * 600, box.right * 400, box.bottom * 600)
    assert dark is not None
    assert all(abs(edge + 20 - side) < 3 for edge, side in zip(dark, sides, strict=True))
    # it was moved at all
    assert abs(sides[0] - 40) > 3 or abs(sides[1] - 60) > 3
