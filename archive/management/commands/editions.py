"""`manage.py editions`: list, verify, compare, roll back and remove editions."""

from collections import Counter
from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext_noop

from archive.command_messages import message
from archive.editions.compare import compare
from archive.editions.current import EditionUnavailable, opened
from archive.editions.database import edition_database
from archive.editions.exceptions import PublishFailed
from archive.editions.manifest import Manifest
from archive.editions.page_tiles import remove_unused_tiles
from archive.editions.rebuild_check import rebuild_faults
from archive.editions.rollback import roll_back
from archive.editions.store import EditionStore
from archive.models import Article, FullText

# differences of each kind shown without --all
MAX_LISTED = 20
_SIGNS = {"added": "+", "changed": "~", "withdrawn": "-"}
_LABELS = {
    "added": gettext_noop("新增 %(count)s 篇"),
    "changed": gettext_noop("改动 %(count)s 篇"),
    "withdrawn": gettext_noop("撤下 %(count)s 篇"),
}


class Command(BaseCommand):
    help = message("列出、核对、比较、回退、删去版本")
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(
            dest="action", metavar="list|verify|compare|rollback|remove"
        )
        actions.add_parser("list", help=message("列出各版本（默认）"))
        verify = actions.add_parser(
            "verify", help=message("核对每个文件的 SHA-256，并检查数据库是否存在")
        )
        verify.add_argument("name", help=message("版本的名称，或副本的路径"))
        verify.add_argument("--sizes", action="store_true", help=message("只看大小，较快"))
        verify.add_argument(
            "--rebuild",
            action="store_true",
            help=message("另外完整重建一遍，比较两者；目录须与这个版本的相同"),
        )
        both = actions.add_parser("compare", help=message("比较两个版本的增、改、撤"))
        both.add_argument("old")
        both.add_argument("new")
        both.add_argument(
            "--all",
            action="store_true",
            help=message("全部列出（默认每类 %(most)s 篇）", most=MAX_LISTED),
        )
        back = actions.add_parser(
            "rollback", help=message("切换到指定的版本；不指定则回退到前一个")
        )
        back.add_argument("name", nargs="?")
        remove = actions.add_parser("remove", help=message("删去版本（使用中的除外）"))
        remove.add_argument("names", nargs="+")

    def handle(self, *args: Any, action: Any = None, **options: Any) -> None:
        try:
            getattr(self, f"_{action or 'list'}")(**options)
        except (PublishFailed, OSError) as error:
            raise CommandError(str(error)) from error

    def _list(self, **options: Any) -> None:
        store = EditionStore()
        current_folder = store.served()
        editions = store.all()
        for edition in editions:
            notes = [
                message(
                    "%(articles)s 篇，%(texts_held)s 篇有全文",
                    articles=f"{edition.articles:,}",
                    texts_held=f"{edition.texts_held:,}",
                ),
                message(
                    "%(size)s（独有 %(size_alone)s）",
                    size=_size(edition.size),
                    size_alone=_size(edition.size_alone),
                ),
            ]
            if edition.folder == current_folder:
                notes.append(message("当前版本"))
            elif edition.fingerprint in store.abandoned():
                notes.append(message("已回退"))
            if not edition.is_whole:
                notes.append(message("已损坏"))
            self.stdout.write(f"{edition.name}  {edition.made}  {message('，').join(notes)}")
        if current_folder and current_folder not in [edition.folder for edition in editions]:
            self.stdout.write(message("当前版本 %(served)s 已损坏", served=current_folder))
        if not editions:
            self.stdout.write(message("还没有版本；用 manage.py publish 构建第一个"))

    def _verify(self, name: Any, sizes: Any, rebuild: Any, **options: Any) -> None:
        edition = EditionStore().find(name)
        damage = [*edition.damage(sums=not sizes), *_database_damage(edition)]
        if rebuild and not damage:
            damage = rebuild_faults(edition, self.stdout.write)
        if damage:
            raise CommandError("\n".join(damage))
        method = message("文件大小") if sizes else "SHA-256"
        self.stdout.write(
            message(
                "%(name)s：%(files)s 个文件的%(how)s相符，数据库存在",
                name=edition.name,
                files=len(edition.files),
                how=method,
            )
        )

    def _compare(self, old: Any, new: Any, **options: Any) -> None:
        store, counts = EditionStore(), Counter[str]()
        for difference in compare(store.find(old), store.find(new)):
            counts[difference.what] += 1
            if options["all"] or counts[difference.what] <= MAX_LISTED:
                self.stdout.write(
                    f"{_SIGNS[difference.what]} {difference.ident} {difference.headline}"
                )
        phrases = (message(label, count=f"{counts[key]:,}") for key, label in _LABELS.items())
        self.stdout.write(message("，").join(phrases))

    def _rollback(self, name: Any, **options: Any) -> None:
        roll_back(name, self.stdout.write)

    def _remove(self, names: Any, **options: Any) -> None:
        store = EditionStore()
        with store.lock():
            for name in names:
                edition = store.find(name)
                if edition.folder.parent != store.folder.resolve():
                    raise CommandError(
                        message(
                            "%(edition)s 不在 %(editions_folder)s 里",
                            edition=edition.folder,
                            editions_folder=store.folder,
                        )
                    )
                if not store.remove(store.folder / edition.name):
                    raise CommandError(message("%(name)s 正在使用，未删去", name=edition.name))
                self.stdout.write(message("已删去 %(name)s", name=edition.name))
            remove_unused_tiles(store)


def _database_damage(edition: Manifest) -> list[str]:
    counts = {Article: edition.articles, FullText: edition.texts_held}
    rows = {model._meta.db_table: count for model, count in counts.items()}
    try:
        # independent of the served edition
        with opened(edition.folder):
            return list(edition_database().database_damage(edition.folder, rows))
    except (DatabaseError, EditionUnavailable) as error:
        return [message("%(name)s 的数据库没有核对：%(error)s", name=edition.name, error=error)]


def _size(count: int) -> str:
    """Return a size in bytes, in readable units."""
    size = float(count)
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
