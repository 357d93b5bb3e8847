"""The docs name every route, parameter, command, setting and field, and no others."""

import re

import pytest
from django.conf import settings

from archive.api.openapi import schemas
from archive.catalogue import entries
from archive.catalogue.collection_file import CollectionFile, Colours, FrontPage, Licence
from archive.exports.database_tables import TABLES
from archive.filters.articles import ArticleDataFilter, ArticleFilter
from archive.filters.directories import NewspaperFilter, PersonFilter
from archive.filters.trends import TrendFilter
from archive.formats.representations import CITATIONS, DATA, FEEDS, REPRESENTATIONS, WHOLES
from archive.text import segment
from archive.urls import urlpatterns
from archive.web import newspapers
from archive.web.api_reference import tables

ROOT = settings.BASE_DIR


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def links(name) -> list[tuple[str, str]]:
    """(file, anchor) of every link to a file of ours, and picture."""
    targets = re.findall(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"", text(name))
    local_targets = [a or b for a, b in targets if ":" not in (a or b)]
    return [target.partition("#")[::2] for target in local_targets]


def anchors(path) -> set[str]:
    """What the headings of a page can be linked by, as GitHub has it."""
    prose = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def parameter_table(reference):
    """The rows of the section about parameters."""
    section = re.search(
        r"^## (?:Parameters|参数)\n(.*?)^## ", text(reference), re.DOTALL | re.MULTILINE
    )
    return [line for line in section[1].splitlines() if line.startswith("| ")]


READMES = ["README.md", "README.zh.md"]
REFERENCES = ["docs/reference.md", "docs/reference.zh.md"]
EDITORS_GUIDES = ["docs/editors.zh.md", "docs/editors.md"]
IMPORT_GUIDES = ["docs/importing.md", "docs/importing.zh.md"]
PAGES = [
    *READMES,
    *("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "tests/bench/README.md"),
    *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))),
]


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_route_is_in_the_reference(reference):
    addresses = {re.sub("<[^>]*>", "<>", a) for a in re.findall(r"`(/[^`?#]*)`", text(reference))}
    pages = {
        "/" + re.sub("<[^>]*>", "<>", str(pattern.pattern))
        for pattern in urlpatterns
        if "representation" not in pattern.pattern.converters
    }
    assert pages == addresses


def test_every_page_with_data_is_there_without_its_last_slash():
    pages = {str(p.pattern) for p in urlpatterns if "representation" not in p.pattern.converters}
    data = {str(p.pattern) for p in urlpatterns if "representation" in p.pattern.converters}
    assert {route.replace("<representation:representation>", "/") for route in data} <= pages
    assert len(data) == 26


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_form_is_in_the_reference(reference):
    for of_one_kind in (DATA, FEEDS, WHOLES, CITATIONS):
        assert f"`{' '.join(form.suffix for form in of_one_kind)}`" in text(reference)


def test_every_form_is_in_the_guide_to_the_data():
    rows = re.findall(
        r"^\| `(\.[a-z.]+)` \| (.+) \| `(.+)` \| (.+) \|$", text("docs/data.zh.md"), re.MULTILINE
    )
    assert rows == [
        (
            form.suffix,
            form.label,
            form.media_type,
            form.amount,
        )
        for form in REPRESENTATIONS.values()
    ]


def test_every_field_is_in_the_guide_to_the_data():
    guide = text("docs/data.zh.md").split("## 字段")[1]
    result = re.findall(
        r"^### (\w+)\n\n(.+)\n|^\| `(\w+)` \| (.+?) \| (.+) \|$", guide, re.MULTILINE
    )
    rows = []
    for table in tables(schemas()):
        rows.append((table.name, table.description, "", "", ""))
        rows += [("", "", row.name, row.type, row.description) for row in table.rows]
    assert result == rows


