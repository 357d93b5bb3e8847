"""Count the files of archive/ whose code a warm request runs, by kind of page.

    python tests/bench/files_entered.py [--list] [PATH …]

Asks the edition that the settings name, in this process, with the page cache off. Each path is
asked twice, and the second time counts; `--list` names the files.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
ARCHIVE = f"{ROOT}/archive/"


def files_entered(call: Callable[[], Any]) -> Counter[str]:
    """File, relative to archive/ → the number of calls of functions in it, during `call()`."""
    calls: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: Any) -> None:
        name = frame.f_code.co_filename
        if event == "call" and name.startswith(ARCHIVE):
            calls[name.removeprefix(ARCHIVE)] += 1

    sys.setprofile(count)
    try:
        call()
    finally:
        sys.setprofile(None)
    return calls


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", metavar="PATH")
    parser.add_argument("--list", action="store_true", help="name the files")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    os.environ["ARCHIVE_PAGE_CACHE"] = "0"
    import django

    django.setup()
    from django.test import Client

    from archive.models import Article
    from archive.wsgi import application  # noqa: F401 (loads what a worker loads)

    client = Client(SERVER_NAME="localhost", HTTP_ACCEPT="text/html")
    first = Article.objects.as_entered().values_list("ident", flat=True)[0]
    searched = "/articles/?q=工会"
    for path in options.paths or (searched, "/articles/", f"/articles/{first}/", "/"):
        client.get(path)
        calls = files_entered(lambda path=path: client.get(path).content)
        print(f"{path}: {len(calls)} files, {calls.total()} calls")
        if options.list:
            for name, number in sorted(calls.items()):
                print(f"  {number:6} {name}")


if __name__ == "__main__":
    main()
