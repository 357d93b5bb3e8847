"""`manage.py export_zim`: write the site as one ZIM file, which Kiwix opens without a network."""

from pathlib import Path
from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError

from archive.command_messages import message
from archive.editions.current import EditionUnavailable
from archive.offline.index_files import MAX_ARTICLES
from archive.offline.site_copy import CopyFailed
from archive.offline.zim_file import FileExists, ZimMissing, write_zim


class Command(BaseCommand):
    help = message("把当前版本写成一个 ZIM 文件，Kiwix 等阅读器不联网也能打开、检索")
    # works on files only
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, metavar="FILE", help=message("新的文件，如 hegang.zim")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file = options["file"].absolute()
        try:
            zim = write_zim(file, self.stdout.write)
        except (ZimMissing, FileExists, CopyFailed, EditionUnavailable, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            message(
                "已写出 %(file)s：%(entries)s 项，%(megabytes)s MB",
                file=file,
                entries=zim.entries,
                megabytes=f"{zim.bytes / 1000000.0:.1f}",
            )
        )
        if not zim.searchable:
            self.stdout.write(
                message(
                    "超过 %(most_articles)s 篇，页面上不能检索，阅读器自己的检索可用",
                    most_articles=MAX_ARTICLES,
                )
            )
