"""Pages and articles as they were printed: areas, zoom, hits on the print."""

import io
import re
import urllib.error
import urllib.request

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import expect
from pypdf import PdfReader

from ..sample_newspaper.articles import sample_articles
from .axe import audit, violations
from .layout_shift import layout_shift

PAGE = "/newspapers/yangbao/2026-01-05/1/"
VERTICAL = "/newspapers/yangbao/2026-01-12/1/"
ARTICLE = "/articles/dg7ccgd/"
PHOTOS = "/articles/nzjtkwv/"
DESK = {"width": 1280, "height": 900}
IS_LOADED = "image => image.complete && image.naturalWidth > 0"


@pytest.fixture
def desk(browser):
    context = browser.new_context(locale="zh-CN", viewport=DESK, accept_downloads=True)
    page = context.new_page()
    errors = []
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def wait_for_image(page, selector):
    image = page.locator(selector)
    image.scroll_into_view_if_needed()
    page.wait_for_function(f"image => ({IS_LOADED})(image)", arg=image.element_handle())
    return image


def test_a_page_opens_on_its_image_with_its_articles_as_links(page, sample_site):
    page.goto(sample_site.url + PAGE)
    image = page.get_by_role("img", name=re.compile("样报》.*第1版.*版面图"))
    expect(image).to_be_visible()
    assert (image.get_attribute("width"), image.get_attribute("height")) == ("1152", "1632")
    areas = page.locator("svg.areas a")
    names = areas.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    links = page.locator(".facsimile-list .headline a")
    assert names == links.evaluate_all("all => all.map(one => one.textContent.trim())")
    assert areas.evaluate_all("all => all.map(one => one.href.baseVal)") == [
        link.get_attribute("href") for link in links.all()
    ]
    image_url = page.get_by_role("link", name=re.compile("^原图")).get_attribute("href")
    answer = page.request.get(sample_site.url + image_url)
    assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")


def test_each_view_has_its_own_address(page, sample_site):
    page.goto(sample_site.url + PAGE)
    views = page.get_by_role("navigation", name="显示方式")
    expect(page.locator(".story").first).to_be_hidden()
    views.get_by_role("link", name="重排").click()
    expect(page).to_have_url(sample_site.url + PAGE + "?view=text")
    expect(page.locator(".story").first).to_be_visible()
    expect(page.locator(".facsimile")).to_be_hidden()
    expect(views.get_by_role("link", name="重排")).to_have_attribute("aria-current", "true")


def test_the_view_is_remembered(desk, sample_site):
    desk.goto(sample_site.url + PAGE)
    desk.get_by_role("link", name="重排").click()
    desk.goto(sample_site.url + "/newspapers/yangbao/2026-01-05/2/")
    expect(desk.locator(".story").first).to_be_visible()
    expect(desk.get_by_role("link", name="重排")).to_have_attribute("aria-current", "true")
    # an address that names a view is shown in that
    desk.goto(sample_site.url + PAGE + "?view=image")
    expect(desk.locator(".facsimile")).to_be_visible()
    image_link = desk.get_by_role("link", name="版面图", exact=True)
    expect(image_link).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("height", [900, 2400])
def test_the_name_of_an_article_is_in_view_and_covers_no_foot(desk, sample_site, height):
    desk.set_viewport_size({"width": 1440, "height": height})
    desk.goto(sample_site.url + PAGE)
    desk.locator("#area-dg7ccgd").focus()
    expect(desk.locator(".area-headline")).to_be_visible()
    image = desk.locator(".facsimile-frame img").bounding_box()
    name = desk.locator(".area-headline").bounding_box()
    assert name["y"] + name["height"] <= height
    if height == 2400:
        assert name["y"] >= image["y"] + image["height"] - 1
        buttons = desk.locator(".facsimile figcaption").bounding_box()
        assert name["y"] + name["height"] <= buttons["y"]


