"""Pages set in a browser and read back: every character, in the order a reader reads."""

import sys
from collections import Counter

import pytest

from archive.images.open_image import UnreadableImage
from archive.ingest.drafting.corpus.warped_scan import BoundPage
from archive.ingest.reading import pdf_text, read_file
from archive.ingest.reading.recognizer import NotInstalled, TextRecognizer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FERRY = (
    "苇河镇的渡船上月换了电动机，船身轻了四百斤，靠岸时再也听不见突突的响声。",
    "船老大说，从前一天要烧二十升柴油，如今充一夜的电能跑三天，船费却一分没有涨。",
    "对岸两个村的菜农起得最早，他们说船稳了，筐里的鸡蛋一个也没有碎过。",
)
LIBRARY = (
    "镇上的阅览室从今天起晚上也开门，灯一直亮到十点，借书还书都不用排队。",
    "管理员把十二个借阅点的书目并成一本，哪本书在哪个架子上，一查便知。",
)
BRIDGE = "北坡村的石桥修了四十天，昨天通车，桥面加宽了一米半，两辆拖拉机可以并排走过。"
WELL = "河口的老井清淤以后，水位比去年高了两尺，十几户人家又挑起了井水。"
PAGE = f"""
<p class="folio">第2版　综合新闻　2026年1月5日　星期一</p>
<div class="grid">
  <article class="two"><h2>渡船换上电动机</h2>
    <div class="text">{"".join(f"<p>{text}</p>" for text in FERRY)}</div></article>
  <article class="two"><h2>阅览室夜里也开门</h2>
    <div class="text">{"".join(f"<p>{text}</p>" for text in LIBRARY)}</div></article>
  <article class="one"><h2>北坡石桥通车</h2><p>{BRIDGE}</p></article>
  <article class="one box"><h2>老井水又清了</h2><p>{WELL}</p></article>
</div>
"""
STORIES = (
    ("渡船换上电动机", *FERRY),
    ("阅览室夜里也开门", *LIBRARY),
    ("北坡石桥通车", BRIDGE),
    ("老井水又清了", WELL),
)


def text_of(page) -> str:
    return "".join(line.text for line in page.lines).replace("\u3000", "").replace(" ", "")


def normalize_marks(text: str) -> str:
    return text.translate(str.maketrans(",:;!?()", "，：；！？（）"))


def test_a_text_layer_is_read_article_by_article(typeset):
    (page,) = read_file(typeset("page", PAGE).pdf)
    assert (page.how, page.pdf_page) == ("text layer", 1)
    text = text_of(page)
    for story in STORIES:
        assert "".join(story) in text


@pytest.mark.parametrize("kind", ["png", "worn"])
def test_a_scan_is_read_article_by_article(kind, typeset):
    (page,) = read_file(getattr(typeset("page", PAGE), kind))
    assert (page.how, page.pdf_page) == ("OCR", None)
    text = normalize_marks(text_of(page))
    truth = "".join("".join(story) for story in STORIES)
    missed = Counter(truth) - Counter(text)
    assert missed.total() <= 0.01 * len(truth), missed
    places = [text.find(story[0]) for story in STORIES]
    assert min(places) >= 0
    for story in STORIES:
        begins = text.index(story[0])
        following = min((place for place in places if place > begins), default=len(text))
        within = Counter(text[begins:following])
        assert (Counter("".join(story)) - within).total() <= 2


# enough lines to show how the page is bent
FULL = f"""
<p class="folio">第2版　综合新闻　2026年1月5日　星期一</p>
<div class="grid">
  <article class="four"><h2>渡船换上电动机</h2>
    <div class="text">{"".join(f"<p>{text}</p>" for text in (*FERRY, *LIBRARY) * 6)}</div></article>
  <article class="four"><h2>阅览室夜里也开门</h2>
    <div class="text">{"".join(f"<p>{text}</p>" for text in (*LIBRARY, BRIDGE, WELL) * 6)}</div>
  </article>
</div>
"""


