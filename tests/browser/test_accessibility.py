"""axe-core finds nothing on any kind of page, in light and in dark, on a phone and on a desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .test_reading import with_articles

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing(browser, site_without_texts, scheme, width):
    audit(browser, site_without_texts, scheme, width)


@pytest.mark.pages
def test_axe_finds_nothing_in_full_texts(browser, site_with_texts):
    audit(browser, site_with_texts, "light", 390)


def audit(browser, site, scheme, width):
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 900}, locale="zh-CN"
    )
    page = context.new_page()
    for address in (*with_articles(page, site), "/articles/?province=nowhere", "/nowhere/"):
        page.goto(site.url + address)
        found = Axe().run(page, options=RULES)
        blamed = [
            (violation["id"], [node["html"][:120] for node in violation["nodes"][:3]])
            for violation in found.response["violations"]
        ]
        assert blamed == [], address
    context.close()
