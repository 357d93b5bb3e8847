"""Headlines in a real browser break between words at every width and copy without extra marks."""

from itertools import accumulate
from pathlib import Path

import pytest

from archive.text.line_breaks import line_breaks

LINES = (Path(__file__).parent / "lines.js").read_text(encoding="utf-8")
WIDTHS = (320, 390, 768, 1280)
ADDRESSES = (
    "/",
    "/articles/",
    "/articles/?page=2",
    "/articles/?q=工会",
    "/articles/kkhg80m/",
    "/articles/rmmjdt3/?q=企业",
    "/newspapers/gongren-ribao/gb4np1v/",
    "/newspapers/zhejiang-gongren-ribao/1wnb52f/x1/",
    "/newspapers/jinri-jiande/2021-12-23/reading/",
)


def without_blanks(text: str) -> str:
    return "".join(text.split())


def allowed_breaks(text: str) -> set[int]:
    """The allowed numbers of characters, without blanks, before the end of a line."""
    blanks = {n for n, character in enumerate(text) if character.isspace()}
    ends = {*line_breaks(text), *blanks}
    return {len(without_blanks(text[:end])) for end in ends}


@pytest.fixture
def window(browser):
    context = browser.new_context(locale="zh-CN")
    yield context.new_page()
    context.close()


def test_no_headline_breaks_inside_a_word(window, site_without_texts):
    broken = dict.fromkeys(WIDTHS, 0)
    for address in ADDRESSES:
        window.goto(site_without_texts.url + address)
        for width in WIDTHS:
            window.set_viewport_size({"width": width, "height": 900})
            headlines = window.locator(".whole-words")
            texts = headlines.evaluate_all("all => all.map(one => one.textContent)")
            assert texts
            for text, lines in zip(texts, headlines.evaluate_all(LINES), strict=True):
                line_texts = [line["text"] for line in lines]
                assert "".join(line_texts) in ("", without_blanks(text))
                ends = set(accumulate(map(len, line_texts[:-1])))
                broken[width] += len(ends)
                assert ends <= allowed_breaks(text), (width, address, line_texts)
    # some headlines take two lines
    assert all(number > (20 if width < 400 else 5) for width, number in broken.items()), broken


def test_a_headline_is_copied_and_read_out_as_it_is(window, site_without_texts):
    address = f"{site_without_texts.url}/articles/kkhg80m/"
    window.goto(address)
    headline = window.locator("h1")
    text = headline.text_content()
    assert " " in text, "one with a printed blank"
    copied = headline.evaluate(
        "e => { getSelection().selectAllChildren(e); return getSelection().toString(); }"
    )
    assert copied.strip() == text
    assert window.get_by_role("heading", name=text, exact=True, level=1).count() == 1
    # what the browser's own search looks through
    assert window.evaluate("text => { getSelection().empty(); return find(text); }", text[:12])
