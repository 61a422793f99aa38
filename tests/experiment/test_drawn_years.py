"""Good and bad years: mean 1, the same under every policy and in both engines, unforeseen, and nothing unless asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.behaviour.sets import read_behaviour
from sim.county import County, read
from sim.county.county import YEAR_SD
from sim.experiment.conduct import Outcome, Plan, conduct
from sim.experiment.jobs import AS_GIVEN, Recipe, jobs_of
from sim.experiment.ranges import ranged, sets_of
from sim.experiment.replicate import replicate
from sim.experiment.study import read_study
from sim.foundation.errors import Problems
from sim.journey.encounters import OTHER_PAYER
from sim.journey.years import AVERAGE, Year, drawn, factor
from sim.policy.read import read_policy
from tests.small_study import small_study

SHARE = 0.01


@cache
def county() -> County:
    return read("model-county")


@dataclass(frozen=True)
class Chosen(Plan):
    """A plan whose accounted years turn out as the test says."""

    turned: Year = AVERAGE

    def year(self, year: int) -> Year:
        return self.turned if year >= self.county.start.year else AVERAGE


def plan(policy: str = "baseline-ffs", **how: Any) -> Plan:
    kind = Chosen if "turned" in how else Plan
    return kind(county(), read_policy("baseline-ffs"), read_policy(policy), 3, scale=SHARE, keep_encounters=True, **how)


@cache
def average() -> Outcome:
    return conduct(plan())


def encounters(outcome: Outcome, month: str | None = None) -> Any:
    """Residents' encounters, or those that were asked for in a month."""
    e = outcome.encounters
    assert e is not None
    e = e[e["flags"] & OTHER_PAYER == 0]
    if month is None:
        return e
    m = outcome.calendar.months.index(month)
    first, end = outcome.calendar.month_starts[m : m + 2]
    return e[(e["request_min"] >= first) & (e["request_min"] < end)]


def first_contacts(outcome: Outcome, month: str) -> set[tuple[int, int]]:
    e = encounters(outcome, month)
    return {(int(p), int(i)) for p, i, n in zip(e["person"], e["episode"], e["n"], strict=True) if n == 0}


def test_the_middle_of_a_factor_lies_below_its_mean() -> None:
    """sd 0.75: variance of the log ln(1 + 0.5625) = ln 1.5625, so the median is exp(-ln(1.5625) / 2) = 1 / 1.25 = 0.8."""
    assert factor(0.5, 0.75) == pytest.approx(0.8)
    assert factor(0.3, 0.0) == 1.0


def test_the_mean_of_10000_drawn_years_is_1_and_the_spread_is_the_countys() -> None:
    """Standard error of a mean of 10,000 is sd / 100; of a standard deviation about sd / sqrt(2 x 10,000) = 0.7 %."""
    years = [drawn(county(), seed, 2021) for seed in range(10_000)]
    parts = np.array([(y.illness, y.respiratory / y.illness, y.charges) for y in years])
    spread = np.array([getattr(county().demand, name) for name in YEAR_SD])
    assert (np.abs(parts.mean(axis=0) - 1.0) < 4 * spread / 100).all()
    assert parts.std(axis=0, ddof=1) == pytest.approx(spread, rel=0.03)
    assert np.abs(np.corrcoef(parts, rowvar=False)[np.triu_indices(3, 1)]).max() < 0.04  # independent: four times 1 / 100


def test_a_year_belongs_to_the_seed_and_the_year() -> None:
    assert drawn(county(), 1, 2021) == drawn(county(), 1, 2021)
    assert len({drawn(county(), seed, year).illness for seed in (1, 2) for year in (2021, 2022)}) == 4


def test_average_years_draw_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> Year:
        raise AssertionError("a year was drawn")

    monkeypatch.setattr("sim.experiment.conduct.drawn", never)
    mute = replace(county(), demand=replace(county().demand, **dict.fromkeys(YEAR_SD)))
    run = conduct(replace(plan(), county=mute))
    assert encounters(run).tobytes() == encounters(average()).tobytes()
    pd.testing.assert_frame_equal(run.settlement.ledger.frame(), average().settlement.ledger.frame())
    with pytest.raises(AssertionError, match="a year was drawn"):
        conduct(plan(drawn_years=True))


