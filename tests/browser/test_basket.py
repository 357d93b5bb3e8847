"""A reader keeps articles and paragraphs, puts them in order, notes, takes them along."""

import json
import re

import pytest
from playwright.sync_api import expect

from .axe import DESK, PHONE, audit

IDENTS = ("rmmjdt3", "t2fc5w2", "szwp781")


@pytest.fixture
def reader(reused_pages, site_without_texts):
    with reused_pages.page(DESK, java_script_enabled=True) as page:
        page.context.grant_permissions(
            ["clipboard-read", "clipboard-write"], origin=site_without_texts.url
        )
        yield page


def basket_items(page) -> list[str]:
    return [e["item"] for e in json.loads(page.evaluate("localStorage.basket ?? '[]'"))]


def order(page) -> list[str]:
    return page.locator("[data-item]").evaluate_all("rows => rows.map(row => row.dataset.item)")


def save_items(page, site, *items) -> None:
    page.goto(f"{site.url}/about/")
    entries = json.dumps([{"item": item, "note": ""} for item in items])
    page.evaluate("stored => localStorage.setItem('basket', stored)", entries)


def test_saved_articles_are_in_the_basket_in_order_of_saving(reader, site_without_texts):
    reader.goto(f"{site_without_texts.url}/articles/?province=zhejiang")
    button = reader.locator(".entry [data-save]").first
    ident = button.get_attribute("data-save")
    button.focus()
    reader.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(reader.locator("[data-basket-count]")).to_have_text("1")
    expect(reader.locator("[data-save-status]")).to_contain_text("已收藏")
    # buttons that a narrowed list brings know what is kept
    reader.locator(".facet a[data-key]").first.click()
    reader.wait_for_url("**province**")
    for save_button in reader.locator(f"[data-save='{ident}']").all():
        expect(save_button).to_have_attribute("aria-pressed", "true")
    reader.goto(f"{site_without_texts.url}/articles/{IDENTS[2]}/")
    reader.locator(".article-head [data-save]").click()
    reader.locator(".basket-link a").click()
    reader.wait_for_url(f"**/basket/?items={ident}.{IDENTS[2]}")
    assert order(reader) == [ident, IDENTS[2]]
    expect(reader.locator("[data-basket-citation]").first).to_contain_text(f"/articles/{ident}/")
    # pressed again it is out of the basket
    reader.goto(f"{site_without_texts.url}/articles/{IDENTS[2]}/")
    reader.locator(".article-head [data-save]").click()
    assert basket_items(reader) == [ident]


@pytest.mark.pages
def test_a_paragraph_is_kept_from_its_menu(reused_pages, site_with_texts):
    with reused_pages.page(PHONE, java_script_enabled=True) as page:
        page.goto(f"{site_with_texts.url}/articles/{IDENTS[0]}/")
        page.locator("#p2 .anchor").focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="收藏本段").click()
        expect(page.get_by_role("button", name="移出收藏夹")).to_be_visible()
        assert basket_items(page) == [f"{IDENTS[0]}-p2"]
        page.goto(f"{site_with_texts.url}/basket/")
        page.wait_for_url("**/basket/?items=**")
        expect(page.locator(".basket-entry")).to_contain_text("第 2 段")
        expect(page.locator(".basket-quoted")).not_to_be_empty()


def test_order_and_removal_by_keyboard_keep_the_address_and_the_links_true(
    reader, site_without_texts
):
    save_items(reader, site_without_texts, *IDENTS)
    reader.goto(f"{site_without_texts.url}/basket/")
    reader.wait_for_url("**items=**")
    down = reader.locator(f"[data-item='{IDENTS[0]}'] [data-move='1']")
    down.focus()
    reader.keyboard.press("Enter")
    expected = [IDENTS[1], IDENTS[0], IDENTS[2]]
    assert order(reader) == basket_items(reader) == expected
    expect(down).to_be_focused()
    expect(reader.locator("[data-basket-status]")).to_have_text("已移到第 2 条。")
    assert reader.url.endswith(f"?items={'.'.join(expected)}")
    for link in reader.locator("[data-basket-link]").all():
        assert link.get_attribute("href").endswith(f"?items={'.'.join(expected)}")
    reader.locator("[data-remove]").nth(1).click()
    assert order(reader) == basket_items(reader) == [IDENTS[1], IDENTS[2]]
    expect(reader.locator("[data-item]").nth(1)).to_be_focused()
    reader.reload()
    assert order(reader) == [IDENTS[1], IDENTS[2]]
    with reader.expect_download() as download:
        reader.locator("[data-basket-link]", has_text="RIS").click()
    ris = download.value.path().read_text(encoding="utf-8")
    assert re.findall(r"ID  - baozang-(\w+)", ris) == [IDENTS[1], IDENTS[2]]


def test_a_note_stays_in_this_browser(reader, site_without_texts):
    save_items(reader, site_without_texts, *IDENTS)
    reader.goto(f"{site_without_texts.url}/basket/")
    reader.wait_for_url("**items=**")
    urls = []
    reader.on("request", lambda request: urls.append(request.url))
    reader.locator("[data-basket-controls] textarea").nth(1).fill("核对日期")
    reader.locator("[data-move='-1']").nth(1).click()
    reader.reload()
    expect(reader.locator("[data-basket-controls] textarea").first).to_have_value("核对日期")
    assert not any("note" in url or "%E6" in url for url in urls)


