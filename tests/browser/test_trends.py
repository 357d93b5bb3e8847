"""Trends in a real browser: from a list to its line, and from a point to its articles."""

import re

import pytest
from playwright.sync_api import expect

from .axe import DESK, PHONE, audit

COMPARED = "/trends/?series=工会&series=topic=jineng-jingsai&from=2020&to=2021&unit=month"


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def size(request):
    return request.param


def test_from_a_list_to_a_comparison_and_back_to_articles(browser, site_without_texts, size):
    context = browser.new_context(locale="zh-CN", viewport=size)
    page = context.new_page()
    page.goto(f"{site_without_texts.url}/articles/?q=竞赛")
    page.locator(".search-form-link").get_by_role("link", name="趋势").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("趋势：竞赛")
    page.get_by_text("修改比较项").click()
    page.get_by_label("添加词语").first.fill("工匠")
    page.get_by_label("添加报纸").select_option("newspaper=zhejiang-gongren-ribao")
    page.get_by_label("计量").select_option("count")
    page.get_by_role("button", name="画图").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("趋势：竞赛、工匠、浙江工人日报")
    expect(page.locator(".mark").nth(6)).to_be_attached()
    # the same point in the drawing and in the table
    page.get_by_text("数据表", exact=True).click()
    row = page.get_by_role("row").filter(has_text="2021年")
    cell = row.get_by_role("link").last
    count = re.search(r"\d+", cell.inner_text())[0]
    point = page.locator(".trend a", has_text="浙江工人日报，2021年")
    assert point.get_attribute("href") == cell.get_attribute("href")
    point.click(position={"x": 12, "y": 12})
    expect(page.locator(".results h2")).to_contain_text(f"共 {count} 篇")
    context.close()


def test_a_series_can_be_removed(browser, site_without_texts, size):
    context = browser.new_context(locale="zh-CN", viewport=size)
    page = context.new_page()
    page.goto(site_without_texts.url + COMPARED)
    expect(page.locator(".trend-lists section")).to_have_count(2)
    page.get_by_role("link", name="去掉工会").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("趋势：技能竞赛")
    context.close()


def test_it_works_without_scripts(browser, site_without_texts, size):
    context = browser.new_context(locale="zh-CN", viewport=size, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_without_texts.url}/trends/")
    page.get_by_label("添加词语").first.fill("工会")
    page.get_by_label("添加主题").select_option("topic=jineng-jingsai")
    page.get_by_role("button", name="画图").click()
    # empty fields are dropped from the address
    expect(page).to_have_url(re.compile(r"/trends/\?series=[^&]+&series=topic%3Djineng-jingsai&m"))
    expect(page.get_by_role("heading", level=1)).to_have_text("趋势：工会、技能竞赛")
    context.close()


def test_axe_has_no_violations_in_an_open_chart(browser, site_without_texts):
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    for address in (COMPARED, f"{COMPARED}&by=newspaper", "/trends/"):
        page.goto(site_without_texts.url + address)
        page.evaluate("document.querySelectorAll('main details').forEach(e => { e.open = true })")
        audit(page, address)
    context.close()
