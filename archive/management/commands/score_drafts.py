"""`manage.py score_drafts`: compare drafts with the catalogue, each page excluded from its own
training data.
"""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.catalogue.page_texts import PageTexts
from archive.catalogue.yaml_file import CatalogueError
from archive.ingest.drafting.evaluate import evaluate
from archive.ingest.drafting.scoring import MEASURES, Score


class Command(BaseCommand):
    help = "把每一版另行起草一遍（不许它学那一版），与目录对照打分"
    # works on files only
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--json", type=Path, metavar="FILE", help="另把分数写成 JSON")

    def handle(self, *args, **options):
        try:
            scores = evaluate(settings.FIXTURES_DIR, PageTexts(settings.PAGES_DIR))
        except (CatalogueError, OSError) as error:
            raise CommandError(str(error)) from error
        if not scores:
            raise CommandError(f"{settings.PAGES_DIR} 里没有一版已著录的文字，无从对照")
        total = sum(scores.values(), Score())
        for n, name in enumerate(scores, 1):
            self.stdout.write(f"[{n}] {name}")
        heads = "".join(f"[{n}]".rjust(12) for n in range(1, len(scores) + 1))
        self.stdout.write(f"{'P/R':14}{heads}{'all P':>9}{'R':>7}{'F1':>7}")
        for measure in MEASURES:
            each = "".join(
                f"{s.counts[measure].precision:.2f}/{s.counts[measure].recall:.2f}".rjust(12)
                for s in scores.values()
            )
            count = total.counts[measure]
            self.stdout.write(
                f"{measure:14}{each}{count.precision:9.3f}{count.recall:7.3f}{count.f1:7.3f}"
            )
        if options["json"]:
            scores_by_page = {name: score.as_json() for name, score in scores.items()}
            text = json.dumps(
                {"pages": scores_by_page, "all": total.as_json()}, ensure_ascii=False, indent=1
            )
            try:
                options["json"].write_text(text + "\n", encoding="utf-8")
            except OSError as error:
                raise CommandError(str(error)) from error
