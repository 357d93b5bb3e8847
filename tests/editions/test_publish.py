"""`manage.py publish` builds, checks and swaps an edition, run on a small catalogue."""

import fcntl
import json
import re
import shutil
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from archive.catalogue.catalogue import Catalogue
from archive.catalogue.file_cache import FileCache
from archive.catalogue.held_files import HeldFiles
from archive.catalogue.page_images import PageImages
from archive.catalogue.page_texts import PageTexts
from archive.editions import build
from archive.editions.exceptions import TextsLost
from archive.editions.lost_texts import refuse_losses
from archive.sqlite_files import connect_read_only

from .conftest import own_database


def served_edition(tmp_path):
    folder = tmp_path / "var" / "current"
    with closing(connect_read_only(folder / "archive.sqlite3")) as database:
        articles = dict(database.execute("SELECT ident, headline FROM archive_article"))
        texts = [row[0] for row in database.execute("SELECT plain FROM archive_fulltext")]
    return json.loads((folder / "edition.json").read_text()), articles, texts


def test_an_edition_holds_articles_texts_and_index(publish, tmp_path):
    process = publish()
    assert process.returncode == 0, process.stderr
    manifest, articles, texts = served_edition(tmp_path)
    assert articles == {"1cq34jc": "县里办起钳工比武", "222222f": "乡里也要比"}
    assert manifest["articles"] == manifest["texts_held"] == 2
    assert any("四十名钳工走进厂房比试" in text for text in texts), "torn, joined and corrected"
    assert (tmp_path / "var" / "current" / "search" / "index.json").exists()


def test_an_unchanged_catalogue_is_not_built_again(publish, tmp_path):
    publish()
    before = (tmp_path / "var" / "current").resolve()
    repeat = publish()
    assert "没有变化" in repeat.stdout
    assert (tmp_path / "var" / "current").resolve() == before


def test_a_change_is_a_new_edition_and_old_ones_are_pruned(publish, catalogue, tmp_path):
    for headline in ("", "甲", "乙", "丙", "丁"):
        catalogue.write(
            "newspapers.yaml", f"newspapers:\n  - {{slug: shi-bao, name: 试报{headline}}}\n"
        )
        assert publish().returncode == 0
    editions = [path.name for path in (tmp_path / "var" / "editions").iterdir()]
    assert len(editions) == 3
    assert (tmp_path / "var" / "current").resolve().name in editions


def test_dates_that_harvesters_would_miss_are_reported(publish, catalogue):
    publish()
    changes = "changes/2026-03-01.yaml"
    line = "{kind: article, key: 222222f, part: text, says: 试, sum: 0123456789ab}"
    catalogue.write(changes, f"date: 2026-03-01\nchanges:\n  - {line}\n")
    sum_ = Catalogue(catalogue.folder).live["article", "222222f"].sum
    catalogue.change(changes, "0123456789ab", sum_)
    output = publish().stdout
    assert "1 篇（222222f" in output
    assert "按日期收割的程序会遗漏" in output
    catalogue.change("newspapers.yaml", "name: 试报", "name: 试报, description: 县报")
    assert "收割" not in publish().stdout, "what was told once is in the edition before"


def test_a_fault_is_reported_and_the_old_edition_stays_in_service(publish, catalogue, tmp_path):
    publish()
    before = served_edition(tmp_path)
    catalogue.change(catalogue.issue, "person: jia-wen", "person: nobody")
    refused = publish()
    assert refused.returncode != 0
    line = catalogue.line(catalogue.issue, "nobody")
    assert (
        f"fixtures/{catalogue.issue}:{line}: pages[0].articles[0].bylines[0].person"
        in refused.stderr
    )
    assert served_edition(tmp_path) == before
    assert not list((tmp_path / "var" / "editions").glob(".building*"))


def test_without_page_texts_articles_have_no_text(publish, catalogue, tmp_path):
    (catalogue.pages / "page.txt").unlink()
    assert publish().returncode == 0
    manifest, articles, texts = served_edition(tmp_path)
    assert len(articles) == 2
    assert texts == []
    assert manifest["texts_held"] == 0


def test_a_damaged_edition_is_built_again(publish, tmp_path):
    publish()
    (tmp_path / "var" / "current" / "archive.sqlite3").write_bytes(b"")
    assert "已发布" in publish().stdout
    assert served_edition(tmp_path)[0]["articles"] == 2


def test_leftovers_of_a_killed_publisher_are_removed(publish, tmp_path):
    leftover = tmp_path / "var" / "editions" / ".building-1"
    leftover.mkdir(parents=True)
    (tmp_path / "var" / ".current-1").symlink_to("nowhere")
    publish()
    assert not leftover.exists()
    assert not (tmp_path / "var" / ".current-1").is_symlink()


