"""Write documents to a table in every shard, and seal it."""

import time
import zlib
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from archive.search.contract import COUNTED, Document, SearchUnavailable
from archive.search.tokenize_parallel import NUMBERS, TEXTS, TokenizedDocument, tokenize_all

from .cluster import Connection, Marker, execute, quoted
from .match import ACROSS, ALL_ARTICLES, SEALED, across_marks, as_label, as_words, in_field, seal

# Characters in one INSERT. Sphinx 2.2 takes quadratic time for longer ones:
# 250 articles a second at 64,000, 140 at 1,000,000, 13 at 4,000,000.
BATCH = 64_000
# ids of seals, above those of articles
FIRST_SEAL = 1 << 40

COLUMNS = ", ".join(
    (
        *("id", *TEXTS, "title_words", "text_words", "marks"),
        *("ident", "build", "shard", *NUMBERS),
        *(f"facet_{facet}" for facet in COUNTED),
    )
)


def fill(
    table: str, writers: Sequence[Sequence[Connection]], documents: Iterable[Document]
) -> Marker:
    """Replace the contents of the table in every mirror of every shard."""
    for connection in (c for mirrors in writers for c in mirrors):
        execute(connection, f"TRUNCATE RTINDEX {table}")
    build = time.time_ns() // 1_000_000
    ids: dict[str, dict[str, int]] = {facet: {} for facet in COUNTED}
    with ThreadPoolExecutor(sum(map(len, writers))) as pool:
        shards = [_Shard(table, mirrors, pool) for mirrors in writers]
        for number, document in enumerate(tokenize_all(documents), 1):
            at = zlib.crc32(document.ident.encode()) % len(shards)
            shards[at].add(_row(number, document, build, ids))
        for number, shard in enumerate(shards):
            shard.finish(number, build)
    values = {facet: list(of) for facet, of in ids.items()}
    return Marker(table, build, [shard.count for shard in shards], values)


class _Shard:
    """Write rows to every mirror of a shard in batches, at most one of them in progress."""

    def __init__(self, table: str, mirrors: Sequence[Connection], pool: ThreadPoolExecutor):
        self.table = table
        self._pool = pool
        self._pending: list[Future] = []
        self.mirrors = mirrors
        self.count = 0
        self._rows: list[str] = []
        self._size = 0

    def add(self, row: str) -> None:
        self.count += 1
        self._rows.append(row)
        self._size += len(row)
        if self._size >= BATCH:
            self._send()

    def finish(self, number: int, build: int) -> None:
        """Write the seal: the row that proves in every response that the shard is complete."""
        self._send()
        # all texts but the marks
        empty = ", ".join(["''"] * (len(TEXTS) + 2))
        marks = f"'{SEALED} {seal(build)}'"
        facets = ", ".join(["()"] * len(COUNTED))
        # a seal has the build's number as `newest` instead of `build`, so that no search returns it
        # as an article
        numbers = ", ".join(str(build if name == "newest" else 0) for name in NUMBERS)
        row = f"({FIRST_SEAL + number}, {empty}, {marks}, '', 0, {number}, {numbers}, {facets})"
        self._rows = [row]
        self._send()
        self._wait()
        for connection in self.mirrors:
            execute(connection, f"FLUSH RTINDEX {self.table}")
            answers = execute(
                connection, f"SELECT COUNT(*) AS n FROM {self.table} WHERE build = {build}"
            )
            row_count = int(answers[0][0][0]) if answers[0] else 0
            if row_count != self.count:
                raise SearchUnavailable(
                    f"检索分片 {connection.host}:{connection.port} 收到 {self.count} 篇，"
                    f"实有 {row_count} 篇：{self.table}"
                )

    def _send(self) -> None:
        if self._rows:
            statement = f"INSERT INTO {self.table} ({COLUMNS}) VALUES {', '.join(self._rows)}"
            self._wait()
            self._pending = [self._pool.submit(execute, c, statement) for c in self.mirrors]
        self._rows, self._size = [], 0

    def _wait(self) -> None:
        for future in self._pending:
            future.result()


def _row(
    number: int, document: TokenizedDocument, build: int, ids: dict[str, dict[str, int]]
) -> str:
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
    parts += map(str, (build, 0))
    parts += (str(document.numbers[name]) for name in NUMBERS)
    for facet in COUNTED:
        numbering = ids[facet]
        numbers = {
            numbering.setdefault(value, len(numbering) + 1)
            for value in document.values.get(facet, ())
        }
        parts.append(f"({','.join(map(str, sorted(numbers)))})")
    return f"({', '.join(parts)})"
