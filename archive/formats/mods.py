"""An article in MODS, which can state more than Dublin Core: roles, the page, the certainty of
dates.
"""

from archive.editions.collection import collection
from archive.models import Mention
from archive.text import dates, titles
from archive.text.roles import ROLES

from .schema import ArticleRecord
from .schema_parts import Credit, Dating, Mentioned
from .xml_writer import XmlWriter

NAMESPACE = "http://www.loc.gov/mods/v3"
SCHEMA = "http://www.loc.gov/standards/mods/v3/mods-3-7.xsd"
ROOT = {
    "xmlns:mods": NAMESPACE,
    "xmlns:xlink": "http://www.w3.org/1999/xlink",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
    "version": "3.7",
}
_NAME_TYPES = {Mention.Kind.PERSON: "personal", Mention.Kind.ORGANISATION: "corporate"}
# terms of the MARC Genre Term List that say more than "article"
_MARC_GENRES = {"sanwen": "essay", "shige": "poetry"}
_CHINESE = {"type": "code", "authority": "iso639-2b"}


def write(xml: XmlWriter, article: ArticleRecord) -> None:
    """Write one `mods:mods` (MODS 3.7, Library of Congress), which is also valid MODS 3.4."""
    with xml.element("mods:mods", ROOT):
        _titles(xml, article)
        for credit in article.bylines:
            _name(xml, credit)
        xml.add("mods:typeOfResource", "text")
        xml.add("mods:genre", "article", {"authority": "marcgt"})
        if term := _MARC_GENRES.get(article.genre):
            xml.add("mods:genre", term, {"authority": "marcgt"})
        if article.genre:
            xml.add("mods:genre", article.genre_label, {"lang": "chi"})
        _origin(xml, article.date)
        with xml.element("mods:language"):
            xml.add("mods:languageTerm", "chi", _CHINESE)
            xml.add("mods:scriptTerm", "Hans", {"type": "code", "authority": "iso15924"})
        with xml.element("mods:physicalDescription"):
            xml.add("mods:extent", f"{article.length} 字")
        if article.digest:
            xml.add("mods:abstract", article.digest, {"lang": "chi", "displayLabel": "提要"})
        if article.column:
            xml.add("mods:note", article.column, {"displayLabel": "栏目"})
        for topic in article.topics:
            with xml.element("mods:subject", {"valueURI": topic.url}):
                xml.add("mods:topic", topic.label)
        for place in article.places:
            with xml.element("mods:subject", {"valueURI": place.url}):
                xml.add("mods:geographic", place.full_name)
        for mention in article.mentions:
            _mentioned(xml, mention)
        _host(xml, article)
        xml.add("mods:identifier", article.url, {"type": "uri"})
        xml.add("mods:identifier", article.ident, {"type": "local"})
        with xml.element("mods:location"):
            xml.add("mods:url", article.url, {"usage": "primary display"})
        for identifier in article.identifiers:
            with xml.element("mods:relatedItem", {"type": "otherVersion"}):
                xml.add("mods:identifier", identifier.value, {"type": "uri"})
        for dispatch in article.dispatches:
            # whose page lists the other versions
            with xml.element("mods:relatedItem", {"type": "otherVersion"}):
                xml.add("mods:identifier", dispatch.url, {"type": "uri"})
        about = collection()
        for part, licence in (("著录", about.metadata_licence), ("提要", about.digest_licence)):
            _rights(xml, f"{part}：{licence.name}", licence.url)
        with xml.element("mods:recordInfo"):
            xml.add("mods:recordContentSource", about.bilingual_name)
            xml.add("mods:recordCreationDate", f"{article.first_published}", _W3CDTF)
            xml.add("mods:recordChangeDate", f"{article.last_changed}", _W3CDTF)
            xml.add("mods:recordIdentifier", article.ident)
            with xml.element("mods:languageOfCataloging"):
                xml.add("mods:languageTerm", "chi", _CHINESE)


_W3CDTF = {"encoding": "w3cdtf"}