@pytest.mark.parametrize(
    ("module", "name", "error"),
    [
        (build.search, "rebuild", build.search.SearchUnavailable("检索分片不能写入")),
        (build.exports, "build", BrokenProcessPool()),
    ],
)
def test_temporary_failures_keep_the_finished_stages(publish, monkeypatch, module, name, error):
    """The search cluster is down; the system ends a process that takes too much memory."""

    def fail(*args):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(module, name, fail)
        failure = publish()
    assert "再次运行 publish 即可继续" in failure.stderr
    output = publish().stdout
    assert "继续构建：已完成目录的检查、数据库" in output
    assert "建立数据库" not in output
    assert "已发布" in output


def test_a_second_publisher_reports_the_first_and_ends(publish, tmp_path):
    (tmp_path / "var").mkdir()
    with (tmp_path / "var" / "publish.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = publish()
    assert refused.returncode != 0
    assert "另一个 publish 正在进行" in refused.stderr


@pytest.mark.parametrize(
    ("spoil", "expected_message"),
    [
        (lambda c: c.pages.rename(c.pages.with_name("elsewhere")), "不是文件夹"),
        (lambda c: (c.folder / "topics.yaml").unlink(), "topics.yaml"),
        (lambda c: (c.folder.parent / "var").write_text(""), "var"),
        (lambda c: (c.folder.parent / "var" / "current").mkdir(parents=True), "current"),
        (lambda c: c.write("issues/shi-bao/x.yml", "newspaper: shi-bao"), "x.yml"),
    ],
)
def test_an_obstacle_is_named_without_a_traceback(publish, catalogue, spoil, expected_message):
    spoil(catalogue)
    refused = publish()
    assert refused.returncode != 0
    assert expected_message in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_page_text_that_belongs_to_no_page_is_reported(publish, catalogue):
    text = (catalogue.pages / "page.txt").read_bytes()
    (catalogue.pages / "page.txt").write_bytes(text.replace(b"\n", b"\r\n"))
    output = publish().stdout
    assert "page.txt" in output
    assert "与任何一版都不符" in output
    assert "换行" in output


def test_missing_static_files_are_reported(publish, settings):
    backend = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {"staticfiles": {"BACKEND": backend}}
    for _ in range(2):
        output = publish().stdout
        assert "个静态文件" in output
        assert "collectstatic" in output
    call_command("collectstatic", interactive=False, verbosity=0)
    assert "静态文件" not in publish().stdout


def test_a_file_that_is_no_page_text_makes_no_new_edition(publish, catalogue, tmp_path):
    publish()
    before = (tmp_path / "var" / "current").resolve()
    (catalogue.pages / "unrelated.txt").write_text("hello")
    assert "没有变化" in publish().stdout
    assert (tmp_path / "var" / "current").resolve() == before


@pytest.mark.parametrize("empty_value", [" []", ""])
def test_a_collection_may_begin_with_nothing(publish, catalogue, tmp_path, recwarn, empty_value):
    (catalogue.folder / catalogue.issue).unlink()
    for name in ("newspapers", "topics", "people", "ledger"):
        catalogue.write(f"{name}.yaml", f"{name}:{empty_value}\n")
    process = publish()
    assert (process.returncode, process.stderr) == (0, "")
    assert "0 篇文章" in process.stdout
    assert not [
        str(warning.message) for warning in recwarn if "fixture data" in str(warning.message)
    ]
    messages = {
        "/": "暂无文章",
        "/articles/": "还没有收录文章",
        "/articles/?q=竞赛": "没有符合条件的文章",
        "/newspapers/": "还没有收录报纸",
        "/topics/": "还没有主题",
        "/places/": "各省级行政区",
        "/places/330182/": "0",
        "/people/": "还没有收录作者",
        "/about/": "0 篇",
        "/data/": "0 篇",
        "/readyz": "ok",
        "/sitemap.xml": "sitemapindex",
        "/articles.json": "[]",
        "/articles.atom": "<feed",
        "/oai?verb=ListRecords&metadataPrefix=oai_dc": "noRecordsMatch",
    }
    for address, words in messages.items():
        answer = Client().get(address)
        assert answer.status_code == 200, address
        assert words in answer.content.decode() if not answer.streaming else True, address


@pytest.mark.parametrize("begun", [None, "", "# 主题\n"])
def test_a_missing_catalogue_file_is_reported_with_its_beginning(publish, catalogue, begun):
    path = catalogue.folder / "topics.yaml"
    path.unlink() if begun is None else path.write_text(begun)
    process = publish()
    assert process.returncode != 0
    assert "topics.yaml" in process.stderr
    (line,) = set(re.findall("写一行“(.*?)”", process.stderr))
    path.write_text(f"{line}\n")
    assert "写一行" not in publish().stderr


def test_the_first_newspaper_is_entered_and_published(publish, catalogue):
    (catalogue.folder / catalogue.issue).unlink()
    for name in ("topics", "people", "ledger"):
        catalogue.write(f"{name}.yaml", f"{name}: []\n")
    call_command("enter_ledger", stdout=StringIO())
    process = publish()
    assert process.returncode == 0, process.stderr
    assert "本站还没有这种报纸" in Client().get("/newspapers/shi-bao/").content.decode()


def change_text(text: str) -> str:
    return text.replace("开赛", "开幕")


@pytest.mark.parametrize("arguments", [(), ("--force",), ("--aside",)])
def test_texts_are_not_lost_unless_that_is_meant(publish, catalogue, tmp_path, arguments):
    publish()
    before = served_edition(tmp_path)
    page = catalogue.pages / "page.txt"
    page.write_text(change_text(page.read_text(encoding="utf-8")), encoding="utf-8")
    refused = publish(*arguments)
    assert refused.returncode != 0
    assert "有 2 篇文章会失去全文" in refused.stderr
    assert "shi-bao/2020-10-11/1：2 篇" in refused.stderr
    assert "文章 222222f 的 p1 第 4 字起原是「赛。」，现在是「幕。」" in refused.stderr
    assert "--allow-loss" in refused.stderr
    assert served_edition(tmp_path) == before
    assert not list((tmp_path / "var" / "editions").glob(".building*"))
    assert publish("--allow-loss").returncode == 0
    assert served_edition(tmp_path)[2] == []


def test_an_existing_edition_without_texts_is_not_activated(publish, catalogue, settings, tmp_path):
    pages = settings.PAGES_DIR
    settings.PAGES_DIR, settings.PAGES_DIR_IS_EXPLICIT = tmp_path / "none", False
    publish()
    settings.PAGES_DIR, settings.PAGES_DIR_IS_EXPLICIT = pages, True
    publish()
    before = served_edition(tmp_path)
    # ARCHIVE_PAGES forgotten for once
    settings.PAGES_DIR, settings.PAGES_DIR_IS_EXPLICIT = tmp_path / "none", False
    refused = publish()
    assert "ARCHIVE_PAGES" in refused.stderr
    assert str(tmp_path / "none") in refused.stderr
    assert served_edition(tmp_path) == before
    assert publish("--allow-loss").returncode == 0
    assert served_edition(tmp_path)[2] == []
    assert publish().returncode == 0, "what was allowed once is allowed"


def test_articles_removed_from_the_catalogue_do_not_count_as_lost_texts(publish, tmp_path):
    publish()
    before = (tmp_path / "var" / "current").resolve()
    after = tmp_path / "after"
    shutil.copytree(before, after)
    held_files = HeldFiles(PageTexts(None), PageImages(None), FileCache())

    def delete_rows(table):
        with own_database(after) as record:
            record.execute(f"DELETE FROM {table}")

    delete_rows("archive_article WHERE ident = '222222f'")
    refuse_losses(before, held_files, after)
    delete_rows("archive_fulltext")
    with pytest.raises(TextsLost, match="有 1 篇文章会失去全文"):
        refuse_losses(before, held_files, after)


def test_an_image_that_was_published_is_not_lost_silently(publish, tmp_path):
    publish()
    before = (tmp_path / "var" / "current").resolve()
    after = tmp_path / "after"
    shutil.copytree(before, after)
    held_files = HeldFiles(PageTexts(None), PageImages(None), FileCache())

    def image(folder, is_held):
        with own_database(folder) as record:
            record.execute("DELETE FROM archive_pageimage")
            record.execute(
                "INSERT INTO archive_pageimage "
                "(page_id, sequence, sha256, width, height, shows, rights, withdrawn, held) "
                "SELECT MIN(id), 1, ?, 300, 420, 'page', '', '', ? FROM archive_page",
                ("ab" * 32, is_held),
            )

    image(before, True)
    image(after, True)
    refuse_losses(before, held_files, after)
    image(after, False)
    with pytest.raises(TextsLost, match="有 1 个版会失去版面图") as refused:
        refuse_losses(before, held_files, after)
    assert "shi-bao/2020-10-11/1：没有 SHA-256 为 abababab…abab 的版面图" in str(refused.value)
    image(before, False)
    refuse_losses(before, held_files, after)
