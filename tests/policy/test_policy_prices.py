"""The price a patient sees is the policy's own bill on the mean charge: by class, by state, and by how he came."""

from __future__ import annotations

from datetime import date
from time import process_time

import numpy as np
import pytest
from small_county import PLAIN
from small_county import policy as small_policy
from worlds import county
from worlds import people as residents_of

from sim.behaviour.groups import Groups, groups
from sim.behaviour.prices import price_tables
from sim.county.county import SLIPS, UNINSURED
from sim.county.read import read as read_county
from sim.foundation.shelves import find
from sim.policy.benefit.state import at_state, benefit_state
from sim.policy.claims import YearToDate
from sim.policy.policy import PolicyAt
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
    dearer = price_tables(BASE, PLACE, level_ip=1.1)
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


def test_who_is_not_insured_expects_to_pay_the_charge() -> None:
    prices, c = price_tables(BASE, PLACE), PLACE.conditions
    tier = np.array([PLACE.institutions.tier[np.argmax(PLACE.institutions.setting == s)] for s in range(prices.op.shape[-1])])
    np.testing.assert_allclose(prices.op[:, UNINSURED], np.broadcast_to(c.charge_op[:, tier], prices.op[:, UNINSURED].shape))
    stays = c.charge_ip[:, tier]
    np.testing.assert_allclose(prices.ip[:, UNINSURED], np.broadcast_to(stays, prices.ip[:, UNINSURED].shape))


def test_a_state_stands_for_a_year_that_is_in_it() -> None:
    klass = np.tile(np.arange(4, dtype=np.uint8), UNINSURED)
    state = np.repeat(np.arange(UNINSURED), 4)
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


def test_terms_of_contract_home_and_age_have_rows_of_their_own_only_where_a_law_has_such_terms() -> None:
    """The baseline's caps are the same with and without a contract: classes alone. Zhejiang's contract lowers deductibles:
    two rows a class."""
    one = groups([BASE], PLACE)
    assert (len(one), one.contract, one.away, one.youngest) == (4, False, False, (0,))
    signed = groups([read_policy("zhejiang-2019").at(read_policy("zhejiang-2019").eras[-1].date), BASE], PLACE)
    assert (len(signed), signed.contract) == (8, True)


def gated(kind: str) -> PolicyAt:
    """The baseline with a gate before city hospitals; who lives away is exempt, and children below six."""
    at = {"all": False, "city": True}
    gate: dict[str, tuple[object, str]] = {
        "benefit.gate.kind": (kind, "choice"), "benefit.gate.at": (at, "flag"),
        "benefit.gate.away_exempt": (True, "flag"), "benefit.gate.exempt_below": (6, "years"),
    }  # fmt: skip
    return small_policy(PLAIN | gate).at(DAY)  # type: ignore[arg-type]


def test_a_strict_gate_costs_the_whole_charge_and_a_soft_one_nothing() -> None:
    """A stay of 13,000 yuan in the city, on one's own: behind a strict gate the patient pays all of it. With a referral, as an
    emergency, living away or below six he pays what he would pay without a gate; a soft gate has no price of its own."""
    laws = [gated(kind) for kind in ("none", "soft", "strict")]
    whom = groups(laws, PLACE)
    assert (whom.away, whom.youngest) == (True, (0, 6))
    none, soft, strict = (price_tables(law, PLACE, whom=whom).ip[:, 0, :, PNEUMONIA, CITY] for law in laws)
    columns = whom.columns
    bound = (columns["away"] == 0) & (columns["age"] >= 6)
    assert bound.sum() == 4
    np.testing.assert_array_equal(none, soft)
    assert strict[bound, NONE].tolist() == [13000.0] * 4
    assert (none[bound, NONE] < 13000).all()
    np.testing.assert_array_equal(strict[bound][:, [REFERRED, EMERGENCY]], none[bound][:, [REFERRED, EMERGENCY]])
    np.testing.assert_array_equal(strict[~bound], none[~bound])


def test_every_resident_has_the_row_of_his_terms() -> None:
    """Class, contract, home and age of the row are the resident's own, ages by interval."""
    whom = Groups(PLACE.classes, True, True, (0, 6, 65))
    people = residents_of(PLACE, 500, 3)
    people["age"] = np.arange(500) % 96
    rows, columns = whom.of(people), whom.columns
    assert len(whom) == 4 * 2 * 2 * 3
    np.testing.assert_array_equal(columns["klass"][rows], people["klass"])
    np.testing.assert_array_equal(columns["contract"][rows], people["contract"])
    np.testing.assert_array_equal(columns["away"][rows], people["home"] > 0)
    expected = np.select([people["age"] < 6, people["age"] < 65], [0, 40], 65)
    np.testing.assert_array_equal(columns["age"][rows], expected)
