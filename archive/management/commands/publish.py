"""`manage.py publish`: builds an edition from the catalogue and swaps it in."""

from django.core.management.base import BaseCommand, CommandError

from archive.publishing.publish import CatalogueRefused, PublishFailed, publish


class Command(BaseCommand):
    help = "核对目录，建立数据库与检索索引，整体换上（目录没有变化则什么也不做）"
    # looks at files, not at the site
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="目录没有变化也重建")

    def handle(self, *args, **options):
        try:
            publish(say=self.stdout.write, force=options["force"])
        except CatalogueRefused as error:
            raise CommandError(f"目录有误，未发布：\n{error}") from error
        except PublishFailed as error:
            raise CommandError(str(error)) from error
