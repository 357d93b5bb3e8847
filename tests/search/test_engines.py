"""One contract test class, run on every engine, against the totals and facets of a plain scan."""

import json
import random
from collections import Counter as Counting
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from archive import parallel
from archive.search import documents as search_documents
from archive.search.contract import (
    COUNTED,
    DAYS,
    FACETS,
    FIELDS,
    SPAN,
    Clause,
    Document,
    Query,
    SearchUnavailable,
    Term,
    most_values,
)
from archive.search.documents import documents
from archive.search.engines.tantivy import build, precounts
from archive.search.engines.tantivy import count as tantivy_count
from archive.search.engines.tantivy.count import MatchCounter
from archive.search.engines.tantivy.engine import TantivyEngine
from archive.text.fold import BOUNDARY, fold

from .scan import ScanEngine
from .sphinx import Cluster

WORDS = [
    "工会",
    "技能",
    "竞赛",
    "某县",
    "一段",
    "简单",
    "的",
    "路",
    "临平区",
    "在建",
    "工程",
    "ABC",
    "职工",
    "大病",
    "救助",
    "焊工",
    "，。",
    "！",
    "“云”",
    "cloud",
    "9",
    "",
]
# random documents and random questions about them, the same in every run
SEED, DOCUMENTS, QUESTIONS = 7, 120, 400


def make_up_text(chance: random.Random, length: int) -> str:
    parts = (chance.choice(WORDS) + (" " if chance.random() < 0.1 else "") for _ in range(length))
    return fold("".join(parts)).text


def document(chance: random.Random, number: int) -> Document:
    earliest = chance.randrange(730_000, 737_000)
    return Document(
        ident=f"d{number:06}",
        title=make_up_text(chance, 4),
        text=make_up_text(chance, 40),
        people=make_up_text(chance, 2),
        places=make_up_text(chance, 2),
        named=make_up_text(chance, 2),
        organisations=make_up_text(chance, 3),
        labels=tuple({fold(chance.choice(WORDS)).text or "工" for _ in range(chance.randrange(3))}),
        values={
            name: tuple({chance.choice("abcde") for _ in range(chance.randrange(6))})
            for name in FACETS
        },
        earliest=earliest,
        latest=earliest + chance.choice([0, 0, 30, 400]),
        newest=(740_000 - earliest) << 28 | number,
        oldest=earliest << 28 | number,
        added=chance.randrange(9) << 28 | number,
    )


def collection() -> list[Document]:
    chance = random.Random(SEED)
    return sorted((document(chance, n) for n in range(DOCUMENTS)), key=lambda d: d.newest)


def question(chance: random.Random, found_in: list[Document]) -> Query:
    """Return a query most of whose terms occur somewhere."""

    def term() -> Term:
        result = chance.choice(found_in)
        texts = [result.title, result.text, result.people, result.places]
        text = chance.choice([*texts, result.named, result.organisations]) or "工"
        start = chance.randrange(len(text))
        field = chance.choice(["any", "any", "any", *FIELDS[1:]])
        text = text[start : start + chance.randrange(1, 9)]
        bare = text.replace(BOUNDARY, "")
        if field in ("any", "title") and len(bare) > 1 and chance.random() < 0.3:
            return Term(bare, field, across_marks=True)
        if field in ("any", "title") and len(text) > 1 and chance.random() < 0.2:
            start = chance.randrange(max(1, len(result.text) - 4))
            near = result.text[start : start + chance.randrange(2, 5)]
            if len(near) > 1:
                return Term(text, field, near=near, gap=chance.randrange(31))
        return Term(chance.choice([text, text, chance.choice(WORDS) or "工"]), field)

    return Query(
        clauses=tuple(
            Clause(tuple(term() for _ in range(chance.choice([1, 1, 2]))), chance.random() < 0.2)
            for _ in range(chance.randrange(4))
        ),
        filters={
            name: tuple({chance.choice("abcdef") for _ in range(chance.randrange(1, 3))})
            for name in FACETS
            if chance.random() < 0.08
        },
        all_of=tuple(name for name in FACETS if chance.random() < 0.3),
        since=chance.choice([None, None, chance.randrange(730_000, 737_000)]),
        until=chance.choice([None, None, chance.randrange(730_000, 737_000)]),
        sort=chance.choice(["relevance", "date", "oldest", "added"]),
        offset=chance.choice([0, 0, 5, 20]),
        limit=chance.choice([0, 5, 20]),
        facets=tuple(name for name in COUNTED if chance.random() < 0.5),
    )


