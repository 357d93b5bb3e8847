"""Titles for untitled items: whole words of the text, never marks alone."""

import pytest

from archive.ingest.importers import page_folders, page_xml

from .samples import alto, block, region, string, write
from .samples import page_xml as page


def blocks(*lines):
    return alto(*(block(f"B{n}", string(line)) for n, line in enumerate(lines)))


@pytest.fixture
def article(tmp_path, into):
    """(headline, body) of a page of ALTO with these blocks."""

    def import_lines(*lines):
        folder = write(tmp_path / "1912-01-01", {"1.xml": blocks(*lines)})
        into.run(page_folders.issues([folder], page_folders.alto_page))
        assert into.faults() == []
        return imported_article(into)

    return import_lines


def imported_article(into):
    (source,) = into.records()
    (record,) = source.record.pages[0].articles
    text = into.texts()[source.record.pages[0].text.sha256]
    paragraphs = ["".join(text[start:end] for start, end in block.at) for block in record.body]
    return record.headline.text, paragraphs


@pytest.mark.parametrize(
    ("lines", "headline", "body"),
    [
        # a short block is the title, if there is more to read
        (["大公报", "甲市建成新馆，昨日开放。", "来人说好。"], "大公报",
         ["甲市建成新馆，昨日开放。", "来人说好。"]),
        (["BINNENLAND", "Amsterdam, Donderdag."], "BINNENLAND", ["Amsterdam, Donderdag."]),
        (["甲市建成新馆，昨日开放。", "来人说好。"], "甲市建成新馆，昨日开放", ["来人说好。"]),
        # alone, it is cut at a mark or a blank
        (["甲市建成新馆，昨日开放。"], "甲市建成新馆", ["昨日开放。"]),
        (["商店开张、", "欢迎光临。"], "商店开张", ["欢迎光临。"]),
        # question and exclamation marks are part of the title
        (["谁来比武？昨日已经知道。"], "谁来比武？", ["昨日已经知道。"]),
        (["Le supplément paraît"], "Le supplément", ["paraît"]),
        # points and commas within a number or a name cut nothing
        (["Prices rose by 3.5 and 1,000 men left. " + "Then all was still. " * 5],
         "Prices rose by 3.5 and 1,000 men left.", [("Then all was still. " * 5).strip()]),
        # a long one without marks is cut between words
        (["新馆开放新馆开放新馆开放新馆开放新馆开放新馆开放新馆开放工作人员说话"],
         "新馆开放新馆开放新馆开放新馆开放新馆开放新馆开放新馆开放", ["工作人员说话"]),
        # what recognition makes of ornaments is no title
        (["? ???", "T2i. XX.", "县里办起钳工比武", "下月开赛。"], "县里办起钳工比武",
         ["? ???", "T2i. XX.", "下月开赛。"]),
    ],
)  # fmt: skip
def test_a_title_from_the_text_is_of_whole_words(article, lines, headline, body):
    assert article(*lines) == (headline, body)


def test_page_xml_without_headings_gets_titles_from_the_text(tmp_path, into):
    regions = [region("r1", "國內要聞"), region("r2", "昨日某省開會，議定三事。")]
    folder = write(tmp_path / "1912-01-03", {"1.xml": page(*regions)})
    into.run(page_folders.issues([folder], page_xml.parse_page))
    assert imported_article(into) == ("國內要聞", ["昨日某省開會，議定三事。"])


def test_a_word_alone_or_marks_alone_are_no_article(tmp_path, into):
    files = {
        "1.xml": blocks("BINNENLAND"),
        "2.xml": blocks("* * *", "——"),
        "3.xml": blocks("甲，乙文。"),
    }
    folder = write(tmp_path / "1912-01-01", files)
    summary = into.run(page_folders.issues([folder], page_folders.alto_page))
    assert into.faults() == []
    (source,) = into.records()
    assert [len(page.articles) for page in source.record.pages] == [0, 0, 1]
    remarks = "\n".join(summary.remarks)
    assert "1.xml: 只有标题，没有正文" in remarks
    assert "2.xml: 只有符号，没有文字" in remarks