def test_every_table_of_the_database_is_in_the_guide_to_the_data():
    result = re.findall(r"^\| `(\w+)` \| (.+) \| (`.+`) \|$", text("docs/data.zh.md"), re.MULTILINE)
    rows = [
        (item.name, item.says, "、".join(f"`{name}`" for name in key))
        for table in TABLES
        for item, key in (
            (table, table.key),
            *((part, (*part.key, "nth")) for part in table.parts),
        )
    ]
    assert result[-len(rows) :] == rows


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_parameter_is_in_the_reference(reference):
    names = " ".join(ArticleFilter.parameters())
    assert f"`{names}`" in text(reference)
    of_data = [name for name in ArticleDataFilter.parameters() if name not in names.split()]
    assert f"`{' '.join(of_data)}`" in text(reference)


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_parameter_of_a_newspaper_is_in_the_reference(reference):
    line = next(x for x in parameter_table(reference) if x.startswith("| `/newspapers/<"))
    assert all(f"`{name}`" in line for name in newspapers.newspaper.parameters)


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_parameter_of_trends_is_in_the_reference(reference):
    assert f"`{' '.join(TrendFilter.parameters())}`" in text(reference)


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_parameter_is_explained_in_the_reference(reference):
    lines = parameter_table(reference)
    parameters = {
        name
        for line in lines
        if not re.match(r"\| `[a-z]", line)
        for names in line.split("`")[1::2]
        if names[:1].isalpha()
        for name in names.split()
    }
    explained = {
        name
        for line in lines
        if re.match(r"\| `[a-z]", line)
        for name in re.findall(r"`([a-z]+)`", line.split(" | ")[0])
    }
    assert explained == parameters


@pytest.mark.parametrize("directory", [NewspaperFilter, PersonFilter])
def test_every_parameter_of_a_directory_is_in_the_references_and_the_guide_to_the_data(
    directory,
):
    names = " ".join(directory.parameters())
    for reference in REFERENCES:
        assert f"`{names}`" in text(reference)
    guide = text("docs/data.zh.md")
    assert all(f"| `{name}`" in guide or f"` `{name}` |" in guide for name in names.split())
    sorts = [value for value, _ in directory.orders()]
    assert all(f"`{value}` " in guide for value in sorts)


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_setting_is_in_the_reference(reference):
    settings_read = set(
        re.findall(r'"(ARCHIVE_[A-Z_]+|DATABASE_URL)"', text("archive/settings.py"))
    )
    rows = r"^\| `(ARCHIVE_[A-Z_]+|DATABASE_URL)`"
    assert settings_read == set(re.findall(rows, text(reference), re.MULTILINE))


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_command_is_in_the_reference(reference):
    folder = ROOT / "archive" / "management" / "commands"
    commands = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    rows = r"^\| `manage\.py (\w+)"
    assert commands == set(re.findall(rows, text(reference), re.MULTILINE))


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
        entries.PersonEntry,
        entries.OrganisationEntry,
        entries.NamedEntry,
        entries.IdentifierEntry,
        entries.LedgerLine,
        entries.ChangesFile,
        entries.ChangeEntry,
    ],
)
@pytest.mark.parametrize("guide", EDITORS_GUIDES)
def test_every_field_is_in_the_editors_guides(guide, record):
    for field in record.model_fields:
        assert re.search(rf"\b{field}\b", text(guide)), f"{record.__name__}.{field}"


@pytest.mark.parametrize("guide", ["docs/collection.md", "docs/collection.zh.md"])
def test_every_field_of_a_collection_is_in_its_guide(guide):
    for record in (CollectionFile, Licence, Colours, FrontPage):
        for field in record.model_fields:
            assert re.search(rf"\b{field}\b", text(guide)), f"{record.__name__}.{field}"


@pytest.mark.parametrize("name", PAGES)
def test_links_to_our_own_files_lead_somewhere(name):
    for target, anchor in links(name):
        path = ((ROOT / name).parent / target).resolve() if target else ROOT / name
        assert path.exists(), target
        if anchor and path.suffix == ".md":
            assert anchor in anchors(path), f"{target}#{anchor}"


@pytest.mark.parametrize("index", ["docs/README.md", "docs/README.zh.md"])
def test_every_page_of_the_docs_is_in_the_index(index):
    pages = {path.name for path in (ROOT / "docs").glob("*.md")}
    assert pages <= {target for target, _ in links(index)} | {"README.md", "README.zh.md"}


