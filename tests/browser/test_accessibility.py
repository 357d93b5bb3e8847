"""axe-core finds no violation on any kind of page, in light and dark, on phone and desktop;
and every page works on a narrow screen, zoomed, and with the preferences of a system."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from ..kinds_of_page import ADDRESSES, ERRONEOUS

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # what passes is not described element by element, which takes longer than all the rules
    "resultTypes": ["violations"],
}
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context(locale="zh-CN")
    yield context.new_page()
    context.close()


def blamed(page, **options) -> list:
    """Violations found by axe, by rule; the script is injected once per page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(
        "async options => (await axe.run(options)).violations", RULES | options
    )
    return [
        (violation["id"], [node["html"][:120] for node in violation["nodes"][:3]])
        for violation in violations
    ]


# all that depends on the light alone
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def audit(page, where: str) -> None:
    """The page as it stands, in light and in dark, on a phone and on a desk."""
    for size, schemes in ((PHONE, ("light", "dark")), (DESK, ("dark", "light"))):
        page.set_viewport_size(size)
        for scheme, options in zip(schemes, ({}, COLOURS), strict=True):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert blamed(page, **options) == [], (where, size["width"], scheme)


@pytest.mark.parametrize("address", [*ADDRESSES, *ERRONEOUS])
def test_axe_finds_nothing(page, site_without_texts, address):
    page.goto(site_without_texts.url + address)
    audit(page, address)


@pytest.mark.pages
def test_axe_finds_nothing_in_full_texts(page, site_with_texts):
    for address in ("/articles/rmmjdt3/", "/articles/t2fc5w2/?q=工会&hit=1"):
        page.goto(site_with_texts.url + address)
        audit(page, address)


def test_axe_finds_nothing_in_what_opens(page, site_without_texts):
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size(PHONE)
        page.goto(f"{site_without_texts.url}/articles/?province=zhejiang")
        page.keyboard.press("f")
        expect(page.get_by_role("dialog", name="筛选")).to_be_visible()
        assert blamed(page) == [], ("sheet", scheme)
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
        assert blamed(page) == [], ("keys", scheme)
        page.keyboard.press("Escape")
        page.locator("main .search input[name=q]").press_sequentially("工会")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        assert blamed(page) == [], ("suggestions", scheme)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="分享", exact=True).click()
        expect(page.get_by_role("group", name="分享本页")).to_be_visible()
        assert blamed(page) == [], ("share", scheme)


def widest(page) -> int:
    return page.locator("html").evaluate("element => element.scrollWidth")


# what a reader's system may ask for, as Playwright names it
WISHES = (
    {"reduced_motion": "reduce"},
    {"contrast": "more"},
    {"forced_colors": "active"},
    {"forced_colors": "active", "color_scheme": "dark", "contrast": "more"},
)


@pytest.mark.slow
@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: "-".join(wish))
def test_what_a_system_asks_for_breaks_nothing(browser, site_without_texts, wish):
    context = browser.new_context(locale="zh-CN", viewport={"width": 320, "height": 640}, **wish)
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for address in ADDRESSES:
        page.goto(site_without_texts.url + address)
        assert widest(page) <= 320, address
        moving = page.evaluate("document.getAnimations().length")
        assert "reduced_motion" not in wish or moving == 0, address
    context.close()
    assert errors == []


@pytest.mark.slow
def test_more_contrast_is_more(browser, site_without_texts):
    """With more contrast every text has 7 to 1 (WCAG 2.2, 1.4.6)."""
    context = browser.new_context(locale="zh-CN", viewport=PHONE, contrast="more")
    page = context.new_page()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, contrast="more")
        for address in ("/", "/articles/?q=工会&province=zhejiang", "/articles/rmmjdt3/"):
            page.goto(site_without_texts.url + address)
            enhanced = {"type": "rule", "values": ["color-contrast-enhanced"]}
            rules = {"color-contrast-enhanced": {"enabled": True}}
            assert blamed(page, runOnly=enhanced, rules=rules) == [], (address, scheme)
    context.close()


@pytest.mark.parametrize(("width", "height", "text"), [(640, 450, 1), (320, 225, 1), (640, 900, 2)])
def test_a_zoom_of_200_or_400_percent_and_text_twice_as_large_bear_it(
    browser, site_without_texts, width, height, text
):
    """1280 × 900 pixels at 200 % and 400 % (WCAG 2.2, 1.4.10), and text alone at 200 % (1.4.4)."""
    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": height})
    page = context.new_page()
    for address in (*ADDRESSES, *ERRONEOUS):
        page.goto(site_without_texts.url + address)
        page.locator("html").evaluate("(root, size) => (root.style.fontSize = size)", f"{text}00%")
        assert widest(page) <= width, address
    context.close()


def test_what_is_chosen_is_not_told_by_colour_alone(browser, site_without_texts):
    context = browser.new_context(locale="zh-CN", viewport=DESK, forced_colors="active")
    page = context.new_page()
    page.goto(f"{site_without_texts.url}/articles/?province=zhejiang&sort=oldest")
    chosen = page.locator(".facet a[aria-current] .label").first
    assert "✓" in chosen.evaluate("label => getComputedStyle(label, '::before').content")
    page.keyboard.press("j")
    focused = page.locator(".entry a:focus")
    assert focused.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
    context.close()
