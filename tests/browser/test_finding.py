"""Searching and filtering without typing: by touch, mouse, keyboard alone, without JavaScript."""

import re
import time

import pytest
from playwright.sync_api import expect

from .conftest import PHONE
from .test_reading import choose, headlines

DESK = {"width": 1440, "height": 900}


@pytest.fixture
def scripted_page(reused_pages):
    """A page with JavaScript on a desk; `loads` has the URLs of the pages it loaded."""
    with reused_pages.page(DESK, java_script_enabled=True) as page:
        page.loads = []

        def record_load(request):
            if request.is_navigation_request():
                page.loads.append(request.url)

        page.on("request", record_load)
        yield page
        page.remove_listener("request", record_load)


@pytest.fixture
def phone(scripted_page):
    scripted_page.set_viewport_size(PHONE)
    return scripted_page


def total(page) -> int:
    return int(re.search(r"共 (\d+) 篇", page.locator("#results").inner_text())[1])


def wait_for_value(page, expression, expected):
    """Wait for a value; Playwright's own function would evaluate a string in the page."""
    until = time.monotonic() + 5
    while (results := page.evaluate(expression)) != expected:
        assert time.monotonic() < until, f"{expression} is {results}"
        page.wait_for_timeout(20)


def tap(page, name, scope="main"):
    """Tap a link that is fully visible after scrolling down at most."""
    # not what only begins so: 浙江工人日报
    link = page.locator(scope).get_by_role("link", name=re.compile(f"^{name}(?![一-鿿])"))
    link = link.locator("visible=true").first
    link.scroll_into_view_if_needed()
    box = link.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"], f"{name} is cut off"
    link.click()


@pytest.mark.parametrize("order", [("湖北", "技能竞赛"), ("技能竞赛", "湖北")])
def test_two_taps_from_the_front_page_to_a_province_and_a_topic(page, site_without_texts, order):
    page.goto(site_without_texts.url)
    first, second = order
    tap(page, first)
    expect(page).to_have_url(re.compile("(hubei|420000/|jineng-jingsai/?)$"))
    tap(page, second, ".suggested-filters")
    expect(page).to_have_url(re.compile("province=hubei"))
    expect(page).to_have_url(re.compile("topic=jineng-jingsai"))
    expect(page.locator(".chips")).to_contain_text("湖北")
    expect(page.locator(".chips")).to_contain_text("技能竞赛")
    # in this catalogue there is nothing of both, and the page says what there is of either
    expect(page.locator("#results")).to_have_text("共 0 篇")
    loosen = page.locator(".relaxed li")
    expect(loosen).to_have_text([re.compile("不限省份“湖北”.*4 篇"), re.compile("不限主题.*1 篇")])
    loosen.get_by_role("link").first.click()
    expect(page.locator("#results")).to_contain_text("共 4 篇")


@pytest.mark.parametrize("order", [("浙江", "技能竞赛"), ("技能竞赛", "浙江")])
def test_two_taps_lead_to_articles(page, site_without_texts, order):
    page.goto(site_without_texts.url)
    tap(page, order[0])
    tap(page, order[1], ".suggested-filters")
    expect(page.locator("#results")).to_contain_text("共 3 篇")
    assert len(headlines(page)) == 3


