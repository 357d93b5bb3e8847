"""What this archive holds, as data, and whom to write to about its safety."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from archive import __version__
from archive.editions.current import served
from archive.exports import served_files
from archive.formats.representations import Representation
from archive.formats.response_data import ResponseData
from archive.formats.serialize import DIGEST_LICENCE, METADATA_LICENCE, SITE
from archive.formats.site_info import About, Holdings
from archive.http.caching import SHOWN, TIMED, lifetime
from archive.http.endpoint import links_of
from archive.models import Issue, Newspaper
from archive.site_origin import origin

from . import problem_details

# days for which an address to write to is said to be good; RFC 9116 advises less than a year
_GOOD_FOR = 90


@lifetime(TIMED)
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116: security.txt; there is none where nobody is named (ARCHIVE_EMAIL)."""
    if not settings.EMAIL:
        raise Http404
    day = datetime.now(UTC).date() + timedelta(days=_GOOD_FOR)
    lines = (
        f"Contact: mailto:{settings.EMAIL}",
        f"Expires: {datetime.combine(day, time(), UTC):%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {origin(request)}{reverse('security')}",
        "Preferred-Languages: zh, en",
    )
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@lifetime(SHOWN)
def about(request, form):
    told = described(request, form)
    if told is None:
        detail = "本站还没有可以介绍的版本：数据库不是以 publish 发布的。"
        return problem_details.not_found(request, detail=detail)
    row = Holdings(**told.model_dump(exclude={"links"}))
    return ResponseData(f"关于{SITE}", told, [row] if form.suffix == ".csv" else [], told.links)


def described(request: HttpRequest, form: Representation) -> About | None:
    """What the edition that is served says of itself; None where none was published."""
    there, edition = served_files.manifest(), served()
    if there is None:
        return None
    return About(
        newspaper_count=Newspaper.objects.count(),
        issue_count=Issue.objects.count(),
        article_count=there.article_count,
        text_count=there.text_count,
        earliest=there.earliest,
        latest=there.latest,
        provinces=there.provinces,
        modified=there.modified,
        edition=edition.fingerprint[:12],
        made=edition.made,
        software=__version__,
        digest_licence=DIGEST_LICENCE,
        metadata_licence=METADATA_LICENCE,
        contact=settings.EMAIL,
        links=links_of(request, form),
    )
