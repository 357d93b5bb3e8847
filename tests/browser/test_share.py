"""The panel 分享 copies the permanent URL, uses the system's sharing, and is small on a phone."""

import pytest
from playwright.sync_api import expect

from .conftest import PHONE

SHARED = (
    "/articles/szwp781/",
    "/newspapers/gongren-ribao/gb4np1v/",
    "/newspapers/zhejiang-gongren-ribao/d8g39xz/x1/",
    "/newspapers/gongren-ribao/",
    "/topics/laomo-gongjiang/",
    "/places/330000/",
    "/people/zhang-haocheng/",
    "/articles/?province=zhejiang",
    "/newspapers/",
    "/topics/",
    "/places/",
    "/people/",
)
MIN_TARGET = 24
SHARES = (
    "Object.defineProperty(navigator, 'share', "
    "{value: data => {window.sent = data; return Promise.resolve()}})"
)
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"


@pytest.fixture
def reader(reused_pages, site_without_texts):
    """A page that may read and write the clipboard."""
    with reused_pages.page(PHONE, java_script_enabled=True) as page:
        page.context.grant_permissions(
            ["clipboard-read", "clipboard-write"], origin=site_without_texts.url
        )
        yield page


@pytest.fixture
def new_page(browser):
    """A separate page, for scripts that run before those of the page."""
    context = browser.new_context(locale="zh-CN", viewport=PHONE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("address", SHARED)
def test_the_share_button_copies_the_permalink_by_keyboard(reader, site_without_texts, address):
    reader.goto(f"{site_without_texts.url}{address}")
    check_that_it_takes_no_line_of_its_own(reader)
    button = reader.get_by_role("button", name="分享", exact=True)
    assert min(button.bounding_box()[side] for side in ("width", "height")) >= MIN_TARGET
    button.focus()
    reader.keyboard.press("Enter")
    reader.get_by_role("button", name="复制网址").focus()
    reader.keyboard.press("Enter")
    expect(reader.locator("#share [role=status]")).to_have_text("网址已复制。")
    expect(reader.locator("#share-address")).to_have_value(site_without_texts.url + address)
    assert reader.evaluate("navigator.clipboard.readText()") == site_without_texts.url + address
    reader.keyboard.press("Escape")
    expect(reader.locator("#share")).to_be_hidden()
    expect(button).to_be_focused()


def test_the_address_of_a_narrowed_list_is_that_of_what_is_shown(reader, site_without_texts):
    reader.set_viewport_size({"width": 1280, "height": 900})
    reader.goto(f"{site_without_texts.url}/articles/")
    reader.locator(".facet a[data-key]").first.click()
    reader.wait_for_url("**/articles/?**")
    expect(reader.locator(".chosen-filters")).to_be_visible()
    reader.get_by_role("button", name="分享", exact=True).click()
    canonical = reader.locator("link[rel=canonical]").get_attribute("href")
    assert "?" in canonical
    expect(reader.locator("#share-address")).to_have_value(canonical)
    expect(reader.locator("meta[property='og:url']")).to_have_attribute("content", canonical)


def test_the_systems_share_sheet_gets_the_address(new_page, site_without_texts):
    new_page.add_init_script(SHARES)
    new_page.goto(f"{site_without_texts.url}{SHARED[0]}")
    new_page.get_by_role("button", name="分享", exact=True).click()
    new_page.get_by_role("button", name="发送到其他应用").click()
    expect(new_page.locator("#share")).to_be_hidden()
    shared = new_page.evaluate("window.sent")
    assert shared == {"title": new_page.title(), "url": site_without_texts.url + SHARED[0]}


def test_without_the_clipboard_api_the_address_is_still_copied(new_page, site_without_texts):
    new_page.add_init_script(NO_CLIPBOARD)
    new_page.goto(f"{site_without_texts.url}{SHARED[0]}")
    new_page.get_by_role("button", name="分享", exact=True).click()
    expect(new_page.get_by_role("button", name="发送到其他应用")).to_be_hidden()
    new_page.get_by_role("button", name="复制网址").click()
    expect(new_page.locator("#share [role=status]")).to_have_text("网址已复制。")


def check_that_it_takes_no_line_of_its_own(reader):
    top = "document.querySelector('main h1').getBoundingClientRect().top"
    with_it = reader.evaluate(top)
    without = reader.evaluate(
        f"(document.querySelector('.share').style.display = 'none',"
        f"document.querySelector('.breadcrumb [aria-current]').style.display = 'list-item', {top})"
    )
    # links in a line are a little higher than words
    assert with_it <= without + 8
    reader.evaluate(
        "document.querySelectorAll('.share, .breadcrumb [aria-current]')"
        ".forEach(element => element.removeAttribute('style'))"
    )


def test_without_scripts_there_is_no_button(page, site_without_texts):
    page.goto(f"{site_without_texts.url}{SHARED[0]}")
    scripted = page.locator("html[data-scripted]").count() == 1
    assert page.locator(".share > button").is_visible() == scripted
