"""`manage.py check_catalogue`: check the catalogue, against the page texts where they are held."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError

from archive.catalogue.check import check
from archive.catalogue.error_messages import describe_error
from archive.catalogue.page_images import PageImages
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.unmatched_images import unmatched_images
from archive.catalogue.unmatched_texts import unmatched_texts
from archive.command_messages import listed, message
from archive.editions.fingerprint import saved_file_cache
from archive.editions.lost_texts import pixel_size, published_texts
from archive.images.unreadable_images import unreadable_images

# maximum number of pages listed whose text is not held
_MAX_NAMED = 2


class Command(BaseCommand):
    help = message("检查目录：引用、编号、区间；有版面文字的，逐字核对")
    # works on files only
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--fixtures", type=Path, default=settings.FIXTURES_DIR, help=message("目录文件夹")
        )
        parser.add_argument(
            "--pages", type=Path, default=settings.PAGES_DIR, help=message("版面文字文件夹")
        )
        parser.add_argument(
            "--images", type=Path, default=settings.IMAGES_DIR, help=message("版面图文件夹")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with saved_file_cache() as cache:
                texts = PageTexts(options["pages"], cache)
                images = PageImages(options["images"], cache)
                report = check(options["fixtures"], texts, images, file_cache=cache)
        except OSError as error:
            raise CommandError(describe_error(error)) from error
        for fault in report.faults:
            self.stderr.write(str(fault))
        for file, page, expected, accounted in report.pages:
            share = accounted / expected if expected else 1
            self.stdout.write(
                message(
                    "%(file)s %(page)s: %(accounted)s/%(wanted)s 字有归属（%(share)s）",
                    file=file,
                    page=page,
                    accounted=accounted,
                    wanted=expected,
                    share=f"{share:.2%}",
                )
            )
        if report.not_held:
            files = listed(report.not_held[:_MAX_NAMED]) + message(" 等") * (
                len(report.not_held) > _MAX_NAMED
            )
            self.stdout.write(
                message(
                    "%(not_held)s 个版没有文字，只核对了区间与引用（%(where)s）",
                    not_held=len(report.not_held),
                    where=files,
                )
            )
        for file, (held_count, expected, accounted, not_held) in sorted(
            report.in_lines.files.items()
        ):
            share = accounted / expected if expected else 1
            self.stdout.write(
                message(
                    "%(file)s: %(held)s 个版 %(accounted)s/%(wanted)s 字有归属（%(share)s）"
                    "，%(not_held)s 个版没有文字，只核对了区间与引用",
                    file=file,
                    held=held_count,
                    accounted=accounted,
                    wanted=expected,
                    share=f"{share:.2%}",
                    not_held=not_held,
                )
            )
        if report.images_held or report.images_not_held:
            self.stdout.write(
                message(
                    "版面图 %(images_held)s 张有文件，%(images_not_held)s 张没有",
                    images_held=report.images_held,
                    images_not_held=report.images_not_held,
                )
            )
        for line in report.unused_geometry:
            self.stdout.write(line)
        unfit = 0
        for stray in unmatched_texts(texts, report.wanted, options["fixtures"], published_texts):
            unfit += bool(stray.page)
            (self.stderr if stray.page else self.stdout).write(stray.says)
        beside = unmatched_images(images, report.wanted, report.missing_images, pixel_size)
        for image in beside:
            unfit += image.is_near
            (self.stderr if image.is_near else self.stdout).write(image.says)
        for path, reason in unreadable_images(images, set(report.wanted)):
            unfit += 1
            self.stderr.write(message("%(file)s：%(problem)s", file=path, problem=reason))
        if count := report.fault_count + unfit:
            raise CommandError(message("%(count)s 处有误", count=count))
        self.stdout.write(
            message(
                "无误：%(issues)s 期 %(articles)s 篇",
                issues=report.issues,
                articles=report.articles,
            )
        )
