"""Explain YAML syntax errors, with the line of the actual mistake."""

import re

import yaml

from archive.command_messages import gettext_noop, message

# beginnings of PyYAML's messages, for lines without any of the common mistakes
_PROBLEMS = {
    "found character that cannot start any token": gettext_noop(
        "这一项不能这样开头；以 @ ` % 等符号开头的文字要加引号"
    ),
    "could not find expected ':'": gettext_noop("缺冒号；请检查这一行和上一行"),
    "mapping values are not allowed": gettext_noop("文字里有“: ”的要加引号；或缩进不对"),
    "did not find expected": gettext_noop("括号、引号或缩进不成对"),
    "expected": gettext_noop("括号、引号或缩进不成对"),
    "found unexpected end of stream": gettext_noop("引号或括号没有收尾"),
    "found undefined alias": gettext_noop("目录里不用引用（*）；文字以 * 开头的要加引号"),
    "found unknown escape character": gettext_noop("双引号里的 \\ 要写作 \\\\，或改用单引号"),
    "found duplicate anchor": gettext_noop("目录里不用锚点（&）；文字以 & 开头的要加引号"),
    "did not find URI": gettext_noop("文字以 ! 开头的要加引号"),
    "block sequence entries are not allowed": gettext_noop("“- ”不能写在这里；列表要另起一行"),
    "found invalid": gettext_noop("括号、引号或缩进不成对"),
}
_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_ITEM = r"\s*(?:- +)*"
# mistakes visible in the line itself, the most certain first
_MISTAKES = (
    (r" *\t", gettext_noop("行首用了制表符（Tab），请改用空格")),
    (r" *[\u3000\u00a0]", gettext_noop("行首有全角空格，请改用半角空格")),
    (rf"{_ITEM}[{{\[]*{_NAME}\s*：", gettext_noop("冒号是全角的，请改为半角冒号，后空一格")),
    (rf"{_ITEM}{_NAME}:(?=[^\s/])", gettext_noop("冒号后面缺一个空格")),
    (rf"{_ITEM}(?:{_NAME}: *)?[@`%]", gettext_noop("以 @ ` % 开头的文字要加引号")),
    (rf"{_ITEM}{_NAME}: +[^\s\"'{{\[#|>].*: ", gettext_noop("文字里有“: ”，整段要加引号")),
)
# after such a blank YAML reads a field as part of the text before it, and fails some lines later
_WIDE_INDENT = re.compile(rf" *[\u3000\u00a0][\s\u3000]*(?:- +)*{_NAME}:")
_PATTERNS = tuple((re.compile(pattern), problem) for pattern, problem in _MISTAKES)


def explain(error: yaml.YAMLError, text: str, loader: type) -> tuple[int, str]:
    """Return (line from 1, message) of the mistake behind `error`, which YAML may report later."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return 1, message("不是 YAML")
    at = error.problem_mark.line
    opened = error.context_mark.line if error.context_mark else at
    context, problem = error.context or "", error.problem or ""
    if "quoted scalar" in context and "escape" not in problem:
        return opened + 1, message("引号在这一行打开，没有收尾")
    if (start := _open_quotation(text, at, loader)) is not None:
        return start + 1, message(
            "引号在这一行打开，没有收尾（到第 %(line)s 行才遇到下一个引号）", line=at + 1
        )
    lines = text.split("\n")
    for number in (at, at - 1):
        line = lines[number] if 0 <= number < len(lines) else ""
        for pattern, mistake in _PATTERNS:
            if pattern.match(line):
                return number + 1, message(mistake)
    for number in range(min(at, len(lines) - 1), opened - 1, -1):
        if _WIDE_INDENT.match(lines[number]):
            return number + 1, message("行首有全角空格，请改用半角空格")
    if "flow" in context and opened != at:
        return at + 1, message(
            "第 %(line)s 行打开的括号到这里还没有收尾，或其中缺了逗号", line=opened + 1
        )
    for prefix, mistake in _PROBLEMS.items():
        if problem.startswith(prefix):
            return at + 1, message(mistake)
    return at + 1, message("YAML 无法解析；请检查这一行和上一行的缩进、冒号、引号、括号")


def _open_quotation(text: str, at: int, loader: type) -> int | None:
    """Return the first line of a multi-line quotation reaching line `at`, where parsing failed."""
    try:
        for token in yaml.scan(text, loader):
            if isinstance(token, yaml.ScalarToken) and not token.plain:
                start, end = token.start_mark.line, token.end_mark.line
                if start < end and start <= at <= end + 1:
                    return start
    except yaml.YAMLError:
        pass
    return None


def comment_problem(event: yaml.ScalarEvent, lines: list[str]) -> str:
    """Return an error message if a # has turned part of a value into a comment, else ""."""
    mark = event.end_mark
    if event.style or mark is None:
        return ""
    remainder = lines[mark.line][mark.column :].lstrip() if mark.line < len(lines) else ""
    if not remainder.startswith("#"):
        return ""
    if not event.value:
        return message("“#”之后成了注释，这一项就空了；文字里有 # 的要加引号")
    if re.match(r"#[^\s#]", remainder):
        return message(
            "「%(words)s」成了注释；是文字的，整段加引号；是注释的，# 后空一格",
            words=remainder[:12],
        )
    return ""