SMALL = [
    Document(
        "aaaaaaa",
        fold("焊工比武").text,
        fold("某县办了一场比武，焊工、钳工都来。").text,
        newest=1,
        oldest=3,
    ),
    Document(
        "bbbbbbb",
        fold("春游记").text,
        fold("一段简单的路，走了半日；比武场边看花。").text,
        "甲文",
        "建德市",
        newest=2,
        oldest=2,
    ),
    Document(
        "ccccccc",
        fold("ABC公司的“云”").text,
        fold("在建工程用上了 Cloud 9 平台").text,
        "乙文",
        "杭州市",
        named="丙文",
        organisations="某县总会",
        newest=3,
        oldest=1,
    ),
]


def idents(results) -> list[str]:
    return [hit.ident for hit in results.hits]


def asks(*texts: str, field: str = "any", **options) -> Query:
    clauses = tuple(Clause((Term(fold(text).text, field),)) for text in texts)
    return Query(clauses=clauses, **options)


@pytest.fixture(scope="module", params=["tantivy", "sphinxql"])
def make(request, tmp_path_factory):
    """Return a function that creates engines of the kind under test, each in its own folder."""
    engines = []

    def new_engine():
        engines.append(kind(tmp_path_factory.mktemp("engine")))
        return engines[-1]

    if request.param == "tantivy":
        kind = TantivyEngine
        yield new_engine
    else:
        with Cluster(tmp_path_factory.mktemp("cluster")) as cluster:
            kind = cluster.engine
            yield new_engine
    for engine in engines:
        engine.close()


@pytest.fixture(scope="module")
def engine(make):
    engine = make()
    assert engine.rebuild(SMALL) == len(SMALL)
    return engine


def assert_answers_as_a_scan_does(engine) -> None:
    collection_documents = collection()
    scan = ScanEngine(engine.folder)
    assert engine.rebuild(collection_documents) == scan.rebuild(collection_documents) == DOCUMENTS
    chance = random.Random(SEED)
    for _ in range(QUESTIONS):
        query = question(chance, collection_documents)
        result, expected = engine.search(query), scan.search(query)
        assert result.total == expected.total, query
        assert result.facets == expected.facets, query
        assert len(result.hits) == len(expected.hits), query
        assert result.incomplete == ""
        if not query.ranks:
            assert idents(result) == idents(expected), query
        if query.offset == 0 and query.limit >= expected.total:
            assert set(idents(result)) == set(idents(expected)), query


