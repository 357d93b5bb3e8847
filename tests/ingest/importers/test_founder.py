"""方正 pages: number, name, decks, bylines, zones, addresses, despite wrong encodings."""

import pytest

from archive.ingest.importers import founder

from .samples import CONTENT, NODE, epaper, write

HOST = "http://epaper.example.cn/html/2020-10/11/"


def import_issue(folder, **options):
    (issue,) = founder.issues([folder], **options)
    return issue


def kinds(item):
    return [(part.kind, part.text) for part in item.parts]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "big5"])
def test_the_encoding_is_detected_whatever_is_declared(tmp_path, encoding, charset):
    issue = import_issue(epaper(tmp_path, encoding, charset))
    (sheet,) = issue.sheets
    assert (issue.date, sheet.number, sheet.name) == ("2020-10-11", "2", "工会")
    assert ("headline", "县里办起钳工比武") in kinds(sheet.items[0])


def test_the_newer_generation_has_decks_bylines_and_paragraphs(tmp_path):
    first = import_issue(epaper(tmp_path)).sheets[0].items[0]
    assert kinds(first) == [
        ("kicker", "增强本领"),
        ("headline", "县里办起钳工比武"),
        ("subhead", "四十人同场"),
        ("byline", "本报记者 甲文"),
        ("paragraph", "十月的一天，四十名钳工走进车间。"),
        ("paragraph", "比武分三场。"),
    ]
    assert first.address == f"{HOST}content_11.htm"
    # no note for readers about positions on the picture of the page
    assert first.notes == ()


def test_the_older_generation_is_read_by_css_classes(tmp_path):
    second = import_issue(epaper(tmp_path)).sheets[0].items[1]
    assert kinds(second) == [
        ("kicker", "乡里来信"),
        ("headline", "乡里也要比"),
        ("subhead", "地点另告"),
        ("paragraph", "下月开赛。"),
        ("paragraph", "人人可来。"),
        ("byline", "（通讯员 乙山 丙水）"),
    ]


def test_written_files_are_valid_and_have_an_address(tmp_path, into):
    summary = into.run(founder.issues([epaper(tmp_path / "in")]))
    assert (summary.articles, summary.people) == (2, 2)
    assert into.faults() == []
    first, second = into.records()[0].record.pages[0].articles
    assert first.identifiers[0].value == f"{HOST}content_11.htm"
    assert [credit.person for credit in first.bylines] == ["jia-wen"]
    # new people are now in people.yaml, under the pinyin of the name
    assert [credit.person for credit in second.bylines] == ["yi-shan", "bing-shui"]
    assert "乙山" in (into.folder / "people.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "options", "address"),
    [
        (lambda t: t, {"base": "https://other.example/paper"}, "https://other.example/paper/html/2020-10/11/"),
        (lambda t: f"<!-- saved from url=(0048){HOST}node_2.htm -->\n{t}", {}, HOST),
        (lambda t: t.replace("<head>", f'<head><link rel="canonical" href="{HOST}node_2.htm">'),
         {}, HOST),
        (lambda t: t, {}, ""),
    ],
)  # fmt: skip
def test_the_address_is_taken_from_whatever_has_it(tmp_path, change, options, address):
    files = {
        "html/2020-10/11/node_2.htm": change(NODE.format(charset="utf-8")),
        "html/2020-10/11/content_11.htm": CONTENT,
    }
    first = import_issue(write(tmp_path, files), **options).sheets[0].items[0]
    assert first.address == (f"{address}content_11.htm" if address else "")


