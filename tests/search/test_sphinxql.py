"""The SphinxQL engine compared with a scan, and with parts of the cluster down."""

import ast
import random
import socket
import threading
from collections import Counter
from dataclasses import replace
from zlib import crc32

import pytest
from django.utils.module_loading import import_string

from archive.search.contract import (
    FACETS,
    FIELDS,
    CannotUpdate,
    Clause,
    Document,
    Query,
    SearchUnavailable,
    Term,
    most_values,
)
from archive.search.engines.sphinxql.cluster import MARKER, connect
from archive.search.engines.sphinxql.engine import SphinxQLEngine
from archive.search.engines.sphinxql.fill import COLUMNS
from archive.search.engines.sphinxql.match import as_label, expression, letters, with_words
from archive.text.fold import BOUNDARY, fold

from .scan import ScanEngine
from .sphinx import Cluster, blocks

# few, so that they come together in every way; two out of the first plane
SIGNS = "工会人大病大𠮷一二二，。 ab9𫝀哈"
QUOTES = [
    "'",
    '"',
    "\\",
    "') OR 1=1 -- ",
    "@title",
    "a | b",
    "-a",
    '"a b"~9',
    "*",
    "a*",
    "^a$",
    "=a",
    "%s",
]
WORDS = ["焊工", "比武", "新闻工作者", "工会", "在建工程", "临平", "新闻", "abc", "cloud 9", "3.5"]
PEOPLE = ["张三", "李四", "王五六", "张三丰"]


def documents(chance, count=60):
    results = []
    for number in range(count):

        def text(most):
            parts = [
                chance.choice((*WORDS, *SIGNS, *SIGNS)) for _ in range(chance.randint(0, most))
            ]
            return fold("".join(parts)).text

        earliest = chance.randint(1000, 1100)
        values = {
            facet: tuple(chance.sample(["甲", "乙", "丙'\\", "丁", "2001"], chance.randint(0, 3)))
            for facet in FACETS
            if chance.random() < 0.8
        }
        results.append(
            Document(
                f"id{number:05}",
                text(6),
                text(60),
                fold("，".join(chance.sample(PEOPLE, chance.randint(0, 2)))).text,
                text(3),
                tuple(filter(None, (text(1) for _ in range(chance.randint(0, 2))))),
                values,
                earliest,
                earliest + chance.randint(0, 30),
                newest=number,
                oldest=(1 << 62) - number,
            )
        )
    return results


def query(chance, held):
    def term():
        document = chance.choice(held)
        field = chance.choice(("any", "any", *FIELDS))
        place = {"any": document.text}.get(field) or getattr(document, field, "") or "工会"
        start = chance.randrange(len(place))
        text = place[start : start + chance.choice((1, 1, 2, 2, 3, 4, 5, 9))]
        bare = text.replace(BOUNDARY, "")
        if field in ("any", "title") and len(bare) > 1 and chance.random() < 0.3:
            return Term(bare, field, across_marks=True)
        return Term(text, field)

    clauses = tuple(
        Clause(tuple(term() for _ in range(chance.choice((1, 1, 2, 3)))), chance.random() < 0.25)
        for _ in range(chance.choice((0, 1, 1, 1, 2, 3)))
    )
    filters = {
        facet: tuple(chance.sample(["甲", "乙", "丙'\\", "没有"], chance.randint(1, 2)))
        for facet in chance.sample(FACETS, chance.choice((0, 0, 1, 2)))
    }
    all_of = tuple(facet for facet in filters if chance.random() < 0.3)
    return Query(
        clauses,
        filters,
        all_of,
        chance.choice((None, None, chance.randint(990, 1130))),
        chance.choice((None, None, chance.randint(990, 1130))),
        chance.choice(("date", "oldest", "relevance")),
        chance.choice((0, 0, 3, 20, 70)),
        chance.choice((20, 5, 1, 0)),
        tuple(chance.sample(FACETS, chance.choice((0, 1, 8)))),
    )


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with Cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def held_documents():
    return documents(random.Random(3))


