"""A search engine with shards on several machines: Manticore or Sphinx 2.2, by SphinxQL."""

import logging
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from archive import request_state
from archive.search.contract import (
    DAYS,
    CannotUpdate,
    Document,
    Engine,
    Hit,
    Query,
    Results,
    SearchUnavailable,
    most_values,
    span_of_days,
)

from .cluster import (
    MARKER,
    ClusterError,
    Config,
    Connection,
    Marker,
    close,
    connect,
    execute,
    value_number,
)
from .fill import fill, last_sealed, update, valid_in
from .match import expression, seal, with_words

LOG = logging.getLogger(__name__)

# maximum number of spans of days, more than the articles of a year have
MAX_SPANS = 100_000
# a value that no article has: numbers of values are above
NO_VALUE = 0

# BM25 over the words alone, plus a fixed bonus per field for each matching word: so decks outrank
# text, and whole words outrank parts of words, however rare the words are in one shard.
RANKER = (
    "ranker=expr('10000*bm25f(1.2,0.75,{title_words=8,text_words=1,title=0,text=0,people=0,"
    "places=0,named=0,organisations=0,marks=0})+sum(word_count*user_weight)'), "
    "field_weights=(title_words=4000,text_words=1000,title=600,text=300,people=0,places=0,"
    "named=0,organisations=0,marks=0), idf='plain,tfidf_unnormalized'"
)
SCORE_UNIT = 10000
# the option named in searchd's warning when a statement timed out and its result is partial
QUERY_TIME_OPTION = "max_query_time"