def test_a_year_of_ten_percent_more_illness_only_adds_episodes_the_same_under_both_policies() -> None:
    """Rizhao's pools with 50 yuan and with an amount that grows: what patients pay is the same, so all they do must be."""
    bad = Year(1.1, 1.1, 1.0)
    fixed, indexed = (conduct(plan(name, turned=bad)) for name in ("rizhao-2017", "rizhao-2017-indexed"))
    assert fixed.encounters is not None
    assert np.array_equal(fixed.encounters, indexed.encounters)
    usual = conduct(plan("rizhao-2017"))
    assert first_contacts(usual, "2021-01") < first_contacts(fixed, "2021-01")
    refill = county().conditions.kind[encounters(usual)["condition"]] == 2  # their visits have a rhythm
    worse = county().conditions.kind[encounters(fixed)["condition"]] == 2
    before, after = (int((~some & (encounters(o)["n"] == 0)).sum()) for some, o in ((refill, usual), (worse, fixed)))
    assert after / before == pytest.approx(1.1, abs=4 * math.sqrt(0.1 / before) + 0.003)  # more of the year is used up by more


def test_a_respiratory_year_raises_respiratory_illness_alone() -> None:
    run, usual = conduct(plan(turned=Year(1.0, 1.5, 1.0))), average()
    lungs = np.array(county().conditions.mdc) == "E"
    new = first_contacts(run, "2021-01") - first_contacts(usual, "2021-01")
    e = encounters(run, "2021-01")
    conditions = {int(c) for p, i, c in zip(e["person"], e["episode"], e["condition"], strict=True) if (int(p), int(i)) in new}
    assert new
    assert lungs[sorted(conditions)].all()
    assert not first_contacts(usual, "2021-01") - first_contacts(run, "2021-01")


def test_a_dear_year_multiplies_charges_and_moves_nobody_who_cannot_know_it() -> None:
    """In January nobody's benefits have changed yet: the same people go to the same places, for a tenth more. Both charges
    were rounded to the fen: half a fen of 1.1 times the old, and half of the new."""
    dear, usual = (encounters(o, "2021-01") for o in (conduct(plan(turned=Year(1.0, 1.0, 1.1))), average()))
    same = [name for name in usual.dtype.names if not name.endswith("_fen")]
    assert np.array_equal(dear[same], usual[same])
    assert np.abs(dear["charge_fen"] - 1.1 * usual["charge_fen"]).max() <= 1.1 * 0.5 + 0.5 + 1e-6


def test_both_engines_agree_over_two_drawn_years() -> None:
    fast, slow = (conduct(plan("rizhao-2017", years=2, drawn_years=True, engine=engine)) for engine in ("compiled", "reference"))
    assert fast.encounters is not None
    assert slow.encounters is not None
    assert fast.encounters.tobytes() == slow.encounters.tobytes()
    pd.testing.assert_frame_equal(fast.settlement.ledger.frame(), slow.settlement.ledger.frame())
    one = conduct(plan("rizhao-2017", drawn_years=True))
    for table in ("flows", "patients"):  # the first year is as if there were no second
        first, both = one.settlement.tables()[table], fast.settlement.tables()[table]
        pd.testing.assert_frame_equal(both[both["year"] == 2021].reset_index(drop=True), first)


def test_nobody_foresees_the_year() -> None:
    """The warm-up is of an average year, and when January begins nothing else has been seen: incentives are the same. In
    February the year has begun to show."""
    calm, bad = (
        conduct(plan("rizhao-2017", behaviour=read_behaviour("central"), **how)) for how in ({}, {"turned": Year(1.3, 1.3, 1.2)})
    )
    start = calm.calendar.month_starts[calm.calendar.months.index("2021-01")]
    before = [o.encounters[o.encounters["end_min"] < start] for o in (calm, bad) if o.encounters is not None]
    assert np.array_equal(*before)
    january, february = (calm.calendar.months.index(month) for month in ("2021-01", "2021-02"))
    assert calm.behaviour is not None
    assert bad.behaviour is not None
    assert np.array_equal(calm.behaviour.marginal[january], bad.behaviour.marginal[january], equal_nan=True)
    assert not np.array_equal(calm.behaviour.marginal[february], bad.behaviour.marginal[february], equal_nan=True)


