"""collection.yaml: valid fields, the message for each mistake, and what pages get from it."""

import pytest

from archive.catalogue import collection_file
from archive.catalogue.check import check
from archive.catalogue.collection_file import CollectionFile, collection_files, read_collection
from archive.catalogue.colours import SURFACE, contrast, contrast_problems, shades
from archive.catalogue.nameplate import UnsupportedSvg, clean
from archive.catalogue.yaml_file import CatalogueError
from archive.text.markdown_html import to_html


def faults(catalogue, text):
    catalogue.write("collection.yaml", text)
    return [str(fault) for fault in check(catalogue.folder, {}).faults]


def test_a_catalogue_without_a_collection_file_is_valid_and_has_no_name(catalogue):
    assert check(catalogue.folder, {}).faults == []
    about = read_collection(catalogue.folder)
    assert (about.name, about.short_name, about.key) == ("报纸档案", "报纸档案", "archive")
    assert about.description.startswith("报纸档案是中文报纸的目录")
    assert collection_files(catalogue.folder) == []


def test_the_collection_that_comes_along_names_itself(settings):
    about = read_collection(settings.BASE_DIR / "fixtures")
    assert (about.bilingual_name, about.key) == ("报藏 Baozang", "baozang")
    assert about.about.startswith("## 为什么建站")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("name: ''\n", 1, "name: 不能为空"),
        ("nmae: 甲\n", 1, "没有这个字段"),
        ("name: 甲\ncontact: nobody\n", 2, "contact: 'nobody' 不是 name@example.org"),
        ("name: 甲\norigin: https://a.example/b\n", 2, "只写到主机名"),
        ("name: 甲\norigin: a.example\n", 2, "不是 https://archive.example.org 这样的网址"),
        ("name: 甲\noai_domain: 甲\n", 2, "这样的域名"),
        ("name: 甲\ntime_zone: China\n", 2, "没有时区 'China'"),
        ("name: 甲\nlanguages: [zh]\n", 2, "只能是 zh-Hans、zh-Hant"),
        ("name: 甲\nshort_name: 一二三四五六七八九十一二三四五六七\n", 2, "太长，至多 16 字"),
        ("name: 甲\nromanised: 河港\n", 2, "格式不对，应为拉丁字母"),
        ("name: 甲\ndigest_licence: CC BY\n", 2, "digest_licence: 应为键值对照"),
        ("name: 甲\ndigest_licence: {name: 甲, url: a}\n", 2, "url: 格式不对，应为网址"),
        ("name: 甲\nabout: none.md\n", 2, "about: none.md：没有这个文件"),
        ("name: 甲\ncolours: {light: red, dark: '#8fc3e8'}\n", 2, "不是 #9d2419 这样的颜色"),
        ("name: 甲\ncolours: {light: '#1b5e8a'}\n", 2, "colours.dark: 缺少这一字段"),
        (
            "name: 甲\ncolours:\n  light: '#ffcc00'\n  dark: '#8fc3e8'\n",
            3,
            "#ffcc00 在浅色页面上看不清：与 #f5f2ea 的对比度只有 1.4，至少要 4.5；请用深一些的颜色",
        ),
        (
            "name: 甲\ncolours:\n  light: '#1b5e8a'\n  dark: '#1b5e8a'\n",
            4,
            "请用浅一些的颜色",
        ),
        ("name: 甲\nfront_page: {articles: [rmmjdt3]}\n", 2, "没有文章 rmmjdt3"),
        ("name: 甲\nfront_page: {topics: [nothing]}\n", 2, "没有主题 nothing"),
        ("name: 甲\nfront_page: {sections: [map]}\n", 2, "只能是 featured、topics、charts、latest"),
        ("name: 甲\nfront_page: {sections: [latest, latest]}\n", 2, "'latest' 重复"),
        ("name: 甲\nfront_page: {sections: [topics]}\n", 2, "却没有写 front_page.topics"),
    ],
)
def test_each_mistake_is_told_by_file_line_field_and_remedy(catalogue, text, line, message):
    (fault,) = faults(catalogue, text)
    assert fault.startswith(f"fixtures/collection.yaml:{line}: ")
    assert message in fault


def test_valid_fields_are_accepted(catalogue):
    text = (
        "name: 甲\nabout: |\n  # 乙\n\n  丙\ncolours: {light: '#1b5e8a', dark: '#8fc3e8'}\n"
        "front_page: {sections: [topics, latest], topics: [bi-wu], articles: [1cq34jc]}\n"
    )
    assert faults(catalogue, text) == []
    assert read_collection(catalogue.folder).about == "# 乙\n\n丙"