@pytest.fixture(scope="module")
def engine(cluster, held_documents, tmp_path_factory):
    engine = cluster.engine(tmp_path_factory.mktemp("index"))
    assert engine.rebuild(held_documents) == len(held_documents)
    return engine


@pytest.fixture(scope="module")
def scan(held_documents):
    engine = ScanEngine(None)
    engine.rebuild(held_documents)
    return engine


def term(text, field="any"):
    return Query((Clause((Term(text, field),)),))


@pytest.mark.slow
def test_results_equal_those_of_a_scan(engine, scan, held_documents):
    chance = random.Random(4)
    with_hits = 0
    for _ in range(500):
        random_query = query(chance, held_documents)
        actual, expected = engine.search(random_query), scan.search(random_query)
        assert (actual.total, actual.facets, actual.incomplete) == (
            expected.total,
            expected.facets,
            "",
        ), random_query
        if not random_query.ranks:
            assert actual.hits == expected.hits, random_query
        else:
            assert len(actual.hits) == len(expected.hits), random_query
        full_query = replace(random_query, offset=0, limit=100)
        assert {h.ident for h in engine.search(full_query).hits} == {
            h.ident for h in scan.search(full_query).hits
        }, random_query
        with_hits += bool(expected.total)
    # not all of them empty
    assert with_hits > 250


@pytest.mark.slow
def test_every_pair_and_character_of_every_field_is_found(engine, scan, held_documents):
    for field in FIELDS:
        for length in (1, 2):
            texts = [
                d.text if field == "any" else getattr(d, field)
                for d in held_documents[:: 6 if length == 2 else 3]
            ]
            for text in {t[n : n + length] for t in texts for n in range(len(t) - length + 1)}:
                pair_query = replace(term(text, field), sort="date", limit=100)
                assert engine.search(pair_query) == scan.search(pair_query), pair_query


def test_pages_of_the_ranked_order_are_its_parts(engine):
    full_query = replace(term("工"), limit=100)
    all_hits = engine.search(full_query).hits
    assert len(all_hits) > 20
    assert [h.score for h in all_hits] == sorted((h.score for h in all_hits), reverse=True)
    parts = [
        h
        for at in range(0, 100, 7)
        for h in engine.search(replace(full_query, offset=at, limit=7)).hits
    ]
    assert parts == list(all_hits)


@pytest.mark.parametrize("text", [*QUOTES, *(q * 30 for q in QUOTES)])
def test_text_that_looks_like_a_command_is_plain_text(engine, scan, text):
    for field in FIELDS:
        for negated in (False, True):
            text_query = Query((Clause((Term(text, field),), negated),), sort="date")
            assert engine.search(text_query) == scan.search(text_query)
    text_query = Query(filters={"topic": (text,)})
    assert engine.search(text_query).total == 0


def test_idents_come_back_as_they_were(cluster, tmp_path):
    idents = ["a'b", 'c"d', "e\\f", "报藏", "g\nh", "%s"]
    engine = cluster.engine(tmp_path)
    engine.rebuild(Document(ident, "焊", "", newest=n) for n, ident in enumerate(idents))
    assert [hit.ident for hit in engine.search(Query(sort="date")).hits] == idents


def test_long_terms_are_found_and_only_they(cluster, tmp_path):
    chance = random.Random(5)
    text = "".join(chance.choice("工会人大病") for _ in range(3000))
    engine = cluster.engine(tmp_path)
    engine.rebuild([Document("a", "", text), Document("b", "", text[:1000] + "x" + text[1000:])])
    for length in (50, 100, 101, 200, 501):
        results = engine.search(replace(term(text[900 : 900 + length]), sort="date"))
        assert [hit.ident for hit in results.hits] == (["a", "b"] if length <= 100 else ["a"])


def test_queries_with_many_terms_work(engine, scan):
    terms = tuple(Term(f"{a}{b}") for a in "工会人大病二一𠮷" for b in "工会人大病二一哈9a")
    long_query = Query(
        (Clause(terms), *(Clause((negated_term,), True) for negated_term in terms[:40])), limit=100
    )
    assert engine.search(long_query).total == scan.search(long_query).total
    assert engine.search(replace(long_query, sort="date")) == scan.search(
        replace(long_query, sort="date")
    )


