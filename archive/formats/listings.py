"""What an address answers with: lists of records, and records with a list of their articles."""

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
from .schema_parts import Count, Record, Url, fact, says


class Links(Record):
    """同一内容的各个网址。"""

    self: Url = says("本页")
    html: Url = says("给人看的网页")
    first: Url | None = says("列表的开头", default=None)
    prev: Url | None = says("上一页，没有则为 null", default=None)
    next: Url | None = says("下一页，没有则为 null；取到 null 为止即取完", default=None)


class FacetValue(Record):
    """一个可选的值，选它会剩下几篇。"""

    value: str = says("参数里写的值")
    label: str = says("中文名")
    count: Count = says("文章篇数")


class ArticleList(Record):
    """一列文章。"""

    total: Count = fact("总数", "整个列表的篇数，不只这一页")
    items: list[ArticleRecord] = says("本页的文章")
    facets: dict[str, list[FacetValue]] | None = Field(
        description="facet= 所要的分面及各值的篇数，只列篇数最多的 1000 个值（作者 30 位）和所选的值；"
        "没有要则为 null",
        default=None,
    )
    notes: list[str] = says("检索词是怎样理解的，按字面则空", default=[])
    incomplete: str = says("检索有所遗漏时说明遗漏了什么，完整则空", default="")
    links: Links = says("各个网址")


class NewspaperList(Record):
    """一列报纸。"""

    total: Count = fact("总数", "整个列表的种数，不只这一页")
    items: list[NewspaperRecord] = says("这一页的报纸")
    links: Links = says("各个网址")


class TopicList(Record):
    """全部主题。"""

    total: Count = fact("总数")
    items: list[TopicRecord] = says("各个主题，下级主题随在上级主题之后")
    links: Links = says("各个网址")


class PlaceList(Record):
    """全部省级地区。"""

    total: Count = fact("总数")
    items: list[PlaceRecord] = says("各个地区")
    links: Links = says("各个网址")


class PersonList(Record):
    """一列作者。"""

    total: Count = fact("总数", "整个列表的人数，不只这一页")
    items: list[PersonRecord] = says("这一页的作者")
    links: Links = says("各个网址")


class TopicWithArticles(TopicRecord):
    """一个主题及其最新的文章。"""

    articles: ArticleList = says("最新的文章；links.next 接着往下取")


class PlaceWithArticles(PlaceWhole):
    """一个地区及其最新的文章。"""

    articles: ArticleList = says("最新的文章；links.next 接着往下取")


class PersonWithArticles(PersonWhole):
    """一位作者及其最新的文章。"""

    articles: ArticleList = says("最新的文章；links.next 接着往下取")
