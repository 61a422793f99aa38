"""A stay that goes on in a higher hospital, from the encounters to the bill."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import points_county
import pytest
import small_county as small

from sim.county import read
from sim.experiment.conduct import Plan, conduct
from sim.foundation.calendar import Calendar
from sim.journey.encounters import CLAIMED, DOWN, READMISSION, REFERRED, STAY, TRANSFERRED
from sim.policy.policy import Policy
from sim.policy.read import read_policy
from sim.settlement.settlement import Settlement

ONWARD = CLAIMED | REFERRED | TRANSFERRED
NO_CONTINUATION = """[document]
kind = "policy"
schema = 1
id = "every-deductible"
title_zh = "上转不连续计算起付线"
title_en = "Every hospital takes its whole deductible"
author = "test"
base = "{base}"
effective = {since}
[[provision]]
id = "1"
clause = "上转不连续计算起付线"
text_en = "Referred up: the whole deductible"
  [[provision.set]]
  path = "benefit.referral_up.active"
  value = false
  unit = "flag"
  kind = "lever"
  status = "assumption"
  why = "算例"
  range = [false, true]
"""


def without_continuation(folder: Path, base: str, since: str) -> Policy:
    file = folder / "every-deductible.toml"
    file.write_text(NO_CONTINUATION.format(base=base, since=since), "utf-8")
    return read_policy(file)


def two_legs(policy: Policy) -> pd.DataFrame:
    """A stay of 1,000 yuan broken off at the centre, then 6,000 yuan at the county hospital."""
    stays = small.array(
        small.encounter(0, 10, small.CENTRE_A, 1000, stay=2, episode=7),
        small.encounter(0, 18, small.HOSPITAL, 6000, stay=8, episode=7, n=1, parent=0, referrer=small.CENTRE_A, flags=ONWARD),
    )
    past = [(2020, who, "outpatient", 100_000) for who in ("va", "vb", "ta", "tb", "hospital")]  # for the outpatient pools
    done = Settlement(small.county(history=past), small.people(), policy, Calendar.of_year(2021), keep_claims=True)
    done.month(0, stays)
    return done.claims()


def test_in_gansu_a_stay_that_goes_on_in_the_county_pays_the_difference_of_the_deductibles(tmp_path: Path) -> None:
    """甘政办发〔2018〕98号 三（一）: 对符合规定的转诊住院患者可连续计算起付线. A tenth of every charge is paid first here.

    Centre: 1,000 - 100 = 900 eligible, less 200: 700 at 85 % = 595. County: 6,000 - 600 = 5,400 eligible; 500 - 200 = 300 of the
    deductible are left: 5,100 at 80 % = 4,080, the patient pays 1,920. Without the clause 500: 4,900 at 80 % = 3,920, he pays
    2,080: 160 yuan more, which is 80 % of 200.
    """
    claims = two_legs(read_policy("gansu-outpatient-2018"))
    assert claims["deductible_fen"].tolist() == [20_000, 30_000]
    assert claims["basic_fen"].tolist() == [59_500, 408_000]
    assert claims["own_paid_fen"].tolist() == [40_500, 192_000]
    without = two_legs(without_continuation(tmp_path, "gansu-outpatient-2018", "2018-06-01"))
    assert without["deductible_fen"].tolist() == [20_000, 50_000]
    assert without["basic_fen"].tolist() == [59_500, 392_000]
    assert without["own_paid_fen"].tolist() == [40_500, 208_000]


def test_in_a_run_the_clause_changes_the_bills_of_transferred_patients_and_of_nobody_else(tmp_path: Path) -> None:
    """Patients mind no price here, so that both runs hold the same stays; only what is paid for them differs."""
    county = read("model-county")
    blind = {"b_price_op": 0.0, "b_price_ip": 0.0, "elasticity_op": 0.0, "elasticity_ip": 0.0}
    county = replace(county, demand=replace(county.demand, **blind, p_transfer=np.array([0.1, 0.2, 0.4])))
    law = read_policy("baseline-ffs")
    plans = [Plan(county, law, policy, 5, scale=0.01, warm_up_days=20, keep_claims=True, keep_encounters=True)
             for policy in (law, without_continuation(tmp_path, "baseline-ffs", "2016-01-01"))]  # fmt: skip
    runs = [conduct(plan) for plan in plans]
    encounters = runs[0].encounters
    assert encounters is not None
    assert runs[1].encounters is not None
    assert encounters.tobytes() == runs[1].encounters.tobytes()
    with_, without = (run.settlement.claims() for run in runs)

    stays = with_["kind"] == "inpatient"
    onward = encounters[(encounters["kind"] == STAY) & ((encounters["flags"] & TRANSFERRED) != 0)]
    moved = set(zip(onward["person"].tolist(), onward["episode"].tolist(), strict=True))
    less = without["deductible_fen"] - with_["deductible_fen"]
    changed = with_[stays & (less != 0)]
    assert len(changed) > 30
    assert set(zip(changed["person"], changed["episode"], strict=True)) <= moved
    assert (changed["referral"] == "up").all()
    own = (with_["own_paid_fen"] - without["own_paid_fen"]).to_numpy()
    assert set(with_["person"][own != 0]) <= {person for person, _ in moved}

    # By how much: what the stay before it took, as far as the higher deductible reaches.
    keys = ("person", "episode")
    legs = [encounters[list(keys)] == row[list(keys)] for row in onward]
    twice = {tuple(row[list(keys)].tolist()) for row, leg in zip(onward, legs, strict=True) if encounters[leg]["n"].max() < 3}
    onward = onward[[tuple(row[list(keys)].tolist()) in twice for row in onward]]
    sender = {(p, k): county.institutions.id[h] for p, k, h in zip(*(onward[x].tolist() for x in (*keys, "referrer")), strict=True)}
    taken = with_[stays].set_index(["person", "episode", "institution"])["deductible_fen"]
    checked = 0
    for row in changed.index:
        key = (int(changed.at[row, "person"]), int(changed.at[row, "episode"]))
        if key in sender:
            assert less[row] == min(taken[(*key, sender[key])], without["deductible_fen"][row])
            checked += 1
    assert checked > 20


@pytest.mark.parametrize(("flags", "points"), [(CLAIMED | READMISSION, 45_000), (ONWARD, 60_000), (CLAIMED | DOWN, 60_000)])
def test_a_stay_to_which_the_patient_was_moved_is_no_readmission(flags: int, points: int) -> None:
    """Two pneumonias of one person five days apart at the centre, 75 x 40 % = 30 points each: a readmission within 15 days
    halves the first, 15 + 30 = 45; a stay that goes on with the one before leaves it whole."""
    one = small.encounter(0, 20, small.CENTRE_A, 2000, stay=5, episode=3)
    two = small.encounter(0, 30, small.CENTRE_A, 2000, stay=5, episode=3, n=1, flags=flags)
    done = points_county.run(points_county.POINTS, one, two)
    assert done.office.tariff.points[2021].points[small.CENTRE_A] == points


def test_where_the_law_has_a_line_the_part_before_a_transfer_is_an_incomplete_stay() -> None:
    """Line 40 % of 6,000 = 2,400 at the county hospital: 1,200 yuan before the transfer earn 75 x 1,200 / 6,000 = 15 points;
    without a line the whole 75."""
    law = points_county.POINTS | {
        "payment.drg.incomplete_below": ({"none": 16, "level_1": 16, "level_2": 40, "level_3": 64}, "%")
    }
    stays = (
        small.encounter(0, 20, small.HOSPITAL, 1200, stay=2, episode=3),
        small.encounter(0, 30, small.CITY, 9000, stay=10, episode=3, n=1, flags=ONWARD),
    )
    for rules, points in ((law, 15_000), (points_county.POINTS, 75_000)):
        assert points_county.run(rules, *stays).office.tariff.points[2021].points[small.HOSPITAL] == points
