"""What must hold for every bill, whatever the policy, the person and the charge."""

from __future__ import annotations

from dataclasses import fields, replace
from time import process_time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from policy.policy_worlds import LAWS, laws, random_claims, random_year, seeds

from sim.foundation.money import brackets
from sim.policy.benefit.bill import Bill, NoTerms, bill
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.policy import PolicyAt
from sim.policy.registry import builtin_rules
from sim.policy.rule import Values

AMOUNTS = ("eligible", "deductible", "basic", "catastrophic", "assistance", "supplement", "own_paid")


@settings(max_examples=40, deadline=None)
@given(laws, seeds)
def test_every_fen_of_a_charge_is_paid_by_exactly_one_payer(law: str, seed: int) -> None:
    claims = random_claims(seed, 200)
    b = bill(LAWS[law], claims, random_year(seed, 200))
    np.testing.assert_array_equal(
        b.basic + b.catastrophic + b.assistance + b.supplement + b.own_paid, claims.charge_fen
    )
    assert all((getattr(b, name) >= 0).all() for name in AMOUNTS)
    second = LAWS[law].values.get("benefit.catastrophic")
    first_paid = claims.firstpaid_fen if second is not None and second.one("counts_first_paid") else 0
    assert (b.paid_total <= b.eligible + first_paid).all(), "the payers together never pay more than the eligible cost"


@settings(max_examples=25, deadline=None)
@given(laws, seeds)
def test_a_claim_settled_alone_is_settled_as_in_a_batch(law: str, seed: int) -> None:
    claims, year = random_claims(seed, 12), random_year(seed, 12)
    together = bill(LAWS[law], claims, year)
    for i in range(len(claims)):
        alone = bill(LAWS[law], claims.take(np.array([i])), year.take(np.array([i])))
        assert all(getattr(alone, name)[0] == getattr(together, name)[i] for name in AMOUNTS)
        assert all(getattr(alone.delta, f.name)[0] == getattr(together.delta, f.name)[i] for f in fields(YearToDate))


@settings(max_examples=40, deadline=None)
@given(laws, seeds, st.integers(0, 300_000))
def test_a_more_generous_ratio_never_raises_the_own_payment(law: str, seed: int, more_ppm: int) -> None:
    claims, year = random_claims(seed, 200), random_year(seed, 200)
    before = bill(LAWS[law], claims, year)
    after = bill(_generous(LAWS[law], more_ppm), claims, year)
    assert (after.own_paid <= before.own_paid).all()


@settings(max_examples=40, deadline=None)
@given(laws, seeds)
def test_a_higher_charge_never_lowers_the_own_payment(law: str, seed: int) -> None:
    claims, year = random_claims(seed, 200), random_year(seed, 200)
    dearer = replace(claims, charge_fen=claims.charge_fen + 1_000)
    assert (bill(LAWS[law], dearer, year).own_paid >= bill(LAWS[law], claims, year).own_paid).all()


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(1, 12), st.sampled_from([0, 1, 2, 3]))
def test_catastrophic_payments_of_a_year_add_up_to_the_formula_on_the_years_total(
    seed: int, stays: int, klass: int
) -> None:
    law = LAWS["gansu-catastrophic-2018"]
    values = law.values["benefit.catastrophic"]
    year, paid = YearToDate.zeros(50), np.zeros(50, np.int64)
    for k in range(stays):
        claims = replace(
            random_claims(seed + k, 50, INPATIENT), klass=np.full(50, klass, np.uint8), accident=np.zeros(50, bool)
        )
        b = bill(law, claims, year)
        year, paid = year.plus(b.delta), paid + b.catastrophic
    base = np.maximum(year.own_paid_eligible_fen - values["deductible"][klass], 0)
    np.testing.assert_array_equal(paid, brackets(base, values["edges"][klass], values["ratios"][klass]))


def test_the_portions_in_which_cost_comes_do_not_matter() -> None:
    """One stay or a hundred equal parts of it: the same second payment, to the fen."""
    law = LAWS["gansu-catastrophic-2018"]
    used_up = YearToDate.zeros(1, basic_paid_fen=30_000_000)
    whole = bill(law, Claims.zeros(1, kind=INPATIENT, tier=3, charge_fen=12_345_600), used_up).catastrophic[0]
    year, paid = used_up, 0
    for _ in range(100):
        part = bill(law, Claims.zeros(1, kind=INPATIENT, tier=3, charge_fen=123_456), year)
        year, paid = year.plus(part.delta), paid + int(part.catastrophic[0])
    assert paid == whole


def test_nothing_that_was_given_is_changed() -> None:
    claims, year = random_claims(7, 500), random_year(7, 500)
    copies = [{f.name: getattr(x, f.name).copy() for f in fields(x)} for x in (claims, year)]
    bill(LAWS["gansu-outpatient-2018"], claims, year)
    for given_, copy in zip((claims, year), copies, strict=True):
        for name, column in copy.items():
            np.testing.assert_array_equal(getattr(given_, name), column)


def test_the_policies_of_the_tests_use_every_benefit_rule() -> None:
    used = {rule.name for law in LAWS.values() for rules in law.rules.values() for rule in rules}
    assert {name for name in builtin_rules() if name.startswith("benefit.")} <= used


def test_every_step_names_a_rule_in_both_languages() -> None:
    b = bill(LAWS["baseline-ffs"], random_claims(3, 100), random_year(3, 100))
    assert {s.rule.slot for s in b.steps} >= {"deductible", "ratio", "cap", "catastrophic", "aid"}
    assert all(s.why_zh and s.why_en and len(s.rows) == len(s.after) == len(s.before) for s in b.steps)


def test_a_kind_of_care_without_terms_is_refused_with_a_sentence() -> None:
    law = LAWS["henan-2011"]
    bare = replace(law, rules={**law.rules, "ratio": ()})
    try:
        bill(bare, Claims.zeros(1, kind=INPATIENT, charge_fen=100), YearToDate.zeros(1))
    except NoTerms as refusal:
        assert "no reimbursement ratio in force for inpatient claims" in str(refusal)  # noqa: PT017
    else:
        raise AssertionError("a policy without inpatient terms settled a stay")


def test_seventy_thousand_claims_take_less_than_60_ms() -> None:
    claims, year = random_claims(1, 70_000), random_year(1, 70_000)
    bill(LAWS["gansu-outpatient-2018"], claims, year)
    times = []
    for _ in range(7):
        start = process_time()
        b: Bill = bill(LAWS["gansu-outpatient-2018"], claims, year)
        times.append(process_time() - start)
    assert len(b.basic) == 70_000
    assert min(times) < 0.060, f"{min(times) * 1e3:.0f} ms"


def _generous(law: PolicyAt, more_ppm: int) -> PolicyAt:
    """The same law with every ratio of basic insurance raised."""
    values = dict(law.values)
    for name in (
        "benefit.inpatient_ratio",
        "benefit.outpatient_ratio",
        "benefit.chronic_ratio",
        "benefit.two_disease_ratio",
    ):
        if name in values:
            raised = np.minimum(values[name]["ratio"] + more_ppm, 1_000_000)
            values[name] = Values(name, {"ratio": raised}, set())
    return replace(law, values=values)
