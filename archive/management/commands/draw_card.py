"""`manage.py draw_card`: draw the card of a site without fonts, stored among the static files."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.cards.card_texts import GENERAL_CARD
from archive.cards.drawing import draw
from archive.command_messages import message


class Command(BaseCommand):
    help = message("绘制没有字体时用的预览图 static/card.png")
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        png = draw(GENERAL_CARD, "")
        if png is None:
            raise CommandError(message("没有可用的中文字体。"))
        path = settings.BASE_DIR / "static" / "card.png"
        path.write_bytes(png)
        self.stdout.write(str(path))
