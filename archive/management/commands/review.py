"""`manage.py review`: write a proof sheet of a catalogue file, to be opened in a browser."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError

from archive.catalogue.error_messages import describe_error
from archive.catalogue.files import is_among_files
from archive.catalogue.page_images import PageImages
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.yaml_file import CatalogueError
from archive.command_messages import message
from archive.editions.fingerprint import saved_file_cache
from archive.ingest.drafting.proof_html import write_sheet


class Command(BaseCommand):
    help = message(
        "把一期的文件（草稿或定稿）排成校样：按文章着色的版面文字和版"
        "面图、接续、推测及其置信度、待改的错误"
    )
    # works on files only
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.yaml")
        parser.add_argument(
            "-o", dest="folder", type=Path, metavar="FOLDER", help=message("输出文件夹")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file = options["file"]
        folder = options["folder"] or _beside(file)
        if is_among_files(settings.FIXTURES_DIR, folder):
            raise CommandError(
                message(
                    "-o %(folder)s 在目录 %(fixtures_dir)s 之内，那里只能放目录文件",
                    folder=folder,
                    fixtures_dir=settings.FIXTURES_DIR,
                )
            )
        try:
            with saved_file_cache() as cache:
                texts = PageTexts(settings.PAGES_DIR, cache)
                images = PageImages(settings.IMAGES_DIR, cache)
            faults = write_sheet(file, folder, settings.FIXTURES_DIR, texts, images)
        except CatalogueError as error:
            raise CommandError(
                message("无法排出校样，请先改正：\n%(error)s", error=error)
            ) from error
        except (OSError, ValueError) as error:
            raise CommandError(describe_error(error)) from error
        self.stdout.write(
            message("%(file)s（%(faults)s 处待改）", file=folder / "index.html", faults=faults)
        )


def _beside(file: Path) -> Path:
    """Return the default folder: beside the file, or the current one for a catalogue file."""
    within = is_among_files(settings.FIXTURES_DIR, file)
    return Path(f"{file.stem}.proof") if within else file.with_suffix(".proof")
