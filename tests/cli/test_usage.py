"""A command line that the parser refuses is answered in the language of the user."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import pytest
import typer

from sim.cli import app
from sim.report import usage

ENV = {k: v for k, v in os.environ.items() if k != "YIGONGTI_LANG"}


def cli(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """What the installed command does behind its streams, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(os, "environ", ENV | env)
        with pytest.raises(SystemExit) as left:
            usage.call(typer.main.get_command(app), args)
    return subprocess.CompletedProcess(args, int(left.value.code or 0), out.getvalue(), err.getvalue())


def typed(*args: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """The same in a process of its own, bytes as a console gets them."""
    return subprocess.run([sys.executable, "-m", "sim.cli", *args], capture_output=True, check=False, env=ENV | env)


@pytest.mark.parametrize(
    ("arguments", "zh"),
    [
        (("compare",), "缺少参数 STUDY"),
        (("comparex",), "没有命令 comparex。是否想写 'compare'"),
        (("bill", "x"), "缺少选项 --case"),
        (("run", "x", "--sede", "3"), "没有选项 --sede"),
        (("run", "x", "--seed", "-1"), "应不小于 0"),
        (("run", "x", "--engine", "foo"), "不在允许的取值之内"),
        (("run", "x", "--scale", "abc"), "应为数字"),
        (("run", "x", "--lang", "cn"), "--lang 的取值不对：cn 不在允许的取值之内"),
        (("run", "x", "y"), "多余的参数：y"),
        (("compare",), "缺少参数 STUDY（研究：名称或文件）"),
        (("county", "imprt"), "没有命令 imprt"),
    ],
)
def test_the_parser_speaks_chinese(arguments: tuple[str, ...], zh: str) -> None:
    said = cli(*arguments)
    assert said.returncode == 2
    assert zh in said.stderr
    assert "Traceback" not in said.stderr


def test_it_speaks_english_where_that_is_asked_for() -> None:
    assert "Missing argument" in cli("compare", "--lang", "en").stderr
    assert "Missing argument" in cli("compare", YIGONGTI_LANG="en").stderr


def test_without_a_command_it_says_where_to_start_first() -> None:
    assert cli().stdout.startswith("第一次使用？请先运行：yigongti compare first-look")
    assert cli(YIGONGTI_LANG="en").stdout.startswith("New here? Start with: yigongti compare first-look")


SHOW, LOST = ("show", "rizhao-2017"), ("compare", "frist-look")
GBK, C, CP936 = {"PYTHONIOENCODING": "gbk"}, {"PYTHONUTF8": "0", "LC_ALL": "C"}, {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp936"}


@pytest.mark.parametrize(
    ("console", "commands"),
    [(GBK, (SHOW, ("list",), ("check", "gansu-2018"), LOST, ("--help",))), (C, (SHOW, LOST)), (CP936, (SHOW, LOST))],
)
def test_a_console_of_another_encoding_stops_nothing(console: dict[str, str], commands: tuple[tuple[str, ...], ...]) -> None:
    """Chinese Windows prints GBK, in which some signs (¥, accents) do not exist: they are replaced, nothing crashes."""
    for arguments in commands:
        said = typed(*arguments, **console)
        assert said.returncode == (2 if "frist-look" in arguments else 0), said.stderr
        assert b"Traceback" not in said.stderr
        text = (said.stdout or said.stderr).decode("gbk" if "PYTHONIOENCODING" in console else "utf-8")
        assert re.search(r"[\u4e00-\u9fff]", text)


def test_what_is_right_still_ends_well() -> None:
    for arguments in (("list",), ("--help",)):
        there, here = typed(*arguments, PYTHONIOENCODING="utf-8"), cli(*arguments)
        assert there.returncode == here.returncode == 0
        texts = [re.sub(r"\s+|用法：.*?\[选项\]", "", text) for text in (there.stdout.decode(), here.stdout)]
        assert texts[0] == texts[1]  # but for the width of lines and the name of the program
    assert typed("comparex").returncode == 2


def every(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from every(below, (*path, name))


def test_every_text_of_the_help_is_there_in_both_languages_and_in_one_at_a_time() -> None:
    """Chinese before " / ", English behind it: what has both loses the other half, what has one says no Chinese in English."""
    for path, command in every(typer.main.get_command(app)):
        for text in filter(None, (command.help, *(getattr(p, "help", "") for p in command.params if p.name != "help"))):
            zh, en = usage.one_of_both(text, "zh"), usage.one_of_both(text, "en")
            if zh != en:
                assert re.search(r"[\u4e00-\u9fff]", zh), (path, text)
                assert en[0].isupper() or not en[0].isalpha(), (path, text)
            else:
                assert not re.search(r"[\u4e00-\u9fff]", text), (path, text)


@pytest.mark.parametrize("path", [(), ("compare",), ("explain",), ("county",), ("county", "import")])
def test_help_speaks_one_language_frame_included(path: tuple[str, ...]) -> None:
    zh, en = cli(*path, "--help").stdout, cli(*path, "--help", "--lang", "en").stdout
    for english in ("Usage", "Options", "Arguments", "Commands", "Show this", "required", "default:", "env var"):
        assert english not in zh, (english, zh)
    assert "用法：" in zh
    assert "显示本说明" in zh
    assert "Usage: " in en
    assert not re.search(r"[\u4e00-\u9fff]", en.replace("测算报告", "").replace("INSTITUTION", "")), en


def test_a_language_before_the_command_is_of_the_command() -> None:
    assert "did you mean first-look" in cli("--lang", "en", "show", "frist-look").stderr or "no such name" in cli(
        "--lang=en", "show", "frist-look").stderr  # fmt: skip
