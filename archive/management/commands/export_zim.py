"""`manage.py export_zim`: write the site as one ZIM file, which Kiwix opens without a network."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from archive.editions.current import EditionUnavailable
from archive.offline.copied_pages import CopyFailed
from archive.offline.index_files import MOST_ARTICLES
from archive.offline.zim_file import FileExists, ZimMissing, write_zim


class Command(BaseCommand):
    help = "把在用的版本写成一个 ZIM 文件，Kiwix 等阅读器不联网也能打开、检索"
    # works on files only
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="新的文件，如 hegang.zim")

    def handle(self, *args, **options):
        file = options["file"].absolute()
        try:
            written = write_zim(file, self.stdout.write)
        except (ZimMissing, FileExists, CopyFailed, EditionUnavailable, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已写好 {file}：{written.entries} 项，{written.bytes / 1e6:.1f} MB")
        if not written.searchable:
            self.stdout.write(f"超过 {MOST_ARTICLES} 篇，页面上不能检索，阅读器自己的检索可用")
