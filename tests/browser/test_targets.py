"""Touch targets beside a text are large enough, and dark tiles show that they have the focus."""

import pytest

from ..web.test_chart_colours import SHAPE, contrast
from .test_every_page import MIN_TARGET, OPEN, SMALL


@pytest.mark.pages
def test_every_target_beside_a_text_is_large_enough(browser, site_with_texts):
    context = browser.new_context(viewport={"width": 390, "height": 900}, locale="zh-CN")
    page = context.new_page()
    for address in ("/articles/rmmjdt3/", "/articles/t2fc5w2/?q=工会&hit=1"):
        page.goto(site_with_texts.url + address)
        page.evaluate(OPEN)
        assert page.evaluate(SMALL, MIN_TARGET) == [], address
    context.close()


def digits(colour: str) -> str:
    red, green, blue = (int(part) for part in colour[4:-1].split(","))
    return f"#{red:02x}{green:02x}{blue:02x}"


RING = """
link => {
  const of = (element, name) => element && getComputedStyle(element)[name]
  const shape = link.querySelector('rect'), ring = link.querySelector('.focus-ring')
  return shape ? [of(shape, 'fill'), of(shape, 'stroke'), of(ring, 'stroke')]
    : [of(link, 'backgroundColor'), of(link, 'outlineColor'),
       of(link, 'boxShadow').match(/rgb\\([^)]*\\)/)[0]]
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_dark_tile_shows_that_it_has_the_focus(browser, site_without_texts, scheme):
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    for address, dark in (
        ("/places/", ".drawing a:has(.shade-4)"),
        ("/places/330000/", ".tiles a.shade-4"),
    ):
        page.goto(site_without_texts.url + address)
        # by keyboard, so that the ring shows
        page.keyboard.press("Tab")
        part = page.locator(dark).first
        part.focus()
        ground, outer, inner = map(digits, part.evaluate(RING))
        assert contrast(outer, inner) >= SHAPE, address
        assert max(contrast(outer, ground), contrast(inner, ground)) >= SHAPE, address
    context.close()
