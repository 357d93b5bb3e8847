"""`manage.py publish`: build an edition from the catalogue, check it and activate it."""

from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError

from archive.command_messages import message
from archive.editions.check import SAMPLE
from archive.editions.exceptions import CatalogueRefused, PublishFailed
from archive.editions.publish import publish


class Command(BaseCommand):
    help = message("检查目录，构建新版本，检查后启用（目录没有变化则什么也不做）")
    # works on files only
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--force",
            "--whole",
            action="store_true",
            help=message("完整重建，目录没有变化也重建"),
        )
        parser.add_argument("--aside", action="store_true", help=message("只构建和检查，不启用"))
        parser.add_argument(
            "--allow-loss",
            action="store_true",
            help=message("即使有文章会失去全文（版面文字被移走或改动）也发布"),
        )
        parser.add_argument(
            "--sample",
            type=int,
            default=SAMPLE,
            metavar="N",
            help=message("文章和网址最多各抽查多少（默认 %(default)s）；其余各项总是全部检查"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["sample"] < 1:
            raise CommandError(message("--sample 至少是 1"))
        try:
            publish(
                report=self.stdout.write,
                force=options["force"],
                aside=options["aside"],
                sample=options["sample"],
                allow_loss=options["allow_loss"],
            )
        except CatalogueRefused as error:
            raise CommandError(message("目录有误，未发布：\n%(error)s", error=error)) from error
        except PublishFailed as error:
            raise CommandError(str(error)) from error