class TestEngine:
    @pytest.mark.slow
    def test_results_equal_those_of_a_scan(self, make):
        assert_answers_as_a_scan_does(make())

    def test_pages_by_relevance_neither_lose_nor_repeat(self, make):
        collection_documents = collection()
        engine = make()
        engine.rebuild(collection_documents)
        query = asks("工", limit=7)
        total = engine.search(query).total
        idents_in_order = [
            ident
            for offset in range(0, total, 7)
            for ident in idents(engine.search(replace(query, offset=offset)))
        ]
        assert len(idents_in_order) == total
        assert len(set(idents_in_order)) == total

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("比武", {"aaaaaaa", "bbbbbbb"}),
            ("段简", {"bbbbbbb"}),  # across the edge of a word
            ("工程", {"ccccccc"}),  # inside a longer word
            ("花", {"bbbbbbb"}),  # one character
            ("ａｂｃ", {"ccccccc"}),  # width and case
            ("簡單", {"bbbbbbb"}),  # traditional
            ("cloud 9", {"ccccccc"}),  # a blank between Latin words
            ("比武，焊工", {"aaaaaaa"}),  # any mark is one boundary
            ("比武。焊工", {"aaaaaaa"}),
            ("比武焊工", set()),  # a match never runs over a mark unseen
            ("甲文", {"bbbbbbb"}),
            ("记春", set()),
        ],
    )
    def test_highlighted_text_is_text_of_the_original(self, engine, typed, expected):
        assert set(idents(engine.search(asks(typed)))) == expected

    @pytest.mark.parametrize(
        ("first", "second", "gap", "expected"),
        [
            ("某县", "比武", 4, {"aaaaaaa"}),  # 办了一场 in between
            ("某县", "比武", 3, set()),
            ("比武", "某县", 4, {"aaaaaaa"}),  # in either order
            ("比武", "焊工", 1, {"aaaaaaa"}),  # a mark counts
            ("比武", "焊工", 0, {"aaaaaaa"}),  # side by side, in the title
            ("一段", "简单", 0, {"bbbbbbb"}),
            ("段简", "简单", 0, {"bbbbbbb"}),  # overlapping
            ("简单的路", "比武场边", 30, {"bbbbbbb"}),
            ("春游", "比武", 30, set()),  # one in the title, one in the text
            ("焊工", "焊工", 0, {"aaaaaaa"}),
        ],
    )
    def test_two_terms_near_each_other(self, engine, first, second, gap, expected):
        term = Term(fold(first).text, near=fold(second).text, gap=gap)
        assert set(idents(engine.search(Query((Clause((term,)),))))) == expected
        without = engine.search(Query((Clause((term,), negated=True),)))
        assert set(idents(without)) == {"aaaaaaa", "bbbbbbb", "ccccccc"} - expected

    def test_a_term_across_marks_is_found_with_a_mark_between_or_without(self, engine):
        def find(text: str, field: str = "any") -> set[str]:
            term = Term(fold(text).text, field, across_marks=True)
            return set(idents(engine.search(Query((Clause((term,)),)))))

        # there is a mark between 武 and 焊, and none between 都 and 来
        assert find("比武焊工") == {"aaaaaaa"}
        assert find("焊工钳工都来") == {"aaaaaaa"}
        assert find("半日比武场边") == {"bbbbbbb"}
        assert find("比武春游") == set()
        assert find("焊工钳工", "title") == set()

    def test_a_label_is_found_whole_and_never_in_part(self, make):
        engine = make()
        labelled = Document(
            "aaaaaaa", fold("春游记").text, fold("走了半日。").text, labels=("练兵比武",)
        )
        engine.rebuild([labelled])
        assert idents(engine.search(asks("练兵比武"))) == ["aaaaaaa"]
        assert idents(engine.search(asks("比武"))) == []
        assert idents(engine.search(asks("练兵比武", field="title"))) == []

    def test_far_behind_the_last_hit_there_is_nothing_and_the_total_is_true(self, engine):
        for query in (asks("比武", offset=10**9), Query(offset=10**9, limit=20)):
            results = engine.search(query)
            assert results.hits == ()
            assert results.total == engine.search(replace(query, offset=0)).total > 0

    def test_a_field_is_only_that_field(self, engine):
        assert idents(engine.search(asks("比武", field="title"))) == ["aaaaaaa"]
        assert idents(engine.search(asks("乙文", field="people"))) == ["ccccccc"]
        assert idents(engine.search(asks("建德", field="places"))) == ["bbbbbbb"]
        assert idents(engine.search(asks("建德", field="people"))) == []
        assert idents(engine.search(asks("丙文", field="named"))) == ["ccccccc"]
        assert idents(engine.search(asks("总会", field="organisations"))) == ["ccccccc"]
        assert idents(engine.search(asks("会", field="organisations"))) == ["ccccccc"]
        assert idents(engine.search(asks("丙文", field="organisations"))) == []

    def test_names_in_the_text_are_only_in_their_own_fields(self, engine):
        """Names are canonical: the text may have another form of them."""
        assert idents(engine.search(asks("丙文"))) == []
        assert idents(engine.search(asks("总会"))) == []

    def test_decks_count_above_text(self, engine):
        assert idents(engine.search(asks("比武"))) == ["aaaaaaa", "bbbbbbb"]

    def test_a_whole_word_counts_above_part_of_a_word(self, make):
        engine = make()
        filler = fold("这里说的是别的事情，没有什么要紧。").text
        engine.rebuild(
            [
                Document("aaaaaaa", "题", fold("他们在建工程上忙。").text + filler, newest=1),
                Document("bbbbbbb", "题", fold("这件工程很大，很忙。").text + filler, newest=2),
                Document("ccccccc", "题", fold("土木工程师说他很忙。").text + filler, newest=3),
            ]
        )
        order = idents(engine.search(asks("工程")))
        assert order.index("bbbbbbb") < order.index("ccccccc")

    def test_newer_first_among_equals(self, make):
        engine = make()
        engine.rebuild([Document(f"d{n:06}", "同题", "同文", newest=n) for n in range(50)])
        assert idents(engine.search(asks("同文"))) == [f"d{n:06}" for n in range(20)]

    def test_terms_side_by_side_count_above_terms_apart(self, make):
        engine = make()
        apart = fold("职工们很忙，又要救助别人，又要比武。").text
        adjacent = fold("职工救助站很忙，别人又要比武，又忙。").text
        engine.rebuild(
            [
                Document("aaaaaaa", "题", apart, newest=1),
                Document("bbbbbbb", "题", adjacent, newest=2),
            ]
        )
        assert idents(engine.search(asks("职工", "救助")))[0] == "bbbbbbb"

    def test_a_facet_lists_its_most_frequent_values_and_those_of_the_filter(self, make):
        engine, most = make(), most_values("person")
        people = [f"p{n:02}" for n in range(most + 10)]
        engine.rebuild(
            [
                Document(f"d{n:06}", "题", "文", values={"person": tuple(people[n:])}, newest=n)
                for n in range(len(people))
            ]
        )
        counts = {person: n for n, person in enumerate(people, 1)}
        most_frequent = dict(list(counts.items())[-most:])
        facet_counts = engine.search(Query(facets=("person",))).facets["person"]
        assert dict(facet_counts) == most_frequent
        for values in (("p00",), ("p03", "p39"), ("p39", "p38"), ("nobody",)):
            for clauses in ((), asks("文").clauses):
                result = engine.search(
                    Query(clauses, filters={"person": values}, facets=("person", "topic"))
                )
                expected = most_frequent | {p: counts[p] for p in values if p in counts}
                assert dict(result.facets["person"]) == expected

    def test_every_span_of_months_is_counted(self, make):
        engine = make()
        firsts = [date(2020, 1, 31) + timedelta(days=n) for n in range(1200)]
        engine.rebuild(
            Document(
                f"d{n:06}",
                "题",
                "文",
                earliest=first.toordinal(),
                latest=(first + timedelta(days=n)).toordinal(),
                date_inferred=n % 2 == 1,
                newest=n,
            )
            for n, first in enumerate(firsts)
        )
        expected = Counting(
            f"{first:%Y-%m}/{first + timedelta(days=n):%Y-%m}{'?' * (n % 2)}"
            for n, first in enumerate(firsts)
        )
        assert len(expected) > 70
        assert engine.search(Query(facets=(SPAN,))).facets[SPAN] == expected

    def test_every_span_of_days_in_a_year_is_counted(self, make):
        engine = make()
        spans = [
            (date(2020, 12, 30) + timedelta(days=n % 40), timedelta(days=n % 3)) for n in range(90)
        ]
        engine.rebuild(
            Document(
                f"d{n:06}",
                "题",
                "文" if n % 2 else "字",
                earliest=first.toordinal(),
                latest=(first + length).toordinal(),
                newest=n,
            )
            for n, (first, length) in enumerate(spans)
        )
        since, until = date(2021, 1, 1), date(2021, 1, 31)
        expected = Counting(
            f"{first}/{first + length}"
            for n, (first, length) in enumerate(spans)
            if n % 2 and first <= until and first + length >= since
        )
        query = Query(
            (Clause((Term("文"),)),),
            since=since.toordinal(),
            until=until.toordinal(),
            limit=0,
            facets=(DAYS,),
        )
        assert len(expected) > 30
        assert engine.search(query).facets[DAYS] == expected

    def test_rebuilding_replaces_everything(self, make):
        engine = make()
        engine.rebuild(SMALL)
        assert engine.rebuild(SMALL[:1]) == 1
        assert idents(engine.search(Query())) == ["aaaaaaa"]

    def test_a_rebuild_that_fails_leaves_the_old_answering(self, make):
        engine = make()
        engine.rebuild(SMALL)

        def failing_documents():
            yield SMALL[0]
            raise OSError("the disk is full")

        with pytest.raises(OSError, match="full"):
            engine.rebuild(failing_documents())
        assert engine.search(Query()).total == len(SMALL)

    def test_an_empty_archive_answers(self, make):
        engine = make()
        assert engine.rebuild([]) == 0
        assert engine.search(asks("比武", facets=FACETS)).total == 0


