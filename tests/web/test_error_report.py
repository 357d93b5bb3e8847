"""The error report by mail: its address, subject, and limited length."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from archive.models import Article

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(settings):
    settings.EMAIL = "editor+archive@archive.example.org"
    return settings.EMAIL


def mail(client, address) -> tuple[str, str, str]:
    """(address, subject, body) of the mail that a page links to."""
    page = client.get(address).content.decode()
    (href,) = re.findall(r'href="(mailto:[^"]+)"', page)
    url = urlsplit(unescape(href))
    # RFC 6068: a plus is a plus
    assert "+" not in url.query
    fields = parse_qs(url.query, strict_parsing=True)
    assert len(href) < 2000
    return url.path.replace("%2B", "+"), fields["subject"][0], fields["body"][0]


def test_an_article_names_itself_and_its_edition(client, contact):
    for article in Article.objects.all()[:5]:
        to, subject, body = mail(client, article.get_absolute_url())
        assert to == contact
        assert subject.startswith("纠错：")
        assert subject.removeprefix("纠错：").rstrip("…") in article.headline
        assert f"网址：http://testserver{article.get_absolute_url()}\r\n" in body
        assert re.search(r"版本：\d{4}-\d\d-\d\d \w+", body)


def test_a_paragraph_names_its_place(client, contact):
    article = Article.objects.first()
    block = article.blocks[-1]["id"]
    _, _, body = mail(client, f"{article.get_absolute_url()}cite/?block={block}")
    assert f"网址：http://testserver{article.get_absolute_url()}#{block}\r\n" in body
    assert "段落：" in body


def test_the_longest_quotation_is_cut(client, contact, rf):
    from archive.web.error_report import report_url

    article = Article(ident="b3k7w2q", headline="甲" * 122)
    request = rf.get("/")
    url = report_url(request, article, "p3", "第 3 段", "&?#%\r\n乙" * 3000)
    assert len(url) < 2000
    assert parse_qs(urlsplit(url).query)["body"][0].count("&?#%") < 20


def test_without_a_contact_there_is_no_link(client, settings):
    settings.EMAIL = ""
    address = Article.objects.first().get_absolute_url()
    assert "mailto:" not in client.get(address).content.decode()
    assert "mailto:" not in client.get(f"{address}cite/").content.decode()