def test_the_page_of_a_topic_is_narrowed_by_one_tap(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/topics/jineng-jingsai/")
    tap(page, "浙江", ".suggested-filters")
    expect(page.locator("#results")).to_contain_text("共 3 篇")


def test_filters_swap_the_list_in_place_and_back_restores_it(scripted_page, site_without_texts):
    page = scripted_page
    page.goto(f"{site_without_texts.url}/articles/")
    title, first = page.title(), headlines(page)
    page.evaluate("scrollTo(0, 300)")
    wait_for_value(page, "history.state?.scroll", 300)
    choose(page, "省份", "浙江")
    expect(page.locator("#results")).to_contain_text("共 23 篇")
    assert page.url.endswith("/articles/?province=zhejiang")
    assert "浙江" in page.title()
    assert page.title() != title
    canonical = page.locator("link[rel=canonical]")
    assert canonical.count() == 1
    assert canonical.get_attribute("href").endswith("/articles/?province=zhejiang")
    assert "浙江" in page.locator("meta[name=description]").get_attribute("content")
    expect(page.locator("p[role=status]").last).to_contain_text("共 23 篇")
    choose(page, "主题", "疗休养")
    expect(page.locator("#results")).to_contain_text("共 3 篇")
    page.go_back()
    expect(page.locator("#results")).to_contain_text("共 23 篇")
    page.go_back()
    expect(page.locator("#results")).to_contain_text("共 33 篇")
    assert page.title() == title
    assert headlines(page) == first
    wait_for_value(page, "scrollY", 300)
    page.go_forward()
    expect(page.locator("#results")).to_contain_text("共 23 篇")
    expect(page.locator("#list")).not_to_have_attribute("aria-busy", "true")
    assert len(page.loads) == 1, "only the first was a load"
    page.reload()
    expect(page.locator("#results")).to_contain_text("共 23 篇")


def test_the_control_keeps_the_focus_and_its_place(scripted_page, site_without_texts):
    page = scripted_page
    page.goto(f"{site_without_texts.url}/articles/")
    page.locator(".facet summary", has_text="更多省份").click()
    link = page.locator("[data-key='topic=liaoxiuyang']")
    link.scroll_into_view_if_needed()
    link.focus()
    before = link.bounding_box()["y"]
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_contain_text("共 3 篇")
    expect(link).to_be_focused()
    expect(link).to_have_attribute("aria-current", "true")
    assert abs(link.bounding_box()["y"] - before) < 2
    expect(page.locator(".facet details", has_text="更多省份")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_contain_text("共 33 篇")


def test_open_sections_stay_open(scripted_page, site_without_texts):
    page = scripted_page
    page.goto(f"{site_without_texts.url}/articles/")
    section = page.locator(".facet details", has_text="更多作者")
    section.locator("summary").click()
    choose(page, "年份", "2021年")
    expect(page.locator("#results")).not_to_contain_text("共 33 篇")
    expect(section).to_have_attribute("open", "")


def test_turning_the_page_leads_to_its_top(scripted_page, site_without_texts):
    page = scripted_page
    page.goto(f"{site_without_texts.url}/articles/")
    page.locator(".pagination").get_by_role("link", name="下一页").click()
    expect(page.locator("#results")).to_contain_text("第 2/2 页")
    expect(page.locator("#results")).to_be_focused()
    expect(page.locator("#results")).to_be_in_viewport()
    assert len(page.loads) == 1


def test_the_search_and_the_dates_are_sent_in_place_and_keep_the_rest(
    scripted_page, site_without_texts
):
    page = scripted_page
    page.goto(f"{site_without_texts.url}/articles/?province=zhejiang")
    page.get_by_label("自", exact=True).fill("2021")
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_contain_text("共 10 篇")
    assert page.url.endswith("?from=2021&province=zhejiang")
    box = page.locator("main .search input[name=q]")
    box.fill("疗休养")
    box.press("Enter")
    expect(page).to_have_url(re.compile("q=.*from=2021.*province=zhejiang|from=2021.*province.*q="))
    expect(page.locator(".chips")).to_contain_text("疗休养")
    page.locator(".chips").get_by_role("link", name=re.compile("^检索词")).click()
    expect(page.locator("#results")).to_contain_text("共 10 篇")
    expect(box).to_have_value("")
    assert len(page.loads) == 1


@pytest.mark.parametrize("typed", ["2021年6月", "2021/6", "２０２１－０６", "202106"])
def test_a_date_is_taken_as_it_is_typed(scripted_page, site_without_texts, typed):
    page = scripted_page
    page.goto(f"{site_without_texts.url}/articles/")
    since = page.get_by_label("自", exact=True)
    since.fill(typed)
    # the browser itself refuses nothing
    assert since.evaluate("input => input.checkValidity()")
    page.keyboard.press("Enter")
    expect(page.locator(".chips")).to_contain_text("2021年6月")
    expect(since).to_have_value("2021-06")
    since.fill("去年")
    assert not since.evaluate("input => input.checkValidity()")


def test_a_click_for_another_tab_is_left_to_the_browser(scripted_page, site_without_texts):
    page = scripted_page
    page.goto(f"{site_without_texts.url}/articles/")
    with page.context.expect_page() as new_page:
        page.locator("[data-key='province=zhejiang']").click(modifiers=["Control"])
    expect(new_page.value.locator("#results")).to_contain_text("共 23 篇")
    assert total(page) == 33


def test_when_the_fetch_fails_the_link_is_followed(scripted_page, site_without_texts):
    page = scripted_page
    page.goto(f"{site_without_texts.url}/articles/")
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('down')); }")
    choose(page, "省份", "浙江")
    expect(page.locator("#results")).to_contain_text("共 23 篇")
    assert len(page.loads) == 2