class SphinxQLEngine(Engine):
    def __init__(self, folder: Path, config: Mapping | None = None):
        super().__init__(folder)
        self.config = Config(**(settings.SEARCH_SPHINXQL if config is None else config))
        self._local = threading.local()
        self._opened: weakref.WeakSet = weakref.WeakSet()
        self._lock = threading.Lock()
        self._cached_marker: tuple[tuple, Marker] | None = None

    # --- searching ---

    def search(self, query: Query) -> Results:
        marker = self._marker()
        limit = _time_limit()
        statements = [f"{statement}{limit}" for statement in _statements(query, marker)]
        failed: Exception | None = None
        results = None
        # Retry once, and once more per mirror, for failover from dead mirrors.
        for _ in range(1 + max(map(len, self.config.shards))):
            try:
                answers = self._execute(
                    "; ".join(f"{statement}; SHOW META" for statement in statements)
                )
            except request_state.DeadlineExceeded:
                # answers of the remaining statements are still to come
                self._disconnect()
                raise
            except ClusterError as error:
                self._disconnect()
                if request_state.is_past_deadline():
                    raise request_state.DeadlineExceeded("search") from error
                failed = error
                continue
            results = _results(query, marker, answers)
            if not results.incomplete:
                return results
        if results is None:
            raise SearchUnavailable(
                f"没有应答的检索服务：{', '.join(self.config.frontends)}（{failed}）"
            ) from failed
        return results

    def close(self) -> None:
        with self._lock:
            opened, self._opened = list(self._opened), weakref.WeakSet()
        for connection in opened:
            close(connection)

    def _execute(self, batch: str) -> list[tuple]:
        connection = getattr(self._local, "connection", None)
        if connection is None or not connection.open:
            connection = self._local.connection = self._open_frontend()
            with self._lock:
                self._opened.add(connection)
        return execute(connection, batch)

    def _open_frontend(self) -> Connection:
        *first_frontends, last = self.config.frontends
        for address in first_frontends:
            try:
                return connect(address, self.config, self.config.read_timeout)
            except ClusterError as error:
                LOG.warning("search frontend %s: %s", address, error)
        return connect(last, self.config, self.config.read_timeout)

    def _disconnect(self) -> None:
        connection = getattr(self._local, "connection", None)
        self._local.connection = None
        if connection is not None:
            close(connection)

    def _marker(self) -> Marker:
        path = self.folder / MARKER
        try:
            stat = path.stat()
            # the inode, too: `folder` may be a link that is moved
            identity = (stat.st_dev, stat.st_ino, stat.st_mtime_ns)
            cached = self._cached_marker
            if cached is None or cached[0] != identity:
                cached = self._cached_marker = (identity, Marker.read(self.folder))
        except FileNotFoundError as error:
            raise SearchUnavailable(f"没有检索索引：{path}") from error
        except (OSError, ValueError, TypeError) as error:
            raise SearchUnavailable(f"检索索引不可用：{path}（{error}）") from error
        return cached[1]

    # --- building ---

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Fill a table that is not in use, then name it in a file in the folder."""
        with self._writers() as writers:
            marker = fill(self._idle_table(writers), writers, documents)
        marker.write(self.folder)
        return sum(marker.shards)

    def update(
        self, previous: Path, removed: Sequence[Document], documents: Iterable[Document]
    ) -> int:
        """Add a build to the table of the previous one, in which that one still answers."""
        before = _marker_in(previous)
        if before is None:
            raise CannotUpdate(f"{previous} 没有可用的 {MARKER}")
        if before.table not in self.config.tables:
            raise CannotUpdate(f"设置里没有表 {before.table}")
        for folder in self.folder.parent.iterdir():
            later = _marker_in(folder) if folder != self.folder else None
            if later and later.table == before.table and later.build > before.build:
                raise CannotUpdate(f"较新的版本 {folder.name} 也在用表 {before.table}")
        with self._writers() as writers:
            marker = update(before, writers, removed, documents)
        marker.write(self.folder)
        return sum(marker.shards)

    def replaced(self) -> int:
        return self._marker().replaced

    @contextmanager
    def _writers(self) -> Iterator[list[list[Connection]]]:
        """Connect to every mirror of each shard."""
        writers: list[list[Connection]] = []
        try:
            for mirrors in self.config.shards:
                # appended before connecting, so that `finally` closes the connections if the next
                # one fails
                writers.append([])
                for address in mirrors:
                    writers[-1].append(connect(address, self.config, self.config.write_timeout))
            yield writers
        except ClusterError as error:
            shards = ", ".join(address for shard in self.config.shards for address in shard)
            raise SearchUnavailable(f"检索分片不能写入：{shards}（{error}）") from error
        finally:
            for connection in (c for mirrors in writers for c in mirrors):
                close(connection)

    def _idle_table(self, writers: Sequence[Sequence[Connection]]) -> str:
        """Return the least recently sealed table not used by this folder or the served edition."""
        markers = map(_marker_in, (self.folder, Path(settings.EDITION_DIR)))
        used_tables = {marker.table for marker in markers if marker}
        connections = [connection for mirrors in writers for connection in mirrors]
        sealed = {
            table: max(last_sealed(connection, table) for connection in connections)
            for table in self.config.tables
            if table not in used_tables
        }
        if not sealed:
            raise SearchUnavailable(
                f"检索索引没有空闲的表：{', '.join(self.config.tables)} 都在使用"
            )
        return min(sealed, key=sealed.__getitem__)


def _marker_in(folder: Path) -> Marker | None:
    """Return the marker in a folder; None if it has none that can be read."""
    try:
        return Marker.read(folder)
    except (OSError, ValueError, TypeError):
        return None


def _time_limit() -> str:
    """Return the option of each statement by which searchd keeps the request's deadline."""
    seconds = request_state.remaining()
    # 0 would be no limit
    return "" if seconds is None else f", {QUERY_TIME_OPTION}={max(1, round(1000 * seconds))}"


