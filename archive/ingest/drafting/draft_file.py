"""Write a draft file atomically."""

import os
from pathlib import Path

from archive.catalogue.yaml_file import parse
from archive.command_messages import message

from .issue import IssueDraft
from .training_data import TrainingData
from .yaml_writer import to_yaml


def _new_people(draft: IssueDraft, training: TrainingData) -> list[str]:
    """Return people.yaml entries for signing people who have none, as comments of a draft."""
    names = {
        credit["person"]: name
        for page in draft.pages
        for article in page.articles
        for credit, name in zip(article.fields.get("bylines", ()), article.names, strict=True)
        if credit["person"] not in training.entered
    }
    if not names:
        return []
    entries = [f"  - {{slug: {slug}, name: {name}}}" for slug, name in names.items()]
    return [message("people.yaml 里没有以下各人，核对姓名后添加："), *entries]


def write_draft(path: Path, draft: IssueDraft, training: TrainingData) -> None:
    """Write `draft` to `path`. Raise CatalogueError if it cannot be read back, or OSError."""
    name = training.newspapers[draft.fields["newspaper"]].name
    comments = (
        message("%(name)s 草稿，由 manage.py draft 起草，尚未审定", name=name),
        message(
            "格式见 docs/editors.zh.md；怎样改定见 docs/drafting.zh.md。"
            "at 是版面文字（由 sha256 认定）里的字符区间 [起, 止)，止不计入。"
        ),
    )
    text = to_yaml(draft.fields, (*comments, *_new_people(draft, training)))
    parse(text, str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
