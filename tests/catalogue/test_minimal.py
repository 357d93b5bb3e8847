"""Minimal cataloguing may omit four fields, and no others."""

import pytest

from archive.catalogue.change_digest import digest_of
from archive.catalogue.check import check
from archive.catalogue.entries import ArticleEntry
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.yaml_file import read
from archive.catalogue.yaml_serializer import rows

FULL = """\
        genre: jianxun
        headline:
          text: 乡里也要比
"""
LEFT_OUT = """\
        places:
          - {code: 330182, basis: inferred, reason: 同版}
        topics: [bi-wu]
        digest: 下月比
"""


def faults(catalogue):
    return [str(fault) for fault in check(catalogue.folder, PageTexts(catalogue.pages)).faults]


@pytest.fixture
def minimal(catalogue):
    """The small catalogue with its second article catalogued minimally."""
    catalogue.change(catalogue.issue, FULL, FULL.replace("genre: jianxun", "cataloguing: minimal"))
    catalogue.change(catalogue.issue, LEFT_OUT, "")
    catalogue.change(catalogue.issue, "topics: [bi-wu]", "topics: [bi-wu, zhi-bu]")
    catalogue.write("topics.yaml", "topics: []\n")
    catalogue.change(catalogue.issue, "        topics: [bi-wu, zhi-bu]\n", "")
    catalogue.change(
        catalogue.issue,
        "        genre: xiaoxi\n",
        "        cataloguing: minimal\n        genre: xiaoxi\n",
    )
    ledger = (catalogue.folder / "ledger.yaml").read_text(encoding="utf-8")
    lines = [line for line in ledger.splitlines() if "kind: topic" not in line]
    catalogue.write("ledger.yaml", "\n".join(lines) + "\n")
    return catalogue


def test_a_minimal_article_may_leave_out_four_fields(minimal):
    assert faults(minimal) == []
    (source,) = [read(minimal.folder / minimal.issue)]
    result = list(rows(source.record))
    *_, article = (row for row in result if row["model"] == "archive.article")
    fields = article["fields"]
    assert fields["cataloguing"] == "minimal"
    assert (fields["genre"], fields["digest"]) == ("", "")
    assert [fields["ident"]] not in [
        row["fields"]["article"] for row in result if row["model"] == "archive.tagging"
    ]


def test_minimal_articles_are_checked_like_others(minimal):
    minimal.change(minimal.issue, "text: 乡里也要比", "text: 乡里也要赛")
    (fault,) = faults(minimal)
    assert "headline.text: 版面上是「乡里也要比」" in fault


@pytest.mark.parametrize("field", ["genre", "places", "topics", "digest"])
def test_a_full_article_needs_each_field(catalogue, field):
    lines = [*FULL.splitlines(), *LEFT_OUT.splitlines()]
    (line,) = (item for item in lines if item.strip().startswith(f"{field}:"))
    text = (catalogue.folder / catalogue.issue).read_text(encoding="utf-8")
    head, tail = text.rsplit(line + "\n", 1)
    if field == "places":
        tail = tail.split("\n", 1)[1]
    catalogue.write(catalogue.issue, head + tail)
    (fault,) = faults(catalogue)[:1]
    assert f"pages[0].articles[1].{field}: 缺少这一字段" in fault


PLACES = """\
        places:
          - {code: 330182, basis: inferred, reason: 同版}
"""


def test_a_full_article_may_be_about_no_place(catalogue):
    catalogue.change(catalogue.issue, PLACES, "        places: []\n")
    assert faults(catalogue)[1:] == []  # the ledger's: the article has changed
    (source,) = [read(catalogue.folder / catalogue.issue)]
    placed = [
        row["fields"]["article"] for row in rows(source.record) if row["model"].endswith("coverage")
    ]
    assert placed == [["1cq34jc"]]


@pytest.mark.parametrize("draft", ["", "draft: {}\n"], ids=["finished", "draft"])
def test_places_without_a_value_are_a_gap(catalogue, draft):
    catalogue.change(catalogue.issue, PLACES, '        places: ""\n')
    text = (catalogue.folder / catalogue.issue).read_text(encoding="utf-8")
    catalogue.write(catalogue.issue, text + draft)
    (fault,) = [fault for fault in faults(catalogue) if "articles[1].places" in fault]
    assert "文章不涉及任何地区的写 []" in fault


def test_no_places_change_no_sum_of_a_minimal_article(minimal):
    article = read(minimal.folder / minimal.issue).record.pages[0].articles[1]
    assert article.places is None
    assert digest_of(article) == digest_of(article.model_copy(update={"places": ()}))


def test_an_unknown_value_of_cataloguing_is_one_fault(minimal):
    minimal.change(
        minimal.issue,
        "        cataloguing: minimal\n        headline",
        "        cataloguing: brief\n        headline",
    )
    (fault, *_) = faults(minimal)
    assert "articles[1].cataloguing: 只能是 full、minimal" in fault


def test_the_digest_of_a_full_article_ignores_cataloguing(catalogue):
    article = read(catalogue.folder / catalogue.issue).record.pages[0].articles[0]
    assert digest_of(article) == digest_of(
        ArticleEntry(**article.model_dump(exclude={"cataloguing"}))
    )
