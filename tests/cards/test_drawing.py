"""Preview cards as images: size, ink, and no boxes for characters that a font lacks."""

import logging
import resource
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from archive.cards import drawing
from archive.cards.card_texts import GENERAL_CARD
from archive.cards.drawing import Card, draw

HEADLINE = (84, 100, 1116, 490)
FOOT = (84, 530, 800, 610)
CARD = Card("县里办起钳工比武", "增强本领", "石城日报 · 2021年12月23日")


def picture(card, name="报藏") -> Image.Image:
    return Image.open(BytesIO(draw(card, name))).convert("L")


def ink(image, box) -> int:
    """How many pixels of `box` are dark."""
    return sum(image.crop(box).histogram()[:100])


@pytest.fixture
def fonts(settings):
    drawing._fonts.cache_clear()
    yield settings
    drawing._fonts.cache_clear()


def test_a_card_is_a_png_of_the_size_that_other_sites_ask_for():
    data = draw(CARD, "报藏")
    image = Image.open(BytesIO(data))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(data) < 100_000


def test_its_words_are_drawn_where_they_belong():
    image, bare = picture(CARD), picture(Card(""))
    for box in (HEADLINE, FOOT):
        assert ink(image, box) > ink(bare, box) + 1000
    assert ink(picture(Card("夜班")), HEADLINE) < ink(image, HEADLINE)


def test_equal_headlines_give_equal_pictures():
    assert draw(CARD, "报藏") == draw(CARD, "报藏")
    other_picture = picture(CARD._replace(headline="乡里也要比"))
    assert ImageChops.difference(picture(CARD), other_picture).getbbox()


@pytest.mark.parametrize(
    "headline",
    ["國營紗廠開辦識字班", "峯裏綫喆堃镕囍龘䶮㐱", "<b>&amp;</b>", "2021年“Wi-Fi”覆盖率98.5%"],
)
def test_traditional_and_rare_characters_and_signs_are_set(headline):
    assert ink(picture(Card(headline)), HEADLINE) > 1000


def test_characters_missing_from_the_font_are_not_drawn_as_boxes():
    assert draw(Card("\U0002a6d6"), "报藏") is None
    assert draw(Card("题", foot="\U0002a6d6"), "报藏") is None


def test_a_font_that_is_named_comes_first(fonts, tmp_path):
    (font,) = drawing._fonts()
    fonts.CARD_FONT = str(tmp_path / "other.otf")
    (tmp_path / "other.otf").symlink_to(font)
    drawing._fonts.cache_clear()
    assert drawing._fonts() == [fonts.CARD_FONT, font]
    assert draw(CARD, "报藏")


def test_without_a_font_there_is_no_card_and_the_log_says_why(fonts, monkeypatch, caplog, tmp_path):
    fonts.CARD_FONT = str(tmp_path / "nothing.otf")
    monkeypatch.setattr(drawing, "PACKAGE", "no_such_package")
    with caplog.at_level(logging.WARNING):
        assert draw(CARD, "报藏") is None
        assert draw(CARD, "报藏") is None
    assert [record.name for record in caplog.records] == ["archive.cards.drawing"] * 2
    assert "nothing.otf" in caplog.text


def test_the_stored_general_card_is_up_to_date(fonts):
    stored_card = Image.open(fonts.BASE_DIR / "static" / "card.png").convert("L")
    difference = ImageChops.difference(stored_card, picture(GENERAL_CARD, ""))
    # another FreeType sets an edge a shade lighter
    assert sum(difference.histogram()[64:]) < 500, "manage.py draw_card"


@pytest.mark.slow
def test_five_hundred_cards_take_no_more_memory_than_fifty():
    def most(threads, numbers):
        cards = (Card(f"第{n}期夜校开课", foot=str(n)) for n in numbers)
        for data in threads.map(lambda card: draw(card, "报藏"), cards):
            assert data.startswith(b"\x89PNG")
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with ThreadPoolExecutor(4) as threads:
        memory_of_fifty = most(threads, range(50))
        # in KiB; a picture before it is packed is more than 2 MiB
        assert most(threads, range(50, 550)) - memory_of_fifty < 40 * 1024


def test_an_opening_mark_hangs_at_the_margin():
    def left(headline):
        column = picture(Card(headline)).crop(HEADLINE).point(lambda shade: 255 * (shade < 100))
        return column.getbbox()[0]

    assert abs(left("“夜班”") - left("夜班")) <= 3
