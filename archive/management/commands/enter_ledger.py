"""`manage.py enter_ledger`: enters in the ledger whatever the catalogue has that is not in it yet."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.catalogue.ledger import enter
from archive.catalogue.yaml_file import CatalogueError


class Command(BaseCommand):
    help = "把目录里新有的文章号和地址记入总账 ledger.yaml（只增不删）"
    # looks at files, not at the site
    requires_system_checks = ()

    def handle(self, *args, **options):
        try:
            added = enter(settings.FIXTURES_DIR)
        except (CatalogueError, OSError) as error:
            raise CommandError(str(error)) from error
        for kind, key in added:
            self.stdout.write(f"{kind} {key}")
        self.stdout.write(f"总账新增 {len(added)} 条")
