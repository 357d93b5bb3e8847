"""Newspaper pages: labels of content shares, dates of issues, and text without anchors."""

from urllib.parse import urlencode

from django.utils.translation import gettext_noop
from markupsafe import Markup, escape

from archive.catalogue.article_body import GAP
from archive.formats.iiif.manifests import manifest_address
from archive.languages import translated as gettext
from archive.models import Article, Issue, Page
from archive.models.article_parts import Basis
from archive.web.article_text import AnchoredBlock, Paragraph

from .values import APART_KINDS

_SHARES = {
    "articles": gettext_noop("文章正文"),
    **APART_KINDS,
    "rest": gettext_noop("标题与空白"),
}
_GAP = f'<span class="gap">{GAP}</span>'


def share_kind(kind: str) -> str:
    return gettext(_SHARES[kind])


def issue_date(issue: Issue, says_inferred: bool = True) -> Markup:
    """Return the date of an issue, marked 推定 if inferred, unless the page says so already.

    Beside 推定, the 约 of a range is omitted.
    """
    inferred = says_inferred and issue.date_basis == Basis.INFERRED
    label = escape(issue.date_beside_mark if inferred else issue.date_label)
    iso = issue.date_iso
    element = f'<time datetime="{iso}">{label}</time>' if iso else f"<span>{label}</span>"
    mark = escape(gettext("推定"))
    return Markup(f'{element} <span class="inferred">{mark}</span>' if inferred else element)


def manifest(row: Issue | Page | Article, origin: str) -> str:
    """Return a manifest URL that works when dragged into an IIIF viewer.

    Viewers read the parameter `manifest` (IIIF drag and drop).
    """
    address = manifest_address(row, origin)
    return f"{address}?{urlencode({'manifest': address})}"


def reading_line(line: Paragraph) -> Markup:
    """Return a line of an article's text, without the anchors of the article's page."""
    *openings, last = line.parts
    before = "".join(f'<span class="{part.kind}">{_text(part)}</span>' for part in openings)
    return Markup(before + _text(last))


def _text(part: AnchoredBlock) -> str:
    before = _GAP if part.gap == "before" else ""
    after = _GAP if part.gap == "after" else ""
    return f"{before}{escape(''.join(run.text for run in part.runs))}{after}"
