"""Schemas of responses: lists of records, and records with a list of their articles."""

from pydantic import Field

from .schema import (
    ArticleRecord,
    NewspaperRecord,
    PersonRecord,
    PersonWhole,
    PlaceRecord,
    PlaceWhole,
    TopicRecord,
)
from .schema_parts import Count, Schema, Url, described, fact


class Links(Schema):
    """同一内容的各个网址。"""

    self: Url = described("本页")
    html: Url = described("给人看的网页")
    first: Url | None = described("列表的开头", default=None)
    prev: Url | None = described("上一页，没有时为 null", default=None)
    next: Url | None = described("下一页，没有时为 null；取到 null 为止即取完", default=None)


class FacetValue(Schema):
    """一个可选的值，选它会剩下几篇。"""

    value: str = described("参数里写的值")
    label: str = described("中文名")
    count: Count = described("文章篇数")


class ArticleList(Schema):
    """一列文章。"""

    total: Count = fact("总数", "整个列表的篇数，不只这一页")
    items: list[ArticleRecord] = described("本页的文章")
    facets: dict[str, list[FacetValue]] | None = Field(
        description="facet= 所要的分面及各值的篇数，"
        "只列篇数最多的 1000 个值（作者 30 位）和所选的值；没有要求时为 null，"
        "暂时无法统计时也为 null（见 incomplete）",
        default=None,
    )
    notes: list[str] = described("检索词是怎样理解的，与所写一致时为空", default=[])
    incomplete: str = described("文章或篇数有所缺漏时说明缺了什么，完整时为空", default="")
    links: Links = described("各个网址")


class NewspaperList(Schema):
    """一列报纸。"""

    total: Count = fact("总数", "整个列表的种数，不只这一页")
    items: list[NewspaperRecord] = described("这一页的报纸")
    links: Links = described("各个网址")


class TopicList(Schema):
    """全部主题。"""

    total: Count = fact("总数")
    items: list[TopicRecord] = described("各个主题，下级主题随在上级主题之后")
    links: Links = described("各个网址")


class PlaceList(Schema):
    """全部省级地区。"""

    total: Count = fact("总数")
    items: list[PlaceRecord] = described("各个地区")
    links: Links = described("各个网址")


class PersonList(Schema):
    """一列作者。"""

    total: Count = fact("总数", "整个列表的人数，不只这一页")
    items: list[PersonRecord] = described("这一页的作者")
    links: Links = described("各个网址")


class TopicWithArticles(TopicRecord):
    """一个主题及其最新的文章。"""

    articles: ArticleList = described("最新的文章；links.next 接着往下取")


class PlaceWithArticles(PlaceWhole):
    """一个地区及其最新的文章。"""

    articles: ArticleList = described("最新的文章；links.next 接着往下取")


class PersonWithArticles(PersonWhole):
    """一位作者及其最新的文章。"""

    articles: ArticleList = described("最新的文章；links.next 接着往下取")
