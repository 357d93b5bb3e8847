"""The site as plain files: whole, below any path."""

import re
import subprocess
import urllib.error
import urllib.request
from urllib.parse import unquote, urldefrag, urljoin

import pytest

from archive.offline import index_files

from .copies import SAMPLE, manage, run

pytestmark = pytest.mark.slow

IN_HTML = re.compile(r'\s(?:href|src|action)="([^"]*)"')
IN_SRCSET = re.compile(r"(\S+)\s+\d+w")
IN_STYLE = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
IN_SCRIPT = re.compile(r"""(?:from|import)\s*\(?["'](\.[^"']+)["']""")


def read(address):
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.headers.get_content_type(), answer.read()


def links_of(media_type, text):
    if media_type == "text/html":
        links = [link.replace("&amp;", "&") for link in IN_HTML.findall(text)]
        for sources in re.findall(r'srcset="([^"]*)"', text):
            links += IN_SRCSET.findall(sources)
        return links
    patterns = {"text/css": IN_STYLE, "text/javascript": IN_SCRIPT}
    return patterns[media_type].findall(text) if media_type in patterns else []


@pytest.fixture(scope="module")
def media_types(static_address):
    """address → media type of everything that the copy's front page leads to."""
    visited, waiting = {}, [static_address]
    while waiting:
        address = waiting.pop()
        if address in visited:
            continue
        try:
            media_type, content = read(address)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{address}: {error.code}") from error
        visited[address] = media_type
        if not media_type.startswith("text/"):
            continue
        for link in links_of(media_type, content.decode()):
            target = urldefrag(urljoin(address, link)).url
            if target.startswith("http://127.0.0.1"):
                assert target.startswith(static_address), (address, link)
                waiting.append(target)
    return visited


def test_every_link_leads_to_a_file_and_every_kind_of_page_is_reached(media_types, static_address):
    paths = {unquote(address.removeprefix(static_address)) for address in media_types}
    assert paths >= {
        *(
            "",
            "articles/",
            "articles/dg7ccgd/",
            "articles/topic=jiaotong/",
            "articles/dg7ccgd.json",
        ),
        *("newspapers/", "newspapers/yangbao/", "newspapers/yangbao/2026-01-05/"),
        *("newspapers/yangbao/2026-01-05/1/", "newspapers/yangbao/2026-01-05/reading/"),
        *("topics/", "topics/jiaotong/", "places/", "people/", "people/yang-bing/", "about/"),
        *("data/", "search/", "basket/", "articles/dg7ccgd/cite/ris"),
        *("articles/dg7ccgd/headline.jpg", "articles/dg7ccgd/picture-1.jpg"),
    }
    images = [path for path in paths if path.startswith("iiif/")]
    assert len(images) > 20
    assert any(path.startswith("data/") and path.endswith(".sqlite3") for path in paths)


def test_the_copy_has_no_file_that_nothing_leads_to(media_types, static_copy, static_address):
    results = {unquote(address.removeprefix(static_address)) for address in media_types}
    results |= {f"{path}index.html" for path in results if not path or path.endswith("/")}
    files = {str(path.relative_to(static_copy)) for path in static_copy.rglob("*.*")}
    unreached = {
        path
        for path in files - results
        if not path.startswith("search/") and not path.startswith("static/")
    }
    assert unreached == set()


def test_nothing_names_the_machine_that_made_it_or_needs_a_server(static_copy):
    for path in static_copy.rglob("*"):
        if path.is_file() and path.suffix in (".html", ".json", ".csv", ".md", ".txt", ".tei"):
            text = path.read_text(encoding="utf-8")
            assert "localhost" not in text, path
            if path.suffix == ".html":
                assert "data-suggest" not in text, path
                assert "unapi" not in re.sub('class="unapi-id"', "", text), path
                forms = re.findall(r"<form[^>]*>", text)
                assert all('role="search"' in f or 'method="dialog"' in f for f in forms), path
                assert "离线副本" in text, path


def test_no_page_asks_to_choose_what_has_no_link(static_copy):
    for path in static_copy.rglob("*.html"):
        assert "data-needs-lists" not in path.read_text(encoding="utf-8"), path


