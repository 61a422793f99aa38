"""What is made in a process of its own comes back, or fails as it would have here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.foundation.errors import Problems
from sim.report.aside import aside
from sim.report.sections.year import runs_of


def test_a_result_and_its_problems_come_back_from_another_process(tmp_path: Path) -> None:
    with aside(os.getpid) as there, aside(runs_of, tmp_path / "nowhere") as refused:
        assert there() != os.getpid()
        with pytest.raises(Problems) as found:
            refused()
    assert "nowhere" in found.value.render("en")
