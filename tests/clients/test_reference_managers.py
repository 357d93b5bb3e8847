"""Independent parsers read every fact in our BibTeX and RIS."""

import io
from datetime import date

import pytest
import rispy
from pybtex.database.input.bibtex import Parser

from archive.citations import FORMATS, gbt7714, item
from archive.models import Article

from ..citations.items import PEOPLE, dated_item, make_item

pytestmark = pytest.mark.django_db


def articles() -> list[dict]:
    return [
        item(article, f"https://archive.example.org/articles/{article.ident}/", date(2026, 11, 2))
        for article in Article.objects.for_reading()
    ]


def bibtex(facts):
    parsed = Parser(encoding="utf-8").parse_string(FORMATS["bibtex"].write(facts))
    ((key, entry),) = parsed.entries.items()
    assert key == facts["id"]
    return entry


def ris(facts):
    (record,) = rispy.load(io.StringIO(FORMATS["ris"].write(facts)), newline="\r\n")
    return record


def test_bibtex_has_the_facts_of_every_article():
    for facts in articles():
        entry = bibtex(facts)
        people = [
            " ".join(author.last_names).strip("{}") for author in entry.persons.get("author", ())
        ]
        assert people == [gbt7714.name(author) for author in facts.get("author", ())]
        assert not any(author.first_names for author in entry.persons.get("author", ()))
        fields = entry.fields
        assert fields["title"].replace("{", "").replace("}", "") == facts["title"]
        assert fields["journal"] == facts["container-title"]
        assert (fields["url"], fields["urldate"]) == (facts["URL"], "2026-11-02")
        assert fields.get("pages") == facts.get("page")


@pytest.mark.parametrize(
    ("facts", "date", "year", "month"),
    [
        (dated_item([2020, 10, 11]), "2020-10-11", "2020", "10"),
        (dated_item([2020, 10]), "2020-10", "2020", "10"),
        (dated_item([2020]), "2020", "2020", None),
        (dated_item([2020, 6], circa=True), "2020-06~", "[2020]", "6"),
        (dated_item([2020, 6], [2020, 9], circa=True), "2020-06~/2020-09~", "[2020]", None),
        (
            dated_item([2019, 12], [2020, 1], circa=True),
            "2019-12~/2020-01~",
            "[2019/2020]",
            None,
        ),
        (make_item(issued=None), None, None, None),
    ],
)
def test_bibtex_dates(facts, date, year, month):
    fields = bibtex(facts).fields
    assert (fields.get("date"), fields.get("year"), fields.get("month")) == (date, year, month)


def test_bibtex_keeps_what_tex_would_take_for_its_own():
    title = "TCL的50%_净利#{甲}~乙^丙\\丁$戊&己"
    fields = bibtex(make_item(title=title)).fields
    assert fields["title"] == (
        r"{TCL}的50\%\_净利\#\{甲\}\textasciitilde{}乙\textasciicircum{}丙\textbackslash{}丁\$戊\&己"
    )
    assert bibtex(make_item(author=[{"literal": "甲 and 乙"}])).fields["title"]
    (person,) = bibtex(make_item(author=[{"literal": "甲 and 乙"}])).persons["author"]
    assert person.last_names == ["{甲 and 乙}"]


def test_ris_has_the_facts_of_every_article():
    for facts in articles():
        record = ris(facts)
        assert record["type_of_reference"] == "NEWS"
        assert record.get("authors", []) == [
            gbt7714.name(author) for author in facts.get("author", ())
        ]
        assert record["title"] == facts["title"]
        assert record["secondary_title"] == facts["container-title"]
        assert record["urls"] == [facts["URL"]]
        assert record["keywords"] == facts["keyword"].split(",")
        assert record["abstract"] == "".join(facts["abstract"].splitlines())
        assert record.get("start_page") == facts.get("page")


@pytest.mark.parametrize(
    ("facts", "year", "date"),
    [
        (dated_item([2020, 10, 11]), "2020", "2020/10/11/"),
        (dated_item([2020, 10]), "2020", "2020/10//"),
        (dated_item([2020, 6], circa=True), "2020", "2020/06//[2020-06]"),
        (dated_item([2020, 6], [2020, 9], circa=True), "2020", "2020///[2020-06—2020-09]"),
        (
            dated_item([2020, 6, 1], [2020, 6, 9], circa=True),
            "2020",
            "2020/06//[2020-06-01—2020-06-09]",
        ),
        (dated_item([2019, 12], [2020, 1], circa=True), None, "///[2019-12—2020-01]"),
        (make_item(issued=None), None, None),
    ],
)
def test_ris_dates(facts, year, date):
    record = ris(facts)
    assert (record.get("year"), record.get("date")) == (year, date)


@pytest.mark.parametrize(
    ("facts", "notes"),
    [
        (
            dated_item([2024, 3, 26], [2024, 4, 5], circa=True),
            ["见报日期在 2024-03-26 至 2024-04-05 之间"],
        ),
        (dated_item([2021, 6], [2021, 9]), ["见报日期在 2021-06 至 2021-09 之间"]),
        (dated_item([2020, 6], circa=True), None),
        (make_item(issued=None), None),
    ],
)
def test_ris_has_both_ends_of_a_range_in_a_note(facts, notes):
    """Of what stands in the date, programs keep what is certain."""
    assert ris(facts).get("notes") == notes


def test_ris_names_page_and_photographers():
    facts = make_item(
        section="要闻", contributor=PEOPLE[1:3], note="报名为推定", annote="引文\n两行"
    )
    record = ris(facts)
    assert (record["start_page"], record["section"]) == ("3", "要闻")
    assert record["notes"] == ["图片：钱文、孙文", "报名为推定", "引文两行"]
