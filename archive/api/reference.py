"""The reference of the data: a page for people made from the OpenAPI description, and the latter."""

from typing import NamedTuple

from django.http import HttpRequest, JsonResponse
from django.shortcuts import render

from archive.formats.problem_details import KINDS
from archive.formats.representations import FORMS
from archive.http.caching import FIXED, lifetime
from archive.models import Article
from archive.site_origin import origin

from . import openapi

# format of JSON Schema → what it is called
_FORMATS = {"uri": "网址", "date": "日期"}
_TYPES = {"string": "文字", "integer": "整数", "boolean": "真假"}


class ReferenceRow(NamedTuple):
    """One field of a kind of record."""

    name: str
    # in words
    type: str
    # the kind of record it holds, "" if none
    kind: str
    says: str


class ReferenceTable(NamedTuple):
    """One kind of record."""

    name: str
    says: str
    rows: list[ReferenceRow]


@lifetime(FIXED)
def api(request):
    article = _newest()
    described = _described(request, article)
    context = {
        "groups": _groups(described),
        "parameters": _parameters(described),
        "tables": tables(described["components"]["schemas"]),
        "forms": FORMS.values(),
        "problems": [(kind, *said) for kind, said in KINDS.items()],
        "example": article,
    }
    return render(request, "api/reference.html", context)


@lifetime(FIXED)
def description(request):
    described = _described(request, _newest())
    return JsonResponse(described, json_dumps_params={"ensure_ascii": False})


def _newest() -> Article | None:
    """What examples are taken from."""
    newest = Article.objects.newest_first().slice_of_idents(0, 1)
    return next(iter(Article.objects.for_list().in_order_of(newest)), None)


def _described(request: HttpRequest, article: Article | None) -> dict:
    example = openapi.Example.of(article) if article else openapi.Example()
    return openapi.document(origin(request), example)


def tables(schemas: dict) -> list[ReferenceTable]:
    """Every kind of record with its fields, as JSON Schema defines them."""
    return [
        ReferenceTable(
            name, schema["description"], [_row(*item) for item in schema["properties"].items()]
        )
        for name, schema in schemas.items()
    ]


def _row(name: str, schema: dict) -> ReferenceRow:
    type_, kind = _type(schema)
    return ReferenceRow(name, type_, kind, schema.get("description", ""))


def _type(schema: dict) -> tuple[str, str]:
    """What a value is, in words, and the kind of record in it."""
    if "$ref" in schema:
        kind = schema["$ref"].rsplit("/", 1)[-1]
        return kind, kind
    if "anyOf" in schema:
        (only,) = (one for one in schema["anyOf"] if one.get("type") != "null")
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
    return _FORMATS.get(schema.get("format"), _TYPES[schema["type"]]), ""


def _groups(described: dict) -> list[tuple[str, str, list[str]]]:
    """(what it is, path without suffix, what may stand behind it) of every address of data."""
    groups: dict[str, tuple[str, list[str]]] = {}
    for path, item in described["paths"].items():
        (title,) = item["get"]["tags"]
        stem, suffix = path.split(".", 1)
        parameters = item["get"]["parameters"]
        needed = [one["name"] for one in parameters if one["in"] == "query" and one.get("required")]
        ending = f".{suffix}" + "".join(f"?{name}=…" for name in needed)
        groups.setdefault(title, (stem, []))[1].append(ending)
    return [(title, *group) for title, group in groups.items()]


def _parameters(described: dict) -> list[tuple[str, str, str]]:
    """(name, what it is, what it may be) of the parameters of the list of articles."""
    return [
        (one["name"], one["description"], _allowed(one["schema"]))
        for one in described["paths"]["/articles.json"]["get"]["parameters"]
    ]


def _allowed(schema: dict) -> str:
    inner = schema.get("items", schema)
    if "enum" in inner:
        return "、".join(inner["enum"])
    if schema["type"] == "integer":
        return f"{schema['minimum']} 至 {schema['maximum']} 的整数"
    if "pattern" in inner:
        return "2021、2021-07 或 2021-07-28"
    return f"最多 {inner['maxLength']} 字" if "maxLength" in inner else ""
