"""An article in unqualified Dublin Core, the format that every OAI-PMH harvester reads."""

from archive.models.article_parts import Basis
from archive.text import dates, roles, titles
from archive.text.roles import Work

from .schema import ArticleRecord
from .schema_parts import Dating
from .serialize import DIGEST_LICENCE, METADATA_LICENCE
from .xml_writer import XmlWriter

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
ROOT = {
    "xmlns:oai_dc": NAMESPACE,
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
}


def write(xml: XmlWriter, article: ArticleRecord) -> None:
    """One `oai_dc:dc` (OAI-PMH 2.0, implementation guidelines; DCMI element set 1.1)."""
    wrote, helped = [], []
    for credit in article.bylines:
        (wrote if roles.work(credit.role) is Work.TEXT else helped).append(credit.name)
    with xml.within("oai_dc:dc", ROOT):
        xml.add_all("dc:title", (_headline(article), article.kicker, *article.subheads))
        xml.add_all("dc:creator", dict.fromkeys(wrote))
        xml.add_all("dc:subject", (topic.label for topic in article.topics))
        xml.add_all("dc:description", (article.digest,))
        xml.add("dc:publisher", _newspaper(article))
        xml.add_all("dc:contributor", (name for name in dict.fromkeys(helped) if name not in wrote))
        xml.add("dc:date", _date(article.date))
        xml.add_all("dc:type", ("Text", article.genre_label))
        xml.add("dc:format", "text/html")
        xml.add_all("dc:identifier", (article.url, *(i.value for i in article.identifiers)))
        xml.add("dc:source", f"{_newspaper(article)}，{article.date.label}，{article.page}")
        xml.add("dc:language", "zh-Hans")
        xml.add_all("dc:relation", (article.page.url, article.issue.url, article.newspaper.url))
        xml.add_all("dc:coverage", (place.full_name for place in article.places))
        xml.add("dc:rights", f"著录：CC0 1.0，{METADATA_LICENCE}")
        xml.add("dc:rights", f"提要：CC BY 4.0，{DIGEST_LICENCE}")


def write_description(xml: XmlWriter, text: str) -> None:
    """What a set holds, as `setDescription` has it."""
    with xml.within("oai_dc:dc", ROOT):
        xml.add("dc:description", text)


def _headline(article: ArticleRecord) -> str:
    supplied = article.headline_supplied
    return titles.in_square_brackets(article.headline) if supplied else article.headline


def _newspaper(article: ArticleRecord) -> str:
    """In [ ] where an editor concluded which it is."""
    name = article.newspaper.name
    return f"[{name}]" if article.attribution == Basis.INFERRED else name


def _date(dating: Dating) -> str:
    """A day, month or year; for what is less sure the interval it lies in (ISO 8601)."""
    return dates.in_iso(dating.edtf) or f"{dating.earliest}/{dating.latest}"
