"""OAI-PMH 2.0: all metadata records, or those changed since the last harvest."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from archive.editions.collection import collection, contact, oai_domain, public_origin
from archive.formats import mods, oai_dc
from archive.formats.serialize import Serializer
from archive.formats.xml_writer import XmlWriter
from archive.harvest import article_changes
from archive.http.caching import TIMESTAMP_LIFETIME, lifetime
from archive.http.middleware.parameters import checks_own_parameters
from archive.models import Article, LedgerEntry
from archive.site_urls import origin

from .oai_arguments import Arguments, OaiError, ResumptionPoint, bad_token, parse_arguments

RECORDS = 50
"""Records in one response."""
MAX_BODY_BYTES = 20_000
"""Bytes of arguments sent by POST."""

FORMATS = {"oai_dc": oai_dc, "mods": mods}
NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
_ROOT = {
    "xmlns": NAMESPACE,
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": f"{NAMESPACE} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd",
}
_IDENTIFIERS = f"{NAMESPACE}oai-identifier"
_IDENTIFIER = {"xmlns": _IDENTIFIERS, "xsi:schemaLocation": f"{_IDENTIFIERS} {_IDENTIFIERS}.xsd"}
# domain names allowed in OAI identifiers
_DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+")


@dataclass(frozen=True)
class Repository:
    """This archive as an OAI-PMH repository."""

    origin: str

    @property
    def base(self) -> str:
        return self.origin + reverse("oai")

    @property
    def domain(self) -> str:
        """The domain in its identifiers; not the requested host, which may have several names."""
        names = (oai_domain(), urlsplit(public_origin()).hostname or "")
        return next(filter(_DOMAIN.fullmatch, names), f"{collection().key}.invalid")

    @property
    def email(self) -> str:
        return contact() or f"postmaster@{self.domain}"

    def identifier(self, ident: str) -> str:
        return f"oai:{self.domain}:{ident}"

    def item(self, identifier: str) -> article_changes.ChangedArticle:
        """Return the article with this OAI identifier; raises idDoesNotExist."""
        ident = identifier.removeprefix(self.identifier(""))
        item = article_changes.changed_article(ident) if ident != identifier else None
        if item is None:
            raise OaiError("idDoesNotExist", f"本站没有 {identifier}")
        return item


@checks_own_parameters
@lifetime(TIMESTAMP_LIFETIME)
def oai(request: HttpRequest) -> HttpResponse:
    repository = Repository(origin(request))
    xml = XmlWriter()
    with xml.element("OAI-PMH", _ROOT):
        xml.add("responseDate", f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
        try:
            arguments = parse_arguments(_pairs(request))
        except OaiError as refused:
            xml.add("request", repository.base, refused.given)
            xml.add("error", refused.message, {"code": refused.code})
        else:
            xml.add("request", repository.base, arguments.given)
            try:
                _VERBS[arguments.verb](xml, repository, arguments)
            except OaiError as refused:
                xml.add("error", refused.message, {"code": refused.code})
    return HttpResponse(str(xml), content_type="text/xml; charset=utf-8")


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """Return name and value of every argument in the query string and the body (section 3.1.1)."""
    encoded = request.META.get("QUERY_STRING", "")
    if request.method == "POST":
        body = request.read(MAX_BODY_BYTES + 1)
        if len(body) > MAX_BODY_BYTES:
            raise OaiError("badArgument", f"参数太长，最多 {MAX_BODY_BYTES} 字节")
        encoded = "&".join(filter(None, (encoded, body.decode("latin-1"))))
    try:
        return parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError as error:
        raise OaiError("badArgument", "参数太多，或不是 UTF-8 编码的文字") from error


# Each verb reads everything before it writes, so that an OaiError leaves the document empty.


def _identify(xml: XmlWriter, repository: Repository, arguments: Arguments) -> None:
    earliest = LedgerEntry.objects.first_day() or date(1970, 1, 1)
    with xml.element("Identify"):
        xml.add("repositoryName", collection().bilingual_name)
        xml.add("baseURL", repository.base)
        xml.add("protocolVersion", "2.0")
        xml.add("adminEmail", repository.email)
        xml.add("earliestDatestamp", earliest.isoformat())
        xml.add("deletedRecord", "persistent")
        xml.add("granularity", "YYYY-MM-DD")
        with xml.element("description"), xml.element("oai-identifier", _IDENTIFIER):
            xml.add("scheme", "oai")
            xml.add("repositoryIdentifier", repository.domain)
            xml.add("delimiter", ":")
            xml.add("sampleIdentifier", repository.identifier("b3k7w2q"))


def _list_metadata_formats(xml: XmlWriter, repository: Repository, arguments: Arguments) -> None:
    if arguments.identifier and repository.item(arguments.identifier).is_gone:
        raise OaiError("noMetadataFormats", "这篇文章已不在本站，没有著录可取")
    with xml.element("ListMetadataFormats"):
        for prefix, kind in FORMATS.items():
            with xml.element("metadataFormat"):
                xml.add("metadataPrefix", prefix)
                xml.add("schema", kind.SCHEMA)
                xml.add("metadataNamespace", kind.NAMESPACE)


def _list_sets(xml: XmlWriter, repository: Repository, arguments: Arguments) -> None:
    with xml.element("ListSets"):
        for oai_set in article_changes.sets():
            with xml.element("set"):
                xml.add("setSpec", oai_set.spec)
                xml.add("setName", oai_set.name)
                if oai_set.description:
                    with xml.element("setDescription"):
                        oai_dc.write_description(xml, oai_set.description)


def _get_record(xml: XmlWriter, repository: Repository, arguments: Arguments) -> None:
    item = repository.item(arguments.identifier)
    _require_format(arguments)
    with xml.element("GetRecord"):
        _record(xml, repository, arguments, item)


def _list_identifiers(xml: XmlWriter, repository: Repository, arguments: Arguments) -> None:
    _list(xml, repository, arguments, _header, with_metadata=False)


def _list_records(xml: XmlWriter, repository: Repository, arguments: Arguments) -> None:
    _list(xml, repository, arguments, _record, with_metadata=True)


_VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
}


def _list(
    xml: XmlWriter,
    repository: Repository,
    arguments: Arguments,
    write: Callable[[XmlWriter, Repository, Arguments, article_changes.ChangedArticle], None],
    with_metadata: bool,
) -> None:
    """Write one response of a list, with the resumption token of the next (section 3.5)."""
    _require_format(arguments)
    point = arguments.resumption_point
    items = arguments.selection.items(point.mark, RECORDS + 1, with_metadata)
    if not items:
        if point.mark:
            raise bad_token(arguments.given)
        raise OaiError("noRecordsMatch", "没有符合条件的记录")
    records, has_next = items[:RECORDS], len(items) > RECORDS
    total = point.total or (arguments.selection.count() if has_next else len(records))
    with xml.element(arguments.verb):
        for item in records:
            write(xml, repository, arguments, item)
        if has_next or point.mark:
            after = ResumptionPoint(records[-1].mark, point.cursor + len(records), total)
            token = arguments.token(after) if has_next else ""
            attributes = {"completeListSize": f"{total}", "cursor": f"{point.cursor}"}
            xml.add("resumptionToken", token, attributes)


def _require_format(arguments: Arguments) -> None:
    if arguments.prefix not in FORMATS:
        if arguments.resumption_point.mark:
            raise bad_token(arguments.given)
        message = f"没有这种格式；可用的有：{'、'.join(FORMATS)}"
        raise OaiError("cannotDisseminateFormat", message)


def _header(
    xml: XmlWriter,
    repository: Repository,
    arguments: Arguments,
    item: article_changes.ChangedArticle,
) -> None:
    with xml.element("header", {"status": "deleted"} if item.is_gone else {}):
        xml.add("identifier", repository.identifier(item.ident))
        xml.add("datestamp", item.mark.day.isoformat())
        xml.add_all("setSpec", item.sets)


def _record(
    xml: XmlWriter,
    repository: Repository,
    arguments: Arguments,
    item: article_changes.ChangedArticle,
) -> None:
    with xml.element("record"):
        _header(xml, repository, arguments, item)
        if isinstance(item.row, Article):
            with xml.element("metadata"):
                record = Serializer(repository.origin).article(item.row)
                FORMATS[arguments.prefix].write(xml, record)