def test_with_a_public_address_metadata_name_it(environment, tmp_path):
    public = environment | {"ARCHIVE_ORIGIN": "https://papers.example"}
    manage("export_static", str(tmp_path / "copy"), **public)
    page = (tmp_path / "copy" / "articles/dg7ccgd/index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://papers.example/articles/dg7ccgd/"' in page
    assert '<a href="https://papers.example/">' in page
    record = (tmp_path / "copy" / "articles/dg7ccgd.json").read_text(encoding="utf-8")
    assert "https://papers.example/articles/dg7ccgd/" in record
    assert (tmp_path / "copy" / "newspapers/yangbao/2026-01-05.epub").is_file()


def test_below_a_path_it_is_the_same_copy(environment, static_copy, tmp_path):
    below = environment | {"ARCHIVE_PREFIX": "/papers", "ARCHIVE_VAR": str(tmp_path / "var")}
    manage("collectstatic", "--no-input", "-v0", **below)
    manage("publish", **below)
    manage("export_static", str(tmp_path / "copy"), **below)
    for name in ("index.html", "articles/topic=jiaotong/index.html"):
        pages = [(folder / name).read_text() for folder in (tmp_path / "copy", static_copy)]
        assert IN_HTML.findall(pages[0]) == IN_HTML.findall(pages[1])


def test_a_folder_with_files_is_left_alone(static_copy, environment):
    completed = manage("export_static", str(static_copy), check=False, **environment)
    assert completed.returncode != 0
    assert "已有文件" in completed.stderr


SMALLER = """
import sys, django
django.setup()
from django.core.management import call_command
from archive.offline import static_site
static_site.MAX_ARTICLES = 12
call_command("export_static", sys.argv[1])
"""


def test_beyond_the_limit_the_search_page_says_that_there_is_none(environment, tmp_path):
    copy = tmp_path / "copy"
    settings = environment | {"DJANGO_SETTINGS_MODULE": "archive.settings"}
    assert "不能检索" in run("-c", SMALLER, str(copy), **settings).stdout
    page = (copy / "search" / "index.html").read_text(encoding="utf-8")
    assert "这份副本的文章太多，不能检索" in page
    assert "offline-search" not in page
    assert [path.name for path in (copy / "search").iterdir()] == ["index.html"]
    # all articles are there
    assert len(list((copy / "articles").glob("???????/index.html"))) == 13


@pytest.mark.django_db
def test_the_index_divides_its_postings_over_files(monkeypatch):
    monkeypatch.setattr(index_files, "_POSTINGS_SIZE", 2000)
    files = dict(index_files.index_files())
    postings = [name for name in files if name.startswith("search/postings-")]
    assert len(postings) > 2
    assert {f"search/{name}.json" for name in ("index", "fold", "entries-0")} <= files.keys()


# names of the collection that comes along
FIRST = re.compile("报藏|baozang|中华全国总工会|工人日报", re.IGNORECASE)
# the program's own name, where a site says what it runs on
SOFTWARE = re.compile(r"Baozang [\d.]+")


@pytest.fixture(scope="module")
def own_collection(tmp_path_factory):
    """A separate collection and its copy: two folders."""
    folder = tmp_path_factory.mktemp("own")
    collection = folder / "hegang"
    manage("new_collection", str(collection), "--name", "河港报档", "--example")
    about = collection / "collection.yaml"
    words = re.sub(r"^interface_languages:.*\n", "", about.read_text(), flags=re.MULTILINE)
    about.write_text(words + "\ninterface_languages: [zh-Hans, zh-Hant, en]\n")
    settings = {"ARCHIVE_COLLECTION": str(collection)}
    manage("collectstatic", "--no-input", "-v0", **settings)
    manage("publish", **settings)
    copy = folder / "copy"
    manage("export_static", str(copy), **settings)
    return collection, copy


def test_a_copy_has_the_languages_and_the_name_of_its_own_collection(own_collection):
    _, copy = own_collection
    for prefix, language in (("", "zh-Hans"), ("hant", "zh-Hant"), ("en", "en")):
        page = (copy / prefix / "articles" / "index.html").read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in page
        assert (copy / prefix / "search" / "index.html").is_file()
        assert (copy / prefix / "articles" / "wkv1dxf" / "index.html").is_file()
    english = (copy / "en" / "search" / "index.html").read_text(encoding="utf-8")
    assert 'data-files="../../search/"' in english
    assert 'action="./"' in english
    assert 'href="../../hant/search/"' in english
    for path in copy.rglob("*"):
        if path.is_file() and "static" not in path.parts and path.suffix not in (".gz", ".sqlite3"):
            text = path.read_bytes().decode("utf-8", "replace")
            match = FIRST.search(SOFTWARE.sub("", text))
            assert not match, (path, text[max(0, match.start() - 60) :][:120])


def test_a_backup_is_restored_on_an_empty_machine_with_the_same_addresses(own_collection, tmp_path):
    collection, copy = own_collection
    guide = (SAMPLE.parents[1] / "docs" / "serving.md").read_text(encoding="utf-8")
    restored = tmp_path / "restored"
    for command in re.findall(r"^    (?:tar|mkdir) .*hegang.*$", guide, re.MULTILINE):
        command = command.replace("/srv/restored", str(restored)).replace(
            "/srv/hegang", str(collection)
        )
        command = command.replace("/var/backups", str(tmp_path))
        subprocess.run(command, shell=True, check=True, executable="/bin/bash")
    assert not (restored / "var").exists()
    settings = {"ARCHIVE_COLLECTION": str(restored)}
    manage("collectstatic", "--no-input", "-v0", **settings)
    manage("publish", **settings)
    manage("export_static", str(tmp_path / "copy"), **settings)

    def files(folder):
        return {str(path.relative_to(folder)) for path in folder.rglob("*")}

    assert files(tmp_path / "copy") == files(copy)
