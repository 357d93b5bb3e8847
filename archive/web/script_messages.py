"""The texts of the scripts in static/js, translated for the pages in other languages."""

from django.utils.translation import gettext_noop

from archive.languages import translated

# those that static/js/i18n.js is asked for, which a test compares
MESSAGES = (
    gettext_noop("%(count)s 条"),
    gettext_noop("已移到第 %(number)s 条。"),
    gettext_noop("已移出，还有 %(count)s 条。"),
    gettext_noop("备注：%(name)s"),
    gettext_noop("清空收藏夹？备注也会删除。"),
    gettext_noop("收藏夹最多 %(most)s 条，有几条没有加入。"),
    gettext_noop("全部引文"),
    gettext_noop("已复制 %(count)s 条引文。"),
    gettext_noop("未能复制。引文已选中，请按 Ctrl+C 或 ⌘C。"),
    gettext_noop("没有找到文章的网址或编号。"),
    gettext_noop("收藏夹最多 %(most)s 条，有 %(left)s 条没有加入。"),
    gettext_noop("已移出收藏夹。"),
    gettext_noop("收藏夹已满，最多 %(most)s 条。"),
    gettext_noop("已收藏，收藏夹里有 %(count)s 条。"),
    gettext_noop("已复制"),
    gettext_noop("（由简体转换）"),
    gettext_noop("复制失败，请选中文字后手动复制"),
    gettext_noop("关闭"),
    gettext_noop("筛选"),
    gettext_noop("看 %(count)s 篇"),
    gettext_noop("没有结果，看看如何放宽"),
    gettext_noop("第 %(number)s 处，共 %(total)s 处"),
    gettext_noop("这份副本没有这篇文章。"),
    gettext_noop("移出：%(headline)s"),
    gettext_noop("移出"),
    gettext_noop("共 %(count)s 条"),
    gettext_noop("正在检索……"),
    gettext_noop("，第 %(page)s/%(last)s 页"),
    gettext_noop("共 %(count)s 篇"),
    gettext_noop("没有找到文章。"),
    gettext_noop("读不到检索所用的文件。请用网站服务器打开这份副本，不要直接打开文件。"),
    gettext_noop("复制"),
    gettext_noop("要复制的文字"),
    gettext_noop("报告本段错误"),
    gettext_noop("无法自动复制，文字已选中，请按 Ctrl+C 或 ⌘C。"),
    gettext_noop("链接已复制。"),
    gettext_noop("文字和出处已复制。"),
    gettext_noop("移出收藏夹"),
    gettext_noop("收藏本段"),
    gettext_noop("本段已收藏。"),
    gettext_noop("网址：%(address)s"),
    gettext_noop("网址：%(address)s#%(block)s"),
    gettext_noop("段落：%(name)s"),
    gettext_noop("原文：%(words)s"),
    gettext_noop("%(name)s的链接"),
    gettext_noop("%(name)s：复制链接或引文"),
    gettext_noop("复制本段链接"),
    gettext_noop("复制本段和出处"),
    gettext_noop("复制所选文字和出处"),
    gettext_noop("网址已复制。"),
    gettext_noop("未能复制。网址已选中，请按 Ctrl+C 或 ⌘C。"),
    gettext_noop("未能发送，请复制网址。"),
    gettext_noop("检索建议"),
    gettext_noop("%(count)s 篇"),
    gettext_noop("有 %(count)s 条检索建议，可用上下方向键选择。"),
    gettext_noop("没有检索建议。"),
    gettext_noop("放大 %(times)s 倍"),
    gettext_noop("版面图：方向键移动，加号、减号缩放，0 看全版，Esc 退出"),
)


def translations() -> dict[str, str]:
    """Return a message → its translation in the current language."""
    return {message: translated(message) for message in MESSAGES}
