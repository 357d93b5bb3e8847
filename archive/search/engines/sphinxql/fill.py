"""Write documents to a table in every shard, and seal it.

A row is valid in every build from its `valid_from` to before its `valid_to`. So the builds of one
table share the rows that have not changed, and each still gives its own answers while the next one
is written.
"""

import time
import zlib
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from archive.batches import batched
from archive.search.contract import COUNTED, CannotUpdate, Document, SearchUnavailable
from archive.search.tokenize_parallel import NUMBERS, TEXTS, TokenizedDocument, tokenize_all

from .cluster import Connection, Marker, execute, quoted, value_number
from .match import ACROSS, ALL_ARTICLES, SEALED, across_marks, as_label, as_words, in_field, seal

# Characters in one INSERT. Sphinx 2.2 takes quadratic time for longer ones:
# 250 articles a second at 64,000, 140 at 1,000,000, 13 at 4,000,000.
BATCH = 64_000
# ids of seals, above those of articles
FIRST_SEAL = 1 << 40
# `valid_to` of rows that no build has removed
FOREVER = 1 << 62
# documents removed by one statement
_CHUNK = 500

COLUMNS = ", ".join(
    (
        *("id", *TEXTS, "title_words", "text_words", "marks"),
        *("ident", "ident_number", "valid_from", "valid_to", "shard", *NUMBERS),
        *(f"facet_{facet}" for facet in COUNTED),
    )
)


def fill(
    table: str, writers: Sequence[Sequence[Connection]], documents: Iterable[Document]
) -> Marker:
    """Replace the contents of the table in every mirror of every shard."""
    for connection in (c for mirrors in writers for c in mirrors):
        execute(connection, f"TRUNCATE RTINDEX {table}")
    build = _now()
    empty = Marker(table, build, [0] * len(writers), [0] * len(writers), {}, 1, 0)
    return _write(empty, build, writers, documents, [()] * len(writers))


def update(
    previous: Marker,
    writers: Sequence[Sequence[Connection]],
    removed: Iterable[Document],
    documents: Iterable[Document],
) -> Marker:
    """Add a build to the table of the previous one; shards without a change are not written to.

    CannotUpdate if a mirror does not have the previous build. What later builds wrote is undone.
    """
    if len(previous.shards) != len(writers):
        raise CannotUpdate(f"分片由 {len(previous.shards)} 个变为 {len(writers)} 个")
    for sealed, count, mirrors in zip(previous.seals, previous.shards, writers, strict=True):
        for connection in mirrors:
            _undo_later(connection, previous)
            rows = _count(connection, previous.table, valid_in(previous.build))
            if (last_sealed(connection, previous.table), rows) != (sealed, count):
                raise CannotUpdate(
                    f"检索分片 {connection.host}:{connection.port} 的表 {previous.table}"
                    " 里没有当前版本，或者不全"
                )
    removed_by_shard: list[list[int]] = [[] for _ in writers]
    for document in removed:
        shard = _shard_of(document, writers)
        removed_by_shard[shard].append(value_number(document.ident))
    # later than the previous one, whatever the clock says
    build = max(_now(), previous.build + 1)
    return _write(previous, build, writers, documents, removed_by_shard)


def last_sealed(connection: Connection, table: str) -> int:
    """Return the last build for which the table in this searchd was sealed; 0 if there is none."""
    statement = f"SELECT valid_from FROM {table} WHERE MATCH('@marks {SEALED}')"
    rows = execute(connection, f"{statement} ORDER BY valid_from DESC LIMIT 1")[0]
    return int(rows[0][0]) if rows else 0


def valid_in(build: int) -> str:
    """Return the condition for rows that are valid in this build."""
    return f"valid_from <= {build} AND valid_to > {build}"


def _now() -> int:
    return time.time_ns() // 1_000_000


def _shard_of(document: Document | TokenizedDocument, shards: Sequence) -> int:
    return zlib.crc32(document.ident.encode()) % len(shards)


def _undo_later(connection: Connection, previous: Marker) -> None:
    """Undo what builds wrote after the previous one that did not become editions."""
    table, build = previous.table, previous.build
    ended = f"valid_to > {build} AND valid_to < {FOREVER}"
    for condition, statement in (
        (f"valid_from > {build}", f"DELETE FROM {table}"),
        (ended, f"UPDATE {table} SET valid_to = {FOREVER}"),
    ):
        if _count(connection, table, condition):
            execute(connection, f"{statement} WHERE {condition}")
            # the shard may not be written to otherwise
            for flush in _flushes(table):
                execute(connection, flush)


def _flushes(table: str) -> tuple[str, str]:
    """Return the statements that save a table; `valid_to` of rows on disk is an attribute."""
    return f"FLUSH RTINDEX {table}", "FLUSH ATTRIBUTES"


def _count(connection: Connection, table: str, condition: str) -> int:
    rows = execute(connection, f"SELECT COUNT(*) AS n FROM {table} WHERE {condition}")[0]
    return int(rows[0][0]) if rows else 0


