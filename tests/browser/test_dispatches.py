"""A dispatch in three newspapers, published, found, and read in a real browser."""

import random
from datetime import date

import pytest

from ..editions.growing_catalogue import WORDS, GrowingCatalogue
from ..shared_folder import shared_folder
from .axe import audit
from .site_under_test import Site


def story(rng, paragraphs):
    return ["".join(rng.choices(WORDS, k=40)) + "。" for _ in range(paragraphs)]


def write_catalogue(folder):
    catalogue = GrowingCatalogue(folder, 7)
    rng = random.Random(7)
    catalogue.newspapers |= {"bing-bao": "丙报"}
    dispatch = story(rng, 6)
    for paper, day, paragraphs in (
        ("jia-bao", date(2020, 3, 2), dispatch),
        ("yi-bao", date(2020, 3, 3), [*dispatch[:2], *story(rng, 1), *dispatch[3:]]),
        ("bing-bao", date(2020, 3, 5), [*story(rng, 5), dispatch[4], *story(rng, 5)]),
    ):
        article = catalogue._article() | {"paragraphs": paragraphs, "people": [], "url": ""}
        catalogue.issues[paper, day.isoformat()] = [[article, catalogue._article()]]
    catalogue.write()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with shared_folder(tmp_path_factory, "dispatches") as folder:
        if not (folder / "pages").exists():
            write_catalogue(folder)
        site = Site(folder, folder / "pages", folder / "fixtures")
    yield site
    site.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scripts", [True, False])
def test_a_dispatch_is_walked_from_a_list_to_its_differences(site, reused_pages, width, scripts):
    size = {"width": width, "height": 900}
    with reused_pages.page(size, java_script_enabled=scripts) as page:
        page.goto(f"{site.url}/articles/?has=reprinted&sort=oldest")
        page.locator(".entry h2 a, .entry h3 a").first.click()
        section = page.locator(".same-dispatch")
        assert section.locator("li").count() == 2
        section.locator(".more a").click()
        assert page.locator(".printings > li").count() == 3
        page.get_by_role("button", name="对照").click()
        assert "left=" in page.url
        assert page.locator(".differences del").count()
        assert page.locator(".differences ins").count()
        if scripts:
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            audit(page, "dispatch")


def test_reprints_can_be_left_out_of_a_list(site, reused_pages):
    with reused_pages.page({"width": 1280, "height": 900}, java_script_enabled=False) as page:
        page.goto(f"{site.url}/articles/?has=reprinted")
        assert page.locator(".entry").count() == 3
        page.goto(f"{site.url}/articles/?has=reprinted&has=first&all=has")
        assert page.locator(".entry").count() == 2
