"""What more management visits cost stands in the centre's accounts, by hand and through a whole run.

Person 1 is registered with diabetes at the centre of township B; a visit costs it 10 yuan, four a year are today's effort (see
`test_signs_of_management`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sim.behaviour.behaviour import Behaviour
from sim.behaviour.levers import CARE
from sim.behaviour.sets import read_behaviour
from sim.county import read
from sim.county.county import ITEM_CLASSES, County
from sim.experiment.conduct import Plan, conduct
from sim.foundation.calendar import Calendar
from sim.policy.read import read_policy
from sim.settlement.settlement import Settlement
from tests.behaviour.small import ALONE, RESIDENTS
from tests.behaviour.test_signs_of_management import BY_ITEM, where
from tests.small_county import CENTRE_B, FIRST, array, encounter, people


def priced() -> County:
    """The same with money facts: centre B pays basic pay of 100 yuan and keeps half of what is left for its staff."""
    made = where()
    columns = {"basic_pay_yuan": 100.0, "fixed_cost_yuan": 0.0, "pay_ceiling_yuan": 10_000.0, "staff_share": 0.5}
    columns |= {f"variable_{name}": 0.0 for name in ITEM_CLASSES}
    return replace(made, institutions=replace(made.institutions, other=pd.DataFrame(columns, index=list(made.institutions.id))))


def test_a_tenth_more_effort_costs_a_tenth_of_the_visits_of_the_month_to_the_fen() -> None:
    # January: 0.1 x 4 x 1,000 fen x 31 / 365 = 33.97, 34 fen. February a tenth less than today: -0.1 x 4,000 x 28 / 365 =
    # -30.68, -31 fen. The year costs 3 fen more. One visit of 1,000 yuan is billed: 100,000 - 10,000 basic pay - 3 = 89,997,
    # half of which, 44,998.5, is 44,999 by half-up; without management 90,000 and 45,000.
    settlement = Settlement(priced(), people(RESIDENTS), BY_ITEM, Calendar(FIRST, 365))
    acting = Behaviour(settlement, ALONE)
    seen = {0: array(encounter(0, 10, CENTRE_B, 1000))}
    for m, effort in ((0, 1.1), (1, 0.9)):
        acting.response[m, acting.units.id.index("tb"), CARE] = np.log(effort)
    assert [acting.managing(m)[CENTRE_B] for m in (0, 1, 2)] == [34, -31, 0]
    for m in range(12):
        settlement.month(m, seen.get(m, array()))
        settlement.office.manage(m, acting.managing(m))
    settlement.year_end(2021)
    with_it = settlement.chain(2021)
    assert (with_it.costs[CENTRE_B], with_it.net_income[CENTRE_B], with_it.bonus[CENTRE_B]) == (10_003, 89_997, 44_999)
    del settlement.office.managing[2021]
    without = settlement.chain(2021)
    assert (without.costs[CENTRE_B], without.net_income[CENTRE_B], without.bonus[CENTRE_B]) == (10_000, 90_000, 45_000)
    assert (with_it.costs - without.costs).tolist() == [0, 0, 0, 3, 0, 0]


def test_in_a_run_the_chain_adds_up_with_it_and_the_decision_and_the_book_name_the_same_cost() -> None:
    """Net income is medical revenue, clearing money and other income less costs at every institution, to the fen; costs differ from
    those without management by the sum of the months; only centres pay, and those that make more visits pay more."""
    law, base = read_policy("package-100"), read_policy("baseline-ffs")
    run = conduct(Plan(read("model-county"), base, law, 3, scale=0.02, behaviour=read_behaviour("strong")))
    assert run.behaviour is not None
    done, acting = run.settlement, run.behaviour
    months = [m for m, day in enumerate(done.months) if day >= done.county.start]
    expected = np.sum([acting.managing(m) for m in months], axis=0)
    chain = done.chain(2021)
    billed, brought = chain.revenue_medical, chain.retained + chain.assessment - chain.borne
    assert (chain.net_income == billed + brought + chain.other_income - chain.costs).all()
    booked = done.office.managing.pop(2021)
    assert (booked == expected).all()
    assert (chain.costs - done.chain(2021).costs == booked).all()
    moved = acting.response[months][:, :, CARE].sum(axis=0)
    at = acting.units.first
    assert (np.sign(booked[at]) == np.sign(np.round(moved, 12))).all()
    assert booked.any()
    assert set(np.flatnonzero(booked)) <= set(np.flatnonzero(done.county.institutions.tier == 1))
