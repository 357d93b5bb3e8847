"""METS: articles with zones, pages alone, links between maps; broken files are refused whole."""

import hashlib

import pytest

from archive.ingest.importers import mets_alto
from archive.ingest.importers.parsed_issue import ImportRefused

from .samples import (
    ONE_PAGE,
    TWO_ARTICLES,
    alto,
    area,
    batch,
    block,
    didl,
    div,
    mets,
    string,
    write,
)


def import_issue(folder, **options):
    (issue,) = mets_alto.issues([folder], **options)
    return issue


def kinds(item):
    return [(part.kind, part.text) for part in item.parts]


def test_articles_have_their_parts_in_order_and_by_kind(tmp_path):
    issue = import_issue(batch(tmp_path))
    assert issue.date == "2020-10-11"
    (sheet,) = issue.sheets
    assert sheet.number == "1"
    first, second = sheet.items
    assert kinds(first) == [
        ("kicker", "增强本领"),
        ("headline", "县里办起钳工比武"),
        ("byline", "本报记者 甲文"),
        ("paragraph", "十月的一天，四十名钳工走进车间。"),
        # a title within the text
        ("crosshead", "场场都难"),
        ("paragraph", "比武分三场。"),
    ]
    assert kinds(second) == [("paragraph", "乡里也要比，下月开赛，地点另告。")]
    assert [part.text for part in sheet.rest] == ["试报"]
    assert sum(part.quality.low for part in first.parts) == 2


def test_written_files_are_valid_to_the_character(tmp_path, into):
    summary = into.run(mets_alto.issues([batch(tmp_path / "in")]))
    assert (summary.issues, summary.articles, summary.refused) == (1, 2, [])
    assert into.faults() == []
    (source,) = into.records()
    page = source.record.pages[0]
    first, second = page.articles
    assert (first.kicker.text, first.headline.text) == ("增强本领", "县里办起钳工比武")
    assert first.cataloguing == second.cataloguing == "minimal"
    assert [credit.person for credit in first.bylines] == ["jia-wen"]
    assert [note.kind for note in first.notes] == ["doubt"]
    # an article without a title gets its first words as title, and the rest is its text
    assert second.headline.text == "乡里也要比"
    assert [note.kind for note in second.notes] == ["deck"]
    assert "平均置信度" in page.notes[0].text


def test_pages_without_articles_are_one_article_each(tmp_path, into):
    folder = write(tmp_path / "in", {"mets.xml": mets(), "text/1.xml": ONE_PAGE})
    assert into.run(mets_alto.issues([folder])).articles == 1
    assert into.faults() == []
    (article,) = into.records()[0].record.pages[0].articles
    assert any("整版著录为一条" in note.text for note in article.notes)


def test_an_article_that_runs_over_is_two_that_say_so(tmp_path, into):
    over = div(
        "ARTICLE", div("TITLE", area("T")), div("TEXT", area("B1")), div("TEXT", area("X", "ALTO2"))
    )
    files = {
        "mets.xml": mets(div("ISSUE", over), pages=2),
        "text/1.xml": ONE_PAGE,
        "text/2.xml": alto(block("X", string("次日再比，胜者有奖，败者也有。"))),
    }
    into.run(mets_alto.issues([write(tmp_path / "in", files)]))
    assert into.faults() == []
    first, second = (page.articles[0] for page in into.records()[0].record.pages)
    assert first.headline.text == "县里办起钳工比武"
    assert any("上接第1面" in note.text for note in second.notes)


def test_articles_may_be_linked_to_areas_of_the_physical_map(tmp_path):
    physical_area = f'<div TYPE="pagearea" ID="pa1">{area("w1", end="w2")}</div>'
    link = (
        '<structLink><smLinkGrp><smLocatorLink xlink:href="#L1"/><smLocatorLink xlink:href="#pa1"/>'
        "</smLinkGrp></structLink>"
    )
    xml = mets(div("ISSUE", div("ARTICLE", ident="L1")), links=link)
    xml = xml.replace('<fptr FILEID="ALTO1"/>', f'<fptr FILEID="ALTO1"/>{physical_area}')
    words = "<SP/>".join(string(f"word{n}", ident=f"w{n}") for n in range(4))
    folder = write(tmp_path, {"mets.xml": xml, "text/1.xml": alto(block("B", words))})
    (sheet,) = import_issue(folder).sheets
    assert kinds(sheet.items[0]) == [("paragraph", "word1 word2")]
    assert [part.text for part in sheet.rest] == ["word0", "word3"]


