"""A separate collection: its folder, its name on every page, its URL prefix."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from archive.catalogue.collection_file import read_collection

ROOT = Path(__file__).resolve().parents[2]
CRAWLER = Path(__file__).with_name("crawl_site.py")
# the example's article that is catalogued in full
EXAMPLE = "wkv1dxf"
OWN = """\
name: 河港报档
short_name: 河港
romanised: Hegang Papers
publisher: 河港市图书馆
contact: papers@hegang.example
description: 河港报档收藏河港市的报纸。
about: about.md
keywords: [河港]
digest_licence: {name: CC BY-SA 4.0, url: "https://creativecommons.org/licenses/by-sa/4.0/"}
metadata_licence: {name: PDDL, url: "https://opendatacommons.org/licenses/pddl/1-0/"}
oai_domain: hegang.example
time_zone: Europe/London
languages: [zh-Hant]
nameplate: plate.svg
colours: {light: "#1b5e8a", dark: "#8fc3e8"}
front_page:
  sections: [latest, topics, featured]
  articles: [ARTICLE]
  topics: [minsheng]
"""
PLATE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 12" width="400">
  <path id="a" d="M0 0h40v12H0z" fill="currentColor"/>
</svg>
"""
# names of the collection that comes along and of those it holds
FIRST = re.compile("报藏|baozang|中华全国总工会|工人日报", re.IGNORECASE)
# the program's own name, where a site says what it runs on
SOFTWARE = re.compile(r"<dt>软件</dt>\s*<dd>\s*Baozang [\d.]+\s*</dd>")