def test_articles_may_lie_in_another_folder_and_under_their_query(tmp_path):
    node = NODE.format(charset="utf-8").replace(
        "content_11.htm?div=-1", "../../../con/202010/11/content_11.html"
    )
    files = {
        "pc/layout/202010/11/node_02.html": node,
        "pc/con/202010/11/content_11.html": CONTENT,
        "pc/layout/202010/11/content_12.htm?div=0": CONTENT.replace(
            "<articleid>11", "<articleid>12"
        ),
    }
    issue = import_issue(write(tmp_path / "epaper.example.cn", files))
    assert [item.address for item in issue.sheets[0].items] == [
        "http://epaper.example.cn/pc/con/202010/11/content_11.html",
        "http://epaper.example.cn/pc/layout/202010/11/content_12.htm",
    ]
    assert issue.date == "2020-10-11"


def test_unsaved_files_are_reported_and_the_rest_is_imported(tmp_path, into):
    folder = epaper(tmp_path / "in")
    next(folder.rglob("content_12.htm")).unlink()
    summary = into.run(founder.issues([folder]))
    assert summary.articles == 1
    (remark,) = summary.remarks
    assert "content_12.htm" in remark
    assert "没有保存" in remark


def test_a_reference_that_climbs_out_is_left_out(tmp_path):
    folder = tmp_path / "in"
    node = NODE.format(charset="utf-8").replace("content_12.htm", "../../content_12.htm")
    write(folder, {"2020-10-11/node_2.htm": node, "2020-10-11/content_11.htm": CONTENT})
    write(tmp_path, {"content_12.htm": CONTENT})
    issue = import_issue(folder)
    assert len(issue.sheets[0].items) == 1
    assert any(" 之外" in remark for remark in issue.remarks)


def test_another_newspaper_is_noticed(tmp_path):
    assert import_issue(epaper(tmp_path), paper="试报").remarks == ()
    assert "没有报名“别报”" in import_issue(epaper(tmp_path), paper="别报").remarks[0]


def test_a_page_of_pictures_alone_keeps_its_title_beside_the_articles(tmp_path, into):
    empty = CONTENT.replace(
        "<P>　　十月的一天，四十名钳工走进车间。</P>\n<P>　　比武分三场。<script>alert(1)"
        "</script></P>",
        "",
    ).replace("本报记者 甲文", "")
    folder = epaper(tmp_path / "in")
    next(folder.rglob("content_11.htm")).write_text(empty, encoding="utf-8")
    summary = into.run(founder.issues([folder]))
    assert summary.articles == 1
    assert "只有标题" in summary.remarks[0]
    assert into.faults() == []
    (apart,) = into.records()[0].record.pages[0].apart
    assert f"{HOST}content_11.htm" in apart.note


def test_links_to_articles_of_other_pages_are_no_articles_of_this_one(tmp_path):
    """As some papers list what matters today beside every page."""
    first = NODE.format(charset="utf-8").replace("node_2.htm", "node_9.htm")
    second = first.replace("content_11", "content_21").replace("content_12", "content_22")
    first = first.replace(
        "</body>", '<a href="content_21.htm">今日关注</a><a href="content_31.htm">附</a></body>'
    )
    numbers = ("11", "12", "21", "22", "31")
    files = {f"content_{n}.htm": CONTENT.replace("钳工", f"钳工{n}") for n in numbers}
    issue = import_issue(
        write(tmp_path / "2020-10-11", files | {"node_2.htm": first, "node_3.htm": second})
    )
    keys = [[item.key for item in sheet.items] for sheet in issue.sheets]
    assert keys == [
        ["content_11.htm", "content_12.htm", "content_31.htm"],
        ["content_21.htm", "content_22.htm"],
    ]


def test_a_page_may_say_its_number_without_a_link(tmp_path):
    node = """<html><head><title>试报</title></head><body><script>document.write("第9版")</script>
    <td>第1版　　　<span>要闻</span></td><MAP NAME="pagepicmap">
    <Area coords="2,98" href="content_11.htm">
    </MAP></body></html>"""
    files = {"node_2.htm": node, "content_11.htm": CONTENT}
    (sheet,) = import_issue(write(tmp_path / "2020-10-11", files)).sheets
    assert (sheet.number, sheet.name, len(sheet.items)) == ("1", "要闻", 1)


