"""One request sees one edition, however often the link is moved while it is answered."""

import gzip
import os
import re
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection
from django.db.backends.signals import connection_created

from archive import search
from archive.editions import current
from archive.editions.cached_lists import topics_by_group
from archive.facets import choices
from archive.filters.articles import ArticleFilter
from archive.models import Article, Newspaper, Tag

LIST = "/articles/?q=比"
# what each edition calls the newspaper and a topic
OLD, NEW = {"试报", "手艺"}, {"新报", "大赛"}
_MARKS = re.compile("|".join(OLD | NEW))


def marks(text):
    return set(_MARKS.findall(text))


def elsewhere(work):
    """Return the result of `work` in another thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def test_each_request_sees_the_edition_that_is_served_when_it_comes(site):
    assert marks(site.get(LIST).content.decode()) <= OLD
    site.serve(site.new)
    assert marks(site.get(LIST).content.decode()) <= NEW


@pytest.mark.parametrize(
    "address", [LIST, "/articles/1cq34jc/", "/articles.json", "/articles.atom"]
)
def test_a_request_that_is_half_way_sees_one_edition_whole(site, address):
    met, pages = [], []

    def swap_at_the_second(execute, *query):
        met.append(query)
        if len(met) == 2:
            site.serve(site.new)
            pages.append(elsewhere(lambda: site.get(address).content.decode()))
        return execute(*query)

    with connection.execute_wrapper(swap_at_the_second):
        page = site.get(address).content.decode()
    assert len(met) > 2, "the edition was swapped in the midst of it"
    assert marks(page) <= OLD
    assert marks(page)
    assert marks(pages[0]) <= NEW
    assert marks(site.get(address).content.decode()) <= NEW


def test_search_and_record_of_a_request_are_of_one_edition(site):
    began = current.acquire()
    site.serve(site.new)
    with current.pinned_to(began):
        results = search.search(search.Query(facets=("newspaper",)))
        assert {hit.ident for hit in results.hits} == {"1cq34jc", "222222f"}
        assert search.suggest("试报")[0].label == "试报"
        assert Article.objects.latest_change().isoformat() == "2026-01-01"
        assert current.served().folder == site.old
    current.release(began)
    assert current.served().folder == site.new


TABLE_PATTERN = re.compile('FROM "archive_(newspaper|tag|place|person)"')


def test_labels_are_queried_once_per_edition(site):
    tables = []

    def cache_sizes():
        caches = current.served()._cache.values()
        return [len(caches), *(len(cache) for cache in caches if isinstance(cache, dict))]

    def record_tables(execute, sql, *arguments):
        tables.extend(TABLE_PATTERN.findall(sql))
        return execute(sql, *arguments)

    with connection.execute_wrapper(record_tables):
        site.get("/articles/?sort=oldest")
        assert {"newspaper", "tag", "place"} <= set(tables)
        site.get(LIST)
        before = cache_sizes()
        tables.clear()
        for address in ("/articles/", LIST, "/articles/?genre=消息"):
            assert marks(site.get(address).content.decode()) <= OLD
        assert tables == []
        assert cache_sizes() == before, "nothing is kept of a request"
        site.serve(site.new)
        assert marks(site.get("/articles/").content.decode()) == NEW
        assert {"newspaper", "tag", "place"} <= set(tables)


def test_cached_results_belong_to_their_edition(site):
    calls = []

    @current.cached_per_edition
    def papers(*slugs):
        calls.append(slugs)
        return tuple(Newspaper.objects.filter(slug__in=slugs).values_list("name", flat=True))

    assert papers("shi-bao") == papers("shi-bao") == ("试报",)
    assert len(calls) == 2, "outside of requests nothing is kept"
    old = current.acquire()
    with current.pinned_to(old):
        assert papers("shi-bao") == papers("shi-bao") == ("试报",)
        assert papers() == papers() == ()
        site.serve(site.new)
        assert papers("shi-bao") == ("试报",)
    assert len(calls) == 4
    current.release(old)
    new = current.acquire()
    with current.pinned_to(new):
        assert papers("shi-bao") == papers("shi-bao") == ("新报",)
    current.release(new)
    assert len(calls) == 5


def test_the_cache_of_filter_values_is_bounded(site, monkeypatch):
    monkeypatch.setattr(choices, "MAX_CACHED", 1)
    topics = ArticleFilter.base_filters["topic"].field.vocabulary
    edition = current.acquire()
    with current.pinned_to(edition):
        slugs = [topic.slug for topic in Tag.objects.all()]
        assert len(slugs) > 1
        caches = edition.cached(topics._new_caches)
        for slug in (*slugs, *slugs, "no-such"):
            assert set(topics.look_up([slug])) == {slug} & set(slugs)
            (cache,) = caches.values()
            assert len(cache) <= 1
    current.release(edition)


def test_an_unpublished_database_is_queried_each_time(db, index_folder):
    tag = Tag.objects.first()
    look_up = ArticleFilter.base_filters["topic"].field.vocabulary.look_up
    edition = current.acquire()
    assert not edition.is_published
    with current.pinned_to(edition):
        for label in ("工匠", "劳模"):
            Tag.objects.filter(pk=tag.pk).update(pref_label=label)
            assert look_up([tag.slug])[tag.slug].label == label
            groups = (_with_narrower(group) for group in topics_by_group())
            assert label in {topic.pref_label for group in groups for topic in group}
    current.release(edition)


def _with_narrower(group):
    return [group, *group.narrower.all()]


def test_streamed_responses_keep_the_edition_of_their_request(site):
    def marks_of_gzip(parts):
        return marks(gzip.decompress(b"".join(parts)).decode())

    answer = site.get("/data/articles.jsonl.gz")
    parts = iter(answer.streaming_content)
    site.serve(site.new)
    assert marks(site.get(LIST).content.decode()) <= NEW, "in the same thread, meanwhile"
    assert marks_of_gzip(parts) == OLD
    answer.close()
    assert marks_of_gzip(site.get("/data/articles.jsonl.gz").streaming_content) == NEW


def test_threads_see_one_edition_each_while_it_is_swapped_again_and_again(site):
    mixed, count, over = [], [], threading.Event()

    def read():
        while not over.is_set():
            answer = site.get(LIST)
            marks_read = marks(answer.content.decode())
            count.append(marks_read <= NEW)
            if answer.status_code != 200 or not (marks_read <= OLD or marks_read <= NEW):
                mixed.append((answer.status_code, marks_read))
        connection.close()

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for n in range(60):
        site.serve((site.old, site.new)[n % 2])
        over.wait(0.02)
    over.set()
    for reader in readers:
        reader.join()
    assert mixed == []
    assert set(count) == {True, False}, "both were read"


def test_a_connection_is_kept_from_request_to_request_and_closed_when_stale(site):
    connections = []
    connection_created.connect(
        lambda connection, **_: connections.append(connection.connection), weak=False
    )
    for _ in range(3):
        site.get(LIST)
    assert len(connections) == 1
    site.serve(site.new)
    site.get(LIST)
    assert len(connections) == 2
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connections[0].execute("SELECT 1")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE archive_article SET headline = ''",
        "CREATE TABLE new (a)",
        "CREATE TEMP TABLE new (a)",
        "PRAGMA user_version = 1",
        "ATTACH 'beside.sqlite3' AS beside",
    ],
)
def test_the_database_is_read_only(site, statement, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = (site.old / current.DATABASE).read_bytes()
    began = current.acquire()
    with (
        current.pinned_to(began),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match=r"readonly|too many attached"),
    ):
        cursor.execute(statement)
    current.release(began)
    assert (site.old / current.DATABASE).read_bytes() == before
    assert not (tmp_path / "beside.sqlite3").exists()


def test_serving_an_edition_writes_nothing_to_it(site):
    """Checked by modification times, which every write and every new file would change."""
    for lock in site.old.rglob("*.lock"):
        # tantivy's, of when it was built
        lock.unlink()
    folders = [path for path in (site.old, *site.old.rglob("*")) if path.is_dir()]
    files = [path for path in site.old.rglob("*") if path.is_file()]
    for path in (*files, *folders):
        os.utime(path, (0, 0))
    for address in ("/", LIST, "/articles/1cq34jc/", "/suggest/?q=s", "/data/articles.jsonl.gz"):
        answer = site.get(address)
        assert answer.status_code == 200
        assert b"".join(answer)
        answer.close()
    assert {path.name for path in (*files, *folders) if path.stat().st_mtime} == set()
    assert sorted(files) == sorted(path for path in site.old.rglob("*") if path.is_file())
