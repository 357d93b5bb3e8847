"""The schema number decides whether an edition can be served, and changes with the tables."""

import hashlib
from contextlib import closing

from archive.editions import current
from archive.sqlite_files import connect_read_only

# of the tables that editions of this schema have
TABLES = {
    1: "a4f9beb032149ceb",
    2: "a5ec0d2e3ae43b8d",
    3: "be36185de8548d33",
    4: "c978ccde08abc31b",
    5: "0be04263f167949d",
    6: "98c6187d9673f140",
    7: "ca2da3a7ac0c244a",
    8: "95196081f249a214",
    9: "bf24817d4c4d3f86",
    10: "c2245167ef3011a4",
    # files that editions share have logs
    11: "c2245167ef3011a4",
    # so has the SQLite file to take away
    12: "c2245167ef3011a4",
}


def test_changed_tables_need_a_new_schema_number(two_editions):
    with closing(connect_read_only(two_editions.old / current.DATABASE)) as database:
        rows = database.execute("SELECT sql FROM sqlite_master WHERE name LIKE '%archive_%'")
        result = "\n".join(sorted(sql for (sql,) in rows if sql))
    digest = hashlib.sha256(result.encode()).hexdigest()[:16]
    assert TABLES.get(current.SCHEMA) == digest, (
        "the tables are others: raise archive.editions.current.SCHEMA, so that editions made "
        f"before are refused in words, and enter {digest} above"
    )
