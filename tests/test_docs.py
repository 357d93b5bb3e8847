"""Every route, parameter, command, setting and field stands in the docs, and the docs name no other."""

import re

import pytest
from django.conf import settings

from archive.catalogue import records
from archive.filters import ArticleFilter
from archive.urls import urlpatterns

ROOT = settings.BASE_DIR


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


READMES = ["README.md", "README.zh.md"]


@pytest.mark.parametrize("readme", READMES)
def test_every_route_stands_in_the_readme(readme):
    addresses = {re.sub("<[^>]*>", "<>", a) for a in re.findall(r"`(/[^`?#]*)`", text(readme))}
    routes = {"/" + re.sub("<[^>]*>", "<>", str(pattern.pattern)) for pattern in urlpatterns}
    assert routes == addresses


@pytest.mark.parametrize("readme", READMES)
def test_every_parameter_stands_in_the_readme(readme):
    names = " ".join(ArticleFilter.parameters())
    assert f"`{names}`" in text(readme)


def test_every_setting_stands_in_the_operators_guide():
    read = set(re.findall(r'"(ARCHIVE_[A-Z]+)"', text("archive/settings.py")))
    told = set(re.findall(r"^\| `(ARCHIVE_[A-Z]+)`", text("docs/operators.md"), re.MULTILINE))
    assert read == told


def test_every_command_stands_in_the_operators_guide():
    folder = ROOT / "archive" / "management" / "commands"
    there = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    told = set(re.findall(r"^\| `manage\.py (\w+)", text("docs/operators.md"), re.MULTILINE))
    assert there == told


@pytest.mark.parametrize(
    "record",
    [
        records.IssueFile,
        records.IssueDate,
        records.Evidence,
        records.PageRecord,
        records.PageText,
        records.Apart,
        records.ArticleRecord,
        records.Deck,
        records.Credit,
        records.PlaceRef,
        records.Block,
        records.Correction,
        records.Note,
        records.TopicRecord,
        records.Identifier,
        records.LedgerRecord,
        records.ChangesFile,
        records.ChangeRecord,
    ],
)
def test_every_field_stands_in_the_editors_guide(record):
    guide = text("docs/editors.md")
    for field in record.model_fields:
        assert re.search(rf"\b{field}\b", guide), f"{record.__name__}.{field}"


@pytest.mark.parametrize(
    "name",
    ["README.md", "README.zh.md", "docs/editors.md", "docs/operators.md", "docs/harvesting.md"],
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