def test_decks_are_above_text_and_a_word_above_a_part_of_one(cluster, tmp_path):
    noise = [Document(f"n{n}", "春游", "一段路" * 9, newest=n) for n in range(40)]
    ranked = [
        Document("part", "某县", "他在学手工会计，学了一场", newest=93),
        Document("text", "某县", "办了一场，由某县的工会办", newest=94),
        Document("deck", "某县工会", "办了一场", newest=95),
    ]
    engine = cluster.engine(tmp_path)
    engine.rebuild([*noise, *ranked])
    assert [hit.ident for hit in engine.search(term("工会")).hits] == ["deck", "text", "part"]


def test_terms_side_by_side_are_above_terms_apart(cluster, tmp_path):
    documents = [
        Document("apart", "题", "大病的事，还有救助的事", newest=1),
        Document("beside", "题", "的事还有的，大病救助事", newest=2),
    ]
    engine = cluster.engine(tmp_path, shards=cluster.config["shards"][:1])
    engine.rebuild(documents)
    two_words = Query((Clause((Term("大病"),)), Clause((Term("救助"),))))
    assert [hit.ident for hit in engine.search(two_words).hits] == ["beside", "apart"]


def test_the_most_frequent_values_are_counted_exactly(cluster, tmp_path):
    chance, most = random.Random(10), most_values("county")
    names = [f"县{n}" for n in range(most * 3)]
    # long tails differ from shard to shard
    documents = [
        Document(f"id{n}", "题", "", values={"county": tuple(names[n % 1500 :: 1500])}, newest=n)
        for n in range(3000)
    ]
    for n in range(0, 3000, 7):
        often = {chance.choice(names[:most]) for _ in range(20)}
        documents[n] = replace(documents[n], values={"county": tuple(often)})
    engine = cluster.engine(tmp_path)
    engine.rebuild(documents)
    result = engine.search(Query(facets=("county",))).facets["county"]
    expected = Counter(name for document in documents for name in document.values["county"])
    assert len(result) == min(most, len(expected))
    assert all(expected[name] == count for name, count in result.items())
    assert sorted(result.values()) == sorted(expected.values())[-most:]


def test_newer_first_among_equals(cluster, tmp_path):
    documents = [Document(f"{n:02}", "焊工比武", "某县办了一场", newest=n) for n in range(30)]
    engine = cluster.engine(tmp_path, shards=cluster.config["shards"][:1])
    engine.rebuild(documents)
    assert [h.ident for h in engine.search(term("焊工")).hits] == [d.ident for d in documents[:20]]


def test_a_match_never_runs_from_one_text_into_the_next(cluster, tmp_path):
    engine = cluster.engine(tmp_path)
    engine.rebuild([Document("a", "甲乙", "丙丁", "戊己", "庚辛")])
    for text, total in (
        ("甲乙", 1),
        ("乙丙", 0),
        ("丁戊", 0),
        ("己庚", 0),
        ("乙丁", 0),
        ("甲乙丙", 0),
    ):
        assert engine.search(term(text)).total == total


def test_an_empty_index_gives_empty_results(cluster, tmp_path):
    engine = cluster.engine(tmp_path)
    assert engine.rebuild([]) == 0
    for empty_query in (Query(facets=FACETS), replace(term("焊"), facets=FACETS, offset=5)):
        results = engine.search(empty_query)
        assert (results.hits, results.total, results.incomplete) == ((), 0, "")