def test_citations_of_all_are_copied_in_the_chosen_style(reader, site_without_texts):
    save_items(reader, site_without_texts, *IDENTS)
    reader.goto(f"{site_without_texts.url}/basket/")
    reader.wait_for_url("**items=**")
    reader.get_by_label("引文格式").select_option("apa")
    reader.get_by_role("button", name="换用").click()
    reader.wait_for_url("**style=apa**")
    reader.get_by_role("button", name="复制全部引文").click()
    expect(reader.locator("[data-basket-status]")).to_have_text("已复制 3 条引文。")
    copied = reader.evaluate("navigator.clipboard.readText()").splitlines()
    assert len(copied) == 3
    assert all(ident in line for ident, line in zip(IDENTS, copied, strict=True))


def test_a_shared_basket_can_be_taken_over_and_does_not_replace_your_own(
    reader, site_without_texts
):
    save_items(reader, site_without_texts, IDENTS[0])
    reader.goto(f"{site_without_texts.url}/basket/?items={IDENTS[1]}.{IDENTS[2]}")
    expect(reader.locator("[data-basket-shared]")).to_be_visible()
    assert basket_items(reader) == [IDENTS[0]]
    # nor is it replaced by what another tab keeps
    other_page = reader.context.new_page()
    save_items(other_page, site_without_texts, IDENTS[0], IDENTS[1])
    save_items(other_page, site_without_texts, IDENTS[0])
    other_page.close()
    expect(reader.locator("[data-basket-shared]")).to_be_visible()
    expect(reader.locator("[data-basket-controls]").first).to_be_hidden()
    reader.get_by_role("button", name="加入本机收藏夹").click()
    reader.wait_for_url(f"**items={'.'.join(IDENTS)}")
    assert basket_items(reader) == [*IDENTS]


def test_links_and_files_are_imported(reader, site_without_texts, tmp_path):
    site = site_without_texts.url
    reader.goto(f"{site}/basket/")
    reader.get_by_label("链接或编号").fill(f"看 {site}/articles/{IDENTS[0]}/#p2 ")
    reader.get_by_role("button", name="导入").click()
    reader.wait_for_url(f"**items={IDENTS[0]}-p2")
    for suffix in ("ris", "bib", "csl.json", "csv", "json"):
        file = tmp_path / f"kept.{suffix}"
        file.write_bytes(
            reader.request.get(f"{site}/basket.{suffix}?items={IDENTS[1]}.{IDENTS[2]}").body()
        )
        save_items(reader, site_without_texts)
        reader.goto(f"{site}/basket/")
        reader.get_by_label("文件").set_input_files(file)
        reader.get_by_role("button", name="导入").click()
        reader.wait_for_url(f"**items={IDENTS[1]}.{IDENTS[2]}")
    reader.get_by_label("链接或编号").fill("这里什么也没有")
    reader.get_by_role("button", name="导入").click()
    expect(reader.locator("[data-basket-status]")).to_have_text("没有找到文章的网址或编号。")


def test_a_full_basket_says_so(reader, site_without_texts):
    alphabet = "0123456789bcdfghjkmnpqrstvwxz"
    save_items(
        reader, site_without_texts, *[f"0000{a}{b}0" for a in alphabet for b in alphabet[:7]][:200]
    )
    reader.goto(f"{site_without_texts.url}/articles/{IDENTS[0]}/")
    reader.locator(".article-head [data-save]").click()
    expect(reader.locator("[data-save-status]")).to_contain_text("最多 200 条")
    assert len(basket_items(reader)) == 200


def test_stored_settings_of_the_browser_are_not_trusted(reader, site_without_texts):
    reader.goto(f"{site_without_texts.url}/about/")
    for value in ("{", '{"a": 1}', '[1, null, {"item": "<img>"}, {"item": "rmmjdt3", "note": 5}]'):
        reader.evaluate("stored => localStorage.setItem('basket', stored)", value)
        reader.goto(f"{site_without_texts.url}/basket/")
        expect(reader.locator("h1")).to_contain_text("收藏夹")
    reader.wait_for_url("**items=rmmjdt3")


def test_axe_has_no_violations_in_a_basket(reader, site_without_texts):
    save_items(reader, site_without_texts, *IDENTS, "b2b2b2b")
    reader.goto(f"{site_without_texts.url}/basket/")
    reader.wait_for_url("**items=**")
    expect(reader.locator("[data-basket-controls]").first).to_be_visible()
    audit(reader, "basket")


def test_without_scripts_there_are_no_buttons_and_a_shared_basket_can_be_read(
    page, site_without_texts
):
    page.goto(f"{site_without_texts.url}/articles/{IDENTS[0]}/")
    scripted = page.locator("html[data-scripted]").count() == 1
    assert page.locator(".article-head [data-save]").is_visible() == scripted
    assert page.locator(".basket-link").is_visible() == scripted
    page.goto(f"{site_without_texts.url}/basket/?items={'.'.join(IDENTS)}")
    expect(page.locator("[data-basket-citation]")).to_have_count(3)
    assert page.locator("[data-basket-import]").is_visible() == scripted
