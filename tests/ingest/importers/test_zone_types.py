"""Zone types under all their names: margins, page numbers, headings."""

import pytest

from archive.ingest.importers import mets_alto, page_folders, page_xml, zone_types

from .samples import alto, block, mets, region, string, write
from .samples import page_xml as page


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(("heading", "headline"), ("HeadingLine", "headline"), ("HeadingLine:main#1", "headline")),
        *(("header", "furniture"), ("RunningTitleZone", "furniture"),
          ("MarginTextZone", "furniture")),
        *(("QuireMarksZone", "furniture"), ("signature-mark", "furniture"),
          ("StampZone", "furniture")),
        *(("Image_Stamp", "furniture"), ("Image_Seal", "furniture"),
          ("Marginalia_Caption", "furniture")),
        *(("page-number", "number"), ("NumberingZone", "number"), ("Page_Number", "number")),
        *(("Marginalia_PageNumber", "number"), ("Author_name", "byline"), ("caption", "caption")),
        *(("MainZone", ""), ("MainZone:column#2", ""), ("DefaultLine", ""), ("paragraph", ""),
          ("", "")),
    ],
)  # fmt: skip
def test_zone_types_by_name(name, kind):
    assert zone_types.zone_type(name) == kind


def structure(name):
    return f' custom="structure {{type:{name};}}"'


def line(text, kind):
    return f"<TextLine{structure(kind)}><TextEquiv><Unicode>{text}</Unicode></TextEquiv></TextLine>"


ZONES = [
    ("RunningTitleZone", [("大公報", "DefaultLine")]),
    ("NumberingZone", [("第四版", "DefaultLine")]),
    ("MainZone", [("新館", "HeadingLine"), ("落成", "HeadingLine"),
                  ("甲市建成新館，", "DefaultLine"), ("昨日開放。", "DefaultLine"),
                  ("商店開張", "HeadingLine"), ("歡迎光臨。", "DefaultLine")]),
    ("MarginTextZone", [("本報電話三號", "DefaultLine")]),
]  # fmt: skip


def as_page():
    regions = "".join(
        f'<TextRegion id="r{n}"{structure(zone)}>{"".join(line(*zone_line) for zone_line in lines)}'
        f"</TextRegion>"
        for n, (zone, lines) in enumerate(ZONES)
    )
    return page(regions)


def as_alto():
    names = dict.fromkeys(name for zone, lines in ZONES for name in (zone, *(k for _, k in lines)))
    tags = "".join(f'<OtherTag ID="T_{name}" LABEL="{name}"/>' for name in names)
    blocks = "".join(
        f'<TextBlock ID="B{n}" TAGREFS="T_{zone}">'
        + "".join(f'<TextLine TAGREFS="T_{k}">{string(text)}</TextLine>' for text, k in lines)
        + "</TextBlock>"
        for n, (zone, lines) in enumerate(ZONES)
    )
    return alto(blocks).replace("<Layout>", f"<Tags>{tags}</Tags><Layout>")


@pytest.mark.parametrize(
    ("text", "parse_page"), [(as_page(), page_xml.parse_page), (as_alto(), page_folders.alto_page)]
)
def test_headings_begin_articles_and_margins_belong_to_none(tmp_path, into, text, parse_page):
    folder = write(tmp_path / "1912-01-01", {"1.xml": text})
    into.run(page_folders.issues([folder], parse_page))
    assert into.faults() == []
    (record,) = into.records()[0].record.pages
    assert record.number == "4"
    page_text = into.texts()[record.text.sha256]
    articles = [
        (article.headline.text, [page_text[a:b] for block in article.body for a, b in block.at])
        for article in record.articles
    ]
    assert articles == [("新館落成", ["甲市建成新館，昨日開放。"]), ("商店開張", ["歡迎光臨。"])]
    assert [page_text[a:b] for block in record.apart for a, b in block.at] == [
        "大公報",
        "第四版",
        "本報電話三號",
    ]
    assert not any("整版著录" in note.text for article in record.articles for note in article.notes)


MARGINS = alto(
    block("B1", string("新馆落成，昨日开放。")), block("B2", string("来人说好。"))
).replace(
    "<PrintSpace",
    f"<TopMargin>{block('T1', string('大公报'))}{block('T2', string('676'))}</TopMargin>"
    f'<BottomMargin><ComposedBlock ID="C">{block("T3", string("下页见"))}</ComposedBlock>'
    f"</BottomMargin><PrintSpace",
)


def test_margins_of_alto_are_no_part_of_an_article(tmp_path):
    folder = write(tmp_path / "1912-01-01", {"1.xml": MARGINS})
    (alone,) = page_folders.issues([folder], page_folders.alto_page)
    files = {"m.xml": mets(), "text/1.xml": MARGINS}
    (with_mets,) = mets_alto.issues([write(tmp_path / "mets", files)])
    for issue in (alone, with_mets):
        (sheet,) = issue.sheets
        (item,) = sheet.items
        assert [part.text for part in item.parts] == ["新馆落成，昨日开放。", "来人说好。"]
        assert [part.text for part in sheet.rest] == ["大公报", "676", "下页见"]


def test_a_page_of_margins_alone_has_no_article(tmp_path, into):
    files = {"1.xml": MARGINS, "2.xml": page(region("a", "大公報", kind="header"))}
    write(tmp_path / "1912-01-01", {"1.xml": files["1.xml"]})
    write(
        tmp_path / "1912-01-02",
        {"2.xml": files["2.xml"], "1.xml": page(region("b", "甲市建成，新館。"))},
    )
    (issue,) = page_folders.issues([tmp_path / "1912-01-02"], page_xml.parse_page)
    assert [len(sheet.items) for sheet in issue.sheets] == [1, 0]
