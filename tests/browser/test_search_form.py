"""The search form, filled in by keyboard, with scripts and without."""

from playwright.sync_api import expect

from .axe import audit


def test_a_filled_form_leads_to_the_list(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/articles/")
    page.get_by_role("link", name="高级检索").click()
    page.get_by_label("含有全部词语").fill("职工")
    page.get_by_label("不含词语").fill("建德")
    page.get_by_label("1500 字以上").check()
    page.get_by_label("含有全部词语").press("Enter")
    page.wait_for_url("**/articles/?q=**")
    expect(page.locator("main .search input[name=q]")).to_have_value("职工 -建德")
    expect(page.locator(".chosen-filters")).to_contain_text("1500 字以上")


def test_axe_has_no_violations_in_the_form(page, site_without_texts):
    page.goto(f"{site_without_texts.url}/search/")
    if page.locator("html[data-scripted]").count():
        audit(page, "search form")
