"""The OpenAPI 3.1 description, generated from the routes, the filters and the schemas."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple, Self, cast

from django import forms
from django.conf import settings
from django.urls import URLPattern, get_resolver, reverse
from django.utils.translation import gettext, gettext_noop
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from archive import citations, languages
from archive.catalogue.collection_file import CollectionFile
from archive.facets.choices import StaticChoices
from archive.facets.table import COMBINABLE
from archive.filters import filter_classes
from archive.filters.articles import ArticleDataFilter
from archive.filters.basket import BasketFilter
from archive.filters.dates import DayIssuesFilter
from archive.filters.directories import NamesFilter, NewspaperFilter, PersonFilter
from archive.filters.parameter_filter_set import ParameterFilterSet
from archive.filters.parameters import MAX_VALUES, query_params_of
from archive.filters.trends import TrendFilter
from archive.formats import dataset, response_schema, schema, site_info
from archive.formats.problem_details import KINDS, Problem
from archive.formats.representations import (
    CSL_JSON,
    EPUB,
    IIIF,
    JSON,
    JSON_FEED,
    Representation,
)
from archive.formats.schema_parts import Schema
from archive.http.endpoint import Endpoint
from archive.http.negotiation import PROBLEM
from archive.models import Article, Name, Organisation
from archive.permalinks.resolver import PARAMETERS
from archive.permalinks.signposting import LINKSET
from archive.site_urls import without_prefix
from archive.text import dates
from archive.url_normalization import MAX_URL_LENGTH

from .oai_arguments import VERBS

VERSION = "1.0.0"
# route → (the schema of its JSON, its title)
DOCUMENTS: dict[str, tuple[type[Schema], str]] = {
    "articles": (response_schema.ArticleList, gettext_noop("文章列表与检索")),
    "article": (schema.ArticleWithRelated, gettext_noop("一篇文章")),
    "dispatch": (schema.DispatchWhole, gettext_noop("一条消息和刊登它的各篇文章")),
    "basket": (response_schema.Basket, gettext_noop("收藏夹")),
    "trends": (response_schema.Trends, gettext_noop("趋势")),
    "newspapers": (response_schema.NewspaperList, gettext_noop("报纸名录")),
    "newspaper": (schema.NewspaperWhole, gettext_noop("一种报纸及其各期")),
    "issue": (schema.IssueWhole, gettext_noop("一期及其各版、各篇文章")),
    "page": (schema.PageWhole, gettext_noop("一版及其文章")),
    "dates": (response_schema.DateList, gettext_noop("有藏报的各年")),
    "dates-year": (response_schema.DateList, gettext_noop("一年各月的藏报")),
    "dates-month": (response_schema.DateList, gettext_noop("一月各日的藏报")),
    "dates-day": (response_schema.DayIssues, gettext_noop("一日的各报")),
    "on-this-day": (response_schema.DayIssues, gettext_noop("历年同一天的各报")),
    "topics": (response_schema.TopicList, gettext_noop("全部主题")),
    "topic": (response_schema.TopicWithArticles, gettext_noop("一个主题及其最新文章")),
    "places": (response_schema.PlaceList, gettext_noop("省级地区")),
    "place": (response_schema.PlaceWithArticles, gettext_noop("一个地区及其最新文章")),
    "people": (response_schema.PersonList, gettext_noop("作者名录")),
    "person": (response_schema.PersonWithArticles, gettext_noop("一位作者及其最新文章")),
    "organisation": (
        response_schema.OrganisationWithArticles,
        gettext_noop("一个单位和提到它的文章"),
    ),
    "names": (response_schema.NameList, gettext_noop("文中提到的人物和单位")),
    "name": (response_schema.NameWithArticles, gettext_noop("一个名称和提到它的文章")),
    "data": (dataset.Dataset, gettext_noop("整批数据各文件")),
    "about": (site_info.About, gettext_noop("本站所藏及其版本")),
}
# route → the filter set of its query parameters
FILTERS: dict[str, type[ParameterFilterSet]] = {
    "articles": ArticleDataFilter,
    "basket": BasketFilter,
    "trends": TrendFilter,
    "dates-day": DayIssuesFilter,
    "on-this-day": DayIssuesFilter,
    "newspapers": NewspaperFilter,
    "people": PersonFilter,
    "names": NamesFilter,
}
_RESOLVING = "由网址找文章"
FILES = gettext_noop("引文、链接集与文件")
_PARTS = {
    "ident": "文章编号",
    "newspaper": "报纸在网址中的名称",
    "issue": "期在网址中的名称",
    "page": "版在网址中的名称",
    "year": "年",
    "month": "月，两位数",
    "day": "日，两位数",
    "code": "行政区划代码（GB/T 2260）",
    "slug": "地址名",
    "key": "引文格式，如 bibtex、ris、csl-json",
    "name": "文件名",
    "kind": "person 人物、organisation 单位",
    "called": "名称",
}
_PROBLEMS = {
    300: ("split",),
    400: ("bad-parameters", "bad-request", "bad-host"),
    404: ("not-found",),
    410: ("gone", "stale-cursor"),
    414: ("too-long",),
    431: ("headers-too-long",),
    500: ("failed",),
    503: ("unavailable", "busy", "out-of-time"),
}
# titles of collections
_YEAR = {
    "name": "year",
    "in": "query",
    "description": "只要这一年的各期",
    "schema": {"type": "string", "pattern": "^[0-9]{4}$"},
}
_REDIRECTS = {"301": "已并入或迁往别处", "302": "同一网址，已去掉空参数"}
_REF = "#/components/schemas/{model}"


class FileRoute(NamedTuple):
    """A route that returns one format; `name` is that in urls.py."""

    name: str
    title: str
    media_types: tuple[str, ...]
    # query parameters that the view does not declare: name → description
    query: Mapping[str, str] = MappingProxyType({})
    # besides _PROBLEMS: status → kinds
    problems: Mapping[int, tuple[str, ...]] = MappingProxyType({})


_OAI_ARGUMENTS = sorted({name for needs, takes in VERBS.values() for name in needs | takes})
FILE_ROUTES = (
    FileRoute(
        "citation",
        gettext_noop("一篇文章的引文"),
        tuple(sorted({format.content_type for format in citations.FORMATS.values()})),
    ),
    FileRoute(
        "unapi",
        gettext_noop("unAPI：引文的各种格式，或一篇文章的引文"),
        ("application/xml",),
        problems={406: ("not-acceptable",)},
    ),
    FileRoute("article-linkset", gettext_noop("一篇文章的链接集"), (LINKSET,)),
    FileRoute("newspaper-linkset", gettext_noop("一种报纸的链接集"), (LINKSET,)),
    FileRoute("issue-linkset", gettext_noop("一期的链接集"), (LINKSET,)),
    FileRoute("page-linkset", gettext_noop("一版的链接集"), (LINKSET,)),
    FileRoute("dcat", gettext_noop("整批数据的 DCAT 说明"), ("application/ld+json",)),
    FileRoute("data-file", gettext_noop("一个数据文件，文件名见 /data.json"), ("*/*",)),
    FileRoute("suggest", gettext_noop("检索建议"), ("application/json",)),
    FileRoute(
        "oai",
        "OAI-PMH 2.0",
        ("text/xml",),
        {"verb": f"{'、'.join(VERBS)} 之一", **dict.fromkeys(_OAI_ARGUMENTS, "依 verb 而定")},
    ),
)


class DataRoute(NamedTuple):
    """A route with its representations."""

    name: str
    # with {representation} for the suffix
    path: str
    endpoint: Endpoint
    # path parameter → converter
    parts: dict[str, Any]


def data_routes() -> Iterator[DataRoute]:
    """Yield every route with a data view, in the order of urls.py."""
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern) and isinstance(pattern.callback, Endpoint):
            converters = dict(pattern.pattern.converters)
            if converters.pop("representation", None):
                path = _path(pattern)
                name = (pattern.name or "").removesuffix("-data")
                # addresses of editions pass away with them: they are taken from a TimeMap
                if name == "memento":
                    continue
                yield DataRoute(name, path, pattern.callback, converters)


def file_routes() -> Iterator[tuple[FileRoute, URLPattern]]:
    """Return FILE_ROUTES with their patterns."""
    patterns = {p.name: p for p in get_resolver().url_patterns if isinstance(p, URLPattern)}
    for route in FILE_ROUTES:
        yield route, patterns[route.name]


def _path(pattern: URLPattern) -> str:
    """Return the path with {name} for each of its parts."""
    return "/" + re.sub("<(?:[^:>]+:)?([^>]+)>", r"{\1}", str(pattern.pattern))


class Example(NamedTuple):
    """Example path parameters, of one article and what it belongs to; "" for none."""

    ident: str = ""
    newspaper: str = ""
    issue: str = ""
    page: str = ""
    topic: str = ""
    place: str = ""
    person: str = ""
    organisation: str = ""
    year: str = ""
    month: str = ""
    day: str = ""
    # parts that do not depend on the article
    key: str = "ris"
    name: str = "articles.jsonl.gz"
    kind: str = "person"
    called: str = ""

    @classmethod
    def from_article(cls, article: Article) -> Self:
        page = article.page
        name = Name.objects.without_record().first()
        name_parts = {"kind": name.kind, "called": name.name} if name else {}
        topics, places, bylines = article.topics, article.coverage.all(), article.bylines.all()
        return cls(
            article.ident,
            page.issue.newspaper.slug,
            page.issue.key,
            page.key,
            topics[0].slug if topics else "",
            places[0].place_id if places else "",
            bylines[0].person.slug if bylines else "",
            organisation.slug if (organisation := Organisation.objects.first()) else "",
            *f"{article.earliest:%Y-%m-%d}".split("-"),
            **name_parts,
        )

    def part(self, route: str, name: str) -> str:
        """Return the value of the path parameter `name` of `route`."""
        # slugs and codes are stored under the name of the route
        return getattr(self, route if name in ("slug", "code") else name)


# changes only with the program, the collection and the example; there may be several origins
@lru_cache(maxsize=8)
@languages.in_source_language()
def document(origin: str, example: Example, about: CollectionFile) -> dict[str, Any]:
    """Return the whole description, cached: do not change it. `origin` is scheme and host."""
    digests, metadata = about.digest_licence, about.metadata_licence
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{about.name}开放接口",
            "version": VERSION,
            "description": "把网址末尾的斜杠换成 .json 等后缀，或用 Accept 指定格式。无需密钥。",
            "license": {
                "name": f"提要 {digests.name}，著录 {metadata.name}",
                "url": digests.url,
            },
            "contact": {"name": about.name, "url": origin + reverse("about")},
        },
        "servers": [{"url": origin + settings.PREFIX}],
        # no API key
        "security": [],
        "tags": [
            *({"name": title, "description": model.__doc__} for model, title in DOCUMENTS.values()),
            {"name": FILES, "description": "只有一种格式的网址。"},
            {"name": _RESOLVING, "description": "由原报网址、文章编号到那篇文章。"},
        ],
        "paths": {
            route.path.replace("{representation}", representation.suffix): {
                "get": _operation(route, representation, example)
            }
            for route in data_routes()
            for representation in route.endpoint.representations
        }
        | {
            _path(pattern): {"get": _file_operation(route, pattern, example)}
            for route, pattern in file_routes()
        }
        | {without_prefix(reverse("resolve-data")): {"get": _resolving()}},
        "components": {"schemas": schemas()},
    }


def schemas() -> dict[str, Any]:
    """Return the JSON Schemas of every JSON response."""
    models: list[type[BaseModel]] = [*(model for model, _ in DOCUMENTS.values()), Problem]
    modes: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        (model, "serialization") for model in models
    ]
    _, definitions = models_json_schema(cast(Any, modes), ref_template=_REF)
    return definitions["$defs"]


def _operation(
    route: DataRoute, representation: Representation, example: Example
) -> dict[str, Any]:
    model, title = DOCUMENTS[route.name]
    names = query_params_of(route.endpoint.view(representation))
    return {
        "operationId": f"{route.name}_{representation.suffix[1:].replace('.', '_')}",
        "summary": f"{title}（{representation.label}）",
        "tags": [title],
        "parameters": [
            *(
                _path_parameter(name, converter, example.part(route.name, name))
                for name, converter in route.parts.items()
            ),
            *(
                _YEAR
                if representation is IIIF
                else _query_parameter(
                    FILTERS.get(route.name, ArticleDataFilter), name, representation
                )
                for name in names
                # parameters that viewers send along with a manifest have no effect
                if representation is not IIIF or name == "year"
            ),
        ],
        "responses": _responses(model, representation),
    }


def _file_operation(route: FileRoute, pattern: URLPattern, example: Example) -> dict[str, Any]:
    responses = _failures(_PROBLEMS | dict(route.problems)) | _redirects(_REDIRECTS)
    content: dict[str, Any] = {media_type: {} for media_type in route.media_types}
    responses["200"] = {"description": route.title, "content": content}
    return {
        "operationId": route.name.replace("-", "_"),
        "summary": route.title,
        "tags": [FILES],
        "parameters": [
            *(
                _path_parameter(name, converter, example.part(route.name, name))
                for name, converter in pattern.pattern.converters.items()
            ),
            *(
                {
                    "name": name,
                    "in": "query",
                    "description": label,
                    "schema": {"type": "string"},
                }
                for name, label in (
                    route.query
                    or {n: str(p.label) for n, p in query_params_of(pattern.callback).items()}
                ).items()
            ),
        ],
        "responses": dict(sorted(responses.items())),
    }


def _resolving() -> dict[str, Any]:
    """Return the operation that redirects to a document instead of returning one."""
    problems = {status: kinds for status, kinds in _PROBLEMS.items() if status != 410}
    responses = _failures(problems | {300: ("several",)})
    responses |= _redirects({"302": "文章或页面的数据"})
    return {
        "operationId": "resolve_json",
        "summary": "按网址或文章编号查找文章或页面的数据",
        "tags": [_RESOLVING],
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": True,
                "description": str(parameter.label),
                "schema": {"type": "string", "minLength": 1, "maxLength": MAX_URL_LENGTH},
            }
            for name, parameter in PARAMETERS.items()
        ],
        "responses": dict(sorted(responses.items())),
    }


def _path_parameter(name: str, converter: Any, example: str) -> dict[str, Any]:
    parameter: dict[str, Any] = {
        "name": name,
        "in": "path",
        "required": True,
        "description": _PARTS[name],
        "schema": {"type": "string", "pattern": f"^{converter.regex}$"},
    }
    return parameter | ({"example": example} if example else {})


def _query_parameter(
    filters: type[ParameterFilterSet], name: str, representation: Representation
) -> dict[str, Any]:
    filter_ = filters.base_filters[name]
    return {
        "name": name,
        "in": "query",
        "description": meaning(filters, name),
        "schema": _schema(filter_, representation),
    } | ({"style": "form", "explode": True} if _is_many(filter_) else {})


def _is_many(filter_: Any) -> bool:
    return isinstance(filter_, filter_classes.MultipleFilter)


def meaning(filters: type[ParameterFilterSet], name: str) -> str:
    """Return what a query parameter means and whether it repeats, in the current language."""
    filter_ = filters.base_filters[name]
    if not _is_many(filter_):
        return str(filter_.label)
    if isinstance(filter_, filter_classes.MultipleParameters):
        repeated = gettext("%(meaning)s（可重复）")
    elif name in COMBINABLE:
        repeated = gettext("%(meaning)s（可重复，意为“或”；有 all=%(name)s 时意为“且”）")
    else:
        repeated = gettext("%(meaning)s（可重复，意为“或”）")
    return repeated % {"meaning": filter_.label, "name": name}


def _schema(filter_: Any, representation: Representation) -> dict[str, Any]:
    """Return the schema of a query parameter, derived from its form field."""
    field = filter_.field
    if isinstance(field, filter_classes.MultipleField):
        items: dict[str, Any] = {"type": "string", "minLength": 1}
        if isinstance(field.vocabulary, StaticChoices):
            items["enum"] = [value.value for value in field.vocabulary.all()]
        return {"type": "array", "items": items, "maxItems": MAX_VALUES}
    if isinstance(field, filter_classes.LimitField):
        return {
            "type": "integer",
            "minimum": 1,
            "maximum": representation.max_limit,
            "default": representation.default_limit,
        }
    if isinstance(field, filter_classes.NumberField):
        return {"type": "integer", "minimum": 1, "maximum": filter_classes.MAX_NUMBER}
    if isinstance(field, filter_classes.DateField):
        return {"type": "string", "pattern": f"^{dates.INPUT_PATTERN}$"}
    if isinstance(field, forms.ChoiceField):
        choices = cast(Iterable[tuple[str, str]], field.choices)
        return {"type": "string", "enum": [value for value, _ in choices if value]}
    return {"type": "string", "minLength": 1} | (
        {"maxLength": field.max_length} if getattr(field, "max_length", None) else {}
    )


def _responses(model: type[Schema], representation: Representation) -> dict[str, Any]:
    responses = _failures(_PROBLEMS) | _redirects(_REDIRECTS)
    responses["200"] = {
        "description": representation.label,
        "content": {representation.media_type: {"schema": _body(model, representation)}},
    }
    return dict(sorted(responses.items()))


def _failures(problems: Mapping[int, tuple[str, ...]]) -> dict[str, Any]:
    return {
        str(status): {
            "description": "；".join(KINDS[kind][0] for kind in kinds),
            "content": {PROBLEM: {"schema": {"$ref": _REF.format(model=Problem.__name__)}}},
        }
        for status, kinds in problems.items()
    }


def _redirects(redirects: Mapping[str, str]) -> dict[str, Any]:
    return {
        status: {
            "description": description,
            "headers": {"Location": {"schema": {"type": "string", "format": "uri-reference"}}},
        }
        for status, description in redirects.items()
    }


def _body(model: type[Schema], representation: Representation) -> dict[str, Any]:
    if representation is JSON:
        return {"$ref": _REF.format(model=model.__name__)}
    if representation is JSON_FEED:
        required = {"version": "string", "title": "string", "items": "array"}
        return {
            "type": "object",
            "required": [*required],
            "properties": {name: {"type": type_} for name, type_ in required.items()},
        }
    if representation is CSL_JSON:
        return {"type": "array", "items": {"type": "object", "required": ["id", "type"]}}
    if representation is IIIF:
        names = ("@context", "id", "type", "label", "items")
        return {"type": "object", "required": [*names]}
    # OpenAPI 3.1, section 4.8.14.3: binary content has no schema
    return {} if representation is EPUB else {"type": "string"}