def test_ndnp_files_that_describe_reels_or_are_superseded_are_passed_over(tmp_path):
    reel = mets().replace("<mets ", '<mets TYPE="urn:library-of-congress:ndnp:mets:microfilmReel" ')
    files = {"a.xml": mets(), "a_1.xml": mets(), "reel.xml": reel, "text/1.xml": ONE_PAGE}
    (issue,) = mets_alto.issues([write(tmp_path, files)])
    assert issue.where.endswith("a_1.xml")


@pytest.mark.parametrize(
    ("change", "expected_message"),
    [
        (lambda m: m.replace("text/1.xml", "text/9.xml"), "缺 ALTO 文件 text/9.xml"),
        (lambda m: m.replace('BEGIN="B2"', 'BEGIN="B99"'), "没有元素 'B99'"),
        (
            lambda m: m.replace('FILEID="ALTO1" BETYPE', 'FILEID="ALTO7" BETYPE', 1),
            "'ALTO7' 不在 fileSec",
        ),
        (lambda m: m.replace("2020-10-11", "some day"), "没有日期"),
        (lambda m: m[:-30], "不是完整的 XML"),
        (lambda m: m.replace("text/1.xml", "../../../etc/passwd.xml"), " 之外"),
        (lambda m: m.replace("text/1.xml", "/etc/passwd.xml"), "只读同一文件夹里的文件"),
        (lambda m: m.replace("text/1.xml", "file:///etc/passwd.xml"), "只读同一文件夹里的文件"),
        (lambda m: m.replace("text/1.xml", "https://example.org/1.xml"), "只读同一文件夹里的文件"),
        (lambda m: m.replace("text/1.xml", "%2e%2e/%2e%2e/x.xml"), " 之外"),
    ],
)
def test_broken_mets_is_refused_whole_with_its_place(tmp_path, into, change, expected_message):
    files = {"mets.xml": change(mets(TWO_ARTICLES)), "text/1.xml": ONE_PAGE}
    summary = into.run(mets_alto.issues([write(tmp_path / "in", files) / "mets.xml"]))
    (refused,) = summary.refused
    assert expected_message in refused
    assert "mets.xml" in refused
    assert into.records() == []
    assert sorted(path.name for path in into.pages.rglob("*")) == ["page.txt"]


def test_a_checksum_that_is_wrong_is_refused_unless_it_is_not_to_be_looked_at(tmp_path):
    right = hashlib.sha256(ONE_PAGE.encode()).hexdigest()
    good = {"mets.xml": mets(TWO_ARTICLES, sums=[right]), "text/1.xml": ONE_PAGE}
    assert not isinstance(import_issue(write(tmp_path / "good", good)), ImportRefused)
    bad = {"mets.xml": mets(TWO_ARTICLES, sums=["0" * 64]), "text/1.xml": ONE_PAGE}
    refused = import_issue(write(tmp_path / "bad", bad))
    assert isinstance(refused, ImportRefused)
    assert "SHA-256 与 METS 所记的不合" in str(refused)
    assert not isinstance(import_issue(tmp_path / "bad", verify=False), ImportRefused)


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "secret.xml").write_text(ONE_PAGE, encoding="utf-8")
    folder = write(tmp_path / "in", {"mets.xml": mets(TWO_ARTICLES)})
    (folder / "text").mkdir()
    (folder / "text/1.xml").symlink_to(tmp_path / "secret.xml")
    assert " 之外" in str(import_issue(folder))


def test_words_that_two_articles_claim_stay_with_the_first(tmp_path, into):
    twice = div(
        "ISSUE", div("ARTICLE", area("T"), area("B1")), div("ARTICLE", area("B1"), area("B3"))
    )
    folder = write(tmp_path / "in", {"mets.xml": mets(twice), "text/1.xml": ONE_PAGE})
    into.run(mets_alto.issues([folder]))
    assert into.faults() == []


def test_latin_text_is_taken_as_it_is(tmp_path, into):
    line = "<SP/>".join(
        map(string, ["The", "mayor", "opened", "a", "new", "bridge", "on", "Monday", "morning"])
    )
    page = alto(block("T", string("A bridge")), block("B", line, line))
    logical = div("ISSUE", div("ARTICLE", div("TITLE", area("T")), div("TEXT", area("B"))))
    into.run(
        mets_alto.issues([write(tmp_path / "in", {"m.xml": mets(logical), "text/1.xml": page})])
    )
    assert into.faults() == []
    assert "morning The mayor" in "".join(into.texts().values())


