"""What the assessment brings: money withheld from bills comes back by a score, a score may open a surplus or weigh
members' shares, and a score may move with what is done.

The policy's own functions say how much is at stake, what the score is and which part it earns; here they are asked for
hypothetical totals. What is at stake is taken as linear in the bills about the projected year. What a score does to next
year's package is not here: nobody foresees it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sim.behaviour.holders import Mechanism, in_two, of_budget
from sim.behaviour.judged import ALONE, Judge, judge
from sim.behaviour.totals import WIDTH
from sim.county.county import County
from sim.policy.policy import PolicyAt
from sim.settlement.assessment import RULE, earned, may_keep
from sim.settlement.budgets import Budget
from sim.settlement.totals import KINDS

I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]
PPM = 1_000_000


def of_assessment(
    law: PolicyAt, county: County, at_stake: Callable[[I8], I8], projected: F8, last: I8 | None, before: I8 | None = None
) -> Mechanism | None:
    """The assessment as a mechanism: what it takes from every institution; None where it takes nothing that anybody moves.

    Args:
        at_stake: approved bills (H, KINDS) fen -> what the assessment decides about (H,) fen.
        projected: (H, totals) of the year. last: last year's scores (H,), before: its quantities (H, Q), if there were any.
    """
    if not law.uses(RULE) or earned(law, np.zeros(1, np.int64), None if last is None else last[:1]) is None:
        return None
    bills = np.rint(np.maximum(projected[:, : len(KINDS)], 0.0)).astype(np.int64)
    stake = at_stake(bills).astype(np.float64)
    slope = _slopes(at_stake, bills, stake)
    at = np.flatnonzero((stake > 0) | slope.any(axis=1))
    judging = judge(law, county, at, before)
    if judging is None or not at.size or not (judging.moves or slope.any()):
        return None
    earlier = None if last is None else last[at]
    h, s = len(county.institutions), at.size
    load = np.zeros((s, h, WIDTH))
    load[np.arange(s), at, : len(KINDS)] = slope[at]
    base, stake = (slope * bills).sum(axis=1)[at], stake[at]

    def outcome(x: F8) -> F8:
        given = earned(law, judging.scores(x[..., s:]), earlier)
        assert given is not None
        lost: F8 = -np.maximum(stake + x[..., :s] - base, 0.0) * (1.0 - given / PPM)
        return lost

    share = np.zeros((s, h))
    share[np.arange(s), at] = 1.0
    return _with(judging, sparse.csr_matrix(load.reshape(s, -1)), np.zeros(s), outcome, share)


def of_judged(budget: Budget, law: PolicyAt, county: County, before: I8 | None = None) -> Mechanism:
    """A budget as a mechanism, with the score that opens its surpluses and weighs its members' shares this year, where the
    law has one."""
    plain = of_budget(budget)
    weighs = budget.members is not None and "assessed" in budget.values and bool(budget.values.one("assessed"))
    gated = any("gate" in rule.writes for rule in law.rules.get("assessment", ()))
    g = budget.holder.size
    members = np.flatnonzero(plain.share.any(axis=0)) if weighs else np.zeros(0, np.int64)
    at = np.union1d(budget.holder, members)
    judging = judge(law, county, at, before) if weighs or gated else None
    if judging is None or not (gated or judging.moves):
        return plain
    first = np.searchsorted(at, budget.holder)
    fen = budget.budget.astype(np.float64)
    sides = (plain.share[:g], plain.share[g:])  # of a surplus, of a deficit
    weigh = [_Weights(budget, one, members) for one in sides] if weighs and judging.moves else None

    def outcome(x: F8) -> F8:
        score = judging.scores(x[..., g:])
        gate = may_keep(law, score, first)
        if gate is not None and budget.facts.gate is not None:
            gate = gate & budget.facts.gate
        facts = budget.facts if gate is None else replace(budget.facts, gate=gate)
        hypothetical = replace(budget, budget=fen, facts=facts)  # type: ignore[arg-type]  # on amounts that are not booked
        net: F8 = hypothetical.clear(x[..., :g]).net  # type: ignore[arg-type]
        if weigh is None:
            return in_two(net)
        counted = score[..., np.searchsorted(at, members)]
        divided: F8 = weigh[0].divided(np.maximum(net, 0.0), counted) + weigh[1].divided(np.minimum(net, 0.0), counted)
        return divided

    share = plain.share
    if weigh is not None:
        share = np.zeros((members.size, share.shape[1]))
        share[np.arange(members.size), members] = 1.0
    return _with(judging, plain.load, plain.budget, outcome, share)


class _Weights:
    """Members' parts of what clearing brings where a score weighs them inside their tier: each tier of a holder keeps its
    part, and inside it a weight counts as often as its score."""

    def __init__(self, budget: Budget, shares: F8, members: I8) -> None:
        assert budget.members is not None
        held = budget.members
        self._of, group = held.of[members], held.of[members] * (held.tier.max() + 1) + held.tier[members]
        self._weight = np.maximum(held.weights[members], 0).astype(np.float64)
        self._same = (group[:, None] == group[None, :]).astype(np.float64)  # (M, M)
        self._tier = shares[self._of, members] @ self._same  # (M,) part of the member's whole tier

    def divided(self, net: F8, score: I8) -> F8:
        """(..., G) fen and scores (..., M) -> each member's part (..., M) fen."""
        weight = self._weight * score
        whole = weight @ self._same
        equal = 1.0 / self._same.sum(axis=0)
        part = np.where(whole > 0, weight / np.where(whole > 0, whole, 1.0), equal)
        divided: F8 = net[..., self._of] * self._tier * part
        return divided


def _with(judging: Judge, load: sparse.csr_matrix, budget: F8, outcome: Callable[[F8], F8], share: F8) -> Mechanism:
    """A mechanism of its own numbers and, behind them, those that scores are made of."""
    own = load.shape[0]
    of = np.concatenate([np.full(own, ALONE), np.where(judging.of == ALONE, ALONE, judging.of + own)])
    whole = np.zeros(len(of), bool)
    whole[of[of != ALONE]] = True
    both = sparse.csr_matrix(sparse.vstack([load, judging.load]))
    return Mechanism(both, outcome, share, np.concatenate([budget, np.zeros(len(judging.of))]), of, whole)


def _slopes(at_stake: Callable[[I8], I8], bills: I8, stake: F8) -> F8:
    """What a fen more of bills puts at stake, (H, KINDS): the policy's own function, one kind of care one per cent up."""
    found = np.zeros(bills.shape)
    for kind in range(bills.shape[1]):
        more = np.zeros_like(bills)
        more[:, kind] = np.maximum(bills[:, kind] // 100, 100_00)
        found[:, kind] = (at_stake(bills + more) - stake) / more[:, kind]
    return found
