"""What is loaded from JSON lines is what Django's fixture machinery makes of the same lines."""

import pytest
from django.conf import settings
from django.core.management import call_command

from archive.catalogue.files import issue_files
from archive.catalogue.yaml_file import read
from archive.editions.load import assemble_full_texts, load
from archive.models import (
    Article,
    Byline,
    Coverage,
    FullText,
    Issue,
    LedgerEntry,
    Page,
    Person,
    Tagging,
)

pytestmark = pytest.mark.django_db
ALL = (Person, Issue, Page, Article, Byline, Coverage, Tagging, LedgerEntry)


def rows():
    """Every row by what it is known by, keys left out."""
    found = {}
    for model in ALL:
        for row in model.objects.all():
            fields = {
                field.name: str(getattr(row, field.name))
                for field in model._meta.concrete_fields
                if not field.primary_key and field.name != "accession"
            }
            tags = [str(tag) for tag in row.tags.all()] if hasattr(row, "tags") else []
            found[model.__name__, *row.natural_key()] = (fields, sorted(tags))
    texts = {
        t.article.ident: (t.blocks, t.plain) for t in FullText.objects.select_related("article")
    }
    return found, texts


def emptied():
    for model in reversed(ALL):
        model.objects.all().delete()


@pytest.fixture
def in_lines(tmp_path):
    """The catalogue with its issues, people and ledger as lines."""
    folder = tmp_path / "fixtures"
    for path in settings.FIXTURES_DIR.iterdir():
        if path.is_file():
            folder.mkdir(exist_ok=True)
            (folder / path.name).write_bytes(path.read_bytes())
    for name, field in (("people", "people"), ("ledger", "ledger")):
        records = getattr(read(folder / f"{name}.yaml").record, field)
        (folder / name).mkdir()
        lines = "".join(one.model_dump_json(exclude_defaults=True) + "\n" for one in records)
        (folder / name / "all.jsonl").write_text(lines, encoding="utf-8")
        (folder / f"{name}.yaml").write_text(f"{field}: []\n", encoding="utf-8")
    for path in issue_files(settings.FIXTURES_DIR):
        record = read(path).record
        target = folder / "issues" / record.newspaper / "all.jsonl"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("a", encoding="utf-8") as file:
            file.write(record.model_dump_json(exclude_defaults=True) + "\n")
    return folder


def test_both_ways_make_the_same_rows(in_lines, page_texts):
    expected = rows()
    emptied()
    load(in_lines, page_texts)
    assert rows() == expected
    assert assemble_full_texts(page_texts) == len(expected[1])


def test_loaddata_takes_the_same_lines(in_lines):
    expected, _ = rows()
    emptied()
    paths = [*(in_lines / "people").iterdir(), *sorted((in_lines / "issues").rglob("*.jsonl"))]
    call_command("loaddata", *map(str, [*paths, in_lines / "ledger" / "all.jsonl"]), verbosity=0)
    assert rows()[0].keys() == expected.keys()