class TestFailures:
    def test_a_dead_shard_is_reported_and_then_healed(self, cluster, engine, held_documents):
        facet_query = replace(term("工"), limit=100, facets=("topic",))
        full_results = engine.search(facet_query)
        shard_size = next(n for n in engine._marker().shards)
        cluster.kill_shard(0)
        try:
            for part in (engine.search(facet_query), engine.search(Query(limit=100))):
                assert f"全部 {len(held_documents)} 篇" in part.incomplete
                assert f"有 {shard_size} 篇" in part.incomplete
            assert 0 < engine.search(facet_query).total < full_results.total
            assert engine.search(Query()).total == len(held_documents) - shard_size
        finally:
            cluster.start_shard(0)
        assert engine.search(facet_query) == full_results

    def test_no_shard_at_all_is_no_answer(self, cluster, engine):
        cluster.kill_shard(0)
        cluster.kill_shard(1)
        try:
            with pytest.raises(SearchUnavailable, match=cluster.frontend.address):
                engine.search(Query())
        finally:
            cluster.start_shard(0)
            cluster.start_shard(1)
        assert not engine.search(Query()).incomplete

    def test_an_empty_shard_is_reported_though_nothing_warns(self, cluster, tmp_path):
        engine = cluster.engine(tmp_path)
        engine.rebuild(documents(random.Random(6), 20))
        marker = engine._marker()
        shard = connect(cluster.shards[1][0].address, engine.config, 5)
        with shard, shard.cursor() as cursor:
            cursor.execute(f"TRUNCATE RTINDEX {marker.table}")
        assert f"有 {marker.shards[1]} 篇" in engine.search(Query()).incomplete

    def test_a_dead_frontend_is_unavailable_then_healed(self, cluster, engine):
        results_before = engine.search(Query())
        cluster.frontend.kill()
        try:
            with pytest.raises(SearchUnavailable, match=cluster.frontend.address):
                engine.search(Query())
        finally:
            cluster.frontend.start()
        assert engine.search(Query()) == results_before

    def test_the_next_frontend_is_asked(self, cluster, engine):
        second_engine = SphinxQLEngine(
            engine.folder,
            {**cluster.config, "frontends": ["127.0.0.1:1", cluster.frontend.address]},
        )
        assert second_engine.search(Query()) == engine.search(Query())
        second_engine.close()

    @pytest.mark.slow
    def test_a_frontend_that_never_answers_is_unavailable_soon(self, cluster, engine):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            address = f"127.0.0.1:{silent.getsockname()[1]}"
            changes = {"frontends": [address], "connect_timeout": 1, "read_timeout": 1}
            with pytest.raises(SearchUnavailable, match=address):
                SphinxQLEngine(engine.folder, {**cluster.config, **changes}).search(Query())

    def test_no_index_and_a_broken_one_are_reported(self, cluster, tmp_path):
        engine = cluster.engine(tmp_path)
        with pytest.raises(SearchUnavailable, match=str(tmp_path)):
            engine.search(Query())
        (tmp_path / MARKER).write_text("not json")
        with pytest.raises(SearchUnavailable, match=str(tmp_path)):
            engine.search(Query())

    def test_close_lets_other_searches_open_again(self, engine):
        results_before = engine.search(Query())
        engine.close()
        engine.close()
        assert engine.search(Query()) == results_before


class TestRebuild:
    def test_a_failed_rebuild_leaves_the_old_index_in_use(self, cluster, tmp_path):
        engine = cluster.engine(tmp_path)
        old = documents(random.Random(7), 20)
        engine.rebuild(old)
        before = engine.search(Query(facets=("topic",)))

        def failing_documents():
            yield Document("new", "焊工", "")
            assert engine.search(Query(facets=("topic",))) == before
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            engine.rebuild(failing_documents())
        assert engine.search(Query(facets=("topic",))) == before
        cluster.kill_shard(1)
        try:
            with pytest.raises(SearchUnavailable):
                engine.rebuild(old)
        finally:
            cluster.start_shard(1)
        assert engine.search(Query(facets=("topic",))) == before
        assert engine.rebuild(old[:1]) == 1
        assert engine.search(Query()).total == 1
        assert [path.name for path in tmp_path.iterdir()] == [MARKER]

    def test_two_tables_are_enough_for_an_edition_after_another(self, cluster, tmp_path, settings):
        tables = cluster.config["tables"][-2:]
        settings.EDITION_DIR = tmp_path / "current"
        for number in range(5):
            folder = tmp_path / f"edition{number}"
            folder.mkdir()
            engine = cluster.engine(folder, tables=tables)
            engine.rebuild([Document(f"id{number}", "焊工", "")])
            # the one that is served still answers
            if number:
                current_engine = cluster.engine(settings.EDITION_DIR, tables=tables)
                assert [hit.ident for hit in current_engine.search(Query()).hits] == [
                    f"id{number - 1}"
                ]
                settings.EDITION_DIR.unlink()
            settings.EDITION_DIR.symlink_to(folder)
        with pytest.raises(SearchUnavailable):
            cluster.engine(tmp_path / "edition0", tables=tables).search(Query())

    def test_an_index_survives_its_servers(self, cluster, engine):
        results_before = engine.search(Query(facets=FACETS))
        for shard in (0, 1):
            cluster.kill_shard(shard)
            cluster.start_shard(shard)
        assert engine.search(Query(facets=FACETS)) == results_before

    def test_documents_beyond_one_batch_are_indexed(self, cluster, tmp_path):
        long = "工会人大病" * 8000
        engine = cluster.engine(tmp_path)
        engine.rebuild(Document(f"id{n}", "", f"{long}第{n}篇", newest=n) for n in range(12))
        assert engine.search(term("病第")).total == 12
        assert [hit.ident for hit in engine.search(term("病第7篇")).hits] == ["id7"]


