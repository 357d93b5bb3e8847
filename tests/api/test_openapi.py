"""The OpenAPI description is valid, and every response conforms to it."""

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import validate
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from archive.api import openapi
from archive.catalogue.collection_file import CollectionFile
from archive.formats.representations import JSON
from archive.models import Article, FormerAddress, Name, Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
)
ORIGIN = "http://localhost"
RESOLVE = "/resolve.json"


def operations() -> list[str]:
    return [
        route.path.replace("{representation}", form.suffix)
        for route in openapi.data_routes()
        for form in route.endpoint.representations
    ]


def files() -> list[str]:
    return [openapi._path(pattern) for _, pattern in openapi.file_routes()]


@pytest.fixture(scope="module")
def schema():
    return schemathesis.openapi.from_dict(
        openapi.document(ORIGIN, openapi.Example(), CollectionFile())
    )


@pytest.fixture(autouse=True)
def _one_connection():
    """Keep the test's connection: a handler would close it between requests; Django's
    client does the same."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def parts():
    """Parts of addresses that lead somewhere."""
    article = Article.objects.for_list().exclude(bylines=None).first()
    return {
        "ident": article.ident,
        "newspaper": article.page.issue.newspaper.slug,
        "issue": article.page.issue.key,
        "page": article.page.key,
        "code": article.coverage.first().place_id,
        "topics": article.tags.first().slug,
        "people": article.bylines.first().person.slug,
        "year": "2021",
        "month": "12",
        "day": "23",
        "kind": "organisation",
        "called": Name.objects.of_kind("organisation").filter(organisation=None)[0].name,
        "organisations": Organisation.objects.first().slug,
    }


@pytest.mark.slow
def test_the_description_is_valid_openapi(client):
    described = client.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    validate(described)
    assert set(described["paths"]) == {*operations(), *files(), RESOLVE}


def call_operation(operation, number: int, real: dict | None = None):
    """Send `number` requests that follow the description, the same ones in each run."""
    app = WSGIHandler()

    @settings(
        max_examples=number,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def check(case):
        if real is not None:
            section = case.path.strip("/").split("/")[0]
            case.path_parameters = {
                name: real[section if name == "slug" else name] for name in case.path_parameters
            }
        # in a single process nothing is pickled
        response = case.call(app=app, base_url=ORIGIN, headers={"Accept-Encoding": "identity"})
        case.validate_response(response, checks=CHECKS)

    check()


@pytest.mark.slow
@pytest.mark.parametrize("path", [*operations(), *files(), RESOLVE])
def test_every_response_matches_the_description(schema, path):
    call_operation(schema[path]["GET"], 25 if path == "/articles.json" else 4)


@pytest.mark.parametrize("path", [path for path in operations() if "{" in path])
def test_responses_about_existing_records_match_the_description(schema, parts, path):
    call_operation(schema[path]["GET"], 2, parts)


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("rmmjdt3", 302),
        ("/topics/", 302),
        ("https://epaper.example.cn/both", 300),
        ("https://epaper.example.cn/none", 404),
        ("?", 400),
    ],
)
def test_responses_about_addresses_match_the_description(schema, url, status):
    for article in Article.objects.all()[:2]:
        FormerAddress.objects.create(ident=article.ident, address="epaper.example.cn/both")
    case = schema[RESOLVE]["GET"].Case(query={"url": url})
    answer = case.call(app=WSGIHandler(), base_url=ORIGIN, headers={"Accept-Encoding": "identity"})
    case.validate_response(answer, checks=CHECKS)
    assert answer.status_code == status


@pytest.mark.slow
def test_every_document_is_what_its_schema_says(client):
    """Every record of the catalogue, not only those in randomly chosen responses."""
    for article in Article.objects.select_related("page__issue__newspaper"):
        for name, args in (("article", [article.ident]), ("page", article.page.natural_key())):
            answer = client.get(reverse(f"{name}-data", args=[*args, JSON]))
            model, _ = openapi.DOCUMENTS[name]
            assert model.model_validate_json(answer.content).model_dump_json().encode() == (
                answer.content
            )


@pytest.mark.slow
def test_every_part_of_an_address_has_an_example_that_leads_somewhere(client):
    """People and programs that try the API start with its examples."""
    described = client.get("/api/openapi.json").json()
    tried = 0
    for path, operations in described["paths"].items():
        parts = [item for item in operations["get"]["parameters"] if item["in"] == "path"]
        for part in parts:
            path = path.replace(f"{{{part['name']}}}", part["example"])
        if parts:
            tried += 1
            # the sample has no article that another one prints too, so that leads to the article
            assert client.get(path, follow=True).status_code == 200, path
    assert tried > 20


def test_without_articles_there_are_no_examples():
    described = openapi.document(ORIGIN, openapi.Example(), CollectionFile())
    parameters = described["paths"]["/articles/{ident}.json"]["get"]["parameters"]
    assert [entry["name"] for entry in parameters] == ["ident"]
    assert "example" not in parameters[0]


def test_tags_are_described_and_required_fields_defined():
    described = openapi.document(ORIGIN, openapi.Example(), CollectionFile())
    assert all(tag["description"] for tag in described["tags"])
    content = described["paths"]["/articles.feed.json"]["get"]["responses"]["200"]["content"]
    feed = content["application/feed+json"]["schema"]
    assert feed["properties"].keys() >= set(feed["required"]) == {"version", "title", "items"}
