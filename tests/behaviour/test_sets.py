"""Behaviour sets: four documents, every number labelled; the central one as it was before any comparison."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sim.behaviour.levers import NAMES
from sim.behaviour.sets import describe, read_behaviour
from sim.foundation.errors import Problems

ROOT = Path(__file__).parents[2]
SETS = ("none", "weak", "central", "strong")


@pytest.mark.parametrize("name", SETS)
def test_every_number_has_a_range_and_a_reason(name: str) -> None:
    for number in describe(name):
        assert number["range"][0] <= number["value"] <= number["range"][1], number["name"]
        assert number["why"] or number["source"], number["name"]
        assert re.search(r"[\u4e00-\u9fff]", number["zh"]), number["name"]
        assert number["en"], number["name"]


def test_reactions_grow_from_none_to_strong() -> None:
    eta = [read_behaviour(name).eta for name in SETS]
    assert not read_behaviour("none").answers
    assert all((a < b).all() for a, b in pairwise(eta))


def test_the_central_set_is_the_one_that_was_frozen() -> None:
    """The hash that docs/incentives.md recorded before any result was compared with published effects."""
    recorded = re.search(r"`central` = `([0-9a-f]{64})`", (ROOT / "docs" / "incentives.md").read_text(encoding="utf-8"))
    assert recorded is not None
    assert read_behaviour("central").hash == recorded.group(1)


def test_one_switch_turns_one_lever_off(tmp_path: Path) -> None:
    text = (ROOT / "scenarios" / "behaviour" / "central.toml").read_text(encoding="utf-8")
    part = text.index('name = "admit"')
    file = tmp_path / "without-admit.toml"
    file.write_text(text[:part] + text[part:].replace("on = true", "on = false", 1), encoding="utf-8")
    changed, central = read_behaviour(file), read_behaviour("central")
    assert [NAMES[i] for i in np.flatnonzero(changed.eta != central.eta)] == ["admit"]
    assert changed.eta[NAMES.index("admit")] == 0.0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "admit"', 'name = "admitt"', "admit"),
        ('name = "split"', 'name = "stay"', "twice"),
        ("range = [0, 1.5]", "range = []", "range"),
        ("value = 0.2", "value = 9", "range"),
    ],
)
def test_a_faulty_set_is_refused_with_a_sentence(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (ROOT / "scenarios" / "behaviour" / "central.toml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "faulty.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Problems) as refused:
        read_behaviour(file)
    assert said in refused.value.render("en")
