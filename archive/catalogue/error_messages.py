"""Messages for pydantic's validation errors, with a suggestion where one is evident."""

import difflib
import errno
import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from pydantic_core import ErrorDetails

from archive.command_messages import clauses, gettext_noop, listed, message
from archive.text.value_refused import ValueRefused

# the patterns of entries' fields in words
_PATTERNS = {
    r"^[0-9a-f]{64}$": gettext_noop("应为 64 位小写的十六进制数"),
    r"^[0-9a-f]{12}$": gettext_noop("应为 12 位小写的十六进制数（由 manage.py enter_ledger 写）"),
    r"^[1-9][0-9]{5}$": gettext_noop("应为 6 位区划代码"),
    r"^(Q[1-9][0-9]{0,11})?$": gettext_noop("应为维基数据的编号，如 Q42"),
    r"^([1-9][0-9]{0,21})?$": gettext_noop("应为 VIAF 的编号，全是数字"),
    r"^[a-z0-9]+(-[a-z0-9]+)*$": gettext_noop("应为小写字母、数字，以 - 相连"),
    r"^[a-z][0-9]{1,4}$": gettext_noop("应为一个字母加数字，如 p3"),
    r"^[a-z]?[0-9]{1,3}$": gettext_noop("应为版次，如 3、a3、x1"),
    r"^[A-Za-z0-9À-ɏ .,'’-]*$": gettext_noop("应为拉丁字母"),
    r"^https?://\S+$": gettext_noop("应为网址"),
}
# Chinese word → code, to suggest the code to an editor who wrote the word
_CODES = {
    "消息": "xiaoxi",
    "通讯": "tongxun",
    "特写": "texie",
    "综述": "zongshu",
    "图片新闻": "tupian-xinwen",
    "简讯": "jianxun",
    "评论": "pinglun",
    "社论": "pinglun",
    "散文": "sanwen",
    "随笔": "sanwen",
    "诗歌": "shige",
    "诗": "shige",
    "详目": "full",
    "简目": "minimal",
    "段": "paragraph",
    "段落": "paragraph",
    "正文": "paragraph",
    "小标题": "crosshead",
    "列表项": "item",
    "图片说明": "caption",
    "图注": "caption",
    "提示框": "summary",
    "署名": "byline",
    "摄影署名": "credit",
    "栏目名": "column-title",
    "栏目题": "column-title",
    "界面文字": "furniture",
    "公告": "notice",
    "启事": "notice",
    "广告": "advertisement",
    "重复": "repeat",
    "窜入": "stray",
    "撤下": "withdrawn",
    "缺文": "loss",
    "错栏": "order",
    "存疑": "doubt",
    "题目": "deck",
    "来源": "source",
    "载明": "stated",
    "推定": "inferred",
    "确定": "sure",
    "很可能": "likely",
    "此前": "before",
    "此后": "after",
    "著录": "record",
    "提要": "digest",
    "日期": "dating",
    "文章": "article",
    "报纸": "newspaper",
    "期": "issue",
    "版": "page",
    "主题": "topic",
    "作者": "person",
    "在库": "live",
    "并入": "merged",
    "拆分": "split",
    "迁移": "moved",
    "网址": "url",
}
_WIDE = {
    "，": gettext_noop("用了全角逗号，请改为半角逗号加一个空格"),
    "：": gettext_noop("用了全角冒号，请改为半角冒号加一个空格"),
    "“": gettext_noop("用了全角引号，请改为半角引号"),
    "”": gettext_noop("用了全角引号，请改为半角引号"),
}
_ERRNO = {
    errno.ENOENT: gettext_noop("没有这个文件"),
    errno.EACCES: gettext_noop("没有读写权限：请用文件所属的账户运行，或更改权限"),
    errno.EISDIR: gettext_noop("是文件夹，不是文件"),
    errno.ENOTDIR: gettext_noop("不是文件夹"),
    errno.ENOSPC: gettext_noop("磁盘满了"),
}


def os_error_message(error: OSError) -> str:
    """Return why a file could not be read or written."""
    if error.errno is None:
        return str(error)
    if text := _ERRNO.get(error.errno):
        return message(text)
    return message("无法读写（系统错误 %(number)s）", number=error.errno)


def describe_error(error: Exception) -> str:
    """Return the same after the file's name; for other errors their own message."""
    if isinstance(error, ValueRefused):
        return message(error.problem, **error.values)
    if not isinstance(error, OSError):
        return str(error)
    return (
        f"{error.filename}: {os_error_message(error)}"
        if error.filename
        else os_error_message(error)
    )


def json_error_message(error: Exception) -> str:
    """Return an error message for a line that is not JSON."""
    if isinstance(error, json.JSONDecodeError):
        return message("不是 JSON：第 %(column)s 字起无法解析", column=error.colno)
    return message("不是 JSON")


