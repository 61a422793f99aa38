"""Scores of hypothetical totals: the indicators that a policy counts as ratios of sums, and its own function of them.

An institution's own indicators are made of its own totals. Those about people are taken for the county's residents
together, which is exact for an alliance that answers for them all. What was not moved keeps its value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sim.behaviour.totals import OF_QUANTITY, WIDTH
from sim.county.county import County
from sim.policy.package.score import ALL, UNKNOWN, ratio
from sim.policy.policy import PolicyAt
from sim.settlement.assessment import RULE, scores
from sim.settlement.counted import Q, masks

I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]
ALONE = -1
"""A number that is no part of a ratio."""


@dataclass(frozen=True)
class Judge:
    """Scores of J institutions from X numbers, x = load @ totals. `of` (X,): for the part of a ratio the number that is its
    whole, for a whole itself `ALONE`."""

    law: PolicyAt
    county: County
    at: I8  # (J,) institutions
    load: sparse.csr_matrix  # (X, H x totals)
    of: I8
    which: tuple[tuple[int, I8, I8], ...]  # indicator, its parts and its wholes among the numbers: (J,) or (1,)
    before: I8 | None  # (H, Q) last year's quantities

    @property
    def moves(self) -> bool:
        """Whether any indicator counts."""
        return bool(self.which)

    def scores(self, x: F8) -> I8:
        """Numbers (..., X) -> scores (..., J) in thousandths of a point."""
        shape = (*x.shape[:-1], self.at.size)
        values = np.full((*shape, len(ALL)), UNKNOWN)
        for n, parts, wholes in self.which:
            part, all_ = x[..., parts], x[..., wholes]
            sign = np.where(all_ < 0, -1.0, 1.0)  # fewer than none of what was never seen: the same ratio
            values[..., n] = np.broadcast_to(ratio(ALL[n], part * sign, all_ * sign, *self._before(n)), shape)
        found = scores(self.law, values, self.county, self.at)
        assert found is not None
        return found

    def _before(self, n: int) -> tuple[I8, ...]:
        if self.before is None or not ALL[n].growth:
            return ()
        return tuple(self.before[self.at, Q[name]] for name in (ALL[n].part, ALL[n].whole))


def judge(law: PolicyAt, county: County, at: I8, before: I8 | None) -> Judge | None:
    """The scores of institutions `at` (J,) under a law; None where it assesses nobody."""
    if not law.uses(RULE):
        return None
    values = law.values[RULE]
    weights = values["weights"] if "weights" in values else np.zeros(len(ALL), np.int64)
    where, h = masks(county.institutions), len(county.institutions)
    loads: list[F8] = []
    which, of = [], list[int]()
    for n in np.flatnonzero(weights).tolist():
        i = ALL[n]
        made = [_sum(name, where[place], at if i.own else None, h) for name, place in ((i.part, i.part_at), (i.whole, i.whole_at))]
        first, many = len(of), len(made[0])
        which.append((n, first + np.arange(many), first + many + np.arange(many)))
        of += [*range(first + many, first + 2 * many), *[ALONE] * many]
        loads += made
    load = np.concatenate(loads).reshape(len(of), -1) if loads else np.zeros((0, h * WIDTH))
    return Judge(law, county, at, sparse.csr_matrix(load), np.array(of, np.int64), tuple(which), before)


def _sum(quantity: str, counts: npt.NDArray[np.bool_], at: I8 | None, institutions: int) -> F8:
    """(J, H, totals) of a quantity at each institution `at`, or (1, H, totals) at all that count."""
    found = np.zeros((1 if at is None else at.size, institutions, WIDTH))
    for column in OF_QUANTITY[quantity]:
        if at is None:
            found[0, counts, column] = 1.0
        else:
            found[np.arange(at.size), at, column] = counts[at]
    return found
