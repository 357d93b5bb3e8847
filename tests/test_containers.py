"""The Dockerfile, compose.yaml and the workflow name what exists, and keep what safety.md asks."""

import re

import pytest
import yaml
from django.conf import settings

ROOT = settings.BASE_DIR
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def load(name):
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def test_what_the_image_copies_exists_and_reaches_the_build():
    sent = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    copied = set()
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        copied |= set(line.split())
    assert copied == sent
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_runs_under_an_account_without_rights_and_says_whether_it_is_well():
    last = DOCKERFILE.split("FROM")[-1]
    assert re.search(r"^USER baozang$", last, re.MULTILINE)
    assert last.index("USER baozang") < last.index("CMD")
    assert "/readyz" in re.search(r"HEALTHCHECK.*\n.*", last)[0]
    # packages by their hashes, as everywhere
    assert "--require-hashes" in DOCKERFILE


@pytest.mark.parametrize("name", ["site", "publish"])
def test_containers_can_write_to_the_collection_alone(name):
    service = load("compose.yaml")["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert [volume.rpartition(":")[2] for volume in service["volumes"]] == ["/collection"]


def test_compose_names_settings_and_files_that_exist():
    services = load("compose.yaml")["services"]
    known = set(re.findall(r"ARCHIVE_[A-Z_]+", (ROOT / "archive/settings.py").read_text()))
    assert set(services["site"]["environment"]) <= known
    for volume in services["nginx"]["volumes"]:
        if volume.startswith("./"):
            assert (ROOT / volume.split(":")[0]).is_file()


def test_the_workflow_runs_what_a_checkout_runs():
    steps = load(".github/workflows/test.yaml")["jobs"]["test"]["steps"]
    assert steps[-1] == {"run": ".ci/run"}
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o100
