"""Prometheus metrics: off by default, local only, summed over processes."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

# in a process of its own, as the counts are kept for as long as one lives
ASKS = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
import django; django.setup()
from django.test import Client
client = Client(
    raise_request_exception=False, headers={"host": "localhost", "accept": "application/json"}
)
told = {}
for _ in range(3):
    client.get("/healthz")
client.get("/nothing-at-all.json")
for name, headers, address in (
    ("local", {}, "127.0.0.1"), ("local6", {}, "::1"), ("stranger", {}, "203.0.113.7"),
    ("behind a front", {"x-forwarded-for": "203.0.113.7"}, "127.0.0.1"), ("socket", {}, ""),
):
    answer = client.get("/metrics", headers=headers, REMOTE_ADDR=address)
    told[name] = (answer.status_code, answer.content.decode() if answer.status_code == 200 else "")
print(json.dumps(told))
"""


def ask(tmp_path, on: str) -> dict:
    completed = subprocess.run(
        [sys.executable, "-c", ASKS],
        cwd=django_settings.BASE_DIR,
        env=os.environ
        | {"ARCHIVE_METRICS": on, "ARCHIVE_VAR": str(tmp_path), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(completed.stdout)


def test_metrics_are_off_by_default(client):
    assert client.get("/metrics").status_code == 404


@pytest.mark.slow
def test_metrics_are_for_local_requests_only(tmp_path):
    result = ask(tmp_path, "1")
    assert {name: status for name, (status, _) in result.items()} == {
        "local": 200,
        "local6": 200,
        "stranger": 404,
        "behind a front": 404,
        "socket": 404,
    }
    assert {status for status, _ in ask(tmp_path, "0").values()} == {404}


@pytest.mark.slow
def test_metrics_of_all_workers_are_summed(tmp_path):
    from prometheus_client.parser import text_string_to_metric_families

    folder = tmp_path / f"baozang-metrics-{os.getuid()}" / "999999999"
    folder.mkdir(parents=True)
    ask(tmp_path, "1")
    _, text = ask(tmp_path, "1")["local"]
    counts = {
        (sample.labels["route"], sample.labels["status"]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "baozang_requests_total"
    }
    assert counts["/healthz", "200"] == 6
    assert counts["-", "404"] == 2
    # what a server left that has ended is gone
    assert not folder.exists()
