"""Says in Chinese what is wrong with the syntax of a YAML file, and in which line."""

import re

import yaml

# what YAML's own parser says, by how it begins, where the line itself shows no common slip
_PROBLEMS = {
    "found character that cannot start any token": "这一项不能这样开头；以 @ ` % 等符号开头的文字要加引号",
    "could not find expected ':'": "缺冒号；请看这一行和上一行",
    "mapping values are not allowed": "文字里有“: ”的要加引号；或缩进不对",
    "did not find expected": "括号、引号或缩进不成对",
    "expected": "括号、引号或缩进不成对",
    "found unexpected end of stream": "引号或括号没有收尾",
    "found undefined alias": "目录里不用引用（*）；文字以 * 开头的要加引号",
    "found unknown escape character": "双引号里的 \\ 要写作 \\\\，或改用单引号",
    "found duplicate anchor": "目录里不用锚点（&）；文字以 & 开头的要加引号",
    "did not find URI": "文字以 ! 开头的要加引号",
    "block sequence entries are not allowed": "“- ”不能写在这里；列表要另起一行",
    "found invalid": "括号、引号或缩进不成对",
}
_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_ITEM = r"\s*(?:- +)*"
# slips that show in the line, the most certain first
_SLIPS = (
    (r" *\t", "行首用了制表符（Tab），请改用空格"),
    (r" *[\u3000\u00a0]", "行首有全角空格，请改用半角空格"),
    (rf"{_ITEM}[{{\[]*{_NAME}\s*：", "冒号是全角的，请改为半角冒号，后空一格"),
    (rf"{_ITEM}{_NAME}:(?=[^\s/])", "冒号后面缺一个空格"),
    (rf"{_ITEM}(?:{_NAME}: *)?[@`%]", "以 @ ` % 开头的文字要加引号"),
    (rf"{_ITEM}{_NAME}: +[^\s\"'{{\[#|>].*: ", "文字里有“: ”，整段要加引号"),
)
_SLIPS = tuple((re.compile(pattern), says) for pattern, says in _SLIPS)


def explained(error: yaml.YAMLError, text: str, loader: type) -> tuple[int, str]:
    """(line from 1, what is wrong): where the slip is, which YAML may notice only far below."""
    problem = getattr(error, "problem_mark", None)
    if problem is None:
        return 1, "不是 YAML"
    at = problem.line
    opened = error.context_mark.line if error.context_mark else at
    context = error.context or ""
    if "quoted scalar" in context and "escape" not in error.problem:
        return opened + 1, "引号在这一行打开，没有收尾"
    if (start := _quotation_across(text, at, loader)) is not None:
        return start + 1, f"引号在这一行打开，没有收尾（到第 {at + 1} 行才遇到下一个引号）"
    lines = text.split("\n")
    for number in (at, at - 1):
        line = lines[number] if 0 <= number < len(lines) else ""
        for pattern, says in _SLIPS:
            if pattern.match(line):
                return number + 1, says
    says = next(
        (known for start, known in _PROBLEMS.items() if (error.problem or "").startswith(start)),
        "YAML 读不懂这里；请看这一行和上一行的缩进、冒号、引号、括号",
    )
    if "flow" in context and opened != at:
        says = f"第 {opened + 1} 行打开的括号到这里还没有收尾，或其中缺了逗号"
    return at + 1, says


def _quotation_across(text: str, at: int, loader: type) -> int | None:
    """The line from which a quotation runs over line breaks up to line `at`, where the parser fails."""
    try:
        for token in yaml.scan(text, loader):
            if isinstance(token, yaml.ScalarToken) and not token.plain:
                start, end = token.start_mark.line, token.end_mark.line
                if start < end and start <= at <= end + 1:
                    return start
    except yaml.YAMLError:
        pass
    return None


def lost_words(event: yaml.ScalarEvent, lines: list[str]) -> str:
    """What is wrong with a value of which a # has made a comment; "" when nothing is."""
    if event.style:
        return ""
    mark = event.end_mark
    rest = lines[mark.line][mark.column :].lstrip() if mark.line < len(lines) else ""
    if not rest.startswith("#"):
        return ""
    if not event.value:
        return "“#”之后成了注释，这一项就空了；文字里有 # 的要加引号"
    if re.match(r"#[^\s#]", rest):
        return f"「{rest[:12]}」成了注释；是文字的，整段加引号；是注释的，# 后空一格"
    return ""
