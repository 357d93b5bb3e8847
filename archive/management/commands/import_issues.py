"""`manage.py import_issues`: import issues from METS/ALTO, PAGE XML, 方正 web pages, tables or text
files.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_noop
from pydantic import TypeAdapter, ValidationError

from archive.catalogue.entries import NewspapersFile, Slug
from archive.catalogue.files import LEDGER
from archive.catalogue.ledger_file import addresses, keys_of, vanished_articles
from archive.catalogue.yaml_file import CatalogueError, read
from archive.command_messages import listed, message
from archive.ingest.importers import FORMATS, import_options, survey
from archive.ingest.importers.parsed_issue import ImportRefused
from archive.ingest.importers.pipeline import ImportTarget, import_all

# maximum number of catalogue faults shown at once
_MAX_FAULTS = 20
# maximum number of new people named
_MAX_PEOPLE = 30
_RUN_AGAIN = gettext_noop(
    "要按来源重做某一期，先删去它的 YAML 文件，或它在 JSON Lines "
    "里的那一行，再次导入；网址或文字没有变的文章，编号不变。编辑"
    "对这一期的修改会丢失，请先备份"
)


class Command(BaseCommand):
    help = message(
        "导入已数字化的报纸：%(formats)s",
        formats=listed(message(format.label) for format in FORMATS.values()),
    )
    # works on files only
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("format", choices=FORMATS, help=message("来源的格式"))
        parser.add_argument("source", nargs="+", type=Path, help=message("文件或文件夹"))
        parser.add_argument("--newspaper", required=True, help=message("newspapers.yaml 里的 slug"))
        parser.add_argument(
            "-o",
            "--output",
            type=Path,
            default=settings.FIXTURES_DIR,
            help=message("写到哪个目录（fixtures）"),
        )
        parser.add_argument(
            "--pages", type=Path, default=settings.PAGES_DIR, help=message("版面文字写到哪个文件夹")
        )
        parser.add_argument(
            "--images", type=Path, default=settings.IMAGES_DIR, help=message("版面图收到哪个文件夹")
        )
        parser.add_argument("--name", default="imported", help=message("JSON Lines 文件的名称"))
        parser.add_argument(
            "--as", dest="form", choices=("yaml", "lines"), default="",
            help=message("每期一个 YAML，或许多期一个 JSON Lines；默认 20 期以内用 "
"YAML"),
        )  # fmt: skip
        for option, formats in import_options().items():
            keys = listed(format.key for format in formats)
            parser.add_argument(
                option.flag,
                help=message("%(file)s：%(problem)s", file=keys, problem=message(option.help)),
                **option.arguments,
            )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            TypeAdapter(Slug).validate_python(options["name"])
            # an output folder outside the catalogue still takes its keys from the archive's ledger,
            # so that it can be moved there later
            has_ledger = (options["output"] / LEDGER).exists()
            catalogue = options["output"] if has_ledger else settings.FIXTURES_DIR
            register = addresses(catalogue, strict=True)
            taken, vanished = keys_of(register), vanished_articles(register)
            newspapers = read(catalogue / "newspapers.yaml", NewspapersFile).record.newspapers
            paper = {newspaper.slug: newspaper.name for newspaper in newspapers}.get(
                options["newspaper"]
            )
        except ValidationError as error:
            raise CommandError(message("--name 应为小写字母、数字，以 - 相连")) from error
        except CatalogueError as error:
            faults = "\n".join(map(str, error.faults[:_MAX_FAULTS]))
            hidden = len(error.faults) - _MAX_FAULTS
            remainder = message("\n……另有 %(more)s 处", more=hidden) if hidden > 0 else ""
            raise CommandError(
                message("目录无法读取，请先改正：\n%(shown)s%(rest)s", shown=faults, rest=remainder)
            ) from error
        except OSError as error:
            raise CommandError(str(error)) from error
        if paper is None:
            raise CommandError(
                message(
                    "newspapers.yaml 里没有 %(newspaper)s，请先添加这种报纸",
                    newspaper=f"{options['newspaper']!r}",
                )
            )
        names = (options["newspaper"], options["name"], options["form"])
        places = (options["output"], options["pages"])
        target = ImportTarget(*places, *names, catalogue, options["images"])
        comment = message(
            "由 %(format)s 导入的简目。格式见 docs/editors.zh.md", format=options["format"]
        )
        try:
            sources, arguments = options["source"], {**options, "newspaper_name": paper}
            parsed, report = FORMATS[options["format"]].parse(sources, arguments), self.stdout.write
            summary = import_all(parsed, target, taken, comment, report, vanished)
            if not (summary.issues or summary.existing or summary.refused):
                description = survey.describe_all(options["source"], options["format"])
                raise CommandError(message("来源里没有任何一期。%(seen)s", seen=description))
            if unread := survey.describe_unread(options["source"], options["format"]):
                summary.remarks.append(unread)
        except ImportRefused as refused:
            raise CommandError(str(refused)) from refused
        self._report(summary)

    def _report(self, summary: Any) -> None:
        for remark in (*summary.remarks, *summary.differing):
            self.stdout.write(remark)
        for refused in summary.refused:
            self.stderr.write(refused)
        if summary.new_people:
            names = listed(
                message("%(name)s（%(slug)s）", name=name, slug=slug)
                for name, slug in summary.new_people[:_MAX_PEOPLE]
            )
            ellipsis = message("等") if summary.people > _MAX_PEOPLE else ""
            self.stdout.write(message("新增作者：%(shown)s%(more)s", shown=names, more=ellipsis))
        unlike = (
            message("（其中 %(unlike)s 期与来源不同）", unlike=len(summary.differing))
            if summary.differing
            else ""
        )
        self.stdout.write(
            message(
                "导入 %(issues)s 期 %(pages)s 版 %(articles)s 篇，新增作者 "
                "%(people)s 位；已有而未改动 %(there)s 期%(unlike)s；拒绝导入"
                " %(refused)s 处；附注 %(remarks)s 条",
                issues=summary.issues,
                pages=summary.pages,
                articles=summary.articles,
                people=summary.people,
                there=summary.existing,
                unlike=unlike,
                refused=len(summary.refused),
                remarks=len(summary.remarks),
            )
        )
        if summary.images or summary.placed:
            self.stdout.write(
                message(
                    "版面图 %(images)s 张（新增 %(new_images)s 个文件）；%(placed)s 版有文字的坐标",
                    images=summary.images,
                    new_images=summary.new_images,
                    placed=summary.placed,
                )
            )
        if summary.differing:
            self.stdout.write(message(_RUN_AGAIN))
        for path in summary.written:
            self.stdout.write(message("已写入 %(path)s", path=path))
        if summary.refused:
            remainder = message("，其余已导入") if summary.issues or summary.existing else ""
            raise CommandError(
                message(
                    "%(refused)s 处拒绝导入%(rest)s", refused=len(summary.refused), rest=remainder
                )
            )
