"""The price a patient sees is the policy's own bill on the mean charge: by class, by state, and by how he came."""

from __future__ import annotations

from datetime import date
from time import process_time

import numpy as np
import pytest
from worlds import county

from sim.behaviour.prices import price_tables
from sim.county.county import SLIPS, STATES
from sim.county.read import read as read_county
from sim.foundation.shelves import find
from sim.policy.benefit.state import at_state, benefit_state
from sim.policy.claims import YearToDate
from sim.policy.read import read_policy

DAY = date(2021, 1, 1)
BASE = read_policy("baseline-ffs").at(DAY)
PLACE = county()
COLD, PNEUMONIA, _, REFILL = range(4)
VILLAGE, TOWNSHIP, COUNTY, CITY, FAR = range(5)  # settings of the small county, in this order
NONE, REFERRED, EMERGENCY = range(len(SLIPS))


@pytest.mark.parametrize(
    ("klass", "state", "slip", "setting", "own"),
    [
        (0, 0, NONE, COUNTY, 2320.0),  # 6000 less 10 % and 5 % = 5100; (5100 - 500) x 80 % = 3680
        (0, 0, NONE, TOWNSHIP, 725.0),  # 2000 -> 1700; (1700 - 200) x 85 % = 1275
        (0, 0, REFERRED, COUNTY, 2160.0),  # the township took 200: (5100 - 300) x 80 % = 3840
        (0, 0, EMERGENCY, COUNTY, 2320.0),
        (0, 4, NONE, COUNTY, 2120.0),  # second stay: (5100 - 250) x 80 % = 3880
        (0, 8, NONE, COUNTY, 2120.0),  # third stay alike
        (0, 1, NONE, COUNTY, 1468.0),  # line passed: left 1420 x 60 % = 852 more
        (1, 0, NONE, COUNTY, 1326.0),  # low income: left 1420 x 70 % = 994 from assistance
    ],
)
def test_the_price_of_a_stay(klass: int, state: int, slip: int, setting: int, own: float) -> None:
    assert price_tables(BASE, PLACE).ip[klass, state, slip, PNEUMONIA, setting] == own


def test_the_price_of_a_visit_before_and_after_the_cap() -> None:
    """40 yuan, 34 eligible, 60 % = 20.40; with the cap used up the whole 40."""
    op = price_tables(BASE, PLACE).op
    assert op[0, 0, COLD, VILLAGE] == 19.6
    assert op[0, 2, COLD, VILLAGE] == 40.0


def test_a_refill_of_a_registered_patient_has_two_disease_terms() -> None:
    """85 yuan at the township, 72.25 eligible, 50 % = 36.125, rounded 36.13; the outpatient cap does not matter."""
    op = price_tables(BASE, PLACE).op
    assert op[0, 0, REFILL, TOWNSHIP] == op[0, 2, REFILL, TOWNSHIP] == 48.87


def test_intensity_scales_the_charge_before_the_bill() -> None:
    """10 % more: 6600 -> 5610 eligible; (5610 - 500) x 80 % = 4088; own 2512."""
    dearer = price_tables(BASE, PLACE, intensity_ip=1.1)
    assert dearer.ip[0, 0, NONE, PNEUMONIA, COUNTY] == 2512.0
    np.testing.assert_array_equal(dearer.op, price_tables(BASE, PLACE).op)


def test_no_price_exceeds_the_charge_and_none_is_negative() -> None:
    prices = price_tables(read_policy("gansu-outpatient-2018").at(DAY), PLACE)
    tier = np.array([0, 1, 2, 3, 3])
    assert (prices.op >= 0).all()
    assert (prices.op <= PLACE.conditions.charge_op[:, tier]).all()
    assert (prices.ip <= PLACE.conditions.charge_ip[:, tier]).all()


def test_catastrophic_insurance_lowers_the_price_of_those_past_the_line() -> None:
    without, base = (price_tables(read_policy(n).at(DAY), PLACE).ip for n in ("no-catastrophic", "baseline-ffs"))
    assert (base <= without).all()
    assert (base[:, 1::2] < without[:, 1::2]).any()


def test_a_state_stands_for_a_year_that_is_in_it() -> None:
    klass = np.tile(np.arange(4, dtype=np.uint8), STATES)
    state = np.repeat(np.arange(STATES), 4)
    year = at_state(BASE, klass, state // 4, state // 2 % 2, state % 2)
    np.testing.assert_array_equal(benefit_state(BASE, klass, np.zeros(len(klass), np.uint8), year), state)


def test_a_line_that_does_not_exist_is_never_passed() -> None:
    law = read_policy("no-catastrophic").at(DAY)
    year = YearToDate.zeros(1, own_paid_eligible_fen=10**11)
    assert benefit_state(law, np.zeros(1, np.uint8), np.zeros(1, np.uint8), year).tolist() == [0]


def test_the_tables_of_the_model_county_take_less_than_60_ms() -> None:
    place = read_county(find("counties", "model-county"))
    price_tables(BASE, place)
    best = 1.0
    for _ in range(5):
        start = process_time()
        price_tables(BASE, place)
        best = min(best, process_time() - start)
    assert best < 0.060, f"{best * 1e3:.0f} ms"
