"""Editors' statements about mentions, and records of organisations, are checked."""

import pytest

from archive.catalogue.check import check
from archive.catalogue.ledger_file import enter_organisations
from archive.catalogue.page_texts import PageTexts

from ..small_catalogue import SmallCatalogue

DIGEST = "        digest: |\n          四十名钳工"


@pytest.fixture
def faults(tmp_path):
    catalogue = SmallCatalogue(tmp_path)

    def _faults(article="", organisations="", people=""):
        if article:
            catalogue.change(catalogue.issue, DIGEST, f"        {article}\n{DIGEST}")
        if organisations:
            catalogue.write("organisations.yaml", f"organisations:\n{organisations}")
            enter_organisations(catalogue.folder)
        if people:
            catalogue.change("people.yaml", "甲文}", f"甲文, {people}}}")
        report = check(catalogue.folder, PageTexts(catalogue.pages))
        return [(fault.line > 0, fault.field, fault.message) for fault in report.faults]

    return _faults


ARTICLE = "pages[0].articles[0]"


@pytest.mark.parametrize(("article", "field", "message"), [
    ("named: {people: [jia-wem]}", "named.people[0]", "people.yaml 里没有 'jia-wem'，是否 jia-wen"),
    ("named: {organisations: [chang]}", "named.organisations[0]",
     "organisations.yaml 里没有 'chang'；没有记录的，写名称"),
    ('named: {places: ["330199"]}', "named.places[0]", "没有区划代码 330199"),
    ("named: {people: [高文, 高文]}", "named.people[1]", "'高文' 重复"),
    ("named: {person: [高文]}", "named.person", "没有这个字段，是否拼写有误？"),
])  # fmt: skip
def test_invalid_names_are_reported(faults, article, field, message):
    assert faults(article) == [(True, f"{ARTICLE}.{field}", message)]


def test_a_name_is_not_stated_and_rejected(faults):
    output = faults("not_named: [高文]\n        named: {people: [高文]}")
    assert output == [(True, f"{ARTICLE}.not_named[0]", "'高文' 又写在 named 里；只留一处")]


def test_records_of_organisations_are_checked(faults):
    all_faults = faults(organisations=(
        "  - {slug: jia-chang, name: 甲厂, also: [甲]}\n"
        "  - {slug: yi-chang, name: 乙厂, also: [甲]}\n"
        "  - {slug: bing-chang, name: 丙厂, wikidata: 42, viaf: v1}\n"
    ))  # fmt: skip
    messages = {field: message for _, field, message in all_faults}
    assert "应为维基数据的编号，如 Q42" in messages["organisations[2].wikidata"]
    assert "应为 VIAF 的编号，全是数字" in messages["organisations[2].viaf"]
    all_faults = faults(organisations=(
        "  - {slug: jia-chang, name: 甲厂, also: [甲]}\n"
        "  - {slug: yi-chang, name: 乙厂, also: [甲]}\n"
    ))  # fmt: skip
    assert [(line, field) for line, field, _ in all_faults] == [(True, "organisations[1].also[0]")]


def test_names_without_a_record_and_authority_links_are_right(faults):
    article = 'named: {people: [高文, jia-wen], organisations: [甲厂, 乙厂], places: ["330182"]}'
    assert faults(article, "  - {slug: yi-chang, name: 乙厂, viaf: '12'}\n", "wikidata: Q42") == []
