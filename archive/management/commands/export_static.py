"""`manage.py export_static`: write the site as plain files, which any web server serves."""

from pathlib import Path
from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError

from archive.command_messages import message
from archive.editions.current import EditionUnavailable
from archive.offline.index_files import MAX_ARTICLES
from archive.offline.site_copy import CopyFailed
from archive.offline.static_site import ExportFolderNotEmpty, write_static_site


class Command(BaseCommand):
    help = message("把当前版本写成一个文件夹的普通文件，任何网站服务器都能发布，检索在浏览器里进行")
    # works on files only
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help=message("新的文件夹"))

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"].absolute()
        try:
            site_copy = write_static_site(folder, self.stdout.write)
        except (ExportFolderNotEmpty, CopyFailed, EditionUnavailable, OSError) as error:
            raise CommandError(str(error)) from error
        megabytes = f"{site_copy.bytes / 1e6:.1f} MB"
        self.stdout.write(
            message(
                "已写出 %(folder)s：%(files)s 个文件，%(megabytes)s",
                folder=folder,
                files=site_copy.files,
                megabytes=megabytes,
            )
        )
        if not site_copy.searchable:
            self.stdout.write(
                message("超过 %(most_articles)s 篇，这份副本不能检索", most_articles=MAX_ARTICLES)
            )
        self.stdout.write(message("查看：python3 -m http.server -d %(folder)s", folder=folder))
