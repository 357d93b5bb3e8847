from datetime import date

from archive.catalogue.ledger import enter, taken_keys


def test_what_is_new_is_entered_once_and_old_lines_stay(catalogue):
    before = (catalogue.folder / "ledger.yaml").read_text(encoding="utf-8")
    catalogue.change("people.yaml", "name: 甲文}", "name: 甲文}\n  - {slug: yi-wen, name: 乙文}")
    assert enter(catalogue.folder, date(2026, 2, 3)) == [("person", "yi-wen")]
    after = (catalogue.folder / "ledger.yaml").read_text(encoding="utf-8")
    assert after == before + "  - {kind: person, key: yi-wen, since: 2026-02-03}\n"
    assert enter(catalogue.folder) == []


def test_keys_once_used_are_taken_for_ever(catalogue):
    catalogue.write(
        "ledger.yaml",
        "ledger:\n  - {kind: article, key: 3333335, state: withdrawn, reason: 试, since: 2026-01-01}\n",
    )
    assert {"3333335", "1cq34jc", "shi-bao", "2020-10-11"} <= taken_keys(catalogue.folder)