@pytest.mark.parametrize("name", [name for name in PAGES if "CHANGELOG" not in name])
def test_the_code_that_the_docs_name_exists(name):
    folders = (ROOT, ROOT / "archive")
    # the content of var/ depends on earlier publishes
    top_level = {entry.name for folder in folders for entry in folder.iterdir()} - {"var"}
    for path in re.findall(r"`([\w-]+/(?:[\w./-]*(?:/|\.\w+))?)`", text(name)):
        if path.split("/")[0] in top_level:
            assert any((folder / path).exists() for folder in folders), path


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        READMES,
        REFERENCES,
        ("docs/README.md", "docs/README.zh.md"),
        ("docs/start.md", "docs/start.zh.md"),
        ("docs/collection.md", "docs/collection.zh.md"),
        ("docs/upgrading.md", "docs/upgrading.zh.md"),
        ("docs/features.md", "docs/features.zh.md"),
        ("docs/operators.md", "docs/operators.zh.md"),
        ("docs/editors.md", "docs/editors.zh.md"),
        ("docs/serving.md", "docs/serving.zh.md"),
        ("docs/offline.md", "docs/offline.zh.md"),
        ("docs/editions.md", "docs/editions.zh.md"),
        ("docs/safety.md", "docs/safety.zh.md"),
        ("docs/faults.md", "docs/faults.zh.md"),
        ("docs/capacity.md", "docs/capacity.zh.md"),
        ("docs/cluster.md", "docs/cluster.zh.md"),
        ("docs/search-cluster.md", "docs/search-cluster.zh.md"),
        ("docs/importing.md", "docs/importing.zh.md"),
        ("docs/data.md", "docs/data.zh.md"),
        ("docs/insight.md", "docs/insight.zh.md"),
    ],
)
def test_both_languages_of_a_page_have_the_same_parts(english, chinese):
    """The same headings, rows of tables by the names in code, and blocks of code, in order."""
    parts = r"^(?:#+ |\|(?: `([a-z0-9_.]+)`)?|- |```\w*)"
    shapes = [
        [match[0] for match in re.finditer(parts, text(name), re.MULTILINE)]
        for name in (english, chinese)
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("readme", READMES)
def test_a_readme_is_read_in_a_minute(readme):
    prose = re.sub(r"```.*?```", "", text(readme), flags=re.DOTALL)
    chinese = r"[\u4e00-\u9fff]+"
    words = [word for run in re.findall(chinese, prose) for word in segment.cut(run)]
    words += re.sub(chinese, " ", prose).split()
    assert len(words) <= 800


def test_every_package_is_in_the_plan_and_no_other():
    plan = re.search(
        r"^    archive/\n(.*?)\n\n", text("docs/architecture.md"), re.DOTALL | re.MULTILINE
    )
    listed_packages = re.findall(r"^ {6}([\w/]+)/ ", plan[1], re.MULTILINE)
    packages = {
        str(path.parent.relative_to(ROOT / "archive"))
        for path in (ROOT / "archive").rglob("__init__.py")
    } - {"."}
    assert sorted(listed_packages) == sorted(packages)


@pytest.mark.parametrize("readme", READMES)
def test_the_tree_in_the_readme_names_every_room(readme):
    tree = re.search(r"^    archive/\n(.*?)^    templates/", text(readme), re.DOTALL | re.MULTILINE)
    listed_folders = set(re.findall(r"(?<!\S)([a-z]+)/(?!\S)", tree[1]))
    rooms = {path.parent.name for path in (ROOT / "archive").glob("*/__init__.py")}
    assert listed_folders == rooms - {"management", "migrations"}


def test_every_middleware_is_explained_in_its_order():
    section = text("docs/architecture.md").split("## Middleware")[1].split("\n## ")[0]
    explained = re.findall(r"^\| `(\w+)`", section, re.MULTILINE)
    assert explained == [path.rsplit(".", 1)[1] for path in settings.MIDDLEWARE]


@pytest.mark.parametrize("guide", EDITORS_GUIDES)
def test_the_example_of_an_issue_in_the_guides_is_valid(guide):
    """The example is made of true fields: with its elisions filled in, it parses."""
    from archive.catalogue.yaml_file import CatalogueError, parse

    example = re.search(r"```yaml\n(newspaper:.*?)```", text(guide), re.DOTALL)[1]
    example = example.replace("df68…46e2", "0" * 64)
    try:
        parse(example, guide)
    except CatalogueError as error:
        pytest.fail(str(error))


@pytest.mark.parametrize("guide", IMPORT_GUIDES)
def test_every_format_and_option_of_the_importer_is_in_its_guides(guide):
    from django.core.management import load_command_class

    from archive.ingest.importers import FORMATS

    parser = load_command_class("archive", "import_issues").create_parser(
        "manage.py", "import_issues"
    )
    program_options = {option for action in parser._actions for option in action.option_strings}
    plain = load_command_class("archive", "mint").create_parser("manage.py", "mint")
    program_options -= {option for action in plain._actions for option in action.option_strings}
    for option in program_options - {"--output"}:
        assert re.search(rf"(?<![\w-]){option}(?![\w-])", text(guide)), option
    rows = re.findall(r"^\| `([a-z-]+)` \| .* \| (`--.*`) \|$", text(guide), re.MULTILINE)
    assert {key: set(re.findall("--[a-z-]+", flags)) for key, flags in rows} == {
        format.key: {option.flag for option in format.options} for format in FORMATS.values()
    }


@pytest.mark.parametrize("guide", IMPORT_GUIDES)
def test_every_field_of_a_table_is_in_the_importers_guides(guide):
    from archive.ingest.importers.table_columns import FIELDS

    assert all(f"`{name}`" in text(guide) for name in FIELDS)


# classes that the page on architecture names beside ours: Django's and systemd's
FOREIGN = {
    *("ConditionalGetMiddleware", "GZipMiddleware", "SecurityMiddleware"),
    *("XFrameOptionsMiddleware", "CommonMiddleware", "FileResponse", "DynamicUser"),
}


def test_every_class_that_the_page_on_architecture_names_exists():
    page = text("docs/architecture.md")
    class_names = set(re.findall(r"`((?:[A-Z][a-z0-9]+){2,}(?:WSGI)?)[`.]", page)) - FOREIGN
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "archive").rglob("*.py"))
    own_classes = set(re.findall(r"^ *class (\w+)", code, re.MULTILINE))
    assert class_names - own_classes == set()
    assert len(class_names) > 10