def test_an_error_is_shown_as_its_own_page(scripted_page, site_without_texts):
    page = scripted_page
    page.goto(f"{site_without_texts.url}/articles/")
    page.locator("[data-key='province=zhejiang']").evaluate(
        "link => link.setAttribute('href', '/articles/?province=zhejiang&page=1&sort=oldest')"
    )
    page.route(
        "**/articles/?province=zhejiang*",
        lambda route: (
            route.continue_()
            if route.request.is_navigation_request()
            else route.fulfill(status=200, content_type="text/html", body="<p>no list</p>")
        ),
    )
    choose(page, "省份", "浙江")
    expect(page.locator("#results")).to_contain_text("共 23 篇")
    assert len(page.loads) == 2


def test_nothing_moves_while_the_list_is_swapped(scripted_page, site_without_texts):
    page = scripted_page
    page.goto(f"{site_without_texts.url}/articles/?province=zhejiang")
    page.evaluate(
        """() => {
          window.shift = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries())
              if (!entry.hadRecentInput) window.shift += entry.value;
          }).observe({ type: "layout-shift", buffered: true });
        }"""
    )
    choose(page, "年份", "2021年")
    expect(page.locator("#results")).to_contain_text("共 10 篇")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") < 0.01


# -- the sheet


def test_on_a_phone_the_filters_are_a_sheet(phone, site_without_texts):
    page = phone
    page.goto(f"{site_without_texts.url}/articles/")
    opener = page.get_by_role("button", name="筛选", exact=True)
    opener.click()
    sheet = page.get_by_role("dialog", name="筛选")
    expect(sheet).to_be_visible()
    sheet.locator("[data-key='province=zhejiang']").click()
    expect(sheet.get_by_role("button", name="看 23 篇")).to_be_visible()
    expect(page.locator("[data-key='province=zhejiang']")).to_be_focused()
    expect(sheet.get_by_role("status")).to_contain_text("共 23 篇")
    topic = sheet.locator("[data-key='topic=liaoxiuyang']")
    topic.scroll_into_view_if_needed()
    top = topic.bounding_box()["y"]
    topic.click()
    expect(sheet.get_by_role("button", name="看 3 篇")).to_be_visible()
    assert abs(topic.bounding_box()["y"] - top) < 2
    sheet.get_by_role("button", name="看 3 篇").click()
    expect(sheet).to_be_hidden()
    expect(page.locator("#results")).to_be_focused()
    assert len(headlines(page)) == 3
    expect(page.get_by_role("button", name="筛选（2）")).to_be_visible()
    assert len(page.loads) == 1


def test_escape_closes_the_sheet_and_gives_the_focus_back(phone, site_without_texts):
    page = phone
    page.goto(f"{site_without_texts.url}/articles/")
    page.keyboard.press("f")
    sheet = page.get_by_role("dialog", name="筛选")
    expect(sheet.get_by_role("button", name="关闭")).to_be_focused()
    sheet.locator("[data-key='province=zhejiang']").click()
    expect(sheet.get_by_role("button", name="看 23 篇")).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        inside = (
            "document.activeElement === document.body || document.activeElement.closest('dialog')"
        )
        assert page.evaluate(f"Boolean({inside})"), "the focus stays in the sheet"
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.get_by_role("button", name="筛选（1）")).to_be_focused()
    expect(page.locator(".filter-body")).to_have_count(1)


def test_a_sheet_on_a_screen_that_widens_becomes_the_column(phone, site_without_texts):
    page = phone
    page.goto(f"{site_without_texts.url}/articles/")
    page.get_by_role("button", name="筛选", exact=True).click()
    page.set_viewport_size(DESK)
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator(".filters .filter-body")).to_be_visible()
    choose(page, "省份", "浙江")
    expect(page.locator("#results")).to_contain_text("共 23 篇")


