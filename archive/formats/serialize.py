"""Serialize rows of the database to the schemas, with absolute addresses.

`Serializer(origin)` takes scheme and host without a trailing slash. Counts that a list has already
computed are passed in, so that no row costs a query of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.urls import reverse

from archive.catalogue.article_body import block_text, plain_with_gaps
from archive.insight.name_cooccurrence import NameCooccurrence
from archive.models import (
    Article,
    Issue,
    Mention,
    Name,
    Newspaper,
    Organisation,
    Page,
    Person,
    Place,
    Reprint,
    Tag,
)
from archive.search.related_articles import RelatedArticle

from . import schema, schema_parts

# keyword arguments of a schema
Fields = dict[str, Any]


class Linkable(Protocol):
    """A model instance with a page of its own."""

    def get_absolute_url(self) -> str: ...


@dataclass(frozen=True)
class Serializer:
    origin: str

    def _url(self, row: Linkable) -> str:
        return self.origin + row.get_absolute_url()

    def _newspaper_link(self, newspaper: Newspaper) -> Fields:
        return {"slug": newspaper.slug, "name": newspaper.name, "url": self._url(newspaper)}

    def _issue_link(self, issue: Issue) -> Fields:
        return {"key": issue.key, "number": issue.number, "url": self._url(issue)}

    def _page_link(self, page: Page) -> Fields:
        return {
            "key": page.key,
            "number": page.number,
            "name": page.name,
            "label": page.label,
            "url": self._url(page),
        }

    def _topic_link(self, tag: Tag) -> Fields:
        return {"slug": tag.slug, "label": tag.pref_label, "url": self._url(tag)}

    def _place_link(self, place: Place) -> Fields:
        return {
            "code": place.code,
            "name": place.name,
            "full_name": place.full_name,
            "url": self._url(place),
        }

    def _dating(self, issue: Issue) -> schema_parts.Dating:
        return schema_parts.Dating(
            edtf=issue.date,
            earliest=issue.earliest,
            latest=issue.latest,
            label=issue.date_label,
            basis=issue.date_basis,
        )

    def article(self, article: Article) -> schema.ArticleRecord:
        """Serialize a row of `Article.objects.for_data()`."""
        return schema.ArticleRecord(**self._article(article))

    def whole_article(self, article: Article) -> schema.ArticleWhole:
        """Serialize a row of `Article.objects.for_reading()`."""
        text_blocks = article.full_text.blocks if article.text_held else ()
        texts = {block["id"]: block_text(block) for block in text_blocks}
        return schema.ArticleWhole(
            **self._article(article),
            source=_source(article.page),
            blocks=[
                schema_parts.Block(
                    id=block["id"],
                    kind=block["kind"],
                    at=block["at"],
                    run_in=block.get("run_in", False),
                    gap=block.get("gap", ""),
                    text=texts.get(block["id"]),
                )
                for block in article.blocks
            ],
            zones=[schema_parts.ArticleZone(part=part, box=box) for part, *box in article.zones],
            outline=article.outline,
            pictures=[
                schema_parts.ArticlePicture(
                    zone=picture["zone"], caption=picture.get("caption", "")
                )
                for picture in article.pictures
            ],
            notes=_notes(article),
            history=[schema_parts.HistoryEntry(**entry) for entry in article.history],
        )

    def _article(self, article: Article) -> Fields:
        page, issue = article.page, article.page.issue
        return {
            "ident": article.ident,
            "url": self._url(article),
            "kicker": article.kicker,
            "headline": article.headline,
            "headline_supplied": article.headline_supplied,
            "subheads": article.subheads,
            "newspaper": self._newspaper_link(issue.newspaper),
            "issue": self._issue_link(issue),
            "page": self._page_link(page),
            "sequence": article.sequence,
            "attribution": issue.attribution,
            "date": self._dating(issue),
            "cataloguing": article.cataloguing,
            "genre": article.genre,
            "genre_label": article.get_genre_display(),
            "column": article.column,
            "bylines": [
                schema_parts.Credit(
                    slug=byline.person.slug,
                    name=byline.person.name,
                    role=byline.role,
                    position=byline.position,
                    read_from=byline.read_from,
                    note=byline.note,
                    url=self._url(byline.person),
                    same_as=byline.person.same_as,
                )
                for byline in article.bylines.all()
            ],
            "places": [
                schema_parts.CoveredPlace(
                    **self._place_link(covered.place), basis=covered.basis, reason=covered.reason
                )
                for covered in article.coverage.all()
            ],
            "topics": [self._topic_link(tag) for tag in article.topics],
            "mentions": [self._mention(mention) for mention in article.mentions.all()],
            "digest": article.digest.strip(),
            "crossheads": [
                schema_parts.Crosshead(block=block["id"], text=block["text"])
                for block in article.crossheads
            ],
            "length": article.length,
            "text_held": article.text_held,
            "text": plain_with_gaps(article.blocks, article.full_text.plain)
            if article.text_held
            else None,
            "corrections": [schema_parts.Correction(**item) for item in article.corrections],
            "identifiers": [schema_parts.Identifier(**item) for item in article.identifiers],
            "dispatches": [
                schema_parts.DispatchLink(
                    ident=reprint.dispatch.ident, extent=reprint.extent, url=self._url(reprint)
                )
                for reprint in article.reprints.all()
            ],
            "first_published": article.first_published,
            "last_changed": article.last_changed,
        }

    def _mention(self, mention: Mention) -> schema_parts.Mentioned:
        return schema_parts.Mentioned(
            kind=mention.kind,
            name=mention.name,
            source=mention.source,
            count=mention.count,
            **self._mention_link(mention),
        )

    def _mention_link(self, mention: Mention) -> Fields:
        return {
            "key": mention.key,
            "same_as": mention.same_as,
            "url": self._url(mention),
        }

    def article_with_related(
        self, article: Article, related: Iterable[RelatedArticle]
    ) -> schema.ArticleWithRelated:
        return schema.ArticleWithRelated(
            **self.whole_article(article).parts,
            related=[
                schema_parts.RelatedArticle(
                    ident=other.ident,
                    url=self._url(other),
                    headline=other.headline,
                    newspaper=schema_parts.NewspaperLink(
                        **self._newspaper_link(other.page.issue.newspaper)
                    ),
                    date=self._dating(other.page.issue),
                    reasons=[
                        schema_parts.RelatedReason(kind=reason.kind, values=list(reason.values))
                        for reason in reasons
                    ],
                )
                for other, reasons in related
            ],
        )

    def dispatch(self, dispatch: Article, printings: list[Reprint]) -> schema.DispatchWhole:
        """Serialize a dispatch and the rows of `Reprint.objects.of_dispatch`."""
        return schema.DispatchWhole(
            ident=dispatch.ident,
            url=self.origin + reverse("dispatch", args=[dispatch.ident]),
            headline=dispatch.headline,
            printings=[
                schema_parts.Printing(
                    ident=printing.article.ident,
                    url=self._url(printing.article),
                    headline=printing.article.headline,
                    newspaper=schema_parts.NewspaperLink(
                        **self._newspaper_link(printing.article.page.issue.newspaper)
                    ),
                    date=self._dating(printing.article.page.issue),
                    page=schema_parts.PageLink(**self._page_link(printing.article.page)),
                    length=printing.article.length,
                    extent=printing.extent,
                    first=printing.is_first,
                )
                for printing in printings
            ],
        )

    def page(self, page: Page, articles: list[Article]) -> schema.PageWhole:
        """Serialize a page with its issue and newspaper, and its articles loaded by `for_data`."""
        records = [self.article(article) for article in articles]
        return schema.PageWhole(**self._page(page, len(records)), articles=records)

    def page_to_read(self, page: Page) -> schema.PageWhole:
        """Serialize a page of `Issue.objects.for_reading()`, its articles in full."""
        records: list[schema.ArticleRecord] = [
            self.whole_article(article) for article in page.articles.all()
        ]
        return schema.PageWhole(**self._page(page, len(records)), articles=records)

    def page_alone(self, page: Page) -> schema.PageRecord:
        """Serialize a row of `Page.objects.with_counts().with_issue().with_images()`."""
        return schema.PageRecord(**self._page(page, page.article_count))

    def _page(self, page: Page, articles: int) -> Fields:
        return {
            **self._page_link(page),
            "newspaper": self._newspaper_link(page.issue.newspaper),
            "issue": self._issue_link(page.issue),
            "date": self._dating(page.issue),
            "sequence": page.sequence,
            "source": _source(page),
            "text_held": page.text_held,
            "images": [
                schema_parts.PageImage(
                    sha256=image.sha256,
                    pdf_page=image.pdf_page,
                    width=image.width,
                    height=image.height,
                    shows=image.shows,
                    rights=image.rights,
                    withdrawn=image.withdrawn,
                    held=image.held,
                )
                for image in page.images.all()
            ],
            "article_count": articles,
            "notes": _notes(page),
            "apart": [
                schema_parts.NonArticleText(
                    kind=item["kind"],
                    at=item["at"],
                    zones=item.get("zones", []),
                    text=item.get("text", ""),
                    of=item.get("of"),
                    note=item.get("note", ""),
                )
                for item in page.apart
            ],
        }

    def issue(self, issue: Issue) -> schema.IssueRecord:
        """Serialize a row of `Issue.objects.with_counts()` with its newspaper."""
        return schema.IssueRecord(**self._issue(issue, issue.page_count, issue.article_count))

    def whole_issue(self, issue: Issue) -> schema.IssueWhole:
        """Serialize a row of `Issue.objects.for_data()`."""
        pages = [self.page(page, list(page.articles.all())) for page in issue.pages.all()]
        return self._whole_issue(issue, pages)

    def issue_to_read(self, issue: Issue) -> schema.IssueWhole:
        """Serialize a row of `Issue.objects.for_reading()`, its articles in full."""
        return self._whole_issue(issue, [self.page_to_read(page) for page in issue.pages.all()])

    def _whole_issue(self, issue: Issue, pages: list[schema.PageWhole]) -> schema.IssueWhole:
        articles = sum(page.article_count for page in pages)
        return schema.IssueWhole(**self._issue(issue, len(pages), articles), pages=pages)

    def _issue(self, issue: Issue, pages: int, articles: int) -> Fields:
        return {
            **self._issue_link(issue),
            "newspaper": self._newspaper_link(issue.newspaper),
            "date": self._dating(issue),
            "date_reason": issue.date_reason,
            "attribution": issue.attribution,
            "attribution_reason": issue.attribution_reason,
            "evidence": [
                schema_parts.Evidence(
                    **item, url=self.origin + reverse("article", args=[item["article"]])
                )
                for item in issue.evidence
            ],
            "page_count": pages,
            "article_count": articles,
        }

    def newspaper(self, newspaper: Newspaper) -> schema.NewspaperRecord:
        """Serialize a row of `Newspaper.objects.with_place()`."""
        return schema.NewspaperRecord(**self._newspaper(newspaper))

    def whole_newspaper(self, newspaper: Newspaper, issues: list[Issue]) -> schema.NewspaperWhole:
        return schema.NewspaperWhole(
            **self._newspaper(newspaper), issues=[self.issue(issue) for issue in issues]
        )

    def _newspaper(self, newspaper: Newspaper) -> Fields:
        return {
            **self._newspaper_link(newspaper),
            "romanised": newspaper.romanised,
            "level": newspaper.level,
            "place": self._place_link(newspaper.place) if newspaper.place else None,
            "description": newspaper.description,
            "issue_count": newspaper.issue_count,
            "article_count": newspaper.article_count,
            "earliest": newspaper.earliest,
            "latest": newspaper.latest,
        }

    def topic(self, tag: Tag, articles: int) -> schema.TopicRecord:
        """Serialize a row of `Tag.objects.with_relatives()`."""
        return schema.TopicRecord(
            **self._topic_link(tag),
            label_en=tag.pref_label_en,
            alt_labels=tag.alt_labels,
            same_as=tag.same_as,
            definition=tag.definition,
            scope_note=tag.scope_note,
            broader=self._topic_record_link(tag.broader) if tag.broader else None,
            narrower=[self._topic_record_link(narrower) for narrower in tag.narrower.all()],
            article_count=articles,
        )

    def _topic_record_link(self, tag: Tag) -> schema_parts.TopicLink:
        return schema_parts.TopicLink(**self._topic_link(tag))

    def place(self, place: Place, articles: int) -> schema.PlaceRecord:
        """Serialize a row of `Place.objects.with_lineage()`."""
        return schema.PlaceRecord(**self._place(place, articles))

    def whole_place(
        self,
        place: Place,
        articles: int,
        children: list[tuple[Place, int]],
        mentioning: int | None,
    ) -> schema.PlaceWhole:
        return schema.PlaceWhole(
            **self._place(place, articles),
            mentioning_count=mentioning,
            within=[
                schema_parts.PlaceLink(**self._place_link(above)) for above in place.lineage[:-1]
            ],
            children=[self.place(child, count) for child, count in children],
        )

    def _place(self, place: Place, articles: int) -> Fields:
        return {
            **self._place_link(place),
            "short_name": place.short_name,
            "level": place.level,
            "slug": place.slug or "",
            "pinyin": place.pinyin,
            "romanised": place.romanised,
            "since": place.since,
            "ended": place.ended,
            "article_count": articles,
        }

    def name(self, name: Name) -> schema.NameRecord:
        """Serialize a row of `Name.objects.with_records()`."""
        return schema.NameRecord(
            kind=name.kind,
            key=name.key,
            name=name.name,
            url=self._url(name),
            source=name.source,
            has_record=name.record is not None,
            article_count=name.article_count,
        )

    def organisation(self, organisation: Organisation, articles: int) -> schema.OrganisationRecord:
        return schema.OrganisationRecord(
            slug=organisation.slug,
            name=organisation.name,
            url=self._url(organisation),
            also=organisation.also,
            note=organisation.note,
            same_as=organisation.same_as,
            article_count=articles,
        )

    def together(self, cooccurrence: NameCooccurrence) -> schema_parts.NamesTogether:
        base = self.origin + reverse("articles")
        kinds = {"named": "person", "organisation": "organisation", "person": "author"}
        return schema_parts.NamesTogether(
            companions=[
                schema_parts.Companion(
                    kind=kinds[companion.key[0]],
                    key=companion.key[1],
                    name=companion.label,
                    article_count=companion.count,
                    articles=f"{base}{companion.query}",
                )
                for companion in cooccurrence.companions
            ],
            ties=[
                schema_parts.Tie(
                    first=tie.first,
                    second=tie.second,
                    article_count=tie.count,
                    articles=f"{base}{tie.query}",
                )
                for tie in cooccurrence.ties
            ],
            since=cooccurrence.since.isoformat() if cooccurrence.since else None,
        )

    def person(self, person: Person) -> schema.PersonRecord:
        return schema.PersonRecord(**self._person(person))

    def whole_person(self, person: Person) -> schema.PersonWhole:
        return schema.PersonWhole(
            **self._person(person),
            roles=[
                schema_parts.RoleCount(role=role, article_count=n) for role, n in person.roles()
            ],
        )

    def _person(self, person: Person) -> Fields:
        return {
            "slug": person.slug,
            "name": person.name,
            "url": self._url(person),
            "romanised": person.romanised,
            "pen_name": person.pen_name,
            "note": person.note,
            "same_as": person.same_as,
            "article_count": person.article_count,
        }


def _source(page: Page) -> schema_parts.PageSource:
    return schema_parts.PageSource(sha256=page.sha256, length=page.length)


def _notes(row: Article | Page) -> list[schema_parts.Note]:
    return [
        schema_parts.Note(kind=note["kind"], block=note.get("block", ""), text=note["text"])
        for note in row.notes
    ]
