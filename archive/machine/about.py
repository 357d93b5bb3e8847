"""What this archive holds, as data."""

from django.conf import settings
from django.http import HttpRequest

from archive.bulk import shelf
from archive.caching import SHOWN, lifetime
from archive.edition import served
from archive.formats.about import About, Holdings
from archive.formats.answer import Answer
from archive.formats.forms import Form
from archive.formats.record import DIGEST_LICENCE, METADATA_LICENCE, SITE
from archive.models import Issue, Newspaper
from archive.version import VERSION

from . import problems
from .endpoint import links_of


@lifetime(SHOWN)
def about(request, form):
    told = described(request, form)
    if told is None:
        detail = "本站还没有可以介绍的版本：数据库不是以 publish 发布的。"
        return problems.not_found(request, detail=detail)
    row = Holdings(**told.model_dump(exclude={"links"}))
    return Answer(f"关于{SITE}", told, [row] if form.suffix == ".csv" else [], told.links)


def described(request: HttpRequest, form: Form) -> About | None:
    """What the edition that is served says of itself; None where none was published."""
    there, edition = shelf.manifest(), served()
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
        software=VERSION,
        digest_licence=DIGEST_LICENCE,
        metadata_licence=METADATA_LICENCE,
        contact=settings.EMAIL,
        links=links_of(request, form),
    )
