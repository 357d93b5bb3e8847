"""An incremental build equals a full build."""

from contextlib import closing
from dataclasses import replace

import pytest
from django.test import Client

from archive import parallel, search
from archive.editions import build, current
from archive.editions import publish as publishing
from archive.editions.database_update import EditionDifference
from archive.editions.exceptions import CatalogueRefused, PublishFailed
from archive.editions.manifest import manifest_file, read
from archive.editions.rebuild_check import rebuild_faults
from archive.sqlite_files import connect_read_only

from .compared_builds import compare_histories, prepare_builds
from .conftest import record_at
from .growing_catalogue import GrowingCatalogue


@pytest.fixture
def publish(tmp_path, settings, monkeypatch, django_db_blocker):
    """Publish a catalogue, incrementally or from scratch; return the edition's folder."""
    prepare_builds(monkeypatch)

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
    catalogue.correct()
    catalogue.write()
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


@pytest.mark.parametrize("cores", [1, 2])
def test_faults_are_listed_where_the_database_cannot_be_updated(
    publish, tmp_path, monkeypatch, cores
):
    monkeypatch.setattr(parallel, "processes", lambda: cores)
    catalogue = GrowingCatalogue(tmp_path, 6)
    before, _ = publish(catalogue, "steps")
    catalogue.add_issue()
    catalogue.write()
    topics = catalogue.folder / "topics.yaml"
    text = topics.read_text(encoding="utf-8")
    topics.write_text("topics: []\n", encoding="utf-8")
    with pytest.raises(CatalogueRefused, match="没有主题 'bi-wu'"):
        publish(catalogue, "steps")
    assert [path.name for path in before.parent.iterdir()] == [before.name]
    topics.write_text(text, encoding="utf-8")
    folder, progress = publish(catalogue, "steps")
    assert "完整重建" not in progress
    assert folder != before


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
