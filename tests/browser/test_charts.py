"""Charts in a real browser: filtering by keyboard and touch, axe, legibility at any width."""

import re

import pytest
from playwright.sync_api import expect

from .axe import violations

LIST = "/articles/?province=zhejiang&province=hubei&year=2020&year=2021&topic=jineng-jingsai"
TRENDS = "/trends/?series=工会&series=topic=jineng-jingsai&unit=month&from=2020&to=2021"
PICTURED = (LIST, "/", "/topics/", "/topics/fuwu-zhigong/", "/places/", "/places/330000/", TRENDS)
# px; smaller text is no text
MIN_PIXELS = 11


def see_pictures(page):
    """On a phone a list's charts are collapsed; opened ones stay open when the list changes."""
    summary = page.locator(".chart-sheet:not([open]) > summary")
    if summary.count() and summary.is_visible():
        summary.click()


def test_a_tile_is_reached_and_pressed_by_keyboard(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/articles/?year=2021")
    see_pictures(page)
    # the order of the keys is that of the codes: before Zhejiang no other has articles of 2021
    page.locator("#chart-places").evaluate("element => { element.tabIndex = -1; element.focus() }")
    page.keyboard.press("Tab")
    tile = page.locator("a:focus")
    expect(tile).to_have_accessible_name("浙江 10 篇")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?year=2021&province=zhejiang$"))
    expect(page.locator(".results")).to_contain_text("共 10 篇")


def test_a_province_then_its_city_then_back(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/articles/")
    see_pictures(page)
    places = page.get_by_role("figure", name="地区")
    places.get_by_role("link", name="浙江 23 篇").first.click()
    expect(page).to_have_url(re.compile(r"\?province=zhejiang$"))
    see_pictures(page)
    places.get_by_role("link", name=re.compile("^杭州市 ")).first.click()
    expect(page).to_have_url(re.compile(r"\?province=zhejiang&city=330100$"))
    see_pictures(page)
    expect(places.get_by_role("link", name=re.compile("^建德市 ")).first).to_be_visible()
    places.get_by_role("link", name=re.compile("^杭州市 .*点此取消$")).first.click()
    expect(page).to_have_url(re.compile(r"\?province=zhejiang$"))


def test_a_year_then_a_month_by_keyboard(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/articles/?province=zhejiang")
    see_pictures(page)
    time = page.get_by_role("figure", name="时间")
    time.get_by_role("link", name=re.compile("^2021 ")).first.press("Enter")
    expect(page).to_have_url(re.compile(r"province=zhejiang&year=2021$"))
    see_pictures(page)
    month = time.get_by_role("link", name=re.compile("^6 9 篇，2021年6月，只知大概 9 篇")).first
    month.press("Enter")
    expect(page).to_have_url(re.compile(r"year=2021&from=2021-06&to=2021-06$"))
    expect(page.locator(".results")).to_contain_text("共 9 篇")


def test_from_the_front_page_to_a_province_and_a_topic_in_two_taps(page, site_without_texts):
    page.goto(site_without_texts.url)
    page.get_by_role("figure", name="地区").get_by_role("link", name="浙江 23 篇").first.click()
    expect(page).to_have_url(re.compile(r"/articles/\?province=zhejiang$"))
    see_pictures(page)
    topics = page.get_by_role("figure", name="主题")
    expect(topics.get_by_role("link").first).to_be_visible()


def test_two_topics_lead_to_the_articles_that_have_both(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/topics/")
    pair = page.get_by_role("figure", name="常一起出现的主题").get_by_role("link")
    pair.filter(has=page.locator(".cell")).first.click()
    expect(page).to_have_url(re.compile(r"/articles/\?topic=[a-z-]+&topic=[a-z-]+&all=topic$"))
    expect(page.locator(".results h2")).to_contain_text(re.compile(r"共 [1-9]\d* 篇"))


CLIPPED = """
least => [...document.querySelectorAll('.drawing text')].flatMap(text => {
  const box = text.getBoundingClientRect()
  // the box of an inner <svg> has whatever overflows it; its first rectangle is as large as it
  const svg = text.ownerSVGElement
  const part = (svg.querySelector(':scope > .pointer-area') ?? svg).getBoundingClientRect()
  const drawing = text.closest('.drawing').getBoundingClientRect()
  const name = `${text.closest('figure').innerText.slice(0, 4)} ${text.textContent}`
  const faults = []
  if (box.left < part.left - 0.5 || box.right > part.right + 0.5) faults.push(`${name}: wide`)
  if (box.left < drawing.left - 0.5 || box.right > drawing.right + 0.5) faults.push(`${name}: out`)
  if (box.top < part.top - 1.5 || box.bottom > part.bottom + 1.5) faults.push(`${name}: high`)
  if (parseFloat(getComputedStyle(text).fontSize) < least) faults.push(`${name}: small`)
  const below = text.nextElementSibling
  if (below && below.tagName === 'rect' && below.className.baseVal === 'track'
      && box.right > below.getBoundingClientRect().left) faults.push(`${name}: on the bar`)
  return faults
})
"""


SMALL = """
() => [...document.querySelectorAll('.drawing a[href]')].flatMap(link => {
  const box = link.getBoundingClientRect()
  // places in per cent are rounded
  return box.width < 23.9 || box.height < 23.9
    ? [`${link.getAttribute('aria-label')}: ${box.width} by ${box.height}`] : []
})
"""


@pytest.fixture(scope="module")
def window(browser):
    context = browser.new_context(locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module", params=PICTURED)
def charts(request, window, site_without_texts):
    """A page of charts, loaded once on a phone, with its charts open."""
    window.emulate_media(color_scheme="light", forced_colors="none")
    window.set_viewport_size({"width": 320, "height": 900})
    window.goto(site_without_texts.url + request.param)
    see_pictures(window)
    return window


@pytest.mark.parametrize("width", [320, 390, 600, 820, 1200, 1440])
def test_no_text_is_clipped_or_too_small(charts, width):
    charts.set_viewport_size({"width": width, "height": 900})
    assert charts.locator(".drawing text").count() > 10
    assert charts.evaluate(CLIPPED, MIN_PIXELS) == []
    assert charts.locator("html").evaluate("element => element.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 1440])
def test_every_part_is_large_enough_to_touch(charts, width):
    charts.set_viewport_size({"width": width, "height": 900})
    assert charts.evaluate(SMALL) == []


@pytest.mark.parametrize(
    ("scheme", "width", "colours"),
    [("light", 320, "none"), ("dark", 320, "none"), ("dark", 1440, "active")],
)
def test_axe_has_no_violations_in_open_charts_and_their_tables(charts, scheme, width, colours):
    charts.set_viewport_size({"width": width, "height": 900})
    charts.emulate_media(color_scheme=scheme, forced_colors=colours)
    charts.evaluate("document.querySelectorAll('.data').forEach(table => { table.open = true })")
    assert violations(charts) == []


def test_on_a_wide_screen_the_pictures_are_beside_the_list(browser, site_without_texts):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{site_without_texts.url}/articles/")
    picture = page.get_by_role("figure", name="地区").bounding_box()
    entry = page.locator(".results .entry").first.bounding_box()
    assert picture["x"] >= entry["x"] + entry["width"]
    assert abs(picture["y"] - entry["y"]) < 60
    context.close()
