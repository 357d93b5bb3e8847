"""Write a draft file atomically."""

import os
from pathlib import Path

from archive.catalogue.yaml_file import parse

from .issue import IssueDraft
from .training_data import TrainingData
from .yaml_writer import to_yaml


def write_draft(path: Path, draft: IssueDraft, training: TrainingData) -> None:
    """Write `draft` to `path`. CatalogueError if it cannot be read back; OSError."""
    name = training.newspapers[draft.fields["newspaper"]].name
    comments = (
        f"{name} 草稿，由 manage.py draft 起草，尚未审定",
        (
            "格式见 docs/editors.zh.md；怎样改定见 docs/drafting.zh.md。"
            "at 是版面文字（由 sha256 认定）里的字符区间 [起, 止)，止不计入。"
        ),
    )
    text = to_yaml(draft.fields, comments)
    parse(text, str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