class TestUpdate:
    """Builds that share a table: each answers as a scan of its own documents does."""

    @pytest.mark.slow
    @pytest.mark.parametrize("seed", range(3))
    def test_each_of_several_builds_answers_as_a_scan_does(self, cluster, tmp_path, seed):
        chance = random.Random(seed)
        pool = documents(chance, 120)
        held = pool[:60]
        builds = [(cluster.engine(tmp_path / "0"), list(held))]
        builds[0][0].rebuild(held)
        for number in range(1, 5):
            removed = chance.sample(held, chance.choice((0, 1, 9)))
            # some return with another text
            added = [
                replace(document, text=chance.choice(pool).text) for document in removed[::2]
            ] + pool[50 + 10 * number : 60 + 10 * number]
            held = [document for document in held if document not in removed] + added
            engine = cluster.engine(tmp_path / str(number))
            engine.folder.mkdir()
            assert engine.update(builds[-1][0].folder, removed, added) == len(held)
            assert engine.replaced() == builds[-1][0].replaced() + len(removed)
            builds.append((engine, held))
        assert len({engine._marker().table for engine, _ in builds}) == 1
        for engine, own_documents in builds:
            scan = ScanEngine(None)
            scan.rebuild(own_documents)
            for _ in range(60):
                random_query = query(chance, own_documents)
                if random_query.ranks:
                    # rows of other builds count in scores
                    random_query = replace(random_query, sort="date")
                assert engine.search(random_query) == scan.search(random_query), random_query

    def test_of_equally_frequent_values_the_same_are_counted_as_after_a_rebuild(
        self, cluster, tmp_path
    ):
        old = [
            Document(f"id{n}", "焊工", "", values={"person": (f"甲{n}", f"乙{n}")}, newest=n)
            for n in range(90)
        ]
        first, second, rebuilt = (cluster.engine(tmp_path / name) for name in "abc")
        first.rebuild(old)
        second.update(first.folder, old[:40], old[39:0:-1])
        rebuilt.rebuild(old[1:])
        updated_counts, rebuilt_counts = (
            engine.search(Query(facets=("person",))).facets for engine in (second, rebuilt)
        )
        assert len(rebuilt_counts["person"]) == most_values("person")
        assert updated_counts == rebuilt_counts

    def test_a_shard_without_a_change_is_not_written_to(self, cluster, tmp_path):
        first = cluster.engine(tmp_path / "first")
        old = documents(random.Random(1), 20)
        first.rebuild(old)
        shards = [crc32(document.ident.encode()) % 2 for document in old]
        corrected = old[shards.index(1)]
        before = status(cluster, 0, first), status(cluster, 1, first)
        second = cluster.engine(tmp_path / "second")
        second.update(first.folder, [corrected], [replace(corrected, text="焊工比武")])
        assert status(cluster, 0, first) == before[0]
        assert status(cluster, 1, first) != before[1]
        old_seals, new_seals = first._marker().seals, second._marker().seals
        assert new_seals[0] == old_seals[0]
        assert new_seals[1] > old_seals[1]

    def test_an_update_survives_its_servers(self, cluster, tmp_path):
        """Documents that are on disk are removed by attributes."""
        old = documents(random.Random(2), 40)
        first, second = (cluster.engine(tmp_path / name) for name in ("first", "second"))
        first.rebuild(old)
        for mirrors in first.config.shards:
            with connect(mirrors[0], first.config, 5) as shard, shard.cursor() as cursor:
                cursor.execute(f"FLUSH RAMCHUNK {first._marker().table}")
        second.update(first.folder, old[:30], [replace(old[0], text="焊工比武")])
        before = second.search(Query(facets=FACETS, limit=50, sort="date"))
        assert before.total == 11
        for shard in (0, 1):
            cluster.kill_shard(shard)
            cluster.start_shard(shard)
        assert second.search(Query(facets=FACETS, limit=50, sort="date")) == before
        assert first.search(Query()).total == 40

    def test_a_large_interrupted_update_is_undone(self, cluster, tmp_path):
        """More rows than a search returns by default."""
        old = [Document(f"old{n}", "焊工", "", newest=n) for n in range(3000)]
        first, second = (cluster.engine(tmp_path / name) for name in ("first", "second"))
        first.rebuild(old)

        def new_documents():
            for n in range(3000, 6000):
                yield Document(f"new{n}", "焊工", "", newest=n)
            raise KeyboardInterrupt

        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                second.update(first.folder, old[:2500], new_documents())
            assert first.search(term("焊工")).total == 3000
        second.update(first.folder, old[:1], [])
        assert second.search(term("焊工")).total == 2999
        assert first.search(term("焊工")).total == 3000

    def test_what_a_rejected_build_wrote_stays_undone(self, cluster, tmp_path):
        """In a shard that the next build does not change."""
        old = [Document(f"id{n}", "焊工", "", newest=n) for n in range(40)]
        first, rejected, third = (cluster.engine(tmp_path / name) for name in "abc")
        first.rebuild(old)
        of_shards = [[], []]
        for document in old:
            of_shards[crc32(document.ident.encode()) % 2].append(document)
        with connect(first.config.shards[0][0], first.config, 5) as shard, shard.cursor() as cursor:
            cursor.execute(f"FLUSH RAMCHUNK {first._marker().table}")
        rejected.update(first.folder, of_shards[0][:10], [])
        (rejected.folder / MARKER).unlink()
        third.update(first.folder, of_shards[1][:1], [])
        cluster.kill_shard(0)
        cluster.start_shard(0)
        assert third.search(Query()).total == 39

    def test_an_index_that_lost_rows_is_not_updated(self, cluster, tmp_path):
        old = [Document(f"id{n}", "焊工", "", newest=n) for n in range(40)]
        first, second = (cluster.engine(tmp_path / name) for name in "ab")
        first.rebuild(old)
        with connect(first.config.shards[0][0], first.config, 5) as shard, shard.cursor() as cursor:
            cursor.execute(f"DELETE FROM {first._marker().table} WHERE newest < 10")
        with pytest.raises(CannotUpdate, match=first.config.shards[0][0]):
            second.update(first.folder, old[20:21], [])

    def test_a_mirror_that_missed_a_build_counts_as_missing(self, tmp_path):
        with Cluster(tmp_path / "cluster", mirrors=2) as cluster:
            first, second = (cluster.engine(tmp_path / name) for name in ("first", "second"))
            first.rebuild([Document(f"{n}", "焊工", "", newest=n) for n in range(20)])
            second.update(first.folder, [], [Document("x", "焊工", "", newest=21)])
            marker = second._marker()
            number = marker.seals.index(marker.build)
            stale = cluster.shards[number][0].address
            with connect(stale, first.config, 5) as mirror, mirror.cursor() as cursor:
                cursor.execute(f"DELETE FROM {marker.table} WHERE valid_from = {marker.build}")
            answers = [second.search(Query()) for _ in range(10)]
            assert all(answer.incomplete or answer.total == 21 for answer in answers)
            third = cluster.engine(tmp_path / "third")
            with pytest.raises(CannotUpdate, match=stale):
                third.update(second.folder, [], [])
            third.rebuild([Document("x", "焊工", "")])
            assert {third.search(Query()).total for _ in range(10)} == {1}

    def test_what_cannot_be_updated_is_rebuilt(self, cluster, tmp_path):
        first, later, other = (cluster.engine(tmp_path / name) for name in "abc")
        with pytest.raises(CannotUpdate, match=MARKER):
            other.update(first.folder, [], [])
        first.rebuild([Document("x", "焊工", "")])
        later.update(first.folder, [], [])
        with pytest.raises(CannotUpdate, match="较新的版本 b"):
            other.update(first.folder, [], [])
        table = first._marker().table
        tables = [name for name in cluster.config["tables"] if name != table]
        with pytest.raises(CannotUpdate, match=table):
            cluster.engine(tmp_path / "c", tables=tables).update(first.folder, [], [])
        one_shard = cluster.engine(tmp_path / "d", shards=cluster.config["shards"][:1])
        with pytest.raises(CannotUpdate, match="分片由 2 个变为 1 个"):
            one_shard.update(later.folder, [], [])
        # another build took the table over
        taker = cluster.engine(tmp_path / "elsewhere" / "e", tables=[table])
        taker.rebuild([])
        with pytest.raises(CannotUpdate, match="没有当前版本"):
            other.update(later.folder, [], [])


