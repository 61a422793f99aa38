"""The command line in one language: help without the other's half, and what is wrong in the words of the user. The parser itself
speaks English."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from typing import Any

from sim.foundation.errors import Lang

START = {
    "zh": "第一次使用？请先运行：yigongti compare first-look",
    "en": "New here? Start with: yigongti compare first-look",
}
"""What a command line without a command says first."""
LANG = "YIGONGTI_LANG"
"""Environment variable: the language of all commands."""
WRONG_INPUT = 2
_HELP = (
    (r"^Usage: ", "用法："), (r"^Arguments:", "参数："), (r"^Options:", "选项："), (r"^Commands:", "命令："),
    (r"Show this message and\s+exit\.", "显示本说明"), (r"\[OPTIONS\]", "[选项]"), (r"COMMAND \[ARGS\]\.\.\.", "命令 [参数]..."),
    (r"\[required\]", "[必填]"), (r"default:\s*", "默认："), (r"env\s+var:\s*", "环境变量："),
)  # fmt: skip
"""The frame of the parser's help, and ours."""
_SAID = (
    (r"Missing option '?(.+?)'?\.$", r"缺少选项 \1"),
    (r"Missing argument '?(.+?)'?\.$", r"缺少参数 \1"),
    (r"Missing command\.$", "缺少命令"),
    (r"No such command '(.+?)'\.\s*", r"没有命令 \1。"),
    (r"No such option: (\S+)\s*", r"没有选项 \1。"),
    (r"Option '(.+?)' requires an argument\.", r"选项 \1 后面要写取值"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", r"多余的参数：\1；名称里有空格时加引号"),
    (r"Invalid value for '?(\S+?)'?(?: \(env var: '\w+'\))?: ", r"\1 的取值不对："),
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
    return "en" if os.environ.get(LANG) == "en" else "zh"


def call(command: Any, arguments: Sequence[str]) -> None:
    """Run a command line in its language, and leave the program with its exit code."""
    lang, given = language(arguments), list(arguments)
    if not given:
        print(START[lang] + "\n")
    given, before = _without_lang(given)
    if before:
        os.environ[LANG] = lang
    speak(command, lang)
    if lang == "en":
        command(given)
    try:
        code = command(given, standalone_mode=False)
    except Exception as error:  # the parser's own class differs between versions; every one can format itself
        if not hasattr(error, "format_message"):
            raise
        print(complaint(error), file=sys.stderr)
        raise SystemExit(WRONG_INPUT) from None
    raise SystemExit(code if isinstance(code, int) else 0)


def speak(command: Any, lang: Lang) -> None:
    """Leave one language in the help of a command and all below it: texts are written "Chinese / English"."""
    for name in ("help", "short_help"):
        if getattr(command, name, None):
            setattr(command, name, one_of_both(getattr(command, name), lang))
    for part in command.params:
        if getattr(part, "help", None):
            part.help = one_of_both(part.help, lang)
    plain = command.get_help
    if lang == "zh":
        command.get_help = lambda context: framed(plain(context))
    for below in getattr(command, "commands", {}).values():
        speak(below, lang)


def one_of_both(text: str, lang: Lang) -> str:
    """The half of "Chinese / English"; a text of one language whole."""
    zh, sign, en = text.partition(" / ")
    return text if not sign else zh if lang == "zh" else en[:1].upper() + en[1:]


def framed(text: str) -> str:
    """The parser's help with its headings in Chinese."""
    for pattern, said in _HELP:
        text = re.sub(pattern, said, text, flags=re.MULTILINE)
    return text


def _without_lang(given: list[str]) -> tuple[list[str], bool]:
    """A `--lang` is allowed anywhere, before the command and beside --help too: taken out, as the parser knows it only in one
    place. One of no known language stays, to be refused."""
    for at, argument in enumerate(given):
        if argument == "--lang" and given[at + 1 : at + 2] in (["zh"], ["en"]):
            return given[:at] + given[at + 2 :], True
        if argument in ("--lang=zh", "--lang=en"):
            return given[:at] + given[at + 1 :], True
    return given, False


def complaint(error: Any) -> str:
    """What the parser refused, and where help is; the help itself where a command line names no command."""
    message = str(error.format_message())
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        return message
    help_ = f"用法见 {context.command_path} --help\n\n" if context is not None else ""
    return f"{help_}错误：{in_chinese(message)}{_meant(error)}"


def _meant(error: Any) -> str:
    """What a missing argument or option is, in the words of its help."""
    part = getattr(error, "param", None)
    said = getattr(part, "help", None) if "Missing" in type(error).__name__ else None
    return f"（{one_of_both(said, 'zh')}）" if said else ""


def in_chinese(message: str) -> str:
    """One complaint of the parser."""
    for pattern, said in _SAID:
        message = re.sub(pattern, said, message)
    return message
