"""A publisher that is killed at any moment, or out of disk, leaves the old or the new edition."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ..shared_folder import shared_folder
from ..small_catalogue import SmallCatalogue

KILLED = (
    "while the record is loaded",
    "while the index is built",
    "while files are written",
    "before the manifest",
    "while it is checked",
    "before it has its name",
    "at random 0",
    "at random 1",
    "at random 2",
    "before the link is made",
    "before the link is moved",
)
HINDERED = (
    "files of 50 kB at most",
    "files of 400 kB at most",
    "disk full when the index is built",
    "disk full when files are settled",
    "disk full when the link is moved",
    "a folder that cannot be written to",
)
# where a publisher is killed that makes an edition from the one before
SHARED = (
    "shared: while the database is updated",
    "shared: while the index is updated",
    "shared: while it is checked",
)
# in the process that runs beside the main one
BESIDE = ("shared: while suggestions are updated", "shared: while files are written")
SHARED_FULL = (
    "shared: disk full when the database is shared",
    "shared: disk full when suggestions are updated",
    "shared: disk full when files are written",
    "shared: disk full when files are settled",
)
# what a publisher says when it makes a part, in the order in which they are made
PARTS = (
    "检查目录",
    "建立数据库",
    "统计各主题",
    "建立检索索引",
    "建立检索建议",
    "写出整批数据",
)
# where it is killed → how many parts were finished before it began, and how many it begins
TAKEN_UP = {
    "noting the check": (0, 1),
    "in the record": (0, 2),
    "in the tallies": (1, 2),
    "in the index": (2, 2),
    "in the suggestions": (3, 2),
    "in the files": (4, 2),
    "in the last check": (5, 1),
    "taken up": (6, 0),
    "a file to take away was overwritten": (5, 1),
    "the index was overwritten": (3, 3),
    "the record was cut short": (1, 5),
    "the notes were cut short": (0, 6),
    "made anew where it was damaged": (6, 0),
    "forced": (0, 6),
    "of another": (0, 6),
}


@pytest.fixture(scope="module")
def trials(tmp_path_factory):
    """The result of each trial, by name, in order."""
    with shared_folder(tmp_path_factory, "trials") as shared:
        results = shared / "results"
        if not results.exists():
            folder = tmp_path_factory.mktemp("trials")
            catalogue = SmallCatalogue(folder)
            program = Path(__file__).with_name("trials.py")
            process = subprocess.run(
                [sys.executable, program, catalogue.folder, catalogue.pages, folder / "var"],
                capture_output=True,
                text=True,
                check=False,
            )
            assert process.returncode == 0, process.stderr
            results.write_text(process.stdout, encoding="utf-8")
    lines = results.read_text(encoding="utf-8").splitlines()
    return {result["name"]: result for result in map(json.loads, lines)}


@pytest.mark.parametrize("name", KILLED)
def test_a_publisher_that_is_killed_leaves_the_old_edition_whole(trials, name):
    assert trials[name]["status"] == -9
    assert trials[name]["served"] == trials["first"]["served"]
    assert trials[name]["whole"]


def test_a_publisher_killed_after_moving_the_link_leaves_the_new_edition_whole(trials):
    trial = trials["after the link was moved"]
    assert trial["status"] == -9
    assert trial["served"] != trials["first"]["served"]
    assert trial["whole"]


@pytest.mark.parametrize("name", HINDERED)
def test_a_publisher_that_cannot_write_says_so_and_leaves_nothing(trials, name):
    trial = trials[name]
    assert trial["status"] == 1
    assert "CommandError" in trial["said"]
    assert "Traceback" not in trial["said"]
    assert trial["served"] == trials["first"]["served"]
    assert trial["whole"]
    assert trial["left"] == []


@pytest.mark.parametrize("name", TAKEN_UP)
def test_a_publisher_resumes_the_finished_stages_of_the_previous_one(trials, name):
    trial = trials[name]
    finished, begun = TAKEN_UP[name]
    lines = trial["said"].splitlines()
    stages = [part for line in lines for part in PARTS if line.startswith(part)]
    assert stages == list(PARTS[finished:][:begun])
    assert ("继续构建" in trial["said"]) == bool(finished)


@pytest.mark.parametrize("name", ["taken up", "made anew where it was damaged", "forced"])
def test_a_resumed_build_equals_an_uninterrupted_one(trials, name):
    trial, expected = trials[name], trials["without a stop"]
    assert (trial["status"], trial["left"], trial["whole"]) == (0, [], True)
    assert trial["served"] != expected["served"]
    assert trial["content"] == expected["content"]


@pytest.mark.parametrize(
    ("name", "expected_message"),
    [
        ("a file to take away was overwritten", "articles.csv.gz：内容已变"),
        ("the index was overwritten", ".store：内容已变"),
        ("the record was cut short", "archive.sqlite3：应有"),
        ("of another", "目录、版面文字或程序已经变化"),
    ],
)
def test_stages_that_cannot_be_resumed_are_reported(trials, name, expected_message):
    assert expected_message in trials[name]["said"]


def test_builds_of_another_catalogue_are_not_resumed(trials):
    trial = trials["of another"]
    assert (trial["status"], trial["left"], trial["whole"]) == (0, [], True)
    assert trial["content"]["record"] != trials["of one catalogue"]["content"]["record"]
    assert trial["content"]["files"] != trials["without a stop"]["content"]["files"]


@pytest.mark.parametrize("name", SHARED)
def test_an_edition_stays_whole_though_the_one_made_from_it_was_killed(trials, name):
    trial = trials[name]
    assert trial["status"] == -9, trial["said"]
    assert trial["served"] == trials["of another"]["served"]
    assert trial["whole"]


@pytest.mark.parametrize("name", BESIDE)
def test_a_build_whose_second_process_was_killed_is_taken_up(trials, name):
    trial = trials[name]
    assert trial["status"] == 1
    assert "一个工作进程被系统终止" in trial["said"]
    assert trial["left"]
    assert trial["served"] == trials["of another"]["served"]
    assert trial["whole"]


@pytest.mark.parametrize("name", SHARED_FULL)
def test_an_edition_stays_whole_though_there_is_no_room_for_the_one_made_from_it(trials, name):
    trial = trials[name]
    assert (trial["status"], trial["left"]) == (1, []), trial["said"]
    assert "CommandError" in trial["said"]
    assert trial["served"] == trials["of another"]["served"]
    assert trial["whole"]


def test_an_edition_that_shares_files_is_whole_without_the_others(trials):
    resumed, alone = trials["shared: taken up"], trials["shared: the others removed"]
    assert (resumed["status"], resumed["left"], resumed["whole"]) == (0, [], True)
    assert resumed["served"] != trials["of another"]["served"]
    assert (alone["status"], alone["whole"], alone["editions"]) == (0, True, 1)
    assert alone["content"] == resumed["content"]


def test_the_next_publisher_cleans_up(trials):
    assert any(trial["left"] for trial in trials.values()), "something was left to be cleaned"
    last = trials["last"]
    assert (last["status"], last["left"]) == (0, [])
    assert last["whole"]
    assert last["editions"] == 3, "the one that is served and two that are kept"
