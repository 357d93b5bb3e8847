"""Bulk loading of JSON Lines has the result of Django's own fixture loading."""

import json
import shutil

import pytest
from django.conf import settings
from django.core.management import call_command

from archive.catalogue.files import issue_files
from archive.catalogue.geometry import CharacterRun, PageGeometry
from archive.catalogue.yaml_file import read
from archive.editions.load import assemble_full_texts, load, mark_held_images
from archive.models import (
    Article,
    Byline,
    Coverage,
    FullText,
    Geometry,
    Issue,
    LedgerEntry,
    Page,
    PageImage,
    Person,
    Tagging,
)
from archive.text.boxes import Box

pytestmark = pytest.mark.django_db
ALL = (Person, Issue, Page, PageImage, Article, Byline, Coverage, Tagging, LedgerEntry)


def rows():
    """Every row by its natural key, without primary keys."""
    contents = {}
    for model in ALL:
        for row in model.objects.all():
            fields = {
                field.name: str(getattr(row, field.name))
                for field in model._meta.concrete_fields
                if not field.primary_key and field.name != "accession"
            }
            tags = [str(tag) for tag in row.tags.all()] if hasattr(row, "tags") else []
            contents[model.__name__, *row.natural_key()] = (fields, sorted(tags))
    texts = {
        t.article.ident: (t.blocks, t.plain) for t in FullText.objects.select_related("article")
    }
    return contents, texts


def places():
    """The geometry of every page that has one, by the page."""
    return {g.page.natural_key(): g.unpack() for g in Geometry.objects.all()}


def empty_tables():
    for model in reversed(ALL):
        model.objects.all().delete()


@pytest.fixture
def lines_folder(tmp_path):
    """The catalogue with its issues, people and ledger as lines."""
    folder = tmp_path / "fixtures"
    for path in settings.FIXTURES_DIR.iterdir():
        if path.is_file():
            folder.mkdir(exist_ok=True)
            (folder / path.name).write_bytes(path.read_bytes())
    for name, field in (("people", "people"), ("ledger", "ledger")):
        records = getattr(read(folder / f"{name}.yaml").record, field)
        (folder / name).mkdir()
        lines = "".join(entry.model_dump_json(exclude_defaults=True) + "\n" for entry in records)
        (folder / name / "all.jsonl").write_text(lines, encoding="utf-8")
        (folder / f"{name}.yaml").write_text(f"{field}: []\n", encoding="utf-8")
    for path in issue_files(settings.FIXTURES_DIR):
        record = read(path).record
        target = folder / "issues" / record.newspaper / "all.jsonl"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("a", encoding="utf-8") as file:
            file.write(record.model_dump_json(exclude_defaults=True) + "\n")
    return folder


@pytest.fixture
def illustrated_catalogue(tmp_path):
    """The catalogue with an image and the geometry of each page; in YAML files."""
    folder = tmp_path / "illustrated"
    # the database has the changes already
    shutil.copytree(settings.FIXTURES_DIR, folder, ignore=shutil.ignore_patterns("changes"))
    (folder / "geometry").mkdir()
    for n, path in enumerate(issue_files(folder)):
        record = json.loads(read(path).record.model_dump_json(exclude_defaults=True))
        for page in record["pages"]:
            page["images"] = [{"sha256": f"{n:064x}", "width": 3000, "height": 4200, "pdf_page": 2}]
            page["articles"][0]["pictures"] = [{"zone": [0.5, 0.5, 0.2, 0.1], "caption": "c1"}]
            page["articles"][-1]["zones"] = [[0.1, 0.2, 0.3, 0.4]]
            text = page["text"]
            runs = (CharacterRun(0, text["length"], Box(0.1, 0.1, 0.8, 0.8)),) if n else ()
            line = PageGeometry(text["sha256"], text["length"], runs).encode()
            (folder / "geometry" / f"{n}-{page['page']}.jsonl").write_text(f"{line}\n")
        path.write_text(yaml_dump(record), encoding="utf-8")
    return folder


def yaml_dump(record) -> str:
    # JSON is YAML
    return json.dumps(record, ensure_ascii=False, indent=1)


def test_images_and_geometry_are_loaded_both_ways(illustrated_catalogue):
    empty_tables()
    load(illustrated_catalogue)
    expected, page_places = rows(), places()
    pages = Page.objects.count()
    assert PageImage.objects.count() == len(page_places) == pages
    assert PageImage.objects.filter(held=False).count() == pages
    assert mark_held_images({f"{1:064x}"}) == 1
    page_with_image = Page.objects.with_images().get(images__held=True)
    assert page_with_image.image.image_id == f"{1:064x}-p2"
    first, *_, last = Article.objects.order_by("pk")
    assert first.zones[-1] == ["picture-1", 0.5, 0.5, 0.2, 0.1]
    # the first issue's geometry says nothing, so what is written out counts
    with_text = Article.objects.filter(page__geometry__isnull=False, page__issue=last.page.issue)
    assert all(article.outline and article.zones for article in with_text)
    assert "article" not in {part for part, *_ in last.zones}
    (apart,) = (item for item in last.page.apart[:1])
    assert apart["zones"]
    last_article = first.page.articles.order_by("sequence").last()
    assert last_article.zones[0] == ["article", 0.1, 0.2, 0.3, 0.4]
    PageImage.objects.update(held=False)
    empty_tables()
    for path in issue_files(illustrated_catalogue):
        record = read(path).record
        path.with_suffix(".jsonl").write_text(record.model_dump_json(exclude_defaults=True) + "\n")
        path.unlink()
    load(illustrated_catalogue)
    assert rows() == expected
    assert places() == page_places


def test_both_ways_make_the_same_rows(lines_folder, page_texts):
    expected = rows()
    empty_tables()
    load(lines_folder, page_texts)
    assert rows() == expected
    assert assemble_full_texts(page_texts) == len(expected[1])


def test_loaddata_takes_the_same_lines(lines_folder):
    expected, _ = rows()
    empty_tables()
    paths = [
        *(lines_folder / "people").iterdir(),
        *sorted((lines_folder / "issues").rglob("*.jsonl")),
    ]
    call_command(
        "loaddata", *map(str, [*paths, lines_folder / "ledger" / "all.jsonl"]), verbosity=0
    )
    assert rows()[0].keys() == expected.keys()
