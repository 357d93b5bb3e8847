"""CSV: a column per field, several values aligned, nothing that a spreadsheet would execute."""

import csv
import io

import pytest

from archive.formats import csv_writer, schema, schema_parts
from archive.formats.response_data import ResponseData
from archive.formats.response_schema import Links
from archive.formats.serialize import Serializer
from archive.models import Article, FullText

LINKS = Links(self="http://a.example/x.csv", html="http://a.example/x/")


def person(name="甲文", note=""):
    return schema.PersonRecord(
        slug="jia-wen",
        name=name,
        url="http://a.example/",
        romanised="",
        pen_name=False,
        note=note,
        same_as=[],
        article_count=1,
    )


def read(*rows):
    text = csv_writer.write(ResponseData("", rows[0], rows, LINKS))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_row_reads_back_as_it_was():
    (row,) = read(person(note='两行\n和“引号”,逗号,"'))
    assert row["note"] == '两行\n和“引号”,逗号,"'
    assert (row["pen_name"], row["article_count"]) == ("false", "1")


@pytest.mark.parametrize("opening", list("=+-@\t\r＝＋－＠"))
def test_no_cell_is_interpreted_as_a_formula(opening):
    (row,) = read(person(name=f"{opening}1+1"))
    assert row["name"] == f"'{opening}1+1"


def test_an_empty_list_has_no_rows():
    assert csv_writer.write(ResponseData("", person(), [], LINKS)) == "\ufeff"


def test_columns_of_nested_records_have_compound_names():
    names = csv_writer.columns(schema.ArticleRecord)
    assert "date_edtf" in names
    assert "topics_slug" in names
    assert len(names) == len(set(names))
    assert not any(name in names for name in ("date", "topics", "bylines"))


@pytest.mark.django_db
def test_parallel_columns_list_values_in_the_same_order():
    articles = list(Article.objects.for_data())
    rows = read(*(Serializer("http://a.example").article(article) for article in articles))
    assert len(rows) == len(articles)
    for row, article in zip(rows, articles, strict=True):
        bylines = article.bylines.all()
        assert row["bylines_name"].split("|") == [b.person.name for b in bylines] or not bylines
        assert row["bylines_role"].split("|") == [b.role for b in bylines] or not bylines
        # empty ones keep their place
        assert row["bylines_note"].count("|") == max(len(bylines) - 1, 0)
        assert row["topics_slug"].split("|") == [tag.slug for tag in article.topics]
        assert row["date_edtf"] == article.page.issue.date
        assert row["digest"] == article.digest.strip()


def test_separators_inside_values_are_replaced():
    record = schema.TopicRecord(
        slug="a", label="甲", label_en="", same_as=[], url="http://a.example/",
        alt_labels=["乙|丙", "丁"],
        definition="义", scope_note="", broader=None,
        narrower=[schema_parts.TopicLink(slug="b", label="戊", url="http://a.example/b")],
        article_count=0,
    )  # fmt: skip
    (row,) = read(record)
    assert row["alt_labels"] == "乙｜丙|丁"
    assert (row["broader_slug"], row["narrower_label"]) == ("", "戊")


@pytest.mark.django_db
def test_the_text_shows_what_is_lost_and_its_row_what_was_corrected():
    article = Article.objects.exclude(corrections=[]).first()
    article.blocks = [
        {"id": "p1", "kind": "paragraph", "at": [], "gap": "before"},
        {"id": "h1", "kind": "crosshead", "at": [], "text": "岸上\n船上"},
        {"id": "p2", "kind": "paragraph", "at": [], "gap": "after"},
    ]
    article.save()
    FullText.objects.update_or_create(
        article=article, defaults={"plain": "后半句。\n岸上\n船上\n前半句，", "blocks": []}
    )
    (row,) = read(
        Serializer("http://a.example").article(Article.objects.for_data().get(pk=article.pk))
    )
    assert row["text"] == "〔缺文〕后半句。\n岸上\n船上\n前半句，〔缺文〕"
    for name in ("was", "read", "reason"):
        assert row[f"corrections_{name}"].split("|") == [
            result[name] for result in article.corrections
        ]
