"""Old catalogues are upgraded to the current format."""

from datetime import date

import pytest

from archive.catalogue.check import check
from archive.catalogue.ledger_file import enter
from archive.catalogue.upgrade import upgrade

ORGANISATIONS = """organisations:
  - {slug: jia-chang, name: 甲厂, also: [甲]}
  - {slug: yi-chang, name: 乙厂}
"""


def faults(catalogue) -> list[str]:
    return [str(fault) for fault in check(catalogue.folder, {}).faults]


@pytest.fixture
def old_catalogue(catalogue):
    """A catalogue with organisations missing from the ledger."""
    catalogue.write("collection.yaml", "name: 某某报藏\n")
    catalogue.write("ledger.yaml", "ledger: []\n")
    enter(catalogue.folder, date(2026, 1, 1))
    catalogue.write("organisations.yaml", ORGANISATIONS)
    return catalogue


def test_organisations_are_entered_in_the_ledger(old_catalogue):
    ledger = old_catalogue.folder / "ledger.yaml"
    old = ledger.read_text(encoding="utf-8")
    assert [("缺 organisation" in fault) for fault in faults(old_catalogue)] == [True, True]
    (output,) = upgrade(old_catalogue.folder, {})
    assert "登记 2 个单位" in output
    new_lines = ledger.read_text(encoding="utf-8").removeprefix(old)
    assert new_lines.count("\n") == 2
    assert new_lines.startswith("  - {kind: organisation, key: jia-chang, since: ")
    assert faults(old_catalogue) == []
    assert list(upgrade(old_catalogue.folder, {})) == []
    # articles that name it stay as they were
    old_catalogue.change("organisations.yaml", "乙厂", "丙厂")
    assert faults(old_catalogue) == []
    # gone without a word
    old_catalogue.change("organisations.yaml", "  - {slug: yi-chang, name: 丙厂}\n", "")
    (fault,) = faults(old_catalogue)
    assert "organisation yi-chang 已公布，却不在目录里" in fault


def test_a_file_that_cannot_be_read_is_left_to_the_check(old_catalogue):
    old_catalogue.write("organisations.yaml", "organisations: [\n")
    assert list(upgrade(old_catalogue.folder, {})) == []
    assert len(faults(old_catalogue)) == 1
