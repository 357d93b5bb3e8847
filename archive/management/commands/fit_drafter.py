"""`manage.py fit_drafter`: fit the drafter's models to invented pages."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.catalogue.page_texts import PageTexts
from archive.catalogue.yaml_file import CatalogueError
from archive.ingest.drafting.corpus.fitting import fit_models, fit_typeset_models, write_models
from archive.ingest.drafting.corpus.source import read_corpus
from archive.ingest.drafting.models import MODELS, TYPESET_MODELS
from archive.ingest.drafting.training_data import load_training_data


class Command(BaseCommand):
    help = (
        "用自拟的版面（FOLDER 里的 *.txt）重新拟合起草所用的模型，写进 models.json；"
        "有 --prints 则拟合有版式的，写进 typeset_models.json"
    )
    # works on files only
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="自拟的版面")
        parser.add_argument("--variations", type=int, default=240, help="由它们变出的版面数")
        parser.add_argument("--epochs", type=int, default=6, help="每一版看几遍")

        parser.add_argument(
            "--prints", type=Path, metavar="FOLDER", help="版面印成 PDF，存在 FOLDER，由此拟合"
        )

    def handle(self, *args, **options):
        try:
            pages = read_corpus(options["folder"])
            training = load_training_data(settings.FIXTURES_DIR, PageTexts(settings.PAGES_DIR))
        except (CatalogueError, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        if not pages:
            raise CommandError(f"{options['folder']} 里没有 *.txt")
        variations, epochs = options["variations"], options["epochs"]
        if options["prints"]:
            path = TYPESET_MODELS
            try:
                models = fit_typeset_models(pages, training, options["prints"], variations, epochs)
            except (OSError, RuntimeError) as error:
                raise CommandError(str(error)) from error
        else:
            path = MODELS
            models = fit_models(pages, training, variations, epochs)
        write_models(models, path)
        sizes = "，".join(f"{name} {len(model.weights)} 项" for name, model in models.items())
        self.stdout.write(f"{path}: {sizes}")
