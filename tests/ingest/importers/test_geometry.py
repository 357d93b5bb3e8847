"""The geometry of an imported page has the word positions of its source."""

import random
import re
from itertools import count

import pytest

from archive.catalogue.geometry import decode, read_geometry
from archive.catalogue.page_images import PageImages
from archive.catalogue.zones import article_placement
from archive.ingest.importers import mets_alto, page_folders, page_xml
from archive.text.boxes import Box

from . import samples

# the rounding of a box in a geometry file, and of the steps in a line
NEAR = 0.0012
# pixels between some words
GAP = 6
UNITS = {"pixel": 1, "mm10": 0.8466, "inch1200": 4}
WIDTH, HEIGHT = 3000, 4200


def hanzi(rng):
    """Characters that a page has once each, so that a character names its word."""
    characters = [chr(code) for code in range(0x4E00, 0x8000)]
    rng.shuffle(characters)
    return iter(characters)


class PrintedPage:
    """A page of random words set in columns; `cells` has the box of each character in pixels."""

    def __init__(self, rng, vertical=False):
        self.rng, self.vertical = rng, vertical
        self.cells: dict[str, tuple[float, float, float, float]] = {}
        self.blocks: list[list[list[tuple[str, tuple[float, float, float, float]]]]] = []
        characters = hanzi(rng)
        for left, size in ((200, 40), (1100, 24), (2000, 24)):
            top = rng.randint(200, 600)
            for _ in range(rng.randint(2, 4)):
                block = []
                for _ in range(rng.randint(1, 5)):
                    block.append(self._line(characters, left, top, size))
                    top += size * 1.5
                self.blocks.append(block)
                top += size

    def _line(self, characters, left, top, size):
        line = []
        for _ in range(self.rng.randint(2, 6)):
            text = "".join(next(characters) for _ in range(self.rng.randint(1, 4)))
            box = (left, top, len(text) * size, size)
            for n, character in enumerate(text):
                self.cells[character] = self._turned((left + n * size, top, size, size))
            line.append((text, self._turned(box)))
            left += len(text) * size + self.rng.choice((0, GAP))
        return line

    def _turned(self, box):
        """On a vertical page lines go down and follow one another to the left."""
        if not self.vertical:
            return box
        x, y, width, height = box
        return WIDTH - y - height, x, height, width

    def expected(self, character) -> Box:
        x, y, width, height = self.cells[character]
        return Box(x / WIDTH, y / HEIGHT, width / WIDTH, height / HEIGHT)


def attributes(box, scale):
    names = ("HPOS", "VPOS", "WIDTH", "HEIGHT")
    return {name: round(value * scale, 1) for name, value in zip(names, box, strict=True)}


def alto_of(page: PrintedPage, unit="pixel", size=True):
    scale = UNITS[unit]
    blocks = []
    for n, lines in enumerate(page.blocks):
        strings = [
            "".join(samples.string(text, **attributes(box, scale)) for text, box in line)
            for line in lines
        ]
        blocks.append(samples.block(f"B{n}", *strings))
    text = samples.alto(*blocks)
    of_page = f'WIDTH="{WIDTH * scale}" HEIGHT="{HEIGHT * scale}"' if size else ""
    text = text.replace('<Page ID="P1">', f'<Page ID="P1" {of_page}>')
    description = f"<Description><MeasurementUnit>{unit}</MeasurementUnit></Description>"
    return text.replace("<Layout>", f"{description}<Layout>")


def check(into, pages: list[PrintedPage]) -> int:
    """Check that every character of every page is where it was printed; return their number."""
    geometries, texts = read_geometry(into.folder), into.texts()
    checked = 0
    for source in into.records():
        for entry, page in zip(source.record.pages, pages, strict=True):
            geometry = geometries[entry.text.sha256]
            text = texts[entry.text.sha256]
            assert geometry.length == len(text) == entry.text.length
            for n, character in enumerate(text):
                if character.isspace():
                    continue
                (box,) = geometry.boxes(n, n + 1)
                expected = page.expected(character)
                # a gap before the next word, where the text has no blank, counts to the character
                spare = (0, GAP / HEIGHT) if page.vertical else (GAP / WIDTH, 0)
                assert tuple(box[:2]) == pytest.approx(tuple(expected[:2]), abs=NEAR), (
                    n,
                    character,
                )
                assert -NEAR < box.width - expected.width < spare[0] + NEAR, (n, character)
                assert -NEAR < box.height - expected.height < spare[1] + NEAR, (n, character)
                checked += 1
    return checked


