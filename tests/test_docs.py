"""Every route, parameter, command, setting and field stands in the docs, and the docs name no other."""

import re

import pytest
from django.conf import settings

from archive.api.openapi import schemas
from archive.api.reference import tables
from archive.catalogue import entries
from archive.exports.database_tables import TABLES
from archive.filters.articles import ArticleAsData, ArticleFilter
from archive.filters.directories import NewspaperFilter, PersonFilter
from archive.formats.representations import DATA, FEEDS, FORMS, WHOLES
from archive.urls import urlpatterns
from archive.web import newspapers

ROOT = settings.BASE_DIR


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


READMES = ["README.md", "README.zh.md"]


@pytest.mark.parametrize("readme", READMES)
def test_every_route_stands_in_the_readme(readme):
    addresses = {re.sub("<[^>]*>", "<>", a) for a in re.findall(r"`(/[^`?#]*)`", text(readme))}
    pages = {
        "/" + re.sub("<[^>]*>", "<>", str(pattern.pattern))
        for pattern in urlpatterns
        if "form" not in pattern.pattern.converters
    }
    assert pages == addresses


def test_every_page_with_data_stands_there_without_its_last_slash():
    pages = {str(p.pattern) for p in urlpatterns if "form" not in p.pattern.converters}
    data = {str(p.pattern) for p in urlpatterns if "form" in p.pattern.converters}
    assert {route.replace("<form:form>", "/") for route in data} <= pages
    assert len(data) == 14


@pytest.mark.parametrize("readme", READMES)
def test_every_form_stands_in_the_readme(readme):
    for of_one_kind in (DATA, FEEDS, WHOLES):
        assert f"`{' '.join(form.suffix for form in of_one_kind)}`" in text(readme)


def test_every_form_stands_in_the_guide_to_the_data():
    rows = re.findall(
        r"^\| `(\.[a-z.]+)` \| (.+) \| `(.+)` \| (.+) \|$", text("docs/data.md"), re.MULTILINE
    )
    assert rows == [
        (
            form.suffix,
            form.label,
            form.media_type,
            form.amount,
        )
        for form in FORMS.values()
    ]


def test_every_field_stands_in_the_guide_to_the_data():
    guide = text("docs/data.md").split("## 字段")[1]
    told = re.findall(r"^### (\w+)\n\n(.+)\n|^\| `(\w+)` \| (.+?) \| (.+) \|$", guide, re.MULTILINE)
    there = []
    for table in tables(schemas()):
        there.append((table.name, table.says, "", "", ""))
        there += [("", "", row.name, row.type, row.says) for row in table.rows]
    assert told == there


def test_every_table_of_the_database_stands_in_the_guide_to_the_data():
    told = re.findall(r"^\| `(\w+)` \| (.+) \| (`.+`) \|$", text("docs/data.md"), re.MULTILINE)
    there = [
        (one.name, one.says, "、".join(f"`{name}`" for name in key))
        for table in TABLES
        for one, key in (
            (table, table.key),
            *((part, (*part.key, "nth")) for part in table.parts),
        )
    ]
    assert told[-len(there) :] == there


@pytest.mark.parametrize("readme", READMES)
def test_every_parameter_stands_in_the_readme(readme):
    names = " ".join(ArticleFilter.parameters())
    assert f"`{names}`" in text(readme)
    of_data = [name for name in ArticleAsData.parameters() if name not in names.split()]
    assert f"`{' '.join(of_data)}`" in text(readme)


@pytest.mark.parametrize("readme", READMES)
def test_every_parameter_of_a_title_stands_in_the_readme(readme):
    line = next(x for x in text(readme).splitlines() if x.startswith("| `/newspapers/<"))
    assert all(f"`{name}`" in line for name in newspapers.newspaper.parameters)


