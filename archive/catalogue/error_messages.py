"""Chinese messages for pydantic's validation errors, with a suggestion where one is evident."""

import difflib
import errno
import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from pydantic_core import ErrorDetails

# the patterns of entries' fields in words
_PATTERNS = {
    r"^[0-9a-f]{64}$": "应为 64 位小写的十六进制数",
    r"^[0-9a-f]{12}$": "应为 12 位小写的十六进制数（由 manage.py enter_ledger 写）",
    r"^[1-9][0-9]{5}$": "应为 6 位区划代码",
    r"^(Q[1-9][0-9]{0,11})?$": "应为维基数据的编号，如 Q42",
    r"^([1-9][0-9]{0,21})?$": "应为 VIAF 的编号，全是数字",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "应为小写字母、数字，以 - 相连",
    r"^[a-z][0-9]{1,4}$": "应为一个字母加数字，如 p3",
    r"^[a-z]?[0-9]{1,3}$": "应为版次，如 3、a3、x1",
    r"^[A-Za-z0-9À-ɏ .,'’-]*$": "应为拉丁字母",
    r"^https?://\S+$": "应为网址",
}
# Chinese word → code, to suggest the code to an editor who wrote the word
_CODES = {
    "消息": "xiaoxi",
    "通讯": "tongxun",
    "特写": "texie",
    "综述": "zongshu",
    "图片新闻": "tupian-xinwen",
    "简讯": "jianxun",
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
    "，": "用了全角逗号，请改为半角逗号加一个空格",
    "：": "用了全角冒号，请改为半角冒号加一个空格",
    "“": "用了全角引号，请改为半角引号",
    "”": "用了全角引号，请改为半角引号",
}
_ERRNO = {
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有读取的权限",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "不是文件夹",
    errno.ENOSPC: "磁盘满了",
}


def os_error_message(error: OSError) -> str:
    """Why a file could not be read or written."""
    if error.errno is None:
        return str(error)
    return _ERRNO.get(error.errno, f"读写不了（系统错误 {error.errno}）")


def describe_error(error: Exception) -> str:
    """The same after the file's name; for other errors their own message."""
    if not isinstance(error, OSError):
        return str(error)
    return (
        f"{error.filename}: {os_error_message(error)}"
        if error.filename
        else os_error_message(error)
    )


def json_error_message(error: Exception) -> str:
    """Error message for a line that is not JSON."""
    where = f"，第 {error.colno} 字起读不懂" if isinstance(error, json.JSONDecodeError) else ""
    return f"不是 JSON{where}"


def message(detail: ErrorDetails, has_value: bool) -> str:
    """The message for one of pydantic's errors; `has_value`: whether the file has the field."""
    value = detail["input"]
    current = "" if value == "" or isinstance(value, dict | list | tuple) else f"，现为 {value!r}"
    text, _, hint = _text(detail, has_value).partition("；")
    if value == "" and detail["type"] in _WITH_VALUE and not text.startswith("不能为空"):
        text = f"不能为空，{text.removeprefix('格式不对，')}"
    parts = [text + (current if detail["type"] in _WITH_VALUE else "")]
    parts += filter(None, (hint, _full_width_hint(value) if detail["type"] in _OF_FORM else ""))
    return "；".join(parts)


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


def _text(detail: ErrorDetails, has_value: bool) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return "不能为空" if has_value else "缺少这一字段"
        case "extra_forbidden":
            return _unknown_field(str(detail["loc"][-1]))
        case "literal_error":
            return _choices(context["expected"], detail["input"])
        case "string_pattern_mismatch":
            format_ = _PATTERNS.get(context["pattern"], f"应符合 {context['pattern']}")
            return f"格式不对，{format_}"
        case "int_type" if isinstance(detail["input"], list | tuple):
            return "应为整数，这里成了列表；是否多了一层方括号"
        case "int_parsing" | "int_type" | "int_from_float" | "int_parsing_size":
            return "应为整数"
        case "float_parsing" | "float_type" | "finite_number":
            return "应为数"
        case "bool_parsing" | "bool_type":
            return "只能是 true 或 false"
        case "too_short" | "string_too_short":
            return "不能为空"
        case "too_long":
            return f"太多，至多 {context['max_length']} 个"
        case "string_too_long":
            return f"太长，至多 {context['max_length']} 字"
        case "greater_than":
            return f"应大于 {context['gt']}"
        case "greater_than_equal":
            return f"应不小于 {context['ge']}"
        case "less_than":
            return f"应小于 {context['lt']}"
        case "less_than_equal":
            return f"应不大于 {context['le']}"
        case "tuple_type" | "list_type":
            return "应为列表 […]"
        case "string_type":
            return _not_text(detail["input"])
        case "model_type" | "model_attributes_type" | "dict_type":
            return "应为键值对照"
        case "value_error":
            return str(context["error"])
    return "写法不对"


def _unknown_field(name: str) -> str:
    if name[:1] in "\u3000\u00a0":
        return "字段名前有全角空格，请改用半角空格"
    if "：" in name:
        return "冒号是全角的，请改为半角冒号，后空一格"
    if ":" in name:
        return "冒号后面缺一个空格"
    return "没有这个字段，是否拼写有误？"


def _choices(expected: str, value: Any) -> str:
    codes = [code for code in re.findall(r"'([^']*)'", expected) if code]
    choices = f"只能是 {'、'.join(codes)}"
    if not value:
        return f"不能为空，{choices}"
    code = _CODES.get(value) if isinstance(value, str) else None
    if code not in codes:
        code = nearest(str(value), codes)
    return f"{choices}；应写 {code}" if code else choices


def _not_text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "应为文字，这里成了列表；以 [ 开头的文字要加引号"
    if isinstance(value, dict):
        return "应为文字，这里成了键值对照；有“: ”或以 { 开头的文字要加引号"
    return "应为文字"


def _full_width_hint(value: Any) -> str:
    """Hint that a value has full-width characters, else ""."""
    if not isinstance(value, str):
        return ""
    for mark, hint in _WIDE.items():
        if mark in value:
            return hint
    if unicodedata.normalize("NFKC", value) != value:
        return "用了全角字符，请改为半角"
    return ""


def nearest(word: str, choices: Sequence[str]) -> str:
    """The most similar choice, for "did you mean"; "" if none is similar."""
    cutoff = 0.5 if len(word) <= 3 else 0.6
    return next(iter(difflib.get_close_matches(word, choices, 1, cutoff)), "")
