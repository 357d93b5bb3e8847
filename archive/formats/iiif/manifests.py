"""Manifests of issues, pages and articles (IIIF Presentation API 3.0, section 5.2)."""

from collections.abc import Iterable, Sequence

from django.urls import reverse

from archive.languages import in_source_language
from archive.models import Article, Issue, Page

from . import PROFILE
from .canvases import canvas, range_of, ranges_of
from .parts import (
    Alternate,
    Json,
    date_label,
    homepage,
    language_map,
    metadata,
    navigation_date,
    newspaper_label,
    rights_field,
    see_also,
    site_fields,
    thumbnail,
)

SUFFIX = ".iiif.json"
_SEARCH_2 = "http://iiif.io/api/search/2/context.json"
_SEARCH_1 = "http://iiif.io/api/search/1/context.json"
_SEARCH_1_PROFILE = "http://iiif.io/api/search/1/search"
_BOOK = "application/epub+zip"


def manifest_of_issue(issue: Issue, alternates: Sequence[Alternate], origin: str) -> Json:
    """Return the manifest of a row of `Issue.objects.for_viewing()`."""
    pages = list(issue.pages.all())
    content = {
        "@context": [_SEARCH_2, PROFILE],
        **_head(issue, f"{newspaper_label(issue)} {date_label(issue)}", origin),
        "metadata": _facts(issue),
        **_summary("", pages),
        **_common(issue, pages, alternates, origin),
        "behavior": ["paged"],
        **_direction(pages),
        "partOf": [_part_of_newspaper(issue, origin)],
        "service": _search_services(issue, origin),
        "items": [canvas(page, page.articles.all(), origin) for page in pages],
    }
    books = [alternate for alternate in alternates if alternate.media_type == _BOOK]
    if books:
        content["rendering"] = [
            representation | {"type": "Text"} for representation in see_also(books)
        ]
    structures = [ranges_of(page, list(page.articles.all()), origin) for page in pages]
    return content | ({"structures": structures} if structures else {})


def manifest_of_page(
    page: Page, articles: Sequence[Article], alternates: Sequence[Alternate], origin: str
) -> Json:
    """Return the manifest of one page, loaded with its images, and of its articles."""
    issue = page.issue
    return {
        "@context": PROFILE,
        **_head(page, f"{newspaper_label(issue)} {date_label(issue)} {page.label}", origin),
        "metadata": [*_facts(issue), *metadata(("版次", "Page", [page.label]))],
        **_summary("", [page]),
        **_common(issue, [page], alternates, origin, page),
        **_direction([page]),
        "partOf": [_part_of_issue(issue, origin), _part_of_newspaper(issue, origin)],
        "items": [canvas(page, articles, origin)],
        "structures": [ranges_of(page, articles, origin)],
    }


def manifest_of_article(article: Article, alternates: Sequence[Alternate], origin: str) -> Json:
    """Return the manifest of an article loaded by `for_reading`: its page, and its zones on it."""
    page, issue = article.page, article.page.issue
    bylines = [f"{credit.person.name}（{credit.role}）" for credit in article.bylines.all()]
    facts = metadata(
        ("引题", "Kicker", [article.kicker]),
        ("副题", "Subheads", article.subheads),
        ("版次", "Page", [page.label]),
        ("署名", "Bylines", bylines),
        ("体裁", "Genre", [article.get_genre_display()]),
        ("地区", "Places", [str(credit.place) for credit in article.coverage.all()]),
        ("主题", "Topics", [str(topic) for topic in article.topics]),
    )
    return {
        "@context": PROFILE,
        **_head(article, article.headline, origin),
        "metadata": [*_facts(issue), *facts],
        **_summary(article.digest.strip(), [page]),
        **_common(issue, [page], alternates, origin, article),
        **_direction([page]),
        "partOf": [_part_of_issue(issue, origin), _part_of_newspaper(issue, origin)],
        "items": [canvas(page, [article], origin)],
        "structures": [range_of(article, page, origin)],
    }


@in_source_language()
def manifest_address(row: Issue | Page | Article, origin: str) -> str:
    return origin + row.get_absolute_url().removesuffix("/") + SUFFIX


def _head(row: Issue | Page | Article, label: str, origin: str) -> Json:
    return {"id": manifest_address(row, origin), "type": "Manifest", "label": language_map(label)}


def _common(
    issue: Issue,
    pages: Iterable[Page],
    alternates: Iterable[Alternate],
    origin: str,
    row: Page | Article | None = None,
) -> Json:
    images = [page.image for page in pages if page.image]
    subject = row or issue
    return {
        **navigation_date(issue),
        **thumbnail(images[0] if images else None, origin),
        **rights_field(images),
        **site_fields(origin),
        "homepage": homepage(origin + subject.get_absolute_url(), str(subject)),
        "seeAlso": see_also(alternates),
    }


def _facts(issue: Issue) -> list[Json]:
    return metadata(
        ("报纸", "Newspaper", [newspaper_label(issue)]),
        ("日期", "Date", [date_label(issue)]),
        ("期号", "Number", [issue.number]),
    )


def _summary(digest: str, pages: Sequence[Page]) -> Json:
    """Return the digest, with a note if there are no images."""
    missing = [page for page in pages if page.image is None]
    if not missing:
        return {"summary": language_map(digest)} if digest else {}
    if len(missing) == len(pages):
        chinese, english = "本站没有版面图。", "No images are held."
    else:
        labels = "、".join(page.label for page in missing)
        chinese = f"本站没有{labels}的版面图。"
        english = f"No images of {len(missing)} of {len(pages)} pages are held."
    return {"summary": language_map(f"{digest}\n{chinese}".strip(), english)}


def _direction(pages: Sequence[Page]) -> Json:
    """Return the viewing direction: right to left if the first page is set vertically."""
    geometry = getattr(pages[0], "geometry", None) if pages else None
    if geometry is None or geometry.unpack().direction == "horizontal":
        return {}
    return {"viewingDirection": "right-to-left"}


def _part_of_issue(issue: Issue, origin: str) -> Json:
    return {
        "id": manifest_address(issue, origin),
        "type": "Manifest",
        "label": language_map(str(issue)),
    }


def _part_of_newspaper(issue: Issue, origin: str) -> Json:
    path = issue.newspaper.get_absolute_url().removesuffix("/")
    return {
        "id": f"{origin}{path}{SUFFIX}",
        "type": "Collection",
        "label": language_map(issue.newspaper.name),
    }


def _search_services(issue: Issue, origin: str) -> list[Json]:
    """Return both versions of Content Search: some viewers know only the first."""
    key = issue.natural_key()
    return [
        {"id": origin + reverse("content-search-2", args=key), "type": "SearchService2"},
        {
            "@context": _SEARCH_1,
            "@id": origin + reverse("content-search-1", args=key),
            "@type": "SearchService1",
            "profile": _SEARCH_1_PROFILE,
        },
    ]
