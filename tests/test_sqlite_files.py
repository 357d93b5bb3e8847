"""Editions share a SQLite file and keep what differs in a log of their own."""

import hashlib
import sqlite3
from contextlib import closing

import pytest

from archive import sqlite_files
from archive.joined_files import JoinedFile, size_of
from archive.sqlite_files import as_one_file, begin_updating, connect_read_only, log_of, updated

ROWS = 2000


@pytest.fixture
def first(tmp_path):
    path = tmp_path / "first.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, text)")
        rows = ((n, f"{n} " * 100) for n in range(ROWS))
        connection.executemany("INSERT INTO texts VALUES (?, ?)", rows)
        connection.commit()
        sqlite_files.make_sharable(connection)
    return path


def change(source, target, key, text, **limit):
    with updated(source, target, **limit), closing(sqlite3.connect(target)) as connection:
        begin_updating(connection)
        connection.execute("UPDATE texts SET text = ? WHERE id = ?", (text, key))
        connection.commit()
    return target


def texts(path, *keys):
    with closing(connect_read_only(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        query = "SELECT text FROM texts WHERE id = ?"
        return [connection.execute(query, (key,)).fetchone()[0] for key in keys]


def content(path):
    files = (file for file in (path, log_of(path)) if file.exists())
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]


def test_what_differs_is_in_a_log_and_the_file_is_shared(first, tmp_path):
    before = content(first)
    second = change(first, tmp_path / "second.sqlite3", 7, "new")
    third = change(second, tmp_path / "third.sqlite3", 1000, "newer")
    assert second.samefile(first)
    assert third.samefile(first)
    assert log_of(third).stat().st_size < first.stat().st_size / 10
    assert content(first) == before
    assert texts(first, 7, 1000) == ["7 " * 100, "1000 " * 100]
    assert texts(second, 7, 1000) == ["new", "1000 " * 100]
    assert texts(third, 7, 1000) == ["new", "newer"]
    names = {path.name for path in tmp_path.iterdir()}
    logs = {log_of(path).name for path in (second, third)}
    assert names == {path.name for path in (first, second, third)} | logs, "nothing is left over"


def test_reading_changes_neither_file_nor_log(first, tmp_path):
    second = change(first, tmp_path / "second.sqlite3", 7, "new")
    before = content(second)
    with (
        closing(connect_read_only(second)) as connection_a,
        closing(connect_read_only(second)) as connection_b,
    ):
        for connection in (connection_a, connection_b):
            assert connection.execute("SELECT count(*) FROM texts").fetchone() == (ROWS,)
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                connection.execute("DELETE FROM texts")
    assert content(second) == before


def test_where_nothing_differs_there_is_no_log(first, tmp_path):
    second, third = tmp_path / "second.sqlite3", tmp_path / "third.sqlite3"
    with updated(first, second), closing(sqlite3.connect(second)) as connection:
        begin_updating(connection)
        assert connection.execute("SELECT count(*) FROM texts").fetchone() == (ROWS,)
    assert not log_of(second).exists()
    with updated(second, third):
        pass
    assert not log_of(third).exists()
    assert texts(third, 7) == ["7 " * 100]
    assert not log_of(third).exists()


def test_a_log_that_has_become_long_is_folded_into_a_copy(first, tmp_path):
    second = change(first, tmp_path / "second.sqlite3", 7, "new")
    before = content(second)
    third = change(second, tmp_path / "third.sqlite3", 8, "newer", max_log_size=0)
    assert not third.samefile(second)
    assert not log_of(third).exists()
    assert content(second) == before
    assert texts(third, 7, 8) == ["new", "newer"]
    assert change(third, tmp_path / "fourth.sqlite3", 9, "x").samefile(third)


def test_an_update_that_fails_leaves_the_shared_file_alone(first, tmp_path):
    second = change(first, tmp_path / "second.sqlite3", 7, "new")
    before = content(second)
    third = tmp_path / "third.sqlite3"

    def fail():
        with updated(second, third), closing(sqlite3.connect(third)) as connection:
            begin_updating(connection)
            connection.execute("DELETE FROM texts")
            connection.commit()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert content(second) == before
    sqlite_files.remove(third)
    assert texts(second, 7) == ["new"]


def test_writing_to_the_shared_file_is_noticed(first, tmp_path):
    target = tmp_path / "second.sqlite3"

    def write():
        with updated(first, target), closing(sqlite3.connect(target)) as connection:
            connection.execute("DELETE FROM texts")
            connection.commit()
            connection.execute("PRAGMA wal_checkpoint")

    with pytest.raises(sqlite3.DatabaseError, match="shared file"):
        write()


def test_a_file_that_keeps_no_log_is_not_shared(tmp_path):
    path = tmp_path / "first.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, text)")
    before = content(path)
    with pytest.raises(sqlite3.DatabaseError, match="not made to be shared"):
        change(path, tmp_path / "second.sqlite3", 7, "new")
    assert content(path) == before


def test_another_account_cannot_write_to_a_shared_file(first, tmp_path):
    second = change(first, tmp_path / "second.sqlite3", 7, "new")
    assert second.stat().st_mode & 0o222 == 0
    assert second.stat().st_mode & 0o444 == 0o444


def test_file_and_log_are_one_file_that_needs_neither(first, tmp_path):
    """What is sent is the database as the log has it, of whatever pages, and opens by itself."""
    before = content(first)
    second = change(first, tmp_path / "second.sqlite3", 1, "new")
    third = change(second, tmp_path / "third.sqlite3", ROWS - 1, "newer")
    grown = tmp_path / "grown.sqlite3"
    with updated(third, grown), closing(sqlite3.connect(grown)) as connection:
        begin_updating(connection)
        rows = ((ROWS + n, "added " * 100) for n in range(ROWS // 4))
        connection.executemany("INSERT INTO texts VALUES (?, ?)", rows)
        connection.commit()
    for path in (first, second, third, grown):
        pieces = as_one_file(path)
        copy, expected = tmp_path / "one" / path.name, texts(path, 1, 1000, ROWS - 1)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(JoinedFile(pieces).read())
        assert copy.stat().st_size == size_of(pieces)
        assert texts(copy, 1, 1000, ROWS - 1) == expected
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
            (rows,) = connection.execute("SELECT count(*) FROM texts").fetchone()
        assert rows == ROWS + (ROWS // 4 if path == grown else 0)
    assert content(first) == before


def test_what_a_log_has_of_a_transaction_that_was_not_ended_does_not_count(first, tmp_path):
    second = change(first, tmp_path / "second.sqlite3", 7, "new")
    log = log_of(second)
    content = JoinedFile(as_one_file(second)).read()
    # a page whose header says that more follow
    header, page = log.read_bytes()[:32], int.from_bytes(log.read_bytes()[8:12], "big")
    frame = (3).to_bytes(4, "big") + bytes(4) + header[16:24] + bytes(8) + b"?" * page
    log.write_bytes(log.read_bytes() + frame)
    assert JoinedFile(as_one_file(second)).read() == content


def test_ranges_of_one_file_are_those_of_the_whole(first, tmp_path):
    pieces = as_one_file(change(first, tmp_path / "second.sqlite3", 1000, "new"))
    content = JoinedFile(pieces).read()
    for start in (0, 1, 17, 20, 4095, 4096, len(content) // 2 - 3, len(content) - 2):
        for stop in (start + 1, start + 5000, len(content)):
            stop = min(stop, len(content))
            part = JoinedFile(pieces, start, stop)
            assert part.read() == content[start:stop], (start, stop)
            assert part.read() == b""
            part.close()
