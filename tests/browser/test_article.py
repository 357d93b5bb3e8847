"""The page of an article: typesetting, weight, and every tool beside the text."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .axe import violations
from .layout_shift import layout_shift

LINES = (Path(__file__).parent / "lines.js").read_text(encoding="utf-8")
# marks that must not begin a line, and marks that must not end one (CLREQ 3.1.6; GB/T 15834-2011,
# 5.1)
NOT_FIRST = set("，。、；：？！）》〉”’…·％℃")
NOT_LAST = set("“‘（《〈")
UNBROKEN = ("……", "——")
# pairs with half a character of blank between them (“！”and “？” fill their square)
PAIRS = re.compile("[，。、；：”’）》][“‘（《”’）》]|[”’）》][，。、；：]")

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
# bytes of a first load, compressed, all requests together
MAX_WEIGHT = 67_500

LONG = "/articles/mhtjm1n/"
CORRECTED = "/articles/kkhg80m/"
HIT_URL = "/articles/rmmjdt3/?q=技能"


def has_script(page) -> bool:
    return page.locator("html[data-scripted]").count() == 1


def lines_of(page, selector):
    """Each element's lines, with the element's font size in pixels."""
    elements = page.locator(selector)
    sizes = elements.evaluate_all(
        "elements => elements.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    return list(zip(elements.evaluate_all(LINES), sizes, strict=True))


def articles(page, site):
    page.goto(f"{site.url}/articles/")
    results = page.locator(".results .entry h3 a")
    return [results.nth(n).get_attribute("href") for n in range(results.count())]


@pytest.fixture
def desk(page):
    page.set_viewport_size(DESK)
    return page


# --- how it is set


@pytest.mark.pages
def test_no_line_begins_or_ends_with_a_forbidden_mark(browser, site_with_texts):
    page = browser.new_page(viewport=DESK, locale="zh-CN")
    for address in articles(page, site_with_texts):
        page.goto(site_with_texts.url + address)
        for size in (DESK, PHONE, NARROW):
            page.set_viewport_size(size)
            for lines, em in lines_of(page, ".decks > *, .digest p, .text > .line"):
                check_lines(lines, em, (address, size["width"]))
    page.close()


def check_lines(lines, em, context):
    for n, line in enumerate(lines):
        assert n == 0 or line["text"][0] not in NOT_FIRST, (context, line["text"])
        assert line["text"][-1] not in NOT_LAST, (context, line["text"])
        broken = n and lines[n - 1]["text"][-1] + line["text"][0]
        assert broken not in UNBROKEN, (context, line["text"])
        # nothing runs out of the measure, not even by a mark
        assert min(line["left"], line["right"]) > -em / 10, (context, line["text"])


@pytest.mark.pages
def test_paragraphs_are_indented_justified_and_32_to_40_characters_wide(browser, site_with_texts):
    page = browser.new_page(viewport=DESK, locale="zh-CN")
    page.goto(site_with_texts.url + LONG)
    paragraphs = lines_of(page, ".text > .line.paragraph")
    assert len(paragraphs) > 10
    for lines, em in paragraphs:
        # an opening mark is squeezed to the half of it that has ink
        assert 1.4 * em <= lines[0]["left"] <= 2.1 * em
        for line in lines[1:]:
            assert line["left"] <= em / 10
        for line in lines[:-1]:
            assert line["right"] <= em / 1.8, line["text"]
        assert max(lines[-1]["advances"], default=em) <= 1.3 * em, "the last line is not spread"
    width, em = page.locator(".text").evaluate(
        "e => [e.getBoundingClientRect().width, parseFloat(getComputedStyle(e).fontSize)]"
    )
    assert 32 <= width / em <= 40
    assert width % em == pytest.approx(0, abs=0.01), "as many whole characters as a line takes"
    page.close()


@pytest.mark.pages
def test_full_width_marks_are_squeezed_where_two_meet(browser, site_with_texts):
    page = browser.new_page(viewport=DESK, locale="zh-CN")
    met = 0
    for address in (LONG, CORRECTED, "/articles/rmmjdt3/"):
        page.goto(site_with_texts.url + address)
        for lines, em in lines_of(page, ".text > .line.paragraph"):
            for line in lines:
                usual = sorted(line["advances"])[len(line["advances"]) // 2]
                for pair in PAIRS.finditer(line["text"]):
                    advances = line["advances"][pair.start() : pair.end()]
                    met += 1
                    # half a character is gone, of the one or the other
                    assert (
                        sum(advances) <= len(advances) * usual - 0.4 * em or len(advances) == 1
                    ), pair[0]
    assert met > 20
    page.close()


COLOURS = "all => all.map(one => getComputedStyle(one).color)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.pages
def test_the_text_is_never_fainter_than_the_digest(browser, site_with_texts, scheme):
    page = browser.new_page(viewport=DESK, locale="zh-CN", color_scheme=scheme)
    page.goto(site_with_texts.url + CORRECTED)
    (ink,) = page.locator("body").evaluate_all(COLOURS)
    selectors = ".text > .line:is(.paragraph, .crosshead)", ".text > .scanned.paragraph"
    for selector in selectors:
        assert set(page.locator(selector).evaluate_all(COLOURS)) == {ink}, selector
    digest = page.locator(".digest p").first
    expect(digest).to_be_hidden()
    page.locator(".digest summary").click()
    expect(digest).to_be_visible()
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    assert digest.evaluate(size) < page.locator(".text > .line").first.evaluate(size)
    assert digest.evaluate_all(COLOURS) != [ink]
    page.close()


@pytest.mark.pages
def test_the_digest_is_open_where_something_in_it_was_searched_for(page, site_with_texts):
    page.goto(f"{site_with_texts.url}{CORRECTED}?q=工会")
    is_open = page.locator(".digest mark").count() > 0
    assert is_open
    expect(page.locator(".digest mark").first).to_be_visible()


def test_kicker_headline_and_subheads_differ_in_size_and_weight(desk, site_without_texts):
    desk.goto(f"{site_without_texts.url}/articles/?q=标题:求学梦")
    desk.locator(".results .entry h3 a").first.click()

    def font_of(name):
        return desk.locator(f".decks .{name}").first.evaluate(
            "e => [parseFloat(getComputedStyle(e).fontSize), +getComputedStyle(e).fontWeight]"
        )

    (kicker, light), (headline, heavy) = font_of("kicker"), font_of("headline")
    assert (headline > 1.5 * kicker, heavy > light) == (True, True)
    desk.goto(f"{site_without_texts.url}/articles/rmmjdt3/")
    subhead, regular = font_of("subhead")
    assert (headline > 1.5 * subhead, heavy > regular) == (True, True)


def test_the_margin_is_beside_the_text_and_on_a_phone_below(page, site_without_texts):
    for size, is_beside in ((DESK, True), (PHONE, False)):
        page.set_viewport_size(size)
        page.goto(site_without_texts.url + LONG)
        body, margin = (
            page.locator(f".{name}").bounding_box() for name in ("article-body", "article-metadata")
        )
        if is_beside:
            assert margin["x"] >= body["x"] + body["width"]
            assert margin["y"] == pytest.approx(body["y"], abs=40)
        else:
            assert margin["y"] >= body["y"] + body["height"]
        for name in ("地区", "主题", "体裁", "字数", "出处", "固定网址"):
            expect(page.locator(".article-metadata dt", has_text=name).first).to_be_visible()


# --- its weight in bytes


@pytest.mark.pages
@pytest.mark.parametrize("size", [DESK, PHONE], ids=lambda size: str(size["width"]))
def test_a_first_load_is_small_stable_and_only_from_this_site(browser, site_with_texts, size):
    context = browser.new_context(viewport=size, locale="zh-CN")
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    weights, urls = [], []
    wire.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    page.on("request", lambda request: urls.append(request.url))
    page.goto(f"{site_with_texts.url}{LONG}?q=工会", wait_until="networkidle")
    assert len(weights) >= 5
    assert sum(weights) <= MAX_WEIGHT
    assert all(url.startswith(site_with_texts.url) for url in urls)
    assert layout_shift(page) == 0
    context.close()


@pytest.mark.pages
def test_nothing_runs_off_the_narrowest_screen_at_the_largest_size(page, site_with_texts):
    page.set_viewport_size(NARROW)
    page.goto(f"{site_with_texts.url}{CORRECTED}?q=工会")
    if has_script(page):
        page.get_by_role("button", name="字号", exact=True).click()
        page.get_by_label("最大").check()
        page.keyboard.press("Escape")
    for version in ("整理本", "识别原文", "对照"):
        page.get_by_label(version, exact=True).check()
        assert page.locator("html").evaluate("e => e.scrollWidth") <= NARROW["width"]


# --- what the reader chooses


def test_size_and_light_are_chosen_and_remembered(page, site_without_texts):
    page.goto(site_without_texts.url + LONG)
    control = page.get_by_role("button", name="字号", exact=True)
    if not has_script(page):
        expect(control).to_be_hidden()
        return
    text = page.locator(".digest p").first
    size, paper = (
        "e => parseFloat(getComputedStyle(e).fontSize)",
        "getComputedStyle(document.body).backgroundColor",
    )
    before, light = text.evaluate(size), page.evaluate(paper)
    control.press("Enter")
    page.get_by_label("标准").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("特大")).to_be_checked()
    page.get_by_label("深色").check()
    page.keyboard.press("Escape")
    expect(page.locator("#display")).to_be_hidden()
    expect(control).to_be_focused()
    assert text.evaluate(size) > 1.25 * before
    dark = page.evaluate(paper)
    assert dark != light
    page.goto(f"{site_without_texts.url}/articles/")
    assert page.evaluate(paper) == dark
    page.goto(site_without_texts.url + LONG)
    assert text.evaluate(size) > 1.25 * before
    control.click()
    expect(page.get_by_label("特大")).to_be_checked()
    page.get_by_label("自动").check()
    assert page.evaluate(paper) == light


def test_the_chosen_theme_applies_before_the_first_paint(browser, site_without_texts):
    context = browser.new_context(color_scheme="light")
    context.add_init_script(
        """localStorage.setItem("display.theme", "dark");
           const look = () => {
             if (!document.body) return requestAnimationFrame(look);
             window.first = getComputedStyle(document.documentElement).colorScheme;
           };
           requestAnimationFrame(look);"""
    )
    page = context.new_page()
    page.goto(site_without_texts.url + LONG)
    # a promise is waited for; Playwright's own way would evaluate a string in the page
    script = """() => new Promise(resolve => {
      const look = () => (window.first ? resolve(window.first) : requestAnimationFrame(look));
      look();
    })"""
    assert page.evaluate(script) == "dark"
    context.close()


def test_without_storage_display_settings_apply_to_the_page(browser, site_without_texts):
    context = browser.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })"
    )
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(site_without_texts.url + LONG)
    page.get_by_role("button", name="字号", exact=True).click()
    page.get_by_label("深色").check()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert errors == []
    context.close()


# --- as read and as scanned


@pytest.mark.pages
def test_as_read_and_as_scanned_are_side_by_side(page, site_with_texts):
    for size, is_beside in ((DESK, True), (PHONE, False)):
        page.set_viewport_size(size)
        page.goto(site_with_texts.url + CORRECTED)
        expect(page.locator(".text > .scanned").first).to_be_hidden()
        # by the keyboard: from 整理本 two to the right
        page.get_by_label("整理本", exact=True).focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        expect(page.get_by_label("对照", exact=True)).to_be_checked()
        edited, scanned = page.locator(".text > .line"), page.locator(".text > .scanned")
        assert edited.count() == scanned.count()
        # all at once: the page may still be scrolling to the focus
        boxes = page.locator(".text > .line, .text > .scanned").evaluate_all(
            "elements => elements.map(e => e.getBoundingClientRect().toJSON())"
        )
        for left, right in zip(boxes[::2], boxes[1::2], strict=True):
            if is_beside:
                assert left["right"] < right["left"]
                assert left["top"] == pytest.approx(right["top"], abs=1)
                assert left["width"] == pytest.approx(right["width"], abs=1)
            else:
                assert left["bottom"] <= right["top"]
        for column in ("ins.correction", ".scanned del.correction"):
            links = page.locator(f".text {column} a")
            assert links.count() == page.locator(".apparatus li").count() > 0
            for n in range(links.count()):
                expect(links.nth(n)).to_be_visible()
                assert links.nth(n).get_attribute("href") == f"#note-{n + 1}"


@pytest.mark.pages
def test_the_scanned_column_is_the_text_before_every_correction(page, site_with_texts):
    page.goto(site_with_texts.url + CORRECTED)
    page.get_by_label("识别原文", exact=True).check()
    inline = page.locator(".text > .line").evaluate_all(VISIBLE)
    page.get_by_label("对照", exact=True).check()
    column = page.locator(".text > .scanned").evaluate_all(VISIBLE)
    assert inline == column


VISIBLE = """elements => elements.map((element) => {
  const copy = element.cloneNode(true);
  for (const part of copy.querySelectorAll(".anchor, .visually-hidden, ins")) part.remove();
  return copy.textContent;
})"""


# --- search hits


def test_hits_are_counted_and_stepped_through(page, site_without_texts):
    page.goto(site_without_texts.url + HIT_URL)
    bar = page.get_by_role("navigation", name="本文中的检索词")
    total = page.locator("mark[id^=hit-]").count()
    assert total > 3
    expect(bar.get_by_role("status")).to_have_text(f"共 {total} 处命中")
    marks = page.locator("mark[id^=hit-]").evaluate_all("marks => marks.map(m => m.id)")
    assert marks == [f"hit-{n}" for n in range(1, total + 1)], "numbered in the order of the page"
    if not has_script(page):
        bar.get_by_role("link").click()
        expect(page).to_have_url(re.compile("#hit-1$"))
        expect(page.locator("#hit-1")).to_be_in_viewport()
        expect(bar.get_by_role("button")).to_have_count(0)
        return
    for n in (1, 2, 3):
        page.keyboard.press("n")
        expect(bar.get_by_role("status")).to_have_text(f"第 {n} 处，共 {total} 处")
        expect(page.locator("mark.current")).to_have_id(f"hit-{n}")
        expect(page.locator("mark.current")).to_be_in_viewport()
        expect(page.locator("mark.current")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator("mark.current")).to_have_id("hit-2")
    bar.get_by_role("button", name="下一处").click()
    expect(page.locator("mark.current")).to_have_id("hit-3")
    for _ in range(3):
        bar.get_by_role("button", name="上一处").press("Enter")
    expect(page.locator("mark.current")).to_have_id(f"hit-{total}")
    expect(page.locator("mark.current")).to_be_in_viewport()


def test_the_hit_that_an_address_names_is_the_current_one(page, site_without_texts):
    page.goto(f"{site_without_texts.url}{HIT_URL}#hit-2")
    current_hit = page.locator("#hit-2")
    other_hit = page.locator("#hit-1")
    outline_style = "e => getComputedStyle(e).outlineStyle"
    assert (current_hit.evaluate(outline_style), other_hit.evaluate(outline_style)) == (
        "solid",
        "none",
    )
    if has_script(page):
        expect(page.locator(".hit-count")).to_contain_text("第 2 处")


def test_without_a_hit_there_is_no_bar(page, site_without_texts):
    page.goto(site_without_texts.url + LONG)
    expect(page.locator(".hit-bar")).to_have_count(0)


@pytest.mark.pages
def test_a_hit_only_in_the_edited_text_is_shown_there(browser, site_with_texts):
    page = browser.new_page()
    page.goto(f"{site_with_texts.url}{CORRECTED}?q=教育辅导室")
    page.get_by_label("识别原文", exact=True).check()
    page.locator("body").press("n")
    total = page.locator("mark[id^=hit-]").count()
    for _ in range(total):
        expect(page.locator("mark.current").first).to_be_visible()
        page.keyboard.press("n")
    page.close()


# --- from article to article


def test_arrows_lead_to_the_articles_beside_it(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/articles/rmmjdt3/")
    steps = page.get_by_role("navigation", name="本版前后文章")
    neighbours = {
        rel: steps.locator(f"a[rel={rel}]").get_attribute("href") for rel in ("prev", "next")
    }
    if not has_script(page):
        steps.locator("a[rel=next]").click()
        expect(page).to_have_url(site_without_texts.url + neighbours["next"])
        return
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first.press("ArrowRight")
    page.get_by_role("button", name="字号", exact=True).click()
    page.get_by_label("标准").press("ArrowRight")
    page.keyboard.press("Escape")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.digest p'))")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(f"{site_without_texts.url}/articles/rmmjdt3/")
    page.evaluate("getSelection().removeAllRanges()")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(site_without_texts.url + neighbours["next"])
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(f"{site_without_texts.url}/articles/rmmjdt3/")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(site_without_texts.url + neighbours["prev"])


# --- links and quotations


@pytest.fixture
def clipboard(page, site_with_texts):
    page.context.grant_permissions(
        ["clipboard-read", "clipboard-write"], origin=site_with_texts.url
    )
    return lambda: page.evaluate("navigator.clipboard.readText()")


@pytest.mark.pages
def test_a_paragraph_is_linked_and_quoted_by_keyboard(page, site_with_texts, clipboard):
    page.goto(site_with_texts.url + CORRECTED)
    anchor = page.locator("#p2 .anchor")
    assert anchor.evaluate("e => getComputedStyle(e).opacity") == "0"
    anchor.focus()
    assert anchor.evaluate("e => getComputedStyle(e).opacity") == "1"
    page.keyboard.press("Enter")
    menu = page.get_by_role("dialog", name="复制")
    if not has_script(page):
        expect(menu).to_have_count(0)
        expect(page).to_have_url(re.compile("#p2$"))
        return
    expect(menu.get_by_role("button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("status")).to_have_text("链接已复制。")
    assert clipboard() == f"{site_with_texts.url}{CORRECTED}#p2"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(menu.get_by_role("status")).to_have_text("文字和出处已复制。")
    quoted, source = clipboard().split("\n——")
    text = page.locator("#p2").evaluate_all(TEXT_AS_READ)[0]
    assert quoted == text
    # the citation of the article, by the paragraph's own address
    cited = " ".join(page.locator("#cite [data-citation]").inner_text().split())
    assert source == cited.replace(CORRECTED, f"{CORRECTED}#p2")
    assert source.endswith("#p2.")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(anchor).to_be_focused()


TEXT_AS_READ = VISIBLE.replace("ins", "del")


@pytest.mark.pages
def test_selected_words_are_quoted_as_the_version_has_them(page, site_with_texts, clipboard):
    page.set_viewport_size(DESK)
    page.goto(site_with_texts.url + CORRECTED)
    if not has_script(page):
        return
    for version, expected in (("整理本", TEXT_AS_READ), ("识别原文", VISIBLE)):
        page.get_by_label(version, exact=True).check()
        expected = page.locator("#p2, #p3").evaluate_all(expected)
        page.evaluate(
            """() => {
                 const [from, to] = ["p2", "p3"].map((id) => document.getElementById(id));
                 getSelection().setBaseAndExtent(from, 0, to, to.childNodes.length);
               }"""
        )
        page.locator("#p3").dispatch_event("pointerup", {"bubbles": True})
        page.get_by_role("button", name="复制所选文字和出处").click()
        expect(page.get_by_role("dialog", name="复制").get_by_role("status")).to_be_visible()
        quoted, _ = clipboard().split("\n——")
        assert quoted.split("\n") == expected
        page.keyboard.press("Escape")
        page.evaluate("getSelection().removeAllRanges()")


@pytest.mark.pages
def test_three_clicks_on_the_last_paragraph_quote_it(page, site_with_texts, clipboard):
    page.goto(site_with_texts.url + CORRECTED)
    last = page.locator(".text > .line").last
    last.click(click_count=3, position={"x": 100, "y": 20})
    menu = page.get_by_role("dialog", name="复制")
    if not has_script(page):
        expect(menu).to_have_count(0)
        return
    menu.get_by_role("button", name="复制所选文字和出处").click()
    expect(menu.get_by_role("status")).to_have_text("文字和出处已复制。")
    assert clipboard().split("\n——")[0] == last.evaluate(f"e => ({TEXT_AS_READ})([e])[0]")


SELECT = """([selector, from, to]) => {
    const line = document.querySelector(selector);
    const texts = [...line.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const words = texts.find((node) => node.length > to);
    getSelection().setBaseAndExtent(words, from, words, to);
    return String(getSelection());
}"""


@pytest.mark.pages
def test_an_extended_selection_is_quoted_whole(page, site_with_texts, clipboard):
    """As at three clicks on a slow machine: two words' menus, no `selectionchange` between them."""
    page.goto(site_with_texts.url + CORRECTED)
    if not has_script(page):
        return
    page.evaluate("addEventListener('selectionchange', (e) => e.stopPropagation(), true)")
    line, menu = page.locator("#p1"), page.get_by_role("dialog", name="复制")
    for end in (2, 8):
        words = page.evaluate(SELECT, ["#p1", 0, end])
        line.dispatch_event("pointerup")
        expect(menu).to_be_visible()
        menu.get_by_role("button", name="复制所选文字和出处").click()
        expect(menu.get_by_role("status")).to_have_text("文字和出处已复制。")
        assert clipboard().split("\n——")[0] == words
        page.keyboard.press("Escape")
        expect(menu).to_be_hidden()


@pytest.mark.pages
def test_the_menu_does_not_open_while_the_pointer_is_down_again(page, site_with_texts):
    """It would close when the pointer goes up, and what is selected then has no menu."""
    page.goto(site_with_texts.url + CORRECTED)
    page.evaluate(SELECT, ["#p1", 0, 2])
    page.evaluate(
        """() => {
            const line = document.querySelector('#p1');
            for (const name of ['pointerup', 'pointerdown'])
                line.dispatchEvent(new PointerEvent(name, { bubbles: true }));
        }"""
    )
    page.wait_for_timeout(100)
    expect(page.get_by_role("dialog", name="复制")).to_have_count(0)
    page.locator("#p1").dispatch_event("pointerup")
    expect(page.get_by_role("dialog", name="复制")).to_have_count(1 if has_script(page) else 0)


@pytest.mark.pages
def test_words_selected_in_the_digest_are_not_taken_for_the_newspapers(page, site_with_texts):
    page.goto(site_with_texts.url + CORRECTED)
    page.locator(".digest summary").click()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.digest p'))")
    page.locator(".digest p").first.dispatch_event("pointerup", {"bubbles": True})
    page.wait_for_timeout(100)
    expect(page.get_by_role("dialog", name="复制")).to_have_count(0)


@pytest.mark.pages
def test_without_clipboard_access_the_text_is_selected_for_copying(browser, site_with_texts):
    context = browser.new_context(locale="zh-CN")
    context.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
        "document.execCommand = () => false;"
    )
    page = context.new_page()
    page.goto(site_with_texts.url + CORRECTED)
    page.locator("#p1").hover()
    page.locator("#p1 .anchor").click()
    page.get_by_role("button", name="复制本段链接").click()
    field = page.get_by_label("要复制的文字")
    expect(field).to_have_value(f"{site_with_texts.url}{CORRECTED}#p1")
    expect(field).to_be_focused()
    expect(page.get_by_role("dialog", name="复制").get_by_role("status")).to_contain_text("Ctrl+C")
    context.close()


