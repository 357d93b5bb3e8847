"""Variants of METS metadata: date, number, authors, types of articles, pages without text."""

import pytest

from archive.ingest.importers import mets_alto
from archive.ingest.importers.parsed_issue import ImportRefused

from .samples import ONE_PAGE, TWO_ARTICLES, alto, area, block, div, mets, string, write


def import_issue(folder, text, *options, pages=1):
    files = {f"text/{n}.xml": ONE_PAGE for n in range(1, pages + 1)}
    (issue,) = mets_alto.issues([write(folder, {"m.xml": text, **files})], *options)
    return issue


def kinds(item):
    return [(part.kind, part.text) for part in item.parts]


def mets_without_date(*days):
    """Without a date but in the logical map, as Kitodo writes it."""
    inner = "".join(
        f'<div TYPE="day" ORDERLABEL="{day}"><div TYPE="issue" LABEL="01-Frühausgabe"/></div>'
        for day in days
    )
    logical = f'<div TYPE="newspaper"><div TYPE="year"><div TYPE="month">{inner}</div></div></div>'
    return mets(logical, date="")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (mets(date="民國元年一月一日"), "1912-01-01"),
        (mets(date="中華民國三十七年六月"), "1948-06"),
        (mets_without_date("1910-01-06"), "1910-01-06"),
    ],
)
def test_the_day_of_the_issue(tmp_path, text, date):
    assert import_issue(tmp_path, text).date == date


@pytest.mark.parametrize(
    ("text", "expected_message"),
    [
        (mets_without_date("1910-01-06", "1910-01-07"), "没有日期"),
        (mets(date="01/02/1912"), "无法从“01/02/1912”得出日期；请写 --date"),
    ],
)
def test_a_day_that_nobody_knows_is_asked_for(tmp_path, text, expected_message):
    refused = import_issue(tmp_path, text)
    assert isinstance(refused, ImportRefused)
    assert expected_message in str(refused)
    dated_issue = import_issue(tmp_path, text, True, "1910-01~", "据告示")
    assert (dated_issue.date, dated_issue.date_reason) == ("1910-01~", "据告示")


def test_the_day_in_the_file_takes_precedence_over_the_option(tmp_path):
    issue = import_issue(tmp_path, mets(), True, "1910-01-06")
    assert (issue.date, issue.date_reason) == ("2020-10-11", "")
    # but a day that is given before a month
    assert import_issue(tmp_path, mets(date="1910-01"), True, "1910-01-06").date == "1910-01-06"


def mets_with_number(number):
    return mets().replace(
        "<mods:originInfo>",
        f'<mods:part><mods:detail type="issue"><mods:number>{number}</mods:number></mods:detail>'
        f"</mods:part>"
        "<mods:originInfo>",
    )


@pytest.mark.parametrize(
    ("printed_number", "number"),
    [
        *(("3021", "3021"), ("第3021期", "3021"), ("总第3021號", "3021"), ("3021增刊", "3021增刊")),
        *(("第3021期增刊", "3021增刊"), ("Jg. unknown, nº 288", "288"), ("Jg. 43, nº 161", "161")),
        *(("Numéro 68", "68"), ("Vol. 3, No. 12/13", "12/13"), ("36. Jahrgang, Nr. 5a", "5a")),
        *(("unknown", ""), ("Année 2", ""), ("-", "")),
    ],
)
def test_the_number_of_the_issue(tmp_path, printed_number, number):
    issue = import_issue(tmp_path, mets_with_number(printed_number))
    assert (issue.number, issue.remarks) == (number, ())


@pytest.mark.parametrize(
    ("printed_number", "number", "edition"),
    [
        ("Nr. 161 (Abend-Ausgabe)", "161", "Abend-Ausgabe"),
        ("Nr. 161, Morgenblatt", "161", "Morgenblatt"),
        ("Zweite Ausgabe am Abend", "", "Zweite Ausgabe am Abend"),
    ],
)
def test_the_edition_of_the_issue(tmp_path, into, printed_number, number, edition):
    issue = import_issue(tmp_path, mets_with_number(printed_number))
    assert issue.number == number
    into.run([issue])
    assert into.faults() == []
    (source,) = into.records()
    assert any(edition in note.text for note in source.record.pages[0].notes)
    assert any(edition in remark for remark in issue.remarks)


