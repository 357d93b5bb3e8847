"""A cluster's addresses, connections to it, and the file that names the table to query."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Self

import pymysql
from pymysql.connections import Connection
from pymysql.constants import CLIENT

from archive import request_state

ClusterError = pymysql.MySQLError

# the file in an index's folder
MARKER = "sphinxql.json"


@dataclass(frozen=True)
class Config:
    """The servers of the cluster, as "host:port" of the MySQL protocol."""

    # searchds with the distributed tables; on failure the next one is tried (failover)
    frontends: Sequence[str]
    # for each shard the searchds that hold a copy of it
    shards: Sequence[Sequence[str]]
    # interchangeable tables, each for one whole index: one serves while another is filled
    tables: Sequence[str]
    # seconds
    connect_timeout: float = 2
    read_timeout: float = 10
    # for writes, as a searchd may be writing a gigabyte to disk
    write_timeout: float = 600


@dataclass(frozen=True)
class Marker:
    """The table with the index of a folder, and the meaning of the numbers in it."""

    table: str
    # time of the build in milliseconds; rows have the builds from and to which they are valid
    build: int
    # the last build that changed each shard: its seal is requested
    seals: Sequence[int]
    # number of articles in each shard
    shards: Sequence[int]
    # facet → the values that articles have or had
    values: Mapping[str, Sequence[str]]
    # of the row that is added next
    next_id: int
    # number of rows that are valid in earlier builds only
    replaced: int

    @cached_property
    def names(self) -> dict[str, dict[int, str]]:
        """Facet → number in its column → value."""
        return {f: {value_number(v): v for v in values} for f, values in self.values.items()}

    @classmethod
    def read(cls, folder: Path) -> Self:
        return cls(**json.loads((folder / MARKER).read_bytes()))

    def write(self, folder: Path) -> None:
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / f".{MARKER}-{self.build}"
        try:
            new.write_text(json.dumps(columns, ensure_ascii=False), encoding="utf-8")
            new.replace(folder / MARKER)
        finally:
            new.unlink(missing_ok=True)


def value_number(value: str) -> int:
    """Return the number that stands for a value in the columns of facets, or for an ident: the same
    in all builds, as values with equal counts are in its order.

    Above 0 and below 2**63; two of a million values are alike once in ten million archives.
    """
    digest = hashlib.blake2s(value.encode(), digest_size=8).digest()
    return (int.from_bytes(digest) >> 1) + 1


def connect(address: str, config: Config, timeout: float) -> Connection:
    host, port = address.rsplit(":", 1)
    return pymysql.connect(
        host=host,
        port=int(port),
        # None: searchd's default, each statement by itself
        autocommit=None,
        client_flag=CLIENT.MULTI_STATEMENTS,
        connect_timeout=config.connect_timeout,
        read_timeout=timeout,
        write_timeout=timeout,
    )


def execute(connection: Connection, batch: str) -> list[tuple]:
    """Return the rows of each statement of a batch; DeadlineExceeded past the deadline."""
    answers = []
    with closing(connection.cursor()) as cursor:
        cursor.execute(batch)
        while True:
            if request_state.is_past_deadline():
                raise request_state.DeadlineExceeded("search")
            answers.append(tuple(cursor.fetchall()))
            if not cursor.nextset():
                return answers


def close(connection: Connection) -> None:
    # another thread may have closed it
    if connection.open:
        with suppress(ClusterError):
            connection.close()


def quoted(text: str) -> str:
    return f"'{pymysql.converters.escape_string(text)}'"
