"""Builds an edition (database and search index) aside from the catalogue and swaps it in whole."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

from archive import search
from archive.catalogue.body import body, plain
from archive.catalogue.check import Report, check
from archive.catalogue.files import all_files
from archive.catalogue.pages import PageTexts
from archive.models import Article, FullText, Page

DATABASE = "archive.sqlite3"
MANIFEST = "edition.json"
CODE = Path(__file__).resolve().parent
# editions kept beside the one that is served
KEPT = 2

Say = Callable[[str], None]


class CatalogueRefused(ValueError):
    """The catalogue has faults; nothing was published."""

    def __init__(self, report: Report):
        self.report = report
        super().__init__("\n".join(str(fault) for fault in report.faults))


@dataclass(frozen=True)
class Edition:
    folder: Path
    fingerprint: str
    articles: int
    texts_held: int
    made: str
    is_new: bool = True


def publish(say: Say = print, force: bool = False) -> Edition:
    """Builds and serves an edition of the catalogue, or finds that the served one is up to date.

    CatalogueRefused, with every fault, when the catalogue does not pass its check; the edition that
    was served before is served on, then and after any other error.
    """
    texts = PageTexts(settings.PAGES_DIR)
    fingerprint = _fingerprint(texts)
    current = settings.VAR_DIR / "current"
    if not force and (edition := _served(current, fingerprint)):
        say(f"目录没有变化，沿用现有的版本 {edition.folder.name}（{edition.articles} 篇文章）")
        return edition
    say(f"核对目录 {settings.FIXTURES_DIR}")
    report = check(settings.FIXTURES_DIR, texts)
    if report.faults:
        raise CatalogueRefused(report)
    editions = settings.VAR_DIR / "editions"
    building = editions / f".building-{os.getpid()}"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        edition = _build(building, fingerprint, texts, say)
        folder = editions / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{fingerprint[:8]}"
        building.rename(folder)
        _swap(current, folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _prune(editions, folder)
    say(f"已发布 {folder.name}：{edition.articles} 篇文章，其中 {edition.texts_held} 篇有全文")
    return Edition(**{**edition.__dict__, "folder": folder})


def _build(folder: Path, fingerprint: str, texts: Mapping[str, str], say: Say) -> Edition:
    with _database(folder / DATABASE):
        say("建立数据库")
        call_command("migrate", verbosity=0, interactive=False)
        load(settings.FIXTURES_DIR)
        held = assemble_texts(texts)
        say("建立检索索引")
        search.rebuild(folder)
        edition = Edition(
            folder=folder,
            fingerprint=fingerprint,
            articles=Article.objects.count(),
            texts_held=held,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        with connections["default"].cursor() as cursor:
            cursor.execute("ANALYZE")
    manifest = {
        "fingerprint": edition.fingerprint,
        "articles": edition.articles,
        "texts_held": edition.texts_held,
        "made": edition.made,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return edition


def load(folder: Path) -> None:
    """Loads every catalogue file by Django's fixture machinery, all or nothing."""
    call_command("loaddata", *(str(path) for path in all_files(folder)), verbosity=0)


@transaction.atomic
def assemble_texts(texts: Mapping[str, str]) -> int:
    """Stores the full text of every article whose page is held; returns how many those are."""
    count = 0
    for page in Page.objects.prefetch_related("articles").iterator(chunk_size=200):
        if page.sha256 not in texts:
            continue
        text = texts[page.sha256]
        full_texts = []
        for article in page.articles.all():
            blocks = body(article.blocks, article.corrections, text)
            full_texts.append(FullText(article=article, blocks=blocks, plain=plain(blocks)))
        FullText.objects.bulk_create(full_texts)
        page.text_held = True
        page.save(update_fields=["text_held"])
        count += len(full_texts)
    return count


@contextmanager
def _database(path: Path) -> Iterator[None]:
    """Points the default connection at another file for a while."""
    connection = connections["default"]
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _fingerprint(texts: Mapping[str, str]) -> str:
    """SHA-256 over all that an edition is made of: catalogue, page texts held, code, libraries."""
    digest = hashlib.sha256()
    code = (settings.BASE_DIR / "requirements.txt", *sorted(CODE.rglob("*.py")))
    for path in (*all_files(settings.FIXTURES_DIR), *code):
        root = settings.BASE_DIR if path in code else settings.FIXTURES_DIR
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for sha256 in sorted(texts):
        digest.update(sha256.encode())
    return digest.hexdigest()


def _served(current: Path, fingerprint: str) -> Edition | None:
    """The edition that is served, if it is the one with this fingerprint."""
    try:
        manifest = json.loads((current / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if manifest.get("fingerprint") != fingerprint or not (current / DATABASE).is_file():
        return None
    return Edition(folder=current.resolve(), is_new=False, **manifest)


def _swap(current: Path, folder: Path) -> None:
    """Makes `current` point at `folder` in one step."""
    waiting = current.with_name(f".current-{os.getpid()}")
    waiting.unlink(missing_ok=True)
    waiting.symlink_to(folder.relative_to(current.parent))
    os.replace(waiting, current)


def _prune(editions: Path, served: Path) -> None:
    """Removes old editions but the newest few, never the one that is served."""
    others = [
        path
        for path in editions.iterdir()
        if path.is_dir() and path != served and not path.name.startswith(".")
    ]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[KEPT:]:
        shutil.rmtree(path, ignore_errors=True)
