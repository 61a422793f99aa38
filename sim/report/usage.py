"""What is wrong with a command line, in Chinese: the parser itself says it in English."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any

from sim.foundation.errors import Lang

START = {
    "zh": "第一次使用？请先运行：yigongti compare first-look",
    "en": "New here? Start with: yigongti compare first-look",
}
"""What a command line without a command says first."""
_SAID = (
    (r"Missing option '?(.+?)'?\.$", r"缺少选项 \1"),
    (r"Missing argument '?(.+?)'?\.$", r"缺少参数 \1"),
    (r"Missing command\.$", "缺少命令"),
    (r"No such command '(.+?)'\.\s*", r"没有命令 \1。"),
    (r"No such option: (\S+)\s*", r"没有选项 \1。"),
    (r"Option '(.+?)' requires an argument\.", r"选项 \1 后面要写取值"),
    (r"Got unexpected extra arguments? \((.+)\)", r"多余的参数：\1"),
    (r"Invalid value for (.+?): ", r"\1 的取值不对："),
    (r"Value error, ", ""),
    (r"Input should be a valid integer.*$", "应为整数"),
    (r"Input should be a valid number.*$", "应为数字"),
    (r"Input should be (?:greater than or equal to|larger than or equal to) (\S+)$", r"应不小于 \1"),
    (r"Input should be less than or equal to (\S+)$", r"应不大于 \1"),
    (r"Input should be greater than (\S+)$", r"应大于 \1"),
    (r"Input should be less than (\S+)$", r"应小于 \1"),
    (r"'(.+?)' is not a valid integer( range)?\.", r"\1 不是整数"),
    (r"'(.+?)' is not a valid float( range)?\.", r"\1 不是数字"),
    (r"(\S+) is not in the range (.+?)\.$", r"\1 超出范围，允许 \2"),
    (r"'(.+?)' is not one of (.+?)\.$", r"\1 不在允许的取值之内：\2"),
    (r"Did you mean (one of: )?(.+?)\?", r"是否想写 \2"),
    (r"\(Possible (?:options|commands): (.+?)\)", r"是否想写 \1"),
)
"""The parser's sentences and ours; what is not listed stays as it is."""


def language(arguments: Sequence[str]) -> Lang:
    """The language that a command line asks for before it has been understood: `--lang`, then YIGONGTI_LANG, then Chinese."""
    for n, argument in enumerate(arguments):
        said = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and n + 1 < len(arguments):
            said = arguments[n + 1]
        if said in ("zh", "en"):
            return "en" if said == "en" else "zh"
    return "en" if os.environ.get("YIGONGTI_LANG") == "en" else "zh"


def complaint(error: Any) -> str:
    """What the parser refused, and where help is; the help itself where a command line names no command."""
    message = str(error.format_message())
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        return message
    help_ = f"用法见 {context.command_path} --help\n\n" if context is not None else ""
    return f"{help_}错误：{in_chinese(message)}"


def in_chinese(message: str) -> str:
    """One complaint of the parser."""
    for pattern, said in _SAID:
        message = re.sub(pattern, said, message)
    return message
