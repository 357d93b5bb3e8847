"""Browsing by date in a real browser: from the front page to an issue, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from .axe import DESK, PHONE


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_from_the_front_page_to_an_issue_by_date(browser, site_without_texts, size, scripts):
    context = browser.new_context(locale="zh-CN", viewport=size, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(site_without_texts.url)
    page.get_by_role("navigation", name="日期").get_by_role("link", name="2021年").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2021年的报纸")
    page.get_by_role("link", name=re.compile("^23 ?日，1 期")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2021年12月23日的报纸")
    page.get_by_role("link", name="历年12月23日").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("历史上的12月23日")
    page.get_by_role("link", name="今日建德").click()
    expect(page).to_have_url(re.compile(r"/newspapers/jinri-jiande/2021-12-23/$"))
    context.close()


def test_a_date_is_typed(browser, site_without_texts):
    context = browser.new_context(locale="zh-CN", viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_without_texts.url}/dates/")
    page.get_by_label("到某一天").fill("2021年12月")
    page.get_by_role("button", name="查看").click()
    expect(page).to_have_url(re.compile(r"/dates/2021/12/$"))
    context.close()
