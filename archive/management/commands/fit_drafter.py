"""`manage.py fit_drafter`: fit the drafter's models to invented pages."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError

from archive.catalogue.yaml_file import CatalogueError
from archive.command_messages import message
from archive.ingest.drafting.confidence import TABLES
from archive.ingest.drafting.corpus.cross_validation import confidence_tables, write_tables
from archive.ingest.drafting.corpus.fitting import (
    digest_of_features,
    fit_models,
    fit_typeset_models,
    write_models,
)
from archive.ingest.drafting.corpus.source import read_corpus
from archive.ingest.drafting.models import MODELS, TYPESET_MODELS
from archive.ingest.drafting.training_data import load_training_data


class Command(BaseCommand):
    help = message(
        "用自拟的版面（FOLDER 里的 *.txt）重新训练起草的模型，写进 "
        "models.json；加 --prints 训练版式模型，写进 "
        "typeset_models.json"
    )
    # works on files only
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help=message("自拟的版面"))
        parser.add_argument("--variations", type=int, default=150, help=message("生成的变体数"))
        parser.add_argument("--epochs", type=int, default=4, help=message("训练轮数"))
        parser.add_argument(
            "--seed", type=int, default=5, help=message("随机数的种子：相同则结果逐字节相同")
        )
        parser.add_argument("--members", type=int, default=5, help=message("取平均的模型数"))
        parser.add_argument(
            "-o",
            "--output",
            type=Path,
            metavar="FILE",
            help=message("写到另一个文件，不改所用的模型"),
        )
        parser.add_argument(
            "--prints",
            type=Path,
            metavar="FOLDER",
            help=message("把版面印成 PDF，存在 FOLDER，训练版式模型"),
        )
        parser.add_argument(
            "--confidence",
            action="store_true",
            help=message("不训练模型，只用交叉验证重新校准置信度，写进 confidence.json"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pages = read_corpus(options["folder"])
            # without page texts, so that everybody's models are the same
            training = load_training_data(settings.FIXTURES_DIR, {})
        except (CatalogueError, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        if not pages:
            raise CommandError(message("%(folder)s 里没有 *.txt", folder=options["folder"]))
        variations, epochs, seed = options["variations"], options["epochs"], options["seed"]
        if options["confidence"]:
            path = options["output"] or TABLES
            members = options["members"]
            tables = confidence_tables(pages, training, variations, epochs, seed, members)
            write_tables(tables, digest_of_features(pages, training), path)
            summary = message("，").join(tables)
            self.stdout.write(f"{path}: {summary}")
            return
        if options["prints"]:
            path = options["output"] or TYPESET_MODELS
            try:
                models = fit_typeset_models(
                    pages, training, options["prints"], variations, epochs, seed
                )
            except (OSError, RuntimeError) as error:
                raise CommandError(str(error)) from error
        else:
            path = options["output"] or MODELS
            models = fit_models(pages, training, variations, epochs, seed, options["members"])
        write_models(models, digest_of_features(pages, training), path)
        sizes = message("，").join(
            message("%(name)s：%(weights)s 个权重", name=name, weights=len(model.weights))
            for name, model in models.items()
        )
        self.stdout.write(f"{path}: {sizes}")
