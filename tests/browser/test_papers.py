"""Newspaper pages in a real browser: no overlaps, all reachable by keyboard, good in print."""

import io
import re
import unicodedata
from itertools import pairwise

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

PAGES = (
    "/newspapers/zhejiang-gongren-ribao/1wnb52f/x1/",
    "/newspapers/gongren-ribao/gb4np1v/x1/",
    "/newspapers/jinri-jiande/2021-12-23/x1/",
)
ISSUE = "/newspapers/zhejiang-gongren-ribao/d8g39xz/"
# the columns that a sheet has on a screen of each width
COLUMNS = {320: 1, 390: 1, 820: 2, 1040: 4, 1440: 6}

# the boxes of elements, in the order of the document: [left, top, right, bottom]
BOXES = """elements => elements.map(element => {
    const box = element.getBoundingClientRect();
    return [box.left, box.top, box.right, box.bottom].map(Math.round);
})"""


@pytest.fixture
def desk(reused_pages):
    with reused_pages.page({"width": 1440, "height": 900}, java_script_enabled=True) as page:
        yield page


@pytest.mark.parametrize("address", PAGES)
def test_articles_are_in_columns_and_nothing_overlaps(desk, site_without_texts, address):
    desk.goto(site_without_texts.url + address)
    for width, columns in COLUMNS.items():
        desk.set_viewport_size({"width": width, "height": 900})
        boxes = desk.locator(".story").evaluate_all(BOXES)
        assert boxes
        for n, (left, _, right, bottom) in enumerate(boxes):
            assert right > left
            assert left >= 0
            assert right <= width
            for other_box in boxes[n + 1 :]:
                apart = other_box[0] >= right or other_box[2] <= left or other_box[1] >= bottom
                assert apart, (width, boxes[n], other_box)
        frame = desk.locator(".sheet-grid").first.bounding_box()
        folio = desk.locator(".folio").first.bounding_box()
        assert (frame["x"], frame["width"]) == (folio["x"], folio["width"])
        grid = desk.locator(".sheet-grid").evaluate(
            "element => getComputedStyle(element).gridTemplateColumns"
        )
        assert len(grid.split()) == columns
        overflowing = desk.locator(".story").evaluate_all(
            "all => all.filter(one => one.scrollWidth > one.clientWidth + 8).map(one => one.id)"
        )
        assert overflowing == [], width


def test_reading_across_and_down_is_the_order_of_the_document(desk, site_without_texts):
    """An article never begins above or left of the one before it in the same band."""
    desk.goto(site_without_texts.url + PAGES[0])
    for width in (820, 1040, 1440):
        desk.set_viewport_size({"width": width, "height": 900})
        boxes = desk.locator(".story").evaluate_all(BOXES)
        for (left, top, _, _), (next_left, next_top, _, _) in pairwise(boxes):
            assert (next_top, next_left) > (top, left), width


