"""A copy of the site as plain files in a browser: its search the search and the basket."""

from urllib.parse import quote

import pytest

from archive.text.fold import fold

from ..offline.copies import export_copy, publish_sample, serve_files
from ..offline.texts import folded_texts, some_words

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def static_copy(tmp_path_factory):
    return export_copy(publish_sample(tmp_path_factory), tmp_path_factory)


@pytest.fixture(scope="module")
def static_address(static_copy):
    with serve_files(static_copy) as address:
        yield address


@pytest.fixture
def page(browser):
    context = browser.new_context()
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda output: output.type == "error" and faults.append(output.text))
    yield page
    context.close()
    assert faults == []


def results(page, static_address, query):
    """The idents on all pages of results."""
    matches, number = [], 1
    while True:
        page.goto(f"{static_address}search/?q={quote(query)}&page={number}")
        page.wait_for_function(
            "/^共|没有找到/.test(document.querySelector('[data-offline-status]').textContent)"
        )
        links = page.locator("main .entry .headline a").evaluate_all("all => all.map(a => a.href)")
        matches += [link.split("#")[0].rstrip("/").rpartition("/")[2] for link in links]
        if not page.locator("main .pagination [rel=next]").is_visible():
            return matches
        number += 1


def test_the_search_finds_what_is_in_the_texts(page, static_address, static_copy):
    """Single characters, words within words, whole phrases: as a plain comparison finds them."""
    texts = folded_texts(static_copy)
    words = some_words(texts)
    assert len(words) > 20
    for word in words:
        expected = {ident for ident, text in texts.items() if word in text}
        assert set(results(page, static_address, word)) == expected, word


def test_the_search_folds_characters_and_joins_words(page, static_address, static_copy):
    texts = folded_texts(static_copy)
    for query in ("圖書館 鎮", "图书馆，镇", "ＡＢＣ", "渡船 没有这个词"):
        words = [w for part in query.split() for w in fold(part).text.split("¶") if w]
        expected = {i for i, text in texts.items() if all(word in text for word in words)}
        assert set(results(page, static_address, query)) == expected, query


def test_the_search_box_of_every_page_leads_to_results_and_to_articles(page, static_address):
    page.goto(f"{static_address}articles/topic=jiaotong/")
    page.fill("main input[name=q]", "渡船")
    page.press("main input[name=q]", "Enter")
    page.wait_for_selector("main .entry mark")
    # in a title first
    assert "渡船" in page.locator("main .entry .headline").first.inner_text()
    page.locator("main .entry .headline a").first.click()
    page.wait_for_selector("h1")
    assert "/articles/" in page.url


def test_the_basket_keeps_articles(page, static_address):
    page.goto(f"{static_address}articles/")
    page.locator("[data-save]").first.click()
    ident = page.locator("[data-save]").first.get_attribute("data-save")
    page.locator(".basket-link a").click()
    entry = page.locator("[data-offline-basket] li")
    entry.locator("a").wait_for()
    assert ident in entry.locator("a").get_attribute("href")
    assert "样报" in entry.locator(".basket-citation").inner_text()
    entry.locator("button").click()
    page.wait_for_function("!document.querySelector('[data-offline-basket] li')")
