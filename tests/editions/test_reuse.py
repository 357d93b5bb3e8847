"""An incremental build equals a full build."""

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from django.test import Client

from archive import search
from archive.editions import build, current, fingerprint, reuse
from archive.editions import publish as publishing
from archive.editions.database_update import EditionDifference
from archive.editions.exceptions import PublishFailed
from archive.editions.manifest import manifest_file, read
from archive.editions.rebuild_check import rebuild_faults
from archive.exports import export_parts
from archive.exports.served_files import comparable_manifest, served_file
from archive.exports.sqlite_database import content_sum
from archive.joined_files import JoinedFile
from archive.search.did_you_mean import SpellingVocabulary, suggest_spellings
from archive.search.suggest import Suggestions
from archive.sqlite_files import connect_read_only

from .conftest import record_at
from .growing_catalogue import WORDS, GrowingCatalogue

# table → the columns that tell its rows, with keys that editions may number otherwise replaced by
# what they stand for
NUMBERED = {
    "archive_newspaper": "slug",
    "archive_tag": "slug",
    "archive_person": "slug",
    "archive_organisation": "slug",
}
_REFERENCES = {
    "newspaper_id": "archive_newspaper",
    "person_id": "archive_person",
    "organisation_id": "archive_organisation",
    "tag_id": "archive_tag",
    "broader_id": "archive_tag",
}
# their own keys are counted as they come
_COUNTED_TABLES = {
    *NUMBERED,
    *(f"archive_{name}" for name in ("byline", "coverage", "tagging", "fulltext", "geometry")),
    *(f"archive_{name}" for name in ("pageimage", "authorship", "change", "formeraddress")),
    *("archive_reprint", "archive_mention", "archive_name"),
    "archive_ledgerentry_tags",
}
MISSPELLED = ("陪训", "车见", "食唐", "甲闻")
QUERIES = [
    search.Query(limit=200, facets=search.FACETS),
    search.Query(limit=200, sort="oldest"),
    search.Query(limit=200, sort="added"),
    *(
        search.Query((search.Clause((search.Term(word),)),), limit=200, facets=search.FACETS)
        for word in (*WORDS, "车", "新", "报", "车间比武")
    ),
    search.Query((search.Clause((search.Term("车间"),)),), offset=3, limit=4),
    search.Query(filters={"newspaper": ("jia-bao",)}, facets=search.FACETS),
    search.Query((search.Clause((search.Term("省总", "organisations"),)),), limit=200),
    search.Query((search.Clause((search.Term("甲文", "named"),)),), limit=200),
]


def rows(folder):
    """Every row of an edition's database."""
    with closing(connect_read_only(folder / "archive.sqlite3")) as database:
        names = {
            table: dict(database.execute(f"SELECT id, {column} FROM {table}"))
            for table, column in NUMBERED.items()
        }
        tables = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'archive_%'"
        ).fetchall()
        return {
            table: sorted(_row(table, row, names) for row in _dicts(database, table))
            for (table,) in tables
        }


def _dicts(database, table):
    cursor = database.execute(f"SELECT * FROM {table}")
    columns = [column for column, *_ in cursor.description]
    return (dict(zip(columns, row, strict=True)) for row in cursor)


def _row(table, row, names):
    if table in _COUNTED_TABLES:
        del row["id"]
    for column, label_table in _REFERENCES.items():
        if row.get(column) is not None:
            row[column] = names[label_table][row[column]]
    return repr(sorted(row.items()))


def content(folder):
    """What an edition shows: rows, answers, totals, and the sums of its files; of the SQLite file
    to take away its rows, as its bytes depend on how it was made."""
    with current.opened(folder):
        answers = [(query, search.search(query)) for query in QUERIES]
        suggestions = Suggestions(folder)
        suggested = [
            suggestions.find(typed, 8) for typed in ("车", "j", "b", "甲", "cj", "培训", "省总")
        ]
        spelled = [suggest_spellings(typed, SpellingVocabulary(folder)) for typed in MISSPELLED]
    tallies = json.loads((folder / "totals.json").read_text())
    with closing(connect_read_only(folder / "archive.sqlite3")) as database:
        slugs = dict(database.execute("SELECT id, slug FROM archive_tag"))
    tallies["topics"] = sorted((slugs[key], count) for key, count in tallies["topics"])
    files = [*folder.glob("data/*.gz*"), *folder.glob("data/d*.json"), *folder.glob("sitemaps/*")]
    files.append(folder / "ledger.tsv.gz")
    return {
        "rows": rows(folder),
        "answers": answers,
        "suggested": [suggested, spelled],
        "tallies": tallies,
        "manifest": comparable_manifest(folder),
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    }


