"""`manage.py new_collection`: write the folder of a new collection."""

import shlex
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError
from pydantic import ValidationError

from archive.catalogue.collection_file import CollectionFile
from archive.catalogue.error_messages import describe_error, validation_message
from archive.catalogue.files import PLACES
from archive.catalogue.ledger_file import enter
from archive.catalogue.new_collection import FolderNotEmpty, slug_of, write_collection
from archive.catalogue.page_texts import PageTexts
from archive.command_messages import message


class Command(BaseCommand):
    help = message("写出一个新档案的文件夹，各个文件都有说明")
    # works on files only
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help=message("新的文件夹"))
        parser.add_argument("--name", default="报纸档案", help=message("名称，如 河港报档"))
        parser.add_argument(
            "--romanised", default="", help=message("名称的拉丁字母拼写，如 Hegang")
        )
        parser.add_argument(
            "--newspaper", default="", metavar="NAME", help=message("第一种报纸的名称")
        )
        parser.add_argument(
            "--example", action="store_true", help=message("附一期例子，看过后删去")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder, newspaper = options["folder"].absolute(), options["newspaper"]
        if newspaper and options["example"]:
            raise CommandError(message("--example 自带一种报纸，不能同时用 --newspaper"))
        try:
            CollectionFile(name=options["name"], romanised=options["romanised"])
            write_collection(
                folder,
                settings.BASE_DIR / "fixtures" / PLACES,
                options["name"],
                options["romanised"],
                newspaper,
                options["example"],
            )
            if options["example"]:
                enter(folder, texts=PageTexts(folder / "pages"))
        except ValidationError as error:
            faults = (
                f"--{fault['loc'][0]}: {validation_message(fault, True)}"
                for fault in error.errors()
            )
            raise CommandError("\n".join(faults)) from error
        except (FolderNotEmpty, OSError) as error:
            raise CommandError(describe_error(error)) from error
        self.stdout.write(
            message("已写出 %(folder)s：请先看其中的 README.md 和 collection.yaml", folder=folder)
        )
        if newspaper:
            self._write_next_commands(folder, newspaper)
        else:
            # the example is in the ledger already
            if not options["example"]:
                self.stdout.write(
                    message(
                        "先登记入总账：ARCHIVE_COLLECTION=%(folder)s "
                        ".venv/bin/python manage.py enter_ledger",
                        folder=folder,
                    )
                )
            self.stdout.write(message("运行网站：make run COLLECTION=%(folder)s", folder=folder))

    def _write_next_commands(self, folder: Path, newspaper: str) -> None:
        """Print the newspaper's slug and the commands that draft its first page."""
        slug = slug_of(newspaper)
        self.stdout.write(
            message(
                "%(newspaper)s 的 slug 是 %(slug)s（在 newspapers.yaml 里，登记入总账以前可以改）",
                newspaper=newspaper,
                slug=slug,
            )
        )
        self.stdout.write(message("接着运行（扫描件先运行一次 make scan）："))
        self.stdout.write(f"  export ARCHIVE_COLLECTION={shlex.quote(str(folder))}")
        self.stdout.write(
            "  .venv/bin/python manage.py draft PAGE.jpg"
            f" --newspaper {slug} -o $ARCHIVE_COLLECTION/drafts/PAGE.yaml"
        )
        self.stdout.write(
            "  .venv/bin/python manage.py review $ARCHIVE_COLLECTION/drafts/PAGE.yaml"
        )