def status(cluster, shard, engine):
    """What a shard says of a table: sizes on disk and in memory."""
    address = cluster.shards[shard][0].address
    with connect(address, engine.config, 5) as connection, connection.cursor() as cursor:
        cursor.execute(f"SHOW INDEX {engine._marker().table} STATUS")
        return cursor.fetchall()


def test_threads_have_connections_of_their_own(engine, scan, held_documents):
    chance = random.Random(8)
    queries = [replace(query(chance, held_documents), sort="date") for _ in range(40)]
    failures = []

    def compare():
        failures.extend(
            random_query
            for random_query in queries
            if engine.search(random_query) != scan.search(random_query)
        )

    threads = [threading.Thread(target=compare) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_mirrors_stand_in_for_each_other(tmp_path):
    with Cluster(tmp_path / "cluster", mirrors=2) as cluster:
        engine = cluster.engine(tmp_path)
        engine.rebuild(documents(random.Random(9), 30))
        cluster.kill_shard(0, mirror=1)
        cluster.kill_shard(1, mirror=0)
        answers = [engine.search(Query()) for _ in range(40)]
        # incomplete results say so; once the dead mirrors are known, there are none
        assert all(answer.incomplete for answer in answers if answer.total != 30)
        assert [(a.total, a.incomplete) for a in answers[20:]] == [(30, "")] * 20


def test_words_of_tokens_keep_apart():
    assert letters("工 a") == f"{letters('工')} 002p"
    assert letters("\U0010ffff") == "nvnj"
    actual = expression((Clause((Term("焊工会"),)), Clause((Term("x", "title"),), True)))
    pair, second_pair = letters("焊工"), letters("工会")
    label = as_label("焊工会")
    assert actual == f'(("{pair} {second_pair}" | {label})) -((@title {letters("x")}))'
    assert with_words((Clause((Term("x", "people"),)),), "y") == "y"


def test_the_page_has_the_columns_that_are_written():
    shard, frontend = blocks("ini")
    first = shard.split("}")[0]
    field_names = [
        line.split("=")[1].strip()
        for line in first.splitlines()
        if "rt_field" in line or "rt_attr" in line
    ]
    assert ["id", *field_names] == COLUMNS.split(", ")
    assert frontend.count("agent  ") == 6


def test_the_page_has_settings_that_are_understood(tmp_path):
    lines = ast.parse("".join(blocks("python"))).body
    values = {line.targets[0].id: ast.literal_eval(line.value) for line in lines}
    engine = SphinxQLEngine(tmp_path, values["SEARCH_SPHINXQL"])
    assert import_string(values["SEARCH_ENGINE"]) is type(engine)
