"""Titles supplied by an editor are distinguishable from printed ones in pages and citations."""

import re
from datetime import date

import pytest

from archive.citations import csl
from archive.formats import mods, oai_dc, tei
from archive.formats.serialize import Serializer
from archive.formats.xml_writer import XmlWriter
from archive.models import Article, Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    first = Article.objects.first()
    first.headline, first.headline_supplied = "〔雪后清扫街面〕", True
    first.save()
    return Article.objects.for_reading().get(pk=first.pk)


def test_readers_see_brackets_and_what_they_mean(client, article):
    page = client.get(article.get_absolute_url()).content.decode()
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[1]
    assert re.sub(r"<[^>]+>", "", heading).strip() == "〔雪后清扫街面〕"
    assert "〔〕中的标题为编辑所拟" in page
    other_article = Article.objects.exclude(pk=article.pk).first()
    assert (
        "〔〕中的标题为编辑所拟"
        not in client.get(other_article.get_absolute_url()).content.decode()
    )


def test_citations_have_supplied_titles_in_square_brackets(article):
    assert csl.item(article, "https://a.example/x/", date(2026, 11, 2))["title"] == "[雪后清扫街面]"


def test_data_say_that_a_title_was_supplied(article):
    record = Serializer("https://a.example").article(article)
    assert (record.headline, record.headline_supplied) == ("〔雪后清扫街面〕", True)
    xml = XmlWriter()
    mods.write(xml, record)
    assert 'supplied="yes"><mods:title>雪后清扫街面</mods:title>' in str(xml)
    xml = XmlWriter()
    oai_dc.write(xml, record)
    assert "<dc:title>[雪后清扫街面]</dc:title>" in str(xml)
    xml = XmlWriter()
    tei._titles(xml, record)
    assert '<supplied resp="#archive">雪后清扫街面</supplied></title>' in str(xml)


def test_withdrawn_text_is_labelled_as_withdrawn(client):
    page = Page.objects.first()
    page.apart = [{"kind": "withdrawn", "at": [[0, 9]], "text": "", "of": None, "note": ""}]
    page.save()
    html = client.get(page.get_absolute_url()).content.decode()
    assert html.count("已撤下的文字") == 2
    assert "窜入" not in html
