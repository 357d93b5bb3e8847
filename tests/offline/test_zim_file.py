"""The site as a ZIM file: opened, searched, checked and served by Kiwix's programs."""

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from urllib.parse import quote

import pytest

from archive.text.fold import fold

from .copies import manage
from .texts import folded_texts, printed_texts, some_words

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def archive(zim_file):
    from libzim.reader import Archive

    return Archive(str(zim_file))


def find_paths(archive, words):
    from libzim.search import Query, Searcher

    search = Searcher(archive).search(Query().set_query(words))
    paths = search.getResults(0, search.getEstimatedMatches())
    return {path.split("/")[1] for path in paths}


def test_a_zim_file_has_a_title_language_and_illustration(archive):
    assert archive.check()
    assert archive.main_entry.get_item().path == "index.html"
    text = [key for key in archive.metadata_keys if not key.startswith("Illustration")]
    metadata = {key: archive.get_metadata(key).decode() for key in text}
    assert metadata["Title"] == "报纸档案"
    assert metadata["Language"] == "zho"
    assert {"Name", "Creator", "Publisher", "Description", "Date", "License"} <= metadata.keys()
    picture = bytes(archive.get_illustration_item(48).content)
    assert picture.startswith(b"\x89PNG")
    for path in ("articles/dg7ccgd/index.html", "newspapers/yangbao/2026-01-05/1/index.html"):
        assert "</html>" in bytes(archive.get_entry_by_path(path).get_item().content).decode()


def test_its_index_finds_single_characters_and_words_within_words(archive, static_copy):
    texts, printed_by_path = folded_texts(static_copy), printed_texts(static_copy)
    words = [word for word in some_words(printed_by_path) if len(word) < 3]
    assert len(words) > 10
    for word in words:
        expected = {ident for ident, text in printed_by_path.items() if word in text}
        assert expected <= find_paths(archive, word), word
        possible = {ident for ident, text in texts.items() if fold(word).text in text}
        assert find_paths(archive, word) <= possible, word
    assert find_paths(archive, "图书馆") >= find_paths(archive, "圖書館") != set()


def test_headlines_are_suggested(archive):
    from libzim.suggestion import SuggestionSearcher

    suggested = SuggestionSearcher(archive).suggest("渡船")
    paths = suggested.getResults(0, suggested.getEstimatedMatches())
    assert any(path.startswith("articles/") for path in paths)


def test_zimcheck_finds_no_link_that_leads_nowhere(zim_file):
    program = shutil.which("zimcheck")
    if not program:
        pytest.skip("zimcheck is not installed (Debian: zim-tools)")
    # without -I: Debian 12's knows no file of today's format
    checks = ("-C", "-M", "-F", "-P", "-U", "-X", "-0", "-L")
    completed = subprocess.run(
        [program, *checks, zim_file], capture_output=True, text=True, check=False
    )
    assert completed.returncode == 0, completed.stdout
    assert "Overall Test Status: Pass" in completed.stdout


def test_kiwix_serves_and_searches_it(zim_file):
    program = shutil.which("kiwix-serve")
    if not program:
        pytest.skip("kiwix-serve is not installed (Debian: kiwix-tools)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [program, "-i", "127.0.0.1", "-p", str(port), str(zim_file)], stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(address, timeout=2).close()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        results = f"{address}/search?content=sample&pattern={quote('渡')}"
        with urllib.request.urlopen(results, timeout=10) as answer:
            assert "articles/7b7cp0m/" in answer.read().decode()
        # versions differ in where a book's pages are
        for path in ("sample", "content/sample"):
            try:
                with urllib.request.urlopen(f"{address}/{path}/index.html", timeout=10) as answer:
                    assert "报纸档案" in answer.read().decode()
                    return
            except urllib.error.HTTPError:
                continue
        raise AssertionError("no page of the book is served")
    finally:
        server.terminate()
        server.wait(10)


def test_a_file_that_exists_is_left_alone(zim_file, environment):
    before = zim_file.stat()
    process = manage("export_zim", str(zim_file), check=False, **environment)
    assert process.returncode != 0
    assert "已存在" in process.stderr
    assert zim_file.stat() == before
