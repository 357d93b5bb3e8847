"""Builds an edition (database, search index, bulk data) aside from the catalogue and swaps it in whole."""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, connections

from archive import bulk, search
from archive.backdated import backdated
from archive.catalogue.check import Report, check
from archive.catalogue.files import all_files
from archive.catalogue.pages import PageTexts
from archive.edition import MANIFEST
from archive.models import Article
from archive.search import lexicon_file
from archive.search.entries import entries

from .loading import assemble_texts, load

DATABASE = "archive.sqlite3"
CODE = Path(__file__).resolve().parent.parent
# editions kept beside the one that is served
KEPT = 2

Say = Callable[[str], None]


class CatalogueRefused(ValueError):
    """The catalogue has faults; nothing was published."""

    def __init__(self, report: Report):
        self.report = report
        super().__init__("\n".join(str(fault) for fault in report.faults))


class PublishFailed(RuntimeError):
    """Something other than a fault of the catalogue's files stood in the way; nothing was published."""


@dataclass(frozen=True)
class Edition:
    folder: Path
    fingerprint: str
    articles: int
    texts_held: int
    made: str
    # every file of the edition and its size in bytes: a damaged edition is not taken for whole
    files: dict[str, int] = field(default_factory=dict)
    is_new: bool = True


def publish(say: Say = print, force: bool = False) -> Edition:
    """Builds and serves an edition of the catalogue, or finds that the served one is up to date.

    CatalogueRefused, with every fault, when the catalogue does not pass its check; PublishFailed for
    anything else. The edition that was served before is served on.
    """
    current = settings.VAR_DIR / "current"
    editions = settings.VAR_DIR / "editions"
    try:
        editions.mkdir(parents=True, exist_ok=True)
        if current.exists() and not current.is_symlink():
            raise PublishFailed(f"{current} 应是指向版本的链接，却是别的东西；请移走它")
        with _alone(settings.VAR_DIR / "publish.lock"):
            return _publish(current, editions, say, force)
    except OSError as error:
        raise PublishFailed(str(error)) from error


def _publish(current: Path, editions: Path, say: Say, force: bool) -> Edition:
    _sweep(current, editions)
    if settings.PAGES_NAMED and not settings.PAGES_DIR.is_dir():
        raise PublishFailed(f"ARCHIVE_PAGES 所指的 {settings.PAGES_DIR} 不是文件夹")
    texts = PageTexts(settings.PAGES_DIR)
    fingerprint = _fingerprint(texts)
    if not force and (edition := _served(current, fingerprint)):
        say(f"目录没有变化，沿用现有的版本 {edition.folder.name}（{edition.articles} 篇文章）")
        return edition
    say(f"核对目录 {settings.FIXTURES_DIR}")
    report = check(settings.FIXTURES_DIR, texts)
    if report.faults:
        raise CatalogueRefused(report)
    for sentence in texts.unknown(report.wanted):
        say(sentence)
    building = editions / f".building-{os.getpid()}"
    building.mkdir()
    try:
        edition = _build(building, fingerprint, texts, say)
        _say_backdated(building, current, say)
        folder = _name(editions, fingerprint)
        building.rename(folder)
        _swap(current, folder)
    except (DeserializationError, DatabaseError, ValidationError) as error:
        raise PublishFailed(f"读入目录时出错：{error}") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _prune(editions, folder)
    say(f"已发布 {folder.name}：{edition.articles} 篇文章，其中 {edition.texts_held} 篇有全文")
    return replace(edition, folder=folder)


def _say_backdated(building: Path, current: Path, say: Say) -> None:
    """Tells the editor of dates by which no harvester would learn of an article."""
    try:
        manifest = json.loads((current / MANIFEST).read_text(encoding="utf-8"))
        made = datetime.fromisoformat(manifest["made"]).date()
    except (OSError, ValueError, LookupError):
        return
    if idents := backdated(building / DATABASE, (current / DATABASE).resolve(), made):
        say(
            f"{len(idents)} 篇（{'、'.join(idents[:5])}……）的入藏或修改日期早于上一版发布之日 {made}，"
            "按日期收割的程序会漏掉；请在总账或修改记录里把日期改为发布之日"
        )


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Holds the lock that one publisher at a time may have; the system frees it however it ends."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PublishFailed("另一个 publish 正在进行，请等它结束") from error
        yield


def _sweep(current: Path, editions: Path) -> None:
    """Removes what publishers that were killed have left."""
    for path in editions.glob(".building-*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in current.parent.glob(".current-*"):
        path.unlink(missing_ok=True)


def _name(editions: Path, fingerprint: str) -> Path:
    """A new folder's name, by time; two editions of one second are told apart."""
    base = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{fingerprint[:8]}"
    names = (base, *(f"{base}-{n}" for n in range(2, 1000)))
    return next(editions / name for name in names if not (editions / name).exists())


def _build(folder: Path, fingerprint: str, texts: Mapping[str, str], say: Say) -> Edition:
    with _database(folder / DATABASE):
        say("建立数据库")
        call_command("migrate", verbosity=0, interactive=False)
        load(settings.FIXTURES_DIR, texts, say)
        held = assemble_texts(texts)
        say("建立检索索引")
        search.rebuild(folder, say)
        lexicon_file.build(folder, entries())
        say("写出成批数据")
        bulk.build(folder / bulk.FOLDER, fingerprint, settings.ORIGIN)
        edition = Edition(
            folder=folder,
            fingerprint=fingerprint,
            articles=Article.objects.count(),
            texts_held=held,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        with connections["default"].cursor() as cursor:
            cursor.execute("ANALYZE")
    files = {
        str(path.relative_to(folder)): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    manifest = {
        "fingerprint": edition.fingerprint,
        "articles": edition.articles,
        "texts_held": edition.texts_held,
        "made": edition.made,
        "files": files,
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return edition


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
    """SHA-256 over all that an edition is made of: catalogue, page texts held, code, libraries, and
    the public address, which stands in the files to take away."""
    digest = hashlib.sha256(f"{settings.ORIGIN}\0".encode())
    code = (settings.BASE_DIR / "requirements.txt", *sorted(CODE.rglob("*.py")))
    for path in (*all_files(settings.FIXTURES_DIR), *code):
        root = settings.BASE_DIR if path in code else settings.FIXTURES_DIR
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for sha256 in sorted(texts):
        digest.update(sha256.encode())
    return digest.hexdigest()


def _served(current: Path, fingerprint: str) -> Edition | None:
    """The edition that is served, if it is the one with this fingerprint and whole."""
    try:
        manifest = json.loads((current / MANIFEST).read_text(encoding="utf-8"))
        edition = Edition(folder=current.resolve(), is_new=False, **manifest)
        whole = bool(edition.files) and all(
            (current / name).stat().st_size == size for name, size in edition.files.items()
        )
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return edition if whole and edition.fingerprint == fingerprint else None


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