@pytest.fixture
def publish(tmp_path, settings, monkeypatch, django_db_blocker):
    """Publish a catalogue, incrementally or from scratch; return the edition's folder."""
    # what the check would find is compared here
    monkeypatch.setattr(publishing, "check_edition", lambda *_: {"a": [0, 0], "b": [0, 0]})
    # bulk files of few issues are cut into several
    monkeypatch.setattr(export_parts, "_PARTS_PER_FILE", 2)
    # an editor may save a file of the program meanwhile
    monkeypatch.setattr(fingerprint, "basis", lambda: "the same")
    for module in (reuse, build):
        monkeypatch.setattr(module, "basis", lambda: "the same")

    def _publish(catalogue, name, **options):
        settings.FIXTURES_DIR, settings.PAGES_DIR = catalogue.folder, catalogue.pages
        settings.VAR_DIR = tmp_path / name
        settings.EDITION_DIR = settings.VAR_DIR / "current"
        progress = []
        with record_at(settings.EDITION_DIR / current.DATABASE):
            folder = publishing.publish(progress.append, allow_loss=True, **options).folder
        return folder, "\n".join(progress)

    with django_db_blocker.unblock():
        yield _publish


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_incremental_builds_equal_full_builds(publish, tmp_path, seed):
    compare_histories(publish, GrowingCatalogue(tmp_path, seed), with_order=True)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 4])
def test_an_updated_index_gives_the_answers_of_one_rebuilt(publish, tmp_path, seed, monkeypatch):
    monkeypatch.setattr(build, "SMALL_INDEX", 0)
    monkeypatch.setattr(build, "MAX_UPDATED", 1)
    compare_histories(publish, GrowingCatalogue(tmp_path, seed), with_order=False)


def without_order(query, answer):
    """Return the results without scores, and without their order unless it is by date."""
    if not query.ranks:
        return answer
    hits = () if query.limit < 200 else sorted(hit.ident for hit in answer.hits)
    return hits, answer.total, answer.facets


def compare_histories(publish, catalogue, with_order):
    publish(catalogue, "steps")
    for _ in range(6):
        changes = catalogue.step()
        folder, progress = publish(catalogue, "steps")
        assert "完整重建" not in progress, changes
        full_build, _ = publish(catalogue, "whole", force=True)
        own_content, full_content = content(folder), content(full_build)
        for name, rows_of_table in full_content["rows"].items():
            assert own_content["rows"][name] == rows_of_table, (name, changes)
        for (query, answer), (_, expected) in zip(
            own_content["answers"], full_content["answers"], strict=True
        ):
            if not with_order:
                answer, expected = without_order(query, answer), without_order(query, expected)
            assert answer == expected, (query, changes)
        assert_is_alone(folder)
        for name in ("suggested", "tallies", "manifest", "files"):
            assert own_content[name] == full_content[name], (name, changes)


