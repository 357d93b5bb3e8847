"""Every kind of page, loaded once: axe, system preferences, zoom, and the size of targets."""

from pathlib import Path

import pytest

from ..kinds_of_page import ADDRESSES, ERRONEOUS
from .axe import PHONE, audit

# pages whose words are longer in English, and some in traditional characters
TRANSLATED = (
    *("/en/", "/en/articles/?q=工会&province=zhejiang", "/en/articles/rmmjdt3/", "/en/search/"),
    *("/en/trends/?series=工会&series=topic=jineng-jingsai&unit=month&from=2020&to=2021",),
    *("/en/places/330000/", "/en/names/", "/en/api/", "/en/dates/2021/12/"),
    *("/hant/", "/hant/articles/rmmjdt3/"),
)
SMALL = (Path(__file__).parent / "targets.js").read_text(encoding="utf-8")
MIN_TARGET = 24
OPEN = "document.querySelectorAll('details').forEach(element => { element.open = true })"
# system preferences, as Playwright names them
NO_PREFERENCE = {
    "color_scheme": "light",
    "reduced_motion": "no-preference",
    "contrast": "no-preference",
    "forced_colors": "none",
}
# each of which may add borders and blanks; none takes any away that another adds
PREFERENCES = (
    {"reduced_motion": "reduce", "contrast": "more"},
    {"forced_colors": "active", "color_scheme": "dark", "contrast": "more"},
)


@pytest.fixture(scope="module")
def page(browser):
    """One page for all addresses; `page.errors` has the script errors of the loaded one."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    context.close()


@pytest.fixture(scope="module", params=[*ADDRESSES, *ERRONEOUS, *TRANSLATED])
def address(request, page, site_without_texts):
    """Each address, loaded on a phone with reduced motion for all tests below that ask for it."""
    page.errors.clear()
    page.set_viewport_size(PHONE)
    page.emulate_media(**NO_PREFERENCE | {"reduced_motion": "reduce"})
    page.goto(site_without_texts.url + request.param)
    return request.param


def width_at(page, width: int, height: int, **media) -> int:
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(**NO_PREFERENCE | media)
    return page.locator("html").evaluate("element => element.scrollWidth")


def test_reduced_motion_stops_all_animations(page, address):
    assert page.evaluate("document.getAnimations().length") == 0


def test_axe_has_no_violations(page, address):
    page.emulate_media(**NO_PREFERENCE)
    audit(page, address)


@pytest.mark.parametrize("preference", PREFERENCES, ids="-".join)
def test_it_fits_a_narrow_screen_whatever_the_system_prefers(page, address, preference):
    assert width_at(page, 320, 640, **preference) <= 320
    assert page.errors == []


@pytest.mark.parametrize(("width", "height", "text"), [(640, 450, 1), (320, 225, 1), (640, 900, 2)])
def test_it_can_be_zoomed_by_200_and_400_percent_and_its_text_doubled(
    page, address, width, height, text
):
    """1280 × 900 pixels at 200 % and 400 % (WCAG 2.2, 1.4.10), and text alone at 200 % (1.4.4)."""
    root = page.locator("html")
    root.evaluate("(root, size) => (root.style.fontSize = size)", f"{text}00%")
    try:
        assert width_at(page, width, height) <= width
    finally:
        root.evaluate("root => (root.style.fontSize = '')")


@pytest.mark.parametrize("width", [390, 1440])
def test_every_target_is_large_enough(page, address, width):
    width_at(page, width, 900)
    page.evaluate(OPEN)
    assert page.locator("a[href]").count() > 5
    assert page.evaluate(SMALL, MIN_TARGET) == []
