"""Every field of the archive's data: its name, its type and what it means, defined once.

All formats are made from these records, the JSON Schema of the API is theirs, and docs/data.md
lists them. What a thing does not have is "" where it would be words, [] where it would be several,
and null where it would be a number, a day or a thing of its own.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from archive.models import Article, Byline, Place
from archive.models.newspapers import Basis

Url = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Span = Annotated[tuple[int, int], Field(description="字符区间 [起, 止)，从 0 数起，止不计入")]
Known = Literal[*Basis.values]
Count = Annotated[int, Field(ge=0)]


def says(description: str, **more):
    return Field(description=description, **more)


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Dating(Record):
    """日期，以及它有多可靠。"""

    edtf: str = says("日期，EDTF（ISO 8601-2）写法，如 2021-12-23、[2024-03-26..2024-04-05]")
    earliest: date = says("可能的最早一日")
    latest: date = says("可能的最晚一日")
    label: str = says("日期的中文说法")
    basis: Known = says("stated 原文载明，inferred 编者推定")


class NewspaperLink(Record):
    """所指的报纸。"""

    slug: str = says("报纸的地址名，也是 newspaper= 的值")
    name: str = says("报名")
    url: Url = says("报纸的永久地址")


class IssueLink(Record):
    """所指的一期。"""

    key: str = says("这一期在地址里的名字")
    number: str = says("期号")
    url: Url = says("这一期的永久地址")


class PageLink(Record):
    """所指的一版。"""

    key: str = says("这一版在地址里的名字")
    number: str = says("版次，不详则空")
    name: str = says("版名")
    label: str = says("版次与版名的中文说法")
    url: Url = says("这一版的永久地址")


class TopicLink(Record):
    """所指的主题。"""

    slug: str = says("主题的地址名，也是 topic= 的值")
    label: str = says("主题词")
    url: Url = says("主题的永久地址")


class PlaceLink(Record):
    """所指的地区。"""

    code: str = says("行政区划代码（GB/T 2260）", pattern="^[0-9]{6}$")
    name: str = says("地名")
    full_name: str = says("连同上级的全名")
    url: Url = says("地区的永久地址")


class CoveredPlace(PlaceLink):
    """文章所涉的地区，以及依据。"""

    basis: Known = says("stated 原文载明，inferred 编者推定")
    reason: str = says("推定的理由")


class Credit(Record):
    """一位署名者。"""

    slug: str = says("作者的地址名，也是 person= 的值")
    name: str = says("署名")
    role: Literal[*Byline.Role.values] = says("身份")
    position: str = says("图片署名里另印的身份，如“记者某某 摄”的“记者”")
    read_from: str = says("所据的原文字样")
    note: str = says("编者关于这一署名的话")
    url: Url = says("作者的永久地址")


class Crosshead(Record):
    """文内小标题。"""

    block: str = says("所在的段，即网页上的锚")
    text: str = says("小标题")


class ArticleRecord(Record):
    """一篇文章，列表里的一条。"""

    ident: str = says("文章号，七位，永不改给别的文章", pattern="^[0-9a-z]{7}$")
    url: Url = says("永久地址")
    kicker: str = says("引题")
    headline: str = says("主题（正题）")
    subheads: list[str] = says("副题")
    newspaper: NewspaperLink = says("报纸")
    issue: IssueLink = says("期")
    page: PageLink = says("版")
    sequence: Annotated[int, Field(ge=1)] = says("在这一版的第几篇")
    date: Dating = says("见报日期")
    genre: Literal[*Article.Genre.values] = says("体裁，即 genre= 的值")
    genre_label: str = says("体裁的中文名")
    column: str = says("栏目")
    bylines: list[Credit] = says("署名，依原序")
    places: list[CoveredPlace] = says("所涉地区")
    topics: list[TopicLink] = says("主题")
    digest: str = says("提要，本库自撰，CC BY 4.0；一行一段")
    crossheads: list[Crosshead] = says("文内小标题")
    length: Count = says("正文在扫描文本里的字数")
    text_held: bool = says("本站是否存有全文")
    text: str | None = says("全文，一行一段；本站未存则为 null")


class Block(Record):
    """正文的一段。"""

    id: str = says("段号，即网页上的锚")
    kind: str = says(
        "paragraph 段落、crosshead 小标题、item 条目、caption 图注、summary 提示、byline 署名、credit 来源"
    )
    at: list[Span] = says("在版面文字里的位置")
    run_in: bool = says("是否与下一段连排")
    gap: Literal["", "before", "after"] = says("段前或段后有缺文")
    text: str | None = says("校改后的文字；本站未存则为 null")


class Correction(Record):
    """一处校改。"""

    at: Span = says("在版面文字里的位置")
    was: str = says("扫描文本作")
    read: str = says("今读作")
    reason: str = says("理由")
    certainty: Literal["sure", "likely"] = says("sure 确定，likely 存疑")


class Note(Record):
    """编者按。"""

    kind: str = says(
        "loss 缺文、order 错栏、repeat 重复、stray 窜入、doubt 存疑、deck 题目、source 来源"
    )
    block: str = says("所说的段")
    text: str = says("按语")


class PageSource(Record):
    """文章所出的版面文字；持有者凭它与各段位置可以拼出全文。"""

    sha256: str = says("版面文字的 SHA-256", pattern="^[0-9a-f]{64}$")
    length: Count = says("版面文字的字符数")


class ArticleWhole(ArticleRecord):
    """一篇文章的全部著录。"""

    source: PageSource = says("版面文字")
    blocks: list[Block] = says("正文各段，依阅读次序")
    corrections: list[Correction] = says("校改")
    notes: list[Note] = says("编者按")


class Apart(Record):
    """版面上不属于任何文章的文字。"""

    kind: Literal["column-title", "furniture", "repeat", "stray"] = says(
        "column-title 栏目题、furniture 版面附件、repeat 重复、stray 窜入"
    )
    at: list[Span] = says("在版面文字里的位置")
    text: str = says("栏目题的文字")
    of: str | None = says("所重复的文章号")
    note: str = says("说明")


class PageRecord(PageLink):
    """一版。"""

    newspaper: NewspaperLink = says("报纸")
    issue: IssueLink = says("期")
    date: Dating = says("见报日期")
    sequence: Annotated[int, Field(ge=1)] = says("在所藏各版里的次序")
    source: PageSource = says("版面文字")
    text_held: bool = says("本站是否存有这一版的文字")
    article_count: Count = says("文章篇数")
    notes: list[Note] = says("编者按")
    apart: list[Apart] = says("不属于任何文章的文字")


class PageWhole(PageRecord):
    """一版的全部著录。"""

    articles: list[ArticleRecord] = says("这一版的文章，依次序")


class Evidence(Record):
    """据以考定日期的一句话。"""

    article: str = says("文章号")
    url: Url = says("文章的永久地址")
    sentence: Annotated[int, Field(ge=1)] = says("正文第几句")
    says: str = says("这一句说明什么")


class IssueRecord(IssueLink):
    """一期，列表里的一条。"""

    newspaper: NewspaperLink = says("报纸")
    date: Dating = says("见报日期")
    date_reason: str = says("日期如何得知")
    attribution: Known = says("报名：stated 原文载明，inferred 编者推定")
    attribution_reason: str = says("报名如何得知")
    evidence: list[Evidence] = says("考定日期的各句")
    page_count: Count = says("所藏版数")
    article_count: Count = says("文章篇数")


class IssueWhole(IssueRecord):
    """一期的全部著录。"""

    pages: list[PageWhole] = says("各版及其文章")


class NewspaperRecord(NewspaperLink):
    """一种报纸，列表里的一条。"""

    level: str = says("级别")
    place: PlaceLink | None = says("出版地")
    description: str = says("说明")
    issue_count: Count = says("所藏期数")
    article_count: Count = says("文章篇数")
    earliest: date | None = says("所藏最早的一日")
    latest: date | None = says("所藏最晚的一日")


class NewspaperWhole(NewspaperRecord):
    """一种报纸的全部著录。"""

    issues: list[IssueRecord] = says("各期，新的在前")


class TopicRecord(TopicLink):
    """一个主题，列表里的一条（SKOS 概念）。"""

    alt_labels: list[str] = says("又称")
    definition: str = says("定义")
    scope_note: str = says("范围说明")
    broader: TopicLink | None = says("上位主题")
    narrower: list[TopicLink] = says("下位主题")
    article_count: Count = says("文章篇数，连下位主题")


class PlaceRecord(PlaceLink):
    """一个地区，列表里的一条。"""

    short_name: str = says("简称")
    level: Literal[*Place.Level.values] = says("province 省级、city 地级、county 县级")
    slug: str = says("省份的拼音名，即 province= 的值；地市、区县没有")
    pinyin: str = says("地名的拼音")
    since: str = says("代码启用的年份，一向有则空")
    ended: str = says("代码停用的年份，仍用则空")
    article_count: Count = says("文章篇数，连所辖各地")


class PlaceWhole(PlaceRecord):
    """一个地区的全部著录。"""

    within: list[PlaceLink] = says("上级各地，由大到小")
    children: list[PlaceRecord] = says("下一级各地")


class RoleCount(Record):
    """以某一身份署名的篇数。"""

    role: Literal[*Byline.Role.values] = says("身份")
    article_count: Count = says("文章篇数")


class PersonRecord(Record):
    """一位作者，列表里的一条。"""

    slug: str = says("作者的地址名，也是 person= 的值")
    name: str = says("署名")
    url: Url = says("作者的永久地址")
    pen_name: bool = says("是否笔名或集体署名")
    note: str = says("说明")
    article_count: Count = says("文章篇数")


class PersonWhole(PersonRecord):
    """一位作者的全部著录。"""

    roles: list[RoleCount] = says("各种身份的篇数，多的在前")
