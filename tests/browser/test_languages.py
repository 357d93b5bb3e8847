"""The switch of languages points out the one that the browser prefers."""

import pytest

from .layout_shift import layout_shift


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("locale", "offered"), [("en-GB", "English"), ("zh-TW", "繁體")])
def test_the_preferred_language_is_pointed_out_and_nothing_moves(
    browser, site_without_texts, locale, offered, width
):
    context = browser.new_context(locale=locale, viewport={"width": width, "height": 844})
    page = context.new_page()
    page.goto(site_without_texts.url + "/", wait_until="networkidle")
    link = page.locator(".languages .is-offered")
    assert link.inner_text() == offered
    assert link.get_attribute("title")
    # a masthead that moves is over .05; an item of a list may be set anew within its line
    assert layout_shift(page) < 0.01
    context.close()


def test_a_reader_of_the_pages_language_is_offered_no_other(browser, site_without_texts):
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(site_without_texts.url + "/", wait_until="networkidle")
    assert page.locator(".languages a").count() == 2
    assert page.locator(".is-offered").count() == 0
    context.close()
