"""Formats that can distinguish writers, photographers and editors do."""

import re

import pytest

from archive.formats import mods, oai_dc, tei
from archive.formats.schema_parts import Credit
from archive.formats.serialize import Serializer
from archive.formats.xml_writer import XmlWriter
from archive.models import Article

pytestmark = pytest.mark.django_db


@pytest.fixture
def record():
    """An article by a trainee, with an illustrator and an editor."""
    signed = (("甲文", "实习生"), ("乙山", "绘图"), ("丙水", "责任编辑"))
    credits = [
        Credit(
            slug=f"x{n}",
            name=name,
            role=role,
            position="",
            read_from=name,
            note="",
            url=f"/x{n}",
            same_as=[],
        )
        for n, (name, role) in enumerate(signed)
    ]
    article = Article.objects.for_data().first()
    return (
        Serializer("https://archive.example.org")
        .article(article)
        .model_copy(update={"bylines": credits})
    )


def write_record(module, record):
    xml = XmlWriter()
    module.write(xml, record)
    return str(xml)


def test_dublin_core_has_writers_for_creators(record):
    xml = write_record(oai_dc, record)
    assert re.findall("<dc:creator>(.*?)<", xml) == ["甲文"]
    assert re.findall("<dc:contributor>(.*?)<", xml) == ["乙山", "丙水"]


def test_mods_has_a_relator_of_each(record):
    xml = write_record(mods, record)
    assert re.findall('roleTerm [^>]*type="code"[^>]*>(...)<', xml) == ["rpt", "ill", "edt"]


def test_tei_has_writers_for_authors(record):
    xml = XmlWriter()
    for credit, is_author in tei._credited(record.bylines):
        tei._credit(xml, credit, is_author)
    assert re.findall('<author [^>]*role="(.*?)"', str(xml)) == ["实习生"]
    assert re.findall("<resp>(.*?)</resp>", str(xml)) == ["绘图", "责任编辑"]
