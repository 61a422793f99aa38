"""Paired differences: the arithmetic by hand, the bootstrap against all resamples, exact zeros, chances by counting."""

from __future__ import annotations

import itertools
import math
import statistics

import numpy as np
import pandas as pd
import pytest
from scipy import special, stats

from sim.analysis.apart import apart
from sim.analysis.interval import interval
from sim.analysis.paired import paired
from sim.analysis.resample import studentised, weights
from sim.analysis.risk import CHANCES, bad_year, deficit, risks, told


def runs(**policies: dict[str, list[float]]) -> dict[str, pd.DataFrame]:
    """policy -> outcome -> one value a replication."""
    return {policy: pd.DataFrame(of, dtype=float) for policy, of in policies.items()}


def words(*outcomes: str) -> pd.DataFrame:
    return pd.DataFrame("yuan", index=pd.Index(outcomes, name="outcome"), columns=["unit", "zh", "en"])


X = words("x")


def row(table: pd.DataFrame, policy: str, outcome: str = "x") -> pd.Series:
    [found] = [r for _, r in table[(table["policy"] == policy) & (table["outcome"] == outcome)].iterrows()]
    return found


def test_four_pairs_by_hand() -> None:
    """Differences 1, 2, 3, 2: mean 2, variance 2/3; t(3) at 97.5 % is 3.182446 (tables); variances of 11, 22, 33, 42
    and of 10, 20, 30, 40 are 542/3 and 500/3."""
    found = row(paired(runs(a={"x": [10, 20, 30, 40]}, b={"x": [11, 22, 33, 42]}), X, "a"), "b")
    half = 3.182446 * math.sqrt(2 / 3) / 2
    assert found["difference"] == 2
    assert found["mean"] == 27
    assert found["sd_difference"] == pytest.approx(math.sqrt(2 / 3))
    assert (found["t_low"], found["t_high"]) == pytest.approx((2 - half, 2 + half), rel=1e-6)
    assert found["unpaired_factor"] == pytest.approx((542 / 3 + 500 / 3) / (2 / 3))
    assert found["n"] == 4


def test_a_policy_against_itself_differs_by_exactly_nothing() -> None:
    same = [0.1, 0.7, 123456789.01, -3.0]
    table = paired(runs(a={"x": same}, twin={"x": list(same)}), X, "a")
    for name in ("a", "twin"):
        found = row(table, name)
        assert found[["difference", "sd_difference", "t_low", "t_high", "boot_low", "boot_high"]].tolist() == [0.0] * 6
        assert found["unpaired_factor"] == math.inf


def test_a_constant_difference_has_no_width() -> None:
    found = row(paired(runs(a={"x": [1, 2, 3]}, b={"x": [6, 7, 8]}), X, "a"), "b")
    assert found[["difference", "t_low", "t_high", "boot_low", "boot_high"]].tolist() == [5.0] * 5


def test_pairs_without_a_partner_are_left_out() -> None:
    values = runs(a={"x": [1, 2, 3, 4], "y": [1, 1, 1, 1]}, b={"x": [2, 4, math.nan, 9], "y": [2, 3, 4, 5]})
    values["b"] = values["b"].drop(index=3)  # a run of b failed
    table = paired(values, words("x", "y"), "a")
    assert (row(table, "b")["n"], row(table, "b")["difference"]) == (2, 1.5)
    assert (row(table, "b", "y")["n"], row(table, "b", "y")["difference"]) == (3, 2.0)


def test_one_pair_has_a_difference_and_no_interval() -> None:
    found = row(paired(runs(a={"x": [1]}, b={"x": [3]}), X, "a"), "b")
    assert found["difference"] == 2
    assert found[["sd", "t_low", "t_high", "boot_low", "boot_high", "unpaired_factor"]].isna().all()


def test_an_outcome_that_is_never_known_stays_empty() -> None:
    found = row(paired(runs(a={"x": [math.nan] * 3}, b={"x": [1, 2, 3]}), X, "a"), "b")
    assert found["n"] == 0
    assert math.isnan(found["difference"])


def test_without_a_baseline_there_is_nothing_to_compare() -> None:
    with pytest.raises(ValueError, match="baseline 'z'"):
        paired(runs(a={"x": [1, 2]}), X, "z")


