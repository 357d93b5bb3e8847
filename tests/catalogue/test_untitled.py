"""Articles printed without a title get one from the editor; withdrawn ones are set apart."""

import pytest

from archive.catalogue.check import check
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.yaml_file import read
from archive.catalogue.yaml_serializer import rows

from ..small_catalogue import span

TITLED = f"          text: 乡里也要比\n          at: [{span('乡里也要比')}]\n"
CAPTION = f"          - {{kind: paragraph, id: p1, at: [{span('下月开赛。')}]}}\n"


def remove_title(catalogue, headline):
    """The second article as a picture whose page prints a caption and no title."""
    words = f"[{span('乡里也要比')}, {span('下月开赛。')}]"
    catalogue.change(catalogue.issue, TITLED, f"          {headline}\n")
    catalogue.change(
        catalogue.issue, CAPTION, f"          - {{kind: caption, id: c1, at: {words}}}\n"
    )
    catalogue.change(catalogue.issue, "digest: 下月比", "digest: 乡里下月比")


def faults(catalogue):
    return check(catalogue.folder, PageTexts(catalogue.pages)).faults


def test_a_picture_without_a_printed_title_is_catalogued_with_a_supplied_one(catalogue):
    remove_title(catalogue, "{text: 乡里备赛, supplied: true}")
    assert faults(catalogue) == []
    record = read(catalogue.folder / catalogue.issue).record
    titles = [
        (row["fields"]["headline"], row["fields"]["headline_supplied"])
        for row in rows(record)
        if row["model"] == "archive.article"
    ]
    assert titles == [("县里办起钳工比武", False), ("〔乡里备赛〕", True)]


@pytest.mark.parametrize(
    ("headline", "message"),
    [
        ("text: 乡里备赛", "写 supplied: true"),
        ("{text: 乡里备赛, supplied: true, at: [[0, 1]]}", "不写 at"),
        ("{text: 〔乡里备赛〕, supplied: true}", "不必加括号"),
    ],
)
def test_a_headline_is_printed_or_supplied(catalogue, headline, message):
    remove_title(catalogue, headline)
    assert any(message in fault.message for fault in faults(catalogue))


def test_text_that_was_withdrawn_has_a_kind_of_its_own(catalogue):
    at = f"at: [{span('广告')}]"
    catalogue.change(catalogue.issue, f"{{kind: furniture, {at}}}", f"{{kind: withdrawn, {at}}}")
    assert faults(catalogue) == []


@pytest.mark.parametrize("fields", ["text: 广告", "of: 1cq34jc"])
def test_text_that_was_withdrawn_is_not_quoted(catalogue, fields):
    at = f"at: [{span('广告')}]"
    catalogue.change(
        catalogue.issue, f"{{kind: furniture, {at}}}", f"{{kind: withdrawn, {at}, {fields}}}"
    )
    assert [fault.field for fault in faults(catalogue)] == ["pages[0].apart[0]"]
