"""The length of digests: what is allowed, and when a fault is reported."""

import pytest

from archive.catalogue.check import check
from archive.catalogue.digest_length import bounds
from archive.catalogue.page_texts import PageTexts


def faults_of(catalogue, field):
    report = check(catalogue.folder, PageTexts(catalogue.pages))
    return [fault for fault in report.faults if fault.field == field]


@pytest.mark.parametrize(
    ("body", "digest"),
    [
        (5, (1, 5)),
        (79, (1, 79)),
        (80, (27, 48)),
        (149, (50, 89)),
        (150, (50, 75)),
        (1000, (330, 500)),
    ],
)
def test_a_digest_is_a_third_to_a_half_unless_the_text_is_short(body, digest):
    assert bounds(body) == digest


def test_a_digest_may_be_as_long_as_a_text_of_a_sentence(catalogue):
    field = "pages[0].articles[1].digest"
    catalogue.change(catalogue.issue, "digest: 下月比", "digest: 下月就比")
    assert not faults_of(catalogue, field)
    catalogue.change(catalogue.issue, "digest: 下月就比", "digest: 下个月就比试")
    (fault,) = faults_of(catalogue, field)
    assert fault.message == "提要 6 字；正文 5 字，提要应有 1 到 5 字"
    assert fault.line == catalogue.line(catalogue.issue, "下个月就比试")


def test_a_digest_is_measured_even_if_its_file_has_other_faults(catalogue):
    catalogue.change(catalogue.issue, "digest: 下月比", "digest: 下个月就比试")
    catalogue.change(catalogue.issue, "        genre: xiaoxi\n", "")
    assert faults_of(catalogue, "pages[0].articles[0].genre")
    (fault,) = faults_of(catalogue, "pages[0].articles[1].digest")
    assert "提要应有 1 到 5 字" in fault.message
    assert fault.line == catalogue.line(catalogue.issue, "下个月就比试")


def test_the_digest_of_a_minimal_record_is_not_measured(catalogue):
    catalogue.change(catalogue.issue, "digest: 下月比", "digest: 下个月就比试")
    catalogue.change(catalogue.issue, "        genre: jianxun\n", "        cataloguing: minimal\n")
    catalogue.change(catalogue.issue, "        genre: xiaoxi\n", "")
    assert not faults_of(catalogue, "pages[0].articles[1].digest")
