"""An article in unqualified Dublin Core, the format every OAI-PMH harvester understands."""

from archive.editions.collection import collection
from archive.models.article_parts import Basis
from archive.text import dates, roles, titles
from archive.text.roles import Work

from .schema import ArticleRecord
from .schema_parts import Dating
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
    """Write one `oai_dc:dc` (OAI-PMH 2.0, implementation guidelines; DCMI element set 1.1)."""
    creators: list[str] = []
    other_names: list[str] = []
    for credit in article.bylines:
        is_creator = roles.work(credit.role) is Work.TEXT
        (creators if is_creator else other_names).append(credit.name)
    with xml.element("oai_dc:dc", ROOT):
        headline = titles.citation_title(article.headline, article.headline_supplied)
        xml.add_all("dc:title", (headline, article.kicker, *article.subheads))
        xml.add_all("dc:creator", dict.fromkeys(creators))
        xml.add_all("dc:subject", (topic.label for topic in article.topics))
        xml.add_all("dc:description", (article.digest,))
        xml.add("dc:publisher", _newspaper(article))
        contributors = (name for name in dict.fromkeys(other_names) if name not in creators)
        xml.add_all("dc:contributor", contributors)
        xml.add("dc:date", _date(article.date))
        xml.add_all("dc:type", ("Text", article.genre_label))
        xml.add("dc:format", "text/html")
        xml.add_all("dc:identifier", (article.url, *(i.value for i in article.identifiers)))
        xml.add("dc:source", f"{_newspaper(article)}，{article.date.label}，{article.page}")
        xml.add("dc:language", collection().language)
        related = (article.page.url, article.issue.url, article.newspaper.url)
        xml.add_all("dc:relation", (*related, *(d.url for d in article.dispatches)))
        xml.add_all("dc:coverage", (place.full_name for place in article.places))
        about = collection()
        for part, licence in (("著录", about.metadata_licence), ("提要", about.digest_licence)):
            xml.add("dc:rights", f"{part}：{licence.name}，{licence.url}")


def write_description(xml: XmlWriter, text: str) -> None:
    """Write the description of a set, for `setDescription`."""
    with xml.element("oai_dc:dc", ROOT):
        xml.add("dc:description", text)


def _newspaper(article: ArticleRecord) -> str:
    """Return the newspaper's name, in square brackets if an editor inferred it."""
    name = article.newspaper.name
    return f"[{name}]" if article.attribution == Basis.INFERRED else name


def _date(dating: Dating) -> str:
    """Return a day, month or year; for less certain dates an ISO 8601 interval."""
    return dates.in_iso(dating.edtf) or f"{dating.earliest}/{dating.latest}"
