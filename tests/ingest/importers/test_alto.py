"""Words of ALTO: spaces, hyphens, confidence, order, in every version."""

import pytest

from archive.ingest.importers import alto, page_folders

from .samples import alto as page
from .samples import block, string, write

SP = "<SP/>"


def layout(tmp_path, *blocks, **extra):
    path = tmp_path / "1.xml"
    path.write_text(page(*blocks, **extra), encoding="utf-8")
    return alto.read(path)


def text(page_layout, ident="B"):
    return page_layout.text(*page_layout.spans[ident])


@pytest.mark.parametrize("version", [2, 3, 4])
def test_every_version_is_read(tmp_path, version):
    assert text(layout(tmp_path, block("B", string("甲文")), version=version)) == "甲文"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (string("one") + SP + string("two"), "one two"),
        # some leave the blanks out altogether
        (string("one") + string("two"), "one two"),
        (string("四十") + string("名"), "四十名"),
        # a headline's own blank
        (string("增强本领") + SP + string("比出风采"), "增强本领 比出风采"),
        # blanks between single characters are the engine's
        (SP.join(map(string, "四十名钳工")), "四十名钳工"),
    ],
)
def test_blanks_in_a_line(tmp_path, line, expected):
    assert text(layout(tmp_path, block("B", line))) == expected


def test_lines_are_joined_as_their_script_wants(tmp_path):
    latin = layout(tmp_path, block("B", string("one"), string("two")))
    assert text(latin) == "one two"
    assert text(layout(tmp_path, block("B", string("四十"), string("名钳工")))) == "四十名钳工"


def test_a_hyphenated_word_is_written_once_and_whole(tmp_path):
    first = string("news", SUBS_TYPE="HypPart1", SUBS_CONTENT="newspaper", ident="s1") + "<HYP/>"
    second = string("paper", SUBS_TYPE="HypPart2", SUBS_CONTENT="newspaper") + SP + string("old")
    assert text(layout(tmp_path, block("B", first, second))) == "newspaper old"


def test_without_the_whole_word_its_parts_are_put_together(tmp_path):
    first = string("a") + SP + string("news") + "<HYP/>"
    assert text(layout(tmp_path, block("B", first, string("paper")))) == "a newspaper"


def test_a_second_part_alone_is_not_lost(tmp_path):
    alone = string("paper", SUBS_TYPE="HypPart2", SUBS_CONTENT="newspaper")
    assert text(layout(tmp_path, block("B", alone))) == "paper"


def test_a_word_runs_on_in_the_next_column(tmp_path):
    first = string("news", SUBS_TYPE="HypPart1", SUBS_CONTENT="newspaper")
    second = string("paper", SUBS_TYPE="HypPart2", SUBS_CONTENT="newspaper") + SP + string("old")
    page_layout = layout(tmp_path, block("B", first), block("C", second))
    assert (text(page_layout, "B"), text(page_layout, "C")) == ("newspaper", "old")


def test_confidence_is_counted_and_nonsense_is_none(tmp_path):
    line = string("a", 0.9) + string("b", 0.2) + string("c", "nan") + string("d", 7) + string("e")
    page_layout = layout(tmp_path, block("B", line))
    quality = page_layout.quality(*page_layout.spans["B"])
    assert (quality.words, quality.low) == (2, 1)
    assert quality.total == pytest.approx(1.1)


def test_a_reading_order_takes_precedence_over_the_files(tmp_path):
    order = (
        '<ReadingOrder><OrderedGroup><ElementRef REF="C"/><ElementRef REF="B"/>'
        "</OrderedGroup></ReadingOrder>"
    )
    page_layout = layout(
        tmp_path,
        block("A", string("a")),
        block("B", string("b")),
        block("C", string("c")),
        extra=order,
    )
    assert page_layout.blocks == ["C", "B", "A"]


def test_every_element_that_has_a_name_has_its_words(tmp_path):
    line = string("one", ident="w1") + SP + string("two", ident="w2")
    page_layout = layout(tmp_path, block("A", line), block("B", string("three", ident="w3")))
    assert page_layout.spans["w2"] == (1, 2)
    assert page_layout.spans["PS"] == (0, 3)


def test_a_folder_of_pages_without_mets_is_an_issue(tmp_path, into):
    first = page(block("A", string("县里办起钳工比武")), block("B", string("比武分三场。", 0.2)))
    files = {"1.xml": first, "2.xml": page(block("A", string("乡里也要比武，下月开赛。")))}
    folder = write(tmp_path / "in" / "1912-01-01", files)
    summary = into.run(page_folders.issues([folder], page_folders.alto_page))
    assert (summary.pages, summary.articles) == (2, 2)
    assert into.faults() == []
    record = into.records()[0].record
    assert record.date.edtf == "1912-01-01"
    assert "整版著录为一条" in record.pages[0].articles[0].notes[0].text


def test_files_that_are_not_alto_are_refused_by_name(tmp_path):
    folder = write(tmp_path / "1912-01-01", {"1.xml": "<mets/>"})
    (refused,) = page_folders.issues([folder], page_folders.alto_page)
    assert "不是 ALTO，而是 <mets>" in str(refused)