def test_back_closes_the_sheet(phone, site_without_texts):
    page = phone
    page.goto(f"{site_without_texts.url}/articles/")
    page.get_by_role("button", name="筛选", exact=True).click()
    page.get_by_role("dialog").locator("[data-key='province=zhejiang']").click()
    expect(page.get_by_role("button", name="看 23 篇")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#results")).to_contain_text("共 33 篇")


# -- the keyboard alone


def test_a_list_is_searched_walked_and_left_by_keys(scripted_page, site_without_texts):
    page = scripted_page
    page.goto(site_without_texts.url)
    page.keyboard.press("/")
    expect(page.locator("main .search input[name=q]")).to_be_focused()
    page.keyboard.type("工会/j?")
    expect(page.locator("main .search input[name=q]")).to_have_value("工会/j?")
    page.locator("main .search input[name=q]").fill("工会")
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_be_visible()
    links = page.locator(".results .entry h3 a")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(links.nth(2)).to_be_focused()
    expect(links.nth(2)).to_be_in_viewport()
    assert links.nth(2).evaluate("link => getComputedStyle(link).outlineStyle") != "none"
    page.keyboard.press("k")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#results")).to_contain_text("第 2/2 页")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#results")).to_contain_text("第 1/2 页")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    headline = links.nth(0).inner_text()
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)


def test_filters_work_by_keyboard_alone(scripted_page, site_without_texts):
    page = scripted_page
    page.goto(f"{site_without_texts.url}/articles/")
    page.keyboard.press("f")
    expect(page.locator(".filter-body li a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_contain_text("共 23 篇")
    expect(page.locator(".filter-body li a").first).to_be_focused()


def test_the_list_of_keys_opens_and_can_switch_them_off_for_good(scripted_page, site_without_texts):
    page = scripted_page
    page.goto(f"{site_without_texts.url}/articles/")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="快捷键")
    expect(dialog).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(".entry a:focus")).to_have_count(0)
    dialog.get_by_label("启用单键快捷键").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.locator(".entry a:focus")).to_have_count(0)
    expect(dialog).to_be_hidden()
    page.goto(f"{site_without_texts.url}/topics/")
    page.keyboard.press("/")
    expect(page.locator("input[name=q]:focus")).to_have_count(0)
    page.get_by_role("button", name="快捷键").click()
    dialog.get_by_label("启用单键快捷键").check()
    dialog.get_by_role("button", name="关闭").click()
    page.keyboard.press("/")
    expect(page.locator("input[name=q]")).to_be_focused()


def test_the_arrows_lead_from_an_article_to_its_neighbours(scripted_page, site_without_texts):
    page = scripted_page
    page.goto(f"{site_without_texts.url}/articles/qgfgh2z/")
    after = page.locator("main a[rel=next]").get_attribute("href")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    page.keyboard.press("ArrowRight")
    page.evaluate("getSelection().removeAllRanges()")
    page.keyboard.press("Shift+ArrowRight")
    assert page.url.endswith("/qgfgh2z/"), "a selection is changed by the arrows"
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(site_without_texts.url + after)
    # its script listens once the page is read
    page.wait_for_load_state()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("/qgfgh2z/$"))


@pytest.mark.parametrize("key", ["Control+j", "Alt+j", "Meta+/", "Control+o"])
def test_keys_with_modifiers_are_left_to_the_browser(scripted_page, site_without_texts, key):
    page = scripted_page
    page.goto(f"{site_without_texts.url}/articles/")
    page.keyboard.press(key)
    expect(page.locator("main a:focus, main input:focus")).to_have_count(0)


def test_keys_during_composition_are_left_to_the_input_method(scripted_page, site_without_texts):
    page = scripted_page
    page.goto(f"{site_without_texts.url}/articles/")
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', "
        "{ key: 'j', isComposing: true, bubbles: true, cancelable: true }))"
    )
    expect(page.locator(".entry a:focus")).to_have_count(0)


def test_without_javascript_no_shortcuts_are_listed(browser, site_without_texts):
    context = browser.new_context(java_script_enabled=False, viewport=DESK)
    page = context.new_page()
    page.goto(site_without_texts.url)
    expect(page.locator("[data-shortcuts-open]")).to_be_hidden()
    expect(page.locator("#keyboard-shortcuts")).to_be_hidden()
    context.close()


# -- the first screen of a phone, and paper


LISTS = (
    "/articles/",
    "/articles/?q=技能竞赛&province=zhejiang",
    "/articles/?province=zhejiang&province=hubei&topic=jineng-jingsai&year=2021&year=2020",
)


