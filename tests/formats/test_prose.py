"""Markdown and plain text: an independent parser reads decks, facts, digest and text unchanged."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archive.formats import markdown, text
from archive.formats.response_data import ResponseData
from archive.formats.response_schema import Links
from archive.formats.schema_parts import Block
from archive.formats.serialize import Serializer
from archive.models import Article, FullText

LINKS = Links(
    self="http://a.example/x.md", html="http://a.example/x/", next="http://a.example/x.md?page=2"
)
# with tables and the like, which GitHub and others add
READER = MarkdownIt("gfm-like", {"linkify": False})


def plain_blocks(source: str) -> list[str]:
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
    plain_text = plain_blocks(markdown.escaped(words))
    assert plain_text == ([words] if words else [])


@settings(max_examples=200, deadline=None)
@given(LINE.filter(str.strip))
def test_any_heading_is_shown_as_it_is(line):
    words = " ".join(line.split())
    (opening, inline, _) = READER.parse(markdown.heading(2, words))
    assert opening.tag == "h2"
    assert plain_blocks(markdown.heading(2, words)) == [words]
    assert inline.type == "inline"


@pytest.mark.django_db
@pytest.mark.parametrize("write", [markdown.write, text.write])
def test_an_article_as_data_has_everything_its_page_has(write):
    for article in Article.objects.for_reading():
        record = Serializer("http://a.example").whole_article(article)
        entry = write(ResponseData("", record, [record], LINKS))
        output_text = "\n".join(plain_blocks(entry)) if write is markdown.write else entry
        for output in (
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
            assert output in output_text
        for block in record.blocks:
            assert " ".join((block.text or "").split("\n")).strip() in output_text.replace(
                "\n", " "
            )


@pytest.mark.django_db
@pytest.mark.parametrize("write", [markdown.write, text.write])
def test_without_the_text_it_says_so(write):
    FullText.objects.all().delete()
    record = Serializer("http://a.example").whole_article(Article.objects.for_reading().first())
    assert "本站未存全文" in write(ResponseData("", record, [record], LINKS))


@pytest.mark.django_db
@pytest.mark.parametrize("write", [markdown.write, text.write])
def test_a_list_has_each_article_and_a_link_to_the_next_ones(write):
    records = [Serializer("http://a.example").article(a) for a in Article.objects.for_data()]
    entry = write(ResponseData("文章", records[0], records, LINKS))
    assert all(record.url in entry for record in records)
    assert LINKS.next in entry


@pytest.mark.django_db
@pytest.mark.parametrize("write", [markdown.write, text.write])
def test_lost_corrected_and_inferred_text_is_marked(write):
    article = Article.objects.for_reading().exclude(corrections=[]).exclude(notes=[]).first()
    record = Serializer("http://a.example").whole_article(article)
    result = {"kind": "paragraph", "at": [], "run_in": False, "text": "前句。"}
    blocks = [Block(id="p1", gap="before", **result), Block(id="p2", gap="after", **result)]
    article_record = record.model_copy(update={"blocks": blocks, "text_held": True})
    output = write(ResponseData("", article_record, [article_record], LINKS))
    plain_text = "\n".join(plain_blocks(output)) if write is markdown.write else output
    assert plain_text.index("〔缺文〕前句。") < plain_text.index("前句。〔缺文〕")
    assert f"报纸：{record.newspaper}（推定）" in plain_text
    for correction in record.corrections:
        assert correction.reason in plain_text
    for note in record.notes:
        assert note.text in plain_text


@pytest.mark.django_db
def test_a_kicker_is_below_its_headline_and_is_no_heading():
    articles = Article.objects.for_data().exclude(kicker="")
    records = [Serializer("http://a.example").article(article) for article in articles]
    output = markdown.write(ResponseData("文章", records[0], records, LINKS))
    headings = [line for line in output.splitlines() if line.startswith("#")]
    for record in records:
        kicker = markdown.escaped(record.kicker)
        assert not any(kicker in line for line in headings)
        assert output.index(markdown.escaped(record.headline)) < output.index(f"引题：{kicker}")
