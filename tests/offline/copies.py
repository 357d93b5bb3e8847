"""Commands that export the sample newspaper, and a plain file server for what they write."""

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "sample_newspaper"


def manage(*arguments, check=True, **environment):
    return run("manage.py", *arguments, check=check, **environment)


def run(*arguments, check=True, **environment):
    # settings of whoever runs the tests must not reach the sample
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVE_")}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if check:
        assert done.returncode == 0, done.stdout + done.stderr
    return done


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def plainly_served(folder):
    """Yield the address of a plain file server for `folder`."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
