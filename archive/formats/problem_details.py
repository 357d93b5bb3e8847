"""Schemas of error responses: problem details (RFC 9457)."""

from django.utils.translation import gettext_noop

from .schema_parts import Schema, Url, described


class Instead(Schema):
    """一个可以改用的网址。"""

    label: str = described("它是什么")
    url: Url = described("它的网址")


class BadParameter(Schema):
    """网址中一个有误的参数。"""

    name: str = described("参数名；整个网址有误时为空")
    value: str = described("所写的值")
    message: str = described("错在哪里")
    close: list[Instead] = described("相近的值，各附改好的网址")
    others: list[Instead] = described("其他可用的值，各附改好的网址")


class Problem(Schema):
    """出了什么问题。"""

    type: Url = described("问题的种类，也是它说明的网址")
    title: str = described("问题的种类，一句话")
    status: int = described("HTTP 状态码")
    detail: str = described("这一次错在哪里")
    code: str = described("这次请求的代号，凭它可在日志里找到这一次；没有时为空", default="")
    errors: list[BadParameter] = described("各个有误的参数", default=[])
    instead: list[Instead] = described("可以改用的网址", default=[])


# name → (title, explanation and remedy); documented at /api/, where `type` leads
KINDS = {
    "bad-parameters": (
        gettext_noop("网址中的条件有误"),
        gettext_noop("errors 列出每个有误的参数，各附可用的值。"),
    ),
    "bad-request": (gettext_noop("请求有误"), gettext_noop("服务器无法识别这个请求。")),
    "not-found": (
        gettext_noop("页面不存在"),
        gettext_noop("这个网址不存在，也从未使用过；instead 列出相近的网址。"),
    ),
    "not-allowed": (gettext_noop("本站只读"), gettext_noop("只支持 GET、HEAD、OPTIONS。")),
    "not-acceptable": (
        gettext_noop("没有这种格式"),
        gettext_noop("没有 Accept 所要的格式，instead 列出可用的格式。"),
    ),
    "split": (gettext_noop("已拆分"), gettext_noop("已拆分，instead 列出拆分后的各项。")),
    "several": (gettext_noop("对应多篇"), gettext_noop("这个网址对应多篇文章；instead 列出各篇。")),
    "gone": (gettext_noop("已撤下"), gettext_noop("已撤下，detail 是理由。")),
    "stale-cursor": (
        gettext_noop("游标已失效"),
        gettext_noop(
            "按相关度排序的游标只在一个版本里有效，版本已更新，请从头获取。按日期排序的游标不会失效。"
        ),
    ),
    "no-edition": (
        gettext_noop("本站暂时无法访问"),
        gettext_noop("正在维护或出现故障，请稍后重试。"),
    ),
    "bad-host": (
        gettext_noop("主机名不对"),
        gettext_noop(
            "本站不以这个主机名开放。"
            "管理者：请在 ARCHIVE_ORIGIN 或 ARCHIVE_HOSTS 里写明公开的主机名。"
        ),
    ),
    "too-long": (gettext_noop("网址太长"), gettext_noop("网址连同参数最长 8000 字节。")),
    "headers-too-long": (
        gettext_noop("请求头太长"),
        gettext_noop("请求头合计最长 32000 字符，本站所读的每项最长 2000。"),
    ),
    "busy": (gettext_noop("访问人数过多"), gettext_noop("同时访问的人太多，请稍后重试。")),
    "out-of-time": (
        gettext_noop("请求超时"),
        gettext_noop("这个请求用时过长，已中止；请缩小范围后重试。"),
    ),
    "not-ready": (gettext_noop("尚未就绪"), gettext_noop("detail 列出缺什么。")),
    "failed": (
        gettext_noop("服务器出错"),
        gettext_noop("服务器未能回答，错误已记录；反馈时请附 code。"),
    ),
    "unavailable": (
        gettext_noop("检索暂不可用"),
        gettext_noop(
            "请稍后重试，或用 instead 列出的网址，去掉检索词；"
            "不带检索词的列表和其他页面可正常访问。"
        ),
    ),
}
