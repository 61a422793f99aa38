"""What a waiting person sees on the command line."""

from __future__ import annotations

import io
import re
import time

import pytest
from rich.console import Console

from sim.report import terminal


def test_a_bar_shows_its_share_the_time_so_far_and_the_time_that_remains(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half done, it has a remaining time beside the elapsed one, no longer a question mark in dashes; text of a stage is text."""
    shown = Console(file=io.StringIO(), force_terminal=True, width=120, color_system=None)
    monkeypatch.setattr(terminal, "screen", lambda error=False: shown)
    with terminal.progress("zh") as report:
        report("[bold]甲县", 0.0)
        for share in (0.25, 0.5):
            time.sleep(0.06)
            report("[bold]甲县", share)
    last = [line for line in shown.file.getvalue().replace("\r", "\n").splitlines() if "甲县" in line][-1]
    assert "[bold]甲县" in last
    assert "50%" in last
    assert len(re.findall(r"\d:\d\d:\d\d", last)) == 2