def assert_is_alone(folder):
    """The SQLite file is sent as one that needs no log, and has the sum that is listed."""
    (data_file,) = folder.glob("data/*.sqlite3")
    with current.opened(folder):
        joined_file = served_file(data_file.name)
    content, path = JoinedFile(joined_file.pieces).read(), folder.parent / "taken.sqlite3"
    assert hashlib.sha256(content).hexdigest() == joined_file.sha256
    path.write_bytes(content)
    with closing(sqlite3.connect(path.absolute().as_uri() + "?mode=ro", uri=True)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert content_sum(path) == content_sum(data_file)
    path.unlink()


@pytest.mark.slow
def test_an_edition_is_verified_by_rebuilding_it(publish, tmp_path, settings):
    catalogue = GrowingCatalogue(tmp_path, 5)
    publish(catalogue, "steps")
    catalogue.step()
    folder, _ = publish(catalogue, "steps")
    with record_at(settings.EDITION_DIR / current.DATABASE):
        assert rebuild_faults(read(folder), lambda _: None) == []
        texts = folder / "data" / "texts.jsonl.gz"
        manifest = read(folder)
        files = manifest.files | {"data/texts.jsonl.gz": manifest_file(folder / "totals.json")}
        assert texts.exists()
        faults = rebuild_faults(replace(manifest, files=files), lambda _: None)
    assert [fault.split()[0] for fault in faults] == ["data/texts.jsonl.gz"]
    catalogue.step()
    with pytest.raises(PublishFailed, match="无法重建"):
        rebuild_faults(read(folder), lambda _: None)


def test_only_the_issue_that_changed_is_rebuilt(publish, tmp_path):
    catalogue = GrowingCatalogue(tmp_path, 6)
    before, _ = publish(catalogue, "steps")
    catalogue.add_issue()
    catalogue.write()
    folder, progress = publish(catalogue, "steps")
    assert "新增或修改 1 期" in progress
    difference = EditionDifference.read(folder)
    assert (len(difference.remade), difference.removed) == (1, set())
    assert read(folder).size_alone <= read(folder).size
    assert read(before).is_whole
    names = {str(path.relative_to(before)) for path in before.rglob("*.sqlite3")}
    assert len(names) == 5
    for name in names - {"sources.sqlite3"}:
        assert (folder / name).samefile(before / name), name
    shared = [path.name for path in folder.glob("data/*.gz*") if path.stat().st_nlink > 1]
    assert {name.partition(".")[0] for name in shared} >= {"articles", "texts"}


def test_renaming_a_topic_rebuilds_only_its_articles(publish, tmp_path):
    catalogue = GrowingCatalogue(tmp_path, 9)
    before, _ = publish(catalogue, "steps")
    catalogue.topics["bi-wu"] = ("比武新", "jing-sai")
    catalogue.write()
    folder, _ = publish(catalogue, "steps")
    with closing(connect_read_only(folder / "archive.sqlite3")) as database:
        tagged = database.execute(
            "SELECT article_id FROM archive_tagging JOIN archive_tag ON archive_tag.id = tag_id"
            " WHERE slug = 'bi-wu'"
        )
        keys = {key for (key,) in tagged}
        (articles,) = database.execute("SELECT count(*) FROM archive_article").fetchone()
    assert 0 < len(keys) < articles
    assert EditionDifference.read(folder) == EditionDifference(set(), set(), keys)
    # texts have no labels
    for path in folder.glob("data/texts.*"):
        assert path.samefile(before / "data" / path.name), path.name


def test_pages_that_have_not_changed_keep_their_entity_tags(publish, tmp_path, settings):
    """Readers' caches keep them: what has not changed is answered 304 after a swap, all else is
    sent."""
    catalogue = GrowingCatalogue(tmp_path, 7)
    addresses = ["/articles/", "/newspapers/", "/articles.json"]
    addresses += [
        f"/articles/{article['ident']}{form}"
        for pages in catalogue.issues.values()
        for page in pages
        for article in page
        for form in ("/", ".json", ".tei")
    ]

    def get(address, **headers):
        with record_at(settings.EDITION_DIR / current.DATABASE):
            return Client().get(address, headers=headers)

    publish(catalogue, "steps")
    before = {address: get(address) for address in addresses}
    catalogue.correct()
    catalogue.write()
    publish(catalogue, "steps")
    full_answers = 0
    for address, old in before.items():
        revalidated, new = get(address, if_none_match=old["ETag"]), get(address)
        assert (revalidated.status_code == 304) == (new.content == old.content), address
        assert (new["ETag"] == old["ETag"]) == (new.content == old.content), address
        full_answers += revalidated.status_code == 200
    assert 0 < full_answers < len(before) / 2


def test_an_index_with_many_replacements_is_rebuilt(publish, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "SMALL_INDEX", 0)
    monkeypatch.setattr(build, "MAX_UPDATED", 0.5)
    catalogue, replaced = GrowingCatalogue(tmp_path, 8), [0]
    publish(catalogue, "steps")
    for _ in range(20):
        catalogue.correct()
        catalogue.write()
        folder, progress = publish(catalogue, "steps")
        if "更新检索索引" not in progress:
            break
        replaced.append(search.replaced(folder))
    assert "建立检索索引" in progress
    assert search.replaced(folder) == 0
    assert replaced[1] > 0
    assert max(replaced) <= read(folder).articles / 2
