"""One claim in, one bill out: basic insurance, catastrophic insurance, medical assistance and supplement, in this
order.

The order of the slots is the order in which an insurance office computes. Between slots this file does the arithmetic
that is true of any benefit rule: a deductible is at most what is left to insure, a ratio lies between 0 and 1, and all
payers together never pay more than the eligible cost. Everything else is in rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.foundation.money import ONE, share
from sim.policy.benefit.work import TALLIES, start
from sim.policy.claims import INPATIENT, KINDS, OUTPATIENT, Claims, YearToDate
from sim.policy.needs import terms_for
from sim.policy.policy import PolicyAt
from sim.policy.rule import BENEFIT_SLOTS, Rule

I8 = npt.NDArray[np.int64]
Rows = npt.NDArray[np.intp]

PAYERS = ("basic", "catastrophic", "assistance", "supplement")
PAYER_SLOTS = {"catastrophic": "catastrophic", "aid": "assistance", "supplement": "supplement"}


class NoTerms(ValueError):
    """A policy was asked to bill a kind of claim for which it says nothing."""


@dataclass(frozen=True)
class Step:
    """What one rule did: `column` before and after, for the claims `rows`. `unit` is fen, or ppm for ratios."""

    rule: Rule
    rows: Rows
    column: str
    before: I8
    after: I8

    @property
    def why_zh(self) -> str:
        return self.rule.zh

    @property
    def why_en(self) -> str:
        return self.rule.en


@dataclass(frozen=True)
class Bill:
    """Columns (N,) in fen. charge = basic + catastrophic + assistance + supplement + own_paid, row by row."""

    eligible: I8
    deductible: I8
    ratio_ppm: I8
    basic: I8
    catastrophic: I8
    assistance: I8
    supplement: I8
    own_paid: I8
    delta: YearToDate
    steps: list[Step] = field(repr=False)

    @property
    def paid_total(self) -> I8:
        """All payers together."""
        return self.basic + self.catastrophic + self.assistance + self.supplement


def bill(policy: PolicyAt, claims: Claims, ytd: YearToDate) -> Bill:
    """Settle claims (N,) under the rules in force, given what each person has used this year (N,).

    Raises NoTerms if inpatient or outpatient claims are present and no rule gives them a ratio.
    """
    n = len(claims)
    out = {name: np.zeros(n, np.int64) for name in ("eligible", "deductible", "ratio_ppm", *PAYERS)}
    delta = YearToDate.zeros(n)
    steps: list[Step] = []
    kinds = _settled_as(policy, claims)
    for kind in np.flatnonzero(np.bincount(kinds, minlength=len(KINDS))).tolist():
        rows = np.flatnonzero(kinds == kind)
        whole = len(rows) == n
        part, used = (claims, ytd) if whole else (claims.take(rows), ytd.take(rows))
        work = _settle(policy, kind, part, used, rows, steps)
        for name, column in out.items():
            column[rows] = work[name]
        _accumulate(delta, rows, kind, work)
    own = claims.charge_fen - sum(out[name] for name in PAYERS)
    return Bill(own_paid=own, delta=delta, steps=steps, **out)


def _settled_as(policy: PolicyAt, claims: Claims) -> npt.NDArray[np.uint8]:
    """The kind whose terms apply: chronic-special and two-disease claims are ordinary visits where no list exists."""
    covered = terms_for(policy)
    terms = np.array([k if k in covered else OUTPATIENT for k in range(len(KINDS))], np.uint8)
    terms[INPATIENT] = INPATIENT
    kinds = terms[claims.kind]
    for kind in set(np.flatnonzero(np.bincount(kinds, minlength=len(KINDS))).tolist()) - covered:
        raise NoTerms(
            f"policy {policy.id} has no reimbursement ratio in force for {KINDS[kind]} claims on {policy.date}"
        )
    return kinds


def _settle(
    policy: PolicyAt, kind: int, claims: Claims, ytd: YearToDate, rows: Rows, steps: list[Step]
) -> dict[str, I8]:
    work = start(claims)
    for slot in BENEFIT_SLOTS:
        if slot == "basic":
            _insure(work)
        for rule in policy.rules.get(slot, ()):
            if kind in rule.kinds:
                written = rule.function(policy.values[rule.name], claims, ytd, work)
                for name, column in written.items():
                    if name not in rule.writes:
                        raise ValueError(f"rule {rule.name} wrote {name}, which it does not declare")
                    steps.append(Step(rule, rows, name, work[name], column))
                    work[name] = column
        _limit(work, slot)
    return work


def _insure(work: dict[str, I8]) -> None:
    """Basic insurance: what is paid in full, plus the ratio on the rest after the deductible."""
    work["ratio_ppm"] = np.clip(work["ratio_ppm"], 0, ONE)
    insured = work["eligible"] - work["full"] - work["deductible"]
    work["basic"] = work["full"] + share(insured, work["ratio_ppm"])


def _limit(work: dict[str, I8], slot: str) -> None:
    """Nothing is paid twice, nothing above the eligible cost."""
    if slot == "eligible":
        work["eligible"] = np.maximum(work["eligible"], 0)
    elif slot == "full":
        work["full"] = np.minimum(work["full"], work["eligible"])
    elif slot == "deductible":
        work["deductible"] = np.clip(work["deductible"], 0, work["eligible"] - work["full"])
    elif slot == "basic":
        work["basic"] = np.clip(work["basic"], 0, work["eligible"])
        work["basic_uncapped"] = work["basic"]
    elif slot == "cap":
        work["basic"] = np.clip(work["basic"], 0, work["basic_uncapped"])
    elif slot in PAYER_SLOTS:
        payer = PAYER_SLOTS[slot]
        others = sum((work[name] for name in PAYERS if name != payer), np.int64(0))
        work[payer] = np.clip(work[payer], 0, work["eligible"] + work["beyond"] - others)


def _accumulate(delta: YearToDate, rows: Rows, kind: int, work: dict[str, I8]) -> None:
    """What the claims of one kind add to their persons' year."""
    delta.basic_paid_fen[rows] = work["basic"]
    delta.catastrophic_paid_fen[rows] = work["catastrophic"]
    delta.assistance_paid_fen[rows] = work["assistance"]
    delta.deductible_paid_fen[rows] = work["deductible"]
    name = ("outpatient_paid_fen", "", "chronic_paid_fen", "two_disease_paid_fen")[kind]
    if name:
        getattr(delta, name)[rows] = work["basic"]
    if kind == INPATIENT:
        delta.admissions[rows] = 1
        delta.last_deductible_fen[rows] = work["deductible"]
    for name in TALLIES:
        getattr(delta, name)[rows] = work[name]
