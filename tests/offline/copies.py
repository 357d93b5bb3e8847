"""Commands that export the sample newspaper, and a plain file server for what they write."""

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from ..shared_folder import shared_folder

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "sample_newspaper"


def manage(*arguments, check=True, **environment):
    return run("manage.py", *arguments, check=check, **environment)


def run(*arguments, check=True, **environment):
    # settings of whoever runs the tests must not reach the sample
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith("ARCHIVE_")
    }
    completed = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=variables | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if check:
        assert completed.returncode == 0, completed.stdout + completed.stderr
    return completed


def publish_sample(tmp_path_factory) -> dict[str, str]:
    """Publish the sample newspaper, once for all tests; return the settings it has."""
    with shared_folder(tmp_path_factory, "sample") as folder:
        settings = {
            "ARCHIVE_VAR": str(folder / "var"),
            "ARCHIVE_FIXTURES": str(SAMPLE / "catalogue"),
            "ARCHIVE_PAGES": str(SAMPLE / "texts"),
            "ARCHIVE_IMAGES": str(SAMPLE / "scans"),
        }
        if not (folder / "var" / "static").exists():
            manage("collectstatic", "--no-input", "-v0", **settings)
        if not (folder / "var" / "current").exists():
            manage("publish", **settings)
    return settings


def export_copy(environment, tmp_path_factory) -> Path:
    """Export the sample as plain files, once for all tests; return the folder, below a path."""
    with shared_folder(tmp_path_factory, "static") as shared:
        folder = shared / "below" / "a-path"
        if not folder.exists():
            output = manage("export_static", str(folder), **environment).stdout
            assert f"已写出 {folder}" in output
    return folder


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def serve_files(folder):
    """Yield the address of a plain file server for `folder`."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
