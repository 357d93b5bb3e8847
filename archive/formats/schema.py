"""Every field of the archive's data, defined once: name, type and meaning.

All formats derive from these schemas, as do the JSON Schema of the API and docs/data.md. A missing
text is "", a missing list [], a missing number, date or object null. Formats for reading show the
fields that have a title, under that title, and refer to a record by its str().
"""

from datetime import date as Day
from typing import Annotated

from pydantic import Field

from archive.models import Article, Mention, Place

from .schema_parts import (
    ArticlePicture,
    ArticleZone,
    Block,
    Correction,
    Count,
    CoveredPlace,
    Credit,
    Crosshead,
    Dating,
    DispatchLink,
    Evidence,
    HistoryEntry,
    Identifier,
    IssueLink,
    Known,
    Mentioned,
    NewspaperLink,
    NonArticleText,
    Note,
    OneOf,
    PageImage,
    PageLink,
    PageSource,
    PlaceLink,
    Printing,
    RelatedArticle,
    RoleCount,
    Schema,
    TopicLink,
    Url,
    described,
    fact,
)


class ArticleRecord(Schema):
    """一篇文章，列表里的一条。"""

    ident: str = described("文章编号，七位，永不改给别的文章", pattern="^[0-9a-z]{7}$")
    url: Url = fact("固定网址")
    kicker: str = described("引题")
    headline: str = described("标题；版面没有印标题的，由编辑拟定，加〔〕")
    headline_supplied: bool = described("标题是否由编辑拟定")
    subheads: list[str] = described("副题")
    newspaper: NewspaperLink = fact("报纸")
    issue: IssueLink = described("期")
    page: PageLink = fact("版次", "所在的版")
    sequence: Annotated[int, Field(ge=1)] = described("在这一版的第几篇")
    attribution: Known = described("报名：stated 原文载明，inferred 编辑推定")
    date: Dating = fact("日期", "见报日期")
    cataloguing: Annotated[str, OneOf(Article.Cataloguing.values)] = described(
        "著录级别：full 详目；minimal 简目，可以没有提要、体裁、地区和主题"
    )
    genre: Annotated[str, OneOf(["", *Article.Genre.values])] = described(
        "体裁，即 genre= 的值；简目可以没有"
    )
    genre_label: str = fact("体裁", "体裁的中文名")
    column: str = fact("栏目")
    bylines: list[Credit] = fact("署名", "署名，依原序")
    places: list[CoveredPlace] = fact("地区", "所涉地区")
    topics: list[TopicLink] = fact("主题")
    mentions: list[Mentioned] = described(
        "文中提到的人物、单位和地名，出现多的在前；大多由程序识别，见 source"
    )
    digest: str = described("提要，本站编写；一行一段；简目可以没有")
    crossheads: list[Crosshead] = described("文内小标题")
    length: Count = fact("字数", "正文在识别文本里的字数")
    text_held: bool = described("本站是否存有全文")
    text: str | None = described(
        "全文，一行一段；文字是校改后的，缺文处作〔缺文〕；本站未存时为 null"
    )
    corrections: list[Correction] = described("校改")
    identifiers: list[Identifier] = described("别处的编号")
    dispatches: list[DispatchLink] = described(
        "本文刊登、别的文章也刊登的消息；由程序比较全文得出，没有全文的不比较"
    )
    first_published: Day = fact("收录", "在本站首次发布的日期")
    last_changed: Day = fact("修改", "最后一次修改的日期；没有修改过即首次发布之日")

    def __str__(self) -> str:
        return self.headline


class ArticleWhole(ArticleRecord):
    """一篇文章的全部著录。"""

    source: PageSource = described("版面文字")
    blocks: list[Block] = described("正文各段，依阅读次序")
    zones: list[ArticleZone] = described("各部分在版面上的区域，依阅读次序")
    outline: list[list[float]] = described(
        "全篇在版面上占的各块 [x, y, 宽, 高]，相连的各段并为一块；不知道的为空"
    )
    pictures: list[ArticlePicture] = described("照片和图画，与 picture-1 等区域同序")
    notes: list[Note] = described("整理说明")
    history: list[HistoryEntry] = described("收录以来的修改，早的在前")


class ArticleWithRelated(ArticleWhole):
    """一篇文章的全部著录，以及相关文章。"""

    related: list[RelatedArticle] = described("相关文章，由程序选出，最相近的在前；无法检索时为空")


class DispatchWhole(Schema):
    """一条消息，以及刊登它的各篇文章。"""

    ident: str = described("消息编号：整篇刊登它的各篇里最先收录的文章编号")
    url: Url = fact("固定网址")
    headline: str = described("那篇文章的标题")
    printings: list[Printing] = fact("刊登", "刊登它的各篇，日期早的在前")

    def __str__(self) -> str:
        return f"同一消息：{self.headline}"


class PageRecord(PageLink):
    """一版。"""

    newspaper: NewspaperLink = fact("报纸")
    issue: IssueLink = described("期")
    date: Dating = fact("日期", "见报日期")
    sequence: Annotated[int, Field(ge=1)] = described("在所藏各版里的次序")
    source: PageSource = described("版面文字")
    text_held: bool = described("本站是否存有这一版的文字")
    images: list[PageImage] = described("版面图；第一张整版的是这一版的图")
    article_count: Count = fact("文章篇数")
    notes: list[Note] = described("整理说明")
    apart: list[NonArticleText] = described("不属于任何文章的文字")


