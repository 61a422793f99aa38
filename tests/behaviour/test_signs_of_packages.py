"""Signs of packages as a policy file writes them, by hand: nothing is built beside the law.

Forty residents, twenty a township, in one alliance: hospital, two centres, two clinics. The fund pays all but the tenth that
the patient pays first: 900 of a stay of 1,000 yuan, 1,800 of one of 2,000. Of what is kept or borne the hospital has 60 %, each
centre 15 %, each township's clinic 5 %. Nothing costs anything. January's ten stays at the hospital are 108,000 yuan a year.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.behaviour.behaviour import Behaviour
from sim.behaviour.levers import NAMES
from sim.foundation.calendar import Calendar
from sim.journey.encounters import CLAIMED, REFERRED
from sim.policy.package.scope import WAYS
from sim.settlement.followed import Followed, Left
from sim.settlement.settlement import Settlement
from sim.settlement.totals import KINDS
from tests.behaviour.small import ALONE, RESIDENTS, hospital_budget, incentives, law, place, points_pool
from tests.small_county import CENTRE_A, CITY, CLINIC_A, HOSPITAL, array, encounter, people
from tests.small_packages import package

JANUARY = [*(encounter(p, 20, HOSPITAL, 1000, stay=5) for p in range(10)), encounter(30, 20, CENTRE_A, 1000, stay=5)]
SCARCE, PLENTY = 1000, 100_000
"""Yuan a head: 40,000 a year is spent three times over, 4,000,000 never."""


def m(per_head: int, *encounters: np.void, **more: tuple[Any, str]) -> pd.DataFrame:
    return incentives(place(), law(package(per_head, **more)), list(encounters))


@pytest.mark.parametrize("per_head", [SCARCE, PLENTY])
def test_a_package_restrains_every_member_by_its_own_share(per_head: int) -> None:
    """All is kept and all is borne, so the side does not matter. One more stay: 1,000 - 0.6 x 900 = 460 for the lead, 1,000 - 0.15
    x 900 = 865 for a centre. A clinic's visits of 100 yuan, 90 of them the fund's: 10 - 0.05 x 9 = 9.55 of 10."""
    visits = [encounter(p, 10, CLINIC_A, 100) for p in range(0, 20, 2)]
    found = m(per_head, *JANUARY, *visits)
    assert found.loc[["hospital", "ta"], "admit"].tolist() == pytest.approx([0.46, 0.865])
    assert found.loc["clinics-0", "intensity"] == pytest.approx(0.955)


def test_a_surplus_of_which_public_health_has_a_part_restrains_the_lead_less_than_a_deficit() -> None:
    """A fifth of a surplus goes to public health, out of the county tier's 60 %: 40 % are left. A deficit the members bear alone.
    One more stay: 1,000 - 0.4 x 900 = 640 below the package, 460 over it; a centre's 15 % are the same."""
    health: dict[str, tuple[Any, str]] = {"sharing.internal.public_health_share": (20, "%")}
    for per_head, lead in ((PLENTY, 0.64), (SCARCE, 0.46)):
        found = incentives(place(), law(package(per_head), health), JANUARY)
        assert found.loc[["hospital", "ta"], "admit"].tolist() == pytest.approx([lead, 0.865])


def sent(severity: int, who: int, by: int) -> np.void:
    return encounter(who, 25, CITY, 2000, stay=5, flags=CLAIMED | REFERRED, referrer=by, severity=severity)


def test_a_patient_who_cannot_be_treated_here_is_sent_out_uncharged_and_one_who_can_is_charged_in_full() -> None:
    """Only what the county could treat is charged. The hospital sends two patients whom nobody here can treat, the centre two whom
    the hospital could. Each gives up a stay of 1,000, at stake. The hospital: -1,000 + 0.6 x 900 = -460, whatever others send.
    The centre: -1,000 - 0.15 x (1,800 - 900) = -1,135. If all leaving is charged: the hospital -1,000 - 0.6 x 900 = -1,540."""
    able = np.full((4, 3), 2, np.uint8)
    able[:, 2] = 3
    out = [*(sent(2, p, HOSPITAL) for p in (20, 21)), *(sent(0, p, CENTRE_A) for p in (22, 24))]
    for leak, hospital in (("treatable", -0.46), ("all", -1.54)):
        rules = law(package(SCARCE, leak=(leak, "choice")))
        found = incentives(place(able=able), rules, [*JANUARY, *out])
        assert found.loc["hospital", "refer_out"] == pytest.approx(hospital)
        assert found.loc["ta", "refer_up"] == pytest.approx(-1.135)


