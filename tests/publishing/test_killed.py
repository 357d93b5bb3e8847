"""Killed at any instant or out of disk, a publisher leaves the old edition or the new one, whole."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.fixture(scope="module")
def trials(tmp_path_factory):
    """What each trial has left, by name, in the order in which they were made."""
    folder = tmp_path_factory.mktemp("trials")
    catalogue = SmallCatalogue(folder)
    program = Path(__file__).with_name("trials.py")
    done = subprocess.run(
        [sys.executable, program, catalogue.folder, catalogue.pages, folder / "var"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {told["name"]: told for told in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", KILLED)
def test_a_publisher_that_is_killed_leaves_the_old_edition_whole(trials, name):
    assert trials[name]["status"] == -9
    assert trials[name]["served"] == trials["first"]["served"]
    assert trials[name]["whole"]


def test_what_is_killed_when_the_link_was_moved_leaves_the_new_edition_whole(trials):
    here = trials["after the link was moved"]
    assert here["status"] == -9
    assert here["served"] != trials["first"]["served"]
    assert here["whole"]


@pytest.mark.parametrize("name", HINDERED)
def test_a_publisher_that_cannot_write_says_so_and_leaves_nothing(trials, name):
    here = trials[name]
    assert here["status"] == 1
    assert "CommandError" in here["said"]
    assert "Traceback" not in here["said"]
    assert here["served"] == trials["first"]["served"]
    assert here["whole"]
    assert here["left"] == []


def test_the_next_publisher_cleans_up(trials):
    assert any(here["left"] for here in trials.values()), "something was left to be cleaned"
    last = trials["last"]
    assert (last["status"], last["left"]) == (0, [])
    assert last["whole"]
    assert last["editions"] == 3, "the one that is served and two that are kept"
