"""`manage.py editions`: list, verify, compare, roll back and remove editions."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

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
MOST = 20
_SIGNS = {"added": "+", "changed": "~", "withdrawn": "-"}
_LABELS = {"added": "新增", "changed": "改动", "withdrawn": "撤下"}


class Command(BaseCommand):
    help = "列出各版本；核对、比较、退回、移走"
    requires_system_checks = ()

    def add_arguments(self, parser):
        actions = parser.add_subparsers(
            dest="action", metavar="list|verify|compare|rollback|remove"
        )
        actions.add_parser("list", help="列出各版本（默认）")
        verify = actions.add_parser("verify", help="核对每个文件的 SHA-256，和数据库在不在")
        verify.add_argument("name", help="版本的名字，或复制来的版本的路径")
        verify.add_argument("--sizes", action="store_true", help="只看大小，很快")
        verify.add_argument(
            "--rebuild",
            action="store_true",
            help="另外整个重建一遍，比较两者；目录须是这一版的目录",
        )
        both = actions.add_parser("compare", help="从一版到另一版增、改、撤了哪些文章")
        both.add_argument("old")
        both.add_argument("new")
        both.add_argument("--all", action="store_true", help=f"全部列出（平时每类 {MOST} 篇）")
        back = actions.add_parser("rollback", help="换上指定的版本；不指定则退回前一版")
        back.add_argument("name", nargs="?")
        remove = actions.add_parser("remove", help="移走版本；使用中的不移")
        remove.add_argument("names", nargs="+")

    def handle(self, *args, action=None, **options):
        try:
            getattr(self, f"_{action or 'list'}")(**options)
        except (PublishFailed, OSError) as error:
            raise CommandError(str(error)) from error

    def _list(self, **options):
        store = EditionStore()
        served = store.served()
        editions = store.all()
        for edition in editions:
            notes = [
                f"{edition.articles:,} 篇，{edition.texts_held:,} 篇有全文",
                f"{_size(edition.size)}（独有 {_size(edition.size_alone)}）",
            ]
            if edition.folder == served:
                notes.append("正在使用")
            elif edition.fingerprint in store.abandoned():
                notes.append("已退回")
            if not edition.is_whole:
                notes.append("已损坏")
            self.stdout.write(f"{edition.name}  {edition.made}  {'，'.join(notes)}")
        if served and served not in [edition.folder for edition in editions]:
            self.stdout.write(f"正在使用的 {served} 不是完好的版本")
        if not editions:
            self.stdout.write("还没有版本；manage.py publish 建第一个")

    def _verify(self, name, sizes, rebuild, **options):
        edition = EditionStore().find(name)
        damage = [*edition.damage(sums=not sizes), *_database_damage(edition)]
        if rebuild and not damage:
            damage = rebuild_faults(edition, self.stdout.write)
        if damage:
            raise CommandError("\n".join(damage))
        how = "大小" if sizes else "SHA-256"
        self.stdout.write(f"{edition.name}：{len(edition.files)} 个文件的{how}都对，数据库在")

    def _compare(self, old, new, **options):
        store, counts = EditionStore(), Counter()
        for difference in compare(store.find(old), store.find(new)):
            counts[difference.what] += 1
            if options["all"] or counts[difference.what] <= MOST:
                self.stdout.write(
                    f"{_SIGNS[difference.what]} {difference.ident} {difference.headline}"
                )
        counted = (f"{label} {counts[what]:,} 篇" for what, label in _LABELS.items())
        self.stdout.write("，".join(counted))

    def _rollback(self, name, **options):
        roll_back(name, self.stdout.write)

    def _remove(self, names, **options):
        store = EditionStore()
        with store.lock():
            for name in names:
                edition = store.find(name)
                if edition.folder.parent != store.folder.resolve():
                    raise CommandError(f"{edition.folder} 不在 {store.folder} 里")
                if not store.remove(store.folder / edition.name):
                    raise CommandError(f"{edition.name} 正在使用，没有移走")
                self.stdout.write(f"已移走 {edition.name}")
            remove_unused_tiles(store)


def _database_damage(edition: Manifest) -> list[str]:
    counts = {Article: edition.articles, FullText: edition.texts_held}
    rows = {model._meta.db_table: count for model, count in counts.items()}
    try:
        # independent of the served edition
        with opened(edition.folder):
            return list(edition_database().database_damage(edition.folder, rows))
    except (DatabaseError, EditionUnavailable) as error:
        return [f"{edition.name} 的数据库没有核对：{error}"]


def _size(count: int) -> str:
    """A size in bytes, in readable units."""
    size = float(count)
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
