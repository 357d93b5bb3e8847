"""A dispatch in three newspapers, published, found, and read in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from .axe import audit


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scripts", [True, False])
def test_a_dispatch_is_walked_from_a_list_to_its_differences(
    growing_site, reused_pages, width, scripts
):
    size = {"width": width, "height": 900}
    with reused_pages.page(size, java_script_enabled=scripts) as page:
        page.goto(f"{growing_site.url}/articles/?has=reprinted&sort=oldest")
        page.locator(".entry h2 a, .entry h3 a").first.click()
        section = page.locator(".same-dispatch")
        expect(section.locator("li")).to_have_count(2)
        section.locator(".more a").click()
        expect(page.locator(".printings > li")).to_have_count(3)
        page.get_by_role("button", name="对照").click()
        # a click returns when the next page begins: expect waits for what is further down
        expect(page).to_have_url(re.compile("left="))
        expect(page.locator(".differences del").first).to_be_attached()
        expect(page.locator(".differences ins").first).to_be_attached()
        if scripts:
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        if scripts and width == 1280:
            audit(page, "dispatch")


def test_reprints_can_be_left_out_of_a_list(growing_site, reused_pages):
    with reused_pages.page({"width": 1280, "height": 900}, java_script_enabled=False) as page:
        page.goto(f"{growing_site.url}/articles/?has=reprinted")
        assert page.locator(".entry").count() == 3
        page.goto(f"{growing_site.url}/articles/?has=reprinted&has=first&all=has")
        assert page.locator(".entry").count() == 2
