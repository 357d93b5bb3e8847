"""`manage.py publish`: build an edition from the catalogue, check it and activate it."""

from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError

from archive.command_language import message
from archive.editions.check import SAMPLE
from archive.editions.exceptions import CatalogueRefused, PublishFailed
from archive.editions.publish import publish


class Command(BaseCommand):
    help = message("核对目录，建成新的版本，逐项核对，整体换上（目录没有变化则什么也不做）")
    # works on files only
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--force",
            "--whole",
            action="store_true",
            help=message("不沿用前一版，整个重建；目录没有变化也重建"),
        )
        parser.add_argument("--aside", action="store_true", help=message("建成并核对，先不换上"))
        parser.add_argument(
            "--allow-loss",
            action="store_true",
            help=message("有文章会失去全文（版面文字移走了或改过）也发布"),
        )
        parser.add_argument(
            "--sample",
            type=int,
            default=SAMPLE,
            metavar="N",
            help=message(
                "文章和网址很多时，各抽多少来试（默认 %(default)s）；其余各项总是全数核对"
            ),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["sample"] < 1:
            raise CommandError(message("--sample 至少是 1"))
        try:
            publish(
                say=self.stdout.write,
                force=options["force"],
                aside=options["aside"],
                sample=options["sample"],
                allow_loss=options["allow_loss"],
            )
        except CatalogueRefused as error:
            raise CommandError(message("目录有误，未发布：\n%(error)s", error=error)) from error
        except PublishFailed as error:
            raise CommandError(str(error)) from error