def test_links_that_are_no_addresses_do_no_harm(tmp_path):
    node = NODE.format(charset="utf-8").replace(
        "</body>", '<a href="http://[">x</a><a href="">y</a></body>'
    )
    files = {"node_2.htm": node, "content_11.htm": CONTENT, "content_12.htm": CONTENT}
    issue = import_issue(write(tmp_path / "2020-10-11", files))
    assert len(issue.sheets[0].items) == 2


def rename_file(folder, old, new):
    path = next(folder.rglob(old))
    path.rename(path.with_name(new))
    return folder


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_character_that_was_cut_through_costs_no_article(tmp_path, encoding):
    folder = epaper(tmp_path, encoding)
    path = next(folder.rglob("content_11.htm"))
    # programs truncate strings to a number of bytes, even within a character
    character_bytes = "车间。".encode(encoding)
    assert character_bytes in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(character_bytes, character_bytes[:-1]))
    first = import_issue(folder).sheets[0].items[0]
    assert ("headline", "县里办起钳工比武") in kinds(first)
    assert ("paragraph", "十月的一天，四十名钳工走进车间\ufffd") in kinds(first)
    assert any(kind == "doubt" and "残损" in text for kind, text in first.notes)


def test_big5_is_seen_where_gb_18030_makes_no_sense(tmp_path):
    plain = CONTENT.replace("县里办起<br>钳工比武", "乡里<br>也要比武").replace("县", "乡")
    folder = epaper(tmp_path)
    words = "十月的一天，人人走到田中。大家先比力，再比巧。"
    text = plain.replace("十月的一天，四十名钳工走进车间。", words)
    path = next(folder.rglob("content_11.htm"))
    path.write_bytes(text.encode("big5hkscs", "ignore"))
    assert ("paragraph", words) in kinds(import_issue(folder).sheets[0].items[0])


@pytest.mark.parametrize(
    "name", ["Content_11.HTM", "content_11.htm@div=-1", "content_11.htm?div=-1.html"]
)
def test_a_page_is_found_by_the_name_that_it_was_saved_under(tmp_path, name):
    first = import_issue(rename_file(epaper(tmp_path), "content_11.htm", name)).sheets[0].items[0]
    assert ("headline", "县里办起钳工比武") in kinds(first)
    assert first.address.lower() == f"{HOST}content_11.htm"


