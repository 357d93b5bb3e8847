"""`manage.py upgrade`: bring the catalogue to the format of this version of the program."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.catalogue.error_messages import describe_error
from archive.catalogue.upgrade import upgrade
from archive.command_language import message
from archive.editions.current import SCHEMA
from archive.editions.manifest import NotAnEdition, read


class Command(BaseCommand):
    help = message("把目录改成这一版程序的格式，做了什么逐条说明；不用改的不动")
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
                    "目录 %(fixtures_dir)s 已是这一版的格式，没有改动",
                    fixtures_dir=settings.FIXTURES_DIR,
                )
            )
        self._say_edition()

    def _say_edition(self) -> None:
        """Say whether the edition that is served can be read by this version."""
        try:
            edition = read(settings.EDITION_DIR.resolve())
        except NotAnEdition:
            self.stdout.write(message("还没有发布过：check_catalogue 核对，publish 发布"))
            return
        if edition.schema != SCHEMA:
            self.stdout.write(
                message(
                    "在用的版本是第 %(schema)s 号格式，这一版程序读第 %(schema2)s "
                    "号：先 publish，再换上新程序重启网站",
                    schema=edition.schema,
                    schema2=SCHEMA,
                )
            )
        else:
            self.stdout.write(message("在用的版本这一版程序也能读；publish 之后换成新的"))