def validation_message(detail: ErrorDetails, has_value: bool) -> str:
    """Return the message for an error of pydantic; `has_value`: whether the file has the field."""
    kind, value = detail["type"], detail["input"]
    problem, hint = _problem(detail, has_value)
    if value == "" and kind in _WITH_VALUE:
        problem = message("不能为空，%(expected)s", expected=problem)
    elif kind == "string_pattern_mismatch":
        problem = message("格式不对，%(expected)s", expected=problem)
    if kind in _WITH_VALUE and value != "" and not isinstance(value, dict | list | tuple):
        problem = message("%(problem)s，现为 %(value)r", problem=problem, value=value)
    return clauses(problem, hint, _full_width_hint(value) if kind in _OF_FORM else "")


# error types whose message quotes the value, and those that full-width characters may cause
_WITH_VALUE = {
    *("literal_error", "string_pattern_mismatch", "int_parsing", "int_type", "tuple_type"),
    *("list_type", "model_type", "model_attributes_type", "dict_type", "bool_parsing", "bool_type"),
    *("float_parsing", "float_type", "greater_than", "greater_than_equal", "less_than_equal"),
}
_OF_FORM = {
    *("literal_error", "string_pattern_mismatch", "int_parsing", "tuple_type", "list_type"),
    *("float_parsing", "bool_parsing"),
}


def _problem(detail: ErrorDetails, has_value: bool) -> tuple[str, str]:
    """Return (what is wrong or expected, a hint how to fix it or "")."""
    context, value = detail.get("ctx", {}), detail["input"]
    match detail["type"]:
        case "missing":
            hint = message("文章不涉及任何地区的写 []") if detail["loc"][-1] == "places" else ""
            return (message("不能为空") if has_value else message("缺少这一字段")), hint
        case "extra_forbidden":
            return _unknown_field(str(detail["loc"][-1])), ""
        case "literal_error":
            return _choices(context["expected"], value)
        case "string_pattern_mismatch":
            pattern = context["pattern"]
            if expected := _PATTERNS.get(pattern):
                return message(expected), ""
            return message("应符合 %(pattern)s", pattern=pattern), ""
        case "int_type" if isinstance(value, list | tuple):
            return message("应为整数，现为列表"), message("是否多了一层方括号")
        case "int_parsing" | "int_type" | "int_from_float" | "int_parsing_size":
            return message("应为整数"), ""
        case "float_parsing" | "float_type" | "finite_number":
            return message("应为数"), ""
        case "bool_parsing" | "bool_type":
            return message("只能是 true 或 false"), ""
        case "too_short" | "string_too_short":
            return message("不能为空"), ""
        case "too_long":
            return message("太多，至多 %(most)s 个", most=context["max_length"]), ""
        case "string_too_long":
            return message("太长，至多 %(most)s 字", most=context["max_length"]), ""
        case "greater_than":
            return message("应大于 %(limit)s", limit=context["gt"]), ""
        case "greater_than_equal":
            return message("应不小于 %(limit)s", limit=context["ge"]), ""
        case "less_than":
            return message("应小于 %(limit)s", limit=context["lt"]), ""
        case "less_than_equal":
            return message("应不大于 %(limit)s", limit=context["le"]), ""
        case "tuple_type" | "list_type":
            return message("应为列表 […]"), ""
        case "string_type":
            return _not_text(value)
        case "model_type" | "model_attributes_type" | "dict_type":
            return message("应为键值对照"), ""
        case "value_error":
            return str(context["error"]), ""
    return message("写法不对"), ""


def _unknown_field(name: str) -> str:
    if name[:1] in "\u3000\u00a0":
        return message("字段名前有全角空格，请改用半角空格")
    if "：" in name:
        return message("冒号是全角的，请改为半角冒号，后空一格")
    if ":" in name:
        return message("冒号后面缺一个空格")
    return message("没有这个字段，是否拼写有误？")


def _choices(expected: str, value: Any) -> tuple[str, str]:
    codes = [code for code in re.findall(r"'([^']*)'", expected) if code]
    choices = message("只能是 %(choices)s", choices=listed(codes))
    if not value:
        return choices, ""
    code = _CODES.get(value) if isinstance(value, str) else None
    if code not in codes:
        code = nearest(str(value), codes)
    return choices, message("应写 %(code)s", code=code) if code else ""


def _not_text(value: Any) -> tuple[str, str]:
    if isinstance(value, list | tuple):
        return message("应为文字，现为列表"), message("以 [ 开头的文字要加引号")
    if isinstance(value, dict):
        return (
            message("应为文字，现为键值对照"),
            message("有“: ”或以 { 开头的文字要加引号"),
        )
    return message("应为文字"), ""


def _full_width_hint(value: Any) -> str:
    """Return a hint that a value has full-width characters, else ""."""
    if not isinstance(value, str):
        return ""
    for mark, hint in _WIDE.items():
        if mark in value:
            return message(hint)
    if unicodedata.normalize("NFKC", value) != value:
        return message("用了全角字符，请改为半角")
    return ""


def nearest(word: str, choices: Sequence[str]) -> str:
    """Return the most similar choice, for "did you mean"; "" if none is similar."""
    cutoff = 0.5 if len(word) <= 3 else 0.6
    return next(iter(difflib.get_close_matches(word, choices, 1, cutoff)), "")
