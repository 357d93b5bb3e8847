"""Markdown and plain text: decks, facts, digest and text arrive as they are, read by another's parser."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archive.formats import markdown, text
from archive.formats.answer import Answer
from archive.formats.listings import Links
from archive.formats.record import Records
from archive.models import Article, FullText

LINKS = Links(
    self="http://a.example/x.md", html="http://a.example/x/", next="http://a.example/x.md?page=2"
)
# with tables and the like, which GitHub and others add
READER = MarkdownIt("gfm-like", {"linkify": False})


def plain(source: str) -> list[str]:
    """The text of each block as a reader of Markdown sees it."""
    return [
        "".join(
            part.content or ("\n" if part.type == "softbreak" else "") for part in token.children
        )
        for token in READER.parse(source)
        if token.type == "inline"
    ]


LINE = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x9FFF, exclude_categories=["C", "Z"])
    | st.sampled_from(list("#*_`[]<>&|~\\-+=.)1 !"))
)


@settings(max_examples=300, deadline=None)
@given(LINE)
def test_any_line_is_shown_as_it_is(line):
    words = " ".join(line.split())
    shown = plain(markdown.escaped(words))
    assert shown == ([words] if words else [])


@settings(max_examples=200, deadline=None)
@given(LINE.filter(str.strip))
def test_any_heading_is_shown_as_it_is(line):
    words = " ".join(line.split())
    (opening, inline, _) = READER.parse(markdown.heading(2, words))
    assert opening.tag == "h2"
    assert plain(markdown.heading(2, words)) == [words]
    assert inline.type == "inline"


@pytest.mark.django_db
@pytest.mark.parametrize("write", [markdown.write, text.write])
def test_an_article_tells_all_that_its_page_does(write):
    for article in Article.objects.for_reading():
        record = Records("http://a.example").whole_article(article)
        told = write(Answer("", record, [record], LINKS))
        seen = "\n".join(plain(told)) if write is markdown.write else told
        for said in (
            record.kicker,
            record.headline,
            *record.subheads,
            *record.digest.splitlines(),
            str(record.date),
            str(record.newspaper),
            record.url,
            *(f"{credit.name}（{credit.position}{credit.role}）" for credit in record.bylines),
            *(place.full_name for place in record.places),
            *(topic.label for topic in record.topics),
        ):
            assert said in seen
        for block in record.blocks:
            assert " ".join((block.text or "").split("\n")).strip() in seen.replace("\n", " ")


@pytest.mark.django_db
@pytest.mark.parametrize("write", [markdown.write, text.write])
def test_without_the_text_it_says_so(write):
    FullText.objects.all().delete()
    record = Records("http://a.example").whole_article(Article.objects.for_reading().first())
    assert "本站未存全文" in write(Answer("", record, [record], LINKS))


@pytest.mark.django_db
@pytest.mark.parametrize("write", [markdown.write, text.write])
def test_a_list_tells_each_article_and_where_the_next_ones_are(write):
    records = [Records("http://a.example").article(a) for a in Article.objects.for_data()]
    told = write(Answer("文章", records[0], records, LINKS))
    assert all(record.url in told for record in records)
    assert LINKS.next in told