def items(page, rng):
    """The logical map of a page: titles, bylines, bodies in any order of its blocks."""
    numbers = list(range(len(page.blocks)))
    rng.shuffle(numbers)
    divs = []
    while numbers:
        own = [numbers.pop() for _ in range(min(len(numbers), rng.randint(1, 4)))]
        kinds = rng.choice((["BODY"], ["TITLE", "BODY"], ["OVERLINE", "TITLE", "AUTHOR", "BODY"]))
        parts = [
            samples.div(kinds[min(n, len(kinds) - 1)], samples.area(f"B{number}"))
            for n, number in enumerate(own)
        ]
        # some blocks belong to no article
        if rng.random() < 0.9:
            divs.append(samples.div("ARTICLE", *parts, ident=f"A{own[0]}"))
    return samples.div("ISSUE", *divs)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("vertical", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_characters_of_alto_are_where_it_says(into, tmp_path, seed, vertical, unit):
    rng = random.Random(seed)
    page = PrintedPage(rng, vertical)
    source = tmp_path / "source"
    (source / "text").mkdir(parents=True)
    (source / "text" / "1.xml").write_text(alto_of(page, unit), encoding="utf-8")
    (source / "mets.xml").write_text(samples.mets(items(page, rng)), encoding="utf-8")
    summary = into.run(mets_alto.issues([source]), form=rng.choice(("yaml", "lines")))
    assert summary.placed == 1
    assert check(into, [page]) == len(page.cells)
    geometries = read_geometry(into.folder)
    (geometry,) = (geometries[sha256] for sha256 in geometries)
    assert geometry.direction == ("vertical" if vertical else "horizontal")
    assert len(geometry.encode()) <= 40 * len(page.cells)


def page_xml_of(page: PrintedPage, words=True, image=""):
    numbers = count()

    def coords(box):
        x, y, width, height = map(int, box)
        points = f"{x},{y} {x + width},{y} {x + width},{y + height} {x},{y + height}"
        return f'<Coords points="{points}"/>'

    def around(boxes):
        xs, ys = [b[0] for b in boxes], [b[1] for b in boxes]
        right, bottom = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
        return (min(xs), min(ys), right - min(xs), bottom - min(ys))

    def text(content):
        return f"<TextEquiv><Unicode>{content}</Unicode></TextEquiv>"

    regions = ""
    for lines in page.blocks:
        inner = ""
        for line in lines:
            pieces = "".join(
                f'<Word id="w{next(numbers)}">{coords(box)}{text(word)}</Word>'
                for word, box in (line if words else ())
            )
            line_text = "".join(word for word, _ in line)
            box = around([box for _, box in line])
            inner += (
                f'<TextLine id="l{next(numbers)}">{coords(box)}{pieces}{text(line_text)}</TextLine>'
            )
        box = around([box for line in lines for _, box in line])
        regions += f'<TextRegion id="r{next(numbers)}">{coords(box)}{inner}</TextRegion>'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">'
        f'<Page imageFilename="{image}" imageWidth="{WIDTH}" imageHeight="{HEIGHT}">'
        f"{regions}</Page></PcGts>"
    )


