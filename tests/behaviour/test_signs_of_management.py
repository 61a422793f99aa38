"""Signs of managing chronic patients, by hand: person 1 lives in village B and is registered with diabetes, which makes
pneumonia twice as frequent here; its stay of 1,000 yuan costs the fund 560, as in `test_signs_of_payment`.

January has one such stay: 365/31 = 11.774 a year. Today's effort lowers their rate by the logarithm 0.15, so 1 % more of
it averts 0.0015 of them, 17.66 yuan of charges. A visit costs the centre the service part of the regular visit's 25 yuan,
all but drugs (60 %): 10 yuan; four a year are 40, and 1 % of them 0.40. At stake are 17.66 + 0.40 = 18.06 yuan.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.behaviour.behaviour import Mechanisms, cleared
from sim.behaviour.responses import Responses
from sim.behaviour.sets import read_behaviour
from sim.county.county import County
from sim.journey.tables import MANAGE, no_response
from tests.behaviour.small import ALONE, incentives, law, place
from tests.behaviour.test_signs_of_pools import package
from tests.small_county import CENTRE_A, CENTRE_B, CITY, DIABETES, HOSPITAL, PNEUMONIA, encounter, people

BY_ITEM = law({"payment.fee_for_service.active": (True, "flag")})
AVERTED, VISITS = 0.01 * 0.15 * 365 / 31 * 1000, 0.01 * 4 * 10
"""Yuan a per cent of effort: 17.66 of charges and 0.40 for visits."""


def worth(part: float) -> float:
    """m where the centre gains this part of the averted charges."""
    return (part * AVERTED - VISITS) / (AVERTED + VISITS)


def where() -> County:
    made = place(charge_op=np.full((4, 5), 25.0))
    flags = made.conditions.flags.assign(two_disease=[0, 1, 0, 0])
    factor = np.ones((2, 4))
    factor[1, PNEUMONIA] = 2.0
    return replace(made, conditions=replace(made.conditions, flags=flags), chronic_factor=factor)


def manage(at: int, mechanisms: Mechanisms = cleared, person: int = 1, k: float = 0.0) -> pd.Series:
    """m of management for all units when one patient a month lies at an institution."""
    chosen = replace(ALONE, steer=k)
    assert (chosen.protection, chosen.visits) == (0.15, 4)
    return incentives(where(), BY_ITEM, [encounter(person, 20, at, 1000, stay=5)], chosen=chosen, mechanisms=mechanisms)["manage"]


def test_under_fee_for_service_management_costs_its_visits_and_the_stays_that_do_not_come() -> None:
    """A stay averted at the hospital costs the centre nothing: m = -0.40 / 18.06 = -0.022; one averted in its own beds all it
    would have been charged: m = -1. Nobody else manages patients."""
    assert manage(HOSPITAL)["tb"] == pytest.approx(-0.4 / 18.0613, rel=1e-4)
    assert manage(CENTRE_B)["tb"] == pytest.approx(-1.0)
    assert manage(HOSPITAL).drop("tb").isna().all()


def test_a_package_pays_for_what_is_averted_wherever_it_would_have_been_treated() -> None:
    """The centre has 30 % of what the alliance saves: a stay averted at the hospital brings it 0.3 x 560 = 168 yuan of
    1,000; in the city the same, if the package is charged with it, and nothing if it is not. Steered
    half-way (k = 0.5) it counts half of what all 90 % of the members' shares get, and half of the hospital's lost 1,000:
    0.5 x 0.168 + 0.5 x (0.9 x 0.56 - 1) = -0.164."""
    for at, charged, expected in ((HOSPITAL, (HOSPITAL, CITY), 0.168), (CITY, (HOSPITAL, CITY), 0.168), (CITY, (HOSPITAL,), 0.0)):
        alliance = package({HOSPITAL: 0.6, CENTRE_B: 0.3}, charged=charged)
        assert manage(at, alliance)["tb"] == pytest.approx(worth(expected))
    alliance = package({HOSPITAL: 0.6, CENTRE_B: 0.3}, charged=(HOSPITAL, CITY))
    assert manage(HOSPITAL, alliance, k=0.5)["tb"] == pytest.approx(worth(-0.164))


def test_only_registered_patients_and_what_their_registration_makes_more_frequent_count() -> None:
    """Person 3 of the same village is registered with nothing: no exacerbation of his can be averted."""
    assert manage(HOSPITAL, person=3).isna().all()
    assert people(4)["chronic"].tolist() == [0, 0b10, 0, 0]
    assert where().conditions.chronic[DIABETES] == 1


def test_effort_reaches_the_journey_as_the_logarithm_of_what_it_leaves() -> None:
    """A tenth more effort than today, each unit worth 0.15: exp(-0.015) of today's exacerbations are left. Only the centre
    that moves reaches anything, and nobody's effort is exactly nothing."""
    from sim.behaviour.actors import actors
    from sim.behaviour.levers import CARE, LEVERS

    units = actors(where().institutions)
    log = np.zeros((len(units), len(LEVERS)))
    log[units.id.index("ta"), CARE] = np.log(1.1)
    table = Responses(read_behaviour("central"), log).table(units)
    assert table[CENTRE_A, MANAGE] == pytest.approx(0.015)
    table[CENTRE_A, MANAGE] = 0.0
    assert (table == no_response(6)).all()