def test_faults_of_other_files_of_the_collection_have_their_own_lines(catalogue):
    catalogue.write("about.md", "一\n\u200b二\n")
    catalogue.write("plate.svg", "<svg viewBox='0 0 1 1'>\n<script/></svg>")
    results = faults(catalogue, "name: 甲\nabout: about.md\nnameplate: plate.svg\n")
    assert results == [
        "fixtures/about.md:2: （文件）: 含看不见的字符 U+200B",
        "fixtures/plate.svg:2: SVG: 不能有 <script>：只用图形，文字请转成路径",
    ]
    assert [path.name for path in collection_files(catalogue.folder)] == [
        *("collection.yaml", "about.md", "plate.svg"),
    ]
    with pytest.raises(CatalogueError):
        read_collection(catalogue.folder)
    # a process must start all the same
    start = collection_file.collection_at_start(catalogue.folder, catalogue.folder)
    assert start == CollectionFile()


@pytest.mark.parametrize(
    ("svg", "expected_message"),
    [
        ("<svg viewBox='0 0 1 1' onload='x()'/>", "不能有 onload"),
        ("<svg viewBox='0 0 1 1'><style>a{}</style></svg>", "不能有 <style>"),
        ("<svg viewBox='0 0 1 1'><a href='x'/></svg>", "不能有 <a>"),
        ("<svg viewBox='0 0 1 1'><image/></svg>", "不能有 <image>"),
        ("<svg viewBox='0 0 1 1'><text>报</text></svg>", "文字请转成路径"),
        ("<svg viewBox='0 0 1 1'><g style='fill:red'/></svg>", "不能有 style"),
        (
            "<svg viewBox='0 0 1 1'><g fill='url(https://a.example)'/></svg>",
            "只能引用本文件里的图形",
        ),
        ("<svg viewBox='0 0 1 1'><g xlink:href='#a'/></svg>", "不能有 xlink:href"),
        ("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg viewBox='0 0 1 1'/>", "不能有 <!DOCTYPE>"),
        ("<svg/>", "缺少 viewBox"),
        ("<html/>", "应是 <svg>"),
        ("<svg viewBox='0 0 1 1'>", "XML 无法解析"),
        (f"<svg viewBox='0 0 1 1'>{' ' * 20_000}</svg>", "最多 20,000"),
    ],
)
def test_an_svg_with_anything_but_shapes_is_refused(svg, expected_message):
    with pytest.raises(UnsupportedSvg, match=expected_message):
        clean(svg.encode())


def test_an_svg_is_sanitised_by_rewriting():
    svg = (
        '<?xml version="1.0"?><!-- drawn --><svg xmlns="http://www.w3.org/2000/svg" width="9" '
        'viewBox="0 0 1 1"><defs><linearGradient id="a"/></defs>'
        '<path class="b" d="M0 0" fill="url(#a)"/></svg>'
    )
    assert clean(svg.encode()) == (
        '<svg viewBox="0 0 1 1"><defs><linearGradient id="nameplate-a"></linearGradient></defs>'
        '<path d="M0 0" fill="url(#nameplate-a)"></path></svg>'
    )


@pytest.mark.parametrize(
    ("hue", "scheme"),
    [
        *(("#1b5e8a", "light"), ("#9d2419", "light"), ("#006400", "light"), ("#000000", "light")),
        *(("#8fc3e8", "dark"), ("#f2a08f", "dark"), ("#b8860b", "dark"), ("#ffffff", "dark")),
    ],
)
def test_shades_of_a_colour_that_passes_can_be_read(hue, scheme):
    assert contrast_problems(hue, scheme) == []
    ink = {"light": "#1d1b18", "dark": "#e9e5dc"}[scheme]
    palette = shades(hue, scheme)
    assert contrast(ink, palette.faintest) >= 4.5
    assert contrast(ink, palette.faint) >= 4.5
    on_colour = {"light": "#ffffff", "dark": "#171614"}[scheme]
    assert contrast(on_colour, palette.full) >= 4.5
    assert contrast(on_colour, palette.strongest) >= 4.5
    assert contrast(palette.full, palette.faintest) >= 3


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert SURFACE["light"] == "#f5f2ea"


def test_background_colours_are_those_of_the_style_sheet(settings):
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text(encoding="utf-8")
    from archive.catalogue.colours import INK, ON_COLOUR, PAPER

    for token, pair in (
        *(("paper", PAPER), ("surface", SURFACE), ("ink", INK), ("accent-ink", ON_COLOUR)),
    ):
        assert f"--{token}: light-dark({pair['light']}, {pair['dark']});" in tokens


def test_markdown_becomes_html_without_markup_of_its_own():
    html = to_html(
        "# 甲\n\n## 乙\n\n<script>x</script> [丙](javascript:x) [丁](/about/)\n\n![戊](x.png)"
    )
    assert "<h2>甲</h2>" in html
    assert "<h3>乙</h3>" in html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert 'href="javascript' not in html
    assert '<a href="/about/">丁</a>' in html
    assert "<img" not in html
    assert "<h2>甲</h2>" in to_html("### 甲")
    assert to_html("") == ""