def test_the_bootstrap_is_that_of_all_resamples_written_out() -> None:
    """Four values have 256 resamples; each mean in its own standard errors, the quantiles of those by sorting: the 26th and
    231st of the ratios (equal tails) or the 205th of their sizes (symmetric), whichever is further out."""
    x = np.array([1.0, 2.0, 4.0, 9.0])
    ratios = []
    for chosen in itertools.product(x, repeat=4):
        spread = statistics.stdev(chosen) / math.sqrt(4)
        gap = statistics.fmean(chosen) - 4.0
        ratios.append(gap / spread if spread else (math.inf if gap > 0 else -math.inf if gap < 0 else 0.0))
    ratios.sort()
    error = statistics.stdev(x) / math.sqrt(4)
    low, high = studentised(x[:, None], confidence=0.8, resamples=100_000)
    sizes = sorted(abs(ratio) for ratio in ratios)
    assert -ratios[25] > sizes[204] > ratios[230]  # the tail is above, so equal tails reach further there and less far below
    assert low[0] == pytest.approx(4.0 - sizes[204] * error)
    assert high[0] == pytest.approx(4.0 - ratios[25] * error)


def test_of_normal_values_the_bootstrap_is_students_interval() -> None:
    """Quantiles of a normal distribution as data, n = 60, at three scales: the width is Student's within 2 %."""
    x = special.ndtri((np.arange(60) + 0.5) / 60)[:, None] * [1e-6, 1.0, 1e9] + [0.0, 5.0, 1e12]
    low, high = studentised(x, resamples=20_000)
    half = stats.t.ppf(0.975, 59) * x.std(axis=0, ddof=1) / math.sqrt(60)
    assert (high - low) / (2 * half) == pytest.approx(1, abs=0.02)
    assert ((high + low) / 2 - x.mean(axis=0)) / half == pytest.approx(0, abs=0.02)


def test_the_interval_reaches_as_far_as_halls_transformation_or_students_t() -> None:
    """Of 1, 2, 4, 9 the mean is 4 and the sums of squares and cubes around it are 38 and 90: standard error sqrt(38 / 3 / 4),
    skewness g = (90 / 4) / (38 / 4)^1.5 = 0.768. At the upper end, on the side of the tail, Hall's
    T + g T^2 / (3 sqrt n) + g^2 T^3 / (27 n) + g / (6 sqrt n) is -t(3) = -3.182446 (tables); the lower end is Student's."""
    low, high = interval(np.array([[1.0], [2.0], [4.0], [9.0]]))
    error, g = math.sqrt(38 / 12), 22.5 / 9.5**1.5
    T = (4 - high[0]) / error
    assert T + g * T**2 / 6 + g**2 * T**3 / 108 + g / 12 == pytest.approx(-3.182446, rel=1e-6)
    assert high[0] > 4 + 3.182446 * error
    assert low[0] == pytest.approx(4 - 3.182446 * error, rel=1e-6)
    mirrored = interval(np.array([[-1.0], [-2.0], [-4.0], [-9.0]]))
    assert (mirrored[0][0], mirrored[1][0]) == pytest.approx((-high[0], -low[0]))


def test_what_is_not_known_is_left_out_of_its_column() -> None:
    low, high = interval(np.array([[1.0, 7.0, np.nan], [np.nan, 7.0, 5.0], [2.0, 7.0, np.nan], [4.0, np.nan, np.nan]]))
    three = interval(np.array([[1.0], [2.0], [4.0]]))
    assert (low[0], high[0], low[1], high[1]) == (three[0][0], three[1][0], 7.0, 7.0)
    assert np.isnan([low[2], high[2]]).all()


def test_nearly_equal_values_bear_no_interval() -> None:
    """One of five differs: a third of the resamples (0.8 to the power 5) miss it and have no spread. Below it is bounded."""
    low, high = studentised(np.array([[0.0], [0.0], [0.0], [0.0], [1.0]]))
    assert (low[0] <= 0.2, high[0]) == (True, math.inf)


def test_every_resample_draws_as_many_as_there_are() -> None:
    drawn = weights(7, 500)
    assert drawn.shape == (500, 7)
    assert (drawn.sum(axis=1) == 7).all()
    assert drawn.mean() == 1
    assert (drawn == weights(7, 500)).all()
    assert (drawn[:100] == weights(7, 100)).all()


def test_chance_of_a_deficit_is_counted_with_an_exact_interval() -> None:
    """2 of 10 below zero: Clopper and Pearson give 2.52 % to 55.61 % (their Table; any statistics text)."""
    balances = [-5.0, -1.0, *range(8)]
    assert deficit(balances) == pytest.approx((0.2, 0.0252, 0.5561), abs=5e-5)
    assert deficit(balances, beyond=2)[0] == 0.1
    assert deficit(balances, beyond=5)[0] == 0  # a deficit of exactly 5 is not beyond 5
    assert deficit([1.0] * 10)[1:] == pytest.approx((0, 0.3085), abs=5e-5)


