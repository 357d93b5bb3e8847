"""Schemas of responses: lists of records, records with their articles, and links."""

from datetime import date as Day
from typing import Annotated

from .schema import (
    ArticleRecord,
    IssueRecord,
    NameRecord,
    NewspaperRecord,
    OrganisationRecord,
    PersonRecord,
    PersonWhole,
    PlaceRecord,
    PlaceWhole,
    TopicRecord,
)
from .schema_parts import Count, NamesTogether, OneOf, Schema, Url, described, fact


class Links(Schema):
    """同一内容的各个网址。"""

    self: Url = described("本页")
    html: Url = described("同一内容的网页")
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
    facets: dict[str, list[FacetValue]] | None = described(
        "facet= 所要的分面及各值的篇数，"
        "只列篇数最多的 1000 个值（作者 30 位，文中人物、单位、地名各 50 个）和所选的值；"
        "没有要求时为 null，暂时无法统计时也为 null（见 incomplete）",
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

    naming_count: Count | None = described(
        "提到此人而不是本人署名的文章篇数，即 named= 的篇数；暂时无法统计时为 null"
    )
    together: NamesTogether = described("和谁一起被提到")
    articles: ArticleList = described("最新的文章；links.next 接着往下取")


class NameWithArticles(NameRecord):
    """文章提到的一个人物或单位，和提到它的最新的文章。"""

    together: NamesTogether = described("和谁一起被提到")
    articles: ArticleList = described("最新的文章；links.next 接着往下取")


class OrganisationWithArticles(OrganisationRecord):
    """一个单位，和提到它的最新的文章。"""

    together: NamesTogether = described("和谁一起被提到")
    articles: ArticleList = described("最新的文章；links.next 接着往下取")


class MissingArticle(Schema):
    """收藏夹里的一条，现在不能按所写的编号取得。"""

    item: str = described("所写的编号，可带段落")
    status: Annotated[str, OneOf(["moved", "split", "gone", "unknown"])] = described(
        "moved 已并入或迁往别处（items 里是后者）、split 已拆成几篇、gone 已撤下、"
        "unknown 从未有过这篇文章；段落不存在的也是 unknown（items 里是全篇）"
    )
    reason: str = described("原因，没有时为空")
    successors: list[Url] = described("接替它的文章")

    def __str__(self) -> str:
        return f"{self.item}（{self.reason}）" if self.reason else self.item


class Basket(Schema):
    """收藏夹里的文章，次序与网址相同。"""

    total: Count = fact("篇数", "items 的篇数")
    items: list[ArticleRecord] = described("各篇文章")
    paragraphs: list[str] = described("items 各篇所收的段落，全篇为空")
    missing: list[MissingArticle] = fact("有变动的", "有变动、撤下或没有的各条", default=[])
    links: Links = described("各个网址")

    def __str__(self) -> str:
        return "收藏夹"


class TrendSeries(Schema):
    """趋势里的一项：一列文章。"""

    number: Count = described("第几项，从 1 数起")
    label: str = described("检索词和条件")
    query: str = described("series= 的值")
    total: Count | None = described("这段时间的篇数，日期只知大概的也计入；分图时为 null")
    url: Url | None = described("这些文章的列表，没有文章或分图时为 null")


class TrendPoint(Schema):
    """一项在一个时期的篇数，及同期所藏。"""

    series: Count = described("第几项")
    label: str = described("检索词和条件")
    panel: str = described("分图时，报纸或地区的值，不分图时为空")
    first: Day = described("这个时期的首日")
    last: Day = described("这个时期的末日")
    dated: Count = described("日期确定或推定在这个时期的篇数")
    possible: Count = described("可能在这个时期的篇数，包括 dated")
    held: Count = described("可能在这个时期的全部所藏文章篇数，在所选报纸、分图之内")
    characters: Count | None = described("这些文章的字数，按周或分地区时为 null")
    is_held: bool = described("这个时期是否有藏报")
    value: float | None = described("dated 按 measure 计的值，无藏时为 null")
    most: float | None = described("possible 按 measure 计的值，无藏时为 null")
    url: Url | None = described("这些文章的列表，没有时为 null")

    def __str__(self) -> str:
        return f"{self.label}（{self.first}—{self.last}）"


class Trends(Schema):
    """几列文章随时间的变化。"""

    title: str = described("标题")
    unit: Annotated[str, OneOf(["year", "month", "week"])] = described("时间单位")
    measure: Annotated[str, OneOf(["share", "count", "million"])] = described(
        "share 占同期所藏文章的百分比、count 篇数、million 每百万字的篇数"
    )
    series: list[TrendSeries] = described("各项")
    points: list[TrendPoint] = described("各项在各时期的值，按分图、项、时期排列")
    notes: list[str] = described("检索词是怎样理解的，与所写一致时为空", default=[])
    links: Links = described("各个网址")


class NameList(Schema):
    """文章提到的人物和单位。"""

    total: Count = fact("总数", "整个列表的个数，不只这一页")
    items: list[NameRecord] = described("这一页的人物和单位")
    links: Links = described("各个网址")


class DateCount(Schema):
    """一年、一月或一日的藏报。"""

    date: str = described("年、月、日，如 2021、2021-12、2021-12-23")
    issues: Count = described("日期确知在这段时间的期数")
    roughly: Count = described("日期只知大概、可能在这段时间的期数，按日时为 0")
    url: Url = described("这一年、一月或一日的网址")

    def __str__(self) -> str:
        return self.date


class DateList(Schema):
    """按日期查看藏报：各年、一年各月或一月各日，没有藏报的不列。"""

    date: str = described("哪一年、哪一月，各年时为空")
    items: list[DateCount] = described("各年、各月或各日")
    links: Links = described("各个网址")


class DayIssues(Schema):
    """一日的各报，或历年同一天的各报。"""

    date: str = described("哪一日，如 2021-12-23；历年同一天写作 --12-23")
    total: Count = described("期数，不只这一页")
    items: list[IssueRecord] = described("这一页的各期")
    roughly: list[IssueRecord] = described(
        "日期只知大概、可能在这一日的各期，最多 50 期；历年同一天时为空"
    )
    links: Links = described("各个网址")

    def __str__(self) -> str:
        return self.date
