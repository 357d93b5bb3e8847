"""The size and the current edition of the archive as data, and security.txt."""

from datetime import UTC, datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from archive import __version__
from archive.editions.collection import collection, contact
from archive.editions.current import served
from archive.exports import served_files
from archive.formats.representations import Representation
from archive.formats.response_data import ResponseData
from archive.formats.site_info import About, Holdings
from archive.http import problem_details
from archive.http.caching import PAGE_LIFETIME, TIMESTAMP_LIFETIME, lifetime
from archive.http.endpoint import resource_links
from archive.models import Issue, Newspaper
from archive.site_urls import origin

# days until security.txt expires; RFC 9116 recommends less than a year
_EXPIRES_IN = 90


@lifetime(TIMESTAMP_LIFETIME)
def security(request: HttpRequest) -> HttpResponse:
    """Return security.txt (RFC 9116); 404 if the collection has no contact."""
    if not contact():
        raise Http404
    day = datetime.now(UTC).date() + timedelta(days=_EXPIRES_IN)
    lines = (
        f"Contact: mailto:{contact()}",
        f"Expires: {datetime.combine(day, time(), UTC):%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {origin(request)}{reverse('security')}",
        "Preferred-Languages: zh, en",
    )
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@lifetime(PAGE_LIFETIME)
def about(request: HttpRequest, representation: Representation) -> HttpResponse | ResponseData:
    site_info = current_site_info(request, representation)
    if site_info is None:
        detail = "本站还没有可以介绍的版本：数据库不是以 publish 发布的。"
        return problem_details.not_found(request, detail=detail)
    row = Holdings(**site_info.model_dump(exclude={"links"}))
    rows = [row] if representation.suffix == ".csv" else []
    return ResponseData(f"关于{collection().name}", site_info, rows, site_info.links)


def current_site_info(request: HttpRequest, representation: Representation) -> About | None:
    """Return counts and dates of the current edition; None if it has no manifest."""
    manifest, edition, archive_collection = served_files.manifest(), served(), collection()
    if manifest is None:
        return None
    return About(
        name=archive_collection.name,
        romanised=archive_collection.romanised,
        publisher=archive_collection.publisher,
        description=archive_collection.description,
        newspaper_count=Newspaper.objects.count(),
        issue_count=Issue.objects.count(),
        article_count=manifest.article_count,
        text_count=manifest.text_count,
        earliest=manifest.earliest,
        latest=manifest.latest,
        provinces=manifest.provinces,
        modified=manifest.modified,
        edition=edition.fingerprint[:12],
        made=edition.made,
        software=__version__,
        digest_licence=archive_collection.digest_licence.url,
        metadata_licence=archive_collection.metadata_licence.url,
        contact=contact(),
        links=resource_links(request, representation),
    )
