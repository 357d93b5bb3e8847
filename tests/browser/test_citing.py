"""Copying citations in a real browser, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import expect

ARTICLE = "/articles/szwp781/"


@pytest.fixture
def copying(page, site_without_texts):
    page.context.grant_permissions(
        ["clipboard-read", "clipboard-write"], origin=site_without_texts.url
    )
    page.goto(site_without_texts.url + ARTICLE)
    return page


def has_script(page) -> bool:
    return page.locator("#cite [data-copy] >> nth=0").is_visible()


def test_the_default_citation_can_be_copied(copying):
    cited = copying.locator("#cite [data-citation]")
    assert cited.inner_text().startswith("李玉波, 刘旭亮. 体验“就业创业直通车”[N/OL]. [工人日报], ")
    if not has_script(copying):
        assert copying.locator("#cite [data-copy]:visible").count() == 0
        return
    copying.click("#cite .citation button >> nth=0")
    # Playwright's own way of waiting would evaluate a string in the page, which the policy forbids
    expect(copying.locator("#cite [data-copy] >> nth=0")).to_have_text("已复制")
    assert copying.evaluate("navigator.clipboard.readText()") == cited.inner_text()


def test_a_record_can_be_copied_and_downloaded(copying):
    link = copying.locator("#cite .citation-files a", has_text="RIS")
    with copying.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "baozang-szwp781.ris"
    if not has_script(copying):
        return
    copying.get_by_role("button", name="复制 RIS").click()
    expect(copying.locator("[data-copy-status]")).to_have_text("已复制")
    assert copying.evaluate("navigator.clipboard.readText()").startswith("TY  - NEWS")


@pytest.mark.pages
def test_a_paragraph_is_found_by_its_first_words(browser, site_with_texts):
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{site_with_texts.url}{ARTICLE}")
    third = page.locator("#p3").text_content().removeprefix("¶")
    page.goto(f"{site_with_texts.url}{ARTICLE}cite/")
    row = page.locator(".cited-parts li", has=page.get_by_role("link", name="第 3 段", exact=True))
    words = row.locator(".opening-words").text_content().removesuffix("……")
    assert len(words) >= 12
    assert " ".join(third.split()).startswith(words)
    page.close()


def test_a_paragraph_can_be_cited_from_the_article(copying):
    copying.get_by_role("link", name="引用某一段").click()
    copying.get_by_role("link", name="第 3 段", exact=True).click()
    cited = copying.locator("#cite [data-citation]").inner_text()
    assert re.search(rf"{ARTICLE}#p3\.$", cited)


@pytest.mark.pages
def test_a_paragraph_whose_beginning_is_lost_is_listed_as_such(browser, site_with_texts):
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{site_with_texts.url}/articles/gjw12gn/cite/")
    row = page.locator(".cited-parts li", has=page.get_by_role("link", name="第 3 段", exact=True))
    assert row.locator(".opening-words").text_content().startswith("〔缺文〕")
    page.close()


def test_an_error_in_a_paragraph_is_reported_by_a_prefilled_mail(browser, sample_site):
    from urllib.parse import unquote

    page = browser.new_context(locale="zh-CN").new_page()
    page.goto(f"{sample_site.url}/articles/")
    page.locator(".entry .headline a").first.click()
    page.wait_for_url("**/articles/*/")
    # the sample names no contact: what the server writes where it has one
    page.route(
        page.url,
        lambda route: route.fulfill(
            body=route.fetch()
            .text()
            .replace(
                "</main>",
                '<a data-report href="mailto:editor@archive.example.org?subject=%E7%BA%A0&amp;body='
                f'%E7%BD%91%E5%9D%80%EF%BC%9A{page.url}%0D%0Aend">x</a></main>',
            ),
            content_type="text/html",
        ),
    )
    page.reload()
    page.locator(".line.paragraph .anchor").first.focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="报告本段错误")
    body = unquote(link.get_attribute("href").split("&body=")[1])
    assert f"网址：{page.url}#p" in body
    assert "\r\n段落：第" in body
    assert "\r\n原文：" in body
    assert body.endswith("\r\nend")
    page.context.close()