def test_didl_lists_articles_by_their_blocks(tmp_path, into):
    folder = write(tmp_path / "in", {"didl.xml": didl(), "1_alto.xml": ONE_PAGE})
    issue = import_issue(folder)
    assert (issue.date, issue.number, issue.key) == ("2020-10-11", "92", "x:mpeg21")
    (item,) = issue.sheets[0].items
    assert kinds(item) == [
        # the description's title identifies the title block
        ("headline", "县里办起钳工比武"),
        ("paragraph", "十月的一天，四十名钳工走进车间。"),
        ("paragraph", "比武分三场。"),
    ]
    assert item.address == "http://resolver.example.nl/resolve?urn=x:a0001"
    into.run([issue])
    assert into.faults() == []


def test_didl_has_checksums_too(tmp_path):
    folder = write(tmp_path, {"didl.xml": didl(["0" * 32]), "1_alto.xml": ONE_PAGE})
    assert "MD5 与 METS 所记的不合" in str(import_issue(folder))


def test_a_page_that_is_called_as_a_validated_file_would_be_hides_no_issue(tmp_path):
    files = {"a.xml": mets(TWO_ARTICLES, href="a_{n}.xml"), "a_1.xml": ONE_PAGE}
    (issue,) = mets_alto.issues([write(tmp_path, files)])
    assert len(issue.sheets[0].items) == 2


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_xml_may_be_of_another_encoding_if_it_says_so(tmp_path, encoding):
    page = ONE_PAGE.replace("UTF-8", encoding.upper()).encode(encoding)
    issue = import_issue(write(tmp_path, {"mets.xml": mets(TWO_ARTICLES), "text/1.xml": page}))
    assert issue.sheets[0].items[0].parts[1].text == "县里办起钳工比武"


def test_xml_that_lies_about_its_encoding_is_refused(tmp_path):
    page = ONE_PAGE.encode("gb18030")
    refused = import_issue(
        write(tmp_path, {"mets.xml": mets(TWO_ARTICLES), "text/1.xml": page}) / "mets.xml"
    )
    assert "text/1.xml:" in str(refused)


def test_a_file_is_found_though_its_name_lost_its_case(tmp_path):
    files = {"mets.xml": mets(TWO_ARTICLES, href="TEXT/{n}.XML"), "text/1.xml": ONE_PAGE}
    assert len(import_issue(write(tmp_path, files)).sheets[0].items) == 2
    # ambiguous between two
    write(tmp_path, {"Text/1.xml": ONE_PAGE})
    assert "缺 ALTO 文件" in str(import_issue(tmp_path))


@pytest.mark.parametrize(
    ("date", "expected"),
    [("1920-10", "1920-10"), ("1920", "1920"), ("1920-10-11T00:00:00Z", "1920-10-11")],
)
def test_an_issue_may_be_dated_to_the_month(tmp_path, date, expected):
    files = {"mets.xml": mets(TWO_ARTICLES, date=date), "text/1.xml": ONE_PAGE}
    assert import_issue(write(tmp_path, files)).date == expected


def test_a_day_takes_precedence_over_a_month_whatever_its_source(tmp_path):
    text = mets(TWO_ARTICLES, date="1920-10")
    second_date = "</mods:dateIssued><mods:dateIssued>1920-10-11</mods:dateIssued>"
    for name, xml in (
        ("mets.xml", text.replace("</mods:dateIssued>", second_date)),
        ("sn_1920-10-11.xml", text),
    ):
        folder = write(tmp_path / name, {name: xml, "text/1.xml": ONE_PAGE})
        assert import_issue(folder).date == "1920-10-11"


@pytest.mark.parametrize("name", ["SHA256", "SHA-256", "sha-256"])
def test_a_checksum_counts_however_its_kind_is_written(tmp_path, name):
    text = mets(TWO_ARTICLES, sums=("0" * 64,)).replace("SHA-256", name)
    folder = write(tmp_path, {"mets.xml": text, "text/1.xml": ONE_PAGE})
    assert f"{name} 与 METS 所记的不合" in str(import_issue(folder))


def test_files_in_utf_16_are_read(tmp_path):
    files = {"mets.xml": mets(TWO_ARTICLES), "text/1.xml": ONE_PAGE}
    files = {name: text.replace("UTF-8", "UTF-16").encode("utf-16") for name, text in files.items()}
    assert len(import_issue(write(tmp_path, files)).sheets[0].items) == 2


def test_the_year_of_the_newspaper_is_not_that_of_the_issue(tmp_path):
    text = mets(TWO_ARTICLES, date="1920")
    for part in ("<mods:originInfo>", "</mods:originInfo>"):
        host = part.replace("originInfo", "relatedItem")
        text = text.replace(part, part + host if "/" not in part else host + part)
    (refused,) = mets_alto.issues([write(tmp_path, {"m.xml": text, "text/1.xml": ONE_PAGE})])
    assert "没有日期" in str(refused)
