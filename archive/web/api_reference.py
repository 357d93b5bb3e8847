"""The API reference: a page generated from the OpenAPI description."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop

from archive.api import openapi
from archive.api.openapi_document import newest_article, openapi_document
from archive.filters.articles import ArticleDataFilter
from archive.formats.problem_details import KINDS
from archive.formats.representations import REPRESENTATIONS
from archive.http.caching import PROGRAM_LIFETIME, lifetime

# names of JSON Schema's formats and types
_FORMATS = {"uri": gettext_noop("网址"), "date": gettext_noop("日期")}
_TYPES = {
    "string": gettext_noop("文字"),
    "integer": gettext_noop("整数"),
    "number": gettext_noop("数"),
    "boolean": gettext_noop("真假"),
}


class ReferenceRow(NamedTuple):
    """One field of a schema, in the current language."""

    name: str
    type: str
    # name of the schema it refers to, or ""
    kind: str
    description: str


class ReferenceTable(NamedTuple):
    """One schema, in the current language."""

    name: str
    description: str
    rows: list[ReferenceRow]


@lifetime(PROGRAM_LIFETIME)
def api(request: HttpRequest) -> HttpResponse:
    article = newest_article()
    document = openapi_document(request, article)
    context = {
        "groups": _groups(document),
        "parameters": _parameters(document),
        "tables": tables(document["components"]["schemas"]),
        "representations": REPRESENTATIONS.values(),
        "problems": [(kind, *map(gettext, texts)) for kind, texts in KINDS.items()],
        "example": article,
    }
    return render(request, "api/reference.html", context)


def tables(schemas: dict[str, Any]) -> list[ReferenceTable]:
    """Return every schema as a table of its fields."""
    return [
        ReferenceTable(
            name,
            gettext(schema["description"]),
            [_row(*item) for item in schema["properties"].items()],
        )
        for name, schema in schemas.items()
    ]


def _row(name: str, schema: dict[str, Any]) -> ReferenceRow:
    type_, kind = _type(schema)
    description = schema.get("description")
    return ReferenceRow(name, type_, kind, gettext(description) if description else "")


def _type(schema: dict[str, Any]) -> tuple[str, str]:
    """Return the type of a value in words, and the name of the schema it refers to, or ""."""
    if "$ref" in schema:
        kind = schema["$ref"].rsplit("/", 1)[-1]
        return kind, kind
    if "anyOf" in schema:
        (only,) = (option for option in schema["anyOf"] if option.get("type") != "null")
        type_, kind = _type(only)
        return gettext("%(type)s 或 null") % {"type": type_}, kind
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return gettext("、").join(value or gettext("空") for value in values), ""
    if schema["type"] == "array":
        if "prefixItems" in schema:
            return gettext("[整数, 整数]"), ""
        type_, kind = _type(schema["items"])
        return gettext("%(type)s 的列表") % {"type": type_}, kind
    if schema["type"] == "object":
        type_, kind = _type(schema["additionalProperties"])
        return gettext("名称 → %(type)s") % {"type": type_}, kind
    return gettext(_FORMATS.get(schema.get("format", ""), _TYPES[schema["type"]])), ""


def _groups(document: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """Return (title, path without suffix, suffixes with required parameters) of every data route.

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
    return [(gettext(title), *group) for title, group in groups.items()]


def _parameters(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return (name, meaning, allowed values) of the parameters of the article list."""
    return [
        (name, openapi.meaning(ArticleDataFilter, name), _allowed(parameter["schema"]))
        for parameter in document["paths"]["/articles.json"]["get"]["parameters"]
        for name in [parameter["name"]]
    ]


def _allowed(schema: dict[str, Any]) -> str:
    inner = schema.get("items", schema)
    if "enum" in inner:
        return gettext("、").join(inner["enum"])
    if schema["type"] == "integer":
        limits = {"least": schema["minimum"], "most": schema["maximum"]}
        return gettext("%(least)s 至 %(most)s 的整数") % limits
    if "pattern" in inner:
        return gettext("2021、2021-07 或 2021-07-28")
    if "maxLength" in inner:
        return gettext("最多 %(most)s 字") % {"most": inner["maxLength"]}
    return ""
