"""`manage.py draw_card`: draw the default social card, stored among the static files."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.cards.drawing import draw
from archive.cards.words import GENERAL
from archive.formats.serialize import SITE


class Command(BaseCommand):
    help = "绘制通用的分享图 static/card.png"
    requires_system_checks = ()

    def handle(self, *args, **options):
        png = draw(GENERAL, SITE)
        if png is None:
            raise CommandError("没有可用的中文字体。")
        path = settings.BASE_DIR / "static" / "card.png"
        path.write_bytes(png)
        self.stdout.write(str(path))
