"""Signs that follow from the payment rules alone, on worlds of a few stays, with marginal revenues worked by hand.

The stay of all tests: 1,000 yuan, of which 100 are paid first by the patient, so 900 are eligible; 200 are deducted
and 80 % of 700 = 560 are the basic fund's. One per cent more is 10 yuan, 9 of them eligible, 7.20 the fund's.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.county.county import County
from tests.behaviour.small import hospital_budget, incentives, law, place
from tests.small_county import CENTRE_A, CLINIC_A, HOSPITAL, encounter

PER_CASE = 10**5  # fen: a stay of 1,000 yuan
JANUARY = [encounter(p, 20, HOSPITAL, 1000, stay=5) for p in range(10)]
FAR = 1_000_000_00  # fen; a past (and so a budget) fifteen times what ten stays a month cost


def readmitted(**changes: float) -> np.ndarray:
    return np.array([0.0, 0.0, changes.get("p", 0.2), 0.2])


def test_fee_for_service_rewards_more_of_everything() -> None:
    """Every further yuan charged is a yuan of revenue less its variable cost of 0.4: m = 0.6 for a dearer stay, a
    longer one and a further admission, at the hospital, the centre and the clinics. A yuan that moves
    from covered to non-covered items leaves revenue as it was: m = 0. So does a stay that is divided: the patient pays a second
    deductible, the fund as much less."""
    where = place(variable_cost=0.4, p_readmit=readmitted())
    visits = [encounter(p, 10, CLINIC_A, 100, noncovered_fen=1000) for p in range(8)]
    at_centre = [encounter(p, 12, CENTRE_A, 1000, stay=3) for p in range(20, 24)]
    m = incentives(where, law({"payment.fee_for_service.active": (True, "flag")}), [*visits, *JANUARY, *at_centre])
    for unit in ("hospital", "ta"):
        assert m.loc[unit, ["intensity", "stay", "admit", "split"]].tolist() == pytest.approx([0.6, 0.6, 0.6, 0.0])
    assert m.loc["clinics-0", "intensity"] == pytest.approx(0.6)
    assert m.loc["clinics-0", "noncovered"] == pytest.approx(0.0)


def test_over_its_budget_a_hospital_gets_only_what_the_fund_adds() -> None:
    """Ten stays cost the fund 5,600 yuan in January; last year, and so the budget, was 100 yuan. Of a deficit the
    hospital bears half. A charge of 10 yuan more brings 10 - 7.20 / 2 = 6.40: m = 0.64. A further stay brings 1,000 -
    560 / 2 = 720: m = 0.72. Under fee-for-service both are 1: the budget turns volume down."""
    where = place(past={"hospital": 100_00})
    m = incentives(where, law(hospital_budget(100, 50)), JANUARY).loc["hospital"]
    assert m["intensity"] == pytest.approx(0.64)
    assert m["stay"] == pytest.approx(0.64)
    assert m["admit"] == pytest.approx(0.72)


def test_below_its_budget_a_hospital_loses_what_it_would_have_kept() -> None:
    """The budget is twice a past of a million yuan, which the year will not reach; the whole surplus is kept. 10 yuan
    more bring 10 - 7.20 = 2.80: m = 0.28; a stay 1,000 - 560: m = 0.44. When a fifth is kept, 10 - 1.44 and 1,000 -
    112."""
    where = place(past={"hospital": FAR})
    all_kept = incentives(where, law(hospital_budget(100, 50, growth=100)), JANUARY).loc["hospital"]
    assert [all_kept["intensity"], all_kept["admit"]] == pytest.approx([0.28, 0.44])
    fifth = incentives(where, law(hospital_budget(20, 50, growth=100)), JANUARY).loc["hospital"]
    assert [fifth["intensity"], fifth["admit"]] == pytest.approx([0.856, 0.888])


@pytest.mark.parametrize(("past", "rules", "split"), [
    (100_00, hospital_budget(100, 50), 0.08), (FAR, hospital_budget(100, 50, growth=100), 0.16),
    (FAR, hospital_budget(20, 50, growth=100), 0.032),
])  # fmt: skip
def test_a_divided_stay_spares_a_budget_the_second_deductible(
    past: int, rules: dict[str, tuple[object, str]], split: float
) -> None:
    """Two stays of 500 yuan: of 450 eligible each 200 are deducted and 80 % of 250 = 200 are the fund's: 400 instead of 560. The
    hospital charges 1,000 either way. Over its budget, half of the deficit borne, it is spared 80 of them: m = 0.08; below it,
    where all or a fifth of the surplus is kept, 160 or 32."""
    m = incentives(place(past={"hospital": past}, p_readmit=readmitted()), law(rules), JANUARY).loc["hospital"]
    assert m["split"] == pytest.approx(split)


def test_beyond_the_deficit_that_others_pay_restraint_ends() -> None:
    """The first 10 % of a deficit are the hospital's, what lies beyond is the fund's. Budget 100 yuan, spending fifty
    times as much: a further yuan costs the hospital nothing, m = 1, as under fee-for-service."""
    where = place(past={"hospital": 100_00})
    bands = hospital_budget(100, 0) | {
        "payment.hospital_budget.deficit_edges": ([10], "%"),
        "payment.hospital_budget.deficit_shares": ([100, 0], "%"),
    }
    m = incentives(where, law(bands), JANUARY).loc["hospital"]
    assert [m["intensity"], m["admit"]] == pytest.approx([1.0, 1.0])


@pytest.mark.parametrize(("surplus", "deficit", "growth", "past"), [(100, 50, 100, FAR), (100, 100, 0, 100_00)])
def test_where_the_fund_is_capped_non_covered_items_gain(surplus: int, deficit: int, growth: int, past: int) -> None:
    """Stays of 1,000 yuan with 100 outside the catalogue, 100 paid first: 800 eligible, the fund pays 0.8 x 600 =
    480. One yuan more outside, at an unchanged charge, leaves 899 instead of 900 inside: 99.88 paid first, 799.12
    eligible, the fund pays 0.8 x 599.12 = 479.30. The hospital keeps the 0.70 that its budget is spared: m = 0.70.
    Fee-for-service: 0."""
    stays = [encounter(p, 20, HOSPITAL, 1000, stay=5, noncovered_fen=100_00) for p in range(10)]
    where: County = place(past={"hospital": past})
    capped = incentives(where, law(hospital_budget(surplus, deficit, growth=growth)), stays).loc["hospital"]
    paid = incentives(where, law({"payment.fee_for_service.active": (True, "flag")}), stays).loc["hospital"]
    assert capped["noncovered"] == pytest.approx(0.70)
    assert paid["noncovered"] == pytest.approx(0.0)


def test_intensity_is_that_of_covered_services_and_a_longer_stay_has_more_of_everything() -> None:
    """Of the same stay, 100 outside the catalogue and 900 inside, 1 % more of what is covered is 9 yuan: the 100 stay, 101 are
    paid first, 808 eligible, the fund pays 0.8 x 608 = 486.40, 6.40 more. Below a budget whose surplus is kept 2.60 of 9 are
    left: m = 0.289. Stays longer by 1 % bring 10 yuan, 1 of them outside, and cost the fund 6.40 as well: m = 0.36. By the
    item both are 1."""
    stays = [encounter(p, 20, HOSPITAL, 1000, stay=5, noncovered_fen=100_00) for p in range(10)]
    where = place(past={"hospital": FAR})
    kept = incentives(where, law(hospital_budget(100, 50, growth=100)), stays).loc["hospital"]
    paid = incentives(where, law({"payment.fee_for_service.active": (True, "flag")}), stays).loc["hospital"]
    assert [kept["intensity"], kept["stay"]] == pytest.approx([2.6 / 9, 0.36])
    assert [paid["intensity"], paid["stay"]] == pytest.approx([1.0, 1.0])