def test_other_xml_among_the_pages_is_skipped_with_a_remark(tmp_path):
    files = {"1.xml": page(block("A", string("县里比武"))), "metadata_oai.xml": "<OAI-PMH/>"}
    folder = write(tmp_path / "1912-01-01", files)
    (issue,) = page_folders.issues([folder], page_folders.alto_page)
    assert len(issue.sheets) == 1
    assert issue.remarks == (f"{folder}/metadata_oai.xml:1: 不是 ALTO，而是 <OAI-PMH>，未导入",)
    # one that somebody named is not left out in silence
    (refused,) = page_folders.issues([folder / "metadata_oai.xml"], page_folders.alto_page)
    assert "不是 ALTO，而是 <OAI-PMH>" in str(refused)


def test_a_page_that_is_broken_is_refused_with_its_issue(tmp_path):
    files = {"1.xml": page(block("A", string("县里比武"))), "2.xml": "<alto><Layout>"}
    folder = write(tmp_path / "1912-01-01", files)
    (refused,) = page_folders.issues([folder], page_folders.alto_page)
    assert "2.xml" in str(refused)
    assert "不是完整的 XML" in str(refused)


def test_the_order_of_composed_blocks_is_that_of_what_is_in_them(tmp_path):
    refs = "".join(f'<ElementRef ID="e{ref}" REF="{ref}"/>' for ref in ("C2", "B0", "C1"))
    order = f'<ReadingOrder><OrderedGroup ID="g">{refs}</OrderedGroup></ReadingOrder>'
    composed = "".join(
        f'<ComposedBlock ID="C{n}">{block(f"B{n}", string(word))}{block(f"D{n}", string(word))}'
        "</ComposedBlock>"
        for n, word in ((1, "后"), (2, "先"))
    )
    path = tmp_path / "1.xml"
    text = page(block("B0", string("中")), composed).replace("<Layout>", f"{order}<Layout>")
    path.write_text(text, encoding="utf-8")
    assert alto.read(path).blocks == ["B2", "D2", "B0", "B1", "D1"]


@pytest.mark.parametrize("mark", ["\u00ad", "¬", "⸗"])
def test_a_word_that_a_mark_divides_is_whole(tmp_path, mark):
    page_layout = layout(tmp_path, block("B", string(f"Zei{mark}"), string("tung")))
    assert text(page_layout) == "Zeitung"


def test_pages_that_are_numbered_without_zeros_are_in_their_order(tmp_path):
    files = {f"2020-10-11/{n}.xml": page(block("B", string(f"第{n}面"))) for n in (10, 9, 1)}
    # metadata files are not pages
    files["2020-10-11/mets.xml"] = "<mets/>"
    (issue,) = page_folders.issues([write(tmp_path, files)], page_folders.alto_page)
    assert [sheet.items[0].parts[0].text for sheet in issue.sheets] == ["第1面", "第9面", "第10面"]


def test_a_string_without_words_is_no_word(tmp_path):
    page_layout = layout(tmp_path, block("B", '<String/><String CONTENT=""/>' + string("甲文")))
    assert text(page_layout) == "甲文"


def test_a_second_part_of_another_word_is_not_lost(tmp_path):
    first = string("Fon-", SUBS_TYPE="HypPart1", SUBS_CONTENT="Fontanes") + '<HYP CONTENT="-"/>'
    second = string("Hugo", SUBS_TYPE="HypPart2", SUBS_CONTENT="Victor-Hugo") + SP + string("wrote")
    page_layout = layout(tmp_path, block("B", first), block("C", second))
    assert (text(page_layout), text(page_layout, "C")) == ("Fontanes", "Hugo wrote")


def strings_at(*words, height=0):
    """Words with their position and width; no blanks are given."""
    height_attribute = {"HEIGHT": height} if height else {}
    return "".join(
        string(word, HPOS=at, WIDTH=wide, **height_attribute) for word, at, wide in words
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (strings_at(("lassen", 181, 55), (".", 236, 10), ("Dann", 260, 40), (",", 300, 6),
               ("(", 320, 6), ("SDA", 326, 30), (")", 356, 6)),
         "lassen. Dann, (SDA)"),
        # within a fifth of the height; French sets some marks apart
        (strings_at(("mot", 0, 100), (";", 108, 10), height=50), "mot;"),
        (strings_at(("mot", 0, 100), (";", 120, 10), height=50), "mot ;"),
        # words that touch are words all the same
        (strings_at(("one", 0, 100), ("two", 100, 100)), "one two"),
        # without positions, only marks that are never set apart
        ("".join(map(string, ("mot", ",", "dit", "!", "(", "fin", ")", "."))),
         "mot, dit ! (fin)."),
        # a blank in the file is kept
        (string("mot") + SP + string(".") + string("fin"), "mot .fin"),
    ],
)  # fmt: skip
def test_marks_are_at_the_words_that_they_touch(tmp_path, line, expected):
    assert text(layout(tmp_path, block("B", line))) == expected


@pytest.mark.parametrize("wc", [0, 0.5, 1])
def test_a_confidence_that_is_the_same_throughout_was_never_measured(tmp_path, into, wc):
    files = {"1.xml": page(block("B", string("甲市建成", wc)), block("C", string("新馆。", wc)))}
    into.run(page_folders.issues([write(tmp_path / "1912-01-01", files)], page_folders.alto_page))
    (record,) = into.records()[0].record.pages
    notes = [note.text for entry in (record, *record.articles) for note in entry.notes]
    assert not any("置信度" in note for note in notes)
