"""The facts of an article's citation as CSL-JSON."""

import json
from datetime import date

import pytest

from archive.citations import FORMATS, blocks, csl, item
from archive.models import Article, Byline, FullText, Issue, Person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 2)
URL = "https://archive.example.org/articles/x/"


def cite(article, block=""):
    return item(Article.objects.for_reading().get(pk=article.pk), URL, TODAY, block)


@pytest.fixture
def article():
    """An unsigned article, to be signed by the test."""
    article = Article.objects.first()
    article.bylines.all().delete()
    return article


def sign(article, *signed):
    for sequence, (name, role) in enumerate(signed, 1):
        person, _ = Person.objects.get_or_create(
            name=name, defaults={"slug": f"x{name.encode().hex()}"}
        )
        Byline.objects.create(article=article, person=person, sequence=sequence, role=role)


def test_every_article_has_the_facts_of_a_newspaper_article():
    for article in Article.objects.for_reading():
        facts = cite(article)
        issue = article.page.issue
        assert facts["type"] == "article-newspaper"
        assert facts["title"] == article.headline
        assert facts["container-title"] == issue.newspaper.name
        assert facts["URL"] == URL
        assert facts["accessed"] == {"date-parts": [[2026, 11, 2]]}
        assert facts["abstract"] == article.digest.strip()
        assert "" not in facts.values()
        assert [] not in facts.values()


def test_authors_are_who_signed_the_text_in_the_printed_order(article):
    sign(
        article,
        ("赵文", "记者"),
        ("钱文", "摄影"),
        ("欧阳文", "特约通讯员"),
        ("赵文", "摄影"),
        ("孙文", "见习记者"),
    )
    facts = cite(article)
    assert facts["author"] == [
        {"family": "赵", "given": "文"},
        {"family": "欧阳", "given": "文"},
        {"family": "孙", "given": "文"},
    ]
    assert facts["contributor"] == [{"family": "钱", "given": "文"}]


def test_photographers_are_the_authors_of_what_nobody_else_signed(article):
    sign(article, ("赵文", "摄影"), ("钱文", "摄影"))
    facts = cite(article)
    assert [author["family"] for author in facts["author"]] == ["赵", "钱"]
    assert "contributor" not in facts


def test_editors_are_not_cited_and_who_drew_is_a_contributor(article):
    sign(article, ("赵文", "实习生"), ("钱文", "绘图"), ("孙文", "责任编辑"))
    facts = cite(article)
    assert [person["family"] for person in facts["author"]] == ["赵"]
    assert [person["family"] for person in facts["contributor"]] == ["钱"]


def test_articles_signed_only_by_editors_have_no_author(article):
    sign(article, ("孙文", "编辑"), ("李文", "校对"))
    assert not {"author", "contributor"} & set(cite(article))
    assert [person.name for person in article.editors] == ["孙文", "李文"]


def test_unsigned_articles_have_no_author(article):
    assert not {"author", "contributor"} & set(cite(article))


def test_a_pen_name_is_never_divided(article):
    Person.objects.create(name="舟文", slug="zhou-wen-x", pen_name=True)
    sign(article, ("舟文", "通讯员"))
    assert cite(article)["author"] == [{"literal": "舟文"}]


def test_a_page_without_a_printed_number_has_none(article):
    page = article.page
    assert (page.key, page.number) == ("x1", "")
    assert not {"page", "section"} & set(cite(article))
    page.number, page.name = "3", "要闻"
    page.save()
    assert (cite(article)["page"], cite(article)["section"]) == ("3", "要闻")


def test_a_note_says_that_the_newspaper_is_inferred(article):
    issue = article.page.issue
    assert cite(article)["note"].startswith("报名为推定：")
    issue.attribution, issue.attribution_reason = "stated", ""
    issue.save()
    assert "note" not in cite(article)


def make_issue(edtf, basis="stated"):
    from archive.text.dates import bounds

    first, last = bounds(edtf)
    return Issue(date=edtf, date_basis=basis, earliest=first, latest=last)


@pytest.mark.parametrize(
    ("edtf", "ends", "circa"),
    [
        ("2021-12-23", [[2021, 12, 23]], False),
        ("2021-12", [[2021, 12]], False),
        ("2021-12-XX", [[2021, 12]], False),
        ("2021", [[2021]], False),
        ("2020-04~", [[2020, 4]], True),
        ("2021?", [[2021]], True),
        ("[2021-06..2021-09]", [[2021, 6], [2021, 9]], True),
        ("[2024-03-26..2024-04-05]", [[2024, 3, 26], [2024, 4, 5]], True),
        ("2020-12/2021-01", [[2020, 12], [2021, 1]], True),
        ("202X", [[2020], [2029]], True),
        ("2021-22", [[2021, 6], [2021, 8]], True),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(edtf, ends, circa):
    expected = {"date-parts": ends} | ({"circa": True} if circa else {})
    assert csl.issued(make_issue(edtf)) == expected


def test_an_inferred_day_is_approximate():
    assert csl.issued(make_issue("2021-12-23", "inferred"))["circa"] is True


def test_a_paragraph_is_cited_by_its_anchor(article):
    name = blocks(article)[-1]
    facts = cite(article, name)
    assert facts["URL"] == f"{URL}#{name}"
    assert facts["id"] == f"baozang-{article.ident}-{name}"


def test_a_paragraph_has_its_words_where_the_text_is_held(article):
    FullText.objects.filter(article=article).delete()
    assert "annote" not in cite(article, "p1")
    run = {"text": "引文一", "scan": None, "reason": "", "certainty": ""}
    block = {"id": "p1", "kind": "paragraph", "run_in": False, "gap": "", "text": ""}
    FullText.objects.create(
        article=article,
        plain="引文一引文二",
        blocks=[block | {"runs": [run, run | {"text": "引文二"}]}],
    )
    assert cite(article, "p1")["annote"] == "引文一引文二"
    assert "annote" not in cite(article)


def test_csl_json_is_an_array_of_one_item(article):
    facts = cite(article)
    assert json.loads(FORMATS["csl-json"].write(facts)) == [facts]
