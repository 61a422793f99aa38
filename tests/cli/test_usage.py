"""A command line that the parser refuses is answered in the language of the user."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ENV = {k: v for k, v in os.environ.items() if k != "YIGONGTI_LANG"}


def cli(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sim.cli", *args]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=ENV | env, encoding="utf-8")


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


def test_what_is_right_still_ends_well() -> None:
    assert cli("list").returncode == 0
    assert cli("--help").returncode == 0