def _statements(query: Query, marker: Marker) -> list[str]:
    """Return the statements for results, seals and facets: one batch, sent as one request.

    Each ends with its options.
    """
    match = expression(query.clauses)
    if query.ranks:
        select, order, rank = "ident, WEIGHT() AS w", "w DESC, newest ASC", RANKER
        ranked = with_words(query.clauses, match)
    else:
        select = "ident"
        by = "newest" if query.sort in ("relevance", "date") else query.sort
        order = f"{by} ASC"
        ranked, rank = match, "ranker=none"
    # searchd allocates max_matches rows in every shard for every query: request no more than exist,
    # and one if only the total is needed
    total = sum(marker.shards)
    offset, limit = (query.offset, query.limit) if query.offset < total else (0, 0)
    most = max(1, min(offset + limit, total))
    page = (
        f"SELECT {select} FROM {marker.table}{_where(query, marker, ranked)} ORDER BY {order}"
        f" LIMIT {offset if limit else 0}, {max(1, min(limit, most))}"
        f" OPTION max_matches={most}, cutoff=0, {rank}"
    )
    # a shard has the seals of earlier builds as well
    builds = sorted(set(marker.seals))
    seals = (
        f"SELECT shard, valid_from FROM {marker.table}"
        f" WHERE MATCH('@marks {' | '.join(map(seal, builds))}')"
        f" LIMIT 0, {len(marker.shards) * len(builds)} OPTION ranker=none"
    )
    statements = [page, seals]
    for facet in query.facets:
        if facet == DAYS:
            statements.append(
                f"SELECT earliest, latest, COUNT(*) AS n FROM {marker.table}"
                f"{_where(query, marker, match)} GROUP BY earliest, latest"
                f" LIMIT 0, {MAX_SPANS} OPTION max_matches={MAX_SPANS}, cutoff=0, ranker=none"
            )
            continue
        # counts are exact if there is room for every value
        room = len(marker.values[facet]) + 1
        # a value used as a filter may be the rarest
        most = room if facet in query.filters else min(room, most_values(facet) + 1)
        statements.append(
            f"SELECT GROUPBY() AS g, COUNT(*) AS n FROM {marker.table}"
            f"{_where(query.counted_by(facet), marker, match)} GROUP BY facet_{facet}"
            f" ORDER BY n DESC, g ASC LIMIT 0, {most}"
            f" OPTION max_matches={room}, cutoff=0, ranker=none"
        )
    return statements


def _where(query: Query, marker: Marker, match: str) -> str:
    conditions = [f"MATCH('{match}')"] if match else []
    conditions.append(valid_in(marker.build))
    for facet, values in query.filters.items():
        # a filter without values matches nothing
        numbers = sorted(map(value_number, values)) or [NO_VALUE]
        groups = [[number] for number in numbers] if facet in query.all_of else [numbers]
        conditions += [
            f"facet_{facet} IN ({','.join(map(str, value_numbers))})" for value_numbers in groups
        ]
    if query.since is not None:
        conditions.append(f"latest >= {max(0, query.since)}")
    if query.until is not None:
        conditions.append(f"earliest <= {max(0, query.until)}")
    return " WHERE " + " AND ".join(conditions)


def _results(query: Query, marker: Marker, answers: Sequence[tuple]) -> Results:
    metas = [dict(meta) for meta in answers[1::2]]
    (page, meta), (seals, _), *counts = zip(answers[::2], metas, strict=True)
    shards = {int(shard) for shard, build in seals if int(build) == marker.seals[int(shard)]}
    if not shards:
        raise SearchUnavailable(f"检索服务里没有这一版的索引：{marker.table} {marker.build}")
    facets = {}
    for facet, (groups, _) in zip(query.facets, counts, strict=True):
        if facet == DAYS:
            facets[DAYS] = {span_of_days(int(a), int(b)): int(n) for a, b, n in groups}
            continue
        names = marker.names[facet]
        # searchd counts articles without a value under 0
        group_counts = [(int(g), int(n)) for g, n in groups if int(g) != NO_VALUE]
        facets[facet] = {names[g]: n for g, n in group_counts[: most_values(facet)]}
        selected = set(map(value_number, query.filters.get(facet, ())))
        facets[facet] |= {names[g]: n for g, n in group_counts if g in selected}
    has_hits = query.limit > 0 and query.offset < sum(marker.shards)
    hits = tuple(
        Hit(row[0], int(row[1]) / SCORE_UNIT if query.ranks else 0.0) for row in page if has_hits
    )
    warnings = [meta["warning"] for meta in metas if meta.get("warning")]
    if any(QUERY_TIME_OPTION in warning for warning in warnings):
        raise request_state.DeadlineExceeded("search")
    incomplete = _incomplete(marker, shards, warnings)
    return Results(hits, int(meta["total_found"]), facets, incomplete)


def _incomplete(marker: Marker, shards: set[int], warnings: Sequence[str]) -> str:
    missing = [n for at, n in enumerate(marker.shards) if at not in shards]
    if not missing and not warnings:
        return ""
    LOG.warning("search answered in part: %s of %s", len(shards), len(marker.shards))
    for warning in dict.fromkeys(warnings):
        LOG.warning("search: %s", warning)
    if not missing:
        return "检索服务出现故障，结果可能不全，请稍后重试。"
    return (
        f"全部 {sum(marker.shards)} 篇文章里，有 {sum(missing)} 篇所在的检索服务没有应答，"
        "以下结果和篇数不包括这些文章，请稍后重试。"
    )