@pytest.fixture
def in_parts(monkeypatch):
    """Let builds of few documents take the path of many: in parts, on one core."""

    def split_into(*sizes: int) -> None:
        monkeypatch.setattr(parallel, "processes", lambda: 1)
        monkeypatch.setattr(build, "PARTS", sizes)
        monkeypatch.setattr(build, "MIN_PARALLEL", 1)
        monkeypatch.setattr(build, "MIN_GROUPED_PARTS", 64)

    return split_into


class TestMuchInTantivy:
    """The embedded engine's special paths for many documents."""

    # the second is of so many parts that groups of them are merged before
    @pytest.mark.slow
    @pytest.mark.parametrize(("sizes", "count"), [((5, 5, 4), 50), ((1,), 64)])
    def test_parts_become_one_segment_in_their_order(self, in_parts, tmp_path, sizes, count):
        in_parts(*sizes)
        engine = TantivyEngine(tmp_path)
        documents = [Document(f"d{n:06}", "同题", "同文", newest=n) for n in range(count)]
        assert engine.rebuild(documents) == count
        for query in (asks("同文", limit=count), Query(limit=count)):
            assert idents(engine.search(query)) == [d.ident for d in documents]
        segments = json.loads((engine.path / "meta.json").read_text())["segments"]
        assert [segment["max_doc"] for segment in segments] == [count]
        assert not [path for path in engine.path.iterdir() if path.is_dir()]
        names = {path.name.split(".")[0] for path in engine.path.glob("*.idx")}
        assert names == {segments[0]["segment_id"].replace("-", "")}

    # the second is of fewer parts than tantivy merges
    @pytest.mark.slow
    @pytest.mark.parametrize("sizes", [(10,), (50,)])
    def test_results_of_a_merged_index_equal_those_of_a_scan(self, in_parts, tmp_path, sizes):
        in_parts(*sizes)
        assert_answers_as_a_scan_does(TantivyEngine(tmp_path))

    @pytest.mark.slow
    def test_parts_are_written_in_all_cores(self, monkeypatch, tmp_path):
        monkeypatch.setattr(parallel, "processes", lambda: 2)
        monkeypatch.setattr(build, "PARTS", (15,))
        monkeypatch.setattr(build, "MIN_PARALLEL", 1)
        assert_answers_as_a_scan_does(TantivyEngine(tmp_path))

    @pytest.mark.slow
    def test_results_counted_in_parallel_equal_those_of_a_scan(self, monkeypatch, tmp_path):
        monkeypatch.setattr(tantivy_count, "MIN_PARALLEL", 0)
        assert_answers_as_a_scan_does(TantivyEngine(tmp_path))

    def test_frequent_terms_are_counted_when_the_index_is_built(self, monkeypatch, tmp_path):
        monkeypatch.setattr(precounts, "MIN_DOCUMENTS", 30)
        engine, scan = TantivyEngine(tmp_path / "engine"), ScanEngine(tmp_path)
        collection_documents = collection()
        for backend in (engine, scan):
            backend.rebuild(collection_documents)
        terms = [term for term in engine._open().counter._precounts._places if term]
        assert {"工", "工会"} <= {*terms}
        assert all(term.isalnum() and len(term) < 3 for term in terms)
        monkeypatch.delattr(MatchCounter, "count")
        for term in ["", *terms]:
            for facets in (COUNTED, ()):
                query = asks(term, facets=facets) if term else Query(facets=facets)
                result, expected = (backend.search(query) for backend in (engine, scan))
                assert (result.total, result.facets) == (expected.total, expected.facets)

    @pytest.mark.slow
    def test_precounts_of_frequent_terms_are_used_for_these_terms_only(self, monkeypatch, tmp_path):
        monkeypatch.setattr(precounts, "MIN_DOCUMENTS", 1)
        monkeypatch.setattr(precounts, "MAX_TERMS", 60)
        assert_answers_as_a_scan_does(TantivyEngine(tmp_path))

    @pytest.mark.parametrize("seed", range(5))
    def test_an_index_updated_day_by_day_knows_the_most_frequent_values(
        self, seed, monkeypatch, tmp_path
    ):
        chance = random.Random(seed)
        monkeypatch.setattr(precounts, "MIN_DOCUMENTS", 5)
        monkeypatch.setattr(precounts, "most_values", lambda _: 3)
        monkeypatch.setattr(tantivy_count, "most_values", lambda _: 3)
        monkeypatch.setattr(precounts, "SURPLUS", 3)

        def document(number):
            text = "".join(chance.choice(("工会", "比武", "车间")) for _ in range(2))
            county = str(min(chance.randint(0, 14), chance.randint(0, 14)))
            sort_keys = dict.fromkeys(("newest", "oldest", "added"), number)
            return Document(f"id{number:03}", "", text, values={"county": (county,)}, **sort_keys)

        documents_by_number = {n: document(n) for n in range(80)}
        TantivyEngine(tmp_path / "0").rebuild(documents_by_number.values())
        counted_terms, count = Counting(), MatchCounter.count

        def note_terms(*arguments, **options):
            counted_terms.update(options.keys())
            return count(*arguments, **options)

        monkeypatch.setattr(MatchCounter, "count", note_terms)
        for day in range(1, 6):
            removed_numbers = chance.sample(sorted(documents_by_number), chance.randint(3, 12))
            # some of them have another text, others another county as well
            returned = {n: document(n) for n in removed_numbers[::2]}
            returned[removed_numbers[0]] = replace(
                documents_by_number[removed_numbers[0]], text="工会车间"
            )
            new = returned | {100 * day + n: document(100 * day + n) for n in range(9)}
            engine = TantivyEngine(tmp_path / str(day))
            engine.update(
                tmp_path / str(day - 1),
                [documents_by_number.pop(n) for n in removed_numbers],
                new.values(),
            )
            documents_by_number |= new
            frequent = engine._open().counter._precounts
            terms = list(filter(None, frequent))
            assert {"工", "工会", "比武"} <= {*terms}
            for term in terms:
                counts = frequent.load(term)
                documents = [d for d in documents_by_number.values() if term in d.text]
                true = Counting(d.values["county"][0] for d in documents)
                assert counts.total == len(documents)
                assert counts.facets["county"].items() <= true.items()
                top_counts = tantivy_count.most_frequent("county", counts.facets["county"])
                assert sorted(top_counts.values()) == sorted(true.values())[-3:], term
                omitted = true.keys() - counts.facets["county"].keys()
                assert all(true[value] <= counts.rest["county"] for value in omitted)
        assert counted_terms["chosen_only"] > 0

    def test_counts_are_taken_once_for_all_pages(self, monkeypatch, tmp_path):
        engine = TantivyEngine(tmp_path)
        engine.rebuild(collection())
        count_calls = []
        count = MatchCounter._count
        monkeypatch.setattr(
            MatchCounter, "_count", lambda *given: count_calls.append(given) or count(*given)
        )
        first = engine.search(asks("工", facets=FACETS))
        for options in ({"offset": 20}, {"sort": "oldest"}, {"limit": 0}):
            result = engine.search(asks("工", facets=FACETS, **options))
            assert (result.total, result.facets) == (first.total, first.facets)
        assert len(count_calls) == 1
        for other_query in (asks("工"), asks("工", since=1), asks("工", filters={"year": ("a",)})):
            engine.search(other_query)
        assert len(count_calls) == 4
        engine.forget()
        engine.search(asks("工"))
        assert len(count_calls) == 5

    def test_a_rebuild_invalidates_cached_counts(self, tmp_path):
        engine = TantivyEngine(tmp_path)
        engine.rebuild(SMALL)
        assert engine.search(asks("比武")).total == 2
        engine.rebuild(SMALL[:1])
        assert engine.search(asks("比武")).total == 1


