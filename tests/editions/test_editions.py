"""`manage.py editions`: list, verify, compare, roll back and remove."""

import errno
import fcntl
import os
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from archive.editions import current
from archive.editions.exceptions import PublishFailed
from archive.editions.manifest import file_names, manifest_file
from archive.editions.store import EditionStore

from .conftest import own_database


@pytest.fixture
def edition_store(editions, two_editions, tmp_path):
    """A store with both editions, the newer of which is served."""
    store = EditionStore()
    store.folder.mkdir(parents=True)
    for folder in (two_editions.old, two_editions.new):
        shutil.copytree(folder, store.folder / folder.name)
    store.activate(store.folder / two_editions.new.name)
    return store


def test_the_list_names_all_and_which_is_served(edition_store, editions, two_editions):
    (edition_store.folder / two_editions.old.name / "search" / "index.json").unlink()
    new, old = editions().stdout.splitlines()
    assert new.startswith(f"{two_editions.new.name}  20")
    assert "2 篇，2 篇有全文" in new
    assert new.endswith("当前版本")
    assert old.startswith(two_editions.old.name)
    assert old.endswith("已损坏")


def test_without_editions_the_list_says_what_makes_one(editions):
    assert "manage.py publish" in editions().stdout


def test_changes_are_listed_by_ident_and_headline(edition_store, editions, two_editions, catalogue):
    old, new = two_editions.old.name, two_editions.new.name
    output = editions("compare", old, new).stdout.splitlines()
    assert output == [
        "~ 1cq34jc 县里办起钳工比武",
        "~ 222222f 乡里也要比",
        "新增 0 篇，改动 2 篇，撤下 0 篇",
    ]
    assert editions("compare", new, new).stdout == "新增 0 篇，改动 0 篇，撤下 0 篇\n"


def test_additions_one_way_are_withdrawals_the_other_way(edition_store, editions):
    new, old = edition_store.all()
    with own_database(old.folder) as database:
        database.execute("DELETE FROM archive_article WHERE ident = '222222f'")
        database.execute("UPDATE archive_fulltext SET blocks = '[]'")
    output = editions("compare", old.name, new.name).stdout.splitlines()
    assert output[1:] == ["+ 222222f 乡里也要比", "新增 1 篇，改动 1 篇，撤下 0 篇"]
    output = editions("compare", new.name, old.name).stdout.splitlines()
    assert output[1:] == ["- 222222f 乡里也要比", "新增 0 篇，改动 1 篇，撤下 1 篇"]


@pytest.mark.parametrize(
    ("spoil", "expected_message"),
    [
        (lambda file: file.write_bytes(b"x" + file.read_bytes()[1:]), "SHA-256 不符"),
        (lambda file: file.write_bytes(b""), "实有 0"),
        (lambda file: file.unlink(), "没有这个文件"),
        (lambda file: file.with_name("more").write_text(""), "不是这个版本的文件"),
    ],
)
def test_a_copy_is_verified_to_the_byte(editions, two_editions, tmp_path, spoil, expected_message):
    copy = tmp_path / "copy"
    shutil.copytree(two_editions.old, copy)
    assert "SHA-256相符" in editions("verify", str(copy)).stdout
    spoil(copy / "data" / "articles.jsonl.gz")
    assert expected_message in editions("verify", str(copy)).stderr
    by_size = editions("verify", str(copy), "--sizes").stderr
    assert (expected_message in by_size) == (expected_message != "SHA-256 不符")


def test_the_current_edition_is_not_listed_as_rolled_back(publish, editions):
    publish()
    publish("--force")
    editions("rollback")
    newest, oldest = editions().stdout.splitlines()
    assert newest.endswith("已回退")
    assert oldest.endswith("当前版本"), "though it was built from the same catalogue"


