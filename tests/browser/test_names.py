"""From an article to whom it names, to who is named with them, and back to the articles."""

import re

import pytest
from playwright.sync_api import expect

from .axe import audit


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_names_are_walked_from_an_article_to_the_articles_of_a_tie(
    growing_site, reused_pages, width, scripts
):
    size = {"width": width, "height": 900}
    with reused_pages.page(size, java_script_enabled=scripts) as page:
        page.goto(f"{growing_site.url}/articles/?named=章大山&named=林小山&all=named")
        page.locator(".entry h2 a, .entry h3 a").first.click()
        mentions = page.locator(".mentions")
        expect(mentions.locator("li", has_text="章大山")).to_contain_text("编辑认定")
        mentions.get_by_role("link", name="章大山").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("章大山")
        expect(page.locator(".latest .entry")).to_have_count(4)
        network = page.locator(".network")
        # by keyboard: each name is a link
        network.locator("a.node").first.focus()
        expect(network.locator("a.node").first).to_be_focused()
        if scripts:
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        if scripts and width == 1280:
            audit(page, "name")
        network.locator("summary").click()
        rows = network.locator("table").nth(1).locator("tbody tr")
        page.wait_for_load_state()
        assert rows.count() == network.locator("a.tie").count() > 0
        # a line and its row lead to the same articles
        line = network.locator("a.tie").first
        assert line.get_attribute("href") in [
            link.get_attribute("href") for link in rows.locator("a").all()
        ]
        line.locator(".pointer-area").click()
        expect(page).to_have_url(re.compile("all=named|organisation="))
        expect(page.locator(".entry")).to_have_count(2)


def test_an_organisation_is_reached_from_the_directory(growing_site, reused_pages):
    with reused_pages.page({"width": 1280, "height": 900}) as page:
        page.goto(f"{growing_site.url}/names/?kind=organisation")
        page.get_by_role("link", name="浙江省总工会").click()
        expect(page).to_have_url(re.compile("/organisations/sheng-zong/$"))
        expect(page.get_by_text("省总", exact=True)).to_be_visible()
        audit(page, "organisation")
        page.goto(f"{growing_site.url}/names/")
        audit(page, "names")