def test_the_number_of_the_issue_in_bnf_files(tmp_path):
    result = "".join(
        f'<dc:description xsi:type="spar_dc:sequentialDesignation{n}">{text}</dc:description>'
        for n, text in ((1, "Année 2"), (2, "Numéro 68"))
    )
    names = (
        '<mods:mods xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    )
    text = mets().replace("<mods:mods>", names + result)
    assert import_issue(tmp_path, text).number == "68"


def mets_with_names(names, *zones):
    """An article with a description of its own, of so many names."""
    section = (
        f'<dmdSec ID="A"><mdWrap><xmlData><mods:mods>{names}</mods:mods>'
        "</xmlData></mdWrap></dmdSec>"
    )
    logical = div("ISSUE", div("ARTICLE", *zones).replace("<div", '<div DMDID="A"', 1))
    return mets(logical).replace("<fileSec>", f"{section}<fileSec>")


def name(*parts, role=""):
    result = "".join(f"<mods:namePart{kind}>{text}</mods:namePart>" for kind, text in parts)
    role = f"<mods:role><mods:roleTerm>{role}</mods:roleTerm></mods:role>" if role else ""
    return f'<mods:name type="personal">{result}{role}</mods:name>'


TITLE, BODY = div("TITLE", area("T")), div("PARAGRAPH", area("B1"))
CONTENT = [("headline", "县里办起钳工比武"), ("paragraph", "十月的一天，四十名钳工走进车间。")]


@pytest.mark.parametrize(
    ("names", "bylines"),
    [
        (name(("", "丁一")), ["丁一"]),
        (name(("", "丁一"), role="Author") + name(("", "丙水")), ["丁一", "丙水"]),
        (name((' type="given"', "Ada"), (' type="family"', "Muster")), ["Ada Muster"]),
        (name((' type="given"', "一"), (' type="family"', "丁"), (' type="date"', "1900-")),
         ["丁一"]),
        (name(("", "丁一"), role="edt"), []),
        (f"<mods:relatedItem>{name(('', '丁一'))}</mods:relatedItem>", []),
    ],
)  # fmt: skip
def test_authors_in_mods_become_bylines(tmp_path, names, bylines):
    (item,) = import_issue(tmp_path, mets_with_names(names, TITLE, BODY)).sheets[0].items
    assert kinds(item) == [CONTENT[0], *(("byline", byline) for byline in bylines), CONTENT[1]]


def test_an_author_who_signs_on_the_page_signs_once(tmp_path):
    (item,) = (
        import_issue(
            tmp_path, mets_with_names(name(("", "甲文")), TITLE, div("AUTHOR", area("A")), BODY)
        )
        .sheets[0]
        .items
    )
    assert kinds(item) == [CONTENT[0], ("byline", "本报记者 甲文"), CONTENT[1]]
    # a zone that is nothing but the name is the byline
    text = mets_with_names(name(("", "场场都难")), TITLE, BODY, div("PARAGRAPH", area("C")))
    (item,) = import_issue(tmp_path, text).sheets[0].items
    assert kinds(item) == [*CONTENT, ("byline", "场场都难")]


@pytest.mark.parametrize("kind", ["Ad", "ADVERTISEMENT", "Death notice", "Picture"])
def test_other_div_types_are_articles_too(tmp_path, kind):
    logical = div("ISSUE", div("Article", TITLE, BODY), div(kind, div("TEXT", area("B3"))))
    issue = import_issue(tmp_path, mets(logical))
    assert kinds(issue.sheets[0].items[1]) == [("paragraph", "乡里也要比，下月开赛，地点另告。")]
    assert issue.remarks == ()


@pytest.mark.parametrize(
    "zone", [area("B3"), div("TEXT", area("B3")), div("BODY", div("BLOCK", area("B3")))]
)
def test_text_of_an_unknown_type_is_kept_with_a_remark(tmp_path, zone):
    within = div("Rubrik", div("Feuilleton", zone), div("Article", TITLE, BODY))
    issue = import_issue(tmp_path, mets(div("ISSUE", div("TITLE_SECTION", area("M")), within)))
    first, second = issue.sheets[0].items
    assert kinds(first) == [("paragraph", "乡里也要比，下月开赛，地点另告。")]
    assert kinds(second) == CONTENT
    (remark,) = issue.remarks
    assert "未知的类型“FEUILLETON”，作一篇文章导入" in remark
    # text outside articles is reported as well
    assert "试报" in [part.text for part in issue.sheets[0].rest]


@pytest.mark.parametrize("href", ["text/{n}.xml?v=2", "text/{n}.xml#x", "text/{n}.XML"])
def test_a_page_is_found_by_an_address_with_something_behind(tmp_path, href):
    assert len(import_issue(tmp_path, mets(pages=2, href=href), pages=2).sheets) == 2


def test_a_page_without_text_is_reported(tmp_path):
    text = mets(pages=2).replace("text/2.xml", "images/2.jp2")
    issue = import_issue(tmp_path, text)
    assert len(issue.sheets) == 1
    (remark,) = issue.remarks
    assert "第 2 面没有 ALTO 文字（images/2.jp2），未导入" in remark


def test_without_any_page_text_the_files_are_listed(tmp_path):
    text = mets(pages=2, href="images/{n}.jp2").replace("text/xml", "image/jp2")
    assert "没有一版有 ALTO 文字；METS 所列文件：image/jp2 2 个" in str(
        import_issue(tmp_path, text)
    )


@pytest.mark.parametrize("numbers", [["6", "7"], ["6", "7", "8", "4"], ["1", "1"], ["1", "176"]])
def test_implausible_page_numbers_are_reported(tmp_path, numbers):
    text = mets(pages=len(numbers))
    for n, number in enumerate(numbers, 1):
        text = text.replace(f'ORDERLABEL="{n}" ID', f'ORDERLABEL="{number}" ID')
    issue = import_issue(tmp_path, text, pages=len(numbers))
    assert [sheet.number for sheet in issue.sheets] == numbers
    assert f"各版依次标作 {'、'.join(numbers)}，不是从 1 起编号" in issue.remarks[0]


@pytest.mark.parametrize("kind", ["page", "TITLE_PAGE", "ILLUSTRATION_PAGE", "Advertisement page"])
def test_pages_of_every_kind_are_pages(tmp_path, kind):
    assert len(import_issue(tmp_path, mets().replace('TYPE="PAGE"', f'TYPE="{kind}"')).sheets) == 1


def test_a_label_that_is_not_a_number_is_reported(tmp_path):
    issue = import_issue(tmp_path, mets().replace('ORDERLABEL="1"', 'ORDERLABEL="Titelblatt"'))
    assert issue.sheets[0].number == "1"
    assert "无法从标签“Titelblatt”得出版次，按次序作第 1 版" in issue.remarks[0]


def test_pages_without_a_map_are_numbered_in_their_order(tmp_path):
    text = mets(TWO_ARTICLES, pages=2)
    start, end = text.index('<structMap TYPE="PHYSICAL">'), text.index('<structMap TYPE="LOGICAL">')
    issue = import_issue(tmp_path, text[:start] + text[end:], pages=2)
    assert [sheet.number for sheet in issue.sheets] == ["1", "2"]


def test_the_mets_of_a_newspaper_or_year_says_that_it_has_no_issue(tmp_path):
    pointers = (
        '<div TYPE="year"><mptr LOCTYPE="URL" xlink:href="a.xml"/><mptr xlink:href="b.xml"/></div>'
    )
    text = mets(f'<div TYPE="newspaper">{pointers}</div>', pages=0)
    assert "只指向另外 2 个 METS），本身不是一期" in str(import_issue(tmp_path, text))


def test_mets_with_page_xml_says_how_to_read_it(tmp_path):
    files = {"m.xml": mets(date=""), "text/1.xml": "<PcGts><Page/></PcGts>"}
    (refused,) = mets_alto.issues([write(tmp_path, files)])
    assert "是 PAGE XML，不是 ALTO；请用 page-xml 导入" in str(refused)


def test_alto_is_read_where_the_same_pages_are_page_xml_as_well(tmp_path):
    mime = "application/vnd.prima.page+xml"
    page_file = f'<file ID="P1" MIMETYPE="{mime}"><FLocat xlink:href="p.xml"/></file>'
    group = f'<fileGrp USE="GT-PAGE">{page_file}</fileGrp><fileGrp USE="Text">'
    text = (
        mets()
        .replace('<fileGrp USE="Text">', group)
        .replace('"text/xml"', '"application/alto+xml"')
    )
    text = text.replace('<fptr FILEID="ALTO1"/>', '<fptr FILEID="P1"/><fptr FILEID="ALTO1"/>')
    files = {"m.xml": text, "p.xml": "<PcGts><Page/></PcGts>", "text/1.xml": ONE_PAGE}
    (issue,) = mets_alto.issues([write(tmp_path, files)])
    assert len(issue.sheets) == 1


def test_the_rest_of_an_article_that_runs_over_keeps_its_title(tmp_path, into):
    over = div("ARTICLE", TITLE, BODY, div("TEXT", area("X", "ALTO2")))
    files = {
        "m.xml": mets(div("ISSUE", over), pages=2),
        "text/1.xml": ONE_PAGE,
        "text/2.xml": alto(block("X", string("次日再比，胜者有奖，败者也有。"))),
    }
    into.run(mets_alto.issues([write(tmp_path / "in", files)]))
    assert into.faults() == []
    headline = into.records()[0].record.pages[1].articles[0].headline
    assert (headline.text, headline.supplied) == ("县里办起钳工比武", True)