def test_an_area_and_its_entry_in_the_list_light_up_together(desk, sample_site):
    desk.goto(sample_site.url + PAGE)
    area = desk.locator("#area-dg7ccgd")
    entry = desk.locator(".facsimile-list [data-article=dg7ccgd]")
    name = desk.locator(".area-name")
    expect(name).to_be_hidden()
    area.locator("rect").first.hover()
    expect(entry).to_have_class("highlighted")
    expect(name).to_have_text("苇河镇把阅览室开到家门口")
    desk.locator(".facsimile-list a", has_text="文化站").hover()
    expect(entry).not_to_have_class("highlighted")
    expect(desk.locator("#area-f391vqc")).to_have_class("area highlighted")
    desk.mouse.move(0, 0)
    desk.locator("#area-7b7cp0m").focus()
    expect(desk.locator("#area-7b7cp0m")).to_have_class("area highlighted")
    expect(name).to_have_text("早班渡船提前一刻钟")
    desk.keyboard.press("Tab")
    expect(desk.locator("#area-f391vqc")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(sample_site.url + "/articles/f391vqc/")


@pytest.mark.parametrize("address", [PAGE, ARTICLE, PHOTOS, "/articles/"])
def test_loading_images_shift_no_layout(desk, sample_site, address):
    desk.goto(sample_site.url + address, wait_until="networkidle")
    assert layout_shift(desk) == 0


def test_arrow_keys_turn_pages_in_reading_direction(desk, sample_site):
    desk.goto(sample_site.url + PAGE)
    desk.keyboard.press("ArrowRight")
    expect(desk).to_have_url(sample_site.url + "/newspapers/yangbao/2026-01-05/2/")
    desk.goto(sample_site.url + VERTICAL)
    first, second = desk.locator(".thumbnails li").all()
    assert first.bounding_box()["x"] > second.bounding_box()["x"]
    desk.keyboard.press("ArrowLeft")
    expect(desk).to_have_url(sample_site.url + "/newspapers/yangbao/2026-01-12/2/")
    desk.keyboard.press("ArrowRight")
    expect(desk).to_have_url(sample_site.url + VERTICAL)


def test_an_issue_begins_with_its_pages_as_small_images(desk, sample_site):
    desk.goto(sample_site.url + "/newspapers/yangbao/2026-01-05/")
    small = desk.get_by_role("navigation", name="各版小图").get_by_role("link")
    assert small.count() == 3
    wait_for_image(desk, ".thumbnails img >> nth=2")
    audit(desk, "an issue with images")
    small.nth(1).click()
    expect(desk).to_have_url(sample_site.url + "/newspapers/yangbao/2026-01-05/2/")


def text_in(rectangle, sample) -> str:
    """The characters of a page whose middles lie in a rectangle drawn over it."""
    left, top, width, height = (
        int(rectangle.get_attribute(name)) / 10_000 for name in ("x", "y", "width", "height")
    )
    results = ""
    for n, character in enumerate(sample.text):
        for box in sample.geometry.boxes(n, n + 1):
            x, y = box.x + box.width / 2, box.y + box.height / 2
            if left <= x <= left + width and top <= y <= top + height:
                results += character
    return results


@pytest.mark.parametrize(
    ("address", "ident", "word", "printed_word"),
    [(PAGE, "dg7ccgd", "借阅点", "借阅点"), (VERTICAL, "h47qc3x", "图书馆", "圖書館")],
)
def test_words_are_marked_on_the_page(page, sample_site, address, ident, word, printed_word):
    sample = next(item for item in sample_articles() if item.article.ident == ident)
    page.goto(f"{sample_site.url}{address}?q={word}")
    hits = {}
    for rectangle in page.locator(".areas .hit").all():
        number = rectangle.get_attribute("data-hit")
        hits[number] = hits.get(number, "") + text_in(rectangle, sample)
    assert len(hits) == sample.text.count(printed_word)
    assert set(hits.values()) == {printed_word}
    # and on the articles that the page leads to
    assert page.locator(f"#area-{ident}").get_attribute("href").startswith(f"/articles/{ident}/?q=")


def test_keys_step_through_the_hits_of_a_page(desk, sample_site):
    desk.goto(f"{sample_site.url}{PAGE}?q=借阅点")
    status = desk.get_by_role("navigation", name="本版中的检索词").get_by_role("status")
    expect(status).to_have_text("共 5 处命中")
    desk.keyboard.press("n")
    expect(status).to_have_text("第 1 处，共 5 处")
    desk.keyboard.press("n")
    expect(status).to_have_text("第 2 处，共 5 处")
    current = desk.locator(".hit.current")
    assert set(current.evaluate_all("all => all.map(one => one.dataset.hit)")) == {"2"}
    expect(current.first).to_be_in_viewport()
    desk.keyboard.press("p")
    expect(status).to_have_text("第 1 处，共 5 处")


def test_keys_step_through_text_and_print_together(desk, sample_site):
    desk.goto(f"{sample_site.url}{ARTICLE}?q=借阅点")
    for _ in range(4):
        desk.keyboard.press("n")
    mark = desk.locator("mark.current").first
    number = mark.get_attribute("id").removeprefix("hit-")
    printed_mark = desk.locator(f".clipping .hit[data-hit='{number}']").first
    expect(printed_mark).to_have_class("hit current")
    expect(printed_mark).to_be_in_viewport()


def test_zoom_is_loaded_when_it_is_asked_for_and_keeps_the_links(desk, sample_site):
    urls = []
    desk.on("request", lambda request: urls.append(request.url))
    desk.goto(sample_site.url + PAGE)
    assert not any("openseadragon" in url for url in urls)
    desk.get_by_role("button", name="缩放细看").click()
    canvas = desk.get_by_role("application", name=re.compile("版面图"))
    expect(canvas).to_be_focused()
    expect(desk.locator(".viewer #area-dg7ccgd")).to_be_visible()
    output = desk.locator(".zoom-status")
    desk.get_by_role("button", name="放大").click()
    expect(output).to_have_text("放大 1.6 倍")
    assert any(re.search(r"/\d+,\d+,\d+,\d+/", url) for url in urls)
    desk.keyboard.press("Tab")
    # an area that gets the focus comes into sight
    area = desk.locator("#area-31rdcc8")
    area.focus()
    desk.wait_for_timeout(900)
    assert area.locator("rect").first.evaluate(
        "rect => { const a = rect.getBoundingClientRect(),"
        " b = document.querySelector('.viewer').getBoundingClientRect();"
        " return a.top < b.bottom && a.bottom > b.top && a.left < b.right && a.right > b.left; }"
    )
    canvas.focus()
    desk.keyboard.press("Escape")
    expect(canvas).to_have_count(0)
    expect(desk.get_by_role("button", name="缩放细看")).to_be_focused()
    # the areas are where they were, and the zoom can be had again
    expect(desk.locator(".facsimile-frame > .areas #area-dg7ccgd")).to_be_visible()
    desk.get_by_role("button", name="缩放细看").click()
    expect(canvas).to_be_focused()
    desk.wait_for_timeout(500)
    desk.locator("#area-7b7cp0m rect").first.click()
    expect(desk).to_have_url(sample_site.url + "/articles/7b7cp0m/")


def test_the_bar_of_hits_leaves_the_zoom_buttons_in_sight(desk, sample_site):
    desk.goto(f"{sample_site.url}{PAGE}?q=借阅点")
    desk.get_by_role("button", name="缩放细看").click()
    expect(desk.locator(".openseadragon-canvas")).to_be_focused()
    # the browser scrolls the focused viewer into sight
    settled = "() => scrollY === window.lastScroll || ((window.lastScroll = scrollY), false)"
    desk.wait_for_function(settled, polling=300)
    button = desk.get_by_role("button", name="放大").bounding_box()
    assert button["y"] + button["height"] <= desk.locator(".hit-bar").bounding_box()["y"]


def test_dragging_a_zoomed_page_by_an_article_opens_nothing(desk, sample_site):
    desk.goto(sample_site.url + PAGE)
    desk.get_by_role("button", name="缩放细看").click()
    expect(desk.get_by_role("application")).to_be_focused()
    desk.wait_for_timeout(800)
    rect = desk.locator("#area-dg7ccgd rect").nth(1)
    before = rect.bounding_box()
    x, y = before["x"] + before["width"] / 2, before["y"] + 40
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(x + 90, y + 60, steps=8)
    desk.mouse.up()
    desk.wait_for_timeout(800)
    assert desk.url == sample_site.url + PAGE
    assert rect.bounding_box()["x"] > before["x"] + 20


def test_a_phone_zooms_on_the_whole_screen(browser, sample_site):
    size = {"width": 390, "height": 844}
    context = browser.new_context(locale="zh-CN", viewport=size, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(sample_site.url + PAGE)
    page.get_by_role("button", name="缩放细看").tap()
    viewer = page.locator(".viewer")
    expect(viewer).to_be_visible()
    box = viewer.bounding_box()
    assert box["width"] >= 360
    assert box["height"] >= 600
    page.wait_for_timeout(800)
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = context.new_cdp_session(page)

    def touch(kind, apart=None):
        points = [(middle[0] - apart, middle[1]), (middle[0] + apart, middle[1])] if apart else []
        points = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    # two fingers, drawn apart
    touch("touchStart", 20)
    for apart in range(30, 121, 15):
        touch("touchMove", apart)
    touch("touchEnd")
    expect(page.locator(".zoom-status")).to_have_text(re.compile(r"放大 (?!1\.0)[1-9.]+ 倍"))
    page.get_by_role("button", name="退出缩放").tap()
    expect(viewer).to_have_count(0)
    context.close()


def test_a_paragraph_and_its_print_point_at_each_other(desk, sample_site):
    desk.goto(sample_site.url + ARTICLE)
    wait_for_image(desk, ".clipping img")
    line, area = desk.locator("#p3"), desk.locator("#print-p3")
    line.hover()
    expect(area).to_have_class("area highlighted")
    desk.locator("#print-p1 rect").first.hover()
    expect(desk.locator("#p1")).to_have_class(re.compile(r"\bhighlighted\b"))
    expect(area).to_have_class("area")
    expect(area).to_have_accessible_name("第 3 段")
    desk.locator("#print-p4").focus()
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("#p4$"))


def test_every_paragraph_leads_to_its_print_by_keyboard(desk, sample_site):
    desk.goto(sample_site.url + ARTICLE)
    wait_for_image(desk, ".clipping img")
    links = desk.locator(".clipping-link")
    parts = desk.locator(".clipping [data-part]:not([data-part^=picture])")
    assert links.evaluate_all("all => all.map(one => one.hash)") == [
        f"#print-{part}" for part in parts.evaluate_all("all => all.map(one => one.dataset.part)")
    ]
    link = desk.get_by_role("link", name="看第 3 段的原版")
    link.focus()
    expect(link).to_have_css("opacity", "1")
    before = desk.evaluate("scrollY")
    desk.keyboard.press("Enter")
    expect(desk.locator("#print-p3")).to_be_focused()
    expect(desk.locator("#p3")).to_have_class(re.compile(r"\bhighlighted\b"))
    assert desk.evaluate("scrollY") == before
    # and back
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("#p3$"))


