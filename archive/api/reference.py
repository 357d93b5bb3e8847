"""The API reference as a page, and the OpenAPI description that it is generated from."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from archive.editions.collection import collection
from archive.formats.problem_details import KINDS
from archive.formats.representations import FORMS
from archive.http.caching import PROGRAM_LIFETIME, lifetime
from archive.models import Article
from archive.site_urls import origin

from . import openapi

# JSON Schema formats and types in Chinese
_FORMATS = {"uri": "网址", "date": "日期"}
_TYPES = {"string": "文字", "integer": "整数", "number": "数", "boolean": "真假"}


class ReferenceRow(NamedTuple):
    """One field of a schema."""

    name: str
    # in Chinese
    type: str
    # name of the schema it refers to, or ""
    kind: str
    says: str


class ReferenceTable(NamedTuple):
    """One schema."""

    name: str
    says: str
    rows: list[ReferenceRow]


@lifetime(PROGRAM_LIFETIME)
def api(request: HttpRequest) -> HttpResponse:
    article = _newest_article()
    document = _document(request, article)
    context = {
        "groups": _groups(document),
        "parameters": _parameters(document),
        "tables": tables(document["components"]["schemas"]),
        "forms": FORMS.values(),
        "problems": [(kind, *texts) for kind, texts in KINDS.items()],
        "example": article,
    }
    return render(request, "api/reference.html", context)


@lifetime(PROGRAM_LIFETIME)
def description(request: HttpRequest) -> HttpResponse:
    document = _document(request, _newest_article())
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


def _newest_article() -> Article | None:
    """The article that examples are taken from."""
    newest = Article.objects.newest_first().slice_of_idents(0, 1)
    return next(iter(Article.objects.for_list().in_order_of(newest)), None)


def _document(request: HttpRequest, article: Article | None) -> dict[str, Any]:
    example = openapi.Example.from_article(article) if article else openapi.Example()
    return openapi.document(origin(request), example, collection())


def tables(schemas: dict[str, Any]) -> list[ReferenceTable]:
    """Every schema as a table of its fields."""
    return [
        ReferenceTable(
            name, schema["description"], [_row(*item) for item in schema["properties"].items()]
        )
        for name, schema in schemas.items()
    ]


def _row(name: str, schema: dict[str, Any]) -> ReferenceRow:
    type_, kind = _type(schema)
    return ReferenceRow(name, type_, kind, schema.get("description", ""))


def _type(schema: dict[str, Any]) -> tuple[str, str]:
    """The type of a value in Chinese, and the name of the schema it refers to, or ""."""
    if "$ref" in schema:
        kind = schema["$ref"].rsplit("/", 1)[-1]
        return kind, kind
    if "anyOf" in schema:
        (only,) = (option for option in schema["anyOf"] if option.get("type") != "null")
        type_, kind = _type(only)
        return f"{type_} 或 null", kind
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return "、".join(value or "空" for value in values), ""
    if schema["type"] == "array":
        if "prefixItems" in schema:
            return "[整数, 整数]", ""
        type_, kind = _type(schema["items"])
        return f"{type_} 的列表", kind
    if schema["type"] == "object":
        type_, kind = _type(schema["additionalProperties"])
        return f"名称 → {type_}", kind
    return _FORMATS.get(schema.get("format", ""), _TYPES[schema["type"]]), ""


def _groups(document: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """(title, path without suffix, suffixes with required parameters) of every data route.

    For a route with a single format, the whole path without suffixes.
    """
    groups: dict[str, tuple[str, list[str]]] = {}
    for path, item in document["paths"].items():
        (title,) = item["get"]["tags"]
        parameters = item["get"]["parameters"]
        if title == openapi.FILES:
            groups[item["get"]["summary"]] = path, []
            continue
        stem, suffix = path.split(".", 1)
        required = [p["name"] for p in parameters if p["in"] == "query" and p.get("required")]
        ending = f".{suffix}" + "".join(f"?{name}=…" for name in required)
        groups.setdefault(title, (stem, []))[1].append(ending)
    return [(title, *group) for title, group in groups.items()]


def _parameters(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(name, description, allowed values) of the parameters of the article list."""
    return [
        (parameter["name"], parameter["description"], _allowed(parameter["schema"]))
        for parameter in document["paths"]["/articles.json"]["get"]["parameters"]
    ]


def _allowed(schema: dict[str, Any]) -> str:
    inner = schema.get("items", schema)
    if "enum" in inner:
        return "、".join(inner["enum"])
    if schema["type"] == "integer":
        return f"{schema['minimum']} 至 {schema['maximum']} 的整数"
    if "pattern" in inner:
        return "2021、2021-07 或 2021-07-28"
    return f"最多 {inner['maxLength']} 字" if "maxLength" in inner else ""