def test_budgets_made_of_the_past_do_not_know_the_year_but_the_next_ones_have_felt_it() -> None:
    usual, bad = (conduct(plan("rizhao-2017", years=2, **how)).settlement.tables()["clearing"]
                  for how in ({}, {"turned": Year(1.2, 1.2, 1.1)}))  # fmt: skip
    hospital = usual["rule"].str.contains("hospital") & usual["id"].eq("county-general")
    assert hospital.sum() == 2
    budgets = [frame[hospital].set_index("year")["budget_yuan"] for frame in (usual, bad)]
    assert budgets[0][2021] == budgets[1][2021]
    assert budgets[1][2022] > budgets[0][2022]


def test_a_county_that_does_not_say_is_asked_for_its_numbers(tmp_path: Path) -> None:
    study = tmp_path / "small.toml"
    study.write_text(small_study(), encoding="utf-8")
    mute = replace(county(), demand=replace(county().demand, year_charges_sd=None))
    with pytest.raises(Problems) as caught:
        read_study(str(study)).drawn(True, mute)
    assert "constants.year_charges_sd" in caught.value.render("en")
    assert "年景" in caught.value.render("zh")
    assert not read_study(str(study)).drawn(None, mute)


def test_runs_with_and_without_never_mix(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_text(small_study(), encoding="utf-8")
    study = read_study(str(file))
    given = str(file), tmp_path, 0.002, "compiled", False, (AS_GIVEN,), "code"
    plain, years = (Recipe(*given, drawn_years=d) for d in (False, True))
    ids = [{job.id for job in jobs_of(study, county(), recipe, 2)} for recipe in (plain, years)]
    assert not ids[0] & ids[1]
    found = replicate(str(file), tmp_path / "out", drawn_years=True)
    assert len(found.values) == 4
    run = sim.run(str(file), drawn_years=True)
    [card] = run.manifest.drawn_years
    turned = drawn(county(), run.manifest.seed, 2021)
    assert (card.illness, card.respiratory, card.charges) == (turned.illness, turned.respiratory, turned.charges)
    assert set(YEAR_SD) <= {a.key for a in run.manifest.assumptions}
    calm = sim.run(str(file))
    assert not calm.manifest.drawn_years
    assert not set(YEAR_SD) & {a.key for a in calm.manifest.assumptions}
    assert calm["fund"]["amount_yuan"].sum() != run["fund"]["amount_yuan"].sum()


def test_a_study_may_ask_for_good_and_bad_years_itself(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_text(small_study() + "drawn_years = true\n", encoding="utf-8")
    assert read_study(str(file)).drawn(None, county())
    assert not read_study(str(file)).drawn(False, county())
    assert sim.run(str(file)).manifest.drawn_years


def test_how_far_years_lie_apart_is_drawn_from_its_range_only_where_years_are_drawn(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_text(small_study(), encoding="utf-8")
    study = read_study(str(file))
    calm, years = ({one.name for one in ranged(study, county(), d)} for d in (False, True))
    assert years - calm == set(YEAR_SD)
    [one] = [one for one in ranged(study, county(), True) if one.name == "year_illness_sd"]
    wide = sets_of([one], np.array([[one.high]]), county())[1].of(county())
    z = math.log(drawn(county(), 5, 2021).illness * math.sqrt(1 + one.given**2)) / math.sqrt(math.log1p(one.given**2))
    assert drawn(wide, 5, 2021).illness == pytest.approx(
        math.exp(z * math.sqrt(math.log1p(one.high**2))) / math.sqrt(1 + one.high**2)
    )  # the same draw, farther out
