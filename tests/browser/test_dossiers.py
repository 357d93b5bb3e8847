"""Dossiers in a real browser: articles first, then charts; from one to its trend and its files."""

import re

import pytest
from playwright.sync_api import expect

from .axe import DESK, PHONE

DOSSIERS = ("/topics/fuwu-zhigong/", "/places/330000/", "/newspapers/zhejiang-gongren-ribao/")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_dossier_is_read_and_leads_on(browser, site_without_texts, size, scripts):
    context = browser.new_context(locale="zh-CN", viewport=size, java_script_enabled=scripts)
    page = context.new_page()
    for address in DOSSIERS:
        page.goto(site_without_texts.url + address)
        entry = page.locator(".latest .entry").first.bounding_box()
        time = page.locator("figure", has=page.locator("#chart-time")).bounding_box()
        cite = page.locator("#cite").bounding_box()
        # on a phone one below the other, else the charts beside the articles
        assert entry["y"] < time["y"] or entry["x"] < time["x"]
        assert cite["y"] > time["y"]
    page.get_by_role("link", name=re.compile("^存 3 期")).click()
    expect(page).to_have_url(re.compile("#issues$"))
    page.locator(".latest .downloads").get_by_role("link", name="趋势").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("趋势：浙江工人日报")
    expect(page.locator(".trend .mark").first).to_be_visible()
    context.close()
