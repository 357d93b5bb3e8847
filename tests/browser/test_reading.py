"""A reader's tasks in a real browser, with JavaScript and without, with page texts and without."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def scripted_page(reused_pages):
    with reused_pages.page({"width": 1280, "height": 720}, java_script_enabled=True) as page:
        yield page


def open_filters(page):
    """On a phone the filters wait behind a button, without JavaScript behind a summary."""
    opener = page.locator(".sheet-opener, details.filters > summary").locator("visible=true")
    if opener.count():
        opener.click()


def close_filters(page):
    completed = page.get_by_role("button", name=re.compile(r"^看 \d+ 篇"))
    if completed.count():
        completed.click()


def choose(page, facet, value):
    open_filters(page)
    section = page.locator("section.facet").filter(has=page.get_by_role("heading", name=facet))
    before = page.url
    section.get_by_role("link", name=re.compile(f"^{value}")).click()
    expect(page).not_to_have_url(before)
    close_filters(page)


def headlines(page):
    return page.locator(".results .entry h3").all_inner_texts()


def test_from_the_front_page_by_province_and_topic_to_an_article_and_on(page, site_without_texts):
    page.goto(site_without_texts.url)
    provinces = page.locator(".chart-section")
    provinces.get_by_role("link", name=re.compile("^浙江")).first.click()
    expect(page).to_have_url(re.compile(r"/articles/\?province=zhejiang$|/places/330000/$"))
    page.goto(f"{site_without_texts.url}/articles/")
    choose(page, "省份", "浙江")
    expect(page).to_have_url(re.compile(r"/articles/\?province=zhejiang$"))
    expect(page.locator(".results")).to_contain_text("共 23 篇")
    choose(page, "主题", "技能竞赛")
    expect(page).to_have_url(re.compile(r"province=zhejiang.*topic=jineng-jingsai"))
    expect(page.locator(".results")).to_contain_text("共 3 篇")
    expect(page.locator(".chips")).to_contain_text("浙江")
    headline = headlines(page)[0]
    page.locator(".results .entry h3 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)
    page.locator(".article-metadata").get_by_role("link", name="技能竞赛").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("技能竞赛")
    expect(page.locator("main")).to_contain_text(headline)


def test_a_chip_takes_its_condition_away(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/articles/?province=hainan&topic=jineng-peixun")
    assert len(headlines(page)) == 1
    page.locator(".chips").get_by_role("link", name=re.compile("海南")).click()
    expect(page).to_have_url(re.compile(r"/articles/\?topic=jineng-peixun$"))
    expect(page.locator("#results")).not_to_have_text("共 1 篇")
    assert len(headlines(page)) > 1


def test_searching_in_traditional_characters(page, site_without_texts):
    page.goto(site_without_texts.url)
    box = page.locator("main .search input[name=q]")
    box.fill("疗休養")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/articles/\?q="))
    assert headlines(page)


def test_the_dates_form_keeps_the_other_filters(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/articles/?province=zhejiang")
    open_filters(page)
    page.get_by_label("自", exact=True).fill("2021")
    page.get_by_role("button", name="应用").click()
    expect(page).to_have_url(re.compile(r"from=2021"))
    expect(page).to_have_url(re.compile(r"province=zhejiang"))
    assert "to=" not in page.url, "a blank field leaves no parameter behind"
    expect(page.locator(".results")).to_contain_text("共 10 篇")


def test_an_unknown_province_is_explained_and_mended_by_a_link(page, site_without_texts):
    page.expected_errors = ("400",)
    response = page.goto(f"{site_without_texts.url}/articles/?province=zhejang&genre=xiaoxi")
    assert response.status == 400
    page.get_by_role("link", name="浙江", exact=True).click()
    expect(page).to_have_url(re.compile(r"genre=xiaoxi"))
    expect(page).to_have_url(re.compile(r"province=zhejiang"))
    assert headlines(page)


def test_a_mistyped_ident_is_reported_and_the_right_one_suggested(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/articles/")
    link = page.locator(".results .entry h3 a").first
    headline, address = link.inner_text(), link.get_attribute("href")
    ident = address.strip("/").split("/")[-1]
    mistyped = ident[:2] + ("2" if ident[2] != "2" else "3") + ident[3:]
    page.expected_errors = ("404",)
    response = page.goto(f"{site_without_texts.url}/articles/{mistyped}/")
    assert response.status == 404
    page.locator("main").get_by_role("link", name=headline).click()
    expect(page).to_have_url(re.compile(f"{ident}/$"))


def test_an_article_without_its_page_text_still_has_its_digest(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/articles/?q=匠人")
    page.locator(".results .entry h3 a").first.click()
    expect(page.get_by_role("heading", name="提要")).to_be_visible()
    expect(page.locator("section.text")).to_have_count(0)
    outline = page.locator("section.outline")
    expect(outline).to_contain_text("因版权关系，本站暂无全文")
    expect(outline).not_to_contain_text("SHA-256")
    expect(outline.locator(".crossheads li")).to_have_count(3)


def test_an_issue_is_whole_on_one_screen_and_leads_to_its_neighbours(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/newspapers/zhejiang-gongren-ribao/")
    page.locator("main").get_by_role("link", name=re.compile("2020年8—12月")).first.click()
    expect(page.locator("main .story")).to_have_count(6)
    page.get_by_role("link", name=re.compile("^下一期")).click()
    expect(page.locator("main .story")).to_have_count(9)
    expect(page.get_by_role("link", name=re.compile("^上一期"))).to_be_visible()
    expect(page.locator("main").get_by_text("下一期")).to_have_count(0)


@pytest.mark.pages
def test_the_full_text_its_anchors_and_its_two_versions(page, site_with_texts):
    page.goto(f"{site_with_texts.url}/articles/?q=萤火虫")
    page.locator(".results .entry h3 a").first.click()
    third = page.locator("#p3")
    expect(third).to_be_visible()
    page.goto(f"{page.url}#p3")
    expect(third).to_be_in_viewport()
    corrected = page.locator(".text ins").first
    expect(corrected).to_be_visible()
    scanned = page.locator(".text del").first
    expect(scanned).to_be_hidden()
    page.get_by_label("识别原文", exact=True).check()
    expect(scanned).to_be_visible()
    expect(corrected).to_be_hidden()


@pytest.mark.pages
def test_words_that_are_only_in_the_full_text_are_found(page, site_with_texts, site_without_texts):
    for site, result in ((site_with_texts, 1), (site_without_texts, 0)):
        page.goto(f"{site.url}/articles/?q=天然氧吧")
        expect(page.locator(".results")).to_contain_text(f"共 {result} 篇")


def test_suggestions_are_reached_by_keyboard(scripted_page, site_without_texts):
    page = scripted_page
    page.goto(site_without_texts.url)
    box = page.get_by_role("combobox").first
    box.press_sequentially("lxy", delay=30)
    option = page.get_by_role("option").first
    expect(option).to_contain_text("疗休养")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile("/topics/liaoxiuyang/$"))


def test_suggestions_show_what_kind_they_are(scripted_page, site_without_texts):
    page = scripted_page
    page.goto(site_without_texts.url)
    box = page.get_by_role("combobox").first
    for typed, kind in (("lxy", "主题"), ("浙江", "地区"), ("工人日报", "报纸"), ("技能", "文章")):
        box.fill(typed)
        option = page.get_by_role("option").filter(
            has=page.locator(".kind", has_text=re.compile(f"^{kind}$"))
        )
        expect(option.first).to_be_visible()
        # a headline is one article, which need not be counted
        expect(option.first.locator(".count")).to_have_count(0 if kind == "文章" else 1)
    # ARIA allows the role on no search field
    assert box.get_attribute("type") == "text"
    assert box.get_attribute("inputmode") == box.get_attribute("enterkeyhint") == "search"


def _by_keys(page):
    page.get_by_role("combobox").first.press("ArrowDown")
    yield
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.get_by_role("combobox").first.press("Enter")


def _by_mouse(page):
    page.get_by_role("option").first.hover()
    page.mouse.down()
    yield
    page.mouse.up()


@pytest.mark.parametrize("choose", [_by_keys, _by_mouse])
def test_a_late_answer_takes_no_chosen_suggestion_away(browser, site_without_texts, choose):
    """The reader types on and chooses from the displayed suggestions, and the response arrives only
    then.
    """
    with late_answer(browser, site_without_texts) as (page, answer):
        choosing = choose(page)
        next(choosing)
        answer()
        next(choosing, None)
        expect(page).to_have_url(re.compile("/topics/liaoxiuyang/$"))


def test_the_suggestions_close_if_nothing_is_chosen(browser, site_without_texts):
    with late_answer(browser, site_without_texts) as (page, answer):
        box = page.get_by_role("combobox").first
        box.press("ArrowDown")
        answer()
        expect(page.get_by_role("option").first).to_be_visible()
        box.press("ArrowUp")
        expect(page.get_by_role("option")).to_have_count(0)


@contextmanager
def late_answer(browser, site):
    """A page with suggestions for "lx", "lxy" in its box, and a function that answers with none."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    routes = []
    page.route(re.compile(r"q=lxy$"), lambda route: routes.append(route))
    page.goto(site.url)
    box = page.get_by_role("combobox").first
    box.press_sequentially("lx")
    expect(page.get_by_role("option").first).to_contain_text("疗休养")
    with page.expect_request(re.compile(r"q=lxy$")):
        box.press("y")

    def answer():
        routes[0].fulfill(json=[])
        page.unroute(re.compile(r"q=lxy$"))
        page.route(re.compile(r"q=lxy$"), lambda route: route.fulfill(json=[]))
        # the answer has had its turn once the page has run two more tasks
        page.evaluate("new Promise((done) => setTimeout(() => setTimeout(done, 50), 50))")

    yield page, answer
    context.close()


