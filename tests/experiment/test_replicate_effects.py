"""Mechanical and behavioural parts over replications: they add up, are those of single comparisons, and survive interruption."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.analysis.split import split_of
from sim.experiment.effects.collect import Effects
from sim.experiment.effects.parts import FILE
from sim.experiment.replicate import forget, replicate
from sim.model import compare
from tests.small_study import small_study

LAW = "gansu-catastrophic-2018"


def frame(*values: float) -> pd.DataFrame:
    return pd.DataFrame({"x": list(values), "y": 1.0})


def test_three_replications_by_hand() -> None:
    """Baseline 10, 20, 30; the same care 11, 23, 35: 1, 3, 5, mean 3, sd 2, half 4.3027 x 2 / sqrt(3) = 4.968. Own runs 10, 20,
    31: behavioural -1, -3, -4, mean -2.667; total 0, 0, 1, mean 0.333. y never differs: 0 with an interval of nothing."""
    words = pd.DataFrame({"unit": ["yuan"] * 2, "zh": ["甲", "乙"], "en": ["a", "b"]}, index=pd.Index(["x", "y"], name="outcome"))
    found = split_of({"b": frame(10, 20, 30), "p": frame(10, 20, 31)}, {"p": frame(11, 23, 35)}, words, "b").set_index("outcome")
    x, y = found.loc["x"], found.loc["y"]
    assert x[["mechanical", "behavioural", "total"]].tolist() == pytest.approx([3, -8 / 3, 1 / 3])
    assert x[["mechanical_low", "mechanical_high"]].tolist() == pytest.approx([3 - 4.9683, 3 + 4.9683], abs=1e-4)
    assert y[["mechanical", "mechanical_low", "total_high", "n"]].tolist() == [0, 0, 0, 3]


def test_a_value_that_one_world_does_not_know_is_left_out_of_all_parts() -> None:
    words = pd.DataFrame({"unit": "yuan", "zh": "甲", "en": "a"}, index=pd.Index(["x"], name="outcome"))
    found = split_of({"b": frame(1, 2), "p": frame(4, 5)}, {"p": frame(2, np.nan)}, words, "b").iloc[0]
    assert found[["n", "mechanical", "behavioural", "total"]].tolist() == [1, 1, 2, 3]
    assert np.isnan(found["total_low"])


def test_replicated_parts_are_those_of_each_seed_and_survive_interruption(tmp_path: Path) -> None:
    file, out = tmp_path / "small.toml", tmp_path / "out"
    file.write_text(small_study(behaviour="central"), encoding="utf-8")
    found = replicate(str(file), out, split=True)
    assert (found.runs["status"] == "done").all()
    assert found.runs["same_care"].tolist() == [False, True, False] * 2
    rows = found.effects.set_index("outcome")
    assert set(rows["policy"]) == {LAW}
    assert rows["total"].to_numpy() == pytest.approx((rows["mechanical"] + rows["behavioural"]).to_numpy(), nan_ok=True)
    single = []
    for seed in (7, 8):
        effects = Effects()
        compare(str(file), seed=seed, effects=effects)
        single.append(effects.tables[FILE].set_index("outcome"))
    for outcome in ("fund.balance", "paid.catastrophic", "charge.all", "bonus.county"):
        for part in ("mechanical", "behavioural", "total"):
            by_seed = [float(table.at[outcome, part]) / 100 for table in single]
            assert rows.at[outcome, part] == pytest.approx(sum(by_seed) / 2)
    before = (out / "effects-intervals.csv").read_bytes()
    first = found.runs[found.runs["same_care"]]["id"].iloc[0]
    (out / "replications/runs" / f"{first}.parquet").unlink()
    replicate(str(file), out, split=True)
    assert (out / "effects-intervals.csv").read_bytes() == before
    plain = replicate(str(file), out)
    assert plain.effects.empty
    assert not (out / "effects-intervals.csv").exists()
    pd.testing.assert_frame_equal(plain.intervals, found.intervals)
    forget(out)
    assert not (out / "intervals.csv").exists()


def test_two_years_split_over_two_processes_and_after_an_interruption(tmp_path: Path) -> None:
    """Packages that start from the last one, people who turn over: the same parts whoever computes them, and in one go or two."""
    file = tmp_path / "small.toml"
    text = small_study("baseline-ffs", "package-60", seeds=(7, 8)).replace("[horizon]\n", "[horizon]\nyears = 2\n")
    file.write_text(text, encoding="utf-8")
    found = replicate(str(file), tmp_path / "one", split=True)
    replicate(str(file), tmp_path / "two", split=True, workers=2)
    told = [(tmp_path / name / "effects-intervals.csv").read_bytes() for name in ("one", "two")]
    assert told[0] == told[1]
    rows = found.effects.set_index("outcome")
    assert rows.at["fund.balance_cleared", "mechanical"] != 0
    assert rows["total"].to_numpy() == pytest.approx((rows["mechanical"] + rows["behavioural"]).to_numpy(), nan_ok=True)
    lost = found.runs["id"].iloc[:2]  # a run of its own, and the same care
    for name in lost:
        (tmp_path / "one/replications/runs" / f"{name}.parquet").unlink()
    replicate(str(file), tmp_path / "one", split=True)
    assert (tmp_path / "one/effects-intervals.csv").read_bytes() == told[0]
