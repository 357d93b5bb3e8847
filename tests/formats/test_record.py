"""Serialization: every row of the database becomes data; texts only if available."""

import pytest

from archive.catalogue.article_body import with_gap
from archive.formats.serialize import Serializer
from archive.models import Article, FullText, Issue, Newspaper, Person, Place, Tag

pytestmark = pytest.mark.django_db
ORIGIN = "https://archive.example.org"
RECORDS = Serializer(ORIGIN)


def test_every_article_has_its_decks_bylines_places_and_lasting_address():
    for article in Article.objects.for_reading():
        record = RECORDS.whole_article(article)
        assert record.url == ORIGIN + article.get_absolute_url()
        assert [record.kicker, record.headline] == [article.kicker, article.headline]
        assert record.subheads == article.subheads
        assert [(c.name, c.role) for c in record.bylines] == [
            (b.person.name, b.role) for b in article.bylines.all()
        ]
        assert {p.code for p in record.places} == {c.place_id for c in article.coverage.all()}
        assert record.date.earliest == article.earliest
        assert record.source.sha256 == article.page.sha256
        assert [block.id for block in record.blocks] == [block["id"] for block in article.blocks]


def test_a_list_entry_is_a_subset_of_the_full_record():
    article = Article.objects.for_reading().first()
    entry = RECORDS.article(Article.objects.for_data().get(pk=article.pk)).model_dump()
    article_record = RECORDS.whole_article(article).model_dump()
    assert {name: article_record[name] for name in entry} == entry


def test_without_the_page_text_there_is_no_text_at_all():
    FullText.objects.all().delete()
    for article in Article.objects.for_reading():
        record = RECORDS.whole_article(article)
        assert not record.text_held
        assert record.text is None
        assert all(block.text is None for block in record.blocks)


@pytest.mark.pages
def test_with_the_page_text_the_blocks_make_up_the_text():
    for article in Article.objects.for_reading():
        record = RECORDS.whole_article(article)
        assert record.text == "\n".join(with_gap(b.text, b.gap) for b in record.blocks)


def test_issues_newspapers_and_topics_can_be_serialised():
    for issue in Issue.objects.for_list():
        issue_record = RECORDS.whole_issue(issue)
        assert issue_record.article_count == sum(len(page.articles) for page in issue_record.pages)
    for paper in Newspaper.objects.with_place():
        issues = paper.issues.with_counts().newest_first().select_related("newspaper")
        assert RECORDS.whole_newspaper(paper, issues).issue_count == len(issues)
    assert all(RECORDS.topic(tag, 0).definition for tag in Tag.objects.with_relatives())
    assert all(RECORDS.whole_person(p).roles for p in Person.objects.all())
    jiande = Place.objects.with_lineage().get(code="330182")
    assert RECORDS.whole_place(jiande, 3, [], 0).full_name == "浙江省杭州市建德市"
    assert [p.name for p in RECORDS.whole_place(jiande, 3, [], 0).within] == ["浙江省", "杭州市"]