@pytest.mark.parametrize("register", [NewspaperFilter, PersonFilter])
def test_every_parameter_of_a_register_stands_in_the_readme_and_the_guide_to_the_data(register):
    names = " ".join(register.parameters())
    for readme in READMES:
        assert f"`{names}`" in text(readme)
    guide = text("docs/data.md")
    assert all(f"| `{name}`" in guide or f"` `{name}` |" in guide for name in names.split())
    sorts = [value for value, _ in register.orders()]
    assert all(f"`{value}` " in guide for value in sorts)


def test_every_setting_stands_in_the_operators_guide():
    read = set(re.findall(r'"(ARCHIVE_[A-Z]+|DATABASE_URL)"', text("archive/settings.py")))
    told = set(
        re.findall(r"^\| `(ARCHIVE_[A-Z]+|DATABASE_URL)`", text("docs/operators.md"), re.MULTILINE)
    )
    assert read == told


def test_every_command_stands_in_the_operators_guide():
    folder = ROOT / "archive" / "management" / "commands"
    there = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    told = set(re.findall(r"^\| `manage\.py (\w+)", text("docs/operators.md"), re.MULTILINE))
    assert there == told


@pytest.mark.parametrize(
    "record",
    [
        entries.IssueFile,
        entries.Draft,
        entries.DraftGuess,
        entries.IssueDate,
        entries.EvidenceEntry,
        entries.PageEntry,
        entries.PageText,
        entries.NonArticleEntry,
        entries.ArticleEntry,
        entries.Deck,
        entries.CreditEntry,
        entries.PlaceRef,
        entries.BlockEntry,
        entries.CorrectionEntry,
        entries.NoteEntry,
        entries.NewspaperEntry,
        entries.PublicationPeriod,
        entries.TopicEntry,
        entries.IdentifierEntry,
        entries.LedgerLine,
        entries.ChangesFile,
        entries.ChangeEntry,
    ],
)
def test_every_field_stands_in_the_editors_guide(record):
    guide = text("docs/editors.md")
    for field in record.model_fields:
        assert re.search(rf"\b{field}\b", guide), f"{record.__name__}.{field}"


@pytest.mark.parametrize(
    "name", [*READMES, *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]
)
def test_links_to_our_own_files_lead_somewhere(name):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text(name)):
        assert ((ROOT / name).parent / target).exists(), target


def test_the_example_of_an_issue_in_the_guide_is_sound():
    """The example is made of true fields: with its elisions filled in, it parses."""
    from archive.catalogue.yaml_file import CatalogueError, parse

    example = re.search(r"```yaml\n(newspaper:.*?)```", text("docs/editors.md"), re.DOTALL)[1]
    example = example.replace("df68…46e2", "0" * 64)
    try:
        parse(example, "docs/editors.md")
    except CatalogueError as error:
        pytest.fail(str(error))


def test_every_format_and_option_of_the_importer_stands_in_its_guide():
    from django.core.management import load_command_class

    from archive.ingest.importers import FORMATS

    parser = load_command_class("archive", "import_issues").create_parser(
        "manage.py", "import_issues"
    )
    ours = {option for action in parser._actions for option in action.option_strings}
    plain = load_command_class("archive", "mint").create_parser("manage.py", "mint")
    ours -= {option for action in plain._actions for option in action.option_strings}
    guide = text("docs/importing.md")
    for option in ours - {"--output"}:
        assert re.search(rf"(?<![\w-]){option}(?![\w-])", guide), option
    rows = re.findall(r"^\| `([a-z-]+)` \| .* \| (`--.*`) \|$", guide, re.MULTILINE)
    assert {key: set(re.findall("--[a-z-]+", flags)) for key, flags in rows} == {
        format.key: {option.flag for option in format.options} for format in FORMATS.values()
    }


def test_every_field_of_a_table_stands_in_the_importers_guide():
    from archive.ingest.importers.table_columns import FIELDS

    assert all(f"`{name}`" in text("docs/importing.md") for name in FIELDS)
