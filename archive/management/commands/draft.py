"""`manage.py draft`: draft the catalogue entry of an issue from its pages: texts, images, PDFs."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError

from archive.catalogue.error_messages import describe_error
from archive.catalogue.ledger_file import written_keys
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.yaml_file import CatalogueError
from archive.command_messages import listed, message
from archive.ingest.drafting.draft_file import write_draft
from archive.ingest.drafting.draft_json import as_json
from archive.ingest.drafting.issue import draft_issue
from archive.ingest.drafting.page_file import Unreadable, page_sum
from archive.ingest.drafting.page_sources import (
    SourcePages,
    files,
    is_quick,
    read_sources,
    sources,
)
from archive.ingest.drafting.save_pages import save_pages
from archive.ingest.drafting.training_data import load_training_data, read_newspapers
from archive.ingest.reading.page_process import PageProcess
from archive.ingest.reading.page_read_cache import FOLDER, PageReadCache
from archive.ingest.reading.recognizer import NotInstalled
from archive.progress import with_progress


class Command(BaseCommand):
    help = message(
        "从版面起草一期的目录：文章、标题、署名、次序、地区、日期，各注置信度和理由；由编辑改定"
    )
    # works on files only
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "pages",
            nargs="+",
            type=Path,
            metavar="PAGE",
            help=message("版面：文字（.txt）、图像、PDF，或其所在的文件夹"),
        )
        parser.add_argument("--newspaper", default="", metavar="SLUG", help=message("报纸"))
        parser.add_argument(
            "--date", default="", metavar="EDTF", help=message("出版日期（未知则省略）")
        )
        parser.add_argument(
            "--page", default="", metavar="N", help=message("首个版面的版次（未印则省略）")
        )
        parser.add_argument("-o", dest="out", type=Path, metavar="FILE.yaml", help=message("草稿"))
        parser.add_argument("--json", type=Path, metavar="FILE", help=message("另将结果写成 JSON"))
        parser.add_argument(
            "--retry", action="store_true", help=message("重新读取上次无法读取的版面")
        )
        parser.add_argument("--force", action="store_true", help=message("覆盖已有的文件"))

    def handle(self, *args: Any, **options: Any) -> None:
        outputs = [options[name] for name in ("out", "json") if options[name]]
        if not outputs:
            raise CommandError(message("请用 -o FILE 指定草稿文件，或用 --json FILE 只写 JSON"))
        if options["out"] and not options["newspaper"]:
            raise CommandError(message("写草稿须用 --newspaper 指定报纸"))
        folder = settings.FIXTURES_DIR
        try:
            pages = {path.resolve() for path in files(options["pages"])}
            for out in outputs:
                if out.resolve() in pages:
                    raise CommandError(message("%(out)s 是版面文件，不能覆盖", out=out))
                if out.exists() and not options["force"]:
                    raise CommandError(message("%(out)s 已存在；要覆盖请加 --force", out=out))
            if options["newspaper"]:
                self._check_newspaper(folder, options["newspaper"])
            source_pages = self._read(options["pages"], options["retry"])
            hashes = [page_sum(text) for text in source_pages.texts]
            training = load_training_data(
                folder, PageTexts(settings.PAGES_DIR), hashes, options["newspaper"]
            )
            draft = draft_issue(
                source_pages.lines,
                options["newspaper"],
                training,
                written_keys(folder),
                options["date"],
                [options["page"]],
                [str(source) for source, _ in source_pages.pages],
            )
            if options["out"]:
                places = (folder, settings.PAGES_DIR, settings.IMAGES_DIR)
                saved_pages = save_pages(draft, source_pages.pages, *places)
                write_draft(options["out"], draft, training)
                for path in saved_pages:
                    self.stdout.write(message("已写入 %(path)s", path=path))
            if options["json"]:
                text = json.dumps(
                    as_json(draft, source_pages.texts, training), ensure_ascii=False, indent=1
                )
                options["json"].write_text(text + "\n", encoding="utf-8")
        except CatalogueError as error:
            raise CommandError(message("目录无法读取：\n%(error)s", error=error)) from error
        except (Unreadable, NotInstalled, ValueError, OSError) as error:
            raise CommandError(describe_error(error)) from error
        draft_pages = draft.fields["pages"]
        articles = sum(len(page["articles"]) for page in draft_pages)
        doubts = sum(guess["confidence"] < 0.6 for guess in draft.fields["draft"]["guesses"])
        self.stdout.write(
            message(
                "%(file)s: %(drafted)s 个版面，%(articles)s 篇；%(doubts)s 处推测的置信度不足六成",
                file=outputs[0],
                drafted=len(draft_pages),
                articles=articles,
                doubts=doubts,
            )
        )
        if source_pages.faults:
            raise CommandError(
                message("%(faults)s 处无法读取，其余已起草", faults=len(source_pages.faults))
            )

    def _check_newspaper(self, folder: Path, slug: str) -> None:
        """Raise CommandError, before any page is read, if newspapers.yaml has no such newspaper."""
        newspapers = read_newspapers(folder)
        if slug not in newspapers:
            raise CommandError(
                message(
                    "--newspaper: newspapers.yaml 里没有 %(newspaper)s；有 %(slugs)s",
                    newspaper=f"{slug!r}",
                    slugs=listed(sorted(newspapers)),
                )
            )

    def _read(self, paths: Any, retry: bool) -> SourcePages:
        """Return the pages as they were read; those that are blank or could not be are named.

        Unreadable if no page was read.
        """
        source_pages = SourcePages()
        cache = PageReadCache(settings.VAR_DIR / FOLDER, retry)
        with PageProcess() as process:
            pages = sources(paths, process, cache, source_pages.faults)
            going = with_progress(
                pages,
                len(pages),
                message("读取版面"),
                self.stdout.write,
                message("个版面"),
                [is_quick(source, cache) for source in pages],
            )
            read_sources(going, process, cache, source_pages)
        blank = [
            message("%(source)s: 空白页，没有识别出文字", source=source)
            for source in source_pages.blank
        ]
        if not source_pages.pages:
            raise Unreadable("\n".join([*blank, *source_pages.faults]))
        for words in blank:
            self.stdout.write(words)
        for fault in source_pages.faults:
            self.stderr.write(fault)
        return source_pages
