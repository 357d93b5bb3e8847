"""Describes every address of data as OpenAPI 3.1, from the routes, the filters and the fields."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, Self

from django import forms
from django.urls import URLPattern, get_resolver, reverse
from pydantic.json_schema import models_json_schema

from archive.filters import filter_classes
from archive.filters.articles import COMBINABLE, ArticleAsData
from archive.filters.choices import Choices
from archive.filters.directories import NewspaperFilter, PersonFilter
from archive.filters.parameters import MOST_VALUES, query_params_of
from archive.filters.selection import Selection
from archive.formats import dataset, listings, schema, site_info
from archive.formats.problem_details import KINDS, Problem
from archive.formats.representations import EPUB, JSON, JSON_FEED, Representation
from archive.formats.serialize import DIGEST_LICENCE, SITE
from archive.http.endpoint import Endpoint
from archive.http.negotiation import PROBLEM
from archive.models import Article
from archive.permalinks.resolver import PARAMETERS
from archive.text import dates
from archive.url_normalization import LONGEST

VERSION = "1.0.0"
# route → what it answers with as JSON, and what it is called
DOCUMENTS = {
    "articles": (listings.ArticleList, "文章列表与检索"),
    "article": (schema.ArticleWhole, "一篇文章"),
    "newspapers": (listings.NewspaperList, "报纸名录"),
    "newspaper": (schema.NewspaperWhole, "一种报纸及其各期"),
    "issue": (schema.IssueWhole, "一期及其各版、各篇文章"),
    "page": (schema.PageWhole, "一版及其文章"),
    "topics": (listings.TopicList, "全部主题"),
    "topic": (listings.TopicWithArticles, "一个主题及其最新文章"),
    "places": (listings.PlaceList, "省级地区"),
    "place": (listings.PlaceWithArticles, "一个地区及其最新文章"),
    "people": (listings.PersonList, "作者名录"),
    "person": (listings.PersonWithArticles, "一位作者及其最新文章"),
    "data": (dataset.Dataset, "整批数据"),
    "about": (site_info.About, "本站所藏及其版本"),
}
# route → what reads the parameters of its list
FILTERS = {
    "articles": ArticleAsData,
    "newspapers": NewspaperFilter,
    "people": PersonFilter,
}
_RESOLVING = "由网址找文章"
_PARTS = {
    "ident": "文章编号",
    "newspaper": "报纸在网址中的名称",
    "issue": "期在网址中的名称",
    "page": "版在网址中的名称",
    "code": "行政区划代码（GB/T 2260）",
    "slug": "地址名",
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
_REDIRECTS = {"301": "已并入或迁往别处", "302": "同一网址，已去掉空参数"}
_REF = "#/components/schemas/{model}"


class Address(NamedTuple):
    """One route of data."""

    name: str
    # with {form} where the suffix stands
    path: str
    endpoint: Endpoint
    # part of the path → its converter
    parts: dict


def addresses() -> Iterator[Address]:
    """Every route that can be had as data, in the order of urls.py."""
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern) and isinstance(pattern.callback, Endpoint):
            converters = dict(pattern.pattern.converters)
            if converters.pop("form", None):
                path = "/" + re.sub("<(?:[^:>]+:)?([^>]+)>", r"{\1}", str(pattern.pattern))
                yield Address(
                    pattern.name.removesuffix("-data"), path, pattern.callback, converters
                )


class Example(NamedTuple):
    """What stands in the addresses of one article and of what it belongs to; "" where nothing does."""

    ident: str = ""
    newspaper: str = ""
    issue: str = ""
    page: str = ""
    topic: str = ""
    place: str = ""
    person: str = ""

    @classmethod
    def of(cls, article: Article) -> Self:
        page = article.page
        topics, places, bylines = article.topics, article.coverage.all(), article.bylines.all()
        return cls(
            article.ident,
            page.issue.newspaper.slug,
            page.issue.key,
            page.key,
            topics[0].slug if topics else "",
            places[0].place_id if places else "",
            bylines[0].person.slug if bylines else "",
        )

    def part(self, route: str, name: str) -> str:
        """The part of this name in the address of this route."""
        # those of topics and people are slugs, those of places codes
        return getattr(self, route if name in ("slug", "code") else name)


# it changes with the program and the example; there are as many origins as names of the host
@lru_cache(maxsize=8)
def document(origin: str, example: Example) -> dict:
    """The whole description, for reading only; `origin` is scheme and host."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{SITE}开放接口",
            "version": VERSION,
            "description": "把网址末尾的斜杠换成 .json 等后缀，或用 Accept 指定格式。无需密钥。",
            "license": {"name": "提要 CC BY 4.0，著录 CC0 1.0", "url": DIGEST_LICENCE},
            "contact": {"name": SITE, "url": origin + reverse("about")},
        },
        "servers": [{"url": origin}],
        # nothing asks for a key
        "security": [],
        "tags": [
            *({"name": title, "description": model.__doc__} for model, title in DOCUMENTS.values()),
            {"name": _RESOLVING, "description": "由原报网址、文章编号到那篇文章。"},
        ],
        "paths": {
            address.path.replace("{form}", form.suffix): {"get": _operation(address, form, example)}
            for address in addresses()
            for form in address.endpoint.forms
        }
        | {reverse("resolve-data"): {"get": _resolving()}},
        "components": {"schemas": schemas()},
    }


