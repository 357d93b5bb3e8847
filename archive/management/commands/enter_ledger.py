"""`manage.py enter_ledger`: record new entries in the ledger, and list changed ones for a note on
the change.
"""

from typing import Any

from django.conf import settings
from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError

from archive.catalogue import check_cache
from archive.catalogue.check_cache import CheckCache
from archive.catalogue.error_messages import describe_error
from archive.catalogue.ledger_file import enter
from archive.catalogue.page_images import PageImages
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.yaml_file import CatalogueError
from archive.command_messages import message
from archive.editions.fingerprint import basis, saved_file_cache
from archive.models import Change


class Command(BaseCommand):
    help = message("把目录里新的文章编号和网址登记入总账，把修改记入当天的修改记录（只增不删）")
    # works on files only
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--says", default="", help=message("修改说明，用于改过的各条"))
        parser.add_argument(
            "--part",
            choices=Change.Part.values,
            default="",
            help=message("改的是哪一部分；省略则由编辑补填"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        cache = CheckCache(settings.VAR_DIR / check_cache.FILE, basis())
        try:
            with saved_file_cache() as files:
                new_addresses = enter(
                    settings.FIXTURES_DIR,
                    summary=options["says"],
                    part=options["part"],
                    texts=PageTexts(settings.PAGES_DIR, files),
                    images=PageImages(settings.IMAGES_DIR, files),
                    cache=cache,
                    file_cache=files,
                )
        except (CatalogueError, OSError) as error:
            raise CommandError(describe_error(error)) from error
        finally:
            cache.close()
        for kind, key in new_addresses.added:
            self.stdout.write(f"{kind} {key}")
        in_lines, file = new_addresses.added.in_lines, new_addresses.added.file
        location = message("，在 %(file)s", file=file) if file else ""
        self.stdout.write(
            message(
                "总账新增 %(entries)s 条%(where)s",
                entries=len(new_addresses.added) + in_lines,
                where=location,
            )
        )
        for kind, key in new_addresses.changed:
            self.stdout.write(message("改过 %(kind)s %(key)s", kind=kind, key=key))
        if new_addresses.unsaid_in:
            self.stdout.write(
                message(
                    "请在 %(unsaid_in)s 里写明改了哪一部分（part）、改了什么（says）",
                    unsaid_in=new_addresses.unsaid_in,
                )
            )
