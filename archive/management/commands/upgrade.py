"""`manage.py upgrade`: bring the catalogue to the format of this version of the program."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.catalogue.error_messages import describe_error
from archive.catalogue.upgrade import upgrade
from archive.command_messages import message
from archive.editions.current import SCHEMA
from archive.editions.manifest import NotAnEdition, read


class Command(BaseCommand):
    help = message("把目录转换为这一版程序的格式，逐条说明修改")
    # works on files only
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        lines_read = 0
        values = {
            "origin": settings.ORIGIN,
            "contact": settings.EMAIL,
            "oai_domain": settings.OAI_DOMAIN,
        }
        try:
            for sentence in upgrade(settings.FIXTURES_DIR, values):
                lines_read += 1
                self.stdout.write(sentence)
        except OSError as error:
            raise CommandError(describe_error(error)) from error
        if not lines_read:
            self.stdout.write(
                message(
                    "目录 %(fixtures_dir)s 已是这一版程序的格式，没有改动",
                    fixtures_dir=settings.FIXTURES_DIR,
                )
            )
        self._say_edition()

    def _say_edition(self) -> None:
        """Say whether the edition that is served can be read by this version."""
        try:
            edition = read(settings.EDITION_DIR.resolve())
        except NotAnEdition:
            self.stdout.write(message("还没有发布过：用 check_catalogue 检查，用 publish 发布"))
            return
        if edition.schema != SCHEMA:
            self.stdout.write(
                message(
                    "当前版本的结构号是 %(schema)s，这个程序用 %(expected)s：请先"
                    " publish，再用新程序重启网站",
                    schema=edition.schema,
                    expected=SCHEMA,
                )
            )
        else:
            self.stdout.write(message("这个程序可以读取当前版本；publish 之后切换到新版本"))