def schemas() -> dict:
    """JSON Schema of everything that is answered with as JSON."""
    models = [*(model for model, _ in DOCUMENTS.values()), Problem]
    _, defined = models_json_schema(
        [(model, "serialization") for model in models], ref_template=_REF
    )
    return defined["$defs"]


def _operation(address: Address, form: Representation, example: Example) -> dict:
    model, title = DOCUMENTS[address.name]
    view = address.endpoint
    taken = query_params_of(view.view(form))
    return {
        "operationId": f"{address.name}_{form.suffix[1:].replace('.', '_')}",
        "summary": f"{title}（{form.label}）",
        "tags": [title],
        "parameters": [
            *(
                _path_parameter(name, converter, example.part(address.name, name))
                for name, converter in address.parts.items()
            ),
            *(
                _query_parameter(FILTERS.get(address.name, ArticleAsData), name, form)
                for name in taken
            ),
        ],
        "responses": _responses(model, form),
    }


def _resolving() -> dict:
    """Of the one address that answers with where to go, not with a document of its own."""
    problems = {status: kinds for status, kinds in _PROBLEMS.items() if status != 410}
    told = _failures(problems | {300: ("several",)})
    told |= _redirects({"302": "文章或页面的数据"})
    return {
        "operationId": "resolve_json",
        "summary": "按网址或文章编号查找文章或页面的数据",
        "tags": [_RESOLVING],
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": True,
                "description": parameter.label,
                "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
            }
            for name, parameter in PARAMETERS.items()
        ],
        "responses": dict(sorted(told.items())),
    }


def _path_parameter(name: str, converter, example: str) -> dict:
    parameter = {
        "name": name,
        "in": "path",
        "required": True,
        "description": _PARTS[name],
        "schema": {"type": "string", "pattern": f"^{converter.regex}$"},
    }
    return parameter | ({"example": example} if example else {})


def _query_parameter(filters: type[Selection], name: str, form: Representation) -> dict:
    kept = filters.base_filters[name]
    return {
        "name": name,
        "in": "query",
        "description": kept.label + _repeated(name, kept),
        "schema": _schema(kept, form),
    } | ({"style": "form", "explode": True} if _is_many(kept) else {})


def _is_many(kept) -> bool:
    return isinstance(kept, filter_classes.MultipleFilter)


def _repeated(name: str, kept) -> str:
    """What it means when the parameter is repeated, if it may be."""
    if not _is_many(kept):
        return ""
    if isinstance(kept, filter_classes.MultipleSettings):
        return "（可重复）"
    joined = f"；有 all={name} 时意为“且”" if name in COMBINABLE else ""
    return f"（可重复，意为“或”{joined}）"


def _schema(kept, form: Representation) -> dict:
    """What a parameter may be, by the field that reads it."""
    field = kept.field
    if isinstance(field, filter_classes.MultipleField):
        one = {"type": "string", "minLength": 1}
        if isinstance(field.vocabulary, Choices):
            one["enum"] = [value.value for value in field.vocabulary.all()]
        return {"type": "array", "items": one, "maxItems": MOST_VALUES}
    if isinstance(field, filter_classes.LimitField):
        return {"type": "integer", "minimum": 1, "maximum": form.most, "default": form.usual}
    if isinstance(field, filter_classes.NumberField):
        return {"type": "integer", "minimum": 1, "maximum": filter_classes.MOST_NUMBER}
    if isinstance(field, filter_classes.DateField):
        return {"type": "string", "pattern": f"^{dates.TYPED}$"}
    if isinstance(field, forms.ChoiceField):
        return {"type": "string", "enum": [value for value, _ in field.choices if value]}
    return {"type": "string", "minLength": 1} | (
        {"maxLength": field.max_length} if getattr(field, "max_length", None) else {}
    )


def _responses(model, form: Representation) -> dict:
    told = _failures(_PROBLEMS) | _redirects(_REDIRECTS)
    told["200"] = {
        "description": form.label,
        "content": {form.media_type: {"schema": _body(model, form)}},
    }
    return dict(sorted(told.items()))


def _failures(problems: Mapping[int, tuple[str, ...]]) -> dict:
    return {
        str(status): {
            "description": "；".join(KINDS[kind][0] for kind in of_status),
            "content": {PROBLEM: {"schema": {"$ref": _REF.format(model=Problem.__name__)}}},
        }
        for status, of_status in problems.items()
    }


def _redirects(redirects: Mapping[str, str]) -> dict:
    return {
        status: {
            "description": description,
            "headers": {"Location": {"schema": {"type": "string", "format": "uri-reference"}}},
        }
        for status, description in redirects.items()
    }


def _body(model, form: Representation) -> dict:
    if form is JSON:
        return {"$ref": _REF.format(model=model.__name__)}
    if form is JSON_FEED:
        needed = {"version": "string", "title": "string", "items": "array"}
        return {
            "type": "object",
            "required": [*needed],
            "properties": {name: {"type": type_} for name, type_ in needed.items()},
        }
    # OpenAPI 3.1, section 4.8.14.3: what is no text has no schema
    return {} if form is EPUB else {"type": "string"}