def test_every_paragraph_leads_to_its_print_without_scripts(browser, sample_site):
    context = browser.new_context(locale="zh-CN", viewport=DESK, java_script_enabled=False)
    page = context.new_page()
    page.goto(sample_site.url + ARTICLE)
    page.locator("#p3").hover()
    page.get_by_role("link", name="看第 3 段的原版").click()
    expect(page).to_have_url(re.compile("#print-p3$"))
    target = page.locator("#print-p3")
    expect(target).to_be_in_viewport()
    expect(target.locator("rect").first).to_have_css("stroke-opacity", "1")
    context.close()


def test_a_correction_leads_to_its_characters_of_print(page, sample_site):
    page.goto(sample_site.url + ARTICLE)
    links = page.get_by_role("link", name=re.compile("处校改的原版"))
    assert links.count() == 2
    links.nth(1).click()
    target = page.locator("#print-correction-2")
    assert target.evaluate("rect => rect.matches(':target')")
    box = target.evaluate("rect => rect.getBoundingClientRect().toJSON()")
    assert 5 < box["width"] < 60


def test_an_article_has_its_clipping_to_download_and_its_page(desk, sample_site):
    desk.goto(f"{sample_site.url}{ARTICLE}?q=借阅点")
    wait_for_image(desk, ".clipping img")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="下载剪报").click()
    assert download.value.suggested_filename.endswith(".jpg")
    desk.get_by_role("link", name="看整版").click()
    expect(desk).to_have_url(re.compile(rf"{PAGE}\?view=image&q=.*#area-dg7ccgd$"))