def test_a_lead_is_the_largest_headline_of_its_page(desk, site_without_texts):
    desk.goto(site_without_texts.url + PAGES[0])
    sizes = desk.locator(".story .headline").evaluate_all(
        "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert sizes[0] == max(sizes)
    assert sizes.count(sizes[0]) == 1
    assert len(set(sizes)) == 4


def test_the_keyboard_walks_a_page_in_its_order(desk, site_without_texts):
    desk.goto(site_without_texts.url + PAGES[1])
    expected = desk.locator(".story .headline a").evaluate_all("all => all.map(one => one.href)")
    desk.locator(".folio").evaluate("e => { e.tabIndex = -1; e.focus(); }")
    urls = []
    for _ in expected:
        desk.keyboard.press("Tab")
        urls.append(desk.evaluate("document.activeElement.href"))
    assert urls == expected
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(expected[-1])


def test_an_issue_leads_to_its_reading_and_back(page, site_without_texts):
    page.goto(site_without_texts.url + ISSUE)
    page.get_by_role("link", name="通读本期").click()
    expect(page).to_have_url(re.compile("/reading/$"))
    expect(page.locator("article.reading-article")).to_have_count(6)
    page.locator(".toc").get_by_role("link").nth(2).click()
    expect(page.locator("article.reading-article").nth(1)).to_be_in_viewport()
    page.locator(".breadcrumb").get_by_role("link", name="约2020年8—12月").click()
    expect(page).to_have_url(site_without_texts.url + ISSUE)


def test_a_calendar_leads_to_the_issue_of_a_day(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/newspapers/jinri-jiande/")
    december = page.locator(".month-strip li").nth(11)
    december.get_by_role("link", name=re.compile("^23 ?日")).click()
    expect(page).to_have_url(re.compile("/jinri-jiande/2021-12-23/$"))


def test_the_years_of_a_title_lead_to_their_calendars(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/newspapers/zhejiang-gongren-ribao/")
    page.locator(".years").get_by_role("link", name=re.compile("^2020")).click()
    expect(page).to_have_url(re.compile(r"\?year=2020#calendar$"))
    expect(page.get_by_role("heading", name="2020年日历")).to_be_in_viewport()
    expect(page.locator(".issues")).to_contain_text("2020年4—5月 推定")
    assert "is-maybe" in page.locator(".month-strip li").nth(3).get_attribute("class")
    # months in rows that fit, at any width
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("touch", [True, False])
def test_keyboard_help_is_shown_only_with_a_keyboard(browser, site_without_texts, touch):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=touch, is_mobile=touch
    )
    page = context.new_page()
    page.goto(site_without_texts.url)
    button = page.get_by_role("button", name="快捷键")
    (expect(button).to_be_hidden if touch else expect(button).to_be_visible)()
    context.close()


def test_the_first_article_is_in_the_first_screen_of_a_phone(browser, site_without_texts):
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page.goto(site_without_texts.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    first = page.locator(".story").first.bounding_box()
    assert first["y"] < 844 * 0.6
    expect(page.locator(".front-papers")).to_be_in_viewport()
    page.close()


def test_the_numbers_of_evidence_are_beside_its_first_line(browser, site_without_texts):
    page = browser.new_page(viewport={"width": 320, "height": 844}, locale="zh-CN")
    page.goto(f"{site_without_texts.url}{ISSUE}")
    page.locator(".explanation summary").first.click()
    links = page.locator(".evidence li:has(a) a")
    assert links.count() > 0
    assert set(links.evaluate_all("all => all.map(one => getComputedStyle(one).display)")) == {
        "inline"
    }
    page.close()


def printed_sheets(page) -> list[str]:
    """The text of each sheet of A4 that Chromium prints, without blanks."""
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
    return [normalize(sheet.extract_text()) for sheet in sheets]


def is_printed(words: str, text: str) -> bool:
    """Whether `words` were printed; a PDF has some characters as radicals that look like them."""
    return bool(
        re.search("".join(f"[{re.escape(c)}\u2e80-\u2eff]" for c in normalize(words)), text)
    )


def normalize(text: str) -> str:
    """Without blanks; radicals and dashes, which share their glyphs, as they are typed."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("\u2015", "\u2014")


@pytest.mark.parametrize("address", [ISSUE, f"{ISSUE}reading/", PAGES[1]])
def test_every_printed_sheet_names_the_paper_and_the_date(desk, site_without_texts, address):
    desk.goto(site_without_texts.url + address)
    date = desk.locator(".running-head span").last.inner_text()
    paper = desk.locator(".running-head span").first.inner_text()
    sheets = printed_sheets(desk)
    assert len(sheets) > 1
    for sheet in sheets:
        assert paper in sheet
        assert normalize(date) in sheet
    assert site_without_texts.url.split("//")[1] + address in sheets[-1]


def test_a_printed_issue_has_every_headline_whole_and_every_digest(desk, site_without_texts):
    desk.goto(site_without_texts.url + ISSUE)
    headlines = desk.locator(".story .headline").all_inner_texts()
    digests = desk.locator(".story-text p").all_inner_texts()
    sheets = printed_sheets(desk)
    for headline in headlines:
        assert any(is_printed(headline, sheet) for sheet in sheets), headline
    text = "".join(sheets)
    for digest in digests:
        # a paragraph may go on in the next column or on the next sheet
        assert is_printed(normalize(digest)[:12], text)
    assert "通读本期" not in text


def test_the_reading_view_prints_each_newspaper_page_on_a_new_sheet(desk, site_without_texts):
    desk.goto(f"{site_without_texts.url}{ISSUE}reading/")
    contents, first, *_ = printed_sheets(desk)
    headline = desk.locator(".reading-article .headline").first.inner_text()
    assert "目录" in contents
    assert is_printed(headline, contents)
    assert is_printed(headline, first)
    assert "提要（本站编写）" not in contents


@pytest.mark.pages
@pytest.mark.parametrize(
    "address",
    ["/articles/rmmjdt3/", "/articles/mhtjm1n/", PAGES[0], "/newspapers/gongren-ribao/gb4np1v/x1/"],
)
def test_no_sheet_is_printed_for_a_few_lines(desk, site_with_texts, address):
    desk.goto(site_with_texts.url + address)
    sheets = printed_sheets(desk)
    assert len(sheets[-1]) > 250, len(sheets)


@pytest.mark.pages
@pytest.mark.parametrize("ident", ["60jm0xx", "hj0t208"])
def test_an_article_and_its_lasting_address_are_on_one_sheet(desk, site_with_texts, ident):
    desk.goto(f"{site_with_texts.url}/articles/{ident}/")
    assert len(printed_sheets(desk)) == 1


@pytest.mark.parametrize("ident", ["gjw12gn", "kgq5dhk"])
def test_an_article_without_its_text_is_on_one_sheet(desk, site_without_texts, ident):
    desk.goto(f"{site_without_texts.url}/articles/{ident}/")
    assert len(printed_sheets(desk)) == 1


def test_sections_are_printed_open_without_markers(desk, site_without_texts):
    desk.goto(site_without_texts.url + PAGES[0])
    desk.emulate_media(media="print")
    summary = desk.locator(".explanation summary")
    assert summary.evaluate("e => getComputedStyle(e).listStyleType") == "none"
    expect(desk.locator(".evidence").first).to_be_visible()
