"""`manage.py review`: a proof sheet of a catalogue file, to be opened in a browser."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.catalogue.pages import PageTexts
from archive.catalogue.yaml_file import CatalogueError
from archive.drafting.sheet import STYLE, write_sheet


class Command(BaseCommand):
    help = (
        "把一个期的文件（草稿或定稿）排成校样：按文章着色的版面文字、接续、推测与把握、还有什么错"
    )
    # looks at files, not at the site
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE.yaml")
        parser.add_argument("-o", dest="folder", type=Path, metavar="FOLDER", help="写到哪里")

    def handle(self, *args, **options):
        file = options["file"]
        folder = options["folder"] or file.with_suffix(".proof")
        style = settings.BASE_DIR / "static" / "css" / STYLE
        try:
            texts = PageTexts(settings.PAGES_DIR)
            faults = write_sheet(file, folder, settings.FIXTURES_DIR, texts, style)
        except CatalogueError as error:
            raise CommandError(f"还排不出校样，请先改正：\n{error}") from error
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{folder / 'index.html'}（{faults} 处待改）")