# --- on paper


@pytest.mark.pages
def test_on_paper_the_source_and_the_lasting_address_are_last(page, site_with_texts):
    page.goto(f"{site_with_texts.url}{CORRECTED}?q=工会")
    page.emulate_media(media="print")
    for unseen in (
        ".search",
        ".sections",
        ".breadcrumb",
        ".display",
        ".hit-bar",
        ".steps",
        ".anchor",
    ):
        for element in page.locator(unseen).all():
            expect(element).to_be_hidden()
    body, margin = (
        page.locator(f".{name}").bounding_box() for name in ("article-body", "article-metadata")
    )
    assert margin["y"] >= body["y"] + body["height"]
    last = page.locator(".article-metadata .metadata > dd").last
    expect(last).to_contain_text(f"{site_with_texts.url}{CORRECTED}")
    expect(page.locator(".versions label:visible")).to_have_text(["整理本"])


# --- for everybody


@pytest.mark.pages
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=lambda size: str(size["width"]))
def test_axe_has_no_violations_in_opened_panels(browser, site_with_texts, scheme, size):
    context = browser.new_context(color_scheme=scheme, viewport=size, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site_with_texts.url}{CORRECTED}?q=工会")
    page.get_by_label("对照", exact=True).check()
    page.keyboard.press("n")
    panels = {
        "对照": lambda: None,
        "字号": page.get_by_role("button", name="字号", exact=True).click,
        "复制": lambda: page.locator("#p1 .anchor").press("Enter"),
    }
    for name, act in panels.items():
        act()
        assert violations(page) == [], name
    context.close()
