"""Documents are tokenized in order, on one core and on several."""

import pytest

from archive.search import tokenize_parallel
from archive.search.contract import Document
from archive.search.tokenize_parallel import tokenize, tokenize_all
from archive.search.tokens import joined_pairs, pairs
from archive.text.fold import fold


def make_documents(count: int):
    text = fold("某县办了一场比武，Cloud 9 也来。").text
    return (Document(f"d{n:06}", text, text, newest=n) for n in range(count))


@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize(
    "count", [0, 1, *range(tokenize_parallel.MIN_PARALLEL - 1, tokenize_parallel.MIN_PARALLEL + 2)]
)
def test_documents_keep_their_order(monkeypatch, cores, count):
    monkeypatch.setattr(tokenize_parallel.parallel, "processes", lambda: cores)
    assert [document.ident for document in tokenize_all(make_documents(count))] == [
        f"d{n:06}" for n in range(count)
    ]


def test_tokens_are_separated_by_blanks_only():
    document = tokenize(next(make_documents(1)))
    assert "某县" in document.tokens["title_pairs"].split(" ")
    assert "d␠" in document.tokens["title_pairs"].split(" ")
    assert "cloud" in document.tokens["text_words"].split(" ")
    assert "people_pairs" not in document.tokens


@pytest.mark.parametrize("text", ["", "县", "县里", "某县¶Cloud␠9", "𬭎字¶\u2028尾"])
def test_joined_pairs_are_the_pairs(text):
    assert joined_pairs(text) == " ".join(pairs(text))