@pytest.mark.slow
def test_a_page_of_a_bound_volume_is_flattened_and_its_lines_are_where_they_are_printed(
    typeset, tmp_path
):
    """At the spine its lines slope by some eight degrees."""
    page, scan = typeset("full", FULL), tmp_path / "bound.png"
    bound_page = BoundPage(380 / 270, degrees=0.5, left=True, rise=0.09, breadth=0.2)
    bound_page.write(page.png, scan)
    (flat,), (bent,) = read_file(page.pdf), read_file(scan)
    missed = Counter(text_of(flat)) - Counter(text_of(bent))
    assert missed.total() <= 0.01 * len(text_of(flat)), missed
    places = {line.text: line.box for line in bent.lines}
    for headline in ("渡船换上电动机", "阅览室夜里也开门"):
        box = bound_page.box(next(line.box for line in flat.lines if line.text == headline))
        assert all(abs(a - b) < 0.006 for a, b in zip(places[headline], box, strict=True))


def test_lines_have_their_type_and_indent(typeset):
    (page,) = read_file(typeset("page", PAGE).pdf)
    first = next(line for line in page.lines if "苇河镇的渡船" in line.text)
    head = next(line for line in page.lines if line.text.startswith("渡船换上"))
    assert first.text.startswith("　　苇河镇")
    assert 2.2 < head.size / first.size < 2.4
    assert head.box.y < first.box.y
    assert 0.02 < first.box.x < 0.3


def test_bold_type_is_told_by_its_ink(typeset):
    body = (
        "".join(f"<p>{text}</p>" for text in FERRY)
        + "<p><b>船稳了</b></p><p><b>从此不烧一滴油</b></p>"
        + "".join(f"<p>{text}</p>" for text in LIBRARY)
    )
    (page,) = read_file(typeset("bold", f'<div class="grid"><div>{body}</div></div>').pdf)
    assert [line.text.strip() for line in page.lines if line.bold] == ["船稳了", "从此不烧一滴油"]


VERTICAL = f"""
<div class="vertical">
  <h2>渡船換上電動機</h2>
  <div class="text">{"".join(f"<p>{text}</p>" for text in FERRY)}</div>
</div>
"""


def test_vertical_columns_are_read_from_the_right_tier_by_tier(typeset):
    (page,) = read_file(typeset("vertical", VERTICAL).pdf)
    assert "渡船換上電動機" + "".join(FERRY) in text_of(page)
    assert all(line.vertical for line in page.lines if line.text)


def test_a_vertical_scan_is_read(typeset):
    (page,) = read_file(typeset("vertical", VERTICAL).worn)
    text, truth = normalize_marks(text_of(page)), "渡船換上電動機" + "".join(FERRY)
    assert (Counter(truth) - Counter(text)).total() <= 0.03 * len(truth)
    assert text.startswith("渡船換上電動機苇河镇的渡船")
    assert text.rstrip("。").endswith("一个也没有碎过")


def test_without_what_make_scan_installs_a_scan_says_so_and_a_pdf_is_read(typeset, monkeypatch):
    page = typeset("page", PAGE)
    monkeypatch.setitem(sys.modules, "cv2", None)
    monkeypatch.delitem(sys.modules, "archive.ingest.reading.scan", raising=False)
    monkeypatch.delattr("archive.ingest.reading.scan", raising=False)
    with pytest.raises(NotInstalled, match="make scan"):
        read_file(page.png)
    assert read_file(page.pdf)


def test_a_pdf_page_with_more_than_a_page_holds_is_refused_with_the_limit(typeset, monkeypatch):
    page = typeset("page", PAGE)
    for limit in ("MAX_CHARACTERS", "MAX_OBJECTS"):
        with monkeypatch.context() as patch:
            patch.setattr(pdf_text, limit, -1)
            with pytest.raises(UnreadableImage, match="-1"):
                read_file(page.pdf)


def test_a_missing_recogniser_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(NotInstalled, match="rapidocr"):
        TextRecognizer()