def test_text_and_print_are_side_by_side_where_there_is_room(desk, sample_site):
    desk.goto(sample_site.url + ARTICLE)
    text = desk.locator("section.text").bounding_box()
    clipping = desk.locator(".clipping").bounding_box()
    assert clipping["x"] >= text["x"] + text["width"]
    assert clipping["y"] < text["y"] + text["height"]
    desk.set_viewport_size({"width": 390, "height": 844})
    text = desk.locator("section.text").bounding_box()
    clipping = desk.locator(".clipping").bounding_box()
    assert clipping["y"] >= text["y"] + text["height"]
    citations = desk.locator(".citation-section").bounding_box()
    assert citations["y"] >= clipping["y"] + clipping["height"]


def test_a_photo_article_shows_its_photos_over_their_captions(desk, sample_site):
    desk.goto(sample_site.url + PHOTOS)
    photos = desk.locator("img.picture-print")
    assert photos.count() == 3
    for n in range(3):
        wait_for_image(desk, f"img.picture-print >> nth={n}")
        after = photos.nth(n).evaluate("image => image.nextElementSibling.className")
        assert "caption" in after


def test_lists_show_headlines_as_they_were_printed(desk, sample_site):
    desk.goto(sample_site.url + "/articles/")
    headlines = desk.locator(".entry-print")
    assert headlines.count() == desk.locator(".entry").count()
    wait_for_image(desk, ".entry-print >> nth=0")
    assert headlines.first.get_attribute("alt") == ""