class PageWhole(PageRecord):
    """一版的全部著录。"""

    articles: list[ArticleRecord] = described("这一版的文章，依次序")


class IssueRecord(IssueLink):
    """一期，列表里的一条。"""

    newspaper: NewspaperLink = fact("报纸")
    date: Dating = fact("日期", "见报日期")
    date_reason: str = fact("日期依据", "日期如何得知")
    attribution: Known = described("报名：stated 原文载明，inferred 编辑推定")
    attribution_reason: str = fact("报名依据", "报名如何得知")
    evidence: list[Evidence] = described("推定日期所依据的各句")
    page_count: Count = fact("所藏版数")
    article_count: Count = fact("文章篇数")

    def __str__(self) -> str:
        return f"{self.newspaper} {self.date}"


class IssueWhole(IssueRecord):
    """一期的全部著录。"""

    pages: list[PageWhole] = described("各版及其文章")


class NewspaperRecord(NewspaperLink):
    """一种报纸，列表里的一条。"""

    romanised: str = described("报名的拼音")
    level: str = fact("级别")
    place: PlaceLink | None = fact("出版地")
    description: str = fact("说明")
    issue_count: Count = fact("所藏期数")
    article_count: Count = fact("文章篇数")
    earliest: Day | None = described("所藏最早日期")
    latest: Day | None = described("所藏最晚日期")


class NewspaperWhole(NewspaperRecord):
    """一种报纸的全部著录。"""

    issues: list[IssueRecord] = described("各期，新的在前")


class TopicRecord(TopicLink):
    """一个主题，列表里的一条（SKOS 概念）。"""

    label_en: str = described("英文的主题词（prefLabel@en），没有拟定的为空")
    alt_labels: list[str] = fact("又称")
    same_as: list[Url] = described("在维基数据中的记录，编辑填写")
    definition: str = fact("定义")
    scope_note: str = fact("范围说明")
    broader: TopicLink | None = fact("上级主题")
    narrower: list[TopicLink] = fact("下级主题")
    article_count: Count = fact("文章篇数", "文章篇数，连下级主题")


class PlaceRecord(PlaceLink):
    """一个地区，列表里的一条。"""

    short_name: str = described("简称")
    level: Annotated[str, OneOf(Place.Level.values)] = described(
        "province 省级、city 地级、county 县级"
    )
    slug: str = described("省份的拼音名，即 province= 的值；地市、区县没有")
    pinyin: str = described("地名的拼音")
    romanised: str = described("地名的英文写法，不连上级")
    since: str = described("代码启用的年份，一直使用的为空")
    ended: str = described("代码停用的年份，仍在使用的为空")
    article_count: Count = fact("文章篇数", "文章篇数，连所辖各地")


class PlaceWhole(PlaceRecord):
    """一个地区的全部著录。"""

    mentioning_count: Count | None = described(
        "只提到这里（连所辖各地）而不以它为报道地区的文章篇数，即 placename= 的篇数；"
        "暂时无法统计时为 null"
    )

    within: list[PlaceLink] = described("上级各地，由大到小")
    children: list[PlaceRecord] = described("下一级各地")


class PersonRecord(Schema):
    """一位作者，列表里的一条。"""

    slug: str = described("作者在网址中的名称，也是 person= 的值")
    name: str = described("署名")
    url: Url = fact("固定网址", "作者的固定网址")
    romanised: str = described("署名的拼音，姓在前；没有汉字的为空")
    pen_name: bool = described("是否笔名或集体署名")
    note: str = fact("说明")
    same_as: list[Url] = described("在维基数据、VIAF 中的记录，编辑填写")
    article_count: Count = fact("文章篇数")

    def __str__(self) -> str:
        return self.name


class PersonWhole(PersonRecord):
    """一位作者的全部著录。"""

    roles: list[RoleCount] = fact("身份", "各种身份的篇数，多的在前")


class NameRecord(Schema):
    """文章提到的一个人物或单位，列表里的一条。"""

    kind: Annotated[str, OneOf(["person", "organisation"])] = described(
        "person 人物、organisation 单位"
    )
    key: str = described("有记录的是其在网址中的名称，没有的是名称本身")
    name: str = described("名称")
    url: Url = fact("固定网址")
    source: Annotated[str, OneOf(Mention.Source.values)] = described(
        "program 只由程序识别，同名者可能不是一人；editor 至少在一篇文章里由编辑认定"
    )
    has_record: bool = described("目录里是否有这个人物或单位的记录")
    article_count: Count = fact("文章篇数", "提到的文章篇数，本人署名的不计")

    def __str__(self) -> str:
        return self.name


class OrganisationRecord(Schema):
    """一个单位。"""

    slug: str = described("单位在网址中的名称，也是 organisation= 的值")
    name: str = described("名称")
    url: Url = fact("固定网址", "单位的固定网址")
    also: list[str] = fact("又称", "简称、旧称")
    note: str = fact("说明")
    same_as: list[Url] = described("在维基数据、VIAF 中的记录，编辑填写")
    article_count: Count = fact("文章篇数", "提到它的文章篇数")

    def __str__(self) -> str:
        return self.name