@pytest.mark.parametrize(
    "title",
    ["县里&lt;br&gt;办起钳工比武", "<![CDATA[县里办起钳工比武]]>", "县里办起钳工&#27604;武"],
)
def test_a_title_may_be_wrapped_or_escaped_once_more(tmp_path, title):
    folder = epaper(tmp_path)
    path = next(folder.rglob("content_11.htm"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("县里办起<br>钳工比武", title), encoding="utf-8")
    first = import_issue(folder).sheets[0].items[0]
    assert kinds(first)[:3] == [
        ("kicker", "增强本领"),
        ("headline", "县里办起钳工比武"),
        ("subhead", "四十人同场"),
    ]


def test_a_page_without_words_is_reported(tmp_path, into):
    folder = epaper(tmp_path)
    frames = "<html><frameset><frame src='x'></frameset></html>"
    next(folder.rglob("content_11.htm")).write_text(frames, encoding="utf-8")
    summary = into.run(founder.issues([folder]))
    assert summary.articles == 1
    assert any("content_11.htm: 没有文字，未导入" in remark for remark in summary.remarks)


def test_a_title_whose_parts_are_in_paragraphs_or_behind_breaks_is_whole(tmp_path):
    """libxml2 closes a heading where a paragraph begins in it."""
    content = """<html><head><title>钳工比武-试报</title></head><body><div class="article">
    <h3><p>增强本领</p></h3><h1><p>县里办起<br>钳工比武</p></h1><h2><p>四十人同场</p></h2>
    <p class="sec">本报记者　王　伟　李明远
    <span class="date">《试报》（2020年10月11日 第 02 版）</span></p>
    <div id="ozoom"><!--enpcontent--><p>　　十月的一天，钳工走进车间。</p>
    <p>　　比武分三场。</p><!--/enpcontent-->
    </div></div></body></html>"""
    folder = epaper(tmp_path)
    next(folder.rglob("content_11.htm")).write_text(content, encoding="utf-8")
    assert kinds(import_issue(folder).sheets[0].items[0]) == [
        ("kicker", "增强本领"),
        ("headline", "县里办起 钳工比武"),
        ("subhead", "四十人同场"),
        ("byline", "本报记者 王 伟 李明远"),
        ("paragraph", "十月的一天，钳工走进车间。"),
        ("paragraph", "比武分三场。"),
    ]


def test_decks_and_captions_are_beside_the_tags_of_the_system(tmp_path):
    content = """<html><body><table><tr><td class="font02">增强本领</td></tr>
    <tr><td class="font01"><founder-title>钳工比武</founder-title></td></tr>
    <tr><td class="font02">四十人同场</td></tr><tr><td><founder-author></founder-author></td></tr>
    <tr><td><table id="newspic"><tr><td><img src="x.jpg"></td></tr>
    <tr><td>图为比武现场。　孙八摄</td></tr>
    </table><div id=ozoom><founder-content><P>　　昨日开赛。</P>
    <P>　　赛期一天。</P></founder-content></div>
    </td></tr></table></body></html>"""
    folder = epaper(tmp_path)
    next(folder.rglob("content_11.htm")).write_text(content, encoding="utf-8")
    assert kinds(import_issue(folder).sheets[0].items[0]) == [
        ("kicker", "增强本领"),
        ("headline", "钳工比武"),
        ("subhead", "四十人同场"),
        ("caption", "图为比武现场。"),
        ("credit", "孙八摄"),
        ("paragraph", "昨日开赛。"),
        ("paragraph", "赛期一天。"),
    ]


@pytest.mark.parametrize("mobile", ["pad", "m", "wap"])
@pytest.mark.parametrize("desktop", ["pc/", ""])
def test_the_desktop_site_is_preferred_to_the_mobile_one(tmp_path, desktop, mobile):
    node = NODE.format(charset="utf-8")
    files = {}
    for site in (desktop, f"{mobile}/"):
        at = f"paper.example.cn/shi/{site}2020-10/11"
        files |= {f"{at}/node_2.htm": node, f"{at}/content_11.htm": CONTENT}
    issue = import_issue(write(tmp_path, files))
    assert issue.sheets[0].items[0].address == (
        f"http://paper.example.cn/shi/{desktop}2020-10/11/content_11.htm"
    )
    result = f"{tmp_path}/paper.example.cn/shi/{desktop}2020-10/11 的手机版，未导入"
    expected_message = f"shi/{mobile}/2020-10/11: {result}"
    assert any(remark.endswith(expected_message) for remark in issue.remarks)


def test_a_mobile_only_site_is_imported(tmp_path):
    node = NODE.format(charset="utf-8")
    files = {"pad/2020-10/11/node_2.htm": node, "pad/2020-10/11/content_11.htm": CONTENT}
    assert len(import_issue(write(tmp_path, files)).sheets) == 1


def test_links_of_todays_news_are_not_articles_of_the_page(tmp_path):
    """Even where the page that it is of was not saved."""
    node = NODE.format(charset="utf-8").replace(
        "</body>",
        '<div class="today">今日关注<ul><a href="content_21.htm">乡里</a></ul></div></body>',
    )
    files = {f"content_{n}.htm": CONTENT for n in (11, 12, 21)}
    issue = import_issue(write(tmp_path / "2020-10-11", files | {"node_2.htm": node}))
    assert [item.key for item in issue.sheets[0].items] == ["content_11.htm", "content_12.htm"]
    assert any("content_21.htm: 不在本版的目录里" in remark for remark in issue.remarks)
