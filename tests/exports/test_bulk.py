"""Bulk files have the content of the pages, and are reproducible."""

import csv
import gzip
import hashlib
import json
import sqlite3
from contextlib import closing

import pytest
from django.urls import reverse
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from archive import exports
from archive.editions.current import Edition, pinned_to
from archive.exports import export_parts
from archive.exports.build import pieces
from archive.exports.export_parts import names_on_disk
from archive.exports.record_types import RECORD_TYPES
from archive.formats.representations import JSON
from archive.joined_files import JoinedFile
from archive.models import Article, Issue, Page, Person
from archive.sqlite_files import connect_read_only

pytestmark = pytest.mark.django_db
ORIGIN = "https://archive.example.org"


@pytest.fixture(scope="module")
def folder(tmp_path_factory, django_db_setup, django_db_blocker, index_folder):
    folder = tmp_path_factory.mktemp("edition") / exports.FOLDER
    with django_db_blocker.unblock(), pinned_to(Edition(index_folder)):
        exports.build(folder, "f" * 64, ORIGIN)
    return folder


@pytest.fixture
def database(folder):
    with closing(connect_read_only(folder / "baozang.sqlite3")) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def test_files_written_in_parts_have_the_same_bytes(folder, index_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(export_parts, "_PARTS_PER_FILE", 1)
    split_folder = tmp_path / exports.FOLDER
    with pinned_to(Edition(index_folder)):
        exports.build(split_folder, "f" * 64, ORIGIN)
    names = names_on_disk(tmp_path)
    assert len(names["articles.jsonl.gz"]) > 1
    for name, parts in names.items():
        content = b"".join((split_folder / part).read_bytes() for part in parts)
        assert content == (folder / name).read_bytes(), name
    for name in ("manifest.json", "SHA256SUMS"):
        assert (split_folder / name).read_bytes() == (folder / name).read_bytes()


def lines(folder, name):
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def rows(folder, name):
    with gzip.open(folder / f"{name}.csv.gz", "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_articles_equal_their_json_except_for_the_text(client, settings, folder):
    settings.ORIGIN = ORIGIN
    articles = lines(folder, "articles")
    assert len(articles) == Article.objects.count()
    for article in articles:
        page_data = client.get(reverse("article-data", args=[article["ident"], JSON])).json()
        page_data.pop("text")
        # chosen when they are asked for, as they depend on all other articles
        page_data.pop("related")
        for block in page_data["blocks"]:
            block.pop("text")
        assert article == page_data


@pytest.mark.parametrize(
    ("name", "model"), [("issues", Issue), ("pages", Page), ("people", Person)]
)
def test_records_are_in_the_order_of_their_keys(folder, name, model):
    urls = [row.get_absolute_url() for row in model.objects.order_by("pk")]
    assert [line["url"].removeprefix(ORIGIN) for line in lines(folder, name)] == urls


def test_full_texts_are_in_a_file_of_their_own_where_they_are_held(client, folder):
    text_count = Article.objects.filter(full_text__isnull=False).count()
    assert (
        (folder / "texts.jsonl.gz").exists()
        == (folder / "texts.csv.gz").exists()
        == bool(text_count)
    )
    texts = lines(folder, "texts") if text_count else []
    assert len(texts) == text_count
    for text in texts:
        page_data = client.get(reverse("article-data", args=[text["ident"], JSON])).json()
        assert text["text"] == page_data["text"]
        assert text["blocks"] == page_data["blocks"]
        assert text["corrections"] == page_data["corrections"]
    in_table = rows(folder, "texts") if text_count else []
    assert [row["text"] for row in in_table] == [text["text"] for text in texts]
    articles_with_gaps = {
        a.ident for a in Article.objects.all() if any(b.get("gap") for b in a.blocks)
    }
    assert {row["ident"] for row in in_table if "〔缺文〕" in row["text"]} == (
        articles_with_gaps if text_count else set()
    )


@pytest.mark.pages
def test_no_file_but_that_of_texts_has_a_sentence_of_a_page(folder, page_texts):
    content = b"".join(
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in folder.iterdir()
        if not path.name.startswith("texts.")
    ).decode(errors="ignore")
    for article in Article.objects.select_related("full_text"):
        paragraphs = [b for b in article.full_text.blocks if b["kind"] == "paragraph"]
        for block in paragraphs:
            text = "".join(run["text"] for run in block["runs"])
            assert len(text) < 30 or text[:30] not in content


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.name)
def test_lines_table_and_database_have_the_same_records(folder, database, kind):
    records = lines(folder, kind.name)
    assert records
    table = rows(folder, kind.name)
    in_database = database.execute(f'SELECT * FROM "{kind.name}"').fetchall()
    urls = [item["url"] for item in records]
    assert [item["url"] for item in table] == urls
    assert sorted(item["url"] for item in in_database) == sorted(urls)
    assert list(table[0]) == kind.columns
    assert "text" not in table[0]


def test_the_database_is_valid_and_its_keys_match(database):
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    pairs = database.execute(
        "SELECT t.label, count(*) FROM articles AS a "
        "JOIN article_topics AS x ON x.article_ident = a.ident "
        "JOIN topics AS t ON t.slug = x.topic_slug GROUP BY t.slug"
    )
    result = dict(map(tuple, pairs))
    carried = Article.tags.through.objects
    assert sum(result.values()) == carried.count()
    spans = database.execute(
        "SELECT json_extract(s.value, '$[0]'), json_extract(s.value, '$[1]'), a.source_sha256 "
        "FROM articles AS a JOIN article_blocks AS b ON b.article_ident = a.ident, "
        "json_each(b.at) AS s"
    ).fetchall()
    lengths = dict(Page.objects.values_list("sha256", "length"))
    assert spans
    assert all(0 <= start < end <= lengths[sha256] for start, end, sha256 in spans)


def test_every_column_of_the_database_is_explained_in_it_and_in_the_dictionary(folder, database):
    tables = [
        row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    columns = {
        (table, row["name"])
        for table in tables
        if table != "dictionary"
        for row in database.execute(f'PRAGMA table_info("{table}")')
    }
    within = {tuple(row) for row in database.execute('SELECT "table", "column" FROM dictionary')}
    data = json.loads((folder / "dictionary.json").read_text())
    dictionary = {
        (table["name"], column["name"]) for table in data["sqlite"] for column in table["columns"]
    }
    assert columns == within == dictionary
    assert all(column["says"] for table in data["sqlite"] for column in table["columns"])


def test_every_column_of_a_table_and_every_field_of_a_line_is_explained(folder):
    data = json.loads((folder / "dictionary.json").read_text())
    for path in folder.glob("*.csv.gz"):
        name = path.name.removesuffix(".csv.gz")
        explained = data["csv"]["files"][path.name]
        assert [column["name"] for column in explained] == list(rows(folder, name)[0])
        assert all(column["says"] for column in explained)
        schema = data["jsonl"]["files"][f"{name}.jsonl.gz"]["$ref"].rsplit("/", 1)[-1]
        fields = data["jsonl"]["$defs"][schema]["properties"]
        assert set(lines(folder, name)[0]) <= set(fields)
    licences = {
        column["name"]: column["licence"] for column in data["csv"]["files"]["articles.csv.gz"]
    }
    assert "by/4.0" in licences["digest"]
    assert "publicdomain" in licences["headline"]
    texts = {column["name"]: column["licence"] for column in data["csv"]["files"]["texts.csv.gz"]}
    assert texts["text"] == "", "others' to license"


def test_the_manifest_and_sha256sums_match_the_files(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    sums = dict(
        reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines()
    )
    names = {path.name for path in folder.iterdir()}
    assert set(sums) == names - {"SHA256SUMS"}
    assert {file["name"] for file in manifest["files"]} == names - {"SHA256SUMS", "manifest.json"}
    for name, sha256 in sums.items():
        content = JoinedFile(pieces(folder, [name])).read()
        assert hashlib.sha256(content).hexdigest() == sha256
    for file in manifest["files"]:
        assert (folder / file["name"]).stat().st_size == file["size"]
        assert sums[file["name"]] == file["sha256"]
        if file["packed"] and "jsonl" in file["name"]:
            assert file["records"] == len(lines(folder, file["name"].split(".")[0]))


def test_the_same_edition_is_the_same_bytes(folder, tmp_path):
    second_build = tmp_path / "again"
    exports.build(second_build, "f" * 64, ORIGIN)
    assert (second_build / "SHA256SUMS").read_bytes() == (folder / "SHA256SUMS").read_bytes()


def test_without_a_public_address_addresses_are_paths(tmp_path):
    exports.build(tmp_path / "data", "f" * 64, "")
    assert all(
        entry["url"].startswith("/articles/") for entry in lines(tmp_path / "data", "articles")
    )


def test_every_line_is_as_the_dictionary_says(folder):
    document = json.loads((folder / "dictionary.json").read_text(encoding="utf-8"))
    registry = Registry().with_resource("urn:dictionary", DRAFT202012.create_resource(document))
    for name, schema in document["jsonl"]["files"].items():
        if (
            name == "texts.jsonl.gz"
            and not Article.objects.filter(full_text__isnull=False).exists()
        ):
            continue
        result = lines(folder, name.removesuffix(".jsonl.gz"))
        validator = Draft202012Validator(
            {"$ref": f"urn:dictionary{schema['$ref']}"}, registry=registry
        )
        for line in result:
            validator.validate(line)
            with pytest.raises(ValidationError):
                validator.validate({})


def test_datasette_metadata_describe_every_table_and_column(folder, database):
    data = json.loads((folder / "datasette.json").read_text(encoding="utf-8"))
    tables = data["databases"]["baozang"]["tables"]
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'dictionary'"
    assert tables.keys() == {row["name"] for row in database.execute(names)}
    for name, table in tables.items():
        columns = {row["name"] for row in database.execute(f'PRAGMA table_info("{name}")')}
        assert table["columns"].keys() == columns
        assert table["description"]
        assert all(table["columns"].values())
    # it finds labels for itself in columns of these names alone, as many as it looks for
    referred = {
        row["table"]
        for name in tables
        for row in database.execute(f'PRAGMA foreign_key_list("{name}")')
    }
    for name in referred - {"issues", "pages"}:
        label = tables[name].get("label_column", "name")
        assert label in tables[name]["columns"]
        assert "slug" not in label