def where_to_find() -> list[tuple[str, list[str], str]]:
    """(question, names in code, text of all the files beside them) of the table's rows."""
    table = text("docs/architecture.md").split("## Where to find what")[1]
    rows = []
    for row in re.findall(r"^\| (?!---|question)(.+?) \| (.+) \|$", table, re.MULTILINE):
        quoted = re.findall(r"`([^`]+)`", " ".join(row))
        paths = [ROOT / name for name in quoted if "/" in name]
        files = [
            file
            for path in paths
            for file in (path.glob("*") if path.is_dir() else [path])
            if file.is_file()
        ]
        names = [name for name in quoted if re.fullmatch(r"@?[A-Za-z_][\w.]*(?:\(\w+\))?", name)]
        code = "\n".join(file.read_text("utf-8") for file in files)
        rows.append((row[0], [name for name in names if not name.endswith(".py")], code))
    return rows


@pytest.mark.parametrize(
    ("question", "names", "code"), where_to_find(), ids=[row[0] for row in where_to_find()]
)
def test_the_names_in_the_table_of_where_to_find_what_are_defined_there(question, names, code):
    assert code, "its files exist"
    for name in names:
        if name.startswith("@"):
            assert name in code, name
            continue
        for part in name.split("."):
            defined = rf"^\s*(?:class|def) {part}\b|^\s*{part}(?:: .+)? =|^\s*{part}: |\"{part}\""
            assert re.search(defined, code, re.MULTILINE), name
