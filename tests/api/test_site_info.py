"""The description of the archive as data."""

import re
import tomllib
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings

from archive import __version__
from archive.models import Article, FullText, Issue, Newspaper

pytestmark = pytest.mark.django_db


def test_it_counts_what_is_held(client):
    data = client.get("/about.json").json()
    assert data["newspaper_count"] == Newspaper.objects.count()
    assert data["issue_count"] == Issue.objects.count()
    assert data["article_count"] == Article.objects.count()
    assert data["text_count"] == FullText.objects.count()
    assert data["earliest"] < data["latest"]
    assert "浙江省" in data["provinces"]
    assert data["links"]["html"] == "http://testserver/about/"


def test_the_page_says_the_same(client, settings):
    settings.EMAIL = "archive@example.org"
    data, page = client.get("/about.json").json(), client.get("/about/").content.decode()
    for fact in (
        f"{data['issue_count']} 期",
        f"{data['article_count']} 篇",
        data["edition"],
        data["digest_licence"],
        data["metadata_licence"],
        __version__,
        'href="mailto:archive@example.org"',
        *data["provinces"],
    ):
        assert fact in page
    assert data["contact"] == "archive@example.org"


def test_without_a_contact_address_no_contact_is_named(client):
    assert "mailto:" not in client.get("/about/").content.decode()
    assert client.get("/about.json").json()["contact"] == ""


def test_about_says_who_why_how_and_what_is_inferred(client, settings):
    settings.EMAIL = ""
    page = client.get("/about/").content.decode()
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", page.split("</main>")[0])
    assert headings == [
        *("收录范围", "为什么建站", "怎样编辑", "哪些是推定的", "如何引用", "使用许可", "当前版本"),
    ]
    years = re.search(r"<dt>年代</dt>\s*<dd>\s*(.*?)\s*</dd>", page)[1]
    assert years.startswith("约2")
    assert "日" not in years
    settings.EMAIL = "editor@example.org"
    assert "主办与联系" in client.get("/about/").content.decode()


def test_years_that_are_certain_are_not_called_approximate(client):
    Issue.objects.update(date_basis="stated")
    assert "<dd>\n约" not in client.get("/about/").content.decode()
    holdings = client.get("/").content.decode().split('class="holdings-line"')[1].split("</p>")[0]
    assert re.search(r"<span>\d{4}", holdings)


def test_the_csv_has_one_row(client):
    head, row = client.get("/about.csv").content.decode().splitlines()
    assert len(head.split(",")) == len(row.split(","))


def test_every_page_links_to_the_site_info(client):
    for address in ("/", "/articles/", "/nothing/"):
        assert 'href="/about/"' in client.get(address).content.decode()


def test_the_version_is_that_of_the_project():
    project = tomllib.loads((django_settings.BASE_DIR / "pyproject.toml").read_text())
    assert project["project"]["version"] == __version__


def test_without_bulk_files_there_is_no_site_info(client, settings, tmp_path):
    settings.EDITION_DIR = tmp_path
    assert client.get("/about/").status_code == 404
    assert client.get("/about.json").status_code == 404


def test_security_txt_names_a_contact(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.EMAIL = "archive@example.org"
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    page = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert page["Contact"] == "mailto:archive@example.org"
    assert page["Canonical"] == "http://testserver/.well-known/security.txt"
    remaining = datetime.fromisoformat(page["Expires"]) - datetime.now(UTC)
    assert timedelta(days=60) < remaining < timedelta(days=365)
