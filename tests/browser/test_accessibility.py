"""axe-core finds no violation in full texts and opened panels; contrast and forced colours."""

import pytest
from playwright.sync_api import expect

from .axe import COLOURS, DESK, PHONE, REPEATED, audit, violations


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context(locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "faint",
    [
        '<li><b style="color: #bbb">faint</b></li>',
        '<li><i style="background: #333">dark on dark</i></li>',
        '<li style="opacity: .3"><b>faint</b></li>',
        '<li style="position: relative"><b>below</b><u class="shade"></u></li>',
    ],
)
def test_axe_finds_one_faint_entry_among_many(page, faint):
    page.set_content(
        '<html lang="en"><title>list</title>'
        "<style>.shade {position: absolute; inset: 0; z-index: -1; background: #222}</style>"
        "<main><h1>list</h1><ul>"
        f"{'<li><b>clear</b></li>' * 9}{faint}{'<li><b>clear</b></li>' * 9}</ul></main>"
    )
    assert len(page.evaluate(REPEATED)) > 15
    assert [rule for rule, _ in violations(page)] == ["color-contrast"]
    assert [rule for rule, _ in violations(page, **COLOURS)] == ["color-contrast"]


@pytest.mark.pages
def test_axe_has_no_violations_in_full_texts(page, site_with_texts):
    for address in ("/articles/rmmjdt3/", "/articles/t2fc5w2/?q=工会&hit=1"):
        page.goto(site_with_texts.url + address)
        audit(page, address)


def test_axe_has_no_violations_in_opened_panels(page, site_without_texts):
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size(PHONE)
        page.goto(f"{site_without_texts.url}/articles/?province=zhejiang")
        page.keyboard.press("f")
        expect(page.get_by_role("dialog", name="筛选")).to_be_visible()
        assert violations(page) == [], ("sheet", scheme)
        page.keyboard.press("Escape")
        # keys are the dialog's until it has closed
        expect(page.get_by_role("dialog", name="筛选")).to_be_hidden()
        expect(page.locator("dialog :focus")).to_have_count(0)
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
        assert violations(page) == [], ("keys", scheme)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name="快捷键")).to_be_hidden()
        page.locator("main .search input[name=q]").press_sequentially("工会")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        assert violations(page) == [], ("suggestions", scheme)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="分享", exact=True).click()
        expect(page.get_by_role("group", name="分享本页")).to_be_visible()
        assert violations(page) == [], ("share", scheme)


@pytest.mark.slow
def test_text_has_7_to_1_when_more_contrast_is_preferred(browser, site_without_texts):
    """With more contrast every text has 7 to 1 (WCAG 2.2, 1.4.6)."""
    context = browser.new_context(locale="zh-CN", viewport=PHONE, contrast="more")
    page = context.new_page()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, contrast="more")
        for address in ("/", "/articles/?q=工会&province=zhejiang", "/articles/rmmjdt3/"):
            page.goto(site_without_texts.url + address)
            enhanced = {"type": "rule", "values": ["color-contrast-enhanced"]}
            rules = {"color-contrast-enhanced": {"enabled": True}}
            assert violations(page, runOnly=enhanced, rules=rules) == [], (address, scheme)
    context.close()


def test_the_chosen_value_is_not_marked_by_colour_alone(browser, site_without_texts):
    context = browser.new_context(locale="zh-CN", viewport=DESK, forced_colors="active")
    page = context.new_page()
    page.goto(f"{site_without_texts.url}/articles/?province=zhejiang&sort=oldest")
    label = page.locator(".facet a[aria-current] .label").first
    assert "✓" in label.evaluate("label => getComputedStyle(label, '::before').content")
    page.keyboard.press("j")
    focused = page.locator(".entry a:focus")
    assert focused.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
    context.close()