def test_going_back_serves_the_edition_before_until_the_catalogue_changes(
    publish, editions, catalogue
):
    publish()
    first = EditionStore().served()
    catalogue.change("newspapers.yaml", "name: 试报", "name: 新报")
    publish()
    second = EditionStore().served()
    assert editions("rollback").stderr == ""
    assert EditionStore().served() == first
    assert "已回退" in editions().stdout
    output = publish().stdout
    assert "回退前的版本" in output, "what the operator went back from is not published by itself"
    assert EditionStore().served() == first
    (catalogue.pages / "unrelated.txt").write_text("hello")
    assert "回退前的版本" in publish().stdout, "whatever else lies beside the page texts"
    assert EditionStore().served() == first
    editions("rollback", second.name)
    assert EditionStore().served() == second
    assert "没有变化" in publish().stdout
    editions("rollback")
    assert "已发布" in publish("--force").stdout
    assert EditionStore().served() not in (first, second)
    assert EditionStore().abandoned() == []


def test_no_rollback_to_a_damaged_edition_or_another_schema(edition_store, editions):
    new, old = edition_store.all()
    (old.folder / current.DATABASE).write_bytes(b"")
    assert "已损坏" in editions("rollback").stderr
    manifest = old.folder / current.MANIFEST
    manifest.write_text(manifest.read_text().replace(f'"schema": {current.SCHEMA}', '"schema": 0'))
    assert "结构号是 0" in editions("rollback").stderr
    assert edition_store.served() == new.folder
    assert edition_store.abandoned() == []
    shutil.rmtree(old.folder)
    assert "没有更早的版本" in editions("rollback").stderr
    assert "没有版本“none”" in editions("rollback", "none").stderr


def test_editions_that_are_served_or_read_are_never_removed(edition_store, editions):
    new, old = edition_store.all()
    assert "正在使用" in editions("remove", new.name).stderr
    reading = current.Edition(old.folder)
    assert "正在使用" in editions("remove", old.name).stderr
    assert edition_store.prune(0) == [old]
    reading.close()
    assert "已删去" in editions("remove", old.name).stdout
    assert [edition.name for edition in edition_store.all()] == [new.name]


def test_nothing_is_changed_while_a_publisher_is_at_work(edition_store, editions):
    with (edition_store.var / "publish.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "正在进行" in editions("rollback").stderr
        assert "正在进行" in editions("remove", edition_store.all()[1].name).stderr


@pytest.mark.parametrize(
    ("number", "remedy"),
    [(errno.EACCES, "没有读写权限：请用文件所属的账户运行"), (errno.ENOSPC, "磁盘满了")],
)
def test_what_stops_a_publisher_from_writing_is_reported_with_the_file(
    tmp_path, monkeypatch, number, remedy
):
    def raise_error(path, *arguments, **options):
        raise OSError(number, os.strerror(number), str(path))

    store = EditionStore(tmp_path)
    monkeypatch.setattr(Path, "open", raise_error)
    with pytest.raises(PublishFailed) as refused, store.lock():
        pass
    assert str(refused.value).startswith(f"{tmp_path / 'publish.lock'}: {remedy}")


def test_no_rollback_to_an_unsearchable_edition(edition_store, editions):
    new, old = edition_store.all()
    shutil.rmtree(old.folder / "search")
    shutil.copytree(new.folder / "search", old.folder / "search")
    manifest = old.folder / "search" / "index.json"
    manifest.write_text("{}" + " " * (manifest.stat().st_size - 2))
    files = {name: manifest_file(old.folder / name) for name in file_names(old.folder)}
    remade = replace(old, files=files)
    remade.write()
    refused = editions("rollback").stderr
    assert "不能检索" in refused
    assert edition_store.served() == new.folder


def test_an_edition_is_dated_in_the_time_zone_of_its_collection():
    """Otherwise one made before eight in the morning is older than its last changes."""
    edition = SimpleNamespace(made_at=datetime(2026, 11, 30, 19, 26, tzinfo=UTC))
    assert current.Edition.made.fget(edition) == date(2026, 12, 1)