def _titles(xml: XmlWriter, article: ArticleRecord) -> None:
    supplied = {"supplied": "yes"} if article.headline_supplied else {}
    with xml.element("mods:titleInfo", {"lang": "chi", "usage": "primary"} | supplied):
        xml.add("mods:title", _headline(article))
        xml.add_all("mods:subTitle", article.subheads)
    if article.kicker:
        kind = {"lang": "chi", "type": "alternative", "displayLabel": "引题"}
        with xml.element("mods:titleInfo", kind):
            xml.add("mods:title", article.kicker)


def _headline(article: ArticleRecord) -> str:
    return titles.unbracketed(article.headline) if article.headline_supplied else article.headline


def _name(xml: XmlWriter, credit: Credit) -> None:
    uri = next(iter(credit.same_as), credit.url)
    with xml.element("mods:name", {"type": "personal", "valueURI": uri}):
        xml.add("mods:namePart", credit.name)
        with xml.element("mods:role"):
            code = ROLES[credit.role].relator
            xml.add("mods:roleTerm", code, {"type": "code", "authority": "marcrelator"})
            xml.add("mods:roleTerm", credit.position + credit.role, {"type": "text", "lang": "chi"})


def _mentioned(xml: XmlWriter, mention: Mentioned) -> None:
    """Write whom or what the text names: those that an editor stated or that have a record."""
    is_stated = mention.source == Mention.Source.EDITOR
    if not is_stated and mention.key == mention.name:
        return
    label = "文中提到" if is_stated else "文中提到（程序识别）"
    with xml.element("mods:subject", {"displayLabel": label}):
        uri = {"valueURI": next(iter(mention.same_as), mention.url)}
        if mention.kind == Mention.Kind.PLACE:
            code = {"authority": "GB/T 2260", "valueURI": mention.url}
            xml.add("mods:geographic", mention.name, code)
            return
        with xml.element("mods:name", {"type": _NAME_TYPES[Mention.Kind(mention.kind)]} | uri):
            xml.add("mods:namePart", mention.name)


def _origin(xml: XmlWriter, dating: Dating) -> None:
    """Write the date, followed by its first and last possible day if it is not exact."""
    inferred = {"qualifier": "inferred"} if dating.basis == "inferred" else {}
    with xml.element("mods:originInfo"):
        attributes = {"encoding": "edtf", "keyDate": "yes"} | inferred
        xml.add("mods:dateIssued", dating.edtf, attributes)
        if not dates.is_exact(dating.edtf):
            start, end = _W3CDTF | {"point": "start"}, _W3CDTF | {"point": "end"}
            xml.add("mods:dateIssued", f"{dating.earliest}", start | inferred)
            xml.add("mods:dateIssued", f"{dating.latest}", end | inferred)


def _host(xml: XmlWriter, article: ArticleRecord) -> None:
    """Write the newspaper, issue and page that contain the article."""
    with xml.element("mods:relatedItem", {"type": "host"}):
        with xml.element("mods:titleInfo"):
            xml.add("mods:title", article.newspaper.name)
        xml.add("mods:genre", "newspaper", {"authority": "marcgt"})
        xml.add("mods:identifier", article.newspaper.url, {"type": "uri"})
        xml.add("mods:identifier", article.issue.url, {"type": "uri", "displayLabel": "期"})
        xml.add("mods:identifier", article.page.url, {"type": "uri", "displayLabel": "版"})
        with xml.element("mods:part"):
            if article.issue.number:
                with xml.element("mods:detail", {"type": "issue"}):
                    xml.add("mods:number", article.issue.number)
            with xml.element("mods:detail", {"type": "page"}):
                if article.page.number:
                    xml.add("mods:number", article.page.number)
                xml.add("mods:caption", article.page.label)
            xml.add("mods:date", article.date.edtf, {"encoding": "edtf"})


def _rights(xml: XmlWriter, text: str, licence: str) -> None:
    kind = {"type": "use and reproduction", "xlink:href": licence}
    xml.add("mods:accessCondition", text, kind)
