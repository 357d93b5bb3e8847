"""Run tests with the database in PostgreSQL and search on a Sphinx cluster: `make test-cluster`.

Both are started in a temporary folder and end with the tests. Tests that use neither, or that
start a site of their own (browser, clients, servers under load, SQLite editions), are left out.
Arguments go to pytest.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

ROOT = Path(__file__).resolve().parents[2]
# `-m` selects no test there; importing them takes each process seconds
IGNORED = (
    *("browser", "clients", "cluster", "editions", "faults", "ingest/drafting", "ingest/reading"),
    *("offline", "serving"),
)
sys.path.insert(0, str(ROOT))

import django

# the engines' facets are about the tables
django.setup()

from tests.cluster.postgres import PROGRAMS, Server
from tests.search.sphinx import Cluster


def main() -> int:
    if PROGRAMS is None:
        sys.exit("No PostgreSQL (apt install postgresql)")
    with tempfile.TemporaryDirectory(prefix="baozang-") as folder:
        # the server is not root
        Path(folder).chmod(0o755)
        with Server(Path(folder) / "primary") as server, Cluster(Path(folder) / "sphinx") as sphinx:
            server.create("baozang")
            environment = os.environ | {
                "DATABASE_URL": server.url("baozang"),
                "ARCHIVE_SEARCH": "sphinxql",
                "ARCHIVE_SPHINXQL": json.dumps(sphinx.config),
            }
            selected = [
                *("-m", "database and not programs and not embedded"),
                # SQLite's own way of ending a query; on PostgreSQL that is statement_timeout's
                "--deselect",
                "tests/http/test_concurrency_limit.py::test_a_query_that_takes_too_long_is_cut_off",
            ]
            ignored = [f"--ignore=tests/{folder}" for folder in IGNORED]
            command = [sys.executable, "-m", "pytest", *selected, *ignored, *sys.argv[1:]]
            return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
