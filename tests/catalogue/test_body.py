"""The reading text of an article: corrected spans, blocks, sentences."""

import pytest

from archive.catalogue.article_body import body, numbered_sentences, plain, with_texts
from archive.models import Article, FullText

BLOCKS = [
    {"id": "b1", "kind": "byline", "at": [[0, 4]], "run_in": True},
    {"id": "p1", "kind": "paragraph", "at": [[5, 9], [10, 16]], "gap": "after"},
    {"id": "h1", "kind": "crosshead", "at": [[17, 19]], "text": "小题"},
]
PAGE = "记者某某 春天来了\n,花开。好!\n小题"


def test_torn_spans_join_without_a_break():
    result = body(BLOCKS, [], PAGE)
    assert plain(result) == "记者某某 \n春天来了，花开。好！\n小题"
    assert result[1]["gap"] == "after"


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("本报讯　春天来了。", "本报讯　"),
        ("本报讯 春天来了。", "本报讯 "),
        ("本报讯春天来了。", "本报讯"),
        ("本报讯\n春天来了。", "本报讯"),
    ],
)
def test_the_space_printed_after_a_dateline_is_kept_and_none_is_added(printed, text):
    start = printed.index("春")
    blocks = [
        {"id": "b1", "kind": "byline", "at": [[0, 3]], "run_in": True},
        {"id": "p1", "kind": "paragraph", "at": [[start, len(printed)]]},
    ]
    assert plain(body(blocks, [], printed)) == f"{text}\n春天来了。"
    # a byline on a line of its own
    blocks[0]["run_in"] = False
    assert plain(body(blocks, [], printed)) == "本报讯\n春天来了。"


def test_a_crosshead_of_two_lines_takes_two_lines_of_the_text():
    blocks = [
        {"id": "h1", "kind": "crosshead", "text": "春天\n来了"},
        {"id": "p1", "kind": "paragraph", "gap": "after"},
        {"id": "p2", "kind": "paragraph"},
    ]
    texts = [text for _, text in with_texts(blocks, "春天\n来了\n花开。\n叶落。")]
    assert texts == ["春天\n来了", "花开。〔缺文〕", "叶落。"]


def test_only_running_text_is_counted_in_sentences():
    assert numbered_sentences(body(BLOCKS, [], PAGE)) == [
        ("p1", "春天来了，花开。"),
        ("p1", "好！"),
    ]


def test_a_span_outside_the_page_is_an_error():
    with pytest.raises(ValueError, match="p1"):
        body([{"id": "p1", "kind": "paragraph", "at": [[0, 99]]}], [], PAGE)


@pytest.mark.pages
@pytest.mark.django_db
def test_every_article_has_its_text_and_ends_as_printed():
    assert FullText.objects.count() == Article.objects.count()
    for article in Article.objects.for_reading():
        running = [b for b in article.full_text.blocks if b["kind"] in ("paragraph", "item")]
        for block in running:
            text = "".join(run["text"] for run in block["runs"])
            assert "\n" not in text
            torn = text[-1] not in "。！？…”；："
            assert not torn or block["gap"] == "after", (
                f"{article.ident} {block['id']}: {text[-9:]}"
            )
            begins_torn = text[0] in "，。、；：？！”）》"
            assert not begins_torn or block["gap"] == "before", f"{article.ident} {block['id']}"