@pytest.mark.parametrize("vertical", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_characters_of_page_xml_are_where_it_says(into, tmp_path, seed, vertical):
    page = PrintedPage(random.Random(seed), vertical)
    source = tmp_path / "2020-10-11"
    source.mkdir()
    (source / "1.xml").write_text(page_xml_of(page), encoding="utf-8")
    into.run(page_folders.issues([source], page_xml.parse_page))
    assert check(into, [page]) == len(page.cells)


def test_lines_without_words_are_divided_evenly(into, tmp_path):
    page = PrintedPage(random.Random(3))
    # no blanks between words, so that the line's even division is the truth
    for block in page.blocks:
        for line in block:
            (_, first), *_ = line
            x = first[0]
            for n, (text, box) in enumerate(line):
                line[n] = (text, (x, *box[1:]))
                for m, character in enumerate(text):
                    page.cells[character] = (x + m * box[3], box[1], box[3], box[3])
                x += box[2]
    source = tmp_path / "2020-10-11"
    source.mkdir()
    (source / "1.xml").write_text(page_xml_of(page, words=False), encoding="utf-8")
    into.run(page_folders.issues([source], page_xml.parse_page))
    assert check(into, [page]) == len(page.cells)


def test_a_word_divided_at_a_line_end_is_in_both_lines(into, tmp_path):
    first = samples.string("alpha", HPOS=100, VPOS=100, WIDTH=100, HEIGHT=20)
    parts = [
        samples.string(
            text, SUBS_TYPE=kind, SUBS_CONTENT="betagamma", HPOS=x, VPOS=y, WIDTH=w, HEIGHT=20
        )
        for text, kind, x, y, w in (
            ("beta", "HypPart1", 220, 100, 80),
            ("gamma", "HypPart2", 100, 130, 100),
        )
    ]
    text = samples.alto(samples.block("B1", first + parts[0], parts[1]))
    text = text.replace('<Page ID="P1">', '<Page ID="P1" WIDTH="1000" HEIGHT="1000">')
    folder = tmp_path / "2020-10-11"
    folder.mkdir()
    (folder / "1.xml").write_text(text, encoding="utf-8")
    into.run(page_folders.issues([folder], page_folders.alto_page))
    (source,) = into.records()
    sha256 = source.record.pages[0].text.sha256
    content = into.texts()[sha256]
    geometry = read_geometry(into.folder)[sha256]
    start = content.index("betagamma")
    assert geometry.boxes(start, start + 9) == [
        pytest.approx((0.22, 0.1, 0.08, 0.02), abs=NEAR),
        pytest.approx((0.1, 0.13, 0.1, 0.02), abs=NEAR),
    ]


def test_words_beyond_the_page_have_no_place(into, tmp_path):
    page = PrintedPage(random.Random(1))
    source = tmp_path / "source"
    (source / "text").mkdir(parents=True)
    cropped = alto_of(page).replace(f'WIDTH="{WIDTH}"', 'WIDTH="300"')
    (source / "text" / "1.xml").write_text(cropped, encoding="utf-8")
    (source / "mets.xml").write_text(samples.mets(items(page, random.Random(1))))
    summary = into.run(mets_alto.issues([source]))
    assert any("未导入坐标" in remark for remark in summary.remarks)
    assert summary.placed == 0
    assert not list(read_geometry(into.folder))
    assert not PageImages(into.images)


@pytest.mark.parametrize("form", ["yaml", "lines"])
def test_importing_an_issue_again_replaces_its_geometry(into, tmp_path, form):
    page = PrintedPage(random.Random(7))
    source = tmp_path / "source"
    (source / "text").mkdir(parents=True)
    (source / "mets.xml").write_text(samples.mets(items(page, random.Random(7))))
    (source / "text" / "1.xml").write_text(alto_of(page), encoding="utf-8")
    into.run(mets_alto.issues([source]), form=form)
    for path in into.issues.iterdir():
        path.unlink()
    # the same words, measured anew
    shifted = {c: (x + 30, y + 40, w, h) for c, (x, y, w, h) in page.cells.items()}
    for block in page.blocks:
        for line in block:
            line[:] = [(text, (x + 30, y + 40, w, h)) for text, (x, y, w, h) in line]
    page.cells = shifted
    (source / "text" / "1.xml").write_text(alto_of(page), encoding="utf-8")
    into.run(mets_alto.issues([source]), form=form)
    assert check(into, [page]) == len(page.cells)
    assert list(read_geometry(into.folder).repeated()) == []


def test_illustrations_of_an_article_are_its_pictures(into, tmp_path):
    illustration = '<Illustration ID="I1" HPOS="300" VPOS="420" WIDTH="600" HEIGHT="840"/>'
    text = samples.ONE_PAGE.replace("<PrintSpace", f"{illustration}<PrintSpace").replace(
        '<Page ID="P1">', '<Page ID="P1" WIDTH="3000" HEIGHT="4200">'
    )
    assert 'ID="I1"' in text
    logical = samples.TWO_ARTICLES
    first = logical.index("</div>")
    picture = samples.div("ILLUSTRATION", samples.area("I1"))
    logical = logical[:first] + "</div>" + picture + logical[first + len("</div>") :]
    source = samples.write(
        tmp_path / "source", {"mets.xml": samples.mets(logical), "text/1.xml": text}
    )
    into.run(mets_alto.issues([source]))
    (entry,) = into.records()
    pictures = [p for a in entry.record.pages[0].articles for p in a.pictures]
    assert [picture.zone for picture in pictures] == [(0.1, 0.1, 0.2, 0.2)]


@pytest.mark.parametrize("seed", range(12))
def test_hostile_coordinates_leave_valid_geometry(into, tmp_path, seed):
    rng = random.Random(seed)
    wild = ("nan", "inf", "-inf", "1e309", "-5000", "0", "", "x", "99999999999", "0.0001")

    def corrupt_number(match):
        return f'{match[1]}="{rng.choice(wild)}"' if rng.random() < 0.05 else match[0]

    alto = alto_of(PrintedPage(rng))
    page = page_xml_of(PrintedPage(rng))
    source, folder = tmp_path / "source", tmp_path / "2020-10-12"
    (source / "text").mkdir(parents=True)
    folder.mkdir()
    text = re.sub(r'\b(HPOS|VPOS|WIDTH|HEIGHT)="([\d.]+)"', corrupt_number, alto)
    (source / "text" / "1.xml").write_text(text, encoding="utf-8")
    (source / "mets.xml").write_text(samples.mets(items(PrintedPage(rng), rng)))

    def corrupt_point(match):
        return f"{rng.choice((-99999, 0, 9999999))},{match[2]}" if rng.random() < 0.05 else match[0]

    page = re.sub(r"(\d+),(\d+)", corrupt_point, page)
    (folder / "1.xml").write_text(page, encoding="utf-8")
    into.run(mets_alto.issues([source]))
    into.run(page_folders.issues([folder], page_xml.parse_page))
    geometries = read_geometry(into.folder)
    for sha256 in geometries:
        geometry = geometries[sha256]
        assert decode(geometry.encode()) == geometry
        assert all(box.right <= 1 and box.bottom <= 1 for box in geometry.boxes(0, geometry.length))
        for source_ in into.records():
            for article in (a for p in source_.record.pages for a in p.articles):
                article_placement(article, geometry)
