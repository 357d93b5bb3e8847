"""What editions contain, to compare those built incrementally with full builds."""

import hashlib
import json
import sqlite3
from contextlib import closing

from django.apps import apps

from archive import search
from archive.editions import build, current, fingerprint, reuse
from archive.editions import publish as publishing
from archive.editions.database import edition_database
from archive.exports import export_parts
from archive.exports.served_files import comparable_manifest, served_file
from archive.exports.sqlite_database import content_sum
from archive.joined_files import JoinedFile
from archive.search.did_you_mean import SpellingVocabulary, suggest_spellings
from archive.search.suggest import Suggestions

from .growing_catalogue import WORDS

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
    query = edition_database().query_edition
    names = {
        table: dict(query(folder, f"SELECT id, {column} FROM {{edition}}.{table}"))
        for table, column in NUMBERED.items()
    }
    models = apps.get_app_config("archive").get_models(include_auto_created=True)
    content = {}
    for model in models:
        table, fields = model._meta.db_table, model._meta.concrete_fields
        columns = [field.column for field in fields]
        quoted = ", ".join(f'"{column}"' for column in columns)
        content[table] = sorted(
            _row(table, dict(zip(columns, row, strict=True)), names)
            for row in query(folder, f"SELECT {quoted} FROM {{edition}}.{table}")
        )
    return content


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
    slugs = dict(
        edition_database().query_edition(folder, "SELECT id, slug FROM {edition}.archive_tag")
    )
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


def prepare_builds(monkeypatch):
    """Leave out what takes long and is compared here, and cut files of few issues into several."""
    monkeypatch.setattr(publishing, "check_edition", lambda *_: {"a": [0, 0], "b": [0, 0]})
    monkeypatch.setattr(export_parts, "_PARTS_PER_FILE", 2)
    # an editor may save a file of the program meanwhile
    monkeypatch.setattr(fingerprint, "basis", lambda: "the same")
    for module in (reuse, build):
        monkeypatch.setattr(module, "basis", lambda: "the same")


def without_order(query, answer):
    """Return the results without scores, and without their order unless it is by date."""
    if not query.ranks:
        return answer
    hits = () if query.limit < 200 else sorted(hit.ident for hit in answer.hits)
    return hits, answer.total, answer.facets


def both_builds(publish, catalogue, changes=()):
    """The folders of an incremental and of a full build."""
    folder, progress = publish(catalogue, "steps")
    assert "完整重建" not in progress, changes
    full_build, _ = publish(catalogue, "whole", force=True)
    return folder, full_build


def compare_histories(publish, catalogue, with_order):
    publish(catalogue, "steps")
    for _ in range(6):
        changes = catalogue.step()
        folder, full_build = both_builds(publish, catalogue, changes)
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