@pytest.mark.parametrize("has_script", [True, False])
@pytest.mark.parametrize("address", LISTS)
def test_the_first_hit_is_in_the_first_screen_of_a_phone(
    browser, site_without_texts, address, has_script
):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=has_script
    )
    page = context.new_page()
    page.goto(site_without_texts.url + address)
    entry = page.locator(".entry").first
    assert entry.locator("h3").bounding_box()["y"] < 700
    assert entry.locator(".excerpt").bounding_box()["y"] < 800
    # one line each, that scrolls sideways without the page
    for row in page.locator(".chips, .suggested-filters ul").all():
        assert row.bounding_box()["height"] < 60
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    opener = page.locator(".sheet-opener" if has_script else ".filters > summary")
    pictures = page.locator(".chart-sheet > summary")
    if pictures.count():
        assert abs(opener.bounding_box()["y"] - pictures.bounding_box()["y"]) < 4
        pictures.click()
        assert page.locator(".chart-sheet").bounding_box()["width"] > 340
    expect(page.locator("main > .search-help")).to_be_hidden()
    context.close()


def test_clear_all_stays_visible_beside_a_long_condition(phone, site_without_texts):
    phone.goto(f"{site_without_texts.url}/articles/?q={'长' * 40}&province=zhejiang")
    clear = phone.get_by_role("link", name="全部清除")
    box = clear.bounding_box()
    assert box["x"] > 0
    assert box["x"] + box["width"] <= 390
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    clear.click()
    expect(phone).to_have_url(re.compile("/articles/$"))


def test_search_help_is_below_the_filters_on_a_phone(phone, site_without_texts):
    phone.goto(f"{site_without_texts.url}/articles/")
    phone.get_by_role("button", name="筛选", exact=True).click()
    result = phone.get_by_role("dialog").locator(".search-help")
    result.locator("summary").click()
    expect(result).to_contain_text("完全一致")


def test_a_printed_list_says_what_it_is_of_and_shows_no_controls(scripted_page, site_without_texts):
    page = scripted_page
    page.goto(f"{site_without_texts.url}/articles/?q=技能竞赛&province=zhejiang")
    page.locator("main > .search-help summary").click()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    expect(page.get_by_role("heading", level=1)).to_have_text("检索：技能竞赛 · 浙江（3 篇）")
    source = page.locator(".results > .print-source")
    expect(source).to_be_visible()
    expect(source).to_contain_text("/articles/?q=")
    expect(source).to_contain_text(re.compile("[0-9]{4}年[0-9]+月[0-9]+日"))
    controls = (
        "form, button, summary, .chips, .suggested-filters, .search-help, .facet, .sort-orders,"
        " .downloads"
    )
    for control in page.locator(controls).all():
        expect(control).to_be_hidden()
    width = page.locator("main").evaluate(
        "main => main.clientWidth - 2 * parseFloat(getComputedStyle(main).paddingInlineStart)"
    )
    assert page.locator(".excerpt").first.bounding_box()["width"] > 0.95 * width


def test_a_page_of_a_list_is_printed_on_three_sheets(scripted_page, site_without_texts):
    scripted_page.goto(f"{site_without_texts.url}/articles/")
    assert scripted_page.locator(".entry").count() == 20
    pdf = scripted_page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 3


@pytest.mark.parametrize("address", ["/people/", "/articles/facets/person/?like=zhang"])
def test_directories_are_searched_without_javascript(browser, site_without_texts, address):
    context = browser.new_context(java_script_enabled=False, viewport=DESK)
    page = context.new_page()
    page.goto(site_without_texts.url + address)
    box = page.locator("main input[type=search]")
    box.fill("zhc")
    box.press("Enter")
    expect(page.locator("main")).to_contain_text("张浩呈")
    expect(page.locator("main")).not_to_contain_text("张晓燕")
    context.close()


def test_file_names_are_not_cut_off_on_a_phone(browser, site_without_texts):
    page = browser.new_page(locale="zh-CN", viewport={"width": 360, "height": 800})
    page.goto(f"{site_without_texts.url}/data/")
    names = page.locator(".files td:first-child a")
    assert names.count() > 5
    for name in names.all():
        lines = name.evaluate("one => one.getClientRects().length")
        assert lines == 1, name.text_content()
    page.close()
