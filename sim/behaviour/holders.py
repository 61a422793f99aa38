"""What clearing will bring, as a function of hypothetical totals: budget holders with members, and pools paid by
points.

A mechanism is a linear map from the totals of institutions to a few numbers, any function of these, and a linear map
of its results back to institutions. A budget of one hospital, a township's pool, an alliance that answers for its
residents wherever they are treated and pays its members by shares: all have this form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sim.behaviour.totals import BY_POINTS, POINTS, WIDTH
from sim.settlement.budgets import Budget
from sim.settlement.each import PointsYear
from sim.settlement.followed import Left

F8 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Mechanism:
    """X numbers in, Y amounts out, H institutions.

    `load` (X, H x totals): x = load @ totals. `outcome`: (..., X) -> (..., Y) fen that clearing brings (negative:
    takes), beyond what was billed. `share` (Y, H): the part of each amount that is an institution's. `budget`
    (X,): what a smallest error of the forecast of x is a share of. `charges`: (N, X' <= X) part of what the fund pays of
    each of N claims that counts in each of the first numbers, where that hangs on the patient and not on the institution alone.
    """

    load: sparse.csr_matrix
    outcome: Callable[[F8], F8]
    share: F8
    budget: F8
    of: npt.NDArray[np.int64] | None = None  # (X,) which number each one is a part of in a ratio, -1 = of none
    whole: npt.NDArray[np.bool_] | None = None  # (X,) numbers that others are parts of: what may err is the ratio
    charges: Callable[[Left], F8] | None = None

    def spread(self, expected: F8, months: F8, spread: F8, left: int, forecast: float) -> F8:
        """How far each number may be off at the year's end: `spread` (X,), but of a ratio only the ratio errs, by what its
        months (k, X) have strayed and at least `forecast` of it."""
        if self.of is None or self.whole is None:
            return spread
        parts = np.flatnonzero(self.of >= 0)
        wholes, found = self.of[parts], np.where(self.whole, 0.0, spread)
        value = np.divide(expected[parts], expected[wholes], out=np.zeros(parts.size), where=expected[wholes] > 0)
        strayed = np.zeros(parts.size)
        if len(months) > 1:
            off = months[:, parts] - value * months[:, wholes]
            strayed = np.sqrt((off**2).sum(axis=0) / (len(months) - 1) * left)
        found[parts] = np.maximum(strayed, forecast * np.abs(expected[parts]))
        return found


def holders(charged: F8, members: F8, net: Callable[[F8], F8], budget: F8) -> Mechanism:
    """Budget holders with members.

    Args:
        charged: (G, H, KINDS) part of what the basic fund pays at each institution that is charged to holder g.
        members: (Y, H) part of each result that falls to each institution.
        net: spending (..., G) fen -> results (..., Y) fen: of each holder, or its surplus and its deficit apart.
        budget: (G,) fen.
    """
    g, h, kinds = charged.shape
    load = np.zeros((g, h, WIDTH))
    load[:, :, :kinds] = charged
    return Mechanism(sparse.csr_matrix(load.reshape(g, h * WIDTH)), net, members, budget.astype(np.float64))


def of_budget(budget: Budget) -> Mechanism:
    """A budget of the settlement: who is charged what, its clearing by the policy's own function in float64, and the
    members who share the result."""
    fen = budget.budget.astype(np.float64)
    hypothetical = replace(budget, budget=fen)  # type: ignore[arg-type]  # the same rules, on amounts that are not booked

    def net(x: F8) -> F8:
        return in_two(hypothetical.clear(x).net)  # type: ignore[arg-type]

    return holders(_charged(budget), np.vstack([budget.shares(surplus=True), budget.shares()]), net, fen)


def in_two(net: F8) -> F8:
    """What clearing brings holders (..., G) as surpluses and deficits apart (..., 2 G): they are divided by different keys where
    public health has a part of a surplus."""
    return np.concatenate([np.maximum(net, 0.0), np.minimum(net, 0.0)], axis=-1)


def _charged(budget: Budget) -> F8:
    """(G, H, KINDS) part of each institution's bills that is charged to each holder. Where a budget follows residents
    and nothing of the year has been seen, a holder's part is its part of the residents, of whatever its rules may
    charge."""
    followed = budget.followed
    if followed is None or followed.cases.any():
        return budget.parts()
    heads = np.bincount(followed.of_person[followed.of_person >= 0], minlength=len(followed.mask))
    part = heads / max(followed.of_person.size, 1)
    expected: F8 = followed.mask.any(axis=2) * (followed.price / 1e6)[..., None] * part[:, None, None]
    return expected


def of_points(year: PointsYear, institutions: int) -> Mechanism:
    """A year of stays paid by points, as the settlement will clear it."""
    m = year.members.size
    load = np.zeros((2 * m, institutions, WIDTH))
    load[np.arange(m), year.members, POINTS] = 1.0
    load[m + np.arange(m), year.members, BY_POINTS] = 1.0
    share = np.zeros((m, institutions))
    share[np.arange(m), year.members] = 1.0
    budget = np.concatenate([np.zeros(m), np.full(m, year.pool / max(m, 1))])
    return Mechanism(
        sparse.csr_matrix(load.reshape(2 * m, -1)), lambda x: year.net(x[..., :m], x[..., m:]), share, budget
    )
