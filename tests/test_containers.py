"""The Dockerfile, compose.yaml and the workflow name what exists, and keep what safety.md asks."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from compose_spec import PyCompose
from django.conf import settings

ROOT = settings.BASE_DIR
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def load(name):
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def test_what_the_image_copies_exists_and_reaches_the_build():
    build_context = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    copied = set()
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        copied |= set(line.split())
    assert copied == build_context
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_runs_under_an_account_without_rights_and_says_whether_it_is_well():
    last = DOCKERFILE.split("FROM")[-1]
    assert re.search(r"^USER 10001$", last, re.MULTILINE)
    assert last.index("USER 10001") < last.index("CMD")
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
    settings_file = (ROOT / "archive/settings.py").read_text()
    settings_read = set(re.findall(r"ARCHIVE_[A-Z_]+|DATABASE_URL", settings_file))
    assert set(services["site"]["environment"]) <= settings_read
    for service in services.values():
        for volume in service.get("volumes", ()):
            if volume.startswith("./"):
                assert (ROOT / volume.split(":")[0]).is_file()
        if isinstance(build := service.get("build"), dict):
            assert (ROOT / build["context"] / build["dockerfile"]).is_file()


def test_compose_is_as_its_specification_says():
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    # variables as docker compose fills them in: by their defaults, and those that have none
    text = re.sub(r"\$\{COLLECTION:\?[^}]*\}", "/srv/hegang", text)
    text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)
    compose = PyCompose.from_json(json.dumps(yaml.safe_load(text)))
    compose.validate()
    assert set(compose.service_names()) == set(load("compose.yaml")["services"])


@pytest.mark.parametrize("name", ["Dockerfile", "docs/deploy/Dockerfile.sphinx"])
def test_hadolint_has_no_warnings(name):
    program = Path(sys.executable).with_name("hadolint")
    completed = subprocess.run([program, ROOT / name], capture_output=True, text=True, check=False)
    assert completed.returncode == 0, completed.stdout
    assert completed.stdout == ""


def test_the_cluster_of_compose_is_that_of_the_docs():
    """Tables and fields as docs/search-cluster.md has them, which the engine's tests run on."""
    guide = (ROOT / "docs/search-cluster.md").read_text(encoding="utf-8")
    shard, frontend = re.findall(r"```ini\n(.*?)```", guide, re.DOTALL)
    for name, block in (("shard", shard), ("frontend", frontend)):
        conf = (ROOT / f"docs/deploy/sphinx-{name}.conf").read_text(encoding="utf-8")
        for pattern in (r"^index .*$", r"^\s+rt_\w+\s*= .*$", r"^\s+agent_\w+ .*$", r"^\s+ha_.*$"):
            lines = [re.findall(pattern, text, re.MULTILINE) for text in (conf, block)]
            assert lines[0] == lines[1], (name, pattern)
    environment = (ROOT / "docs/deploy/cluster.env").read_text(encoding="utf-8")
    sphinx = json.loads(re.search(r"^ARCHIVE_SPHINXQL='(.*)'$", environment, re.MULTILINE)[1])
    tables = re.findall(r"^index (\w+)", shard, re.MULTILINE)
    assert sphinx["tables"] == tables
    services = load("compose.yaml")["services"]
    hosts = [*sphinx["frontends"], *sphinx["shards"][0]]
    assert {host.split(":")[0] for host in hosts} <= services.keys()


def test_the_workflow_runs_what_a_checkout_runs():
    steps = load(".github/workflows/test.yaml")["jobs"]["test"]["steps"]
    assert steps[-1] == {"run": ".ci/run"}
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o100
