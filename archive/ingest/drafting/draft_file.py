"""Writes a draft to its file in one step, so that no half of it is ever left."""

import os
from pathlib import Path

from archive.catalogue.yaml_file import parse

from .issue import IssueDraft
from .training_data import TrainingData
from .yaml_writer import to_yaml


def write_draft(path: Path, made: IssueDraft, learnt: TrainingData) -> None:
    """Writes `made` to `path`. CatalogueError when it would not be read back, OSError."""
    name = learnt.newspapers[made.fields["newspaper"]].name
    head = (
        f"{name} 草稿，由 manage.py draft 起草，尚未审定",
        "格式见 docs/editors.md；怎样改定见 docs/drafting.md。at 是版面文字（由 sha256 认定）里的字符区间 [起, 止)，止不计入。",
    )
    text = to_yaml(made.fields, head)
    parse(text, str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