@pytest.mark.parametrize("address", [PAGE + "?q=借阅点", VERTICAL, ARTICLE + "?q=借阅点", PHOTOS])
def test_axe_has_no_violations_on_pages_with_images(desk, sample_site, address):
    desk.goto(sample_site.url + address)
    audit(desk, address)


def test_axe_has_no_violations_in_a_zoomed_page(desk, sample_site):
    desk.goto(sample_site.url + PAGE)
    desk.get_by_role("button", name="缩放细看").click()
    expect(desk.get_by_role("application")).to_be_focused()
    assert violations(desk) == []


@pytest.mark.parametrize("width", [320, 390, 820, 1280])
def test_images_fit_every_screen(desk, sample_site, width):
    desk.set_viewport_size({"width": width, "height": 800})
    for address in (PAGE, VERTICAL, ARTICLE, PHOTOS, "/articles/"):
        desk.goto(sample_site.url + address)
        assert desk.locator("html").evaluate("root => root.scrollWidth") <= width, address


def test_a_page_is_printed_as_its_image(desk, sample_site):
    desk.goto(sample_site.url + PAGE)
    desk.emulate_media(media="print")
    expect(desk.locator(".facsimile-frame img")).to_be_visible()
    expect(desk.locator(".thumbnails")).to_be_hidden()
    expect(desk.get_by_role("navigation", name="显示方式")).to_be_hidden()