def _write(
    before: Marker,
    build: int,
    writers: Sequence[Sequence[Connection]],
    documents: Iterable[Document],
    removed_by_shard: Sequence[Sequence[int]],
) -> Marker:
    """Remove documents, given by numbers of their idents, from each shard, write others, seal."""
    values = {facet: set(before.values.get(facet, ())) for facet in COUNTED}
    next_id = before.next_id
    with ThreadPoolExecutor(sum(map(len, writers))) as pool:
        shards = [
            _Shard(before.table, mirrors, pool, count)
            for mirrors, count in zip(writers, before.shards, strict=True)
        ]
        for shard, removed in zip(shards, removed_by_shard, strict=True):
            shard.remove(removed, before.build, build)
        for document in tokenize_all(documents):
            shards[_shard_of(document, shards)].add(_row(next_id, document, build))
            next_id += 1
            for facet in COUNTED:
                values[facet].update(document.values.get(facet, ()))
        # those without a seal get one even if they are empty
        changed = [
            number
            for number, (shard, sealed) in enumerate(zip(shards, before.seals, strict=True))
            if shard.finish() or not sealed
        ]
        for number in changed:
            shards[number].check(build)
        seals = list(before.seals)
        # after all are complete: a build is undone if it is interrupted before
        for number in changed:
            shards[number].seal(FIRST_SEAL + build * len(shards) + number, number, build)
            seals[number] = build
        for statement in _flushes(before.table):
            for number in changed:
                shards[number].send(statement)
        for number in changed:
            shards[number].finish()
    sorted_values = {facet: sorted(of) for facet, of in values.items()}
    counts = [shard.count for shard in shards]
    replaced = before.replaced + sum(map(len, removed_by_shard))
    return Marker(before.table, build, seals, counts, sorted_values, next_id, replaced)


class _Shard:
    """Write rows to every mirror of a shard in batches, at most one of them in progress."""

    def __init__(
        self, table: str, mirrors: Sequence[Connection], pool: ThreadPoolExecutor, count: int
    ):
        self.table = table
        self._pool = pool
        self._pending: list[Future] = []
        self.mirrors = mirrors
        self.count = count
        self._is_written = False
        self._rows: list[str] = []
        self._size = 0

    def remove(self, numbers: Sequence[int], previous: int, build: int) -> None:
        """End the documents of the previous build whose idents have these numbers."""
        for chunk in batched(numbers, _CHUNK):
            condition = f"ident_number IN ({','.join(map(str, chunk))}) AND {valid_in(previous)}"
            self.send(f"UPDATE {self.table} SET valid_to = {build} WHERE {condition}")
        self.count -= len(numbers)

    def add(self, row: str) -> None:
        self.count += 1
        self._rows.append(row)
        self._size += len(row)
        if self._size >= BATCH:
            self._send_rows()

    def send(self, statement: str) -> None:
        """Execute a statement in every mirror, once the one before has ended."""
        self._wait()
        self._pending = [self._pool.submit(execute, c, statement) for c in self.mirrors]
        self._is_written = True

    def finish(self) -> bool:
        """Wait until all is written; return whether there was anything to write."""
        self._send_rows()
        self._wait()
        return self._is_written

    def check(self, build: int) -> None:
        """Count the rows of a build in every mirror."""
        for connection in self.mirrors:
            row_count = _count(connection, self.table, valid_in(build))
            if row_count != self.count:
                raise SearchUnavailable(
                    f"检索分片 {connection.host}:{connection.port} 应有 {self.count} 篇，"
                    f"实有 {row_count} 篇：{self.table}"
                )

    def seal(self, row_id: int, number: int, build: int) -> None:
        """Write the seal: the row that proves in every response that the shard is complete."""
        # all texts but the marks
        empty = ", ".join(["''"] * (len(TEXTS) + 2))
        marks = f"'{SEALED} {seal(build)}'"
        numbers = ", ".join(["0"] * len(NUMBERS))
        facets = ", ".join(["()"] * len(COUNTED))
        # it ends with the build it begins with, so no search returns it as an article
        row = f"{row_id}, {empty}, {marks}, '', 0, {build}, {build}, {number}, {numbers}, {facets}"
        self._rows = [f"({row})"]
        self._send_rows()

    def _send_rows(self) -> None:
        if self._rows:
            self.send(f"INSERT INTO {self.table} ({COLUMNS}) VALUES {', '.join(self._rows)}")
        self._rows, self._size = [], 0

    def _wait(self) -> None:
        for future in self._pending:
            future.result()


def _row(number: int, document: TokenizedDocument, build: int) -> str:
    tokens_of = document.tokens.get
    texts = [
        in_field(name, f"{tokens_of(f'{name}_pairs', '')} {tokens_of(f'{name}_characters', '')}")
        for name in TEXTS
    ]
    texts += [as_words(tokens_of("title_words", "")), as_words(tokens_of("text_words", ""))]
    marks = [ALL_ARTICLES, *map(as_label, document.labels)]
    marks += [across_marks(name, tokens_of(f"{name}_across", "")) for name in ACROSS]
    texts.append(" ".join(marks))
    parts = [str(number), *(f"'{text}'" for text in texts)]
    parts.append(quoted(document.ident))
    parts += map(str, (value_number(document.ident), build, FOREVER, 0))
    parts += (str(document.numbers[name]) for name in NUMBERS)
    for facet in COUNTED:
        numbers = map(value_number, document.values.get(facet, ()))
        parts.append(f"({','.join(map(str, sorted(numbers)))})")
    return f"({', '.join(parts)})"
