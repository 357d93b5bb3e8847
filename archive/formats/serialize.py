"""Rows of the record as the records of fields.py, with absolute addresses.

`Records(origin)` makes them; the origin is scheme and host without a slash at the end. Counts that a
list has already taken are handed in, so that no row costs a query of its own.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from archive.catalogue.article_body import block_text, plain_with_gaps
from archive.models import Article, Issue, Newspaper, Page, Person, Place, Tag

from . import schema, schema_parts

SITE = "报藏"
DIGEST_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
METADATA_LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


# keyword arguments of a schema
Fields = dict[str, Any]


@dataclass(frozen=True)
class Serializer:
    origin: str

    def _url(self, row) -> str:
        return self.origin + row.get_absolute_url()

    def _newspaper_link(self, paper: Newspaper) -> Fields:
        return {"slug": paper.slug, "name": paper.name, "url": self._url(paper)}

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
        """From a row of `Article.objects.for_data()`."""
        return schema.ArticleRecord(**self._article(article))

    def whole_article(self, article: Article) -> schema.ArticleWhole:
        """From a row of `Article.objects.for_reading()`."""
        held = article.full_text.blocks if article.text_held else ()
        texts = {block["id"]: block_text(block) for block in held}
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
            "corrections": [schema_parts.Correction(**made) for made in article.corrections],
            "identifiers": [schema_parts.Identifier(**other) for other in article.identifiers],
            "first_published": article.first_published,
            "last_changed": article.last_changed,
        }

    def page(self, page: Page, articles: list[Article]) -> schema.PageWhole:
        """From a page with its issue and newspaper, and its articles as `article` takes them."""
        records = [self.article(article) for article in articles]
        return schema.PageWhole(**self._page(page, len(records)), articles=records)

    def page_to_read(self, page: Page) -> schema.PageWhole:
        """The same with its articles whole, from a page of `Issue.objects.whole_for_reading()`."""
        records = [self.whole_article(article) for article in page.articles.all()]
        return schema.PageWhole(**self._page(page, len(records)), articles=records)

    def page_alone(self, page: Page) -> schema.PageRecord:
        """From a row of `Page.objects.with_counts().with_issue()`."""
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
            "article_count": articles,
            "notes": _notes(page),
            "apart": [
                schema_parts.Apart(
                    kind=thing["kind"],
                    at=thing["at"],
                    text=thing.get("text", ""),
                    of=thing.get("of"),
                    note=thing.get("note", ""),
                )
                for thing in page.apart
            ],
        }

    def issue(self, issue: Issue) -> schema.IssueRecord:
        """From a row of `Issue.objects.with_counts()` with its newspaper."""
        return schema.IssueRecord(**self._issue(issue, issue.page_count, issue.article_count))

    def whole_issue(self, issue: Issue) -> schema.IssueWhole:
        """From a row of `Issue.objects.whole_for_data()`."""
        pages = [self.page(page, list(page.articles.all())) for page in issue.pages.all()]
        return self._whole_issue(issue, pages)

    def issue_to_read(self, issue: Issue) -> schema.IssueWhole:
        """The same with its articles whole, from a row of `Issue.objects.whole_for_reading()`."""
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
                    **fact, url=self.origin + reverse("article", args=[fact["article"]])
                )
                for fact in issue.evidence
            ],
            "page_count": pages,
            "article_count": articles,
        }

    def newspaper(self, paper: Newspaper) -> schema.NewspaperRecord:
        """From a row of `Newspaper.objects.with_place()`."""
        return schema.NewspaperRecord(**self._newspaper(paper))

    def whole_newspaper(self, paper: Newspaper, issues: list[Issue]) -> schema.NewspaperWhole:
        return schema.NewspaperWhole(
            **self._newspaper(paper), issues=[self.issue(issue) for issue in issues]
        )

    def _newspaper(self, paper: Newspaper) -> Fields:
        return {
            **self._newspaper_link(paper),
            "level": paper.level,
            "place": self._place_link(paper.place) if paper.place else None,
            "description": paper.description,
            "issue_count": paper.issue_count,
            "article_count": paper.article_count,
            "earliest": paper.earliest,
            "latest": paper.latest,
        }

    def topic(self, tag: Tag, articles: int) -> schema.TopicRecord:
        """From a row of `Tag.objects.with_family()`."""
        return schema.TopicRecord(
            **self._topic_link(tag),
            alt_labels=tag.alt_labels,
            definition=tag.definition,
            scope_note=tag.scope_note,
            broader=self._topic_link(tag.broader) if tag.broader else None,
            narrower=[self._topic_link(narrower) for narrower in tag.narrower.all()],
            article_count=articles,
        )

    def place(self, place: Place, articles: int) -> schema.PlaceRecord:
        """From a row of `Place.objects.with_lineage()`."""
        return schema.PlaceRecord(**self._place(place, articles))

    def whole_place(
        self, place: Place, articles: int, children: list[tuple[Place, int]]
    ) -> schema.PlaceWhole:
        return schema.PlaceWhole(
            **self._place(place, articles),
            within=[self._place_link(above) for above in place.lineage[:-1]],
            children=[self.place(child, count) for child, count in children],
        )

    def _place(self, place: Place, articles: int) -> Fields:
        return {
            **self._place_link(place),
            "short_name": place.short_name,
            "level": place.level,
            "slug": place.slug or "",
            "pinyin": place.pinyin,
            "since": place.since,
            "ended": place.ended,
            "article_count": articles,
        }

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
            "pen_name": person.pen_name,
            "note": person.note,
            "article_count": person.article_count,
        }


def _source(page: Page) -> schema_parts.PageSource:
    return schema_parts.PageSource(sha256=page.sha256, length=page.length)


def _notes(row: Article | Page) -> list[schema_parts.Note]:
    return [
        schema_parts.Note(kind=note["kind"], block=note.get("block", ""), text=note["text"])
        for note in row.notes
    ]
