"""One contract, one test class: every engine passes it."""

import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from archive.search import find
from archive.search.base import Document, SearchUnavailable
from archive.search.documents import documents
from archive.search.query import parse
from archive.text.fold import fold

ENGINES = [settings.SEARCH_ENGINE]

DOCUMENTS = [
    Document("aaaaaaa", fold("焊工比武").text, fold("某县办了一场比武，焊工、钳工都来。").text),
    Document("bbbbbbb", fold("春游记").text, fold("一段简单的路，走了半日；比武场边看花。").text),
    Document("ccccccc", fold("ABC公司的“云”").text, fold("在建工程用上了 Cloud 9 平台").text),
]


@pytest.fixture(params=ENGINES, scope="module")
def engine(request, tmp_path_factory):
    made = import_string(request.param)(tmp_path_factory.mktemp("engine"))
    assert made.rebuild(DOCUMENTS) == len(DOCUMENTS)
    return made


class TestEngine:
    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("比武", {"aaaaaaa", "bbbbbbb"}),
            ("段简", {"bbbbbbb"}),  # across the edge of a word
            ("工程", {"ccccccc"}),  # inside a longer word
            ("花", {"bbbbbbb"}),  # one character
            ("焊工 钳工", {"aaaaaaa"}),  # every term
            ("焊工 花", set()),
            ("ａｂｃ", {"ccccccc"}),  # width and case
            ("簡單", {"bbbbbbb"}),  # traditional
            ("比武，焊工", {"aaaaaaa"}),  # any mark is one boundary
            ("比武。焊工", {"aaaaaaa"}),
            ("比武焊工", set()),  # a match never runs over a mark unseen
            ('"%_', set()),  # nothing is a wildcard
            ("工_", {"aaaaaaa", "ccccccc"}),  # a mark at a term's edge is dropped
        ],
    )
    def test_found_is_what_a_scan_finds(self, engine, typed, found):
        results = engine.find(parse(typed)) if parse(typed).terms else None
        assert (set(results.scores) if results else set()) == found

    def test_a_word_in_the_decks_counts_for_more(self, engine):
        scores = engine.find(parse("比武")).scores
        assert scores["aaaaaaa"] > scores["bbbbbbb"]

    def test_rebuilding_replaces_everything(self, engine, tmp_path):
        other = type(engine)(tmp_path)
        other.rebuild(DOCUMENTS)
        assert other.rebuild(DOCUMENTS[:1]) == 1
        assert set(other.find(parse("比武")).scores) == {"aaaaaaa"}

    def test_no_index_is_said_to_be_missing(self, engine, tmp_path):
        with pytest.raises(SearchUnavailable, match=str(tmp_path)):
            type(engine)(tmp_path).find(parse("比武"))

    def test_a_broken_index_is_said_to_be_broken(self, engine, tmp_path):
        other = type(engine)(tmp_path)
        other.rebuild(DOCUMENTS)
        for path in tmp_path.iterdir():
            path.write_bytes(b"not an index" * 100)
        with pytest.raises(SearchUnavailable):
            other.find(parse("比武"))


@pytest.fixture(scope="module")
def scanned(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return list(documents())


@pytest.mark.django_db
class TestCatalogue:
    @given(data=st.data())
    @hypothesis_settings(
        max_examples=200,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    def test_any_substring_finds_what_a_scan_finds(self, scanned, data):
        document = data.draw(st.sampled_from(scanned))
        text = data.draw(st.sampled_from((document.title, document.text)))
        start = data.draw(st.integers(0, len(text) - 1))
        typed = text[start : start + data.draw(st.integers(1, 12))]
        terms = parse(typed).terms
        wanted = {d.ident for d in scanned if all(t in d.title or t in d.text for t in terms)}
        assert set(find(typed).scores) == (wanted if terms else set())
