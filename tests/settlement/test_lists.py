"""Payment by the case with lists of diseases, in a run, worked by hand: which part of a group's cases has a quota."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import points_county as base
import pytest
import small_county as small

from sim.county.county import County
from sim.foundation.calendar import Calendar
from sim.policy.access.tier_lists import covered as on_list
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

Law = dict[str, tuple[Any, str]]
QUOTA: Law = base.FREE | {
    "payment.case_quota.of_mean": ({"all": 0, "county": 100}, "%"), "payment.case_quota.same_price": (True, "flag"),
    "payment.case_quota.day_surgery": (True, "flag"),
}  # fmt: skip


def lists(county: int, of: int, growth: int = 0, stay: Any = 0) -> Law:
    return {
        "access.tier_lists.count": ({"all": 0, "county": county}, "count"),
        "access.tier_lists.growth": ({"all": 0, "county": growth}, "count"),
        "access.tier_lists.stay": (stay, "count"), "access.tier_lists.catalogue": (of, "count"),
    }  # fmt: skip


def place(**conditions: Any) -> County:
    """Pneumonia is commoner than an injury; nobody is admitted with a cold."""
    common = np.ones((8, 2, 4))
    common[..., small.INJURY] = 0.5
    made = base.county()
    return replace(made, incidence=common, conditions=replace(made.conditions, **conditions))


def run(law: Law, *encounters: np.void, where: County | None = None, calendar: Calendar = base.YEAR) -> Settlement:
    done = reprice(small.array(*encounters), where or place(), small.people(), small.policy(law), calendar)
    assert set(done.checks().values()) == {0}
    return done


PNEUMONIA = base.covered(0, 20, small.HOSPITAL, 4500)
"""Charge 5,000 and quota 6,000: the patient pays 500, so the fund pays 5,500, 1,000 more than it was billed."""
INJURY = base.covered(1, 50, small.HOSPITAL, 4500, condition=small.INJURY)
"""Quota 10,000: 5,000 more."""


def test_a_list_of_half_the_catalogue_covers_the_commoner_half_of_the_groups() -> None:
    assert base.gains(run(QUOTA | lists(50, 100), PNEUMONIA, INJURY)) == {"hospital": 1000}
    assert base.gains(run(QUOTA | lists(100, 100), PNEUMONIA, INJURY)) == {"hospital": 6000}
    assert base.gains(run(QUOTA | lists(0, 100), PNEUMONIA, INJURY)) == {}


def test_of_a_group_that_is_listed_in_part_that_part_is_paid_by_quota() -> None:
    # 25 of 100 diseases are a quarter of two groups, half of the first: 500 of 1,000.
    assert base.gains(run(QUOTA | lists(25, 100), PNEUMONIA, INJURY)) == {"hospital": 500}


def test_the_list_grows_year_by_year() -> None:
    # In force from 2021: 50 diseases, in 2022 75: half of the injuries too.
    dated = small.policy(base.FREE, {"from": (date(2021, 1, 1), "")} | QUOTA | lists(50, 100, growth=25))
    later = base.covered(1, 365 + 50, small.HOSPITAL, 4500, condition=small.INJURY)
    done = reprice(small.array(PNEUMONIA, INJURY, later), place(), small.people(), dated, Calendar(date(2021, 1, 1), 730))
    table = done.tables()["clearing"].groupby("year")["retained_yuan"].sum()
    assert table.to_dict() == {2021: 1000, 2022: 2500}


def test_a_county_that_knows_its_lists_says_so_in_its_table() -> None:
    flags = base.county().conditions.flags.assign(listed_county=[np.nan, np.nan, 0.0, 40.0])
    assert base.gains(run(QUOTA | lists(50, 100), PNEUMONIA, INJURY, where=place(flags=flags))) == {"hospital": 2000}


def test_without_a_catalogue_every_case_is_on_the_list() -> None:
    law = {k: v for k, v in (QUOTA | lists(1, 100)).items() if not k.endswith("catalogue")}
    assert base.gains(run(law, PNEUMONIA, INJURY)) == {"hospital": 6000}


def test_a_day_case_has_a_quota_only_where_the_policy_includes_day_surgery() -> None:
    flags = base.county().conditions.flags.assign(day_surgery=[0, 0, 1, 0])
    day = base.covered(0, 20, small.HOSPITAL, 4500, stay=1)
    assert base.gains(run(QUOTA, day, where=place(flags=flags))) == {"hospital": 1000}
    without = QUOTA | {"payment.case_quota.day_surgery": (False, "flag")}
    assert base.gains(run(without, day, where=place(flags=flags))) == {}
    assert base.gains(run(without, PNEUMONIA, where=place(flags=flags))) == {"hospital": 1000}


def test_chinese_treatment_has_the_western_quota_or_its_own() -> None:
    # The hospital is one of Chinese medicine. Its own price is 90 % of the western quota: 5,400 - 500 - 4,500 = 400.
    made = place()
    kind = made.institutions.kind.copy()
    kind[small.HOSPITAL] = 1
    chinese = replace(made, institutions=replace(made.institutions, kind=kind))
    own = QUOTA | {"payment.case_quota.same_price": (False, "flag"), "payment.case_quota.chinese": (90, "%")}
    assert base.gains(run(QUOTA, PNEUMONIA, where=chinese)) == {"hospital": 1000}
    assert base.gains(run(own, PNEUMONIA, where=chinese)) == {"hospital": 400}
    assert base.gains(run(own, PNEUMONIA)) == {"hospital": 1000}


def named(how: str, share: int) -> Law:
    return {"payment.case_quota.naming": (how, "choice"), "payment.case_quota.named_share": (share, "%")}


def test_a_hospital_names_the_commonest_diseases_of_the_list() -> None:
    assert base.gains(run(QUOTA | lists(100, 100) | named("commonest", 50), PNEUMONIA, INJURY)) == {"hospital": 1000}


def test_a_hospital_that_may_choose_names_next_year_what_it_gained_most_at() -> None:
    # 2021: everything listed: 1,000 + 5,000. 2022 it names one of two groups: the injuries, at which it gained more.
    both = enumerate((small.PNEUMONIA, small.INJURY))
    later = [base.covered(n, 365 + 20 + n, small.HOSPITAL, 4500, condition=c) for n, c in both]
    law = QUOTA | lists(100, 100) | named("gainful", 50)
    done = run(law, PNEUMONIA, INJURY, *later, calendar=Calendar(date(2021, 1, 1), 730))
    assert done.tables()["clearing"].groupby("year")["retained_yuan"].sum().to_dict() == {2021: 6000, 2022: 5000}


def test_a_hospital_that_may_choose_names_nothing_at_which_it_lost() -> None:
    # The pneumonia of 2021 cost 8,000 against a quota of 6,000; in 2022 the same case is paid as billed.
    dear = [base.covered(0, d, small.HOSPITAL, 7200) for d in (20, 385)]
    law = QUOTA | lists(100, 100) | named("gainful", 100)
    done = run(law, *dear, calendar=Calendar(date(2021, 1, 1), 730))
    table = done.tables()["clearing"].groupby("year")["borne_yuan"].sum()
    assert table.to_dict() == {2021: 2000, 2022: 0}


STAY: Law = {
    "benefit.inpatient_ratio.ratio": (80, "%"), "benefit.stay_list.away_exempt": (True, "flag"),
    "benefit.stay_list.points": ({"all": 0, "county": 20, "city": 20}, "percentage points"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("at", "flags", "paid"),
    # Of a bill of 1,000 a tenth is paid first: 900 x 80 % = 720. Pneumonia is to stay in townships: 900 x 60 % = 540.
    [(small.CENTRE_A, 0, 720), (small.HOSPITAL, 0, 540), (small.CITY, 0, 540), (small.HOSPITAL, 1, 720), (small.CITY, 2, 540)],
)
def test_whoever_goes_above_the_tier_that_was_to_keep_his_disease_loses_points(at: int, flags: int, paid: int) -> None:
    law = base.FREE | lists(100, 100, stay={"all": 0, "township": 50}) | STAY
    done = run(law, small.encounter(0, 20, at, 1000, stay=5, flags=flags))
    assert int(done.claim_sums[:, 2].sum()) == paid * 100


def test_a_disease_that_is_not_on_the_stay_list_may_go_up() -> None:
    law = base.FREE | lists(100, 100, stay={"all": 0, "township": 50}) | STAY
    done = run(law, small.encounter(0, 20, small.HOSPITAL, 1000, stay=5, condition=small.INJURY))
    assert int(done.claim_sums[:, 2].sum()) == 72_000


def test_an_unreferred_stay_without_a_quota_is_paid_as_the_policy_says() -> None:
    # Half of the city's quota of 6,000 = 3,000 for a listed disease, for an unlisted one half of the 9,000 insured; of
    # a group half on the list: 3,750.
    penalty: Law = {
        "benefit.unreferred_quota.applies": ({"all": False, "city": True}, "flag"),
        "benefit.unreferred_quota.share": (50, "%"), "benefit.unreferred_quota.of_mean": (100, "%"),
        "benefit.unreferred_quota.without_quota": ("share_of_eligible", "choice"),
        "benefit.unreferred_quota.away_exempt": (True, "flag"),
    }  # fmt: skip
    charge = np.zeros((4, 5))
    charge[small.PNEUMONIA] = 6000
    for count, paid in ((100, 3000), (0, 4500), (25, 3750)):
        listed = lists(0, 100) | {"access.tier_lists.count": ({"all": 0, "city": count}, "count")}
        done = run(base.FREE | penalty | listed, small.encounter(0, 20, small.CITY, 10_000, stay=5), where=place(charge_ip=charge))
        assert int(done.claim_sums[:, 2].sum()) == paid * 100


def test_commonest_first_and_the_last_group_in_part() -> None:
    # 40 groups stand for 1,000 diseases, 25 each: a list of 280 covers 11 groups and a fifth of the twelfth.
    cases = np.arange(40, 0, -1)[:, None] * np.ones((1, 5), np.int64)
    part = on_list(np.array([0, 65, 280, 1000, 2000]), cases, 1000)
    assert part[:, 2].tolist() == [1_000_000] * 11 + [200_000] + [0] * 28
    assert part[:, 1].tolist() == [1_000_000] * 2 + [600_000] + [0] * 37
    assert (part[:, 0] == 0).all()
    assert (part[:, 3:] == 1_000_000).all()
