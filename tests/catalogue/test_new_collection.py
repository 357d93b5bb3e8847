"""The folder of a new collection, in the language of its creator."""

import re

import pytest

from archive.catalogue.check import check
from archive.catalogue.new_collection import write_collection, write_collection_file

FIELD = re.compile(r"(?m)^[# ]*(?:- )?([a-z_]+):")


def create_collection(folder, settings, language):
    settings.COMMAND_LANGUAGE = language
    write_collection(
        folder, settings.FIXTURES_DIR / "places.jsonl", "河港报档", newspaper="河港日报"
    )
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.*")}


def test_every_field_is_explained_in_english_too(settings, tmp_path):
    chinese = create_collection(tmp_path / "chinese", settings, "zh-hans")
    english = create_collection(tmp_path / "english", settings, "en")
    assert chinese.keys() <= english.keys()
    for name in ("collection.yaml", "newspapers.yaml", "topics.yaml", "people.yaml"):
        assert set(FIELD.findall(chinese[name])) <= set(FIELD.findall(english[name])), name
        explained = re.findall(r"(?m)^# ?[A-Za-z].*[a-z].*$", english[name])
        assert explained, name
    assert "interface_languages: [zh-Hans, en]" in english["collection.yaml"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_only_the_entry_in_the_ledger_is_missing(settings, tmp_path, language):
    create_collection(tmp_path / "new", settings, language)
    (fault,) = check(tmp_path / "new", {}).faults
    assert fault.field == "ledger"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_written_collection_file_sets_only_the_given_fields(settings, tmp_path, language):
    settings.COMMAND_LANGUAGE = language
    write_collection_file(tmp_path, {"contact": "a@example.org"})
    text = (tmp_path / "collection.yaml").read_text(encoding="utf-8")
    in_use = re.findall(r"(?m)^([a-z_]+):", text)
    assert in_use == ["name", "contact"]
