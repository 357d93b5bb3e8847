"""The folder of a new collection, in the language of its creator."""

import re
from io import StringIO

import pytest
from django.core.management import call_command

from archive.catalogue.check import check
from archive.catalogue.entries import TopicsFile
from archive.catalogue.new_collection import write_collection, write_collection_file
from archive.catalogue.yaml_file import read

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
def test_only_the_entries_in_the_ledger_are_missing(settings, tmp_path, language):
    create_collection(tmp_path / "new", settings, language)
    assert {fault.field for fault in check(tmp_path / "new", {}).faults} == {"ledger"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_has_topics_on_two_levels_to_begin_with(settings, tmp_path, language):
    create_collection(tmp_path / "new", settings, language)
    topics = read(tmp_path / "new" / "topics.yaml", TopicsFile).record.topics
    upper = {topic.slug for topic in topics if not topic.broader}
    assert 3 <= len(upper) <= 6
    assert {topic.broader for topic in topics if topic.broader} == upper
    assert all(bool(topic.label_en) == (language == "en") for topic in topics)


def test_the_command_names_the_slug_and_what_to_run_next(settings, tmp_path):
    settings.COMMAND_LANGUAGE = "zh-hans"
    output = StringIO()
    folder = tmp_path / "new"
    call_command("new_collection", folder, name="河港报档", newspaper="河港日报", stdout=output)
    assert "河港日报 的 slug 是 hegang-ribao" in output.getvalue()
    assert f"export ARCHIVE_COLLECTION={folder}\n" in output.getvalue()
    assert "draft PAGE.jpg --newspaper hegang-ribao -o" in output.getvalue()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_written_collection_file_sets_only_the_given_fields(settings, tmp_path, language):
    settings.COMMAND_LANGUAGE = language
    write_collection_file(tmp_path, {"contact": "a@example.org"})
    text = (tmp_path / "collection.yaml").read_text(encoding="utf-8")
    in_use = re.findall(r"(?m)^([a-z_]+):", text)
    assert in_use == ["name", "contact"]