def run(*command, **environment):
    # settings of whoever runs the tests must not reach the collection
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith("ARCHIVE_")
    }
    variables |= {"DJANGO_SETTINGS_MODULE": "archive.settings", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *command]
    process = subprocess.run(
        command, cwd=ROOT, env=variables | environment, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout


def manage(*arguments, **environment):
    return run("manage.py", *arguments, **environment)


def crawl(folder, most=1500, **environment):
    folder.mkdir()
    run(str(CRAWLER), str(folder), str(most), **environment)
    rows = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    return [
        SimpleNamespace(
            address=address,
            status=status,
            type=type_,
            file=folder / file,
            links=links,
            headers=headers,
        )
        for address, status, type_, file, links, headers in rows
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own") / "hegang"
    manage("new_collection", str(folder), "--name", "河港报档", "--example")
    (folder / "collection.yaml").write_text(OWN.replace("ARTICLE", EXAMPLE), encoding="utf-8")
    (folder / "about.md").write_text("# 缘起\n\n河港的报纸。<b>粗</b>\n\n- 一\n", encoding="utf-8")
    (folder / "plate.svg").write_text(PLATE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def published_collection(folder):
    environment = {"ARCHIVE_COLLECTION": str(folder)}
    assert "无误：1 期 2 篇" in manage("check_catalogue", **environment)
    manage("collectstatic", "--no-input", "-v0", **environment)
    assert "已发布" in manage("publish", **environment)
    return folder


@pytest.mark.slow
def test_pages_feeds_and_files_name_only_their_own_collection(published_collection, tmp_path):
    answers = crawl(tmp_path / "crawl", ARCHIVE_COLLECTION=str(published_collection))
    assert_all_answer(answers)
    assert_first_is_not_named(answers)
    assert_named(answers)


def test_everything_of_a_collection_is_in_its_folder(published_collection):
    assert (published_collection / "var" / "current" / "edition.json").is_file()
    assert (published_collection / "var" / "static" / "staticfiles.json").is_file()
    assert {path.name for path in published_collection.iterdir()} >= {
        *("collection.yaml", "newspapers.yaml", "topics.yaml", "people.yaml", "ledger.yaml"),
        *("issues", "pages", "images", ".gitignore", "README.md", "places.jsonl"),
    }


def assert_all_answer(answers):
    """Assert that every address answers, except deliberately wrong ones and page images."""
    assert len(answers) > 150
    failures = {answer.address: answer.status for answer in answers if answer.status >= 300}
    refused = "nothing|zzzzzzz|resolve|/timegate/|/metrics$|/(clipping|headline).jpg$"
    assert {a: n for a, n in failures.items() if not re.search(refused, a)} == {}


def assert_first_is_not_named(answers):
    for answer in answers:
        text = answer.file.read_bytes().decode("utf-8", "replace")
        # scripts and style sheets are the program's; their licences may name it
        match = FIRST.search(SOFTWARE.sub("", text)) or FIRST.search(str(answer.headers))
        assert not match, (answer.address, match and text[max(0, match.start() - 60) :][:160])


def assert_named(answers):
    text = {
        answer.address: answer.file.read_bytes().decode("utf-8", "replace") for answer in answers
    }
    pages = [a for a in answers if a.type == "text/html" and text[a.address]]
    for page in pages:
        html = text[page.address]
        assert "｜河港</title>" in html, page.address
        assert '<svg role="img" aria-label="河港" viewBox="0 0 40 12">' in html, page.address
        assert 'id="nameplate-a"' in html
    ident = EXAMPLE
    for address, words in {
        "/": ("推荐阅读", "推荐主题", "民生", "河港报档收藏河港市的报纸。", "河港市图书馆主办"),
        "/about/": ("<h2>缘起</h2>", "&lt;b&gt;粗", "papers@hegang.example", "PDDL"),
        "/about.json": ("河港报档", "Hegang Papers", "by-sa"),
        "/oai?verb=Identify": (
            *("河港报档 Hegang Papers", "papers@hegang.example"),
            "<repositoryIdentifier>hegang.example<",
        ),
        "/oai?verb=ListRecords&metadataPrefix=mods": (
            "河港报档 Hegang Papers",
            "提要：CC BY-SA 4.0",
        ),
        "/oai?verb=ListRecords&metadataPrefix=oai_dc": ("zh-Hant", "著录：PDDL"),
        f"/articles/{ident}.tei": ("<publisher>河港市图书馆<", 'xml:lang="zh-Hant"'),
        f"/articles/{ident}/": ("提要与著录由河港报档编写", "河港市图书馆"),
        f"/articles/{ident}/cite/csl-json": (f"hegang-papers-{ident}", "河港报档"),
        "/articles.atom": ("<name>河港报档<", "by-sa"),
        "/opensearch.xml": ("<ShortName>河港<", "河港报档"),
        "/data/dcat.jsonld": ("河港市图书馆", "河港报档整批数据"),
        "/data/": ("hegang-papers.sqlite3",),
        "/.well-known/security.txt": ("mailto:papers@hegang.example",),
        "/site.webmanifest": (
            '"name": "河港报档"',
            '"short_name": "河港"',
            '"theme_color": "#1b5e8a"',
        ),
        "/icon.svg": ('fill="#1b5e8a"',),
        "/sitemap.xml": ("/sitemaps/lists-1.xml",),
        "/sitemaps/lists-1.xml": ("/articles/",),
        "/collection.css": ("河港　中文报纸档案", "--accent: light-dark(#1b5e8a, #8fc3e8)"),
        "/api/openapi.json": ("河港报档开放接口", "CC BY-SA 4.0"),
        "/newspapers/li-bao/2021-06-05.epub": ("河港市图书馆", "PDDL"),
        "/newspapers/li-bao/2021-06-05.iiif.json": ("Hegang Papers", "CC BY-SA 4.0"),
    }.items():
        for word in words:
            assert word in text[address], (address, word)


@pytest.mark.slow
def test_below_a_path_every_link_stays_below_it(published_collection, tmp_path):
    environment = {
        "ARCHIVE_COLLECTION": str(published_collection),
        "ARCHIVE_VAR": str(tmp_path / "var"),
        "ARCHIVE_PREFIX": "/archive/",
    }
    manage("collectstatic", "--no-input", "-v0", **environment)
    assert "已发布" in manage("publish", **environment)
    answers = crawl(tmp_path / "crawl", **environment)
    assert_all_answer(answers)
    for answer in answers:
        for link in answer.links:
            assert f"{link}/".startswith("/archive/"), (answer.address, link)
        if answer.type != "text/html":
            continue
        # every address on a page is whole, or below the path
        text = answer.file.read_text(encoding="utf-8")
        for link in re.findall(r'(?:href|src|action|data-[\w-]+)="(/[^"]*)"', text):
            assert link.startswith("/archive/"), (answer.address, link)
    text = {a.address: a.file.read_bytes().decode("utf-8", "replace") for a in answers}
    assert "<baseURL>http://localhost/archive/oai<" in text["/archive/oai?verb=Identify"]
    assert "Sitemap: http://localhost/archive/sitemap.xml" in text["/archive/robots.txt"]
    openapi = json.loads(text["/archive/api/openapi.json"])
    assert openapi["servers"] == [{"url": "http://localhost/archive"}]
    assert "/articles.json" in openapi["paths"]


@pytest.mark.slow
def test_two_collections_do_not_touch_one_another(published_collection, tmp_path):
    other_collection = tmp_path / "other"
    # its topics have addresses
    assert "enter_ledger" in manage("new_collection", str(other_collection), "--name", "另一处")
    manage("enter_ledger", ARCHIVE_COLLECTION=str(other_collection))
    manage("publish", ARCHIVE_COLLECTION=str(other_collection))
    for folder, name in ((published_collection, "河港报档"), (other_collection, "另一处")):
        record = json.loads((folder / "var/current/collection.json").read_text(encoding="utf-8"))
        assert record["name"] == name
        manage("publish", ARCHIVE_COLLECTION=str(folder))


@pytest.mark.slow
def test_a_copy_is_a_backup_and_a_rollback_shows_the_old_name(published_collection, tmp_path):
    folder = tmp_path / "renamed"
    shutil.copytree(published_collection, folder, ignore=shutil.ignore_patterns("var"))
    environment = {"ARCHIVE_COLLECTION": str(folder)}
    manage("publish", **environment)
    # everything but var/ restores every record and its address
    for name in ("articles", "issues", "topics", "people"):
        bulk = f"var/current/data/{name}.jsonl.gz"
        assert (folder / bulk).read_bytes() == (published_collection / bulk).read_bytes()
    path = folder / "collection.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("河港报档\n", "江港报档\n"))
    manage("publish", **environment)
    record_file = folder / "var" / "current" / "collection.json"
    assert json.loads(record_file.read_text(encoding="utf-8"))["name"] == "江港报档"
    manage("editions", "rollback", **environment)
    assert json.loads(record_file.read_text(encoding="utf-8"))["name"] == "河港报档"


def test_a_new_collection_does_not_overwrite_a_folder(tmp_path):
    folder = tmp_path / "mine"
    manage("new_collection", str(folder), "--name", "报: 档", "--newspaper", "河港日报")
    assert read_collection(folder).name == "报: 档"
    assert "slug: hegang-ribao, name: 河港日报" in (folder / "newspapers.yaml").read_text()
    with pytest.raises(AssertionError, match="已经有文件"):
        manage("new_collection", str(folder))


def test_a_folder_that_is_not_there_is_named():
    with pytest.raises(AssertionError, match="new_collection"):
        manage("check_catalogue", ARCHIVE_COLLECTION="/nowhere/at/all")


@pytest.mark.slow
def test_an_old_catalogue_and_edition_are_upgraded(published_collection, tmp_path):
    """Before collection.yaml: a catalogue without one, its texts beside it, an edition without
    collection.json, and folders and contact named in the environment."""
    fixtures = tmp_path / "fixtures"
    ignored = shutil.ignore_patterns("var", "collection.yaml", "*.svg", "*.md", "pages")
    shutil.copytree(published_collection, fixtures, ignore=ignored)
    shutil.copytree(published_collection / "pages", tmp_path / "pages")
    environment = {
        "ARCHIVE_FIXTURES": str(fixtures),
        "ARCHIVE_PAGES": str(tmp_path / "pages"),
        "ARCHIVE_VAR": str(tmp_path / "var"),
        "ARCHIVE_EMAIL": "old@hegang.example",
    }
    manage("collectstatic", "--no-input", "-v0", **environment)
    manage("publish", **environment)
    current = (tmp_path / "var" / "current").resolve()
    (current / "collection.json").unlink()
    manifest = json.loads((current / "edition.json").read_text(encoding="utf-8"))
    del manifest["files"]["collection.json"]
    (current / "edition.json").write_text(json.dumps(manifest), encoding="utf-8")
    # every route, but not all that they link to
    before = crawl(tmp_path / "before", most=80, **environment)
    assert not [a.address for a in before if a.status >= 500]
    output = manage("upgrade", **environment)
    assert f"已写出 {fixtures / 'collection.yaml'}" in output
    assert "contact" in output
    assert "这个程序可以读取当前版本" in output
    assert "没有改动" in manage("upgrade", **environment)
    about = read_collection(fixtures)
    assert (about.contact, about.about) == ("old@hegang.example", "")
    path = fixtures / "collection.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("name: 报纸档案", "name: 河港报档"))
    manage("check_catalogue", **environment)
    assert "已发布" in manage("publish", **environment)
    after = crawl(tmp_path / "after", **environment)
    assert_all_answer(after)
    sizes = [
        {a.address for a in answers if "/static/" not in a.address} for answers in (before, after)
    ]
    assert sizes[0] <= sizes[1]
    assert all("河港报档" in a.file.read_text() for a in after if a.address == "/")
