"""Bulk files are listed for people and programs, and served whole or in ranges (RFC 9110)."""

import hashlib
import json
import re

import pytest

pytestmark = pytest.mark.django_db
NAME = "/data/articles.jsonl.gz"


@pytest.fixture
def edition(index_folder):
    return index_folder


@pytest.fixture
def file_content(edition):
    return (edition / "data" / "articles.jsonl.gz").read_bytes()


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_file_is_sent_whole(client, file_content):
    answer = client.get(NAME, headers={"accept-encoding": "gzip, br"})
    assert answer.status_code == 200
    assert body(answer) == file_content
    assert answer["ETag"] == f'"{hashlib.sha256(file_content).hexdigest()}"'
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Length"] == str(len(file_content))
    assert answer["Content-Type"] == "application/gzip"
    assert "Content-Encoding" not in answer
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Content-Range" in answer["Access-Control-Expose-Headers"]
    assert answer["Last-Modified"].endswith("GMT")


def test_head_has_the_same_headers_without_the_file(client, file_content):
    answer = client.head(NAME, headers={"range": "bytes=0-3"})
    assert answer.status_code == 200
    assert answer["Content-Length"] == str(len(file_content))
    assert body(answer) == b""


@pytest.mark.parametrize(
    ("range_header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=5-99", 5, 99),
        ("bytes=100-", 100, None),
        ("bytes=-50", -50, None),
        ("bytes=0-99999999999", 0, None),
        ("bytes=-99999999999", 0, None),
        ("BYTES=7-8", 7, 8),
    ],
)
def test_a_range_of_a_file_is_sent(client, file_content, range_header, first, last):
    answer = client.get(NAME, headers={"range": range_header})
    size = len(file_content)
    start = first if first >= 0 else size + first
    stop = size if last is None else last + 1
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {start}-{stop - 1}/{size}"
    assert answer["Content-Length"] == str(stop - start)
    assert body(answer) == file_content[start:stop]


@pytest.mark.parametrize(
    "range_header", ["bytes=0-1,5-6", "bytes=9-3", "lines=1-2", "bytes=", "bytes=a-"]
)
def test_several_ranges_are_answered_with_the_whole_file(client, file_content, range_header):
    answer = client.get(NAME, headers={"range": range_header})
    assert (answer.status_code, body(answer)) == (200, file_content)


@pytest.mark.parametrize("range_header", ["bytes=99999999-", "bytes=-0"])
def test_a_range_beyond_the_end_is_416(client, file_content, range_header):
    answer = client.get(NAME, headers={"range": range_header})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(file_content)}"


def test_a_range_is_sent_only_of_an_unchanged_file(client, file_content):
    etag = client.head(NAME)["ETag"]
    last_modified = client.head(NAME)["Last-Modified"]
    for condition, status in (
        (etag, 206),
        ('"other"', 200),
        (f"W/{etag}", 200),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 200),
        ("nonsense", 200),
    ):
        answer = client.get(NAME, headers={"range": "bytes=3-5", "if-range": condition})
        assert answer.status_code == status, condition
        assert body(answer) == (file_content[3:6] if status == 206 else file_content)
    assert client.get(NAME, headers={"if-none-match": etag}).status_code == 304
    assert client.get(NAME, headers={"if-modified-since": last_modified}).status_code == 304
    assert client.get(NAME, headers={"if-match": '"other"'}).status_code == 412


@pytest.mark.parametrize(
    "name", ["nothing.gz", "..", "edition.json", "../edition.json", "%2e%2e%2f"]
)
def test_files_outside_the_folder_are_not_served(client, name):
    answer = client.get(f"/data/{name}", headers={"accept": "application/json"})
    assert answer.status_code == 404


def test_a_misspelt_file_name_lists_the_files(client):
    answer = client.get("/data/article.jsonl.gz")
    assert "http://testserver/data/articles.jsonl.gz" in [
        item["url"] for item in answer.json()["instead"]
    ]


def test_the_list_of_files_is_data_as_well(client, edition):
    listing = client.get("/data.json").json()
    manifest = json.loads(client.get("/data/manifest.json").getvalue())
    assert listing["edition"] == manifest["edition"]
    assert [file["sha256"] for file in listing["files"]] == [
        file["sha256"] for file in manifest["files"]
    ]
    for file in listing["files"]:
        answer = client.get(file["url"])
        assert hashlib.sha256(body(answer)).hexdigest() == file["sha256"]
    assert client.get("/data.csv").content.decode().count("\r\n") == len(listing["files"]) + 1
    for form in (".md", ".txt"):
        assert "articles.jsonl.gz" in client.get(f"/data{form}").content.decode()


def test_the_page_is_a_dataset_for_search_engines(client):
    page = client.get("/data/").content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    facts = json.loads(block)
    assert facts["@type"] == "Dataset"
    assert 50 <= len(facts["description"]) <= 5000, "what Google's Dataset Search takes"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d", facts["temporalCoverage"])
    assert facts["spatialCoverage"]
    assert len(facts["license"]) == 2
    files_by_url = {file["url"]: file for file in client.get("/data.json").json()["files"]}
    assert {entry["contentUrl"] for entry in facts["distribution"]} == set(files_by_url)
    for entry in facts["distribution"]:
        assert entry["sha256"] == files_by_url[entry["contentUrl"]]["sha256"]


def test_the_page_says_that_its_years_are_inferred_and_sizes_in_chinese(client):
    page = client.get("/data/").content.decode()
    (years,) = re.findall("<dt>年代</dt>\\s*<dd>\\s*(.*?)\\s*</dd>", page)
    assert years.startswith("约"), "the first and the last issue have no printed date"
    sizes = re.findall('<td class="size">(.*?)</td>', page)
    assert sizes
    for size in sizes:
        assert re.fullmatch("[0-9,.]+.(?:字节|KB|MB)", size), size


def test_dcat_names_every_file(client):
    answer = client.get("/data/dcat.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    data = answer.json()
    prefixes = set(data["@context"])
    files = {file["url"]: file for file in client.get("/data.json").json()["files"]}
    assert {distribution["@id"] for distribution in data["dcat:distribution"]} == set(files)

    def names(value):
        if isinstance(value, dict):
            yield from value
            if isinstance(value.get("@type"), str):
                yield value["@type"]
            for child in value.values():
                yield from names(child)
        elif isinstance(value, list):
            for child in value:
                yield from names(child)

    body = {name: value for name, value in data.items() if name != "@context"}
    used_prefixes = {name.split(":")[0] for name in names(body) if not name.startswith("@")}
    assert used_prefixes == prefixes, "every prefix is declared, and none in vain"
    for distribution in data["dcat:distribution"]:
        assert distribution["dcat:byteSize"]["@value"] == str(files[distribution["@id"]]["size"])
        assert ("dct:license" in distribution) != ("dct:rights" in distribution)


def test_unpublished_data_have_no_files(client, settings, tmp_path):
    settings.EDITION_DIR = tmp_path
    for address in ("/data/", "/data.json", "/data/dcat.jsonld", NAME):
        assert client.get(address).status_code == 404