def test_hits_are_marked_and_stepped_through(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/articles/?q=技能竞赛")
    page.locator(".results .entry h3 a").first.click()
    expect(page.locator("main mark").first).to_be_visible()
    first = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="下一条").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
    page.get_by_role("link", name="检索结果", exact=True).click()
    expect(page).to_have_url(re.compile(r"/articles/\?q="))


def test_likely_alternatives_are_suggested(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/articles/?q=技能竟赛")
    page.locator(".did-you-mean").get_by_role("link", name="技能竞赛").click()
    expect(page.locator(".results .entry").first).to_be_visible()


ADDRESSES = (
    "/",
    "/articles/",
    "/articles/?q=工会&province=zhejiang",
    "/articles/?province=xizang",
    "/newspapers/",
    "/newspapers/zhejiang-gongren-ribao/",
    "/newspapers/zhejiang-gongren-ribao/?year=2020",
    "/newspapers/zhejiang-gongren-ribao/1wnb52f/x1/",
    "/newspapers/zhejiang-gongren-ribao/1wnb52f/reading/",
    "/newspapers/jinri-jiande/2021-12-23/",
    "/newspapers/jinri-jiande/2021-12-23/x1/",
    "/topics/",
    "/topics/laomo-gongjiang/",
    "/topics/fuwu-zhigong/",
    "/places/",
    "/places/330000/",
    "/places/429004/",
    "/people/",
    "/people/zhang-haocheng/",
)


def with_articles(page, site):
    """Every kind of page, and two articles."""
    page.goto(f"{site.url}/articles/")
    links = page.locator(".results .entry h3 a")
    return (*ADDRESSES, *(links.nth(n).get_attribute("href") for n in (0, 12)))


def test_nothing_runs_off_a_narrow_screen_and_nothing_comes_from_elsewhere(
    page, site_without_texts
):
    elsewhere = []
    page.on(
        "request",
        lambda request: (
            request.url.startswith(site_without_texts.url) or elsewhere.append(request.url)
        ),
    )
    for address in with_articles(page, site_without_texts):
        assert page.goto(site_without_texts.url + address).status == 200, address
        for size in (NARROW, {"width": 820, "height": 1180}, {"width": 1440, "height": 900}):
            page.set_viewport_size(size)
            width = page.locator("html").evaluate("element => element.scrollWidth")
            assert width <= size["width"], f"{address} is {width} px wide at {size['width']}"
    assert elsewhere == []
