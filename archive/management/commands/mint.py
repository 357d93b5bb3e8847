"""`manage.py mint`: generate article idents that were never used."""

from typing import Any

from django.conf import settings
from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError

from archive import idents
from archive.catalogue.error_messages import describe_error
from archive.catalogue.ledger_file import taken_keys
from archive.catalogue.yaml_file import CatalogueError
from archive.command_messages import message


class Command(BaseCommand):
    help = message("生成新的文章编号（也用于日期不详的期）")
    # works on files only
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, nargs="?", default=1, help=message("个数"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            used_idents = taken_keys(settings.FIXTURES_DIR)
        except (CatalogueError, OSError) as error:
            raise CommandError(describe_error(error)) from error
        for _ in range(options["count"]):
            ident = idents.mint(used_idents)
            used_idents.add(ident)
            self.stdout.write(ident)