def test_the_worst_year_in_twenty_says_what_the_runs_can_bear() -> None:
    assert math.isnan(bad_year(range(19))[0])
    value, low, high = bad_year(range(71))
    assert value == pytest.approx(3.5)
    assert low == -math.inf
    assert bad_year(range(72))[1] == 0.0  # 0.95 to the power 72 is 2.49 %
    value, low, high = bad_year(range(1000))
    # 50 of 1000 are expected below; a binomial(1000, 1/20)
    # is at most 36 with 2.2 %, at most 37 with 3.1 %, at most 64 with 97.9 %
    assert value == pytest.approx(49.95)
    assert low == 36
    assert high in (63.0, 64.0)


def test_risks_print_the_runs_they_rest_on() -> None:
    values = runs(a={"fund.balance_cleared": [-3.0, 1, 2]}, b={"fund.balance_cleared": [1.0, 2, 3]})
    table = risks(values, beyond=(0.0, 2.0))
    assert list(table["n"]) == [3] * 6
    assert list(table.loc[table["measure"] == "deficit", "value"]) == pytest.approx([1 / 3, 1 / 3, 0, 0])


def test_risks_in_sentences_end_with_which_chances_are_in_them() -> None:
    """-4, -3, ... 15: four of 20 below zero; a twentieth of the way through 20 ordered runs is 0.05 x 19 = 0.95 steps from -4."""
    table = risks(runs(a={"fund.balance_cleared": list(range(-4, 16))}))
    chance, bad, which = told(table, drawn_years=True)
    assert "20.0%" in chance.en
    assert "-3 yuan" in bad.en  # -3.05
    assert "too few runs for a lower end" in bad.en
    assert which == CHANCES[True]
    few = told(risks(runs(a={"fund.balance_cleared": [-1.0, 1.0]})), drawn_years=False)
    assert len(few) == 3
    assert "fewer than 20 runs" in few[1].en
    assert few[2] == CHANCES[False]
    assert told(table[:0], drawn_years=True) == []


def test_chance_and_drawn_assumptions_are_told_apart() -> None:
    """The study's own set differs by (2, 4): mean 3, variance 2, half an interval 12.7062 x sqrt(2) / sqrt(2) (Student, one
    degree of freedom). Two draws differ by (1, 3) and (5, 7): means 2 and 6, chance the same in both, so that no residual is
    left and the variance between draws is that of 2 and 6, namely 8; 5 % of the way from 2 to 6 is 2.2, 95 % is 5.8."""
    base = {"x": [0.0, 0.0]}
    sets = {name: runs(a=base, b={"x": x}) for name, x in (("as-given", [2, 4]), ("draw-1", [1, 3]), ("draw-2", [5, 7]))}
    [found] = [r for _, r in apart(sets, X, "a", drawn=True).iterrows()]
    assert (found["difference"], found["sets"], found["lowest"], found["highest"], found["n"]) == (3, 2, 2, 6, 2)
    assert (found["low"], found["high"]) == pytest.approx((2.2, 5.8))
    assert found["sd_assumptions"] == pytest.approx(math.sqrt(8))
    assert found["sd_chance"] == pytest.approx(math.sqrt(2))
    assert found["half_width_chance"] == pytest.approx(12.7062, rel=1e-4)


def test_sets_that_somebody_chose_have_ends_and_no_spread() -> None:
    """Own (1, 3), chosen (5, 7): from 2 to 6. The difference is that of the study's own set, not of a mean over sets."""
    base = {"x": [0.0, 0.0]}
    table = apart({"as-given": runs(a=base, b={"x": [1, 3]}), "strong": runs(a=base, b={"x": [5, 7]})}, X, "a")
    [found] = [r for _, r in table.iterrows()]
    assert (found["difference"], found["sets"], found["lowest"], found["highest"], found["n"]) == (2, 2, 2, 6, 2)
    assert not {"sd_assumptions", "low", "high"} & set(table)


def test_a_draw_that_lost_a_replication_is_not_counted() -> None:
    own = runs(a={"x": [0.0, 0.0]}, b={"x": [2, 4]})
    table = apart({"as-given": own, "draw-1": runs(a={"x": [0.0]}, b={"x": [9]}), "draw-2": own}, X, "a", drawn=True)
    assert (table["sets"].item(), table["lowest"].item(), table["highest"].item()) == (1, 3, 3)
    assert apart({"as-given": own}, X, "a", drawn=True)["sets"].item() == 0