@pytest.mark.parametrize(("address", "most"), [(PAGE, 2), (VERTICAL, 2), (ARTICLE, 3)])
def test_an_image_shares_its_sheet_of_paper(desk, sample_site, address, most):
    desk.goto(sample_site.url + address)
    selector = ".clipping img" if address == ARTICLE else ".facsimile-frame img"
    wait_for_image(desk, selector)
    sheets = PdfReader(io.BytesIO(desk.pdf(format="A4"))).pages
    assert len(sheets) <= most
    with_images = [number for number, sheet in enumerate(sheets) if sheet.images]
    assert with_images == ([0, 1] if address == ARTICLE else [0])
    assert "原版 下载剪报" not in " ".join(sheet.extract_text() for sheet in sheets)


def image_of(site, address):
    with urllib.request.urlopen(site.url + address) as answer:
        assert answer.headers["Content-Type"] == "image/jpeg"
        content = answer.read()
    return content, Image.open(io.BytesIO(content))


def test_a_clipping_is_cited_in_the_picture_and_in_the_file(sample_site):
    _, picture = image_of(sample_site, f"{ARTICLE}clipping.jpg?caption=none")
    content, captioned = image_of(sample_site, f"{ARTICLE}clipping.jpg")
    assert captioned.width == picture.width
    assert captioned.height > picture.height
    description = re.search(rb"<rdf:li[^>]*>(.+?)</rdf:li>", content, re.DOTALL)[1].decode()
    assert description.startswith("样甲. 苇河镇把阅览室开到家门口[N/OL]. 样报, 2026-01-05")
    # what is above the caption is the print, with as many dark pixels as before
    above = captioned.crop((0, 0, picture.width, picture.height)).convert("L").histogram()
    assert sum(above[:100]) == pytest.approx(sum(picture.convert("L").histogram()[:100]), rel=0.02)


def test_a_share_card_shows_the_headline_as_it_was_printed(sample_site):
    with urllib.request.urlopen(f"{sample_site.url}{ARTICLE}card.png") as answer:
        card = Image.open(io.BytesIO(answer.read())).convert("RGB")
    # between the rules at its top and at its bottom
    between_rules = card.crop((0, 90, card.width, 505))
    paper = Image.new("RGB", between_rules.size, between_rules.getpixel((0, 0)))
    card_headline = between_rules.crop(
        ImageChops.difference(between_rules, paper).getbbox()
    ).convert("L")

    def difference(address):
        headline = image_of(sample_site, f"{address}headline.jpg")[1].convert("L")
        return ImageStat.Stat(
            ImageChops.difference(headline.resize(card_headline.size), card_headline)
        ).mean[0]

    assert difference(ARTICLE) < 15 < difference("/articles/7b7cp0m/")


def test_headlines_and_pictures_are_cut_out_alone(sample_site):
    _, headline = image_of(sample_site, f"{ARTICLE}headline.jpg")
    assert max(headline.size) == 480
    _, upright = image_of(sample_site, "/articles/h47qc3x/headline.jpg")
    assert upright.height > upright.width
    _, photo = image_of(sample_site, f"{PHOTOS}picture-1.jpg")
    assert photo.width / photo.height == pytest.approx(2, rel=0.02)
    missing = (
        f"{PHOTOS}picture-4.jpg",
        f"{PHOTOS}picture-0.jpg",
        "/articles/7b7cp0m/picture-1.jpg",
    )
    for address in missing:
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(sample_site.url + address)
        assert error.value.code == 404
