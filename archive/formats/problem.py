"""What went wrong, as problem details (RFC 9457)."""

from .parts import Record, Url, says


class Instead(Record):
    """可以改用的。"""

    label: str = says("它是什么")
    url: Url = says("它的地址")


class BadParameter(Record):
    """地址里一个有误的参数。"""

    name: str = says("参数名；整个地址有误则空")
    value: str = says("所写的值")
    message: str = says("错在哪里")
    close: list[Instead] = says("可能是要的，各附改好的地址")
    others: list[Instead] = says("其他可用的值，各附改好的地址")


class Problem(Record):
    """出了什么问题。"""

    type: Url = says("问题的种类，也是它说明的地址")
    title: str = says("问题的种类，一句话")
    status: int = says("HTTP 状态码")
    detail: str = says("这一次错在哪里")
    code: str = says("这次请求的代号，凭它可在日志里找到这一次；没有则空", default="")
    errors: list[BadParameter] = says("各个有误的参数", default=[])
    instead: list[Instead] = says("可以改用的地址", default=[])


# name → what it is called, what it means and what to do: documented at /api/, where `type` leads
KINDS = {
    "bad-parameters": ("网址中的条件有误", "errors 列出每个有误的参数，各附可用的值。"),
    "bad-request": ("请求有误", "服务器无法识别这个请求。"),
    "not-found": ("没有这一页", "本站没有，也从未有过；instead 列出相近的。"),
    "not-allowed": ("本站只读", "只支持 GET、HEAD、OPTIONS。"),
    "not-acceptable": ("没有这种格式", "Accept 所要的都没有；instead 列出有的。"),
    "split": ("已拆分", "所要的已拆分；instead 列出代替它的各项。"),
    "several": ("对应多篇", "这个网址对应多篇文章；instead 列出各篇。"),
    "gone": ("已撤下", "曾经有过，现已撤下，detail 是理由。"),
    "stale-cursor": (
        "游标已失效",
        "按相关程度排序的游标只在一个版本里有效，而版本已经更新；请从头取起。按日期排序的游标不会失效。",
    ),
    "no-edition": ("本站暂时无法访问", "正在维护或出现故障，请稍后重试。"),
    "bad-host": (
        "主机名不对",
        "本站不以这个主机名开放。管理者：请在 ARCHIVE_ORIGIN 或 ARCHIVE_HOSTS 里写明公开的主机名。",
    ),
    "too-long": ("网址太长", "网址连同参数最长 8000 字节。"),
    "headers-too-long": ("请求头太长", "请求头合计最长 32000 字符，本站所读的每项最长 2000。"),
    "busy": ("访问人数过多", "排队的请求已满，请按 Retry-After 稍后重试。"),
    "out-of-time": ("请求超时", "这个请求用时过长，已中止；请缩小范围后重试。"),
    "not-ready": ("还不能服务", "detail 列出缺什么。"),
    "failed": ("服务器出错", "服务器未能回答，错误已记录；反馈时请附 code。"),
    "unavailable": ("检索暂不可用", "请稍后重试；不经检索的页面可正常访问。"),
}
