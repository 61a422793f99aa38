"""A year of random care, posted: whatever happens, every fen is in the book once."""

from __future__ import annotations

from datetime import date

import numpy as np
import small_county as small
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.foundation.calendar import Calendar
from sim.journey.encounters import CLAIMED, EMERGENCY, REFERRED, Encounters
from sim.ledger.query import change
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

YEAR = Calendar.of_year(2021)
RICH = small.PLAIN | {
    "benefit.outpatient_year_cap.cap": (60, "yuan/person/year"),
    "benefit.catastrophic.deductible": (1000, "yuan/person/year"),
    "benefit.catastrophic.edges": ([2000], "yuan"),
    "benefit.catastrophic.ratios": ([60, 70], "%"),
    "benefit.catastrophic.covers": ({"all": True, "outpatient": False}, "flag"),
    "benefit.catastrophic.counts_first_paid": (False, "flag"),
}
POOLS = {
    "payment.outpatient_pool.per_head": (50, "yuan/person/year"),
    "payment.outpatient_pool.surplus_share": (20, "%"),
    "payment.outpatient_pool.deficit_share": (20, "%"),
    "payment.outpatient_pool.covers": ({"all": False, "outpatient": True}, "flag"),
    "payment.outpatient_pool.tiers": ({"all": False, "village": True, "township": True}, "flag"),
}
FUNDING = [(2021, "premium", "resident", 320.0), (2021, "subsidy", "central", 580.0),
           (2021, "catastrophic_premium", "basic_fund", 80.0)]  # fmt: skip
HISTORY = [(2020, "hospital", "inpatient", 1_200_000), (2020, "ta", "outpatient", 36_000)]

visits = st.builds(
    lambda person, day, place, fen, flags: small.encounter(person, day, place, 0, charge_fen=fen, flags=flags),
    st.integers(0, 3), st.integers(0, 364), st.integers(0, 5), st.integers(1, 90_000), st.sampled_from([0, CLAIMED]),
)  # fmt: skip
stays = st.builds(
    lambda person, day, place, fen, out, flags: small.encounter(
        person, day, place, 0, stay=4, charge_fen=fen, noncovered_fen=fen * out // 100, flags=CLAIMED | flags,
        episode=day
    ),
    st.integers(0, 3), st.integers(4, 364), st.integers(2, 5), st.integers(1, 9_000_000), st.integers(0, 100),
    st.sampled_from([0, EMERGENCY, REFERRED]),
)  # fmt: skip
others = st.builds(
    lambda day, fen, stay: small.of_other_payer(4, day, small.HOSPITAL, fen, stay), st.integers(9, 364),
    st.integers(1, 5000),
    st.integers(0, 3),
)  # fmt: skip


def numbered(encounters: list[np.void]) -> Encounters:
    """As an engine writes them: no two with the same person, episode and n."""
    every = small.array(*encounters)
    every["n"] = np.arange(len(every))
    return every


years = st.lists(st.one_of(visits, stays, others), max_size=30).map(numbered)


def year_of(encounters: Encounters, policy: dict = RICH | POOLS) -> Settlement:  # type: ignore[type-arg]
    return reprice(
        encounters, small.county(FUNDING, HISTORY), small.people(), small.policy(policy), YEAR, keep_claims=True
    )


@settings(max_examples=40)
@given(years)
def test_every_check_is_zero(encounters: Encounters) -> None:
    assert set(year_of(encounters).checks().values()) == {0}


@settings(max_examples=25)
@given(years)
def test_what_everybody_paid_for_care_is_what_was_charged(encounters: Encounters) -> None:
    done = year_of(encounters)
    rows = done.ledger.rows()
    charged = int(encounters["charge_fen"].sum())
    expense = sum(
        change(rows, f"{payer}.benefits") for payer in ("basic_fund", "catastrophic", "assistance", "supplement")
    )
    assert expense + change(rows, "residents.care") + change(rows, "other_payers.care") == charged
    assert change(rows, "institution.revenue") == charged


@settings(max_examples=25)
@given(years)
def test_claims_add_up_to_the_ledger_payer_by_payer(encounters: Encounters) -> None:
    done = year_of(encounters)
    claims, rows = done.claims(), done.ledger.rows()
    for payer, column in (("basic_fund", "basic_fen"), ("catastrophic", "catastrophic_fen")):
        assert change(rows, f"{payer}.benefits") == claims[column].sum()


@settings(max_examples=25)
@given(years)
def test_money_moved_between_payers_changes_no_charge_and_no_revenue(encounters: Encounters) -> None:
    poor = year_of(encounters, small.PLAIN | {"benefit.inpatient_ratio.ratio": (10, "%")})
    rich = year_of(encounters, RICH | POOLS)
    assert np.array_equal(poor.totals.care.sum(axis=(2, 3))[..., 2], rich.totals.care.sum(axis=(2, 3))[..., 2])
    assert change(poor.ledger.rows(), "institution.revenue") == change(rich.ledger.rows(), "institution.revenue")


@settings(max_examples=25)
@given(years, st.randoms(use_true_random=False))
def test_the_order_in_which_encounters_are_handed_over_changes_nothing(encounters: Encounters, random: object) -> None:
    shuffled = encounters.copy()
    random.shuffle(order := list(range(len(shuffled))))  # type: ignore[attr-defined]
    one, other = year_of(encounters), year_of(shuffled[order])
    assert np.array_equal(one.totals.care, other.totals.care)
    assert one.ledger.rows().tobytes() == other.ledger.rows().tobytes()


@settings(max_examples=20)
@given(years)
def test_a_horizon_that_begins_in_november_bills_the_same_year(encounters: Encounters) -> None:
    warm = Calendar(date(2020, 11, 2), 60 + 365)
    later = encounters.copy()
    for field in ("request_min", "start_min", "end_min"):
        later[field] += 60 * 1440
    county, law = small.county(FUNDING, HISTORY), small.policy(RICH | POOLS)
    with_warm_up = reprice(later, county, small.people(), law, warm)
    mine, theirs = with_warm_up.tables(), year_of(encounters).tables()
    for name in ("fund", "institutions", "flows", "patients", "clearing"):
        assert mine[name].equals(theirs[name]), name


@settings(max_examples=20)
@given(years, st.integers(1, 11))
def test_without_yearly_limits_it_does_not_matter_how_a_year_is_cut_into_months(
    encounters: Encounters, cut: int
) -> None:
    # The same encounters, all discharged in month `cut` or in their own months: the year's benefits are equal.
    law = small.policy(small.PLAIN)
    squeezed = encounters.copy()
    length = squeezed["end_min"] - squeezed["start_min"]
    squeezed["end_min"] = YEAR.month_starts[cut] + np.argsort(np.argsort(encounters["end_min"], kind="stable")) + 1
    squeezed["start_min"] = squeezed["end_min"] - length
    a = reprice(encounters, small.county(), small.people(), law, YEAR).totals.care.sum(axis=0)
    b = reprice(squeezed, small.county(), small.people(), law, YEAR).totals.care.sum(axis=0)
    assert np.array_equal(a[..., 2:], b[..., 2:])