def test_a_chronic_package_inside_takes_its_care_off_the_alliance() -> None:
    """Two packages in turn: what the first is charged with counts in the second no more."""
    mask = np.ones((1, 6, len(WAYS), len(KINDS)), bool)
    price = np.full((1, 6), 1_000_000)
    inner, outer = Followed(np.array([0, -1]), mask, price), Followed(np.array([0, 0]), mask, price // 2)
    left = Left(np.array([0, len(WAYS) * len(KINDS)]), np.array([0, 1]), np.zeros(2, np.int64))
    assert outer.charges(left, inner).tolist() == [[0.0], [0.5]]
    assert outer.charges(left).tolist() == [[0.5], [0.5]]
    assert inner.charges(left).tolist() == [[1.0], [0.0]]


def before_the_year(per_head: int) -> float:
    """m of the hospital's admissions on 1 January, when only December (not accounted) was seen, and last year's accounts."""
    where = place(past={"hospital": 108_000_00})
    one_sided = {"surplus_shares": ([0], "%")}
    calendar = Calendar(date(2020, 12, 1), 31 + 365)
    settlement = Settlement(where, people(RESIDENTS), law(package(per_head, **one_sided)), calendar)
    watching = Behaviour(settlement, ALONE)
    rows = array(*(encounter(p, 20, HOSPITAL, 1000, stay=5) for p in range(10)))
    watching.observe(0, rows, settlement)
    settlement.month(0, rows)
    watching.responses(1)
    return float(watching.marginal[1][list(watching.units.id).index("hospital"), NAMES.index("admit")])


def test_before_anything_of_the_year_is_seen_the_package_is_expected_to_be_charged_as_last_year() -> None:
    """Deficits are borne, surpluses are the fund's. 108,000 yuan were spent last year: over a package of 40,000 a further stay
    costs the lead 540 at once in January, m = 0.46; under 4,000,000 nothing, m = 1."""
    assert before_the_year(SCARCE) == pytest.approx(0.46, abs=1e-3)
    assert before_the_year(PLENTY) == pytest.approx(1.0, abs=1e-3)


def test_volume_turns_with_the_unit_of_the_budget() -> None:
    """The claim of docs/incentives.svg. Borderline stays are cheap ones: 500 yuan in a group of 1,000, of which the fund is billed
    200 (`law`: 80 % above 200 yuan). By the item one more brings 500: 1. Under a budget of its own whose surplus it keeps 300:
    0.6. Where the county is 1 % of a region that pays 5.60 yuan a point, 300 and 560 x 0.99: 1.709. A dearer stay pays less
    than by the item under both; sending a patient out costs less than by the item under the own budget, -0.6 instead of -1."""
    stays = [encounter(p, 20, HOSPITAL, 500, stay=5) for p in range(10)]
    out = [encounter(p, 25, CITY, 2000, stay=5, flags=CLAIMED | REFERRED, referrer=HOSPITAL) for p in (20, 21)]
    item = incentives(place(), law({"payment.fee_for_service.active": (True, "flag")}), [*stays, *out]).loc["hospital"]
    own = incentives(place(past={"hospital": 10**9}), law(hospital_budget(100, 100, growth=100)), [*stays, *out]).loc["hospital"]
    where = place(past={"hospital": 120 * 560_00}, charge_ip=np.full((4, 5), 1000.0))
    region = incentives(where, law(points_pool(1)), [*stays, *out]).loc["hospital"]
    assert [item["admit"], own["admit"], region["admit"]] == pytest.approx([1.0, 0.6, 1.709], abs=0.005)
    assert own["admit"] < item["admit"] < region["admit"]
    assert max(own["intensity"], region["intensity"]) < item["intensity"] == pytest.approx(1.0)
    assert [item["refer_out"], own["refer_out"]] == pytest.approx([-1.0, -0.6])


def test_steered_members_weigh_what_all_bear() -> None:
    """With k = 1 the centre counts the alliance's 900, not its 135: 100 of 1,000."""
    found = incentives(place(), law(package(SCARCE)), JANUARY, chosen=replace(ALONE, steer=1.0))
    assert found.loc["ta", "admit"] == pytest.approx(0.1)