class TestFilesOfTantivy:
    """Faults of the folder of the embedded engine."""

    def test_a_missing_index_is_reported(self, tmp_path):
        with pytest.raises(SearchUnavailable, match="没有检索索引"):
            TantivyEngine(tmp_path).search(asks("比武"))

    def test_an_index_of_another_version_is_not_read(self, tmp_path):
        engine = TantivyEngine(tmp_path)
        engine.rebuild(SMALL)
        (engine.path / "index.json").write_text('{"schema": 0, "tantivy": "0.1"}')
        with pytest.raises(SearchUnavailable, match="别的版本"):
            TantivyEngine(tmp_path).search(asks("比武"))

    def test_a_broken_index_is_reported(self, tmp_path):
        engine = TantivyEngine(tmp_path)
        engine.rebuild(SMALL)
        for path in engine.path.iterdir():
            if path.name != "index.json":
                path.write_bytes(b"not an index" * 100)
        with pytest.raises(SearchUnavailable):
            TantivyEngine(tmp_path).search(asks("比武"))

    def test_nothing_is_left_of_a_rebuild_that_failed(self, tmp_path):
        def failing_documents():
            raise OSError("no")
            yield

        with pytest.raises(OSError, match="no"):
            TantivyEngine(tmp_path).rebuild(failing_documents())
        assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
class TestCatalogue:
    def test_articles_that_are_read_in_pieces_are_the_same(self, monkeypatch):
        expected = list(documents())
        monkeypatch.setattr(search_documents, "_BATCH", 7)
        assert list(documents()) == expected
        order = [document.newest for document in expected]
        assert order == sorted(set(order))

    def test_any_substring_finds_what_a_scan_finds(self, index_folder, tmp_path):
        all_documents = list(documents())
        scan = ScanEngine(tmp_path)
        scan.rebuild(all_documents)
        engine = import_string(settings.SEARCH_ENGINE)(index_folder)
        chance = random.Random(SEED)
        for _ in range(QUESTIONS):
            result = chance.choice(all_documents)
            text = chance.choice((result.title, result.text, result.places))
            start = chance.randrange(len(text))
            term = Term(text[start : start + chance.randrange(1, 12)])
            query = Query(clauses=(Clause((term,)),), limit=len(all_documents))
            actual, expected = engine.search(query), scan.search(query)
            assert set(idents(actual)) == set(idents(expected)), term
            assert result.ident in idents(actual)
