"""Random but lawful claims and policies for the properties that must always hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from sim.policy.claims import Claims, YearToDate
from sim.policy.policy import PolicyAt
from sim.policy.read import read_policy

SHIPPED = (
    "baseline-ffs",
    "no-catastrophic",
    "gansu-catastrophic-2018",
    "gansu-outpatient-2018",
    "rizhao-2017",
    "henan-2011",
    "first-contact",
)
SMALL = sorted((Path(__file__).resolve().parents[1] / "cases" / "policies").glob("*.toml"))
LAWS: dict[str, PolicyAt] = {
    **{name: read_policy(name).at(date(2021, 1, 1)) for name in SHIPPED},
    **{path.stem: read_policy(path).at(date(2021, 1, 1)) for path in SMALL},
}
"""The shipped policies and the small ones of the cases, which between them use every benefit rule."""


def random_claims(seed: int, n: int, kind: int | None = None) -> Claims:
    """n claims of n persons, all facts at random."""
    rng = np.random.default_rng(seed)
    charge = np.minimum(rng.lognormal(rng.choice([9, 12, 15]), 1.5, n), 5e8).astype(np.int64)
    selfpaid = (charge * rng.uniform(0, 0.5, n) * rng.integers(0, 2, n)).astype(np.int64)
    firstpaid = ((charge - selfpaid) * rng.uniform(0, 0.2, n)).astype(np.int64)
    return Claims.zeros(
        n, person=np.arange(n), klass=rng.integers(0, 8, n), contract=rng.integers(0, 2, n), away=rng.integers(0, 4, n),
        kind=rng.integers(0, 4, n) if kind is None else kind, tier=rng.integers(0, 5, n), place=rng.integers(0, 4, n),
        level=rng.integers(0, 4, n), charge_fen=charge, selfpaid_fen=selfpaid, firstpaid_fen=firstpaid,
        tcm_fen=((charge - selfpaid - firstpaid) * rng.uniform(0, 1, n)).astype(np.int64),
        referral=rng.integers(0, 5, n), accident=rng.random(n) < 0.1, registered=rng.integers(0, 4, n),
    )  # fmt: skip


def random_year(seed: int, n: int) -> YearToDate:
    """What n persons may have used so far."""
    rng = np.random.default_rng(seed + 1)
    amounts = {
        name: np.where(rng.random(n) < 0.5, 0, rng.lognormal(14, 2, n)).astype(np.int64)
        for name in ("own_paid_eligible_fen", "basic_paid_fen", "catastrophic_paid_fen", "deductible_paid_fen",
                     "last_deductible_fen", "chronic_paid_fen", "chronic_deductible_fen", "two_disease_paid_fen",
                     "accident_paid_fen", "assistance_base_fen", "outpatient_paid_fen")
    }  # fmt: skip
    return YearToDate.zeros(n, admissions=rng.integers(0, 4, n), **amounts)


seeds = st.integers(0, 2**31)
laws = st.sampled_from(sorted(LAWS))
