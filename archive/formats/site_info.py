"""Schemas of the archive's self-description: holdings, edition, software, contact."""

from datetime import date as Day

from .response_schema import Links
from .schema_parts import Count, Schema, described, fact


class Holdings(Schema):
    """所藏，及提供它的版本与软件。"""

    name: str = fact("名称", "这个报纸档案的名称")
    romanised: str = fact("拼写", "名称的拉丁字母拼写；没有时为空")
    publisher: str = fact("主办", "主办者；没有写明时为空")
    description: str = fact("简介")
    newspaper_count: Count = fact("报纸种数")
    issue_count: Count = fact("期数")
    article_count: Count = fact("文章篇数")
    text_count: Count = fact("存有全文的篇数")
    earliest: Day | None = fact("最早", "所藏最早日期")
    latest: Day | None = fact("最晚", "所藏最晚日期")
    provinces: list[str] = fact("地区", "所涉的省级地区")
    modified: Day | None = fact("最近修改", "最后一次收录或修改的日期")
    edition: str = fact("版本", "版本的指纹")
    made: Day = fact("版本发布")
    software: str = fact("软件", "软件的版本")
    digest_licence: str = fact("提要许可", "提要和整理说明的许可")
    metadata_licence: str = fact("著录许可", "标题、日期等著录的许可")
    contact: str = fact("联系", "管理者的电子邮件；没有时为空")

    def __str__(self) -> str:
        return "所藏"


class About(Holdings):
    """本站所藏及其版本。"""

    links: Links = described("各个网址")
