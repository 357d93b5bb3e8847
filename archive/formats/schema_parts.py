"""Parts of the schemas: links to other records, dates, credits, …"""

from collections.abc import Iterable
from datetime import date as Day
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from archive.models.article_parts import Basis
from archive.models.mentions import Mention
from archive.models.reprints import Reprint
from archive.text import dates
from archive.text.roles import ROLES


def described(description: str, **more: Any) -> Any:
    return Field(description=description, **more)


class OneOf:
    """Annotation that limits a string field to these values: a Literal of values known only at run
    time.
    """

    def __init__(self, values: Iterable[str]):
        self.values = list(values)

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.literal_schema(self.values)


Url = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Span = Annotated[tuple[int, int], described("字符区间 [起, 止)，从 0 数起，止不计入")]
Known = Annotated[str, OneOf(Basis.values)]
Extent = Annotated[str, OneOf(Reprint.Extent.values)]
Role = Annotated[str, OneOf(ROLES)]
Count = Annotated[int, Field(ge=0)]


def fact(title: str, description: str = "", **more: Any) -> Any:
    """Return a field that formats for reading show under its title."""
    return Field(title=title, description=description or title, **more)


class Schema(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def parts(self) -> dict[str, Any]:
        """The fields by name, as arguments of a schema that extends this one."""
        return dict(self)


class Dating(Schema):
    """日期，以及它有多可靠。"""

    edtf: str = described("日期，EDTF（ISO 8601-2）写法，如 2021-12-23、[2024-03-26..2024-04-05]")
    earliest: Day = described("可能的最早一日")
    latest: Day = described("可能的最晚一日")
    label: str = described("日期的中文说法")
    basis: Known = described("stated 原文载明，inferred 编辑推定")

    def __str__(self) -> str:
        if self.basis == Basis.INFERRED:
            return f"{dates.range_without_about(self.edtf)}（推定）"
        return self.label


class NewspaperLink(Schema):
    """所指的报纸。"""

    slug: str = described("报纸在网址中的名称，也是 newspaper= 的值")
    name: str = described("报名")
    url: Url = fact("固定网址", "报纸的固定网址")

    def __str__(self) -> str:
        return self.name


class IssueLink(Schema):
    """所指的一期。"""

    key: str = described("这一期在网址中的名称")
    number: str = fact("期号")
    url: Url = fact("固定网址", "这一期的固定网址")


class PageLink(Schema):
    """所指的一版。"""

    key: str = described("这一版在网址中的名称")
    number: str = described("版次，待考时为空")
    name: str = described("版名")
    label: str = described("版次与版名的中文说法")
    url: Url = fact("固定网址", "这一版的固定网址")

    def __str__(self) -> str:
        return self.label


class TopicLink(Schema):
    """所指的主题。"""

    slug: str = described("主题在网址中的名称，也是 topic= 的值")
    label: str = described("主题词")
    url: Url = fact("固定网址", "主题的固定网址")

    def __str__(self) -> str:
        return self.label


class PlaceLink(Schema):
    """所指的地区。"""

    code: str = described("行政区划代码（GB/T 2260）", pattern="^[0-9]{6}$")
    name: str = described("地名")
    full_name: str = described("连同上级的全名")
    url: Url = fact("固定网址", "地区的固定网址")

    def __str__(self) -> str:
        return self.full_name


class CoveredPlace(PlaceLink):
    """文章所涉的地区，以及依据。"""

    basis: Known = described("stated 原文载明，inferred 编辑推定")
    reason: str = described("推定的理由")

    def __str__(self) -> str:
        return self.full_name + ("（推定）" if self.basis == "inferred" else "")


class Credit(Schema):
    """一位署名者。"""

    slug: str = described("作者在网址中的名称，也是 person= 的值")
    name: str = described("署名")
    role: Role = described("身份")
    position: str = described("图片署名里另印的身份，如“记者某某 摄”的“记者”")
    read_from: str = described("所据的原文字样")
    note: str = described("关于这一署名的说明")
    url: Url = fact("固定网址", "作者的固定网址")
    same_as: list[Url] = described("在维基数据、VIAF 中的记录，编辑填写")

    def __str__(self) -> str:
        return f"{self.name}（{self.position}{self.role}）"


class Mentioned(Schema):
    """文中提到的一个人物、单位或地名。"""

    kind: Annotated[str, OneOf(Mention.Kind.values)] = described(
        "person 人物、organisation 单位、place 地名"
    )
    name: str = described("名称；地名连同上级")
    key: str = described(
        "人物、单位有记录的是其在网址中的名称，没有的是名称本身，即 named=、organisation= 的值；"
        "地名是行政区划代码"
    )
    source: Annotated[str, OneOf(Mention.Source.values)] = described(
        "program 程序识别，未经核对，同名者可能不是一人；editor 编辑认定"
    )
    count: Count = described("在标题、提要和正文中出现几次；0 表示只由编辑认定")
    same_as: list[Url] = described("在维基数据、VIAF 中的记录，编辑填写")
    url: Url = fact("固定网址", "这个人物、单位或地区的网址")

    def __str__(self) -> str:
        return self.name


class Companion(Schema):
    """和某个人物或单位一起被提到的人物或单位，或与某位作者共同署名的作者。"""

    kind: Annotated[str, OneOf(["person", "organisation", "author"])] = described(
        "person 人物、organisation 单位、author 共同署名的作者"
    )
    key: str = described("named=、organisation= 或 person= 的值")
    name: str = described("名称")
    article_count: Count = fact("文章篇数", "同时提到两者的文章篇数；author 是两人共同署名的")
    articles: Url = described("这些文章的列表")

    def __str__(self) -> str:
        return self.name


class Tie(Schema):
    """两个都和某个人物或单位一起被提到的名称，又同时出现。"""

    first: Count = described("在 companions 里的位置，从 0 数起")
    second: Count = described("在 companions 里的位置，从 0 数起")
    article_count: Count = fact("文章篇数", "三者都提到，或三人共同署名的文章篇数")
    articles: Url = described("这些文章的列表")


class NamesTogether(Schema):
    """和谁一起被提到：最常见的一些，以及他们之间的联系。"""

    companions: list[Companion] = described(
        "一起被提到的人物和单位，篇数多的在前，最多 28 个；作者还有共同署名的作者，最多 11 个"
    )
    ties: list[Tie] = described("他们之间的联系，强的在前，最多 90 条；弱的可能不列")
    since: str | None = described(
        "只统计最近一千篇的，从哪一天起，各列表也从这一天起；全部统计的为 null", default=None
    )


class Crosshead(Schema):
    """文内小标题。"""

    block: str = described("所在的段，即网页上的锚")
    text: str = described("小标题")


class Identifier(Schema):
    """文章在别处的编号。"""

    kind: Literal["url"] = described("url 在别的网站上有过的网址")
    value: str = described("编号")


class Block(Schema):
    """正文的一段。"""

    id: str = described("段号，即网页上的锚")
    kind: str = described(
        "paragraph 段落、crosshead 小标题、item 条目、caption 图片说明、summary 提示、"
        "byline 署名、credit 来源"
    )
    at: list[Span] = described("在版面文字里的位置")
    run_in: bool = described("是否与下一段连排")
    gap: Literal["", "before", "after"] = described("段前或段后有缺文")
    text: str | None = described("校改后的文字；本站未存时为 null")


class Correction(Schema):
    """一处校改。"""

    at: Span = described("在版面文字里的位置")
    was: str = described("识别原文作")
    read: str = described("校改为")
    reason: str = described("理由")
    certainty: Literal["sure", "likely"] = described("sure 确定，likely 存疑")


class Note(Schema):
    """整理说明。"""

    kind: str = described(
        "loss 缺文、order 错栏、repeat 重复、stray 窜入、doubt 存疑、deck 标题、source 来源"
    )
    block: str = described("所说的段")
    text: str = described("说明的文字")


class HistoryEntry(Schema):
    """收录或一次修改。"""

    date: Day = described("日期")
    kind: str = described(
        "published 收录、text 正文、record 著录、digest 提要、dating 日期推定、"
        "merged 并入、split 拆出、moved 迁来"
    )
    says: str = described("改了什么")


class PageSource(Schema):
    """文章所出的版面文字；持有者凭它与各段位置可以拼出全文。"""

    sha256: str = described("版面文字的 SHA-256", pattern="^[0-9a-f]{64}$")
    length: Count = described("版面文字的字符数")


class PageImage(Schema):
    """一版的图；持有者凭 SHA-256 认出文件。"""

    sha256: str = described("文件的 SHA-256", pattern="^[0-9a-f]{64}$")
    pdf_page: int | None = described("PDF 的第几页；不是 PDF 的为 null")
    width: Count = described("宽，像素；PDF 的一页，是画出来的像素")
    height: Count = described("高，像素")
    shows: Annotated[str, OneOf(["page", "part"])] = described("page 整版、part 局部")
    rights: str = described("权利说明，或许可协议的网址")
    withdrawn: str = described("撤下的理由；没有撤下的为空")
    held: bool = described("本站是否存有这张图")


class ArticleZone(Schema):
    """文章的一部分在版面上占的一块。"""

    part: str = described(
        "kicker 引题、headline 标题、subhead-1 等副题、段号、picture-1 等图片；article 整篇"
    )
    box: list[float] = described("[x, y, 宽, 高]，是版面宽高的几分之几")


class ArticlePicture(Schema):
    """文章的一张照片或图画。"""

    zone: list[float] = described("在版面上的 [x, y, 宽, 高]，是版面宽高的几分之几")
    caption: str = described("图片说明的段号")


class NonArticleText(Schema):
    """版面上不属于任何文章的文字。"""

    kind: Literal[
        "column-title",
        "furniture",
        "notice",
        "advertisement",
        "repeat",
        "stray",
        "withdrawn",
    ] = described(
        "column-title 栏目题、furniture 版面附件、notice 公告启事、advertisement 广告、"
        "repeat 重复、stray 窜入、withdrawn 已撤下的文字"
    )
    at: list[Span] = described("在版面文字里的位置")
    zones: list[list[float]] = described(
        "在版面上占的各块 [x, y, 宽, 高]，是版面宽高的几分之几；不知道的为空"
    )
    text: str = described("栏目题的文字")
    of: str | None = described("所重复的文章编号")
    note: str = described("说明")


class Evidence(Schema):
    """推定日期所依据的一句话。"""

    article: str = described("文章编号")
    url: Url = fact("固定网址", "文章的固定网址")
    sentence: Annotated[int, Field(ge=1)] = described("正文第几句")
    says: str = described("这一句说明什么")


class RoleCount(Schema):
    """以某一身份署名的篇数。"""

    role: Role = described("身份")
    article_count: Count = fact("文章篇数")

    def __str__(self) -> str:
        return f"{self.role} {self.article_count} 篇"


class DispatchLink(Schema):
    """所刊的一条消息。"""

    ident: str = described("消息编号：整篇刊登它的各篇里最先收录的文章编号")
    extent: Extent = described("whole 整篇刊登，part 只有一部分相同")
    url: Url = fact("固定网址", "这条消息的固定网址")


class Printing(Schema):
    """刊登一条消息的一篇文章。"""

    ident: str = described("文章编号")
    url: Url = fact("固定网址", "文章的固定网址")
    headline: str = described("标题")
    newspaper: NewspaperLink = fact("报纸")
    date: Dating = fact("日期", "见报日期")
    page: PageLink = fact("版次", "所在的版")
    length: Count = fact("字数")
    extent: Extent = described("whole 整篇刊登，part 只有一部分相同")
    first: bool = described("在整篇刊登的各篇里，按已知的日期是否最早")

    def __str__(self) -> str:
        return f"{self.newspaper} {self.date} {self.headline}"


class RelatedReason(Schema):
    """两篇文章相关的一个原因。"""

    kind: Annotated[str, OneOf(["topic", "place", "words"])] = described(
        "topic 同主题、place 同地、words 用词相近"
    )
    values: list[str] = described("主题、地区的名称，或两篇都有的词")

    def __str__(self) -> str:
        return "、".join(self.values)


class RelatedArticle(Schema):
    """一篇相关文章。"""

    ident: str = described("文章编号")
    url: Url = fact("固定网址", "文章的固定网址")
    headline: str = described("标题")
    newspaper: NewspaperLink = fact("报纸")
    date: Dating = fact("日期", "见报日期")
    reasons: list[RelatedReason] = described("相关的原因")

    def __str__(self) -> str:
        return f"{self.headline}（{self.newspaper}，{self.date}）"
