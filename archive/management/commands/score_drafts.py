"""`manage.py score_drafts`: compare drafts with the catalogue, each page excluded from its own
training data, or with invented pages.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError

from archive.catalogue.page_texts import PageTexts
from archive.catalogue.yaml_file import CatalogueError
from archive.command_messages import message
from archive.ingest.drafting.corpus.evaluation import evaluate_corpus, evaluate_prints
from archive.ingest.drafting.corpus.print_pages import WAYS
from archive.ingest.drafting.evaluate import evaluate
from archive.ingest.drafting.scoring import MEASURES, Score
from archive.ingest.drafting.training_data import load_training_data


class Command(BaseCommand):
    help = message("把每一版重新起草（训练时排除该版），与目录对照评分；或与自拟的版面对照")
    # works on files only
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", type=Path, metavar="FILE", help=message("另将分数写成 JSON"))
        parser.add_argument(
            "--corpus",
            type=Path,
            metavar="FOLDER",
            help=message("与自拟的版面（tuning、held_out）对照"),
        )

        parser.add_argument(
            "--prints",
            type=Path,
            metavar="FOLDER",
            help=message("把自拟的版面印成 PDF、图像和旧扫描件，存在 FOLDER，再识别对照"),
        )
        parser.add_argument(
            "--ways",
            nargs="+",
            choices=tuple(WAYS),
            default=tuple(WAYS),
            help=message("与 --prints 同用：只测这几种，默认全部"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        texts = PageTexts(settings.PAGES_DIR)
        try:
            if options["prints"] and not options["corpus"]:
                raise CommandError(message("--prints 须与 --corpus 同用"))
            scores = self._corpus(options, texts) if options["corpus"] else self._catalogue(texts)
        except (CatalogueError, OSError, RuntimeError, ValueError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            text = json.dumps(scores, ensure_ascii=False, indent=1)
            try:
                options["json"].write_text(text + "\n", encoding="utf-8")
            except OSError as error:
                raise CommandError(str(error)) from error

    def _catalogue(self, texts: PageTexts) -> dict[str, Any]:
        """Print a column for each catalogued page; the scores by page and of all."""
        scores = evaluate(settings.FIXTURES_DIR, texts)
        if not scores:
            raise CommandError(
                message(
                    "%(pages_dir)s 里没有已编目的版面文字，无法对照", pages_dir=settings.PAGES_DIR
                )
            )
        total = sum(scores.values(), Score())
        for n, name in enumerate(scores, 1):
            self.stdout.write(f"[{n}] {name}")
        heads = "".join(f"[{n}]".rjust(12) for n in range(1, len(scores) + 1))
        self.stdout.write(f"{'P/R':14}{heads}{'all P':>9}{'R':>7}{'F1':>7}")
        for measure in MEASURES:
            columns = "".join(
                f"{s.counts[measure].precision:.2f}/{s.counts[measure].recall:.2f}".rjust(12)
                for s in scores.values()
            )
            count = total.counts[measure]
            self.stdout.write(
                f"{measure:14}{columns}{count.precision:9.3f}{count.recall:7.3f}{count.f1:7.3f}"
            )
        by_page = {name: score.as_json() for name, score in scores.items()}
        return {"pages": by_page, "all": total.as_json()}

    def _corpus(self, options: Mapping[str, Any], texts: PageTexts) -> dict[str, Any]:
        """Print a row for each half and setting of the invented pages; the scores by both.

        With `prints`, the settings are the ways in which printed pages are handed in.
        """
        training = load_training_data(settings.FIXTURES_DIR, texts)
        folder, prints = options["corpus"], options["prints"]
        if prints:
            result = evaluate_prints(folder, training, prints, options["ways"])
        else:
            result = evaluate_corpus(folder, training)
        if not any(score.counts["articles"].true for score in result.scores.values()):
            raise CommandError(
                message("%(folder)s 里没有 tuning/*.txt 和 held_out/*.txt", folder=folder)
            )
        self.stdout.write(f"{'F1':24}" + "".join(f"{name[:9]:>10}" for name in MEASURES))
        for (half, setting), score in result.scores.items():
            row = "".join(f"{score.counts[name].f1:10.3f}" for name in MEASURES)
            self.stdout.write(f"{half:10}{setting:14}{row}")
        if result.readings:
            self.stdout.write(f"{'reading':24}{'wrong':>10}{'s/page':>10}")
        for (half, rendering), reading in result.readings.items():
            figures = f"{reading.error_rate:10.2%}{reading.seconds_a_page:10.1f}"
            self.stdout.write(f"{half:10}{rendering:14}{figures}")
        for half, calibration in result.calibration.items():
            self._calibration(half, calibration)
        return {
            "scores": {
                f"{half} {setting}": score.as_json()
                for (half, setting), score in result.scores.items()
            },
            "calibration": {half: item.as_json() for half, item in result.calibration.items()},
            "reading": {
                f"{half} {rendering}": {
                    "pages": reading.pages,
                    "characters wrong": round(reading.error_rate, 5),
                    "seconds a page": round(reading.seconds_a_page, 2),
                }
                for (half, rendering), reading in result.readings.items()
            },
        }

    def _calibration(self, half: str, calibration: Any) -> None:
        self.stdout.write(f"{half}: expected calibration error")
        errors: Mapping[str, float] = calibration.errors()
        for kind, error in errors.items():
            self.stdout.write(f"  {kind:12}{error:8.3f}{calibration.size(kind):8}")
