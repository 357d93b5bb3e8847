"""Schemas of the exports: full texts, files and manifest."""

from datetime import date as Day

from .response_schema import Links
from .schema import ArticleWhole
from .schema_parts import Block, Correction, Count, PageSource, Schema, Url, described, fact


class TextRecord(Schema):
    """一篇文章的全文。"""

    ident: str = described("文章编号")
    url: Url = fact("固定网址")
    source: PageSource = described("版面文字")
    text: str = described("全文，一行一段；文字是校改后的，缺文处作〔缺文〕；属原作者和报社")
    corrections: list[Correction] = described("校改")


class ArticleText(TextRecord):
    """一篇文章的全文及其各段，整批数据里的一行。"""

    blocks: list[Block] = described("正文各段，依阅读次序")

    @classmethod
    def from_article(cls, article: ArticleWhole) -> "ArticleText":
        """Return the text record of an article whose full text is available."""
        return cls(**{name: getattr(article, name) for name in cls.model_fields})


class BulkFile(Schema):
    """整批数据的一个文件。"""

    name: str = fact("文件")
    label: str = fact("内容")
    media_type: str = described("解压以后的媒体类型")
    packed: bool = described("是否以 gzip 压缩")
    records: Count | None = fact("条数", "几条记录；不按条计的为 null")
    size: Count = fact("字节数")
    sha256: str = fact("SHA-256", pattern="^[0-9a-f]{64}$")
    licence: str = fact("许可", "许可的网址；全文不由本站许可，为空")

    def __str__(self) -> str:
        return self.name


class ExportSummary(Schema):
    """整批数据的概况。"""

    edition: str = fact("版本", "版本的指纹；同一版本的各文件逐字节相同")
    modified: Day | None = fact("修改", "最后一次收录或修改的日期")
    earliest: Day | None = fact("最早", "所藏最早日期")
    latest: Day | None = fact("最晚", "所藏最晚日期")
    provinces: list[str] = fact("地区", "所涉的省级地区")
    article_count: Count = fact("文章篇数")
    text_count: Count = fact("存有全文的篇数")


class ExportManifest(ExportSummary):
    """整批数据的清单。"""

    files: list[BulkFile] = described("各文件")


class FileAddress(BulkFile):
    """整批数据的一个文件，以及它的网址。"""

    url: Url = fact("地址")


class Dataset(ExportSummary):
    """全部整批数据。"""

    files: list[FileAddress] = described("各文件")
    links: Links = described("各个网址")
