"""curl downloads a file from a running site, and resumes after an interruption."""

import hashlib
import json
import sqlite3
import subprocess
from shutil import which

import pytest

from ..browser.site_under_test import Site
from ..shared_folder import shared_folder

pytestmark = pytest.mark.skipif(not which("curl"), reason="no curl")
NAME = "baozang.sqlite3"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with shared_folder(tmp_path_factory, "without") as folder:
        site = Site(folder, folder / "no-pages")
    yield site
    site.close()


def curl(*arguments, folder):
    return subprocess.run(
        ["curl", "--silent", "--show-error", "--fail", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_a_download_that_was_cut_off_is_resumed(site, tmp_path):
    listing = json.loads(curl(f"{site.url}/data.json", folder=tmp_path))
    file = {file["name"]: file for file in listing["files"]}[NAME]
    half = file["size"] // 2
    curl("--range", f"0-{half - 1}", "-o", NAME, file["url"], folder=tmp_path)
    assert (tmp_path / NAME).stat().st_size == half
    actual = curl(
        "-C", "-", "-w", "%{http_code} %{size_download}", "-o", NAME, file["url"], folder=tmp_path
    )
    assert actual == f"206 {file['size'] - half}"
    assert hashlib.sha256((tmp_path / NAME).read_bytes()).hexdigest() == file["sha256"]
    with sqlite3.connect(tmp_path / NAME) as database:
        (articles,) = database.execute("SELECT count(*) FROM articles").fetchone()
    database.close()
    assert articles == listing["article_count"]


def test_all_files_agree_with_the_sums(site, tmp_path):
    sums = curl(f"{site.url}/data/SHA256SUMS", folder=tmp_path)
    (tmp_path / "SHA256SUMS").write_text(sums)
    for line in sums.splitlines():
        name = line.split("  ")[1]
        # compressed on the way or not, the file is the same
        curl("--compressed", "-o", name, f"{site.url}/data/{name}", folder=tmp_path)
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)


def test_head_and_range_through_a_real_server(site, tmp_path):
    head = curl("--head", f"{site.url}/data/{NAME}", folder=tmp_path).lower()
    assert "accept-ranges: bytes" in head
    assert "content-encoding" not in head
    part = curl("--include", "--range", "0-14", f"{site.url}/data/{NAME}", folder=tmp_path)
    assert part.endswith("SQLite format 3")
    assert "content-length: 15" in part.lower()
